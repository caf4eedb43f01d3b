import type { Aggregation } from './aggregate.ts'
import type { Method, MissingPolicy } from './composite.ts'
import type { Cutting } from './decimal.ts'
import type { Direction } from './normalise.ts'
import type { PeriodType } from './period.ts'
import type { Ranking } from './rank.ts'
import type { Formula } from './score.ts'
import type { SuccessionRule } from './succession.ts'
import type { SubTest } from './targets.ts'
import type { Text } from './text.ts'

/** How sure we are of a wording or number: read in a source, computed from what was read, or neither and therefore marked on screen. */
export const VERIFICATIONS = ['verified', 'derived', 'unverified'] as const
export type Verification = (typeof VERIFICATIONS)[number]

/** An expression and what it means in words. */
export interface Operand { readonly expression: string; readonly text: Text }

/** One indicator, one file (`frameworks/<framework>/<code>.json`), so that a change of it is a diff that people can review. */
export interface IndicatorDefinition {
  readonly code: string
  readonly text: Text
  readonly unit: Text
  readonly direction: Direction
  readonly decimals: number
  readonly cutting: Cutting
  /** points at most; null: not scored by points */
  readonly max: number | null
  readonly numerator: Operand | null
  /** null: the numerator alone is the value */
  readonly denominator: Operand | null
  /** 100 for per cent */
  readonly factor: number
  /** from the quotient (without the factor) to points */
  readonly formula: Formula | null
  /** when the denominator is zero */
  readonly whenNothing: 'full' | 'missing'
  readonly incomplete: 'show' | 'withhold'
  readonly evidence: Text
  readonly checkedBy: Text
  readonly source: string
  readonly verification: Verification
  readonly note?: Text
  readonly target?: { readonly tests: readonly SubTest[]; readonly due: string; readonly excluding: Text | null }
}

/** A group may belong to another; points are those of its indicators, or stated when these are not known. */
export interface GroupDefinition { readonly code: string; readonly text: Text; readonly parent: string | null; readonly points: number | null; readonly scored: boolean; /** components that the document counts, known here or not */ readonly components: number | null; readonly verification: Verification; readonly indicators: readonly string[] }

export interface FrameworkDefinition {
  readonly code: string
  readonly version: string
  readonly title: Text
  readonly authority: Text
  readonly document: string
  readonly issuedOn: string | null
  readonly validFrom: string
  readonly validTo: string | null
  /** `figures`: neither a total nor thresholds, only the numbers side by side */
  readonly kind: 'scored' | 'targets' | 'figures'
  readonly periodType: PeriodType
  readonly method: Method
  readonly missing: MissingPolicy
  readonly ranking: Ranking
  readonly decimals: number
  readonly succession: SuccessionRule
  /** a line across a change of method must show it */
  readonly notComparableWith: readonly string[]
  readonly verification: Verification
  readonly note?: Text
  readonly groups: readonly GroupDefinition[]
  /** how the authority prints the total: a share of all points (DTI: 0,8002) where it is not the points themselves */
  readonly printed?: 'share'
  /** the element that holds the total as the authority published it */
  readonly published?: string
  /** sums that the authority publishes beside the total; they may share indicators, then they are neither added up nor averaged */
  readonly pillars?: readonly PillarDefinition[]
}
export interface PillarDefinition { readonly code: string; readonly text: Text; readonly indicators: readonly string[] }

/** Where readings of an element come from; `document`: a published report, entered with its name. */
export const SOURCES = ['platform', 'dataset', 'exchange', 'form', 'document'] as const
export type SourceKind = (typeof SOURCES)[number]
/** What is counted or measured, apart from who uses it. */
export interface ElementDefinition { readonly code: string; readonly text: Text; readonly unit: Text; readonly aggregation: Aggregation; readonly source: SourceKind; readonly public: boolean; readonly note?: Text }
