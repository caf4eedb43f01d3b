import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { tablesOf, transact, type Db, type Tx } from '../db/db.ts'
import { conflict } from '../errors.ts'
import { newId } from '../ids.ts'
import { scanWithClamd, ScannerDown, type ClamdAddress, type ScanVerdict } from './clamd.ts'
import { getSealed, putSealed, type BlobKey } from './crypt.ts'
import type { FileGuard } from './guard.ts'
import { findKeyOfScope, keyOfScope } from './keys.ts'
import { normaliseFileName } from './name.ts'
import { readAll, type FileStore } from './store.ts'
import { refuse, type FileWarning, type RefusedFile } from './verdict.ts'

export interface FileService {
  readonly db: Db
  readonly store: FileStore
  readonly guard: FileGuard
  /** wraps the keys of scopes; see service.ts */
  readonly masterKey: BlobKey
  /** without one, files are accepted unscanned: a deployment's decision, shown by `tinhso doctor` */
  readonly clamd?: ClamdAddress | undefined
}

export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
  /** account of whoever sends it */
  readonly uploadedBy: string | null
  /** kind:id of what it belongs to */
  readonly ownerScope: string
  /** pictures of identity cards and the like: stored under a key of this scope */
  readonly keyScope?: string | undefined
  readonly at: Date
}

/** A file as the database knows it. */
export interface StoredFile {
  readonly id: string; readonly hash: string; readonly size: number; readonly mediaType: string; readonly name: string; readonly pageCount: number | null
  readonly originalHash: string; readonly originalType: string; readonly uploadedBy: string | null; readonly at: Date
  readonly state: 'accepted' | 'quarantined'; readonly ownerScope: string; readonly keyScope: string | null; readonly warnings: readonly FileWarning[]
}
export type Acceptance = { readonly ok: true; readonly file: StoredFile } | RefusedFile

/**
 * Looks at an upload and stores its bytes durably; the row is not written yet: do that with `saveFile` in the transaction of the act
 * (trust.md B3: bytes first, then the row). Several shots (`uploads` > 1) become one PDF. When the scanner cannot be asked the file is
 * quarantined: kept, but handed to nobody until `rescan`.
 */
export async function acceptUpload(service: FileService, uploads: readonly [Upload, ...Upload[]]): Promise<Acceptance> {
  const [first] = uploads
  const inspection = await (uploads.length === 1 ? service.guard.inspect(first.bytes) : service.guard.inspectShots(uploads))
  if (!inspection.ok) return inspection
  const verdicts = await Promise.all(uploads.map((upload) => scan(service.clamd, upload.bytes)))
  if (verdicts.some((verdict) => verdict?.clean === false)) return refuse('virus')
  const bytes = inspection.bytes ?? first.bytes
  const { hash: stored } = first.keyScope === undefined ? await service.store.put(bytes) : await putSealed(service.store, bytes, await keyOfScope(service.db, first.keyScope, service.masterKey))
  return { ok: true, file: {
    id: newId(first.at.getTime()), hash: stored, size: bytes.length, mediaType: inspection.mediaType, name: normaliseFileName(first.name, inspection.mediaType), pageCount: inspection.pageCount,
    originalHash: hash('sha256', Buffer.concat(uploads.map((upload) => upload.bytes))), originalType: inspection.originalType, uploadedBy: first.uploadedBy, at: first.at,
    state: verdicts.includes(undefined) ? 'quarantined' : 'accepted', ownerScope: first.ownerScope, keyScope: first.keyScope ?? null, warnings: inspection.warnings,
  } }
}

/** undefined: there should be a verdict and there is none. */
async function scan(clamd: ClamdAddress | undefined, bytes: Uint8Array): Promise<ScanVerdict | undefined> {
  if (clamd === undefined) return { clean: true }
  try { return await scanWithClamd(clamd, bytes) } catch (error) {
    if (error instanceof ScannerDown) return undefined
    throw error
  }
}

interface FileRow {
  id: string; hash: string; size: number; media_type: string; name: string; page_count: number | null; original_hash: string; original_type: string
  uploaded_by: string | null; at: Date; state: 'accepted' | 'quarantined'; owner_scope: string; key_scope: string | null; warnings: FileWarning[]
}
interface FileTables { 'kernel.file': FileRow }

/** Writes the row of a file whose bytes are stored, in the transaction of the act. */
export async function saveFile(tx: Tx, file: StoredFile): Promise<void> {
  await tablesOf<FileTables>(tx).insertInto('kernel.file').values({
    id: file.id, hash: file.hash, size: file.size, media_type: file.mediaType, name: file.name, page_count: file.pageCount, original_hash: file.originalHash, original_type: file.originalType,
    uploaded_by: file.uploadedBy, at: file.at, state: file.state, owner_scope: file.ownerScope, key_scope: file.keyScope, warnings: [...file.warnings],
  }).execute()
}

