import pg from 'pg'
import type { Log } from '../../../kernel/platform.ts'
import { BusUnavailable, type EventBus, type NewEvent, type Published, type TopicRef } from './bus.ts'
import { createMoves, follow } from './moves.ts'

interface Waiting { readonly event: NewEvent; readonly done: (published: Published) => void; readonly failed: (error: Error) => void }
/** Events of one transaction: enough to keep the disk busy, few enough that nobody waits long behind them. */
const MOST = 200
const RECONNECT_MS = 500
const PUBLISH = { name: 'exchange-publish', text: 'select event_position as position, known, known_digest from exchange.publish_events($1, $2, $3, $4, $5, $6) order by place' }
const READ = { name: 'exchange-read-events', text: 'select position, publisher, event_id, at, body from exchange.event where topic = $1 and position >= $2 order by position limit $3' }

/**
 * Events in PostgreSQL. Whatever arrives for a topic while a transaction is on its way forms the next one; the row of the topic's head is locked
 * until it commits, so positions come in commit order whoever publishes. `url` is for a connection that listens.
 */
export async function openPostgresBus(pool: pg.Pool, url: string, now: () => number, log: Log): Promise<EventBus> {
  const moves = createMoves()
  const queues = new Map<number, Waiting[]>()
  let stopped = false
  let listener: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  const flushing = new Set<Promise<void>>()

  const later = (): void => { if (!stopped) timer ??= setTimeout(() => { timer = undefined; void listen() }, RECONNECT_MS) }
  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'tinhso-exchange-events', keepAlive: true })
    listener = client
    client.on('error', () => undefined)
    client.on('end', later)
    client.on('notification', ({ payload }) => { moves.tell(Number(payload)) })
    try {
      await client.connect()
      await client.query('listen exchange_events')
      // notices of the meantime are lost
      moves.tell(undefined)
    } catch (error) { log.warn({ error: String(error) }, 'no word of new events for now'); await client.end().catch(() => undefined); later() }
  }
  await listen()

  const flush = async (topic: number, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST)
      try {
        const { rows } = await pool.query<{ position: number; known: boolean; known_digest: Buffer }>({ ...PUBLISH, values: [topic, batch.map(each => each.event.publisher), batch.map(each => each.event.id), batch.map(each => each.event.digest), batch.map(each => each.event.body), new Date(now())] })
        batch.forEach((each, at) => {
          const row = rows[at]
          if (row) each.done({ position: row.position, known: row.known, same: row.known_digest.equals(each.event.digest) })
          else each.failed(new BusUnavailable('the database did not say where the event is'))
        })
      } catch (error) { for (const each of batch) each.failed(new BusUnavailable('the event was not written', { cause: error })) }
    }
    queues.delete(topic)
  }
  const bus: EventBus = {
    engine: 'postgresql',
    publish: (topic, event) => new Promise((done, failed) => {
      if (stopped) { failed(new BusUnavailable('the events are closed')); return }
      const one = { event, done, failed }
      const queue = queues.get(topic.number)
      if (queue) { queue.push(one); return }
      const fresh = [one]
      queues.set(topic.number, fresh)
      const work = new Promise<void>(begin => { setImmediate(begin) }).then(() => flush(topic.number, fresh)).finally(() => { flushing.delete(work) })
      flushing.add(work)
    }),
    read: async (topic, from, limit) => (await pool.query<{ position: number; publisher: number; event_id: string; at: Date; body: Buffer }>({ ...READ, values: [topic.number, from, limit] })).rows
      .map(row => ({ position: row.position, publisher: row.publisher, id: row.event_id, at: row.at.getTime(), body: row.body })),
    subscribe: (topic, from, signal) => follow(bus, topic, from, signal),
    state: async (topic: TopicRef) => {
      const { rows: [row] } = await pool.query<{ last_position: number; first_position: number }>('select last_position, first_position from exchange.event_head where topic = $1', [topic.number])
      return { first: row?.first_position ?? 1, last: row?.last_position ?? 0 }
    },
    onMoved: moves.onMoved,
    close: async () => {
      stopped = true
      clearTimeout(timer)
      await Promise.all(flushing)
      await listener?.end().catch(() => undefined)
    },
  }
  return bus
}
