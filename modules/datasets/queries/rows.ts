import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { fieldsOf, MAX_DEPTH, MAX_FILTERS, MAX_OFFSET, MAX_ROWS, sizeOf, type Cast, type Filter, type Order, type QueryFault, type RowQuery } from '../domain/query.ts'
import { COLUMN_TYPES, isPersonal, MAX_FIELDS, tableOf, type DatasetSchema, type Field } from '../domain/schema.ts'
import { readValue } from '../domain/value.ts'
import { timed } from './slow-lists.ts'

/** Rows whose field has one of these values, whether the reader sees the field or not. */
export interface OnlyRows { readonly field: Field; readonly values: readonly string[] }
/** What a question needs to know of the dataset. */
export interface Asked { readonly code: string; readonly schema: DatasetSchema; readonly rowCount: number; /** what this reader may see: everything else does not exist */ readonly fields: readonly Field[];
  /** fields that say whom a row is about, so that the look can be written down; read, never shown */ readonly persons?: readonly Field[];
  /** the rows that this reader's contract opens; of all others nothing is told, not even that they are there */ readonly only?: readonly OnlyRows[];
  /** rows only while the dataset still has this version */ readonly version?: { readonly dataset: string; readonly number: number } }
export type Row = Readonly<Record<string, unknown>>
export interface RowPage { /** names of the columns, in order */ readonly columns: readonly string[]; readonly rows: readonly Row[]; /** the store's own numbers of these rows, in their order */ readonly ids: readonly number[]; /** whom the rows are about, when asked for */ readonly persons: readonly string[]; /** `after` of the next page; undefined on the last */ readonly next: string | undefined; readonly total: { readonly rows: number; readonly kind: 'exact' | 'estimated' } | undefined }

/** A question that cannot be answered: names what, why and the cure. Status 400. */
export class BadQuery extends Fault {
  readonly reason: QueryFault
  constructor(reason: QueryFault) { super('bad-query', { status: 400, title: { vi: 'Câu hỏi dữ liệu chưa đúng', en: 'The question cannot be answered' }, detail: { vi: reason.vi, en: reason.en }, extra: { reason: reason.code, where: reason.where } }); this.reason = reason }
}
const refuse = (code: QueryFault['code'], where: string, vi: string, en: string): never => { throw new BadQuery({ code, where, vi, en }) }

const ID = sql.ref('r._id')
/** Words sort as Vietnamese reads them, codes as bytes; the index of the field is built the same way (datasets.build_table). */
const isWords = (field: Field, schema: DatasetSchema): boolean => field.type === 'text' && !schema.key.includes(field.name)

export function column(asked: Asked, name: string): Field {
  return asked.fields.find(field => field.name === name) ?? refuse('unknown-field', name, `Bộ dữ liệu không có trường “${name}”. Các trường: ${asked.fields.map(field => field.name).join(', ')}.`, `There is no field "${name}". Fields: ${asked.fields.map(field => field.name).join(', ')}.`)
}
const compared = (asked: Asked, field: Field): RawBuilder<unknown> => isWords(field, asked.schema) ? sql`${sql.ref(`r.${field.name}`)} collate "vi-x-icu"` : sql`${sql.ref(`r.${field.name}`)}`

