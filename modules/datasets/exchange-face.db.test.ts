import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read, transact } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { readConfig } from '../../kernel/config.ts'
import type { Platform } from '../../kernel/platform.ts'
import { aGateway, MASTER_KEY, QUIET, registryOf, send, type RunningGateway } from '../exchange/testing.ts'
import { changeDataset, createDataset } from './acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from './acts/publish-dataset.ts'
import { lookAtServices } from './health.ts'
import { looksAt } from './looks.ts'
import { connectedDatasets, missesOf } from './queries/connected.ts'
import { findDatasetById } from './queries/datasets.ts'
import { storeProvider } from './provider.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, SYSTEM } from './testing.ts'

const t = useDb()
let gateway: RunningGateway
let platform: Platform
let agency: string
let id: string
const CLIENT = 'DEV/GOV/TINH.02/mot-cua'
const [NUMBER, OTHER] = ['001099000001', '001099000002']
const call = (path: string, headers: Record<string, string> = {}) => send(gateway.url, `/r1/DEV/GOV/H55.901/kho-du-lieu/ho-ngheo${path}`, { headers: { 'X-Road-Client': CLIENT, ...headers } })
const versionOf = async (): Promise<number> => (await read(t().db, SYSTEM, tx => findDatasetById(tx, id)))?.version ?? 0
const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T | undefined> => (await query.execute(t().owner.kysely)).rows[0]
const misses = async () => (await connectedDatasets(t().db, new Date())).find(each => each.code === 'ho-ngheo')?.misses.map(each => each.en)
let right: { id: string; number: number }
let consumer: { id: string; number: number }

