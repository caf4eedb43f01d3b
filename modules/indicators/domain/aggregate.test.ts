import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregate, sum, type Aggregation, type Asked, type Cell, type SpaceAggregation, type TimeAggregation } from './aggregate.ts'
import { parsePeriod, periodOf, subPeriods, type Period } from './period.ts'

const period = (id: string): Period => parsePeriod(id) ?? expect.fail(id)
const months = subPeriods(period('2024Q1'), 'month')
const cell = (unit: string, id: string, value: number): Cell => ({ unit, period: period(id), value })
const asked = (time: TimeAggregation, space: SpaceAggregation, more: Partial<Asked> = {}): Asked => ({ of: 'x', units: ['A', 'B'], periods: months, aggregation: { time, space }, ...more })
const full = [cell('A', '202401', 1), cell('A', '202402', 2), cell('A', '202403', 6), cell('B', '202401', 10), cell('B', '202402', 20), cell('B', '202403', 60)]

describe('through time, then through space', () => {
  it.each<[TimeAggregation, SpaceAggregation, number]>([['sum', 'sum', 99], ['average', 'sum', 33], ['last', 'sum', 66], ['max', 'min', 6], ['min', 'max', 10], ['average', 'average', 16.5], ['sum', 'average', 49.5], ['count', 'sum', 6], ['sum', 'count', 2], ['count', 'count', 2], ['last', 'max', 60]])('%s, %s: %d', (time, space, value) => {
    expect(aggregate(full, asked(time, space))).toEqual({ value, reported: 6, expected: 6, reasons: [] })
  })
  it('weighted by population', () => {
    expect(aggregate(full, asked('last', 'weighted', { weightOf: unit => unit === 'A' ? 3 : 1 })).value).toBe((6 * 3 + 60) / 4)
    expect(aggregate(full, asked('last', 'weighted', { weightOf: unit => unit === 'A' ? 3 : undefined }))).toMatchObject({ value: null, reasons: [{ code: 'no-weight', of: 'B' }] })
    expect(aggregate(full, asked('last', 'weighted'))).toMatchObject({ value: null, reasons: [{ code: 'no-weight', of: 'A' }] })
  })
  it('what cannot be aggregated is one cell or nothing', () => {
    expect(aggregate(full, asked('none', 'none', { units: ['A'], periods: [period('202402')] })).value).toBe(2)
    for (const more of [{ units: ['A'] }, { periods: [period('202402')] }, {}]) expect(aggregate(full, asked('none', 'none', more))).toMatchObject({ value: null, reasons: [{ code: 'not-aggregated', of: 'x' }] })
  })
  it('a yearly average holds inside its year, a yearly sum does not', () => {
    const yearly = [cell('A', '2024', 75), cell('A', '2024Q1', 80)]
    expect(aggregate(yearly, asked('average', 'sum', { units: ['A'], periods: [period('202401')] })).value).toBe(80)
    expect(aggregate(yearly, asked('last', 'sum', { units: ['A'], periods: [period('202407')] })).value).toBe(75)
    expect(aggregate(yearly, asked('sum', 'sum', { units: ['A'], periods: [period('202407')] })).value).toBe(null)
  })
})

describe('missing is not zero', () => {
  const some = full.filter(({ unit, period: { id } }) => !(unit === 'B' && id === '202403'))
  it('says n of m beside the number, or holds it back', () => {
    const reasons = [{ code: 'incomplete', of: 'x', reported: 5, expected: 6 }]
    expect(aggregate(some, asked('sum', 'sum'))).toEqual({ value: 39, reported: 5, expected: 6, reasons })
    expect(aggregate(some, asked('sum', 'sum', { incomplete: 'withhold' }))).toEqual({ value: null, reported: 5, expected: 6, reasons })
  })
  it('an average is of those who reported', () => expect(aggregate(some, asked('average', 'average')).value).toBe((3 + 15) / 2))
  it('nobody reported: no number; only a count may be zero', () => {
    expect(aggregate([], asked('sum', 'sum'))).toEqual({ value: null, reported: 0, expected: 6, reasons: [{ code: 'no-reading', of: 'x' }] })
    expect(aggregate([], asked('count', 'sum'))).toEqual({ value: 0, reported: 0, expected: 6, reasons: [{ code: 'incomplete', of: 'x', reported: 0, expected: 6 }] })
  })
  it('a reported zero is a number', () => expect(aggregate([cell('A', '202401', 0)], asked('sum', 'sum', { units: ['A'], periods: [period('202401')] }))).toEqual({ value: 0, reported: 1, expected: 1, reasons: [] }))
})

