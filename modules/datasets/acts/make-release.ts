import { sql } from 'kysely'
import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { checkPlan, stageCounts, stageTreated } from '../anonymity/derive.ts'
import { faultsOfPlan, passes, releasedSchema, treatmentOf, treatmentText, type ReleasePlan } from '../domain/anonymise.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { stagingOf } from '../staging.ts'
import { acceptWithin } from './accept-load.ts'
import { createWithin, takenAsFault } from './create-dataset.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call, type DatasetRow, type Work } from './dataset-work.ts'

export interface ReleaseCall extends Call { readonly masterKey: Buffer }
/** How the new dataset is called; nothing for a release of the dataset itself. */
export interface ReleaseNames { readonly code: string; readonly title: string }

type Told = (phase: 'pseudonyms' | 'treat' | 'judge' | 'derive') => Promise<void>
const untold: Told = async () => undefined
export const schemaOf = async (work: Pick<Work, 'tx'>, row: Pick<DatasetRow, 'id' | 'schema_version'>): Promise<DatasetSchema> => (await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', row.id).where('version', '=', row.schema_version).executeTakeFirstOrThrow()).schema
export function demandPlan(plan: ReleasePlan, schema: DatasetSchema): void { demand(faultsOfPlan(plan, schema).map(each => fault(each.field, each.message.vi, each.message.en))) }

export function demandNames(names: ReleaseNames): void { demand([names.title.trim() === '' && fault('title', 'Đặt tên cho bộ dữ liệu ẩn danh.', 'Name the anonymised dataset.', 'required')]) }

/**
 * Checks, and keeps what passed: the release with its report, and for treated rows and counts the derived dataset, a draft with its rows. It waits for a
 * second person. Answers the release's id.
 */
export const makeRelease = (call: ReleaseCall, datasetId: string, version: number, plan: ReleasePlan, names: ReleaseNames): Promise<string> => takenAsFault(names.code, () => inStore(call, work => makeWithin(work, call.masterKey, datasetId, version, plan, names)))

/** The same inside a transaction of the caller, which hears how far it is. */
export async function makeWithin(work: Work, masterKey: Buffer, datasetId: string, version: number | undefined, plan: ReleasePlan, names: ReleaseNames, tell: Told = untold): Promise<string> {
  const { tx, at, actor } = work
  const row = await lockDataset(tx, actor, datasetId, version)
  const schema = await schemaOf(work, row)
  demandPlan(plan, schema)
  if (plan.kind !== 'view') demandNames(names)
  const id = newId(at.getTime())
  const secrets = { masterKey, releaseId: id }
  const report = await checkPlan(tx, { code: row.code, schema }, plan, secrets, tell)
  if (!passes(plan, report)) throw invalid([fault('k', report.kept === 0 ? 'Không còn dòng nào sau khi ẩn danh. Gộp thô hơn hoặc bỏ bớt trường.' : `Có nhóm chỉ ${report.smallest} dòng, cần ít nhất ${plan.k}. Gộp thô hơn hoặc bỏ bớt trường.`, report.kept === 0 ? 'No row is left. Coarsen more, or drop fields.' : `A combination has only ${report.smallest} rows; ${plan.k} are needed. Coarsen more, or drop fields.`, 'not-anonymous')])
  await tell('derive')
  const made = plan.kind === 'view' ? { targetId: row.id, smallest: report.smallest, kept: report.kept } : await derive(work, row, schema, plan, names, secrets)
  const shown = releasedSchema(plan, schema).fields.filter(field => field.classification === 'open').map(field => field.name)
  await t(tx).insertInto('datasets.release').values({ id, dataset_id: row.id, target_id: made.targetId, state: 'checked', plan: JSON.stringify(plan), report: JSON.stringify(plan.kind === 'counts' ? { ...report, groups: made.kept, kept: report.rows, suppressed: 0 } : report), fields: shown, k_required: plan.k, k_found: plan.kind === 'counts' ? plan.k : made.smallest, load_number: row.last_load,
    made_at: at, made_by: actor.kind === 'officer' ? actor.accountId : null, decided_at: null, decided_by: null }).execute()
  await record(work, 'make-release', { type: 'release', id }, { dataset: row.code, target: plan.kind === 'view' ? row.code : names.code, kind: plan.kind, k: plan.k, epsilon: report.epsilon, rows: report.rows, suppressed: report.suppressed, treatments: { ...plan.treatments } })
  return id
}

async function derive(work: Work, row: DatasetRow, schema: DatasetSchema, plan: ReleasePlan, names: ReleaseNames, secrets: { readonly masterKey: Buffer; readonly releaseId: string }): Promise<{ readonly targetId: string; readonly smallest: number; readonly kept: number }> {
  const { tx, at } = work
  const done = schema.fields.map(field => `${field.title.vi}: ${treatmentOf(plan, field.name) === 'drop' ? 'bỏ' : treatmentText(treatmentOf(plan, field.name))}`).join('; ')
  const about = plan.kind === 'counts' ? `Số đếm đã cộng nhiễu (epsilon ${plan.epsilon}), bỏ ô dưới ${plan.k}.` : `Mỗi tổ hợp có ít nhất ${plan.k} dòng.`
  const contract = releasedSchema(plan, schema)
  const targetId = await createWithin(work, names.code, { title: names.title, titleEn: '', description: `Lập từ “${row.title}” sau khi ẩn danh. ${about} ${done}.`.slice(0, 4000), descriptionEn: '', agencyId: row.agency_id, stewardAccountId: row.steward_account_id, legalBasis: row.legal_basis, purpose: row.purpose, theme: row.theme, keywords: row.keywords, licence: row.licence === '' ? 'CC-BY-4.0' : row.licence, refreshDays: null, retentionMonths: null, access: row.legal_basis === '' ? 'internal' : 'open' }, contract, { releaseId: secrets.releaseId })
  const loadId = newId(at.getTime())
  await t(tx).insertInto('datasets.load').values({ id: loadId, dataset_id: targetId, kind: 'register', mode: 'snapshot', state: 'reading', schema_version: 1, effective_on: '2000-01-01', begun_at: at, by_account: work.actor.kind === 'officer' ? work.actor.accountId : null, file_key: null, file_sha256: null, number: null, accept: null, failure: null, checked_at: null, decided_at: null, decided_by: null }).execute()
  await sql`select datasets.build_staging(${loadId})`.execute(tx)
  const source = { code: row.code, schema }
  const staged = plan.kind === 'counts' ? await stageCounts(tx, source, plan, stagingOf(loadId), secrets) : { rows: await stageTreated(tx, source, plan, stagingOf(loadId), secrets.releaseId), smallest: 0 }
  demand([staged.rows === 0 && fault('k', 'Không còn dòng nào sau khi ẩn danh. Gộp thô hơn hoặc bỏ bớt trường.', 'No row is left. Coarsen more, or drop fields.', 'not-anonymous')])
  await t(tx).updateTable('datasets.load').set({ state: 'checked', checked_at: at, rows_read: staged.rows, rows_valid: staged.rows }).where('id', '=', loadId).execute()
  await acceptWithin(work, loadId, undefined, 'all', 'Bản phát hành ẩn danh')
  const { rows: [least] } = await sql<{ n: number | null }>`select min(_k) as n from treated where _k >= ${plan.k}`.execute(tx)
  return { targetId, kept: staged.rows, smallest: plan.kind === 'counts' ? staged.smallest : least?.n ?? 0 }
}
