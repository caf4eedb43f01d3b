import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, aProvider, listen, registryOf, send, type RawAnswer, type RunningGateway, type SeenRequest } from '../testing.ts'

// What becomes of a message on its way: sent twice, left alone, too large to be held.
const CLIENT = { 'X-Road-Client': 'DEV/COM/4321/TestClient' }
const t = useDb()
let gateway: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let hasty: Awaited<ReturnType<typeof listen>>
let answer: ((seen: SeenRequest, request: IncomingMessage, response: import('node:http').ServerResponse) => boolean) | undefined

beforeAll(async () => {
  provider = await aProvider((seen, request, response) => answer?.(seen, request, response) ?? false)
  hasty = await listen((_, response) => { response.writeHead(413, { 'content-length': '6' }).end('enough') })
  const registry = registryOf(t().owner.pool)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
  for (const [code, url, more] of [['mock1', provider.url, {}], ['once', provider.url, { idempotent: true }], ['gone', 'http://127.0.0.1:1', {}], ['dead', 'http://127.0.0.1:1', { max_body_bytes: 10 }], ['medium', provider.url, { max_body_bytes: 100_000 }], ['early', hasty.url, {}], ['early-once', hasty.url, { idempotent: true }]] as const) await registry.right(client.id, (await registry.service(owner.id, code, url, more)).id)
  gateway = await aGateway(t().urls.app)
})
afterAll(async () => { await gateway.close(); await provider.close(); await hasty.close() })
beforeEach(() => { provider.seen.length = 0; answer = undefined })

const call = (path: string, more: Parameters<typeof send>[2] = {}): ReturnType<typeof send> => send(gateway.url, path, { ...more, headers: more.headers ?? CLIENT })
/** A request whose end and whose fate are up to the test. */
const begin = (code: string, headers: Record<string, string>): ClientRequest => httpRequest(`${gateway.url}/r1/DEV/COM/1234/TestService/${code}`, { method: 'POST', headers: { ...CLIENT, ...headers }, agent: false }).on('error', () => undefined)
const answerTo = (request: ClientRequest): Promise<IncomingMessage & { text: string }> => new Promise((done, fail) => {
  request.on('error', fail)
  request.on('response', response => { let text = ''; response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk }).on('end', () => { done(Object.assign(response, { text })) }) })
})
const records = async (messageId: string): Promise<readonly Record<string, unknown>[]> => (await t().owner.pool.query<Record<string, unknown>>('select * from exchange.operational_data where "messageId" = $1 order by id', [messageId])).rows

describe('message ids', () => {
  test('the same message again: once at the provider, the first answer where the service says so', async () => {
    const again = { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'retry-1' }, body: 'one' }
    const first = await call('/r1/DEV/COM/1234/TestService/once', again)
    const second = await call('/r1/DEV/COM/1234/TestService/once', again)
    expect([second.status, second.text, second.headers['x-road-first-request-id']]).toEqual([200, first.text, first.headers['x-road-request-id']])
    expect(provider.seen).toHaveLength(1)
    const other = await call('/r1/DEV/COM/1234/TestService/once', { ...again, body: 'two' })
    expect([other.status, other.headers['x-road-error']]).toEqual([409, 'server.clientproxy.duplicate_message'])
    expect(await call('/r1/DEV/COM/1234/TestService/once?x=1', again)).toMatchObject({ status: 409 })
    expect((await records('retry-1')).map(each => [each['statusCode'], each['succeeded']])).toEqual([[200, true], [200, true], [409, false], [409, false]])
  })
  test('elsewhere a used id is refused, on another gateway too', async () => {
    const again = { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'retry-2' }, body: 'one' }
    expect((await call('/r1/DEV/COM/1234/TestService/mock1', again)).status).toBe(200)
    const other = await aGateway(t().urls.app)
    try {
      for (const url of [gateway.url, other.url]) expect(await send(url, '/r1/DEV/COM/1234/TestService/mock1', again)).toMatchObject({ status: 409, text: expect.stringContaining('was used before') })
    } finally { await other.close() }
    expect(provider.seen).toHaveLength(1)
  })
  test('whoever was never sent may come again under the same id', async () => {
    const again = { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'retry-3' }, body: 'one' }
    for (let i = 0; i < 2; i++) expect((await call('/r1/DEV/COM/1234/TestService/gone', again)).headers['x-road-error']).toBe('server.serverproxy.network_error')
  })
})