const NEEDS: Readonly<Record<Field['type'], readonly [vi: string, en: string]>> = {
  text: ['chữ', 'text'], integer: ['số nguyên, ví dụ 12', 'a whole number, for example 12'], decimal: ['số, ví dụ 3,5', 'a number, for example 3.5'], money: ['số tiền, ví dụ 50000', 'an amount, for example 50000'], boolean: ['có hoặc không', 'yes or no'],
  date: ['ngày, ví dụ 2025-07-01', 'a day, for example 2025-07-01'], datetime: ['ngày giờ, ví dụ 2025-07-01T08:00:00+07:00', 'a day and time, for example 2025-07-01T08:00:00+07:00'], unit: ['mã đơn vị hành chính', 'the code of an administrative unit'],
  'personal-id': ['số định danh 12 chữ số', 'a personal number of 12 digits'], phone: ['số điện thoại', 'a phone number'], email: ['thư điện tử', 'an e-mail address'], url: ['địa chỉ web', 'a web address'], point: ['tọa độ', 'coordinates'], geometry: ['hình GeoJSON', 'a GeoJSON shape'],
}
function constant(field: Field, value: string): RawBuilder<unknown> {
  // a bound, a pattern or a list of choices says what may be stored, not what may be asked
  const { name, title, type, classification } = field
  const reading = readValue({ name, title, type, classification }, value)
  if ('fault' in reading) return refuse('bad-value', field.name, `“${value.slice(0, 60)}” không phải giá trị đúng của trường “${title.vi}” (${field.name}). Cần ${NEEDS[field.type][0]}.`, `"${value.slice(0, 60)}" is no value of "${field.name}" (${field.type}): give ${NEEDS[field.type][1]}.`)
  if (reading.text === null && COLUMN_TYPES[field.type] !== 'text') return refuse('bad-value', field.name, `Trường “${title.vi}” (${field.name}) cần ${NEEDS[field.type][0]}. Tìm dòng để trống bằng “is.null”.`, `"${field.name}" (${field.type}) needs a value. Rows without one are found by "is.null".`)
  return sql`${reading.text ?? ''}::${sql.raw(COLUMN_TYPES[field.type])}`
}

const COMPARE = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
/** A pattern as PostgreSQL takes it: a text knows no NUL, and a backslash at its end escapes nothing. */
function pattern(field: Field, value: string): string {
  if (value.includes('\0') || value.length > MAX_PATTERN || /(?:^|[^\\])(?:\\\\)*\\$/.test(value)) return refuse('bad-value', field.name, `Mẫu tìm của trường “${field.name}” dài quá ${MAX_PATTERN} ký tự, có ký tự điều khiển hoặc kết thúc bằng “\\”.`, `The pattern for "${field.name}" is longer than ${MAX_PATTERN} characters, holds a NUL or ends with a backslash.`)
  return value
}
const MAX_PATTERN = 500
const textual = (field: Field): boolean => COLUMN_TYPES[field.type] === 'text'

function condition(asked: Asked, filter: Filter): RawBuilder<unknown> {
  if ('and' in filter) return filter.and.length === 0 ? sql`true` : sql`(${sql.join(filter.and.map(each => condition(asked, each)), sql` and `)})`
  if ('or' in filter) return filter.or.length === 0 ? sql`false` : sql`(${sql.join(filter.or.map(each => condition(asked, each)), sql` or `)})`
  // as SQL has it: what is unknown is not in the answer, whichever way it is asked
  if ('not' in filter) return sql`not (${condition(asked, filter.not)})`
  const field = column(asked, filter.field)
  const ref = sql.ref(`r.${field.name}`)
  const wrong = (): never => refuse('bad-operator', field.name, `Phép so sánh “${filter.operator}” không dùng được với trường “${field.name}” (kiểu ${field.type}).`, `"${filter.operator}" does not fit "${field.name}" (${field.type}).`)
  switch (filter.operator) {
    case 'is':
      if ((filter.value === 'true' || filter.value === 'false') && field.type !== 'boolean') return wrong()
      return filter.value === 'null' ? sql`${ref} is null` : filter.value === 'not-null' ? sql`${ref} is not null` : sql`${ref} is ${sql.raw(filter.value)}`
    case 'in':
      if (field.type === 'geometry' || field.type === 'point') return wrong()
      return filter.value.length === 0 ? sql`false` : sql`${compared(asked, field)} in (${sql.join(filter.value.map(value => constant(field, value)))})`
    case 'like': case 'ilike': return textual(field) ? sql`${ref} ${sql.raw(filter.operator)} ${pattern(field, filter.value)}` : wrong()
    // as people type: without marks, anywhere in the text
    case 'contains-text': return textual(field) ? sql`kernel.vi_fold(${ref}) like ${`%${escaped(fold(pattern(field, filter.value.replaceAll('\\', ' '))))}%`}` : wrong()
    case 'match': return textual(field) ? sql`kernel.vi_fold(${ref}) = ${fold(pattern(field, filter.value.replaceAll('\\', ' ')))}` : wrong()
    default:
      if (field.type === 'geometry' || field.type === 'point') return wrong()
      return sql`${compared(asked, field)} ${sql.raw(COMPARE[filter.operator])} ${constant(field, filter.value)}`
  }
}

