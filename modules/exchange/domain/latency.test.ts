import { expect, test } from 'vitest'
import { addTook, percentile } from './latency.ts'

const took = (...pairs: [number, number][]): number[] => { const all = Array.from({ length: 13 }, () => 0); for (const [at, n] of pairs) all[at] = n; return all }
test.each([
  [took(), 0.5, undefined], [[], 0.5, undefined], [took([0, 1]), 0.99, 1], [took([2, 99], [12, 1]), 0.99, 5], [took([2, 98], [12, 2]), 0.99, Infinity], [took([3, 50], [6, 50]), 0.5, 10], [took([3, 49], [6, 51]), 0.5, 100],
])('%j at %d is %s', (counts, share, bound) => { expect(percentile(counts, share)).toBe(bound) })
test('histograms add up', () => { expect(addTook(took([0, 1], [12, 2]), took([0, 3]))).toEqual(took([0, 4], [12, 2])) })
