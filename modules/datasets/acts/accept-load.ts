import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../../kernel/db/db.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { tableOf, type DatasetSchema } from '../domain/schema.ts'
import { applyStaged, type Applied } from '../store-rows.ts'
import { SCORE_DATASET, SCORED_AFTER_MS } from '../quality/score-job.ts'
import { SNAPSHOT_AFTER_MS, SNAPSHOT_DATASET } from '../analytics/snapshot-job.ts'
import { stagingOf } from '../staging.ts'
import { demand, fault, holdDataset, inStore, lockDataset, record, t, type Call, type DatasetRow, type Keeper, type Work } from './dataset-work.ts'
import { unitFieldOf } from './form-entry-settings.ts'

/** The staged rows are gone (an unlogged table after a crash of the database): the file is read again, nothing else is lost. */
export class StagingLost extends Error {}

/** Whose rows are taken: all (only when none has an error) or those without an error. */
export type Accept = 'all' | 'valid'

async function lockLoad(work: Work, id: string, version?: number) {
  const load = await t(work.tx).selectFrom('datasets.load').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!load) throw notFound()
  if (version !== undefined && load.version !== version) throw changedMeanwhile
  return load
}

/** Makes the checked rows of a load rows of the dataset: one transaction, all or nothing, in the order of acceptance. */
export const acceptLoad = (call: Call, loadId: string, version: number | undefined, accept: Accept, reason = ''): Promise<Applied> => inStore(call, work => acceptWithin(work, loadId, version, accept, reason))

function acceptable(load: Awaited<ReturnType<typeof lockLoad>>, dataset: DatasetRow, accept: Accept): void {
  if (load.state !== 'checked' && load.state !== 'accepting') throw conflict({ vi: 'Lần nạp này chưa kiểm tra xong hoặc đã được quyết định.', en: 'This load is not checked yet, or decided already.' })
  if (dataset.release_id !== null && dataset.last_load > 0) throw conflict({ vi: 'Dữ liệu ẩn danh chỉ có từ bản phát hành đã kiểm tra. Muốn cập nhật, lập bản phát hành mới từ bộ gốc.', en: 'Anonymised rows come with the release that was checked. To refresh them, make a new release.' })
  demand([
    accept === 'all' && load.rows_invalid > 0 && fault('accept', `Có ${load.rows_invalid} dòng lỗi nên không nhận tất cả được. Nhận các dòng đúng, hoặc từ chối và sửa tệp.`, `${load.rows_invalid} rows have errors. Accept the valid ones, or reject and mend the file.`),
    load.rows_valid === 0 && load.mode !== 'snapshot' && fault('accept', 'Không có dòng nào đúng để nhận.', 'There is no valid row to accept.'),
    load.schema_version !== dataset.schema_version && fault('accept', 'Cấu trúc đã đổi sau khi kiểm tra tệp. Hãy kiểm tra lại tệp.', 'The schema changed after the file was checked. Check it again.', 'schema-changed'),
  ])
}

/** What only the indexes of the rows tell, in words for the steward. */
function refused(error: unknown): unknown {
  // since the rows were checked another load brought the value
  if (isUniqueViolation(error)) return conflict({ vi: 'Một giá trị duy nhất đã có ở dòng khác. Hãy đọc lại tệp để kiểm tra theo dữ liệu hiện nay.', en: 'Another row has a value that must be unique. Read the file again to check it against the present rows.' })
  // program_limit_exceeded: an entry of an index holds some 2,700 bytes
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === '54000') return conflict({ vi: 'Có giá trị quá dài ở khóa, trường duy nhất hoặc trường có chỉ mục. Đặt độ dài tối đa cho trường đó rồi đọc lại tệp.', en: 'A value of the key, of a unique or of an indexed field is too long. Give that field a greatest length, then read the file again.' })
  return error
}

/** The same inside a transaction of the caller. */
export async function acceptWithin(work: Work, loadId: string, version: number | undefined, accept: Accept, reason = ''): Promise<Applied> {
  const load = await lockLoad(work, loadId, version)
  const dataset = await lockDataset(work.tx, work.actor, load.dataset_id)
  acceptable(load, dataset, accept)
  await holdDataset(work.tx, dataset.number)
  // millions of rows take longer than a page may
  await sql`set local statement_timeout = 0`.execute(work.tx)
  const { schema } = await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', dataset.id).where('version', '=', load.schema_version).executeTakeFirstOrThrow()
  const number = dataset.last_load + 1
  const staged = await stagedRows(work.tx, load.id)
  if (staged.valid !== load.rows_valid) throw new StagingLost(`${staged.valid} of ${load.rows_valid} rows are staged`)
  if (load.kind === 'form') await demandOwnRows(work.tx, dataset, schema, load)
  const applied = await applyStaged(work.tx, { datasetId: dataset.id, code: dataset.code, schema, staging: stagingOf(load.id), number, mode: load.mode, effectiveOn: load.effective_on, staged: staged.valid - staged.ends, empty: dataset.row_count === 0 && dataset.last_load === 0 }).catch((error: unknown) => { throw refused(error) })
  const rowCount = schema.temporal ? (await sql<{ n: number }>`select count(*) as n from dataset_rows.${sql.id(tableOf(dataset.code))} where _ended is null and _to is null`.execute(work.tx)).rows[0]?.n ?? 0 : dataset.row_count + applied.added - applied.ended
  await t(work.tx).updateTable('datasets.dataset').set({ last_load: number, refreshed_at: work.at, row_count: rowCount, version: dataset.version + 1 }).where('id', '=', dataset.id).execute()
  await t(work.tx).updateTable('datasets.load').set({ state: 'accepted', failure: null, accept, number, rows_added: applied.added, rows_changed: applied.changed, rows_same: applied.same, rows_ended: applied.ended, decided_at: work.at, decided_by: work.actor.kind === 'officer' ? work.actor.accountId : null, reason, version: load.version + 1 }).where('id', '=', load.id).execute()
  await sql`select datasets.drop_staging(${load.id})`.execute(work.tx)
  // one score for loads that follow one another closely
  await enqueue(work.tx, SCORE_DATASET, { datasetId: dataset.id }, { key: `score-dataset:${dataset.id}`, runAt: new Date(work.at.getTime() + SCORED_AFTER_MS) })
  await enqueue(work.tx, SNAPSHOT_DATASET, { code: dataset.code }, { key: `snapshot-dataset:${dataset.id}`, runAt: new Date(work.at.getTime() + SNAPSHOT_AFTER_MS) })
  await record(work, 'accept-load', { type: 'load', id: load.id }, { dataset: dataset.code, number, file: load.file_sha256, ...applied }, undefined, reason === '' ? null : reason)
  return applied
}

