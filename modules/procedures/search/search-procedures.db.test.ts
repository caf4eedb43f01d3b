import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { importProcedures, listLifeEvents, loadProvinceCatalogue, searchProcedures } from '../index.ts'
import { aNationalRecord } from '../testing.ts'
import { recordMiss } from './search-procedures.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const RECORDS = [
  aNationalRecord({ code: '1.000001', name: 'Thủ tục đăng ký kết hôn' }),
  aNationalRecord({ code: '1.000002', name: 'Thủ tục đăng ký kết hôn có yếu tố nước ngoài' }),
  aNationalRecord({ code: '1.000003', name: 'Cấp Giấy xác nhận tình trạng hôn nhân' }),
  aNationalRecord({ code: '1.000004', name: 'Cấp giấy phép khai thác nước dưới đất', field: 'Tài nguyên nước', levels: ['TINH'], subjects: ['Doanh nghiệp'], agency: 'Sở Nông nghiệp và Môi trường', methods: [{ method: 'DIRECT', fees: [] }] }),
  aNationalRecord({ code: '1.000005', name: 'Chứng thực chữ ký', field: 'Chứng thực', levels: ['XA', 'TINH'] }),
]

describe('search', () => {
  const t = useDb()
  const codes = async (q: string, more: object = {}): Promise<string[]> => (await searchProcedures(t().db, { q, limit: 10, ...more }, NOW)).items.map((item) => item.code)
  beforeAll(async () => {
    await importProcedures(t().db, RECORDS, { now: NOW })
    await loadProvinceCatalogue(t().db, {
      synonyms: [{ phrase: 'giấy độc thân', replacements: ['giấy xác nhận tình trạng hôn nhân'] }],
      lifeEvents: [{ slug: 'ket-hon', title: { vi: 'Kết hôn' }, summary: { vi: 'Cưới' }, codes: ['1.000003', '1.000001', '1.999999'] }, { slug: 'trong', title: { vi: 'Trống' }, summary: { vi: '-' }, codes: ['1.888888'] }],
    }, NOW)
  })

  test.each(['đăng ký kết hôn', 'DANG KY KET HON', 'đăng kí kết hôn', 'ddawng kys keets hoon', 'd9ang8 ky1 ke61t ho6n', 'đăng ký kết hôn'.normalize('NFD'), '®¨ng ký kÕt h«n', 'dang ky ket hn', 'đăng ký kết hô'])(
    '%s finds the marriage registration first', async (q) => { expect((await codes(q))[0]).toBe('1.000001') })
  test('speaks as people do', async () => {
    expect((await codes('giấy độc thân'))[0]).toBe('1.000003')
    expect((await codes('giay doc than'))[0]).toBe('1.000003')
  })
  test('diacritics tell words apart', async () => {
    expect((await searchProcedures(t().db, { q: 'kết hôn', limit: 1 }, NOW)).sure).toBe(true)
    expect((await searchProcedures(t().db, { q: 'kệt hỗn', limit: 1 }, NOW)).sure).toBe(false)
  })
  test('finds by code', async () => { expect(await codes(' 1.000005 ')).toEqual(['1.000005']) })
  test('an empty search lists the catalogue', async () => { expect(await codes('')).toHaveLength(5) })
  test('nonsense finds nothing', async () => { expect(await codes('qwrtp zzz')).toEqual([]) })

  test('filters narrow, facets count what each choice would leave', async () => {
    const all = await searchProcedures(t().db, { q: '', limit: 1, level: 'province' }, NOW)
    expect(all.total).toBe(2)
    expect(all.facets.level).toEqual([{ value: 'commune', count: 4 }, { value: 'province', count: 2 }])
    expect(all.facets.field).toEqual([{ value: 'Chứng thực', count: 1 }, { value: 'Tài nguyên nước', count: 1 }])
    expect(all.items).toHaveLength(1)
    expect(await codes('', { field: 'Chứng thực' })).toEqual(['1.000005'])
    expect(await codes('', { subject: 'Doanh nghiệp' })).toEqual(['1.000004'])
    expect(await codes('', { agency: 'Sở Nông nghiệp và Môi trường' })).toEqual(['1.000004'])
    expect(await codes('', { onlineLevel: 'information' })).toEqual(['1.000004'])
  })
  test('pages do not overlap', async () => {
    expect([...await codes('', { limit: 2 }), ...await codes('', { limit: 2, offset: 2 }), ...await codes('', { limit: 2, offset: 4 })].toSorted()).toEqual(RECORDS.map((_, at) => `1.00000${at + 1}`))
  })

  test('another process sees a change at its next search', async () => {
    const other = connect({ url: t().urls.app, max: 1 })
    try {
      expect((await searchProcedures(other, { q: 'bao hiem y te', limit: 3 }, NOW)).items).toEqual([])
      await importProcedures(t().db, [aNationalRecord({ code: '1.000009', name: 'Cấp thẻ bảo hiểm y tế' })], { now: NOW })
      expect((await searchProcedures(other, { q: 'bao hiem y te', limit: 3 }, NOW)).items).toMatchObject([{ code: '1.000009' }])
      await sql`update procedures.procedure set local_status = 'hidden' where code = '1.000009'`.execute(t().db.kysely)
      expect((await searchProcedures(other, { q: 'bao hiem y te', limit: 3 }, NOW)).items).toEqual([])
    } finally { await other.kysely.destroy() }
  })

  test('the most used comes first among equals', async () => {
    await importProcedures(t().db, ['1.000011', '1.000012', '1.000013'].map((code) => aNationalRecord({ code, name: 'Hỗ trợ sản xuất' })), { now: NOW })
    await sql`update procedures.procedure set popularity = 50 where code = '1.000012'`.execute(t().owner.kysely)
    expect((await codes('hỗ trợ sản xuất'))[0]).toBe('1.000012')
  })

  test('keeps searches without an answer, without numbers of people', async () => {
    for (let time = 0; time < 2; time++) await recordMiss(t().db, 'xin việc cho 034 567 890 123 số 0987654321', NOW)
    const { rows } = await sql`select query_folded, query, times from procedures.search_miss`.execute(t().db.kysely)
    expect(rows).toEqual([{ query_folded: 'xin viec cho so', query: 'xin việc cho số', times: 2 }])
  })

  test('events of life list what is published, in order', async () => {
    expect(await listLifeEvents(t().db, NOW)).toEqual([{ slug: 'ket-hon', title: { vi: 'Kết hôn' }, summary: { vi: 'Cưới' }, procedures: [
      { code: '1.000003', name: 'Cấp Giấy xác nhận tình trạng hôn nhân', fileable: false }, { code: '1.000001', name: 'Thủ tục đăng ký kết hôn', fileable: false },
    ] }])
  })

  test('delivered words follow the file, what an administrator wrote or changed stays', async () => {
    const land = { phrase: 'sổ đỏ', replacements: ['giấy chứng nhận'] }
    const load = (...synonyms: object[]) => loadProvinceCatalogue(t().db, { lifeEvents: [], synonyms }, NOW)
    const active = async (): Promise<unknown> => (await sql<{ phrase: string; replacements: string[] }>`select phrase, replacements from procedures.synonym where active order by phrase`.execute(t().db.kysely)).rows
    expect(await load(land)).toMatchObject({ synonyms: 1, retired: 1 })
    expect(await load(land)).toMatchObject({ synonyms: 0, retired: 0 })
    await sql`insert into procedures.synonym (id, phrase, replacements, changed_at) values (gen_random_uuid(), 'bìa đỏ', array['sổ đỏ'], ${NOW})`.execute(t().db.kysely)
    expect(await load(land, { phrase: 'bìa đỏ', replacements: ['khác'] })).toMatchObject({ synonyms: 0, retired: 0 })
    expect(await load()).toMatchObject({ synonyms: 0, retired: 1 })
    expect(await active()).toEqual([{ phrase: 'bìa đỏ', replacements: ['sổ đỏ'] }])
    expect(await load({ ...land, replacements: ['giấy chứng nhận đất'] })).toMatchObject({ synonyms: 1, retired: 0 })
    await sql`update procedures.synonym set replacements = array['giấy chứng nhận quyền sử dụng đất'], version = 2 where phrase = 'sổ đỏ'`.execute(t().db.kysely)
    expect(await load(land)).toMatchObject({ synonyms: 0, retired: 0 })
    expect(await load()).toMatchObject({ synonyms: 0, retired: 0 })
    expect(await active()).toEqual([{ phrase: 'bìa đỏ', replacements: ['sổ đỏ'] }, { phrase: 'sổ đỏ', replacements: ['giấy chứng nhận quyền sử dụng đất'] }])
    await expect(load({ phrase: 'x' })).rejects.toThrow()
  })
})
