import type { LocalDate } from '../../../kernel/working-time.ts'

const DAY = 86_400_000
const midnight = (day: LocalDate): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (at: number): LocalDate => new Date(at).toISOString().slice(0, 10)

/** Months and days may run over: month 13 is January of the next year, day 0 the last of the month before. */
export function ymd(year: number, month: number, day: number): LocalDate {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year + Math.floor((month - 1) / 12), (month - 1) - 12 * Math.floor((month - 1) / 12), day)
  return date.toISOString().slice(0, 10)
}
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight(text)) && dayOf(midnight(text)) === text
export const addDays = (day: LocalDate, days: number): LocalDate => dayOf(midnight(day) + days * DAY)
/** Negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => Math.round((midnight(to) - midnight(from)) / DAY)
/** 1 Monday … 7 Sunday */
export const weekday = (day: LocalDate): number => (new Date(midnight(day)).getUTCDay() + 6) % 7 + 1

/** Week 1 is the one with the year's first Thursday (ISO 8601). */
export function isoWeek(day: LocalDate): { readonly year: number; readonly week: number; readonly monday: LocalDate } {
  const monday = addDays(day, 1 - weekday(day))
  const year = Number(addDays(monday, 3).slice(0, 4))
  return { year, week: daysBetween(mondayOfWeek(year, 1), monday) / 7 + 1, monday }
}
export function mondayOfWeek(year: number, week: number): LocalDate {
  const fourth = ymd(year, 1, 4)
  return addDays(fourth, 1 - weekday(fourth) + 7 * (week - 1))
}
