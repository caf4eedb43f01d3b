import { hash } from 'node:crypto'
import type pg from 'pg'
import { leafHash, rootOf } from '../../../kernel/ledger/merkle.ts'
import { writeNote } from '../domain/note.ts'
import { recordText } from '../domain/record.ts'
import type { GatewayKey } from './key.ts'
import type { LogEntry } from './log-entry.ts'

/** Where a gateway's chain stands. */
export interface Chain { readonly gatewayId: number; readonly origin: string; readonly gateway: string; seq: number; previous: string }

const INSERT_BATCH = 'insert into exchange.batch (gateway_id, seq, at, records, root, note, signature) values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6, $7)'
const INSERT_RECORDS = `insert into exchange.transaction (gateway_id, seq, leaf, id, at, client, service, right_number, message_id, status, succeeded, refused, took_ms, bytes_in, bytes_out, record)
  select $1, $2, leaf - 1, id, to_timestamp(at::float8 / 1000), nullif(client, 0), nullif(service, 0), nullif(of_right, 0), nullif(message_id, ''), status, succeeded, refused, took, bytes_in, bytes_out, record
  from unnest($8::uuid[], $9::bigint[], $10::integer[], $11::integer[], $12::integer[], string_to_array($13, E'\\n'), $14::smallint[], $15::boolean[], $16::boolean[], $17::integer[], $18::bigint[], $19::bigint[], string_to_array($20, E'\\n'))
    with ordinality as r (id, at, client, service, of_right, message_id, status, succeeded, refused, took, bytes_in, bytes_out, record, leaf)`
const INSERT_MESSAGES = 'insert into exchange.message (transaction_id, at, response, sealed) select id, to_timestamp(at::float8 / 1000), response, sealed from unnest($21::uuid[], $22::bigint[], $23::boolean[], $24::bytea[]) as m (id, at, response, sealed)'
const PLAIN = `with batch as (${INSERT_BATCH}) ${INSERT_RECORDS}`
const WITH_MESSAGES = `with batch as (${INSERT_BATCH}), messages as (${INSERT_MESSAGES}) ${INSERT_RECORDS}`

export const hashOfNote = (note: string): string => hash('sha256', note, 'hex')
// one message id is one line of the column's text; a header cannot hold a line break, a caller of ours might. A text of one empty line is an array of nothing
const oneLine = (text: string): string => /[\n\r\0]/.test(text) ? text.replace(/[\n\r\0]/g, ' ') : text || ' '
/** The widest integer: after a leap of the clock a call may seem to have taken a month. */
const LONGEST_MS = 2 ** 31 - 1
/** The message id where the client chose it: the gateway's own is its instance and the id of the exchange. */
const chosenId = ({ record: { messageId, requestId } }: LogEntry): string => messageId.endsWith(requestId) ? '' : oneLine(messageId)
const array = (values: readonly (string | number | boolean)[]): string => `{${values.join(',')}}`

/** An entry as it will stand in its batch. */
export interface Leaf { readonly entry: LogEntry; readonly text: string; readonly hash: Buffer }
/** Made as soon as the entry is there, while the batch before is on its way: nothing that can be done then should keep the database waiting. */
export function leafOf(entry: LogEntry): Leaf {
  const text = recordText(entry.record)
  return { entry, text, hash: leafHash(text) }
}

/**
 * Writes one batch of the chain and its records in one statement: they are durable together when it answers. Moves the chain on only then. The
 * columns travel as joined text: building them is what a record costs (exchange.md §3.2).
 */
export async function writeBatch(pool: pg.Pool, chain: Chain, key: GatewayKey, leaves: readonly Leaf[], now: number): Promise<void> {
  const entries = leaves.map(each => each.entry)
  const root = rootOf(leaves.map(each => each.hash))
  const seq = chain.seq + 1
  const note = writeNote({ origin: chain.origin, gateway: chain.gateway, seq, previous: chain.previous, records: entries.length, root: Buffer.from(root).toString('hex'), at: new Date(now).toISOString() })
  const values: unknown[] = [chain.gatewayId, seq, now, entries.length, root, note, key.sign(note),
    array(entries.map(e => e.record.requestId)), array(entries.map(e => e.record.requestInTs)), array(entries.map(e => e.client ?? 0)), array(entries.map(e => e.service ?? 0)), array(entries.map(e => e.right ?? 0)),
    entries.map(chosenId).join('\n'), array(entries.map(e => e.record.statusCode)), array(entries.map(e => e.record.succeeded)), array(entries.map(e => e.refused)),
    array(entries.map(e => Math.min(LONGEST_MS, Math.max(0, e.record.responseOutTs - e.record.requestInTs)))), array(entries.map(e => e.record.requestSize)), array(entries.map(e => e.record.responseSize)), leaves.map(each => each.text).join('\n')]
  const messages = entries.flatMap(e => (e.messages ?? []).map(message => ({ ...message, id: e.record.requestId, at: e.record.requestInTs })))
  if (messages.length > 0) values.push(messages.map(m => m.id), messages.map(m => m.at), messages.map(m => m.response), messages.map(m => m.sealed))
  await pool.query(messages.length > 0 ? { name: 'exchange-batch-with-messages', text: WITH_MESSAGES, values } : { name: 'exchange-batch', text: PLAIN, values })
  chain.seq = seq
  chain.previous = hashOfNote(note)
}
