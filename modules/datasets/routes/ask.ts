import type { Tx } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import type { Filter, RowQuery } from '../domain/query.ts'
import { readPostgrest, type PostgrestQuery } from '../domain/postgrest.ts'
import { COLUMN_TYPES, type Field } from '../domain/schema.ts'
import { dayOf } from '../domain/value.ts'
import { changesAfter } from '../queries/change-feed.ts'
import type { Opened } from '../queries/open-dataset.ts'
import { BadQuery, selectRows } from '../queries/rows.ts'

/** Parameters of an address, in its order, as often as they stand there. */
export function pairsOf(url: string): readonly (readonly [string, string])[] {
  const mark = url.indexOf('?')
  return mark < 0 ? [] : [...new URLSearchParams(url.slice(mark + 1))]
}

const badParameter = (where: string, vi: string, en: string): never => { throw new BadQuery({ code: 'bad-value', where, vi, en }) }

/** Words anywhere in any text that this reader sees, as people type them. */
export function anywhere(fields: readonly Field[], words: string): Filter | undefined {
  const texts = fields.filter(field => COLUMN_TYPES[field.type] === 'text')
  return words.trim() === '' ? undefined : { or: texts.map(field => ({ field: field.name, operator: 'contains-text', value: words.trim() })) }
}
export const both = (...filters: readonly (Filter | undefined)[]): Filter | undefined => {
  const real = filters.filter(each => each !== undefined)
  return real.length < 2 ? real[0] : { and: real }
}

/** What ended long ago is removed when its time is up; before that the store cannot be read any more. */
function demandKept({ dataset }: Opened, position: number): void {
  if (position < dataset.forgottenLoad) throw new Fault('forgotten', { status: 410, title: { vi: 'Phần lịch sử này đã hết thời hạn lưu', en: 'This part of the history is no longer kept' },
    detail: { vi: `Chỉ còn đọc được từ lần nạp ${dataset.forgottenLoad}. Ai theo dõi thay đổi hãy bắt đầu lại: xóa bản sao, đọc từ after=0.`, en: `It can be read from load ${dataset.forgottenLoad} on. Whoever follows the changes begins anew: drop the copy, read from after=0.` } })
}

const OWN = ['after', 'as_of', 'known_at', 'q', 'count']
function readQuery(opened: Opened, url: string): { readonly parsed: PostgrestQuery; readonly query: RowQuery } {
  const read = readPostgrest(pairsOf(url), OWN)
  if (!read.ok) throw new Fault('bad-query', { status: 400, title: { vi: 'Câu hỏi dữ liệu chưa đúng', en: 'The question cannot be answered' }, detail: { vi: `${read.fault.message}: ${read.fault.details ?? ''}. ${read.fault.hint ?? 'Cách lọc: trường=phép.giá_trị, ví dụ ma_xa=eq.05443.'}`, en: `${read.fault.message}: ${read.fault.details ?? ''}. ${read.fault.hint ?? 'Filters: field=operator.value, for example ma_xa=eq.05443.'}` }, extra: { reason: 'bad-syntax', where: 'query' } })
  const { value: parsed } = read
  const { others } = parsed
  const asOf = others.get('as_of')
  if (asOf !== undefined && dayOf(asOf) !== asOf) badParameter('as_of', 'Ngày “as_of” viết dạng năm-tháng-ngày, ví dụ 2025-06-30.', 'Write "as_of" as year-month-day, for example 2025-06-30.')
  if (asOf !== undefined && !opened.asked.schema.temporal) badParameter('as_of', 'Bộ dữ liệu này không có thời gian hiệu lực; dùng “known_at” để đọc như đã biết sau một lần nạp.', 'This dataset has no valid time; use "known_at" to read it as it was known after a load.')
  const knownAt = others.get('known_at')
  if (knownAt !== undefined && !/^\d{1,9}$/.test(knownAt)) badParameter('known_at', '“known_at” là số thứ tự của một lần nạp.', '"known_at" is the number of a load.')
  if (knownAt !== undefined) demandKept(opened, Number(knownAt))
  const count = others.get('count')
  if (count !== undefined && count !== 'exact' && count !== 'planned' && count !== 'estimated') badParameter('count', '“count” nhận exact, planned hoặc estimated.', '"count" takes exact, planned or estimated.')
  const after = others.get('after')
  if (after !== undefined && parsed.offset > 0) badParameter('offset', 'Dùng “after” hoặc “offset”, không dùng cả hai.', 'Use "after" or "offset", not both.')
  const where = both(parsed.where, anywhere(opened.asked.fields, others.get('q') ?? ''))
  return { parsed, query: { select: parsed.select, order: parsed.order, limit: parsed.limit ?? 100, offset: parsed.offset, ...where ? { where } : {}, ...after === undefined ? {} : { after }, ...asOf === undefined ? {} : { validOn: asOf }, ...knownAt === undefined ? {} : { knownAt: Number(knownAt) }, ...count === 'exact' || count === 'planned' || count === 'estimated' ? { count } : {} } }
}

export interface Told { readonly value: object; /** whom it is about, where that is written down */ readonly persons: readonly string[]; readonly fields: readonly string[]; /** rows came that only the present version of the dataset gives */ readonly proved: boolean }

/** `/rows`: one page as our own API and the exchange tell it. */
export async function tellRows(tx: Tx, opened: Opened, url: string): Promise<Told> {
  const { query } = readQuery(opened, url)
  const page = await selectRows(tx, opened.asked, query)
  const { dataset } = opened
  return { value: { items: page.rows, next: page.next ?? null, position: dataset.lastLoad, refreshedAt: dataset.refreshedAt, schemaVersion: dataset.schemaVersion, ...page.total ? { total: page.total } : {} }, persons: page.persons, fields: query.select.length > 0 ? query.select.flatMap(each => each.field === '*' ? opened.asked.fields.map(field => field.name) : [each.field]) : opened.asked.fields.map(field => field.name), proved: page.rows.length > 0 }
}

/** `/changes`: the feed. */
export async function tellChanges(tx: Tx, opened: Opened, url: string): Promise<Told> {
  const asked = new Map(pairsOf(url))
  const limit = asked.get('limit') ?? '500'
  const after = asked.get('after') ?? '0'
  if (/^[1-9]\d{0,8}(\.|$)/.test(after)) demandKept(opened, Number.parseInt(after, 10))
  const { persons, ...page } = await changesAfter(tx, opened.asked, after, /^\d{1,6}$/.test(limit) ? Number(limit) : 0)
  return { value: { ...page, position: opened.dataset.lastLoad }, persons, fields: opened.asked.fields.map(field => field.name), proved: false }
}
