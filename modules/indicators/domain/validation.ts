import { isMissing, type Missing } from './missing.ts'
import { sum } from './aggregate.ts'

export type RuleOperator = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'compulsory-pair' | 'exclusive-pair'
/** What a side does when values of its expression are missing (DHIS2's names). */
export type MissingStrategy = 'skip-if-any-missing' | 'skip-if-all-missing' | 'never-skip'
/** A side as it was evaluated: `value` when nothing was missing, and what the expression reads. */
export interface Side { readonly value: number | Missing; /** with missing values as zero, for the strategies that go on */ readonly withZeros: number | Missing; readonly read: number; readonly missing: number; readonly strategy: MissingStrategy }
export type Verdict = { readonly kind: 'holds' } | { readonly kind: 'skipped'; readonly side: 'left' | 'right' } | { readonly kind: 'broken'; readonly left: number | null; readonly right: number | null }

/** Judges one rule for one unit and period. Pairs ask only whether there is something, and are never skipped. */
export function judgeRule(operator: RuleOperator, left: Side, right: Side): Verdict {
  const [has, hasRight] = [left.missing < left.read, right.missing < right.read]
  const seen = (side: Side): number | null => side.missing === side.read || isMissing(side.withZeros) ? null : side.withZeros
  if (operator === 'compulsory-pair') return has === hasRight ? { kind: 'holds' } : { kind: 'broken', left: seen(left), right: seen(right) }
  if (operator === 'exclusive-pair') return has && hasRight ? { kind: 'broken', left: seen(left), right: seen(right) } : { kind: 'holds' }
  const [a, b] = [valueOf(left), valueOf(right)]
  if (a === undefined) return { kind: 'skipped', side: 'left' }
  if (b === undefined) return { kind: 'skipped', side: 'right' }
  return holds(operator, a, b) ? { kind: 'holds' } : { kind: 'broken', left: a, right: b }
}

function valueOf(side: Side): number | undefined {
  if (side.missing === 0) return isMissing(side.value) ? undefined : side.value
  if (side.strategy === 'skip-if-any-missing' || side.strategy === 'skip-if-all-missing' && side.missing === side.read) return undefined
  return isMissing(side.withZeros) ? undefined : side.withZeros
}

function holds(operator: Exclude<RuleOperator, 'compulsory-pair' | 'exclusive-pair'>, a: number, b: number): boolean {
  switch (operator) {
    case '==': return a === b
    case '!=': return a !== b
    case '>': return a > b
    case '>=': return a >= b
    case '<': return a < b
    case '<=': return a <= b
  }
}

/** Outside the bounds that were set for a unit and element. */
export const outsideBounds = (value: number, min: number | null, max: number | null): boolean => min !== null && value < min || max !== null && value > max

export interface Outlier { readonly at: number; readonly score: number }
/** Values so many standard deviations from the mean (sample deviation, as DHIS2), most deviating first. */
export function zOutliers(values: readonly number[], threshold = 3): readonly Outlier[] {
  if (values.length < 2) return []
  const mean = sum(values) / values.length
  const deviation = Math.sqrt(sum(values.map(value => (value - mean) ** 2)) / (values.length - 1))
  return deviation === 0 ? [] : beyond(values.map(value => (value - mean) / deviation), threshold)
}

/** The same by median and median deviation (0.6745 (x − median) / MAD): one wild value does not hide itself by widening the measure. */
export function modifiedZOutliers(values: readonly number[], threshold = 3.5): readonly Outlier[] {
  const middle = median(values)
  if (middle === undefined) return []
  const spread = median(values.map(value => Math.abs(value - middle))) ?? 0
  return spread === 0 ? [] : beyond(values.map(value => 0.6745 * (value - middle) / spread), threshold)
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half]
  const lower = sorted[half - 1]
  return upper === undefined ? undefined : sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2
}

const beyond = (scores: readonly number[], threshold: number): readonly Outlier[] => scores.map((score, at) => ({ at, score })).filter(({ score }) => Math.abs(score) > threshold).sort((a, b) => Math.abs(b.score) - Math.abs(a.score) || a.at - b.at)
