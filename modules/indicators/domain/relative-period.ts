import type { LocalDate } from '../../../kernel/working-time.ts'
import { offsetPeriod, periodOf, subPeriods, type Period, type PeriodType } from './period.ts'

type Rule = { readonly type: PeriodType; readonly last: number } | { readonly type: PeriodType; readonly this: true } | { readonly type: PeriodType; readonly ofYear: 0 | -1 }

/** DHIS2's names. "Last n" ends with the last whole period before the present one, so that a month just begun does not look like a fall. */
const RULES = {
  TODAY: { type: 'day', this: true }, YESTERDAY: { type: 'day', last: 1 }, LAST_3_DAYS: { type: 'day', last: 3 }, LAST_7_DAYS: { type: 'day', last: 7 }, LAST_14_DAYS: { type: 'day', last: 14 }, LAST_30_DAYS: { type: 'day', last: 30 },
  LAST_60_DAYS: { type: 'day', last: 60 }, LAST_90_DAYS: { type: 'day', last: 90 }, LAST_180_DAYS: { type: 'day', last: 180 },
  THIS_WEEK: { type: 'week', this: true }, LAST_WEEK: { type: 'week', last: 1 }, LAST_4_WEEKS: { type: 'week', last: 4 }, LAST_12_WEEKS: { type: 'week', last: 12 }, LAST_52_WEEKS: { type: 'week', last: 52 }, WEEKS_THIS_YEAR: { type: 'week', ofYear: 0 },
  THIS_MONTH: { type: 'month', this: true }, LAST_MONTH: { type: 'month', last: 1 }, LAST_3_MONTHS: { type: 'month', last: 3 }, LAST_6_MONTHS: { type: 'month', last: 6 }, LAST_12_MONTHS: { type: 'month', last: 12 },
  MONTHS_THIS_YEAR: { type: 'month', ofYear: 0 }, MONTHS_LAST_YEAR: { type: 'month', ofYear: -1 },
  THIS_QUARTER: { type: 'quarter', this: true }, LAST_QUARTER: { type: 'quarter', last: 1 }, LAST_4_QUARTERS: { type: 'quarter', last: 4 }, QUARTERS_THIS_YEAR: { type: 'quarter', ofYear: 0 }, QUARTERS_LAST_YEAR: { type: 'quarter', ofYear: -1 },
  THIS_SIX_MONTH: { type: 'half', this: true }, LAST_SIX_MONTH: { type: 'half', last: 1 }, LAST_2_SIXMONTHS: { type: 'half', last: 2 },
  THIS_YEAR: { type: 'year', this: true }, LAST_YEAR: { type: 'year', last: 1 }, LAST_5_YEARS: { type: 'year', last: 5 }, LAST_10_YEARS: { type: 'year', last: 10 },
} as const satisfies Readonly<Record<string, Rule>>

export type RelativePeriod = keyof typeof RULES
export const RELATIVE_PERIODS: readonly string[] = Object.keys(RULES)
export const isRelativePeriod = (name: string): name is RelativePeriod => Object.hasOwn(RULES, name)

/** What a relative name means on a day, oldest first. */
export function relativePeriods(name: RelativePeriod, today: LocalDate): readonly Period[] {
  const rule: Rule = RULES[name]
  const present = periodOf(rule.type, today)
  if ('this' in rule) return [present]
  if ('last' in rule) return Array.from({ length: rule.last }, (_, at) => offsetPeriod(present, at - rule.last))
  return subPeriods(offsetPeriod(periodOf('year', today), rule.ofYear), rule.type)
}
