import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutTo, roundTo, truncateTo } from './decimal.ts'

it.each([[1.005, 2, 1.01], [2.5, 0, 3], [-2.5, 0, -3], [0.1 + 0.2, 1, 0.3], [1e-9, 3, 0], [-1e-9, 3, 0], [1e21, 2, 1e21], [123.456, -1, 120]])('%d rounded to %i digits is %d', (value, digits, expected) => expect(Object.is(roundTo(value, digits), expected)).toBe(true))
it('22 of 23 tasks are 95.6 % cut and 95.7 % rounded', () => expect([cutTo(22 / 23 * 100, 1, 'truncate'), cutTo(22 / 23 * 100, 1, 'round')]).toEqual([95.6, 95.7]))
it('leaves what is not finite', () => expect([roundTo(Infinity, 2), truncateTo(NaN, 1)]).toEqual([Infinity, NaN]))
it('moves by half a unit at most, and cutting never moves away from zero', () => fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 6 }), (value, digits) => {
  expect(Math.abs(roundTo(value, digits) - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits * (1 + 1e-6) + 1e-6)
  expect(Math.abs(truncateTo(value, digits))).toBeLessThanOrEqual(Math.abs(value))
})))
