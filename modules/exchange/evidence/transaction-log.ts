import pg from 'pg'
import type { Log } from '../../../kernel/platform.ts'
import type { GatewayKey } from './key.ts'
import type { LogEntry } from './log-entry.ts'
import type { Spool } from './spool.ts'
import { hashOfNote, leafOf, writeBatch, type Chain, type Leaf } from './write-batch.ts'

/** The log cannot promise anything now: the caller must not answer as if it could. */
export class LogUnavailable extends Error {}

export interface TransactionLog {
  /** Resolves when the entry is durable, in the database or in the spool; throws `LogUnavailable`. */
  write(entry: LogEntry): Promise<void>
  readonly state: { readonly seq: number; readonly waiting: number; readonly spooled: number; readonly down: boolean }
  stop(): Promise<void>
}

interface Waiting { readonly leaf: Leaf; readonly done: () => void; readonly failed: (error: Error) => void }
export interface LogParts { readonly pool: pg.Pool; readonly key: GatewayKey; readonly gateway: string; readonly origin: string; readonly spool: Spool; readonly now: () => number; readonly log: Log
  /** a trial's mutant: answers before the batch is durable */
  readonly answerEarly?: boolean }

/** Records of one statement: enough to keep the disk busy, few enough that nobody waits long behind them. */
const MOST = 500
const RETRY_MS = 500

/** Where the chain of this gateway stands; makes its row at the first start. The key it has now becomes the one its batches are verified with. */
async function joinChain(parts: LogParts): Promise<Chain> {
  const at = new Date(parts.now())
  const { rows: [row] } = await parts.pool.query<{ id: number; public_key: string }>(`insert into exchange.gateway (name, public_key, started_at, seen_at) values ($1, $2, $3, $3)
    on conflict (name) do update set started_at = excluded.started_at, seen_at = excluded.seen_at returning id, public_key`, [parts.gateway, parts.key.publicPem, at])
  // the batches of the past could not be told from forged ones
  if (row && row.public_key !== parts.key.publicPem) throw new Error(`The gateway ${parts.gateway} has signed with another key before. Bring its key back (keys/exchange under VAR_DIR), or give this gateway a new name (EXCHANGE_GATEWAY)`)
  const chain: Chain = { gatewayId: row?.id ?? 0, origin: parts.origin, gateway: parts.gateway, seq: 0, previous: '0'.repeat(64) }
  await readHead(parts.pool, chain)
  return chain
}

async function readHead(pool: pg.Pool, chain: Chain): Promise<void> {
  const { rows: [head] } = await pool.query<{ seq: number; note: string }>('select seq, note from exchange.batch where gateway_id = $1 order by seq desc limit 1', [chain.gatewayId])
  if (head) { chain.seq = head.seq; chain.previous = hashOfNote(head.note) }
}

/** The connection is gone or the server is going: trying again may help. Anything else is a fault of ours and is told as one. */
const isOutage = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || /^(08|53|57|58)/.test(error.code ?? '') || error.code === '25006'

/** Refused for what is in it (data, a limit): again would not help, and without it the others pass. */
const isOfContent = (error: unknown): boolean => error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')

/**
 * Group commit: whatever arrives while a batch is on its way forms the next one. One batch at a time, because each names the one before. When
 * the database is away, entries are refused or go to the local spool, as their service says; the spool is emptied first when it comes back.
 */
