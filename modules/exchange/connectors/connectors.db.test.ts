import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CitizenActor } from '../../../kernel/actor.ts'
import { readConfig } from '../../../kernel/config.ts'
import { transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Log, Platform } from '../../../kernel/platform.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer } from '../../../ui/testing-site.ts'
import { SIMULATED } from '../../../simulators/registers/credentials.ts'
import { RESIDENTS, type Resident } from '../../../simulators/registers/people.ts'
import { startRegisters, type RunningRegisters } from '../../../simulators/registers/server.ts'
import { aGateway, registerConnectors, type RunningGateway } from '../testing.ts'
import { createConnectors, type Connectors } from './connectors.ts'
import { lookupsFor, type Ground } from './lookup.ts'
import { findConnector, putConnector, type ConnectorCode } from './settings.ts'

const t = useDb()
const said: string[] = []
const say = (fields: object, message: string): void => { said.push(`${JSON.stringify(fields)} ${message}`) }
const log: Log = { debug: say, info: say, warn: say, error: say }
const config = readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'connectors-')), MASTER_KEY: randomBytes(32).toString('hex') })
let registers: RunningRegisters
let gateway: RunningGateway
let connectors: Connectors
let platform: Platform
let url: string | undefined

const [hoa, thang] = RESIDENTS
if (!hoa || !thang) throw new Error('nobody lives here')
const iso = (one: Resident): string => one.born.replace(/(\d{4})(\d{2})(\d{2})/, '$1-$2-$3')
const person = (one: Resident, more: object = {}) => ({ idNumber: one.idNumber, name: one.name, birthDate: iso(one), ...more })
const AGENCY = newId()
const citizen: CitizenActor = { kind: 'citizen', accountId: newId(), assurance: 2, displayName: hoa.name }
const officer = anOfficer(['reception-officer'], { agencyId: AGENCY, scopeAgencyIds: [AGENCY] })
const yes = { at: new Date(), text: 'Tôi đồng ý lấy thông tin của tôi' }
const ground = (more: Partial<Ground> = {}): Ground => ({ actor: citizen, purpose: 'Điền sẵn tờ khai', legalBasis: 'NĐ 107/2021/NĐ-CP', subjectAccountId: citizen.accountId, matter: { type: 'submission', id: newId() }, consent: yes, ...more })

beforeAll(async () => {
  registers = await startRegisters({ port: 0 })
  await t().owner.pool.query("insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, 'H55.1', 'Xã Thử', 'department', 'province', array[$1]::uuid[], '2020-01-01')", [officer.agencyId])
  platform = { db: t().db, now: () => new Date(), config, log }
  const shown = (code: ConnectorCode) => {
    const { user, secret, ...more } = SIMULATED[code]
    return { account: user, secret, apiKey: 'apiKey' in more ? more.apiKey : '', settings: { ...('clerkId' in more ? { clerkId: more.clerkId, clerkName: more.clerkName } : {}), ...(code === 'population' ? { signedAddress: registers.addressOf(code), maDVC: 'VPCP', maTichHop: '037', maCanBo: 'mot-cua' } : {}) } }
  }
  await registerConnectors(t().owner.pool, platform, code => registers.addressOf(code), shown)
  gateway = await aGateway(t().urls.app, { instance: 'VN', logger: log })
  connectors = createConnectors({ platform, gatewayUrl: () => url, timeoutMs: 60_000 })
})
afterAll(async () => { await gateway.close(); await registers.close() })
beforeEach(() => { url = gateway.url; for (const code of ['population', 'business-registry', 'social-insurance', 'civil-status', 'categories'] as const) registers.misbehave(code, undefined) })
const lastTransaction = async (): Promise<{ requestId: string; text: string }> => {
  const { rows: [row] } = await t().owner.pool.query<{ id: string; record: string }>("select t.id, t.record from exchange.transaction t order by at desc, seq desc limit 1")
  return { requestId: row?.id ?? '', text: row?.record ?? '' }
}

