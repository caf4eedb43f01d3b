import { sum } from './aggregate.ts'
import type { MissingReason } from './missing.ts'

/** `arithmetic`, `geometric`: weighted means of shares; `points`: shares times their weights, added up. */
export type Method = 'arithmetic' | 'geometric' | 'points'
/** A component without a value: left out and the others reweighted, counted as nothing, or no total at all. */
export type MissingPolicy = 'exclude' | 'zero' | 'block'

export interface Part { readonly code: string; readonly weight: number; /** 0–1 as a rule */ readonly value: number | null; /** collected but not scored (Smart city in QĐ 922) */ readonly scored?: boolean }
export interface Composite {
  readonly value: number | null
  /** weight of what had a value, and of everything scored */
  readonly weight: number
  readonly of: number
  readonly missing: readonly string[]
  readonly reasons: readonly MissingReason[]
}

export function composite(parts: readonly Part[], method: Method, policy: MissingPolicy): Composite {
  const scored = parts.filter(part => part.scored !== false && part.weight > 0)
  const present = scored.flatMap(({ code, weight, value }) => value === null ? policy === 'zero' ? [{ code, weight, value: 0 }] : [] : [{ code, weight, value }])
  const lacking = scored.filter(part => part.value === null).map(({ code }) => code)
  const [weight, of] = [sum(present.map(part => part.weight)), sum(scored.map(part => part.weight))]
  const answer = { weight, of, missing: lacking }
  if (present.length === 0 || policy === 'block' && lacking.length > 0) return { value: null, ...answer, reasons: lacking.map(code => ({ code: 'blocked', of: code })) }
  // what was left out under `exclude` takes the average of the others, so that the points stay comparable
  const mean = method === 'geometric' ? geometric(present, weight) : sum(present.map(part => part.weight * part.value)) / weight
  return { value: method === 'points' ? mean * of : mean, ...answer, reasons: lacking.map(code => ({ code: 'no-reading', of: code })) }
}

/** Zero anywhere is zero: in a geometric mean nothing makes up for nothing. Below zero it is not defined and counts as zero. */
function geometric(parts: readonly { readonly weight: number; readonly value: number }[], weight: number): number {
  if (parts.some(part => part.value <= 0)) return 0
  return Math.exp(sum(parts.map(part => part.weight * Math.log(part.value))) / weight)
}
