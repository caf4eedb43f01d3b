import type pg from 'pg'
import type { Db } from '../db/db.ts'
import { checkpointText, parseCheckpoint, signNote, type NoteSigner } from './checkpoint.ts'
import { entryHash, entryLeafHash } from './entry.ts'
import { consistencyRanges, rangeRoot, same } from './merkle.ts'
import { checkpointsAfter, loadSealed, nextEntries, saveSealed, treeReader, type Queryable, type Sealed } from './store.ts'
import type { Witness } from './witness.ts'

export interface SealerOptions {
  /** as the owner of the ledger: the application's role reads the tree and cannot add to it */
  readonly db: Db
  readonly signer: NoteSigner
  /** at least two, outside the reach of who rules the database */
  readonly witnesses: readonly Witness[]
  /** entries a checkpoint, 1,000 unless told */
  readonly batch?: number
  /** Told when the ledger contradicts itself or a witness; nothing is sealed or witnessed over a contradiction. */
  readonly alarm: (alarm: LedgerAlarm) => void
}
export interface LedgerAlarm { readonly code: 'ledger-broken' | 'ledger-witness-failed'; readonly message: string; readonly witness?: string; readonly cause?: unknown }

export interface Sealer {
  /** One round: seals at most one batch and hands over what the witnesses lack. `leader` is false while another process seals. */
  sealOnce(): Promise<{ readonly leader: boolean; readonly sealed: number; readonly size: number }>
  /** Gives the lock back. */
  close(): Promise<void>
}

const SEALER_LOCK = 727276

/** The single writer of the tree. Whoever holds the session lock seals; when its connection breaks another process takes over. */
export function createSealer(options: SealerOptions): Sealer {
  const { db, signer, witnesses, alarm } = options
  const batch = options.batch ?? 1000
  let client: pg.PoolClient | undefined
  let sealed: Sealed | undefined

  const release = (): void => {
    // never back into the pool: it holds the lock
    client?.release(true)
    client = undefined
    sealed = undefined
  }

  async function lead(): Promise<pg.PoolClient | undefined> {
    if (client !== undefined) return client
    const candidate = await db.pool.connect()
    const { rows: [row] } = await candidate.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [SEALER_LOCK]).catch((error: unknown) => { candidate.release(true); throw error })
    if (row?.held !== true) { candidate.release(); return undefined }
    // a dying server must not take the process down; the next query of the round fails instead
    candidate.on('error', () => undefined)
    client = candidate
    await candidate.query('select kernel.make_ledger_partitions(3)')
    return candidate
  }

  async function seal(connection: Queryable): Promise<number> {
    const before = sealed ?? await loadChecked(connection, witnesses)
    sealed = before
    const rows = await nextEntries(connection, before, batch)
    const last = rows.at(-1)
    if (last === undefined) return 0
    // a failure half-way leaves memory ahead of the database: forget it and read again
    sealed = undefined
    const start = before.frontier.size
    const leaves = rows.map((row) => ({ entryId: row.id, at: row.at, xact: row.xact, hash: entryLeafHash(row.id, entryHash(row)) }))
    const tiles = leaves.flatMap((leaf) => [...before.frontier.append(leaf.hash)])
    const { size } = before.frontier
    const note = signNote(checkpointText({ origin: signer.verifier.name, size, root: before.frontier.root(), extensions: [] }), signer)
    await connection.query('begin')
    try {
      await saveSealed(connection, start, leaves, tiles, size, note)
      await connection.query('commit')
    } catch (error) {
      await connection.query('rollback').catch(() => undefined)
      throw error
    }
    sealed = { frontier: before.frontier, xact: last.xact, id: last.id }
    return rows.length
  }

  return {
    async sealOnce() {
      try {
        const connection = await lead()
        if (connection === undefined) return { leader: false, sealed: 0, size: 0 }
        const count = await seal(connection)
        await Promise.all(witnesses.map((witness) => handOver(connection, witness).catch((cause: unknown) =>
          alarm({ code: 'ledger-witness-failed', witness: witness.name, message: cause instanceof Error ? cause.message : String(cause), cause }))))
        return { leader: true, sealed: count, size: sealed?.frontier.size ?? 0 }
      } catch (cause) {
        release()
        if (cause instanceof LedgerBroken) alarm({ code: 'ledger-broken', message: cause.message, cause })
        throw cause
      }
    },
    async close() {
      await client?.query('select pg_advisory_unlock($1)', [SEALER_LOCK]).catch(() => undefined)
      release()
    },
  }
}

export class LedgerBroken extends Error {}

/** Stored leaves and tiles must lead to the root that was signed last; sealing on top of a changed past would hide the change. */
async function loadChecked(db: Queryable, witnesses: readonly Witness[]): Promise<Sealed> {
  const loaded = await loadSealed(db)
  const { size } = loaded.frontier
  const [note] = size === 0 ? [] : await checkpointsAfter(db, size - 1, 1)
  const signed = note === undefined ? undefined : parseCheckpoint(note)
  if (size > 0 && (signed?.size !== size || !same(signed.root, loaded.frontier.root()))) throw new LedgerBroken(`the ${size} stored leaves do not lead to the checkpoint signed last`)
  for (const witness of witnesses) {
    const held = await witness.latest().catch(() => undefined)
    if (held !== undefined && held.size > size) throw new LedgerBroken(`the ledger has ${size} entries, its witness ${witness.name} saw ${held.size}: an older state was put back`)
  }
  return loaded
}

/** Gives one witness every checkpoint it lacks, each with the proof that it continues the one before; safe to repeat after a crash. */
async function handOver(db: Queryable, witness: Witness): Promise<void> {
  let held = await witness.latest()
  for (const note of await checkpointsAfter(db, held?.size ?? 0)) {
    const size = parseCheckpoint(note)?.size ?? 0
    const proof: Uint8Array[] = []
    for (const range of consistencyRanges(held?.size ?? 0, size)) proof.push(await rangeRoot(treeReader(db), range))
    await witness.add(note, proof)
    held = await witness.latest()
  }
}

/** Seals at once when a full batch waits, else every `intervalMs`; a broken connection is tried again. */
export function startSealer(options: SealerOptions, intervalMs = 1000): { stop(): Promise<void> } {
  const sealer = createSealer(options)
  const batch = options.batch ?? 1000
  let stopped = false
  let wake = (): void => undefined
  const running = (async () => {
    while (!stopped) {
      const round = await sealer.sealOnce().catch(() => undefined)
      if (round?.sealed === batch) continue
      await new Promise<void>((done) => {
        const timer = setTimeout(done, intervalMs)
        wake = () => { clearTimeout(timer); done() }
        if (stopped) wake()
      })
    }
    await sealer.close()
  })()
  return { stop: async () => { stopped = true; wake(); await running } }
}
