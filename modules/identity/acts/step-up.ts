import type { Identity } from '../identity.ts'
import { signInWithNationalId, type NationalSignInInput, type NationalSignInVerdict } from './sign-in-with-national-id.ts'

/**
 * Raises a session to level 2: the same account must come back, and with level 2. The session gets a new token, as with every change of
 * rights; what stays below is left as it was.
 */
export function stepUp(identity: Identity, input: NationalSignInInput & { readonly stepUpOf: string }): Promise<NationalSignInVerdict> {
  return signInWithNationalId(identity, input)
}
