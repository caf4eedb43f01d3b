import type { Tx } from '../../../kernel/db/db.ts'
import { unitNames } from '../../organisations/index.ts'
import { narrowedTo, type Framework } from '../domain/framework.ts'
import type { Period } from '../domain/period.ts'
import { printedTotal } from '../domain/printed.ts'
import { breaksIn, type SeriesBreak } from '../domain/succession.ts'
import { pastOf, type Figure, type PastFigure } from './past.ts'
import { loadGround, plainFiguresAt, successionEdges, type Asking, type Ground, type Subject } from './results.ts'

/** `of`: the units that the number stands on, where these were others. */
export interface UnitPoint extends PastFigure { readonly period: Period }
export interface UnitSeries { readonly points: readonly UnitPoint[]; readonly breaks: readonly (SeriesBreak & { /** the first point after it */ readonly at: number })[]; readonly names: ReadonlyMap<string, string> }

/** A commune's figure over time (`code`: an indicator, '' the total), through what became of its area. */
export async function unitSeriesOf(tx: Tx, framework: Framework, subject: Subject & { readonly code: string }, code: string, periods: readonly Period[], asking: Asking = {}): Promise<UnitSeries> {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return { points: [], breaks: [], names: new Map() }
  const edges = await successionEdges(tx, 'commune')
  const asked = code === '' ? framework : narrowedTo(framework, [code])
  const [ground, past] = [await loadGround(tx, asked, subject, periods, asking), await pastOf(tx, asked, subject.code, 'commune', periods, edges, asking)]
  const figure = (of: Ground, period: Period): Figure => {
    const { indicators, total } = plainFiguresAt(of, period)
    return code === '' ? { value: printedTotal(framework.definition, total), reasons: total.reasons } : indicators.find(each => each.definition.code === code)?.result ?? { value: null, reasons: [{ code: 'unknown-item', of: code }] }
  }
  const points = periods.map((period): UnitPoint => {
    const then = past(period, of => figure(of, period))
    if (then !== undefined) return { period, ...then }
    const { value, reasons } = figure(ground, period)
    return { period, value, reasons, of: [], reported: value === null ? 0 : 1, expected: 1 }
  })
  const breaks = breaksIn(subject.code, first, last, { edges, rule: framework.definition.succession }).flatMap(each => { const at = periods.findIndex(({ end }) => end >= each.on); return at > 0 ? [{ ...each, at }] : [] })
  return { points, breaks, names: await unitNames(tx, 'commune', [...points.flatMap(({ of }) => of), ...breaks.flatMap(({ of }) => of), subject.code]) }
}
