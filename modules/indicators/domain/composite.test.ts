import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composite, type Method, type MissingPolicy, type Part } from './composite.ts'
import { normalise, zScore, type Normalisation } from './normalise.ts'

const part = (code: string, weight: number, value: number | null, scored?: boolean): Part => ({ code, weight, value, ...(scored === undefined ? {} : { scored }) })

describe('normalisation', () => {
  const values = [2, 4, null, 10]
  it.each<[string, Normalisation, readonly (number | null)[]]>([
    ['min–max of the data', { kind: 'min-max-data' }, [0, 0.25, null, 1]], ['fixed bounds, open', { kind: 'min-max-fixed', min: 0, max: 8, clamp: false }, [0.25, 0.5, null, 1.25]], ['fixed bounds, closed', { kind: 'min-max-fixed', min: 3, max: 8, clamp: true }, [0, 0.2, null, 1]],
    ['rank', { kind: 'rank' }, [0, 0.5, null, 1]], ['distance to the target', { kind: 'distance-to-target', target: 5 }, [0.4, 0.8, null, 2]], ['points', { kind: 'points', max: 20 }, [0.1, 0.2, null, 0.5]],
  ])('%s', (_, how, expected) => expect(normalise(values, how)).toEqual(expected))
  it('where less is better the scale turns round', () => {
    expect(normalise(values, { kind: 'min-max-data' }, 'down')).toEqual([1, 0.75, null, 0])
    expect(normalise(values, { kind: 'rank' }, 'down')).toEqual([1, 0.5, null, 0])
    expect(normalise([10, 5, 0], { kind: 'distance-to-target', target: 5 }, 'down')).toEqual([0.5, 1, 1])
  })
  it('DESI does not clamp: 77.6 of 75', () => expect(normalise([77.6], { kind: 'min-max-fixed', min: 0, max: 75, clamp: false })[0]?.toFixed(2)).toBe('1.03'))
  it('ties share their places; one alone, or all alike, stand at the top', () => {
    expect(normalise([1, 3, 3, 5], { kind: 'rank' })).toEqual([0, 0.5, 0.5, 1])
    expect(normalise([7], { kind: 'rank' })).toEqual([1])
    for (const kind of ['min-max-data', 'z-score'] as const) expect(normalise([7, 7], { kind })).toEqual([1, 1])
    expect(normalise([null, null], { kind: 'z-score' })).toEqual([null, null])
  })
  it('z-scores have mean 0 and deviation 1 of the whole population', () => {
    const z = [2, 4, 4, 4, 5, 5, 7, 9].map(zScore([2, 4, 4, 4, 5, 5, 7, 9]))
    expect(z).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])
  })
})

describe('EGDI', () => {
  const egdi = (osi: readonly number[], tii: readonly number[], hci: readonly number[]): number[] => {
    const [a, b, c] = [osi, tii, hci].map(values => normalise(values, { kind: 'z-score' }))
    return osi.map((_, at) => composite([part('OSI', 1, a?.[at] ?? null), part('TII', 1, b?.[at] ?? null), part('HCI', 1, c?.[at] ?? null)], 'arithmetic', 'block').value ?? NaN)
  }
  const [osi, tii, hci] = [[0.2, 0.5, 0.9], [30, 60, 45], [0.7, 0.8, 0.6]] as const
  it('is a third of each, z-scored and rescaled', () => {
    expect(egdi(osi, tii, hci)[0]).toBeCloseTo((0 + 0 + 0.5) / 3, 12)
    expect(egdi(osi, tii, hci)[1]).toBeCloseTo((3 / 7 + 1 + 1) / 3, 12)
  })
  it('is relative: another unit of measurement changes nothing', () => expect(egdi(osi.map(x => 100 * x + 7), tii, hci)).toEqual(egdi(osi, tii, hci).map(value => expect.closeTo(value, 12))))
})

describe('aggregation', () => {
  const parts = [part('a', 100, 0.5), part('b', 300, 0.9)]
  it('weighted mean, geometric mean, points', () => {
    expect(composite(parts, 'arithmetic', 'block').value).toBeCloseTo(0.8, 12)
    expect(composite(parts, 'geometric', 'block').value).toBeCloseTo((0.5 * 0.9 ** 3) ** 0.25, 12)
    expect(composite(parts, 'points', 'block').value).toBeCloseTo(320, 12)
  })
  it('in a geometric mean nothing makes up for nothing', () => expect([0, -1].map(value => composite([part('a', 1, value), part('b', 1, 1)], 'geometric', 'zero').value)).toEqual([0, 0]))
  it('what is collected but not scored changes nothing', () => expect(composite([...parts, part('6', 100, 1, false)], 'points', 'block')).toMatchObject({ value: expect.closeTo(320, 9), of: 400 }))
})
describe('missing components', () => {
  const parts = [part('a', 100, 0.5), part('b', 300, 0.9), part('c', 100, null)]
  const by = (policy: MissingPolicy, method: Method = 'points') => composite(parts, method, policy)
  it('exclude and reweight: the others speak for it, and it is named', () => expect(by('exclude')).toEqual({ value: 400, weight: 400, of: 500, missing: ['c'], reasons: [{ code: 'no-reading', of: 'c' }] }))
  it('zero', () => expect(by('zero')).toMatchObject({ value: 320, weight: 500, of: 500, missing: ['c'] }))
  it('block', () => expect(by('block')).toMatchObject({ value: null, missing: ['c'], reasons: [{ code: 'blocked', of: 'c' }] }))
  it('nothing at all is no total under any policy but zero', () => {
    expect(composite([part('a', 1, null)], 'points', 'exclude').value).toBeNull()
    expect(composite([], 'points', 'exclude').value).toBeNull()
    expect(composite([part('a', 1, null)], 'points', 'zero').value).toBe(0)
  })
})
const some = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 200 }), value: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 12 }).map(rows => rows.map(({ weight, value }, at) => part(String(at), weight, value)))
describe('properties', () => {
  it('means lie between the parts, the geometric one below the arithmetic', () => fc.assert(fc.property(some, parts => {
    const [a, g] = [composite(parts, 'arithmetic', 'block').value ?? NaN, composite(parts, 'geometric', 'block').value ?? NaN]
    const values = parts.map(({ value }) => value ?? NaN)
    expect(a).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
    expect(a).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
    expect(g).toBeLessThanOrEqual(a + 1e-9)
  })))
  it('a total is the total of its groups', () => fc.assert(fc.property(some, fc.nat(12), (parts, cut) => {
    const points = (some: readonly Part[]): number => composite(some, 'points', 'zero').value ?? 0
    expect(points(parts.slice(0, cut)) + points(parts.slice(cut))).toBeCloseTo(points(parts), 8)
  })))
  it('one component more reached is never a lower total', () => fc.assert(fc.property(some, fc.constantFrom<Method>('arithmetic', 'geometric', 'points'), fc.double({ min: 0, max: 1, noNaN: true }), (parts, method, more) => {
    const better = parts.map((each, at) => at === 0 ? { ...each, value: (each.value ?? 0) + more } : each)
    expect(composite(better, method, 'block').value ?? NaN).toBeGreaterThanOrEqual((composite(parts, method, 'block').value ?? NaN) - 1e-9)
  })))
})
