import { generateAuthenticationOptions, verifyAuthenticationResponse, type AuthenticationResponseJSON, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { asPlatform, relyingParty, type Identity, type Source } from '../identity.ts'
import { putPending, takePending } from '../pending.ts'
import { findStaff, nextStaffStep, type StaffStep } from '../staff.ts'
import { tables } from '../store.ts'

interface Challenge { readonly challenge: string; readonly returnTo: string }

/** A challenge for whichever passkey the browser holds: no user name is asked, so none can be guessed. */
export async function beginPasskeySignIn(identity: Identity, input: { readonly returnTo: string; readonly now: Date }): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; pending: string }> {
  const options = await generateAuthenticationOptions({ rpID: relyingParty(identity).rpID, userVerification: 'required', allowCredentials: [] })
  const content: Challenge = { challenge: options.challenge, returnTo: input.returnTo }
  return { options, pending: await asPlatform(identity, (tx) => putPending(tx, identity.keys, { purpose: 'passkey', accountId: null, content, minutes: 5, now: input.now })) }
}

export type PasskeyVerdict = (StaffStep & { readonly returnTo?: string }) | { readonly ok: false; readonly reason: 'start-again' | 'not-verified' }

/** Signs in by passkey alone. A counter that does not grow means a copied key (WebAuthn §6.1.1) and is refused. */
export async function signInWithPasskey(identity: Identity, input: { readonly pending: string | undefined; readonly response: AuthenticationResponseJSON; readonly replaces: string | undefined; readonly source: Source; readonly now: Date }): Promise<PasskeyVerdict> {
  const found = await asPlatform(identity, async (tx) => {
    const waiting = await takePending<Challenge>(tx, identity.keys, input.pending, 'passkey', input.now)
    const key = await tables(tx).selectFrom('identity.passkey').selectAll().where('id', '=', input.response.id).executeTakeFirst()
    const staff = key && await findStaff(tx, { accountId: key.account_id })
    return { waiting, key, staff }
  })
  const { waiting, key, staff } = found
  if (!waiting) return { ok: false, reason: 'start-again' }
  if (!key || !staff || staff.disabled) return { ok: false, reason: 'not-verified' }
  const { rpID, origin } = relyingParty(identity)
  const verified = await verifyAuthenticationResponse({
    response: input.response, expectedChallenge: waiting.content.challenge, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true,
    credential: { id: key.id, publicKey: new Uint8Array(key.public_key), counter: key.counter },
  }).catch(() => undefined)
  if (!verified?.verified) return { ok: false, reason: 'not-verified' }
  const officer = await identity.ports.officerActorFor(staff.accountId)
  return asPlatform(identity, async (tx) => {
    await tables(tx).updateTable('identity.passkey').set({ counter: verified.authenticationInfo.newCounter, last_used_at: input.now }).where('id', '=', key.id).execute()
    const step = await nextStaffStep(tx, identity, { staff, shown: 'passkey', returnTo: waiting.content.returnTo, attemptId: '', officer, replaces: input.replaces, source: input.source, now: input.now })
    return { ...step, returnTo: waiting.content.returnTo }
  })
}
