import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, OfficerActor } from '../../../kernel/actor.ts'
import { read } from '../../../kernel/db/db.ts'
import { createFileService, findFile } from '../../../kernel/files/index.ts'
import { aPdf } from '../../../kernel/files/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer as someone, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { findFramework } from '../queries/frameworks.ts'
import { figuresOf } from '../queries/results.ts'
import { parsePeriod } from '../domain/period.ts'
import { indicatorsModule } from '../module.ts'
import { aForm, anAgency, anElement, callOf, SYSTEM } from '../testing.ts'

const t = useDb()
const NOW = new Date('2026-11-20T02:00:00Z')
const AT = '/chi-tieu/bao-cao/xa/202610/H55.961'
let site: AdminSite
let clerk: OfficerActor, colleague: OfficerActor, approver: OfficerActor, both: OfficerActor, stranger: OfficerActor, steward: OfficerActor

beforeAll(async () => {
  const [agency, other] = [await anAgency(t(), 'H55.961', '05443'), await anAgency(t(), 'H55.962', '05446')]
  const at = (agencyId: string, ...roles: OfficerActor['roles'][number][]): OfficerActor => someone(roles, { agencyId, scopeAgencyIds: [agencyId] })
  clerk = at(agency, 'case-officer'); colleague = at(agency, 'case-officer'); approver = at(agency, 'approver'); both = at(agency, 'case-officer', 'approver'); stranger = at(other, 'case-officer', 'approver'); steward = at(agency, 'data-steward')
  await aForm(t(), 'xa', [anElement('xom', { unit: { vi: 'xóm', en: 'hamlets' } }), anElement('to'), anElement('luot')], { dueDays: 5, categories: { luot: [{ code: 'nu', text: { vi: 'phụ nữ', en: 'women' } }] },
    checks: { complete: true, rules: [{ kind: 'pair', left: '#{to}', operator: '<=', right: '#{xom}', strategy: 'skip-if-any-missing', severity: 'error', message: { vi: 'Tổ nhiều hơn xóm', en: 'More groups than hamlets' } }, { kind: 'bounds', cell: 'luot', min: 0, max: 500, severity: 'warning' }] } })
  site = await startAdminSite(t().db, NOW, async platform => indicatorsModule({ province: { code: '19', name: { vi: 'Tỉnh', en: 'Province' } }, counters: [], files: await createFileService(platform), namesOf: async () => new Map() }).routes)
})
afterAll(() => site.close())

const whole = { 'v.xom': '12', 'v.to': '11', 'v.luot': '340', 'v.luot.nu': '200' }
const press = (as: OfficerActor, button: 'save' | 'submit', fields: Readonly<Record<string, string>>, version = '') => site.post(as, `${AT}/luu`, { ...fields, _button: button, version })
const versionNow = async (): Promise<string> => shownVersion((await site.get(clerk, AT)).body)

