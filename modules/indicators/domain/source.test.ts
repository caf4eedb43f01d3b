import { describe, expect, it } from 'vitest'
import type { Aggregated } from './aggregate.ts'
import type { ElementDefinition } from './definition.ts'
import { check } from './expression/check.ts'
import { compile } from './expression/evaluate.ts'
import { parsePeriod, periodsWithin } from './period.ts'
import { sourceOf, type ElementCell, type Facts } from './source.ts'

const period = (id: string) => parsePeriod(id) ?? expect.fail(id)
const element = (code: string, time: ElementDefinition['aggregation']['time'] = 'sum', space: ElementDefinition['aggregation']['space'] = 'sum'): ElementDefinition => ({ code, text: { vi: code, en: code }, unit: { vi: '', en: '' }, aggregation: { time, space }, source: 'form', public: true })
const cell = (code: string, unit: string, id: string, value: number, category = ''): ElementCell => ({ element: code, category, unit, period: period(id), value })
const cells = [
  cell('done', 'A', '202401', 8), cell('done', 'A', '202402', 9), cell('done', 'A', '202403', 10), cell('done', 'B', '202401', 5), cell('done', 'B', '202402', 5), cell('done', 'A', '202312', 100),
  cell('all', 'A', '202401', 10), cell('all', 'A', '202402', 10), cell('all', 'A', '202403', 10), cell('all', 'B', '202401', 10), cell('all', 'B', '202402', 5),
  cell('people', 'A', '2024', 3000), cell('people', 'B', '2024', 1000), cell('rate', 'A', '202403', 90), cell('rate', 'B', '202403', 50), cell('done', 'A', '202403', 3, 'late'),
]
const facts = (more: Partial<Facts> = {}): Facts => ({ cells, elements: new Map([element('done'), element('all'), element('people', 'last', 'sum'), element('rate', 'average', 'weighted')].map(each => [each.code, each])), units: ['A', 'B'], period: period('2024Q1'), ...more })
const run = (text: string, more: Partial<Facts> = {}): unknown => {
  const checked = check(text, { mode: 'indicator' })
  return checked.ok ? compile(checked.node)(sourceOf(facts(more))) : expect.fail(JSON.stringify(checked.faults))
}

it('months of a quarter are found by themselves, and n of m is heard', () => {
  const heard: Aggregated[] = []
  expect(run('#{done}', { heard: (_, aggregated) => heard.push(aggregated) })).toBe(37)
  expect(heard).toMatchObject([{ reported: 5, expected: 6 }])
})
it('categories stand apart', () => expect(run('#{done.late}')).toBe(3))
describe('views', () => {
  it('other periods', () => expect([run('#{done}.periodOffset(-1)'), run('#{done}.yearToDate()', { period: period('202402') }), run('#{done}.periodOffset(-1)', { period: period('202403') })]).toEqual([100, 27, 14]))
  it('other aggregations', () => expect([run('#{done}.aggregationType(MAX)'), run('#{done}.aggregationType(COUNT)'), run('#{done}.aggregationType(LAST)'), run('#{all}.aggregationType(AVERAGE)')]).toEqual([10, 5, 15, (10 + 7.5) / 2]))
  it('a stretch of days', () => expect([run('#{done}.minDate(2024-02-01)'), run('#{done}.maxDate(2024-01-31)')]).toEqual([24, 13]))
})
it('a yearly stock holds in every month; weights come from outside', () => {
  expect(run('#{people}', { period: period('202402') })).toBe(4000)
  expect(run('#{rate}', { period: period('202403'), weightOf: unit => unit === 'A' ? 3000 : 1000 })).toBe(80)
})
it('sub-expressions cell by cell: in how many commune-months was the rate at least 90 %', () => {
  expect(run('subExpression(if(#{done} / #{all} >= 0.9, 1, 0))')).toBe(3)
  expect(run('subExpression(if(#{done} / #{all} >= 0.9, 1, 0)).aggregationType(COUNT)')).toBe(5)
  expect(run('subExpression(#{done} / #{all}).aggregationType(AVERAGE)', { units: ['B'] })).toBe(0.75)
  expect(run('subExpression(#{done} * C{k})', { period: period('202401'), constants: new Map([['k', 2]]) })).toBe(26)
  expect(run('subExpression(#{done})', { period: period('2022') })).toEqual({ missing: [{ code: 'no-reading', of: '#{done}' }] })
})
it('an indicator that withholds what is incomplete has no number of it', () => {
  expect(run('#{done}', { incomplete: 'withhold' })).toEqual({ missing: [{ code: 'incomplete', of: '#{done}', reported: 5, expected: 6 }] })
  expect(run('#{done}', { incomplete: 'withhold', period: period('202402') })).toBe(14)
  expect(run('subExpression(#{done})', { incomplete: 'withhold' })).toEqual({ missing: [{ code: 'no-reading', of: '#{done}' }] })
  expect(run('subExpression(#{done})', { incomplete: 'withhold', period: period('202402') })).toBe(14)
})
it('a yearly stock holds in every cell, and what a sub-expression reads is heard', () => {
  const heard: unknown[] = []
  expect(run('subExpression(if(#{done} / #{people} > 0.003, 1, 0))', { period: period('202402'), heard: (item, { reported, expected }, { periods }) => heard.push([item.element, reported, expected, periods.map(({ id }) => id)]) })).toBe(1)
  expect(heard).toEqual([['done', 2, 2, ['202402']], ['people', 2, 2, ['202402']]])
})
it('extremes over as many communes and days as a province has', () => {
  const units = Array.from({ length: 400 }, (_, at) => `U${at}`)
  const many = units.flatMap((unit, at) => periodsWithin(period('2024'), 'day').map((each): ElementCell => ({ element: 'done', category: '', unit, period: each, value: at })))
  expect(many.length).toBeGreaterThan(140_000)
  expect([run('subExpression(#{done}).aggregationType(MIN)', { cells: many, units, period: period('2024') }), run('subExpression(#{done}).aggregationType(MAX)', { cells: many, units, period: period('2024') })]).toEqual([0, 399])
})
it('everything else that an expression reads', () => {
  expect(run('C{k} + OUG{g} + [days] + [periodInYear] + [yearlyPeriodCount] + R{f.REPORTING_RATE} + N{x}', { constants: new Map([['k', 1]]), groups: new Map([['g', ['A', 'Z']]]), reporting: () => 50, indicator: () => 1000 })).toBe(1 + 1 + 91 + 1 + 4 + 50 + 1000)
  expect(run('N{x}.periodOffset(-1)', { indicator: (_, { id }) => id === '2023Q4' ? 7 : 0 })).toBe(7)
})
it('what does not exist, and what nobody reported', () => {
  for (const text of ['#{nothing}', 'C{k}', 'OUG{g}', 'N{x}']) expect(run(text), text).toMatchObject({ missing: [{ code: 'unknown-item' }] })
  expect(run('R{f.REPORTING_RATE}')).toEqual({ missing: [{ code: 'no-reading', of: 'R{f.REPORTING_RATE}' }] })
  expect(run('#{done} / #{all}', { period: period('2022') })).toEqual({ missing: [{ code: 'no-reading', of: '#{done}' }, { code: 'no-reading', of: '#{all}' }] })
})