interface Cursor { readonly o: string; readonly v: readonly (string | null)[]; readonly i: number }
const orderName = (order: readonly Order[]): string => order.map(each => `${each.field}.${each.descending ? 'd' : 'a'}${each.nulls ?? ''}`).join()
const cursorOf = (order: readonly Order[], row: Record<string, unknown>): string => Buffer.from(JSON.stringify({ o: orderName(order), v: order.map((_, at) => row[`_o${at}`] ?? null), i: row['_id'] })).toString('base64url')
function readCursor(text: string, order: readonly Order[]): Cursor {
  const bad = (): never => refuse('bad-cursor', 'after', 'Vị trí trang (after) không đúng hoặc thuộc cách sắp xếp khác. Hãy mở lại từ trang đầu.', 'The page position (after) is wrong or of another order. Begin at the first page.')
  try {
    const found: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (typeof found === 'object' && found !== null && 'o' in found && found.o === orderName(order) && 'i' in found && Number.isSafeInteger(found.i) && 'v' in found && Array.isArray(found.v) && found.v.length === order.length && found.v.every((each: unknown) => each === null || typeof each === 'string' && each.length < 5000)) return { o: found.o, v: found.v, i: Number(found.i) }
  } catch { /* below */ }
  return bad()
}

const nullsLast = (order: Order): boolean => order.nulls === undefined ? !order.descending : order.nulls === 'last'
const typed = (field: Field, value: string): RawBuilder<unknown> => sql`${value}::${sql.raw(COLUMN_TYPES[field.type])}`
/** Ties are broken by the row's number in the direction of the first field: so an index of `(field, _id)` is walked from either end. */
const backwards = (order: readonly Order[]): boolean => order[0]?.descending ?? false
const beyondId = (order: readonly Order[], cursor: Cursor): RawBuilder<unknown> => sql`${ID} ${sql.raw(backwards(order) ? '<' : '>')} ${cursor.i}`

/** What stands behind the cursor, from place `from` of the order on: equal before a place and beyond at it. */
function behind(asked: Asked, order: readonly Order[], cursor: Cursor, from: number): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = []
  const equal: RawBuilder<unknown>[] = []
  order.forEach((each, at) => {
    if (at < from) return
    const field = column(asked, each.field)
    const ref = compared(asked, field)
    const value = cursor.v[at] ?? null
    const beyond: RawBuilder<unknown>[] = []
    if (value !== null) {
      beyond.push(sql`${ref} ${sql.raw(each.descending ? '<' : '>')} ${typed(field, value)}`)
      // rows without a value of the first field are a stretch of their own
      if (nullsLast(each) && at > 0) beyond.push(sql`${ref} is null`)
    } else if (!nullsLast(each)) beyond.push(sql`${ref} is not null`)
    for (const one of beyond) parts.push(sql`(${sql.join([...equal, one], sql` and `)})`)
    equal.push(value === null ? sql`${ref} is null` : sql`${ref} = ${typed(field, value)}`)
  })
  parts.push(sql`(${sql.join([...equal, beyondId(order, cursor)], sql` and `)})`)
  return sql`(${sql.join(parts, sql` or `)})`
}

/**
 * The rows with a value of the first field, and those without: each is walked by an index whatever the order says of nulls, and the later one is
 * asked only when the earlier is at its end. `whole`: the first field is of the key, which is never empty, or rows are skipped by number.
 */
