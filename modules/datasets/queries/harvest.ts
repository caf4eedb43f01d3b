import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { t } from '../acts/dataset-work.ts'

/** Catalogues that are harvested, with their last run and how many entries stand in the portal. */
export async function harvestSources(tx: Tx, id?: string) {
  return t(tx).selectFrom('datasets.harvest_source as s').leftJoin('datasets.harvest_run as r', 'r.id', 's.last_run_id').where('s.state', '<>', 'removed').$if(id !== undefined, query => query.where('s.id', '=', id ?? ''))
    .select(['s.id', 's.code', 's.title', 's.kind', 's.address', 's.agency_id', 's.every_minutes', 's.keep_vanished_days', 's.state', 's.last_run_at', 's.version', 'r.state as runState', 'r.failure', 'r.refused'])
    .select([sql<boolean>`exists (select from datasets.harvest_run u where u.source_id = s.id and u.state = 'running')`.as('running'), sql<number>`(select count(*) from datasets.foreign_dataset f where f.source_id = s.id and f.vanished_at is null)`.as('entries'), sql<number>`(select count(*) from datasets.foreign_dataset f where f.source_id = s.id and f.vanished_at is not null)`.as('vanished')]).orderBy('s.title').execute()
}
export type HarvestLine = Awaited<ReturnType<typeof harvestSources>>[number]
export const runsOf = (tx: Tx, sourceId: string) => t(tx).selectFrom('datasets.harvest_run').selectAll().where('source_id', '=', sourceId).orderBy('begun_at', 'desc').limit(20).execute()
export type RunLine = Awaited<ReturnType<typeof runsOf>>[number]
export const MOST_SHOWN = 200
export const findingsOf = (tx: Tx, runId: string) => t(tx).selectFrom('datasets.harvest_finding as f').innerJoin('datasets.harvest_run as r', 'r.id', 'f.run_id').leftJoin('datasets.foreign_dataset as d', join => join.onRef('d.source_id', '=', 'r.source_id').onRef('d.identifier', '=', 'f.identifier')).select(['f.place', 'f.kind', 'f.identifier', 'f.title', 'f.reason', 'd.code']).where('f.run_id', '=', runId).orderBy('f.place').limit(MOST_SHOWN).execute()
export type FindingLine = Awaited<ReturnType<typeof findingsOf>>[number]
