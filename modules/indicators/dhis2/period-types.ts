import type { PeriodType } from '../domain/period.ts'

/** Period types as DHIS2 names them; the ids of periods are the same. */
export const PERIOD_TYPE_NAMES = { day: 'Daily', week: 'Weekly', month: 'Monthly', quarter: 'Quarterly', half: 'SixMonthly', year: 'Yearly' } as const satisfies Readonly<Record<PeriodType, string>>
const ABOUT: Readonly<Record<PeriodType, readonly [isoDuration: string, isoFormat: string, frequencyOrder: number]>> = {
  day: ['P1D', 'yyyyMMdd', 1], week: ['P7D', 'yyyyWn', 7], month: ['P1M', 'yyyyMM', 30], quarter: ['P3M', 'yyyyQn', 91], half: ['P6M', 'yyyySn', 182], year: ['P1Y', 'yyyy', 365],
}
const TYPES: readonly PeriodType[] = ['day', 'week', 'month', 'quarter', 'half', 'year']
/** `/api/periodTypes` */
export const PERIOD_TYPES_ANSWER = { periodTypes: TYPES.map(type => { const [isoDuration, isoFormat, frequencyOrder] = ABOUT[type]; return { name: PERIOD_TYPE_NAMES[type], displayName: PERIOD_TYPE_NAMES[type], isoDuration, isoFormat, frequencyOrder } }) }
