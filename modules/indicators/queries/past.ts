import type { Tx } from '../../../kernel/db/db.ts'
import { listAgencies } from '../../organisations/index.ts'
import type { Framework } from '../domain/framework.ts'
import type { MissingReason } from '../domain/missing.ts'
import type { Period } from '../domain/period.ts'
import { ancestorsOn, valueThroughTime, type SuccessionEdge } from '../domain/succession.ts'
import { populationsOf } from './readings.ts'
import { loadGrounds, type Asking, type Ground, type Subject } from './results.ts'

export interface Figure { readonly value: number | null; readonly reasons: readonly MissingReason[] }
export interface PastFigure extends Figure { /** the units that stood there then */ readonly of: readonly string[]; readonly reported: number; readonly expected: number }
/** What a unit's area was before the unit: undefined where it was the unit itself. `figureAt` takes the wanted number from the ground of a unit, or of several together. */
export type Past = (period: Period, figureAt: (ground: Ground) => Figure | undefined) => PastFigure | undefined

/**
 * The past of a unit that was made of others, by the rule of the framework, read once for all periods. `sum` adds up what is counted (numerators and denominators),
 * never quotients; the means are those of the old units' own values. Nothing is rewritten.
 */
export async function pastOf(tx: Tx, framework: Framework, code: string, level: 'province' | 'commune', periods: readonly Period[], edges: readonly SuccessionEdge[], asking: Asking): Promise<Past> {
  const { succession: rule } = framework.definition
  const standing = new Map(periods.map(period => [period.id, ancestorsOn(code, period.end, edges)]))
  const itself = (from: ReturnType<typeof ancestorsOn>): boolean => from.length === 1 && from[0]?.unit === code && from[0].share === 1
  const made = [...standing.values()].filter(from => !itself(from)).map(from => from.map(({ unit }) => unit))
  const units = [...new Set(made.flat())]
  const last = periods.at(-1)
  if (units.length === 0 || last === undefined) return () => undefined
  const agencies = level === 'commune' ? await agenciesOf(tx, units, periods) : () => []
  const keyOf = (own: readonly string[]): string => own.toSorted().join(' ')
  const subjects = new Map([...units.map(unit => [unit]), ...rule === 'sum' ? made : []].map((own): [string, Subject] => [keyOf(own), { units: own, agencies: [...new Set(own.flatMap(agencies))] }]))
  const [grounds, populations] = await Promise.all([loadGrounds(tx, framework, [...subjects.values()], periods, asking), rule === 'population-weighted' ? populationsOf(tx, units, last.end) : undefined])
  const byKey = new Map([...subjects.keys()].flatMap((key, at): [string, Ground][] => { const ground = grounds[at]; return ground ? [[key, ground]] : [] }))
  return (period, figureAt) => {
    const from = standing.get(period.id) ?? []
    if (from.length === 0 || itself(from)) return undefined
    const of = from.map(({ unit }) => unit)
    const figure = (key: string): Figure => { const ground = byKey.get(key); return (ground && figureAt(ground)) ?? { value: null, reasons: [{ code: 'no-reading', of: key }] } }
    const counts = { of, reported: of.filter(unit => figure(unit).value !== null).length, expected: of.length }
    if (rule === 'sum' && from.every(({ share }) => share === 1)) return { ...figure(keyOf(of)), ...counts }
    const { value, reasons } = valueThroughTime(code, period, { edges, rule, readingOf: unit => figure(unit).value ?? undefined, ...populations ? { populationOf: populations(period.end) } : {} })
    return { value, reasons, ...counts }
  }
}

/** Whose dossiers are a commune's: the agencies of its area at the beginning or the end of the stretch. */
async function agenciesOf(tx: Tx, units: readonly string[], periods: readonly Period[]): Promise<(unit: string) => readonly string[]> {
  const wanted = new Set(units)
  const found = (await Promise.all([periods[0], periods.at(-1)].flatMap(period => period ? [listAgencies(tx, period.end)] : []))).flat().filter(({ unitCode }) => unitCode !== null && wanted.has(unitCode))
  const byUnit = Map.groupBy(found, agency => agency.unitCode ?? '')
  return unit => [...new Set((byUnit.get(unit) ?? []).map(({ id }) => id))]
}
