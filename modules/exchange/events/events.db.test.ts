import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../../kernel/config.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer } from '../../../ui/testing-site.ts'
import { pauseDelivery, reachOf, replayEvents, resumeDelivery } from '../acts/event-delivery.ts'
import { registerWebhook, removeWebhook, renewWebhookKey } from '../acts/register-webhook.ts'
import { aGateway, aProvider, MASTER_KEY, registryOf, send, type RawAnswer, type RunningGateway, type SeenRequest } from '../testing.ts'
import { isSignedWebhook } from './signature.ts'
import { natsCluster, natsPresent, type NatsCluster } from './testing-nats.ts'

const t = useDb()
const headersOf = ({ rawHeaders }: SeenRequest): Record<string, string> => Object.fromEntries(rawHeaders.flatMap((each, at) => at % 2 === 0 ? [[each.toLowerCase(), rawHeaders[at + 1] ?? '']] : []))
const field = (answer: RawAnswer, name: string): unknown => { const value = answer.json(); return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined }
/** Rows of a JSON document that we wrote ourselves. */
const rowsOf = (text: string, name?: string): Record<string, unknown>[] => { const value = JSON.parse(text); return name === undefined ? value : value[name] }
const idsOf = (text: string): unknown[] => rowsOf(text).map(each => each['id'])
const ENGINES = natsPresent() ? ['postgresql', 'nats-jetstream'] as const : ['postgresql'] as const
if (ENGINES.length === 1) console.warn('nats-server is not installed here: the gateway is tested with events in PostgreSQL only')

