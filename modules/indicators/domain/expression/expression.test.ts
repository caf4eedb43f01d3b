import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMissing, missing, type Missing } from '../missing.ts'
import type { Outcome } from './apply.ts'
import { check, type CheckOptions } from './check.ts'
import { evaluationOrder } from './dependencies.ts'
import { compile, explain, type Source } from './evaluate.ts'
import { parse } from './parse.ts'
import { aTree, evaluated, someItems, written } from './testing.ts'
import { itemsOf, itemText, type Item, type Node, type View } from './tree.ts'

type Values = Readonly<Record<string, number | null>>
/** Cells are rows of values; `perCell` adds up what came out. */
const sourceOf = (values: Values, cells: readonly Values[] = [], seen?: (item: Item, view: View) => void): Source => {
  const read = (from: Values) => (item: Item): number | Missing => from[item.kind === 'element' ? [item.element, item.category].filter(Boolean).join('.') : itemText(item)] ?? missing({ code: 'no-reading', of: itemText(item) })
  return {
    value: (item, view) => { seen?.(item, view); return read(values)(item) },
    perCell: (_elements, _view, inCell) => cells.map(cell => inCell(read(cell))).reduce<number>((sum, out) => typeof out === 'number' ? sum + out : sum, 0),
  }
}
const treeOf = (text: string, options: CheckOptions = { mode: 'indicator' }): Node => {
  const checked = check(text, options)
  return checked.ok ? checked.node : expect.fail(JSON.stringify(checked.faults))
}
const run = (text: string, values: Values = {}, cells: readonly Values[] = []): Outcome => compile(treeOf(text))(sourceOf(values, cells))
const faultsOf = (text: string, options: CheckOptions = { mode: 'indicator' }) => { const checked = check(text, options); return checked.ok ? [] : checked.faults }

describe('ordinary arithmetic', () => {
  it.each([
    ['45/50*100', 90], ['10-3+2', 9], ['7%4*2', 6], ['2+3*4', 14], ['(2+3)*4', 20], ['2^3^2', 512], ['-2^2', -4], ['2^-1', 0.5], ['2*-3', -6], ['--3', 3], ['1e3/.5', 2000], ['2^3*2', 16], ['1 - -1', 2], ['+5', 5], ['2024-10-11', 2003],
    ['greatest(1,5,3)', 5], ['least(4,2)', 2], ['round(2.5)', 3], ['round(-2.5)', -3], ['round(1.005, 2)', 1.01], ['log10(1000)', 3], ['if(1 > 2, 3, 4)', 4], ['if(true or false and false, 1, 0)', 1], ['if(not (1 > 2), 1, 0)', 1], ['if(1 < 2 == true, 1, 0)', 1],
  ])('%s is %d', (text, value) => expect(run(text)).toBe(value))
  it('logarithms of another base', () => expect(run('log(8,2)')).toBeCloseTo(3, 12))
})

describe('what is missing', () => {
  const none = (of: string) => ({ code: 'no-reading', of: `#{${of}}` })
  it('goes through, with every reason once', () => {
    expect(run('#{a} + #{b} * #{c} + #{b}', { a: 1, c: 2 })).toEqual({ missing: [none('b')] })
    expect(run('#{x} + #{y}')).toEqual({ missing: [none('x'), none('y')] })
    expect(run('-#{x}')).toEqual({ missing: [none('x')] })
    expect(run('greatest(1, #{x})')).toEqual({ missing: [none('x')] })
  })
  it('division by zero is missing, never Infinity, and says where', () => {
    expect(run('1 + 5/0')).toEqual({ missing: [{ code: 'division-by-zero', at: 5 }] })
    expect(run('0/0')).toEqual({ missing: [{ code: 'division-by-zero', at: 1 }] })
    expect(run('5%0')).toEqual({ missing: [{ code: 'division-by-zero', at: 1 }] })
    for (const text of ['log(0)', 'log10(0)', 'log(-1)', '(-8)^0.5', '10^400', '1e300*1e300', '1e308+1e308', '-1e308-1e308', '0^-1', '1e300/1e-300', 'log(5,1)']) expect(run(text), text).toMatchObject({ missing: [{ code: 'not-defined' }] })
  })
  it('can be asked for and replaced', () => {
    expect(run('firstNonNull(#{a}, #{b}, 7)', { b: 0 })).toBe(0)
    expect(run('firstNonNull(#{a}, #{b})')).toEqual({ missing: [none('a'), none('b')] })
    expect(run('if(isNull(#{a}), 1, 2)')).toBe(1)
    expect(run('if(isNotNull(#{a}), 1, 2)', { a: 0 })).toBe(1)
    expect(run('if(#{a} > 1, 1, 2)')).toEqual({ missing: [none('a')] })
    expect(run('removeZeros(#{a})', { a: 0 })).toEqual({ missing: [{ code: 'zero-removed', at: 0 }] })
  })
  it('what is known decides on both sides of and, or', () => {
    for (const text of ['if(1 > 2 && #{x} > 1, 1, 0)', 'if(#{x} > 1 && 1 > 2, 1, 0)']) expect(run(text), text).toBe(0)
    for (const text of ['if(1 < 2 || #{x} > 1, 1, 0)', 'if(#{x} > 1 || 1 < 2, 1, 0)']) expect(run(text), text).toBe(1)
    expect(isMissing(run('if(1 < 2 && #{x} > 1, 1, 0)'))).toBe(true)
  })
  it('what was not chosen does not matter', () => expect(run('if(#{a} == 0, 0, 10 / #{a})', { a: 0 })).toBe(0))
})

