import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { AxisClient } from '../documents/axis/testing.ts'
import { anEdoc } from '../documents/testing.ts'
import { writeEdoc } from '../domain/write-edxml.ts'
import { exchangeModule } from '../index.ts'
import { aGateway, registryOf, type RunningGateway } from '../testing.ts'

const t = useDb()
const agencies = [newId(), newId()] as const
const boss = anOfficer(['administrator'])
const unitOf = (agency: string) => anOfficer(['unit-administrator'], { agencyId: agency, scopeAgencyIds: [agency] })
const [sender, receiver, stranger] = [unitOf(agencies[0]), unitOf(agencies[1]), unitOf(newId())]
let site: AdminSite
let gateway: RunningGateway
const systems: string[] = []
const secrets: string[] = []
beforeAll(async () => {
  const registry = registryOf(t().owner.pool)
  for (const [at, agencyId] of agencies.entries()) {
    await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, $2, $3, 'department', 'province', array[$1]::uuid[], '2020-01-01')`, [agencyId, `H55.VB${at}`, `Sở Văn bản ${at}`])
    systems.push((await registry.subsystem((await registry.member(`VB${at}`, { agencyId })).id, 'van-ban', 'credential')).id)
  }
  site = await startAdminSite(t().db, new Date(), () => exchangeModule({ timeStamp: undefined, emailsOf: async () => [], namesOf: async () => new Map() }).routes)
  gateway = await aGateway(t().urls.app, { masterKey: site.platform.config.masterKey })
})
afterAll(async () => { await gateway.close(); await site.close() })

const AXIS = '/lien-thong/truc-van-ban'
const secretIn = (body: string): string => /data-issued="secret">([^<]+)/.exec(body)?.[1] ?? ''
const keyOf = async (systemId: string): Promise<{ id: string; version: number }> => (await t().owner.pool.query('select id, version from exchange.credential where public_id = $1 and revoked_at is null', [systemId])).rows[0]
const lists = async (systemId: string, secret: string): Promise<string> => { const said: unknown = (await new AxisClient(gateway.url, systemId, secret).list()).json(); return typeof said === 'object' && said !== null && 'status' in said ? String(said.status) : 'none' }

test('a steward issues keys, each shown once; faults stand at their fields; agencies see their own systems only', async () => {
  expect((await site.get(boss, AXIS)).body).toContain('Chưa hệ thống nào lên trục')
  const wrong = await site.post(boss, AXIS, { subsystem: systems[0] ?? '', systemId: 'H19/1', label: '', validTo: '31/02/2020' })
  expect([wrong.status, wrong.body.includes('data-issued')]).toEqual([422, false])
  expect((await site.post(sender, AXIS, { subsystem: systems[0] ?? '', systemId: 'H19.01', label: 'x' })).status).toBe(403)
  for (const [at, subsystem] of systems.entries()) secrets.push(secretIn((await site.post(boss, AXIS, { subsystem, systemId: `H19.0${at + 1}`, label: 'Máy chủ văn bản', validTo: '' })).body))
  expect(secrets.every(each => each.length > 40)).toBe(true)
  await gateway.gateway.reload()
  expect(await lists('H19.01', secrets[0] ?? '')).toBe('OK')
  const seen = (await site.get(sender, AXIS)).body
  expect([seen.includes('H19.01'), seen.includes('H19.02'), seen.includes('Cấp khóa cho một hệ thống'), seen.includes(secrets[0] ?? '-')]).toEqual([true, false, false, false])
})

test('a key is changed with a reason: the new one opens, the old one does not, and a form sent twice changes nothing more', async () => {
  const before = await keyOf('H19.01')
  const rotate = (version: number, more: object = {}) => site.post(boss, `${AXIS}/${before.id}/doi-khoa`, { version: String(version), [`reason-${before.id}`]: 'lộ khóa', [`validTo-${before.id}`]: '', ...more })
  expect((await rotate(1, { [`reason-${before.id}`]: '' })).body).toMatch(new RegExp(`href="#[^"]*reason-${before.id}"`))
  expect((await site.post(sender, `${AXIS}/${before.id}/doi-khoa`, { version: '1' })).status).toBe(403)
  const fresh = secretIn((await rotate(before.version)).body)
  expect([(await rotate(before.version)).status, (await rotate(before.version + 1)).status]).toEqual([422, 422])
  await gateway.gateway.reload()
  expect([await lists('H19.01', fresh), await lists('H19.01', secrets[0] ?? '')]).toEqual(['OK', 'FAIL'])
  secrets[0] = fresh
  expect((await ledgerOf(t().owner, before.id)).map(each => each.act)).toEqual(['exchange.issue-axis-key', 'exchange.revoke-credential'])
  const after = await keyOf('H19.01')
  expect((await ledgerOf(t().owner, after.id)).map(each => [each.act, each.reason])).toEqual([['exchange.rotate-axis-key', 'lộ khóa']])
  const { rows } = await t().owner.pool.query('select payload from kernel.ledger_entry where object_id = any ($1)', [[before.id, after.id]])
  expect(JSON.stringify(rows)).not.toContain(fresh)
})

