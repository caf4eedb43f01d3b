import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { findTransactions } from '../queries/transactions.ts'
import { aGateway, aProvider, registryOf, send, type RunningGateway, type SeenRequest } from '../testing.ts'

const CLIENT = { 'X-Road-Client': 'DEV/COM/4321/TestClient' }
const t = useDb()
let gateway: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let answer: ((seen: SeenRequest, request: IncomingMessage, response: import('node:http').ServerResponse) => boolean) | undefined

beforeAll(async () => {
  provider = await aProvider((seen, request, response) => answer?.(seen, request, response) ?? false)
  const registry = registryOf(t().owner.pool)
  const consumer = await registry.member('4321')
  const client = await registry.subsystem(consumer.id, 'TestClient')
  await registry.subsystem(consumer.id, 'Stranger')
  const owner = await registry.member('1234')
  const service = await registry.subsystem(owner.id, 'TestService')
  const mock = await registry.service(service.id, 'mock1', `${provider.url}/base/`)
  const rest = await registry.service(service.id, 'restapi', provider.url, { kind: 'OPENAPI', openapi: '{"openapi":"3.1.0"}' })
  await registry.endpoint(rest.id, 'GET', '/api/members')
  await registry.endpoint(rest.id, 'POST', '/api/members')
  const off = await registry.service(service.id, 'off', provider.url, { state: 'disabled', disabled_notice: 'bảo trì đến 8 giờ' })
  const soap = await registry.service(service.id, 'soap', provider.url, { kind: 'SOAP' })
  const slow = await registry.service(service.id, 'slow', provider.url, { timeout_ms: 300 })
  const gone = await registry.service(service.id, 'gone', 'http://127.0.0.1:1')
  const small = await registry.service(service.id, 'small', provider.url, { max_body_bytes: 10 })
  const few = await registry.service(service.id, 'few', provider.url)
  for (const each of [mock, off, soap, slow, gone, small]) await registry.right(client.id, each.id)
  await registry.right(client.id, few.id, { perMinute: 2 })
  await registry.right(client.id, rest.id, { endpoints: [{ method: 'GET', path: '/api/*' }] })
  gateway = await aGateway(t().urls.app)
})
afterAll(async () => { await gateway.close(); await provider.close() })
beforeEach(() => { provider.seen.length = 0; answer = undefined })

const call = (path: string, more: Parameters<typeof send>[2] = {}): ReturnType<typeof send> => send(gateway.url, path, { ...more, headers: more.headers ?? CLIENT })
const serviceIn = (answered: unknown, code: string): unknown => typeof answered === 'object' && answered !== null && 'service' in answered && Array.isArray(answered.service) ? answered.service.find((each: unknown) => typeof each === 'object' && each !== null && 'service_code' in each && each.service_code === code) : undefined
const records = async (messageId: string): Promise<readonly Record<string, unknown>[]> => (await t().owner.pool.query<Record<string, unknown>>('select * from exchange.operational_data where "messageId" = $1 order by id', [messageId])).rows

test('what a proxy hands on from anywhere is no call from our own networks', async () => {
  const path = '/r1/DEV/COM/1234/TestService/mock1'
  expect((await call(path)).status).toBe(200)
  for (const header of [{ 'X-Forwarded-For': '203.0.113.5' }, { 'X-Forwarded-For': '127.0.0.1' }, { Via: '1.1 proxy' }, { Forwarded: 'for=203.0.113.5' }]) {
    const refused = await call(path, { headers: { ...CLIENT, ...header } })
    expect([header, refused.status, refused.json()]).toEqual([header, 500, expect.objectContaining({ message: expect.stringContaining('trusted networks only') })])
  }
})

