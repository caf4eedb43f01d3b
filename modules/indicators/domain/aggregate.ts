import { missing, type Missing, type MissingReason } from './missing.ts'
import { contains, type Period } from './period.ts'

/** Through time: `last` is the newest reported; `none` refuses to make one number of several. */
export type TimeAggregation = 'sum' | 'average' | 'last' | 'min' | 'max' | 'count' | 'none'
/** Through space: `weighted` is the average weighted by population or another weight. */
export type SpaceAggregation = 'sum' | 'average' | 'weighted' | 'min' | 'max' | 'count' | 'none'
export interface Aggregation { readonly time: TimeAggregation; readonly space: SpaceAggregation }

/** One value as it was reported for one unit and period. */
export interface Cell { readonly unit: string; readonly period: Period; readonly value: number }

/**
 * A number with what it stands on. `reported` of `expected` cells (units × periods) had a reading. `value` is null when there is none, and then
 * `reasons` says why; a value with reasons is of what was reported, and must be shown with them.
 */
export interface Aggregated { readonly value: number | null; readonly reported: number; readonly expected: number; readonly reasons: readonly MissingReason[] }

export interface Asked {
  /** what is aggregated, for the reasons: an element's code */
  readonly of: string
  readonly units: readonly string[]
  readonly periods: readonly Period[]
  readonly aggregation: Aggregation
  /** population of a unit; asked for `weighted` only */
  readonly weightOf?: (unit: string) => number | undefined
  /** what to do when some did not report: show what there is with "n of m", or no number at all */
  readonly incomplete?: 'show' | 'withhold'
}

/** First through time in each unit, then through the units. Nothing that is missing counts as zero. */
export function aggregate(cells: readonly Cell[], asked: Asked): Aggregated {
  const { of, units, periods, aggregation, incomplete = 'show' } = asked
  const byUnit = new Map<string, Cell[]>()
  for (const cell of cells) { const own = byUnit.get(cell.unit); if (own) own.push(cell); else byUnit.set(cell.unit, [cell]) }
  let reported = 0
  const reasons: MissingReason[] = []
  const parts: { readonly unit: string; readonly value: number }[] = []
  for (const unit of units) {
    const series = periods.flatMap(period => readingFor(byUnit.get(unit) ?? [], period, aggregation.time)?.value ?? [])
    reported += series.length
    const value = throughTime(series, periods.length, aggregation.time)
    if (value !== undefined) parts.push({ unit, value })
  }
  const expected = units.length * periods.length
  const counts = aggregation.time === 'count' || aggregation.space === 'count'
  if (reported === 0 && !counts) return { value: null, reported, expected, reasons: [{ code: 'no-reading', of }] }
  if (reported < expected) reasons.push({ code: 'incomplete', of, reported, expected })
  const whole = throughSpace(parts, asked)
  if (typeof whole !== 'number') return { value: null, reported, expected, reasons: [...reasons, ...whole.missing] }
  return { value: incomplete === 'withhold' && reported < expected ? null : whole, reported, expected, reasons }
}

/** The reading of one unit that holds in a period. A yearly average, extreme or latest value holds for every period inside its year; a yearly sum does not. */
export function readingFor<C extends Cell>(cells: readonly C[], period: Period, time: TimeAggregation): C | undefined {
  const exact = cells.find(cell => cell.period.id === period.id)
  if (exact !== undefined || time === 'sum' || time === 'count') return exact
  return cells.filter(cell => contains(cell.period, period)).sort((a, b) => a.period.end.localeCompare(b.period.end))[0]
}

function throughTime(series: readonly number[], asked: number, time: TimeAggregation): number | undefined {
  if (time === 'count') return series.length
  if (series.length === 0) return undefined
  switch (time) {
    case 'sum': return sum(series)
    case 'average': return sum(series) / series.length
    case 'last': return series.at(-1)
    case 'min': return least(series)
    case 'max': return greatest(series)
    case 'none': return asked === 1 ? series[0] : undefined
  }
}

function throughSpace(parts: readonly { readonly unit: string; readonly value: number }[], { of, units, aggregation: { space }, weightOf }: Asked): number | Missing {
  const values = parts.map(({ value }) => value)
  switch (space) {
    case 'count': return values.length
    case 'none': return units.length === 1 && values[0] !== undefined ? values[0] : missing({ code: 'not-aggregated', of })
    default: break
  }
  if (values.length === 0) return missing({ code: 'not-aggregated', of })
  switch (space) {
    case 'sum': return sum(values)
    case 'average': return sum(values) / values.length
    case 'min': return least(values)
    case 'max': return greatest(values)
    case 'weighted': {
      const weights = parts.map(({ unit }) => weightOf?.(unit))
      const lacking = parts.find((_, at) => !(Number(weights[at]) > 0))
      if (lacking !== undefined) return missing({ code: 'no-weight', of: lacking.unit })
      return sum(parts.map(({ value }, at) => value * (weights[at] ?? 0))) / sum(weights.map(weight => weight ?? 0))
    }
  }
}

/** Of any number of values: as arguments of one call more than some hundred thousand overflow the stack. */
export const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)
export const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity)

/** Kahan–Neumaier: the same whatever the order, to the last printed digit. */
export function sum(values: readonly number[]): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}
