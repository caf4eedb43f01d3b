import { sum } from '../domain/aggregate.ts'
import type { Part } from '../domain/composite.ts'
import type { Framework } from '../domain/framework.ts'
import { pillarsOf, type PillarFigure } from '../domain/printed.ts'
import { rank, whatMovesMyRank, type Lever, type Move, type Ranked } from '../domain/rank.ts'
import { oneAtATime } from '../domain/sensitivity.ts'
import type { UnitFigures } from '../queries/compare.ts'
import { partsOf } from '../queries/results.ts'

/** A unit in a ranking: its total as the authority published it, where it did, and as it is computed here; the rank is that of the published one. */
export interface RankRow extends Ranked { readonly figures: UnitFigures; readonly published: number | null; readonly parts: readonly Part[]; readonly pillars: readonly PillarFigure[] }
export function rankRows(framework: Framework, units: readonly UnitFigures[], published: ReadonlyMap<string, number>): readonly RankRow[] {
  const { definition } = framework
  const scores = units.map(({ subject, printed }) => ({ unit: subject.code, score: published.get(subject.code) ?? printed, tieKey: subject.name }))
  const ranked = rank(scores, definition.decimals, definition.ranking)
  const rows = units.flatMap((figures, at): RankRow[] => {
    const own = ranked[at]
    const parts = partsOf(framework, figures.indicators)
    return own ? [{ ...own, figures, published: published.get(figures.subject.code) ?? null, parts, pillars: pillarsOf(definition, parts) }] : []
  })
  return rows.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity))
}

/** Whether the total is points, or a share of them. */
const inPoints = ({ method, printed }: Framework['definition']): boolean => method === 'points' && printed === undefined

/** A unit whose rank depends on one weight. */
export interface Moved { readonly unit: string; readonly now: number; readonly lower: number; readonly higher: number }
export interface WeightLine { readonly code: string; readonly weight: number; readonly moved: readonly Moved[] }
/** One weight at a time a quarter smaller and larger, over the units that have a total. */
export function weightLines({ definition }: Framework, rows: readonly RankRow[], by = 0.25): readonly WeightLine[] {
  const ranked = rows.filter(({ score }) => score !== null)
  // what nobody has a number for moves nobody
  const parts = (ranked[0]?.parts ?? []).filter(part => part.scored !== false && part.weight > 0 && ranked.some(row => row.parts.some(({ code, value }) => code === part.code && value !== null)))
  const table = { units: ranked.map(({ unit }) => unit), components: parts.map(({ code, weight }) => ({ code, weight })), values: ranked.map(row => parts.map(({ code }) => row.parts.find(part => part.code === code)?.value ?? null)) }
  // shares are on one scale already; they are added up and printed as the total is, so that ties are the same
  const { ranks, effects } = oneAtATime(table, { normalisation: { kind: 'points', max: 1 }, method: inPoints(definition) || definition.method === 'geometric' ? definition.method : 'arithmetic', missing: definition.missing, decimals: definition.decimals }, by)
  return effects.map(({ code, lower, higher }, at) => ({ code, weight: parts[at]?.weight ?? 0, moved: table.units.flatMap((unit, row): Moved[] => { const [now, less, more] = [ranks[row], lower[row], higher[row]]; return now == null || less == null || more == null || now === less && now === more ? [] : [{ unit, now, lower: less, higher: more }] }) }))
}

export interface Mover { readonly above: string; readonly gap: number; readonly moves: readonly Move[] }
/** What would bring a unit past the next one: the gap in the printed total ÷ what all of a component is worth in it. */
export function movesOf({ definition }: Framework, rows: readonly RankRow[], unit: string): Mover | undefined {
  const own = rows.find(row => row.unit === unit)
  if (own === undefined) return undefined
  const scored = own.parts.filter(part => part.scored !== false && part.weight > 0)
  const weigh = (parts: readonly Part[]): number => sum(parts.map(({ weight }) => weight))
  // what is left out under `exclude` takes the average of the others: each of these weighs more
  const counted = definition.missing === 'exclude' ? weigh(scored.filter(({ value }) => value !== null)) : weigh(scored)
  const levers = scored.flatMap(({ code, weight, value }): Lever[] => value === null ? [] : [{ code, reached: value, points: weight / counted * (inPoints(definition) ? weigh(scored) : 1) }])
  return whatMovesMyRank(unit, rows, levers, definition.decimals)
}
