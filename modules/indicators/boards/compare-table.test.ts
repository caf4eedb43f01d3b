import { describe, expect, it, test } from 'vitest'
import type { UnitFigures } from '../queries/compare.ts'
import { knownIn, scaleOf, shades, sorted, type CompareColumn } from './compare-table.ts'

const unit = (code: string): UnitFigures => ({ subject: { code, name: code, kind: 'commune', units: [code], agencies: [] }, indicators: [], total: { value: null, weight: 0, of: 0, missing: [], reasons: [] }, printed: null })
const units = ['a', 'b', 'c', 'd'].map(unit)
const VALUES: Readonly<Record<string, number | null>> = { a: 5, b: null, c: 0, d: 9 }
const column = (direction: 'up' | 'down'): CompareColumn => ({ code: 'x', title: { vi: 'x', en: 'x' }, unit: { vi: '', en: '' }, decimals: 0, direction, verified: true, of: ({ subject }) => ({ value: VALUES[subject.code] ?? null, nothing: false, reasons: [] }) })
const order = (direction: 'up' | 'down', sort: string): string => sorted(units, [column(direction)], sort).map(each => each.subject.code).join('')

describe('the order of units', () => {
  it('is best first, and who has no number is last either way', () => { expect([order('up', 'x'), order('up', '-x'), order('down', 'x')]).toEqual(['dacb', 'cadb', 'cadb']) })
  it('stays by name for what is no criterion', () => { expect([order('up', ''), order('up', 'y')]).toEqual(['abcd', 'abcd']) })
})
test('zero is a number, missing is none', () => { expect(knownIn(column('up'), units)).toBe(3) })
test('shades go by order; equal values have the same one, and all alike are light', () => {
  expect([1, 2, 3, 4, 5].map(shades([1, 2, 3, 4, 5]))).toEqual([0, 1, 2, 3, 4])
  expect([7, 7].map(shades([7, 7]))).toEqual([0, 0])
  const tied = shades([1, 5, 5, 5])
  expect([tied(1), tied(5)]).toEqual([0, 4])
})
describe('the classes of a map', () => {
  it('hold as many numbers each, and say from where to where', () => {
    const { classes, shade, most } = scaleOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(classes.map(({ least, most: to }) => [least, to])).toEqual([[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])
    expect([[1, 2, 5, 9, 10].map(shade), most]).toEqual([[0, 0, 2, 4, 4], 10])
  })
  it('keep equal numbers together and spread what is left over the shades', () => {
    const { classes, shade } = scaleOf([0, 100, 100, 100, 100, 100])
    expect(classes.map(({ shade: of, least, most }) => [of, least, most])).toEqual([[0, 0, 0], [4, 100, 100]])
    expect([shade(0), shade(100)]).toEqual([0, 4])
  })
  it('are one in the middle where all are alike, and none of nothing', () => { expect([scaleOf([7, 7]).classes, scaleOf([]).classes]).toEqual([[{ shade: 2, least: 7, most: 7 }], []]) })
  it('have a place for every number that they are made of', () => {
    const values = Array.from({ length: 97 }, (_, at) => at * 31 % 53 / 7)
    const { classes, shade } = scaleOf(values)
    for (const value of values) expect(classes.filter(({ least, most, shade: of }) => value >= least && value <= most && of === shade(value)), String(value)).toHaveLength(1)
  })
})
