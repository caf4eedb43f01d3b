import { execFileSync } from 'node:child_process'
import { hash, randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../kernel/actor.ts'
import { readConfig } from '../../../kernel/config.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf } from '../../../ui/testing-site.ts'
import { loadProvinceHolidays } from '../../calendar/index.ts'
import { aProvider } from '../testing.ts'
import { askAccess, grantAccess, refuseAccess, withdrawAccess } from './access-request.ts'
import { changeQuota, endRight, grantRight, type Terms } from './access-right.ts'
import { importOpenApi } from './import-openapi.ts'
import { issueCredential, revokeCredential } from './issue-credential.ts'
import { mapDictionary, readDictionary } from './map-dictionary.ts'
import { addGroup, changeGroup } from './put-group.ts'
import { addMember, changeMember } from './put-member.ts'
import { addService, changeService, type ServiceInput } from './put-service.ts'
import { addSubsystem } from './put-subsystem.ts'
import { changeRow, inRegistry, type Call } from './registry-row.ts'
import { setServiceState } from './set-service-state.ts'
import { setPartyState } from './set-state.ts'
import { testConnection } from './test-connection.ts'

// Friday before the holiday of 2 September 2026 (a Wednesday); asked in the evening
const NOW = new Date('2026-08-31T11:00:00Z')
const t = useDb()
const agencies = { consumer: newId(), provider: newId(), other: newId() }
const boss = anOfficer(['administrator'])
const unitOf = (agency: string, roles = ['unit-administrator'] as const) => anOfficer([...roles], { agencyId: agency, scopeAgencyIds: [agency] })
const [asker, provider, stranger] = [unitOf(agencies.consumer), unitOf(agencies.provider), unitOf(agencies.other)]
const clerk = anOfficer(['case-officer'], { agencyId: agencies.provider, scopeAgencyIds: [agencies.provider] })
const config = readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'acts-')), MASTER_KEY: randomBytes(32).toString('hex'), EXCHANGE_INSTANCE: 'DEV' })
let now = NOW
const as = (actor: Call['actor']): Call => ({ actor, platform: { db: t().db, now: () => now, config } })
const version = async (table: string, id: string): Promise<number> => (await t().owner.pool.query<{ version: number }>(`select version from exchange.${table} where id = $1`, [id])).rows[0]?.version ?? 0
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error instanceof Fault ? error.details.fields?.map(each => `${each.field}:${each.code}`).join(' ') ?? error.code : error)
const service: ServiceInput = { code: 'tra-cuu', versionLabel: 'v1', kind: 'REST', baseUrl: 'https://ho-tich.example.gov.vn/api', name: 'Tra cứu hộ tịch', description: '', legalBasis: 'NĐ 87/2020/NĐ-CP', contact: '', terms: '', context: '', listed: true, unlistedBecause: '', evidence: 'metadata', whenLogFails: 'closed', idempotent: false, errorEnvelope: 'x-road', timeoutMs: 60_000, maxBodyMb: 50, checkPath: '/' }
const terms: Terms = { endpoints: 'GET /a/*', purpose: 'Giải quyết hồ sơ', legalBasis: 'NĐ 194/2025/NĐ-CP', fields: ['soDinhDanh'], perMinute: 10, perDay: 100, validTo: null }

