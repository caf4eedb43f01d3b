import { mkdtempSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { SIMULATED } from '../../../simulators/registers/credentials.ts'
import { RESIDENTS } from '../../../simulators/registers/people.ts'
import { startRegisters, type RunningRegisters } from '../../../simulators/registers/server.ts'
import { createConnectors, type ConnectorCode } from '../../exchange/index.ts'
import { aGateway, registerConnectors, type RunningGateway } from '../../exchange/testing.ts'
import { checkPack } from '../../procedures/index.ts'
import type { Counter } from '../counter.ts'
import { checkEnterprise } from '../counter-checks.ts'
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

/** What this person types into each page, in the order of the pages; the home differs from what the database says. */
const pagesOf = (one: typeof resident): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
  ['for-whom', { forWhom: 'self' }], ['embassy', { sameSexOrEmbassy: 'no' }], ['here', { personHere: 'yes' }], ['requester', { requesterName: one.name, requesterPhone: '0912 345 678' }],
  ['person', { personName: one.name, personId: one.idNumber, 'personBirth-day': one.born.slice(6), 'personBirth-month': one.born.slice(4, 6), 'personBirth-year': one.born.slice(0, 4) }],
  ['home', { 'personAddress.communeCode': '05503', 'personAddress.detail': 'Xóm Nam Hưng' }], ['moved', { movedBefore: 'no' }], ['status', { status: 'never' }],
  ['partner', { partnerName: 'Nguyễn Văn Thử', marryAt: 'Ủy ban nhân dân phường Mẫu' }], ['again', { issuedBefore: 'no' }], ['exemption', { exemption: 'none' }], ['truth', { truth: 'yes' }],
]

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
  it('goes with the dossier: the officer sees the note, the person sees who looked', async () => {
    const draft = await begin(person)
    const here = `/nop-ho-so/nhap/${draft}`
    await person.post(`${here}/dan-cu`, { consent: 'yes' })
    for (const [page, fields] of pagesOf(resident)) expect([page, (await person.post(`${here}/trang/${page}`, fields)).statusCode]).toEqual([page, 303])
    await person.post(`${here}/dan-cu/ghi-chu`, { 'note.personAddress': 'Mới chuyển nhà' })
    await person.post(`${here}/nhan-ket-qua`, { method: 'online' })
    await person.post(`${here}/lien-lac`, { phone: '0912345678', email: 'mau@example.vn' })
    const id = /ho-so\/([0-9a-f-]{36})/.exec(to(await person.post(`${here}/kiem-tra`, { declaration: 'yes' })))?.[1] ?? ''
    const seen = (await person.get(`/ho-so/${id}/ai-da-xem`)).body
    for (const part of ['Tra cứu Cơ sở dữ liệu quốc gia về dân cư', 'Điền sẵn tờ khai thủ tục 1.004873', resident.name]) expect(seen).toContain(part)
    expect((await desk.get(`/ban-lam-viec/ho-so/${id}?xem=ho-so`)).body).toContain('Người khai ghi: Mới chuyển nhà')
    expect((await desk.get(`/ban-lam-viec/ho-so/${id}?xem=ho-so`)).body).not.toContain('Khác với danh tính đã xác thực')
    // as a dossier filed before identities were locked may hold
    await t().owner.pool.query("update dossiers.dossier set answers = answers || $2::jsonb where id = $1", [id, JSON.stringify({ personName: 'Người Lạ Mặt', personId: '019300000077', personAddress: { communeCode: '02014', detail: resident.detail } })])
    const marked = (await desk.get(`/ban-lam-viec/ho-so/${id}?xem=ho-so`)).body
    for (const part of [`Khác với danh tính đã xác thực (${resident.name})`, `Khác với danh tính đã xác thực (số …${resident.idNumber.slice(-4)})`, `nhưng là dữ liệu của ${resident.name}`, 'Hãy đối chiếu trước khi giải quyết']) expect(marked).toContain(part)
  })
  it('a silent source blocks nobody', async () => {
    const draft = await begin(person)
    registers.misbehave('population', { mode: 'error' })
    const answer = await person.post(`/nop-ho-so/nhap/${draft}/dan-cu`, { consent: 'yes' })
    registers.misbehave('population', undefined)
    expect(to(answer)).toBe(`/nop-ho-so/nhap/${draft}/dan-cu?khong=no-answer`)
    const told = (await person.get(to(answer))).body
    for (const part of ['chưa trả lời', 'Tự điền']) expect(told).toContain(part)
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
  it('looks an enterprise up by the number in the form, and fills in its name', async () => {
    const checked = checkPack(JSON.parse(await readFile('provinces/thai-nguyen/procedures/1.012753.json', 'utf8')), { staffedRoles: null })
    if (!checked.ok) throw new Error('pack')
    const [first] = checked.pack.cases
    if (!first) throw new Error('no case')
    const counter = (code: string): Counter => ({ of: { procedureCaseId: newId(), code: checked.pack.code, caseId: first.id, pack: checked.pack, case: first }, communes: [], commune: undefined, today: '2026-03-09', person: { name: '', idNumber: '', birthDate: '', phone: '', email: '', address: '' }, answers: code === '' ? {} : { orgTax: code }, papers: [], files: [], returnMethod: 'counter', channel: 'counter', returnAddress: '', account: undefined })
    const ask = (code: string) => checkEnterprise(deskSite.services, desk.actor, counter(code), newId())
    expect(await ask('9999000002')).toMatchObject({ notice: { tone: 'success' }, counter: { answers: { orgName: 'CÔNG TY TNHH CƠ KHÍ VÍ DỤ' } } })
    expect(await ask('9999000003')).toMatchObject({ notice: { tone: 'warning', text: { vi: expect.stringContaining('Tạm ngừng kinh doanh') } } })
    expect(await ask('9999000009')).toMatchObject({ notice: { tone: 'warning', text: { vi: expect.stringContaining('Không có doanh nghiệp') } } })
    expect(await ask('')).toMatchObject({ notice: { tone: 'warning' } })
    registers.misbehave('business-registry', { mode: 'error' })
    expect(await ask('9999000002')).toMatchObject({ notice: { tone: 'warning', text: { vi: expect.stringContaining('chưa trả lời') } } })
    registers.misbehave('business-registry', undefined)
  })
})
