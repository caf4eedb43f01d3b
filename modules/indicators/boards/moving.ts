import { notFound } from '../../../kernel/errors.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { FrameworkDefinition } from '../domain/definition.ts'
import { offsetPeriod, periodOf, type Period } from '../domain/period.ts'

/** As many as one can still follow, and as many as are read at once. */
const MOST = 60
/** The periods of a range of years, one after another, on one scale: a map that moves. Empty: it stands still. */
export interface Moving { readonly periods: readonly Period[]; /** the years of the range, and those that can be chosen */ readonly from: string; readonly to: string; readonly years: readonly string[] }
export const STILL: Moving = { periods: [], from: '', to: '', years: [] }

const yearAsked = (text: string): string => { if (!/^\d{4}$/.test(text) || text < '1900') throw notFound(); return text }
const yearOf = (period: Pick<Period, 'start'>): string => period.start.slice(0, 4)

/**
 * `from`, `to`: years as the address has them, '' for none. The period that is looked at is always among them; what an edition was not in force for,
 * and what is yet to come, is not. Of more than sixty the last ones stay, or those from the period on.
 */
export function movingOver(asked: { readonly from: string; readonly to: string }, { validFrom, validTo }: Pick<FrameworkDefinition, 'validFrom' | 'validTo'>, period: Period, known: readonly Period[], today: LocalDate): Moving {
  if (asked.from === '' && asked.to === '') return STILL
  const one = yearOf(period)
  const [a, b] = [yearAsked(asked.from === '' ? one : asked.from), yearAsked(asked.to === '' ? one : asked.to)]
  const [from, to] = [[a, b, one].toSorted()[0] ?? one, [a, b, one].toSorted().at(-1) ?? one]
  const last = [`${to}-12-31`, today, validTo ?? today].reduce((least, day) => day < least ? day : least)
  const first = `${from}-01-01` > validFrom ? `${from}-01-01` : validFrom
  const periods: Period[] = []
  for (let at = period; at.end >= first && periods.length < MOST; at = offsetPeriod(at, -1)) periods.unshift(at)
  for (let at = offsetPeriod(period, 1); at.start <= last; at = offsetPeriod(at, 1)) periods.push(at)
  const kept = periods.length <= MOST ? periods : periods.slice(Math.min(periods.indexOf(period), periods.length - MOST)).slice(0, MOST)
  const years = new Set([...known.map(yearOf), one, from, to])
  return { periods: kept, from, to, years: [...years].toSorted() }
}
/** Years that show some movement: the present one, or five where a year is one period. */
export function usualYears({ periodType }: Pick<FrameworkDefinition, 'periodType'>, period: Period): { readonly from: string; readonly to: string } {
  const to = yearOf(period)
  return { from: periodType === 'year' ? String(Number(to) - 4) : yearOf(periodOf('year', period.start)), to }
}
