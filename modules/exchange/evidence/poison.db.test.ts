import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect as connectDb } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, aLogEntry, aProvider, QUIET, registryOf, type RunningGateway } from '../testing.ts'
import { databaseSource } from './database-source.ts'
import { openGatewayKey } from './key.ts'
import { openSpool } from './spool.ts'
import { LogUnavailable, openTransactionLog, type TransactionLog } from './transaction-log.ts'
import { verifyLog } from './verify.ts'

/** Whatever one caller writes: the records of the others are taken, and the log can be read. */
const t = useDb()
const whole = async (): Promise<unknown> => {
  const source = await databaseSource(t().urls.migrator, '/nonexistent')
  try { return await verifyLog(source) } finally { await source.close() }
}

describe('texts that callers write', () => {
  let gateway: RunningGateway
  let provider: Awaited<ReturnType<typeof aProvider>>
  beforeAll(async () => {
    provider = await aProvider()
    const registry = registryOf(t().owner.pool)
    const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
    const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
    await registry.right(client.id, (await registry.service(owner.id, 'mock1', provider.url, { context: '/people/1.0' })).id)
    gateway = await aGateway(t().urls.app)
  })
  afterAll(async () => { await gateway.close(); await provider.close() })

  /** The bytes as they are written here, one a character: no library makes them better. Answers the status. */
  const sendBytes = (head: string): Promise<number> => new Promise((done, fail) => {
    const { hostname, port } = new URL(gateway.url)
    let said = ''
    const socket = connect(Number(port), hostname, () => { socket.write(Buffer.from(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1')) })
    socket.on('data', chunk => { said += chunk.toString('latin1') })
    socket.on('error', fail)
    socket.on('close', () => { done(Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1])) })
  })
  const CLIENT = 'X-Road-Client: DEV/COM/4321/TestClient'
  // NUL, other control characters, half a surrogate pair in UTF-8, an overlong form, cut-off and invalid UTF-8, separators of lines; as bytes and percent-encoded
  const BYTES = ['\0', '\x01', '\x1b', '\x7f', '\x85', '\xed\xa0\x80', '\xc0\x80', '\xf0\x9f\x98', '\xff\xfe', '\xe2\x80\xa8', '\\u0000', '\\', '"']
  const percent = (bytes: string): string => [...bytes].map(each => `%${each.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
  const attacks = BYTES.flatMap(bytes => {
    const coded = percent(bytes)
    return [
      ...['X-Road-Id', 'X-Road-UserId', 'X-Road-Issue', 'X-Road-Represented-Party', 'X-Road-Security-Server', 'User-Agent', 'Accept'].map(name => `GET /r1/DEV/COM/1234/TestService/mock1/x HTTP/1.1\r\n${CLIENT}\r\n${name}: a${bytes}b`),
      `GET /r1/DEV/COM/1234/TestService/mock1/x HTTP/1.1\r\nX-Road-Client: DEV/COM/4321/${coded}`, `GET /r1/DEV/COM/1234/TestService/mock1/x HTTP/1.1\r\nX-Road-Client: DEV/COM/4321/${bytes}`,
      `GET /r1/DEV/COM/1234/TestService/mock1/a${coded}?q=${coded} HTTP/1.1\r\n${CLIENT}`, `GET /r1/DEV/COM/1234/TestService/a${coded}/x HTTP/1.1\r\n${CLIENT}`, `GET /r1/DEV/COM/1234/TestService/mock1/a${bytes} HTTP/1.1\r\n${CLIENT}`,
      `GET /people/1.0/a${coded} HTTP/1.1\r\nAuthorization: Bearer ${bytes}`, `GET /people/1.0/x HTTP/1.1\r\nlgspaccesstoken: ${Buffer.from(`{"AccessKey":"a${bytes}","SecretKey":"b"}`, 'latin1').toString('base64')}\r\nX-Road-Id: ${bytes}`,
      `GET /XrdAdapter/RestService/forward/${coded}?dstcode=DEV:COM:1234:${coded}&providerurl=http://${coded}/ HTTP/1.1`, `GET /XrdAdapter/RestService/forward/x?dstcode=DEV:COM:1234:TestService&providerurl=http://x/${coded} HTTP/1.1`,
      `GET /asic?queryId=${coded}&xRoadInstance=${coded}&memberClass=${coded}&memberCode=${coded}&subsystemCode=${coded} HTTP/1.1`, `GET /asic?queryId=${coded}&xRoadInstance=DEV&memberClass=COM&memberCode=4321&subsystemCode=TestClient HTTP/1.1`,
      `GET /v1/getEdoc?docId=${coded} HTTP/1.1\r\nX-SystemId: a${bytes}\r\nX-SecretKey: b\r\nAuthorization: Bearer c`, `POST /edoc/getEdoc HTTP/1.1\r\nXroadVnpt-systemid: a${bytes}\r\nXroadVnpt-docId: ${bytes}\r\nXroadVnpt-sign-header: {"XroadVnpt-docId":"\\u0000\\ud800"}\r\nXroadVnpt-hash-header: x\r\nContent-Length: 0`,
      `GET /events/v1/${coded}?from=${coded} HTTP/1.1\r\n${CLIENT}`, `GET /listClients?xRoadInstance=${coded} HTTP/1.1`,
    ]
  })
  test('every one is answered, the honest call beside it is served, and the log stays whole and readable', async () => {
    for (let at = 0; at < attacks.length; at += 20) {
      const beside = sendBytes(`GET /r1/DEV/COM/1234/TestService/mock1/honest HTTP/1.1\r\n${CLIENT}`)
      const statuses = await Promise.all(attacks.slice(at, at + 20).map(sendBytes))
      statuses.forEach((status, n) => { expect(status, attacks[at + n]).toBeGreaterThanOrEqual(200) })
      expect(await beside).toBe(200)
    }
    expect(gateway.gateway.state).toMatchObject({ logDown: false, waiting: 0, spooled: 0 })
    const { rows: [seen] } = await t().owner.pool.query<{ records: number; honest: number }>(`select set_config('tinhso.actor_kind', 'system', false), count(*)::int as records, count(*) filter (where "restPath" = '/honest')::int as honest, count("clientXRoadInstance" || "messageId" || "messageUserId" || "faultString" || "clientMemberCode")::int from exchange.operational_data`)
    expect(seen?.honest).toBe(Math.ceil(attacks.length / 20))
    expect(seen?.records).toBeGreaterThan(100)
    expect(await whole()).toMatchObject({ ok: true, findings: [] })
  })
})

