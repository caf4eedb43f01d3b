import type { OfficerActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { attemptSucceeded, beginAttempt } from '../attempts.ts'
import { judgePassword, type PasswordFault } from '../domain/password.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { hashPassword, verifyPassword } from '../password.ts'
import { endSessionsOf } from '../session.ts'
import { findStaff } from '../staff.ts'
import { tables } from '../store.ts'

export type ChangePasswordVerdict = { readonly ok: true; readonly endedElsewhere: number } | { readonly ok: false; readonly reason: 'wrong-password' | 'conflict' } | { readonly ok: false; readonly reason: 'too-many'; readonly retryAfterSeconds: number } | { readonly ok: false; readonly reason: 'password'; readonly faults: readonly PasswordFault[] }

/** Changes the password of whoever is signed in; every other session of the account ends. */
export async function changePassword(identity: Identity, input: { readonly actor: OfficerActor; readonly sessionId: string; readonly current: string; readonly next: string; readonly source: Source; readonly now: Date }): Promise<ChangePasswordVerdict> {
  const staff = await asPlatform(identity, (tx) => findStaff(tx, { accountId: input.actor.accountId }))
  if (!staff) return { ok: false, reason: 'wrong-password' }
  const attempt = await beginAttempt(identity, staff.username, input.source, input.now)
  if (!attempt.verdict.ok) return attempt.verdict
  if (!await verifyPassword(staff.passwordHash, input.current)) return { ok: false, reason: 'wrong-password' }
  await attemptSucceeded(identity, attempt.id)
  const faults = judgePassword(input.next, { username: staff.username, minLength: identity.settings.password.minLength, previousIsSame: input.next === input.current })
  if (faults.length) return { ok: false, reason: 'password', faults }
  const passwordHash = await hashPassword(input.next)
  return asPlatform(identity, async (tx) => {
    const changed = await tables(tx).updateTable('identity.staff_credential').set((e) => ({ password_hash: passwordHash, must_change: false, changed_at: input.now, version: e('version', '+', 1) }))
      .where('account_id', '=', staff.accountId).where('password_hash', '=', staff.passwordHash).returning('account_id').executeTakeFirst()
    if (!changed) return { ok: false, reason: 'conflict' }
    const endedElsewhere = await endSessionsOf(tx, staff.accountId, 'password-changed', input.now, input.sessionId)
    await appendLedger(tx, { actor: input.actor, agency: input.actor.agencyId, act: 'identity.change-password', object: { type: 'account', id: staff.accountId }, payload: { atSignIn: false, endedElsewhere }, at: input.now })
    return { ok: true, endedElsewhere }
  })
}
