import { asPlatform, type Identity } from '../identity.ts'
import { endSessionsOf } from '../session.ts'
import { signInWithNationalId } from './sign-in-with-national-id.ts'

/** Makes the account that this person will have at the first sign-in, without a session: for demonstration scenes. Undefined when the claims are not usable. */
export async function welcomeNationalAccount(identity: Identity, input: { readonly issuer: string; readonly claims: Readonly<Record<string, unknown>>; readonly now: Date }): Promise<string | undefined> {
  const verdict = await signInWithNationalId(identity, { ...input, acr: 'LoA1', replaces: undefined, source: { ip: '127.0.0.1', userAgent: 'demonstration scene', device: undefined } })
  if (!verdict.ok) return undefined
  await asPlatform(identity, tx => endSessionsOf(tx, verdict.session.accountId, 'signed-out', input.now))
  return verdict.session.accountId
}
