import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { childrenOf, readTlv } from '../../../../kernel/signing/der.ts'
import { useDb } from '../../../../kernel/testing/db.ts'
import { revocationList } from '../../../../simulators/certificate-authority/authority.ts'
import { issueCertificate } from '../../../../simulators/certificate-authority/certificate.ts'
import { writeEdoc } from '../../domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../../registry/credential-secret.ts'
import { aGateway, MASTER_KEY, registryOf, type RawAnswer, type RunningGateway } from '../../testing.ts'
import { AxisClient } from '../axis/testing.ts'
import { anEdoc } from '../testing.ts'
import { anAgency, signEdXml } from './testing.ts'
import type { SignaturePolicy } from './verifier.ts'

/** Receivers are told what became of a document's signature; what is let in is a setting. */
const t = useDb()
const agency = anAgency('Sở Mẫu', { validFrom: new Date(Date.now() - 86_400_000), validTo: new Date(Date.now() + 86_400_000) })
const foreign = anAgency('Kẻ Mạo Danh', { validFrom: new Date(Date.now() - 86_400_000), validTo: new Date(Date.now() + 86_400_000) })
const revoked = { root: agency.root, own: issueCertificate({ commonName: 'Sở Bị Thu Hồi', use: 'signing', issuer: agency.root, validFrom: new Date(Date.now() - 86_400_000), validTo: new Date(Date.now() + 86_400_000) }) }
const serial = Buffer.from(childrenOf(childrenOf(readTlv(revoked.own.certificate))[0] ?? readTlv(revoked.own.certificate)).find(each => each.tag === 0x02)?.raw ?? '').toString('hex')
const lists = [revocationList(agency.root, [{ serial, at: new Date(Date.now() - 3_600_000).toISOString() }], new Date())]
const secret = randomBytes(24).toString('base64')
const gateways = new Map<SignaturePolicy, RunningGateway>()
const client = (policy: SignaturePolicy, id: string): AxisClient => new AxisClient(gateways.get(policy)?.url ?? '', id, secret)

beforeAll(async () => {
  const registry = registryOf(t().owner.pool)
  for (const id of ['H19.01', 'H19.02']) {
    const subsystem = await registry.subsystem((await registry.member(id, { memberClass: 'GOV', instance: 'VN' })).id, 'van-ban', 'credential')
    await registry.credential(subsystem.id, 'document-axis', id, undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), secret) })
  }
  for (const policy of ['show', 'refuse-bad', 'require'] as const) gateways.set(policy, await aGateway(t().urls.app, { anchors: { certificates: [agency.root.certificate] }, revocationLists: () => Promise.resolve(lists), documentSignatures: { policy, allowSha1: false } }))
  for (const id of ['H19.01', 'H19.02']) await client('show', id).call('registerAgency', {}, { body: Buffer.from(JSON.stringify({ code: id, pcode: '', name: 'Sở Mẫu' })) })
})
afterAll(async () => { for (const gateway of gateways.values()) await gateway.close() })

const fieldsOf = (answer: RawAnswer): Record<string, unknown> => { const value = answer.json(); return value !== null && typeof value === 'object' ? { ...value } : {} }
let number = 0
const edoc = (): string => writeEdoc(anEdoc('H19.01', ['H19.02'], { documentId: `H19.01,2026/11/29,${++number}/VP` }))
const SIGNED = {
  valid: () => signEdXml(edoc(), { agency }), untrusted: () => signEdXml(edoc(), { agency: foreign }), unsigned: edoc,
  invalid: () => signEdXml(edoc(), { agency }).replace(/V\/v kết nối[^<]*/, 'V/v khác'),
}

describe.each<[SignaturePolicy, readonly (keyof typeof SIGNED)[]]>([['show', ['valid', 'untrusted', 'unsigned', 'invalid']], ['refuse-bad', ['valid', 'unsigned']], ['require', ['valid']]])('under %s', (policy, taken) => {
  test.each<keyof typeof SIGNED>(['valid', 'untrusted', 'unsigned', 'invalid'])('a document whose signature is %s', async state => {
    const bytes = SIGNED[state]()
    const sent = fieldsOf(await client(policy, 'H19.01').send(bytes))
    if (!taken.includes(state)) { expect(sent).toMatchObject({ status: 'FAIL', ErrorCode: '22', ErrorDesc: expect.stringContaining('Chữ ký số của văn bản không được chấp nhận') }); return }
    expect(sent).toMatchObject({ status: 'OK' })
    const receiver = client(policy, 'H19.02')
    const told = { valid: 'Chữ ký số hợp lệ của Sở Mẫu, Ủy ban nhân dân tỉnh Mẫu', untrusted: 'Chữ ký số của Kẻ Mạo Danh, Ủy ban nhân dân tỉnh Mẫu chưa đủ tin cậy (tổ chức chứng thực chưa được tin cậy)', unsigned: 'Không ký số', invalid: 'Chữ ký số không hợp lệ của Sở Mẫu, Ủy ban nhân dân tỉnh Mẫu (nội dung hoặc chữ ký đã bị thay đổi)' }[state]
    const { data: listed } = fieldsOf(await receiver.list())
    expect(listed).toContainEqual(expect.objectContaining({ docId: sent['DocId'], signature: state, signatureDesc: told }))
    const got = fieldsOf(await receiver.get(String(sent['DocId'])))
    expect(got).toMatchObject({ signature: state, signedBy: state === 'unsigned' ? '' : expect.stringContaining('Ủy ban nhân dân tỉnh Mẫu'), signatureDesc: told })
    // the message itself is handed on as it came
    expect(Buffer.from(String(got['data']), 'base64').toString()).toBe(bytes)
  })
})

test('a signer whose certificate was revoked is not believed', async () => {
  const sent = fieldsOf(await client('show', 'H19.01').send(signEdXml(edoc(), { agency: revoked })))
  expect(fieldsOf(await client('show', 'H19.02').list())['data']).toContainEqual(expect.objectContaining({ docId: sent['DocId'], signature: 'untrusted', signatureDesc: expect.stringContaining('chứng thư số đã bị thu hồi') }))
  expect(fieldsOf(await client('require', 'H19.01').send(signEdXml(edoc(), { agency: revoked })))).toMatchObject({ status: 'FAIL', ErrorCode: '22' })
})