type Stretch = 'valued' | 'empty' | 'whole'
function stretchesOf(asked: Asked, query: RowQuery, cursor: Cursor | undefined): readonly Stretch[] {
  const [first] = query.order
  if (!first || asked.schema.key.includes(first.field) || query.offset > 0) return ['whole']
  const all: readonly Stretch[] = nullsLast(first) ? ['valued', 'empty'] : ['empty', 'valued']
  return cursor ? all.slice(all.indexOf(cursor.v[0] === null ? 'empty' : 'valued')) : all
}
function conditionOf(asked: Asked, order: readonly Order[], stretch: Stretch, cursor: Cursor | undefined): readonly RawBuilder<unknown>[] {
  const [first] = order
  if (!first) return cursor ? [beyondId(order, cursor)] : []
  const field = column(asked, first.field)
  const ref = compared(asked, field)
  if (stretch === 'empty') return [sql`${ref} is null`, ...cursor ? [behind(asked, order, cursor, 1)] : []]
  if (!cursor) return stretch === 'valued' ? [sql`${ref} is not null`] : []
  const value = cursor.v[0] ?? null
  if (value === null) return [behind(asked, order, cursor, 0)]
  const way = sql.raw(first.descending ? '<' : '>')
  // one comparison of rows is where an index begins; of several fields the first says at least where
  return order.length === 1 ? [sql`(${ref}, ${ID}) ${way} (${typed(field, value)}, ${cursor.i})`] : [sql`${ref} ${way}= ${typed(field, value)}`, behind(asked, order, cursor, 0)]
}

export const shown = (field: Field): RawBuilder<unknown> => {
  const ref = sql.ref(`r.${field.name}`)
  // GeoJSON's order: longitude, latitude
  return field.type === 'point' ? sql`case when ${ref} is null then null else json_build_object('type', 'Point', 'coordinates', json_build_array((${ref})[0], (${ref})[1])) end` : field.type === 'decimal' ? sql`${ref}::float8` : sql`${ref}`
}

/** What a cast may do: nothing that fails on some row. */
const CASTS: Readonly<Record<Cast, (field: Field) => string | undefined>> = {
  text: field => field.type === 'point' || field.type === 'geometry' ? undefined : 'text',
  integer: field => COLUMN_TYPES[field.type] === 'bigint' ? 'bigint' : undefined,
  number: field => COLUMN_TYPES[field.type] === 'bigint' || field.type === 'decimal' ? 'float8' : undefined,
  date: field => field.type === 'date' || field.type === 'datetime' ? 'date' : undefined,
}
function shownAs(field: Field, cast: Cast | undefined): RawBuilder<unknown> {
  if (cast === undefined) return shown(field)
  const type = CASTS[cast](field) ?? refuse('bad-operator', field.name, `Trường “${field.name}” (kiểu ${field.type}) không đổi sang kiểu “${cast}” được.`, `"${field.name}" (${field.type}) cannot become ${cast}.`)
  return sql`${sql.ref(`r.${field.name}`)}::${sql.raw(type)}`
}

export function inForce(query: Pick<RowQuery, 'knownAt' | 'validOn'>): RawBuilder<unknown> {
  const known = query.knownAt === undefined ? sql`r._ended is null` : sql`r._load <= ${query.knownAt} and (r._ended is null or r._ended > ${query.knownAt})`
  return query.validOn === undefined ? sql`${known} and r._to is null` : sql`${known} and r._from <= ${query.validOn}::date and (r._to is null or r._to > ${query.validOn}::date)`
}

