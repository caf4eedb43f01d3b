import { MAX_DEPTH, type Cast, type Filter, type Order, type Selected } from './query.ts'

/**
 * PostgREST's query language (docs.postgrest.org, "Tables and Views") read into the one question. Pure: names are not known here, so a wrong one is
 * found when the question meets its dataset. Field names hold no dot and are never `and`, `or`, `not` (RESERVED), so that a column called `eq` or
 * `in` stays a column.
 */
export interface PostgrestQuery { readonly select: readonly Selected[]; readonly where: Filter | undefined; readonly order: readonly Order[]; readonly limit: number | undefined; readonly offset: number; /** parameters of the address that are no filters here */ readonly others: ReadonlyMap<string, string> }
export interface PostgrestFault { readonly code: string; readonly message: string; readonly details: string | null; readonly hint: string | null }
export type ReadPostgrest = { readonly ok: true; readonly value: PostgrestQuery } | { readonly ok: false; readonly fault: PostgrestFault }

class Unreadable extends Error { readonly fault: PostgrestFault; constructor(fault: PostgrestFault) { super(fault.message); this.fault = fault } }
const refuse = (message: string, details: string, hint: string | null = null, code = 'PGRST100'): never => { throw new Unreadable({ code, message, details, hint }) }

const COLUMN = /^[a-z][a-z0-9_]{0,39}$/
/** Begins with a letter: names with a low line in front are the platform's own. */
const ALIAS = /^\p{L}[\p{L}\p{N}_ -]{0,59}$/u
const CASTS: ReadonlyMap<string, Cast> = new Map([['text', 'text'], ['varchar', 'text'], ['int', 'integer'], ['integer', 'integer'], ['int4', 'integer'], ['int8', 'integer'], ['bigint', 'integer'], ['numeric', 'number'], ['decimal', 'number'], ['float8', 'number'], ['date', 'date']])
type Word = 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'like' | 'ilike' | 'contains-text'
const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([['eq', 'eq'], ['neq', 'neq'], ['gt', 'gt'], ['gte', 'gte'], ['lt', 'lt'], ['lte', 'lte'], ['like', 'like'], ['ilike', 'ilike'], ['fts', 'contains-text'], ['plfts', 'contains-text'], ['phfts', 'contains-text'], ['wfts', 'contains-text']])
const SUPPORTED = 'eq, neq, gt, gte, lt, lte, like, ilike, in, is, fts, plfts, phfts, wfts; each with not. before it, those that compare with (any) or (all)'

/** Splits at commas outside of quotes, brackets and braces. */
function pieces(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let quoted = false
  let piece = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted) { piece += char; if (char === '\\') piece += text[++at] ?? ''; else if (char === '"') quoted = false; continue }
    if (char === '"') quoted = true
    else if (char === '(' || char === '{') depth++
    else if (char === ')' || char === '}') depth--
    if (char === ',' && depth === 0) { found.push(piece); piece = '' } else piece += char
  }
  if (quoted || depth !== 0) return refuse('failed to parse filter', `"${text.slice(0, 80)}": a quote or bracket is not closed`)
  return [...found, piece]
}
const unquoted = (text: string): string => text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text
function listIn(text: string, open: string, close: string): readonly string[] {
  if (!text.startsWith(open) || !text.endsWith(close) || text.length < 2) return refuse('failed to parse filter', `"${text.slice(0, 80)}": write ${open}a,b,c${close}`)
  const inner = text.slice(1, -1)
  return inner === '' ? [] : pieces(inner).map(unquoted)
}

type Is = Extract<Filter, { operator: 'is' }>['value']
const IS: ReadonlyMap<string, Is> = new Map<string, Is>([['null', 'null'], ['not_null', 'not-null'], ['true', 'true'], ['false', 'false'], ['unknown', 'null']])

/** `not.eq.5`, `in.(a,b)`, `like(any).{a*,b*}`. */
function comparison(field: string, text: string, plain: (value: string) => string): Filter {
  if (!COLUMN.test(field)) return refuse('failed to parse filter', `"${field.slice(0, 80)}" is no column; columns of related tables and JSON paths are not read here`)
  if (text.startsWith('not.')) return { not: comparison(field, text.slice(4), plain) }
  const found = /^([a-z]+)(?:\(([a-z_]{1,40})\))?\.(.*)$/s.exec(text)
  if (!found) return refuse('failed to parse filter', `"${field}=${text.slice(0, 80)}": write operator.value, for example eq.5`, `Operators: ${SUPPORTED}`)
  const [, name = '', modifier, value = ''] = found
  if (name === 'in') return { field, operator: 'in', value: listIn(value, '(', ')') }
  if (name === 'is') {
    const is = IS.get(value.toLowerCase())
    return is === undefined ? refuse('failed to parse filter', `"is.${value.slice(0, 40)}": is takes null, not_null, true, false, unknown`) : { field, operator: 'is', value: is }
  }
  const operator = WORDS.get(name)
  if (operator === undefined) return refuse('failed to parse filter', `the operator "${name}" is not read here`, `Operators: ${SUPPORTED}`)
  const one = (each: string): Filter => ({ field, operator, value: operator === 'like' || operator === 'ilike' ? each.replaceAll('*', '%') : each })
  if (modifier === 'any' || modifier === 'all') {
    const parts = listIn(value, '{', '}').map(one)
    return modifier === 'any' ? { or: parts } : { and: parts }
  }
  if (modifier !== undefined && !name.endsWith('fts')) return refuse('failed to parse filter', `"${name}(${modifier})": only (any) and (all)`)
  return one(plain(value))
}

