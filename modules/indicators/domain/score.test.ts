import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missing } from './missing.ts'
import { score, type Formula } from './score.ts'

const meetings: Formula = { kind: 'step', steps: [{ from: 4, points: 20 }, { from: 3, points: 15 }, { from: 2, points: 10 }, { from: 1, points: 5 }], else: 0 }
const points = (formula: Formula, value: number | boolean | string, max: number): number | null => score(formula, value, max).points

describe('kinds of formulas', () => {
  it('ratio: share × points', () => expect(points({ kind: 'ratio', clamp: 'within' }, 0.8571, 100)).toBeCloseTo(85.71, 10))
  it('step: four meetings a year 20, three 15, two 10, one 5, none 0', () => expect([6, 4, 3.9, 2, 1, 0, -1].map(value => points(meetings, value, 20))).toEqual([20, 20, 15, 10, 5, 0, 0]))
  it('existence', () => expect([true, false, 3, 0].map(value => points({ kind: 'existence' }, value, 10))).toEqual([10, 0, 10, 0]))
  it('capped: full at the target, in proportion below', () => expect([0.8, 0.9, 0.4, 0].map(value => points({ kind: 'capped', target: 0.8, clamp: 'within' }, value, 2))).toEqual([2, 2, 1, 0]))
  it('lookup by class', () => {
    const formula: Formula = { kind: 'lookup', points: { tot: 20, kha: 15 } }
    expect(points(formula, 'kha', 20)).toBe(15)
    expect(score(formula, 'xuat-sac', 20, '3.1')).toEqual({ points: null, max: 20, reasons: [{ code: 'unknown-item', of: '3.1: xuat-sac' }] })
    expect(points(formula, 'toString', 20)).toBeNull()
  })
  it('given from outside', () => expect(points({ kind: 'external', by: 'survey', clamp: 'within' }, 0.72, 50)).toBe(36))
  it('a word where a number belongs is no score', () => expect(points(meetings, 'nhiều', 20)).toBeNull())
})
describe('bounds hold only where the framework says so', () => {
  it('DESI: 77.6 against a cap of 75 is 1.03', () => {
    const free = score({ kind: 'ratio', clamp: 'none' }, 77.6 / 75, 1)
    expect(free.points?.toFixed(2)).toBe('1.03')
    expect(free.cut).toBeUndefined()
    expect(score({ kind: 'ratio', clamp: 'at-most-full' }, 77.6 / 75, 1)).toEqual({ points: 1, max: 1, reasons: [], cut: 'above' })
  })
  it('below zero likewise', () => {
    expect(score({ kind: 'ratio', clamp: 'at-most-full' }, -0.1, 10).points).toBe(-1)
    expect(score({ kind: 'ratio', clamp: 'within' }, -0.1, 10)).toMatchObject({ points: 0, cut: 'below' })
  })
})
it('what is missing has no points, and says why', () => expect(score(meetings, missing({ code: 'no-reading', of: '#{hop}' }), 20)).toEqual({ points: null, max: 20, reasons: [{ code: 'no-reading', of: '#{hop}' }] }))
it('more is never less, and stays within the bounds', () => fc.assert(fc.property(fc.constantFrom<Formula>({ kind: 'ratio', clamp: 'within' }, { kind: 'capped', target: 0.8, clamp: 'within' }, { kind: 'external', by: 'experts', clamp: 'within' }, { kind: 'step', steps: [{ from: 0.5, points: 3 }, { from: 0.9, points: 10 }], else: 0 }),
  fc.double({ min: -2, max: 3, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }), (formula, value, more) => {
    const [low, high] = [points(formula, value, 10) ?? NaN, points(formula, value + more, 10) ?? NaN]
    expect(high).toBeGreaterThanOrEqual(low)
    expect(low).toBeGreaterThanOrEqual(0)
    expect(high).toBeLessThanOrEqual(10)
  })))
