import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, type AdminSite } from '../../../ui/testing-site.ts'
import { listAgencies, loadProvinceOrganisation } from '../../organisations/index.ts'
import { aCase, aPack } from '../domain/pack-builder.ts'
import type { ProcedurePack } from '../domain/pack.ts'
import { findCase, getFiledCase, importProcedures, publishPack, putOffers, offersOf, searchProcedures } from '../index.ts'
import { startCatalogueSite } from '../testing-site.ts'
import { startProcedureAdmin } from '../testing-admin.ts'
import { aNationalRecord } from '../testing.ts'
import { transact } from '../../../kernel/db/db.ts'

// a Tuesday; the machine's own day is later
const NOW = new Date('2026-03-10T02:00:00Z')
const LATER = new Date('2026-03-18T02:00:00Z')
const PATH = '/quan-tri/thu-tuc'
const CODE = '9.000001'
const BASE = `${PATH}/${CODE}`
const file = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../provinces/thai-nguyen/${name}`, import.meta.url), 'utf8'))
const valueOf = (body: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
/** What a browser would post of the fields that a page shows. */
const shown = (body: string): Record<string, string> => {
  const form = /<form [^>]*action="[^"]*(?:truong-hop|chung)[^"]*"[\s\S]*?<\/form>/.exec(body)?.[0] ?? ''
  const values: Record<string, string> = {}
  for (const [input, name = ''] of form.matchAll(/<(?:input|textarea|select)[^>]* name="([^"]+)"[^>]*>(?:[^<]*)/g)) {
    if (name === '_csrf') continue
    if (/type="(checkbox|radio)"/.test(input)) { if (/ checked/.test(input)) values[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '' }
    else if (input.startsWith('<textarea')) values[name] = input.replace(/<textarea[^>]*>/, '')
    else if (input.startsWith('<select')) values[name] = new RegExp(`name="${name.replace(/\./g, '\\.')}"[\\s\\S]*?<option value="([^"]*)" selected`).exec(form)?.[1] ?? ''
    else values[name] = /value="([^"]*)"/.exec(input)?.[1] ?? ''
  }
  return values
}

