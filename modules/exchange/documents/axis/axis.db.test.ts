import { sql } from 'kysely'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor, OfficerActor } from '../../../../kernel/actor.ts'
import { transact } from '../../../../kernel/db/db.ts'
import { newId } from '../../../../kernel/ids.ts'
import { useDb } from '../../../../kernel/testing/db.ts'
import { writeEdoc, writeStatus } from '../../domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../../registry/credential-secret.ts'
import { aGateway, aProvider, MASTER_KEY, QUIET, registryOf, send, type RawAnswer, type RunningGateway } from '../../testing.ts'
import { anEdoc, aStatus, NEW_DOCUMENT } from '../testing.ts'
import { AxisClient, unpaddedHash } from './testing.ts'

const t = useDb()
let gateway: RunningGateway
const SYSTEMS = ['H19.01', 'H19.02', 'H19.03'] as const
const SECRETS = new Map<string, string>(SYSTEMS.map(id => [id, randomBytes(24).toString('base64')]))
const client = (id: string = 'H19.01', secret = SECRETS.get(id) ?? ''): AxisClient => new AxisClient(gateway.url, id, secret)
const logged: string[] = []

beforeAll(async () => {
  const registry = registryOf(t().owner.pool)
  for (const id of SYSTEMS) {
    const member = await registry.member(id, { memberClass: 'GOV', instance: 'VN' })
    const subsystem = await registry.subsystem(member.id, 'van-ban', 'credential')
    await registry.credential(subsystem.id, 'document-axis', id, undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), SECRETS.get(id) ?? '') })
  }
  const keep = (fields: object, message: string): void => { logged.push(JSON.stringify([fields, message])) }
  gateway = await aGateway(t().urls.app, { logger: { ...QUIET, warn: keep, error: keep } })
})
afterAll(() => gateway.close())

/** As the client reads it: a member that is null stops it. */
function read(answer: RawAnswer): Record<string, unknown> {
  const value = answer.json()
  if (value === null || typeof value !== 'object') throw new Error(answer.text)
  for (const row of [value, ...'data' in value && Array.isArray(value.data) ? value.data : []]) for (const [name, each] of Object.entries(row)) if (each === null) throw new Error(`${name} is null`)
  return { ...value }
}
const rows = (answer: RawAnswer): Record<string, unknown>[] => { const { data } = read(answer); return Array.isArray(data) ? data : [] }
const idOf = (answer: RawAnswer): string => { const { DocId } = read(answer); return typeof DocId === 'string' ? DocId : '' }
const UNSIGNED = { signature: 'unsigned', signedBy: '', signatureDesc: 'Không ký số' }
const refused = (code: string): object => ({ status: 'FAIL', ErrorCode: code })
let number = 0
const edoc = (to: readonly string[] = ['H19.02'], more: Parameters<typeof anEdoc>[2] = {}) => anEdoc('H19.01', to, { documentId: `H19.01,2026/11/29,${++number}/VP`, ...more })
beforeEach(() => { logged.length = 0 })

