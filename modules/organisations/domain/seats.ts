import type { OfficerActor, OfficerRole } from '../../../kernel/actor.ts'

/** A seat that somebody holds or is to hold; `path` are the ids from the root of the tree down to its agency, days are ISO dates. */
export interface Seat { readonly agencyId: string; readonly path: readonly string[]; readonly roles: readonly OfficerRole[]; readonly validFrom: string; readonly validTo: string | null }

/** What a judgement needs to know of a staff account: its seats of today and to come, and the agency that opened it. */
export interface StaffFacts { readonly accountId: string; readonly homeAgencyId: string | null; readonly seats: readonly Seat[] }

export type SeatReason = 'own-seat' | 'outside-reach' | 'dated-back' | 'reason-needed' | 'combines'
type Administrator = Pick<OfficerActor, 'accountId' | 'roles' | 'scopeAgencyIds'>

const DECIDING: readonly OfficerRole[] = ['approver', 'signer']
const decides = (roles: readonly OfficerRole[]): boolean => roles.some(role => DECIDING.includes(role))
const overlaps = (one: Seat, other: Seat): boolean => one.validFrom <= (other.validTo ?? '9999-12-31') && other.validFrom <= (one.validTo ?? '9999-12-31')

/** Whether who holds these seats would hand out rights in an agency and decide there too, on the same day. */
export function combines(seats: readonly Seat[]): boolean {
  return seats.some(one => seats.some(other => decides(other.roles) && overlaps(one, other)
    && (one.roles.includes('administrator') || (one.roles.includes('unit-administrator') && other.path.includes(one.agencyId)))))
}

/**
 * Whose accounts an administrator manages. The province's: everybody's. A unit's: those who sit in the own agency or below and nowhere else, and
 * never an administrator of the province; who sits nowhere belongs to the agency that opened the account.
 */
export function mayManage(actor: Administrator, staff: Pick<StaffFacts, 'homeAgencyId' | 'seats'>): boolean {
  if (actor.roles.includes('administrator')) return true
  if (!actor.roles.includes('unit-administrator')) return false
  if (staff.seats.length === 0) return staff.homeAgencyId !== null && actor.scopeAgencyIds.includes(staff.homeAgencyId)
  return staff.seats.every(seat => actor.scopeAgencyIds.includes(seat.agencyId) && !seat.roles.includes('administrator'))
}

/** A day before `earliest` rewrites what was: only the province's administrator may, and says why. */
function judgeDay(actor: Administrator, day: string, earliest: string, reason: string): SeatReason | undefined {
  if (day >= earliest) return undefined
  if (!actor.roles.includes('administrator')) return 'dated-back'
  return reason === '' ? 'reason-needed' : undefined
}

/** May `actor` put this account into this seat? Undefined: yes. */
export function judgeSeating(actor: Administrator, staff: StaffFacts, seat: Seat, today: string, reason: string): SeatReason | undefined {
  if (staff.accountId === actor.accountId) return 'own-seat'
  if (!mayManage(actor, staff)) return 'outside-reach'
  if (combines([...staff.seats, seat])) return 'combines'
  return judgeDay(actor, seat.validFrom, today, reason)
}

/** May `actor` end this account's seat after `lastDay`? Yesterday ends it at once. */
export function judgeEnding(actor: Administrator, staff: StaffFacts, lastDay: string, yesterday: string, reason: string): SeatReason | undefined {
  if (staff.accountId === actor.accountId) return 'own-seat'
  if (!mayManage(actor, staff)) return 'outside-reach'
  return judgeDay(actor, lastDay, yesterday, reason)
}

/** May `actor` give other rights or another period to a position, with these people in it or to come? `changed` is the position as it would be in each holder's hands. */
export function judgeRights(actor: Administrator, holders: readonly { readonly staff: StaffFacts; readonly otherSeats: readonly Seat[]; readonly changed: Seat }[]): SeatReason | undefined {
  if (holders.some(({ staff }) => staff.accountId === actor.accountId)) return 'own-seat'
  if (holders.some(({ staff }) => !mayManage(actor, staff))) return 'outside-reach'
  return holders.some(({ otherSeats, changed }) => combines([...otherSeats, changed])) ? 'combines' : undefined
}
