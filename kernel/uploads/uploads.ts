import { join } from 'node:path'
import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import { tablesOf, transact } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { DEFAULT_LIMITS } from '../files/index.ts'
import { newId } from '../ids.ts'
import type { Platform } from '../platform.ts'
import { piecesIn, type Pieces } from './pieces.ts'

export const MOST_BYTES = DEFAULT_LIMITS.maxBytes
/** Of one account, unfinished or not yet taken by a form: a dossier of many papers fits, a disk does not fill. */
const QUOTA = { files: 30, bytes: 10 * DEFAULT_LIMITS.maxBytes }
const LIFETIME_MS = 24 * 3_600_000

interface UploadRow { id: string; account: string; name: string; media_type: string; size: number; created_at: Date; expires_at: Date }
interface UploadTables { 'kernel.upload': UploadRow }
export interface Upload { readonly id: string; readonly name: string; readonly mediaType: string; readonly size: number; readonly expiresAt: Date }

/** Where the pieces lie: a folder of this machine. Behind several web servers the load balancer keeps a visitor on one; elsewhere the upload begins anew. */
export const piecesOf = (platform: Pick<Platform, 'config'>): Pieces => piecesIn(join(platform.config.varDir, 'uploads'))

const uploadOf = (row: UploadRow): Upload => ({ id: row.id, name: row.name, mediaType: row.media_type, size: row.size, expiresAt: row.expires_at })

/** Announces a file. Throws `too-many` beyond the quota of the account. */
export async function announce(platform: Platform, actor: Actor, accountId: string, file: { readonly name: string; readonly mediaType: string; readonly size: number }): Promise<Upload> {
  const now = platform.now()
  const row: UploadRow = { id: newId(now.getTime()), account: accountId, name: file.name, media_type: file.mediaType, size: file.size, created_at: now, expires_at: new Date(now.getTime() + LIFETIME_MS) }
  await transact(platform.db, actor, async tx => {
    // two announcements of one account at once would both see room for one
    await sql`select pg_advisory_xact_lock(727275, hashtext(${accountId}))`.execute(tx)
    const held = await tablesOf<UploadTables>(tx).selectFrom('kernel.upload').select(({ fn }) => [fn.countAll<number>().as('files'), fn.coalesce(fn.sum<number>('size'), sql<number>`0`).as('bytes')]).where('expires_at', '>', now).executeTakeFirstOrThrow()
    if (Number(held.files) >= QUOTA.files || Number(held.bytes) + file.size > QUOTA.bytes) throw new Fault('too-many', { status: 413, title: { vi: 'Bạn đang có quá nhiều tệp tải lên dở', en: 'You have too many unfinished uploads' }, detail: { vi: 'Hãy chờ các tệp trước lên xong rồi gửi tiếp.', en: 'Wait until the files before are done, then go on.' } })
    await tablesOf<UploadTables>(tx).insertInto('kernel.upload').values(row).execute()
  })
  return uploadOf(row)
}

/** The actor's own upload that has not expired; somebody else's is as unknown as none. */
export async function findUpload(platform: Platform, actor: Actor, id: string): Promise<Upload | undefined> {
  const row = await transact(platform.db, actor, tx => tablesOf<UploadTables>(tx).selectFrom('kernel.upload').selectAll().where('id', '=', id).where('expires_at', '>', platform.now()).executeTakeFirst())
  return row === undefined ? undefined : uploadOf(row)
}

/** Forgets uploads: first the bytes, so that nothing lies about that no row knows. */
export async function forget(platform: Platform, pieces: Pieces, actor: Actor, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await Promise.all(ids.map(async id => { await pieces.interrupt(id); await pieces.remove(id) }))
  await transact(platform.db, actor, tx => tablesOf<UploadTables>(tx).deleteFrom('kernel.upload').where('id', 'in', [...ids]).execute())
}

const sweeper = { kind: 'system', name: 'sweep-uploads' } as const

/** Clears away what nobody finished within a day: on this machine… */
export const sweepPieces = (platform: Pick<Platform, 'now'>, pieces: Pieces): Promise<number> => pieces.sweep(new Date(platform.now().getTime() - LIFETIME_MS))
/** …and in the database. */
export async function sweepUploads(platform: Platform): Promise<void> {
  await sweepPieces(platform, piecesOf(platform))
  await transact(platform.db, sweeper, tx => tablesOf<UploadTables>(tx).deleteFrom('kernel.upload').where('expires_at', '<=', platform.now()).execute())
}
