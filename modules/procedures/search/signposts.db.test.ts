import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { checkPack, importProcedures, loadProvinceCatalogue, publishPack, searchProcedures } from '../index.ts'
import { startCatalogueSite } from '../testing-site.ts'
import { aNationalRecord } from '../testing.ts'
import { signpostFor } from './signposts.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const PROVINCE = new URL('../../../provinces/thai-nguyen/', import.meta.url)
const file = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, PROVINCE), 'utf8'))

describe('signposts', () => {
  const t = useDb()
  let site: Awaited<ReturnType<typeof startCatalogueSite>>
  const load = async () => loadProvinceCatalogue(t().db, { synonyms: await file('synonyms.json'), lifeEvents: [], signposts: await file('signposts.json') }, NOW)
  /** what the page does: a sign only where the catalogue itself is not sure */
  const sign = async (q: string): Promise<string | undefined> => {
    const { sure, meant } = await searchProcedures(t().db, { q, limit: 1 }, NOW)
    return sure ? 'found' : (await signpostFor(t().db, meant ?? q, NOW))?.slug
  }
  beforeAll(async () => {
    for (const name of await readdir(new URL('procedures/', PROVINCE))) {
      const checked = checkPack(await file(`procedures/${name}`), { staffedRoles: null })
      if (checked.ok) await publishPack(t().db, checked.pack, { now: NOW, approvedBy: '1/QĐ', approvedOn: '2026-01-01' })
    }
    await load()
    site = await startCatalogueSite(t().db, { now: NOW })
  })
  afterAll(() => site.close())

  test.each([
    ['làm cccd', 'can-cuoc'], ['lam lai can cuoc', 'can-cuoc'], ['cấp đổi căn cước', 'can-cuoc'], ['mất căn cước', 'can-cuoc'], ['làm căn cước cho con', 'can-cuoc'], ['đổi cmnd sang căn cước', 'can-cuoc'],
    ['căn cước', 'can-cuoc'], ['cccd', 'can-cuoc'], ['căn cướcc', 'can-cuoc'], ['làm hộ chiếu', 'ho-chieu'], ['mat ho chieu', 'ho-chieu'], ['đăng ký vneid mức 2', 'dinh-danh-dien-tu'], ['mất bằng lái', 'giay-phep-lai-xe'], ['sang tên xe máy', 'dang-ky-xe'],
  ])('%s: says where it is done', async (q, slug) => { expect(await sign(q)).toBe(slug) })
  test.each(['khai sinh', 'giấy độc thân', 'sao y căn cước', 'công chứng căn cước', 'đăng ký kết hôn', 'mở quán cơm', 'đăng ký tạm trú', 'thẻ thường trú cho người nước ngoài', 'sao y hộ chiếu'])('%s: is found here, no sign', async (q) => { expect(await sign(q)).toBe('found') })
  test.each(['', 'xây nhà', 'chó cắn', 'thẻ bảo hiểm y tế', 'giấy phép xây dựng', 'mất sổ đỏ', 'đăng ký tạm trú hết bao nhiêu tiền'])('"%s": leads to no place that does something else', async (q) => { expect(['found', undefined]).toContain(await sign(q)) })

  test.each([['birth certificate', '1.001193'], ['Death certificate', '1.000656'], ['get married', '1.000894'], ['single status', '1.004873'], ['open a shop', '1.001612'], ['criminal record', '3.000333'], ['certified copy', '2.000815']])('an English reader finds “%s” although the published names are Vietnamese', async (q, code) => {
    const { items } = await searchProcedures(t().db, { q, limit: 1 }, NOW)
    expect(items.map(item => item.code)).toEqual([code])
  })
  test('the page gives the place and its address, and what only sounds alike no more than folded away', async () => {
    const page = async (url: string): Promise<string> => (await site.server.inject({ url, headers: { accept: 'text/html' } })).body
    const body = await page(`/thu-tuc?q=${encodeURIComponent('làm cccd')}`)
    expect(body).toContain('Thẻ căn cước làm ở Công an xã, phường')
    expect(body).toContain('href="https://dichvucong.gov.vn"')
    expect(body).not.toContain('Không có thủ tục nào khớp hẳn')
    const list = body.indexOf('ts-results__title')
    if (list > 0) expect(body.lastIndexOf('<details', list)).toBeGreaterThan(body.indexOf('Thẻ căn cước làm ở'))
    expect(await page(`/en/thu-tuc?q=cccd`)).toContain('Identity cards are issued by the commune police')
    const { rows } = await t().owner.pool.query('select query from procedures.search_miss')
    expect(rows).toEqual([])
  })
  test('gives way to the procedure once the catalogue has it; what an administrator changed stays', async () => {
    expect(await load()).toMatchObject({ signposts: 0 })
    await t().owner.pool.query("update procedures.signpost set title = jsonb_set(title, '{vi}', '\"Công an phường\"'), version = 2 where slug = 'can-cuoc'")
    expect(await load()).toMatchObject({ signposts: 0 })
    expect((await signpostFor(t().db, 'làm cccd', NOW))?.title.vi).toBe('Công an phường')
    await importProcedures(t().db, [aNationalRecord({ code: '1.014061', name: 'Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên' })], { now: NOW })
    expect(await sign('làm cccd')).toBe('found')
  })
})
