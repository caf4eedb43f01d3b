import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer as someone, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { anAgency, anElement, callOf, SYSTEM } from '../testing.ts'
import { formRoutes } from './forms.ts'
import { frameworkRoutes } from './frameworks.ts'

const t = useDb()
const NOW = new Date('2026-11-20T02:00:00Z')
const [FRAMEWORKS, FORMS] = ['/chi-tieu/bo-chi-so', '/chi-tieu/bieu-mau']
let site: AdminSite
const steward = someone(['data-steward'])
const clerk = someone(['case-officer', 'approver'])
beforeAll(async () => {
  await anAgency(t(), 'H55.981')
  await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('ho'), anElement('ho_cap_quang')], frameworks: [] })
  site = await startAdminSite(t().db, NOW, () => [...frameworkRoutes(), ...formRoutes()])
})
afterAll(() => site.close())

const framework = { 'code': 'thu', 'version': '1', 'title.vi': 'Bộ thử', 'authority.vi': 'UBND tỉnh', 'document': 'QĐ 1', 'validFrom': '01/01/2026', 'kind': 'figures', 'periodType': 'month', 'method': 'arithmetic', 'missing': 'block', 'ranking': 'competition', 'decimals': '1', 'succession': 'sum', 'verification': 'unverified', 'groups.0.code': 'ha-tang', 'groups.0.text.vi': 'Hạ tầng', 'groups.1.code': '' }
const indicator = { 'code': 't.1', 'group': 'ha-tang', 'text.vi': 'Hộ có cáp quang', 'unit.vi': '%', 'direction': 'up', 'decimals': '1', 'cutting': 'round', 'factor': '100', 'formula': '', 'whenNothing': 'missing', 'incomplete': 'show', 'numerator.expression': '#{ho_cap_quang}', 'numerator.text.vi': 'Hộ', 'denominator.expression': '#{ho}', 'denominator.text.vi': 'Hộ', 'evidence.vi': 'Báo cáo', 'checkedBy.vi': 'Sở', 'source': 'QĐ 1', 'verification': 'verified' }
const versionOf = async (url: string): Promise<string> => shownVersion((await site.get(steward, url)).body)

describe('a framework in the browser', () => {
  test('is for administrators and data stewards', async () => {
    for (const url of [FRAMEWORKS, `${FRAMEWORKS}/moi`, FORMS, `${FORMS}/moi`]) expect((await site.get(clerk, url)).status, url).toBe(403)
    expect((await site.post(clerk, `${FRAMEWORKS}/moi`, framework)).status).toBe(403)
    expect((await site.post(clerk, `${FORMS}/moi`, {})).status).toBe(403)
  })
  test('begins as a draft; what is missing stands at its field, and nothing typed is lost', async () => {
    const bad = await site.post(steward, `${FRAMEWORKS}/moi`, { ...framework, 'document': '', 'groups.0.text.vi': '' })
    expect(bad.status).toBe(422)
    for (const words of ['href="#f-document"', 'href="#f-groups-0-text-vi"', 'value="Bộ thử"']) expect(bad.body).toContain(words)
    expect((await site.post(steward, `${FRAMEWORKS}/moi`, framework)).location).toBe(`${FRAMEWORKS}/thu/1`)
    expect((await site.post(steward, `${FRAMEWORKS}/moi`, framework)).status).toBe(409)
  })
  test('an expression is judged on saving, at its character', async () => {
    const here = `${FRAMEWORKS}/thu/1/chi-so/moi`
    const bad = await site.post(steward, here, { ...indicator, 'numerator.expression': '#{ho_cap_quang} + #{khong_co}', 'version': await versionOf(here) })
    expect(bad.status).toBe(422)
    for (const words of ['href="#f-numerator-expression"', 'Ký tự 19: Không có #{khong_co}', '#{ho_cap_quang} + <mark>#</mark>', 'value="Hộ có cáp quang"']) expect(bad.body).toContain(words)
    const version = await versionOf(here)
    expect((await site.post(steward, here, { ...indicator, version })).status).toBe(303)
    expect((await site.post(steward, here, { ...indicator, version })).status).toBe(422)
    expect((await site.post(steward, `${FRAMEWORKS}/thu/1/chi-so/t.1`, { ...indicator, 'text.vi': 'Muộn', version })).status).toBe(409)
    const kept = (await site.get(steward, `${FRAMEWORKS}/thu/1/chi-so/t.1`)).body
    for (const words of ['value="Hộ có cáp quang"', '#{ho_cap_quang}</textarea>', 'value="100"']) expect(kept).toContain(words)
  })
  test('thresholds and steps come back as they were typed', async () => {
    const here = `${FRAMEWORKS}/thu/1/chi-so/t.1`
    expect((await site.post(steward, here, { ...indicator, 'max': '10', 'formula': 'step', 'steps': '0,8 = 10\n0,5 = 5', 'else': '0', 'tests': 'tinh | province | > | 80\nxa | commune | >= | 60,5 | #{ho_cap_quang}', 'targetDue': '31/12/2026', 'version': await versionOf(here) })).status).toBe(303)
    const { body } = await site.get(steward, here)
    for (const words of ['0.8 = 10\n0.5 = 5', 'tinh | province | &gt; | 80', 'xa | commune | &gt;= | 60.5 | #{ho_cap_quang}', 'value="2026-12-31"']) expect(body.replaceAll('>', '&gt;').replaceAll('&amp;gt;', '&gt;')).toContain(words.replaceAll('>', '&gt;'))
    const wrong = await site.post(steward, here, { ...indicator, 'tests': 'tinh | province | hơn | 80', 'targetDue': '2026-12-31', 'version': await versionOf(here) })
    expect([wrong.status, wrong.body.includes('href="#f-tests"')]).toEqual([422, true])
  })
  test('published it keeps its wording; copied it can be changed and compared', async () => {
    const version = await versionOf(`${FRAMEWORKS}/thu/1`)
    expect((await site.post(steward, `${FRAMEWORKS}/thu/1/ban-hanh`, { version })).status).toBe(303)
    expect((await site.post(steward, `${FRAMEWORKS}/thu/1/ban-hanh`, { version })).status).toBe(409)
    const here = `${FRAMEWORKS}/thu/1/chi-so/t.1`
    expect((await site.post(steward, here, { ...indicator, 'text.vi': 'Khác', 'version': await versionOf(here) })).status).toBe(409)
    expect((await site.post(steward, `${FRAMEWORKS}/thu/1/chep`, { version: 'bản hai' })).status).toBe(422)
    expect((await site.post(steward, `${FRAMEWORKS}/thu/1/chep`, { version: '2' })).location).toBe(`${FRAMEWORKS}/thu/2`)
    const copy = `${FRAMEWORKS}/thu/2/chi-so/t.1`
    expect((await site.post(steward, copy, { ...indicator, 'factor': '1000', 'version': await versionOf(copy) })).status).toBe(303)
    const compared = (await site.get(steward, `${FRAMEWORKS}/thu/2/so-sanh?voi=1`)).body
    for (const words of ['<del>100</del>', '<ins>1000</ins>', 'factor']) expect(compared).toContain(words)
    expect((await site.post(steward, copy, { ...indicator, _button: 'remove', version: await versionOf(copy) })).status).toBe(303)
    expect((await site.get(steward, `${FRAMEWORKS}/thu/2`)).body).toContain('Chưa có chỉ số nào')
  })
})

