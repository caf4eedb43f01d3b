import { aggregate, greatest, least, readingFor, sum, type Aggregated, type Aggregation, type Asked, type Cell } from './aggregate.ts'
import type { ElementDefinition } from './definition.ts'
import type { Outcome } from './expression/apply.ts'
import type { Source } from './expression/evaluate.ts'
import { itemText, type ElementItem, type Item, type View } from './expression/tree.ts'
import type { AggregationType, ReportingMetric } from './expression/words.ts'
import { isMissing, joined, missing, type Missing } from './missing.ts'
import { offsetPeriod, periodInYear, daysIn, PERIOD_TYPES, subPeriods, yearlyPeriodCount, yearToDate, type Period } from './period.ts'

export interface ElementCell extends Cell { readonly element: string; readonly category: string }
/** Everything an expression may read, for one unit (`units`: the reporting units in it) and one period. */
export interface Facts {
  readonly cells: readonly ElementCell[]
  readonly elements: ReadonlyMap<string, ElementDefinition>
  readonly units: readonly string[]
  /** the units that report an element, where these are not `units`: a figure of the province itself, communes that fill in a form */
  readonly unitsOf?: (element: string) => readonly string[]
  readonly period: Period
  /** several periods of one type read as one, `period` the last of them */
  readonly span?: readonly Period[]
  readonly constants?: ReadonlyMap<string, number>
  readonly groups?: ReadonlyMap<string, readonly string[]>
  readonly weightOf?: (unit: string) => number | undefined
  readonly indicator?: (code: string, period: Period) => number | Missing
  readonly reporting?: (form: string, metric: ReportingMetric, period: Period) => number | null
  /** what the indicator says of values that some units or periods did not report; absent: shown with "n of m" */
  readonly incomplete?: Asked['incomplete']
  /** hears every element that is read, and how: what the number stands on */
  readonly heard?: (item: ElementItem, aggregated: Aggregated, asked: Asked) => void
}

interface CellIndex { readonly byItem: ReadonlyMap<string, readonly ElementCell[]>; readonly byElement: ReadonlyMap<string, readonly ElementCell[]> }
const INDEXES = new WeakMap<readonly ElementCell[], CellIndex>()
/** Made once for a list of cells: a table reads the same list thousands of times. */
export function indexOf(cells: readonly ElementCell[]): CellIndex {
  const made = INDEXES.get(cells) ?? { byItem: Map.groupBy(cells, ({ element, category }) => `${element}.${category}`), byElement: Map.groupBy(cells, ({ element }) => element) }
  INDEXES.set(cells, made)
  return made
}

