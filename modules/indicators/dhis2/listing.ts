import { fold as folded, viCollator } from '../../../kernel/vi-text/index.ts'
import { isItem, parseFields, pick, type Item, type Json } from './fields.ts'
import { Refused } from './refused.ts'

/** Parameters of a list: `filter` as often as wanted, `fields`, `order`, `query`, pages. */
export interface ListAsk { readonly all: (name: string) => readonly string[]; readonly one: (name: string) => string | undefined }
export const askOf = (url: string): ListAsk => {
  const mark = url.indexOf('?')
  const params = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  return { all: name => params.getAll(name), one: name => params.get(name) ?? undefined }
}

const PAGE = 50
const MOST_PER_PAGE = 5000
const text = (value: Json): string => value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
const fold = (value: Json): string => folded(text(value))

/** A list as DHIS2 answers it: filtered, ordered, cut to a page, each item with the fields that were asked for. */
export function listOf(items: readonly Item[], ask: ListAsk, self: string): { readonly pager?: object; readonly items: readonly Item[] } {
  const filters = ask.all('filter').flatMap(each => splitFilters(each)).map(filterOf)
  const any = ask.one('rootJunction')?.toUpperCase() === 'OR'
  const words = ask.one('query')
  const found = items.filter(item => (filters.length === 0 || (any ? filters.some(test => test(item)) : filters.every(test => test(item)))) && (words === undefined || fold(item['displayName'] ?? '').includes(fold(words)) || item['id'] === words || item['code'] === words))
  const ordered = orderedBy(found, ask.one('order'))
  const fields = parseFields(ask.all('fields').join(',') || 'id,displayName')
  const shown = (page: readonly Item[]): readonly Item[] => page.map(item => pick(item, fields))
  if (ask.one('paging') === 'false' || ask.one('skipPaging') === 'true') return { items: shown(ordered) }
  const pageSize = Math.min(whole(ask, 'pageSize', PAGE), MOST_PER_PAGE)
  const page = whole(ask, 'page', 1)
  const pageCount = Math.max(1, Math.ceil(ordered.length / pageSize))
  const link = (to: number): string => `${self}?page=${to}&pageSize=${pageSize}`
  return { pager: { page, pageCount, total: ordered.length, pageSize, ...page < pageCount ? { nextPage: link(page + 1) } : {}, ...page > 1 && page <= pageCount ? { prevPage: link(page - 1) } : {} }, items: shown(ordered.slice((page - 1) * pageSize, page * pageSize)) }
}
export function oneOf(item: Item | undefined, ask: ListAsk, type: string, id: string): Item {
  if (!item) throw new Refused(404, `${type} with id ${id.slice(0, 60)} could not be found.`, 'E1005')
  return pick(item, parseFields(ask.all('fields').join(',') || ':all'))
}

function whole(ask: ListAsk, name: string, fallback: number): number {
  const given = ask.one(name) ?? ''
  return /^[1-9]\d{0,6}$/.test(given) ? Number(given) : fallback
}

/** Clients join several filters by commas; a list inside brackets is one filter. */
const splitFilters = (given: string): readonly string[] => given.split(/,(?=[A-Za-z.]+:(?:!|[a-z]))(?![^[]*\])/)

function filterOf(given: string): (item: Item) => boolean {
  const [, path = '', operator = '', value = ''] = /^([A-Za-z][A-Za-z0-9_.]{0,80}):([!$a-zA-Z]{1,12})(?::(.*))?$/s.exec(given) ?? []
  if (path === '') throw new Refused(400, `Invalid filter: ${given.slice(0, 100)}`)
  const wanted = fold(value)
  const list = value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1).split(',').map(each => each.trim()) : [value]
  const test = (found: Json): boolean => {
    const is = found === null ? '' : typeof found === 'object' ? '' : String(found)
    switch (operator) {
      case 'eq': return is === value
      case 'ieq': return fold(found) === wanted
      case '!eq': case 'ne': case 'neq': return is !== value
      case 'in': return list.includes(is)
      case '!in': return !list.includes(is)
      case 'like': case '$like': case 'like$': return operator === '$like' ? is.startsWith(value) : operator === 'like$' ? is.endsWith(value) : is.includes(value)
      case '!like': return !is.includes(value)
      case 'ilike': return fold(found).includes(wanted)
      case '$ilike': return fold(found).startsWith(wanted)
      case 'ilike$': return fold(found).endsWith(wanted)
      case '!ilike': return !fold(found).includes(wanted)
      case 'token': return wanted.split(/\s+/).every(word => fold(found).includes(word))
      case 'null': return found === null
      case '!null': return found !== null
      case 'empty': return Array.isArray(found) && found.length === 0
      case 'gt': return Number(is) > Number(value)
      case 'ge': case 'gte': return Number(is) >= Number(value)
      case 'lt': return Number(is) < Number(value)
      case 'le': case 'lte': return Number(is) <= Number(value)
      default: throw new Refused(400, `Operator not supported: ${operator}`)
    }
  }
  return item => { const found = valuesAt(item, path.split('.')); return operator.startsWith('!') && operator !== '!null' ? found.every(test) : found.some(test) }
}
/** Through objects and lists: `dataSetElements.dataElement.id`. What is not there is null. */
function valuesAt(value: Json, path: readonly string[]): readonly Json[] {
  const [first, ...rest] = path
  if (first === undefined) return [value]
  if (Array.isArray(value)) return value.flatMap(each => valuesAt(each, path))
  return isItem(value) && Object.hasOwn(value, first) ? valuesAt(value[first] ?? null, rest) : [null]
}

function orderedBy(items: readonly Item[], order: string | undefined): readonly Item[] {
  const [, name = '', direction = 'asc'] = /^([A-Za-z]{1,40})(?::(i?asc|i?desc))?$/.exec(order ?? '') ?? []
  if (name === '') return items
  const sign = direction.endsWith('desc') ? -1 : 1
  const key = (item: Item): Json => Object.hasOwn(item, name) ? item[name] ?? null : null
  return items.toSorted((a, b) => { const [x, y] = [key(a), key(b)]; return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : viCollator.compare(text(x), text(y))) })
}
