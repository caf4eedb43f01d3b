import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { PLANNED_ONCE, tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import type { GovernmentLevel, OrganisationTables } from './tables.ts'

const t = (db: Db | Tx): ReturnType<typeof tablesOf<OrganisationTables>> => tablesOf<OrganisationTables>(db)

export interface AgencyView {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly level: GovernmentLevel
  readonly parentId: string | null
  readonly unitCode: string | null
  readonly address: string
  readonly phone: string
  readonly email: string
  readonly validFrom: LocalDate
  readonly validTo: LocalDate | null
}
const AGENCY = ['id', 'code', 'name', 'kind', 'level', 'parent_id as parentId', 'unit_code as unitCode', 'address', 'phone', 'email', 'valid_from as validFrom', 'valid_to as validTo'] as const

export async function getAgency(db: Db | Tx, id: string): Promise<AgencyView> {
  const agency = await t(db).selectFrom('organisations.agency').modifyFront(PLANNED_ONCE).select(AGENCY).where('id', '=', id).executeTakeFirst()
  if (!agency) throw notFound()
  return agency
}

export async function agenciesById(db: Db | Tx, ids: readonly string[]): Promise<Map<string, AgencyView>> {
  if (ids.length === 0) return new Map()
  const rows = await t(db).selectFrom('organisations.agency').modifyFront(PLANNED_ONCE).select(AGENCY).where('id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Agencies in force on a day, by kind and place; sorted by name the Vietnamese way. */
export async function listAgencies(db: Db | Tx, on: LocalDate, filter: { kind?: string; level?: GovernmentLevel; unitCode?: string; within?: string } = {}): Promise<AgencyView[]> {
  let query = t(db).selectFrom('organisations.agency').select(AGENCY).where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)]))
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.level !== undefined) query = query.where('level', '=', filter.level)
  if (filter.unitCode !== undefined) query = query.where('unit_code', '=', filter.unitCode)
  if (filter.within !== undefined) query = query.where(sql<boolean>`path @> array[${filter.within}]::uuid[]`)
  return query.orderBy(sql`name collate "vi-x-icu"`).execute()
}

/** The agency and everything below it, by id: what an officer there may see. Abolished ones stay in scope, their papers are still theirs. */
export async function agenciesInScope(db: Db | Tx, agencyId: string): Promise<string[]> {
  const rows = await t(db).selectFrom('organisations.agency').select('id').where(sql<boolean>`path @> array[${agencyId}]::uuid[]`).execute()
  return rows.map(row => row.id)
}

export interface PositionView { readonly positionId: string; readonly title: string; readonly unitName: string; readonly agencyId: string; readonly agencyName: string; readonly roles: readonly string[] }

/** Positions that an account holds today, best first to act in. */
export async function positionsOf(db: Db | Tx, accountId: string, on: LocalDate): Promise<PositionView[]> {
  return (await held(db, accountId, on)).map(row => ({ positionId: row.positionId, title: row.title, unitName: row.unitName, agencyId: row.agencyId, agencyName: row.agencyName, roles: row.roles }))
}

