import type { Actor } from '../../../kernel/actor.ts'
import { isUniqueViolation } from '../../../kernel/db/db.ts'
import { notAllowed } from '../../../kernel/errors.ts'
import { adminRole } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { recordGift } from '../../organisations/index.ts'
import { cleanName } from '../domain/claims.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { hashPassword } from '../password.ts'
import { staffName } from '../staff.ts'
import { STAFF_ISSUER, tables } from '../store.ts'

export type CreateStaffVerdict = { readonly ok: true; readonly accountId: string } | { readonly ok: false; readonly reason: 'name-taken' | 'name-unusable' | 'email-unusable' }

/** Opens a staff account with a first password that must be changed at first sign-in, unless `mustChange` is false (demonstration scenes). */
export async function createStaffAccount(identity: Identity, input: { readonly actor: Actor; readonly username: string; readonly displayName: string; readonly password: string; /** where to be reached at work */ readonly email?: string; readonly mustChange?: boolean; readonly now: Date }): Promise<CreateStaffVerdict> {
  const { actor } = input
  if (actor.kind !== 'system' && !(actor.kind === 'officer' && (actor.roles.includes('administrator') || actor.roles.includes('unit-administrator')))) throw notAllowed()
  const username = staffName(input.username)
  if (!/^[a-z0-9][a-z0-9._@-]{1,98}$/.test(username)) return { ok: false, reason: 'name-unusable' }
  const email = input.email?.trim().toLowerCase() || null
  if (email !== null && (email.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))) return { ok: false, reason: 'email-unusable' }
  const passwordHash = await hashPassword(input.password)
  const accountId = newId(input.now.getTime())
  try {
    return await asPlatform(identity, async (tx) => {
      await tables(tx).insertInto('identity.account').values({
        id: accountId, kind: 'staff', issuer: STAFF_ISSUER, sub: username, display_name: cleanName(input.displayName), id_number_sealed: null, id_number_hash: null, birth_date_sealed: null, login_idp: null,
        created_at: input.now, last_signed_in_at: null, disabled_at: null, email, home_agency_id: actor.kind === 'officer' ? actor.agencyId : null,
      }).execute()
      await tables(tx).insertInto('identity.staff_credential').values({ account_id: accountId, password_hash: passwordHash, must_change: input.mustChange ?? true, changed_at: input.now }).execute()
      if (actor.kind === 'officer') await recordGift(tx, actor, accountId, { act: 'open-account' }, input.now)
      await appendLedger(tx, { actor, ...(actor.kind === 'officer' ? { role: adminRole(actor), agency: actor.agencyId } : {}), act: 'identity.create-staff-account', object: { type: 'account', id: accountId }, payload: { username }, at: input.now })
      return { ok: true, accountId }
    })
  } catch (error) {
    if (isUniqueViolation(error, 'account_issuer_sub')) return { ok: false, reason: 'name-taken' }
    throw error
  }
}