describe('a document from agency to agency', () => {
  test('is sent, listed, fetched, acknowledged; sender and log see each step', async () => {
    const [sender, receiver, other] = [client(), client('H19.02'), client('H19.03')]
    const document = edoc(['H19.02', 'H19.03'])
    const sent = await sender.send(writeEdoc(document))
    expect([sent.status, read(sent)]).toEqual([200, { status: 'OK', ErrorCode: '0', ErrorDesc: 'Success', DocId: idOf(sent) }])
    const id = idOf(sent)
    const [row] = rows(await receiver.list()).filter(each => each['docId'] === id)
    expect(row).toEqual({ docId: id, serviceType: 'eDoc', messageType: 'edoc', created_time: expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/), updated_time: expect.any(String), from: 'H19.01', to: 'H19.02', status: 'initial', status_desc: 'Chờ nhận', ...UNSIGNED })
    const got = read(await receiver.get(id))
    expect(got).toEqual({ status: 'OK', ErrorCode: '0', ErrorDesc: 'Success', data: expect.any(String), ...UNSIGNED })
    expect(Buffer.from(String(got['data']), 'base64').toString()).toBe(writeEdoc(document))
    expect(read(await receiver.update(id, 'done'))).toEqual({ status: 'OK', ErrorCode: '0', ErrorDesc: 'Success' })
    expect(rows(await receiver.list())).not.toContainEqual(expect.objectContaining({ docId: id }))
    expect(rows(await receiver.list({ fromDate: '2020/01/01', toDate: '2099/12/31' }))).toContainEqual(expect.objectContaining({ docId: id, status: 'done' }))
    expect(rows(await other.list())).toContainEqual(expect.objectContaining({ docId: id, status: 'initial' }))

    // how far the office is comes as a status message of its own
    const said = await receiver.call('sendEdoc', { messagetype: 'status', 'hash-file': unpaddedHash(Buffer.from(writeStatus(aStatus('H19.02', { organ: 'H19.01', documentId: document.documentId }, '03')))) }, { body: Buffer.from(writeStatus(aStatus('H19.02', { organ: 'H19.01', documentId: document.documentId }, '03'))) })
    expect(read(said)).toMatchObject({ status: 'OK' })
    expect(rows(await sender.call('getSentEdocList', { servicetype: 'eDoc', messagetype: 'edoc', docId: id }))).toEqual([
      { serviceType: 'eDoc', messageType: 'edoc', senderDocId: id, receiverDocId: id, fromCode: 'H19.01', toCode: 'H19.02', title: document.subject, notation: '12/SKHCN-VP', sentTime: expect.any(String), receivedTime: expect.stringMatching(/^\d{4}\//), sendStatus: 'done', sendStatusDesc: 'Đã gửi', receiveStatus: '03', receiveStatusDesc: 'Đã tiếp nhận' },
      expect.objectContaining({ toCode: 'H19.03', receivedTime: '', receiveStatus: 'initial', receiveStatusDesc: 'Chờ nhận' }),
    ])
    expect(rows(await sender.list({ messagetype: 'status' }))).toContainEqual(expect.objectContaining({ docId: idOf(said), from: 'H19.02', messageType: 'status' }))
    const { rows: log } = await t().owner.pool.query('select "clientMemberCode", "restPath", "statusCode", o."succeeded", service from exchange.operational_data o join exchange.transaction t on t.id = o.id where "messageId" = $1 order by o.at, o.leaf', [id])
    expect(log.map(each => Object.values(each))).toEqual([['H19.01', '/sendEdoc', 200, true, null], ['H19.02', '/getEdoc', 200, true, null], ['H19.02', '/updateStatus', 200, true, null]])
  })
  test('lies sealed in the database', async () => {
    const id = idOf(await client().send(writeEdoc(edoc())))
    const { rows: [row] } = await t().owner.pool.query<{ sealed: Buffer }>('select sealed from exchange.document_content where document_id = $1', [id])
    expect(row?.sealed.includes('edXML')).toBe(false)
  })
})

describe('the library’s ways', () => {
  /** A content whose hash has a byte below 16, so that the unpadded form is shorter. */
  const shortHashed = (): string => { for (;;) { const text = writeEdoc(edoc()); if (unpaddedHash(Buffer.from(text)).length < 64) return text } }
  test('a hash without zeros; and with them, of a repaired client', async () => {
    expect(read(await client().send(shortHashed()))).toMatchObject({ status: 'OK' })
    const text = shortHashed()
    const padded = createHash('sha256').update(text).digest('hex')
    expect(read(await client().send(text, { 'hash-file': padded }))).toMatchObject({ status: 'OK' })
  })
  test('a document that itself ends with CRLF', async () => {
    const text = `${writeEdoc(edoc())}\r\n`
    const id = idOf(await client().send(text))
    expect(Buffer.from(String(read(await client('H19.02').get(id))['data']), 'base64').toString()).toBe(text)
  })
  test('a client that writes nothing behind the document', async () => {
    const text = `${writeEdoc(edoc())}\r\n`
    const id = idOf(await client().send(text, {}, sent => { sent.body = Buffer.from(text) }))
    expect(Buffer.from(String(read(await client('H19.02').get(id))['data']), 'base64').toString()).toBe(text)
  })
  test('parameters pile up in one object, under names that differ only by case', async () => {
    const [a, b] = [idOf(await client().send(writeEdoc(edoc()))), idOf(await client().send(writeEdoc(edoc())))]
    const receiver = client('H19.02')
    await receiver.get(a)
    expect(read(await receiver.update(b, 'done'))).toMatchObject({ status: 'OK' })
    expect(receiver.parameters.get('docId')).toBe(a)
    expect(Object.fromEntries(rows(await receiver.list({ fromDate: '2020/01/01' })).map(each => [each['docId'], each['status']]))).toMatchObject({ [a]: 'processing', [b]: 'done' })
    // and what a proxy makes of them
    const joined = await receiver.call('updateStatus', { status: 'done', docid: a, docId: b }, { body: Buffer.from('{}'), change: sent => {
      const at = sent.headers.indexOf('XroadVnpt-docid')
      sent.headers.splice(at, 2)
      const kept = sent.headers.indexOf('XroadVnpt-docId')
      sent.headers[kept + 1] = `${b}, ${a}`
    } })
    expect(read(joined)).toMatchObject({ status: 'OK' })
    expect(rows(await receiver.list({ fromDate: '2020/01/01' }))).toContainEqual(expect.objectContaining({ docId: a, status: 'done' }))
  })
  test('receivers as a JSON array in a header, instead of those of the message', async () => {
    const id = idOf(await client().send(writeEdoc(edoc(['H19.02'])), { to: '["H19.03"]' }))
    expect([rows(await client('H19.02').list()).some(each => each['docId'] === id), rows(await client('H19.03').list()).some(each => each['docId'] === id)]).toEqual([false, true])
  })
  test('many receivers make large headers', async () => {
    const to = JSON.stringify(Array.from({ length: 900 }, (_, at) => `H19.${String(at).padStart(3, '0')}`))
    expect(read(await client().send(writeEdoc(edoc()), { to }))).toMatchObject(refused('18'))
  })
  test('counts, and a download of which every byte is the document', async () => {
    const receiver = client('H19.03')
    const before = read(await receiver.call('countReceiveEdoc', {}, { method: 'GET' }))['count']
    const text = writeEdoc(edoc(['H19.03']))
    const id = idOf(await client().send(text))
    expect(read(await receiver.call('countReceiveEdoc', {}, { method: 'GET' }))).toMatchObject({ status: 'OK', count: Number(before) + 1 })
    expect((await receiver.call('downloadEdoc', { docId: id }, { method: 'GET' })).text).toBe(text)
    expect((await client('H19.02').call('downloadEdoc', { docId: id }, { method: 'GET' })).text).toBe('')
  })
  test('a body without a length', async () => {
    const answer = await client().send(writeEdoc(edoc()), {}, sent => { sent.headers.push('Transfer-Encoding', 'chunked') })
    expect(read(answer)).toMatchObject({ status: 'OK' })
  })
})

describe('once', () => {
  test('an honest retry has the first answer, and nobody has the document twice', async () => {
    const sender = client()
    const first = await sender.send(writeEdoc(edoc()))
    const second = await sender.again()
    expect(second.text).toBe(first.text)
    expect(rows(await client('H19.02').list()).filter(each => each['docId'] === idOf(first))).toHaveLength(1)
    expect(await Promise.all(Array.from({ length: 5 }, async () => idOf(await sender.again())))).toEqual(Array.from({ length: 5 }, () => idOf(first)))
  })
  test('a replay by somebody who listened changes nothing, even after the document was done', async () => {
    const sender = client()
    const id = idOf(await sender.send(writeEdoc(edoc())))
    await client('H19.02').get(id)
    await client('H19.02').update(id, '06')
    expect(idOf(await sender.again())).toBe(id)
    expect(rows(await sender.call('getSentEdocList', { docId: id }))).toEqual([expect.objectContaining({ receiveStatus: '06' })])
  })
  test('two documents of one content are two', async () => {
    const [one, two] = [writeEdoc(edoc()), writeEdoc(edoc())]
    expect(idOf(await client().send(one))).not.toBe(idOf(await client().send(two)))
  })
})

describe('attacks', () => {
  const set = (headers: string[], name: string, value: string): void => { headers[headers.indexOf(name) + 1] = value }
  test('a signature with another secret; a system that does not exist', async () => {
    for (const attacker of [client('H19.01', SECRETS.get('H19.02')), client('H99'), client('H19.01', 'nobody')]) {
      const answer = await attacker.send(writeEdoc(edoc()))
      expect(read(answer)).toEqual({ ...refused('15'), ErrorDesc: 'Sai mã hệ thống, khóa hoặc chữ ký (systemid, hash-header)', DocId: '' })
    }
  })
  test.each([
    ['another system in the header', (headers: string[]) => { set(headers, 'XroadVnpt-systemid', 'H19.02') }],
    ['another signed text', (headers: string[]) => { set(headers, 'XroadVnpt-sign-header', (headers[headers.indexOf('XroadVnpt-sign-header') + 1] ?? '').replace('H19.01', 'H19.02')) }],
    ['a second signature', (headers: string[]) => { headers.push('XroadVnpt-hash-header', '0'.repeat(64)) }],
    ['a signed header taken away', (headers: string[]) => { headers.splice(headers.indexOf('XroadVnpt-hash-file'), 2) }],
    ['a signed header doubled', (headers: string[]) => { headers.push('xroadvnpt-HASH-file', 'x') }],
    ['no signature', (headers: string[]) => { headers.splice(headers.indexOf('XroadVnpt-hash-header'), 2) }],
  ])('%s', async (_, change) => { expect(read(await client().send(writeEdoc(edoc()), {}, sent => { change(sent.headers) }))).toMatchObject(refused('15')) })
  test('an unsigned header means nothing', async () => {
    const id = idOf(await client().send(writeEdoc(edoc(['H19.02'])), {}, sent => { sent.headers.push('XroadVnpt-to', '["H19.03"]') }))
    expect(rows(await client('H19.03').list()).some(each => each['docId'] === id)).toBe(false)
  })
  test('another body under a good signature', async () => {
    expect(read(await client().send(writeEdoc(edoc()), {}, sent => { sent.body = Buffer.concat([Buffer.from(writeEdoc(edoc())), Buffer.from('\r\n')]) }))).toMatchObject({ ...refused('10'), DocId: '' })
    expect(read(await client().send(writeEdoc(edoc()), { 'hash-file': '' }))).toMatchObject(refused('10'))
  })
  test('somebody else’s document, by any operation, looks like none at all', async () => {
    const id = idOf(await client().send(writeEdoc(edoc(['H19.02']))))
    const stranger = client('H19.03')
    const nothing = read(await stranger.get('00000000-0000-7000-8000-000000000000'))
    expect(read(await stranger.get(id))).toEqual(nothing)
    expect(read(await stranger.get("' or 1=1 --"))).toEqual(nothing)
    expect(read(await stranger.update(id, 'done'))).toMatchObject(refused('10'))
    expect(rows(await stranger.call('getSentEdocList', { docId: id }))).toEqual([])
    expect(rows(await client().call('getSentEdocList', { docId: id }))).toEqual([expect.objectContaining({ receiveStatus: 'initial' })])
  })
  test('sending in the name of another, in the message or beside it', async () => {
    expect(read(await client('H19.03').send(writeEdoc(edoc())))).toMatchObject(refused('19'))
    expect(read(await client().send(writeEdoc(edoc()), { from: 'H19.02' }))).toMatchObject(refused('19'))
    expect(read(await client('H19.03').send(writeStatus(aStatus('H19.02', { organ: 'H19.01', documentId: 'x' }, '03'))))).toMatchObject(refused('19'))
  })
  test.each([
    ['an unknown receiver among known ones', () => writeEdoc(edoc(['H19.02', 'H20'])), '18'], ['no edXML', () => '<html/>', '22'], ['an XML bomb', () => '<!DOCTYPE a [<!ENTITY b "b">]><edXML>&b;</edXML>', '22'],
    ['a path in a name', () => writeEdoc(edoc(['H19.02'], { attachments: [{ contentId: 'a', name: '../../a.pdf', contentType: undefined, description: undefined, encoded: 'QUJD' }] })), '10'],
    ['an attachment that did not come', () => writeEdoc(edoc(['H19.02'], { attachments: [{ contentId: 'a', name: 'a.pdf', contentType: undefined, description: undefined, encoded: undefined }] })), '21'],
    ['an attachment that is no base64', () => writeEdoc(edoc(['H19.02'], { attachments: [{ contentId: 'a', name: 'a.pdf', contentType: undefined, description: undefined, encoded: '%%%%' }] })), '21'],
  ])('%s', async (_, text, code) => {
    const answer = await client().send(text())
    expect(read(answer)).toMatchObject({ ...refused(code), DocId: '' })
  })
  test('refusals stand in the log, secrets nowhere', async () => {
    await client('H19.01', 'x').send(writeEdoc(edoc()))
    const { rows: log } = await t().owner.pool.query('select record from exchange.transaction order by at desc, leaf desc limit 1')
    expect(log[0]?.record).toContain('document-axis.15')
    const { rows: all } = await t().owner.pool.query<{ record: string }>('select record from exchange.transaction')
    for (const secret of SECRETS.values()) expect([...all.map(each => each.record), ...logged].join('\n')).not.toContain(secret)
  })
  test('a revoked key opens nothing any more', async () => {
    const registry = registryOf(t().owner.pool)
    const member = await registry.member('H19.09', { instance: 'VN' })
    const subsystem = await registry.subsystem(member.id, 'x')
    const credential = await registry.credential(subsystem.id, 'document-axis', 'H19.09', undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), 'secret') })
    await gateway.gateway.reload()
    expect(read(await client('H19.09', 'secret').list())).toMatchObject({ status: 'OK' })
    await t().owner.pool.query("update exchange.credential set revoked_at = now(), revoked_because = 'lộ khóa' where id = $1", [credential])
    await gateway.gateway.reload()
    expect(read(await client('H19.09', 'secret').list())).toMatchObject(refused('15'))
  })
})