describe('a record that the database cannot hold', () => {
  let dir: string
  let log: TransactionLog
  beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'poison-')) })
  afterAll(async () => { await rm(dir, { recursive: true, force: true }) })
  const good = (messageId: string): ReturnType<typeof aLogEntry> => aLogEntry({}, { requestInTs: Date.now(), responseOutTs: Date.now(), messageId })
  // wider than its column
  const bad = (): ReturnType<typeof aLogEntry> => aLogEntry({}, { requestInTs: Date.now(), responseOutTs: Date.now(), statusCode: 70_000, messageId: 'bad' })
  const open = async (): Promise<TransactionLog> => {
    const db = connectDb({ url: t().urls.app, max: 1, settings: { 'tinhso.actor_kind': 'system' } })
    const made = await openTransactionLog({ pool: db.pool, key: await openGatewayKey(dir, 'gw-poison'), gateway: 'gw-poison', origin: 'o', spool: await openSpool(join(dir, 'spool')), now: Date.now, log: QUIET })
    return { ...made, get state() { return made.state }, stop: async () => { await made.stop(); await db.kysely.destroy() } }
  }
  const known = async (): Promise<string[]> => (await t().owner.pool.query<{ id: string }>("select message_id as id from exchange.transaction t join exchange.gateway g on g.id = t.gateway_id where g.name = 'gw-poison' order by seq, leaf")).rows.map(row => row.id)

  test('is refused alone; the others of its batch are durable, in their order', async () => {
    log = await open()
    const names = Array.from({ length: 9 }, (_, at) => `beside-${at}`)
    const outcomes = await Promise.allSettled([...names.slice(0, 4).map(good), bad(), ...names.slice(4).map(good), bad()].map(entry => log.write(entry)))
    expect(outcomes.flatMap((each, at) => each.status === 'rejected' ? [[at, each.reason instanceof LogUnavailable]] : [])).toEqual([[4, true], [10, true]])
    expect(await known()).toEqual(names)
    expect(log.state).toMatchObject({ down: false, waiting: 0 })
    await log.stop()
    expect(await whole()).toMatchObject({ ok: true })
  })
  test('in the spool is laid aside for the operator; the rest is taken, and the log opens', async () => {
    const spool = await openSpool(join(dir, 'spool'))
    const aside = bad()
    await spool.append([good('spooled-1'), aside, good('spooled-2'), aLogEntry({}, { requestInTs: Date.now(), responseOutTs: Date.now() + 90 * 86_400_000, messageId: '' })])
    await spool.close()
    log = await open()
    expect(log.state).toMatchObject({ down: false, spooled: 0 })
    expect((await known()).slice(-3)).toEqual(['spooled-1', 'spooled-2', ' '])
    expect(JSON.parse(await readFile(join(dir, 'spool.refused'), 'utf8'))).toMatchObject({ record: { requestId: aside.record.requestId } })
    await log.write(good('after'))
    await log.stop()
    expect(await whole()).toMatchObject({ ok: true })
  })
})
