import type { Platform } from '../../../kernel/platform.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { isPersonal } from '../domain/schema.ts'
import { demand, fault, t } from './dataset-work.ts'
import { demandPrepared, prepare, recordQuery, type Asker, type Prepared } from './query-work.ts'
import type { Tx } from '../../../kernel/db/db.ts'

export const RUN_QUERY = 'datasets-run-query'
const MOST_OPEN = 3
export interface Wording { readonly statement: string; readonly withPersons: boolean; readonly purpose: string }

/** What every question must be before anything of it is kept or run. */
export const demandPurpose = (wording: Wording): void => demand([wording.withPersons && wording.purpose.trim() === '' && fault('purpose', 'Nêu mục đích đọc dữ liệu cá nhân; mục đích được ghi vào nhật ký.', 'Say for what purpose personal data is read; it is written down.', 'required')])

/** Fields about persons that a question can reach, by dataset: written down before anything of them is shown. */
export async function recordPersonalRun(tx: Tx, actor: OfficerActor, run: { readonly id: string; readonly statement: string; readonly purpose: string }, prepared: Prepared, at: Date): Promise<void> {
  const reached = prepared.usable.flatMap(({ dataset, fields }) => { const personal = fields.filter(isPersonal).map(field => field.name); return personal.length === 0 ? [] : [{ dataset: dataset.code, fields: personal }] })
  if (reached.length > 0) await recordQuery(tx, actor, 'ask-personal-query', { type: 'query-run', id: run.id }, at, { statement: run.statement, reached }, undefined, run.purpose)
}

/** Takes a question; a job answers it in the name of whoever asked, with the rights of that moment. Answers the run's id. */
export async function askQuery({ platform, actor }: Asker & { readonly platform: Pick<Platform, 'db' | 'now'> }, wording: Wording, saved?: { readonly id: string; readonly version: number }): Promise<string> {
  demandPurpose(wording)
  return transact(platform.db, actor, async tx => {
    const prepared = demandPrepared(await prepare(tx, actor, wording.statement, wording.withPersons))
    const { n } = await t(tx).selectFrom('datasets.query_run').select(eb => eb.fn.countAll<number>().as('n')).where('by_account', '=', actor.accountId).where('state', 'in', ['waiting', 'running']).executeTakeFirstOrThrow()
    if (n >= MOST_OPEN) throw new Fault('too-many-runs', { status: 409, title: { vi: 'Bạn đang có nhiều lượt chạy chưa xong', en: 'You have unfinished runs' }, detail: { vi: `Mỗi người chạy tối đa ${MOST_OPEN} câu cùng lúc. Đợi hoặc dừng một lượt trong Lịch sử chạy.`, en: `Everybody runs ${MOST_OPEN} questions at most. Wait, or stop one in the history of runs.` } })
    const at = platform.now()
    const id = newId(at.getTime())
    await t(tx).insertInto('datasets.query_run').values({ id, query_id: saved?.id ?? null, query_version: saved?.version ?? null, scheduled: false, statement: wording.statement, with_persons: wording.withPersons, purpose: wording.withPersons ? wording.purpose : '', by_account: actor.accountId, position_id: actor.positionId, agency_id: actor.agencyId, state: 'waiting', asked_at: at }).execute()
    if (wording.withPersons) await recordPersonalRun(tx, actor, { id, statement: wording.statement, purpose: wording.purpose }, prepared, at)
    await enqueue(tx, RUN_QUERY, { runId: id }, { awaited: true })
    return id
  })
}

/** Stops a run of one's own; the process is ended within a moment. */
export async function cancelQuery({ platform, actor }: Asker, runId: string): Promise<void> {
  await transact(platform.db, actor, async tx => {
    const run = await t(tx).selectFrom('datasets.query_run').select(['id', 'state']).where('id', '=', runId).forUpdate().executeTakeFirst()
    if (!run) throw notFound()
    if (run.state === 'waiting') await t(tx).updateTable('datasets.query_run').set({ state: 'cancelled', cancel_asked: true, ended_at: platform.now() }).where('id', '=', runId).execute()
    else if (run.state === 'running') await t(tx).updateTable('datasets.query_run').set({ cancel_asked: true }).where('id', '=', runId).execute()
  })
}