/** A file that the platform made itself (a receipt, a decision): stored as it is, accepted. Write the row with `saveFile`. */
export async function storeOwnFile(store: FileStore, made: { readonly bytes: Uint8Array; readonly name: string; readonly mediaType: string; readonly pageCount?: number; readonly ownerScope: string; readonly at: Date }): Promise<StoredFile> {
  const blob = await store.put(made.bytes)
  return {
    id: newId(made.at.getTime()), hash: blob.hash, size: blob.size, mediaType: made.mediaType, name: normaliseFileName(made.name, made.mediaType), pageCount: made.pageCount ?? null, originalHash: blob.hash,
    originalType: made.mediaType, uploadedBy: null, at: made.at, state: 'accepted', ownerScope: made.ownerScope, keyScope: null, warnings: [],
  }
}

const fileOf = (row: FileRow): StoredFile => ({
  id: row.id, hash: row.hash, size: row.size, mediaType: row.media_type, name: row.name, pageCount: row.page_count, originalHash: row.original_hash, originalType: row.original_type,
  uploadedBy: row.uploaded_by, at: row.at, state: row.state, ownerScope: row.owner_scope, keyScope: row.key_scope, warnings: row.warnings,
})

export async function findFile(tx: Tx, id: string): Promise<StoredFile | undefined> {
  const row = await tablesOf<FileTables>(tx).selectFrom('kernel.file').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fileOf(row)
}

/** The rows whose file the actor may see, each with it: one look, however many there are. */
export async function withFiles<Row extends { readonly fileId: string }>(tx: Tx, rows: readonly Row[]): Promise<(Row & { readonly file: StoredFile })[]> {
  if (rows.length === 0) return []
  const found = await tablesOf<FileTables>(tx).selectFrom('kernel.file').selectAll().where('id', 'in', rows.map(row => row.fileId)).execute()
  const byId = new Map(found.map(row => [row.id, fileOf(row)]))
  return rows.flatMap(row => { const file = byId.get(row.fileId); return file === undefined ? [] : [{ ...row, file }] })
}

export async function filesOfOwner(tx: Tx, ownerScope: string): Promise<StoredFile[]> {
  return (await tablesOf<FileTables>(tx).selectFrom('kernel.file').selectAll().where('owner_scope', '=', ownerScope).orderBy('id').execute()).map(fileOf)
}

/** A file that its owner took back before anything official happened; its bytes go with the next sweep of orphans. */
export async function removeFile(tx: Tx, id: string): Promise<void> {
  await tablesOf<FileTables>(tx).deleteFrom('kernel.file').where('id', '=', id).execute()
}

/** A draft's files become the dossier's; those that the desk scanned straight into it are there already. */
export async function moveFiles(tx: Tx, ids: readonly string[], ownerScope: string): Promise<void> {
  if (ids.length === 0) return
  const files = tablesOf<FileTables>(tx)
  const moved = await files.updateTable('kernel.file').set({ owner_scope: ownerScope }).where('id', 'in', [...ids]).where('owner_scope', '<>', ownerScope).executeTakeFirst()
  if (Number(moved.numUpdatedRows) === ids.length) return
  const there = await files.selectFrom('kernel.file').select('id').where('id', 'in', [...ids]).where('owner_scope', '=', ownerScope).execute()
  // taken back in another tab meanwhile, or never the actor's: a dossier with a hole must not be filed
  if (there.length !== ids.length) throw conflict({ vi: 'Có tệp vừa bị bỏ đi ở một cửa sổ khác. Hãy xem lại giấy tờ đính kèm rồi nộp lại; chưa có gì được nộp.', en: 'A file was taken away in another window. Look through the papers and send again; nothing was filed.' })
}

/** The bytes of an accepted file. Who may read it has been decided before. Throws when it is quarantined or its key was shredded. */
export async function openFile(service: Pick<FileService, 'db' | 'store' | 'masterKey'>, file: StoredFile): Promise<Readable> {
  if (file.state !== 'accepted') throw new Error(`file ${file.id} waits for the virus scanner`)
  if (file.keyScope === null) return service.store.get(file.hash)
  const key = await findKeyOfScope(service.db, file.keyScope, service.masterKey)
  if (key === undefined) throw new Error(`the key of ${file.keyScope} was shredded`)
  return getSealed(service.store, file.hash, key)
}

const scanner = { kind: 'system', name: 'virus-scanner' } as const

/** Scans what waits in quarantine; clean files are accepted, infected ones told to `onVirus` and stay where they are. Answers how many were freed. */
export async function rescan(service: FileService, onVirus: (file: StoredFile, signature: string) => Promise<void>): Promise<number> {
  const waiting = (await transact(service.db, scanner, tx => tablesOf<FileTables>(tx).selectFrom('kernel.file').selectAll().where('state', '=', 'quarantined').orderBy('at').limit(100).execute())).map(fileOf)
  let freed = 0
  for (const file of waiting) {
    const verdict = await scan(service.clamd, await readAll(await openFile(service, { ...file, state: 'accepted' })))
    if (verdict === undefined) return freed
    if (!verdict.clean) { await onVirus(file, verdict.signature); continue }
    await transact(service.db, scanner, tx => tablesOf<FileTables>(tx).updateTable('kernel.file').set({ state: 'accepted' }).where('id', '=', file.id).execute())
    freed++
  }
  return freed
}
