import { execFileSync } from 'node:child_process'
import { hash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, request as httpsRequest, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toolPresent } from '../../../kernel/pdf/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, aProvider, registryOf, send, type RawAnswer, type RunningGateway } from '../testing.ts'

const t = useDb()
let gateway: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let dir: string
const openssl = toolPresent('openssl', 'version')
const lgsp = (accessKey: string, secretKey: string): string => Buffer.from(JSON.stringify({ AccessKey: accessKey, SecretKey: secretKey, AppName: 'mcdt', PartnerCode: '000.00.00.H55', PartnerCodeCus: '000.00.00.H55' })).toString('base64')
const basic = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const token = async (headers: Record<string, string>, body = 'grant_type=client_credentials'): Promise<RawAnswer> => send(gateway.url, '/token', { method: 'POST', headers: { ...FORM, ...headers }, body })
const tokenIn = (answer: RawAnswer): string => { const value = answer.json(); return typeof value === 'object' && value !== null && 'access_token' in value && typeof value.access_token === 'string' ? value.access_token : '' }
const bearer = async (key = 'ck-1', secret = 'cs-1'): Promise<string> => `Bearer ${tokenIn(await token({ Authorization: basic(key, secret) }))}`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-dialects-'))
  provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const gov = await registry.member('000.00.00.H55', { memberClass: 'GOV', instance: 'VN' })
  const client = await registry.subsystem(gov.id, 'motcua', 'credential')
  await registry.credential(client.id, 'oauth-client', 'ck-1', 'cs-1')
  await registry.credential(client.id, 'oauth-client', 'ck-late', 'cs-late', { validTo: new Date('2020-01-01') }).catch(() => undefined)
  await registry.credential(client.id, 'access-key', 'ak-1', 'sk-1')
  const other = await registry.subsystem(gov.id, 'khac', 'credential')
  await registry.credential(other.id, 'access-key', 'ak-2', 'sk-2')
  await registry.credential(other.id, 'oauth-client', 'ck-2', 'cs-2')
  const owner = await registry.member('000.00.00.G22', { memberClass: 'GOV', instance: 'VN' })
  const portal = await registry.subsystem(owner.id, 'vpcpdvcprovider')
  const categories = await registry.service(portal.id, 'dmdc', `${provider.url}/danhmuc`, { context: '/dmdc/1.0' })
  const soap = await registry.service(portal.id, 'dancu', `${provider.url}/soap`, { context: '/CSDLDC/1.0', kind: 'SOAP', error_envelope: 'error-code' })
  const mapi = await registry.service(portal.id, 'mapi', `${provider.url}/mapi`)
  for (const each of [categories, soap, mapi]) await registry.right(client.id, each.id)
  gateway = await aGateway(t().urls.app, { instance: 'VN' })
})
afterAll(async () => { await gateway.close(); await provider.close(); await rm(dir, { recursive: true, force: true }) })
beforeEach(() => { provider.seen.length = 0 })

