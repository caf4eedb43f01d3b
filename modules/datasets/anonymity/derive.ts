import { createHmac } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { deriveKey } from '../../../kernel/secrets.ts'
import { registerOfUnits } from '../../organisations/index.ts'
import { COUNT_FIELD, deltaOf, geometricNoise, isQuasi, ROW_FIELD, treatedName, treatmentOf, type ReleasePlan, type ReleaseReport, type Treatment } from '../domain/anonymise.ts'
import { COLUMN_TYPES, type DatasetSchema, type Field } from '../domain/schema.ts'
import { CURRENT, rowsOf } from '../quality/count.ts'

export interface Source { readonly code: string; readonly schema: DatasetSchema }
/** Distinct values that travel at once to become pseudonyms. */
const BATCH = 20_000

interface Parents { readonly parent: string; readonly province: string }
async function parentsOfUnits(tx: Tx): Promise<Parents> {
  const units = await registerOfUnits(tx)
  const above = new Map(units.map(unit => [unit.code, unit.parentCode]))
  const top = (code: string): string => { let at = code; for (let steps = 0; steps < 5; steps++) { const next = above.get(at); if (next === null || next === undefined) return at; at = next } return at }
  return { parent: JSON.stringify(Object.fromEntries(units.map(unit => [unit.code, unit.parentCode ?? unit.code]))), province: JSON.stringify(Object.fromEntries(units.map(unit => [unit.code, top(unit.code)]))) }
}

function expressionOf(field: Field, treatment: Treatment, parents: Parents): RawBuilder<unknown> {
  const value = sql.ref(`r.${field.name}`)
  const year = sql`extract(year from ${value})::bigint`
  const span = (of: RawBuilder<unknown>, width: number): RawBuilder<unknown> => sql`(floor(${of} / ${width}::numeric) * ${width})::bigint::text || '–' || (floor(${of} / ${width}::numeric) * ${width} + ${width - 1})::bigint::text`
  switch (treatment) {
    case 'year': return year
    case 'years-5': return span(year, 5)
    case 'years-10': return span(year, 10)
    // a code that the register lacks says too much to stay
    case 'parent': return sql`${parents.parent}::jsonb ->> ${value}`
    case 'province': return sql`${parents.province}::jsonb ->> ${value}`
    case 'pseudonym': return sql`p_${sql.raw(field.name)}.pseudonym`
    case 'as-is': case 'keep': case 'drop': return COLUMN_TYPES[field.type] === 'point' && treatment !== 'keep' ? sql`${value}::text` : value
    default: return span(value, Number(treatment.slice(5)))
  }
}

const shownFields = (plan: ReleasePlan, schema: DatasetSchema): readonly Field[] => schema.fields.filter(field => treatmentOf(plan, field.name) !== 'drop')

/** The rows as they would come out, in a temporary table `treated` of this transaction, each with the size of its combination in `_k`. */
async function treat(tx: Tx, { code, schema }: Source, plan: ReleasePlan): Promise<void> {
  const fields = shownFields(plan, schema)
  const parents = fields.some(field => ['parent', 'province'].includes(treatmentOf(plan, field.name))) ? await parentsOfUnits(tx) : { parent: '{}', province: '{}' }
  const named = fields.filter(field => treatmentOf(plan, field.name) === 'pseudonym')
  const quasi = fields.filter(field => isQuasi(treatmentOf(plan, field.name)))
  const joins = sql.join(named.map(field => sql`left join p_${sql.raw(field.name)} on p_${sql.raw(field.name)}.value = ${sql.ref(`r.${field.name}`)}`), sql` `)
  await sql`drop table if exists treated`.execute(tx)
  await sql`create temp table treated on commit drop as select v.*, count(*) over (${quasi.length === 0 ? sql`` : sql`partition by ${sql.join(quasi.map(field => sql.ref(`v.${treatedName(field.name)}`)))}`}) as _k
    from (select r._id, ${sql.join(fields.map(field => sql`${expressionOf(field, treatmentOf(plan, field.name), parents)} as ${sql.id(treatedName(field.name))}`))} from ${rowsOf(code)} ${joins} where ${CURRENT}) v`.execute(tx)
}

/** Values replaced by a keyed hash: the same within one release, unlike in any other, and nobody without the key can try values out. */
async function makePseudonyms(tx: Tx, source: Source, plan: ReleasePlan, masterKey: Buffer, releaseId: string): Promise<void> {
  const key = deriveKey(masterKey, `datasets-pseudonym:${releaseId}`)
  for (const field of source.schema.fields.filter(each => treatmentOf(plan, each.name) === 'pseudonym')) {
    const table = sql`p_${sql.raw(field.name)}`
    await sql`drop table if exists ${table}`.execute(tx)
    await sql`create temp table ${table} (value text primary key, pseudonym text not null) on commit drop`.execute(tx)
    for (let after: string | null = null; ;) {
      const { rows }: { rows: { value: string }[] } = await sql<{ value: string }>`select distinct ${sql.ref(`r.${field.name}`)} collate "C" as value from ${rowsOf(source.code)} where ${CURRENT} and ${sql.ref(`r.${field.name}`)} is not null ${after === null ? sql`` : sql`and ${sql.ref(`r.${field.name}`)} collate "C" > ${after}`} order by 1 limit ${BATCH}`.execute(tx)
      if (rows.length === 0) break
      const values = rows.map(row => row.value)
      await sql`insert into ${table} select * from unnest(${values}::text[], ${values.map(value => createHmac('sha256', key).update(value).digest('base64url').slice(0, 16))}::text[])`.execute(tx)
      after = values.at(-1) ?? null
    }
  }
}