describe('a report at the desk', () => {
  test('stands in the work of its agency, overdue in words; a stranger finds nothing there', async () => {
    const home = (await site.get(clerk, '/chi-tieu')).body
    for (const words of ['Biểu xa', 'Tháng 10 năm 2026', 'Quá hạn 15 ngày', 'Chưa nhập']) expect(home).toContain(words)
    expect((await site.get(clerk, AT)).body).toContain('name="v.luot.nu"')
    expect((await site.get(stranger, AT)).status).toBe(404)
    expect((await site.post(stranger, `${AT}/luu`, whole)).status).toBe(404)
    expect((await site.post(approver, `${AT}/luu`, whole)).status).toBe(403)
    expect((await site.get(clerk, '/chi-tieu/bao-cao/xa/2026Q3/H55.961')).status).toBe(404)
    expect((await site.get(clerk, '/chi-tieu/bao-cao/khac/202610/H55.961')).status).toBe(404)
  })
  test('what is no number stays in its cell with the fault; nothing typed is lost', async () => {
    const { status, body } = await press(clerk, 'save', { 'v.xom': 'mười', 'v.to': '3', 'c.to': 'đếm tay' })
    expect(status).toBe(422)
    for (const words of ['href="#f-v-xom"', 'value="mười"', 'value="3"', 'đếm tay']) expect(body).toContain(words)
    // the summary names the cell, the cell itself does not
    expect(body).toMatch(/href="#f-v-xom">[^<“]+: “mười”/)
    expect(body).toMatch(/<\/span>“mười” không phải là số/)
    expect((await press(clerk, 'save', {})).body).toContain('Chưa nhập số liệu nào')
  })
  test('a draft is kept; submitting wants every cell, no errors, and a word beside what is odd', async () => {
    expect((await press(clerk, 'save', { 'v.xom': '12', 'v.to': '13' })).status).toBe(303)
    const again = await press(clerk, 'save', { 'v.xom': '1' })
    expect(again.status).toBe(409)
    for (const words of ['value="1"', 'Bản đã lưu: 12']) expect(again.body).toContain(words)
    const early = await press(clerk, 'submit', { 'v.xom': '12', 'v.to': '13' }, await versionNow())
    expect(early.status).toBe(422)
    for (const words of ['href="#f-v-to"', 'Tổ nhiều hơn xóm (13 so với 12)', 'href="#f-v-luot-nu"', 'hoặc đánh dấu không có số liệu']) expect(early.body).toContain(words)
    const odd = await press(clerk, 'submit', { ...whole, 'v.luot': '900' }, await versionNow())
    expect(odd.status).toBe(422)
    expect(odd.body).toContain('href="#f-c-luot"')
    expect((await press(clerk, 'submit', { ...whole, 'v.luot': '900', 'c.luot': 'gồm hội nghị toàn xã' }, await versionNow())).location).toBe('/chi-tieu')
    expect((await site.get(clerk, AT)).body).toContain('Chờ duyệt')
  })
  test('who submitted does not decide, who decides says why; the second press is told', async () => {
    expect((await site.get(approver, '/chi-tieu')).body).toContain('Chờ bạn duyệt')
    const version = shownVersion((await site.get(approver, AT)).body)
    expect((await site.post(clerk, `${AT}/duyet`, { version })).status).toBe(403)
    const mute = await site.post(approver, `${AT}/tra-lai`, { version, reason: '' })
    expect([mute.status, mute.body.includes('href="#f-reason"')]).toEqual([422, true])
    expect((await site.post(approver, `${AT}/tra-lai`, { version, reason: 'thiếu minh chứng' })).status).toBe(303)
    expect((await site.post(approver, `${AT}/tra-lai`, { version, reason: 'thiếu minh chứng' })).status).toBe(409)
    for (const page of ['/chi-tieu', AT]) expect((await site.get(clerk, page)).body).toContain('thiếu minh chứng')
  })
  test('evidence hangs on its value; hostile files are refused by name, and nobody outside opens one before it counts', async () => {
    expect((await site.upload(clerk, `${AT}/minh-chung/them/xom`, {}, [{ field: 'file', name: 'danh-sach.exe', bytes: Buffer.from('MZ not a paper') }])).body).toContain('danh-sach')
    expect((await site.upload(clerk, `${AT}/minh-chung/them/la`, {}, [{ field: 'file', name: 'a.pdf', bytes: await aPdf() }])).status).toBe(404)
    expect((await site.upload(stranger, `${AT}/minh-chung/them/xom`, {}, [{ field: 'file', name: 'a.pdf', bytes: await aPdf() }])).status).toBe(404)
    expect((await site.upload(clerk, `${AT}/minh-chung/them/xom`, {}, [{ field: 'file', name: 'danh-sach.pdf', bytes: await aPdf() }])).status).toBe(303)
    const file = /minh-chung\/([0-9a-f-]{36})"/.exec((await site.get(clerk, AT)).body)?.[1] ?? ''
    expect([(await site.get(colleague, `${AT}/minh-chung/${file}`)).status, (await site.get(stranger, `${AT}/minh-chung/${file}`)).status]).toEqual([200, 404])
    // the wall says the same, whatever a page forgets
    const behind = (actor: Actor) => read(t().db, actor, tx => findFile(tx, file))
    expect([await behind(stranger), await behind({ kind: 'anonymous' })]).toEqual([undefined, undefined])
    expect((await behind(colleague))?.name).toBe('danh-sach.pdf')
    await press(clerk, 'save', { ...whole, 'v.luot': '341' }, await versionNow())
    expect((await site.get(clerk, AT)).body).toContain(file)
  })
  test('approved by somebody else it counts, and its figures say so; the evidence opens for every officer', async () => {
    await press(both, 'submit', { ...whole, 'v.luot': '342' }, await versionNow())
    const version = shownVersion((await site.get(approver, AT)).body)
    const own = await site.post(both, `${AT}/duyet`, { version })
    expect([own.status, own.body.includes('không tự duyệt')]).toEqual([403, true])
    expect((await site.post(approver, `${AT}/duyet`, { version })).status).toBe(303)
    const definition = { code: 'thu', version: '1', title: { vi: 'Thử', en: 'Test' }, authority: { vi: 'x', en: 'x' }, document: 'x', issuedOn: null, validFrom: '2026-01-01', validTo: null, kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: { vi: 'g', en: 'g' }, parent: null, points: null, scored: false, components: null, verification: 'verified', indicators: ['t.1'] }] } as const
    const indicator = { code: 't.1', text: { vi: 't', en: 't' }, unit: { vi: '%', en: '%' }, direction: 'up', decimals: 1, cutting: 'round', max: null, numerator: { expression: '#{to}', text: { vi: 't', en: 't' } }, denominator: { expression: '#{xom}', text: { vi: 'x', en: 'x' } }, factor: 100, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: { vi: 'x', en: 'x' }, checkedBy: { vi: 'x', en: 'x' }, source: 'x', verification: 'verified' } as const
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [], frameworks: [{ definition, indicators: [indicator] }] })
    const figures = await read(t().db, stranger, async tx => { const found = await findFramework(tx, 'thu', { edition: '1' }); const period = parsePeriod('202610'); if (!found || !period) throw new Error('gone'); return figuresOf(tx, found, { units: ['05443'], agencies: [] }, period) })
    expect(figures.indicators[0]?.result.value).toBeCloseTo(11 / 12 * 100, 10)
    const seen = await site.get(stranger, AT)
    expect(seen.status).toBe(200)
    const file = /minh-chung\/([0-9a-f-]{36})"/.exec(seen.body)?.[1] ?? ''
    expect((await site.get(stranger, `${AT}/minh-chung/${file}`)).status).toBe(200)
    expect((await site.post(clerk, `${AT}/minh-chung/${file}/bo/xom`, {})).status).toBe(409)
    const late = await press(clerk, 'save', { ...whole, 'v.xom': '99' }, version)
    expect(late.status).toBe(409)
    for (const words of ['Bạn đã gõ, chưa được lưu', '99']) expect(late.body).toContain(words)
  })
  test('the rate says who has not reported; locking is the steward’s', async () => {
    const rates = (await site.get(stranger, '/chi-tieu/ty-le?bieu=xa&ky=202610')).body
    for (const words of ['1 trên 2 đã gửi, 0 đúng hạn', 'Cơ quan H55.962']) expect(rates).toContain(words)
    expect((await site.get(stranger, '/chi-tieu/ty-le?bieu=xa&ky=202610&xem=chua')).body).not.toContain('Cơ quan H55.961<')
    const version = shownVersion((await site.get(steward, AT)).body) || /name="version" value="(\d+)"/.exec((await site.get(steward, AT)).body)?.[1] || ''
    expect((await site.post(approver, `${AT}/khoa`, { version })).status).toBe(403)
    expect((await site.post(steward, `${AT}/khoa`, { version })).status).toBe(303)
    expect((await site.get(clerk, AT)).body).toContain('Đã khóa')
  })
})

