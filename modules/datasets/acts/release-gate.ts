import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { demand, fault, type DatasetRow } from './dataset-work.ts'

/**
 * Nothing about persons becomes open without a check that passed and a second person who signed; the database holds the same (open_only_when_signed).
 * What was personal in any version of the contract stays so: calling it open afterwards changes nothing.
 */
export async function demandSigned(tx: Tx, dataset: Pick<DatasetRow, 'id' | 'access' | 'release_id'>, schema: DatasetSchema): Promise<void> {
  if (dataset.access !== 'open') return
  const open = schema.fields.filter(field => field.classification === 'open').map(field => field.name)
  const { rows: [found] } = await sql<{ persons: boolean; signed: boolean }>`select datasets.about_persons(${dataset.id}) as persons,
    exists (select from datasets.release where target_id = ${dataset.id} and state = 'signed' and (${dataset.release_id}::uuid is null or id = ${dataset.release_id}) and fields @> ${open}::text[]) as signed`.execute(tx)
  demand([(dataset.release_id !== null || found?.persons === true) && found?.signed !== true && fault('access', 'Dữ liệu về người chỉ mở sau khi kiểm tra ẩn danh đạt và người thứ hai ký. Mở thẻ “Ẩn danh” để kiểm tra.', 'Data about persons is opened only after its anonymity was checked and a second person signed. See “Anonymity”.', 'not-signed')])
}