describe("X-Road's own end-to-end requests", () => {
  test('POST …/TestService/mock1 reaches the provider and comes back', async () => {
    const got = await call('/r1/DEV/COM/1234/TestService/mock1', { method: 'POST', headers: { ...CLIENT, 'Content-Type': 'text/plain' }, body: 'xin chào' })
    expect([got.status, got.json()]).toEqual([200, { method: 'POST', url: '/base', size: 9 }])
    expect(got.headers).toMatchObject({ 'x-road-client': 'DEV/COM/4321/TestClient', 'x-road-service': 'DEV/COM/1234/TestService/mock1', 'x-own': 'kept', 'content-type': 'application/json' })
    expect(got.headers['x-road-error']).toBeUndefined()
    expect(got.rawHeaders.filter((_, at) => at % 2 === 0)).toEqual(expect.arrayContaining(['x-road-id', 'x-road-request-id', 'x-road-request-hash']))
  })
  test('GET …/restapi/api/members with its query', async () => {
    const got = await call('/r1/DEV/COM/1234/TestService/restapi/api/members?name=%C4%90an&x=1')
    expect([got.status, provider.seen[0]?.url]).toEqual([200, '/api/members?name=%C4%90an&x=1'])
  })
  test('the request hash is that of the captured bytes', async () => {
    const path = '/r1/DEV/COM/1234/TestService/mock1/a%20b?q=1'
    const got = await call(path, { method: 'PUT', headers: ['X-Road-Client', CLIENT['X-Road-Client'], 'X-Road-Id', 'id-1', 'Content-Length', '3', 'X-Other', 'v'], body: 'abc' })
    const sha = (...parts: (string | Buffer)[]): Buffer => { const digest = createHash('sha512'); for (const part of parts) digest.update(part); return digest.digest() }
    const head = `PUT\r\n${path}\r\nX-Road-Client:DEV/COM/4321/TestClient\r\nX-Road-Id:id-1\r\nX-Other:v\r\nx-road-request-id:${String(got.headers['x-road-request-id'])}\r\n`
    expect(got.headers['x-road-request-hash']).toBe(sha(sha(head), sha('abc')).toString('base64'))
    const empty = await call('/r1/DEV/COM/1234/TestService/mock1')
    const emptyHead = `GET\r\n/r1/DEV/COM/1234/TestService/mock1\r\nX-Road-Client:DEV/COM/4321/TestClient\r\nx-road-request-id:${String(empty.headers['x-road-request-id'])}\r\nx-road-id:${String(empty.headers['x-road-id'])}\r\n`
    expect(empty.headers['x-road-request-hash']).toBe(sha(emptyHead).toString('base64'))
  })
})

describe('headers', () => {
  test('those of one hop stay here, in both directions; the others pass unmodified', async () => {
    answer = (_, __, response) => { response.writeHead(200, ['Server', 'Apache', 'Connection', 'close', 'X-Road-Error', 'forged', 'X-Road-Id', 'forged', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '2']); response.end('ok'); return true }
    const got = await call('/r1/DEV/COM/1234/TestService/mock1', { headers: ['X-Road-Client', CLIENT['X-Road-Client'], 'User-Agent', 'curl', 'TE', 'trailers', 'Authorization', 'Basic eDp5', 'Cache-Control', 'no-cache', 'X-Road-Request-Id', 'forged', 'Accept', 'text/csv'] })
    const names = (provider.seen[0]?.rawHeaders ?? []).filter((_, at) => at % 2 === 0).map(each => each.toLowerCase())
    expect(names).toEqual(expect.arrayContaining(['authorization', 'cache-control', 'accept', 'x-road-client', 'x-road-request-id', 'x-road-id']))
    expect(names).not.toEqual(expect.arrayContaining(['user-agent']))
    expect(names.filter(each => each === 'x-road-request-id')).toHaveLength(1)
    expect(got.headers['server']).toBeUndefined()
    expect([got.headers['x-road-error'], got.headers['set-cookie']]).toEqual([undefined, ['a=1', 'b=2']])
    expect(got.headers['x-road-id']).not.toBe('forged')
  })
  test('of several X-Road-Client the last one counts', async () => {
    expect((await call('/r1/DEV/COM/1234/TestService/mock1', { headers: ['X-Road-Client', 'DEV/COM/0/Nobody', 'X-Road-Client', CLIENT['X-Road-Client']] })).status).toBe(200)
  })
  test("the provider's own errors and redirects are handed on, never followed", async () => {
    for (const status of [302, 404, 422, 503]) {
      answer = (_, __, response) => { response.writeHead(status, { location: 'http://127.0.0.1:9/never' }); response.end('own'); return true }
      const got = await call('/r1/DEV/COM/1234/TestService/mock1')
      expect([got.status, got.text, got.headers['x-road-error']]).toEqual([status, 'own', undefined])
    }
    expect(provider.seen).toHaveLength(4)
  })
})

