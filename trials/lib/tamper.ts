import type pg from 'pg'
import { keyFromSeed, noteSigner, parseCheckpoint, signNote, checkpointText } from '../../kernel/ledger/checkpoint.ts'
import { entryHash, entryLeafHash } from '../../kernel/ledger/entry.ts'
import { createFrontier, type CompletedTile } from '../../kernel/ledger/frontier.ts'
import { ENTRY_COLUMNS, type EntryRow } from '../../kernel/ledger/store.ts'
import type { Random } from './random.ts'

/** What a superuser who knows the format, but has neither the key nor the witnesses, does to a ledger. Answers the first leaf that is no longer true. */
export type Tampering = (client: pg.Client, random: Random, ledger: { readonly size: number; readonly checkpoints: readonly number[] }) => Promise<number>

const OTHER_ID = '0190ffff-0000-7000-8000-0000000000aa'
const entryAt = async (client: pg.Client, index: number): Promise<{ id: string }> => {
  const { rows: [row] } = await client.query<{ id: string }>('select entry_id as id from kernel.ledger_leaf where leaf_index = $1', [index])
  if (row === undefined) throw new Error(`no leaf ${index}`)
  return row
}

const COLUMNS: readonly (readonly [string, string])[] = [
  ['act', "act || '.x'"], ['object_id', "object_id || '0'"], ['object_type', "'other'"], ['actor', `'{"kind":"system","name":"nobody"}'::jsonb`], ['at', "at + interval '1 microsecond'"],
  ['role', "coalesce(role, '') || 'x'"], ['subject', `'${OTHER_ID}'`], ['mandate', `'${OTHER_ID}'`], ['agency', `'${OTHER_ID}'`], ['payload_hash', "sha256('x')"], ['id', `'${OTHER_ID}'`], ['xact', "'1'"],
]
const CONTENTS = [`payload = '{"amount": 1}'`, "reason = coalesce(reason, '') || '.'", "salt = sha256('x')", 'payload = null', `salt = null, payload = null, reason = null`]

async function changeEntry(client: pg.Client, index: number, set: string): Promise<void> {
  const { id } = await entryAt(client, index)
  await client.query(`update kernel.ledger_entry set ${set} where id = $1`, [id])
}

/** Recomputes every leaf hash and every tile from what the rows say now: all that can be done without the key. */
async function rehash(client: pg.Client): Promise<ReturnType<typeof createFrontier>> {
  const { rows } = await client.query<EntryRow & { index: string; hash: Buffer }>(`select ${ENTRY_COLUMNS}, l.leaf_index as index, l.leaf_hash as hash from kernel.ledger_leaf l join kernel.ledger_entry e on e.id = l.entry_id order by l.leaf_index`)
  const frontier = createFrontier()
  const tiles: CompletedTile[] = []
  for (const row of rows) {
    const hash = entryLeafHash(row.id, entryHash(row))
    if (!hash.equals(row.hash)) await client.query('update kernel.ledger_leaf set leaf_hash = $2, entry_at = $3 where leaf_index = $1', [row.index, hash, row.at])
    tiles.push(...frontier.append(hash))
  }
  await client.query('delete from kernel.ledger_tile')
  for (const tile of tiles) await client.query('insert into kernel.ledger_tile values ($1, $2, $3)', [tile.level, tile.index, tile.root])
  return frontier
}

async function cutTo(client: pg.Client, size: number): Promise<void> {
  await client.query('delete from kernel.ledger_entry where id in (select entry_id from kernel.ledger_leaf where leaf_index >= $1)', [size])
  await client.query('delete from kernel.ledger_leaf where leaf_index >= $1', [size])
  await client.query('delete from kernel.ledger_checkpoint where size > $1', [size])
  await client.query('delete from kernel.ledger_tile where (tile_index + 1) * 256 ^ level > $1', [size])
}

async function shift(client: pg.Client, from: number, by: number): Promise<void> {
  await client.query('update kernel.ledger_leaf set leaf_index = leaf_index + 1000000 where leaf_index >= $1', [from])
  await client.query('update kernel.ledger_leaf set leaf_index = leaf_index - 1000000 + $1 where leaf_index >= 1000000', [by])
}

