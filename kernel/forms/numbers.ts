/** National numbers that people type: what they say and whether they can exist. */

/**
 * Codes of the 63 provinces of before 01/07/2025 that open a personal identification number (NĐ 137/2015 Đ13; numbers
 * already given keep them after the merger).
 */
const BIRTH_PROVINCES: ReadonlySet<string> = new Set(('001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 '
  + '033 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 '
  + '083 084 086 087 089 091 092 093 094 095 096').split(' '))

export interface PersonalIdParts {
  /** three digits; a province when they begin with 0, else a country */
  readonly placeCode: string
  readonly bornAbroad: boolean
  readonly gender: 'male' | 'female'
  readonly birthYear: number
}

/** What the twelve digits of a personal identification number say, or undefined when no such number can have been given. It has no check digit. */
export function readPersonalId(id: string): PersonalIdParts | undefined {
  if (!/^\d{12}$/.test(id)) return undefined
  const placeCode = id.slice(0, 3)
  const bornAbroad = !placeCode.startsWith('0')
  const century = Number(id[3])
  if (century > 5 || (!bornAbroad && !BIRTH_PROVINCES.has(placeCode))) return undefined
  return { placeCode, bornAbroad, gender: century % 2 === 0 ? 'male' : 'female', birthYear: 1900 + Math.floor(century / 2) * 100 + Number(id.slice(4, 6)) }
}

const TAX_WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/** Whether the tenth digit of a tax code is the check digit of the nine before it. */
export function taxCheckDigitHolds(ten: string): boolean {
  const sum = TAX_WEIGHTS.reduce((total, weight, index) => total + weight * Number(ten[index]), 0)
  return 10 - sum % 11 === Number(ten[9])
}

const MOBILE = /^0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$/
/** Area codes of fixed lines since 2017 are three digits after 0 (Hà Nội 024 and Hồ Chí Minh 028 two). */
const FIXED = /^02(4|8)\d{8}$|^02(0[3-9]|1[0-689]|2[0-25-9]|3[2-9]|5[1-9]|6[0-39]|7[0-7]|9[0-46-79])\d{7}$/

/** Whether a number in the form `0…` can be a Vietnamese mobile or fixed line. */
export function isPhone(phone: string): boolean {
  return MOBILE.test(phone) || FIXED.test(phone)
}