/** `(a.eq.1,or(b.lt.2,not.and(c.is.null,d.eq.3)))` */
function tree(kind: 'and' | 'or', text: string, depth: number): Filter {
  if (depth > MAX_DEPTH) return refuse('failed to parse logic tree', `deeper than ${MAX_DEPTH}`)
  if (!text.startsWith('(') || !text.endsWith(')')) return refuse('failed to parse logic tree', `"${kind}=${text.slice(0, 80)}": write ${kind}=(a.eq.1,b.gt.2)`)
  const parts = pieces(text.slice(1, -1)).map((part): Filter => {
    const nested = /^(not\.)?(and|or)(\(.*\))$/s.exec(part)
    if (nested) { const inner = tree(nested[2] === 'or' ? 'or' : 'and', nested[3] ?? '', depth + 1); return nested[1] ? { not: inner } : inner }
    const dot = part.indexOf('.')
    if (dot < 0) return refuse('failed to parse logic tree', `"${part.slice(0, 80)}": write column.operator.value`)
    return comparison(part.slice(0, dot), part.slice(dot + 1), unquoted)
  })
  return kind === 'or' ? { or: parts } : { and: parts }
}

export function readSelect(text: string): readonly Selected[] {
  if (text.trim() === '' || text.trim() === '*') return []
  return pieces(text).map(part => {
    const piece = part.trim()
    if (/^[\w.]*(count|sum|avg|max|min)\(\)/.test(piece)) return refuse('Use of aggregate functions is not allowed', piece.slice(0, 80), 'Ask for the rows, or for count with the header Prefer: count=estimated', 'PGRST123')
    if (piece.includes('(')) return refuse('Could not find a relationship in the schema', piece.slice(0, 80), 'Datasets are read one at a time; ask for the other one by its own address', 'PGRST200')
    const found = /^(?:([^:]+):(?!:))?([^:]+)(?:::([a-z0-9 ]+))?$/.exec(piece)
    const [, alias, field = '', cast] = found ?? []
    if (!found || !(field === '*' || COLUMN.test(field))) return refuse('failed to parse select parameter', `"${piece.slice(0, 80)}"`, 'Write column, new_name:column or column::text')
    if (alias !== undefined && !ALIAS.test(alias)) return refuse('failed to parse select parameter', `"${alias.slice(0, 80)}" cannot be a name`, 'A new name begins with a letter and has 60 characters at most')
    const to = cast === undefined ? undefined : CASTS.get(cast)
    if (cast !== undefined && to === undefined) return refuse('failed to parse select parameter', `"::${cast}" is not read here`, `Casts: ${[...CASTS.keys()].join(', ')}`)
    return { field, ...alias === undefined ? {} : { as: alias }, ...to === undefined ? {} : { cast: to } }
  })
}

export function readOrder(text: string): readonly Order[] {
  if (text.trim() === '') return []
  return pieces(text).map(part => {
    const [field = '', ...rest] = part.trim().split('.')
    const direction = rest[0] === 'asc' || rest[0] === 'desc' ? rest.shift() : undefined
    const nulls = rest[0] === 'nullsfirst' ? 'first' : rest[0] === 'nullslast' ? 'last' : undefined
    if (nulls !== undefined) rest.shift()
    if (!COLUMN.test(field) || rest.length > 0) return refuse('failed to parse order', `"${part.slice(0, 80)}"`, 'Write column.asc or column.desc, then .nullsfirst or .nullslast')
    return { field, descending: direction === 'desc', ...nulls === undefined ? {} : { nulls } }
  })
}

const whole = (name: string, text: string): number => /^\d{1,9}$/.test(text) ? Number(text) : refuse(`failed to parse ${name} parameter`, `"${text.slice(0, 40)}" is no whole number`)

/** Reads the parameters of an address. `own` are names that this face adds; they are handed back unread. */
export function readPostgrest(pairs: Iterable<readonly [string, string]>, own: readonly string[] = []): ReadPostgrest {
  try {
    const filters: Filter[] = []
    const others = new Map<string, string>()
    let [select, order, limit, offset]: [readonly Selected[], readonly Order[], number | undefined, number] = [[], [], undefined, 0]
    for (const [name, value] of pairs) switch (name) {
      case 'select': select = readSelect(value); break
      case 'order': order = readOrder(value); break
      case 'limit': limit = whole('limit', value); break
      case 'offset': offset = whole('offset', value); break
      case 'and': case 'or': filters.push(tree(name, value, 1)); break
      case 'not.and': filters.push({ not: tree('and', value, 1) }); break
      case 'not.or': filters.push({ not: tree('or', value, 1) }); break
      // of writing: nothing is written here
      case 'columns': case 'on_conflict': break
      default: if (own.includes(name)) others.set(name, value); else filters.push(comparison(name, value, each => each))
    }
    return { ok: true, value: { select, where: filters.length === 0 ? undefined : filters.length === 1 ? filters[0] : { and: filters }, order, limit, offset, others } }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, fault: error.fault }
    throw error
  }
}