describe('items and views', () => {
  it('all kinds, in the order of the text', () => expect(itemsOf(treeOf('#{ho_so} + #{ho_so.qua_han} / N{766.2.1} * C{he_so} - OUG{xa} + R{bieu-1.REPORTING_RATE} * [days] + #{ho_so}')).map(itemText))
    .toEqual(['#{ho_so}', '#{ho_so.qua_han}', 'N{766.2.1}', 'C{he_so}', 'OUG{xa}', 'R{bieu-1.REPORTING_RATE}', '[days]']))
  it('a view reaches what it stands behind and adds up', () => {
    const seen: [string, View][] = []
    const source = sourceOf({ a: 1, b: 2, c: 3 }, [], (item, view) => { seen.push([itemText(item), view]) })
    expect(compile(treeOf('(#{a}.periodOffset(-1) + #{b}.aggregationType(MAX)).periodOffset(-2).yearToDate() + #{c}.minDate(2024-01-01).maxDate(2024-10-11)'))(source)).toBe(6)
    expect(Object.fromEntries(seen)).toEqual({ '#{a}': { offset: -3, yearToDate: true }, '#{b}': { offset: -2, yearToDate: true, aggregation: 'MAX' }, '#{c}': { offset: 0, yearToDate: false, minDate: '2024-01-01', maxDate: '2024-10-11' } })
  })
  it('sub-expressions are evaluated in every cell before they are aggregated', () => {
    expect(run('subExpression(if(#{x} > 10, 1, 0))', {}, [{ x: 11 }, { x: 10 }, { x: 30 }, {}])).toBe(2)
    expect(run('100 * subExpression(if(#{x} > 10, 1, 0)) / OUG{xa}', { 'OUG{xa}': 4 }, [{ x: 11 }, { x: 30 }])).toBe(50)
  })
})