describe('the population database', () => {
  test('tells of a person, and the look stands in lookup, ledger and the log of the exchange', async () => {
    const asked = ground()
    const found = await connectors.population.find(person(hoa), asked)
    expect(found).toMatchObject({ ok: true, value: { idNumber: hoa.idNumber, birthDate: iso(hoa), gender: 'female', ethnicCode: '02', permanent: { communeCode: hoa.commune, detail: hoa.detail } } })
    const { rows: [row] } = await t().owner.pool.query('select * from exchange.lookup where id = $1', [found.lookupId])
    expect(row).toMatchObject({ connector: 'population', purpose: 'Điền sẵn tờ khai', outcome: 'found', by_account: citizen.accountId, consent_text: yes.text, matter_id: asked.matter?.id })
    expect(row.about).toHaveLength(32)
    expect(JSON.stringify(row)).not.toContain(hoa.idNumber)
    expect((await t().owner.pool.query('select act from kernel.ledger_entry where object_id = $1', [found.lookupId])).rows).toEqual([{ act: 'exchange.look-up' }])
    const sent = await lastTransaction()
    expect(sent.requestId).toBe(row.request_id)
    expect(sent.text).not.toContain(hoa.idNumber)
  })
  test('is not even asked without a yes', async () => {
    const before = registers.calls.population
    const { consent: _, ...without } = ground()
    await expect(connectors.population.find(person(hoa), without)).rejects.toThrow('consent')
    await expect(connectors.socialInsurance.find({ number: hoa.idNumber, name: hoa.name, birthDate: iso(hoa) }, without)).rejects.toThrow('consent')
    expect(registers.calls.population).toBe(before)
    // and the database holds the same
    await expect(t().owner.pool.query(`insert into exchange.lookup (id, at, connector, operation, purpose, legal_basis, by_kind, by_name, needs_consent, outcome) values ($1, now(), 'population', 'x', 'thử', 'x', 'system', 'x', true, 'found')`, [newId()])).rejects.toThrow('check')
  })
  test('verifies, finds households, and knows nobody under another name', async () => {
    const { consent: _, ...duty } = ground({ actor: officer, subjectAccountId: null })
    expect(await connectors.population.verify(person(hoa), duty)).toMatchObject({ ok: true, value: { matches: true } })
    expect(await connectors.population.verify(person(hoa, { name: 'Ai Đó' }), duty)).toMatchObject({ ok: true, value: { matches: false } })
    expect(await connectors.population.household(person(hoa), ground())).toMatchObject({ ok: true, value: [{ idNumber: hoa.idNumber }, { idNumber: thang.idNumber }] })
    expect(await connectors.population.find(person(hoa, { name: 'Ai & <Đó>' }), ground())).toMatchObject({ ok: false, reason: 'not-found' })
  })
  test.each([['an error', { mode: 'error' }, 'no-answer', 1], ['half an answer', { mode: 'malformed' }, 'unreadable', 1], ['a broken line', { mode: 'hang-up' }, 'no-answer', 2]] as const)('%s is a reason, never an exception', async (_, how, reason, calls) => {
    registers.misbehave('population', how)
    const before = registers.calls.population
    expect(await connectors.population.find(person(hoa), ground())).toMatchObject({ ok: false, reason })
    expect(registers.calls.population - before).toBe(calls)
  })
  test('silence is waited for only so long, and not twice', async () => {
    registers.misbehave('population', { mode: 'slow', delayMs: 60_000 })
    const before = registers.calls.population
    expect(await createConnectors({ platform, gatewayUrl: () => url, timeoutMs: 300 }).population.find(person(hoa), ground())).toMatchObject({ ok: false, reason: 'no-answer' })
    expect(registers.calls.population - before).toBeLessThan(2)
  })
  test('a line that breaks once is tried again', async () => {
    registers.misbehave('population', { mode: 'hang-up', times: 1 })
    expect(await connectors.population.find(person(hoa), ground())).toMatchObject({ ok: true })
  })
  test('refuses other secrets; without settings or gateway it is silent', async () => {
    const kept = await findConnector(platform.db, config.masterKey, 'population')
    if (!kept) throw new Error('not set up')
    const system = { kind: 'system', name: 'test' } as const
    expect(await putConnector(platform, system, 'population', kept)).toBe(false)
    await putConnector(platform, system, 'population', { ...kept, secret: 'khác' })
    expect(await connectors.population.find(person(hoa), ground())).toMatchObject({ ok: false, reason: 'refused' })
    await putConnector(platform, system, 'population', { ...kept, client: 'VN/GOV/000.00.00.H55/la' })
    expect(await connectors.population.find(person(hoa), ground())).toMatchObject({ ok: false, reason: 'refused' })
    await putConnector(platform, system, 'population', kept)
    url = undefined
    expect(await connectors.population.find(person(hoa), ground())).toMatchObject({ ok: false, reason: 'no-answer' })
  })
})

test('who looked is shown to the person it is about and to nobody else', async () => {
  const matter = { type: 'submission', id: newId() } as const
  const { consent: _, ...duty } = ground({ actor: officer, matter })
  await connectors.population.verify(person(hoa), duty)
  const seen = async (accountId: string): Promise<number> => transact(platform.db, { ...citizen, accountId }, async tx => (await lookupsFor(tx, matter.id)).length)
  expect([await seen(citizen.accountId), await seen(newId())]).toEqual([1, 0])
  expect(await transact(platform.db, officer, async tx => (await lookupsFor(tx, matter.id)).length)).toBe(1)
  expect(await transact(platform.db, anOfficer(['reception-officer']), async tx => (await lookupsFor(tx, matter.id)).length)).toBe(0)
})

