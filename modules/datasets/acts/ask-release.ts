import { sql } from 'kysely'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { passes, type ReleasePlan } from '../domain/anonymise.ts'
import { MAX_CODE } from '../domain/schema.ts'
import { checkCode } from './create-dataset.ts'
import { demand, fault, inStore, lockDataset, t, type Call, type Keeper, type Work } from './dataset-work.ts'
import { demandNames, demandPlan, schemaOf, type ReleaseNames } from './make-release.ts'

export const CHECK_RELEASE = 'datasets.check-release'
/** What the job is told: it acts in the name of who asked, with the rights of that moment. */
export interface AskedCheck { readonly id: string; readonly actor: Keeper }
const DAY_MS = 86_400_000
/** A check that led to nothing is kept so long. */
const KEPT_MS = 30 * DAY_MS
/** Each reads every row, before whatever nobody waits for: so many of a dataset at once. */
const MOST_OPEN = 3

export const rowsChanged = conflict({ vi: 'Dữ liệu hoặc cấu trúc đã đổi sau khi kiểm tra, nên kết quả cũ không còn đúng. Hãy kiểm tra lại.', en: 'The rows or the contract changed since the check, so it says nothing any more. Check again.' })
const otherPlan = conflict({ vi: 'Cách xử lý đã sửa sau khi kiểm tra. Hãy kiểm tra lại rồi mới lập.', en: 'The plan was changed since the check. Check again, then make it.' })
const askJob = (work: Work, id: string): Promise<void> => { const asked: AskedCheck = { id, actor: work.actor }; return enqueue(work.tx, CHECK_RELEASE, asked, { key: `check-release:${id}`, awaited: true }) }

/** Asks for a check of the present rows. The same plan for the same rows is the same check, however often it is asked for. */
export async function askCheck(call: Call, datasetId: string, plan: ReleasePlan): Promise<string> {
  return inStore(call, async work => {
    const { tx, at, actor } = work
    const row = await lockDataset(tx, actor, datasetId)
    demandPlan(plan, await schemaOf(work, row))
    await t(tx).deleteFrom('datasets.release_check').where('dataset_id', '=', row.id).where('release_id', 'is', null).where('state', 'in', ['done', 'failed']).where('asked_at', '<', new Date(at.getTime() - KEPT_MS)).execute()
    const same = await t(tx).selectFrom('datasets.release_check').select('id').where('dataset_id', '=', row.id).where('load_number', '=', row.last_load).where('schema_version', '=', row.schema_version).where(sql<boolean>`plan = ${JSON.stringify(plan)}::jsonb`).where('state', '<>', 'failed').where('release_id', 'is', null).orderBy('asked_at', 'desc').executeTakeFirst()
    if (same) return same.id
    const open = await t(tx).selectFrom('datasets.release_check').select('id').where('dataset_id', '=', row.id).where('state', 'in', ['waiting', 'running']).execute()
    if (open.length >= MOST_OPEN) throw conflict({ vi: `Bộ này đang có ${MOST_OPEN} lần kiểm tra chưa xong. Đợi một lần xong rồi kiểm tra tiếp.`, en: `${MOST_OPEN} checks of this dataset are under way. Wait for one of them.` })
    const id = newId(at.getTime())
    await t(tx).insertInto('datasets.release_check').values({ id, dataset_id: row.id, plan: JSON.stringify(plan), load_number: row.last_load, schema_version: row.schema_version, state: 'waiting', report: null, failure: null, code: null, title: null, release_id: null, asked_at: at, asked_by: actor.kind === 'officer' ? actor.accountId : null, ended_at: null }).execute()
    await askJob(work, id)
    return id
  })
}

/** Asks for the release of a check that passed: of exactly its plan and its rows. Asked again while it is made, or when it is, nothing more happens. */
export async function askRelease(call: Call, checkId: string, plan: ReleasePlan, names: ReleaseNames): Promise<void> {
  await inStore(call, async work => {
    const check = await t(work.tx).selectFrom('datasets.release_check').selectAll().select(sql<boolean>`plan = ${JSON.stringify(plan)}::jsonb`.as('same')).where('id', '=', checkId).executeTakeFirst()
    if (!check) throw notFound()
    const row = await lockDataset(work.tx, call.actor, check.dataset_id)
    const now = await t(work.tx).selectFrom('datasets.release_check').select(['state', 'code', 'release_id']).where('id', '=', checkId).executeTakeFirstOrThrow()
    if (now.release_id !== null || now.code !== null && now.state !== 'done') return
    if (!check.same) throw otherPlan
    if (check.load_number !== row.last_load || check.schema_version !== row.schema_version) throw rowsChanged
    demand([(now.state !== 'done' || check.report === null || !passes(check.plan, check.report)) && fault('k', 'Kiểm tra chưa đạt nên chưa lập được. Gộp thô hơn hoặc bỏ bớt trường, rồi kiểm tra lại.', 'The check has not passed. Coarsen or drop fields, then check again.', 'not-anonymous')])
    if (plan.kind !== 'view') {
      demandNames(names)
      checkCode(names.code)
      const taken = await t(work.tx).selectFrom('datasets.dataset').select('id').where('code', '=', names.code).executeTakeFirst()
      demand([taken && fault('code', `Mã “${names.code}” đã có bộ dữ liệu khác dùng.`, `Another dataset has the code "${names.code}".`, 'taken')])
    }
    await t(work.tx).updateTable('datasets.release_check').set({ state: 'waiting', phase: 'waits', failure: null, code: names.code.slice(0, MAX_CODE), title: names.title.slice(0, 300) }).where('id', '=', checkId).execute()
    await askJob(work, checkId)
  })
}
