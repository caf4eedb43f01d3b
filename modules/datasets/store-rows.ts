import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { COLUMN_TYPES, tableOf, type DatasetSchema, type Field } from './domain/schema.ts'
import type { LoadMode } from './tables.ts'

export interface Application { readonly datasetId: string; readonly code: string; readonly schema: DatasetSchema; readonly staging: string; /** number of the load */ readonly number: number; readonly mode: LoadMode; /** yyyy-mm-dd */ readonly effectiveOn: string; /** how many valid rows are staged, those apart that only end one */ readonly staged: number; /** whether no row was ever there */ readonly empty: boolean }
export interface Applied { readonly added: number; readonly changed: number; readonly same: number; readonly ended: number }

const names = (fields: readonly Field[]): RawBuilder<unknown> => sql.join(fields.map(field => sql.id(field.name)))
const of = (alias: string, fields: readonly Field[]): RawBuilder<unknown> => sql.join(fields.map(field => sql.ref(`${alias}.${field.name}`)))
/** A point has no equality of its own; its text has. */
const comparable = (alias: string, fields: readonly Field[]): RawBuilder<unknown> => sql.join(fields.map(field => COLUMN_TYPES[field.type] === 'point' ? sql`${sql.ref(`${alias}.${field.name}`)}::text` : sql.ref(`${alias}.${field.name}`)))
const affected = (result: { numAffectedRows?: bigint }): number => Number(result.numAffectedRows ?? 0n)

/**
 * Turns the staged rows into rows of the dataset, in the caller's transaction. What is recorded is never rewritten: a row that changes ends with
 * this load and a new one stands beside it, so that the store can be read as it was known after any load (record time), and, for temporal datasets,
 * as it was true on any day (valid time).
 */
export async function applyStaged(tx: Tx, work: Application): Promise<Applied> {
  const rows = sql`dataset_rows.${sql.id(tableOf(work.code))}`
  const staged = sql`dataset_staging.${sql.id(work.staging)}`
  const { fields } = work.schema
  const insert = async (from: RawBuilder<unknown>): Promise<number> => affected(await from.execute(tx))
  if (work.schema.key.length === 0 || work.mode === 'append' && !work.schema.temporal) {
    return sorted(tx, work, async () => ({ added: await insert(sql`insert into ${rows} (_load, _from, ${names(fields)}) select ${work.number}, ${'-infinity'}::date, ${of('s', fields)} from ${staged} s where s._valid order by s._row`), changed: 0, same: 0, ended: 0 }))
  }
  return work.schema.temporal ? applyTemporal(tx, work, rows, staged) : sorted(tx, work, () => applyKeyed(tx, work, rows, staged))
}

/** From so many rows on it is quicker to sort them for the indexes than to find the place of each. */
const WORTH_SORTING = 20_000
async function sorted<T>(tx: Tx, work: Application, fill: () => Promise<T>): Promise<T> {
  if (!work.empty || work.staged < WORTH_SORTING) return fill()
  await sql`select datasets.lift_indexes(${work.datasetId})`.execute(tx)
  const filled = await fill()
  await sql`select datasets.lower_indexes(${work.datasetId})`.execute(tx)
  return filled
}

function parts(work: Application): { readonly key: (a: string, b: string) => RawBuilder<unknown>; readonly fields: readonly Field[]; readonly others: readonly Field[] } {
  const { schema } = work
  return { fields: schema.fields, others: schema.fields.filter(field => !schema.key.includes(field.name)), key: (a, b) => sql.join(schema.key.map(name => sql`${sql.ref(`${a}.${name}`)} = ${sql.ref(`${b}.${name}`)}`), sql` and `) }
}

