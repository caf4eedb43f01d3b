import type { OfficerActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { adminRole } from '../../../kernel/history.ts'
import { recordGift } from '../../organisations/index.ts'
import { manages } from '../admin-reach.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { hashPassword } from '../password.ts'
import { revokeApiTokensOf } from './create-api-token.ts'
import { endSessionsOf } from '../session.ts'
import { tables } from '../store.ts'

/** For who forgot the password or lost the phone: a new first password, TOTP, passkeys and access tokens gone, every session ended. Only who manages the account. */
export async function resetStaffAccess(identity: Identity, input: { readonly actor: OfficerActor; readonly accountId: string; readonly password: string; readonly reason: string; readonly now: Date }): Promise<{ ok: true } | { ok: false; reason: 'not-allowed' | 'no-such-account' }> {
  if (!await manages(identity, input.actor, input.accountId, input.now)) return { ok: false, reason: 'not-allowed' }
  const passwordHash = await hashPassword(input.password)
  return asPlatform(identity, async (tx) => {
    const reset = await tables(tx).updateTable('identity.staff_credential').set((e) => ({ password_hash: passwordHash, must_change: true, changed_at: input.now, version: e('version', '+', 1) }))
      .where('account_id', '=', input.accountId).returning('account_id').executeTakeFirst()
    if (!reset) return { ok: false, reason: 'no-such-account' }
    await tables(tx).deleteFrom('identity.totp').where('account_id', '=', input.accountId).execute()
    await tables(tx).deleteFrom('identity.passkey').where('account_id', '=', input.accountId).execute()
    await endSessionsOf(tx, input.accountId, 'reset', input.now)
    await revokeApiTokensOf(tx, input.accountId, input.now)
    if (input.accountId !== input.actor.accountId) await recordGift(tx, input.actor, input.accountId, { act: 'reset-access' }, input.now)
    await appendLedger(tx, { actor: input.actor, role: adminRole(input.actor), agency: input.actor.agencyId, act: 'identity.reset-staff-access', object: { type: 'account', id: input.accountId }, reason: input.reason, at: input.now })
    return { ok: true }
  })
}
