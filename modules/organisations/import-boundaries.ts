import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { tablesOf, transact, type Db, type Tx } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import { readBoundaries, type BoundaryRefusal } from './domain/boundaries.ts'
import type { WriteCount } from './store-units.ts'
import type { OrganisationTables } from './tables.ts'

export interface BoundaryImportReport extends WriteCount { readonly refused: readonly BoundaryRefusal[] }

/**
 * `tinhso import boundaries FILE.geojson`: takes the boundaries of communes or provinces that are in force on `today`. Shapes already known
 * are replaced when they differ; units not in the file keep theirs; a second run changes nothing. One transaction with its ledger entry.
 */
export async function importBoundaries(db: Db, geojson: string, options: { readonly now: Date; readonly today: LocalDate; readonly source: string }): Promise<BoundaryImportReport> {
  const read = readBoundaries(geojson)
  const actor = { kind: 'system', name: 'import-boundaries' } as const
  return transact(db, actor, async tx => {
    const tables = tablesOf<OrganisationTables>(tx)
    const units = await tables.selectFrom('organisations.administrative_unit').select(['level', 'code']).where('valid_from', '<=', options.today)
      .where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', options.today)])).execute()
    const inForce = new Set(units.map(unit => `${unit.level} ${unit.code}`))
    const known = new Map((await tables.selectFrom('organisations.unit_boundary').select(['level', 'code', 'content_hash']).execute()).map(row => [`${row.level} ${row.code}`, row.content_hash]))
    const count = { taken: 0, changed: 0, unchanged: 0 }
    const refused: BoundaryRefusal[] = [...read.refused]
    for (const boundary of read.boundaries) {
      const key = `${boundary.level} ${boundary.code}`
      if (!inForce.has(key)) { refused.push({ at: 0, reason: 'unknown-unit', code: boundary.code }); continue }
      const geometry = JSON.stringify(boundary.geometry)
      const hash = createHash('sha256').update(geometry).digest('hex')
      const before = known.get(key)
      if (before === hash) { count.unchanged++; continue }
      count[before === undefined ? 'taken' : 'changed']++
      await tables.insertInto('organisations.unit_boundary').values({ level: boundary.level, code: boundary.code, geometry, bounds: [...boundary.bounds], area_km2: boundary.areaKm2, content_hash: hash, source: options.source, changed_at: options.now })
        .onConflict(c => c.columns(['level', 'code']).doUpdateSet(eb => ({ geometry: eb.ref('excluded.geometry'), bounds: eb.ref('excluded.bounds'), area_km2: eb.ref('excluded.area_km2'), content_hash: eb.ref('excluded.content_hash'),
          source: eb.ref('excluded.source'), changed_at: eb.ref('excluded.changed_at') }))).execute()
    }
    if (count.taken + count.changed > 0) await appendLedger(tx, { actor, act: 'organisations.import-boundaries', object: { type: 'import', id: options.source }, payload: { ...count, refused: refused.length }, at: options.now })
    return { ...count, refused }
  })
}

export interface BoundaryView { readonly code: string; readonly name: string; readonly geometry: unknown; readonly bounds: readonly number[]; readonly areaKm2: number }

/** Boundaries of a province's communes in force on a day, for maps. */
export async function boundariesOf(db: Db | Tx, provinceCode: string, on: LocalDate): Promise<BoundaryView[]> {
  const { rows } = await sql<BoundaryView>`select u.code, u.name, b.geometry, b.bounds, b.area_km2 as "areaKm2" from organisations.unit_boundary b
    join organisations.administrative_unit u on u.level = b.level and u.code = b.code and u.valid_from <= ${on} and (u.valid_to is null or u.valid_to >= ${on})
    where b.level = 'commune' and u.parent_code = ${provinceCode} order by u.name collate "vi-x-icu"`.execute('kysely' in db ? db.kysely : db)
  return rows
}
