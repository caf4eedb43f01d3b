import type { LocalDate } from '../../../kernel/working-time.ts'
import { sum } from './aggregate.ts'
import { addDays } from './days.ts'
import type { MissingReason } from './missing.ts'
import type { Period } from './period.ts'

/** What became of a unit on a day. `share` of the old one that went to the new (0–1); null: only a part, and nobody knows how much. */
export interface SuccessionEdge { readonly from: string; readonly to: string; readonly on: LocalDate; readonly share: number | null }
/** How a framework builds the past of a unit that did not exist then. */
export type SuccessionRule = 'sum' | 'mean-of-old' | 'population-weighted'

/** A former unit and how much of it the later unit stands on. */
export interface Ancestor { readonly unit: string; readonly share: number | null }

/** The units that a unit was made of, as they stood at the end of a day: itself when it existed already. Chains and several ways to one ancestor add up. */
export function ancestorsOn(unit: string, day: LocalDate, edges: readonly SuccessionEdge[], seen: readonly string[] = []): readonly Ancestor[] {
  const origins = edges.filter(edge => edge.to === unit && edge.on > day)
  // an edge to itself: the unit lived on and took others in
  const before = origins.filter(edge => !seen.includes(edge.from) && edge.from !== unit)
  const shares = new Map<string, number | null>()
  const add = (name: string, share: number | null): void => { const had = shares.get(name); shares.set(name, had === undefined ? share : had === null || share === null ? null : Math.min(1, had + share)) }
  for (const edge of before) for (const older of ancestorsOn(edge.from, day, edges, [...seen, unit])) add(older.unit, older.share === null || edge.share === null ? null : older.share * edge.share)
  const own = origins.find(edge => edge.from === unit)
  if (own !== undefined || before.length === 0) add(unit, own === undefined ? 1 : own.share)
  return [...shares].map(([name, share]) => ({ unit: name, share }))
}

/** A break in a unit's series: before this day it is made of these. */
export interface SeriesBreak { readonly on: LocalDate; readonly of: readonly string[]; readonly rule: SuccessionRule }
export interface ThroughTime { readonly value: number | null; readonly reported: number; readonly expected: number; readonly reasons: readonly MissingReason[]; readonly from: readonly Ancestor[] }

export interface History {
  readonly edges: readonly SuccessionEdge[]
  readonly rule: SuccessionRule
  /** what a unit reported itself for a period */
  readonly readingOf: (unit: string, period: Period) => number | undefined
  readonly populationOf?: (unit: string) => number | undefined
}

/**
 * The value of a unit of today in any period. Its own reading comes first; a period that ended before the unit existed is built from the units of
 * that time. History is never moved or rewritten: only read again.
 */
export function valueThroughTime(unit: string, period: Period, history: History): ThroughTime {
  const from = ancestorsOn(unit, period.end, history.edges)
  const own = history.readingOf(unit, period)
  const alone = from.length === 1 && from[0]?.unit === unit && from[0].share === 1
  if (alone) return { value: own ?? null, reported: own === undefined ? 0 : 1, expected: 1, reasons: own === undefined ? [{ code: 'no-reading', of: unit }] : [], from }
  const parts = from.flatMap(ancestor => { const value = history.readingOf(ancestor.unit, period); return value === undefined ? [] : [{ ...ancestor, value }] })
  const counts = { reported: parts.length, expected: from.length, from }
  if (parts.length === 0) return { value: null, ...counts, reasons: [{ code: 'no-reading', of: unit }] }
  const reasons: MissingReason[] = parts.length < from.length ? [{ code: 'incomplete', of: unit, reported: parts.length, expected: from.length }] : []
  const none = (reason: MissingReason): ThroughTime => ({ value: null, ...counts, reasons: [...reasons, reason] })
  if (history.rule === 'mean-of-old') return { value: sum(parts.map(({ value }) => value)) / parts.length, ...counts, reasons }
  const unshared = parts.find(({ share }) => share === null)
  if (unshared !== undefined) return none({ code: 'share-unknown', of: unshared.unit })
  if (history.rule === 'sum') return { value: sum(parts.map(({ value, share }) => value * (share ?? 0))), ...counts, reasons }
  const weights = parts.map(({ unit: name, share }) => (history.populationOf?.(name) ?? 0) * (share ?? 0))
  const unweighted = parts.find((_, at) => !((weights[at] ?? 0) > 0))
  if (unweighted !== undefined) return none({ code: 'no-weight', of: unweighted.unit })
  return { value: sum(parts.map(({ value }, at) => value * (weights[at] ?? 0))) / sum(weights), ...counts, reasons }
}

/** Where the line of a unit must show a break, oldest first. */
export function breaksIn(unit: string, first: Period, last: Period, { edges, rule }: Pick<History, 'edges' | 'rule'>): readonly SeriesBreak[] {
  const days = [...new Set(edges.map(({ on }) => on))].filter(on => first.start < on && on <= last.end).sort()
  return days.flatMap(on => {
    const before = ancestorsOn(unit, addDays(on, -1), edges)
    const after = ancestorsOn(unit, on, edges)
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ on, of: before.map(ancestor => ancestor.unit), rule }]
  })
}
