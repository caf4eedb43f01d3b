import { attemptSucceeded, beginAttempt } from '../attempts.ts'
import { MAX_PASSWORD } from '../domain/password.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { verifyPassword } from '../password.ts'
import { findStaff, nextStaffStep, staffName, type StaffStep } from '../staff.ts'

export interface StaffSignInInput {
  readonly username: string
  readonly password: string
  readonly returnTo: string
  readonly replaces: string | undefined
  readonly source: Source
  readonly now: Date
}

export type StaffSignInVerdict = StaffStep | { readonly ok: false; readonly reason: 'wrong-credentials' } | { readonly ok: false; readonly reason: 'too-many'; readonly retryAfterSeconds: number }

/**
 * Password sign-in of staff. Unknown name, wrong password and disabled account are one answer after the same work, so that nobody learns which
 * names exist; what else is wrong is told only to whoever knows the password.
 */
export async function signInStaff(identity: Identity, input: StaffSignInInput): Promise<StaffSignInVerdict> {
  const username = staffName(input.username)
  const attempt = await beginAttempt(identity, username, input.source, input.now)
  if (!attempt.verdict.ok) return attempt.verdict
  const staff = await asPlatform(identity, (tx) => findStaff(tx, { username }))
  const right = await verifyPassword(staff?.passwordHash, input.password.slice(0, MAX_PASSWORD))
  if (!staff || !right || staff.disabled) return { ok: false, reason: 'wrong-credentials' }
  const officer = await identity.ports.officerActorFor(staff.accountId)
  const step = await asPlatform(identity, (tx) => nextStaffStep(tx, identity, { staff, shown: 'password', returnTo: input.returnTo, attemptId: attempt.id, officer, replaces: input.replaces, source: input.source, now: input.now }))
  // with TOTP to come the try stays open: a stolen password alone must not reset the counter
  if (step.ok && step.step !== 'totp') await attemptSucceeded(identity, attempt.id)
  return step
}
