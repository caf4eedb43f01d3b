import { describe, expect, it } from 'vitest'
import { composite, type Part } from './composite.ts'
import { roundTo } from './decimal.ts'
import { rank, whatMovesMyRank } from './rank.ts'

/** Official DTI 2022 of the Ministry of Information and Communications (published 12/7/2023), main indicators of QĐ 922 and the printed total. */
const MAIN = ['awareness', 'institutions', 'infrastructure', 'people', 'security', 'gov', 'econ', 'soc'] as const
const WEIGHTS = [100, 100, 100, 100, 100, 200, 150, 150]
const OFFICIAL: Readonly<Record<string, readonly [readonly number[], number]>> = {
  'Đà Nẵng': [[1.0000, 0.9000, 0.8253, 0.8487, 0.7578, 0.8575, 0.7836, 0.5197], 0.8002],
  'TP.HCM': [[0.8917, 0.9000, 0.8258, 0.6267, 0.5580, 0.8406, 0.7611, 0.3590], 0.7163],
  'Quảng Ninh': [[0.9581, 0.9000, 0.7648, 0.6250, 0.5382, 0.8385, 0.5904, 0.4505], 0.7024],
  'Thừa Thiên-Huế': [[0.9500, 0.9000, 0.6823, 0.6794, 0.6423, 0.8262, 0.6787, 0.3001], 0.6975],
  'Cần Thơ': [[0.9000, 0.8000, 0.7233, 0.7376, 0.7226, 0.7325, 0.7556, 0.2947], 0.6924],
}
const parts = (values: readonly number[], weights: readonly number[] = WEIGHTS): Part[] => [...MAIN.map((code, at) => ({ code, weight: weights[at] ?? 0, value: values[at] ?? null })), { code: 'smart-city', weight: 100, value: 1, scored: false }]
const dti = (values: readonly number[], weights?: readonly number[]): number => composite(parts(values, weights), 'arithmetic', 'block').value ?? NaN

describe('the five official rows', () => {
  it.each(Object.entries(OFFICIAL))('%s', (_, [values, total]) => expect(Math.abs(dti(values) - total)).toBeLessThanOrEqual(0.0001))
  it('in the official order', () => expect(rank(Object.entries(OFFICIAL).map(([unit, [values]]) => ({ unit, score: dti(values) })), 4).map(({ unit, rank: place }) => `${String(place)} ${unit}`)).toEqual(['1 Đà Nẵng', '2 TP.HCM', '3 Quảng Ninh', '4 Thừa Thiên-Huế', '5 Cần Thơ']))
  it('equal weights would lift Cần Thơ from 5th to 3rd', () => {
    const equal = Object.entries(OFFICIAL).map(([unit, [values]]) => ({ unit, score: dti(values, MAIN.map(() => 1)) }))
    expect(equal.map(({ score }) => roundTo(score, 4))).toEqual([0.8116, 0.7204, 0.7082, 0.7074, 0.7083])
    expect(rank(equal, 4).find(({ unit }) => unit === 'Cần Thơ')?.rank).toBe(3)
  })
})

describe('pillars overlap: each is the common part and its own activity', () => {
  const pillar = (common: number, activity: number, weight: number): number => composite([{ code: 'common', weight: 500, value: common }, { code: 'activity', weight, value: activity }], 'arithmetic', 'block').value ?? NaN
  it('2C = 700·gov + 650·econ + 650·soc − 1000·DTI, for the five rows', () => {
    for (const [unit, [values]] of Object.entries(OFFICIAL)) {
      const common = values.slice(0, 5).reduce((a, b) => a + b, 0) / 5
      const [gov = 0, econ = 0, soc = 0] = values.slice(5)
      expect(700 * pillar(common, gov, 200) + 650 * pillar(common, econ, 150) + 650 * pillar(common, soc, 150) - 1000 * dti(values), unit).toBeCloseTo(2 * 500 * common, 9)
    }
  })
  it('Trà Vinh 2022 and the national mean of 2024 come apart into parts between 0 and 1', () => {
    const apart = (total: number, gov: number, econ: number, soc: number): number[] => {
      const common = (700 * gov + 650 * econ + 650 * soc - 1000 * total) / 1000
      return [common, (700 * gov - 500 * common) / 200, (650 * econ - 500 * common) / 150, (650 * soc - 500 * common) / 150].map(value => roundTo(value, 3))
    }
    expect(apart(0.6077, 0.6683, 0.6647, 0.5991)).toEqual([0.682, 0.635, 0.608, 0.324])
  })
})

describe('ranks', () => {
  const scored = [0.7, 0.6, 0.60004, 0.5, null].map((score, at) => ({ unit: String(at), score }))
  it('competition: equal printed scores share a rank and the next one is skipped', () => expect(rank(scored, 4).map(each => each.rank)).toEqual([1, 2, 2, 4, null]))
  it('one digit more tells them apart', () => expect(rank(scored, 5).map(each => each.rank)).toEqual([1, 3, 2, 4, null]))
  it('dense', () => expect(rank(scored, 4, 'dense').map(each => each.rank)).toEqual([1, 2, 2, 3, null]))
  it('ordinal, by the key of the tie', () => {
    expect(rank(scored, 4, 'ordinal').map(each => each.rank)).toEqual([1, 2, 3, 4, null])
    expect(rank([{ unit: 'a', score: 1, tieKey: '2' }, { unit: 'b', score: 1, tieKey: '1' }], 2, 'ordinal').map(each => each.rank)).toEqual([2, 1])
  })
  it('the official tie 15, 15, 17', () => {
    const list = rank([...Array.from({ length: 14 }, (_, at) => ({ unit: `u${at}`, score: 0.9 - at / 100 })), { unit: 'x', score: 0.65432 }, { unit: 'y', score: 0.65428 }, { unit: 'z', score: 0.6 }], 4)
    expect(list.slice(14).map(each => [each.rank, each.tied])).toEqual([[15, true], [15, true], [17, false]])
  })
})
it('what moves my rank: the gap to the next printed score ÷ points', () => {
  const units = [{ unit: 'Huế', score: 697.5 }, { unit: 'Cần Thơ', score: 692.4 }, { unit: 'x', score: null }]
  expect(whatMovesMyRank('Cần Thơ', units, [{ code: 'institutions', reached: 0.8, points: 100 }, { code: 'awareness', reached: 0.96, points: 100 }, { code: 'soc', reached: 0.2947, points: 150 }, { code: 'smart-city', reached: 0, points: 0 }], 1))
    .toEqual({ above: 'Huế', gap: 5.2, moves: [{ code: 'soc', needed: 5.2 / 150, left: 1 - 0.2947, enough: true }, { code: 'institutions', needed: expect.closeTo(0.052, 12), left: expect.closeTo(0.2, 12), enough: true }, { code: 'awareness', needed: expect.closeTo(0.052, 12), left: expect.closeTo(0.04, 12), enough: false }] })
  expect(whatMovesMyRank('Huế', units, [], 1)).toBeUndefined()
  expect(whatMovesMyRank('x', units, [], 1)).toBeUndefined()
})
