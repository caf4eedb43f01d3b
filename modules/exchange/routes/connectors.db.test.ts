import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { lookUp } from '../connectors/lookup.ts'
import { findConnector } from '../connectors/settings.ts'
import { exchangeModule } from '../index.ts'
import { aProvider, CLIENT, registerConnectors } from '../testing.ts'

const t = useDb()
const boss = anOfficer(['administrator'])
const unit = anOfficer(['unit-administrator'])
const SERVICE = 'VN/GOV/000.00.00.G00/business-registry/v1'
let site: AdminSite
let register: Awaited<ReturnType<typeof aProvider>>
beforeAll(async () => {
  await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, 'H55.TRA', 'Sở Tra', 'department', 'province', array[$1]::uuid[], '2020-01-01')`, [boss.agencyId])
  register = await aProvider()
  site = await startAdminSite(t().db, new Date(), () => exchangeModule({ timeStamp: undefined, emailsOf: async () => [], namesOf: async () => new Map() }).routes)
  await registerConnectors(t().owner.pool, site.platform, () => register.url, () => ({ account: 'tinh', secret: 'mat-khau-cu', apiKey: 'khoa-cu', settings: { clerkId: '019188000123', path: '/a' } }))
})
afterAll(async () => { await site.close(); await register.close() })

const page = '/lien-thong/ket-noi/business-registry'
const reason = 'đổi tài khoản'
const ports = () => ({ platform: site.platform, gatewayUrl: () => undefined })

test('only stewards see where connectors go; secrets and a clerk’s number do not stand on the page', async () => {
  for (const path of ['/lien-thong/ket-noi', page]) expect((await site.get(unit, path)).status).toBe(403)
  const list = await site.get(boss, '/lien-thong/ket-noi')
  for (const words of ['Cơ sở dữ liệu quốc gia về dân cư', 'Danh mục dùng chung', 'Chưa thử lần nào']) expect(list.body).toContain(words)
  const { body } = await site.get(boss, page)
  const summary = body.slice(0, body.indexOf('Sửa cài đặt'))
  expect([summary.includes(CLIENT), summary.includes(SERVICE), summary.includes('••••123'), summary.includes('019188000123')]).toEqual([true, true, true, false])
  for (const secret of ['mat-khau-cu', 'khoa-cu']) expect(body).not.toContain(secret)
  expect((await site.get(boss, '/lien-thong/ket-noi/khong-co')).status).toBe(404)
})

test('a test asks the service and is remembered', async () => {
  const reached = await site.post(boss, `${page}/kiem-tra`, {})
  expect([reached.location, reached.flash?.tone]).toEqual([page, 'success'])
  expect((await site.get(boss, page)).body).toContain('Trả lời 200')
  expect((await site.post(unit, `${page}/kiem-tra`, {})).status).toBe(403)
  // a path that is not there: tested, and found wanting
  await t().owner.pool.query(`update exchange.data_service set base_url = 'http://127.0.0.1:9' where base_url = $1`, [register.url])
  expect((await site.post(boss, `${page}/kiem-tra`, {})).flash).toEqual({ tone: 'error', text: expect.stringContaining('Chưa kết nối được') })
  await t().owner.pool.query(`update exchange.data_service set base_url = $1 where base_url = 'http://127.0.0.1:9'`, [register.url])
})

test('looks are counted by purpose, with the way to the evidence; a citizen is not named', async () => {
  const transaction = newId()
  await t().owner.pool.query(`insert into exchange.transaction (id, at, gateway_id, seq, leaf, message_id, status, succeeded, refused, took_ms, bytes_in, bytes_out, record) values ($1, now(), 1, 1, 0, 'm', 200, true, false, 1, 1, 1, '[]')`, [transaction])
  const ground = { actor: boss, purpose: 'Kiểm tra doanh nghiệp', legalBasis: 'Luật Doanh nghiệp', subjectAccountId: null }
  const about = { connector: 'business-registry', operation: 'business-registry.find', number: '4600000000' } as const
  await lookUp(ports(), about, ground, async () => ({ ok: true, value: 1, requestId: transaction }))
  await lookUp(ports(), about, ground, async () => ({ ok: false, reason: 'no-answer', requestId: undefined }))
  await lookUp(ports(), about, { ...ground, actor: { kind: 'citizen', accountId: newId(), assurance: 2, displayName: 'Nông Thị Hòa' }, purpose: 'Điền sẵn' }, async () => ({ ok: true, value: 1, requestId: newId() }))
  const { body } = await site.get(boss, page)
  expect(body).toContain(`/lien-thong/giao-dich/${transaction}`)
  for (const words of ['<strong>3</strong> lượt tra cứu', '1 lượt không thành', 'Người dân, về chính mình', 'không đến được cổng', 'ở kho lưu trữ']) expect(body).toContain(words)
  for (const kept of ['Nông Thị Hòa', '4600000000']) expect(body).not.toContain(kept)
})

test('settings change with a reason, only to what the registry knows; secrets that are not given stay; who read an older version is told', async () => {
  const version = shownVersion((await site.get(boss, page)).body)
  const post = (more: object) => site.post(boss, page, { version, client: CLIENT, service: SERVICE, account: 'tinh-moi', secret: '', apiKey: 'khoa-moi', settings: 'path=/b', reason, ...more })
  const wrong = await post({ client: 'VN/GOV/X/y', service: 'VN/GOV/X/y/z', settings: 'path', reason: '' })
  for (const words of ['Dòng “path” chưa đúng', 'Chưa có lý do']) expect(wrong.body).toContain(words)
  const unknown = await post({ client: 'VN/GOV/X/y', service: 'VN/GOV/X/y/z' })
  for (const words of ['Không có hệ thống này', 'Không có dịch vụ này']) expect(unknown.body).toContain(words)
  expect([(await site.post(unit, page, { version, client: CLIENT })).status, (await post({})).status, (await post({})).status]).toEqual([403, 303, 409])
  expect(await findConnector(t().db, site.platform.config.masterKey, 'business-registry')).toEqual({ client: CLIENT, service: SERVICE, account: 'tinh-moi', secret: 'mat-khau-cu', apiKey: 'khoa-moi', settings: { path: '/b' } })
  expect((await ledgerOf(t().owner, 'business-registry')).at(-1)).toEqual({ act: 'exchange.put-connector', role: 'administrator', reason })
  const { rows } = await t().owner.pool.query(`select payload from kernel.ledger_entry where object_id = 'business-registry'`)
  expect(JSON.stringify(rows)).not.toContain('khoa-moi')
})
