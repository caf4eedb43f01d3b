import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { t } from '../acts/dataset-work.ts'
import { tableOf } from '../domain/schema.ts'
import type { DatasetView } from './datasets.ts'

export interface ListIndex { readonly id: string; readonly filter: string; readonly sort: string; readonly state: 'waiting' | 'ready' | 'failed'; readonly failure: string | null; readonly askedAt: Date; readonly endedAt: Date | null; /** of the one that is being built, 0 to 100 */ readonly percent: number | null }
export interface SlowLine { readonly filter: string; readonly sort: string; readonly times: number; readonly lastAt: Date }

/** Indexes of lists of a dataset, and lists that were too slow and have none. How far a build is, PostgreSQL itself says. */
export async function listIndexesOf(tx: Tx, dataset: Pick<DatasetView, 'id' | 'code' | 'number'>): Promise<{ readonly indexes: readonly ListIndex[]; readonly slow: readonly SlowLine[] }> {
  const rows = await t(tx).selectFrom('datasets.list_index').select(['id', 'number', 'filter_field as filter', 'sort_field as sort', 'state', 'failure', 'asked_at as askedAt', 'ended_at as endedAt']).where('dataset_id', '=', dataset.id).orderBy('number').execute()
  const building = rows.some(row => row.state === 'waiting') ? (await sql<{ percent: number }>`select case when tuples_total > 0 then 50 + 50.0 * tuples_done / tuples_total when blocks_total > 0 then 50.0 * blocks_done / blocks_total else 0 end::float8 as percent
    from pg_stat_progress_create_index where relid = to_regclass(${`dataset_rows.${tableOf(dataset.code)}`})`.execute(tx)).rows[0]?.percent : undefined
  // builds of one dataset wait for each other, the oldest first
  const first = rows.find(row => row.state === 'waiting')?.id
  const slow = await t(tx).selectFrom('datasets.slow_list').select(['filter_field as filter', 'sort_field as sort', 'times', 'last_at as lastAt']).where('dataset_id', '=', dataset.id).orderBy('times', 'desc').limit(20).execute()
  return { indexes: rows.map(({ number: _number, ...row }) => ({ ...row, percent: row.id === first && building !== undefined ? Math.floor(building) : null })), slow: slow.filter(each => !rows.some(row => row.filter === each.filter && row.sort === each.sort)) }
}
