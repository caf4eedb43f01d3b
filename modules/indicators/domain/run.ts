import { composite, type Part } from './composite.ts'
import type { FrameworkDefinition, IndicatorDefinition } from './definition.ts'
import type { IndicatorResult } from './indicator.ts'
import type { MissingReason } from './missing.ts'
import { drawRanks, type RankInterval } from './monte-carlo.ts'
import type { Normalisation } from './normalise.ts'
import { printedTotal } from './printed.ts'
import { rank } from './rank.ts'
import type { Table } from './sensitivity.ts'

/** What one unit came to: its indicators, and its scored parts as shares. */
export interface UnitFigures { readonly unit: string; readonly results: readonly { readonly definition: IndicatorDefinition; readonly result: IndicatorResult }[]; readonly parts: readonly Part[] }
export interface ScoredUnit { readonly unit: string; /** as it is printed and ranked */ readonly score: number | null; readonly points: number | null; readonly max: number | null; readonly rank: number | null; readonly reasons: readonly MissingReason[] }

/** The printed total is a share where the framework says so, and wherever it has no points. */
export const printsShare = ({ method, printed }: Pick<FrameworkDefinition, 'method' | 'printed'>): boolean => method !== 'points' || printed === 'share'

/** Totals and ranks of several units, on the score as it is printed. */
export function scoreUnits(definition: FrameworkDefinition, units: readonly UnitFigures[]): readonly ScoredUnit[] {
  const totals = units.map(({ unit, parts }) => {
    const total = composite(parts, definition.method, definition.missing)
    const points = definition.method === 'points' ? total.value : null
    return { unit, score: printedTotal(definition, total), points, max: total.of === 0 ? null : total.of, reasons: total.reasons }
  })
  const ranks = new Map(rank(totals, definition.decimals, definition.ranking).map(each => [each.unit, each.rank]))
  return totals.map(total => ({ ...total, rank: ranks.get(total.unit) ?? null }))
}

/** What is uncertain: how values are brought onto one scale, and every weight within ± 25 %. Geometric means are left out: on a scale whose least is zero they make the last of one component last of all. */
export const UNCERTAIN: { readonly normalisations: readonly Normalisation[]; readonly methods: readonly ['arithmetic']; readonly weightsBy: number } = { normalisations: [{ kind: 'points', max: 1 }, { kind: 'min-max-data' }, { kind: 'z-score' }], methods: ['arithmetic'], weightsBy: 0.25 }

/** Draws of the method, in steps; units that are scored. */
export function drawUnits(definition: FrameworkDefinition, units: readonly UnitFigures[], { draws, every, random }: { readonly draws: number; readonly every: number; readonly random: () => number }): Generator<number, readonly RankInterval[]> {
  const codes = [...new Set(units.flatMap(({ parts }) => parts.flatMap(part => part.scored === false || part.weight <= 0 ? [] : [part.code])))]
  const table: Table = {
    units: units.map(({ unit }) => unit), components: codes.map(code => ({ code, weight: units[0]?.parts.find(part => part.code === code)?.weight ?? 0 })),
    values: units.map(({ parts }) => codes.map(code => parts.find(part => part.code === code)?.value ?? null)),
  }
  // as fine as the printed score: 2 decimals of 100 points are 4 of the share
  const of = units[0]?.parts.reduce((sum, part) => part.scored === false ? sum : sum + part.weight, 0) ?? 1
  const decimals = printsShare(definition) ? definition.decimals : definition.decimals + Math.round(Math.log10(Math.max(of, 1)))
  return drawRanks(table, { draws, ...UNCERTAIN, missing: definition.missing, decimals, random }, every)
}
