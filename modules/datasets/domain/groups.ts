import type { Filter } from './query.ts'
import { COLUMN_TYPES, type Field } from './schema.ts'

/** One question to rows in groups: a chart, a map by units, their table. */
export const MEASURES = ['count', 'sum', 'average'] as const
export type Measure = (typeof MEASURES)[number]
/** How finely days are put together. */
export const STEPS = ['day', 'month', 'year'] as const
export type Step = (typeof STEPS)[number]
export interface GroupQuery {
  readonly group: string
  /** for days only */
  readonly step: Step
  readonly measure: Measure
  /** what is summed or averaged; `count` takes rows */
  readonly of?: string
  readonly where?: Filter
  readonly validOn?: string
}
/** More groups than this are no picture, and a table of them is a download. */
export const MOST_GROUPS = 200

export const isDay = (field: Field): boolean => field.type === 'date' || field.type === 'datetime'
export const isFigure = (field: Field): boolean => field.type === 'integer' || field.type === 'decimal' || field.type === 'money'
/** Fields whose values put rows together: anything but places, and not what tells every row apart. */
export const groupable = (fields: readonly Field[], key: readonly string[]): readonly Field[] => fields.filter(field => field.type !== 'point' && field.type !== 'geometry' && !(key.length === 1 && key[0] === field.name) && field.unique !== true)
export const summable = (fields: readonly Field[]): readonly Field[] => fields.filter(isFigure)
/** What one thinks of first: a list of choices, then a unit, then yes or no, then days, then a short text. */
export function firstGroup(fields: readonly Field[], key: readonly string[]): Field | undefined {
  const rank = (field: Field): number => field.choices ? 0 : field.type === 'unit' ? 1 : field.type === 'boolean' ? 2 : isDay(field) ? 3 : COLUMN_TYPES[field.type] === 'text' ? 4 : 5
  return groupable(fields, key).toSorted((a, b) => rank(a) - rank(b))[0]
}
