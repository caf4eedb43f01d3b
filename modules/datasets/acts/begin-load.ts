import { StorageFull, type FileStore } from '../../../kernel/files/index.ts'
import { conflict, Fault, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { FileSettings } from '../reading/index.ts'
import type { Decided, LoadKind, LoadMode } from '../tables.ts'
import { demand, fault, inStore, keeperOnly, lockDataset, record, t, type Call, type Work } from './dataset-work.ts'

export const READ_LOAD = 'datasets.read-load'
/** The job that reads a load; of one load at most one waits. */
export const askToRead = (work: Pick<Work, 'tx'>, loadId: string, runAt?: Date): Promise<void> => enqueue(work.tx, READ_LOAD, { loadId }, { key: `read-load:${loadId}`, awaited: true, ...runAt && { runAt } })

export interface Delivery {
  readonly kind: LoadKind
  readonly mode: LoadMode
  /** yyyy-mm-dd */
  readonly effectiveOn: string
  readonly fileName: string
  readonly content: AsyncIterable<Uint8Array>
  /** how the file is to be read where the reader would guess wrong */
  readonly told?: Partial<FileSettings>
  /** although the same file was taken before */
  readonly again?: boolean
  readonly sourceId?: string
  /** what stands or falls with the load that was begun */
  readonly began?: (work: Work, id: string) => Promise<void>
}
/** `same`: this very file was loaded already, or by a source that updates: was the last; nothing was begun. */
export type Begun = { readonly id: string } | { readonly same: { readonly id: string; readonly number: number | null; readonly begunAt: Date; readonly open: boolean } }

/**
 * Takes a file in: first its bytes, whole and certain, under their hash (trust.md B3), then the load that names them and the job that reads it. The same
 * file again is told, not read twice.
 */
export async function beginLoad(call: Call, store: FileStore, datasetId: string, delivery: Delivery): Promise<Begun> {
  // who may not load sends no bytes
  await inStore(call, async work => { const row = await lockDataset(work.tx, call.actor, datasetId); keeperOnly(call.actor, row.agency_id) })
  demand([!/^\d{4}-\d{2}-\d{2}$/.test(delivery.effectiveOn) && fault('effectiveOn', 'Chưa có ngày hiệu lực.', 'The effective date is missing.', 'required')])
  const blob = await keep(store, delivery.content)
  demand([blob.size === 0 && fault('file', 'Tệp không có nội dung. Hãy chọn lại tệp.', 'The file is empty. Choose another.', 'empty')])
  return inStore(call, async work => {
    const { tx, at, actor } = work
    const dataset = await lockDataset(tx, actor, datasetId)
    if (!delivery.again) {
      const sent = t(tx).selectFrom('datasets.load').select(['id', 'number', 'state', 'file_sha256', 'begun_at as begunAt']).where('dataset_id', '=', datasetId).where('state', 'not in', ['rejected', 'failed']).orderBy('begun_at', 'desc').orderBy('id', 'desc')
      // nobody is there to say "load it again" for a source: what it gave once, then otherwise, then once more is news the third time, unless rows would be added twice
      const before = delivery.sourceId !== undefined && delivery.mode !== 'append' ? await sent.executeTakeFirst() : await sent.where('file_sha256', '=', blob.hash).executeTakeFirst()
      if (before?.file_sha256 === blob.hash) return { same: { id: before.id, number: before.number, begunAt: before.begunAt, open: before.state !== 'accepted' } }
    }
    const id = newId(at.getTime())
    await t(tx).insertInto('datasets.load').values({ id, dataset_id: datasetId, kind: delivery.kind, mode: delivery.mode, state: 'receiving', file_name: delivery.fileName.slice(0, 255), file_key: blob.hash, file_sha256: blob.hash, file_bytes: blob.size, schema_version: dataset.schema_version, effective_on: delivery.effectiveOn, settings: JSON.stringify(delivery.told ?? {}), source_id: delivery.sourceId ?? null,
      number: null, accept: null, failure: null, begun_at: at, checked_at: null, decided_at: null, by_account: actor.kind === 'officer' ? actor.accountId : null, decided_by: null }).execute()
    await delivery.began?.(work, id)
    await askToRead(work, id)
    await record(work, 'begin-load', { type: 'load', id }, { dataset: dataset.code, file: blob.hash, bytes: blob.size, mode: delivery.mode, effectiveOn: delivery.effectiveOn })
    return { id }
  })
}

async function keep(store: FileStore, content: AsyncIterable<Uint8Array>) {
  try { return await store.put(content) } catch (error) {
    if (error instanceof StorageFull) throw new Fault('storage-full', { status: 507, title: { vi: 'Kho lưu trữ đã đầy, tệp chưa được nhận', en: 'Storage is full; the file was not taken' }, detail: { vi: 'Chưa có gì được ghi. Báo quản trị hệ thống giải phóng chỗ rồi gửi lại tệp.', en: 'Nothing was written. Ask the operators for room, then send the file again.' } }, { cause: error })
    throw error
  }
}

/** A steward says what becomes of the columns that do not fit; then the file is read. Also reads a failed or checked load again, from the kept file. */
export async function decideDrift(call: Call, loadId: string, version: number, decided: Decided, told: Partial<FileSettings> = {}): Promise<void> {
  await inStore(call, async work => {
    const load = await t(work.tx).selectFrom('datasets.load').selectAll().where('id', '=', loadId).forUpdate().executeTakeFirst()
    if (!load) throw notFound()
    const dataset = await lockDataset(work.tx, call.actor, load.dataset_id)
    if (load.version !== version || !['drifted', 'failed', 'checked'].includes(load.state) || load.file_key === null) throw conflict({ vi: 'Lần nạp này vừa chuyển bước khác. Hãy mở lại trang rồi quyết định.', en: 'This load has just moved on. Open the page again, then decide.' })
    await t(work.tx).updateTable('datasets.load').set({ state: 'receiving', failure: null, decided: JSON.stringify({ columns: { ...load.decided.columns, ...decided.columns }, missing: [...new Set([...load.decided.missing ?? [], ...decided.missing ?? []])] }), settings: JSON.stringify({ ...load.settings, ...told }), schema_version: dataset.schema_version, version: version + 1 }).where('id', '=', loadId).execute()
    await askToRead(work, loadId)
    await record(work, 'decide-drift', { type: 'load', id: loadId }, { columns: { ...decided.columns }, missing: [...decided.missing ?? []] })
  })
}
