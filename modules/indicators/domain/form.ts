import type { MissingStrategy, RuleOperator } from './validation.ts'
import type { Text } from './text.ts'

/** A breakdown of an element on a form: of the people guided, how many are women. */
export interface Category { readonly code: string; readonly text: Text }
export type Categories = Readonly<Record<string, readonly Category[]>>

/** An error stops the report; a warning wants a word beside the value. */
export type Severity = 'error' | 'warning'
export interface PairRule { readonly kind: 'pair'; readonly left: string; readonly operator: RuleOperator; readonly right: string; /** when values are missing; pairs of "both" and "either" never skip */ readonly strategy: MissingStrategy; readonly severity: Severity; readonly message: Text }
export interface BoundsRule { readonly kind: 'bounds'; /** as expressions write it: `element` or `element.category` */ readonly cell: string; readonly min: number | null; readonly max: number | null; readonly severity: Severity }
export type FormRule = PairRule | BoundsRule
/** `complete`: a report is submitted only once every cell has a value or says why there is none. */
export interface FormChecks { readonly complete: boolean; readonly rules: readonly FormRule[] }
export const NO_CHECKS: FormChecks = { complete: false, rules: [] }

export interface CellPlace { readonly element: string; readonly category: string; readonly key: string }
/** A cell as expressions name it. */
export const cellKey = (element: string, category = ''): string => category === '' ? element : `${element}.${category}`
/** The cells of a form from top to bottom: every element, then its breakdowns. */
export const placesOf = (elements: readonly string[], categories: Categories): readonly CellPlace[] =>
  elements.flatMap(element => ['', ...(categories[element] ?? []).map(({ code }) => code)].map(category => ({ element, category, key: cellKey(element, category) })))
