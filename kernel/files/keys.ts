import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { tablesOf, transact, type Db, type Tx } from '../db/db.ts'
import { openBytes, sealBytes, type BlobKey } from './crypt.ts'

interface KeyTables { 'kernel.file_key': { scope: string; wrapped: Buffer } }

const keeper = { kind: 'system', name: 'file-keys' } as const

/** The key of `scope` (a dossier), made when there is none. */
export async function keyOfScope(db: Db, scope: string, master: BlobKey): Promise<BlobKey> {
  const made = sealBytes(randomBytes(32), master)
  await transact(db, keeper, tx => sql`insert into kernel.file_key (scope, wrapped) values (${scope}, ${made}) on conflict do nothing`.execute(tx))
  const key = await findKeyOfScope(db, scope, master)
  if (key === undefined) throw new Error(`the key of ${scope} was deleted meanwhile`)
  return key
}

/** undefined after the key was shredded: its files can no longer be read by anyone. */
export async function findKeyOfScope(db: Db, scope: string, master: BlobKey): Promise<BlobKey | undefined> {
  const row = await transact(db, keeper, tx => tablesOf<KeyTables>(tx).selectFrom('kernel.file_key').select('wrapped').where('scope', '=', scope).executeTakeFirst())
  return row === undefined ? undefined : openBytes(row.wrapped, master)
}

/** Crypto-shredding: every file of the scope becomes unreadable, in backups of the store too. */
export async function shredScope(tx: Tx, scope: string): Promise<void> {
  await tablesOf<KeyTables>(tx).deleteFrom('kernel.file_key').where('scope', '=', scope).execute()
}