describe('a form in the browser', () => {
  const form = { 'code': 'ha-tang', 'title': 'Hạ tầng', 'titleEn': '', 'periodType': 'quarter', 'dueDays': '10', 'validFrom': '01/01/2026', 'validTo': '', 'agencyKinds': ['commune-committee'], 'elements': 'ho\nho_cap_quang', 'categories': 'ho.ngheo = hộ nghèo | poor', 'complete': 'yes', 'rules.0.left': '#{ho_cap_quang}', 'rules.0.operator': '<=', 'rules.0.right': '#{ho}', 'rules.0.message.vi': 'Nhiều hơn', 'rules.1.left': 'ho.ngheo', 'rules.1.operator': 'bounds', 'rules.1.min': '0', 'rules.1.max': '' }
  test('its checks are judged with it, at their field and character', async () => {
    const bad = await site.post(steward, `${FORMS}/moi`, { ...form, 'rules.0.right': '#{la}', 'rules.1.left': 'khac' })
    expect(bad.status).toBe(422)
    for (const words of ['href="#f-rules-0-right"', 'Ký tự 1: Không có #{la}', 'href="#f-rules-1-left"', 'Biểu không có ô “khac”']) expect(bad.body).toContain(words)
    expect((await site.post(steward, `${FORMS}/moi`, { ...form, agencyKinds: [] })).body).toContain('href="#f-agencyKinds"')
    expect((await site.post(steward, `${FORMS}/moi`, form)).status).toBe(303)
  })
  test('comes back as it was made; its period type stays, a lost race is told', async () => {
    const { body } = await site.get(steward, `${FORMS}/ha-tang`)
    for (const words of ['ho.ngheo = hộ nghèo | poor', 'value="#{ho_cap_quang}"', 'ho\nho_cap_quang', 'value="01/01/2026"']) expect(body).toContain(words)
    const version = shownVersion(body)
    expect((await site.post(steward, `${FORMS}/ha-tang`, { ...form, version, periodType: 'month' })).body).toContain('href="#f-periodType"')
    expect((await site.post(steward, `${FORMS}/ha-tang`, { ...form, version, dueDays: '12' })).status).toBe(303)
    expect((await site.post(steward, `${FORMS}/ha-tang`, { ...form, version, dueDays: '13' })).status).toBe(409)
  })
})
