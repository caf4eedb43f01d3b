import { createHash } from 'node:crypto'
import { JetStreamApiError, jetstream, jetstreamManager, RetentionPolicy, StorageType, DiscardPolicy, type StoredMsg } from '@nats-io/jetstream'
import { connect, headers, nanos, type NatsConnection } from '@nats-io/transport-node'
import type { Log } from '../../../kernel/platform.ts'
import { BusUnavailable, type EventBus, type NewEvent, type Published, type StoredEvent, type TopicRef } from './bus.ts'
import { createMoves, follow } from './moves.ts'

const MOVED = 'tinhso.exchange.moved'
const streamOf = (topic: TopicRef): string => `TINHSO_EVENTS_${topic.number}`
/** One subject for each id: that nothing stands there yet is the condition of publishing, for as long as the stream keeps its events. */
const subjectOf = (topic: TopicRef, event: Pick<NewEvent, 'publisher' | 'id'>): string => `tinhso.events.${topic.number}.${event.publisher}.${createHash('sha256').update(event.id).digest('base64url')}`
const [EVENT_ID, DIGEST] = ['Event-Id', 'Digest']
const STREAM_NOT_FOUND = 10_059
const WRONG_LAST_SEQUENCE = new Set([10_070, 10_071, 10_164])
const [TRY_AGAIN_MS, GIVE_UP_MS, ANSWER_MS] = [200, 15_000, 3000]
const DAY_MS = 86_400_000

/** nats://user:password@host:4222,host2:4222 */
async function dial(url: string): Promise<NatsConnection> {
  const servers = url.split(',').map(each => { const { host } = new URL(each.includes('://') ? each : `nats://${each}`); return host })
  const { username, password } = new URL(url.split(',')[0] ?? url)
  return connect({ servers, name: 'tinhso-exchange', maxReconnectAttempts: -1, reconnectTimeWait: 250, waitOnFirstConnect: true, timeout: 5000, ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }) })
}

/**
 * Events in NATS JetStream: a stream for each topic, the sequence of the stream is the position. Three replicas where the settings name three
 * servers or more: an acknowledged event is then on two of them at least. While a leader is chosen, publishing asks again; it may, for an id
 * that already stands there is refused and found.
 */
export async function openNatsBus(url: string, log: Log): Promise<EventBus> {
  const connection = await dial(url)
  const [js, jsm] = [jetstream(connection, { timeout: ANSWER_MS }), await jetstreamManager(connection, { timeout: ANSWER_MS, checkAPI: false })]
  const replicas = url.split(',').length >= 3 ? 3 : 1
  const moves = createMoves()
  const known = new Map<number, number>()
  connection.subscribe(MOVED, { callback: (_error, message) => { moves.tell(Number(message.string())) } })
  void (async () => { for await (const { type } of connection.status()) { if (type === 'reconnect') moves.tell(undefined); else if (type === 'disconnect') log.warn({}, 'a server of the events is gone') } })()

  const ready = async (topic: TopicRef): Promise<void> => {
    if (known.get(topic.number) === topic.retentionDays) return
    const keeps = { subjects: [`tinhso.events.${topic.number}.>`], max_age: nanos(topic.retentionDays * DAY_MS), num_replicas: replicas }
    const made = { name: streamOf(topic), ...keeps, storage: StorageType.File, retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old, deny_delete: true, deny_purge: true }
    try { await jsm.streams.add(made) } catch (error) {
      // it stands there with another retention
      if (!(error instanceof JetStreamApiError)) throw error
      await jsm.streams.update(made.name, keeps)
    }
    known.set(topic.number, topic.retentionDays)
  }
  const once = async (topic: TopicRef, event: NewEvent): Promise<Published> => {
    const subject = subjectOf(topic, event)
    const head = headers()
    head.set(EVENT_ID, encodeURIComponent(event.id))
    head.set(DIGEST, event.digest.toString('base64url'))
    try {
      const { seq } = await js.publish(subject, event.body, { headers: head, expect: { lastSubjectSequence: 0, streamName: streamOf(topic) }, timeout: ANSWER_MS, retries: 1 })
      connection.publish(MOVED, String(topic.number))
      return { position: seq, known: false, same: true }
    } catch (error) {
      if (!(error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.has(error.code))) throw error
      const there = await jsm.streams.getMessage(streamOf(topic), { last_by_subj: subject })
      if (!there) throw error
      return { position: there.seq, known: true, same: there.header.get(DIGEST) === event.digest.toString('base64url') }
    }
  }
  const eventOf = (message: StoredMsg): StoredEvent => ({ position: message.seq, publisher: Number(message.subject.split('.')[3]), id: decodeURIComponent(message.header.get(EVENT_ID)), at: message.time.getTime(), body: Buffer.from(message.data) })
  const bus: EventBus = {
    engine: 'nats-jetstream',
    async publish(topic, event) {
      const started = performance.now()
      for (;;) {
        try { await ready(topic); return await once(topic, event) } catch (error) {
          if (performance.now() - started > GIVE_UP_MS || connection.isClosed()) throw new BusUnavailable('the event was not taken', { cause: error })
          await new Promise(done => { setTimeout(done, TRY_AGAIN_MS) })
        }
      }
    },
    async read(topic, from, limit) {
      const { first, last } = await bus.state(topic)
      const start = Math.max(from, first)
      const asked = Array.from({ length: Math.max(0, Math.min(limit, last - start + 1)) }, (_, at) => jsm.streams.getMessage(streamOf(topic), { seq: start + at }).catch(() => null))
      const found = await Promise.all(asked)
      // what could not be read now is read next time: never step over it
      const missing = found.indexOf(null)
      return (missing < 0 ? found : found.slice(0, missing)).flatMap(each => each ? [eventOf(each)] : [])
    },
    subscribe: (topic, from, signal) => follow(bus, topic, from, signal),
    async state(topic) {
      try {
        const { state } = await jsm.streams.info(streamOf(topic))
        return { first: Math.max(1, state.first_seq), last: state.last_seq }
      } catch (error) {
        if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return { first: 1, last: 0 }
        throw new BusUnavailable('the events cannot be read', { cause: error })
      }
    },
    onMoved: moves.onMoved,
    close: async () => { await connection.close() },
  }
  return bus
}
