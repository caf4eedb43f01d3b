import { sql } from 'kysely'
import { tablesOf, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { UnitPeriod, UnitSuccession } from './domain/units.ts'
import type { OrganisationTables } from './tables.ts'

export interface WriteCount { readonly taken: number; readonly changed: number; readonly unchanged: number }

const keyOf = (unit: { readonly level: string; readonly code: string; readonly validFrom: string }): string => `${unit.level} ${unit.code} ${unit.validFrom}`
const CHUNK = 2000

/**
 * Brings the units in force with these periods: new ones are taken, those that end or are spelt differently now are changed.
 * Rows of which the periods say nothing stay. Closing comes before opening, so that no two wordings of a code ever overlap.
 */
export async function putUnits(tx: Tx, units: readonly UnitPeriod[], source: string): Promise<WriteCount> {
  const tables = tablesOf<OrganisationTables>(tx)
  const rows = await tables.selectFrom('organisations.administrative_unit').select(['level', 'code', 'name', 'kind', 'parent_code as parentCode', 'valid_from as validFrom', 'valid_to as validTo']).execute()
  const present = new Map(rows.map((row) => [keyOf(row), row]))
  const fresh = units.filter((unit) => !present.has(keyOf(unit)))
  const differing = units.filter((unit) => {
    const row = present.get(keyOf(unit))
    return row !== undefined && (row.name !== unit.name || row.kind !== unit.kind || row.parentCode !== unit.parentCode || row.validTo !== unit.validTo)
  })
  for (const part of chunks(differing)) {
    await sql`update organisations.administrative_unit u set name = x.name, kind = x.kind, parent_code = x."parentCode", valid_to = x."validTo", source = ${source}
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as x(level text, code text, name text, kind text, "parentCode" text, "validFrom" date, "validTo" date)
      where u.level = x.level and u.code = x.code and u.valid_from = x."validFrom"`.execute(tx)
  }
  for (const part of chunks(fresh)) {
    await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, valid_to, source)
      select x.id::uuid, x.code, x.name, x.kind, x.level, x."parentCode", x."validFrom", x."validTo", ${source}
      from jsonb_to_recordset(${JSON.stringify(part.map((unit) => ({ id: newId(), ...unit })))}::jsonb)
        as x(id text, level text, code text, name text, kind text, "parentCode" text, "validFrom" date, "validTo" date)`.execute(tx)
  }
  return { taken: fresh.length, changed: differing.length, unchanged: units.length - fresh.length - differing.length }
}

/** Adds the edges that are not there yet; a known one follows `partial`. */
export async function putSuccessions(tx: Tx, successions: readonly UnitSuccession[], source: string): Promise<WriteCount> {
  let taken = 0
  let changed = 0
  for (const part of chunks(successions)) {
    const { rows } = await sql<{ fresh: boolean }>`
      insert into organisations.unit_succession as s (old_code, new_code, level, on_date, partial, source)
      select x."oldCode", x."newCode", x.level, x."onDate", x.partial, ${source}
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as x(level text, "oldCode" text, "newCode" text, "onDate" date, partial boolean)
      on conflict (old_code, new_code, level, on_date) do update set partial = excluded.partial, source = excluded.source where s.partial <> excluded.partial
      returning (xmax = 0) as fresh`.execute(tx)
    taken += rows.filter(({ fresh }) => fresh).length
    changed += rows.filter(({ fresh }) => !fresh).length
  }
  return { taken, changed, unchanged: successions.length - taken - changed }
}

function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += CHUNK) yield list.slice(at, at + CHUNK)
}
