import { DEMO_ACCOUNTS } from '../vnconnect/people.ts'

/** What the invented population database holds of the invented people of the national sign-in: the same names, numbers and days of birth. */
export interface Resident {
  readonly idNumber: string
  readonly name: string
  /** yyyyMMdd */
  readonly born: string
  /** 1 man, 2 woman */
  readonly gender: '1' | '2'
  /** code of the list of peoples (QĐ 121-TCTK/PPCĐ, 1979) */
  readonly people: string
  /** code of a commune of Thái Nguyên in force since 2025-07-01 */
  readonly commune: string
  readonly detail: string
  readonly household: string
  readonly relation: string
  /** 10 digits */
  readonly insuranceCode: string
  /** answer of the social-insurance gateway about this person */
  readonly coverage: string
}

const PEOPLES: readonly (readonly [says: string, code: string])[] = [['Tày', '02'], ['Nùng', '07'], ['Dao', '09'], ['Mông', '08'], ['Sán Dìu', '18'], ['Sán Chay', '15']]
const COMMUNES = ['01840', '01843', '01849', '01906', '01942', '01954', '02008', '02014'] as const
/** Cards in force, old and expired, moved; a coverage that is not there. */
const COVERAGE = ['000', '000', '004', '010', '000', '003', '000', '050'] as const

export const RESIDENTS: readonly Resident[] = DEMO_ACCOUNTS.filter(account => account.kind === 'person').map((account, index): Resident => ({
  idNumber: account.idNumber, name: account.name.normalize('NFC'), born: account.birthDate ?? '', gender: Number(account.idNumber[3]) % 2 === 1 ? '2' : '1',
  people: PEOPLES.find(([says]) => account.note.startsWith(`Người ${says}`))?.[1] ?? '01', commune: COMMUNES[index % COMMUNES.length] ?? COMMUNES[0], detail: `Xóm ${(index % 9) + 1}`,
  household: `H${String(Math.floor(index / 2) + 1).padStart(6, '0')}`, relation: index % 2 === 0 ? 'Chủ hộ' : 'Vợ/Chồng', insuranceCode: `99${String(index + 1).padStart(8, '0')}`, coverage: COVERAGE[index % COVERAGE.length] ?? '000',
}))

export const residentOf = (idNumber: string): Resident | undefined => RESIDENTS.find(each => each.idNumber === idNumber)

/** Names are compared as these systems do: capitals, one blank between words. */
export const sameName = (a: string, b: string): boolean => a.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleUpperCase('vi') === b.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleUpperCase('vi')