export async function openTransactionLog(parts: LogParts): Promise<TransactionLog> {
  const chain = await joinChain(parts)
  const queue: Waiting[] = []
  let busy: Promise<void> | undefined
  let down = false
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const refuseOrSpool = async (batch: readonly Waiting[], cause: unknown): Promise<void> => {
    const spooled = batch.filter(each => each.leaf.entry.whenLogFails === 'spool')
    for (const each of batch) if (each.leaf.entry.whenLogFails !== 'spool') each.failed(new LogUnavailable('the log does not answer', { cause }))
    if (spooled.length === 0) return
    try {
      await parts.spool.append(spooled.map(each => each.leaf.entry))
      for (const each of spooled) each.done()
    } catch (error) { for (const each of spooled) each.failed(new LogUnavailable('neither log nor spool takes anything', { cause: error })) }
  }

  /** Takes entries into the chain. The database refuses a batch whole for one record that it cannot hold: halved until that one stands alone, so that none keeps the others out. */
  const take = async (leaves: readonly Leaf[], taken: (many: number) => void, refused: (entry: LogEntry, error: unknown) => Promise<void>): Promise<void> => {
    try {
      await writeBatch(parts.pool, chain, parts.key, leaves, parts.now())
      taken(leaves.length)
    } catch (error) {
      const [only] = leaves
      if (!only || !isOfContent(error)) throw error
      if (leaves.length === 1) return refused(only.entry, error)
      const half = leaves.length >> 1
      for (const some of [leaves.slice(0, half), leaves.slice(half)]) await take(some, taken, refused)
    }
  }

  /** After an outage the last batch may have been taken although nobody said so: the database knows. What is in the spool goes first. */
  const comeBack = async (): Promise<boolean> => {
    try {
      await readHead(parts.pool, chain)
      await parts.spool.drain(MOST, async entries => {
        const { rows } = await parts.pool.query<{ id: string }>('select id from exchange.transaction where id = any ($1::uuid[])', [entries.map(each => each.record.requestId)])
        const known = new Set(rows.map(row => row.id))
        const missing = entries.filter(each => !known.has(each.record.requestId))
        if (missing.length > 0) await take(missing.map(leafOf), () => undefined, async (entry, error) => {
          parts.log.error({ error: String(error), requestId: entry.record.requestId }, 'a record of the spool cannot be held by the log: it lies aside, in the file .refused')
          await parts.spool.layAside(entry)
        })
      })
      if (down) parts.log.info({ seq: chain.seq }, 'the transaction log is back')
      down = false
      return true
    } catch (error) {
      if (!isOutage(error)) parts.log.error({ error: String(error) }, 'the spool cannot be emptied')
      return false
    }
  }

  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      // an append that ended while the last outage did
      if (!down && parts.spool.waiting > 0 && !(await comeBack())) { down = true; tryLater() }
      let batch = queue.splice(0, MOST)
      if (down) { await refuseOrSpool(batch, undefined); continue }
      try {
        await take(batch.map(each => each.leaf), many => {
          const [gone, left] = [batch.slice(0, many), batch.slice(many)]
          batch = left
          if (!parts.answerEarly) for (const each of gone) each.done()
        }, async (entry, error) => {
          const [bad, ...left] = batch
          batch = left
          parts.log.error({ error: String(error), requestId: entry.record.requestId }, 'a record cannot be held by the log')
          bad?.failed(new LogUnavailable('the log cannot hold this record', { cause: error }))
        })
      } catch (error) {
        parts.log.error({ error: String(error), records: batch.length }, 'a batch of the transaction log was not written')
        if (isOutage(error)) down = true
        else await readHead(parts.pool, chain).catch(() => { down = true })
        await refuseOrSpool(batch, error)
        if (down) tryLater()
      }
    }
  }
  const tryLater = (): void => {
    if (stopped || retry) return
    retry = setTimeout(() => { retry = undefined; void comeBack().then(back => { if (!back) tryLater() }) }, RETRY_MS)
  }
  const start = (): void => {
    busy ??= new Promise<void>(done => { setImmediate(() => { void flush().finally(() => { busy = undefined; if (queue.length > 0) start(); done() }) }) })
  }

  if (!(await comeBack())) throw new LogUnavailable('the spool of an earlier run cannot be taken into the log')
  return {
    write: entry => new Promise<void>((done, failed) => {
      if (stopped) { failed(new LogUnavailable('the log is closed')); return }
      queue.push({ leaf: leafOf(entry), done, failed })
      if (parts.answerEarly) done()
      start()
    }),
    get state() { return { seq: chain.seq, waiting: queue.length, spooled: parts.spool.waiting, down } },
    stop: async () => {
      while (busy) await busy
      stopped = true
      clearTimeout(retry)
      await parts.spool.close()
    },
  }
}
