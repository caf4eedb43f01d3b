import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { aPack } from './domain/pack-builder.ts'
import { importProcedures, loadProvinceCatalogue, publishPack } from './index.ts'
import { startCatalogueSite } from './testing-site.ts'
import { aNationalRecord } from './testing.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const NASTY = '<script>alert(1)</script>'

describe('the catalogue on the web', () => {
  const t = useDb()
  let site: Awaited<ReturnType<typeof startCatalogueSite>>
  const get = async (url: string, accept = 'text/html') => site.server.inject({ url, headers: { accept } })
  const api = async (url: string): Promise<{ status: number; body: Record<string, unknown> }> => { const answer = await get(url, 'application/json'); return { status: answer.statusCode, body: answer.json() } }

  beforeAll(async () => {
    await importProcedures(t().db, [
      aNationalRecord({ code: '1.000001', conditions: 'Đủ 18 tuổi' }),
      aNationalRecord({ code: '1.000002', name: `Thủ tục ${NASTY} khai tử`, steps: NASTY }),
      ...Array.from({ length: 45 }, (_, at) => aNationalRecord({ code: `1.0001${String(at).padStart(2, '0')}`, name: `Cấp phép số ${at}`, field: 'Cấp phép', levels: ['TINH'] })),
    ], { now: NOW })
    await publishPack(t().db, aPack({ code: '9.000001' }), { now: NOW, approvedBy: '1/QĐ', approvedOn: '2026-01-01' })
    await loadProvinceCatalogue(t().db, { synonyms: [{ phrase: 'em bé chào đời', replacements: ['đăng ký khai sinh'] }], lifeEvents: [{ slug: 'sinh-con', title: { vi: 'Sinh con', en: 'Having a baby' }, summary: { vi: 'Khai sinh' }, codes: ['1.000001'] }] }, NOW)
    site = await startCatalogueSite(t().db, { now: NOW })
  })
  afterAll(() => site.close())

  test('the home page leads to searches, events of life and fields, with counted figures only', async () => {
    const { body, statusCode } = await get('/')
    expect(statusCode).toBe(200)
    for (const part of ['action="/thu-tuc"', 'href="/su-kien/sinh-con"', 'href="/thu-tuc?field=H%E1%BB%99%20t%E1%BB%8Bch"', '>48<', '?q=khai%20sinh']) expect(body).toContain(part)
    // a suggestion without an answer here would lead nowhere
    expect(body).not.toContain('sổ đỏ')
  })

  test('a procedure page has every part of NĐ 63/2010 Đ8.2', async () => {
    const { body } = await get('/thu-tuc/1.000001')
    for (const part of ['Thủ tục đăng ký khai sinh', 'Bước 1: nộp', 'Tại bộ phận một cửa', '1 ngày làm việc', 'Miễn phí', 'Giấy chứng sinh', '1 bản chính', 'to-khai.docx', 'Ủy ban nhân dân cấp xã',
      'Công dân Việt Nam', 'Giấy khai sinh', 'Luật Hộ tịch', 'Đủ 18 tuổi', '1/QĐ-BTP', 'Theo nghị quyết']) expect(body).toContain(part)
    expect(body).not.toContain('/nop-ho-so/')
  })
  test('what can be filed here has a start button', async () => { expect((await get('/thu-tuc/9.000001')).body).toContain('href="/nop-ho-so/9.000001"') })
  test('published text cannot become markup', async () => {
    for (const url of ['/thu-tuc/1.000002', '/thu-tuc?q=khai+tu', `/thu-tuc?q=${encodeURIComponent(NASTY)}`]) expect((await get(url)).body).not.toContain(NASTY)
  })
  test('English pages keep English links and mark Vietnamese text', async () => {
    const { body } = await get('/en/thu-tuc/1.000001')
    expect(body).toContain('What you need')
    expect(body).toMatch(/<h1 [^>]*lang="vi"/)
    expect(body).toContain('href="/en/thu-tuc"')
    expect((await get('/thu-tuc/1.000001')).body).toContain('Giấy tờ cần có')
  })
  test('a change shows at once', async () => {
    await get('/thu-tuc/1.000001')
    await importProcedures(t().db, [aNationalRecord({ code: '1.000001', conditions: 'Đủ 20 tuổi' })], { now: NOW })
    expect((await get('/thu-tuc/1.000001')).body).toContain('Đủ 20 tuổi')
  })

  test('results come in pages that the address names, filters kept', async () => {
    const first = (await get('/thu-tuc?level=province&q=cap+phep')).body
    expect(first).toContain('45 thủ tục')
    expect(first).toContain('href="/thu-tuc?q=cap+phep&amp;level=province&amp;page=2"')
    expect((await get('/thu-tuc?level=province&q=cap+phep&page=3')).body.match(/class="ts-results__title"/g)).toHaveLength(5)
    expect((await get('/thu-tuc?level=&field=&q=khai+sinh')).body).toContain('/thu-tuc/1.000001')
  })
  test('an empty result says what to do, and is noted once it was not filtered', async () => {
    const { body } = await get('/thu-tuc?q=xyz+qwrt')
    expect(body).toContain('Chưa tìm thấy thủ tục nào')
    expect(body).toContain('/su-kien/sinh-con')
    await get('/thu-tuc?q=zzzq&level=commune')
    expect((await sql`select query, times from procedures.search_miss`.execute(t().db.kysely)).rows).toEqual([{ query: 'xyz qwrt', times: 1 }])
  })
  test('an unsure result offers fields, events of life and somebody to ask; a sure one does not', async () => {
    const near = (await get('/thu-tuc?q=khai+sinh+blockchain+metaverse+web3')).body
    for (const part of ['Không có thủ tục nào khớp hẳn', 'href="/thu-tuc?field=H%E1%BB%99+t%E1%BB%8Bch"', '/su-kien/sinh-con', 'bộ phận một cửa', 'href="/lien-he"']) expect(near).toContain(part)
    for (const words of ['Vẫn chưa thấy', 'Có phải bạn tìm']) expect((await get('/thu-tuc?q=khai+sinh')).body).not.toContain(words)
    expect(near).not.toContain('Có phải bạn tìm')
  })
  test('an unsure result offers searches that would be sure, also when nothing is left of it', async () => {
    const words = encodeURIComponent('blockchain metaverse web3 ngoài hành tinh em bé chào đời')
    for (const url of [`/thu-tuc?q=${words}`, `/thu-tuc?q=${words}&level=ministry`]) {
      const { body } = await get(url)
      expect(body).toContain('Có phải bạn tìm')
      expect(body).toContain(`href="/thu-tuc?q=${new URLSearchParams([['', 'đăng ký khai sinh']]).toString().slice(1)}"`)
      expect(body).toContain('bộ phận một cửa')
    }
  })
  test('slips of the finger are put right, and said', async () => {
    const { body } = await get('/thu-tuc?q=khai+sinhh')
    expect(body).toContain('/thu-tuc/1.000001')
    expect(body).toMatch(/Bạn gõ.*khai sinhh.*khai sinh</)
    expect((await api('/api/v1/procedures?q=khai%20sinhh')).body['meant']).toBe('khai sinh')
  })
  test('an event of life lists its procedures', async () => {
    expect((await get('/su-kien/sinh-con')).body).toContain('href="/thu-tuc/1.000001"')
    expect((await get('/su-kien/khong-co')).statusCode).toBe(404)
  })
  test('unknown codes are not found, in words or as a problem', async () => {
    expect((await get('/thu-tuc/1.999999')).statusCode).toBe(404)
    expect(await api('/api/v1/procedures/1.999999')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  test('the API answers best match first and refuses nonsense', async () => {
    expect(await api('/api/v1/procedures?q=dang%20ky%20khai%20sinh&limit=1')).toMatchObject({ status: 200, body: { total: 1, items: [{ code: '1.000001', name: 'Thủ tục đăng ký khai sinh', fileable: false }] } })
    expect((await api('/api/v1/procedures?level=province&limit=100')).body['total']).toBe(45)
    expect((await api('/api/v1/procedures?field=C%E1%BA%A5p%20ph%C3%A9p&limit=2')).body).toMatchObject({ total: 45 })
    expect((await api('/api/v1/procedures?limit=1000')).status).toBe(400)
    expect(await api('/api/v1/procedures/9.000001')).toMatchObject({ status: 200, body: { code: '9.000001', fileable: true, filing: { approvedBy: '1/QĐ' }, content: { results: [{ code: 'KQ.X99.000001' }] } } })
  })
})
