import type { Filter, Order } from './query.ts'
import { isPersonal, type Field } from './schema.ts'

/** The conditions that a person puts together on the page of rows: `ten.contains-text.chợ`, in the address once for each. */
export interface Condition { readonly field: string; readonly operator: PageOperator; readonly value: string }
export const PAGE_OPERATORS = ['eq', 'neq', 'contains-text', 'gt', 'gte', 'lt', 'lte', 'null', 'not-null'] as const
export type PageOperator = (typeof PAGE_OPERATORS)[number]
export const MOST_CONDITIONS = 10

export const writeCondition = ({ field, operator, value }: Condition): string => `${field}.${operator}.${value}`
export function readCondition(text: string): Condition | undefined {
  const found = /^([a-z][a-z0-9_]*)\.([a-z-]+)\.(.*)$/su.exec(text)
  const operator = PAGE_OPERATORS.find(each => each === found?.[2])
  return found?.[1] !== undefined && operator !== undefined ? { field: found[1], operator, value: found[3] ?? '' } : undefined
}

export function filterOf(conditions: readonly Condition[]): Filter | undefined {
  const filters = conditions.map(({ field, operator, value }): Filter => operator === 'null' || operator === 'not-null' ? { field, operator: 'is', value: operator } : { field, operator, value })
  return filters.length === 0 ? undefined : { and: filters }
}

/** Fields that an address may name with values: what says something about a person stays out of addresses, logs and histories of browsers. */
export const addressable = (fields: readonly Field[]): readonly Field[] => fields.filter(field => !isPersonal(field))
export const sortable = (fields: readonly Field[]): readonly Field[] => addressable(fields).filter(field => field.type !== 'point' && field.type !== 'geometry')

/** `ten` or `-ten`; rows of a dataset with a key come in its order. */
export const orderOf = (sort: string, fields: readonly Field[], key: readonly string[]): readonly Order[] => {
  const descending = sort.startsWith('-')
  const field = sortable(fields).find(each => each.name === (descending ? sort.slice(1) : sort))
  if (field) return [{ field: field.name, descending }]
  return sortable(fields).filter(each => each.name === key[0]).map(each => ({ field: each.name, descending: false }))
}
