import type { LocalDate } from '../../../kernel/working-time.ts'

export const UNIT_LEVELS = ['province', 'district', 'commune'] as const
export type UnitLevel = (typeof UNIT_LEVELS)[number]

/** One wording of an administrative unit, from its first day to its last (null: still in force). */
export interface UnitPeriod {
  readonly level: UnitLevel; readonly code: string; readonly name: string; readonly kind: string; readonly parentCode: string | null
  readonly validFrom: LocalDate; readonly validTo: LocalDate | null
}
/** old → new on a day; partial: the old one went to more than one, and to tell which needs the place itself. */
export interface UnitSuccession { readonly level: UnitLevel; readonly oldCode: string; readonly newCode: string; readonly onDate: LocalDate; readonly partial: boolean }
export interface UnitRefusal { readonly code: string; readonly name: string; readonly reason: 'no-successor-in-lists' | 'unknown-new-unit' | 'abolished' | 'bad-code' }
export interface UnitsThroughTime { readonly units: readonly UnitPeriod[]; readonly successions: readonly UnitSuccession[]; readonly refused: readonly UnitRefusal[] }

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^Tỉnh /u, 'province'], [/^Thành phố /iu, 'city'], [/^Quận /u, 'urban-district'], [/^Huyện /u, 'district'], [/^Thị xã /iu, 'town'],
  [/^Thị trấn /iu, 'township'], [/^Phường /u, 'ward'], [/^Xã /u, 'commune'], [/^Đặc khu /u, 'special-zone'],
]

/** The kind that a unit's name begins with; `unit` when it names none. */
export function kindOf(name: string): string {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'unit'
}

/** `Thành Phố Bắc Kạn` → `Thành phố Bắc Kạn`: lists differ in the capital of the kind only. */
export function tidyUnitName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim().replace(/^(Thành|Thị) (Phố|Xã|Trấn)(?= )/u, (kind) => kind.charAt(0) + kind.slice(1).toLowerCase())
}