/** The contract's rows, of the row called `of`. */
export const opened = (asked: Asked, of = 'r'): readonly RawBuilder<unknown>[] => (asked.only ?? []).map(({ field, values }) => sql`${sql.ref(`${of}.${field.name}`)} = any (${[...values]}::text[]::${sql.raw(COLUMN_TYPES[field.type])}[])`)
/** Which rows a question is about, whatever it asks of them. */
export function matching(asked: Asked, query: Pick<RowQuery, 'where' | 'knownAt' | 'validOn'>): readonly RawBuilder<unknown>[] {
  if (query.where) { const { count, depth } = sizeOf(query.where); if (count > MAX_FILTERS || depth > MAX_DEPTH) refuse('too-many', 'where', `Điều kiện quá nhiều hoặc lồng quá sâu (tối đa ${MAX_FILTERS} điều kiện, ${MAX_DEPTH} tầng).`, `Too many or too deep conditions (${MAX_FILTERS}, ${MAX_DEPTH}).`) }
  const { version } = asked
  return [...version ? [sql`(select d.version from datasets.dataset d where d.id = ${version.dataset}) = ${version.number}`] : [], inForce(query), ...opened(asked), ...query.where ? [condition(asked, query.where)] : []]
}

interface Column { readonly field: Field; readonly as: string; readonly cast: Cast | undefined }
/** The SQL of a question, for benchmarks and plans; `selectRows` runs it. */
export function compile(asked: Asked, query: RowQuery): { /** stretches of the order; the next one is asked for what the one before left open */ readonly pages: readonly ((most: number) => RawBuilder<Record<string, unknown>>)[]; readonly counted: RawBuilder<{ n: number }>; readonly columns: readonly Column[] } {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_ROWS) refuse('too-many', 'limit', `Mỗi lần lấy từ 1 đến ${MAX_ROWS} dòng.`, `Ask for 1 to ${MAX_ROWS} rows.`)
  if (!Number.isInteger(query.offset) || query.offset < 0 || query.offset > MAX_OFFSET) refuse('too-many', 'offset', `Không bỏ qua quá ${MAX_OFFSET} dòng; hãy dùng “after”.`, `Skip at most ${MAX_OFFSET} rows; use "after".`)
  const all = (): readonly Column[] => asked.fields.map(field => ({ field, as: field.name, cast: undefined }))
  const columns = query.select.length > 0 ? query.select.flatMap(each => each.field === '*' ? all() : [{ field: column(asked, each.field), as: each.as ?? each.field, cast: each.cast }]) : all()
  if (columns.length > MAX_FIELDS) refuse('too-many', 'select', `Mỗi lần lấy tối đa ${MAX_FIELDS} trường.`, `Ask for ${MAX_FIELDS} fields at most.`)
  // a number would say of a person what a row says, and leave no line
  if (query.count && query.where && (asked.persons?.length ?? 0) > 0 && fieldsOf(query.where).some(name => isPersonal(column(asked, name)))) refuse('bad-operator', 'count', 'Không đếm theo trường dữ liệu cá nhân, vì lượt xem phải ghi tên người được xem. Hãy bỏ “count”, hoặc bỏ điều kiện về người.', 'Rows are not counted by what says something about a person, since every look is written down for that person. Leave out the count, or the condition.')
  const order = query.order
  for (const each of order) { const { type } = column(asked, each.field); if (type === 'point' || type === 'geometry') refuse('bad-operator', each.field, `Không sắp xếp theo tọa độ (“${each.field}”) được.`, `Rows are not sorted by a place ("${each.field}").`) }
  if (order.length > 5) refuse('too-many', 'order', 'Sắp xếp theo tối đa 5 trường.', 'Sort by 5 fields at most.')
  const where = matching(asked, query)
  const from = sql`dataset_rows.${sql.id(tableOf(asked.code))} r`
  const cursor = query.after === undefined ? undefined : readCursor(query.after, order)
  const told = sql`${ID} as _id${sql.join([sql``, ...order.map((each, at) => sql`${sql.ref(`r.${each.field}`)}::text as ${sql.id(`_o${at}`)}`), ...(asked.persons ?? []).map((field, at) => sql`${sql.ref(`r.${field.name}`)} as ${sql.id(`_p${at}`)}`), ...columns.map(({ field, as, cast }) => sql`${shownAs(field, cast)} as ${sql.id(as)}`)])}${asked.schema.temporal ? sql`, r._from as valid_from, r._to as valid_to` : sql``}`
  // where no row lacks a value, saying where those would stand keeps an index from being used
  const sorted = (each: Order, nulls: boolean): RawBuilder<unknown> => sql`${compared(asked, column(asked, each.field))} ${sql.raw(each.descending ? 'desc' : 'asc')}${nulls ? sql.raw(` nulls ${nullsLast(each) ? 'last' : 'first'}`) : sql``}`
  const ordered = (stretch: Stretch): RawBuilder<unknown> => sql.join([...order.map((each, at) => sorted(each, at > 0 || stretch === 'whole' && !asked.schema.key.includes(each.field))), sql`${ID}${sql.raw(backwards(order) ? ' desc' : '')}`])
  const pages = stretchesOf(asked, query, cursor).map((stretch, at) => (most: number) => sql<Record<string, unknown>>`select ${told} from ${from} where ${sql.join([...where, ...conditionOf(asked, order, stretch, at === 0 ? cursor : undefined)], sql` and `)} order by ${ordered(stretch)} limit ${most}${query.offset > 0 ? sql` offset ${query.offset}` : sql``}`)
  return { pages, counted: sql<{ n: number }>`select count(*) as n from ${from} where ${sql.join(where, sql` and `)}`, columns }
}

