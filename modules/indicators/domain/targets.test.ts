import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missing, type Missing } from './missing.ts'
import { judgeCriterion, printed, tally, type Criterion, type SubTest, type TargetOperator } from './targets.ts'

const criterion = (tests: readonly SubTest[], more: Partial<Criterion> = {}): Criterion => ({ code: '2', tests, excluding: null, verified: true, decimals: 1, cutting: 'round', ...more })
const test = (operator: TargetOperator, threshold: number, level: string | null = null): SubTest => ({ code: level ?? 'x', level, operator, threshold })
const judged = (operator: TargetOperator, value: number): string => judgeCriterion(criterion([test(operator, 90)]), () => value).met

describe('operators', () => {
  it('strict and non-strict differ at the threshold only', () => expect((['>', '>=', '=', '<=', '<'] as const).map(operator => [89.9, 90, 90.1].map(value => judged(operator, value) === 'met'))).toEqual([[false, false, true], [false, true, true], [false, true, false], [true, true, false], [true, false, false]]))
  it('the value is judged, not its print', () => {
    expect(judged('>=', 89.96)).toBe('not-met')
    expect(printed(89.96, { decimals: 1, cutting: 'round' })).toBe(90)
    expect(printed(22 / 23 * 100, { decimals: 1, cutting: 'truncate' })).toBe(95.6)
    expect(printed(22 / 23 * 100, { decimals: 1, cutting: 'round' })).toBe(95.7)
  })
})
describe('Resolution 01, criterion 2: dossiers online, province > 90, district > 80, commune > 60 %, state secrets excluded', () => {
  const second = criterion([test('>', 90, 'province'), test('>', 80, 'district'), test('>', 60, 'commune')], { excluding: { vi: 'hồ sơ có nội dung bí mật nhà nước', en: 'state secrets' } })
  const by = (values: Readonly<Record<string, number | Missing>>) => judgeCriterion(second, ({ level }) => values[level ?? ''] ?? missing({ code: 'no-reading', of: String(level) }))
  it('the published 90, 65 and 40 % meet none of the three', () => expect(by({ province: 90, district: 65, commune: 40 })).toMatchObject({ met: 'not-met', tests: [{ met: 'not-met' }, { met: 'not-met' }, { met: 'not-met' }] }))
  it('all must hold; a missing level leaves it unknown, a failed one decides', () => {
    expect(by({ province: 91, district: 81, commune: 61 }).met).toBe('met')
    expect(by({ province: 91, district: 81 })).toMatchObject({ met: 'unknown', tests: [{ met: 'met' }, { met: 'met' }, { met: 'unknown', value: null, reasons: [{ code: 'no-reading', of: 'commune' }] }] })
    expect(by({ province: 90 }).met).toBe('not-met')
  })
})
it('n of m: what is unknown or unverified is in neither number', () => {
  const yes = judgeCriterion(criterion([test('>', 0)]), () => 1)
  const no = judgeCriterion(criterion([test('>', 0)]), () => 0)
  const unknown = judgeCriterion(criterion([test('>', 0)]), () => missing())
  const unread = judgeCriterion(criterion([test('>', 0)], { verified: false }), () => 1)
  const empty = judgeCriterion(criterion([]), () => 1)
  expect(tally([yes, yes, no, unknown, unread, empty])).toEqual({ met: 2, notMet: 1, unknown: 2, unverified: 1, of: 6 })
})
it('the tally is a partition, and reaching more never loses a target', () => fc.assert(fc.property(fc.array(fc.record({ value: fc.integer({ min: 0, max: 100 }), threshold: fc.integer({ min: 0, max: 100 }), operator: fc.constantFrom<TargetOperator>('>', '>='), verified: fc.boolean() })), fc.integer({ min: 0, max: 50 }), (rows, more) => {
  const at = (plus: number) => tally(rows.map(({ value, threshold, operator, verified }) => judgeCriterion(criterion([test(operator, threshold)], { verified }), () => value + plus)))
  const found = at(0)
  expect(found.met + found.notMet + found.unknown + found.unverified).toBe(found.of)
  expect(at(more).met).toBeGreaterThanOrEqual(found.met)
})))