let [consumerSub, providerSub, serviceId, memberId] = ['', '', '', '']
beforeAll(async () => {
  const HOURS = ['07:00-11:30', '13:30-17:00']
  await loadProvinceHolidays(t().db, { sources: { law: 'Luật', hours: 'Giờ' }, hours: [{ validFrom: '2000-01-01', source: 'hours', monday: HOURS, tuesday: HOURS, wednesday: HOURS, thursday: HOURS, friday: HOURS, saturday: [], sunday: [] }],
    days: [{ date: '2026-09-02', type: 'off', kind: 'statutory', name: 'Quốc khánh', source: 'law', confidence: 'high' }] }, NOW)
  for (const [code, id] of Object.entries(agencies)) await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, $2, $3, 'department', 'province', array[$1]::uuid[], '2020-01-01')`, [id, `H55.${code.toUpperCase()}`, `Sở ${code}`])
  memberId = await addMember(as(boss), { memberClass: 'GOV', code: 'H55.A', name: 'Sở Hỏi', agencyId: agencies.consumer, inOpenLog: true })
  const providing = await addMember(as(boss), { memberClass: 'GOV', code: 'H55.B', name: 'Sở Đáp', agencyId: agencies.provider, inOpenLog: true })
  consumerSub = await addSubsystem(as(boss), memberId, { code: 'mot-cua', name: 'Một cửa', connection: 'credential' })
  providerSub = await addSubsystem(as(boss), providing, { code: 'ho-tich', name: 'Hộ tịch', connection: 'credential' })
  serviceId = await addService(as(boss), providerSub, service)
})

describe('the registry', () => {
  test('keeps earlier wordings and a ledger entry; a lost race changes nothing; a change of nothing is none', async () => {
    const read = await version('member', memberId)
    await changeMember(as(boss), memberId, read, { name: 'Sở Hỏi mới', agencyId: agencies.consumer, inOpenLog: true })
    expect(await codeOf(changeMember(as(boss), memberId, read, { name: 'Tên khác', agencyId: null, inOpenLog: true }))).toBe('conflict')
    await changeMember(as(boss), memberId, read + 1, { name: 'Sở Hỏi mới', agencyId: agencies.consumer, inOpenLog: true })
    expect(await version('member', memberId)).toBe(read + 1)
    expect((await ledgerOf(t().owner, memberId)).map(each => each.act)).toEqual(['exchange.add-member', 'exchange.change-member'])
    expect((await t().owner.pool.query(`select version, content->>'name' as name from exchange.history where object_id = $1`, [memberId])).rows).toEqual([{ version: read, name: 'Sở Hỏi' }])
  })
  test('tells the gateways of every change', async () => {
    const at = async (): Promise<number> => (await t().owner.pool.query<{ version: number }>('select version from exchange.registry')).rows[0]?.version ?? 0
    const before = await at()
    await setPartyState(as(boss), 'subsystem', consumerSub, await version('subsystem', consumerSub), 'suspended', 'thử')
    expect(await at()).toBeGreaterThan(before)
    await setPartyState(as(boss), 'subsystem', consumerSub, await version('subsystem', consumerSub), 'active', 'thử xong')
  })
  test('names the fault: taken codes, bad addresses, hiding without a law, a state without a reason', async () => {
    expect(await codeOf(addMember(as(boss), { memberClass: 'GOV', code: 'H55.A', name: 'x', agencyId: null, inOpenLog: true }))).toBe('code:taken')
    expect(await codeOf(addMember(as(boss), { memberClass: 'GOV', code: 'H55/A', name: '', agencyId: null, inOpenLog: true }))).toBe('code:invalid name:required')
    expect(await codeOf(addService(as(boss), providerSub, { ...service, code: 'x', baseUrl: 'http://169.254.169.254/' }))).toBe('baseUrl:local')
    expect(await codeOf(addService(as(boss), providerSub, { ...service, code: 'x', listed: false }))).toBe('unlistedBecause:required')
    expect(await codeOf(setPartyState(as(boss), 'member', memberId, 1, 'suspended', ''))).toBe('reason:required')
  })
  test('is the stewards’', async () => {
    for (const who of [asker, provider, clerk]) {
      expect(await codeOf(addMember(as(who), { memberClass: 'GOV', code: 'H55.Z', name: 'x', agencyId: null, inOpenLog: true }))).toBe('not-allowed')
      expect(await codeOf(changeService(as(who), serviceId, 2, service))).toBe('not-allowed')
      expect(await codeOf(issueCredential(as(who), consumerSub, { kind: 'access-key', label: 'x', validTo: null, certificate: '' }))).toBe('not-allowed')
    }
  })
  test('takes name, endpoints and text from OpenAPI in YAML; endpoints that go are ended, not deleted', async () => {
    await importOpenApi(as(boss), serviceId, await version('data_service', serviceId), 'openapi: 3.0.3\ninfo: { title: Tra cứu hộ tịch, version: "1" }\npaths:\n  /a/{id}:\n    get: { summary: Xem }\n  /b:\n    post: {}\n')
    await importOpenApi(as(boss), serviceId, await version('data_service', serviceId), '{"openapi":"3.1.0","info":{"title":"Tra cứu hộ tịch"},"paths":{"/a/{id}":{"get":{"summary":"Xem"}}}}')
    expect((await t().owner.pool.query('select method, path, ended from exchange.endpoint where service_id = $1 order by path', [serviceId])).rows).toEqual([{ method: 'GET', path: '/a/*', ended: false }, { method: 'POST', path: '/b', ended: true }])
    expect(await codeOf(importOpenApi(as(boss), serviceId, await version('data_service', serviceId), 'a: &a [*a, *a]\nopenapi: ['))).toBe('openapi:invalid')
    expect(await codeOf(importOpenApi(as(boss), serviceId, await version('data_service', serviceId), 'swagger: "2.0"'))).toBe('openapi:invalid')
  })
  test('maps fields to the national dictionary from CSV and JSON, one term a field', async () => {
    await mapDictionary(as(boss), serviceId, await version('data_service', serviceId), readDictionary('truong,thuat_ngu,dien_giai\nsoDinhDanh,soDinhDanhCaNhan,Số định danh'))
    expect((await t().owner.pool.query('select dictionary from exchange.data_service where id = $1', [serviceId])).rows[0]).toEqual({ dictionary: [{ field: 'soDinhDanh', term: 'soDinhDanhCaNhan', label: 'Số định danh' }] })
    expect(() => readDictionary('[{"field":"a","term":"b"},{"field":"a","term":"c"}]')).toThrow(Fault)
    expect(() => readDictionary('field,term\na,')).toThrow(Fault)
  })
  test('groups hold subsystems by their full names', async () => {
    expect(await codeOf(addGroup(as(boss), { code: 'xa', name: 'Các xã', members: ['DEV/GOV/H55.A/khong-co'] }))).toBe('members:unknown')
    const id = await addGroup(as(boss), { code: 'xa', name: 'Các xã', members: ['DEV/GOV/H55.A/mot-cua'] })
    await changeGroup(as(boss), id, await version('subject_group', id), { name: 'Các xã', members: [] })
    expect((await t().owner.pool.query('select until is not null as ended from exchange.group_subsystem where group_id = $1', [id])).rows).toEqual([{ ended: true }])
  })
})

describe('credentials', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cert-'))
  const pem = (name: string, more: readonly string[] = []): string => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.pem`), '-days', '3650', '-subj', `/CN=${name}`, ...more], { stdio: 'ignore' })
    return readFileSync(join(dir, `${name}.pem`), 'utf8')
  }
  const LEAF = ['-addext', 'basicConstraints=critical,CA:FALSE']

  test('a secret is told once and kept as its hash; neither history nor ledger knows it', async () => {
    const issued = await issueCredential(as(boss), consumerSub, { kind: 'oauth-client', label: 'Máy chủ một cửa', validTo: null, certificate: '' })
    const { rows: [row] } = await t().owner.pool.query<{ secret_hash: Buffer; public_id: string }>('select secret_hash, public_id from exchange.credential where id = $1', [issued.id])
    expect(row?.secret_hash).toEqual(hash('sha256', issued.secret ?? '', 'buffer'))
    await revokeCredential(as(boss), issued.id, await version('credential', issued.id), 'lộ khóa')
    // no act changes a secret yet; the first that does tells no more than these
    const [changed, sealed] = [hash('sha256', 'another', 'hex'), '5ea1ed']
    await inRegistry(as(boss), async work => changeRow(work, { table: 'credential', id: issued.id, version: await version('credential', issued.id), act: 'issue-credential', set: { secret_hash: `\\x${changed}`, secret_sealed: `\\x${sealed}` } }))
    expect((await ledgerOf(t().owner, issued.id)).map(each => each.act)).toEqual(['exchange.issue-credential', 'exchange.revoke-credential', 'exchange.issue-credential'])
    const { rows } = await t().owner.pool.query<{ all: string }>(`select coalesce(string_agg(h.content::text, ''), '') || (select string_agg(payload::text, '') from kernel.ledger_entry where object_id = $1::text) as all from exchange.history h where object_id = $1::uuid`, [issued.id])
    expect(rows[0]?.all).toContain('public_id')
    for (const hidden of [issued.secret ?? '-', row?.secret_hash.toString('hex') ?? '-', changed, sealed, 'secret']) expect(rows[0]?.all).not.toContain(hidden)
  })
  test('a client certificate is known by the SHA-256 of its DER; expired, authority, private key and one in use are refused', async () => {
    now = new Date()
    const certificate = pem('may-chu', LEAF)
    const issue = (text: string) => issueCredential(as(boss), consumerSub, { kind: 'certificate', label: 'x', validTo: null, certificate: text })
    const issued = await issue(certificate)
    expect(issued.secret).toBeUndefined()
    expect(issued.publicId).toBe(hash('sha256', new X509Certificate(certificate).raw, 'hex'))
    expect(await codeOf(issue(certificate))).toBe('certificate:taken')
    expect(await codeOf(issue(pem('ca', ['-addext', 'basicConstraints=critical,CA:TRUE'])))).toBe('certificate:authority')
    expect(await codeOf(issue(readFileSync(join(dir, 'ca.key'), 'utf8')))).toBe('certificate:private-key')
    expect(await codeOf(issue('không phải'))).toBe('certificate:unreadable')
    now = new Date('2099-01-01T00:00:00Z')
    expect(await codeOf(issue(pem('cu', LEAF)))).toBe('certificate:expired')
    now = NOW
    rmSync(dir, { recursive: true })
  })
})

