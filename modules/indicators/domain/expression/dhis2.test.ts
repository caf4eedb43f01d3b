import { type DataItemJs, ExpressionDataJs, ExpressionJs, ExpressionMode } from '@dhis2/expression-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMissing, missing } from '../missing.ts'
import { check } from './check.ts'
import { compile } from './evaluate.ts'
import { aTree, evaluated, ITEMS, written } from './testing.ts'
import { itemText } from './tree.ts'

/** DHIS2's own parser (BSD-3-Clause) as a second opinion on fully parenthesised expressions. */
const theirs = (text: string, items: Readonly<Record<string, number>> = {}): unknown => {
  const values = new Map<DataItemJs, unknown>()
  const expression = new ExpressionJs(text, ExpressionMode.INDICATOR_EXPRESSION)
  for (const item of expression.collectDataItems()) values.set(item, items[item.uid0.value])
  return expression.evaluate(() => null, new ExpressionDataJs(new Map(), new Map(), new Map(), values, new Map()))
}
const ours = (text: string, items: Readonly<Record<string, number>> = {}): unknown => {
  const checked = check(text, { mode: 'indicator' })
  if (!checked.ok) return expect.fail(JSON.stringify(checked.faults))
  return compile(checked.node)({ value: item => (item.kind === 'element' ? items[item.element] : undefined) ?? missing({ code: 'no-reading', of: itemText(item) }), perCell: () => 0 })
}
/** DHIS2's identifiers are eleven characters. */
const UIDS = Object.fromEntries(ITEMS.map(item => [item, `${item}2345678901`]))
const withUids = (text: string): string => text.replace(/#\{(\w)\}/g, (_, item: string) => `#{${UIDS[item] ?? item}}`)

it('agrees on parenthesised expressions', () => fc.assert(fc.property(aTree(true), fc.record({ a: fc.integer({ min: -9, max: 99 }), b: fc.integer({ min: 1, max: 9 }), c: fc.integer({ min: -5, max: 5 }), d: fc.integer({ min: 0, max: 3 }) }), (tree, items) => {
  fc.pre(typeof evaluated(tree, items) === 'number')
  const text = withUids(written(tree))
  const values = Object.fromEntries(Object.entries(items).map(([item, value]) => [UIDS[item] ?? '', value]))
  const got = ours(text, values)
  const reference = theirs(text, values)
  // a division by zero that nothing needed: they go on with Infinity
  fc.pre(!isMissing(got))
  expect(typeof reference === 'number' ? reference + 0 : reference, text).toBeCloseTo(Number(got), 6)
}), { numRuns: 300 }))

describe('where we differ on purpose (README, table of divergences)', () => {
  it.each([['45/50*100', 0.009, 90], ['10-3+2', 5, 9], ['7%4*2', 7, 6], ['2^3^2', 64, 512], ['5/0', Infinity, { missing: [{ code: 'division-by-zero', at: 1 }] }], ['-7%3', 2, -1]])('%s: theirs %j, ours %j', (text, their, our) => {
    expect(theirs(text)).toBe(their)
    expect(ours(text)).toEqual(our)
  })
})
