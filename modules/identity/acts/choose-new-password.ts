import { appendLedger } from '../../../kernel/ledger/append.ts'
import { judgePassword, type PasswordFault } from '../domain/password.ts'
import { asPlatform, type Identity, type Source } from '../identity.ts'
import { hashPassword, verifyPassword } from '../password.ts'
import { dropPending, tryPending } from '../pending.ts'
import { endSessionsOf } from '../session.ts'
import { findStaff, nextStaffStep, type StaffStep, type StepContent } from '../staff.ts'
import { tables } from '../store.ts'

export type NewPasswordVerdict = (StaffStep & { readonly returnTo?: string }) | { readonly ok: false; readonly reason: 'start-again' } | { readonly ok: false; readonly reason: 'password'; readonly faults: readonly PasswordFault[] }

/** The change that a first sign-in or an old password asks for, before any session opens. */
export async function chooseNewPassword(identity: Identity, input: { readonly pending: string | undefined; readonly password: string; readonly replaces: string | undefined; readonly source: Source; readonly now: Date }): Promise<NewPasswordVerdict> {
  const found = await asPlatform(identity, async (tx) => {
    const waiting = await tryPending<StepContent>(tx, identity.keys, input.pending, 'new-password', input.now)
    const staff = waiting?.accountId ? await findStaff(tx, { accountId: waiting.accountId }) : undefined
    return waiting && staff && !staff.disabled ? { waiting, staff } : undefined
  })
  if (!found) return { ok: false, reason: 'start-again' }
  const { waiting, staff } = found
  const faults = judgePassword(input.password, { username: staff.username, minLength: identity.settings.password.minLength, previousIsSame: await verifyPassword(staff.passwordHash, input.password) })
  if (faults.length) return { ok: false, reason: 'password', faults }
  const passwordHash = await hashPassword(input.password)
  const officer = await identity.ports.officerActorFor(staff.accountId)
  return asPlatform(identity, async (tx) => {
    await dropPending(tx, input.pending)
    await tables(tx).updateTable('identity.staff_credential').set((e) => ({ password_hash: passwordHash, must_change: false, changed_at: input.now, version: e('version', '+', 1) })).where('account_id', '=', staff.accountId).execute()
    await endSessionsOf(tx, staff.accountId, 'password-changed', input.now)
    await appendLedger(tx, { actor: officer ?? { kind: 'system', name: 'identity' }, act: 'identity.change-password', object: { type: 'account', id: staff.accountId }, payload: { atSignIn: true }, at: input.now })
    const next = await nextStaffStep(tx, identity, { staff: { ...staff, mustChange: false, changedAt: input.now }, shown: waiting.content.shown, returnTo: waiting.content.returnTo, attemptId: waiting.content.attemptId, officer, replaces: input.replaces, source: input.source, now: input.now })
    return { ...next, returnTo: waiting.content.returnTo }
  })
}