describe('faults point at the character and say what to do', () => {
  it.each([
    ['', 'empty', 0, 1], ['1 +', 'unfinished', 3, 4], ['1 2', 'no-operator', 2, 3], ['(1', 'missing-sign', 2, 3], ['1)', 'extra-close', 1, 2], ['* 2', 'no-value', 0, 1], ['#{a} × 2', 'foreign-sign', 5, 6], ['#{a', 'open-item', 0, 1], ['[days', 'open-item', 0, 1],
    ['1 = 1', 'single-equals', 2, 3], ['1 & 2', 'single-logic', 2, 3], ['tổng', 'unreadable', 1, 2], ['tong + 1', 'unknown-word', 0, 4], ['#{a b}', 'malformed-item', 0, 6], ['#{a.b.c}', 'malformed-item', 0, 8], ['Q{a}', 'unknown-item-kind', 0, 4],
    ['[month]', 'unknown-variable', 0, 7], ['R{f.RATE}', 'unknown-metric', 0, 9], ['#{a}.foo()', 'unknown-modifier', 5, 8], ['#{a}.aggregationType(average)', 'unknown-aggregation', 21, 28], ['#{a}.periodOffset(1.5)', 'bad-offset', 18, 21], ['#{a}.minDate(2024-02-30)', 'bad-date', 13, 23],
    ['if(1, 2, 3)', 'wrong-type', 3, 4], ['if(true, 2, false)', 'wrong-type', 12, 17], ['1 + true', 'wrong-type', 4, 8], ['1 < 2 < 3', 'wrong-type', 0, 5], ['!1', 'wrong-type', 1, 2], ['if(true, 1)', 'argument-count', 0, 11], ['round(1, #{a})', 'bad-digits', 9, 13], ['round(1, 13)', 'bad-digits', 9, 11],
    ['contains(#{a}, 1)', 'function-elsewhere', 0, 8], ['D{p.e}', 'function-elsewhere', 0, 6], ['avg(#{a})', 'function-elsewhere', 0, 3], ['5.periodOffset(1)', 'no-operator', 2, 14], ['(5).periodOffset(1)', 'nothing-to-modify', 0, 19],
    ['C{x}.periodOffset(-1)', 'modifier-elsewhere', 0, 4], ['N{x}.aggregationType(SUM)', 'modifier-elsewhere', 0, 4], ['subExpression(N{x} + #{a})', 'item-elsewhere', 14, 18], ['subExpression(subExpression(#{a}))', 'nested-sub-expression', 14, 33], ['subExpression(1)', 'nothing-to-aggregate', 0, 16],
    ['subExpression(#{a}.periodOffset(1))', 'modifier-elsewhere', 14, 18], ['constructor', 'unknown-word', 0, 11], ['valueOf(#{a})', 'unknown-word', 0, 7],
    // the value of one period would be told as that of the year so far
    ['N{x}.yearToDate()', 'modifier-elsewhere', 0, 4], ['R{f.REPORTING_RATE}.yearToDate()', 'modifier-elsewhere', 0, 19], ['#{a}.periodOffset(-999).periodOffset(-1)', 'bad-offset', 0, 23], ['(1 + #{a}.periodOffset(500)).periodOffset(500)', 'bad-offset', 5, 27],
  ])('%s: %s at %i–%i', (text, code, at, end) => {
    const faults = faultsOf(text)
    expect(faults[0]).toMatchObject({ code, at, end })
    for (const { message } of faults) { expect(message.vi).toMatch(/\.$/); expect(message.en).toMatch(/\.$/); expect(message.vi).not.toBe(message.en) }
  })
  it('all of them at once, in the order of the text', () => expect(faultsOf('if(1, #{a}, true) * log(false)').map(({ code, at }) => [code, at])).toEqual([['wrong-type', 3], ['wrong-type', 12], ['wrong-type', 24]]))
  it('an indicator is not read in a validation rule', () => expect(faultsOf('N{x} + #{a}', { mode: 'validation' })).toMatchObject([{ code: 'item-elsewhere', at: 0, end: 4 }]))
  it('the whole must be what its place wants', () => {
    expect(faultsOf('#{a} > 1', { mode: 'indicator', gives: 'number' })).toMatchObject([{ code: 'wrong-type', at: 0, end: 8 }])
    expect(faultsOf('#{a} > 1', { mode: 'indicator', gives: 'boolean' })).toEqual([])
  })
  it('codes that nothing has', () => expect(faultsOf('#{a} + #{zz}', { mode: 'indicator', knows: item => itemText(item) === '#{a}' })).toMatchObject([{ code: 'unknown-item', at: 7, end: 12 }]))
  it('texts that are too long or too deep are refused, not crashed on', () => {
    expect(faultsOf('('.repeat(5000))).toMatchObject([{ code: 'too-deep' }])
    expect(faultsOf('-'.repeat(9000) + '1')).toMatchObject([{ code: 'too-deep' }])
    expect(faultsOf('1+'.repeat(6000) + '1')).toMatchObject([{ code: 'too-long' }])
    expect(faultsOf('1' + '+1'.repeat(1001))).toMatchObject([{ code: 'too-many' }])
    expect(run('1' + '+1'.repeat(1000))).toBe(1001)
  })
  it('no text makes the parser throw, and every fault lies in the text', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-#{}()abN.,+*/<>=!&|1 [\]]{0,30}$/)), text => {
    const parsed = parse(text)
    if (!parsed.ok) for (const { at, end } of parsed.faults) { expect(at).toBeGreaterThanOrEqual(0); expect(at).toBeLessThanOrEqual(text.length); expect(end).toBeGreaterThan(at) }
  })))
})

describe('against the reference evaluator', () => {
  it('comes to the same, and the explanation too', () => fc.assert(fc.property(aTree(), someItems, (tree, items) => {
    const text = written(tree)
    const node = treeOf(text, { mode: 'indicator', gives: 'number' })
    const got = compile(node)(sourceOf(items))
    const expected = evaluated(tree, items)
    if (expected === null) expect(isMissing(got), text).toBe(true)
    else expect(got, text).toBe(expected)
    expect(explain(node, text, sourceOf(items)).outcome).toEqual(got)
  }), { numRuns: 2000 }))
})

it('explains every part', () => {
  const text = '#{done} / #{all} * 100'
  const step = explain(treeOf(text), text, sourceOf({ done: 45, all: 50 }))
  const lines: string[] = []
  const walk = (each: typeof step): void => { lines.push(`${each.text} = ${String(each.outcome)}`); each.parts.forEach(walk) }
  walk(step)
  expect(lines).toEqual(['#{done} / #{all} * 100 = 90', '#{done} / #{all} = 0.9', '#{done} = 45', '#{all} = 50', '100 = 100'])
})

describe('the order of evaluation', () => {
  const nodes = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts).map(([code, text]) => [code, [treeOf(text)]]))
  it('each after those it reads', () => expect(evaluationOrder(nodes({ a: 'N{b} + N{c}', b: 'N{c} * 2', c: '#{x}', d: 'N{elsewhere}' }))).toEqual({ ok: true, order: ['c', 'b', 'a', 'd'] }))
  it('a circle is named', () => expect(evaluationOrder(nodes({ a: '1', b: 'N{c}', c: 'N{d} + 1', d: 'N{b}' }))).toEqual({ ok: false, circle: ['b', 'c', 'd', 'b'] }))
})
