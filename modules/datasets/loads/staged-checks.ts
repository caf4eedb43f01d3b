import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { tableOf, type DatasetSchema } from '../domain/schema.ts'
import { followedReferences } from '../queries/references.ts'

/** What only all rows together tell: keys that stand twice, values that another row holds, references to what is not there. */
export interface StagedWork { readonly staging: string; readonly schema: DatasetSchema; readonly code: string; readonly agencyId: string; readonly hasRows: boolean; /** from the reader: rows that may double, null for too many to name */ readonly suspects: Readonly<Record<string, readonly number[] | null>>; /** references that were checked while reading */ readonly known: ReadonlySet<string> }
export interface StagedFinding { readonly rule: 'key' | 'unique' | 'taken' | 'reference'; readonly field: string; readonly count: number; readonly examples: readonly { readonly row: number; readonly value: string }[] }

const MOST_EXAMPLES = 50_000

/** Marks the rows that `bad` (row, value) names, and answers them. */
async function mark(tx: Tx, staging: string, rule: StagedFinding['rule'], field: string, bad: RawBuilder<unknown>): Promise<StagedFinding> {
  const { rows } = await sql<{ row: number; value: string; count: number }>`
    with bad as materialized (${bad}), marked as (update dataset_staging.${sql.id(staging)} s set _valid = false from bad where s._row = bad.row and s._valid returning s._row)
    select row, left(value, 200) as value, (select count(*) from marked) as count from bad order by row limit ${MOST_EXAMPLES}`.execute(tx)
  return { rule, field, count: rows[0]?.count ?? 0, examples: rows.map(({ row, value }) => ({ row, value })) }
}

/** Whether a staged row will hold its values: not one that ends, as the table of rows says of what is unique. */
const holds = (alias: string, { temporal }: DatasetSchema): RawBuilder<unknown> => temporal ? sql`${sql.ref(`${alias}._valid`)} and not ${sql.ref(`${alias}._ends`)} and ${sql.ref(`${alias}.valid_to`)} is null` : sql`${sql.ref(`${alias}._valid`)} and not ${sql.ref(`${alias}._ends`)}`

/** The first row of a key stands; every later one is an error that names the first. */
function doubledRows(staging: string, fields: readonly string[], suspects: readonly number[] | null, among: (alias: string) => RawBuilder<unknown>): RawBuilder<unknown> {
  const table = sql`dataset_staging.${sql.id(staging)}`
  const key = (alias: string): RawBuilder<unknown> => sql.join(fields.map(field => sql.ref(`${alias}.${field}`)))
  const value = (alias: string): RawBuilder<unknown> => sql`concat_ws(' · ', ${key(alias)})`
  if (suspects === null) return sql`select d._row as row, d.value || ' (dòng ' || d.first || ')' as value from (select s._row, ${value('s')} as value, min(s._row) over (partition by ${key('s')}) as first from ${table} s where ${among('s')} and ${sql.join(fields.map(field => sql`${sql.ref(`s.${field}`)} is not null`), sql` and `)}) d where d._row > d.first`
  return sql`select s._row as row, ${value('s')} || ' (dòng ' || min(f._row) || ')' as value from ${table} s join ${table} f on ${sql.join(fields.map(field => sql`${sql.ref(`f.${field}`)} = ${sql.ref(`s.${field}`)}`), sql` and `)} and ${among('f')} and f._row < s._row
    where ${among('s')} and s._row = any(${[...suspects]}::bigint[]) group by s._row, ${key('s')}`
}

export async function findDoubles(tx: Tx, work: StagedWork): Promise<readonly StagedFinding[]> {
  const { schema, suspects, staging } = work
  const found: StagedFinding[] = []
  const inKey = suspects['key']
  if (schema.key.length > 0 && (inKey === null || inKey !== undefined && inKey.length > 0)) found.push(await mark(tx, staging, 'key', schema.key.join(','), doubledRows(staging, schema.key, inKey, alias => sql.ref(`${alias}._valid`))))
  for (const field of schema.fields.filter(each => each.unique && !(schema.key.length === 1 && schema.key[0] === each.name))) {
    const inField = suspects[field.name]
    if (inField === null || inField !== undefined && inField.length > 0) found.push(await mark(tx, staging, 'unique', field.name, doubledRows(staging, [field.name], inField, alias => holds(alias, schema))))
    // a value that a row of another key holds today, and that this load does not change
    if (work.hasRows) found.push(await mark(tx, staging, 'taken', field.name, sql`select s._row as row, ${sql.ref(`s.${field.name}`)}::text as value from dataset_staging.${sql.id(staging)} s join dataset_rows.${sql.id(tableOf(work.code))} r on ${sql.ref(`r.${field.name}`)} = ${sql.ref(`s.${field.name}`)} and r._ended is null and r._to is null
      where ${holds('s', schema)} ${schema.key.length === 0 ? sql`` : sql`and (${sql.join(schema.key.map(name => sql.ref(`r.${name}`)))}) is distinct from (${sql.join(schema.key.map(name => sql.ref(`s.${name}`)))}) and not exists (select from dataset_staging.${sql.id(staging)} o where o._valid and ${sql.join(schema.key.map(name => sql`${sql.ref(`o.${name}`)} = ${sql.ref(`r.${name}`)}`), sql` and `)})`}`))
  }
  return found
}

export async function findUnknownReferences(tx: Tx, work: StagedWork): Promise<readonly StagedFinding[]> {
  const found: StagedFinding[] = []
  const followed = await followedReferences(tx, work)
  for (const field of work.schema.fields) {
    const { reference } = field
    if (!reference || work.known.has(field.name)) continue
    found.push(await mark(tx, work.staging, 'reference', field.name, sql`select s._row as row, ${sql.ref(`s.${field.name}`)}::text as value from dataset_staging.${sql.id(work.staging)} s where s._valid and ${sql.ref(`s.${field.name}`)} is not null
      ${followed.has(field.name) ? sql`and not exists (select from dataset_rows.${sql.id(tableOf(reference.dataset))} r where r._ended is null and ${sql.ref(`r.${reference.field}`)} = ${sql.ref(`s.${field.name}`)})` : sql``}`))
  }
  return found
}
