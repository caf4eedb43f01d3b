import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { QUIET, registryOf } from '../testing.ts'
import type { EventBus, NewEvent, TopicRef } from './bus.ts'
import { openNatsBus } from './nats-bus.ts'
import { openPostgresBus } from './postgres-bus.ts'
import { natsCluster, natsPresent, type NatsCluster } from './testing-nats.ts'

const t = useDb()
const ENGINES = natsPresent() ? ['postgresql', 'nats-jetstream'] as const : ['postgresql'] as const
if (ENGINES.length === 1) console.warn('nats-server is not installed here: the contract is tested with PostgreSQL only')
const an = (id: string, content = id): NewEvent => ({ publisher: 7, id, digest: createHash('sha256').update(content).digest(), body: Buffer.from(content) })

/** What every engine promises. */
describe.each(ENGINES)('events in %s', engine => {
  let bus: EventBus
  let other: EventBus
  let cluster: NatsCluster | undefined
  const pools: Db[] = []
  let topics = 0
  const aTopic = async (retentionDays = 30): Promise<TopicRef> => {
    const registry = registryOf(t().owner.pool)
    const code = `${engine.slice(0, 4)}-${++topics}`
    const { number } = await registry.topic((await registry.subsystem((await registry.member(code)).id, 'S')).id, code, { retentionDays })
    return { number, retentionDays }
  }
  const open = async (): Promise<EventBus> => {
    if (cluster) return openNatsBus(cluster.url, QUIET)
    const db = connect({ url: t().urls.app, max: 3, settings: { 'tinhso.actor_kind': 'system' } })
    pools.push(db)
    return openPostgresBus(db.pool, t().urls.app, Date.now, QUIET)
  }
  beforeAll(async () => {
    if (engine === 'nats-jetstream') cluster = await natsCluster(1)
    bus = await open()
    other = await open()
  }, 60_000)
  afterAll(async () => { await bus?.close(); await other?.close(); for (const each of pools) await each.kysely.destroy(); await cluster?.stop() })

  test('positions begin with 1, rise one by one and stay', async () => {
    const topic = await aTopic()
    expect(await bus.state(topic)).toEqual({ first: 1, last: 0 })
    expect(await bus.read(topic, 1, 10)).toEqual([])
    for (const [at, id] of ['a', 'b', 'c'].entries()) expect(await bus.publish(topic, an(id))).toEqual({ position: at + 1, known: false, same: true })
    expect((await other.read(topic, 2, 10)).map(each => [each.position, each.publisher, each.id, each.body.toString()])).toEqual([[2, 7, 'b', 'b'], [3, 7, 'c', 'c']])
    expect((await bus.read(topic, 1, 2)).map(each => each.id)).toEqual(['a', 'b'])
    expect(await other.state(topic)).toEqual({ first: 1, last: 3 })
  })
  test('the same id is taken once, whoever takes it and however often; other content under it is told', async () => {
    const topic = await aTopic()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? bus : other).publish(topic, an('x'))))
    expect(new Set(answers.map(each => each.position))).toEqual(new Set([1]))
    expect(await other.publish(topic, an('x', 'other'))).toEqual({ position: 1, known: true, same: false })
    expect(await bus.publish(topic, { ...an('x'), publisher: 8 })).toMatchObject({ position: 2, known: false })
    expect((await bus.state(topic)).last).toBe(2)
  })
  test('topics do not see each other', async () => {
    const [one, two] = [await aTopic(), await aTopic()]
    await bus.publish(one, an('1'))
    await bus.publish(two, an('2'))
    expect([(await bus.read(one, 1, 9)).map(each => each.id), (await bus.read(two, 1, 9)).map(each => each.id)]).toEqual([['1'], ['2']])
  })
  test('many at once through two gateways: no gap, no double, and whoever follows sees each in its place', async () => {
    const topic = await aTopic()
    const stop = new AbortController()
    const seen: number[] = []
    const following = (async () => { for await (const event of other.subscribe(topic, 1, stop.signal)) { seen.push(event.position); if (event.position === 200) stop.abort() } })()
    const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 ? bus : other).publish(topic, an(randomUUID()))))
    await following
    expect(answers.map(each => each.position).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1))
    expect(seen).toEqual(Array.from({ length: 200 }, (_, at) => at + 1))
  }, 60_000)
  test('reading again from a position gives the same', async () => {
    const topic = await aTopic()
    for (const id of ['a', 'b', 'c', 'd']) await bus.publish(topic, an(id))
    const all = await bus.read(topic, 1, 10)
    expect(await other.read(topic, 1, 10)).toEqual(all)
    expect(await bus.read(topic, 3, 10)).toEqual(all.slice(2))
  })
})

test('PostgreSQL: what is older than its topic keeps is forgotten, and the head says where the rest begins', async () => {
  const registry = registryOf(t().owner.pool)
  const topic = { ...await registry.topic((await registry.subsystem((await registry.member('old')).id, 'S')).id, 'old', { retentionDays: 1 }), retentionDays: 1 }
  const db = connect({ url: t().urls.app, max: 2, settings: { 'tinhso.actor_kind': 'system' } })
  let now = Date.now() - 2 * 86_400_000
  const bus = await openPostgresBus(db.pool, t().urls.app, () => now, QUIET)
  await bus.publish(topic, an('a'))
  now += 2 * 86_400_000
  await bus.publish(topic, an('b'))
  await db.pool.query('select exchange.expire_events($1)', [new Date(now)])
  expect([await bus.state(topic), (await bus.read(topic, 1, 9)).map(each => each.id)]).toEqual([{ first: 2, last: 2 }, ['b']])
  expect(await bus.publish(topic, an('b'))).toMatchObject({ position: 2, known: true })
  await bus.close()
  await db.kysely.destroy()
})

test('PostgreSQL: whoever publishes reads the head only when nobody else holds it', async () => {
  const pool = t().owner.pool
  await pool.query("insert into exchange.event_head (topic, last_position) values (900001, 0)")
  const [one, two] = [await pool.connect(), await pool.connect()]
  const publish = (client: typeof one, id: string) => client.query<{ position: number }>("select event_position as position from exchange.publish_events(900001, '{1}', array[$1], array['\\x00'::bytea], array['\\x00'::bytea], now())", [id])
  try {
    const { rows: [self] } = await two.query<{ pid: number }>('select pg_backend_pid() as pid')
    await one.query('begin')
    await one.query('select from exchange.event_head where topic = 900001 for update')
    const second = publish(two, 'b')
    // it stands behind the first before that one commits
    for (let blocked = false; !blocked;) blocked = (await pool.query<{ blocked: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [self?.pid])).rows[0]?.blocked ?? false
    await one.query('update exchange.event_head set last_position = 5 where topic = 900001')
    await one.query('commit')
    expect((await second).rows).toEqual([{ position: 6 }])
  } finally { one.release(); two.release() }
})