/** What the check finds; the treated rows stay in `treated` for whoever goes on. */
export async function checkPlan(tx: Tx, source: Source, plan: ReleasePlan, secrets: { readonly masterKey: Buffer; readonly releaseId: string }, tell: (phase: 'pseudonyms' | 'treat' | 'judge') => Promise<void> = async () => undefined): Promise<ReleaseReport> {
  // millions of rows take longer than a page may
  await sql`set local statement_timeout = 0`.execute(tx)
  await tell('pseudonyms')
  await makePseudonyms(tx, source, plan, secrets.masterKey, secrets.releaseId)
  await tell('treat')
  await treat(tx, source, plan)
  await tell('judge')
  const fields = shownFields(plan, source.schema)
  const quasi = fields.filter(field => isQuasi(treatmentOf(plan, field.name))).map(field => sql.id(treatedName(field.name)))
  // the dataset itself shows all its rows: none can be left out
  const least = plan.kind === 'view' ? 1 : plan.k
  const groups = sql`(select count(*) as n from treated ${quasi.length === 0 ? sql`having count(*) > 0` : sql`group by ${sql.join(quasi)}`}) g`
  const { rows: [found] } = await sql<{ rows: number; kept: number; groups: number; smallest: number | null; small: number }>`select coalesce(sum(n), 0)::bigint as rows, coalesce(sum(n) filter (where n >= ${least}), 0)::bigint as kept, count(*) filter (where n >= ${least}) as groups, min(n) filter (where n >= ${least}) as smallest, count(*) filter (where n < ${plan.k}) as small from ${groups}`.execute(tx)
  const sensitive = fields.filter(field => field.classification === 'sensitive' && treatmentOf(plan, field.name) === 'keep')
  const variety = await Promise.all(sensitive.map(async field => ({ field: field.name, least: (await sql<{ n: number | null }>`select min(n) as n from (select count(distinct ${sql.id(treatedName(field.name))}) as n from treated where _k >= ${least} ${quasi.length === 0 ? sql`` : sql`group by ${sql.join(quasi)}`}) g`.execute(tx)).rows[0]?.n ?? 0 })))
  const { rows = 0, kept = 0, groups: published = 0, small = 0 } = found ?? {}
  const counts = plan.kind === 'counts'
  return { rows, kept, suppressed: rows - kept, groups: published, smallest: found?.smallest ?? 0, smallGroups: small, variety, epsilon: counts ? plan.epsilon : null, delta: counts ? deltaOf(plan.epsilon, plan.k) : null }
}

/** Puts the treated rows that do not stand out into a staging table, in an order that says nothing of the source. */
export async function stageTreated(tx: Tx, source: Source, plan: ReleasePlan, staging: string, releaseId: string): Promise<number> {
  const names = shownFields(plan, source.schema).map(field => sql.id(treatedName(field.name)))
  const done = await sql`insert into dataset_staging.${sql.id(staging)} (_row, _valid, ${sql.id(ROW_FIELD)}, ${sql.join(names)})
    select n, true, n, ${sql.join(names)} from (select *, row_number() over (order by sha256(convert_to(${releaseId} || _id, 'UTF8'))) as n from treated where _k >= ${plan.k}) t`.execute(tx)
  return Number(done.numAffectedRows ?? 0n)
}

/**
 * Counts with noise. The noise of a cell is made from the release and the cell by a key: made twice it is the same, so that nobody learns the truth by asking
 * often, and it is kept in the dataset, not drawn when somebody looks. Cells below k after noise are left out.
 */
export async function stageCounts(tx: Tx, source: Source, plan: ReleasePlan, staging: string, secrets: { readonly masterKey: Buffer; readonly releaseId: string }): Promise<{ readonly rows: number; readonly smallest: number }> {
  const key = deriveKey(secrets.masterKey, `datasets-noise:${secrets.releaseId}`)
  const names = shownFields(plan, source.schema).map(field => treatedName(field.name))
  const ids = sql.join(names.map(name => sql.id(name)))
  const { rows: cells } = await sql<{ cell: string; n: number }>`select jsonb_build_array(${sql.join(names.map(name => sql`${sql.id(name)}::text`))})::text as cell, count(*) as n from treated group by ${ids} order by 1`.execute(tx)
  const uniform = (bytes: Buffer, at: number): number => (bytes.readUIntBE(at, 6) + 1) / 2 ** 48
  const noisy = cells.map(({ cell, n }) => { const bytes = createHmac('sha256', key).update(cell).digest(); return { cell, n, shown: n + geometricNoise(plan.epsilon, uniform(bytes, 0), uniform(bytes, 6)) } }).filter(each => each.shown >= plan.k)
  const types = shownFields(plan, source.schema).map(field => sql.raw(plan.treatments[field.name] === 'year' ? 'bigint' : plan.treatments[field.name] === 'as-is' ? COLUMN_TYPES[field.type] : 'text'))
  await sql`insert into dataset_staging.${sql.id(staging)} (_row, _valid, ${sql.id(ROW_FIELD)}, ${ids}, ${sql.id(COUNT_FIELD)})
    select place, true, place, ${sql.join(names.map((_, at) => sql`(cell::jsonb ->> ${sql.lit(at)})::${types[at] ?? sql`text`}`))}, shown from unnest(${noisy.map(each => each.cell)}::text[], ${noisy.map(each => each.shown)}::bigint[]) with ordinality as c (cell, shown, place)`.execute(tx)
  return { rows: noisy.length, smallest: noisy.reduce((least, { n }) => Math.min(least, n), Infinity) }
}