describe('what is refused, and how it is said', () => {
  test.each([
    ['/r1/DEV/COM/1234/TestService/mock1', {}, 500, 'server.clientproxy.invalid_request', 'The client identifier is missing'],
    ['/r1/DEV/COM/1234/TestService/mock1', { 'X-Road-Client': 'DEV/COM' }, 500, 'server.clientproxy.invalid_request', 'Invalid Client Id'],
    ['/r1/DEV/COM/1234/TestService/mock1', { 'X-Road-Client': 'DEV/COM/1/S/x' }, 500, 'server.clientproxy.invalid_request', 'Invalid Client Id'],
    ['/r1/DEV/COM/1234/TestService/mock1', { 'X-Road-Client': 'DEV/COM/1/Nobody' }, 500, 'server.clientproxy.unknown_member', "Client 'SUBSYSTEM:DEV/COM/1/Nobody' not found"],
    ['/r2/DEV/COM/1234/TestService/mock1', CLIENT, 500, 'server.clientproxy.invalid_request', 'Invalid protocol version'],
    ['/r1/DEV/COM/1234/TestService', CLIENT, 500, 'server.clientproxy.invalid_request', 'part-count'],
    ['/r1/DEV/COM/1234/TestService/mock%2F1', CLIENT, 500, 'server.clientproxy.invalid_request', 'character'],
    ['/r1/DEV/COM/1234/TestService/none', CLIENT, 500, 'server.serverproxy.unknown_service', 'Unknown service: SERVICE:DEV/COM/1234/TestService/none'],
    ['/r1/DEV/COM/1234/Other/mock1', CLIENT, 500, 'server.serverproxy.unknown_service', 'Unknown service'],
    ['/r1/DEV/COM/1234/TestService/mock1', { 'X-Road-Client': 'DEV/COM/4321/Stranger' }, 500, 'server.serverproxy.access_denied', 'Request is not allowed: SERVICE:DEV/COM/1234/TestService/mock1'],
    ['/r1/DEV/COM/1234/TestService/restapi/other', CLIENT, 500, 'server.serverproxy.access_denied', 'Request is not allowed'],
    ['/r1/DEV/COM/1234/TestService/restapi/api/../secret', CLIENT, 500, 'server.clientproxy.invalid_request', 'traversal'],
    ['/r1/DEV/COM/1234/TestService/restapi/api/%2e%2e/secret', CLIENT, 500, 'server.clientproxy.invalid_request', 'traversal'],
    ['/r1/DEV/COM/1234/TestService/off', CLIENT, 500, 'server.serverproxy.service_disabled', 'is disabled: bảo trì đến 8 giờ'],
    ['/r1/DEV/COM/1234/TestService/soap', CLIENT, 500, 'server.serverproxy.service_type', 'SOAP'],
    ['/r1/DEV/COM/1234/TestService/mock1', { ...CLIENT, 'X-Road-Security-Server': 'DEV/COM/1234/none' }, 500, 'server.clientproxy.invalid_security_server', 'Invalid security server'],
    ['/r1/DEV/COM/1234/TestService/mock1', { ...CLIENT, 'X-Road-Represented-Party': 'a/b/c' }, 500, 'server.clientproxy.invalid_request', 'represented party'],
  ])('%s %j', async (path, headers, status, type, message) => {
    const got = await call(path, { headers })
    expect(got.json()).toEqual({ type, message: expect.stringContaining(message), detail: got.headers['x-road-request-id'] })
    expect([got.status, got.headers['x-road-error'], got.headers['content-type']]).toEqual([status, type, 'application/json;charset=utf-8'])
    expect(provider.seen).toHaveLength(0)
    const { rows: [row] } = await t().owner.pool.query('select refused, succeeded, status from exchange.transaction where id = $1', [got.headers['x-road-request-id']])
    expect(row).toEqual({ refused: true, succeeded: false, status })
  })
  test('a message id that the gateway made is kept once, in the record, and leads to its exchange; of another instance it leads nowhere', async () => {
    const requestId = String((await call('/r1/DEV/COM/1234/TestService/mock1')).headers['x-road-request-id'])
    expect((await t().owner.pool.query('select message_id from exchange.transaction where id = $1', [requestId])).rows).toEqual([{ message_id: null }])
    const container = (messageId: string): ReturnType<typeof send> => send(gateway.url, `/asic?queryId=${messageId}&xRoadInstance=DEV&memberClass=COM&memberCode=4321&subsystemCode=TestClient&unique`)
    expect((await container(`DEV-${requestId}`)).status).toBe(200)
    expect((await container(`EE-${requestId}`)).status).toBe(400)
    const found = async (message: string): Promise<readonly string[]> => (await transact(t().db, { kind: 'system', name: 'test' }, tx => findTransactions(tx, { id: '', message, hash: '', client: undefined, service: undefined, outcome: '', from: new Date(0), to: new Date(0), before: '' }))).map(row => row.messageId)
    expect([await found(`DEV-${requestId}`), await found(`EE-${requestId}`)]).toEqual([[`DEV-${requestId}`], []])
  })
  test('XML when Accept asks for it', async () => {
    const got = await call('/r1/DEV/COM/1234/TestService/none', { headers: { ...CLIENT, Accept: 'text/xml' } })
    expect(got.headers['content-type']).toBe('text/xml;charset=utf-8')
    expect(got.text).toMatch(/^<\?xml[^>]*\?><error><type>server\.serverproxy\.unknown_service<\/type><message>Unknown service: SERVICE:DEV\/COM\/1234\/TestService\/none<\/message><detail>[0-9a-f-]{36}<\/detail><\/error>$/)
  })
  test('a provider that is silent, away or breaks off: NetworkError and the reason', async () => {
    answer = () => true
    expect(await call('/r1/DEV/COM/1234/TestService/slow')).toMatchObject({ status: 500, headers: { 'x-road-error': 'server.serverproxy.network_error' }, text: expect.stringContaining('did not answer within 300 ms') })
    expect(await call('/r1/DEV/COM/1234/TestService/gone')).toMatchObject({ status: 500, text: expect.stringContaining('could not be reached') })
    answer = (_, request) => { request.socket.destroy(); return true }
    expect(await call('/r1/DEV/COM/1234/TestService/mock1')).toMatchObject({ status: 500, text: expect.stringContaining('broke') })
  })
  test('a body beyond the limit, announced or not', async () => {
    for (const headers of [{ ...CLIENT, 'Content-Length': '11' }, { ...CLIENT, 'Transfer-Encoding': 'chunked' }]) expect(await call('/r1/DEV/COM/1234/TestService/small', { method: 'POST', headers, body: 'x'.repeat(11) })).toMatchObject({ status: 400, headers: { 'x-road-error': 'client.bad_request' }, text: expect.stringContaining('larger than the 10 bytes') })
    expect((await call('/r1/DEV/COM/1234/TestService/small', { method: 'POST', body: 'x'.repeat(10) })).status).toBe(200)
  })
  test('a quota: 429 and when to come again', async () => {
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await call('/r1/DEV/COM/1234/TestService/few')).status)
    // the minute may turn in between
    if (statuses[2] === 200) for (let i = 0; i < 2; i++) statuses.push((await call('/r1/DEV/COM/1234/TestService/few')).status)
    expect(statuses.at(-1)).toBe(429)
    const got = await call('/r1/DEV/COM/1234/TestService/few')
    expect(Number(got.headers['retry-after'])).toBeGreaterThan(0)
    expect(got.headers['x-road-error']).toBe('server.serverproxy.quota_exceeded')
  })
})

