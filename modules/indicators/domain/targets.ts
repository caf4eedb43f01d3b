import { cutTo, type Cutting } from './decimal.ts'
import { isMissing, type Missing, type MissingReason } from './missing.ts'
import type { Text } from './text.ts'

/** `>` is strict: "trên 90 %" is not met at 90 %; `≥` is "từ … trở lên", "đạt". */
export type TargetOperator = '>' | '>=' | '=' | '<=' | '<'

/** One threshold: of a level of government, for instance. A criterion of several is met when all of them are. */
export interface SubTest { readonly code: string; readonly level: string | null; readonly operator: TargetOperator; readonly threshold: number; /** what is measured, where it is not the indicator's own numerator */ readonly expression?: string }
/** A criterion of a target list. `excluding` names what is not counted (state secrets), for people to read beside the number. */
export interface Criterion { readonly code: string; readonly tests: readonly SubTest[]; readonly excluding: Text | null; /** true: read in a source; others are shown, marked, and not counted */ readonly verified: boolean; readonly decimals: number; readonly cutting: Cutting }

export type Met = 'met' | 'not-met' | 'unknown'
export interface SubTestResult { readonly test: SubTest; readonly value: number | null; readonly met: Met; readonly reasons: readonly MissingReason[] }
export interface CriterionResult { readonly criterion: Criterion; readonly met: Met; readonly tests: readonly SubTestResult[] }

/** Judged by the value itself; `decimals` and `cutting` say how it is printed, so that 89.96 prints as 90.0 and is still not above 90. */
export function judgeCriterion(criterion: Criterion, valueOf: (test: SubTest) => number | Missing): CriterionResult {
  const tests = criterion.tests.map((test): SubTestResult => {
    const value = valueOf(test)
    return isMissing(value) ? { test, value: null, met: 'unknown', reasons: value.missing } : { test, value, met: reaches(value, test) ? 'met' : 'not-met', reasons: [] }
  })
  const met = tests.some(test => test.met === 'not-met') ? 'not-met' : tests.length === 0 || tests.some(test => test.met === 'unknown') ? 'unknown' : 'met'
  return { criterion, met, tests }
}

/** As it is printed, with the digits and the cutting that the framework states. */
export const printed = (value: number, { decimals, cutting }: Pick<Criterion, 'decimals' | 'cutting'>): number => cutTo(value, decimals, cutting)

function reaches(value: number, { operator, threshold }: SubTest): boolean {
  switch (operator) {
    case '>': return value > threshold
    case '>=': return value >= threshold
    case '=': return value === threshold
    case '<=': return value <= threshold
    case '<': return value < threshold
  }
}

/** "n of m met", and what cannot be said: a criterion without data, or without a verified wording, is in neither number. */
export interface Tally { readonly met: number; readonly notMet: number; readonly unknown: number; readonly unverified: number; readonly of: number }
export function tally(results: readonly CriterionResult[]): Tally {
  const verified = results.filter(({ criterion }) => criterion.verified)
  const count = (met: Met): number => verified.filter(result => result.met === met).length
  return { met: count('met'), notMet: count('not-met'), unknown: count('unknown'), unverified: results.length - verified.length, of: results.length }
}
