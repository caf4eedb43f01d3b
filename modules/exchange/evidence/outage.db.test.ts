import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, aProvider, registryOf, send, type RunningGateway } from '../testing.ts'
import { databaseSource } from './database-source.ts'
import { verifyLog } from './verify.ts'

/** A line to the database that can be cut, hushed (what is sent arrives when it is mended) and mended. */
async function aLine(to: string): Promise<{ url: string; cut(): void; hush(): void; mend(): void; close(): void }> {
  const target = new URL(to)
  const open = new Set<Socket>()
  const pairs = new Set<readonly [Socket, Socket]>()
  let [whole, silent] = [true, false]
  const server: Server = createServer({ pauseOnConnect: true }, socket => {
    if (!whole) { socket.destroy(); return }
    const onward = connect(Number(target.port), target.hostname)
    const pair = [socket, onward] as const
    pairs.add(pair)
    for (const each of pair) { open.add(each); each.on('error', () => undefined); each.on('close', () => { open.delete(each); pairs.delete(pair); socket.destroy(); onward.destroy() }) }
    if (!silent) join(pair)
  })
  const join = ([socket, onward]: readonly [Socket, Socket]): void => { socket.pipe(onward).pipe(socket); socket.resume() }
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = new URL(to)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  const cut = (): void => { whole = false; for (const each of open) each.destroy() }
  const hush = (): void => { silent = true; for (const [socket, onward] of pairs) { socket.unpipe(onward); onward.unpipe(socket); socket.pause(); onward.pause() } }
  const mend = (): void => { whole = true; if (silent) { silent = false; for (const pair of pairs) join(pair) } }
  return { url: url.toString(), cut, hush, mend, close: () => { cut(); server.close() } }
}

