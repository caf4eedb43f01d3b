import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePeriod, type Period } from './period.ts'
import { ancestorsOn, breaksIn, valueThroughTime, type History, type SuccessionEdge, type SuccessionRule } from './succession.ts'

const period = (id: string): Period => parsePeriod(id) ?? expect.fail(id)
const edge = (from: string, to: string, share: number | null = 1, on = '2025-07-01'): SuccessionEdge => ({ from, to, on, share })
/** Two merged into P; a quarter of C went there too; M had been made of M1 and M2 before. */
const edges = [edge('A', 'P'), edge('B', 'P'), edge('C', 'P', 0.25), edge('C', 'Q', 0.75), edge('M', 'Q'), edge('M1', 'M', 1, '2020-01-01'), edge('M2', 'M', 1, '2020-01-01')]
const readings: Readonly<Record<string, number>> = { 'A 2024': 10, 'B 2024': 20, 'C 2024': 40, 'M 2024': 5, 'M1 2019': 1, 'M2 2019': 3, 'C 2019': 8, 'P 2026': 100 }
const population: Readonly<Record<string, number>> = { A: 1000, B: 3000, C: 4000 }
const history = (rule: SuccessionRule, more: Partial<History> = {}): History => ({ edges, rule, readingOf: (unit, { id }) => readings[`${unit} ${id}`], populationOf: unit => population[unit], ...more })

it('a unit is itself while it exists, and made of others before', () => {
  expect(ancestorsOn('P', '2025-07-01', edges)).toEqual([{ unit: 'P', share: 1 }])
  expect(ancestorsOn('P', '2025-06-30', edges)).toEqual([{ unit: 'A', share: 1 }, { unit: 'B', share: 1 }, { unit: 'C', share: 0.25 }])
  expect(ancestorsOn('Q', '2019-12-31', edges)).toEqual([{ unit: 'C', share: 0.75 }, { unit: 'M1', share: 1 }, { unit: 'M2', share: 1 }])
  expect(ancestorsOn('A', '2024-01-01', edges)).toEqual([{ unit: 'A', share: 1 }])
})
it('a unit that lived on and took another in', () => expect(ancestorsOn('TN', '2025-06-30', [edge('TN', 'TN'), edge('BK', 'TN')])).toEqual([{ unit: 'BK', share: 1 }, { unit: 'TN', share: 1 }]))
it('circles in the lists do not hang', () => expect(ancestorsOn('X', '2024-01-01', [edge('Y', 'X'), edge('X', 'Y')])).toEqual([{ unit: 'Y', share: 1 }]))

describe('the past of a unit by the rule of the framework', () => {
  it('sum, with the share of what was split', () => expect(valueThroughTime('P', period('2024'), history('sum'))).toMatchObject({ value: 10 + 20 + 10, reported: 3, expected: 3, reasons: [] }))
  it('mean of the old ones, as the DTI does', () => expect(valueThroughTime('P', period('2024'), history('mean-of-old')).value).toBeCloseTo(70 / 3, 12))
  it('weighted by population', () => expect(valueThroughTime('P', period('2024'), history('population-weighted')).value).toBe((10 * 1000 + 20 * 3000 + 40 * 1000) / 5000))
  it('own readings from the day on', () => expect(valueThroughTime('P', period('2026'), history('sum'))).toMatchObject({ value: 100, reported: 1, expected: 1 }))
  it('says what is missing', () => {
    expect(valueThroughTime('P', period('2025'), history('sum'))).toMatchObject({ value: null, reasons: [{ code: 'no-reading', of: 'P' }] })
    expect(valueThroughTime('Q', period('2019'), history('mean-of-old'))).toMatchObject({ value: 4, reported: 3, expected: 3 })
    expect(valueThroughTime('P', period('2019'), history('mean-of-old'))).toMatchObject({ value: 8, reported: 1, expected: 3, reasons: [{ code: 'incomplete', of: 'P', reported: 1, expected: 3 }] })
    expect(valueThroughTime('P', period('2024'), history('population-weighted', { populationOf: unit => unit === 'B' ? undefined : 1 }))).toMatchObject({ value: null, reasons: [{ code: 'no-weight', of: 'B' }] })
  })
  it('an unknown share gives no sum, but a mean', () => {
    const unknown = [edge('A', 'P'), edge('C', 'P', null)]
    expect(valueThroughTime('P', period('2024'), history('sum', { edges: unknown }))).toMatchObject({ value: null, reported: 2, reasons: [{ code: 'share-unknown', of: 'C' }] })
    expect(valueThroughTime('P', period('2024'), history('mean-of-old', { edges: unknown })).value).toBe(25)
  })
})
it('the break is reported with what stood before it', () => {
  expect(breaksIn('Q', period('2018'), period('2026'), { edges, rule: 'mean-of-old' })).toEqual([{ on: '2020-01-01', of: ['C', 'M1', 'M2'], rule: 'mean-of-old' }, { on: '2025-07-01', of: ['C', 'M'], rule: 'mean-of-old' }])
  expect(breaksIn('Q', period('2021'), period('2024'), { edges, rule: 'sum' })).toEqual([])
  expect(breaksIn('A', period('2018'), period('2026'), { edges, rule: 'sum' })).toEqual([])
})
it('a reorganisation loses and makes nothing: new units sum to the old ones', () => fc.assert(fc.property(
  fc.array(fc.record({ value: fc.double({ min: 0, max: 1e6, noNaN: true }), shares: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }).filter(shares => shares.some(share => share > 0)) }), { minLength: 1, maxLength: 8 }), old => {
    const own = old.flatMap(({ shares }, at) => shares.map((share, to) => edge(`old${at}`, `new${to}`, share / shares.reduce((a, b) => a + b, 0))).filter(({ share }) => share !== 0))
    const total = ['new0', 'new1', 'new2'].map(unit => valueThroughTime(unit, period('2024'), { edges: own, rule: 'sum', readingOf: name => name.startsWith('old') ? old[Number(name.slice(3))]?.value : undefined }).value ?? 0)
    expect(total.reduce((a, b) => a + b, 0)).toBeCloseTo(old.reduce((a, { value }) => a + value, 0), 4)
  })))
