import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import type { ReleasePlan, ReleaseReport } from '../domain/anonymise.ts'
import type { FieldFault } from '../../../kernel/errors.ts'
import type { CheckPhase, CheckState, ReleaseState } from '../tables.ts'
import { findDatasetById, type DatasetView } from './datasets.ts'

export interface ReleaseLine {
  readonly id: string; readonly datasetId: string; readonly targetId: string; readonly state: ReleaseState; readonly plan: ReleasePlan; readonly report: ReleaseReport; readonly k: number; readonly found: number; readonly loadNumber: number
  readonly madeAt: Date; readonly madeBy: string | null; readonly decidedAt: Date | null; readonly decidedBy: string | null; readonly note: string; readonly version: number; readonly code: string; readonly title: string; readonly targetCode: string
}
const releases = (tx: Tx) => t(tx).selectFrom('datasets.release as r').innerJoin('datasets.dataset as d', 'd.id', 'r.dataset_id').innerJoin('datasets.dataset as g', 'g.id', 'r.target_id')
  .select(['r.id', 'r.dataset_id as datasetId', 'r.target_id as targetId', 'r.state', 'r.plan', 'r.report', 'r.k_required as k', 'r.k_found as found', 'r.load_number as loadNumber', 'r.made_at as madeAt', 'r.made_by as madeBy', 'r.decided_at as decidedAt', 'r.decided_by as decidedBy', 'r.note', 'r.version', 'd.code', 'd.title', 'g.code as targetCode'])

/** Releases made from a dataset, or that made it, latest first. */
export async function releasesOf(tx: Tx, datasetId: string): Promise<readonly ReleaseLine[]> {
  return releases(tx).where(eb => eb.or([eb('r.dataset_id', '=', datasetId), eb('r.target_id', '=', datasetId)])).orderBy('r.made_at', 'desc').limit(100).execute()
}
/** What waits for a signature, oldest first, of all that the actor may know of. */
export async function releasesWaiting(tx: Tx): Promise<readonly ReleaseLine[]> { return releases(tx).where('r.state', '=', 'checked').orderBy('r.made_at').limit(200).execute() }
export async function getRelease(tx: Tx, id: string): Promise<{ readonly release: ReleaseLine; readonly source: DatasetView; readonly target: DatasetView }> {
  const release = await releases(tx).where('r.id', '=', id).executeTakeFirst()
  const [source, target] = release ? [await findDatasetById(tx, release.datasetId), await findDatasetById(tx, release.targetId)] : []
  if (!release || !source || !target) throw notFound()
  return { release, source, target }
}

/** One check as its page shows it; `present`: it judged the rows and the contract of now. */
export interface CheckView { readonly id: string; readonly datasetId: string; readonly plan: ReleasePlan; readonly state: CheckState; readonly phase: CheckPhase; readonly report: ReleaseReport | null; readonly failure: readonly FieldFault[] | null; readonly makes: boolean; readonly releaseId: string | null; readonly present: boolean; readonly endedAt: Date | null; readonly loadNumber: number }
export async function findCheck(tx: Tx, id: string): Promise<CheckView | undefined> {
  const row = await t(tx).selectFrom('datasets.release_check as c').innerJoin('datasets.dataset as d', 'd.id', 'c.dataset_id').select(['c.id', 'c.dataset_id as datasetId', 'c.plan', 'c.state', 'c.phase', 'c.report', 'c.failure', 'c.code', 'c.release_id as releaseId', 'c.ended_at as endedAt', 'c.load_number as loadNumber', 'c.schema_version', 'd.last_load', 'd.schema_version as now']).where('c.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const { code, schema_version, last_load, now, ...check } = row
  return { ...check, makes: code !== null, present: check.loadNumber === last_load && schema_version === now }
}