describe.each(ENGINES)('events through the gateway, kept in %s', engine => {
  let gateway: RunningGateway
  let hook: Awaited<ReturnType<typeof aProvider>>
  let cluster: NatsCluster | undefined
  let clock = Date.now()
  let reply: (id: string) => number = () => 204
  let agree = true
  let meanwhile: (id: string) => Promise<void> = () => Promise.resolve()
  const [OWNER, HEARER, STRANGER] = ['owner', 'hearer', 'stranger'].map(each => `DEV/COM/${engine}/${each}`)
  const topicOf = (name: string): string => `${name}.${engine}`
  const at = (topic: string): string => `/events/v1/${topicOf(topic)}`
  const as = (client = ''): Record<string, string> => ({ 'X-Road-Client': client })
  const announce = (topic: string, id: string, data: unknown = { n: id }, client = OWNER): Promise<RawAnswer> => send(gateway.url, at(topic), { method: 'POST', headers: { ...as(client), 'Content-Type': 'application/cloudevents+json' }, body: JSON.stringify({ specversion: '1.0', id, source: '/one-stop', type: 'vn.gov.dossier.returned', data }) })
  const read = (topic: string, query = '', client = HEARER): Promise<RawAnswer> => send(gateway.url, `${at(topic)}${query}`, { headers: as(client) })
  const subscriptions: Record<string, string> = {}
  const delivery = async (topic: string): Promise<Record<string, unknown>> => (await t().owner.pool.query('select position, attempts, paused_because, last_status from exchange.event_delivery where subscription_id = $1', [subscriptions[topic]])).rows[0]
  const register = (topic: string, more: object = {}, client = HEARER): Promise<RawAnswer> => send(gateway.url, `${at(topic)}/webhook`, { method: 'PUT', headers: { ...as(client), 'Content-Type': 'application/json' }, body: JSON.stringify({ url: `${hook.url}/hook`, ...more }) })
  const delivered = (): string[] => hook.seen.filter(each => each.method === 'POST').map(each => JSON.parse(each.body.toString()).id)

  beforeAll(async () => {
    if (engine === 'nats-jetstream') cluster = await natsCluster(1)
    hook = await aProvider((seen, _request, response) => {
      if (seen.method === 'OPTIONS') { response.writeHead(agree ? 200 : 405, agree ? { 'WebHook-Allowed-Origin': headersOf(seen)['webhook-request-origin'] } : {}).end(); return true }
      const { id } = JSON.parse(seen.body.toString())
      void meanwhile(id).then(() => { response.writeHead(reply(id)).end() })
      return true
    })
    const registry = registryOf(t().owner.pool)
    const member = await registry.member(engine)
    const [owner, hearer] = [await registry.subsystem(member.id, 'owner'), await registry.subsystem(member.id, 'hearer')]
    await registry.subsystem(member.id, 'stranger')
    for (const name of ['plain', 'hooked', 'refusing', 'away', 'ending', 'hidden', 'shared', 'steered', 'moved']) {
      const topic = await registry.topic(owner.id, topicOf(name), { listed: name !== 'hidden', ...name === 'plain' ? { schema: { type: 'object', required: ['n'], properties: { n: { type: 'string' } } } } : {} })
      if (name !== 'hidden') subscriptions[name] = (await registry.subscription(hearer.id, topic.id, name === 'shared' ? { perMinute: 2 } : {})).id
      if (name === 'shared') await registry.subscription(hearer.id, topic.id, { kind: 'publish', perMinute: 2 })
    }
    gateway = await aGateway(t().urls.app, { now: () => clock, ...cluster ? { eventsUrl: cluster.url } : {} })
  }, 60_000)
  afterAll(async () => { await gateway?.close(); await hook?.close(); await cluster?.stop() })

  test('announced, read, read again: the same, with its position', async () => {
    expect([(await announce('plain', 'a')).status, (await announce('plain', 'b')).json()]).toEqual([201, { position: 2, known: false }])
    expect(await announce('plain', 'a').then(each => [each.status, each.json()])).toEqual([200, { position: 1, known: true }])
    const all = await read('plain')
    expect([all.status, all.headers['content-type'], all.headers['events-next'], all.headers.link]).toEqual([200, 'application/cloudevents-batch+json', '3', `<${at('plain')}?from=3&limit=100>; rel="next"`])
    expect(all.json()).toEqual(['a', 'b'].map((id, n) => ({ specversion: '1.0', id, source: '/one-stop', type: 'vn.gov.dossier.returned', data: { n: id }, sequence: `000000000000000${n + 1}` })))
    expect((await read('plain', '?from=1&limit=500')).text).toBe(all.text)
    expect(idsOf((await read('plain', '?from=2')).text)).toEqual(['b'])
  })
  test('binary mode is the same event', async () => {
    const answer = await send(gateway.url, at('plain'), { method: 'POST', headers: { ...as(OWNER), 'Content-Type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/one-stop', 'ce-type': 'vn.gov.dossier.returned' }, body: '{"n":"a"}' })
    expect([answer.status, field(answer, 'detail')]).toEqual([409, 'Position 1 holds another event of this source and id'])
    const fresh = await send(gateway.url, at('plain'), { method: 'POST', headers: { ...as(OWNER), 'Content-Type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'binary', 'ce-source': '/one-stop', 'ce-type': 'x' }, body: '{"n":"a"}' })
    expect(fresh.status).toBe(201)
  })
  test('says no to strangers, to what is no event, to data against the schema; and writes it down', async () => {
    const refused = async (work: Promise<RawAnswer>): Promise<unknown> => { const answer = await work; return [answer.status, answer.headers['content-type']] }
    const problem = (status: number): unknown => [status, 'application/problem+json']
    expect(await refused(announce('plain', 'z', {}, HEARER))).toEqual(problem(403))
    expect(await refused(read('plain', '', STRANGER))).toEqual(problem(403))
    expect(await refused(read('hidden', '', STRANGER))).toEqual(problem(404))
    expect(await refused(announce('plain', 'z', { n: 1 }))).toEqual(problem(422))
    expect(await refused(announce('plain', ''))).toEqual(problem(400))
    expect(await refused(send(gateway.url, at('plain'), {}))).toEqual(problem(401))
    expect(await refused(read('plain', '?from=x'))).toEqual(problem(400))
    const { rows } = await t().owner.pool.query<{ path: string; ok: boolean }>(`select "restPath" as path, succeeded as ok from exchange.operational_data where "serviceCode" = $1 and "restMethod" = 'POST' order by at`, [topicOf('plain')])
    expect([rows.filter(each => each.ok).map(each => each.path), rows.filter(each => !each.ok).length]).toEqual([[`${at('plain')}/1`, `${at('plain')}/2`, `${at('plain')}/1`, `${at('plain')}/3`], 4])
  })
  test('what is larger than an event may be is told so, however much of it comes', async () => {
    for (const more of [{}, { 'Transfer-Encoding': 'chunked' }]) expect(await send(gateway.url, at('plain'), { method: 'POST', headers: { ...as(OWNER), ...more, 'Content-Type': 'application/cloudevents+json' }, body: Buffer.alloc(3_000_000, 'x') })).toMatchObject({ status: 413, text: expect.stringContaining('at most 262144 bytes') })
  })
  test('lists topics to those who may know of them', async () => {
    const list = async (client = ''): Promise<string[]> => rowsOf((await send(gateway.url, '/events/v1', { headers: as(client) })).text, 'topics').map(each => String(each['topic'])).filter(each => each.startsWith('hidden') || each.startsWith('plain'))
    expect([await list(OWNER), await list(STRANGER)]).toEqual([expect.arrayContaining([topicOf('hidden')]), expect.not.arrayContaining([topicOf('hidden')])])
  })
  test('a long poll is answered by the event that it waits for', async () => {
    const waiting = read('ending', '?from=1&wait=30')
    await announce('ending', 'late')
    expect(idsOf((await waiting).text)).toEqual(['late'])
  })
  test('a webhook must agree first, and must lie outside', async () => {
    agree = false
    expect((await register('hooked')).status).toBe(422)
    agree = true
    expect((await register('hooked', {}, STRANGER)).status).toBe(403)
    for (const url of ['http://169.254.169.254/latest', 'ftp://example.vn/', 'https://a:b@example.vn/']) expect((await register('hooked', { url })).status).toBe(422)
  })
  test('a webhook gets signed events, in order, once each when all goes well', async () => {
    hook.seen.length = 0
    const secret = field(await register('hooked'), 'secret')
    for (const id of ['1', '2', '3']) await announce('hooked', id)
    await gateway.gateway.deliver()
    const posts = hook.seen.filter(each => each.method === 'POST')
    expect(posts.map(each => isSignedWebhook(String(secret), headersOf(each), each.body.toString(), clock / 1000))).toEqual([true, true, true])
    expect(posts.map(each => isSignedWebhook(String(secret), headersOf(each), each.body.toString().replace('1', '2'), clock / 1000))).toEqual([false, false, false])
    expect([delivered(), await delivery('hooked')]).toEqual([['1', '2', '3'], { position: 3, attempts: 0, paused_because: null, last_status: 204 }])
    const { rows } = await t().owner.pool.query(`select "restPath" as path from exchange.operational_data where "restPath" like $1 order by at, "restPath"`, [`${at('hooked')}/webhook/%`])
    expect(rows.map(each => each.path)).toEqual([1, 2, 3].map(each => `${at('hooked')}/webhook/${each}`))
  })
  test('a subscriber that is away keeps its place: asked again later, paused in the end, resumed where it stood', async () => {
    hook.seen.length = 0
    reply = () => 503
    await register('away', { from: 1 })
    await announce('away', '1')
    await announce('away', '2')
    for (let each = 0; each < 18; each++) { await gateway.gateway.deliver(); clock += 3_600_001 }
    expect(await delivery('away')).toEqual({ position: 0, attempts: 18, paused_because: 'subscriber-away', last_status: 503 })
    expect([new Set(delivered()), delivered().length]).toEqual([new Set(['1']), 18])
    reply = () => 204
    await gateway.gateway.deliver()
    expect((await delivery('away'))['position']).toBe(0)
    await register('away')
    await gateway.gateway.deliver()
    expect([delivered().slice(18), (await delivery('away'))['position']]).toEqual([['1', '2'], 2])
  }, 60_000)
  test('a webhook that moves hears at its new address what comes next, whoever is sending just now', async () => {
    hook.seen.length = 0
    await register('moved', { from: 1 })
    let moved: unknown
    meanwhile = async id => { if (id === '1' && moved === undefined) moved = (await register('moved', { url: `${hook.url}/new` })).status }
    try {
      await announce('moved', '1')
      await announce('moved', '2')
      await gateway.gateway.deliver()
    } finally { meanwhile = () => Promise.resolve() }
    expect([moved, hook.seen.filter(each => each.method === 'POST').map(each => [each.url, JSON.parse(each.body.toString()).id])]).toEqual([200, [['/hook', '1'], ['/new', '1'], ['/new', '2']]])
  })
  test('an event that is refused is laid aside, those behind it go on, and it can be sent again', async () => {
    hook.seen.length = 0
    reply = id => id === 'bad' ? 422 : 204
    await register('refusing', { from: 1 })
    for (const id of ['good', 'bad', 'next']) await announce('refusing', id)
    for (let each = 0; each < 3; each++) { await gateway.gateway.deliver(); clock += 3_600_001 }
    expect([delivered(), await delivery('refusing')]).toEqual([['good', 'bad', 'bad', 'bad', 'next'], expect.objectContaining({ position: 3 })])
    const list = async (): Promise<Record<string, unknown>[]> => rowsOf((await send(gateway.url, `${at('refusing')}/webhook/dead-letters`, { headers: as(HEARER) })).text, 'deadLetters')
    expect((await send(gateway.url, `${at('refusing')}/webhook/dead-letters/${'-'.repeat(36)}`, { method: 'POST', headers: as(HEARER) })).status).toBe(404)
    const [dead] = await list()
    expect(dead).toMatchObject({ position: 2, state: 'waiting', lastStatus: 422, attempts: 3 })
    reply = () => 204
    expect((await send(gateway.url, `${at('refusing')}/webhook/dead-letters/${String(dead?.['id'])}`, { method: 'POST', headers: as(STRANGER) })).status).toBe(403)
    expect((await send(gateway.url, `${at('refusing')}/webhook/dead-letters/${String(dead?.['id'])}`, { method: 'POST', headers: as(HEARER) })).status).toBe(202)
    await gateway.gateway.deliver()
    expect([delivered().at(-1), await list()]).toEqual(['bad', []])
  })
  test('who has a contract announces on another’s topic, within its quota; reading by oneself counts against one’s own', async () => {
    expect((await announce('shared', '1', {}, STRANGER)).status).toBe(403)
    expect([(await announce('shared', '1', {}, HEARER)).status, (await announce('shared', '2', {}, HEARER)).status]).toEqual([201, 201])
    const third = await announce('shared', '3', {}, HEARER)
    expect([third.status, Number(third.headers['retry-after']) > 0]).toEqual([429, true])
    expect((await announce('shared', 'own')).status).toBe(201)
    expect([(await read('shared')).status, (await read('shared')).status, (await read('shared')).status, (await read('shared', '', OWNER)).status]).toEqual([200, 200, 429, 200])
    const { rows } = await t().owner.pool.query<{ kind: string; n: number }>('select r.kind, count(*) as n from exchange.transaction t join exchange.access_right r on r.number = t.right_number join exchange.event_topic e on e.id = r.topic_id where e.code = $1 group by 1 order by 1', [topicOf('shared')])
    expect(rows).toEqual([{ kind: 'publish', n: 2 }, { kind: 'subscribe', n: 2 }])
  })
  test('steered from the console: paused in the middle, resumed, sent again from a position, under a new key while the old one still signs', async () => {
    const steering = { actor: anOfficer(['administrator']), platform: { db: t().db, now: () => new Date(clock), config: readConfig({ VAR_DIR: gateway.varDir, MASTER_KEY: MASTER_KEY.toString('hex'), EXCHANGE_INSTANCE: 'DEV', SIMULATORS: 'on', ...cluster ? { EXCHANGE_EVENTS_URL: cluster.url } : {} }) } }
    const id = subscriptions['steered'] ?? ''
    hook.seen.length = 0
    reply = () => 204
    agree = false
    await expect(registerWebhook(steering, id, `${hook.url}/hook`)).rejects.toThrow()
    agree = true
    const { secret } = await registerWebhook(steering, id, `${hook.url}/hook`)
    hook.seen.length = 0
    meanwhile = id_ => id_ === '2' ? pauseDelivery(steering, id, 'bảo trì') : Promise.resolve()
    for (const each of ['1', '2', '3']) await announce('steered', each)
    await gateway.gateway.deliver()
    meanwhile = () => Promise.resolve()
    // what was on its way counts, nothing follows it
    await expect.poll(async () => [delivered(), await delivery('steered')]).toEqual([['1', '2'], expect.objectContaining({ position: 2, paused_because: 'by-hand' })])
    await resumeDelivery(steering, id, 'xong')
    await gateway.gateway.deliver()
    expect(delivered()).toEqual(['1', '2', '3'])
    const { secret: renewed } = await renewWebhookKey(steering, id)
    await vi.waitUntil(async () => (await reachOf(steering.platform, [Number((await t().owner.pool.query('select number from exchange.event_topic where code = $1', [topicOf('steered')])).rows[0].number)])).size === 1, { timeout: 10_000 })
    await replayEvents(steering, id, 3, 'đọc lại')
    await gateway.gateway.deliver()
    const signedBy = (key: string): boolean => { const last = hook.seen.at(-1); return last !== undefined && isSignedWebhook(key, headersOf(last), last.body.toString(), clock / 1000) }
    expect([delivered(), signedBy(renewed), signedBy(secret)]).toEqual([['1', '2', '3', '3'], true, true])
    clock += 86_400_001
    await announce('steered', '4')
    await gateway.gateway.deliver()
    expect([delivered().at(-1), signedBy(renewed), signedBy(secret)]).toEqual(['4', true, false])
    await removeWebhook(steering, id, 'thôi')
    await announce('steered', '5')
    await gateway.gateway.deliver()
    expect(delivered().at(-1)).toBe('4')
    const kept = JSON.stringify((await t().owner.pool.query('select act, payload_hash, reason from kernel.ledger_entry where object_id = $1', [id])).rows)
    for (const key of [secret, renewed]) expect(kept).not.toContain(key)
  })
  test('two gateways: one sends; what the other left is taken when its lease is over, and it cannot move on any more', async () => {
    hook.seen.length = 0
    await register('ending')
    // the look that registering brings with it is over: its lease is free
    await gateway.gateway.deliver()
    await t().owner.pool.query("update exchange.event_delivery set leased_by = 'another', leased_until = now() + interval '1 hour' where subscription_id = $1", [subscriptions['ending']])
    const before = (await delivery('ending'))['position']
    await announce('ending', 'x')
    await gateway.gateway.deliver()
    expect([delivered(), (await delivery('ending'))['position']]).toEqual([[], before])
    await t().owner.pool.query("update exchange.event_delivery set leased_until = now() - interval '1 second' where subscription_id = $1", [subscriptions['ending']])
    await gateway.gateway.deliver()
    expect(delivered()).toEqual(['x'])
  })
  test('a subscription that ended hears nothing more', async () => {
    hook.seen.length = 0
    await t().owner.pool.query("update exchange.access_right set ended_at = now(), ended_because = 'hết hạn' where id = $1", [subscriptions['ending']])
    await gateway.gateway.reload()
    await announce('ending', 'y')
    await gateway.gateway.deliver()
    expect([delivered(), (await read('ending')).status]).toEqual([[], 403])
  })
})
