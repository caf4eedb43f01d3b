import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { notFound } from '../../kernel/errors.ts'
import { mayManage, seatsFrom, seatsOf, type SeatView } from '../organisations/index.ts'
import { manages } from './admin-reach.ts'
import { asPlatform, localDay, type Identity } from './identity.ts'
import type { SessionView } from './queries.ts'
import { staffName } from './staff.ts'
import { STAFF_ISSUER, tables } from './store.ts'

/** A staff account by its user name, as an administrator names it. */
export async function findStaffAccount(identity: Identity, username: string): Promise<{ readonly accountId: string; readonly displayName: string; readonly disabled: boolean; readonly homeAgencyId: string | null } | undefined> {
  const row = await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').select(['id', 'display_name', 'disabled_at', 'home_agency_id']).where('issuer', '=', STAFF_ISSUER).where('sub', '=', staffName(username)).executeTakeFirst())
  return row && { accountId: row.id, displayName: row.display_name, disabled: row.disabled_at !== null, homeAgencyId: row.home_agency_id }
}

export interface StaffRow { readonly id: string; readonly username: string; readonly name: string; readonly disabled: boolean; readonly lastSignedInAt: Date | null; readonly secondFactor: boolean; readonly seats: readonly SeatView[] }
export interface StaffFilter { readonly q: string; readonly state: string; readonly page: number }

/** Accounts that a unit administrator manages: those seated in reach or opened there, judged one by one. */
async function managedBy(identity: Identity, actor: OfficerActor, today: string): Promise<readonly string[]> {
  const { db } = identity.platform
  const opened = new Map((await asPlatform(identity, (tx) => tables(tx).selectFrom('identity.account').select(['id', 'home_agency_id']).where('home_agency_id', 'in', [...actor.scopeAgencyIds, actor.agencyId]).execute())).map(row => [row.id, row.home_agency_id]))
  const ids = [...new Set([...opened.keys(), ...(await seatsOf(db, { agencyIds: actor.scopeAgencyIds }, today)).map(seat => seat.accountId)])]
  const seats = Map.groupBy(await seatsFrom(db, ids, today), seat => seat.accountId)
  return ids.filter(id => mayManage(actor, { homeAgencyId: opened.get(id) ?? null, seats: seats.get(id) ?? [] }))
}

/** Staff accounts in reach of an administrator, by given name; each with the seats of today. */
export async function staffAccounts(identity: Identity, actor: OfficerActor, filter: StaffFilter, now: Date, size: number): Promise<{ rows: readonly StaffRow[]; total: number }> {
  const { db } = identity.platform
  const today = localDay(now)
  const reach = actor.roles.includes('administrator') ? null : await managedBy(identity, actor, today)
  const { rows } = await asPlatform(identity, (tx) => sql<{ id: string; username: string; name: string; disabled: boolean; lastSignedInAt: Date | null; secondFactor: boolean; total: number }>`
    select a.id, a.sub as username, a.display_name as name, a.disabled_at is not null as disabled, a.last_signed_in_at as "lastSignedInAt", count(*) over ()::int as total,
      exists (select from identity.totp t where t.account_id = a.id and t.confirmed_at is not null) or exists (select from identity.passkey p where p.account_id = a.id) as "secondFactor"
    from identity.account a where a.kind = 'staff' and ${reach === null ? sql`true` : sql`a.id = any(${sql.val(reach)}::uuid[])`}
      and (${filter.q} = '' or kernel.vi_fold(a.display_name) like '%' || kernel.vi_fold(${filter.q}) || '%' or a.sub like lower(${filter.q}) || '%')
      and (case ${filter.state} when 'disabled' then a.disabled_at is not null when 'never' then a.last_signed_in_at is null and a.disabled_at is null when 'open' then a.disabled_at is null else true end)
    order by regexp_replace(a.display_name, '^.* ', '') collate "vi-x-icu", a.display_name, a.id limit ${size} offset ${(filter.page - 1) * size}`.execute(tx))
  const seats = await seatsOf(db, { accountIds: rows.map(row => row.id) }, today)
  return { rows: rows.map(({ total: _, ...row }) => ({ ...row, seats: seats.filter(seat => seat.accountId === row.id) })), total: rows[0]?.total ?? 0 }
}

export interface StaffDetail extends StaffRow { readonly version: number; readonly mustChange: boolean; readonly passwordChangedAt: Date; readonly createdAt: Date; readonly sessions: readonly SessionView[] }
/** One staff account; out of reach it is not there. */
export async function staffDetail(identity: Identity, actor: OfficerActor, accountId: string, now: Date): Promise<StaffDetail> {
  if (!await manages(identity, actor, accountId, now)) throw notFound()
  const { idleMinutes, absoluteHours } = identity.platform.config.session
  return asPlatform(identity, async (tx) => {
    const row = await tables(tx).selectFrom('identity.account as a').innerJoin('identity.staff_credential as c', 'c.account_id', 'a.id')
      .select(['a.id', 'a.sub', 'a.display_name', 'a.disabled_at', 'a.last_signed_in_at', 'a.version', 'a.created_at', 'c.must_change', 'c.changed_at'])
      .select(sql<boolean>`exists (select from identity.totp t where t.account_id = a.id and t.confirmed_at is not null) or exists (select from identity.passkey p where p.account_id = a.id)`.as('second')).where('a.id', '=', accountId).executeTakeFirst()
    if (!row) throw notFound()
    const sessions = await tables(tx).selectFrom('identity.session').select(['id', 'method', 'created_at as createdAt', 'last_seen_at as lastSeenAt', 'ip', 'user_agent as userAgent']).where('account_id', '=', accountId).where('ended_at', 'is', null)
      .where('last_seen_at', '>', new Date(now.getTime() - idleMinutes * 60_000)).where('created_at', '>', new Date(now.getTime() - absoluteHours * 3_600_000)).orderBy('last_seen_at', 'desc').execute()
    return { id: row.id, username: row.sub, name: row.display_name, disabled: row.disabled_at !== null, lastSignedInAt: row.last_signed_in_at, secondFactor: row.second, version: row.version, mustChange: row.must_change, passwordChangedAt: row.changed_at, createdAt: row.created_at,
      sessions, seats: await seatsOf(identity.platform.db, { accountIds: [accountId] }, localDay(now)) }
  })
}
