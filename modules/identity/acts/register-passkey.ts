import { generateRegistrationOptions, verifyRegistrationResponse, type PublicKeyCredentialCreationOptionsJSON, type RegistrationResponseJSON } from '@simplewebauthn/server'
import { appendLedger } from '../../../kernel/ledger/append.ts'
import { cleanName } from '../domain/claims.ts'
import { isConfirmed, type Confirming } from './confirm-password.ts'
import { asPlatform, relyingParty, type Identity } from '../identity.ts'
import { putPending, takePending } from '../pending.ts'
import { tables } from '../store.ts'

interface Challenge { readonly challenge: string }

/** What the browser's `navigator.credentials.create` needs; the answer is good for five minutes and for this browser only. */
export async function beginPasskey(identity: Identity, input: Confirming & { readonly username: string }): Promise<{ ok: true; options: PublicKeyCredentialCreationOptionsJSON; pending: string } | { ok: false; reason: 'confirm-first' }> {
  const { rpID, rpName } = relyingParty(identity)
  return asPlatform(identity, async (tx) => {
    if (!await isConfirmed(tx, input)) return { ok: false, reason: 'confirm-first' }
    const known = await tables(tx).selectFrom('identity.passkey').select('id').where('account_id', '=', input.actor.accountId).execute()
    const options = await generateRegistrationOptions({
      rpName, rpID, userName: input.username, userDisplayName: input.actor.displayName, userID: new TextEncoder().encode(input.actor.accountId), attestationType: 'none',
      excludeCredentials: known.map(({ id }) => ({ id })), authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const content: Challenge = { challenge: options.challenge }
    return { ok: true, options, pending: await putPending(tx, identity.keys, { purpose: 'passkey-registration', accountId: input.actor.accountId, content, minutes: 5, now: input.now }) }
  })
}

/** Keeps the public key that answers the challenge; user verification (PIN, fingerprint) is a must, since it replaces password and code. */
export async function registerPasskey(identity: Identity, input: Confirming & { readonly pending: string | undefined; readonly response: RegistrationResponseJSON; readonly label: string }): Promise<{ ok: true } | { ok: false; reason: 'start-again' | 'not-verified' | 'confirm-first' }> {
  if (!await asPlatform(identity, (tx) => isConfirmed(tx, input))) return { ok: false, reason: 'confirm-first' }
  const waiting = await asPlatform(identity, (tx) => takePending<Challenge>(tx, identity.keys, input.pending, 'passkey-registration', input.now))
  if (waiting?.accountId !== input.actor.accountId) return { ok: false, reason: 'start-again' }
  const { rpID, origin } = relyingParty(identity)
  const verified = await verifyRegistrationResponse({ response: input.response, expectedChallenge: waiting.content.challenge, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true }).catch(() => undefined)
  if (!verified?.verified) return { ok: false, reason: 'not-verified' }
  const { credential } = verified.registrationInfo
  return asPlatform(identity, async (tx) => {
    const kept = await tables(tx).insertInto('identity.passkey').values({
      id: credential.id, account_id: input.actor.accountId, public_key: Buffer.from(credential.publicKey), counter: credential.counter,
      label: cleanName(input.label).slice(0, 60) || 'Khóa truy cập', created_at: input.now, last_used_at: null,
    }).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').executeTakeFirst()
    if (!kept) return { ok: false, reason: 'not-verified' }
    await appendLedger(tx, { actor: input.actor, agency: input.actor.agencyId, act: 'identity.register-passkey', object: { type: 'account', id: input.actor.accountId }, at: input.now })
    return { ok: true }
  })
}

/** Takes one passkey of the actor's own out of use. */
export async function removePasskey(identity: Identity, input: Confirming & { readonly passkeyId: string }): Promise<{ ok: true } | { ok: false; reason: 'confirm-first' | 'not-found' }> {
  return asPlatform(identity, async (tx) => {
    if (!await isConfirmed(tx, input)) return { ok: false, reason: 'confirm-first' }
    const gone = await tables(tx).deleteFrom('identity.passkey').where('id', '=', input.passkeyId).where('account_id', '=', input.actor.accountId).returning('id').executeTakeFirst()
    if (gone) await appendLedger(tx, { actor: input.actor, agency: input.actor.agencyId, act: 'identity.remove-passkey', object: { type: 'account', id: input.actor.accountId }, at: input.now })
    return gone ? { ok: true } : { ok: false, reason: 'not-found' }
  })
}
