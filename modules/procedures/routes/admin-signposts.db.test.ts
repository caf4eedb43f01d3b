import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, type AdminSite } from '../../../ui/testing-site.ts'
import { loadProvinceCatalogue } from '../index.ts'
import { signpostFor } from '../search/signposts.ts'
import { startProcedureAdmin } from '../testing-admin.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const PATH = '/quan-tri/bien-chi-duong'
const DELIVERY = { synonyms: [], lifeEvents: [], signposts: [{ slug: 'can-cuoc', about: ['căn cước'], names: ['Cấp thẻ căn cước'], title: { vi: 'Ở công an' }, advice: { vi: 'Đến công an' } }] }

describe('administration of signposts', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  const fields = { titleVi: 'Ở Công an phường', titleEn: '', adviceVi: 'Đến Công an phường', adviceEn: '', about: 'căn cước', names: 'Cấp thẻ căn cước\nCấp đổi thẻ căn cước\n', url: 'https://dichvucong.gov.vn', urlTextVi: 'Mở trang', urlTextEn: '' }
  const shown = async (q: string) => signpostFor(t().db, q, NOW)
  beforeAll(async () => {
    await loadProvinceCatalogue(t().db, DELIVERY, NOW)
    site = await startProcedureAdmin(t().db, NOW)
  })
  afterAll(() => site.close())

  test('is the province’s alone', async () => {
    for (const path of [PATH, `${PATH}/moi`, `${PATH}/can-cuoc`]) expect((await site.get(anOfficer(['unit-administrator']), path)).status).toBe(403)
    for (const path of [`${PATH}/moi`, `${PATH}/can-cuoc`]) expect((await site.post(anOfficer(['case-officer']), path, fields)).status).toBe(403)
    expect((await site.get(boss, `${PATH}/khong-co`)).status).toBe(404)
    expect((await site.get(boss, PATH)).body).toContain('Ở công an')
  })
  test('a change holds for the next search and against the next delivery; a second writer is told', async () => {
    const version = shownVersion((await site.get(boss, `${PATH}/can-cuoc`)).body)
    expect((await site.post(boss, `${PATH}/can-cuoc`, { ...fields, version })).status).toBe(303)
    const late = await site.post(boss, `${PATH}/can-cuoc`, { ...fields, version, titleVi: 'Muộn' })
    expect([late.status, late.body.includes('value="Muộn"')]).toEqual([409, true])
    await loadProvinceCatalogue(t().db, DELIVERY, NOW)
    expect(await shown('đổi căn cước')).toMatchObject({ title: { vi: 'Ở Công an phường' }, url: 'https://dichvucong.gov.vn', urlText: { vi: 'Mở trang' } })
    expect((await ledgerOf(t().owner, 'can-cuoc')).map(({ act }) => act)).toEqual(['procedures.change-signpost'])
    const { rows } = await t().owner.pool.query<{ title: string }>("select content -> 'title' ->> 'vi' as title from procedures.history where object_type = 'signpost'")
    expect(rows).toEqual([{ title: 'Ở công an' }])
  })
  test.each([[{ titleVi: '' }, 'Chưa có câu trả lời ngắn'], [{ adviceVi: '' }, 'Chưa có lời chỉ dẫn'], [{ about: ' ' }, 'Chưa có từ nhận ra'], [{ names: '' }, 'Chưa có tên chính thức nào'], [{ url: 'javascript:alert(1)' }, 'phải bắt đầu bằng https://'], [{ url: 'http://gia.vn' }, 'phải bắt đầu bằng https://']])('refuses %j', async (change, words) => {
    const bad = await site.post(boss, `${PATH}/can-cuoc`, { ...fields, ...change, version: '2' })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain(words)
  })
  test.each(['?!', 'Mới'])('is not put up under “%s”, of which no address can be made', async about => {
    const bad = await site.post(boss, `${PATH}/moi`, { ...fields, about })
    expect([bad.status, bad.body.includes('Từ nhận ra đầu tiên phải nêu việc')]).toEqual([422, true])
  })
  test('is put up once for a matter, and taken down', async () => {
    expect((await site.post(boss, `${PATH}/moi`, { ...fields })).body).toContain('Đã có biển chỉ đường')
    const made = await site.post(boss, `${PATH}/moi`, { ...fields, titleVi: 'Ở kho bạc', about: 'tem thuế', names: 'Mua tem thuế' })
    expect(made.location).toBe(`${PATH}/tem-thue`)
    expect((await shown('mua tem thue'))?.slug).toBe('tem-thue')
    const version = shownVersion((await site.get(boss, `${PATH}/tem-thue`)).body)
    expect((await site.post(boss, `${PATH}/tem-thue`, { ...fields, about: 'tem thuế', names: 'Mua tem thuế', down: 'yes', version })).status).toBe(303)
    expect(await shown('mua tem thue')).toBeUndefined()
    expect((await site.get(boss, PATH)).body).toContain('Đã cất')
  })
})
