import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import type { Reason } from '../domain/persons.ts'
import type { PairState } from '../tables.ts'
import { findDatasetById, type DatasetView } from './datasets.ts'

export interface PairRow { readonly id: number; readonly current: boolean; readonly values: Readonly<Record<string, string | null>> }
export interface PairView { readonly id: string; readonly score: number; readonly reasons: readonly Reason[]; readonly state: PairState; readonly foundAt: Date; readonly decidedAt: Date | null; readonly decidedBy: string | null; readonly version: number; readonly a: PairRow; readonly b: PairRow }
export const MOST_PAIRS = 100

async function pairsWhere(tx: Tx, dataset: DatasetView, where: ReturnType<typeof sql>, limit: number): Promise<readonly PairView[]> {
  const rows = sql`dataset_rows.${sql.id(dataset.code.replaceAll('-', '_'))}`
  const side = (alias: 'x' | 'y') => sql`jsonb_build_object('id', ${sql.ref(`${alias}._id`)}, 'current', ${sql.ref(`${alias}._ended`)} is null, 'values', jsonb_build_object(${sql.join(dataset.schema.fields.flatMap(field => [sql`${field.name}::text`, sql`${sql.ref(`${alias}.${field.name}`)}::text`]))}))`
  // pairs whose rows have gone are nobody's question any more; answered ones stay to be read
  return (await sql<PairView>`select p.id, p.score, p.reasons, p.state, p.found_at as "foundAt", p.decided_at as "decidedAt", p.decided_by as "decidedBy", p.version, ${side('x')} as a, ${side('y')} as b
    from datasets.person_pair p join ${rows} x on x._id = p.row_a join ${rows} y on y._id = p.row_b where p.dataset_id = ${dataset.id} and ${where} and (p.state not in ('open', 'later', 'same') or x._ended is null and y._ended is null) order by p.score desc, p.id limit ${limit}`.execute(tx)).rows
}
/** Pairs in these states, the likest first. */
export async function pairsOf(tx: Tx, datasetId: string, states: readonly PairState[]): Promise<readonly PairView[]> {
  const dataset = await findDatasetById(tx, datasetId)
  return dataset ? pairsWhere(tx, dataset, sql`p.state = any (${[...states]}::text[])`, MOST_PAIRS) : []
}
export async function getPair(tx: Tx, dataset: DatasetView, id: string): Promise<PairView> {
  const [pair] = await pairsWhere(tx, dataset, sql`p.id = ${id}`, 1)
  if (!pair) throw notFound()
  return pair
}
export async function countPairs(tx: Tx, datasetId: string): Promise<ReadonlyMap<PairState, number>> {
  return new Map((await t(tx).selectFrom('datasets.person_pair').select(['state', eb => eb.fn.countAll<number>().as('n')]).where('dataset_id', '=', datasetId).groupBy('state').execute()).map(row => [row.state, row.n]))
}
export async function lastSearch(tx: Tx, datasetId: string) {
  return t(tx).selectFrom('datasets.person_search').select(['at', 'load_number as loadNumber', 'rows', 'compared', 'found', 'skipped_blocks as skippedBlocks']).where('dataset_id', '=', datasetId).executeTakeFirst()
}
export async function nameForms(tx: Tx): Promise<readonly { readonly short: string; readonly whole: string }[]> { return t(tx).selectFrom('datasets.name_form').select(['short', 'whole']).orderBy('short').execute() }