describe('recall, update, replace (QĐ 28/2018)', () => {
  const after = async (id: string): Promise<unknown> => Object.fromEntries(rows(await client().call('getSentEdocList', { docId: id })).map(each => [each['toCode'], [each['receiveStatus'], each['receiveStatusDesc']]]))
  test('who has not fetched a recalled document never will; who has is asked, and answers', async () => {
    const document = edoc(['H19.02', 'H19.03'])
    const id = idOf(await client().send(writeEdoc(document)))
    await client('H19.02').get(id)
    const recall = idOf(await client().send(writeEdoc({ ...document, attachments: [], business: { ...NEW_DOCUMENT, type: '1', reason: 'Sai số' } })))
    expect(await after(id)).toEqual({ 'H19.02': ['processing', 'Đang nhận, đang đề nghị thu hồi'], 'H19.03': ['13', 'Đã thu hồi'] })
    expect(read(await client('H19.03').get(id))).toMatchObject(refused('10'))
    expect(rows(await client('H19.03').list()).map(each => each['docId'])).not.toContain(id)
    // the recall itself goes to everybody
    for (const receiver of ['H19.02', 'H19.03']) expect(rows(await client(receiver).list()).map(each => each['docId'])).toContain(recall)
    expect(read(await client('H19.02').send(writeStatus(aStatus('H19.02', { organ: 'H19.01', documentId: document.documentId }, '15'))))).toMatchObject({ status: 'OK' })
    expect(await after(id)).toMatchObject({ 'H19.02': ['13', 'Đã thu hồi'] })
  })
  test('from some of its receivers only', async () => {
    const document = edoc(['H19.02', 'H19.03'])
    const id = idOf(await client().send(writeEdoc(document)))
    await client().send(writeEdoc({ ...document, attachments: [], business: { ...NEW_DOCUMENT, type: '1', receivers: [{ ReceiverType: '0', OrganId: 'H19.03' }] } }))
    expect(await after(id)).toEqual({ 'H19.02': ['initial', 'Chờ nhận'], 'H19.03': ['13', 'Đã thu hồi'] })
  })
  test('a receiver may say no', async () => {
    const document = edoc()
    const id = idOf(await client().send(writeEdoc(document)))
    await client('H19.02').get(id)
    await client().send(writeEdoc({ ...document, attachments: [], business: { ...NEW_DOCUMENT, type: '1', reason: 'x' } }))
    await client('H19.02').send(writeStatus(aStatus('H19.02', { organ: 'H19.01', documentId: document.documentId }, '16')))
    expect(await after(id)).toEqual({ 'H19.02': ['processing', 'Đang nhận, từ chối thu hồi'] })
    expect(read(await client('H19.02').get(id))).toMatchObject({ status: 'OK' })
  })
  test('a replacement takes back what it replaces, an update nothing', async () => {
    const old = edoc()
    const id = idOf(await client().send(writeEdoc(old)))
    await client().send(writeEdoc(edoc(['H19.02'], { business: { ...NEW_DOCUMENT, type: '2' }, responseFor: [{ OrganId: 'H19.01', DocumentId: old.documentId }] })))
    expect(await after(id)).toEqual({ 'H19.02': ['initial', 'Chờ nhận'] })
    await client().send(writeEdoc(edoc(['H19.02'], { business: { ...NEW_DOCUMENT, type: '3', replaces: [{ documentId: old.documentId, organIds: ['H19.02'] }] } })))
    expect(await after(id)).toEqual({ 'H19.02': ['13', 'Đã thu hồi'] })
  })
  test('nobody recalls the document of another', async () => {
    const document = edoc(['H19.02'])
    const id = idOf(await client().send(writeEdoc(document)))
    await client('H19.03').send(writeEdoc({ ...anEdoc('H19.03', ['H19.02']), documentId: document.documentId, business: { ...NEW_DOCUMENT, type: '1' } }))
    await client('H19.03').send(writeEdoc({ ...anEdoc('H19.03', ['H19.02']), documentId: 'other', business: { ...NEW_DOCUMENT, type: '3', replaces: [{ documentId: document.documentId, organIds: [] }] } }))
    expect(await after(id)).toEqual({ 'H19.02': ['initial', 'Chờ nhận'] })
  })
})

