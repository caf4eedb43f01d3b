import type { LocalDate } from '../../../kernel/working-time.ts'

const DAY_MS = 86_400_000
const LOCAL_OFFSET_MS = 7 * 3_600_000
/** Calendar day in Asia/Ho_Chi_Minh (fixed UTC+7), `yyyy-mm-dd`. */
export const localDate = (at: Date): LocalDate => new Date(at.getTime() + LOCAL_OFFSET_MS).toISOString().slice(0, 10)

const shifted = (day: LocalDate, days: number): LocalDate => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
export const dayAfter = (day: LocalDate): LocalDate => shifted(day, 1)
/** Rows keep the first day on which they no longer hold; people name the last day on which they do. */
export const lastDayOf = (validTo: LocalDate | null): LocalDate | null => validTo === null ? null : shifted(validTo, -1)
export const laterOf = (a: LocalDate, b: LocalDate): LocalDate => a > b ? a : b
