import { sql } from 'kysely'
import { transact, type Db } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { sha256 } from '../../../kernel/signing/signer.ts'
import type { TimeStamper } from '../../../kernel/signing/index.ts'
import { writeHeads } from '../domain/heads.ts'
import { hashOfNote } from './write-batch.ts'

const system = { kind: 'system', name: 'exchange' } as const
const LEDGER_EVERY_MS = 3_600_000

/**
 * Has the heads of all chains stamped (RFC 3161): what stands before them stands before this time. Nothing new: nothing is stamped. Once an
 * hour the heads also go into the ledger, whose witnesses are outside the database. Answers the id of the stamp.
 */
export async function stampHeads(db: Db, stamp: TimeStamper, now: Date): Promise<string | undefined> {
  const heads = await transact(db, system, async tx => (await sql<{ gateway: string; seq: number; note: string }>`select distinct on (b.gateway_id) g.name as gateway, b.seq, b.note from exchange.gateway g join lateral
    (select gateway_id, seq, note from exchange.batch where gateway_id = g.id order by seq desc limit 1) b on true`.execute(tx)).rows)
  if (heads.length === 0) return undefined
  const text = writeHeads(heads.map(({ gateway, seq, note }) => ({ gateway, seq, hash: hashOfNote(note) })))
  const known = await transact(db, system, async tx => (await sql<{ heads: string }>`select heads from exchange.time_stamp order by at desc limit 1`.execute(tx)).rows[0]?.heads)
  if (known === text) return undefined
  const token = await stamp(sha256(Buffer.from(text)))
  const id = newId(now.getTime())
  await transact(db, system, async tx => {
    await sql`insert into exchange.time_stamp (id, at, heads, token) values (${id}, ${now}, ${text}, ${Buffer.from(token)})`.execute(tx)
    const { rows } = await sql`select 1 from kernel.ledger_entry where act = 'exchange.stamp' and object_type = 'exchange-heads' and at > ${new Date(now.getTime() - LEDGER_EVERY_MS)} limit 1`.execute(tx)
    if (rows.length === 0) await appendLedger(tx, { actor: system, act: 'exchange.stamp', object: { type: 'exchange-heads', id }, payload: { heads: text }, at: now })
  })
  return id
}
