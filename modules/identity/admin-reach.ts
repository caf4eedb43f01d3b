import type { OfficerActor } from '../../kernel/actor.ts'
import { seatsOf } from '../organisations/index.ts'
import { localDay, type Identity } from './identity.ts'

/**
 * Whose accounts an officer manages: an administrator everybody's; a unit administrator those who sit in the own agency or below and
 * nowhere else, and never an administrator's.
 */
export async function manages(identity: Identity, actor: OfficerActor, accountId: string, now: Date): Promise<boolean> {
  if (actor.roles.includes('administrator')) return true
  if (!actor.roles.includes('unit-administrator')) return false
  const seats = await seatsOf(identity.platform.db, { accountIds: [accountId] }, localDay(now))
  return seats.length > 0 && seats.every(seat => actor.scopeAgencyIds.includes(seat.agencyId) && !seat.roles.includes('administrator'))
}
