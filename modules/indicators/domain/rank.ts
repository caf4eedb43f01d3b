import { roundTo } from './decimal.ts'

/** After a tie: competition 1 2 2 4, dense 1 2 2 3, ordinal 1 2 3 4 (ties by their key). */
export type Ranking = 'competition' | 'dense' | 'ordinal'
export interface Scored { readonly unit: string; readonly score: number | null; /** breaks ties in ordinal ranks; the unit when absent */ readonly tieKey?: string }
export interface Ranked { readonly unit: string; readonly score: number | null; /** null: no score, no rank */ readonly rank: number | null; readonly tied: boolean }

/** Ranks by the score as it is printed: who reads the table must be able to check the rank (official 2022 ranks tie at equal printed scores). */
export function rank(units: readonly Scored[], decimals: number, ranking: Ranking = 'competition'): readonly Ranked[] {
  const printed = units.map(({ score }) => score === null ? null : roundTo(score, decimals))
  const known = printed.filter(score => score !== null)
  const distinct = [...new Set(known)].sort((a, b) => b - a)
  const ordinal = ranking === 'ordinal' ? ordinalRanks(units, printed) : undefined
  return units.map(({ unit }, at) => {
    const score = printed[at] ?? null
    if (score === null) return { unit, score, rank: null, tied: false }
    const place = ordinal?.get(at) ?? (ranking === 'dense' ? distinct.indexOf(score) + 1 : known.filter(other => other > score).length + 1)
    return { unit, score, rank: place, tied: known.filter(other => other === score).length > 1 }
  })
}

function ordinalRanks(units: readonly Scored[], printed: readonly (number | null)[]): ReadonlyMap<number, number> {
  const key = (at: number): string => units[at]?.tieKey ?? units[at]?.unit ?? ''
  const order = [...units.keys()].filter(at => printed[at] !== null).sort((a, b) => (printed[b] ?? 0) - (printed[a] ?? 0) || (key(a) < key(b) ? -1 : 1))
  return new Map(order.map((at, place) => [at, place + 1]))
}

/** A component as it stands for one unit: how much of it is reached, and what all of it is worth in the total. */
export interface Lever { readonly code: string; /** 0–1 */ readonly reached: number; readonly points: number }
/** What would bring a unit past the next one: `needed` is the share of the component to be gained; more than what is left: it alone does not do it. */
export interface Move { readonly code: string; readonly needed: number; readonly left: number; readonly enough: boolean }

/** Gap to the next better printed score ÷ marginal points of each component, cheapest first. Empty for who leads or has no score. */
export function whatMovesMyRank(unit: string, units: readonly Scored[], levers: readonly Lever[], decimals: number): { readonly above: string; readonly gap: number; readonly moves: readonly Move[] } | undefined {
  const ranked = rank(units, decimals)
  const own = ranked.find(each => each.unit === unit)?.score ?? null
  if (own === null) return undefined
  const [above] = ranked.filter(each => each.score !== null && each.score > own).sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
  if (above?.score == null) return undefined
  // one printed step more than the other, or the two would tie
  const gap = roundTo(above.score - own + 10 ** -decimals, decimals)
  const moves = levers.filter(lever => lever.points > 0).map(({ code, reached, points }) => ({ code, needed: gap / points, left: 1 - reached, enough: gap / points <= 1 - reached }))
  return { above: above.unit, gap, moves: moves.sort((a, b) => Number(b.enough) - Number(a.enough) || a.needed - b.needed) }
}
