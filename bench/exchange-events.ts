import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { connect } from '../kernel/db/db.ts'
import type { EventBus, TopicRef } from '../modules/exchange/events/bus.ts'
import { openNatsBus } from '../modules/exchange/events/nats-bus.ts'
import { openPostgresBus } from '../modules/exchange/events/postgres-bus.ts'
import { natsCluster, natsPresent } from '../modules/exchange/events/testing-nats.ts'
import { QUIET } from '../modules/exchange/testing.ts'
import { anEstate } from './exchange/estate.ts'

/**
 * `bench/exchange-events.ts [SECONDS]`: durable events per second by so many publishers who each wait for the answer, against bare inserts of the
 * same bytes (one statement, one commit each, same pool, same run, rounds interleaved), and how long after the publisher's call a subscriber has
 * the event. One kilobyte; everything on one machine. PostgreSQL writes its disk through before it answers; JetStream answers when two of three
 * servers have the event, and writes through every two minutes.
 */
const milliseconds = Number(process.argv[2] ?? 3) * 1000
const [ROUNDS, POOL] = [3, 8]
const body = randomBytes(1024)
const topic: TopicRef = { number: 1, retentionDays: 30 }
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const round = (value: number): number => Math.round(value * 100) / 100
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'exchange-events', metric, value: round(value), unit, peer, peerValue: round(peerValue), ratio: round(value / peerValue) })}\n`) }

async function rate(publishers: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let done = 0
  await Promise.all(Array.from({ length: publishers }, async () => { while (performance.now() - started < milliseconds) { await work(); done++ } }))
  return done * 1000 / (performance.now() - started)
}
const event = (): Parameters<EventBus['publish']>[1] => { const id = randomUUID(); return { publisher: 1, id, digest: createHash('sha256').update(id).digest(), body } }

const estate = await anEstate()
const nats = natsPresent() ? await natsCluster(3) : undefined
if (!nats) process.stderr.write('nats-server is not installed here: PostgreSQL only\n')
const db = connect({ url: estate.appUrl, max: POOL, settings: { 'tinhso.actor_kind': 'system' } })
const buses: EventBus[] = [await openPostgresBus(db.pool, estate.appUrl, Date.now, QUIET), ...nats ? [await openNatsBus(nats.url, QUIET)] : []]
try {
  await estate.owner.query('create table public.bare_event (id text primary key, at timestamptz not null, body bytea not null)')
  await estate.owner.query('grant insert on public.bare_event to tinhso_app')
  const bare = (): Promise<unknown> => db.pool.query({ name: 'bare', text: 'insert into public.bare_event (id, at, body) values ($1, now(), $2)', values: [randomUUID(), body] })
  for (const publishers of [1, 8, 64]) {
    const found = new Map<string, number[]>()
    for (let each = -1; each < ROUNDS; each++) for (const [name, work] of [['bare', bare] as const, ...buses.map(bus => [bus.engine, () => bus.publish(topic, event())] as const)]) {
      const measured = await rate(publishers, work)
      if (each >= 0) found.set(name, [...found.get(name) ?? [], measured])
    }
    for (const { engine } of buses) line(`durable events, ${publishers} publishers, ${engine}${engine === 'nats-jetstream' ? ', three copies' : ''}`, median(found.get(engine) ?? []), '1/s', 'bare inserts into PostgreSQL', median(found.get('bare') ?? []))
  }
  for (const bus of buses) {
    const called = new Map<string, number>()
    const [waits, answers]: [number[], number[]] = [[], []]
    const stop = new AbortController()
    const { last } = await bus.state(topic)
    const following = (async () => { for await (const { id } of bus.subscribe(topic, last + 1, stop.signal)) { waits.push(performance.now() - (called.get(id) ?? NaN)); if (waits.length === 500) stop.abort() } })()
    for (let each = 0; each < 500; each++) { const one = event(); const from = performance.now(); called.set(one.id, from); await bus.publish(topic, one); answers.push(performance.now() - from) }
    await following
    line(`from the publisher's call to the subscriber, median, ${bus.engine}`, median(waits), 'ms', 'the publisher has its answer', median(answers))
    line(`from the publisher's call to the subscriber, p99, ${bus.engine}`, waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0, 'ms', 'the publisher has its answer, p99', answers.toSorted((a, b) => a - b)[Math.floor(answers.length * 0.99)] ?? 0)
  }
} finally {
  for (const each of buses) await each.close()
  await db.kysely.destroy()
  await nats?.stop()
  await estate.stop()
}