describe('clients that go away', () => {
  test('while the provider works: the idempotent message may come again, elsewhere its id is used up', async () => {
    for (const [code, id] of [['once', 'left-1'], ['mock1', 'left-2']] as const) {
      const arrived = new Promise<void>(done => { answer = () => { done(); return true } })
      const leaving = begin(code, { 'X-Road-Id': id })
      leaving.end('one')
      await arrived
      leaving.destroy()
      await expect.poll(async () => (await records(id)).map(each => each['faultCode'])).toEqual(['client-gone'])
      answer = undefined
      const again = await call(`/r1/DEV/COM/1234/TestService/${code}`, { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': id }, body: 'one' })
      expect([code, again.status, again.headers['retry-after']]).toEqual([code, code === 'once' ? 200 : 409, undefined])
    }
  })
  test('before anything was sent: nothing is, and the id is free', async () => {
    const locker = await t().owner.pool.connect()
    try {
      await locker.query('begin; lock table exchange.message_claim in exclusive mode')
      const leaving = begin('mock1', { 'X-Road-Id': 'left-3' })
      leaving.end('one')
      await expect.poll(async () => (await locker.query("select from pg_locks where relation = 'exchange.message_claim'::regclass and not granted")).rowCount).toBe(1)
      leaving.destroy()
      await expect.poll(() => new Promise(done => { gateway.server.getConnections((_, open) => { done(open) }) })).toBe(0)
      await locker.query('rollback')
    } finally { locker.release() }
    await expect.poll(async () => (await records('left-3')).map(each => each['requestOutTs'])).toEqual([null])
    expect(provider.seen).toHaveLength(0)
    expect((await call('/r1/DEV/COM/1234/TestService/mock1', { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'left-3' }, body: 'one' })).status).toBe(200)
  })
  test('a provider that answers before it has everything: the connection ends with its answer', async () => {
    const half = begin('early', { 'X-Road-Id': 'early-1', 'Content-Length': '300000', 'Connection': 'keep-alive' })
    const got = answerTo(half)
    half.write(Buffer.alloc(100_000))
    expect(await got).toMatchObject({ statusCode: 413, text: 'enough', headers: { connection: 'close' } })
    half.destroy()
    expect(await records('early-1')).toMatchObject([{ statusCode: 413, requestHash: null }])
  })
})

describe('a service is given a pause for what its provider does', () => {
  test('a body that never gets there does not end it', async () => {
    const dead = (body: string): ReturnType<typeof send> => call('/r1/DEV/COM/1234/TestService/dead', { method: 'POST', body })
    for (let i = 0; i < 4; i++) expect((await dead('x')).text).toContain('could not be reached')
    expect((await dead('x'.repeat(11))).status).toBe(400)
    expect((await dead('x')).text).toContain('could not be reached')
    expect((await dead('x')).text).toContain('tried again in a moment')
  })
})

describe('large bodies stream', () => {
  test('both ways, whole, with the hash of what passed', async () => {
    const large = Buffer.alloc(3_000_000, 'abcdefgh')
    answer = (seen, _, response) => { response.writeHead(200, { 'content-type': 'application/octet-stream' }); response.end(seen.body); return true }
    const got = await call('/r1/DEV/COM/1234/TestService/mock1', { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'large-1' }, body: large })
    expect([got.status, got.body.equals(large)]).toEqual([200, true])
    const [record] = await records('large-1')
    expect(record).toMatchObject({ requestSize: 3_000_000, responseSize: 3_000_000, succeeded: true, requestHash: got.headers['x-road-request-hash'] })
    expect(record?.['responseHash']).toMatch(/^[A-Za-z0-9+/]{86}==$/)
  })
  test.each([['a length that the provider announced goes along', { 'content-length': '200000' }, '200000'], ['what it sends in chunks stays so', {}, undefined]])('%s', async (_, head, length) => {
    answer = (_seen, _request, response) => { response.writeHead(200, head); response.write(Buffer.alloc(150_000, 'a')); response.end(Buffer.alloc(50_000, 'b')); return true }
    const got = await call('/r1/DEV/COM/1234/TestService/mock1')
    expect([got.status, got.body.length, got.headers['content-length']]).toEqual([200, 200_000, length])
  })
  test.each([['with its length', {}], ['in chunks', { 'Transfer-Encoding': 'chunked' }]])('the same again %s has the first answer, another body of the same head and length does not', async (how, more) => {
    const message = (body: string): Promise<RawAnswer> => call('/r1/DEV/COM/1234/TestService/once', { method: 'POST', headers: { ...CLIENT, ...more, 'X-Road-Id': `large-2-${how.slice(0, 2)}` }, body: body.repeat(200_000) })
    const first = await message('a')
    const again = await message('a')
    expect([first.status, again.status, again.text, again.headers['x-road-first-request-id']]).toEqual([200, 200, first.text, first.headers['x-road-request-id']])
    const other = await message('b')
    expect([other.status, other.headers['x-road-error'], other.headers['retry-after']]).toEqual([409, 'server.clientproxy.duplicate_message', undefined])
    expect(other.text).toContain('was used for another message')
    expect(provider.seen).toHaveLength(1)
  })
  test('an answer given before the whole body was there is given to nobody again: nobody knows what it answered', async () => {
    const half = begin('early-once', { 'X-Road-Id': 'large-3', 'Content-Length': '300000' })
    const got = answerTo(half)
    half.write(Buffer.alloc(100_000))
    expect(await got).toMatchObject({ statusCode: 413 })
    half.destroy()
    await expect.poll(async () => (await call('/r1/DEV/COM/1234/TestService/early-once', { method: 'POST', headers: { ...CLIENT, 'X-Road-Id': 'large-3' }, body: Buffer.alloc(300_000) })).text).toContain('was used before')
  })
  test('one that grows beyond the limit on its way is refused by us: it is no failure of the provider', async () => {
    answer = () => true
    const got = await call('/r1/DEV/COM/1234/TestService/medium', { method: 'POST', headers: { ...CLIENT, 'Transfer-Encoding': 'chunked' }, body: Buffer.alloc(300_000) })
    expect([got.status, got.headers['x-road-error']]).toEqual([400, 'client.bad_request'])
    expect((await t().owner.pool.query('select refused, succeeded from exchange.transaction where id = $1', [got.headers['x-road-request-id']])).rows).toEqual([{ refused: true, succeeded: false }])
  })
})