/**
 * What a commune sends changes its own rows only. Judged here, under the lock of the dataset: since it was sent, the load of another commune may have brought
 * a row with the same key.
 */
async function demandOwnRows(tx: Tx, dataset: DatasetRow, schema: DatasetSchema, load: { readonly id: string; readonly effective_on: string }): Promise<void> {
  const unit = unitFieldOf(schema)
  if (!unit) throw conflict()
  const [mine, there] = [sql.ref(`s.${unit.name}`), sql.ref(`r.${unit.name}`)]
  const key = sql.join(schema.key.map(name => sql`${sql.ref(`r.${name}`)} = ${sql.ref(`s.${name}`)}`), sql` and `)
  const start = schema.temporal ? sql`coalesce(s.valid_from, ${load.effective_on}::date)` : sql`${load.effective_on}::date`
  const { rows: [taken] } = await sql<{ key: string }>`select concat_ws(', ', ${sql.join(schema.key.map(name => sql.ref(`s.${name}`)))}) as key from dataset_staging.${sql.id(stagingOf(load.id))} s join dataset_rows.${sql.id(tableOf(dataset.code))} r on ${key}
    where s._valid and r._ended is null and (r._to is null or r._to > ${start}) and ${there} is distinct from ${mine} limit 1`.execute(tx)
  if (taken) throw conflict({ vi: `Khóa “${taken.key}” thuộc dòng của đơn vị khác. Trả lại lần gửi để đơn vị nhập sửa.`, en: `The key "${taken.key}" is a row of another unit. Turn it down, so that whoever entered it mends it.` })
}

export async function rejectLoad(call: Call, loadId: string, version: number, reason: string): Promise<void> {
  demand([reason.trim() === '' && fault('reason', 'Nêu lý do từ chối để người nạp biết cần sửa gì.', 'Say why, so that the sender knows what to mend.', 'required')])
  await inStore(call, async work => {
    const load = await lockLoad(work, loadId, version)
    await lockDataset(work.tx, call.actor, load.dataset_id)
    if (load.state === 'accepted' || load.state === 'accepting' || load.state === 'rejected') throw conflict({ vi: 'Lần nạp này đã được quyết định.', en: 'This load is decided already.' })
    await t(work.tx).updateTable('datasets.load').set({ state: 'rejected', decided_at: work.at, decided_by: call.actor.kind === 'officer' ? call.actor.accountId : null, reason, version: version + 1 }).where('id', '=', load.id).execute()
    // who reads it at this moment holds the table, sees the state and clears up
    if (load.state !== 'reading') await sql`select datasets.drop_staging(${load.id})`.execute(work.tx)
    await record(work, 'reject-load', { type: 'load', id: load.id }, { file: load.file_sha256 }, undefined, reason)
  })
}

async function stagedRows(tx: Tx, loadId: string): Promise<{ readonly valid: number; readonly ends: number }> {
  const gone = { valid: -1, ends: 0 }
  const { rows: [there] } = await sql<{ is: string | null }>`select to_regclass(${`dataset_staging.${stagingOf(loadId)}`}) as is`.execute(tx)
  if (there?.is === null) return gone
  return (await sql<{ valid: number; ends: number }>`select count(*) filter (where _valid) as valid, count(*) filter (where _valid and _ends) as ends from dataset_staging.${sql.id(stagingOf(loadId))}`.execute(tx)).rows[0] ?? gone
}

export const ACCEPT_LOAD = 'datasets.accept-load'
/** What the job is told: it acts in the name of who decided, with the rights of that moment. */
export interface Decision { readonly loadId: string; readonly accept: Accept; readonly reason: string; readonly actor: Keeper }

export const askToAccept = (work: Pick<Work, 'tx'>, decision: Decision, runAt?: Date): Promise<void> => enqueue(work.tx, ACCEPT_LOAD, decision, { key: `accept-load:${decision.loadId}`, awaited: true, ...runAt && { runAt } })

/** Decides to take a load; the rows are written by a job, because millions of them take longer than a page may. */
export async function requestAcceptance(call: Call, loadId: string, version: number, accept: Accept, reason = ''): Promise<void> {
  await inStore(call, async work => {
    const load = await lockLoad(work, loadId, version)
    const dataset = await lockDataset(work.tx, call.actor, load.dataset_id)
    acceptable(load, dataset, accept)
    await t(work.tx).updateTable('datasets.load').set({ state: 'accepting', failure: null, version: version + 1 }).where('id', '=', loadId).execute()
    await askToAccept(work, { loadId, accept, reason, actor: call.actor })
  })
}