describe('agencies', () => {
  const register = (by: AxisClient, code: string, name = 'Phòng Văn hóa'): Promise<RawAnswer> => by.call('registerAgency', {}, { body: Buffer.from(JSON.stringify({ id: '', pcode: 'H19.02', code, name, mail: 'vanthu@example.gov.vn', mobile: '', fax: '' })) })
  test('of a system’s own branch are reached through it at once; its documents carry their code', async () => {
    const system = client('H19.02')
    expect(read(await register(system, 'H19.02.07'))).toMatchObject({ status: 'OK' })
    const id = idOf(await client().send(writeEdoc(edoc(['H19.02.07']))))
    expect(rows(await system.list())).toContainEqual(expect.objectContaining({ docId: id, to: 'H19.02.07' }))
    expect(read(await system.send(writeEdoc(anEdoc('H19.02.07', ['H19.01']))))).toMatchObject({ status: 'OK' })
    expect(rows(await client().call('getAgenciesList'))).toContainEqual(expect.objectContaining({ code: 'H19.02.07', name: 'Phòng Văn hóa', pid: 'H19.02', mail: 'vanthu@example.gov.vn', oldCode: 'H19.02.07' }))
    expect(read(await system.call('deleteAgency', { AgencyCode: 'H19.02.07' }, { body: Buffer.from('{}') }))).toMatchObject({ status: 'OK' })
    expect(read(await client().send(writeEdoc(edoc(['H19.02.07']))))).toMatchObject(refused('18'))
    expect(rows(await client().call('getSynchronizeUnit'))).toContainEqual(expect.objectContaining({ code: 'H19.02.07', deleted: true, centerCode: 'H19.02', version: 2, isAgency: true }))
  })
  test('of others are nobody’s to take', async () => {
    await register(client('H19.02'), 'H19.02.08')
    expect(read(await register(client('H19.03'), 'H19.02.08'))).toMatchObject(refused('10'))
    expect(read(await register(client('H19.03'), 'H19.01'))).toMatchObject(refused('10'))
    expect(read(await client('H19.03').call('deleteAgency', { AgencyCode: 'H19.02.08' }, { body: Buffer.from('{}') }))).toMatchObject(refused('10'))
    // outside the branch: known, but not reached before a steward says so
    expect(read(await register(client('H19.03'), 'G22.5'))).toMatchObject({ status: 'OK', ErrorDesc: 'Success (chờ quản trị duyệt)' })
    expect(read(await client().send(writeEdoc(edoc(['G22.5']))))).toMatchObject(refused('18'))
  })
  test('of a suspended system are locked', async () => {
    const set = (state: string) => t().owner.pool.query("update exchange.subsystem set state = $1 where id = (select subsystem_id from exchange.credential where public_id = 'H19.03')", [state])
    await set('suspended')
    expect(read(await client().send(writeEdoc(edoc(['H19.03']))))).toMatchObject(refused('23'))
    await set('active')
  })
})

