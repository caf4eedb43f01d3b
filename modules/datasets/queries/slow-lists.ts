import { sql } from 'kysely'
import { transact } from '../../../kernel/db/db.ts'
import { codeOf, Fault } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { COLUMN_TYPES, isPersonal } from '../domain/schema.ts'
import type { Filter, RowQuery } from '../domain/query.ts'
import type { Asked } from './rows.ts'

/** A list that was stopped: which values it kept of which fields, and by what it was sorted. */
export interface SlowList { readonly code: string; readonly filters: readonly string[]; readonly sort: string | undefined }
/** PostgreSQL's «canceling statement due to statement timeout», with what was asked. */
export class TookTooLong extends Error {
  readonly list: SlowList
  constructor(list: SlowList, cause: unknown) { super('rows took too long', { cause }); this.list = list }
}

/** Fields of which every row of the answer has one given value: where an index of a list may begin. */
function keptValues(where: Filter | undefined): readonly string[] {
  if (where === undefined) return []
  if ('and' in where) return where.and.flatMap(keptValues)
  return 'field' in where && where.operator === 'eq' ? [where.field] : []
}
export function slowList(asked: Asked, query: Pick<RowQuery, 'where' | 'order'>): SlowList {
  const named = (name: string) => asked.schema.fields.find(field => field.name === name)
  const first = query.order[0]?.field
  const sort = first === undefined ? undefined : named(first)
  const usable = sort !== undefined && !isPersonal(sort) && COLUMN_TYPES[sort.type] !== 'point' && sort.type !== 'geometry'
  return { code: asked.code, filters: [...new Set(keptValues(query.where))].filter(name => name !== first && named(name) !== undefined), sort: usable ? sort.name : undefined }
}
/** Runs one question; when it is stopped for its time, the error says which list it was. */
export async function timed<T>(asked: Asked, query: Pick<RowQuery, 'where' | 'order'>, work: () => Promise<T>): Promise<T> {
  try { return await work() } catch (error) { throw codeOf(error) === '57014' ? new TookTooLong(slowList(asked, query), error) : error }
}

/** Remembers that a list was too slow, so that its keeper sees which index is missing. Names of fields only. */
export async function noteSlow({ db, now }: Pick<Platform, 'db' | 'now'>, { code, filters, sort }: SlowList): Promise<void> {
  if (sort === undefined || filters.length === 0) return
  await transact(db, { kind: 'system', name: 'datasets-slow-lists' }, tx => sql`insert into datasets.slow_list as l (dataset_id, filter_field, sort_field, last_at) select d.id, f, ${sort}, ${now()} from datasets.dataset d, unnest(${[...filters]}::text[]) f where d.code = ${code}
    on conflict (dataset_id, filter_field, sort_field) do update set times = l.times + 1, last_at = excluded.last_at`.execute(tx))
}

/** What to tell of a question that was stopped: what is missing, who can have it made, and what helps until then. */
export function tooSlow(seconds: number, cause: unknown): Fault {
  const list = cause instanceof TookTooLong ? cause.list : undefined
  const stopped = { vi: `Quá ${seconds} giây nên đã dừng.`, en: `It was stopped after ${seconds} seconds.` }
  const [filter] = list?.filters ?? []
  if (list?.sort === undefined || filter === undefined) return new Fault('took-too-long', { status: 503, retryAfterSeconds: 30, title: { vi: 'Câu hỏi dữ liệu chạy quá lâu', en: 'The question took too long' },
    detail: { vi: `${stopped.vi} Hãy lọc hoặc sắp xếp theo khóa hay trường có chỉ mục, lấy ít dòng hơn, hoặc tải cả bộ về.`, en: `${stopped.en} Filter and sort by the key or an indexed field, ask for fewer rows, or download the whole.` } }, { cause })
  const declare = `/kho-du-lieu/${list.code}/chi-muc`
  return new Fault('took-too-long', { status: 503, retryAfterSeconds: 30, title: { vi: 'Câu hỏi dữ liệu chạy quá lâu', en: 'The question took too long' },
    detail: { vi: `${stopped.vi} Danh sách lọc theo “${filter}” và sắp xếp theo “${list.sort}” cần một chỉ mục của cả hai trường. Người giữ bộ dữ liệu lập chỉ mục ấy tại ${declare}. Trước đó: sắp xếp theo khóa, bỏ sắp xếp, hoặc tải cả bộ về.`, en: `${stopped.en} A list filtered by "${filter}" and sorted by "${list.sort}" needs an index of both. Its keeper has one built at ${declare}. Until then: sort by the key, do not sort, or download the whole.` },
    extra: { missingIndex: { filter: list.filters, sort: list.sort }, declare } }, { cause })
}
