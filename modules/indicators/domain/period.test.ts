import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from './days.ts'
import { contains, containsDay, daysIn, offsetPeriod, parsePeriod, PERIOD_TYPES, periodInYear, periodOf, subPeriods, yearlyPeriodCount, yearToDate, type PeriodType } from './period.ts'
import { periodName } from './period-name.ts'
import { isRelativePeriod, RELATIVE_PERIODS, relativePeriods } from './relative-period.ts'

const ids = (periods: readonly { readonly id: string }[]): string[] => periods.map(({ id }) => id)
const period = (id: string) => parsePeriod(id) ?? expect.fail(`${id} is no period`)
const day = fc.integer({ min: 0, max: 40_000 }).map(days => addDays('1990-01-01', days))
const type = fc.constantFrom<PeriodType>(...PERIOD_TYPES)

describe('ids', () => {
  it.each([
    ['20240131', 'day', '2024-01-31', '2024-01-31'], ['2024W10', 'week', '2024-03-04', '2024-03-10'], ['2024W1', 'week', '2024-01-01', '2024-01-07'], ['2020W53', 'week', '2020-12-28', '2021-01-03'],
    ['202403', 'month', '2024-03-01', '2024-03-31'], ['202402', 'month', '2024-02-01', '2024-02-29'], ['2024Q1', 'quarter', '2024-01-01', '2024-03-31'], ['2024Q4', 'quarter', '2024-10-01', '2024-12-31'],
    ['2024S1', 'half', '2024-01-01', '2024-06-30'], ['2024S2', 'half', '2024-07-01', '2024-12-31'], ['2024', 'year', '2024-01-01', '2024-12-31'],
  ])('%s is a %s from %s to %s', (id, kind, start, end) => expect(parsePeriod(id)).toEqual({ id, type: kind, start, end }))
  it.each(['20240230', '2024W54', '2021W53', '2024W0', '2024W00', '2024Q5', '2024S3', '202413', '202400', '24', '', '2024-01', '0000', '0999', '9001', '99991231', '2024q1', '2024W1a', ' 2024'])('%j is none', id => expect(parsePeriod(id)).toBeUndefined())
  it('a week may be written with a zero but has one id', () => expect(parsePeriod('2024W01')?.id).toBe('2024W1'))
  it('read back what they name', () => fc.assert(fc.property(type, day, (kind, on) => {
    const found = periodOf(kind, on)
    expect(parsePeriod(found.id)).toEqual(found)
    expect(containsDay(found, on)).toBe(true)
  })))
})
describe('neighbours', () => {
  it('are periods as far as an expression may look', () => { for (const id of ['1000', '9000', '100001', '900012', '1000Q1', '9000S2', '1000W1', '9000W52', '10000101', '90001231']) for (const by of [-999, 999]) expect(offsetPeriod(offsetPeriod(period(id), by), -by), id).toEqual(period(id)) })
  it('follow without gap', () => fc.assert(fc.property(type, day, (kind, on) => {
    const found = periodOf(kind, on)
    expect(offsetPeriod(found, 1).start).toBe(addDays(found.end, 1))
    expect(offsetPeriod(offsetPeriod(found, 1), -1)).toEqual(found)
  })))
  it('add up', () => fc.assert(fc.property(type, day, fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 }), (kind, on, a, b) => {
    expect(offsetPeriod(offsetPeriod(periodOf(kind, on), a), b)).toEqual(offsetPeriod(periodOf(kind, on), a + b))
  })))
})
describe('parts', () => {
  it('tile the whole', () => fc.assert(fc.property(type, type, day, (coarse, fine, on) => {
    const whole = periodOf(coarse, on)
    const parts = subPeriods(whole, fine)
    if (PERIOD_TYPES.indexOf(fine) > PERIOD_TYPES.indexOf(coarse)) { expect(parts).toEqual([]); return }
    if (fine === 'week' && coarse !== 'week') return
    expect(parts.reduce((sum, part) => sum + daysIn(part), 0)).toBe(daysIn(whole))
    expect(parts.every(part => contains(whole, part))).toBe(true)
    expect([parts[0]?.start, parts.at(-1)?.end]).toEqual([whole.start, whole.end])
  })))
  it('a week belongs to one month, one quarter, one year', () => {
    const year = ids(subPeriods(period('2024'), 'week'))
    expect(year).toHaveLength(52)
    expect(ids(subPeriods(period('2020'), 'week')).at(-1)).toBe('2020W53')
    for (const kind of ['month', 'quarter', 'half'] as const) expect(subPeriods(period('2024'), kind).flatMap(part => ids(subPeriods(part, 'week'))), kind).toEqual(year)
  })
  it('months of a half', () => expect(ids(subPeriods(period('2024S2'), 'month'))).toEqual(['202407', '202408', '202409', '202410', '202411', '202412']))
})
describe('the year', () => {
  it.each([['202403', 3, 12], ['2024Q2', 2, 4], ['2024S2', 2, 2], ['2024', 1, 1], ['2024W10', 10, 52], ['2020W53', 53, 53], ['20241231', 366, 366], ['20230101', 1, 365]])('%s is number %i of %i', (id, number, count) => {
    expect([periodInYear(period(id)), yearlyPeriodCount(period(id))]).toEqual([number, count])
    expect(yearToDate(period(id))).toHaveLength(number)
  })
  it('so far', () => expect(ids(yearToDate(period('202403')))).toEqual(['202401', '202402', '202403']))
})
describe('relative periods on 15/03/2024', () => {
  it.each([
    ['TODAY', ['20240315']], ['YESTERDAY', ['20240314']], ['LAST_3_DAYS', ['20240312', '20240313', '20240314']], ['THIS_WEEK', ['2024W11']], ['LAST_4_WEEKS', ['2024W7', '2024W8', '2024W9', '2024W10']],
    ['THIS_MONTH', ['202403']], ['LAST_MONTH', ['202402']], ['LAST_3_MONTHS', ['202312', '202401', '202402']], ['THIS_QUARTER', ['2024Q1']], ['LAST_QUARTER', ['2023Q4']], ['QUARTERS_THIS_YEAR', ['2024Q1', '2024Q2', '2024Q3', '2024Q4']],
    ['THIS_SIX_MONTH', ['2024S1']], ['LAST_2_SIXMONTHS', ['2023S1', '2023S2']], ['THIS_YEAR', ['2024']], ['LAST_5_YEARS', ['2019', '2020', '2021', '2022', '2023']],
  ] as const)('%s', (name, expected) => expect(ids(relativePeriods(name, '2024-03-15'))).toEqual(expected))
  it('the last twelve months end with the last whole one', () => {
    const found = ids(relativePeriods('LAST_12_MONTHS', '2024-03-15'))
    expect([found.length, found[0], found.at(-1)]).toEqual([12, '202303', '202402'])
  })
  it('are contiguous, whatever the day', () => fc.assert(fc.property(fc.constantFrom(...RELATIVE_PERIODS), day, (name, on) => {
    if (!isRelativePeriod(name)) return expect.fail(name)
    const found = relativePeriods(name, on)
    for (const [at, each] of found.entries()) if (at > 0) expect(each.start).toBe(addDays(found[at - 1]?.end ?? '', 1))
  })))
  it('other names are none', () => expect(['LAST_99_MONTHS', 'toString', ''].map(isRelativePeriod)).toEqual([false, false, false]))
})
it.each([
  ['20240131', 'ngày 31/01/2024', '31 January 2024'], ['2024W10', 'tuần 10 năm 2024', 'week 10 of 2024'], ['202403', 'tháng 3 năm 2024', 'March 2024'], ['2024Q1', 'quý I năm 2024', 'first quarter of 2024'], ['2024Q4', 'quý IV năm 2024', 'fourth quarter of 2024'],
  ['2024S1', '6 tháng đầu năm 2024', 'first half of 2024'], ['2024S2', '6 tháng cuối năm 2024', 'second half of 2024'], ['2024', 'năm 2024', '2024'], ['2020W53', 'tuần 53 năm 2020', 'week 53 of 2020'],
])('%s is called %s', (id, vi, en) => expect(periodName(period(id))).toEqual({ vi, en }))
