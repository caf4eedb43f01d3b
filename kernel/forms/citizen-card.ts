import { composeDate } from './dates.ts'
import { normaliseText } from './normalise.ts'
import { readPersonalId } from './numbers.ts'

/** What the QR code of a citizen's card says (7 fields on the chip card of 2021, 11 on the identity card of 2024). */
export interface CitizenCard {
  readonly personalId: string
  /** nine digits of the identity card before, where the code carries it */
  readonly oldId?: string
  readonly fullName: string
  readonly dateOfBirth: string
  readonly gender: 'male' | 'female'
  readonly address?: string
  readonly issuedOn?: string
  /** the scanner typed through a Vietnamese keyboard: letters may be wrong and a person must compare them with the card */
  readonly distorted: boolean
}

export type CardReading =
  | { readonly ok: true; readonly card: CitizenCard }
  | { readonly ok: false; readonly reason: 'not-a-card' | 'incomplete' | 'personal-id' | 'date-of-birth' | 'gender' }

/** Typed by a scanner through Telex or VNI, `Nữ` arrives as one of these. */
const FEMALE = /^(nữ|nu|nư|nưx|nuwx|nữx|nu74|nu47|nư4|n[uư]̃)$/iu
const MALE = /^nam$/iu

/** A keyboard that sits between scanner and page eats or adds letters and turns the bar into another key of the same place. */
const BARS = /[|¦｜ǀ∣│]/u

function dayOf(text: string): string | undefined {
  const digits = text.replace(/\D/g, '')
  return digits.length === 8 ? composeDate(Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4))) : undefined
}

/** Letters that no Vietnamese name holds, or marks left standing alone: the text went through an input method. */
function looksDistorted(text: string): boolean {
  return /[\u0300-\u036F]|[\uFFFD?]|[fjwzFJWZ]|\d/u.test(text)
}
/** Some scanners send letters without their marks: then there is none in name and address together. */
const hasMarks = (text: string): boolean => /[^\x20-\x7E]/u.test(text)

/**
 * Reads the text of a card's QR code as a scanner delivers it. Splits on the bar and keeps empty parts (the second one often
 * is). Six parts: a card without the old number's place. Dates are ddMMyyyy. The gender printed must agree with the number,
 * and so must the year of birth; else the text is refused rather than guessed.
 */
export function readCitizenCard(scanned: string): CardReading {
  const parts = scanned.replace(/\p{Cc}+/gu, '').trim().replace(/^\]Q\d/, '').split(BARS).map(normaliseText)
  if (parts.length < 6) return { ok: false, reason: parts.length < 2 ? 'not-a-card' : 'incomplete' }
  const [id = '', ...rest] = parts
  const parsed = readPersonalId(id.replace(/\D/g, ''))
  if (!parsed) return { ok: false, reason: 'personal-id' }
  const hasOldId = rest.length > 5 || /^\d{9}$|^$/.test(rest[0] ?? '')
  const [oldId = '', fullName = '', birth = '', gender = '', address = '', issued = ''] = hasOldId ? rest : ['', ...rest]
  const dateOfBirth = dayOf(birth)
  if (!dateOfBirth || Number(dateOfBirth.slice(0, 4)) !== parsed.birthYear) return { ok: false, reason: 'date-of-birth' }
  const said = MALE.test(gender) ? 'male' : FEMALE.test(gender) ? 'female' : undefined
  if (said !== undefined && said !== parsed.gender) return { ok: false, reason: 'gender' }
  if (fullName === '') return { ok: false, reason: 'incomplete' }
  const issuedOn = dayOf(issued)
  return {
    ok: true,
    card: {
      personalId: id.replace(/\D/g, ''), fullName, dateOfBirth, gender: parsed.gender, distorted: said === undefined || !/^(Nam|Nữ)$/u.test(gender) || looksDistorted(fullName) || !hasMarks(fullName + address),
      ...(/^\d{9}$/.test(oldId) ? { oldId } : {}), ...(address ? { address } : {}), ...(issuedOn ? { issuedOn } : {}),
    },
  }
}