test('an answer is given only when it is written down; the retry finds what was kept', async () => {
  const sender = client()
  await t().owner.pool.query('revoke insert on exchange.batch from tinhso_app')
  const without = await sender.send(writeEdoc(edoc()))
  await t().owner.pool.query('grant insert on exchange.batch to tinhso_app')
  expect([without.status, read(without)]).toEqual([503, { ...refused('20'), ErrorDesc: expect.any(String), DocId: '' }])
  const id = idOf(await sender.again())
  expect(rows(await client('H19.02').list()).filter(each => each['docId'] === id)).toHaveLength(1)
})

test('a service that is registered at such an address comes first: some provinces pass the national axis on', async () => {
  const provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const subsystem = await registry.subsystem((await registry.member('NDXP')).id, 'truc')
  await registry.service(subsystem.id, 'vdxp', provider.url, { context: '/vdxp-product/1.0', error_envelope: 'wso2' })
  await gateway.gateway.reload()
  const answer = await send(gateway.url, '/vdxp-product/1.0/getEdoc', { method: 'POST', headers: { 'XroadVnpt-systemid': 'H19.01' } })
  expect([answer.status, answer.text]).toEqual([401, expect.stringContaining('900901')])
  await provider.close()
})

test('what is not of the axis goes where it went before', async () => {
  expect((await send(gateway.url, '/sendEdoc', { method: 'POST' })).text).toBe('portal')
  expect((await send(gateway.url, '/listClients', { headers: { 'XroadVnpt-systemid': 'x' } })).status).toBe(200)
})

