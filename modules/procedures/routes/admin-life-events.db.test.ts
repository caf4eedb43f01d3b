import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, type AdminSite } from '../../../ui/testing-site.ts'
import { importProcedures, listLifeEvents, loadProvinceCatalogue } from '../index.ts'
import { startProcedureAdmin } from '../testing-admin.ts'
import { aNationalRecord } from '../testing.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const PATH = '/quan-tri/su-kien'
const event = (slug: string, codes = ['1.000001']) => ({ slug, title: { vi: slug, en: `${slug} en` }, summary: { vi: `Lời ${slug}` }, codes })
const DELIVERY = { synonyms: [], lifeEvents: [event('mot'), event('hai', ['1.000001', '9.999999']), event('ba'), event('an', ['9.999999'])] }

describe('administration of events of life', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  const order = async (): Promise<readonly string[]> => (await listLifeEvents(t().db, NOW)).map(({ slug }) => slug)
  const fields = { titleVi: 'Hai mới', titleEn: '', summaryVi: 'Lời mới', codes: '1.000002\n1.000001 9.999999' }
  beforeAll(async () => {
    await importProcedures(t().db, [aNationalRecord({ code: '1.000001' }), aNationalRecord({ code: '1.000002', name: 'Đăng ký khai tử' })], { now: NOW })
    await loadProvinceCatalogue(t().db, DELIVERY, NOW)
    site = await startProcedureAdmin(t().db, NOW)
  })
  afterAll(() => site.close())

  test('is the province’s alone', async () => {
    for (const path of [PATH, `${PATH}/moi`, `${PATH}/mot`]) expect((await site.get(anOfficer(['unit-administrator']), path)).status).toBe(403)
    for (const path of [`${PATH}/moi`, `${PATH}/mot`, `${PATH}/mot/chuyen`, `${PATH}/mot/dung-lai`]) expect((await site.post(anOfficer(['case-officer']), path, fields)).status).toBe(403)
    expect((await site.get(boss, `${PATH}/khong-co`)).status).toBe(404)
  })
  test('says which of them the home page leaves out', async () => {
    const rows = (await site.get(boss, PATH)).body.split('<tr')
    expect(['mot', 'an'].map((slug) => rows.find((row) => row.includes(`${PATH}/${slug}"`))?.includes('Tự ẩn'))).toEqual([false, true])
  })
  test('a change shows at once, keeps the wording before, and stays when the pack is delivered again', async () => {
    const version = shownVersion((await site.get(boss, `${PATH}/hai`)).body)
    expect((await site.post(boss, `${PATH}/hai`, { ...fields, version })).status).toBe(303)
    const late = await site.post(boss, `${PATH}/hai`, { ...fields, version, titleVi: 'Muộn' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('value="Muộn"')
    await loadProvinceCatalogue(t().db, DELIVERY, NOW)
    expect((await listLifeEvents(t().db, NOW))[1]).toMatchObject({ title: { vi: 'Hai mới' }, procedures: [{ code: '1.000002' }, { code: '1.000001' }] })
    expect((await site.get(boss, `${PATH}/hai`)).body).toContain('hai: Lời hai')
    expect((await site.post(boss, `${PATH}/hai/dung-lai`, { version: '2', restore: '1' })).status).toBe(303)
    expect((await listLifeEvents(t().db, NOW))[1]).toMatchObject({ title: { vi: 'hai', en: 'hai en' } })
    expect((await ledgerOf(t().owner, 'hai')).map(({ act, reason }) => [act, reason])).toEqual([['procedures.change-life-event', null], ['procedures.change-life-event', 'bản 1']])
  })
  test.each([[{ titleVi: '' }, 'Chưa có tên việc'], [{ summaryVi: '' }, 'Chưa có lời giới thiệu'], [{ codes: ' ' }, 'Chưa có thủ tục nào'], [{ codes: '1.000001 8.888888' }, 'Không có thủ tục mang mã 8.888888']])('refuses %j', async (change, words) => {
    const bad = await site.post(boss, `${PATH}/ba`, { ...fields, ...change, version: '1' })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain(words)
  })
  test('moves one place, also against the next delivery', async () => {
    expect(await order()).toEqual(['mot', 'hai', 'ba'])
    expect((await site.post(boss, `${PATH}/ba/chuyen`, { version: '1', direction: 'up' })).status).toBe(303)
    await loadProvinceCatalogue(t().db, DELIVERY, NOW)
    expect(await order()).toEqual(['mot', 'ba', 'hai'])
    expect((await site.post(boss, `${PATH}/ba/chuyen`, { version: '1', direction: 'up' })).status).toBe(409)
    expect((await site.post(boss, `${PATH}/mot/chuyen`, { version: '1', direction: 'up' })).status).toBe(303)
    expect(await order()).toEqual(['mot', 'ba', 'hai'])
    expect((await ledgerOf(t().owner, 'ba')).map(({ act }) => act)).toEqual(['procedures.move-life-event'])
  })
  test('hides and shows, adds at the end', async () => {
    expect((await site.post(boss, `${PATH}/mot`, { version: '1', titleVi: 'mot', titleEn: 'mot en', summaryVi: 'Lời mot', codes: '1.000001', hidden: 'yes' })).status).toBe(303)
    expect(await order()).toEqual(['ba', 'hai'])
    const made = await site.post(boss, `${PATH}/moi`, { ...fields, titleVi: 'Mất giấy tờ', codes: '1.000002' })
    expect(made.location).toBe(`${PATH}/mat-giay-to`)
    expect(await order()).toEqual(['ba', 'hai', 'mat-giay-to'])
    expect((await site.post(boss, `${PATH}/moi`, { ...fields, titleVi: 'Mat giay to', codes: '1.000002' })).body).toContain('Đã có việc tên')
  })
})