test('an agency outside the branch waits for a steward on the page', async () => {
  await new AxisClient(gateway.url, 'H19.01', secrets[0] ?? '').call('registerAgency', {}, { body: Buffer.from(JSON.stringify({ code: 'G22.5', name: 'Cục Năm' })) })
  const { body } = await site.get(boss, AXIS)
  for (const words of ['Cục Năm', 'Chờ quản trị', 'Cho lên trục']) expect(body).toContain(words)
  const { rows: [row] } = await t().owner.pool.query<{ id: string }>("select id from exchange.document_agency where code = 'G22.5'")
  expect((await site.post(sender, `${AXIS}/don-vi/${row?.id}`, { version: '1', state: 'active' })).status).toBe(403)
  expect((await site.post(boss, `${AXIS}/don-vi/${row?.id}`, { version: '1', state: 'active' })).status).toBe(303)
  expect((await site.post(boss, `${AXIS}/don-vi/${row?.id}`, { version: '2', state: 'removed' })).status).toBe(422)
  expect((await site.get(sender, AXIS)).body).toContain('Cục Năm')
})

test('a document is followed to each receiver; who failed at it has it put back, and nobody else', async () => {
  const to = new AxisClient(gateway.url, 'H19.02', secrets[1] ?? '')
  await new AxisClient(gateway.url, 'H19.01', secrets[0] ?? '').send(writeEdoc(anEdoc('H19.01', ['H19.02'])))
  const { rows: [document] } = await t().owner.pool.query<{ id: string }>('select id from exchange.document')
  const page = `/lien-thong/van-ban/${document?.id}`
  expect((await site.get(sender, '/lien-thong/van-ban')).body).toContain('Không văn bản nào vướng')
  expect((await site.get(receiver, '/lien-thong/van-ban?tinh-trang=waiting')).body).toContain(page)
  expect((await site.get(sender, page)).body).toContain('Không ký số')
  for (const [who, status] of [[sender, 200], [receiver, 200], [boss, 200], [stranger, 404]] as const) expect((await site.get(who, page)).status).toBe(status)
  expect((await site.get(stranger, '/lien-thong/van-ban?tinh-trang=all')).body).toContain('Không có văn bản nào')
  const again = (who: typeof boss, reason = 'đã sửa ổ đĩa') => site.post(who, `${page}/xep-lai`, { receiver: 'H19.02', 'reason-H19-02': reason })
  expect((await again(receiver)).body).toContain('không còn vướng')
  // nobody fetches it for a day and more
  await t().owner.pool.query("update exchange.delivery set updated_at = now() - interval '25 hours'")
  expect((await site.get(receiver, '/lien-thong/van-ban')).body).toContain(page)
  expect((await site.get(receiver, AXIS)).body).toContain('1 văn bản vướng')
  await to.call('updateStatus', { docid: document?.id ?? '', status: 'fail' })
  expect((await site.get(receiver, page)).body).toContain('Bên nhận báo lỗi')
  expect([(await again(sender)).status, (await again(stranger)).status, (await again(receiver, '')).status]).toEqual([403, 404, 422])
  // the wall lets nobody say more than that it waits again
  for (const change of [sql`state = 'acknowledged'`, sql`state = 'waiting', status = '06'`]) await expect(transact(t().db, receiver, tx => sql`update exchange.delivery set ${change} where document_id = ${document?.id}`.execute(tx))).rejects.toThrow(/row-level security|only a steward/)
  expect((await again(receiver)).status).toBe(303)
  expect((await t().owner.pool.query('select state from exchange.delivery')).rows).toEqual([{ state: 'waiting' }])
  expect((await ledgerOf(t().owner, document?.id ?? '')).at(-1)).toEqual({ act: 'exchange.deliver-again', role: 'unit-administrator', reason: 'đã sửa ổ đĩa' })
  expect((await to.list()).text).toContain(document?.id)
})
