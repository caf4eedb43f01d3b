import type { Order } from '../domain/query.ts'
import { writeCondition, type Condition, type PageOperator } from '../domain/row-address.ts'
import type { Chosen, Facet } from './facets.ts'

/** Addresses of the portal: everything that a page shows stands in its address, so that it can be kept and sent to somebody. */
export const PORTAL = '/du-lieu'
export const SORTS = ['title', 'refreshed', 'published'] as const
export type Sort = (typeof SORTS)[number]
export interface ListAddress { readonly q: string; readonly chosen: Chosen; readonly sort: Sort; readonly page: number }
export const FACET_NAMES: Readonly<Record<Facet, string>> = { access: 'pham-vi', source: 'danh-muc', theme: 'chu-de', agency: 'co-quan', format: 'dang', licence: 'giay-phep', freshness: 'cap-nhat' }
const SORT_NAMES: Readonly<Record<Sort, string>> = { title: '', refreshed: 'moi-cap-nhat', published: 'moi-cong-bo' }
export const sortOf = (word: string): Sort => SORTS.find(sort => SORT_NAMES[sort] === word) ?? 'title'

export function listHref({ q, chosen, sort, page }: ListAddress, change: { readonly chosen?: Chosen; readonly sort?: Sort; readonly page?: number; readonly path?: string } = {}): string {
  const query = new URLSearchParams()
  const put = (name: string, value: string): void => { if (value !== '') query.set(name, value) }
  put('q', q)
  for (const [facet, value] of Object.entries({ ...chosen, ...change.chosen })) put(Object.entries(FACET_NAMES).find(([name]) => name === facet)?.[1] ?? facet, value)
  put('xep', SORT_NAMES[change.sort ?? sort])
  const at = change.page ?? (Object.keys(change).length === 0 ? page : 1)
  put('trang', at === 1 ? '' : String(at))
  return `${change.path ?? PORTAL}${query.size === 0 ? '' : `?${query.toString()}`}`
}

type Pair = readonly [name: string, value: string]
const written = (...pairs: readonly Pair[]): string => new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()

/** What of a dataset's rows a page shows. */
export interface View { readonly conditions: readonly Condition[]; readonly sort: string; readonly day: string }
export function viewQuery(view: View, more: readonly Pair[] = []): string {
  const rest: readonly Pair[] = [['sap', view.sort], ['ngay', view.day], ...more]
  const query = written(...view.conditions.map((each): Pair => ['loc', writeCondition(each)]), ...rest.filter(([, value]) => value !== ''))
  return query === '' ? '' : `?${query}`
}

const REST: Readonly<Record<PageOperator, (value: string) => string>> = {
  eq: value => `eq.${value}`, neq: value => `neq.${value}`, gt: value => `gt.${value}`, gte: value => `gte.${value}`, lt: value => `lt.${value}`, lte: value => `lte.${value}`,
  'contains-text': value => `fts.${value}`, null: () => 'is.null', 'not-null': () => 'is.not_null',
}
export interface ApiAddresses { readonly json: string; readonly rest: string; readonly ckan: string; /** conditions that CKAN's language cannot say */ readonly leftOut: number }

/** The same question in each dialect that the store speaks. */
export function apiAddresses(baseUrl: string, code: string, resource: string, view: Pick<View, 'conditions' | 'day'>, order: readonly Order[], limit: number): ApiAddresses {
  const limited: Pair = ['limit', String(limit)]
  const asked: readonly Pair[] = [...view.conditions.map(({ field, operator, value }): Pair => [field, REST[operator](value)]), ...order.length === 0 ? [] : [['order', order.map(each => `${each.field}.${each.descending ? 'desc' : 'asc'}`).join(',')] as const], limited]
  const values = new Map(view.conditions.filter(each => each.operator === 'eq').map(each => [each.field, each.value]))
  const ckan: readonly Pair[] = [['resource_id', resource], ...values.size === 0 ? [] : [['filters', JSON.stringify(Object.fromEntries(values))] as const], ...order.length === 0 ? [] : [['sort', order.map(each => `${each.field} ${each.descending ? 'desc' : 'asc'}`).join(', ')] as const], limited]
  return {
    json: `${baseUrl}/api/v1/datasets/${code}/rows?${written(...asked, ...view.day === '' ? [] : [['as_of', view.day] as const])}`, rest: `${baseUrl}/rest/${code}?${written(...asked)}`,
    ckan: `${baseUrl}/api/3/action/datastore_search?${written(...ckan)}`, leftOut: view.conditions.length - values.size,
  }
}
/** One word for a shell, whatever stands in it. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
