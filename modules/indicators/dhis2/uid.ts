import { createHash } from 'node:crypto'

/** Kinds of objects that have a UID; the code of one kind may be that of another. */
export type UidKind = 'dataElement' | 'indicator' | 'indicatorGroup' | 'indicatorType' | 'dataSet' | 'organisationUnit' | 'organisationUnitLevel' | 'organisationUnitGroup' | 'categoryOptionCombo' | 'user'
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ALL = `${LETTERS}0123456789`

/** The identifier that DHIS2's clients expect: eleven characters, a letter first. From kind and code alone, so that it is the same in every copy of the database; whoever has the objects finds the way back. */
export function uidOf(kind: UidKind, code: string): string {
  let rest = BigInt(`0x${createHash('sha256').update(`${kind}:${code}`).digest('hex').slice(0, 24)}`)
  const next = (alphabet: string): string => { const at = Number(rest % BigInt(alphabet.length)); rest /= BigInt(alphabet.length); return alphabet[at] ?? '' }
  return next(LETTERS) + Array.from({ length: 10 }, () => next(ALL)).join('')
}
export const isUid = (text: string): boolean => /^[A-Za-z][A-Za-z0-9]{10}$/.test(text)

/** DHIS2's own: whatever is not divided has this one. */
export const DEFAULT_COMBO = 'HllvX50cXC0'
