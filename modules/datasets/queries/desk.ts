import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import { COLUMN_TYPES, tableOf, type Field } from '../domain/schema.ts'
import type { LoadKind, LoadState } from '../tables.ts'
import type { DatasetView } from './datasets.ts'

export interface LoadLine {
  readonly id: string; readonly code: string; readonly title: string; readonly kind: LoadKind; readonly state: LoadState; readonly number: number | null; readonly fileName: string; readonly by: string | null; readonly begunAt: Date; readonly decidedAt: Date | null; readonly reason: string
  readonly valid: number; readonly invalid: number; readonly added: number; readonly changed: number; readonly ended: number
}
const loads = (tx: Tx) => t(tx).selectFrom('datasets.load as l').innerJoin('datasets.dataset as d', 'd.id', 'l.dataset_id')
  .select(['l.id', 'd.code', 'd.title', 'l.kind', 'l.state', 'l.number', 'l.file_name as fileName', 'l.by_account as by', 'l.begun_at as begunAt', 'l.decided_at as decidedAt', 'l.reason', 'l.rows_valid as valid', 'l.rows_invalid as invalid', 'l.rows_added as added', 'l.rows_changed as changed', 'l.rows_ended as ended'])
/** The latest loads of a dataset, as its keepers see them. */
export async function loadsOf(tx: Tx, datasetId: string, limit = 100): Promise<readonly LoadLine[]> { return loads(tx).where('l.dataset_id', '=', datasetId).orderBy('l.begun_at', 'desc').orderBy('l.id', 'desc').limit(limit).execute() }
/** Loads that wait for a decision, oldest first, of all datasets that the actor keeps. */
export async function loadsWaiting(tx: Tx): Promise<readonly LoadLine[]> { return loads(tx).where('l.state', 'in', ['checked', 'drifted']).orderBy('l.begun_at').limit(200).execute() }
export async function countWaiting(tx: Tx): Promise<number> { return (await t(tx).selectFrom('datasets.load').select(eb => eb.fn.countAll<number>().as('n')).where('state', 'in', ['checked', 'drifted']).executeTakeFirst())?.n ?? 0 }
/** Numbers of the accepted loads of a dataset with their times, latest first: as of which it can be read. */
export async function positionsOf(tx: Tx, datasetId: string, above: number): Promise<readonly { readonly number: number; readonly at: Date }[]> {
  const rows = await t(tx).selectFrom('datasets.load').select(['number', 'decided_at as at']).where('dataset_id', '=', datasetId).where('state', '=', 'accepted').where('number', '>', above).orderBy('number', 'desc').limit(200).execute()
  return rows.flatMap(({ number, at }) => number === null || at === null ? [] : [{ number, at }])
}

export interface SchemaLine { readonly version: number; readonly fields: number; readonly at: Date; readonly by: string | null; readonly reason: string }
export async function schemaVersionsOf(tx: Tx, datasetId: string): Promise<readonly SchemaLine[]> {
  return t(tx).selectFrom('datasets.schema_version').select(['version', sql<number>`jsonb_array_length(schema->'fields')`.as('fields'), 'at', 'by_account as by', 'reason']).where('dataset_id', '=', datasetId).orderBy('version', 'desc').execute()
}
export async function schemaVersion(tx: Tx, datasetId: string, version: number): Promise<DatasetView['schema']> {
  return (await t(tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', datasetId).where('version', '=', version).executeTakeFirstOrThrow(notFound)).schema
}

export interface WordingRow { readonly version: number; readonly content: unknown; readonly changedAt: Date; readonly by: string | null }
export async function wordingsOf(tx: Tx, datasetId: string): Promise<readonly WordingRow[]> {
  return (await sql<WordingRow>`select version, content, changed_at as "changedAt", changed_by_account_id as by from datasets.history where object_type = 'dataset' and object_id = ${datasetId} order by version desc limit 100`.execute(tx)).rows
}

export interface RowVersion { readonly values: Readonly<Record<string, unknown>>; readonly load: number; /** who keeps the dataset also learns when and from where it came */ readonly recordedAt: Date | null; readonly kind: LoadKind | null; readonly ended: number | null; readonly endedAt: Date | null; readonly from: string | null; readonly to: string | null; readonly current: boolean }
/** Every version of the row that `rowId` is a version of, latest first: the same key, or only itself where there is no key. */
export async function rowHistory(tx: Tx, dataset: DatasetView, fields: readonly Field[], rowId: number): Promise<readonly RowVersion[]> {
  const rows = sql`dataset_rows.${sql.id(tableOf(dataset.code))}`
  const same = dataset.schema.key.length === 0 ? sql`r._id = this._id` : sql.join(dataset.schema.key.map(name => sql`${sql.ref(`r.${name}`)} = ${sql.ref(`this.${name}`)}`), sql` and `)
  const values = sql.join(fields.map(field => COLUMN_TYPES[field.type] === 'point' ? sql`${field.name}::text, case when ${sql.ref(`r.${field.name}`)} is null then null else jsonb_build_object('coordinates', jsonb_build_array((${sql.ref(`r.${field.name}`)})[0], (${sql.ref(`r.${field.name}`)})[1])) end` : sql`${field.name}::text, ${sql.ref(`r.${field.name}`)}`))
  const found = await sql<RowVersion>`select jsonb_build_object(${values}) as values, r._load as load, born.decided_at as "recordedAt", born.kind, r._ended as ended, gone.decided_at as "endedAt", case when r._from = '-infinity' then null else r._from::text end as "from", r._to::text as "to", r._ended is null and r._to is null as current
    from ${rows} this join ${rows} r on ${same} left join datasets.load born on born.dataset_id = ${dataset.id} and born.number = r._load left join datasets.load gone on gone.dataset_id = ${dataset.id} and gone.number = r._ended
    where this._id = ${rowId} order by r._load desc, r._from desc, r._id desc limit 200`.execute(tx)
  if (found.rows.length === 0) throw notFound()
  return found.rows
}