async function insertEntry(client: pg.Client, xact: string): Promise<void> {
  await client.query(`insert into kernel.ledger_entry (id, at, xact, actor, act, object_type, object_id, payload_hash, salt, payload)
    select $1, at, $2::xid8, actor, 'dossiers.approve', object_type, object_id, payload_hash, salt, payload from kernel.ledger_entry order by id limit 1`, [OTHER_ID, xact])
}

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  async 'update an entry'(client, random, { size }) {
    const index = random.below(size)
    const [column, value] = random.pick(COLUMNS)
    await changeEntry(client, index, `${column} = ${value}`)
    return index
  },
  async 'update a content'(client, random, { size }) {
    // nothing can be taken from what was erased already
    const { rows } = await client.query<{ index: string }>('select l.leaf_index::text as index from kernel.ledger_leaf l join kernel.ledger_entry e on e.id = l.entry_id where e.payload is not null and l.leaf_index < $1 order by 1', [size])
    const index = Number(random.pick(rows).index)
    await changeEntry(client, index, random.pick(CONTENTS))
    return index
  },
  async 'delete an entry'(client, random, { size }) {
    const index = random.below(size)
    await client.query('delete from kernel.ledger_entry where id = $1', [(await entryAt(client, index)).id])
    return index
  },
  async 'delete an entry with its leaf and close the gap'(client, random, { size }) {
    const index = random.below(size)
    await client.query('delete from kernel.ledger_entry where id = $1', [(await entryAt(client, index)).id])
    await client.query('delete from kernel.ledger_leaf where leaf_index = $1', [index])
    await shift(client, index + 1, -1)
    if (random.next() < 0.5) await rehash(client)
    return index
  },
  async 'delete a leaf'(client, random, { size }) {
    const index = random.below(size)
    await client.query('delete from kernel.ledger_leaf where leaf_index = $1', [index])
    return index
  },
  async 'swap two entries'(client, random, { size }) {
    const first = random.below(size - 1)
    const second = first + 1 + random.below(size - first - 1)
    await client.query('update kernel.ledger_leaf set leaf_index = 1000000 where leaf_index = $1', [first])
    await client.query('update kernel.ledger_leaf set leaf_index = $2 where leaf_index = $1', [second, first])
    await client.query('update kernel.ledger_leaf set leaf_index = $1 where leaf_index = 1000000', [second])
    if (random.next() < 0.5) await rehash(client)
    return first
  },
  async 'insert an entry behind the seal'(client, random, { size }) {
    const { rows: [row] } = await client.query<{ xact: string }>('select xact::text from kernel.ledger_leaf where leaf_index = $1', [random.below(size - 1)])
    await insertEntry(client, row?.xact ?? '1')
    // the id sorts last among the entries of one transaction: only the very last leaf could be before it
    return size
  },
  async 'insert an entry into the tree'(client, random, { size }) {
    const index = random.below(size)
    await insertEntry(client, '1')
    await shift(client, index, 1)
    await client.query("insert into kernel.ledger_leaf select $1, id, at, xact, sha256('x') from kernel.ledger_entry where id = $2", [index, OTHER_ID])
    await rehash(client)
    return index
  },
  async 'rewrite an entry and everything that follows from it, without the key'(client, random, { size }) {
    const index = random.below(size)
    await changeEntry(client, index, "act = 'dossiers.approve'")
    await rehash(client)
    return index
  },
  async 'rewrite everything and sign with another key'(client, random, { size, checkpoints }) {
    const index = random.below(size)
    await changeEntry(client, index, "act = 'dossiers.approve'")
    await rehash(client)
    const { rows: leaves } = await client.query<{ hash: Buffer }>('select leaf_hash as hash from kernel.ledger_leaf order by leaf_index')
    const { rows: [stored] } = await client.query<{ note: string }>('select note from kernel.ledger_checkpoint limit 1')
    const origin = parseCheckpoint(stored?.note ?? '')?.origin ?? ''
    const signer = noteSigner(origin, keyFromSeed(Buffer.alloc(32, 1)))
    const frontier = createFrontier()
    for (const { hash } of leaves) {
      frontier.append(hash)
      if (checkpoints.includes(frontier.size)) await client.query('update kernel.ledger_checkpoint set note = $2 where size = $1', [frontier.size, signNote(checkpointText({ origin, size: frontier.size, root: frontier.root(), extensions: [] }), signer)])
    }
    return index
  },
  async 'cut the tail off'(client, random, { checkpoints }) {
    const size = random.pick(checkpoints.slice(0, -1))
    await cutTo(client, size)
    return size
  },
  async 'cut the tail off, checkpoints kept'(client, random, { size }) {
    const kept = 1 + random.below(size - 1)
    await client.query('delete from kernel.ledger_leaf where leaf_index >= $1', [kept])
    return kept
  },
  async 'put an older backup back and go on'(client, random, { checkpoints }) {
    const size = random.pick(checkpoints.slice(0, -1))
    await cutTo(client, size)
    await insertEntry(client, '9000000')
    return size
  },
  async 'edit a tile'(client, random) {
    const { rows } = await client.query<{ index: string }>('select tile_index as index from kernel.ledger_tile where level = 1')
    const { index } = random.pick(rows)
    const how = random.pick(['update kernel.ledger_tile set root = sha256(root)', 'delete from kernel.ledger_tile'])
    await client.query(`${how} where tile_index = $1`, [index])
    return Number(index) * 256
  },
  async 'replace a checkpoint'(client, random, { checkpoints }) {
    const at = random.below(checkpoints.length)
    const size = checkpoints[at] ?? 0
    const how = random.pick(['note = replace(note, size::text, (size + 1)::text)', "note = overlay(note placing 'AAAA' from length(note) - 20)", "note = (select c.note from kernel.ledger_checkpoint c where c.size <> ledger_checkpoint.size limit 1)", "note = ''"])
    await client.query(`update kernel.ledger_checkpoint set ${how} where size = $1`, [size])
    return checkpoints[at - 1] ?? 0
  },
  async 'delete a checkpoint'(client, random, { checkpoints }) {
    const at = random.below(checkpoints.length)
    await client.query('delete from kernel.ledger_checkpoint where size = $1', [checkpoints[at]])
    return checkpoints[at - 1] ?? 0
  },
  async 'edit a leaf'(client, random, { size }) {
    const index = random.below(size)
    await client.query(`update kernel.ledger_leaf set ${random.pick(['leaf_hash = sha256(leaf_hash)', "xact = '1'", "entry_at = entry_at + interval '1 second'"])} where leaf_index = $1`, [index])
    return index
  },
}
export const TAMPERING_NAMES = Object.keys(TAMPERINGS)
