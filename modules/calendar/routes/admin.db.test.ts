import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { calendarModule, loadCalendar, loadProvinceHolidays, windowsOn } from '../index.ts'

const HOURS = ['07:00-11:30', '13:30-17:00']
const PACK = { sources: { law: 'Luật', hours: 'Giờ' }, hours: [{ validFrom: '2000-01-01', source: 'hours', monday: HOURS, tuesday: HOURS, wednesday: HOURS, thursday: HOURS, friday: HOURS, saturday: [], sunday: [] }],
  days: [{ date: '2026-09-02', type: 'off', kind: 'statutory', name: 'Quốc khánh', source: 'law', confidence: 'high' }] }
const NOW = new Date('2026-03-10T02:00:00Z')

describe('administration of the calendar', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  beforeAll(async () => { await loadProvinceHolidays(t().db, PACK, NOW); site = await startAdminSite(t().db, NOW, () => calendarModule.routes) })
  afterAll(() => site.close())
  const version = async (): Promise<string> => shownVersion((await site.get(boss, '/quan-tri/lich')).body)
  const day = { date: '24/04/2026', type: 'off', kind: 'local', name: 'Ngày hội chè', source: '5/QĐ-UBND', hours: '' }

  test('shows the year, its days and what they rest on; only to administrators', async () => {
    const { body } = await site.get(boss, '/quan-tri/lich?nam=2026')
    for (const words of ['Quốc khánh', 'Tháng 12', 'Gói tỉnh']) expect(body).toContain(words)
    expect((await site.get(boss, '/quan-tri/lich?nam=2031')).body).toContain('chưa có ngày lễ nào')
    expect((await site.get(anOfficer(['unit-administrator']), '/quan-tri/lich')).status).toBe(403)
    expect((await site.get(boss, '/quan-tri/lich?nam=abc')).body).toContain('Phần “nam” trong địa chỉ chưa đúng. Hãy sửa hoặc bỏ phần đó rồi mở lại.')
    // a code that is nobody's shows no form that would change the whole province
    const wrong = await site.get(boss, '/quan-tri/lich?co-quan=H55.XYZ')
    expect([wrong.status, wrong.body.includes('Không có cơ quan nào mang mã “H55.XYZ”'), wrong.body.includes('name="agencyCode" value="H55.XYZ"'), wrong.body.includes('name="agencyCode" value=""')]).toEqual([422, true, true, false])
  })
  test('a day off counts at once, with a revision and a ledger entry; who read the older one is told', async () => {
    const read = await version()
    expect((await site.post(boss, '/quan-tri/lich/ngay', { ...day, version: read })).status).toBe(303)
    expect(windowsOn(await loadCalendar(t().db), '2026-04-24')).toEqual([])
    expect(windowsOn(await loadCalendar(t().db, null, Number(read)), '2026-04-24')).toHaveLength(2)
    expect(await ledgerOf(t().owner, '2026-04-24')).toEqual([{ act: 'calendar.set-day', role: 'administrator', reason: '5/QĐ-UBND' }])
    const late = await site.post(boss, '/quan-tri/lich/ngay', { ...day, name: 'Tên khác', version: read })
    expect(late.status).toBe(409)
    expect(late.body).toContain('value="Tên khác"')
    expect((await site.get(boss, `/quan-tri/lich?nam=2026&ban=${read}`)).body).toContain('không phải bản đang dùng')
  })
  test('faults name field, cause and cure', async () => {
    const bad = await site.post(boss, '/quan-tri/lich/ngay', { version: await version(), date: '30/02/2026', hours: 'cả ngày', name: 'Giữ lại' })
    expect(bad.status).toBe(422)
    for (const words of ['“30/02/2026” không phải là ngày', 'Chưa có căn cứ', 'Gõ như 07:00-11:30', 'value="Giữ lại"']) expect(bad.body).toContain(words)
  })
  test('a day taken back stays taken back when the province pack is loaded again', async () => {
    expect((await site.post(boss, '/quan-tri/lich/bo-ngay', { version: await version(), date: '02/09/2026', clearSource: 'thử' })).status).toBe(303)
    expect(windowsOn(await loadCalendar(t().db), '2026-09-02')).toHaveLength(2)
    await loadProvinceHolidays(t().db, PACK, NOW)
    expect(windowsOn(await loadCalendar(t().db), '2026-09-02')).toHaveLength(2)
  })
  test('hours change from a day on', async () => {
    const week = { monday: '8h-12h; 13h-17h', tuesday: '08:00-12:00', wednesday: '', thursday: '', friday: '', saturday: '', sunday: '' }
    expect((await site.post(boss, '/quan-tri/lich/gio', { ...week, monday: '', version: await version(), hoursFrom: '01/06/2026', hoursSource: 'QĐ' })).body).toContain('Thứ Hai phải có giờ làm việc')
    expect((await site.post(boss, '/quan-tri/lich/gio', { ...week, version: await version(), hoursFrom: '01/06/2026', hoursSource: 'QĐ' })).status).toBe(303)
    expect(windowsOn(await loadCalendar(t().db), '2026-06-01')).toEqual([{ from: 480, to: 720 }, { from: 780, to: 1020 }])
    expect(windowsOn(await loadCalendar(t().db), '2026-05-25')).toHaveLength(2)
  })
})
