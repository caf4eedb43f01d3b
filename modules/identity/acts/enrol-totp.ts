import type { OfficerActor } from '../../../kernel/actor.ts'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { sealText, unsealText } from '../keys.ts'
import { endSessionsOf } from '../session.ts'
import { findStaff } from '../staff.ts'
import { tables } from '../store.ts'
import { newTotpSecret, totpQr, totpStep } from '../totp.ts'

const MINUTES_TO_CONFIRM = 30

/**
 * The secret that waits to be confirmed, with its QR picture; made on first asking, the same until confirmed. Undefined when the account has
 * TOTP already: the secret is never shown again.
 */
export async function beginTotp(identity: Identity, input: { readonly accountId: string; readonly issuerName: string; readonly now: Date }): Promise<{ secret: string; svg: string } | undefined> {
  const found = await asPlatform(identity, async (tx) => {
    const staff = await findStaff(tx, { accountId: input.accountId })
    if (!staff || staff.totp) return undefined
    const secret = newTotpSecret()
    const stale = new Date(input.now.getTime() - MINUTES_TO_CONFIRM * 60_000)
    const row = await tables(tx).insertInto('identity.totp').values({ account_id: input.accountId, secret_sealed: sealText(identity.keys, secret), confirmed_at: null, last_step: null, created_at: input.now })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet((e) => ({
        secret_sealed: e.case().when('totp.created_at', '<', stale).then(e.ref('excluded.secret_sealed')).else(e.ref('totp.secret_sealed')).end(),
        created_at: e.case().when('totp.created_at', '<', stale).then(e.ref('excluded.created_at')).else(e.ref('totp.created_at')).end(),
      })).where('totp.confirmed_at', 'is', null)).returning('secret_sealed').executeTakeFirst()
    return row && { secret: unsealText(identity.keys, row.secret_sealed), username: staff.username }
  })
  return found && { secret: found.secret, svg: await totpQr(found.secret, found.username, input.issuerName) }
}

export type EnrolTotpVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'wrong-code' | 'start-again' }

/** Proves that the application shows the right code; from then on each sign-in asks for one. Other sessions, opened without it, end. */
export async function enrolTotp(identity: Identity, input: { readonly actor: OfficerActor; readonly sessionId: string; readonly code: string; readonly now: Date }): Promise<EnrolTotpVerdict> {
  return asPlatform(identity, async (tx) => {
    const { accountId } = input.actor
    const row = await tables(tx).selectFrom('identity.totp').selectAll().where('account_id', '=', accountId).where('confirmed_at', 'is', null).forUpdate().executeTakeFirst()
    if (!row || row.created_at < new Date(input.now.getTime() - MINUTES_TO_CONFIRM * 60_000)) return { ok: false, reason: 'start-again' }
    const step = totpStep(unsealText(identity.keys, row.secret_sealed), input.code, input.now, undefined)
    if (step === undefined) return { ok: false, reason: 'wrong-code' }
    await tables(tx).updateTable('identity.totp').set({ confirmed_at: input.now, last_step: step }).where('account_id', '=', accountId).execute()
    await endSessionsOf(tx, accountId, 'reset', input.now, input.sessionId)
    await appendLedger(tx, { actor: input.actor, agency: input.actor.agencyId, act: 'identity.enrol-totp', object: { type: 'account', id: accountId }, at: input.now })
    return { ok: true }
  })
}