describe('a request for access', () => {
  test('is due two working days later, and says which days were counted', async () => {
    const id = await askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, terms)
    const { rows: [row] } = await t().owner.pool.query<{ due_at: Date; due_steps: { date: string; counts: boolean; why: string }[] }>('select due_at, due_steps from exchange.access_request where id = $1', [id])
    expect(row?.due_at.toISOString()).toBe('2026-09-03T10:00:00.000Z')
    expect(row?.due_steps).toEqual([{ date: '2026-08-31', counts: false, why: 'asked' }, { date: '2026-09-01', counts: true, why: 'working-day' }, { date: '2026-09-02', counts: false, why: 'Quốc khánh' }, { date: '2026-09-03', counts: true, why: 'working-day' }])
    expect(await codeOf(askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, terms))).toBe('subsystem:waiting')
    expect(await codeOf(askAccess(as(stranger), consumerSub, { kind: 'call', serviceId }, terms))).toBe('not-allowed')
    expect(await codeOf(grantAccess(as(asker), id, 1, ''))).toBe('not-allowed')
    expect(await codeOf(grantAccess(as(stranger), id, 1, ''))).toMatch(/not-/)
    expect(await codeOf(refuseAccess(as(provider), id, 1, 'không', ''))).toBe('ground:required')
    await refuseAccess(as(provider), id, 1, 'Chưa rõ mục đích', 'NĐ 194/2025/NĐ-CP Đ16')
    expect(await codeOf(grantAccess(as(provider), id, 2, ''))).toBe('decision:decided')
    expect((await ledgerOf(t().owner, id)).map(each => [each.act, each.role])).toEqual([['exchange.ask-access', 'unit-administrator'], ['exchange.refuse-access', 'unit-administrator']])
  })
  test('whoever asked does not answer, whatever roles they hold; another does', async () => {
    const [both, second] = [anOfficer(['administrator']), anOfficer(['administrator'])]
    const id = await askAccess(as(both), consumerSub, { kind: 'call', serviceId }, terms)
    expect(await codeOf(grantAccess(as(both), id, 1, ''))).toBe('decision:own')
    expect(await codeOf(refuseAccess(as(both), id, 1, 'không', 'NĐ 194/2025'))).toBe('decision:own')
    await refuseAccess(as(second), id, 1, 'Thử hai người', 'NĐ 194/2025/NĐ-CP')
  })
  test('granted by the owner becomes a right; the owner changes its quota, renews and ends it', async () => {
    const id = await askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, { ...terms, validTo: '2026-12-31T16:59:59.000Z' })
    const right = await grantAccess(as(provider), id, 1, 'đủ căn cứ')
    await changeQuota(as(provider), right, 1, { perMinute: 5, perDay: null }, 'quá tải')
    // whatever else the form said, the owner is shown what will come true
    const again = await askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, { ...terms, purpose: 'Việc khác', endpoints: 'POST /b', fields: ['hoTen'], validTo: '2027-12-31T16:59:59.000Z' }, right)
    const scopeOf = async (table: string, row: string) => (await t().owner.pool.query(`select purpose, endpoints, fields, row_rule from exchange.${table} where id = $1`, [row])).rows
    expect(await scopeOf('access_request', again)).toEqual([{ purpose: terms.purpose, endpoints: [{ method: 'GET', path: '/a/*' }], fields: ['soDinhDanh'], row_rule: [] }])
    expect(await scopeOf('access_right', right)).toEqual(await scopeOf('access_request', again))
    expect(await grantAccess(as(provider), again, 1, '')).toBe(right)
    const { rows } = await t().owner.pool.query('select per_minute, per_day, valid_to, request_id from exchange.access_right where id = $1', [right])
    expect(rows).toEqual([{ per_minute: 10, per_day: 100, valid_to: new Date('2027-12-31T16:59:59Z'), request_id: id }])
    expect(await codeOf(endRight(as(asker), right, 3, 'x'))).toMatch(/not-/)
    await endRight(as(provider), right, 3, 'hết nhiệm vụ')
    expect(await codeOf(changeQuota(as(boss), right, 4, { perMinute: 1, perDay: 1 }, 'x'))).toBe('reason:ended')
    const last = await askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, terms)
    await withdrawAccess(as(asker), last, 1, 'thôi')
    expect((await t().owner.pool.query('select state from exchange.access_request where id = $1', [last])).rows).toEqual([{ state: 'withdrawn' }])
  })
  test('the owner stops and opens the own service, nobody else’s agency does', async () => {
    expect(await codeOf(setServiceState(as(asker), serviceId, await version('data_service', serviceId), 'disabled', 'x'))).toBe('not-allowed')
    expect(await codeOf(setServiceState(as(provider), serviceId, await version('data_service', serviceId), 'disabled', ''))).toBe('notice:required')
    await setServiceState(as(provider), serviceId, await version('data_service', serviceId), 'disabled', 'Bảo trì đến 17:00')
    await setServiceState(as(provider), serviceId, await version('data_service', serviceId), 'enabled', '')
    expect((await ledgerOf(t().owner, serviceId)).slice(-2)).toMatchObject([{ act: 'exchange.disable-service', reason: 'Bảo trì đến 17:00' }, { act: 'exchange.enable-service' }])
  })
})

