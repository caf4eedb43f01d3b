import type { LocalDate } from '../../../kernel/working-time.ts'
import { addDays, daysBetween, isoWeek, mondayOfWeek, ymd } from './days.ts'

export const PERIOD_TYPES = ['day', 'week', 'month', 'quarter', 'half', 'year'] as const
export type PeriodType = (typeof PERIOD_TYPES)[number]

/** A stretch of whole days in Viet Nam; both ends belong to it. `id` is DHIS2's: 20240131, 2024W10, 202403, 2024Q1, 2024S1, 2024. */
export interface Period { readonly id: string; readonly type: PeriodType; readonly start: LocalDate; readonly end: LocalDate }

const MONTHS: Readonly<Record<Exclude<PeriodType, 'day' | 'week'>, number>> = { month: 1, quarter: 3, half: 6, year: 12 }

/** Between these years every offset that an expression may have (`check`) stays within four digits. */
const YEARS = [1000, 9000] as const

/** The period that an id names, or undefined when it names none (20240230, 2024W54, 2024Q5, 0001). */
export function parsePeriod(id: string): Period | undefined {
  const found = /^(?<year>\d{4})(?:W(?<week>\d{1,2})|Q(?<quarter>[1-4])|S(?<half>[12])|(?<month>\d{2})(?<day>\d{2})?)?$/.exec(id)?.groups
  if (!found) return undefined
  const year = Number(found['year'])
  if (year < YEARS[0] || year > YEARS[1]) return undefined
  if (found['week'] !== undefined) {
    const week = Number(found['week'])
    const period = periodOf('week', mondayOfWeek(year, week))
    return week >= 1 && period.id === `${year}W${week}` ? period : undefined
  }
  if (found['quarter'] !== undefined) return months('quarter', year, (Number(found['quarter']) - 1) * 3)
  if (found['half'] !== undefined) return months('half', year, (Number(found['half']) - 1) * 6)
  if (found['month'] === undefined) return months('year', year, 0)
  const month = Number(found['month'])
  if (month < 1 || month > 12) return undefined
  if (found['day'] === undefined) return months('month', year, month - 1)
  const day = ymd(year, month, Number(found['day']))
  return day.replaceAll('-', '') === id ? periodOf('day', day) : undefined
}

/** The period of this type in which a day lies. */
export function periodOf(type: PeriodType, day: LocalDate): Period {
  if (type === 'day') return { id: day.replaceAll('-', ''), type, start: day, end: day }
  if (type === 'week') {
    const { year, week, monday } = isoWeek(day)
    return { id: `${year}W${week}`, type, start: monday, end: addDays(monday, 6) }
  }
  const month = Number(day.slice(5, 7)) - 1
  return months(type, Number(day.slice(0, 4)), month - month % MONTHS[type])
}

function months(type: Exclude<PeriodType, 'day' | 'week'>, year: number, firstMonth: number): Period {
  const y = String(year).padStart(4, '0')
  const id = type === 'year' ? y : type === 'half' ? `${y}S${firstMonth / 6 + 1}` : type === 'quarter' ? `${y}Q${firstMonth / 3 + 1}` : `${y}${String(firstMonth + 1).padStart(2, '0')}`
  return { id, type, start: ymd(year, firstMonth + 1, 1), end: ymd(year, firstMonth + MONTHS[type] + 1, 0) }
}

export const containsDay = (period: Pick<Period, 'start' | 'end'>, day: LocalDate): boolean => period.start <= day && day <= period.end
export const contains = (outer: Pick<Period, 'start' | 'end'>, inner: Pick<Period, 'start' | 'end'>): boolean => outer.start <= inner.start && inner.end <= outer.end
export const daysIn = (period: Pick<Period, 'start' | 'end'>): number => daysBetween(period.start, period.end) + 1

/** The period so many periods later; earlier when negative. */
export function offsetPeriod(period: Period, by: number): Period {
  if (by === 0) return period
  if (period.type === 'day') return periodOf('day', addDays(period.start, by))
  if (period.type === 'week') return periodOf('week', addDays(period.start, 7 * by))
  return periodOf(period.type, ymd(Number(period.start.slice(0, 4)), Number(period.start.slice(5, 7)) + by * MONTHS[period.type], 1))
}

/** All periods of a type from the first that begins in a stretch of days to the last; a week belongs where its Thursday lies (ISO 8601). */
export function periodsWithin(stretch: Pick<Period, 'start' | 'end'>, type: PeriodType): readonly Period[] {
  const anchor = (period: Period): LocalDate => type === 'week' ? addDays(period.start, 3) : period.start
  const found: Period[] = []
  for (let next = periodOf(type, stretch.start); anchor(next) <= stretch.end; next = offsetPeriod(next, 1)) if (anchor(next) >= stretch.start) found.push(next)
  return found
}

/** The parts of a period in a finer type. They tile it, apart from weeks, which lie across its ends; none when the type is coarser or lies across (months of a week). */
export function subPeriods(period: Period, type: PeriodType): readonly Period[] {
  if (type === period.type) return [period]
  if (PERIOD_TYPES.indexOf(type) > PERIOD_TYPES.indexOf(period.type)) return []
  return periodsWithin(period, type)
}

const weeksOfYear = (year: number): readonly Period[] => periodsWithin({ start: ymd(year, 1, 1), end: ymd(year, 12, 31) }, 'week')

/** First to last day of the year so far: from the year's first period of this type to this one. */
export const yearToDate = (period: Period): readonly Period[] => siblings(period).slice(0, periodInYear(period))

/** 1 for the first of its type in the year (`[periodInYear]`). */
export const periodInYear = (period: Period): number => siblings(period).findIndex(({ id }) => id === period.id) + 1
/** How many of its type the year has (`[yearlyPeriodCount]`): 52 or 53 weeks, 365 or 366 days. */
export const yearlyPeriodCount = (period: Period): number => siblings(period).length

const siblings = (period: Period): readonly Period[] => period.type === 'week' ? weeksOfYear(Number(period.id.slice(0, 4))) : subPeriods(periodOf('year', period.start), period.type)
