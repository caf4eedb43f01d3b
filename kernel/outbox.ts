import { sql } from 'kysely'
import { PLANNED_ONCE, transact, type Db, type Tx } from './db/db.ts'
import { newId } from './ids.ts'

/** A message to other modules and to the outside; `type` is the past tense of an act: `dossiers.received`. */
export interface Message<Payload = unknown> { readonly id: string; readonly type: string; readonly payload: Payload; readonly at: Date }

/** Receives one type of message. Delivery is at least once: the delivery row and the work commit together, so work in `tx` happens once. */
export interface Subscriber { readonly name: string; readonly type: string; handle(message: Message, tx: Tx): Promise<void> }

/** Puts a message into the outbox in the transaction of the act and asks a worker to deliver it. */
export const publish = (tx: Tx, type: string, payload: object): Promise<void> => publishAll(tx, [{ type, payload }])

/** Everything that follows from an act, in one statement: messages into the outbox with their deliveries, and jobs that may begin at once. */
export async function publishAll(tx: Tx, messages: readonly Pick<Message<object>, 'type' | 'payload'>[], jobs: readonly { readonly task: string; readonly payload: object }[] = []): Promise<void> {
  if (messages.length + jobs.length === 0) return
  const kept = messages.map(message => ({ id: newId(), ...message }))
  await sql`${PLANNED_ONCE} with kept as (insert into kernel.outbox (id, type, payload) select m.id, m.type, m.payload from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as m (id uuid, type text, payload jsonb))
    select kernel.enqueue_all(${JSON.stringify([...kept.map(({ id }) => ({ task: 'deliver', payload: { messageId: id } })), ...jobs])}::jsonb)`.execute(tx)
}

/** Adds a job in the transaction of the act; `key` replaces a waiting job of the same key; what somebody waits for before a page goes before papers and messages. */
export async function enqueue(tx: Tx, task: string, payload: object, options: { key?: string; runAt?: Date; awaited?: boolean } = {}): Promise<void> {
  await sql`select kernel.enqueue(${task}, ${JSON.stringify(payload)}::jsonb, ${options.key ?? null}, ${options.runAt ?? sql`now()`}, ${options.awaited ? -10 : 0}::smallint)`.execute(tx)
}

/** Delivers one message to every subscriber that has not had it yet; each in its own transaction, so one failing leaves the others done. */
export async function deliver(db: Db, subscribers: readonly Subscriber[], messageId: string): Promise<void> {
  const found = await transact(db, { kind: 'system', name: 'outbox' }, tx => sql<{ id: string; type: string; payload: unknown; created_at: Date }>`select id, type, payload, created_at from kernel.outbox where id = ${messageId}`.execute(tx))
  const row = found.rows[0]
  if (!row) return
  const failures: unknown[] = []
  for (const subscriber of subscribers.filter(s => s.type === row.type)) {
    try {
      await transact(db, { kind: 'system', name: subscriber.name }, async tx => {
        const first = await sql`insert into kernel.outbox_delivery (message_id, subscriber) values (${row.id}, ${subscriber.name}) on conflict do nothing returning 1`.execute(tx)
        if (first.rows.length) await subscriber.handle({ id: row.id, type: row.type, payload: row.payload, at: row.created_at }, tx)
      })
    } catch (error) { failures.push(error) }
  }
  if (failures.length) throw new AggregateError(failures, `message ${row.type} was not taken by ${failures.length} subscriber(s)`)
}
