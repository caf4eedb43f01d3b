import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { Access, DatasetSchema } from '../domain/schema.ts'
import type { DatasetsTables, DatasetState, FormEntry } from '../tables.ts'

export interface DatasetView {
  readonly id: string; readonly number: number; readonly code: string; readonly title: string; readonly titleEn: string; readonly description: string; readonly descriptionEn: string; readonly agencyId: string; readonly stewardAccountId: string | null
  readonly legalBasis: string; readonly purpose: string; readonly theme: string; readonly keywords: readonly string[]; readonly licence: string; readonly refreshDays: number | null; readonly retentionMonths: number | null
  readonly access: Access; readonly feed: string | null; readonly state: DatasetState; readonly publishedAt: Date | null; readonly withdrawnAt: Date | null; readonly withdrawnBecause: string | null
  readonly schemaVersion: number; readonly schema: DatasetSchema; readonly lastLoad: number; readonly refreshedAt: Date | null; readonly rowCount: number; readonly version: number; readonly createdAt: Date
  readonly formEntry: FormEntry | null; /** what was known before this load cannot be read any more (retention) */ readonly forgottenLoad: number
  /** derived from a dataset about persons by this release */ readonly releaseId: string | null
}

const base = (tx: Tx) => tablesOf<DatasetsTables>(tx).selectFrom('datasets.dataset as d').innerJoin('datasets.schema_version as s', join => join.onRef('s.dataset_id', '=', 'd.id').onRef('s.version', '=', 'd.schema_version'))
  .select(['d.id', 'd.number', 'd.code', 'd.title', 'd.title_en as titleEn', 'd.description', 'd.description_en as descriptionEn', 'd.agency_id as agencyId', 'd.steward_account_id as stewardAccountId', 'd.legal_basis as legalBasis', 'd.purpose', 'd.theme', 'd.keywords', 'd.licence', 'd.refresh_days as refreshDays', 'd.retention_months as retentionMonths',
    'd.access', 'd.feed', 'd.state', 'd.published_at as publishedAt', 'd.withdrawn_at as withdrawnAt', 'd.withdrawn_because as withdrawnBecause', 'd.schema_version as schemaVersion', 's.schema', 'd.last_load as lastLoad', 'd.refreshed_at as refreshedAt', 'd.row_count as rowCount', 'd.version', 'd.created_at as createdAt', 'd.form_entry as formEntry', 'd.forgotten_load as forgottenLoad', 'd.release_id as releaseId'])

/** A dataset that the present actor may know of (row-level security), or undefined. */
export async function findDataset(tx: Tx, code: string): Promise<DatasetView | undefined> { return base(tx).where('d.code', '=', code).executeTakeFirst() }
export async function findDatasetById(tx: Tx, id: string): Promise<DatasetView | undefined> { return base(tx).where('d.id', '=', id).executeTakeFirst() }
/** All that the present actor may know of, by title. A province has some hundreds. */
export async function listDatasets(tx: Tx, filter: { readonly state?: DatasetState } = {}): Promise<readonly DatasetView[]> {
  return base(tx).$if(filter.state !== undefined, query => query.where('d.state', '=', filter.state ?? 'draft')).orderBy('d.title').limit(5000).execute()
}
