import { execFileSync } from 'node:child_process'
import { hash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { timeStampClient } from '../../kernel/signing/index.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { stampHeads } from '../../modules/exchange/evidence/stamp.ts'
import { aGateway, aProvider, registryOf, type RunningGateway } from '../../modules/exchange/testing.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../simulators/time-stamp-authority/index.ts'
import { createExchangeClient, ExchangeFault, HashMismatch, NetworkError, readZip, TokenError, typedCalls, verifyContainer, type ExchangeClient, type ExchangeClientSettings } from './src/index.ts'

interface Paths {
  'GET /people/{id}': { path: { readonly id: string }; query: { readonly q?: string }; headers: {}; body: undefined; answers: { readonly 200: { readonly url: string } } }
  'POST /people': { path: {}; query: {}; headers: {}; body: { readonly name: string }; answers: { readonly 200: { readonly size: number } } }
}
const t = useDb()
let gateway: RunningGateway
let tlsServer: Server
let provider: Awaited<ReturnType<typeof aProvider>>
let tsa: RunningTimeStampAuthority
let dir: string
let answer: Parameters<typeof aProvider>[0]
const waited: number[] = []
const opened: ExchangeClient[] = []
const ME = 'DEV/COM/4321/TestClient'
const at = (service: string): { service: string } => ({ service: `DEV/COM/1234/TestService/${service}` })
function client(more: Partial<ExchangeClientSettings> = {}): ExchangeClient {
  const made = createExchangeClient({ gateway: gateway.url, client: ME, wait: milliseconds => { waited.push(milliseconds); return Promise.resolve() }, random: () => 0.5, ...more })
  opened.push(made)
  return made
}
const certificate = (name: string): void => { execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.crt`)], { stdio: 'ignore' }) }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-client-'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  provider = await aProvider((seen, request, response) => answer?.(seen, request, response) ?? false)
  const registry = registryOf(t().owner.pool)
  const member = await registry.member('4321')
  const [me, secure, machine] = [await registry.subsystem(member.id, 'TestClient'), await registry.subsystem(member.id, 'Secure', 'mutual-tls'), await registry.subsystem(member.id, 'Machine', 'credential')]
  const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
  for (const [code, more, limits] of [['plain', { evidence: 'full', context: '/plain/1.0' }, {}], ['once', { idempotent: true }, {}], ['few', {}, { perMinute: 1 }], ['silent', { evidence: 'none' }, {}], ['gone', {}, {}]] as const) {
    const service = await registry.service(owner.id, code, code === 'gone' ? 'http://127.0.0.1:1' : provider.url, more)
    for (const each of [me, secure, machine]) await registry.right(each.id, service.id, limits)
  }
  for (const name of ['server', 'good', 'stranger']) certificate(name)
  await registry.credential(secure.id, 'certificate', hash('sha256', new X509Certificate(await readFile(join(dir, 'good.crt'))).raw, 'hex'))
  await registry.credential(machine.id, 'oauth-client', 'ck', 'cs')
  await registry.credential(machine.id, 'access-key', 'ak', 'sk')
  gateway = await aGateway(t().urls.app)
  tlsServer = createServer({ cert: await readFile(join(dir, 'server.crt')), key: await readFile(join(dir, 'server.key')), requestCert: true, rejectUnauthorized: false }, (request, response) => { gateway.gateway.handle(request, response) })
  await new Promise<void>(done => { tlsServer.listen(0, '127.0.0.1', done) })
})
afterAll(async () => { for (const each of opened) each.close(); tlsServer.close(); tlsServer.closeAllConnections(); await gateway.close(); await provider.close(); await tsa.close(); await rm(dir, { recursive: true, force: true }) })
beforeEach(() => { provider.seen.length = 0; waited.length = 0; answer = undefined })

describe('calls', () => {
  test('the log holds the hash of the bytes sent: none, small, streamed', async () => {
    const got = await client().call({ to: at('plain'), path: '/a%20b', query: { q: 'ă', r: [1, 2] }, headers: { 'X-Own': 'v' } })
    expect([got.status, got.hash, got.json()]).toEqual([200, 'verified', { method: 'GET', url: '/a%20b?q=%C4%83&r=1&r=2', size: 0 }])
    expect((await client().call({ to: at('plain'), body: { tên: 'Mẫu' } })).hash).toBe('verified')
    const large = await client().call({ to: at('plain'), method: 'PUT', body: Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(50_000, 'x'))) })
    expect([large.hash, large.json()]).toEqual(['verified', { method: 'PUT', url: '/', size: 1_000_000 }])
    expect((await client().call({ to: at('silent') })).hash).toBe('absent')
  })
  test('a provider\'s own error is an answer; a stream comes piece by piece', async () => {
    answer = (_seen, _request, response) => { response.writeHead(404).end('x'.repeat(300_000)); return true }
    const { status, body } = await client().stream({ to: at('plain') })
    let size = 0
    for await (const chunk of body) size += Buffer.isBuffer(chunk) ? chunk.length : 0
    expect([status, size]).toEqual([404, 300_000])
  })
  test('what would not travel as written is refused before it leaves', async () => {
    for (const bad of [{ path: 'no-slash' }, { path: '/a b' }, { path: '/a\r\nx' }, { headers: { 'X-A': 'a\r\nB: c' } }, { headers: { 'X-A': 'ă' } }, { to: { service: 'DEV/COM/1234/plain' } }]) await expect(client().call({ to: at('plain'), ...bad })).rejects.toThrow(TypeError)
    expect(provider.seen).toHaveLength(0)
  })
  test('bytes changed on the way are noticed', async () => {
    const { createServer: plainServer, request: forward } = await import('node:http')
    const proxy = plainServer((request, response) => {
      const onward = forward(`${gateway.url}${request.url ?? ''}`, { headers: { ...request.headers, 'x-checked-by': 'a proxy' } }, back => { response.writeHead(back.statusCode ?? 0, back.headers); back.pipe(response) })
      request.pipe(onward)
    })
    await new Promise<void>(done => { proxy.listen(0, '127.0.0.1', done) })
    const address = proxy.address()
    const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    await expect(client({ gateway: base }).call({ to: at('plain') })).rejects.toThrow(HashMismatch)
    expect((await client({ gateway: base, verifyHash: false }).call({ to: at('plain') })).hash).toBe('unchecked')
    proxy.close(); proxy.closeAllConnections()
  })
  test('typed calls fill the path and encode it', async () => {
    const people = typedCalls<Paths>(client(), at('plain'))
    const got = await people.call('GET /people/{id}', { path: { id: 'a b?' }, query: { q: 'x' } })
    expect([got.status, got.value.url]).toEqual([200, '/people/a%20b%3F?q=x'])
    expect((await people.call('POST /people', { body: { name: 'Mẫu' } })).value.size).toBe(16)
    await expect(people.call('GET /people/{id}', { path: { id: '..' } })).rejects.toThrow('needs id')
  })
})

describe('who calls', () => {
  const tls = async (name: string): Promise<ExchangeClient> => {
    const address = tlsServer.address()
    return client({ gateway: `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, client: 'DEV/COM/4321/Secure', tls: { cert: await readFile(join(dir, `${name}.crt`)), key: await readFile(join(dir, `${name}.key`)), ca: await readFile(join(dir, 'server.crt')) } })
  }
  test('mutual TLS, and the server is checked too', async () => {
    expect((await (await tls('good')).call({ to: at('plain') })).hash).toBe('verified')
    await expect((await tls('stranger')).call({ to: at('plain') })).rejects.toMatchObject({ kind: 'ssl-authentication-failed', status: 500 })
    const address = tlsServer.address()
    await expect(client({ gateway: `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, retry: { most: 0 } }).call({ to: at('plain') })).rejects.toThrow(NetworkError)
  })
  test('one token for many calls, renewed before its end and when it is not taken', async () => {
    let tokens = 0
    const { createServer: plainServer, request: forward } = await import('node:http')
    const counting = plainServer((request, response) => {
      if (request.url === '/token') tokens++
      request.pipe(forward(`${gateway.url}${request.url ?? ''}`, { method: request.method ?? 'GET', headers: request.rawHeaders }, back => { response.writeHead(back.statusCode ?? 0, back.headers); back.pipe(response) }))
    })
    await new Promise<void>(done => { counting.listen(0, '127.0.0.1', done) })
    const address = counting.address()
    let now = Date.now()
    const machine = client({ gateway: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, client: 'DEV/COM/4321/Machine', credentials: { key: 'ck', secret: 'cs' }, now: () => now })
    await Promise.all(Array.from({ length: 5 }, () => machine.call({ to: { context: '/plain/1.0' }, path: '/x' })))
    expect((await machine.call({ to: at('plain') })).hash).toBe('verified')
    expect(tokens).toBe(1)
    now += 3_541_000
    await machine.call({ to: at('plain') })
    expect(tokens).toBe(2)
    counting.close(); counting.closeAllConnections()
  })
  test('lgspaccesstoken and the adapter', async () => {
    const machine = client({ client: 'DEV/COM/4321/Machine', credentials: { style: 'lgspaccesstoken', key: 'ak', secret: 'sk' } })
    expect((await machine.call({ to: { context: '/plain/1.0' }, path: '/x', body: 'y' })).hash).toBe('verified')
    expect((await machine.call({ to: { destination: 'DEV:COM:1234:TestService' }, path: '/plain/x', query: { a: 1 } })).json()).toMatchObject({ url: '/x?a=1' })
    await expect(client({ credentials: { key: 'ck', secret: 'wrong' } }).call({ to: at('plain') })).rejects.toThrow(TokenError)
  })
})

describe('faults and further tries', () => {
  test('the same kind in every envelope and both dialects', async () => {
    const old = await aGateway(t().urls.app, { faultDialect: '7.7' })
    const failed = async (one: ExchangeClient, to: Parameters<ExchangeClient['call']>[0]['to']): Promise<unknown> => one.call({ to, headers: { Accept: 'application/xml' } }).catch((error: unknown) => error instanceof ExchangeFault ? [error.kind, error.code] : error)
    expect(await failed(client(), at('none'))).toEqual(['unknown-service', 'server.serverproxy.unknown_service'])
    expect(await failed(client({ gateway: old.url }), at('none'))).toEqual(['unknown-service', 'Server.ServerProxy.UnknownService'])
    expect(await failed(client(), { destination: 'DEV:COM:1234:TestService' })).toEqual(['unknown-service', 'server.serverproxy.unknown_service'])
    expect(await failed(client({ credentials: { style: 'lgspaccesstoken', key: 'ak', secret: 'sk' } }), { context: '/plain/1.0/../x' })).toEqual(['bad-request', 'client.bad_request'])
    await old.close()
  })
  test('an answer that is lost comes again from the memory of the exchange; the provider did it once', async () => {
    const first = await client().call({ to: at('once'), body: 'một', idempotent: true, messageId: 'own-1' })
    const again = await client().call({ to: at('once'), body: 'một', idempotent: true, messageId: 'own-1' })
    expect([again.text(), again.firstRequestId, again.hash]).toEqual([first.text(), first.requestId, 'verified'])
    expect(provider.seen).toHaveLength(1)
    await expect(client().call({ to: at('once'), body: 'hai', messageId: 'own-1' })).rejects.toMatchObject({ kind: 'duplicate-message', status: 409 })
  })
  test('Retry-After is obeyed; what may not be repeated is not', async () => {
    await client().call({ to: at('few') })
    await expect(client({ retry: { longestPauseMs: 90_000, most: 2 } }).call({ to: at('few') })).rejects.toMatchObject({ kind: 'quota-exceeded', status: 429 })
    expect(waited).toHaveLength(2)
    expect(waited[0]).toBeGreaterThanOrEqual(1000)
    waited.length = 0
    let broken = 0
    answer = (_seen, request) => { broken++; request.socket.destroy(); return true }
    await expect(client({ retry: { most: 2 } }).call({ to: at('plain'), body: 'x' })).rejects.toMatchObject({ kind: 'network-error' })
    expect(broken).toBe(1)
    await expect(client({ retry: { most: 2 } }).call({ to: at('plain') })).rejects.toMatchObject({ kind: 'network-error' })
    expect([broken, waited]).toEqual([4, [200, 400]])
  })
})

describe('containers', () => {
  test('a container is proved, with its time, and every change in it is told', async () => {
    const sent = await client().call({ to: at('plain'), path: '/prove', body: 'thư' })
    await stampHeads(t().db, timeStampClient({ url: tsa.url, anchors: { certificates: [tsa.root] } }), new Date())
    const bytes = await client().container(sent.messageId)
    const tsaRoot = await readFile(tsa.rootFile, 'utf8')
    const gatewayKey = readZip(bytes).get('evidence/gateway.pem')?.toString() ?? ''
    expect(await verifyContainer(bytes, { tsaRoot, gatewayKeys: [gatewayKey] })).toMatchObject({ ok: true, gateway: gateway.gateway.name, record: { restPath: '/prove', requestId: sent.requestId, messageId: sent.messageId }, timeStamp: { is: 'verified', at: expect.stringMatching(/GMT$/) }, messages: ['request', 'response'], sealed: false })
    expect(await verifyContainer(bytes)).toMatchObject({ ok: true, timeStamp: { is: 'unchecked' } })
    expect(await verifyContainer(bytes, { tsaRoot, openssl: join(dir, 'no-such-program') })).toMatchObject({ ok: false, problem: 'openssl-missing' })
    expect(await verifyContainer(bytes, { tsaRoot: await readFile(join(dir, 'server.crt'), 'utf8') })).toMatchObject({ ok: false, problem: 'time-stamp-wrong' })
    expect(await verifyContainer(bytes, { gatewayKeys: ['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n'] })).toMatchObject({ ok: false, problem: 'gateway-key-unknown' })
    const { zipOf } = await import('../../modules/exchange/evidence/zip.ts')
    const files = readZip(bytes)
    const remade = async (name: string, content: Buffer | undefined): Promise<unknown> => {
      const all = new Map(files)
      if (content) all.set(name, content)
      else all.delete(name)
      const digest = (one: Buffer): string => hash('sha256', one, 'base64')
      // whoever forges a container writes its manifest anew
      all.set('META-INF/ASiCManifest.xml', Buffer.from((files.get('META-INF/ASiCManifest.xml')?.toString() ?? '').replace(digest(files.get(name) ?? Buffer.alloc(0)), digest(content ?? Buffer.alloc(0)))))
      const verdict = await verifyContainer(zipOf([...all].map(([each, text]) => ({ name: each, bytes: text })), ['mimetype']), { tsaRoot })
      return verdict.ok ? 'ok' : verdict.problem
    }
    const changed = (name: string, place = 0.5): Buffer => { const copy = Buffer.from(files.get(name) ?? []); const spot = Math.min(copy.length - 1, Math.floor(copy.length * place)); copy[spot] = (copy[spot] ?? 0) ^ 1; return copy }
    for (const [name, content, problem] of [['record.json', changed('record.json'), /record-unreadable|not-in-batch|differs/], ['request.head', changed('request.head'), /request-differs/], ['request.body', changed('request.body'), /request-differs/], ['request.body', undefined, /file-missing|request-differs/], ['response.bin', changed('response.bin'), /response-differs/], ['evidence/note.sig', changed('evidence/note.sig'), /signature-wrong/],
      ['evidence/proof.txt', Buffer.from(`L ${'0'.repeat(64)}\n`), /not-in-batch/], ['evidence/heads.txt', changed('evidence/heads.txt', 1), /head-not-named|time-stamp-wrong/], ['evidence/heads.tst', changed('evidence/heads.tst', 0.99), /time-stamp-wrong/], ['evidence/gateway.pem', undefined, /file-missing/], ['evidence/note.txt', changed('evidence/note.txt', 0.9), /note-unreadable|signature-wrong|not-in-batch/]] as const) expect(await remade(name, content), name).toMatch(problem)
  })
  test('what is no container is told, not thrown', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(100)]) expect(await verifyContainer(bytes)).toMatchObject({ ok: false, problem: 'not-an-archive' })
  })
})
