import { cutTo } from '../domain/decimal.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { Framework } from '../domain/framework.ts'
import type { MissingReason } from '../domain/missing.ts'
import type { Direction } from '../domain/normalise.ts'
import type { Text } from '../domain/text.ts'
import type { UnitFigures } from '../queries/compare.ts'
import { nothingJudged } from '../queries/results.ts'

/** One number of a table of units, as it is printed. `nothing`: there was nothing to judge, which is neither a number nor missing. */
export interface CompareCell { readonly value: number | null; readonly nothing: boolean; readonly reasons: readonly MissingReason[] }
/** A criterion across the units. `code` '' is the total. */
export interface CompareColumn { readonly code: string; readonly title: Text; readonly unit: Text; readonly decimals: number; readonly direction: Direction; readonly verified: boolean; readonly of: (unit: UnitFigures) => CompareCell }

/** A table asks for its cells again to count, to shade and to sort them. */
function once(cellOf: CompareColumn['of']): CompareColumn['of'] {
  const known = new WeakMap<UnitFigures, CompareCell>()
  return unit => { const found = known.get(unit) ?? cellOf(unit); known.set(unit, found); return found }
}
const NONE: CompareCell = { value: null, nothing: false, reasons: [] }
export function indicatorColumn(definition: IndicatorDefinition): CompareColumn {
  const { code, text, unit, decimals, cutting, direction, verification } = definition
  return { code, title: text, unit, decimals, direction, verified: verification !== 'unverified', of: once(({ indicators }) => {
    const result = indicators.find(each => each.definition.code === code)?.result
    if (result === undefined) return NONE
    return { value: result.value === null ? null : cutTo(result.value, decimals, cutting), nothing: result.nothingApplies, reasons: result.reasons }
  }) }
}
/** Where the authority publishes a total of its own (shown in the ranking), ours says that it is another. */
const totalTitle = ({ printed, published }: Framework['definition']): Text => {
  const title = printed === 'share' ? { vi: 'Tổng hợp', en: 'Total' } : { vi: 'Tổng điểm', en: 'Total' }
  return published === undefined ? title : { vi: `${title.vi} (tính lại)`, en: `${title.en} (computed again)` }
}
export function totalColumn({ definition }: Framework): CompareColumn {
  const points = definition.printed === undefined && definition.method === 'points'
  return { code: '', title: totalTitle(definition), unit: points ? { vi: 'điểm', en: 'points' } : { vi: '', en: '' }, decimals: definition.decimals, direction: 'up', verified: definition.verification !== 'unverified',
    of: once(({ indicators, printed, total }) => { const nothing = printed === null && nothingJudged(indicators); return { value: printed, nothing, reasons: printed === null && !nothing ? total.reasons : [] } }) }
}
/** The total first, where there is one. */
export const columnsOf = (framework: Framework): readonly CompareColumn[] => [...framework.definition.kind === 'scored' ? [totalColumn(framework)] : [], ...framework.indicators.map(indicatorColumn)]
export const columnFor = (framework: Framework, code: string): CompareColumn | undefined => { const columns = columnsOf(framework); return columns.find(each => each.code === code) ?? columns[0] }

/** How many of the units have a number or nothing to judge. */
export const knownIn = (column: CompareColumn, units: readonly UnitFigures[]): number => units.filter(unit => { const { value, nothing } = column.of(unit); return value !== null || nothing }).length
/** Units without a number come last whichever way the others stand. */
export function sorted(units: readonly UnitFigures[], columns: readonly CompareColumn[], sort: string): readonly UnitFigures[] {
  const up = sort.startsWith('-')
  const code = up ? sort.slice(1) : sort
  const column = sort === '' ? undefined : columns.find(each => (each.code === '' ? 'tong' : each.code) === code)
  if (column === undefined) return units
  // best first, whether more or less of it is better
  const sign = (column.direction === 'up') === up ? 1 : -1
  const keyed = units.map(unit => ({ unit, value: column.of(unit).value }))
  return keyed.toSorted((a, b) => a.value === null || b.value === null ? Number(a.value === null) - Number(b.value === null) : sign * (a.value - b.value)).map(({ unit }) => unit)
}
/** One class of a map: its shade and what is in it, from the least to the most. */
export interface ShadeClass { readonly shade: number; readonly least: number; readonly most: number }
export interface Scale { readonly classes: readonly ShadeClass[]; readonly shade: (value: number) => number; /** the longest bar */ readonly most: number }
/** At most five classes with as many numbers in each as can be; equal numbers stay in one. Over the values of many periods it is the scale of all of them. */
export function scaleOf(values: readonly number[]): Scale {
  const ordered = values.toSorted((a, b) => a - b)
  const starts = [...new Set([0, 1, 2, 3, 4].map(step => ordered[Math.floor(ordered.length * step / 5)]).filter(value => value !== undefined))]
  const spread = (at: number): number => starts.length < 2 ? 2 : Math.round(at * 4 / (starts.length - 1))
  const classes = starts.map((least, at): ShadeClass => { const next = starts[at + 1]; return { shade: spread(at), least, most: ordered.findLast(value => next === undefined || value < next) ?? least } })
  return { classes, shade: value => classes.findLast(({ least }) => value >= least)?.shade ?? 0, most: Math.max(0, ordered.at(-1) ?? 0) }
}
/** 0–4 by fifths of the units, more is darker; the lightest where all are alike: shades compare units, they judge nobody. */
export function shades(values: readonly number[]): (value: number) => number {
  const ordered = values.toSorted((a, b) => a - b)
  const [least, most] = [ordered[0], ordered.at(-1)]
  if (least === undefined || least === most) return () => 0
  const below = new Map(ordered.map((value, at) => [value, at] as const).reverse())
  const top = below.get(most ?? 0) ?? 1
  return value => Math.min(4, Math.floor((below.get(value) ?? 0) / Math.max(1, top) * 4.999))
}
