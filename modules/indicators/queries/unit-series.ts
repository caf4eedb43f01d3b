import type { Tx } from '../../../kernel/db/db.ts'
import { listAgencies, unitNames } from '../../organisations/index.ts'
import { narrowedTo, type Framework } from '../domain/framework.ts'
import type { MissingReason } from '../domain/missing.ts'
import type { Period } from '../domain/period.ts'
import { printedTotal } from '../domain/printed.ts'
import { ancestorsOn, breaksIn, valueThroughTime, type SeriesBreak } from '../domain/succession.ts'
import { populationsOf } from './readings.ts'
import { loadGrounds, plainFiguresAt, successionEdges, type Asking, type Ground, type Subject } from './results.ts'

export interface UnitPoint { readonly period: Period; readonly value: number | null; readonly reasons: readonly MissingReason[]; /** the units that it stands on, where these were others */ readonly of: readonly string[]; readonly reported: number }
export interface UnitSeries { readonly points: readonly UnitPoint[]; readonly breaks: readonly (SeriesBreak & { /** the first point after it */ readonly at: number })[]; readonly names: ReadonlyMap<string, string> }

/**
 * A commune's figure over time (`code`: an indicator, '' the total), through what became of its area: before a merger by the rule of the framework. `sum`
 * adds up what is counted (numerators and denominators), never quotients; the means are those of the old units' own values. Nothing is rewritten.
 */
export async function unitSeriesOf(tx: Tx, framework: Framework, subject: Subject & { readonly code: string }, code: string, periods: readonly Period[], asking: Asking = {}): Promise<UnitSeries> {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return { points: [], breaks: [], names: new Map() }
  const edges = await successionEdges(tx, 'commune')
  const { succession: rule } = framework.definition
  const standing = periods.map(period => ancestorsOn(subject.code, period.end, edges))
  const old = [...new Set(standing.flatMap(from => from.map(({ unit }) => unit)))].filter(unit => unit !== subject.code)
  const agencies = await agenciesOf(tx, [...old, subject.code], periods)
  const alone = (unit: string): Subject => unit === subject.code ? subject : { units: [unit], agencies: agencies(unit) }
  // together: what each of the old units counted, added up before anything is divided
  const keyOf = (units: readonly string[]): string => [...units].sort().join(' ')
  const together = new Map(standing.filter(from => from.length > 1).map(from => from.map(({ unit }) => unit)).map(units => [keyOf(units), { units, agencies: [...new Set(units.flatMap(unit => alone(unit).agencies))] }]))
  const subjects = new Map<string, Subject>([[subject.code, subject], ...old.map(unit => [unit, alone(unit)] as const), ...rule === 'sum' ? together : []])
  const grounds = await loadGrounds(tx, code === '' ? framework : narrowedTo(framework, [code]), [...subjects.values()], periods, asking)
  const byKey = new Map([...subjects.keys()].flatMap((key, at): [string, Ground][] => { const ground = grounds[at]; return ground ? [[key, ground]] : [] }))
  const figure = (key: string, period: Period): { readonly value: number | null; readonly reasons: readonly MissingReason[] } => {
    const ground = byKey.get(key)
    if (ground === undefined) return { value: null, reasons: [{ code: 'no-reading', of: key }] }
    const { indicators, total } = plainFiguresAt(ground, period)
    if (code === '') return { value: printedTotal(framework.definition, total), reasons: total.reasons }
    return indicators.find(each => each.definition.code === code)?.result ?? { value: null, reasons: [{ code: 'unknown-item', of: code }] }
  }
  const populations = rule === 'population-weighted' ? await populationsOf(tx, [...old, subject.code], last.end) : undefined
  const points = periods.map((period, at): UnitPoint => {
    const from = standing[at] ?? []
    const units = from.map(({ unit }) => unit)
    const itself = units.length === 1 && units[0] === subject.code && from[0]?.share === 1
    if (itself) { const { value, reasons } = figure(subject.code, period); return { period, value, reasons, of: [], reported: value === null ? 0 : 1 } }
    const known = units.filter(unit => figure(unit, period).value !== null).length
    const unshared = from.find(({ share }) => share !== 1)
    if (rule === 'sum' && unshared === undefined) return { period, ...figure(units.length > 1 ? keyOf(units) : units[0] ?? '', period), of: units, reported: known }
    const { value, reasons } = valueThroughTime(subject.code, period, { edges, rule, readingOf: (unit, when) => figure(unit, when).value ?? undefined, ...populations ? { populationOf: populations(period.end) } : {} })
    return { period, value, reasons, of: units, reported: known }
  })
  return { points, names: await unitNames(tx, 'commune', [...old, subject.code]), breaks: breaksIn(subject.code, first, last, { edges, rule }).flatMap(each => { const at = periods.findIndex(({ end }) => end >= each.on); return at > 0 ? [{ ...each, at }] : [] }) }
}

/** Whose dossiers are a unit's: the agencies of its area in any of these periods. */
async function agenciesOf(tx: Tx, units: readonly string[], periods: readonly Period[]): Promise<(unit: string) => readonly string[]> {
  const wanted = new Set(units)
  const [first, last] = [periods[0], periods.at(-1)]
  const found = (await Promise.all([first, last].flatMap(period => period ? [listAgencies(tx, period.end)] : []))).flat().filter(agency => agency.unitCode !== null && wanted.has(agency.unitCode))
  const byUnit = Map.groupBy(found, agency => agency.unitCode ?? '')
  return unit => [...new Set((byUnit.get(unit) ?? []).map(({ id }) => id))]
}
