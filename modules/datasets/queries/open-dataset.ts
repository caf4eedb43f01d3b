import { sql } from 'kysely'
import type { Actor } from '../../../kernel/actor.ts'
import { asNobody, transact, type Db, type Tx } from '../../../kernel/db/db.ts'
import { codeOf, Fault, notFound } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { keeps } from '../acts/dataset-work.ts'
import { readableFields, type Reader } from '../domain/reader.ts'
import { CODE, MAX_CODE } from '../domain/schema.ts'
import { findDataset, type DatasetView } from './datasets.ts'
import type { Asked } from './rows.ts'
import { noteSlow, TookTooLong, tooSlow } from './slow-lists.ts'

/** A dataset as one reader has it: what is not in `asked.fields` does not exist for them. */
export interface Opened { readonly dataset: DatasetView; readonly reader: Reader; readonly asked: Asked }

const ANYBODY: Actor = { kind: 'anonymous' }
/** Longest that one question to rows may run, in milliseconds: enough for a page by an index, too short to hold a connection hostage (PUBLIC_SETTINGS says the same). */
const MOST_MS = 8_000


/** One question in the name of its reader, bounded in time. */
export async function askRows<T>({ db, publicDb, now }: Pick<Platform, 'db' | 'publicDb' | 'now'>, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    if (actor.kind === 'anonymous' && publicDb) return await asNobody(publicDb, work)
    return await transact(db, actor, async tx => {
      // when it fails the transaction is over, and so is the work in it
      const bounded = sql`select set_config('statement_timeout', ${String(MOST_MS)}, true)`.execute(tx)
      bounded.catch(() => undefined)
      const result = await work(tx)
      await bounded
      return result
    })
  } catch (error) {
    if (error instanceof TookTooLong) await noteSlow({ db, now }, error.list)
    throw error instanceof TookTooLong || codeOf(error) === '57014' ? tooSlow(MOST_MS / 1000, error) : error
  }
}

/** Whoever keeps a dataset or supervises its agency sees all of it; everybody else what is open. Systems with a right come through the exchange. */
export function readerOf(actor: Actor, dataset: Pick<DatasetView, 'agencyId'>): Reader {
  return actor.kind === 'system' || actor.kind === 'officer' && (keeps(actor, dataset.agencyId) || actor.roles.includes('supervisor') && actor.scopeAgencyIds.includes(dataset.agencyId)) ? { kind: 'keeper' } : { kind: 'public' }
}

export function openFor(dataset: DatasetView, reader: Reader): Opened {
  return { dataset, reader, asked: { code: dataset.code, schema: dataset.schema, rowCount: dataset.rowCount, fields: readableFields(dataset.schema, dataset.access, reader) } }
}

/** A dataset that this actor may know of, or «not found». */
export async function openDataset(tx: Tx, actor: Actor, code: string): Promise<Opened> {
  const dataset = CODE.test(code) && code.length <= MAX_CODE ? await findDataset(tx, code) : undefined
  if (!dataset) throw notFound()
  return openFor(dataset, readerOf(actor, dataset))
}

/** Rows of a dataset that is shared by contract only: says where the contract is asked for. */
export function demandReadable(opened: Opened): Opened {
  if (opened.asked.fields.length > 0) return opened
  throw new Fault('needs-right', { status: 403, title: { vi: 'Bộ dữ liệu này chia sẻ theo quyền truy cập', en: 'This dataset is shared by contract' },
    detail: { vi: `Xin quyền gọi dịch vụ của bộ dữ liệu “${opened.dataset.code}” tại danh mục dịch vụ của nền tảng tích hợp (/lien-thong/danh-muc); dữ liệu đi qua nền tảng đó.`, en: `Ask for a right on the service of "${opened.dataset.code}" in the catalogue of the exchange (/lien-thong/danh-muc); its rows travel there.` } })
}

const REMEMBERED = 300
const remembered = new WeakMap<Db, Map<string, DatasetView>>()
/**
 * A page of rows for the public. What was known of the dataset the last time makes the question; the question itself holds that it is still so
 * (`asked.version`), so rows that come back prove it. When none come, it is asked anew.
 */
export async function askPublicRows<T extends { readonly proved: boolean }>(platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, code: string, work: (tx: Tx, opened: Opened) => Promise<T>): Promise<T> {
  const cache = remembered.get(platform.db) ?? new Map<string, DatasetView>()
  remembered.set(platform.db, cache)
  const known = cache.get(code)
  if (known) {
    const opened = openFor(known, { kind: 'public' })
    const found = await askRows(platform, ANYBODY, tx => work(tx, { ...opened, asked: { ...opened.asked, version: { dataset: known.id, number: known.version } } })).catch((error: unknown) => { if (error instanceof Fault && error.code === 'took-too-long') throw error; return undefined })
    if (found?.proved) return found
    cache.delete(code)
  }
  return askRows(platform, ANYBODY, async tx => {
    const opened = demandReadable(await openDataset(tx, ANYBODY, code))
    if (cache.size >= REMEMBERED) cache.clear()
    if (opened.dataset.state === 'published') cache.set(code, opened.dataset)
    return work(tx, opened)
  })
}