async function applyKeyed(tx: Tx, work: Application, rows: RawBuilder<unknown>, staged: RawBuilder<unknown>): Promise<Applied> {
  const { key, fields, others } = parts(work)
  const total = work.staged
  const differs = sql`not s._ends and ${others.length === 0 ? sql`false` : sql`(${comparable('r', others)}) is distinct from (${comparable('s', others)})`}`
  const ended = work.empty ? 0 : affected(await sql`update ${rows} r set _ended = ${work.number} from ${staged} s where s._valid and s._ends and r._ended is null and ${key('r', 's')}`.execute(tx))
  const changed = work.empty ? 0 : affected(await sql`update ${rows} r set _ended = ${work.number} from ${staged} s where s._valid and r._ended is null and ${key('r', 's')} and ${differs}`.execute(tx))
  const gone = work.mode === 'snapshot' && !work.empty ? affected(await sql`update ${rows} r set _ended = ${work.number} where r._ended is null and not exists (select from ${staged} s where s._valid and ${key('r', 's')})`.execute(tx)) : 0
  const missing = work.empty ? sql`` : sql` and not exists (select from ${rows} r where r._ended is null and ${key('r', 's')})`
  const inserted = affected(await sql`insert into ${rows} (_load, _from, ${names(fields)}) select ${work.number}, ${'-infinity'}::date, ${of('s', fields)} from ${staged} s where s._valid and not s._ends${missing}`.execute(tx))
  return { added: inserted - changed, changed, same: total - inserted, ended: gone + ended }
}

async function applyTemporal(tx: Tx, work: Application, rows: RawBuilder<unknown>, staged: RawBuilder<unknown>): Promise<Applied> {
  const { key, fields, others } = parts(work)
  const { number, effectiveOn } = work
  const total = work.staged
  const start = sql`coalesce(s.valid_from, ${effectiveOn}::date)`
  const same = sql`(${comparable('r', others.length === 0 ? fields : others)}) is not distinct from (${comparable('s', others.length === 0 ? fields : others)})`
  // a row that says what is already true on that day changes nothing
  await sql`create temp table fresh on commit drop as select s.*, ${start} as _start from ${staged} s where s._valid and not exists (select from ${rows} r where r._ended is null and ${key('r', 's')} and ${same}
    and (s.valid_from is null or r._from = s.valid_from) and r._from <= ${start} and (r._to is null or r._to > ${start}) and (s.valid_to is null or s.valid_to is not distinct from r._to))`.execute(tx)
  const fresh = (await sql<{ n: number }>`select count(*) as n from fresh`.execute(tx)).rows[0]?.n ?? 0
  // what was thought to hold from the same day on is replaced; what held before now holds until that day
  const replaced = affected(await sql`update ${rows} r set _ended = ${number} from fresh s where r._ended is null and ${key('r', 's')} and r._from = s._start`.execute(tx))
  const cut = affected(await sql`with cut as (update ${rows} r set _ended = ${number} from fresh s where r._ended is null and ${key('r', 's')} and r._from < s._start and (r._to is null or r._to > s._start) returning r.*, s._start)
    insert into ${rows} (_load, _from, _to, ${names(fields)}) select ${number}, _from, _start, ${names(fields)} from cut`.execute(tx))
  const gone = work.mode === 'snapshot' ? affected(await sql`with gone as (update ${rows} r set _ended = ${number} where r._ended is null and r._to is null and r._from < ${effectiveOn}::date and r._load < ${number} and not exists (select from ${staged} s where s._valid and ${key('r', 's')}) returning r.*)
    insert into ${rows} (_load, _from, _to, ${names(fields)}) select ${number}, _from, ${effectiveOn}::date, ${names(fields)} from gone`.execute(tx)) : 0
  await sql`insert into ${rows} (_load, _from, _to, ${names(fields)}) select ${number}, s._start, coalesce(s.valid_to, (select min(r._from) from ${rows} r where r._ended is null and ${key('r', 's')} and r._from > s._start)), ${of('s', fields)} from fresh s`.execute(tx)
  await sql`drop table fresh`.execute(tx)
  const changed = replaced + cut
  return { added: Math.max(0, fresh - changed), changed, same: total - fresh, ended: gone }
}
