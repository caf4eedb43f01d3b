import { sql } from 'kysely'
import { transact, type Db } from '../db/db.ts'
import { openNote, parseCheckpoint, type NoteVerifier } from './checkpoint.ts'
import { entryHash } from './entry.ts'
import { inclusionRanges, rangeRoot } from './merkle.ts'
import { formatProof } from './proof-qr.ts'
import { checkpointCovering, ENTRY_COLUMNS, treeReader, type EntryRow } from './store.ts'

/** The text for the QR code of a receipt that proves ledger entry `entryId`; undefined while it is not sealed (about a second). */
export async function proveEntry(db: Db, verifier: NoteVerifier, entryId: string): Promise<string | undefined> {
  const { rows: [row] } = await transact(db, { kind: 'system', name: 'ledger-proof' }, tx => sql<EntryRow & { index: number }>`select ${sql.raw(ENTRY_COLUMNS)}, l.leaf_index::float8 as index
    from kernel.ledger_leaf l join kernel.ledger_entry e on e.id = l.entry_id and e.at = l.entry_at where l.entry_id = ${entryId}`.execute(tx))
  const note = row === undefined ? undefined : await checkpointCovering(db.pool, row.index)
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note)
  const opened = note === undefined ? undefined : openNote(note, verifier)
  if (row === undefined || checkpoint === undefined || opened === undefined) return undefined
  const reader = treeReader(db.pool)
  const path = await Promise.all(inclusionRanges(row.index, checkpoint.size).map((range) => rangeRoot(reader, range)))
  return formatProof({ entryId, index: row.index, size: checkpoint.size, entryHash: entryHash(row), path, signature: opened.signature })
}
