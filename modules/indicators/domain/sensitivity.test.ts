import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composite } from './composite.ts'
import { rankIntervals, type Choices } from './monte-carlo.ts'
import { rank } from './rank.ts'
import { seeded } from './random.ts'
import { normalisedColumns, oneAtATime, type Baseline, type Table } from './sensitivity.ts'

const table: Table = { units: ['a', 'b', 'c', 'd'], components: [{ code: 'x', weight: 100 }, { code: 'y', weight: 100 }, { code: 'late', weight: 100, direction: 'down' }], values: [[0.9, 0.8, 0.1], [0.5, 0.9, 0.3], [0.9, 0.45, 0.2], [0.1, null, 0.9]] }
const baseline: Baseline = { normalisation: { kind: 'points', max: 1 }, method: 'arithmetic', missing: 'exclude', decimals: 4 }
const choices = (more: Partial<Choices> = {}): Choices => ({ draws: 500, normalisations: [{ kind: 'points', max: 1 }], methods: ['arithmetic'], weightsBy: 0.25, missing: 'exclude', decimals: 4, random: seeded(7), ...more })

it('one weight at a time: who moves', () => {
  const { ranks, effects } = oneAtATime(table, baseline)
  expect(ranks).toEqual([1, 3, 2, 4])
  expect(effects.map(({ code, lower, higher, moved }) => [code, lower, higher, moved])).toEqual([['x', [1, 2, 3, 4], [1, 3, 2, 4], 2], ['y', [1, 3, 2, 4], [1, 2, 3, 4], 2], ['late', [1, 3, 2, 4], [1, 3, 2, 4], 0]])
})
describe('rank intervals', () => {
  it('certain where every method agrees, wide where they do not', () => {
    const [a, b, c, d] = rankIntervals(table, choices())
    expect(a).toEqual({ unit: 'a', low: 1, median: 1, high: 1, ranked: 500 })
    expect([b?.low, b?.high, c?.low, c?.high]).toEqual([2, 3, 2, 3])
    expect(d).toEqual({ unit: 'd', low: 4, median: 4, high: 4, ranked: 500 })
  })
  it('the same seed, the same answer; another seed another one', () => {
    const wide = { weightsBy: 0.9, normalisations: [{ kind: 'z-score' } as const, { kind: 'rank' } as const], methods: ['arithmetic', 'geometric'] as const }
    expect(rankIntervals(table, choices({ ...wide, random: seeded(1) }))).toEqual(rankIntervals(table, choices({ ...wide, random: seeded(1) })))
    expect([seeded(1)(), seeded(1)()]).not.toEqual([seeded(2)(), seeded(3)()])
  })
  it('a unit with a gap is not ranked where gaps block', () => expect(rankIntervals(table, choices({ missing: 'block' }))[3]).toEqual({ unit: 'd', low: null, median: null, high: null, ranked: 0 }))
  it('without uncertainty every draw is the ordinary ranking', () => fc.assert(fc.property(
    fc.array(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 9 }), fc.constantFrom('arithmetic' as const, 'geometric' as const), fc.constantFrom('exclude' as const, 'zero' as const, 'block' as const), fc.constantFrom('points' as const, 'z-score' as const, 'rank' as const, 'min-max-data' as const),
    (values, method, policy, kind) => {
      const own: Table = { units: values.map((_, at) => String(at)), components: ['v', 'w', 'x', 'y', 'z'].map((code, at) => ({ code, weight: 10 * (at + 1) })), values }
      const normalisation = kind === 'points' ? { kind, max: 1 } : { kind }
      const columns = normalisedColumns(own, normalisation)
      const expected = rank(own.units.map((unit, row) => ({ unit, score: composite(own.components.map((component, at) => ({ ...component, value: columns[at]?.[row] ?? null })), method, policy).value })), 4)
      const got = rankIntervals(own, choices({ draws: 3, weightsBy: 0, missing: policy, methods: [method], normalisations: [normalisation], decimals: 4 }))
      // a score that lies on the edge between two printed ones may fall to either side
      fc.pre(own.units.every((_, row) => { const score = composite(own.components.map((component, at) => ({ ...component, value: columns[at]?.[row] ?? null })), method, policy).value; return score === null || Math.abs(score * 10_000 % 1 - 0.5) > 1e-6 }))
      expect(got.map(({ low, high }) => [low, high])).toEqual(expected.map(each => [each.rank, each.rank]))
    })))
})
it('numbers of the generator fill the interval evenly', () => {
  const random = seeded(42)
  const counts = Array.from({ length: 10 }, () => 0)
  for (let at = 0; at < 100_000; at += 1) { const bucket = Math.floor(random() * 10); counts[bucket] = (counts[bucket] ?? 0) + 1 }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})