describe('a connection test', () => {
  test('goes the gateway’s way and is kept; loopback only where simulators are on', async () => {
    let status = 404
    const there = await aProvider((_seen, _request, response) => { response.writeHead(status).end(); return true })
    const call = as(boss)
    const local = { ...call, platform: { ...call.platform, config: { ...config, simulators: true } } }
    const id = await addService(local, providerSub, { ...service, code: 'thu', baseUrl: there.url })
    // somebody answered, but not the service: that is no connection
    expect(await testConnection(local, id)).toMatchObject({ ok: false, status: 404, message: expect.stringContaining('Trả lời 404') })
    status = 401
    expect(await testConnection(local, id)).toMatchObject({ ok: false, status: 401, message: expect.stringContaining('đòi đăng nhập') })
    status = 204
    expect(await testConnection(local, id)).toMatchObject({ ok: true, status: 204, message: 'Trả lời 204' })
    expect(await testConnection({ ...call, platform: { ...call.platform, config: { ...config, simulators: false } } }, id)).toMatchObject({ ok: false, message: expect.stringContaining('bị chặn') })
    await there.close()
    expect(await testConnection(as(provider), id)).toMatchObject({ ok: false, message: 'Không kết nối được' })
    expect(await codeOf(testConnection(as(asker), id))).toBe('not-allowed')
    expect((await t().owner.pool.query('select ok from exchange.connection_test where service_id = $1 order by ok', [id])).rows).toEqual([{ ok: false }, { ok: false }, { ok: false }, { ok: false }, { ok: true }])
  })
})

