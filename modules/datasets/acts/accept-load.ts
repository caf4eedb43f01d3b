import { sql } from 'kysely'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { tableOf } from '../domain/schema.ts'
import { applyStaged, type Applied } from '../store-rows.ts'
import { stagingOf } from '../staging.ts'
import { demand, fault, holdDataset, inStore, lockDataset, record, t, type Call, type Work } from './dataset-work.ts'

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

/** The same inside a transaction of the caller. */
export async function acceptWithin(work: Work, loadId: string, version: number | undefined, accept: Accept, reason = ''): Promise<Applied> {
  const load = await lockLoad(work, loadId, version)
  const dataset = await lockDataset(work.tx, work.actor, load.dataset_id)
  if (load.state !== 'checked' && load.state !== 'accepting') throw conflict({ vi: 'Lần nạp này chưa kiểm tra xong hoặc đã được quyết định.', en: 'This load is not checked yet, or decided already.' })
  demand([
    accept === 'all' && load.rows_invalid > 0 && fault('accept', `Có ${load.rows_invalid} dòng lỗi nên không nhận tất cả được. Nhận các dòng đúng, hoặc từ chối và sửa tệp.`, `${load.rows_invalid} rows have errors. Accept the valid ones, or reject and mend the file.`),
    load.rows_valid === 0 && load.mode !== 'snapshot' && fault('accept', 'Không có dòng nào đúng để nhận.', 'There is no valid row to accept.'),
    load.schema_version !== dataset.schema_version && fault('accept', 'Cấu trúc đã đổi sau khi kiểm tra tệp. Hãy kiểm tra lại tệp.', 'The schema changed after the file was checked. Check it again.', 'schema-changed'),
  ])
  await holdDataset(work.tx, dataset.number)
  // millions of rows take longer than a page may
  await sql`set local statement_timeout = 0`.execute(work.tx)
  const { schema } = await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', dataset.id).where('version', '=', load.schema_version).executeTakeFirstOrThrow()
  const number = dataset.last_load + 1
  const applied = await applyStaged(work.tx, { code: dataset.code, schema, staging: stagingOf(load.id), number, mode: load.mode, effectiveOn: load.effective_on, empty: dataset.row_count === 0 && dataset.last_load === 0 })
  const rowCount = schema.temporal ? (await sql<{ n: number }>`select count(*) as n from dataset_rows.${sql.id(tableOf(dataset.code))} where _ended is null and _to is null`.execute(work.tx)).rows[0]?.n ?? 0 : dataset.row_count + applied.added - applied.ended
  await t(work.tx).updateTable('datasets.dataset').set({ last_load: number, refreshed_at: work.at, row_count: rowCount, version: dataset.version + 1 }).where('id', '=', dataset.id).execute()
  await t(work.tx).updateTable('datasets.load').set({ state: 'accepted', accept, number, rows_added: applied.added, rows_changed: applied.changed, rows_same: applied.same, rows_ended: applied.ended, decided_at: work.at, decided_by: work.actor.kind === 'officer' ? work.actor.accountId : null, reason, version: load.version + 1 }).where('id', '=', load.id).execute()
  await sql`select datasets.drop_staging(${load.id})`.execute(work.tx)
  await record(work, 'accept-load', { type: 'load', id: load.id }, { dataset: dataset.code, number, file: load.file_sha256, ...applied }, undefined, reason === '' ? null : reason)
  return applied
}

export async function rejectLoad(call: Call, loadId: string, version: number, reason: string): Promise<void> {
  demand([reason.trim() === '' && fault('reason', 'Nêu lý do từ chối để người nạp biết cần sửa gì.', 'Say why, so that the sender knows what to mend.', 'required')])
  await inStore(call, async work => {
    const load = await lockLoad(work, loadId, version)
    await lockDataset(work.tx, call.actor, load.dataset_id)
    if (load.state === 'accepted' || load.state === 'rejected') throw conflict({ vi: 'Lần nạp này đã được quyết định.', en: 'This load is decided already.' })
    await t(work.tx).updateTable('datasets.load').set({ state: 'rejected', decided_at: work.at, decided_by: call.actor.kind === 'officer' ? call.actor.accountId : null, reason, version: version + 1 }).where('id', '=', load.id).execute()
    await sql`select datasets.drop_staging(${load.id})`.execute(work.tx)
    await record(work, 'reject-load', { type: 'load', id: load.id }, { file: load.file_sha256 }, undefined, reason)
  })
}
