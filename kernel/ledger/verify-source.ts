import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import pg from 'pg'

/** One leaf with the entry it stands for (null when the row is gone). Column order of the query; hashes are hex. */
export interface LeafRecord { readonly index: number; readonly leafHash: string; readonly leafXact: string; readonly entryId: string; readonly entry: EntryRecord | null }
export interface EntryRecord {
  readonly id: string; readonly xact: string; readonly at: string; readonly actor: string; readonly subject: string | null; readonly mandate: string | null
  readonly role: string | null; readonly agency: string | null; readonly act: string; readonly objectType: string; readonly objectId: string
  readonly payloadHash: string; readonly salt: string | null; readonly payload: string | null; readonly reason: string | null
}
export interface TileRecord { readonly level: number; readonly index: number; readonly root: string }
export interface CheckpointRecord { readonly size: number; readonly note: string }

/** A ledger to be judged, read with plain SELECTs or from an export. `leaves` comes in the order of the index. */
export interface LedgerSource {
  checkpoints(): AsyncIterable<CheckpointRecord>
  tiles(): AsyncIterable<TileRecord>
  leaves(): AsyncIterable<LeafRecord>
  /** entries without a leaf */
  unsealed(): AsyncIterable<EntryRecord>
  close(): Promise<void>
}

const ENTRY = `e.id::text, e.xact::text, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor::text, e.subject::text, e.mandate::text, e.role,
  e.agency::text, e.act, e.object_type, e.object_id, encode(e.payload_hash, 'hex'), encode(e.salt, 'hex'), e.payload::text, e.reason`
const JOIN = 'on e.id = l.entry_id and e.at = l.entry_at'

type Cells = readonly (string | null)[]

function entryOf(cells: Cells, offset: number): EntryRecord | null {
  const text = (i: number): string => cells[offset + i] ?? ''
  const maybe = (i: number): string | null => cells[offset + i] ?? null
  return maybe(0) === null ? null : {
    id: text(0), xact: text(1), at: text(2), actor: text(3), subject: maybe(4), mandate: maybe(5), role: maybe(6), agency: maybe(7), act: text(8),
    objectType: text(9), objectId: text(10), payloadHash: text(11), salt: maybe(12), payload: maybe(13), reason: maybe(14),
  }
}

/** The live database, in one snapshot, read-only. */
export async function databaseSource(url: string): Promise<LedgerSource> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin isolation level repeatable read read only')
  // a role that row-level security binds must be told so, not be shown a ledger with nothing in it
  await client.query("set local statement_timeout = 0; set local work_mem = '256MB'; set local row_security = off")
  // the cursors below are read to the end: plan for the whole
  await client.query('set local cursor_tuple_fraction = 1')
  return clientSource(client)
}

/** The same over a connection that is inside a transaction. */
export function clientSource(client: pg.Client): LedgerSource {
  async function* rows(query: string): AsyncGenerator<Cells> {
    await client.query(`declare ledger_rows no scroll cursor for ${query}`)
    // also when the reader has seen enough
    try {
      for (;;) {
        const batch = await client.query<(string | null)[]>({ text: 'fetch 5000 from ledger_rows', rowMode: 'array' })
        if (batch.rows.length === 0) break
        yield* batch.rows
      }
    } finally { await client.query('close ledger_rows') }
  }
  return {
    async *checkpoints() { for await (const [size, note] of rows('select c.size::text, c.note from kernel.ledger_checkpoint c order by c.size')) yield { size: Number(size), note: note ?? '' } },
    async *tiles() {
      for await (const [level, index, root] of rows("select level::text, tile_index::text, encode(root, 'hex') from kernel.ledger_tile")) yield { level: Number(level), index: Number(index), root: root ?? '' }
    },
    async *leaves() {
      const query = `select l.leaf_index::text, encode(l.leaf_hash, 'hex'), l.xact::text, l.entry_id::text, ${ENTRY} from kernel.ledger_leaf l left join kernel.ledger_entry e ${JOIN} order by l.leaf_index`
      for await (const cells of rows(query)) yield { index: Number(cells[0]), leafHash: cells[1] ?? '', leafXact: cells[2] ?? '', entryId: cells[3] ?? '', entry: entryOf(cells, 4) }
    },
    async *unsealed() {
      for await (const cells of rows(`select ${ENTRY} from kernel.ledger_entry e where not exists (select from kernel.ledger_leaf l where e.id = l.entry_id and e.at = l.entry_at) order by e.xact, e.id`)) {
        const entry = entryOf(cells, 0)
        if (entry !== null) yield entry
      }
    },
    close: () => client.end(),
  }
}

const KINDS = ['checkpoint', 'tile', 'leaf', 'unsealed'] as const
type Kind = (typeof KINDS)[number]

/** Everything a verifier needs as JSON lines, one record each: `["leaf", {…}]`. */
export async function* exportLines(source: LedgerSource): AsyncGenerator<string> {
  const parts: Record<Kind, () => AsyncIterable<unknown>> = { checkpoint: source.checkpoints, tile: source.tiles, leaf: source.leaves, unsealed: source.unsealed }
  for (const kind of KINDS) for await (const record of parts[kind]()) yield `${JSON.stringify([kind, record])}\n`
}

/** A file of `exportLines`. Each part is a pass over the file. */
export function exportSource(file: string): LedgerSource {
  async function* records<T>(kind: Kind): AsyncGenerator<T> {
    const prefix = `["${kind}",`
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) if (line.startsWith(prefix)) yield (JSON.parse(line) as [Kind, T])[1]
  }
  return {
    checkpoints: () => records<CheckpointRecord>('checkpoint'), tiles: () => records<TileRecord>('tile'), leaves: () => records<LeafRecord>('leaf'),
    unsealed: () => records<EntryRecord>('unsealed'), close: async () => undefined,
  }
}
