import type pg from 'pg'
import { seal, unseal } from '../../../kernel/secrets.ts'

export interface FirstAnswer { readonly status: number; readonly headers: readonly string[]; readonly body: Buffer }
export type Claim = { readonly is: 'new' } | { readonly is: 'underway' } | { readonly is: 'other-content' } | { readonly is: 'answered'; readonly answer: FirstAnswer | undefined; readonly transactionId: string; /** SHA-512 of a body that was streamed */ readonly bodyHash: Buffer | undefined }

/** A message id that is claimed, and by which exchange: nobody ends the claim of another. */
export interface Held { readonly client: number; readonly messageId: string; readonly transactionId: string }

/** Message ids that clients chose: each is used once, on whatever gateway, before and after a restart. */
export interface Claims {
  claim(held: Held, requestHash: Buffer, idempotent: boolean): Promise<Claim>
  /** Remembers that it was answered, and how, where a retry may have the first answer; of a body that was streamed its hash, which nobody knew when it was claimed. */
  settle(held: Held, answer: FirstAnswer | undefined, bodyHash?: Buffer): Promise<void>
  /** It ends without an answer: `again` lets the client come under the same id, else it is used up. What the database does not take now it is told again by `pay`; never fails. */
  abandon(held: Held, again: boolean): Promise<void>
  /** It could not be learnt whether it was claimed: whenever the claim comes to stand, it is taken back. */
  disown(held: Held): void
  /** Tells the database what it could not be told before; called every second or so. */
  pay(): Promise<void>
}

/** A gateway that was not seen for so long is dead: what it left under way, an idempotent retry does anew. */
const DEAD = '10 seconds'

/** What nobody answered may still be done when the line is whole again: by the server within its limit for statements (30 s), out of the system's buffers within a few minutes. Such ends are told again for so long. */
const AGAIN_EVERY_MS = 10_000
const AGAIN_FOR_MS = 600_000

/** So many unpaid ends are remembered: an outage must not fill the memory. */
const MOST_OWED = 10_000
const OF_THESE = 'from unnest($1::integer[], $2::text[], $3::uuid[]) as o (client, message_id, transaction_id) where c.client = o.client and c.message_id = o.message_id and c.transaction_id = o.transaction_id and c.answered_at is null'
const FORGET = { name: 'exchange-claim-forget', text: `delete from exchange.message_claim c ${OF_THESE.replace('from', 'using')}` }
const USE_UP = { name: 'exchange-claim-use-up', text: `update exchange.message_claim c set answered_at = now() ${OF_THESE}` }

/** Claims of one gateway. What an earlier run of it left under way is nobody's now: idempotent messages may come again, the others are used up. */
export async function openClaims(pool: pg.Pool, sealingKey: Buffer, gatewayId: number, now: () => number): Promise<Claims> {
  await pool.query('delete from exchange.message_claim where gateway_id = $1 and answered_at is null and idempotent', [gatewayId])
  await pool.query('update exchange.message_claim set answered_at = now() where gateway_id = $1 and answered_at is null', [gatewayId])
  const end = async (held: readonly Held[], again: boolean): Promise<void> => {
    if (held.length > 0) await pool.query({ ...again ? FORGET : USE_UP, values: [held.map(each => each.client), held.map(each => each.messageId), held.map(each => each.transactionId)] })
  }
  let owed: { readonly held: Held; readonly again: boolean }[] = []
  let disowned: { readonly held: Held; readonly since: number }[] = []
  let toldAt = 0
  return {
    async claim({ client, messageId, transactionId }, requestHash, idempotent) {
      const made = await pool.query({ name: 'exchange-claim', text: `insert into exchange.message_claim as c (client, message_id, request_hash, transaction_id, gateway_id, idempotent) values ($1, $2, $3, $4, $5, $6)
        on conflict (client, message_id) do update set claimed_at = now(), transaction_id = excluded.transaction_id, gateway_id = excluded.gateway_id
          where c.answered_at is null and c.idempotent and c.request_hash = excluded.request_hash and exists (select from exchange.gateway g where g.id = c.gateway_id and g.id <> $5 and g.seen_at < now() - interval '${DEAD}') returning 1`, values: [client, messageId, requestHash, transactionId, gatewayId, idempotent] })
      if (made.rowCount) return { is: 'new' }
      const { rows: [row] } = await pool.query<{ request_hash: Buffer; transaction_id: string; answered_at: Date | null; answer_sealed: Buffer | null; body_hash: Buffer | null }>({ name: 'exchange-claimed', text: 'select request_hash, transaction_id, answered_at, answer_sealed, body_hash from exchange.message_claim where client = $1 and message_id = $2', values: [client, messageId] })
      if (!row) return { is: 'underway' }
      if (!row.request_hash.equals(requestHash)) return { is: 'other-content' }
      if (row.answered_at === null) return { is: 'underway' }
      return { is: 'answered', transactionId: row.transaction_id, bodyHash: row.body_hash ?? undefined, answer: row.answer_sealed === null ? undefined : readAnswer(unseal(sealingKey, row.answer_sealed)) }
    },
    async settle({ client, messageId, transactionId }, answer, bodyHash) {
      await pool.query({ name: 'exchange-claim-settle', text: 'update exchange.message_claim set answered_at = now(), answer_sealed = $4, body_hash = $5 where client = $1 and message_id = $2 and transaction_id = $3', values: [client, messageId, transactionId, answer === undefined ? null : seal(sealingKey, writeAnswer(answer)), bodyHash ?? null] })
    },
    async abandon(held, again) {
      try { await end([held], again) } catch { if (owed.length < MOST_OWED) owed.push({ held, again }) }
    },
    disown(held) { if (disowned.length < MOST_OWED) disowned.push({ held, since: now() }) },
    async pay() {
      if (now() - toldAt >= AGAIN_EVERY_MS || now() < toldAt) {
        toldAt = now()
        disowned = disowned.filter(each => toldAt - each.since < AGAIN_FOR_MS)
        await end(disowned.map(each => each.held), true)
      }
      const due = owed
      owed = []
      try { for (const again of [true, false]) await end(due.filter(each => each.again === again).map(each => each.held), again) } catch (error) { owed = [...due, ...owed].slice(0, MOST_OWED); throw error }
    },
  }
}

/** Length of the head, the head as JSON, the body as it is. */
function writeAnswer(answer: FirstAnswer): Buffer {
  const head = Buffer.from(JSON.stringify([answer.status, ...answer.headers]))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, answer.body])
}
function readAnswer(bytes: Buffer): FirstAnswer {
  const length = bytes.readUInt32BE(0)
  const [status, ...headers]: [number, ...string[]] = JSON.parse(bytes.toString('utf8', 4, 4 + length))
  return { status, headers, body: bytes.subarray(4 + length) }
}
