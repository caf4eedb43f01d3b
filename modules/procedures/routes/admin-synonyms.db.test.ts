import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, type AdminSite } from '../../../ui/testing-site.ts'
import { importProcedures, loadProvinceCatalogue, searchProcedures } from '../index.ts'
import { recordMiss } from '../search/search-procedures.ts'
import { startProcedureAdmin } from '../testing-admin.ts'
import { aNationalRecord } from '../testing.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const PATH = '/quan-tri/tu-dong-nghia'
const MISSES = '/quan-tri/tim-chua-thay'

describe('administration of synonyms', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  const found = async (q: string): Promise<readonly string[]> => (await searchProcedures(t().db, { q, limit: 3 }, NOW)).items.map(({ code }) => code)
  const idOf = async (phrase: string): Promise<string> => (await sql<{ id: string }>`select id from procedures.synonym where phrase = ${phrase}`.execute(t().db.kysely)).rows[0]?.id ?? ''
  const upload = async (text: string) => site.upload(boss, `${PATH}/nhap`, {}, [{ field: 'file', name: 'tu.csv', bytes: Buffer.from(text) }])
  beforeAll(async () => {
    await importProcedures(t().db, [aNationalRecord({ code: '1.000001', name: 'Cấp giấy chứng nhận quyền sử dụng đất' }), aNationalRecord({ code: '1.000002', name: 'Đăng ký khai tử' })], { now: NOW })
    await loadProvinceCatalogue(t().db, { synonyms: [{ phrase: 'sổ đỏ', replacements: ['giấy chứng nhận quyền sử dụng đất'] }], lifeEvents: [] }, NOW)
    site = await startProcedureAdmin(t().db, NOW)
  })
  afterAll(() => site.close())

  test('is the province’s alone', async () => {
    for (const role of ['case-officer', 'unit-administrator', 'supervisor'] as const) for (const path of [PATH, `${PATH}/moi`, `${PATH}/xuat`, `${PATH}/nhap`, MISSES, `${PATH}/${await idOf('sổ đỏ')}`]) expect((await site.get(anOfficer([role]), path)).status, `${role} ${path}`).toBe(403)
    for (const path of [`${PATH}/moi`, `${PATH}/thu`, `${MISSES}/gac-lai`, `${PATH}/${await idOf('sổ đỏ')}`, `${PATH}/${await idOf('sổ đỏ')}/bo`]) expect((await site.post(anOfficer(['unit-administrator']), path, { phrase: 'x' })).status).toBe(403)
  })
  test('lists by phrase and by official name, without marks', async () => {
    for (const q of ['so do', 'quyen su dung']) expect((await site.get(boss, `${PATH}?q=${encodeURIComponent(q)}`)).body).toContain('sổ đỏ')
    expect((await site.get(boss, `${PATH}?q=zzz`)).body).toContain('Không có cụm từ nào khớp')
    expect((await site.get(boss, `${PATH}?state=removed`)).body).toContain('Không có cụm từ nào khớp')
    expect((await site.get(boss, `${PATH}?thu=so+do`)).body).toContain('href="/thu-tuc/1.000001"')
  })
  test('a trial shows both answers and saves nothing', async () => {
    const { body, status } = await site.post(boss, `${PATH}/thu`, { phrase: 'qua đời', replacements: 'khai tử', try: 'qua đời' })
    expect(status).toBe(200)
    const [now = '', then = ''] = body.split('govuk-heading-s">').filter((part) => /^(Bây giờ|Với thay đổi)/.test(part))
    expect(now).not.toContain('1.000002')
    expect(then).toContain('1.000002')
    expect(await idOf('qua đời')).toBe('')
    expect(body).toContain('1 trong 1 cách nói có thủ tục đứng đầu khác đi')
    const bad = await site.post(boss, `${PATH}/thu`, { phrase: 'qua đời', replacements: '', try: '' })
    expect(bad.status).toBe(422)
    for (const words of ['Chưa có cách gọi chính thức', '>qua đời</textarea>']) expect(bad.body).toContain(words)
  })
  test('a new phrase holds for the next search and for later deliveries', async () => {
    expect(await found('qua đời')).not.toContain('1.000002')
    expect((await site.post(boss, `${PATH}/moi`, { phrase: '  qua   đời ', replacements: 'khai tử\r\nđăng ký khai tử\n\n' })).status).toBe(303)
    expect(await found('qua đời')).toContain('1.000002')
    const id = await idOf('qua đời')
    expect(await ledgerOf(t().owner, id)).toMatchObject([{ act: 'procedures.create-synonym', role: 'administrator' }])
    await loadProvinceCatalogue(t().db, { synonyms: [{ phrase: 'sổ đỏ', replacements: ['giấy chứng nhận quyền sử dụng đất'] }, { phrase: 'qua đời', replacements: ['khác'] }], lifeEvents: [] }, NOW)
    expect((await sql`select replacements from procedures.synonym where id = ${id}`.execute(t().db.kysely)).rows).toEqual([{ replacements: ['khai tử', 'đăng ký khai tử'] }])
  })
  test.each([
    ['', 'x', 'Chưa có cụm từ'], ['12.3', 'x', 'Cụm từ phải có chữ'], ['sổ hồng', '', 'Chưa có cách gọi chính thức'], ['sổ hồng', 'so hong', 'trùng với cụm từ'], ['so do', 'x', 'đã có trong danh sách'],
    ['x'.repeat(101), 'y', 'dài quá 100'], ['sổ hồng', 'một;hai;ba;bốn;năm;sáu;bảy;tám;chín', 'chỉ giữ 8'],
  ])('refuses “%s” → “%s”, and keeps what was typed', async (phrase, replacements, words) => {
    const bad = await site.post(boss, `${PATH}/moi`, { phrase, replacements })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain(words)
    if (phrase !== '') expect(bad.body).toContain(`>${phrase}</textarea>`)
  })
  test('a concept with many ways, as the product delivers them, is previewed way by way and saved', async () => {
    const many = { phrase: 'mất + khai tử | giấy khai tử | trích lục khai tử | giấy báo tử thất lạc | làm lại giấy báo tử cho bố | làm lại giấy báo tử cho mẹ', replacements: ['đăng ký khai tử', 'mất + khai tử'] }
    await loadProvinceCatalogue(t().db, { synonyms: [{ phrase: 'sổ đỏ', replacements: ['giấy chứng nhận quyền sử dụng đất'] }, many], lifeEvents: [] }, NOW)
    const path = `${PATH}/${await idOf(many.phrase)}`
    const shown = (await site.get(boss, path)).body
    const [, typed = ''] = /<textarea[^>]*name="phrase"[^>]*>([^<]*)</.exec(shown) ?? []
    expect(typed.split('\n')).toHaveLength(6)
    const fields = { version: shownVersion(shown), phrase: typed.replaceAll('\n', '\r\n'), replacements: many.replacements.join('\r\n') }
    const same = await site.post(boss, `${path}/thu`, fields)
    expect(same.status).toBe(200)
    expect(same.body).toContain('Đã thử 6 cách nói: thủ tục đứng đầu không đổi.')
    const turned = (await site.post(boss, `${path}/thu`, { ...fields, phrase: 'bìa ruộng\r\nsổ ruộng', replacements: 'giấy chứng nhận quyền sử dụng đất' })).body
    expect(turned).toContain('2 trong 8 cách nói có thủ tục đứng đầu khác đi')
    for (const words of ['sổ ruộng', '1.000001']) expect(turned.slice(turned.indexOf('se-doi-gi'))).toContain(words)
    expect((await site.post(boss, path, fields)).status).toBe(303)
    expect(shownVersion((await site.get(boss, path)).body)).toBe(fields.version)
    expect((await site.post(boss, path, { ...fields, phrase: `${fields.phrase}\r\nbìa ruộng` })).status).toBe(303)
    expect(await found('bìa ruộng')).toContain('1.000002')
    expect((await site.post(boss, `${path}/bo`, { version: '2', reason: 'chỉ để thử' })).status).toBe(303)
  })
  test('a change leaves the earlier wording; the second of two writers is told; undo brings it back', async () => {
    const id = await idOf('sổ đỏ')
    const version = shownVersion((await site.get(boss, `${PATH}/${id}`)).body)
    expect((await site.post(boss, `${PATH}/${id}`, { version, phrase: 'sổ đỏ', replacements: 'đăng ký khai tử' })).status).toBe(303)
    expect(await found('sổ đỏ')).toEqual(['1.000002'])
    const late = await site.post(boss, `${PATH}/${id}`, { version, phrase: 'sổ đỏ', replacements: 'muộn màng' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('vừa được sửa sau khi bạn mở trang')
    expect(late.body).toContain('muộn màng')
    expect(shownVersion(late.body)).toBe('2')
    expect((await site.post(boss, `${PATH}/${id}/dung-lai`, { version: '1', restore: '1' })).status).toBe(409)
    expect((await site.post(boss, `${PATH}/${id}/dung-lai`, { version: '2', restore: '7' })).status).toBe(404)
    expect((await site.post(boss, `${PATH}/${id}/dung-lai`, { version: '2', restore: '1' })).status).toBe(303)
    expect(await found('sổ đỏ')).toEqual(['1.000001'])
    expect((await site.get(boss, `${PATH}/${id}`)).body).toContain('Người Sửa')
    expect((await ledgerOf(t().owner, id)).map(({ act, reason }) => [act, reason])).toEqual([['procedures.change-synonym', null], ['procedures.change-synonym', 'bản 1']])
  })
  test('what is removed is not searched with, and comes back', async () => {
    const id = await idOf('sổ đỏ')
    expect((await site.post(boss, `${PATH}/${id}/bo`, { version: '3' })).body).toContain('Chưa có lý do')
    expect((await site.post(boss, `${PATH}/${id}/bo`, { version: '3', reason: 'dẫn nhầm' })).status).toBe(303)
    expect(await found('sổ đỏ')).toEqual([])
    expect((await site.get(boss, `${PATH}?state=removed`)).body).toContain('sổ đỏ')
    expect(await ledgerOf(t().owner, id)).toContainEqual({ act: 'procedures.remove-synonym', role: 'administrator', reason: 'dẫn nhầm' })
    expect((await site.post(boss, `${PATH}/${id}`, { version: '4', phrase: 'sổ đỏ', replacements: 'giấy chứng nhận quyền sử dụng đất' })).status).toBe(303)
    expect(await found('sổ đỏ')).toEqual(['1.000001'])
    expect((await site.get(boss, `${PATH}/01900000-0000-7000-8000-000000000001`)).status).toBe(404)
  })
  test('goes out as CSV and comes in again unchanged; wrong lines are named and nothing is taken', async () => {
    const csv = await site.get(boss, `${PATH}/xuat`)
    expect(csv.body).toContain('sổ đỏ,giấy chứng nhận quyền sử dụng đất')
    expect((await upload(csv.body)).location).toBe(PATH)
    expect((await sql`select payload from kernel.ledger_entry where act = 'procedures.import-synonyms'`.execute(t().owner.kysely)).rows).toEqual([{ payload: { added: 0, changed: 0, unchanged: 2 } }])
    const bad = await upload('phrase,replacements\nbìa đỏ,giấy chứng nhận quyền sử dụng đất\nbia do,x\n,y\n')
    expect(bad.status).toBe(422)
    for (const words of ['2 chỗ cần sửa', 'đã có ở dòng 2', 'Chưa có cụm từ']) expect(bad.body).toContain(words)
    expect(await idOf('bìa đỏ')).toBe('')
    expect((await upload('a,b\n1,2\n')).body).toContain('Dòng đầu phải có hai cột')
    expect((await upload('')).body).toContain('Chưa chọn tệp')
    expect((await upload('x'.repeat(1024 * 1024 + 1))).body).toContain('lớn hơn 1 MB')
    expect((await upload('phrase,replacements\nbìa đỏ,giấy chứng nhận quyền sử dụng đất; sổ đỏ\nsổ đỏ,quyền sử dụng đất\n')).status).toBe(303)
    expect(await found('bìa đỏ')).toContain('1.000001')
    expect(await ledgerOf(t().owner, await idOf('sổ đỏ'))).toContainEqual({ act: 'procedures.change-synonym', role: 'administrator', reason: 'tu.csv' })
  })

  test('a search without an answer becomes a synonym, or is set aside, and comes back when the synonym did not help', async () => {
    for (const [query, at] of [['giấy báo hiếu', NOW], ['kẹo lạc', NOW], ['chuyện cũ', new Date('2026-01-05T02:00:00Z')]] as const) await recordMiss(t().db, query, at)
    const list = (await site.get(boss, MISSES)).body
    expect(list).toContain('giấy báo hiếu')
    expect(list).not.toContain('chuyện cũ')
    expect((await site.get(boss, `${MISSES}?ky=moi-luc`)).body).toContain('chuyện cũ')
    expect((await site.get(boss, PATH)).body).toContain('Tìm chưa thấy (3)')
    const href = /href="([^"]*luot-tim=giay[^"]*)"/.exec(list)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await site.get(boss, href)).body).toContain('name="miss" value="giay bao hieu"')
    expect((await site.post(boss, `${PATH}/moi`, { phrase: 'giấy báo hiếu', replacements: 'khai tử', miss: 'giay bao hieu' })).location).toBe(MISSES)
    expect((await site.get(boss, MISSES)).body).not.toContain('giấy báo hiếu')
    await recordMiss(t().db, 'giấy báo hiếu', new Date(NOW.getTime() + 60_000))
    expect((await site.get(boss, MISSES)).body).toContain('vẫn chưa thấy')

    const none = await site.post(boss, `${MISSES}/gac-lai`, { reason: 'không phải thủ tục' })
    expect(none.body).toContain('Chưa chọn lượt tìm nào')
    expect(none.body).toContain('value="không phải thủ tục"')
    expect((await site.post(boss, `${MISSES}/gac-lai`, { marked: '1:keo lac' })).body).toContain('Chưa có lý do')
    expect((await site.post(boss, `${MISSES}/gac-lai`, { marked: ['1:keo lac', '9:chuyen cu'], reason: 'không phải thủ tục' })).status).toBe(409)
    expect((await site.post(boss, `${MISSES}/gac-lai`, { marked: ['1:keo lac', '1:chuyen cu'], reason: 'không phải thủ tục' })).status).toBe(303)
    await recordMiss(t().db, 'kẹo lạc', new Date(NOW.getTime() + 60_000))
    expect((await site.get(boss, MISSES)).body).not.toContain('kẹo lạc')
    expect((await site.get(boss, `${MISSES}?state=set-aside`)).body).toContain('không phải thủ tục')
    expect(await ledgerOf(t().owner, 'keo lac')).toEqual([{ act: 'procedures.settle-search-miss', role: 'administrator', reason: 'không phải thủ tục' }])
  })
})