describe('A: clients of WSO2-style gateways', () => {
  test('a token for key and secret, then the call with it; the token stays here', async () => {
    const answer = await token({ Authorization: basic('ck-1', 'cs-1') })
    expect([answer.status, answer.json()]).toEqual([200, { access_token: expect.any(String), scope: 'am_application_scope default', token_type: 'Bearer', expires_in: 3600 }])
    const got = await send(gateway.url, '/dmdc/1.0/AllCategory?ma=1', { headers: { Authorization: `Bearer ${tokenIn(answer)}` } })
    expect([got.status, provider.seen[0]?.url]).toEqual([200, '/danhmuc/AllCategory?ma=1'])
    expect(provider.seen[0]?.rawHeaders.join(' ').toLowerCase()).not.toContain('bearer')
  })
  test('errors in their words', async () => {
    expect(await token({ Authorization: basic('ck-1', 'wrong') })).toMatchObject({ status: 401 })
    expect(await token({ Authorization: basic('nobody', 'cs-1') })).toMatchObject({ status: 401 })
    expect((await token({ Authorization: basic('ck-1', 'cs-1') }, 'grant_type=password')).json()).toMatchObject({ error: 'unsupported_grant_type' })
    for (const authorization of [undefined, 'Bearer x.y', 'Bearer ', `${await bearer()}x`]) {
      const got = await send(gateway.url, '/dmdc/1.0/AllCategory', { headers: authorization === undefined ? {} : { Authorization: authorization } })
      expect([got.status, got.json()]).toEqual([401, { fault: { code: 900901, message: 'Invalid Credentials', description: expect.any(String) } }])
    }
    expect((await send(gateway.url, '/dmdc/1.0/x', { headers: { Authorization: await bearer('ck-2', 'cs-2') } })).json()).toMatchObject({ fault: { code: 900908, message: 'Resource forbidden' } })
    expect(provider.seen).toHaveLength(0)
  })
  test('a revoked key closes the door to the tokens it gave', async () => {
    const authorization = await bearer('ck-2', 'cs-2')
    await t().owner.pool.query("update exchange.credential set revoked_at = now() where public_id = 'ck-2'")
    await gateway.gateway.reload()
    expect((await send(gateway.url, '/dmdc/1.0/x', { headers: { Authorization: authorization } })).status).toBe(401)
    await t().owner.pool.query("update exchange.credential set revoked_at = null where public_id = 'ck-2'")
    await gateway.gateway.reload()
  })
  test('SOAP passes as it is', async () => {
    const envelope = '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"/>'
    const got = await send(gateway.url, '/CSDLDC/1.0/TraCuu', { method: 'POST', headers: { Authorization: await bearer(), 'Content-Type': 'application/xml', SOAPAction: '""' }, body: envelope })
    expect([got.status, provider.seen[0]?.body.toString(), provider.seen[0]?.url]).toEqual([200, envelope, '/soap/TraCuu'])
    expect(provider.seen[0]?.rawHeaders).toEqual(expect.arrayContaining(['SOAPAction', '""']))
  })
})

describe('B: clients with lgspaccesstoken', () => {
  test('a token without Basic, then both headers at every call', async () => {
    const answer = await token({ lgspaccesstoken: lgsp('ak-1', 'sk-1') })
    expect(answer.status).toBe(200)
    const headers = { Authorization: `Bearer ${tokenIn(answer)}`, lgspaccesstoken: lgsp('ak-1', 'sk-1') }
    expect((await send(gateway.url, '/dmdc/1.0/AllCategory', { headers })).status).toBe(200)
    expect(provider.seen[0]?.rawHeaders.map(each => each.toLowerCase())).not.toContain('lgspaccesstoken')
    for (const wrong of [lgsp('ak-1', 'no'), lgsp('ak-2', 'sk-2'), 'nonsense']) {
      const got = await send(gateway.url, '/dmdc/1.0/AllCategory', { headers: { ...headers, lgspaccesstoken: wrong } })
      expect(got.json()).toEqual({ error_code: '-1', result: null, message: expect.any(String) })
    }
    expect(provider.seen).toHaveLength(1)
  })
})

describe('C: clients of the VDXP adapter', () => {
  const forward = async (rest: string): Promise<RawAnswer> => send(gateway.url, `/XrdAdapter/RestService/forward${rest}`, { method: 'POST', headers: { Authorization: await bearer() }, body: '{}' })
  test('dstcode names the subsystem, providerurl a registered service', async () => {
    expect((await forward(`/login?dstcode=VN:GOV:000.00.00.G22:vpcpdvcprovider&providerurl=${encodeURIComponent(`${provider.url}/mapi`)}&x=1`)).status).toBe(200)
    expect(provider.seen[0]?.url).toBe('/mapi/login?x=1')
    expect((await forward('/mapi/login?dstcode=VN:GOV:000.00.00.G22:vpcpdvcprovider')).status).toBe(200)
    expect(provider.seen[1]?.url).toBe('/mapi/login')
    expect((await send(gateway.url, `/VXPAdapter/RestService/forward/mapi/x?dstcode=VN:GOV:000.00.00.G22:vpcpdvcprovider`, { headers: { Authorization: await bearer() } })).status).toBe(200)
  })
  test.each(['http://169.254.169.254/', 'http://127.0.0.1:1/mapi', 'http://evil.example/mapi', 'file:///etc/passwd', 'gopher://127.0.0.1/', '//evil', '@'])('providerurl is no way out: %s', async url => {
    for (const each of [url, `${provider.url}@evil.example/mapi`, `${provider.url}/mapi/../admin`, `${provider.url}/mapi2`]) {
      const got = await forward(`/login?dstcode=VN:GOV:000.00.00.G22:vpcpdvcprovider&providerurl=${encodeURIComponent(each)}`)
      expect(got.json()).toMatchObject({ error_code: '-1' })
    }
    expect(provider.seen).toHaveLength(0)
  })
  test('a destination that cannot be read', async () => {
    expect((await forward('/login?dstcode=VN:GOV')).json()).toMatchObject({ error_code: '-1', message: expect.stringContaining('dstcode must read') })
  })
})