async function held(db: Db | Tx, accountId: string, on: LocalDate) {
  return t(db).selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id').innerJoin('organisations.agency as a', 'a.id', 'p.agency_id')
    .select(['p.id as positionId', 'p.title', 'p.unit_name as unitName', 'p.roles', 'a.id as agencyId', 'a.name as agencyName', 'h.display_name as displayName',
      sql<string[]>`array(select s.id from organisations.agency s where s.path @> array[a.id])`.as('scope')])
    .where('h.account_id', '=', accountId).where('h.valid_from', '<=', on).where(eb => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>=', on)]))
    .where('p.valid_from', '<=', on).where(eb => eb.or([eb('p.valid_to', 'is', null), eb('p.valid_to', '>=', on)]))
    .orderBy('h.valid_from', 'desc').orderBy('p.id').execute()
}

/** The officer behind an account in one of the positions held today; undefined when none is (left, not yet begun, wrong position). */
export async function officerActorFor(db: Db | Tx, accountId: string, positionId: string | undefined, on: LocalDate): Promise<OfficerActor | undefined> {
  const rows = await held(db, accountId, on)
  const row = positionId === undefined ? rows[0] : rows.find(r => r.positionId === positionId)
  return row && { kind: 'officer', accountId, positionId: row.positionId, agencyId: row.agencyId, roles: row.roles, scopeAgencyIds: row.scope, displayName: row.displayName, positionTitle: row.title, agencyName: row.agencyName }
}

export interface OfficerView { readonly accountId: string; readonly positionId: string; readonly name: string; readonly title: string; readonly roles: readonly string[] }

/** People who hold a position with one of the roles in an agency on a day; people sort by given name (the last word). */
export async function officersOf(db: Db | Tx, agencyId: string, on: LocalDate, roles?: readonly string[]): Promise<OfficerView[]> {
  let query = t(db).selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id')
    .select(['h.account_id as accountId', 'p.id as positionId', 'h.display_name as name', 'p.title', 'p.roles']).where('p.agency_id', '=', agencyId)
    .where('h.valid_from', '<=', on).where(eb => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>=', on)]))
  if (roles) query = query.where(sql<boolean>`p.roles && ${sql.val([...roles])}::text[]`)
  return query.orderBy(sql`regexp_replace(h.display_name, '^.* ', '') collate "vi-x-icu"`).orderBy('h.display_name').execute()
}

/** People with one of the roles anywhere in the province. */
export async function officersEverywhere(db: Db | Tx, on: LocalDate, roles: readonly string[]): Promise<OfficerView[]> {
  return t(db).selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id')
    .select(['h.account_id as accountId', 'p.id as positionId', 'h.display_name as name', 'p.title', 'p.roles']).where('h.valid_from', '<=', on).where(eb => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>=', on)]))
    .where(sql<boolean>`p.roles && ${sql.val([...roles])}::text[]`).orderBy('h.account_id').execute()
}

/** People with one of the roles in the agencies above this one, from the nearest up. */
export async function officersAbove(db: Db | Tx, agencyId: string, on: LocalDate, roles: readonly string[]): Promise<OfficerView[]> {
  const own = await t(db).selectFrom('organisations.agency').select('path').where('id', '=', agencyId).executeTakeFirst()
  const found: OfficerView[] = []
  for (const above of own?.path.toReversed() ?? []) if (above !== agencyId) found.push(...await officersOf(db, above, on, roles))
  return found
}

export interface UnitView { readonly code: string; readonly name: string; readonly kind: string }

/** Communes of a province on a day, also when districts stood between them (until 30/06/2025). */
export async function communesAt(db: Db | Tx, provinceCode: string, on: LocalDate): Promise<UnitView[]> {
  const units = t(db).selectFrom('organisations.administrative_unit').where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)]))
  const districts = units.select('code').where('level', '=', 'district').where('parent_code', '=', provinceCode)
  return units.select(['code', 'name', 'kind']).where('level', '=', 'commune')
    .where(eb => eb.or([eb('parent_code', '=', provinceCode), eb('parent_code', 'in', districts)])).orderBy(sql`name collate "vi-x-icu"`).execute()
}

/** The provinces of the country on a day, by name. */
export async function provincesAt(db: Db | Tx, on: LocalDate): Promise<UnitView[]> {
  return t(db).selectFrom('organisations.administrative_unit').select(['code', 'name', 'kind']).where('level', '=', 'province').where('valid_from', '<=', on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)])).orderBy(sql`name collate "vi-x-icu"`).execute()
}
/** Units of a level by their codes, abolished ones too, each as it was called last. */
export async function unitNames(db: Db | Tx, level: GovernmentLevel, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await t(db).selectFrom('organisations.administrative_unit').select(['code', 'name']).where('level', '=', level).where('code', 'in', [...codes, '']).orderBy('valid_from').execute()
  return new Map(rows.map(({ code, name }) => [code, name]))
}

/** What became of a unit by a day, following every change; the unit itself when nothing happened to it. */
export async function successorsOf(db: Db | Tx, code: string, level: GovernmentLevel, on: LocalDate): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    with recursive chain (code, since) as (
      select ${code}::text, '0001-01-01'::date
      union
      select s.new_code, s.on_date from chain c join organisations.unit_succession s on s.old_code = c.code and s.level = ${level} and s.on_date <= ${on}::date and s.on_date > c.since
    )
    select distinct c.code from chain c where not exists (select from organisations.unit_succession s where s.old_code = c.code and s.level = ${level} and s.on_date <= ${on}::date and s.on_date > c.since)
    order by 1`.execute(t(db))
  return rows.map(row => row.code)
}

export interface UnitSuccessionView { readonly from: string; readonly to: string; readonly on: LocalDate; /** only a part went over; how much is not recorded */ readonly partial: boolean }

/** Every edge old → new of a level of units, oldest first: what series of figures are built on. */
export async function unitSuccessions(db: Db | Tx, level: GovernmentLevel): Promise<UnitSuccessionView[]> {
  return t(db).selectFrom('organisations.unit_succession').select(['old_code as from', 'new_code as to', 'on_date as on', 'partial']).where('level', '=', level).orderBy('on_date').orderBy('old_code').orderBy('new_code').execute()
}