beforeAll(async () => {
  platform = { config: { ...readConfig({ VAR_DIR: '/tmp/none', MASTER_KEY: MASTER_KEY.toString('hex') }), masterKey: MASTER_KEY }, db: t().db, now: () => new Date(), log: QUIET }
  agency = await anAgency(t())
  const registry = registryOf(t().owner.pool)
  await registry.member('H55.901', { memberClass: 'GOV', agencyId: agency })
  consumer = await registry.subsystem((await registry.member('TINH.02', { memberClass: 'GOV', agencyId: await anAgency(t(), 'H55.902') })).id, 'mot-cua')
  gateway = await aGateway(t().urls.app, { within: storeProvider(platform) })
  id = await createDataset(callOf(t(), anOfficer(agency, 'data-steward')), 'ho-ngheo', aDescription(agency, { title: 'Hộ nghèo', access: 'shared', refreshDays: 30 }), aSchema([aField('ma_ho', { required: true }), aField('xa', { classification: 'shared' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' }), aField('benh', { classification: 'sensitive' })], { key: ['ma_ho'] }))
  await loaded(t(), id, [{ ma_ho: 'H1', xa: 'Phú Bình', so_cccd: NUMBER, benh: 'kín' }, { ma_ho: 'H2', xa: 'Đại Từ', so_cccd: OTHER, benh: null }])
})
afterAll(() => gateway.close())

describe('publishing is one registry', () => {
  test('opens a service under the owner, in the catalogue and among the shared databases, in the same transaction', async () => {
    await publishDataset(callOf(t(), anOfficer(agency, 'data-steward')), id, await versionOf())
    expect(await one(sql`select d.kind, d.within, d.listed, d.evidence, d.state, d.openapi is not null as described, m.code as member, (select array_agg(method || ' ' || path order by path) from exchange.endpoint e where e.service_id = d.id) as endpoints, b.scope from exchange.data_service d
      join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id join exchange.shared_database b on b.service_id = d.id where d.code = 'ho-ngheo'`)).toEqual({ kind: 'OPENAPI', within: true, listed: true, evidence: 'metadata', state: 'enabled', described: true, member: 'H55.901', endpoints: ['GET /changes', 'GET /contract', 'GET /rows'], scope: 'province' })
  })
  test('alone that counts for nothing', async () => {
    await sql`update datasets.dataset set refreshed_at = now() - interval '40 days' where id = ${id}`.execute(t().owner.kysely)
    expect(await misses()).toEqual(['The service was not tested within the hour', 'No right in force', 'Not refreshed within 30 days as promised', 'No other agency used it within 30 days'])
  })
  test('nobody else opens such a service: not the application by hand, not a steward of another agency, not by turning another service', async () => {
    const write = (actor: Parameters<typeof transact>[1], statement: ReturnType<typeof sql>) => transact(t().db, actor, tx => statement.execute(tx))
    await expect(write(SYSTEM, sql`insert into exchange.data_service (id, subsystem_id, code, kind, base_url, name, within) select gen_random_uuid(), subsystem_id, 'khac', 'REST', 'http://kho-du-lieu.invalid', 'x', true from exchange.data_service limit 1`)).rejects.toThrow('opened by publishing')
    await expect(write(SYSTEM, sql`update exchange.data_service set code = 'khac' where within`)).rejects.toThrow('stays what it is')
    await expect(write(SYSTEM, sql`update exchange.data_service set within = false where within`)).rejects.toThrow('stays what it is')
    const stranger = anOfficer(await anAgency(t(), 'H55.903'), 'data-steward')
    await expect(write(stranger, sql`select exchange.open_store_service(${agency}, '{}'::jsonb, now())`)).rejects.toThrow('only the owner')
    await expect(write(stranger, sql`select exchange.close_store_service(${agency}, 'ho-ngheo', 'x')`)).rejects.toThrow('only the owner')
    await expect(write(anOfficer(agency, 'data-steward'), sql`select exchange.write_store_service(${agency}, '{}'::jsonb, now())`)).rejects.toThrow('permission denied')
  })
  test('what changes on the dataset changes at its service', async () => {
    await changeDataset(callOf(t(), anOfficer(agency, 'data-steward')), id, await versionOf(), aDescription(agency, { title: 'Hộ nghèo, cận nghèo', access: 'shared', refreshDays: 30 }))
    expect(await one(sql`select name from exchange.data_service where code = 'ho-ngheo'`)).toEqual({ name: 'Hộ nghèo, cận nghèo' })
  })
})

describe('a consumer with a right', () => {
  test('is refused without one', async () => {
    await gateway.gateway.reload()
    const answer = await call('/rows')
    expect([answer.status, answer.headers['x-road-error']]).toEqual([500, 'server.serverproxy.access_denied'])
  })
  test('reads exactly the fields that its contract names, filters included, and its looks are written down', async () => {
    right = await registryOf(t().owner.pool).right(consumer.id, (await one(sql<{ id: string }>`select id from exchange.data_service where code = 'ho-ngheo'`))?.id ?? '')
    await sql`update exchange.access_right set fields = '{row.ma_ho,so_cccd}', purpose = 'Xét trợ giúp xã hội' where id = ${right.id}`.execute(t().owner.kysely)
    await gateway.gateway.reload()
    const answer = await call(`/rows?so_cccd=eq.${NUMBER}`)
    expect([answer.status, answer.json()]).toMatchObject([200, { items: [{ ma_ho: 'H1', so_cccd: NUMBER }], position: 1 }])
    expect(answer.text).toContain(`"items":[{"ma_ho":"H1","so_cccd":"${NUMBER}"}]`)
    for (const query of ['select=xa', 'xa=eq.x', 'order=benh', 'or=(benh.is.null,ma_ho.eq.H1)']) expect((await call(`/rows?${query}`)).json(), query).toMatchObject({ status: 400, reason: 'unknown-field' })
    expect((await call('/rows?q=dai+tu')).json()).toMatchObject({ items: [] })
    expect((await call('/contract')).text).not.toMatch(/benh|xa"/)
    const looks = await read(t().db, SYSTEM, tx => looksAt(tx, MASTER_KEY, NUMBER))
    expect(looks).toMatchObject([{ dataset: 'ho-ngheo', reader: `Cơ quan TINH.02: Hệ thống mot-cua (${CLIENT})`, purpose: 'Xét trợ giúp xã hội. NĐ 194/2025/NĐ-CP', fields: ['ma_ho', 'so_cccd'] }])
    expect(await read(t().db, SYSTEM, tx => looksAt(tx, MASTER_KEY, OTHER))).toEqual([])
    expect(await one(sql`select count(*) as n from datasets.look where encode(person, 'escape') like '%' || ${NUMBER} || '%'`)).toEqual({ n: 0 })
  })
  test('a look that hides the number is written down as well; a sensitive field opens by a legal basis only', async () => {
    await sql`update exchange.access_right set fields = '{benh}' where id = ${right.id}`.execute(t().owner.kysely)
    expect((await call('/rows?benh=not.is.null')).json()).toMatchObject({ items: [{ benh: 'kín' }] })
    expect(await read(t().db, SYSTEM, tx => looksAt(tx, MASTER_KEY, NUMBER))).toMatchObject([{ fields: ['benh'] }, {}])
    await sql`update exchange.access_right set legal_basis = '' where id = ${right.id}`.execute(t().owner.kysely)
    expect((await call('/rows')).json()).toMatchObject({ status: 403, code: 'needs-right' })
    await sql`update exchange.access_right set fields = '{*}' where id = ${right.id}`.execute(t().owner.kysely)
    expect((await call('/rows?limit=1')).text).toContain('"items":[{"ma_ho":"H1","xa":"Phú Bình"}]')
  })
  test('nobody is counted without a line: neither by a number without rows, nor by the row behind the page', async () => {
    await sql`update exchange.access_right set fields = '{ma_ho,so_cccd}' where id = ${right.id}`.execute(t().owner.kysely)
    const before = await read(t().db, SYSTEM, tx => looksAt(tx, MASTER_KEY, OTHER))
    for (const count of ['exact', 'planned', 'estimated']) for (const where of [`so_cccd=eq.${OTHER}`, `or=(ma_ho.eq.H9,not.and(so_cccd.neq.${OTHER},ma_ho.neq.H9))`, `q=${OTHER}`]) expect((await call(`/rows?${where}&offset=1&count=${count}`)).json(), where).toMatchObject({ status: 400, reason: 'bad-operator', where: 'count' })
    expect((await call('/rows?ma_ho=eq.H1&offset=1&count=exact')).json()).toMatchObject({ items: [], total: { rows: 1 } })
    expect((await call('/rows?limit=1&count=exact')).json()).toMatchObject({ items: [{ ma_ho: 'H1' }], next: expect.any(String), total: { rows: 2 } })
    expect(await read(t().db, SYSTEM, tx => looksAt(tx, MASTER_KEY, OTHER))).toHaveLength(before.length + 1)
    await sql`update exchange.access_right set fields = '{*}' where id = ${right.id}`.execute(t().owner.kysely)
  })
  test('no header of the caller says who they are or what they may read', async () => {
    const answer = await call('/rows', { 'x-tinhso-reader': 'keeper', 'x-forwarded-user': 'admin', authorization: 'Bearer x' })
    expect(answer.text).not.toContain('so_cccd')
    expect((await send(gateway.url, '/r1/DEV/GOV/H55.901/kho-du-lieu/ho-ngheo/rows', { headers: { 'X-Road-Client': 'DEV/GOV/H55.901/kho-du-lieu' } })).status).toBe(500)
    expect((await call('/rows/../../other')).status).toBe(500)
    expect((await call('/health')).status).toBe(404)
  })
})

describe('connected is computed', () => {
  test('what was missing is there', async () => {
    expect(await lookAtServices(platform)).toBe(0)
    await sql`update datasets.dataset set refreshed_at = now() where id = ${id}`.execute(t().owner.kysely)
    await sql`select exchange.count_batches(100000)`.execute(t().owner.kysely)
    expect(await misses()).toEqual([])
  })
  test('every rule alone keeps it from counting', () => {
    const now = new Date('2026-11-29T00:00:00Z')
    const dataset = { state: 'published', access: 'shared', refreshDays: 7, refreshedAt: now } as const
    const service = { id: 'x', code: 'x', enabled: true, testedAt: now, testedOk: true, testMessage: null, rights: 1, users: 1 }
    expect(missesOf(dataset, service, now)).toEqual([])
    for (const bad of [[{ ...dataset, state: 'withdrawn' }, service], [dataset, { ...service, enabled: false }], [dataset, { ...service, testedAt: null }], [dataset, { ...service, testedOk: false }], [dataset, { ...service, rights: 0 }], [{ ...dataset, refreshedAt: new Date('2026-11-01') }, service], [dataset, { ...service, users: 0 }]] as const) expect(missesOf(bad[0], bad[1], now)).toHaveLength(1)
    expect(missesOf({ ...dataset, access: 'open' }, { ...service, rights: 0 }, now)).toEqual([])
  })
})

test('withdrawing closes the service and says why', async () => {
  await withdrawDataset(callOf(t(), anOfficer(agency, 'data-steward')), id, await versionOf(), 'sai nguồn')
  await gateway.gateway.reload()
  const answer = await call('/rows')
  expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('Ngừng công bố: sai nguồn')])
})