test('whatever a caller writes, the records can be read', async () => {
  for (const code of ['a%00b', `${'x'.repeat(480)}${'%F0%9F%98%80'.repeat(10)}`, `${'x'.repeat(481)}${'%F0%9F%98%80'.repeat(10)}`]) await call(`/r1/DEV/COM/1234/TestService/getOpenAPI?serviceCode=${code}`)
  await call('/r1/DEV/COM/1234/TestService/mock1', { headers: { ...CLIENT, 'X-Road-Id': 'odd-1', 'X-Road-UserId': `a\tb${'é'.repeat(600)}`, 'X-Road-Issue': 'x'.repeat(600) } })
  expect(await records('odd-1')).toMatchObject([{ messageUserId: `a b${'é'.repeat(497)}`, messageIssue: 'x'.repeat(500) }])
})

test('a flood of unknown callers fills no disk: what is beyond its share is one record', async () => {
  const at = Date.now()
  // in one moment: the share would grow
  const flooded = await aGateway(t().urls.app, { now: () => at })
  for (let round = 0; round < 12; round++) await Promise.all(Array.from({ length: 100 }, () => send(flooded.url, '/r1/DEV/COM/1234/TestService/mock1', { headers: { 'X-Road-Client': 'DEV/COM/1/Nobody' } })))
  await flooded.close()
  const { rows } = await t().owner.pool.query('select "faultCode", count(*)::int as rows, max("faultString") as said from exchange.operational_data o join exchange.gateway g on g.id = o.gateway_id where g.name = $1 group by 1 order by 1', [flooded.gateway.name])
  expect(rows).toEqual([{ faultCode: 'server.clientproxy.unknown_member', rows: 1000, said: expect.anything() }, { faultCode: 'unknown-callers', rows: 1, said: expect.stringMatching(/Z: 200 server\.clientproxy\.unknown_member$/) }])
})