describe('administration of procedures', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  let later: AdminSite
  let people: Awaited<ReturnType<typeof startCatalogueSite>>
  let first = ''
  let agencies: Awaited<ReturnType<typeof listAgencies>> = []
  const publicPage = async (): Promise<string> => (await people.server.inject({ url: `/thu-tuc/${CODE}`, headers: { accept: 'text/html' } })).body
  const upload = async (url: string, pack: unknown, fields: Record<string, string> = {}) => site.upload(boss, url, fields, [{ field: 'file', name: 'goi.json', bytes: Buffer.from(typeof pack === 'string' ? pack : JSON.stringify(pack)) }])
  const caseForm = async (): Promise<Record<string, string>> => shown((await site.get(boss, `${BASE}/de-xuat/truong-hop/main`)).body)
  const proposal = async () => (await sql<{ pack: ProcedurePack; version: number; state: string }>`select pack, version, state from procedures.pack_proposal where code = ${CODE} order by opened_at desc limit 1`.execute(t().owner.kysely)).rows[0]
  const sound = { decision: '12/QĐ-UBND', decidedOn: '03/03/2026', from: '10/03/2026' }

  beforeAll(async () => {
    await loadProvinceOrganisation(t().db, { units: file('units.json'), agencies: file('agencies.json') })
    agencies = await listAgencies(t().db, '2026-03-10')
    const commune = agencies.find(({ kind }) => kind === 'commune-committee')?.id ?? ''
    const positionId = newId()
    await sql`insert into organisations.position (id, agency_id, title, roles, valid_from) values (${positionId}, ${commune}, 'Phó Chủ tịch', '{case-officer,signer}', '2025-07-01')`.execute(t().owner.kysely)
    await sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values (${newId()}, ${positionId}, ${newId()}, 'Người Ký', '2025-07-01')`.execute(t().owner.kysely)
    await importProcedures(t().db, [aNationalRecord({ code: '1.000001', name: 'Đăng ký nuôi con nuôi', field: 'Nuôi con nuôi' })], { now: NOW })
    first = (await publishPack(t().db, aPack({ code: CODE }), { now: NOW, approvedBy: 'gói tỉnh', approvedOn: '2026-01-01' })).procedureCaseId
    await transact(t().db, { kind: 'system', name: 'test' }, (tx) => putOffers(tx, CODE, [{ receivingAgencyId: commune, competentAgencyId: commune, boundaryFree: false, externalUrl: null }], '2025-07-01'))
    site = await startProcedureAdmin(t().db, NOW)
    later = await startProcedureAdmin(t().db, LATER)
    people = await startCatalogueSite(t().db, { now: NOW })
  })
  afterAll(async () => { await site.close(); await later.close(); await people.close() })

  test('is the province’s alone', async () => {
    for (const role of ['unit-administrator', 'case-officer', 'supervisor'] as const) {
      for (const path of [PATH, `${PATH}/tai-len`, BASE, `${BASE}/goi/${first}`, `${BASE}/goi/${first}/tai-ve`, `${BASE}/de-xuat`, `${BASE}/de-xuat/tai-ve`, `${BASE}/noi-nhan`, `${BASE}/goi/${first}/so-sanh`]) expect((await site.get(anOfficer([role]), path)).status, path).toBe(403)
      for (const path of ['de-xuat', 'de-xuat/chung', 'de-xuat/truong-hop/main', 'de-xuat/tinh-huong', 'de-xuat/rut', 'de-xuat/cong-bo', 'cham-dut', 'thu-hoi', 'trang-thai', 'noi-nhan/them', 'noi-nhan/thoi-nhan']) expect((await site.post(anOfficer([role]), `${BASE}/${path}`, { version: '1' })).status, path).toBe(403)
    }
  })
  test('lists what is configured and what can only be read, by name, code, field, level, agency, online level', async () => {
    const has = async (query: string, code: string): Promise<boolean> => (await site.get(boss, `${PATH}?${query}`)).body.includes(`href="${PATH}/${code}"`)
    for (const query of ['', 'q=cap+giay', `q=${CODE}`, 'state=configured', 'field=M%E1%BA%ABu', 'level=commune', 'online=full']) expect(await has(query, CODE), query).toBe(true)
    for (const query of ['state=imported', 'state=proposal', 'state=ended', 'state=hidden', 'state=amended', 'level=province', 'online=partial', 'q=zzz']) expect(await has(query, CODE), query).toBe(false)
    expect(await has('state=imported&q=nuoi+con', '1.000001')).toBe(true)
    expect(await has(`agency=${encodeURIComponent('Ủy ban nhân dân cấp xã')}`, '1.000001')).toBe(true)
    expect((await site.get(boss, `${PATH}/1.000001`)).body).toContain('Chưa có gói nào')
    expect((await site.get(boss, `${PATH}/1.999999`)).status).toBe(404)
  })
  test('shows a pack whole, its examples worked through, and gives it out as it came', async () => {
    const { body } = await site.get(boss, `${BASE}/goi/${first}`)
    for (const words of ['gói tỉnh', 'Trường hợp chung', '3 ngày làm việc', 'Giấy khai sinh', 'Thẩm tra', 'Trình ký', 'fullName', 'Thông báo từ chối', '3 đúng']) expect(body).toContain(words)
    expect(JSON.parse((await site.get(boss, `${BASE}/goi/${first}/tai-ve`)).body)).toEqual(aPack({ code: CODE }))
    expect((await site.get(boss, `${PATH}/1.000001/goi/${first}`)).status).toBe(404)
    expect((await site.get(boss, `${BASE}/goi/${newId()}`)).status).toBe(404)
  })

  test('a proposal begins from the pack in force, one at a time, unseen by the public', async () => {
    expect((await site.get(boss, `${BASE}/de-xuat`)).status).toBe(404)
    expect((await site.post(boss, `${PATH}/1.000001/de-xuat`, {})).status).toBe(404)
    expect((await site.post(boss, `${BASE}/de-xuat`, {})).location).toBe(`${BASE}/de-xuat`)
    expect((await site.post(boss, `${BASE}/de-xuat`, {})).status).toBe(409)
    const { body } = await site.get(boss, `${BASE}/de-xuat`)
    for (const words of ['Công bố được', '3 đúng', 'giống hệt', 'Chưa có gì để công bố']) expect(body).toContain(words)
    expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, { version: '1', base: first, ...sound })).body).toContain('không khác gì gói đang áp dụng')
    expect((await site.get(boss, `${PATH}?state=proposal`)).body).toContain(CODE)
  })
  test('forms change the needed parts; the report names place, cause and cure; a scenario that moved is told and accepted', async () => {
    const fields = await caseForm()
    expect(fields).toMatchObject({ version: '1', title: 'Trường hợp chung', 'online.offered': 'yes', 'online.value': '3', 'online.unit': 'WORKING_DAY', 'component.proof.required': 'yes', 'step.check.role': 'case-officer', 'step.check.unit': 'WORKING_DAY' })
    const bad = await site.post(boss, `${BASE}/de-xuat/truong-hop/main`, { ...fields, 'online.value': 'ba' })
    expect(bad.status).toBe(422)
    for (const words of ['Thời hạn phải là số nguyên từ 0 trở lên, đang là “ba”', 'value="ba"', 'href="#f-online-value"']) expect(bad.body).toContain(words)
    expect((await site.post(boss, `${BASE}/de-xuat/truong-hop/khong-co`, fields)).status).toBe(404)

    expect((await site.post(boss, `${BASE}/de-xuat/truong-hop/main`, { ...fields, 'online.value': '2', 'online.fee.new.name': 'Lệ phí cấp giấy', 'online.fee.new.kind': 'charge', 'online.fee.new.amount': '8.000', 'step.sign.role': 'approver' })).status).toBe(303)
    const late = await site.post(boss, `${BASE}/de-xuat/truong-hop/main`, { ...fields, title: 'Muộn' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('value="Muộn"')
    const { body } = await site.get(boss, `${BASE}/de-xuat`)
    for (const words of ['giao cho vai trò mà không ai giữ', 'Giao vai trò đó cho người', 'Tổng thời gian các bước vượt thời hạn', 'Quy trình › “Ký”', 'Chưa công bố được']) expect(body).toContain(words)
    const unsound = await site.post(boss, `${BASE}/de-xuat/cong-bo`, { version: '2', base: first, ...sound })
    expect([unsound.status, unsound.body.includes('Gói còn chỗ phải sửa')]).toEqual([422, true])

    const again = await caseForm()
    expect(again['version']).toBe('2')
    expect((await site.post(boss, `${BASE}/de-xuat/truong-hop/main`, { ...again, 'step.sign.role': 'signer', 'step.check.value': '1' })).status).toBe(303)
    const moved = (await site.get(boss, `${BASE}/de-xuat`)).body
    for (const words of ['đủ giấy tờ: tiền: chờ 14000, được 22000', '1 trên 3 khác', 'Lệ phí cấp giấy', '<del class="ts-preview">3</del>']) expect(moved).toContain(words)
    expect((await site.post(boss, `${BASE}/de-xuat/tinh-huong`, { version: '2', scenario: 'đủ giấy tờ' })).status).toBe(409)
    expect((await site.post(boss, `${BASE}/de-xuat/tinh-huong`, { version: '3', scenario: 'không có' })).status).toBe(404)
    expect((await site.post(boss, `${BASE}/de-xuat/tinh-huong`, { version: '3', scenario: 'đủ giấy tờ' })).status).toBe(303)
    expect((await site.get(boss, `${BASE}/de-xuat`)).body).toContain('Công bố được')
    expect((await proposal())?.pack.scenarios[0]?.expectFee).toBe(22_000)
    const { rows } = await sql<{ id: string }>`select id from procedures.pack_proposal where code = ${CODE}`.execute(t().owner.kysely)
    expect((await ledgerOf(t().owner, rows[0]?.id ?? '')).map(({ act }) => act)).toEqual(['procedures.propose-pack', 'procedures.change-proposal', 'procedures.change-proposal', 'procedures.change-proposal'])
  })
  test('an earlier version comes back; a file takes its place, but only of the same procedure and shape', async () => {
    expect((await site.post(boss, `${BASE}/de-xuat/dung-lai`, { version: '4', restore: '1' })).status).toBe(303)
    expect((await proposal())?.pack).toEqual(aPack({ code: CODE }))
    expect((await site.post(boss, `${BASE}/de-xuat/dung-lai`, { version: '5', restore: '4' })).status).toBe(303)
    expect((await upload(`${BASE}/de-xuat/tep`, aPack({ code: '9.000009' }), { version: '6' })).body).toContain('Tệp là của thủ tục 9.000009')
    const shape = await upload(`${BASE}/de-xuat/tep`, { ...aPack({ code: CODE }), field: 5 }, { version: '6' })
    expect(shape.status).toBe(422)
    expect(shape.body).toContain('/field: phải là chữ, đang là 5')
    expect((await upload(`${BASE}/de-xuat/tep`, (await proposal())?.pack, { version: '5' })).status).toBe(409)
    expect(JSON.parse((await site.get(boss, `${BASE}/de-xuat/tai-ve`)).body)).toEqual((await proposal())?.pack)
  })
  test('name and summary need words', async () => {
    const fields = shown((await site.get(boss, `${BASE}/de-xuat/chung`)).body)
    expect((await site.post(boss, `${BASE}/de-xuat/chung`, { ...fields, nameVi: '' })).body).toContain('Chưa có tên thủ tục')
    expect((await site.post(boss, `${BASE}/de-xuat/chung`, { ...fields, nameVi: 'Cấp giấy mẫu mới' })).status).toBe(303)
    expect((await proposal())?.pack.name).toEqual({ vi: 'Cấp giấy mẫu mới' })
  })

  test.each([
    [{ decision: '' }, 'Chưa có số quyết định'], [{ decidedOn: '' }, 'Chưa có ngày ký quyết định'], [{ decidedOn: '31/02/2026' }, 'không phải là ngày'], [{ decidedOn: '11/03/2026', from: '20/03/2026' }, 'Ngày ký quyết định chưa đến'],
    [{ from: '09/03/2026' }, 'Ngày áp dụng đã qua'], [{ decidedOn: '09/03/2026' }, 'ít nhất 5 ngày làm việc (NĐ 63/2010 Đ15), đây chỉ có 1'],
  ])('a publication needs %j to be right', async (change, words) => {
    const body = (await site.get(boss, `${BASE}/de-xuat`)).body
    const bad = await site.post(boss, `${BASE}/de-xuat/cong-bo`, { version: shownVersion(body), base: valueOf(body, 'base'), ...sound, ...change })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain(words)
    expect((await findCase(t().db, CODE, NOW))?.id).toBe(first)
  })
  test('a published pack shows at once, running dossiers keep theirs, and a delivery leaves it alone', async () => {
    expect(await publicPage()).not.toContain('Lệ phí cấp giấy')
    const body = (await site.get(boss, `${BASE}/de-xuat`)).body
    const posted = { version: shownVersion(body), base: valueOf(body, 'base'), ...sound }
    expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, { ...posted, base: newId() })).body).toContain('Gói đang chạy đã đổi')
    expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, { ...posted, version: '3' })).status).toBe(409)
    expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, posted)).location).toBe(BASE)
    expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, posted)).status).toBe(404)
    const now = await publicPage()
    for (const words of ['Cấp giấy mẫu mới', 'Lệ phí cấp giấy', '2 ngày làm việc']) expect(now).toContain(words)
    expect((await searchProcedures(t().db, { q: 'cấp giấy mẫu mới', limit: 1 }, NOW)).items).toMatchObject([{ code: CODE, name: 'Cấp giấy mẫu mới', fileable: true }])
    expect((await getFiledCase(t().db, first, 'main')).case.channels.online?.time.value).toBe(3)
    const present = await findCase(t().db, CODE, NOW)
    expect(present).toMatchObject({ amended: true, approvedBy: '12/QĐ-UBND', approvedOn: '2026-03-03', validFrom: '2026-03-10' })
    expect(await publishPack(t().db, aPack({ code: CODE, summary: { vi: 'Bản giao mới.' } }), { now: LATER, approvedBy: 'gói tỉnh', approvedOn: '2026-03-18' })).toMatchObject({ outcome: 'kept-amended' })
    expect((await ledgerOf(t().owner, CODE)).map(({ act, role }) => [act, role])).toEqual([['procedures.publish-pack', null], ['procedures.publish-pack', 'administrator']])
    expect((await site.get(boss, `${PATH}?state=amended`)).body).toContain(CODE)
    const page = (await site.get(boss, BASE)).body
    expect(page).toContain('12/QĐ-UBND')
    const diff = await site.get(boss, /href="([^"]*so-sanh[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '')
    for (const words of ['Khoản thu', 'Lệ phí cấp giấy', 'Thời hạn › Con số']) expect(diff.body).toContain(words)
    expect((await site.get(boss, `${BASE}/goi/${first}/so-sanh`)).body).toContain('Không có gói nào trước đó')
    expect((await site.get(boss, `${BASE}/goi/${first}/so-sanh?voi=${present?.id ?? ''}`)).body).toContain('Lệ phí cấp giấy')
    expect((await site.get(boss, `${BASE}/goi/${first}/so-sanh?voi=${newId()}`)).status).toBe(404)
  })

  test('a later day waits for it, may be taken back, and begins by itself', async () => {
    const pack = (await findCase(t().db, CODE, NOW))?.pack
    if (!pack) throw new Error('no pack')
    const publishNext = async (): Promise<void> => {
      expect((await upload(`${PATH}/tai-len`, { ...pack, summary: { vi: 'Bạn nhận giấy mẫu nhanh hơn.' } })).location).toBe(`${BASE}/de-xuat`)
      const body = (await site.get(boss, `${BASE}/de-xuat`)).body
      expect((await site.post(boss, `${BASE}/de-xuat/cong-bo`, { version: shownVersion(body), base: valueOf(body, 'base'), ...sound, decision: '15/QĐ-UBND', decidedOn: '10/03/2026', from: '17/03/2026' })).status).toBe(303)
    }
    await publishNext()
    expect((await findCase(t().db, CODE, NOW))?.approvedBy).toBe('12/QĐ-UBND')
    expect((await findCase(t().db, CODE, LATER))?.approvedBy).toBe('15/QĐ-UBND')
    const page = (await site.get(boss, BASE)).body
    expect(page).toContain('Sắp áp dụng')
    const base = valueOf(page, 'base')
    expect((await site.post(boss, `${BASE}/thu-hoi`, { base })).body).toContain('Chưa có lý do')
    expect((await later.post(boss, `${BASE}/thu-hoi`, { base, recallReason: 'muộn' })).status).toBe(409)
    expect((await site.post(boss, `${BASE}/thu-hoi`, { base, recallReason: 'hoãn' })).status).toBe(303)
    expect((await findCase(t().db, CODE, LATER))?.approvedBy).toBe('12/QĐ-UBND')
    await publishNext()
    expect((await findCase(t().db, CODE, LATER))?.approvedBy).toBe('15/QĐ-UBND')
  })
  test('filing ends after a day; no delivery brings it back, a publication does', async () => {
    const base = valueOf((await later.get(boss, BASE)).body, 'base')
    const end = { base, lastDay: '20/03/2026', decision: '20/QĐ-UBND', reason: 'thay bằng thủ tục khác' }
    for (const [change, words] of [[{ lastDay: '' }, 'Chưa có ngày nhận cuối cùng'], [{ decision: '' }, 'Chưa có số quyết định'], [{ reason: '' }, 'Chưa có lý do'], [{ lastDay: '01/03/2026' }, 'Ngày cuối đã qua']] as const) expect((await later.post(boss, `${BASE}/cham-dut`, { ...end, ...change })).body).toContain(words)
    expect((await later.post(boss, `${BASE}/cham-dut`, { ...end, base: first })).status).toBe(409)
    expect((await later.post(boss, `${BASE}/cham-dut`, end)).status).toBe(303)
    expect((await findCase(t().db, CODE, new Date('2026-03-20T10:00:00Z')))?.approvedBy).toBe('15/QĐ-UBND')
    expect(await findCase(t().db, CODE, new Date('2026-03-20T17:00:00Z'))).toBeUndefined()
    expect(await publishPack(t().db, aPack({ code: CODE }), { now: new Date('2026-04-01T02:00:00Z'), approvedBy: 'gói tỉnh', approvedOn: '2026-04-01' })).toMatchObject({ outcome: 'kept-ended' })
    for (const [at, fileable] of [['2026-03-20T16:59:59Z', true], ['2026-03-20T17:00:00Z', false]] as const) expect((await searchProcedures(t().db, { q: 'cấp giấy mẫu mới', limit: 1 }, new Date(at))).items).toMatchObject([{ code: CODE, fileable }])
    expect(await ledgerOf(t().owner, CODE)).toContainEqual({ act: 'procedures.end-pack', role: 'administrator', reason: 'thay bằng thủ tục khác' })
  })
  test('a delivered pack that was ended is not brought back by the next delivery', async () => {
    const delivery = { now: NOW, approvedBy: 'gói tỉnh', approvedOn: '2026-01-01' }
    const { procedureCaseId } = await publishPack(t().db, aPack({ code: '9.000004' }), delivery)
    expect((await site.post(boss, `${PATH}/9.000004/cham-dut`, { base: procedureCaseId, lastDay: '09/03/2026', decision: '1/QĐ', reason: 'không làm nữa' })).status).toBe(303)
    expect(await publishPack(t().db, aPack({ code: '9.000004', summary: { vi: 'Bản giao mới.' } }), delivery)).toEqual({ outcome: 'kept-ended', procedureCaseId })
    expect(await findCase(t().db, '9.000004', LATER)).toBeUndefined()
    expect((await site.get(boss, `${PATH}?state=ended`)).body).toContain('9.000004')
  })
  test('an abolished procedure leaves the public catalogue, and comes back', async () => {
    expect((await site.post(boss, `${BASE}/trang-thai`, { version: '1', status: 'abolished', statusReason: 'bãi bỏ' })).body).toContain('Bãi bỏ thủ tục phải có quyết định')
    expect((await site.post(boss, `${BASE}/trang-thai`, { version: '1', status: 'gone', statusReason: 'x' })).body).toContain('Chưa chọn tình trạng')
    expect((await site.post(boss, `${BASE}/trang-thai`, { version: '1', status: 'abolished', statusDecision: '30/QĐ-UBND', statusReason: 'bãi bỏ' })).status).toBe(303)
    expect((await people.server.inject({ url: `/thu-tuc/${CODE}`, headers: { accept: 'text/html' } })).statusCode).toBe(404)
    expect((await searchProcedures(t().db, { q: CODE, limit: 1 }, NOW)).items).toEqual([])
    expect(await findCase(t().db, CODE, NOW)).toBeUndefined()
    expect((await site.post(boss, `${BASE}/trang-thai`, { version: '1', status: 'published', statusReason: 'nhầm' })).status).toBe(409)
    expect((await site.post(boss, `${BASE}/trang-thai`, { version: '2', status: 'published', statusReason: 'nhầm' })).status).toBe(303)
    expect(await publicPage()).toContain('Cấp giấy mẫu mới')
  })
  test('a file that is no pack is told why, place by place; a new procedure comes in by one', async () => {
    for (const [content, words] of [['', 'Chưa chọn tệp'], ['{', 'Tệp không phải JSON'], [JSON.stringify({ ...aPack({ code: '9.000007' }), cases: [{ ...aCase(), title: 5 }] }), '/cases/0/title'], ['x'.repeat(2 * 1024 * 1024 + 1), 'lớn hơn 2 MB']] as const) {
      const bad = await upload(`${PATH}/tai-len`, content)
      expect(bad.status).toBe(422)
      expect(bad.body).toContain(words)
    }
    expect((await upload(`${PATH}/tai-len`, aPack({ code: '9.000007' }))).location).toBe(`${PATH}/9.000007/de-xuat`)
    expect((await upload(`${PATH}/tai-len`, aPack({ code: '9.000007' }))).status).toBe(409)
    expect((await site.get(boss, `${PATH}/9.000007`)).status).toBe(200)
    const body = (await site.get(boss, `${PATH}/9.000007/de-xuat`)).body
    expect((await site.post(boss, `${PATH}/9.000007/de-xuat/rut`, { version: '1' })).body).toContain('Chưa có lý do')
    expect((await site.post(boss, `${PATH}/9.000007/de-xuat/cong-bo`, { version: shownVersion(body), base: '', ...sound })).status).toBe(303)
    expect((await findCase(t().db, '9.000007', NOW))?.validFrom).toBe('2026-03-10')
    await site.post(boss, `${PATH}/9.000007/de-xuat`, {})
    expect((await site.post(boss, `${PATH}/9.000007/de-xuat/rut`, { version: '1', withdrawReason: 'không cần nữa' })).location).toBe(PATH)
    expect((await site.get(boss, `${PATH}/9.000007/de-xuat`)).status).toBe(404)
  })

  test('says who receives and who decides, from when to when, and no delivery takes it back', async () => {
    const [commune, other] = agencies.filter(({ kind }) => kind === 'commune-committee')
    const department = agencies.find(({ kind }) => kind === 'justice-department')
    if (!commune || !other || !department) throw new Error('the province has these')
    const url = `${BASE}/noi-nhan`
    expect((await site.get(boss, url)).body).toContain(commune.name)
    const add = { version: '1', receivers: `${commune.code} ${other.code.toLowerCase()}`, competent: department.code, boundaryFree: 'yes', from: '15/03/2026' }
    for (const [change, words] of [[{ receivers: 'H55.NOPE' }, 'mang mã H55.NOPE'], [{ receivers: '' }, 'Chưa có nơi tiếp nhận'], [{ competent: 'X' }, 'Không có cơ quan mang mã “X”'], [{ externalUrl: 'http://bo.example' }, 'phải bắt đầu bằng https://'], [{ from: '01/03/2026' }, 'Ngày áp dụng đã qua'], [{ from: '' }, 'Chưa có ngày áp dụng']] as const) {
      const bad = await site.post(boss, `${url}/them`, { ...add, ...change })
      expect([bad.status, bad.body.includes(words)], words).toEqual([422, true])
    }
    expect((await site.post(boss, `${url}/them`, add)).status).toBe(303)
    expect((await site.post(boss, `${url}/them`, add)).status).toBe(409)
    expect(await offersOf(t().db, CODE, '2026-03-14')).toMatchObject([{ receivingAgencyId: commune.id, competentAgencyId: commune.id, boundaryFree: false }])
    expect((await offersOf(t().db, CODE, '2026-03-15')).map(({ competentAgencyId, boundaryFree }) => [competentAgencyId, boundaryFree])).toEqual([[department.id, true], [department.id, true]])
    await transact(t().db, { kind: 'system', name: 'test' }, (tx) => putOffers(tx, CODE, [], '2026-03-16'))
    expect(await offersOf(t().db, CODE, '2026-03-16')).toHaveLength(2)

    const body = (await site.get(boss, `${url}?q=${encodeURIComponent(other.code)}`)).body
    expect(body).toContain('15/03/2026')
    const offer = /name="offers" value="([^"]+)"/.exec(body)?.[1] ?? ''
    const end = { version: '2', offers: offer, lastDay: '20/03/2026', reason: 'sáp nhập' }
    for (const [change, words] of [[{ offers: [] }, 'Chưa chọn nơi tiếp nhận nào'], [{ reason: '' }, 'Chưa có lý do'], [{ lastDay: '01/01/2026' }, 'Ngày cuối đã qua']] as const) expect((await site.post(boss, `${url}/thoi-nhan`, { ...end, ...change })).body).toContain(words)
    expect((await site.post(boss, `${url}/thoi-nhan`, { ...end, version: '1' })).status).toBe(409)
    expect((await site.post(boss, `${url}/thoi-nhan`, { ...end, offers: 'nonsense' })).status).toBe(404)
    expect((await site.post(boss, `${url}/thoi-nhan`, end)).status).toBe(303)
    expect(await offersOf(t().db, CODE, '2026-03-20')).toHaveLength(2)
    expect(await offersOf(t().db, CODE, '2026-03-21')).toHaveLength(1)
    expect((await site.get(boss, url)).body).toContain('15/03/2026 – 20/03/2026')
    expect((await ledgerOf(t().owner, CODE)).slice(-2)).toEqual([{ act: 'procedures.add-offers', role: 'administrator', reason: null }, { act: 'procedures.end-offers', role: 'administrator', reason: 'sáp nhập' }])
  })
  test('every agency of a kind at once', async () => {
    expect((await site.post(boss, `${PATH}/1.000001/noi-nhan/them`, { version: '1', kind: 'commune-committee', from: '10/03/2026' })).status).toBe(303)
    expect(await offersOf(t().db, '1.000001', '2026-03-10')).toHaveLength(92)
    expect((await site.get(boss, `${PATH}/1.000001/noi-nhan?page=4`)).body).toContain('92 mục, trang 4 trên 4')
  })
})
