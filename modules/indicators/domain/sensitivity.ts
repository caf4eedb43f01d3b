import { composite, type Method, type MissingPolicy, type Part } from './composite.ts'
import { normalise, type Direction, type Normalisation } from './normalise.ts'
import { rank } from './rank.ts'

export interface Component { readonly code: string; readonly weight: number; readonly direction?: Direction }
/** Raw values: one row for each unit, one column for each component; null is missing. */
export interface Table { readonly units: readonly string[]; readonly components: readonly Component[]; readonly values: readonly (readonly (number | null)[])[] }
export interface Baseline { readonly normalisation: Normalisation; readonly method: Method; readonly missing: MissingPolicy; readonly decimals: number }

/** Every component's column on one scale. */
export function normalisedColumns({ components, values }: Table, how: Normalisation): readonly (readonly (number | null)[])[] {
  return components.map((component, at) => normalise(values.map(row => row[at] ?? null), how, component.direction))
}

function ranksOf(table: Table, columns: readonly (readonly (number | null)[])[], weights: readonly number[], { method, missing, decimals }: Baseline): readonly (number | null)[] {
  const scores = table.units.map((unit, row) => ({ unit, score: composite(table.components.map((component, at): Part => ({ code: component.code, weight: weights[at] ?? 0, value: columns[at]?.[row] ?? null })), method, missing).value }))
  return rank(scores, decimals).map(each => each.rank)
}

/** The ranks when one weight alone is a quarter larger or smaller: which weight decides who stands where. */
export interface WeightEffect { readonly code: string; readonly lower: readonly (number | null)[]; readonly higher: readonly (number | null)[]; /** units whose rank moved either way */ readonly moved: number }
export function oneAtATime(table: Table, baseline: Baseline, by = 0.25): { readonly ranks: readonly (number | null)[]; readonly effects: readonly WeightEffect[] } {
  const columns = normalisedColumns(table, baseline.normalisation)
  const weights = table.components.map(({ weight }) => weight)
  const weighted = (at: number, factor: number): readonly (number | null)[] => ranksOf(table, columns, weights.map((weight, each) => each === at ? weight * factor : weight), baseline)
  const ranks = ranksOf(table, columns, weights, baseline)
  const effects = table.components.map(({ code }, at) => {
    const [lower, higher] = [weighted(at, 1 - by), weighted(at, 1 + by)]
    return { code, lower, higher, moved: ranks.filter((place, row) => place !== lower[row] || place !== higher[row]).length }
  })
  return { ranks, effects }
}

