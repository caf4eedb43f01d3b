import type { Tx } from '../../../kernel/db/db.ts'
import { dependencyCodes, type Framework } from '../domain/framework.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { MissingReason } from '../domain/missing.ts'
import { offsetPeriod, type Period, type PeriodType } from '../domain/period.ts'
import { breaksIn } from '../domain/succession.ts'
import type { SubTest } from '../domain/targets.ts'
import { pastOf } from './past.ts'
import { figuresAt, loadGround, successionEdges, type Asking, type FrameworkFigures, type IndicatorFigure } from './results.ts'
import type { NamedSubject } from './subjects.ts'

export interface SeriesPoint { readonly period: Period; readonly value: number | null; readonly reasons: readonly MissingReason[]; readonly reported: number; readonly expected: number; /** the units that stood there then, where the value is made of theirs */ readonly of: readonly string[]; /** the same period a year before */ readonly yearBefore: number | null }
/** Before the point at this place something else was measured: other units, another edition. */
export interface SeriesBreakAt { readonly at: number; readonly on: string; /** the units before, or an edition that cannot be compared */ readonly of: readonly string[] | 'edition' }
/** What is drawn: the indicator, or one of the sub-tests of a criterion. */
export interface Series { readonly test: SubTest | undefined; readonly points: readonly SeriesPoint[]; readonly breaks: readonly SeriesBreakAt[] }

const POINTS = 12
const PER_YEAR: Readonly<Record<PeriodType, number>> = { day: 0, week: 52, month: 12, quarter: 4, half: 2, year: 1 }

export interface SeriesAndFigures { readonly series: readonly Series[]; /** of this indicator and those that it reads, in the last period */ readonly figures: FrameworkFigures | undefined }

/** The last twelve periods up to this one, each with the year before; the past of a unit that was made of others by the framework's rule. */
export async function seriesOf(tx: Tx, framework: Framework, code: string, subject: NamedSubject, period: Period, asking: Asking): Promise<SeriesAndFigures> {
  const back = PER_YEAR[period.type]
  const periods = Array.from({ length: POINTS + back }, (_, at) => offsetPeriod(period, at + 1 - POINTS - back))
  const codes = dependencyCodes(framework.indicators, code)
  const own: Framework = { definition: { ...framework.definition, groups: [] }, indicators: framework.indicators.filter(each => codes.has(each.code)) }
  const definition = own.indicators.find(each => each.code === code)
  if (!definition) return { series: [], figures: undefined }
  const edges = subject.kind === 'agency' ? [] : await successionEdges(tx, subject.kind)
  const first = periods[0] ?? period
  const [ground, past] = await Promise.all([loadGround(tx, own, subject, periods, asking), subject.kind === 'agency' ? undefined : pastOf(tx, own, subject.code, subject.kind, periods, edges, asking)])
  const now = periods.map(each => figuresAt(ground, each))
  const shown = periods.at(-POINTS) ?? first
  // what an edition before this one measured is another thing, though it may have the same name
  const { validFrom, notComparableWith, succession } = framework.definition
  const foreign = (each: Period): boolean => notComparableWith.length > 0 && each.end < validFrom
  const breaks: readonly Omit<SeriesBreakAt, 'at'>[] = [...subject.kind === 'agency' ? [] : breaksIn(subject.code, shown, period, { edges, rule: succession }), ...foreign(shown) && !foreign(period) ? [{ on: validFrom, of: 'edition' as const }] : []]
  const series = measuresOf(definition).map((test): Series => {
    const points = periods.map((each, at): Omit<SeriesPoint, 'yearBefore'> => {
      if (foreign(each)) return { period: each, value: null, reasons: [], reported: 0, expected: 0, of: [] }
      const figure = pick(now[at], definition, test)
      const heard = figure?.evidence.flatMap(({ aggregated }) => aggregated ?? []) ?? []
      const told = { period: each, reported: Math.max(0, ...heard.map(({ reported }) => reported)), expected: Math.max(0, ...heard.map(({ expected }) => expected)) }
      if (figure?.result.value != null || past === undefined) return { ...told, value: figure?.result.value ?? null, reasons: figure?.result.reasons ?? [], of: [] }
      const before = past(each, of => pick(figuresAt(of, each), definition, test)?.result)
      if (before === undefined) return { ...told, value: null, reasons: figure?.result.reasons ?? [], of: [] }
      return { period: each, value: before.value, reported: before.reported, expected: before.expected, reasons: before.value === null ? figure?.result.reasons ?? before.reasons : before.reasons, of: before.value === null ? [] : before.of }
    })
    const drawn = points.slice(back)
    const at = (day: string): number => drawn.findIndex(point => point.period.end >= day)
    return { test, points: drawn.map((point, index) => ({ ...point, yearBefore: back === 0 ? null : points[index]?.value ?? null })), breaks: breaks.flatMap(({ on, of }) => at(on) > 0 ? [{ at: at(on), on, of }] : []) }
  })
  return { series, figures: now.at(-1) }
}

/** A criterion whose sub-tests measure something of their own is drawn test by test. */
const measuresOf = ({ target }: IndicatorDefinition): readonly (SubTest | undefined)[] => target === undefined || target.tests.length === 0 ? [undefined] : target.tests.some(({ expression }) => expression !== undefined) ? target.tests : [target.tests[0]]
const pick = (figures: FrameworkFigures | undefined, { code }: IndicatorDefinition, test: SubTest | undefined): IndicatorFigure | undefined => (test === undefined ? undefined : figures?.tested.get(code)?.get(test.code)) ?? figures?.indicators.find(each => each.definition.code === code)
