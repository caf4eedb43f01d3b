import type pg from 'pg'
import { loadFrontier, type CompletedTile, type Frontier } from './frontier.ts'
import type { TreeReader } from './merkle.ts'

/** What the sealer and the prover read and write; a pool or one connection will do. */
export type Queryable = Pick<pg.ClientBase, 'query'>

/** An entry as the leaf needs it; `xact` stays text because it does not fit a number. */
export interface EntryRow {
  id: string; xact: string; at: string; actor: never; subject: string | null; mandate: string | null; role: string | null; agency: string | null
  act: string; objectType: string; objectId: string; payloadHash: string
}
export interface NewLeaf { readonly entryId: string; readonly at: string; readonly xact: string; readonly hash: Uint8Array }

/** The columns of EntryRow; times as UTC text with microseconds, because a Date would lose them. */
export const ENTRY_COLUMNS = `e.id, e.xact::text as xact, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.actor, e.subject, e.mandate, e.role, e.agency,
  e.act, e.object_type as "objectType", e.object_id as "objectId", encode(e.payload_hash, 'hex') as "payloadHash"`

export const treeReader = (db: Queryable): TreeReader => ({
  async leaves(start, end) {
    const { rows } = await db.query<{ leaf_hash: Buffer }>('select leaf_hash from kernel.ledger_leaf where leaf_index >= $1 and leaf_index < $2 order by leaf_index', [start, end])
    if (rows.length !== end - start) throw new Error(`the ledger lacks leaves between ${start} and ${end}`)
    return rows.map((row) => row.leaf_hash)
  },
  async tiles(level, start, end) {
    const { rows } = await db.query<{ root: Buffer }>('select root from kernel.ledger_tile where level = $1 and tile_index >= $2 and tile_index < $3 order by tile_index', [level, start, end])
    if (rows.length !== end - start) throw new Error(`the ledger lacks tiles of level ${level} between ${start} and ${end}`)
    return rows.map((row) => row.root)
  },
})

export interface Sealed { readonly frontier: Frontier; readonly xact: string; readonly id: string }

/** The right edge of what is sealed, and the place (xact, id) of the last sealed entry. */
export async function loadSealed(db: Queryable): Promise<Sealed> {
  const { rows: [last] } = await db.query<{ index: number; xact: string; entry_id: string }>(
    'select leaf_index::float8 as index, xact::text as xact, entry_id from kernel.ledger_leaf order by leaf_index desc limit 1')
  const frontier = await loadFrontier(treeReader(db), last === undefined ? 0 : last.index + 1)
  return { frontier, xact: last?.xact ?? '0', id: last?.entry_id ?? '00000000-0000-0000-0000-000000000000' }
}

/**
 * The next entries in commit order. Only transactions below the snapshot's xmin count: all of them have ended, so that none can still
 * bring an entry in front of the ones sealed now (the usual outbox pitfall).
 */
export async function nextEntries(db: Queryable, after: Sealed, limit: number): Promise<EntryRow[]> {
  const { rows } = await db.query<EntryRow>({
    name: 'ledger-next', values: [after.xact, after.id, limit],
    text: `select ${ENTRY_COLUMNS} from kernel.ledger_entry e where (e.xact, e.id) > ($1::xid8, $2::uuid) and e.xact < pg_snapshot_xmin(pg_current_snapshot())
      order by e.xact, e.id limit $3`,
  })
  return rows
}

export async function saveSealed(db: Queryable, start: number, leaves: readonly NewLeaf[], tiles: readonly CompletedTile[], size: number, note: string): Promise<void> {
  await db.query({
    name: 'ledger-leaves',
    text: `insert into kernel.ledger_leaf (leaf_index, entry_id, entry_at, xact, leaf_hash)
      select $1::bigint + n - 1, id, at, xact::xid8, hash from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::bytea[]) with ordinality as l (id, at, xact, hash, n)`,
    values: [start, leaves.map((leaf) => leaf.entryId), leaves.map((leaf) => leaf.at), leaves.map((leaf) => leaf.xact), leaves.map((leaf) => leaf.hash)],
  })
  if (tiles.length > 0) {
    await db.query('insert into kernel.ledger_tile (level, tile_index, root) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
      [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index), tiles.map((tile) => tile.root)])
  }
  await db.query('insert into kernel.ledger_checkpoint (size, note) values ($1, $2)', [size, note])
}

/** Checkpoints above `size`, smallest first; the witnesses still lack them. */
export async function checkpointsAfter(db: Queryable, size: number, limit = 500): Promise<string[]> {
  const { rows } = await db.query<{ note: string }>('select note from kernel.ledger_checkpoint where size > $1 order by size limit $2', [size, limit])
  return rows.map((row) => row.note)
}

/** The checkpoint note of the smallest tree that holds leaf `index`. */
export async function checkpointCovering(db: Queryable, index: number): Promise<string | undefined> {
  return (await checkpointsAfter(db, index, 1))[0]
}
