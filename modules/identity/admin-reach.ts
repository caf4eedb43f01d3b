import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { mayManage, seatsFrom } from '../organisations/index.ts'
import { asPlatform, localDay, type Identity } from './identity.ts'

/** Whether an officer manages an account: by the one rule of the organisations module, from its seats of today and to come and the agency that opened it. */
export async function manages(identity: Identity, actor: OfficerActor, accountId: string, now: Date): Promise<boolean> {
  if (actor.roles.includes('administrator')) return true
  const seats = await seatsFrom(identity.platform.db, [accountId], localDay(now))
  const { rows: [home] } = await asPlatform(identity, (tx) => sql<{ agency: string | null }>`select home_agency_id as agency from identity.account where id = ${accountId} and kind = 'staff'`.execute(tx))
  return mayManage(actor, { homeAgencyId: home?.agency ?? null, seats })
}
