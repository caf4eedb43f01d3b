import { isUniqueViolation } from '../../../kernel/db/db.ts'
import { codeOf, conflict, Fault, invalid } from '../../../kernel/errors.ts'
import { differences } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { CODE, faultsOfSchema, MAX_CODE, type Access, type DatasetSchema } from '../domain/schema.ts'
import { sql } from 'kysely'
import { reviewListIndexes } from './list-index.ts'
import { renew } from './offer-service.ts'
import { demandSigned } from './release-gate.ts'
import { demand, fault, inStore, keeperOnly, lockDataset, record, t, type Call, type DatasetRow, type Work } from './dataset-work.ts'

/** What people say about a dataset, apart from its contract. */
export interface Description {
  readonly title: string; readonly titleEn: string; readonly description: string; readonly descriptionEn: string; readonly agencyId: string; readonly stewardAccountId: string | null
  readonly legalBasis: string; readonly purpose: string; readonly theme: string; readonly keywords: readonly string[]; readonly licence: string
  /** days; null: no promise */
  readonly refreshDays: number | null
  /** months; null: for ever */
  readonly retentionMonths: number | null
  readonly access: Access
}

function columnsOf(input: Description) {
  demand([
    input.title.trim() === '' && fault('title', 'Chưa có tên bộ dữ liệu.', 'The title is missing.', 'required'),
    input.title.length > 300 && fault('title', 'Tên dài quá 300 ký tự.', 'The title is longer than 300 characters.'),
    input.purpose.trim() === '' && fault('purpose', 'Chưa nêu mục đích của bộ dữ liệu.', 'The purpose is missing.', 'required'),
    input.access !== 'internal' && input.legalBasis.trim() === '' && fault('legalBasis', 'Dữ liệu chia sẻ hoặc mở phải nêu căn cứ pháp lý, ví dụ: Nghị định 47/2020/NĐ-CP.', 'Shared and open data name their legal basis.', 'required'),
    input.access === 'open' && input.licence === '' && fault('licence', 'Dữ liệu mở phải có giấy phép sử dụng.', 'Open data needs a licence.', 'required'),
    input.refreshDays !== null && !(Number.isInteger(input.refreshDays) && input.refreshDays >= 1 && input.refreshDays <= 3660) && fault('refreshDays', 'Chu kỳ cập nhật từ 1 đến 3.660 ngày.', 'Refreshed every 1 to 3,660 days.'),
    input.retentionMonths !== null && !(Number.isInteger(input.retentionMonths) && input.retentionMonths >= 1 && input.retentionMonths <= 1200) && fault('retentionMonths', 'Thời hạn lưu từ 1 đến 1.200 tháng.', 'Kept 1 to 1,200 months.'),
    input.keywords.length > 30 && fault('keywords', 'Nhiều nhất 30 từ khóa.', 'At most 30 keywords.'),
  ])
  return { title: input.title.trim().normalize('NFC'), title_en: input.titleEn.trim(), description: input.description.normalize('NFC'), description_en: input.descriptionEn, agency_id: input.agencyId, steward_account_id: input.stewardAccountId, legal_basis: input.legalBasis.trim(), purpose: input.purpose.trim(),
    theme: input.theme, keywords: input.keywords.map(word => word.normalize('NFC')), licence: input.licence, refresh_days: input.refreshDays, retention_months: input.retentionMonths, access: input.access }
}

/** Codes that the addresses of the store's own pages take. */
const TAKEN: readonly string[] = ['moi', 'lan-nap', 'cho-nhan', 'nhap-lieu', 'phat-hanh', 'cho-ky', 'trung-nguoi', 'truy-van', 'danh-muc-ngoai']
export const checkCode = (code: string): void => demand([
  (!CODE.test(code) || code.length > MAX_CODE) && fault('code', 'Mã gồm chữ thường không dấu, số và gạch nối, tối đa 50 ký tự. Ví dụ: tram-y-te', 'The code takes lower-case letters, digits and hyphens, 50 at most.'),
  TAKEN.includes(code) && fault('code', `Mã “${code}” dành cho hệ thống. Hãy đặt mã khác.`, `The code "${code}" is reserved. Choose another.`),
])
/** What is wrong with a description before anything is made of it: everything at once. */
export function checkDescription(code: string, input: Description): void {
  const faults = [() => columnsOf(input), () => { if (code !== '' || input.title.trim() !== '') checkCode(code) }].flatMap(check => { try { check(); return [] } catch (error) { if (error instanceof Fault) return error.details.fields ?? []; throw error } })
  demand(faults)
}

/** A dataset with the first version of its contract, and its empty table. Answers its id. */
export async function createDataset(call: Call, code: string, input: Description, schema: DatasetSchema, feed: string | null = null): Promise<string> {
  keeperOnly(call.actor, input.agencyId)
  checkDescription(code, input)
  checkSchema(schema)
  return takenAsFault(code, () => inStore(call, work => createWithin(work, code, input, schema, { feed })))
}

