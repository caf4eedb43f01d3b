import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { SIMULATED } from '../../../simulators/registers/credentials.ts'
import { RESIDENTS } from '../../../simulators/registers/people.ts'
import { startRegisters, type RunningRegisters } from '../../../simulators/registers/server.ts'
import { createConnectors, type ConnectorCode } from '../../exchange/index.ts'
import { aGateway, registerConnectors, type RunningGateway } from '../../exchange/testing.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
let world: World
let site: CitizenSite
let deskSite: DeskSite
let desk: DeskVisitor
let registers: RunningRegisters
let gateway: RunningGateway
let person: Visitor
let other: Visitor
const found = RESIDENTS.find(each => each.commune === '02014')
if (!found) throw new Error('nobody lives there')
const resident = found
const to = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['location'] ?? '')

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-population-')) })
  registers = await startRegisters({ port: 0, now: () => world.platform.now().getTime() })
  const shown = (code: ConnectorCode) => {
    const { user, secret, ...more } = SIMULATED[code]
    return { account: user, secret, apiKey: 'apiKey' in more ? more.apiKey : '', settings: code === 'population' ? { signedAddress: registers.addressOf(code), maDVC: 'VPCP', maTichHop: '037', maCanBo: 'mot-cua' } : {} }
  }
  await registerConnectors(t().owner.pool, world.platform, code => registers.addressOf(code), shown)
  gateway = await aGateway(t().urls.app, { instance: 'VN' })
  const connectors = createConnectors({ platform: world.platform, gatewayUrl: () => gateway.url })
  site = await startCitizenSite(world, { registers: connectors })
  deskSite = await startDeskSite(world, t().owner, undefined, connectors)
  desk = await deskSite.officer(world.commune, 'reception-officer')
  person = await site.visitor(resident.name, resident.idNumber, 2, resident.born)
  other = await site.visitor('Người Khác Hẳn', '019300000010')
})
afterAll(async () => { await site.close(); await deskSite.close(); await gateway.close(); await registers.close() })

const begin = async (who: Visitor): Promise<string> => /nhap\/([0-9a-f-]{36})/.exec(to(await who.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })))?.[1] ?? ''

describe('filling in from the population database', () => {
  it('asks on a page of its own, with a box that nobody has ticked', async () => {
    const draft = await begin(person)
    expect((await person.get(`/nop-ho-so/nhap/${draft}`)).body).toContain(`/nop-ho-so/nhap/${draft}/dan-cu`)
    const asked = (await person.get(`/nop-ho-so/nhap/${draft}/dan-cu`)).body
    for (const part of ['Nơi cư trú hiện nay', '91/2025/QH15', 'Tự điền']) expect(asked).toContain(part)
    expect(/<input[^>]*name="consent"[^>]*>/.exec(asked)?.[0]).not.toContain('checked')
    const before = registers.calls.population
    const without = await person.post(`/nop-ho-so/nhap/${draft}/dan-cu`)
    expect([without.statusCode, registers.calls.population]).toEqual([422, before])
    expect((await other.get(`/nop-ho-so/nhap/${draft}/dan-cu`)).statusCode).toBe(404)
  })
  it('fills the empty answer, names the source, and lets it be corrected with a note', async () => {
    const draft = await begin(person)
    const here = `/nop-ho-so/nhap/${draft}`
    expect(to(await person.post(`${here}/dan-cu`, { consent: 'yes' }))).toBe(here)
    for (const [page, fields] of [['for-whom', { forWhom: 'self' }], ['embassy', { sameSexOrEmbassy: 'no' }], ['here', { personHere: 'yes' }]] as const) await person.post(`${here}/trang/${page}`, fields)
    const shown = (await person.get(`${here}/trang/home`)).body
    expect(shown).toContain(resident.detail)
    expect(shown).toContain('Lấy từ Cơ sở dữ liệu quốc gia về dân cư')
    await person.post(`${here}/trang/home`, { 'personAddress.communeCode': '01840', 'personAddress.detail': 'Tổ 3' })
    const check = (await person.get(`${here}/kiem-tra`)).body
    expect(check).toContain('Khác Cơ sở dữ liệu quốc gia về dân cư')
    await person.post(`${here}/dan-cu/ghi-chu`, { 'note.personAddress': 'Mới chuyển nhà' })
    expect((await person.get(`${here}/kiem-tra`)).body).toContain('Người khai ghi: Mới chuyển nhà')
    const { rows: [row] } = await t().owner.pool.query<{ population: object }>('select population from dossiers.draft where id = $1', [draft])
    expect(row?.population).toEqual({ at: expect.any(String), facts: { 'population.residence': { communeCode: '02014', detail: resident.detail } }, notes: { personAddress: 'Mới chuyển nhà' } })
  })
  it('a silent source blocks nobody', async () => {
    const draft = await begin(person)
    registers.misbehave('population', { mode: 'error' })
    const answer = await person.post(`/nop-ho-so/nhap/${draft}/dan-cu`, { consent: 'yes' })
    registers.misbehave('population', undefined)
    expect(to(answer)).toBe(`/nop-ho-so/nhap/${draft}`)
    expect(Buffer.from(/ts_flash=([^;]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '', 'base64url').toString()).toContain('chưa trả lời')
    expect((await person.get(`/nop-ho-so/nhap/${draft}/trang/home`)).statusCode).toBe(200)
  })
})

describe('at the counter', () => {
  const here = '/ban-lam-viec/quay/1.004873/for-marriage'
  it('compares who stands there with the population database, and goes on whatever it says', async () => {
    const key = hiddenFields((await desk.get(here)).body, here)
    const ask = async (name: string) => (await desk.upload(here, { ...key, do: 'verify', 'person.name': name, 'person.idNumber': resident.idNumber }, [])).body
    expect(await ask(resident.name)).toContain('khớp Cơ sở dữ liệu quốc gia về dân cư.')
    expect(await ask('Người Khác Hẳn')).toContain('Không khớp Cơ sở dữ liệu')
    registers.misbehave('population', { mode: 'hang-up' })
    const silent = await ask(resident.name)
    registers.misbehave('population', undefined)
    for (const part of ['chưa trả lời', resident.name, 'Tiếp nhận và in giấy hẹn']) expect(silent).toContain(part)
    const { rows } = await t().owner.pool.query<{ n: string }>("select count(*)::text as n from exchange.lookup where operation = 'population.verify' and by_account = $1 and subject_account_id = $2", [desk.actor.accountId, person.actor.accountId])
    expect(rows[0]?.n).toBe('3')
  })
})