describe('metadata', () => {
  test('listMethods, allowedMethods: the list is called service, endpoints as allowed', async () => {
    const all = (await call('/r1/DEV/COM/1234/TestService/listMethods')).json()
    expect(JSON.stringify(all)).not.toContain('soap')
    expect(serviceIn(all, 'restapi')).toEqual({ member_class: 'COM', member_code: '1234', object_type: 'SERVICE', service_code: 'restapi', service_type: 'OPENAPI', subsystem_code: 'TestService', xroad_instance: 'DEV', endpoint_list: [{ method: 'GET', path: '/api/members' }, { method: 'POST', path: '/api/members' }] })
    const mine = (await call('/r1/DEV/COM/1234/TestService/allowedMethods')).json()
    expect(serviceIn(mine, 'restapi')).toMatchObject({ endpoint_list: [{ method: 'GET', path: '/api/*' }] })
    const strangers = (await call('/r1/DEV/COM/1234/TestService/allowedMethods', { headers: { 'X-Road-Client': 'DEV/COM/4321/Stranger' } })).json()
    expect(strangers).toEqual({ service: [] })
  })
  test('getOpenAPI, and the very words for a plain REST service', async () => {
    expect((await call('/r1/DEV/COM/1234/TestService/getOpenAPI?serviceCode=restapi')).json()).toEqual({ openapi: '3.1.0' })
    expect(await call('/r1/DEV/COM/1234/TestService/getOpenAPI?serviceCode=mock1')).toMatchObject({ status: 500, text: expect.stringContaining('Invalid service type: REST') })
    expect((await call('/r1/DEV/COM/1234/TestService/getOpenAPI')).text).toContain('Missing query parameter: serviceCode')
  })
  test('listClients in JSON and XML; verificationconf is a zip', async () => {
    const json = (await send(gateway.url, '/listClients?xRoadInstance=DEV', { headers: { Accept: 'application/json' } })).json()
    expect(json).toMatchObject({ member: expect.arrayContaining([{ id: { object_type: 'SUBSYSTEM', xroad_instance: 'DEV', member_class: 'COM', member_code: '4321', subsystem_code: 'TestClient' }, name: 'Cơ quan 4321', subsystem_name: 'Hệ thống TestClient' }]) })
    expect((await send(gateway.url, '/listClients')).text).toContain('<iden:subsystemCode>TestClient</iden:subsystemCode>')
    expect((await send(gateway.url, '/listClients?xRoadInstance=XX', { headers: { Accept: 'application/json' } })).json()).toEqual({ member: [] })
    const zip = await send(gateway.url, '/verificationconf')
    expect([zip.headers['content-type'], zip.body.subarray(0, 2).toString()]).toEqual(['application/zip', 'PK'])
  })
})

describe('changes of the registry', () => {
  test('reach the gateway without a restart', async () => {
    const before = gateway.gateway.state.registryVersion
    await t().owner.pool.query("update exchange.data_service set state = 'disabled', disabled_notice = 'đóng' where code = 'mock1'")
    await expect.poll(() => gateway.gateway.state.registryVersion, { timeout: 5000 }).toBeGreaterThan(before)
    expect((await call('/r1/DEV/COM/1234/TestService/mock1')).headers['x-road-error']).toBe('server.serverproxy.service_disabled')
    await t().owner.pool.query("update exchange.data_service set state = 'enabled' where code = 'mock1'")
  })
})
