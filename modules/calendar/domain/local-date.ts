import type { LocalDate } from '../../../kernel/working-time.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Viet Nam keeps UTC+7 all year. */
const OFFSET = 7 * 60 * MINUTE

/** True for a real day written `yyyy-mm-dd` (2025-02-29 is none). */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
}

/** The day in Viet Nam at an instant. */
export function localDateOf(at: Date): LocalDate {
  return new Date(at.getTime() + OFFSET).toISOString().slice(0, 10)
}

/** Minutes since local midnight, with fractions. */
export function minuteOfDay(at: Date): number {
  const shifted = at.getTime() + OFFSET
  return (shifted - Math.floor(shifted / DAY) * DAY) / MINUTE
}

/** The instant `minute` minutes after midnight of a day in Viet Nam. */
export function instantOf(date: LocalDate, minute: number): Date {
  return new Date(midnightUtc(date) - OFFSET + minute * MINUTE)
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(midnightUtc(date) + days * DAY).toISOString().slice(0, 10)
}

/** The same day of the month `months` later, or the last day of a month that has no such day (Bo luat Dan su 2015 D147-148). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const first = new Date(midnightUtc(`${date.slice(0, 7)}-01`))
  first.setUTCMonth(first.getUTCMonth() + months)
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(Number(date.slice(8)), last))
  return first.toISOString().slice(0, 10)
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((midnightUtc(to) - midnightUtc(from)) / DAY)
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(midnightUtc(date)).getUTCDay()
}

function midnightUtc(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}
