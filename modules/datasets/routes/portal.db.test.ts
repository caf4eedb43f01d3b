import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from '../acts/publish-dataset.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { portalRoutes } from './portal.ts'

const t = useDb()
let faces: Faces
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const agency = await anAgency(t())
  const other = await anAgency(t(), 'H55.902')
  const publish = async (code: string, title: string, more: Parameters<typeof aDescription>[1], fields: Parameters<typeof aSchema>[0], rows: Parameters<typeof loaded>[2], settings: Parameters<typeof aSchema>[1] = { key: ['ma'] }): Promise<string> => {
    const id = await createDataset(callOf(t(), SYSTEM), code, aDescription(agency, { title, ...more }), aSchema(fields, settings))
    await loaded(t(), id, rows)
    await signedFor(t(), id)
    await publishDataset(callOf(t(), SYSTEM), id, 2)
    return id
  }
  await publish('tram-y-te', 'Trạm y tế', { theme: 'y-te', keywords: ['trạm'], refreshDays: 30 }, [aField('ma', { required: true }), aField('ten', { title: { vi: 'Tên trạm' } }), aField('loai', { choices: [{ value: 'a', label: { vi: 'Loại một' } }, { value: 'b', label: { vi: 'Loại hai' } }] }), aField('so_giuong', { type: 'integer' }), aField('vi_tri', { type: 'point' }), aField('ghi_chu_kin', { classification: 'shared', title: { vi: 'Ghi chú kín' } }), aField('nguoi_gac', { classification: 'personal', title: { vi: 'Người gác' } })],
    Array.from({ length: 45 }, (_, at) => ({ ma: `T${String(at).padStart(2, '0')}`, ten: at === 7 ? 'Trạm <b>Phú Bình</b>' : `Trạm ${at}`, loai: at % 2 === 0 ? 'a' : 'b', so_giuong: String(at), vi_tri: `(105.${at},21.6)`, ghi_chu_kin: 'bí mật lớn', nguoi_gac: 'Trần Văn Thử' })))
  await publish('truong-hoc', 'Trường học', { theme: 'giao-duc', agencyId: other, licence: 'CC0-1.0' }, [aField('ma', { required: true }), aField('ten')], [{ ma: 'A', ten: 'Trường A' }])
  await publish('chia-se', 'Sổ chia sẻ', { access: 'shared', licence: '' }, [aField('ma', { required: true }), aField('truong_rieng', { title: { vi: 'Trường riêng' } })], [{ ma: '1', truong_rieng: 'x' }])
  await publish('danh-muc', 'Danh mục xưa nay', {}, [aField('ma', { required: true }), aField('ten')], [{ ma: 'X', ten: 'Tên cũ' }], { key: ['ma'], temporal: true })
  await createDataset(callOf(t(), SYSTEM), 'nhap', aDescription(agency, { title: 'Bản nháp' }), aSchema([aField('ma')]))
  const gone = await publish('da-rut', 'Đã rút', {}, [aField('ma', { required: true })], [{ ma: '1' }])
  await withdrawDataset(callOf(t(), SYSTEM), gone, 3, 'sai số liệu')
  await publish('noi-bo', 'Nội bộ thôi', { access: 'internal', licence: '' }, [aField('ma', { required: true })], [{ ma: '1' }])
  faces = await serveFaces(t().db, portalRoutes, NOW)
})
afterAll(() => faces.close())
const get = async (path: string) => { const answer = await faces.server.inject({ method: 'GET', url: path }); return { status: answer.statusCode, headers: answer.headers, body: answer.body } }
const titles = (body: string): string[] => [...body.matchAll(/ts-results__title"><a[^>]*>([^<]+)/g)].map(([, title = '']) => title)
const codes = (body: string): string[] => [...body.matchAll(/data-label="ma">([^<]+)/g)].map(([, code = '']) => code)

describe('the list', () => {
  test('holds what is published and not internal, with counts', async () => {
    const { body, status } = await get('/du-lieu')
    expect([status, titles(body)]).toEqual([200, ['Danh mục xưa nay', 'Sổ chia sẻ', 'Trạm y tế', 'Trường học']])
    for (const hidden of ['Bản nháp', 'Đã rút', 'Nội bộ thôi']) expect(body).not.toContain(hidden)
    expect(body).toContain('<strong>4</strong> bộ dữ liệu')
  })
  test('is searched as people type and narrowed by facets whose counts hold', async () => {
    expect(titles((await get('/du-lieu?q=tram+y+te')).body)).toEqual(['Trạm y tế'])
    for (const [query, want] of [['chu-de=giao-duc', ['Trường học']], ['co-quan=H55.902', ['Trường học']], ['dang=geojson', ['Trạm y tế']], ['giay-phep=CC0-1.0', ['Trường học']], ['pham-vi=shared', ['Sổ chia sẻ']], ['cap-nhat=kept', ['Trạm y tế']], ['chu-de=y-te&co-quan=H55.902', []]] as const) expect(titles((await get(`/du-lieu?${query}`)).body), query).toEqual(want)
    // beside a choice the others of its facet stay, each with what it would leave
    for (const [start, least] of [['/du-lieu', 8], ['/du-lieu?chu-de=y-te', 6]] as const) {
      const links = [...(await get(start)).body.matchAll(/<li><a href="([^"]+)"><span>[^<]*<\/span><span class="ts-portal__n">(\d+)/g)]
      expect(links.length, start).toBeGreaterThan(least)
      for (const [, href = '', n = ''] of links) expect(titles((await get(href.replaceAll('&amp;', '&'))).body), href).toHaveLength(Number(n))
    }
    expect((await get('/du-lieu?chu-de=y-te')).body).toContain('href="/du-lieu?chu-de=giao-duc"')
    expect((await get('/du-lieu?q=khong-co-gi')).body).toContain('Không có bộ dữ liệu nào khớp')
  })
  test('is followed as a feed', async () => {
    const { body, headers } = await get('/du-lieu.atom?q=tram')
    expect(headers['content-type']).toContain('application/atom+xml')
    expect([body.match(/<entry>/g)?.length, body.includes('https://du-lieu.tinhthu.vn/du-lieu/tram-y-te'), body.includes('href="https://du-lieu.tinhthu.vn/du-lieu?q=tram"')]).toEqual([1, true, true])
  })
})

describe('one dataset', () => {
  test('shows what is open and nothing else, whoever asks', async () => {
    for (const path of ['/du-lieu/tram-y-te', '/du-lieu/tram-y-te?loc=ghi_chu_kin.eq.x', '/du-lieu/tram-y-te?sap=nguoi_gac', '/du-lieu/tram-y-te?truong=nguoi_gac&phep=eq&gia-tri=Tr%E1%BA%A7n']) {
      const { body, status } = await get(path)
      expect(status, path).toBeLessThan(500)
      for (const hidden of ['Ghi chú kín', 'bí mật', 'Người gác', 'Trần Văn', '<b>Phú']) expect(body, path).not.toContain(hidden)
    }
    expect((await get('/du-lieu/tram-y-te')).body).not.toMatch(/ghi_chu_kin|nguoi_gac/)
    const shared = (await get('/du-lieu/chia-se')).body
    expect(shared).toContain('chia sẻ theo quyền')
    expect(shared).not.toMatch(/Trường riêng|truong_rieng/)
    for (const path of ['nhap', 'da-rut', 'noi-bo', 'khong-co', 'a.b', 'A']) expect((await get(`/du-lieu/${path}`)).status, path).toBe(404)
  })
  test('pages, sorts and filters by addresses alone', async () => {
    const seen: string[] = []
    for (let path = '/du-lieu/tram-y-te'; path !== '';) {
      const { body } = await get(path)
      seen.push(...codes(body))
      path = /pagination__next"><a [^>]*href="([^"#]+)/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    }
    expect([seen.length, new Set(seen).size]).toEqual([45, 45])
    expect(codes((await get('/du-lieu/tram-y-te?sap=-so_giuong')).body)[0]).toBe('T44')
    expect(codes((await get('/du-lieu/tram-y-te?loc=so_giuong.gte.43')).body)).toEqual(['T43', 'T44'])
  })
  test('takes what people type, and keeps it in the address', async () => {
    const named = await get('/du-lieu/tram-y-te?truong=loai&phep=contains-text&gia-tri=loai+hai')
    expect([named.status, named.headers['location']]).toEqual([303, '/du-lieu/tram-y-te?loc=loai.eq.b'])
    expect(codes((await get('/du-lieu/tram-y-te?loc=ten.contains-text.phu+binh')).body)).toEqual(['T07'])
    const bad = await get('/du-lieu/tram-y-te?loc=so_giuong.eq.nhi%E1%BB%81u')
    expect([bad.status, bad.body.includes('không phải giá trị đúng của trường “')]).toEqual([422, true])
    // what was typed stands in the form again, and is no filter
    const { body } = await get('/du-lieu/tram-y-te?loc=loai.eq.b&loc=so_giuong.eq.nhi%E1%BB%81u')
    expect([body.includes('value="nhiều"'), /value="so_giuong" selected/.test(body), body.includes('Cần số nguyên, ví dụ 12'), body.includes('value="loai.eq.b"'), body.includes('value="so_giuong.eq')]).toEqual([true, true, true, true, false])
    expect((await get('/du-lieu/tram-y-te?truong=ten&phep=eq')).body).toContain('Gõ giá trị để lọc')
  })
  test('tells each dialect how to ask the same', async () => {
    const { body } = await get('/du-lieu/tram-y-te?loc=loai.eq.b&loc=so_giuong.gt.3&sap=-so_giuong')
    expect(body).toContain('curl &#39;https://du-lieu.tinhthu.vn/api/v1/datasets/tram-y-te/rows?loai=eq.b&amp;so_giuong=gt.3&amp;order=so_giuong.desc&amp;limit=20&#39;'.replaceAll('&#39;', "'"))
    expect(body).toContain('/rest/tram-y-te?loai=eq.b&amp;so_giuong=gt.3')
    expect(body).toMatch(/datastore_search\?resource_id=[0-9a-f-]+&amp;filters=%7B%22loai%22%3A%22b%22%7D/)
    expect(body).toContain('1 điều kiện khác không có ở đây')
  })
  test('is read as of a day', async () => {
    expect(codes((await get('/du-lieu/danh-muc?ngay=2020-01-01')).body)).toEqual([])
    expect(codes((await get('/du-lieu/danh-muc?ngay=2026-02-01')).body)).toEqual(['X'])
    expect((await get('/du-lieu/danh-muc?ngay=01%2F02%2F2026')).headers['location']).toBe('/du-lieu/danh-muc?ngay=2026-02-01')
    expect((await get('/du-lieu/danh-muc?ngay=h%C3%B4m+qua')).body).toContain('không phải là ngày')
    expect(await get('/du-lieu/danh-muc?ngay=2026-02-31')).toMatchObject({ status: 422, body: expect.stringContaining('không phải là ngày') })
  })
  test('says how large its files are', async () => {
    const { body } = await get('/du-lieu/tram-y-te')
    expect(body).toMatch(/tram-y-te\.csv"[^>]*><strong>CSV<\/strong><small>[\d,]+\u00a0KB/)
  })
})
