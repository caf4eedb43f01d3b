import { attemptSucceeded, beginAttempt } from '../attempts.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { unsealText } from '../keys.ts'
import { dropPending, tryPending } from '../pending.ts'
import { findStaff, nextStaffStep, type StaffStep, type StepContent } from '../staff.ts'
import { tables } from '../store.ts'
import { totpStep } from '../totp.ts'

export type TotpVerdict = (StaffStep & { readonly returnTo?: string }) | { readonly ok: false; readonly reason: 'start-again' | 'wrong-code' } | { readonly ok: false; readonly reason: 'too-many'; readonly retryAfterSeconds: number }

/** Second step after the password: a six-digit code. A code works once; five wrong ones and the password is asked again. */
export async function confirmTotp(identity: Identity, input: { readonly pending: string | undefined; readonly code: string; readonly replaces: string | undefined; readonly source: Source; readonly now: Date }): Promise<TotpVerdict> {
  const found = await asPlatform(identity, async (tx) => {
    const waiting = await tryPending<StepContent>(tx, identity.keys, input.pending, 'totp', input.now)
    const staff = waiting?.accountId ? await findStaff(tx, { accountId: waiting.accountId }) : undefined
    return waiting && staff && !staff.disabled ? { waiting, staff } : undefined
  })
  if (!found?.staff.totp) return { ok: false, reason: 'start-again' }
  const { waiting, staff } = found
  // the code has its own counter, so that trying codes with a stolen password is as limited as trying passwords
  const attempt = await beginAttempt(identity, `totp|${staff.username}`, { ...input.source, device: undefined }, input.now)
  if (!attempt.verdict.ok) return attempt.verdict
  const step = totpStep(unsealText(identity.keys, found.staff.totp.secretSealed), input.code, input.now)
  if (step === undefined) return { ok: false, reason: 'wrong-code' }
  const officer = await identity.ports.officerActorFor(staff.accountId)
  const verdict = await asPlatform(identity, async (tx): Promise<TotpVerdict> => {
    const spent = await tables(tx).updateTable('identity.totp').set({ last_step: step }).where('account_id', '=', staff.accountId)
      .where((e) => e.or([e('last_step', 'is', null), e('last_step', '<', step)])).returning('account_id').executeTakeFirst()
    if (!spent) return { ok: false, reason: 'wrong-code' }
    await dropPending(tx, input.pending)
    const next = await nextStaffStep(tx, identity, { staff, shown: 'password-totp', returnTo: waiting.content.returnTo, attemptId: waiting.content.attemptId, officer, replaces: input.replaces, source: input.source, now: input.now })
    return { ...next, returnTo: waiting.content.returnTo }
  })
  if (verdict.ok) await Promise.all([attempt.id, waiting.content.attemptId].map((id) => attemptSucceeded(identity, id)))
  return verdict
}
