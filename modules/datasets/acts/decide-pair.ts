import { sql } from 'kysely'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { localDateOf } from '../../calendar/index.ts'
import { FIND_DOUBLES } from '../persons/find-job.ts'
import { findDatasetById } from '../queries/datasets.ts'
import { stagingOf } from '../staging.ts'
import { acceptWithin } from './accept-load.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call, type Work } from './dataset-work.ts'

export const ANSWERS = ['same', 'different', 'later'] as const
export type PairAnswer = (typeof ANSWERS)[number]

async function lockPair(work: Work, id: string, version: number) {
  const pair = await t(work.tx).selectFrom('datasets.person_pair').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!pair) throw notFound()
  if (pair.version !== version) throw changedMeanwhile
  if (pair.state === 'merged') throw conflict({ vi: 'Hai dòng này đã gộp.', en: 'These two rows are one by now.' })
  return pair
}
const by = ({ actor, at }: Work) => ({ decided_at: at, decided_by: actor.kind === 'officer' ? actor.accountId : null })

/** Says whether two rows are one person. The answer is kept by the keys of the rows, so that it is never asked again, and says nothing of who they are. */
export async function decidePair(call: Call, id: string, version: number, answer: PairAnswer): Promise<void> {
  await inStore(call, async work => {
    const pair = await lockPair(work, id, version)
    await t(work.tx).updateTable('datasets.person_pair').set({ state: answer, ...by(work), version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'decide-pair', { type: 'pair', id }, { answer, score: pair.score, reasons: pair.reasons }, { version, content: { state: pair.state } })
  })
}

/**
 * Makes two rows of one person one: a load of corrections in which the row that stays takes over what it lacks and the other ends. Nothing is rewritten:
 * both stand in the history as they were.
 */
export async function mergePair(call: Call, id: string, version: number, keep: 'a' | 'b', reason: string): Promise<number> {
  demand([reason.trim() === '' && fault('reason', 'Ghi căn cứ để gộp, ví dụ: đã đối chiếu giấy tờ.', 'Say on what grounds, such as papers that were compared.', 'required')])
  return inStore(call, async work => {
    const { tx, at, actor } = work
    const pair = await lockPair(work, id, version)
    if (pair.state !== 'same') throw conflict({ vi: 'Xác nhận hai dòng là một người rồi hãy gộp.', en: 'Say first that the two are one person.' })
    await lockDataset(tx, actor, pair.dataset_id)
    const dataset = await findDatasetById(tx, pair.dataset_id)
    if (!dataset) throw notFound()
    const { schema, code } = dataset
    if (schema.key.length === 0 || schema.temporal) throw conflict({ vi: 'Bộ dữ liệu không có khóa, hoặc có thời gian hiệu lực, thì sửa bằng cách nạp lại.', en: 'Rows without a key, or true for a time, are corrected by loading them again.' })
    const [kept, gone] = keep === 'a' ? [pair.row_a, pair.row_b] : [pair.row_b, pair.row_a]
    const loadId = newId(at.getTime())
    await t(tx).insertInto('datasets.load').values({ id: loadId, dataset_id: dataset.id, kind: 'correction', mode: 'upsert', state: 'reading', schema_version: dataset.schemaVersion, effective_on: localDateOf(at), begun_at: at, by_account: actor.kind === 'officer' ? actor.accountId : null, file_key: null, file_sha256: null, number: null, accept: null, failure: null, checked_at: null, decided_at: null, decided_by: null }).execute()
    await sql`select datasets.build_staging(${loadId})`.execute(tx)
    const rows = sql`dataset_rows.${sql.id(code.replaceAll('-', '_'))}`
    const names = sql.join(schema.fields.map(field => sql.id(field.name)))
    const filled = sql.join(schema.fields.map(field => schema.key.includes(field.name) || field.unique ? sql.ref(`k.${field.name}`) : sql`coalesce(${sql.ref(`k.${field.name}`)}, ${sql.ref(`g.${field.name}`)})`))
    const staged = await sql`insert into dataset_staging.${sql.id(stagingOf(loadId))} (_row, _valid, _ends, ${names})
      select 1, true, false, ${filled} from ${rows} k, ${rows} g where k._id = ${kept} and g._id = ${gone} and k._ended is null and g._ended is null
      union all select 2, true, true, ${sql.join(schema.fields.map(field => sql.ref(`g.${field.name}`)))} from ${rows} k, ${rows} g where k._id = ${kept} and g._id = ${gone} and k._ended is null and g._ended is null`.execute(tx)
    if (Number(staged.numAffectedRows ?? 0n) !== 2) throw conflict({ vi: 'Một trong hai dòng vừa thay đổi. Hãy tìm lại rồi quyết định.', en: 'One of the rows has changed. Search again, then decide.' })
    await t(tx).updateTable('datasets.load').set({ state: 'checked', checked_at: at, rows_read: 2, rows_valid: 2 }).where('id', '=', loadId).execute()
    await acceptWithin(work, loadId, undefined, 'all', reason.trim())
    await t(tx).updateTable('datasets.person_pair').set({ state: 'merged', ...by(work), version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'merge-pair', { type: 'pair', id }, { dataset: code, load: loadId }, { version, content: { state: pair.state } }, reason.trim())
    return dataset.lastLoad + 1
  })
}

/** Searches again, by a job: a million rows take longer than a page may. */
export async function askForDoubles(call: Call, datasetId: string): Promise<void> {
  await inStore(call, async work => {
    await lockDataset(work.tx, call.actor, datasetId)
    await enqueue(work.tx, FIND_DOUBLES, { datasetId }, { key: `find-doubles:${datasetId}` })
    await record(work, 'find-doubles', { type: 'dataset', id: datasetId }, {})
  })
}

/** Adds or removes a short form of a name; what a later search finds changes with it. */
export async function changeNameForm(call: Call, short: string, whole: string): Promise<void> {
  const [from, to] = [short, whole].map(text => text.trim().toLowerCase())
  demand([!/^[a-z]{1,20}$/.test(from ?? '') && fault('short', 'Viết tắt gồm 1 đến 20 chữ cái không dấu, ví dụ: ng', '1 to 20 letters without marks, such as ng.'), to !== '' && !/^[a-z]{1,20}$/.test(to ?? '') && fault('whole', 'Viết đủ gồm chữ cái không dấu, ví dụ: nguyen', 'Letters without marks, such as nguyen.'), from === to && fault('whole', 'Hai cách viết giống nhau.', 'Both are the same.')])
  await inStore(call, async work => {
    const before = await t(work.tx).selectFrom('datasets.name_form').select('whole').where('short', '=', from ?? '').executeTakeFirst()
    if (to === '') await t(work.tx).deleteFrom('datasets.name_form').where('short', '=', from ?? '').execute()
    else { const set = { whole: to ?? '', changed_at: work.at, changed_by: work.actor.kind === 'officer' ? work.actor.accountId : null }; await t(work.tx).insertInto('datasets.name_form').values({ short: from ?? '', ...set }).onConflict(on => on.column('short').doUpdateSet(set)).execute() }
    await record(work, 'change-name-form', { type: 'name-form', id: NAME_FORMS }, { short: from ?? '', before: before?.whole ?? null, after: to === '' ? null : to ?? null })
  })
}
/** The list as a whole is one object of the ledger. */
const NAME_FORMS = '00000000-0000-7000-8000-0000000000f0'