describe('the wall, past all code of ours', () => {
  const attempt = (actor: Actor, statement: string): Promise<bigint | undefined> => transact(t().db, actor, async tx => (await sql.raw(statement).execute(tx)).numAffectedRows)
  const count = (actor: Actor, table: string): Promise<number> => transact(t().db, actor, async tx => (await sql<{ n: number }>`select count(*) as n from ${sql.table(`exchange.${table}`)}`.execute(tx)).rows[0]?.n ?? 0)
  const changed = (actor: Actor, statement: string): Promise<unknown> => attempt(actor, statement).then(rows => Number(rows ?? 0), (error: unknown) => error instanceof Error ? error.message : error)
  let open = ''
  beforeAll(async () => { open = await askAccess(as(asker), consumerSub, { kind: 'call', serviceId }, terms) })

  test('citizens and nobody see nothing of the exchange', async () => {
    for (const actor of [{ kind: 'anonymous' }, { kind: 'citizen', accountId: newId(), assurance: 2, displayName: 'x' }] as const) for (const table of ['member', 'data_service', 'access_request', 'access_right', 'credential', 'history', 'transaction', 'usage_minute', 'connection_test']) expect(await count(actor, table), table).toBe(0)
  })
  test('an agency sees the requests, rights and credentials of its own parties only', async () => {
    expect(await count(asker, 'access_request')).toBeGreaterThan(0)
    expect(await count(provider, 'access_request')).toBeGreaterThan(0)
    for (const table of ['access_request', 'access_right', 'credential', 'history']) expect(await count(stranger, table), table).toBe(0)
    expect(await count(asker, 'credential')).toBeGreaterThan(0)
    expect(await count(provider, 'credential')).toBe(0)
  })
  test('who asks does not grant; who grants does not ask in another’s name; clerks do neither', async () => {
    const colleague = unitOf(agencies.consumer)
    expect(await changed(colleague, `update exchange.access_request set state = 'granted', decided_by = '${colleague.accountId}' where id = '${open}'`)).toMatch(/row-level security/)
    expect(await changed(clerk, `update exchange.access_request set state = 'granted' where id = '${open}'`)).toBe(0)
    expect(await changed(provider, `update exchange.access_request set state = 'withdrawn' where id = '${open}'`)).toMatch(/row-level security/)
    expect(await changed(provider, `update exchange.access_request set state = 'granted', decided_by = '${provider.accountId}', per_day = 1000000 where id = '${open}'`)).toMatch(/only a steward/)
    const right = (request: string): string => `insert into exchange.access_right (id, subsystem_id, service_id, purpose, legal_basis, valid_from, request_id) values (gen_random_uuid(), '${consumerSub}', '${serviceId}', 'x', 'x', now(), ${request})`
    expect(await changed(provider, right(`'${open}'`))).toMatch(/row-level security/)
    expect(await changed(provider, right('null'))).toMatch(/row-level security/)
    expect(await changed(asker, right(`'${open}'`))).toMatch(/row-level security/)
  })
  test('the database, too, wants a second person, who signs with the own account', async () => {
    const both = anOfficer(['administrator'])
    const id = await askAccess(as(both), providerSub, { kind: 'call', serviceId }, terms)
    const decide = (by: string): string => `update exchange.access_request set state = 'granted', decided_by = ${by} where id = '${id}'`
    for (const by of [`'${both.accountId}'`, 'null', `'${boss.accountId}'`]) expect(await changed(both, decide(by)), by).toMatch(/who asked for access does not decide/)
    expect(await changed(both, `update exchange.access_request set asked_by = '${boss.accountId}' where id = '${id}'`)).toMatch(/who asked stays/)
    expect(await changed(boss, decide(`'${boss.accountId}'`))).toBe(1)
  })
  test('an owner changes the state of a service, not where it stands', async () => {
    expect(await changed(provider, `update exchange.data_service set base_url = 'http://evil.example' where id = '${serviceId}'`)).toMatch(/only a steward/)
    expect(await changed(asker, `update exchange.data_service set state = 'disabled' where id = '${serviceId}'`)).toBe(0)
    expect(await changed(clerk, `update exchange.data_service set state = 'disabled' where id = '${serviceId}'`)).toBe(0)
  })
  test('a service that is not listed is its owner’s to see', async () => {
    await changeService(as(boss), serviceId, await version('data_service', serviceId), { ...service, listed: false, unlistedBecause: 'Luật Bảo vệ bí mật nhà nước' })
    const sees = (actor: Actor): Promise<number> => transact(t().db, actor, async tx => (await sql`select 1 from exchange.data_service where id = ${serviceId}`.execute(tx)).rows.length)
    expect([await sees(boss), await sees(provider), await sees(stranger)]).toEqual([1, 1, 0])
    await changeService(as(boss), serviceId, await version('data_service', serviceId), service)
  })
  test('nobody walks round the wall by a partition', async () => {
    const { rows } = await t().owner.pool.query<{ name: string }>(`select inhrelid::regclass::text as name from pg_inherits where inhparent in ('exchange.transaction'::regclass, 'exchange.message'::regclass)`)
    expect(rows.length).toBeGreaterThan(4)
    for (const { name } of rows) await expect(attempt({ kind: 'system', name: 'x' }, `select 1 from ${name}`), name).rejects.toThrow(/permission denied/)
  })
  test('a right granted again in the same terms, also at the same moment, is one, and ending it leaves none', async () => {
    const wanted = { ...terms, purpose: 'Bấm nút nhiều lần' }
    const grant = (more: Partial<typeof wanted> = {}) => codeOf(grantRight(as(boss), { subsystemId: consumerSub }, { kind: 'call', serviceId }, { ...wanted, ...more }))
    const live = async () => (await t().owner.pool.query<{ id: string; version: number }>(`select id, version from exchange.access_right where purpose = $1 and ended_at is null`, [wanted.purpose])).rows
    const codes = await Promise.all(Array.from({ length: 16 }, () => grant()))
    expect([codes.filter(code => code === 'to:held').length, (await live()).length]).toEqual([15, 1])
    await grant({ perDay: 7 })
    expect(await live()).toHaveLength(2)
    for (const { id, version } of await live()) await endRight(as(boss), id, version, 'x')
    await grant()
    for (const { id, version } of await live()) await endRight(as(boss), id, version, 'x')
    expect(await live()).toEqual([])
  })
  test('the parties of a right are not even a steward’s to rewrite', async () => {
    const right = await grantAccess(as(provider), open, 1, '')
    expect(await changed(boss, `update exchange.access_right set subsystem_id = '${providerSub}' where id = '${right}'`)).toMatch(/stay as they are/)
    await endRight(as(boss), right, 1, 'x')
    expect(await changed(boss, `update exchange.access_right set ended_at = null where id = '${right}'`)).toMatch(/stays ended/)
  })
})
