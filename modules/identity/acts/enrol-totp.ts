import { appendLedger } from '../../../kernel/ledger/append.ts'
import { isConfirmed, type Confirming } from './confirm-password.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { sealText, unsealText } from '../keys.ts'
import { endSessionsOf } from '../session.ts'
import { findStaff } from '../staff.ts'
import { tables } from '../store.ts'
import { newTotpSecret, totpUri, totpStep } from '../totp.ts'

const MINUTES_TO_CONFIRM = 30
const isStale = (createdAt: Date, now: Date): boolean => now.getTime() - createdAt.getTime() > MINUTES_TO_CONFIRM * 60_000

/**
 * The secret that waits to be confirmed, with the address that an application scans; made on first asking, the same until confirmed. Undefined when the account has
 * TOTP already: the secret is never shown again. Wants the password shown just now, as everything that changes how one signs in.
 */
export async function beginTotp(identity: Identity, input: Confirming & { readonly issuerName: string }): Promise<{ ok: true; enrolment: { secret: string; uri: string } | undefined } | { ok: false; reason: 'confirm-first' }> {
  const { accountId } = input.actor
  const found = await asPlatform(identity, async (tx) => {
    if (!await isConfirmed(tx, input)) return 'confirm-first'
    const staff = await findStaff(tx, { accountId })
    if (!staff || staff.totp) return undefined
    const waiting = await tables(tx).selectFrom('identity.totp').select(['secret_sealed', 'created_at']).where('account_id', '=', accountId).where('confirmed_at', 'is', null).forUpdate().executeTakeFirst()
    if (waiting && !isStale(waiting.created_at, input.now)) return { secret: unsealText(identity.keys, waiting.secret_sealed), username: staff.username }
    const secret = newTotpSecret()
    const fresh = { secret_sealed: sealText(identity.keys, secret), created_at: input.now }
    await tables(tx).insertInto('identity.totp').values({ account_id: accountId, ...fresh, confirmed_at: null, last_step: null })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(fresh)).execute()
    return { secret, username: staff.username }
  })
  if (found === 'confirm-first') return { ok: false, reason: found }
  return { ok: true, enrolment: found && { secret: found.secret, uri: totpUri(found.secret, found.username, input.issuerName) } }
}

export type EnrolTotpVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'wrong-code' | 'start-again' | 'confirm-first' }

/** Proves that the application shows the right code; from then on each sign-in asks for one. Other sessions, opened without it, end. */
export async function enrolTotp(identity: Identity, input: Confirming & { readonly code: string }): Promise<EnrolTotpVerdict> {
  return asPlatform(identity, async (tx) => {
    const { accountId } = input.actor
    if (!await isConfirmed(tx, input)) return { ok: false, reason: 'confirm-first' }
    const row = await tables(tx).selectFrom('identity.totp').selectAll().where('account_id', '=', accountId).where('confirmed_at', 'is', null).forUpdate().executeTakeFirst()
    if (!row || isStale(row.created_at, input.now)) return { ok: false, reason: 'start-again' }
    const step = totpStep(unsealText(identity.keys, row.secret_sealed), input.code, input.now)
    if (step === undefined) return { ok: false, reason: 'wrong-code' }
    await tables(tx).updateTable('identity.totp').set({ confirmed_at: input.now, last_step: step }).where('account_id', '=', accountId).execute()
    await endSessionsOf(tx, accountId, 'reset', input.now, input.sessionId)
    await appendLedger(tx, { actor: input.actor, agency: input.actor.agencyId, act: 'identity.enrol-totp', object: { type: 'account', id: accountId }, at: input.now })
    return { ok: true }
  })
}