/** The same inside a transaction of the caller. */
export async function createWithin(work: Work, code: string, input: Description, schema: DatasetSchema, { feed = null, releaseId = null }: { readonly feed?: string | null; readonly releaseId?: string | null }): Promise<string> {
  keeperOnly(work.actor, input.agencyId)
  checkCode(code)
  checkSchema(schema)
  const columns = columnsOf(input)
  const id = newId(work.at.getTime())
  await t(work.tx).insertInto('datasets.dataset').values({ id, code, ...columns, feed, state: 'draft', published_at: null, withdrawn_at: null, withdrawn_because: null, schema_version: 1, last_load: 0, refreshed_at: null, row_count: 0, version: 1, created_at: work.at, release_id: releaseId }).execute()
  await addVersion(work, id, 1, schema, '')
  await record(work, 'create-dataset', { type: 'dataset', id }, { code, title: columns.title, access: columns.access })
  return id
}

/** A code that somebody else has is told at its input. */
export async function takenAsFault<T>(code: string, work: () => Promise<T>): Promise<T> {
  try { return await work() } catch (error) {
    if (isUniqueViolation(error)) throw invalid([fault('code', `Mã “${code}” đã có bộ dữ liệu khác dùng.`, `Another dataset has the code "${code}".`, 'taken')])
    throw error
  }
}

export async function changeDataset(call: Call, id: string, version: number, input: Description): Promise<void> {
  const columns = columnsOf(input)
  await inStore(call, async work => {
    const row = await lockDataset(work.tx, call.actor, id, version)
    keeperOnly(call.actor, input.agencyId)
    await t(work.tx).updateTable('datasets.dataset').set({ ...columns, version: version + 1 }).where('id', '=', id).execute()
    const { schema } = await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', id).where('version', '=', row.schema_version).executeTakeFirstOrThrow()
    if (row.state === 'published') await demandSigned(work.tx, { ...row, ...columns }, schema)
    await renew(work, row, { ...row, ...columns }, schema)
    const changed = differences(wordingOf(row), columns)
    await record(work, 'change-dataset', { type: 'dataset', id }, changed, { version, content: wordingOf(row) })
  })
}

const wordingOf = ({ title, title_en, description, description_en, agency_id, steward_account_id, legal_basis, purpose, theme, keywords, licence, refresh_days, retention_months, access }: DatasetRow) =>
  ({ title, title_en, description, description_en, agency_id, steward_account_id, legal_basis, purpose, theme, keywords, licence, refresh_days, retention_months, access })

/** A new version of the contract. Rows stay; what the table cannot hold is refused before anything changes. */
export async function putSchema(call: Call, id: string, version: number, schema: DatasetSchema, reason: string): Promise<number> {
  checkSchema(schema)
  return inStore(call, async work => {
    const row = await lockDataset(work.tx, call.actor, id, version)
    const next = row.schema_version + 1
    await t(work.tx).updateTable('datasets.dataset').set({ schema_version: next, version: version + 1 }).where('id', '=', id).execute()
    await addVersion(work, id, next, schema, reason)
    if (row.state === 'published') await demandSigned(work.tx, row, schema)
    await renew(work, row, { ...row, schema_version: next }, schema)
    await record(work, 'put-schema', { type: 'dataset', id }, { schemaVersion: next, fields: schema.fields.map(field => field.name) }, { version, content: { schemaVersion: row.schema_version } }, reason)
    return next
  })
}

async function addVersion(work: Work, datasetId: string, version: number, schema: DatasetSchema, reason: string): Promise<void> {
  await t(work.tx).insertInto('datasets.schema_version').values({ dataset_id: datasetId, version, schema: JSON.stringify(schema), at: work.at, by_account: work.actor.kind === 'officer' ? work.actor.accountId : null, reason }).execute()
  try { await sql`select datasets.build_table(${datasetId})`.execute(work.tx) } catch (error) {
    const code = codeOf(error)
    if (code === '42804') throw invalid([fault('fields', 'Kiểu dữ liệu của một trường đã có không thu hẹp được. Hãy thêm trường mới.', 'The type of a field that exists cannot become narrower. Add a new field.', 'narrower')])
    if (code === '23505') throw invalid([fault('key', 'Dữ liệu đang có bị trùng theo khóa hoặc trường duy nhất mới.', 'The rows there are not unique by the new key or unique field.', 'not-unique')])
    throw error
  }
  await reviewListIndexes(work, datasetId)
}

function checkSchema(schema: DatasetSchema): void { demand(faultsOfSchema(schema).map(each => fault(each.path, each.message.vi, each.message.en ?? each.message.vi, each.code))) }

/** Whether what is published still says what a catalogue must say. */
export function publishable(row: DatasetRow, schema: DatasetSchema): void {
  if (row.state === 'published') throw conflict({ vi: 'Bộ dữ liệu này đang được công bố.', en: 'This dataset is published already.' })
  demand([
    row.access !== 'internal' && row.legal_basis === '' && fault('legalBasis', 'Nêu căn cứ pháp lý trước khi công bố.', 'Name the legal basis before publishing.', 'required'),
    row.access === 'open' && !schema.fields.some(field => field.classification === 'open') && fault('access', 'Không có trường nào ở mức “Mở”, nên không có gì để công bố.', 'No field is open, so there is nothing to publish.'),
    row.last_load === 0 && fault('rows', 'Chưa có dữ liệu. Nạp dữ liệu rồi hãy công bố.', 'There are no rows yet. Load them first.'),
  ])
}
