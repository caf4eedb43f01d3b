import { closeStoreService, openStoreService } from '../../exchange/index.ts'
import { openApiOf } from '../domain/contract.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import type { DatasetRow, Work } from './dataset-work.ts'

const TERMS = 'Mỗi hệ thống khai thác mặc định 60 lượt một phút, 10.000 lượt một ngày; cần nhiều hơn thì nêu trong yêu cầu. Chỉ đọc các trường mà quyền truy cập nêu tên.'
/** The service that stands for a dataset in the exchange. What is internal has none. */
export async function offer(work: Work, row: Pick<DatasetRow, 'code' | 'access' | 'agency_id' | 'title' | 'description' | 'legal_basis' | 'schema_version'>, schema: DatasetSchema): Promise<string | undefined> {
  if (row.access === 'internal') return undefined
  return openStoreService(work.tx, { code: row.code, agencyId: row.agency_id, name: row.title, description: row.description, legalBasis: row.legal_basis, terms: TERMS, openapi: openApiOf({ code: row.code, title: row.title, description: row.description, schemaVersion: row.schema_version, schema }),
    endpoints: [{ path: '/rows', summary: 'Các dòng, theo trang' }, { path: '/changes', summary: 'Thay đổi sau một vị trí' }, { path: '/contract', summary: 'Các trường được đọc' }] }, work.at)
}

/** Closes it. */
export async function takeBack(work: Work, row: Pick<DatasetRow, 'code' | 'access' | 'agency_id'>, notice: string): Promise<void> {
  if (row.access !== 'internal') await closeStoreService(work.tx, row.agency_id, row.code, notice)
}

/** What changed on a published dataset changes at its service in the same breath. */
export async function renew(work: Work, before: DatasetRow, after: Parameters<typeof offer>[1], schema: DatasetSchema): Promise<void> {
  if (before.state !== 'published') return
  if (after.access === 'internal') await takeBack(work, before, 'Bộ dữ liệu không còn chia sẻ')
  else await offer(work, after, schema)
}
