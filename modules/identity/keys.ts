import { createHash, randomBytes } from 'node:crypto'
import { deriveKey, keyedHash, seal, unseal } from '../../kernel/secrets.ts'

/** One key per use, all from the master key: what leaks from one says nothing about another. */
export interface IdentityKeys { readonly column: Buffer; readonly lookUp: Buffer; readonly attempt: Buffer; readonly device: Buffer; readonly pending: Buffer }

export function identityKeys(masterKey: Buffer): IdentityKeys {
  const key = (use: string): Buffer => deriveKey(masterKey, `identity.${use}`)
  return { column: key('column'), lookUp: key('look-up'), attempt: key('attempt'), device: key('device'), pending: key('pending') }
}

/** 256 random bits as base64url, for session and sign-in cookies. */
export const newToken = (): string => randomBytes(32).toString('base64url')
/** Only the hash of a token is stored; a random token needs no slow hash. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest()

export const sealText = (keys: IdentityKeys, text: string): Buffer => seal(keys.column, text)
export const unsealText = (keys: IdentityKeys, sealed: Buffer): string => unseal(keys.column, sealed).toString('utf8')
/** Look-up hash of an identity number; blanks do not count. */
export const numberHash = (keys: IdentityKeys, idNumber: string): Buffer => keyedHash(keys.lookUp, idNumber.replace(/\s/g, ''))
