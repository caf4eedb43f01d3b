import { IsEmail } from 'typebox/format'
import { deriveKey, keyedHash, sameSecret, seal, unseal } from '../../../kernel/secrets.ts'

const MOST_CHARACTERS = 200
/** As it is written to and compared; undefined when it is no address that a mail may go to. */
export function addressOf(typed: string): string | undefined {
  const address = typed.trim().toLowerCase()
  // a quoted local part (RFC 5321 §4.1.2) may hold a line break, which writes headers of its own; nobody has one
  return address.length <= MOST_CHARACTERS && !address.includes('"') && IsEmail(address) && /\.[a-z0-9-]{2,}$/.test(address) ? address : undefined
}
/** Whatever stands behind a plus reaches the same box (RFC 5233): it is counted as one. */
const boxOf = (address: string): string => address.replace(/^([^+@]+)\+[^@]*/, '$1')
/** Enough for its owner to know it, on a page that somebody may look at over the shoulder. */
export const masked = (address: string): string => address.replace(/^(.).*(?=@)/, '$1•••')

const key = (masterKey: Buffer, use: string): Buffer => deriveKey(masterKey, `indicators-subscription-${use}`)
export const addressHash = (masterKey: Buffer, address: string): Buffer => keyedHash(key(masterKey, 'look-up'), boxOf(address))
export const sealAddress = (masterKey: Buffer, address: string): Buffer => seal(key(masterKey, 'address'), address)
export const openAddress = (masterKey: Buffer, sealed: Buffer): string => unseal(key(masterKey, 'address'), sealed).toString('utf8')

/** What a link may do: say yes to the first mail, or look after the subscription. */
export type LinkUse = 'confirm' | 'manage'
const SIGNATURE_BYTES = 24
const signature = (masterKey: Buffer, use: LinkUse, id: string): Buffer => keyedHash(key(masterKey, `link-${use}`), id).subarray(0, SIGNATURE_BYTES)
/** The id with its signature: nothing of it lies in the database, nothing of the address in it. */
export const tokenFor = (masterKey: Buffer, use: LinkUse, id: string): string => Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), signature(masterKey, use, id)]).toString('base64url')
export function idIn(masterKey: Buffer, use: LinkUse, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 16 + SIGNATURE_BYTES) return undefined
  const id = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return sameSecret(signature(masterKey, use, id), bytes.subarray(16)) ? id : undefined
}
