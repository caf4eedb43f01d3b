import { sql } from 'kysely'
import type { OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import type { Db } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { organisationTables } from './store-admin.ts'
import type { GovernmentLevel } from './tables.ts'

export interface AgencyFilter { readonly q: string; readonly level: string; readonly kind: string; readonly state: string; readonly page: number }
export interface AgencyRow { readonly id: string; readonly code: string; readonly name: string; readonly kind: string; readonly level: GovernmentLevel; readonly validTo: string | null; readonly depth: number; readonly parentName: string | null; readonly people: number }

/** The agencies that an actor administers: all, or the own one and those below. */
const reach = (actor: OfficerActor): readonly string[] | null => actor.roles.includes('administrator') ? null : actor.scopeAgencyIds

/** Agencies by name or code as people type them (marks of tone may be missing), in the order of the tree. */
export async function findAgencies(db: Db, actor: OfficerActor, filter: AgencyFilter, on: string, size: number): Promise<{ rows: readonly AgencyRow[]; total: number }> {
  const within = reach(actor)
  const where = sql`${within === null ? sql`true` : sql`a.id = any(${sql.val([...within])}::uuid[])`}
    and (${filter.q} = '' or kernel.vi_fold(a.name) like '%' || kernel.vi_fold(${filter.q}) || '%' or a.code ilike ${filter.q} || '%')
    and (${filter.level} = '' or a.level = ${filter.level}) and (${filter.kind} = '' or a.kind = ${filter.kind})
    and (case ${filter.state} when 'ended' then a.valid_to < ${on}::date when 'all' then true else a.valid_to is null or a.valid_to >= ${on}::date end)`
  const { rows } = await sql<AgencyRow & { total: number }>`
    select a.id, a.code, a.name, a.kind, a.level, a.valid_to as "validTo", cardinality(a.path) - 1 as depth, p.name as "parentName", count(*) over ()::int as total,
      (select count(distinct h.account_id)::int from organisations.position q join organisations.position_holder h on h.position_id = q.id
        where q.agency_id = a.id and h.valid_from <= ${on}::date and (h.valid_to is null or h.valid_to >= ${on}::date)) as people
    from organisations.agency a left join organisations.agency p on p.id = a.parent_id
    where ${where} order by a.level = 'commune', string_to_array(a.code, '.') collate "C" limit ${size} offset ${(filter.page - 1) * size}`.execute(db.kysely)
  return { rows, total: rows[0]?.total ?? 0 }
}

export async function kindsOfAgencies(db: Db): Promise<readonly string[]> {
  return (await organisationTables(db).selectFrom('organisations.agency').select('kind').distinct().orderBy('kind').execute()).map(row => row.kind)
}

export interface AgencyDetail {
  readonly id: string; readonly code: string; readonly verified: boolean; readonly name: string; readonly kind: string; readonly level: GovernmentLevel; readonly address: string; readonly phone: string; readonly email: string
  readonly validFrom: string; readonly validTo: string | null; readonly version: number; readonly above: readonly { id: string; name: string }[]; readonly below: number; readonly successors: readonly { id: string; name: string; code: string }[]
}
export async function agencyDetail(db: Db, id: string): Promise<AgencyDetail> {
  const t = organisationTables(db)
  const row = await t.selectFrom('organisations.agency').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound()
  const [above, below, successors] = await Promise.all([
    t.selectFrom('organisations.agency').select(['id', 'name']).where('id', 'in', row.path).where('id', '!=', id).orderBy(sql`cardinality(path)`).execute(),
    t.selectFrom('organisations.agency').select(eb => eb.fn.countAll<number>().as('n')).where('parent_id', '=', id).executeTakeFirst(),
    t.selectFrom('organisations.agency_succession as s').innerJoin('organisations.agency as n', 'n.id', 's.new_id').select(['n.id', 'n.name', 'n.code']).where('s.old_id', '=', id).execute(),
  ])
  return { id, code: row.code, verified: row.code_verified, name: row.name, kind: row.kind, level: row.level, address: row.address, phone: row.phone, email: row.email, validFrom: row.valid_from, validTo: row.valid_to, version: row.version, above, below: below?.n ?? 0, successors }
}

export interface HolderRow { readonly id: string; readonly accountId: string; readonly name: string; readonly validFrom: string; readonly validTo: string | null; readonly version: number }
export interface PositionDetail { readonly id: string; readonly agencyId: string; readonly title: string; readonly unitName: string; readonly roles: readonly OfficerRole[]; readonly validFrom: string; readonly validTo: string | null; readonly version: number; readonly holders: readonly HolderRow[] }

async function positionsWhere(db: Db, by: { agencyId: string } | { id: string }): Promise<readonly PositionDetail[]> {
  const t = organisationTables(db)
  const positions = await t.selectFrom('organisations.position').selectAll().where(eb => 'id' in by ? eb('id', '=', by.id) : eb('agency_id', '=', by.agencyId)).orderBy(sql`unit_name collate "vi-x-icu"`).orderBy(sql`title collate "vi-x-icu"`).execute()
  const holders = positions.length === 0 ? [] : await t.selectFrom('organisations.position_holder').selectAll().where('position_id', 'in', positions.map(p => p.id)).orderBy('valid_from', 'desc').execute()
  return positions.map(p => ({ id: p.id, agencyId: p.agency_id, title: p.title, unitName: p.unit_name, roles: p.roles, validFrom: p.valid_from, validTo: p.valid_to, version: p.version,
    holders: holders.filter(h => h.position_id === p.id).map(h => ({ id: h.id, accountId: h.account_id, name: h.display_name, validFrom: h.valid_from, validTo: h.valid_to, version: h.version })) }))
}
/** Every position of an agency with all who ever held it. */
export const positionsOfAgency = (db: Db, agencyId: string): Promise<readonly PositionDetail[]> => positionsWhere(db, { agencyId })
export async function positionDetail(db: Db, id: string): Promise<PositionDetail> {
  const [found] = await positionsWhere(db, { id })
  if (!found) throw notFound()
  return found
}

export interface EarlierWording { readonly version: number; readonly content: unknown; readonly changedAt: Date; readonly by: string | null }
/** Earlier wordings of an agency or a position, latest first. */
export async function wordingsOf(db: Db, objectType: 'agency' | 'position', id: string): Promise<readonly EarlierWording[]> {
  const rows = await organisationTables(db).selectFrom('organisations.history').select(['version', 'content', 'changed_at as changedAt', 'changed_by_account_id as by']).where('object_type', '=', objectType).where('object_id', '=', id).orderBy('version', 'desc').limit(50).execute()
  return rows
}

export interface CoverageRow { readonly id: string; readonly name: string; readonly code: string; readonly roles: Readonly<Record<string, readonly string[]>> }
/** Who holds which role today, per agency in reach that people work in (or all of them when `every`). */
export async function roleCoverage(db: Db, actor: OfficerActor, about: { readonly q: string; readonly page: number; readonly every: boolean }, on: string, size: number): Promise<{ rows: readonly CoverageRow[]; total: number }> {
  const within = reach(actor)
  const { rows } = await sql<{ id: string; name: string; code: string; total: number; held: readonly { role: string; name: string }[] | null }>`
    with seats as (
      select q.agency_id, role, h.display_name as name from organisations.position q join organisations.position_holder h on h.position_id = q.id cross join unnest(q.roles) role
      where h.valid_from <= ${on}::date and (h.valid_to is null or h.valid_to >= ${on}::date) and q.valid_from <= ${on}::date and (q.valid_to is null or q.valid_to >= ${on}::date))
    select a.id, a.name, a.code, count(*) over ()::int as total, (select jsonb_agg(jsonb_build_object('role', s.role, 'name', s.name)) from seats s where s.agency_id = a.id) as held
    from organisations.agency a
    where (a.valid_to is null or a.valid_to >= ${on}::date) and ${within === null ? sql`true` : sql`a.id = any(${sql.val([...within])}::uuid[])`}
      and (${about.q} = '' or kernel.vi_fold(a.name) like '%' || kernel.vi_fold(${about.q}) || '%' or a.code ilike ${about.q} || '%')
      and (${about.every} or exists (select from seats s where s.agency_id = a.id))
    order by string_to_array(a.code, '.') collate "C" limit ${size} offset ${(about.page - 1) * size}`.execute(db.kysely)
  const grouped = rows.map(row => ({ id: row.id, name: row.name, code: row.code, roles: Object.fromEntries([...Map.groupBy(row.held ?? [], each => each.role)].map(([role, list]) => [role, list.map(each => each.name)])) }))
  return { rows: grouped, total: rows[0]?.total ?? 0 }
}

export interface SeatView { readonly accountId: string; readonly agencyId: string; readonly agencyName: string; readonly positionId: string; readonly title: string; readonly roles: readonly OfficerRole[] }
/** The seats that accounts hold on a day; without ids, those of all accounts in the given agencies. */
export async function seatsOf(db: Db, by: { readonly accountIds: readonly string[] } | { readonly agencyIds: readonly string[] }, on: string): Promise<readonly SeatView[]> {
  const ids = 'accountIds' in by ? by.accountIds : by.agencyIds
  if (ids.length === 0) return []
  return organisationTables(db).selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id').innerJoin('organisations.agency as a', 'a.id', 'p.agency_id')
    .select(['h.account_id as accountId', 'a.id as agencyId', 'a.name as agencyName', 'p.id as positionId', 'p.title', 'p.roles']).where('accountIds' in by ? 'h.account_id' : 'a.id', 'in', [...new Set(ids)])
    .where('h.valid_from', '<=', on).where(eb => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>=', on)])).execute()
}

/** Roles that somebody holds today, by kind of agency: whether a procedure handled there would find its people. */
export async function staffedRoles(db: Db, on: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ kind: string; roles: readonly string[] }>`select a.kind, array_agg(distinct role) as roles
    from organisations.position p join organisations.agency a on a.id = p.agency_id join organisations.position_holder h on h.position_id = p.id cross join unnest(p.roles) role
    where h.valid_from <= ${on}::date and (h.valid_to is null or h.valid_to >= ${on}::date) and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to >= ${on}::date) group by a.kind`.execute(db.kysely)
  return new Map(rows.map(row => [row.kind, new Set(row.roles)]))
}