describe('the second wall', () => {
  const officer = (agencyId: string): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles: ['case-officer'], scopeAgencyIds: [agencyId], displayName: 'Cán bộ', positionTitle: 'Văn thư', agencyName: 'Sở' })
  const TABLES = ['document', 'delivery', 'delivery_status', 'document_content', 'document_agency'] as const
  const seen = async (actor: Actor): Promise<number[]> => transact(t().db, actor, async tx => {
    const counts: number[] = []
    for (const table of TABLES) counts.push((await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(`exchange.${table}`)}`.execute(tx)).rows[0]?.n ?? -1)
    return counts
  })
  test('an officer sees what the own agency sent and received, and no content', async () => {
    const [own, other] = [newId(), newId()]
    for (const [id, code] of [[own, 'H19.07'], [other, 'H19.08']] as const) await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${id}, ${code}, ${code}, 'commune-committee', 'commune', array[${id}]::uuid[], '2018-01-01')`.execute(t().owner.kysely)
    const registry = registryOf(t().owner.pool)
    for (const [agencyId, code] of [[own, 'H19.07'], [other, 'H19.08']] as const) {
      const member = await registry.member(code, { instance: 'VN', agencyId })
      const subsystem = await registry.subsystem(member.id, 'van-ban')
      await registry.credential(subsystem.id, 'document-axis', code, undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), code) })
    }
    await gateway.gateway.reload()
    const id = idOf(await client().send(writeEdoc(edoc(['H19.07']))))
    await client('H19.07', 'H19.07').update(id, 'done')
    const agencies = (await t().owner.pool.query('select from exchange.document_agency')).rowCount ?? 0
    expect(await seen(officer(own))).toEqual([1, 1, 1, 0, agencies])
    expect(await seen(officer(other))).toEqual([0, 0, 0, 0, agencies])
    expect(await seen({ kind: 'anonymous' })).toEqual([0, 0, 0, 0, 0])
  })
  test('the application changes no document that it keeps', async () => {
    for (const change of ["update exchange.document set title = 'x'", "update exchange.document_content set sealed = ''", "update exchange.delivery_status set status = '06'", 'delete from exchange.document', 'delete from exchange.delivery']) {
      await expect(transact(t().db, { kind: 'system', name: 'test' }, tx => sql.raw(change).execute(tx))).rejects.toThrow('permission denied')
    }
  })
})