describe.skipIf(!openssl)('mutual TLS', () => {
  const make = (name: string, days = '2'): void => { execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.pem`), '-days', days, '-subj', `/CN=${name}`], { stdio: 'ignore' }) }
  let server: Server
  let port = 0
  beforeAll(async () => {
    for (const name of ['server', 'own', 'foreign']) make(name)
    const registry = registryOf(t().owner.pool)
    const member = await registry.member('mtls', { memberClass: 'GOV', instance: 'VN' })
    const client = await registry.subsystem(member.id, 'tls', 'mutual-tls')
    await registry.subsystem(member.id, 'plain', 'https')
    const { raw } = new X509Certificate(await readFile(join(dir, 'own.pem')))
    await registry.credential(client.id, 'certificate', hash('sha256', raw, 'hex'))
    const { rows: [service] } = await t().owner.pool.query<{ id: string }>("select id from exchange.data_service where code = 'dmdc'")
    await registry.right(client.id, service?.id ?? '')
    await gateway.gateway.reload()
    server = createServer({ key: await readFile(join(dir, 'server.key')), cert: await readFile(join(dir, 'server.pem')), requestCert: true, rejectUnauthorized: false }, (request, response) => { gateway.gateway.handle(request, response) })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterAll(() => { server.closeAllConnections(); server.close() })
  const call = async (certificate: string | undefined): Promise<{ status: number; error: string | undefined; text: string }> => {
    const identity = certificate === undefined ? {} : { key: await readFile(join(dir, `${certificate}.key`)), cert: await readFile(join(dir, `${certificate}.pem`)) }
    return new Promise((done, fail) => {
      const request = httpsRequest({ port, host: '127.0.0.1', path: '/r1/VN/GOV/000.00.00.G22/vpcpdvcprovider/dmdc/a', headers: { 'X-Road-Client': 'VN/GOV/mtls/tls' }, rejectUnauthorized: false, agent: false, ...identity }, response => {
        let text = ''
        response.on('data', (chunk: Buffer) => { text += String(chunk) }).on('end', () => { const error = response.headers['x-road-error']; done({ status: response.statusCode ?? 0, error: Array.isArray(error) ? error[0] : error, text }) })
      })
      request.on('error', fail)
      request.end()
    })
  }
  test('only the certificate that is registered for the system opens', async () => {
    expect(await call('own')).toMatchObject({ status: 200 })
    expect(await call('foreign')).toMatchObject({ status: 500, error: 'server.clientproxy.ssl_authentication_failed', text: expect.stringContaining('does not match') })
    expect(await call(undefined)).toMatchObject({ status: 500, text: expect.stringContaining('did not supply TLS certificate') })
    expect(await send(gateway.url, '/r1/VN/GOV/000.00.00.G22/vpcpdvcprovider/dmdc/a', { headers: { 'X-Road-Client': 'VN/GOV/mtls/tls' } })).toMatchObject({ status: 500 })
    await t().owner.pool.query("update exchange.credential set valid_to = now() - interval '1 hour', valid_from = now() - interval '2 hours' where kind = 'certificate'")
    await gateway.gateway.reload()
    expect(await call('own')).toMatchObject({ status: 500, error: 'server.clientproxy.ssl_authentication_failed' })
  })
})
