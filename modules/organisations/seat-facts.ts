import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import type { Db, Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { combines, type Seat } from './domain/seats.ts'
import { organisationTables } from './store-admin.ts'

/** The local calendar day (UTC+7, no daylight saving) as ISO date. */
export const localDayOf = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

export interface HeldSeat extends Seat { readonly holderId: string; readonly positionId: string; readonly accountId: string }

/** Seats of accounts that are in force on a day or begin after it: what somebody may do now or soon. */
export async function seatsFrom(db: Db | Tx, accountIds: readonly string[], on: string): Promise<readonly HeldSeat[]> {
  return accountIds.length === 0 ? [] : heldSeats(db, on).where('h.account_id', 'in', [...new Set(accountIds)]).execute()
}

function heldSeats(db: Db | Tx, on: string) {
  return organisationTables(db).selectFrom('organisations.position_holder as h').innerJoin('organisations.position as p', 'p.id', 'h.position_id').innerJoin('organisations.agency as a', 'a.id', 'p.agency_id')
    .select(['h.id as holderId', 'p.id as positionId', 'h.account_id as accountId', 'a.id as agencyId', 'a.path', 'p.roles'])
    // a seat is worth what both the holding and the position allow
    .select([sql<string>`greatest(h.valid_from, p.valid_from)`.as('validFrom'), sql<string | null>`least(h.valid_to, p.valid_to)`.as('validTo')])
    .where(eb => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>=', on)]))
}

/** Accounts that hand out rights and decide in the same reach from a day on: seats from before decision 10. */
export async function combiningAccounts(db: Db | Tx, on: string): Promise<readonly { readonly accountId: string; readonly name: string }[]> {
  const seats = Map.groupBy(await heldSeats(db, on).select('h.display_name as name').execute(), seat => seat.accountId)
  return [...seats].flatMap(([accountId, own]) => combines(own) ? [{ accountId, name: own[0]?.name ?? '' }] : [])
}

/** As `seatsFrom`, with nobody else giving these accounts seats until the transaction ends: two seats that may not go together must not slip in side by side. */
export async function lockedSeats(tx: Tx, accountIds: readonly string[], on: string): Promise<readonly HeldSeat[]> {
  for (const id of [...new Set(accountIds)].sort()) await sql`select pg_advisory_xact_lock(hashtextextended('seat:' || ${id}, 0))`.execute(tx)
  return seatsFrom(tx, accountIds, on)
}

/** How somebody gave an account its rights: opened it, gave it new access, seated it, or changed what its seat may do. */
export type Gift = { readonly act: 'open-account' | 'reset-access' } | { readonly act: 'seat' | 'change-roles'; readonly holderId: string }

/** Writes down who gave an account its rights, in the transaction of the act (decision 10). */
export async function recordGift(tx: Tx, by: OfficerActor, accountId: string, gift: Gift, at: Date): Promise<void> {
  await organisationTables(tx).insertInto('organisations.rights_given')
    .values({ id: newId(at.getTime()), account_id: accountId, by_account_id: by.accountId, act: gift.act, holder_id: 'holderId' in gift ? gift.holderId : null, given_at: at }).execute()
}

/**
 * Accounts that cannot be a second pair of eyes on what `accountId` proposed on a day: who gave it its rights, and whom it gave rights. What hangs
 * on a seat counts as long as the seat; a seat may be ended from yesterday on, so the day before still counts.
 */
export async function tiedTo(tx: Tx, accountId: string, on: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct case when g.account_id = ${accountId} then g.by_account_id else g.account_id end as id
    from organisations.rights_given g left join organisations.position_holder h on h.id = g.holder_id
    where (g.account_id = ${accountId} or g.by_account_id = ${accountId}) and (h.valid_to is null or h.valid_to >= ${on}::date - 1)`.execute(tx)
  return rows.map(row => row.id)
}