/** Readings in memory as the source of an expression. */
export function sourceOf(facts: Facts): Source {
  const { byItem } = indexOf(facts.cells)
  const cellsOf = (item: ElementItem): readonly ElementCell[] => byItem.get(`${item.element}.${item.category ?? ''}`) ?? []
  const unknown = (item: Item): Missing => missing({ code: 'unknown-item', of: itemText(item) })
  const none = (item: Item): Missing => missing({ code: 'no-reading', of: itemText(item) })

  const { incomplete = 'show' } = facts
  const unitsOf = (item: ElementItem): readonly string[] => facts.unitsOf?.(item.element) ?? facts.units
  const read = (item: ElementItem, periods: readonly Period[], aggregation: Aggregation): Aggregated => {
    const asked: Asked = { of: itemText(item), units: unitsOf(item), periods, aggregation, incomplete, ...(facts.weightOf ? { weightOf: facts.weightOf } : {}) }
    const aggregated = aggregate(cellsOf(item), asked)
    facts.heard?.(item, aggregated, asked)
    return aggregated
  }
  const element = (item: ElementItem, view: View): number | Missing => {
    const definition = facts.elements.get(item.element)
    if (definition === undefined) return unknown(item)
    const aggregated = read(item, basePeriods(cellsOf(item), spanOf(facts, view), view), aggregationOf(definition.aggregation, view.aggregation))
    return aggregated.value ?? missing(...aggregated.reasons)
  }
  const other = (item: Exclude<Item, ElementItem>, units: readonly string[], period: Period): number | Missing => {
    switch (item.kind) {
      case 'constant': return facts.constants?.get(item.code) ?? unknown(item)
      case 'group': { const members = facts.groups?.get(item.code); return members === undefined ? unknown(item) : members.filter(unit => units.includes(unit)).length }
      case 'indicator': return facts.indicator?.(item.code, period) ?? unknown(item)
      case 'reporting': return facts.reporting?.(item.form, item.metric, period) ?? none(item)
      case 'period': return item.what === 'days' ? daysIn(period) : item.what === 'periodInYear' ? periodInYear(period) : yearlyPeriodCount(period)
    }
  }
  return {
    value: (item, view) => item.kind === 'element' ? element(item, view) : other(item, facts.units, offsetPeriod(facts.period, view.offset)),
    perCell(elements, view, inCell) {
      const periods = basePeriods(elements.flatMap(cellsOf), spanOf(facts, view), view)
      const byUnit = new Map(elements.map(item => [itemText(item), Map.groupBy(cellsOf(item), cell => cell.unit)]))
      const own = (item: ElementItem): Aggregation => facts.elements.get(item.element)?.aggregation ?? { time: 'sum', space: 'sum' }
      for (const item of elements) read(item, periods, own(item))
      const inside = (item: ElementItem, unit: string, period: Period): number | Missing => readingFor(byUnit.get(itemText(item))?.get(unit) ?? [], period, own(item).time)?.value ?? none(item)
      const outcomes: Outcome[] = [...new Set(elements.flatMap(unitsOf))].flatMap(unit => periods.map(period => inCell(item => item.kind === 'element' ? inside(item, unit, period) : other(item, [unit], period))))
      const values = outcomes.flatMap(outcome => isMissing(outcome) ? [] : [Number(outcome)])
      if (view.aggregation === 'COUNT') return values.length
      if (values.length === 0) return missing(...elements.map(item => ({ code: 'no-reading' as const, of: itemText(item) })))
      if (incomplete === 'withhold' && values.length < outcomes.length) return joined(...outcomes.filter(isMissing))
      return combined(values, view.aggregation ?? 'SUM')
    },
  }
}

function combined(values: readonly number[], how: Exclude<AggregationType, 'COUNT'>): number | Missing {
  switch (how) {
    case 'SUM': return sum(values)
    case 'AVERAGE': return sum(values) / values.length
    case 'MIN': return least(values)
    case 'MAX': return greatest(values)
    case 'LAST': return values.at(-1) ?? NaN
    case 'NONE': return values.length === 1 ? values[0] ?? NaN : missing({ code: 'not-aggregated', of: 'subExpression' })
  }
}

function aggregationOf(own: Aggregation, wanted: AggregationType | undefined): Aggregation {
  switch (wanted) {
    case undefined: return own
    case 'SUM': return { time: 'sum', space: 'sum' }
    case 'AVERAGE': return { time: 'average', space: 'average' }
    case 'LAST': return { time: 'last', space: own.space }
    case 'MIN': return { time: 'min', space: 'min' }
    case 'MAX': return { time: 'max', space: 'max' }
    case 'COUNT': return { time: 'count', space: 'sum' }
    case 'NONE': return { time: 'none', space: 'none' }
  }
}

function spanOf({ period, span = [period] }: Facts, view: View): readonly Period[] {
  const shifted = span.map(each => offsetPeriod(each, view.offset))
  return view.yearToDate ? [...new Map(shifted.flatMap(yearToDate).map(each => [each.id, each])).values()] : shifted
}

/** In which periods the readings of an element are expected: those of the span itself, or the coarsest finer ones that are in use. */
function basePeriods(cells: readonly Cell[], span: readonly Period[], { minDate, maxDate }: View): readonly Period[] {
  const [first] = span
  if (first === undefined) return []
  const inUse = new Set(cells.map(cell => cell.period.type))
  const at = PERIOD_TYPES.indexOf(first.type)
  const type = inUse.has(first.type) ? first.type : PERIOD_TYPES.slice(0, at).toReversed().find(finer => inUse.has(finer) && (finer !== 'week' || first.type === 'year')) ?? first.type
  return span.flatMap(period => subPeriods(period, type)).filter(period => (minDate === undefined || period.start >= minDate) && (maxDate === undefined || period.end <= maxDate))
}
