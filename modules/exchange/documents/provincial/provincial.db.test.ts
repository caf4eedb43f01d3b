import { request as httpRequest, type ClientRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { useDb } from '../../../../kernel/testing/db.ts'
import { writeEdoc } from '../../domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../../registry/credential-secret.ts'
import { aGateway, MASTER_KEY, registryOf, send, type RawAnswer, type RunningGateway } from '../../testing.ts'
import { AxisClient } from '../axis/testing.ts'
import { packAttachment } from '../attachments.ts'
import { anEdoc } from '../testing.ts'

const t = useDb()
let gateway: RunningGateway
let now = Date.now()
const tokens = new Map<string, string>()

beforeAll(async () => {
  const registry = registryOf(t().owner.pool)
  for (const id of ['H37.DN.001', 'H37.DN.002']) {
    const member = await registry.member(id, { instance: 'VN' })
    const subsystem = await registry.subsystem(member.id, 'van-ban', 'credential')
    await registry.credential(subsystem.id, 'oauth-client', `user-${id}`, `password-${id}`)
    await registry.credential(subsystem.id, 'document-axis', id, `key-${id}`, { sealed: sealSecret(credentialKey(MASTER_KEY), `key-${id}`) })
  }
  gateway = await aGateway(t().urls.app, { now: () => now })
  for (const id of ['H37.DN.001', 'H37.DN.002']) tokens.set(id, tokenOf(await logIn(`user-${id}`, `password-${id}`)))
})
afterAll(() => gateway.close())

const logIn = (username: string, password: string): Promise<RawAnswer> => send(gateway.url, '/v1/auth/login?allow_anonymous=true', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password, applicationCode: 'X', otp: null, twoFactorProvider: null, typeObjs: [0, 1] }) })
const field = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((found, name) => found !== null && typeof found === 'object' ? new Map<string, unknown>(Object.entries(found)).get(name) : undefined, value)
const tokenOf = (answer: RawAnswer): string => String(field(answer.json(), 'data', 'token'))
const headersOf = (id: string, more: Record<string, string> = {}): Record<string, string> => ({ authorization: `Bearer ${tokens.get(id) ?? ''}`, 'x-systemid': id, 'x-secretkey': `key-${id}`, ...more })
function multipart(content: string): { body: Buffer; type: string } {
  const boundary = '----WebKitFormBoundary7MA4'
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="messageType"\r\n\r\nedoc\r\n--${boundary}\r\nContent-Disposition: form-data; name="edocFile"; filename="x.edxml"\r\nContent-Type: application/xml\r\n\r\n${content}\r\n--${boundary}--\r\n`) }
}
function sendEdoc(id: string, content: string): Promise<RawAnswer> {
  const { body, type } = multipart(content)
  return send(gateway.url, '/v1/sendEdoc', { method: 'POST', headers: headersOf(id, { 'content-type': type, 'content-length': String(body.length) }), body })
}
const get = (id: string, path: string): Promise<RawAnswer> => send(gateway.url, path, { headers: headersOf(id) })
let number = 0
const edoc = (to = 'H37.DN.002', more: Parameters<typeof anEdoc>[2] = {}) => anEdoc('H37.DN.001', [to], { documentId: `H37.DN.001,2026/11/29,${++number}/VP`, ...more })
const docIdOf = (answer: RawAnswer): string => String(field(answer.json(), 'docId'))

test('login, send, list, fetch, status', async () => {
  const file = Buffer.from('%PDF-1.7 nội dung')
  const text = writeEdoc(edoc('H37.DN.002', { attachments: [{ contentId: 'a', name: 'Tờ trình.pdf', contentType: 'application/pdf', description: undefined, encoded: packAttachment('a.pdf', file) }] }))
  const sent = await sendEdoc('H37.DN.001', text)
  const id = docIdOf(sent)
  expect([sent.status, sent.json()]).toEqual([200, { success: true, message: 'Success', docId: id, data: { docId: id, status: 'OK', errorCode: '0', errorDesc: 'Success' } }])
  const list = (await get('H37.DN.002', '/v1/syncReceivedEdocList?messageType=edoc&fromDate=2020/01/01&toDate=2099/12/31')).json()
  expect(list).toEqual({ success: true, message: 'Success', count: 1, data: [{ docId: id, serviceType: 'eDoc', messageType: 'edoc', from: 'H37.DN.001', to: 'H37.DN.002', status: 'initial', statusDesc: 'Chờ nhận', createdTime: expect.any(String), updatedTime: expect.any(String), signature: 'unsigned', signedBy: '', signatureDesc: 'Không ký số' }] })
  expect((await get('H37.DN.002', `/v1/getEdoc?docId=${id}`)).json()).toEqual({ success: true, message: 'Success', data: { docId: id, from: 'H37.DN.001', edxml: text, attachments: [{ fileName: 'Tờ trình.pdf', fileContent: file.toString('base64') }], signature: 'unsigned', signedBy: '', signatureDesc: 'Không ký số' } })
  const updated = await send(gateway.url, '/v1/updateStatus', { method: 'POST', headers: headersOf('H37.DN.002', { 'content-type': 'application/json' }), body: JSON.stringify({ docId: id, status: '03' }) })
  expect(updated.json()).toMatchObject({ success: true, data: { errorCode: '0' } })
  expect((await get('H37.DN.002', '/v1/syncReceivedEdocList?messageType=edoc&fromDate=2020/01/01&toDate=2099/12/31')).json()).toMatchObject({ data: [{ status: '03', statusDesc: 'Đã tiếp nhận' }] })
  expect((await get('H37.DN.002', '/v1/syncReceivedEdocList?messageType=edoc&fromDate=2020/01/01&toDate=2020/12/31')).json()).toMatchObject({ count: 0 })
  expect((await get('H37.DN.001', '/v1/getAgenciesList')).json()).toMatchObject({ success: true, data: [{ code: 'H37.DN.001' }, { code: 'H37.DN.002' }] })
  expect(docIdOf(await sendEdoc('H37.DN.001', text))).toBe(id)
})
test('both dialects stand before one store', async () => {
  const id = docIdOf(await sendEdoc('H37.DN.001', writeEdoc(edoc())))
  expect((await new AxisClient(gateway.url, 'H37.DN.002', 'key-H37.DN.002').get(id)).json()).toMatchObject({ status: 'OK' })
})

describe('who may', () => {
  const attempt = async (headers: Record<string, string>): Promise<unknown> => { const answer = await send(gateway.url, '/v1/getAgenciesList', { headers }); return [answer.status, field(answer.json(), 'data', 'errorCode')] }
  test('a wrong password has no token, and none is in the log', async () => {
    const answer = await logIn('user-H37.DN.001', 'wrong-password')
    expect([answer.status, answer.json()]).toEqual([401, { code: 15, message: expect.any(String), data: null }])
    const { rows } = await t().owner.pool.query<{ record: string }>("select record from exchange.transaction where record like '%auth/login%'")
    expect(rows.length).toBeGreaterThan(0)
    for (const { record } of rows) expect(record).not.toMatch(/password/)
  })
  test('all three headers, all of one system', async () => {
    const good = headersOf('H37.DN.001')
    expect(await attempt(good)).toEqual([200, undefined])
    for (const [name, value] of [['authorization', `Bearer ${tokens.get('H37.DN.002') ?? ''}`], ['authorization', ''], ['x-systemid', 'H37.DN.002'], ['x-systemid', ''], ['x-secretkey', 'key-H37.DN.002'], ['x-secretkey', '']] as const) expect(await attempt({ ...good, [name]: value })).toEqual([401, '15'])
  })
  test('a token of thirty minutes', async () => {
    const start = now
    now = start + 29 * 60_000
    expect(await attempt(headersOf('H37.DN.001'))).toEqual([200, undefined])
    now = start + 31 * 60_000
    expect(await attempt(headersOf('H37.DN.001'))).toEqual([401, '15'])
    now = start
  })
  test('another’s document looks like none', async () => {
    const id = docIdOf(await sendEdoc('H37.DN.002', writeEdoc(anEdoc('H37.DN.002', ['H37.DN.002'], { documentId: 'own' }))))
    expect((await get('H37.DN.001', `/v1/getEdoc?docId=${id}`)).text).toBe((await get('H37.DN.001', '/v1/getEdoc?docId=00000000-0000-7000-8000-000000000000')).text)
  })
  test('and so does one whose content the operator deleted; it stays in the lists', async () => {
    const id = docIdOf(await sendEdoc('H37.DN.001', writeEdoc(edoc())))
    await t().owner.pool.query('delete from exchange.document_content where document_id = $1', [id])
    expect((await get('H37.DN.002', `/v1/getEdoc?docId=${id}`)).text).toBe((await get('H37.DN.002', '/v1/getEdoc?docId=00000000-0000-7000-8000-000000000000')).text)
    expect((await get('H37.DN.002', '/v1/syncReceivedEdocList?messageType=edoc')).text).toContain(id)
  })
})

describe('result codes', () => {
  test.each([
    ['10', () => writeEdoc(edoc('H37.DN.002', { attachments: [{ contentId: 'a', name: 'C:\\a.pdf', contentType: undefined, description: undefined, encoded: 'QUJD' }] }))], ['18', () => writeEdoc(edoc('H99'))], ['19', () => writeEdoc(anEdoc('H37.DN.002', ['H37.DN.001']))],
    ['21', () => writeEdoc(edoc('H37.DN.002', { attachments: [{ contentId: 'a', name: 'a.pdf', contentType: undefined, description: undefined, encoded: packAttachment('a.pdf', new Uint8Array(30_000_000)) }] }))], ['22', () => 'not xml'],
  ])('%s', async (code, text) => { expect((await sendEdoc('H37.DN.001', text())).json()).toMatchObject({ success: false, docId: '', data: { status: 'FAIL', errorCode: code } }) })
  test.each([['', 'application/json'], ['--x--\r\n', 'multipart/form-data; boundary=x'], ['--x\r\nContent-Disposition: form-data; name="edocFile"; filename="a"\r\n\r\nhalf', 'multipart/form-data; boundary=x'], ['x', 'multipart/form-data']])('%j as %s is no file', async (body, type) => {
    const answer = await send(gateway.url, '/v1/sendEdoc', { method: 'POST', headers: headersOf('H37.DN.001', { 'content-type': type, 'content-length': String(body.length) }), body })
    expect(answer.json()).toMatchObject({ success: false, data: { errorCode: '10' } })
  })
  test('too much, and the wrong method', async () => {
    const large = await send(gateway.url, '/v1/updateStatus', { method: 'POST', headers: headersOf('H37.DN.001', { 'content-length': '100000' }), body: Buffer.alloc(100_000) })
    expect(large.json()).toMatchObject({ data: { errorCode: '10' } })
    expect((await send(gateway.url, '/v1/getEdoc', { method: 'POST', headers: headersOf('H37.DN.001') })).json()).toMatchObject({ data: { errorCode: '10' } })
  })
})

describe('nobody keeps the others out', () => {
  test('wrong secrets are turned away after sixty in a minute and written down no more; right ones pass', async () => {
    now += 120_000
    const written = async (): Promise<number> => (await t().owner.pool.query<{ count: number }>("select count(*)::integer as count from exchange.transaction where record like '%/v1/auth/login%' or record like '%getAgenciesList%'")).rows[0]?.count ?? 0
    const before = await written()
    for (let at = 0; at < 60; at++) expect((await logIn('user-H37.DN.001', `wrong-${at}`)).status).toBe(401)
    const late = await logIn('user-H37.DN.001', 'wrong')
    expect([late.status, late.json(), Number(late.headers['retry-after']) > 0]).toEqual([429, { code: 15, message: expect.any(String), data: null }, true])
    expect((await send(gateway.url, '/v1/getAgenciesList', { headers: headersOf('H37.DN.001', { 'x-secretkey': 'wrong' }) })).status).toBe(429)
    expect((await new AxisClient(gateway.url, 'H37.DN.001', 'wrong').list()).status).toBe(429)
    expect((await send(gateway.url, '/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials&client_id=nobody&client_secret=x' })).status).toBe(429)
    expect(await written()).toBe(before + 60)
    expect((await logIn('user-H37.DN.001', 'password-H37.DN.001')).status).toBe(200)
    expect((await new AxisClient(gateway.url, 'H37.DN.001', 'key-H37.DN.001').list()).json()).toMatchObject({ status: 'OK' })
    now += 60_000
    expect((await logIn('user-H37.DN.001', 'wrong')).status).toBe(401)
  })
  test('whoever fills its half with unfinished uploads gets no document; others send and fetch', async () => {
    const id = docIdOf(await sendEdoc('H37.DN.001', writeEdoc(edoc())))
    const open: ClientRequest[] = []
    try {
      for (let at = 0; at < 2; at++) {
        const upload = httpRequest(`${gateway.url}/v1/sendEdoc`, { method: 'POST', agent: false, headers: headersOf('H37.DN.002', { 'transfer-encoding': 'chunked', 'content-type': 'multipart/form-data; boundary=x' }) })
        upload.on('error', () => undefined)
        upload.write('--x')
        open.push(upload)
      }
      const fetched = (): Promise<RawAnswer> => get('H37.DN.002', `/v1/getEdoc?docId=${id}`)
      await vi.waitUntil(async () => (await fetched()).status === 503, { timeout: 10_000 })
      expect((await fetched()).json()).toMatchObject({ success: false, data: { errorCode: '20' } })
      expect((await new AxisClient(gateway.url, 'H37.DN.002', 'key-H37.DN.002').get(id)).status).toBe(503)
      expect((await get('H37.DN.001', `/v1/getEdoc?docId=${id}`)).json()).toMatchObject({ success: true })
      expect((await sendEdoc('H37.DN.001', writeEdoc(edoc()))).json()).toMatchObject({ success: true })
      for (const upload of open) upload.destroy()
      await vi.waitUntil(async () => (await fetched()).status === 200, { timeout: 10_000 })
    } finally { for (const upload of open) upload.destroy() }
  })
})