const t = useDb()
let line: Awaited<ReturnType<typeof aLine>>
let gateway: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let varDir: string
let onCall: () => void = () => undefined
const settings = (): Parameters<typeof aGateway>[1] => ({ name: 'gw-outage', varDir })
const call = (service: string, id: string): ReturnType<typeof send> => send(gateway.url, `/r1/DEV/COM/1234/TestService/${service}/x`, { headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient', 'X-Road-Id': id } })
const logged = async (): Promise<string[]> => (await t().owner.pool.query<{ id: string }>("select message_id as id from exchange.transaction where succeeded order by at, id")).rows.map(row => row.id)

beforeAll(async () => {
  varDir = await mkdtemp(pathOf(tmpdir(), 'exchange-outage-'))
  line = await aLine(t().urls.app)
  provider = await aProvider(() => { onCall(); return false })
  const registry = registryOf(t().owner.pool)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
  for (const policy of ['closed', 'spool']) await registry.right(client.id, (await registry.service(owner.id, policy, provider.url, { when_log_fails: policy })).id)
  await registry.right(client.id, (await registry.service(owner.id, 'again', provider.url, { idempotent: true })).id)
  gateway = await aGateway(line.url, settings())
})
afterAll(async () => { await gateway.close(); await provider.close(); line.close(); await rm(varDir, { recursive: true, force: true }) })

describe('the database goes away', () => {
  test('by service: no answer without a record, or a record in the spool; all of it is in the log afterwards, once', async () => {
    expect((await call('closed', 'before')).status).toBe(200)
    line.cut()
    const refused = await call('closed', 'during-closed')
    expect([refused.status, refused.headers['x-road-error']]).toEqual([500, 'server.clientproxy.logging_failed'])
    // the three that are answered, and the trace of the one that reached its provider and is not
    for (const id of ['spooled-1', 'spooled-2', 'spooled-3']) expect((await call('spool', id)).status).toBe(200)
    expect(gateway.gateway.state).toMatchObject({ logDown: true, spooled: 4 })
    line.mend()
    await expect.poll(() => gateway.gateway.state, { timeout: 15_000 }).toMatchObject({ logDown: false, spooled: 0 })
    expect((await call('closed', 'after')).status).toBe(200)
    expect(await logged()).toEqual(['before', 'spooled-1', 'spooled-2', 'spooled-3', 'after'])
  })
  test('an idempotent message whose answer could not be written down may come again when it is back', async () => {
    onCall = line.cut
    expect((await call('again', 'again-1')).headers['x-road-error']).toBe('server.clientproxy.logging_failed')
    onCall = () => undefined
    line.mend()
    await expect.poll(async () => (await call('again', 'again-1')).status, { timeout: 15_000 }).toBe(200)
  })
  test('what an earlier run left in the spool is taken at the next start', async () => {
    line.cut()
    expect((await call('spool', 'left-behind')).status).toBe(200)
    await gateway.close()
    line.mend()
    gateway = await aGateway(line.url, settings())
    expect(await logged()).toContain('left-behind')
    const source = await databaseSource(t().urls.migrator, '/nonexistent')
    try { expect(await verifyLog(source)).toMatchObject({ ok: true, gateways: 1 }) } finally { await source.close() }
  })
  test('a gateway that lost its key does not go on under its old name', async () => {
    await gateway.close()
    await rm(pathOf(varDir, 'keys'), { recursive: true })
    await expect(aGateway(line.url, settings())).rejects.toThrow('has signed with another key before')
    gateway = await aGateway(line.url, { name: 'gw-outage-2', varDir })
  })
})

describe('a line that is cut in silence', () => {
  let silent: RunningGateway
  const over = (service: string, id?: string): ReturnType<typeof send> => send(silent.url, `/r1/DEV/COM/1234/TestService/${service}/x`, { headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient', ...id === undefined ? {} : { 'X-Road-Id': id } } })
  beforeAll(async () => { line.mend(); silent = await aGateway(line.url, { databaseAnswerMs: 300, registryMaxAgeMs: 3000 }) })
  afterAll(async () => { line.mend(); await silent.close() })
  test('is noticed: each service does what it does without a database, then nobody is let through by an old registry; whole again, all is as before', async () => {
    expect((await over('spool')).status).toBe(200)
    line.hush()
    expect((await over('closed')).headers['x-road-error']).toBe('server.clientproxy.logging_failed')
    expect((await over('spool', 'silent-1')).status).toBe(200)
    // who would be let in by it now may have lost the right long ago
    await expect.poll(async () => (await over('spool')).headers['x-road-error'], { timeout: 20_000 }).toBe('server.clientproxy.outdated_global_conf')
    line.mend()
    await expect.poll(async () => (await over('closed')).text, { timeout: 20_000 }).toContain('"method":"GET"')
    await expect.poll(() => silent.gateway.state, { timeout: 15_000 }).toMatchObject({ logDown: false, spooled: 0 })
    expect(await logged()).toContain('silent-1')
    // what reached its provider has a record, though its answer was not given
    const { rows } = await t().owner.pool.query<{ fault: string }>(`select "faultCode" as fault from exchange.operational_data where "requestOutTs" is not null and not succeeded and "serviceCode" = 'closed'`)
    expect(rows.map(row => row.fault)).toContain('server.clientproxy.logging_failed')
    const source = await databaseSource(t().urls.migrator, '/nonexistent')
    try { expect(await verifyLog(source)).toMatchObject({ ok: true }) } finally { await source.close() }
  })
})

describe('usage', () => {
  test('every record is counted once, in its minute, also when two gateways count', async () => {
    const other = await aGateway(t().urls.app)
    try {
      await Promise.all(Array.from({ length: 30 }, (_, at) => send(at % 2 === 0 ? gateway.url : other.url, '/r1/DEV/COM/1234/TestService/closed/x', { headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient' } })))
      const totals = async (): Promise<unknown> => (await t().owner.pool.query("select set_config('tinhso.actor_kind', 'system', false), (select count(*)::int from exchange.transaction) as records, (select sum(passed + failed + refused)::int from exchange.usage_minute) as counted, (select sum(a)::int from exchange.usage_minute, unnest(took) a) as timed")).rows[0]
      await expect.poll(async () => { const row = await totals(); return typeof row === 'object' && row !== null && 'records' in row && 'counted' in row && 'timed' in row && row.records === row.counted && row.counted === row.timed }, { timeout: 10_000 }).toBe(true)
    } finally { await other.close() }
  })
})