describe('a correction', () => {
  test('is asked for by one and decided by another; the old value stays to be seen', async () => {
    const reading = /so-lieu\/([0-9a-f-]{36})"/.exec((await site.get(clerk, AT)).body)?.[1] ?? ''
    const here = `/chi-tieu/so-lieu/${reading}`
    expect((await site.post(clerk, `${here}/dinh-chinh`, { value: 'x', reason: 'đếm lại' })).body).toContain('href="#f-value"')
    expect((await site.post(stranger, `${here}/dinh-chinh`, { value: '13', reason: 'đếm lại' })).status).toBe(404)
    expect((await site.post(both, `${here}/dinh-chinh`, { value: '13', reason: 'đếm lại' })).status).toBe(303)
    expect((await site.post(both, `${here}/dinh-chinh`, { value: '14', reason: 'nữa' })).status).toBe(409)
    const pending = /so-lieu\/([0-9a-f-]{36})\/duyet-dinh-chinh/.exec((await site.get(approver, here)).body)?.[1] ?? ''
    expect((await site.post(both, `/chi-tieu/so-lieu/${pending}/duyet-dinh-chinh`, {})).status).toBe(403)
    expect((await site.post(approver, `/chi-tieu/so-lieu/${pending}/tu-choi-dinh-chinh`, { refusal: '' })).body).toContain('href="#f-refusal"')
    expect((await site.post(approver, `/chi-tieu/so-lieu/${pending}/duyet-dinh-chinh`, {})).status).toBe(303)
    expect((await site.get(stranger, AT)).body).toMatch(/13.*<del>12<\/del>/s)
  })
})

describe('a report from a file', () => {
  const BEFORE = '/chi-tieu/bao-cao/xa/202609/H55.961'
  test('the template comes back filled in and is shown before anything is saved', async () => {
    const template = (await site.get(clerk, `${BEFORE}/mau.csv`)).body
    expect(template).toContain('luot.nu,')
    expect((await site.get(approver, `${BEFORE}/mau.csv`)).status).toBe(403)
    const filled = 'Mã,Chỉ tiêu,Đơn vị tính,Giá trị,Ghi chú\r\nxom,x,,12,\r\nto,x,,không có,chưa thống kê\r\nla,x,,1,\r\n'
    const { status, body } = await site.upload(clerk, `${BEFORE}/nhap-tep`, {}, [{ field: 'file', name: 'bieu.csv', bytes: Buffer.from(filled) }])
    expect(status).toBe(200)
    for (const words of ['Đã đọc 2 ô từ tệp, chưa lưu', 'Bỏ qua mã không có trong biểu: la', 'value="12"', 'chưa thống kê']) expect(body).toContain(words)
    expect((await site.get(clerk, BEFORE)).body).not.toContain('value="12"')
    const foreign = await site.upload(clerk, `${BEFORE}/nhap-tep`, {}, [{ field: 'file', name: 'bieu.csv', bytes: Buffer.from('a,b\r\n1,2\r\n') }])
    expect([foreign.status, foreign.body.includes('Tệp thiếu cột')]).toEqual([422, true])
  })
})
