import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskStore, type FileStore } from '../../../kernel/files/index.ts'
import { read } from '../../../kernel/db/db.ts'
import type { TestDb } from '../../../kernel/testing/db.ts'
import { beginLoad, type Begun, type Delivery } from '../acts/begin-load.ts'
import { t, type Keeper } from '../acts/dataset-work.ts'
import { callOf, NOW, SYSTEM } from '../testing.ts'
import { readLoad, type Reader } from './read-load.ts'

const silent = (): void => undefined
export const aStore = async (): Promise<FileStore> => diskStore(await mkdtemp(join(tmpdir(), 'tinhso-loads-')))
export const aReader = (db: TestDb, store: FileStore): Reader => ({ db: db.db, now: () => NOW, store, log: { debug: silent, info: silent, warn: silent, error: silent } })

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array> { for (let at = 0; at < bytes.length; at += 60_000) yield await Promise.resolve(bytes.subarray(at, at + 60_000)) }
export const delivery = (content: string | Buffer, more: Partial<Delivery> = {}): Delivery => ({ kind: 'upload', mode: 'upsert', effectiveOn: '2026-01-01', fileName: 'tep.csv', content: piecesOf(Buffer.from(content)), ...more })

/** Sends a file and reads it, as the jobs would. */
export async function aReadLoad(db: TestDb, store: FileStore, datasetId: string, content: string | Buffer, more: Partial<Delivery> & { actor?: Keeper } = {}) {
  const begun: Begun = await beginLoad(callOf(db, more.actor ?? SYSTEM), store, datasetId, delivery(content, more))
  if (!('id' in begun)) throw new Error('the same file')
  await readLoad(aReader(db, store), begun.id)
  return loadRow(db, begun.id)
}
export const loadRow = (db: TestDb, id: string) => read(db.db, SYSTEM, tx => t(tx).selectFrom('datasets.load').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
