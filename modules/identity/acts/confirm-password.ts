import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { attemptSucceeded, beginAttempt } from '../attempts.ts'
import { confirmedLately } from '../domain/confirmation.ts'
import { MAX_PASSWORD } from '../domain/password.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { verifyPassword } from '../password.ts'
import { findStaff } from '../staff.ts'
import { tables } from '../store.ts'

/** Whose session it is and which one, for acts that want the password shown just now. */
export interface Confirming { readonly actor: OfficerActor; readonly sessionId: string; readonly now: Date }

/** Whether the person behind this session showed password or passkey within the last minutes. */
export async function isConfirmed(tx: Tx, { actor, sessionId, now }: Confirming): Promise<boolean> {
  const row = await tables(tx).selectFrom('identity.session').select('confirmed_at').where('id', '=', sessionId).where('account_id', '=', actor.accountId).where('ended_at', 'is', null).executeTakeFirst()
  return row !== undefined && confirmedLately(row.confirmed_at, now)
}

export type ConfirmVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'wrong-password' } | { readonly ok: false; readonly reason: 'too-many'; readonly retryAfterSeconds: number }

/** Shows the password again within an open session; wrong tries count with those at sign-in. */
export async function confirmPassword(identity: Identity, input: Confirming & { readonly password: string; readonly source: Source }): Promise<ConfirmVerdict> {
  const { actor, sessionId, now } = input
  const staff = await asPlatform(identity, (tx) => findStaff(tx, { accountId: actor.accountId }))
  if (!staff) return { ok: false, reason: 'wrong-password' }
  const attempt = await beginAttempt(identity, staff.username, input.source, now)
  if (!attempt.verdict.ok) return attempt.verdict
  if (!await verifyPassword(staff.passwordHash, input.password.slice(0, MAX_PASSWORD))) return { ok: false, reason: 'wrong-password' }
  await attemptSucceeded(identity, attempt.id)
  await asPlatform(identity, async (tx) => {
    await tables(tx).updateTable('identity.session').set({ confirmed_at: now }).where('id', '=', sessionId).where('account_id', '=', actor.accountId).execute()
    await appendLedger(tx, { actor, agency: actor.agencyId, act: 'identity.confirm-password', object: { type: 'account', id: actor.accountId }, at: now })
  })
  return { ok: true }
}