const UNITS = ['A', 'B', 'C', 'D', 'E']
const someCells = fc.uniqueArray(fc.record({ unit: fc.constantFrom(...UNITS), at: fc.integer({ min: 0, max: 11 }), value: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }), { selector: ({ unit, at }) => `${unit}${at}` })
  .map(rows => rows.map(({ unit, at, value }) => ({ unit, period: periodOf('month', `2024-${String(at + 1).padStart(2, '0')}-01`), value })))
const year = subPeriods(period('2024'), 'month')
const of = (aggregation: Aggregation, units = UNITS, periods = year): Asked => ({ of: 'x', units, periods, aggregation })

describe('properties', () => {
  it('the whole is the sum of its parts, however it is parted', () => fc.assert(fc.property(someCells, fc.integer({ min: 0, max: 5 }), fc.constantFrom('quarter' as const, 'half' as const, 'month' as const), (cells, cut, type) => {
    const bySum = { time: 'sum', space: 'sum' } as const
    const whole = aggregate(cells, of(bySum))
    const parts = [UNITS.slice(0, cut), UNITS.slice(cut)].flatMap(units => subPeriods(period('2024'), type).map(each => aggregate(cells, of(bySum, units, [...subPeriods(each, 'month')]))))
    expect(sum(parts.map(part => part.value ?? 0))).toBeCloseTo(whole.value ?? 0, 6)
    expect(parts.reduce((n, part) => n + part.reported, 0)).toBe(whole.reported)
    expect(parts.reduce((n, part) => n + part.expected, 0)).toBe(whole.expected)
    if (whole.value === null) expect(parts.every(part => part.value === null)).toBe(true)
  })))
  it('the order of readings does not matter', () => fc.assert(fc.property(someCells, fc.constantFrom<TimeAggregation>('sum', 'average', 'last', 'min', 'max', 'count'), fc.constantFrom<SpaceAggregation>('sum', 'average', 'min', 'max', 'count'), (cells, time, space) => {
    expect(aggregate([...cells].reverse(), of({ time, space }))).toEqual(aggregate(cells, of({ time, space })))
  })))
  it('one more reading never lowers n, and averages stay between the extremes', () => fc.assert(fc.property(someCells, cells => {
    const average = aggregate(cells, of({ time: 'average', space: 'average' }))
    expect(average.reported).toBe(cells.length)
    if (average.value === null) return
    const values = cells.map(({ value }) => value)
    expect(average.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
    expect(average.value).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
    expect(aggregate(cells.slice(1), of({ time: 'sum', space: 'sum' })).reported).toBe(cells.length - 1)
  })))
  it('sums grow with their readings', () => fc.assert(fc.property(someCells, fc.double({ min: 0.001, max: 1e6, noNaN: true }), (cells, more) => {
    const [first, ...rest] = cells
    if (!first) return
    const bySum = of({ time: 'sum', space: 'sum' })
    expect(aggregate([{ ...first, value: first.value + more }, ...rest], bySum).value ?? 0).toBeGreaterThanOrEqual(aggregate(cells, bySum).value ?? 0)
  })))
})
it('sums do not depend on the order of their parts', () => expect([sum([1e16, 1, -1e16]), sum([0.1, 0.2, 0.3]) === sum([0.3, 0.2, 0.1])]).toEqual([1, true]))
