import { sum } from './aggregate.ts'

export type Direction = 'up' | 'down'
/** Values of several units onto one scale. `down`: less is better, so that more of the scale is always better. */
export type Normalisation =
  | { readonly kind: 'min-max-data' }
  /** bounds that the framework fixes; what lies beyond them stays beyond 0 or 1 unless `clamp` */
  | { readonly kind: 'min-max-fixed'; readonly min: number; readonly max: number; readonly clamp: boolean }
  /** z-scores, then rescaled to 0–1 by their own extremes: relative, not absolute (UN EGDI) */
  | { readonly kind: 'z-score' }
  | { readonly kind: 'rank' }
  | { readonly kind: 'distance-to-target'; readonly target: number }
  | { readonly kind: 'points'; readonly max: number }

type Values = readonly (number | null)[]

/** Missing values stay missing and are nobody's extreme, mean or neighbour. */
export function normalise(values: Values, how: Normalisation, direction: Direction = 'up'): Values {
  const known = values.filter(value => value !== null)
  if (known.length === 0) return values
  const each = (one: (value: number) => number): Values => values.map(value => value === null ? null : one(value))
  const up = (share: number): number => direction === 'up' ? share : 1 - share
  switch (how.kind) {
    case 'points': return each(value => up(value / how.max))
    case 'distance-to-target': return each(value => direction === 'up' ? value / how.target : value === 0 ? 1 : how.target / value)
    case 'min-max-fixed': return each(value => { const share = (value - how.min) / (how.max - how.min); return up(how.clamp ? Math.min(1, Math.max(0, share)) : share) })
    case 'min-max-data': return each(spread(known, up))
    case 'z-score': { const z = zScore(known); return each(value => spread(known.map(z), up)(z(value))) }
    case 'rank': return each(value => {
      // ties share the middle of their places, so that the order of the list changes nothing
      const below = known.filter(other => other < value).length
      const same = known.filter(other => other === value).length
      return up(known.length === 1 ? 1 : (below + (same - 1) / 2) / (known.length - 1))
    })
  }
}

/** Nobody differs: all stand at the top together. */
function spread(known: readonly number[], up: (share: number) => number): (value: number) => number {
  const [min, max] = [Math.min(...known), Math.max(...known)]
  return max === min ? () => 1 : value => up((value - min) / (max - min))
}

/** (x - µ)/σ with the deviation of the whole population, as the UN does; 0 for everybody when nobody differs. */
export function zScore(known: readonly number[]): (value: number) => number {
  const mean = sum(known) / known.length
  const deviation = Math.sqrt(sum(known.map(value => (value - mean) ** 2)) / known.length)
  return deviation === 0 ? () => 0 : value => (value - mean) / deviation
}
