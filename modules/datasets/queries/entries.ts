import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { ENTERS, type OwnCommune } from '../acts/enter-rows.ts'
import { cellOf, type EntryCells } from '../domain/entry.ts'
import { tableOf } from '../domain/schema.ts'
import { personFields } from '../looks.ts'
import type { LoadState } from '../tables.ts'
import type { DatasetView } from './datasets.ts'
import { selectRows, type RowPage } from './rows.ts'

export { ENTERS }
export interface EntryLine { readonly id: string; readonly kind: 'put' | 'end'; readonly key: readonly string[]; readonly cells: EntryCells; readonly at: Date; readonly by: string | null; /** a row with this key is there: a change, not an addition */ readonly exists: boolean }
export interface SentLine { readonly loadId: string; readonly state: LoadState; readonly reason: string; readonly sentAt: Date; readonly rows: number; readonly number: number | null }

const current = (dataset: DatasetView) => sql`select 1 from dataset_rows.${sql.id(tableOf(dataset.code))} r where r._ended is null and r._to is null and ${sql.join(dataset.schema.key.map((name, at) => sql`${sql.ref(`r.${name}`)}::text = e.row_key[${sql.lit(at + 1)}]`), sql` and `)}`
/** What a commune has prepared and not sent. */
export async function draftsOf(tx: Tx, dataset: DatasetView, commune: OwnCommune, only?: string): Promise<readonly EntryLine[]> {
  return (await sql<EntryLine>`select e.id, e.kind, e.row_key as key, e.cells, e.at, e.by_account as by, exists (${current(dataset)}) as exists from datasets.form_entry e where e.dataset_id = ${dataset.id} and e.agency_id = ${commune.agencyId} and e.load_id is null ${only === undefined ? sql`` : sql`and e.id = ${only}`} order by e.at, e.id limit 500`.execute(tx)).rows
}
export async function draftOf(tx: Tx, dataset: DatasetView, commune: OwnCommune, id: string): Promise<EntryLine> {
  const [found] = await draftsOf(tx, dataset, commune, id)
  if (!found) throw notFound()
  return found
}
/** What it sent, latest first, and what became of it. */
export async function sentBy(tx: Tx, dataset: DatasetView, commune: OwnCommune): Promise<readonly SentLine[]> {
  return (await sql<SentLine>`select l.id as "loadId", l.state, l.reason, l.begun_at as "sentAt", l.number, count(*)::int as rows from datasets.form_entry e join datasets.load l on l.id = e.load_id where e.dataset_id = ${dataset.id} and e.agency_id = ${commune.agencyId} group by l.id order by l.begun_at desc limit 20`.execute(tx)).rows
}
/** The rows of one commune that are in force, in the order of the key. */
export async function rowsOfCommune(tx: Tx, dataset: DatasetView & { readonly unitField: string }, commune: OwnCommune, after: string | undefined): Promise<RowPage> {
  return selectRows(tx, { code: dataset.code, schema: dataset.schema, rowCount: dataset.rowCount, fields: dataset.schema.fields, persons: personFields(dataset.schema) }, { select: [], where: { field: dataset.unitField, operator: 'eq', value: commune.unitCode }, order: dataset.schema.key.slice(0, 1).map(field => ({ field, descending: false })), limit: 100, offset: 0, ...after === undefined ? {} : { after } })
}
/** One current row of the commune as cells; nothing of others is found. */
export async function rowOfCommune(tx: Tx, dataset: DatasetView & { readonly unitField: string }, commune: OwnCommune, rowId: number): Promise<EntryCells> {
  const columns = dataset.schema.fields.map(field => field.type === 'point' ? sql`case when ${sql.ref(`r.${field.name}`)} is null then null else json_build_object('coordinates', json_build_array((${sql.ref(`r.${field.name}`)})[0], (${sql.ref(`r.${field.name}`)})[1])) end as ${sql.id(field.name)}` : sql.ref(`r.${field.name}`))
  const { rows: [row] } = await sql<Record<string, unknown>>`select ${sql.join(columns)}, r._from::text as _from from dataset_rows.${sql.id(tableOf(dataset.code))} r where r._id = ${rowId} and r._ended is null and r._to is null and ${sql.ref(`r.${dataset.unitField}`)} = ${commune.unitCode}`.execute(tx)
  if (!row) throw notFound()
  return { ...Object.fromEntries(dataset.schema.fields.map(field => [field.name, cellOf(field, row[field.name])])), ...dataset.schema.temporal ? { valid_from: String(row['_from']) } : {} }
}