/** Answers one page. Never counts unless asked; a count without conditions is known already. */
export async function selectRows(tx: Tx, asked: Asked, query: RowQuery): Promise<RowPage> {
  const { pages, counted, columns } = compile(asked, query)
  const found: Record<string, unknown>[] = []
  for (const page of pages) if (found.length <= query.limit) found.push(...(await timed(asked, query, () => page(query.limit + 1 - found.length).execute(tx))).rows)
  const more = found.length > query.limit
  const kept = more ? found.slice(0, query.limit) : found
  const last = kept.at(-1)
  const names = [...new Set([...columns.map(({ as }) => as), ...asked.schema.temporal ? ['valid_from', 'valid_to'] : []])]
  const next = more && last ? cursorOf(query.order, last) : undefined
  // the row behind the page, too: that there is a next one says that somebody fits the conditions
  const persons = new Set<string>()
  for (let at = 0; at < (asked.persons?.length ?? 0); at++) for (const row of found) { const value = row[`_p${at}`]; if (typeof value === 'string') persons.add(value) }
  const only = (row: Record<string, unknown>): Row => { const shown: Record<string, unknown> = {}; for (const name of names) shown[name] = row[name]; return shown }
  return { columns: names, ids: kept.map(row => Number(row['_id'])), rows: kept.map(only), persons: [...persons], next, total: query.count ? await totalOf(tx, asked, query, counted) : undefined }
}

async function totalOf(tx: Tx, asked: Asked, query: RowQuery, counted: RawBuilder<{ n: number }>): Promise<RowPage['total']> {
  if (!asked.only && !query.where && query.validOn === undefined && query.knownAt === undefined && !asked.schema.temporal) return { rows: asked.rowCount, kind: 'exact' }
  const exact = async (): Promise<RowPage['total']> => ({ rows: (await counted.execute(tx)).rows[0]?.n ?? 0, kind: 'exact' })
  // the planner guesses by what it knows of all rows
  if (query.count === 'exact' || asked.only) return exact()
  const { rows: [plan] } = await sql<{ 'QUERY PLAN': readonly { Plan: { Plans?: readonly { 'Plan Rows': number }[] } }[] }>`explain (format json) ${counted}`.execute(tx)
  const rows = plan?.['QUERY PLAN'][0]?.Plan.Plans?.[0]?.['Plan Rows'] ?? 0
  // PostgREST's meaning: exact while that is cheap, the planner's guess above
  return query.count === 'estimated' && rows < 5000 ? exact() : { rows, kind: 'estimated' }
}