test('nobody writes a look under another name', async () => {
  await expect(transact(platform.db, citizen, async tx => { await sql`insert into exchange.lookup (id, at, connector, operation, purpose, legal_basis, by_kind, by_account, by_name, needs_consent, outcome) values (${newId()}, now(), 'population', 'x', 'thử', 'x', 'citizen', ${newId()}, 'x', false, 'found')`.execute(tx) })).rejects.toThrow('row-level security')
})

test('the business registry: a token kept, an enterprise, a suspended one, none', async () => {
  const { consent: _, ...public_ } = ground()
  expect(await connectors.businessRegistry.find('9999000002', public_)).toMatchObject({ ok: true, value: { name: 'CÔNG TY TNHH CƠ KHÍ VÍ DỤ', active: true, foundedOn: '2020-03-01' } })
  const before = registers.calls['business-registry']
  expect(await connectors.businessRegistry.find('9999000003', public_)).toMatchObject({ ok: true, value: { active: false } })
  expect(registers.calls['business-registry'] - before).toBe(1)
  expect(await connectors.businessRegistry.find('9999000009', public_)).toMatchObject({ ok: false, reason: 'not-found' })
  expect(await connectors.businessRegistry.find('x', public_)).toMatchObject({ ok: false, reason: 'not-found' })
  registers.misbehave('business-registry', { mode: 'malformed' })
  expect(await connectors.businessRegistry.find('9999000002', public_)).toMatchObject({ ok: false, reason: 'unreadable' })
})

test('social insurance: codes become words, histories stay unread, the session is not logged', async () => {
  const ask = (one: Resident, more: object = {}) => connectors.socialInsurance.find({ number: one.idNumber, name: one.name, birthDate: iso(one), ...more }, ground())
  const found = await ask(hoa)
  expect(found).toMatchObject({ ok: true, value: { code: '000', standing: 'in-force', insuranceCode: hoa.insuranceCode } })
  expect(JSON.stringify(found)).not.toContain('Viêm')
  const sent = await lastTransaction()
  expect(sent.text).toContain('/api/egw/KQNhanLichSuKCB2024')
  expect(sent.text).not.toMatch(/token=|password=/)
  expect(await Promise.all(RESIDENTS.slice(2, 8).map(async one => { const got = await ask(one); return got.ok ? got.value.standing : got.reason }))).toEqual(['new-card', 'not-covered', 'in-force', 'new-card', 'in-force', 'not-found'])
  expect(await ask(hoa, { name: 'Ai Đó' })).toMatchObject({ ok: false, reason: 'not-found' })
})

test('civil status: handed over once; what is wrong comes back as names of fields', async () => {
  const dossier = { module: 'KS', unitCode: '19', dossierCode: 'H55.1-1', receivedOn: '2026-11-29', fields: [['nksHoTen', 'Nông Thị <Bé>'], ['nksGioiTinh', '2'], ['ghiChu', '']] } as const
  expect(await connectors.civilStatus.hand(dossier)).toEqual({ ok: true, state: '1' })
  expect(await connectors.civilStatus.stateOf('H55.1-1')).toEqual({ ok: true, state: '1' })
  expect(await connectors.civilStatus.stateOf('H55.9')).toMatchObject({ ok: false, reason: 'not-found' })
  expect(await connectors.civilStatus.hand({ ...dossier, unitCode: '' })).toEqual({ ok: false, reason: 'invalid', fields: ['maDonVi'] })
  const before = registers.calls['civil-status']
  registers.misbehave('civil-status', { mode: 'hang-up' })
  expect(await connectors.civilStatus.hand(dossier)).toMatchObject({ ok: false, reason: 'no-answer' })
  expect(registers.calls['civil-status'] - before).toBe(1)
})

test('shared lists', async () => {
  expect(await connectors.categories.list()).toMatchObject({ ok: true, value: expect.arrayContaining([{ code: 'DM_DAN_TOC', name: 'Danh mục dân tộc', version: '1979' }]) })
  expect(await connectors.categories.items('DM_GIOI_TINH')).toEqual({ ok: true, value: [{ code: '1', name: 'Nam' }, { code: '2', name: 'Nữ' }, { code: '3', name: 'Chưa xác định' }] })
  expect(await connectors.categories.items('KHONG_CO')).toEqual({ ok: false, reason: 'not-found' })
})

test('no number, name or secret reached the log', () => {
  expect(said.length).toBeGreaterThan(0)
  for (const secret of [hoa.idNumber, hoa.name, SIMULATED.population.secret, SIMULATED.population.apiKey]) expect(said.join('\n')).not.toContain(secret)
})
