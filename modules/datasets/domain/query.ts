/** One question to the rows of a dataset. Every dialect (JSON API, PostgREST, CKAN, portal) is read into this and nothing else reaches SQL. */
export const OPERATORS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'contains-text', 'is', 'in'] as const
export type Operator = (typeof OPERATORS)[number]
export type Filter =
  | { readonly field: string; readonly operator: Exclude<Operator, 'in' | 'is'>; readonly value: string }
  | { readonly field: string; readonly operator: 'in'; readonly value: readonly string[] }
  | { readonly field: string; readonly operator: 'is'; readonly value: 'null' | 'true' | 'false' | 'not-null' }
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }

export interface Order { readonly field: string; readonly descending: boolean; readonly nulls?: 'first' | 'last' }

/** Only what PostgreSQL can do to every value of the type (`castable`). */
export type Cast = 'text' | 'integer' | 'number' | 'date'
export interface Selected { /** `*`: all that the reader may see */ readonly field: string; readonly as?: string; readonly cast?: Cast }

export interface RowQuery {
  /** in the order of the answer; empty: all that the reader may see */
  readonly select: readonly Selected[]
  readonly where?: Filter
  /** ties are broken by the row's own number, so that pages neither miss nor repeat a row */
  readonly order: readonly Order[]
  readonly limit: number
  readonly offset: number
  /** keyset: where the page before ended (`cursorOf`); excludes `offset` */
  readonly after?: string
  /** rows that were true on this day, as known now; without it those true today or without end */
  readonly validOn?: string
  /** rows as the store knew them after this load */
  readonly knownAt?: number
  readonly count?: 'exact' | 'planned' | 'estimated'
}

export const MAX_ROWS = 10_000
/** A page far behind is what cursors are for: an offset walks all rows before it. */
export const MAX_OFFSET = 100_000
export const MAX_FILTERS = 100
export const MAX_DEPTH = 10

export type QueryFault = { readonly code: 'unknown-field' | 'bad-value' | 'bad-cursor' | 'too-many' | 'bad-operator'; readonly where: string; readonly vi: string; readonly en: string }

const partsOf = (filter: Filter): readonly Filter[] | undefined => 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : undefined
/** Names of the fields that a filter compares. */
export const fieldsOf = (filter: Filter): readonly string[] => 'field' in filter ? [filter.field] : (partsOf(filter) ?? []).flatMap(fieldsOf)

/** How many comparisons a filter makes and how deep it nests. */
export function sizeOf(filter: Filter): { readonly count: number; readonly depth: number } {
  const parts = partsOf(filter)
  if (!parts) return { count: 'field' in filter && filter.operator === 'in' ? filter.value.length : 1, depth: 1 }
  const sizes = parts.map(sizeOf)
  return { count: sizes.reduce((sum, each) => sum + each.count, 0), depth: 1 + Math.max(0, ...sizes.map(each => each.depth)) }
}
