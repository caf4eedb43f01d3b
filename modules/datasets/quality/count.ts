import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { registerOfUnits } from '../../organisations/index.ts'
import type { Box } from '../domain/quality.ts'
import { COLUMN_TYPES, tableOf, type DatasetSchema } from '../domain/schema.ts'
import { followedReferences } from '../queries/references.ts'
import { rowChecks, type RowCheck, type Surroundings } from './row-checks.ts'

interface Counted { readonly code: string; readonly agencyId: string; readonly schema: DatasetSchema }
/** A statement names at most so many columns of counts; more checks take another pass. */
const CHECKS_A_PASS = 400
export const CURRENT = sql`r._ended is null and r._to is null`
export const rowsOf = (code: string): RawBuilder<unknown> => sql`dataset_rows.${sql.id(tableOf(code))} r`

export async function surroundingsOf(tx: Tx, dataset: Counted): Promise<Surroundings> {
  const { schema } = dataset
  const units = schema.fields.some(field => field.type === 'unit' && !field.reference) ? await registerOfUnits(tx) : []
  return { followed: await followedReferences(tx, dataset), unitCodes: units.length === 0 ? undefined : [...new Set(units.map(unit => unit.code))] }
}

/** All that the rows themselves tell, in as few passes over the table as there are kinds of question. */
export async function countBoxes(tx: Tx, dataset: Counted): Promise<readonly Box[]> {
  const checks = rowChecks(dataset.schema, await surroundingsOf(tx, dataset))
  const boxes: Box[] = []
  for (let from = 0; from < checks.length; from += CHECKS_A_PASS) boxes.push(...await onePass(tx, dataset, checks.slice(from, from + CHECKS_A_PASS)))
  const rows = boxes.find(box => box.kind === 'filled' || box.kind === 'optional')?.of ?? 0
  return [...boxes, ...inUse(boxes, rows), ...await uniqueness(tx, dataset, rows), ...await overlaps(tx, dataset)]
}

async function onePass(tx: Tx, dataset: Counted, checks: readonly RowCheck[]): Promise<readonly Box[]> {
  const columns = checks.flatMap(({ applies, holds }, at) => [sql`count(*) filter (where ${applies}) as ${sql.id(`of${at}`)}`, sql`count(*) filter (where (${applies}) and (${holds})) as ${sql.id(`good${at}`)}`])
  const { rows: [counted] } = await sql<Record<string, number>>`select ${sql.join(columns)} from ${rowsOf(dataset.code)} where ${CURRENT}`.execute(tx)
  return checks.map(({ dimension, kind, subject, aside }, at): Box => ({ dimension, kind, subject, good: counted?.[`good${at}`] ?? 0, of: counted?.[`of${at}`] ?? 0, ...aside ? { aside } : {} }))
}

/** A field that no row fills is a promise of the contract that nobody keeps. */
function inUse(boxes: readonly Box[], rows: number): readonly Box[] {
  const fields = boxes.filter(box => box.kind === 'filled' || box.kind === 'optional')
  return [{ dimension: 'completeness', kind: 'fields-in-use', subject: '', good: rows === 0 ? 0 : fields.filter(box => box.good > 0).length, of: rows === 0 ? 0 : fields.length }]
}

/** Fields by which two rows of different keys would still say the same: too few tell nothing. */
export function sameContent(schema: DatasetSchema): readonly string[] {
  const others = schema.fields.filter(field => !schema.key.includes(field.name))
  return schema.key.length === 0 || others.length >= 3 && others.some(field => COLUMN_TYPES[field.type] === 'text') ? others.map(field => field.name) : []
}
export const comparable = (schema: DatasetSchema, name: string): RawBuilder<unknown> => schema.fields.some(field => field.name === name && COLUMN_TYPES[field.type] === 'point') ? sql`${sql.ref(`r.${name}`)}::text` : sql.ref(`r.${name}`)

async function uniqueness(tx: Tx, { code, schema }: Counted, rows: number): Promise<readonly Box[]> {
  const box = (kind: string, subject: string, good: number): Box => ({ dimension: 'uniqueness', kind, subject, good, of: rows })
  // an index of the database holds the key and the unique fields: nothing to count
  const held = [...schema.key.length > 0 ? [box('key', schema.key.join(','), rows)] : [], ...schema.fields.filter(field => field.unique).map(field => box('unique', field.name, rows))]
  const fields = sameContent(schema)
  if (fields.length === 0) return held
  const { rows: [found] } = await sql<{ n: number }>`select count(*) as n from (select from ${rowsOf(code)} where ${CURRENT} group by ${sql.join(fields.map(name => comparable(schema, name)))}) g`.execute(tx)
  return [...held, box('same-content', '', found?.n ?? 0)]
}

/** Of one key, no two rows may be true on one day. */
async function overlaps(tx: Tx, { code, schema }: Counted): Promise<readonly Box[]> {
  if (!schema.temporal) return []
  const { rows: [found] } = await sql<{ of: number; good: number }>`select count(*) as of, count(*) filter (where o.next is null or o._to <= o.next) as good
    from (select r._to, lead(r._from) over (partition by ${sql.join(schema.key.map(name => sql.ref(`r.${name}`)))} order by r._from) as next from ${rowsOf(code)} where r._ended is null) o`.execute(tx)
  return [{ dimension: 'consistency', kind: 'periods', subject: '', good: found?.good ?? 0, of: found?.of ?? 0 }]
}
