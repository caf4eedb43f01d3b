import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { importBoundaries } from '../../organisations/index.ts'
import { recordReadings } from '../acts/record-readings.ts'
import { recordRun } from '../acts/record-run.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { loadReadings } from '../load-readings.ts'
import { readFrameworks } from '../read-frameworks.ts'
import { callOf, NOW, SYSTEM } from '../testing.ts'
import { compareRoutes } from './compare.ts'

const t = useDb()
let faces: Faces
const filesIn = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) }))
const aUnit = (code: string, name: string, level: 'province' | 'commune', [from, to]: readonly [string, string | null] = ['2004-01-01', null]) => sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, valid_to, source) values (${newId()}, ${code}, ${name}, 'x', ${level}, ${level === 'commune' ? '19' : null}, ${from}, ${to}, 'thử') on conflict do nothing`.execute(t().owner.kysely)
const put = (element: string, period: string, values: Readonly<Record<string, number>>) => recordReadings(callOf(t(), SYSTEM), Object.entries(values).map(([unitCode, value]) => ({ element, category: '', unitCode, period, value, source: 'dataset', ref: 'thử' })))
const COMMUNES = Array.from({ length: 92 }, (_, at) => `0${5000 + at}`)
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  for (const [code, name] of [['19', 'Tỉnh Thử'], ['48', 'Đà Nẵng'], ['79', 'TP.HCM'], ['22', 'Quảng Ninh'], ['92', 'Cần Thơ']] as const) await aUnit(code, name, 'province')
  await aUnit('46', 'Thừa Thiên Huế', 'province', ['2004-01-01', '2024-12-31'])
  for (const [at, code] of COMMUNES.entries()) await aUnit(code, `Xã Thử ${String(at + 1).padStart(2, '0')}`, 'commune')
  await loadFrameworks(callOf(t(), SYSTEM), readFrameworks(['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(filesIn)))
  await loadReadings(callOf(t(), SYSTEM), filesIn('provinces/thai-nguyen/readings'))
  // every commune but the last reports; the first has nothing done in time, which is a number
  const of = (value: (at: number) => number) => Object.fromEntries(COMMUNES.slice(0, -1).map((code, at) => [code, value(at)]))
  for (const month of ['202610', '202611']) { await put('petitions', month, of(() => 100)); await put('petitions_in_time', month, of(at => at)); await put('petitions_rated', month, of(() => 50)); await put('petitions_satisfied', month, of(at => at % 50)) }
  faces = await serveFaces(t().db, compareRoutes({ province: { code: '19', name: { vi: 'Tỉnh Thử', en: 'Test' } }, counters: [] }), NOW)
})
afterAll(() => faces.close())
const get = async (path: string) => { const answer = await faces.server.inject({ method: 'GET', url: `/bang-chi-so/${path}` }); return { status: answer.statusCode, body: answer.body, bytes: answer.rawPayload } }
/** What a person reads. */
const words = (body: string): string => body.replace(/<[^>]+>/g, ' ').replace(/&#39;|&quot;/g, '"').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ')
const PETITIONS = 'PETITION_PROCESSING_ON_TIME'

describe('the heat map', () => {
  it('has the number in every cell; zero is a number, who has none says so with the reason', async () => {
    const { status, body } = await get('qd-766/so-sanh?ky=202611&cap=xa')
    expect(status).toBe(200)
    const row = (name: string): string => new RegExp(`<tr><th scope="row"><a [^>]*>${name}</a></th>(.*?)</tr>`).exec(body)?.[1] ?? ''
    expect(row('Xã Thử 01')).toMatch(/<td class="h0">0<\/td>/)
    expect(row('Xã Thử 92')).toMatch(/<td class="hn">chưa có dữ liệu<sup>a<\/sup><\/td>/)
    expect(words(body)).toMatch(/a chưa có dữ liệu: đơn vị chưa nhập biểu số liệu này/)
    expect(words(body)).toContain('91/92')
  })
  it('is sorted by a link: the best first, who has no number last', async () => {
    const order = async (sort: string): Promise<readonly string[]> => [...(await get(`qd-766/so-sanh?ky=202611&cap=xa&sap=${sort}`)).body.matchAll(/<th scope="row"><a [^>]*>(Xã Thử \d\d)<\/a>/g)].map(([, name]) => name ?? '')
    const [best, worst] = [await order(PETITIONS), await order(`-${PETITIONS}`)]
    expect([best[0], best.at(-1), worst[0], worst.at(-1)]).toEqual(['Xã Thử 91', 'Xã Thử 92', 'Xã Thử 01', 'Xã Thử 92'])
  })
  it('of 92 communes weighs no more than 60 KB, as it is sent', async () => {
    for (const look of ['nhiet', 'ban-do', 'ky']) expect(gzipSync((await get(`qd-766/so-sanh?ky=202611&cap=xa&xem=${look}&chi-so=${PETITIONS}`)).bytes).length, look).toBeLessThan(60_000)
  })
})
test('the order of one criterion says n of m, and that boundaries are not imported', async () => {
  const shown = words((await get(`qd-766/so-sanh?ky=202611&cap=xa&xem=ban-do&chi-so=${PETITIONS}`)).body)
  expect(shown).toContain('Có số liệu của 91 trên 92 xã, phường')
  expect(shown).toContain('chưa nạp ranh giới')
})
test('without a criterion the first is shown of which somebody has a number, and the choice says which', async () => {
  for (const [look, says] of [['ban-do', '91 trên 92'], ['ky', 'Xã Thử 91']] as const) {
    const { body } = await get(`community/so-sanh?ky=202611&cap=xa&xem=${look}`)
    expect(body, look).toContain('<option value="cn.05" selected')
    expect(words(body), look).toContain(says)
  }
})
describe('a map that moves', () => {
  const PATH = `qd-766/so-sanh?cap=xa&xem=ban-do&chi-so=${PETITIONS}`
  const square = (at: number) => { const [x, y] = [105 + at % 10 / 10, 21 + Math.floor(at / 10) / 10]; return { type: 'Polygon', coordinates: [[[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]] } }
  const classesOf = (body: string): readonly string[] => [...(/<figcaption.*?<\/figcaption>/s.exec(body)?.[0] ?? '').matchAll(/ts-shade--\d[^>]*><\/rect><\/svg>([^<]*)/g)].map(([, text]) => text ?? '')
  const areaOf = (body: string, code: string): readonly [look: string | undefined, title: string | undefined] => { const found = new RegExp(`<path class="([^"]*)" data-unit="${code}"[^>]*><title>([^<]*)<`).exec(body); return [found?.[1], found?.[2]] }
  beforeAll(async () => {
    await importBoundaries(t().db, JSON.stringify({ type: 'FeatureCollection', features: COMMUNES.map((code, at) => ({ type: 'Feature', properties: { code }, geometry: square(at) })) }), { now: NOW, today: '2026-12-01', source: 'thử' })
    // a commune that was half as good half a year ago; the others did not report then
    await put('petitions', '202605', { [COMMUNES[40] ?? '']: 100 })
    await put('petitions_in_time', '202605', { [COMMUNES[40] ?? '']: 20 })
  })
  it('stands still until it is asked, with the way to the year', async () => {
    const { body } = await get(`${PATH}&ky=202611`)
    expect(body).not.toContain('data-time')
    expect(body).toMatch(/href="[^"]*tu=2026&amp;den=2026[^"]*">Xem diễn biến qua các kỳ/)
  })
  it('has each period as a link, before and after as words, and the table of the one that is looked at', async () => {
    const { body } = await get(`${PATH}&ky=202611&tu=2026&den=2026`)
    expect([...body.matchAll(/<li><a href="([^"]*)" title/g)].map(([, href]) => /ky=(\d+)/.exec(href ?? '')?.[1])).toEqual(Array.from({ length: 12 }, (_, at) => `2026${String(at + 1).padStart(2, '0')}`))
    expect([/rel="prev" href="[^"]*ky=(\d+)/.exec(body)?.[1], /rel="next" href="[^"]*ky=(\d+)/.exec(body)?.[1]]).toEqual(['202610', '202612'])
    expect(words(body)).toContain('Tháng 11 năm 2026 kỳ 11 trên 12')
    expect(words(body)).toContain('Có số liệu của 91 trên 92 xã, phường')
    const may = words((await get(`${PATH}&ky=202605&tu=2026&den=2026`)).body)
    expect(may).toContain('Có số liệu của 1 trên 92 xã, phường')
    expect(may).toContain('1 Xã Thử 41 20')
    // at the ends there is no way on
    expect((await get(`${PATH}&ky=202601&tu=2026&den=2026`)).body).not.toContain('rel="prev"')
    expect((await get(`${PATH}&ky=202612&tu=2026&den=2026`)).body).not.toContain('rel="next"')
  })
  it('keeps one scale through all periods, which a single period has of its own', async () => {
    const [may, november, alone] = [(await get(`${PATH}&ky=202605&tu=2026&den=2026`)).body, (await get(`${PATH}&ky=202611&tu=2026&den=2026`)).body, (await get(`${PATH}&ky=202605`)).body]
    expect(classesOf(may)).toHaveLength(5)
    expect(classesOf(november)).toEqual(classesOf(may))
    expect(classesOf(alone)).toEqual(['20'])
    expect([areaOf(may, COMMUNES[40] ?? ''), areaOf(november, COMMUNES[40] ?? ''), areaOf(may, COMMUNES[0] ?? '')]).toEqual([['ts-map__area ts-shade--1', 'Xã Thử 41: 20'], ['ts-map__area ts-shade--2', 'Xã Thử 41: 40'], ['ts-map__none', 'Xã Thử 01: chưa có dữ liệu']])
    // the longest bar is that of the best in any period
    expect(/Xã Thử 41<.*?ts-sharebar.*?width="([\d.]+)"/s.exec(may)?.[1]).toBe(/Xã Thử 21<.*?ts-sharebar.*?width="([\d.]+)"/s.exec(november)?.[1])
  })
  it('weighs no more than 60 KB, keeps the years in every link, and finds nothing in what is no year', async () => {
    const { bytes, body } = await get(`${PATH}&ky=202611&tu=2025&den=2026`)
    expect(gzipSync(bytes).length).toBeLessThan(60_000)
    expect([...body.matchAll(/<li><a href="([^"]*)" title/g)].every(([, href]) => href?.includes('tu=2025&amp;den=2026'))).toBe(true)
    for (const odd of ['tu=26', 'tu=2026&den=x']) expect((await get(`${PATH}&${odd}`)).status, odd).toBe(404)
  })
  it('says of areas where nothing arose that nothing arose, not that they are missing', async () => {
    const { body } = await get('qd-766/so-sanh?cap=xa&xem=ban-do&chi-so=ON_TIME&ky=202611')
    expect([areaOf(body, COMMUNES[0] ?? ''), /không phát sinh<?[^(]*\(\d+\)/.test(body)]).toEqual([['ts-map__area', 'Xã Thử 01: không phát sinh'], true])
  })
})
test('small multiples are as many as units, on one scale, broken where nothing is known', async () => {
  const { body } = await get(`qd-766/so-sanh?ky=202611&cap=xa&xem=ky&chi-so=${PETITIONS}`)
  expect(body.match(/<li><a href="[^"]*dien-bien[^"]*">Xã Thử/g)).toHaveLength(92)
  expect(words(body)).toContain('Mọi ô cùng thang từ 0 đến 100')
})
test('files hold the numbers of the page, empty with the reason where there is none', async () => {
  const { body } = await get('qd-766/so-sanh.csv?ky=202611&cap=xa')
  const lines = body.split(/\r?\n/).filter(line => line.includes(PETITIONS))
  expect(lines).toHaveLength(92)
  expect(lines.find(line => line.startsWith('05090'))).toMatch(/,202611,90,,$/)
  expect(lines.find(line => line.startsWith('05091'))).toMatch(/,202611,,,chưa có dữ liệu/)
  expect((await get('qd-766/so-sanh.xlsx?ky=202611&cap=xa')).bytes.subarray(0, 2).toString()).toBe('PK')
})
test('a period that goes on is told on the page and in every line of the file that has a number', async () => {
  await put('petitions', '202612', { [COMMUNES[0] ?? '']: 4 })
  await put('petitions_in_time', '202612', { [COMMUNES[0] ?? '']: 3 })
  for (const page of ['so-sanh', 'xep-hang', 'dien-bien']) {
    expect(words((await get(`qd-766/${page}?ky=202612`)).body), page).toContain('Kỳ chưa kết thúc')
    expect(words((await get(`qd-766/${page}?ky=202611`)).body), page).not.toContain('Kỳ chưa kết thúc')
  }
  const lines = (await get('qd-766/so-sanh.csv?ky=202612&cap=xa')).body.split(/\r?\n/).filter(line => line.includes(`,${PETITIONS},`))
  expect(lines.find(line => line.startsWith('05000'))).toMatch(/,202612,75,tạm tính: kỳ chưa kết thúc,$/)
  expect(lines.filter(line => line.includes('tạm tính'))).toHaveLength(1)
})
test('what is compared is called as its framework calls it: criteria have thresholds, the others are indicators', async () => {
  const label = async (framework: string): Promise<string | undefined> => /<label[^>]*>([^<]*)<\/label>(?:(?!<label).)*<select[^>]*name="chi-so"/s.exec((await get(`${framework}/so-sanh`)).body)?.[1]
  expect([await label('qd-766'), await label('dti'), await label('resolution-01')]).toEqual(['Chỉ số', 'Chỉ số', 'Tiêu chí'])
  expect((await get('qd-766/so-sanh.csv')).body).toContain('Mã chỉ số,Chỉ số')
  expect((await get('resolution-01/so-sanh.csv')).body).toContain('Mã tiêu chí,Tiêu chí')
})
test('what is not there is not found', async () => {
  // nobody in particular: the first
  expect((await get('qd-766/dien-bien')).status).toBe(200)
  for (const path of ['none/so-sanh', 'qd-766/so-sanh?cap=thon', 'qd-766/so-sanh?chi-so=KHONG', 'qd-766/dien-bien?don-vi=99999', 'resolution-01/xep-hang']) expect((await get(path)).status, path).toBe(404)
})

describe('the ranking of DTI 2022', () => {
  const PATH = 'dti/xep-hang?ky=2022&phien-ban=2022&cap=tinh'
  it('has the official values in the official order, and beside them what comes out again', async () => {
    const rows = [...(await get(PATH)).body.matchAll(/<tr role="row">(.*?)<\/tr>/g)].map(([, row]) => words(row ?? '').trim()).filter(row => /^\d/.test(row))
    expect(rows.slice(0, 5).map(row => row.replace(' chưa chạy', ''))).toEqual(['1 Đà Nẵng 0,8002 0,8002', '2 TP.HCM 0,7163 0,7164', '3 Quảng Ninh 0,7024 0,7024', '4 Thừa Thiên Huế 0,6975 0,6975', '5 Cần Thơ 0,6924 0,6924'])
  })
  it('says by which total ranks go, and of ours that it is computed again', async () => {
    expect(words((await get(PATH)).body)).toContain('Thứ hạng theo tổng đã công bố, đơn vị nào chưa công bố thì theo tổng tính lại')
    expect(words((await get(PATH.replace('xep-hang', 'so-sanh'))).body)).toContain('Tổng hợp (tính lại)')
    expect((await get(PATH.replace('xep-hang', 'so-sanh.csv'))).body).toContain('Tổng hợp (tính lại)')
    expect(words((await get('qd-766/so-sanh?ky=202602')).body)).not.toContain('tính lại')
  })
  it('shows pillars that overlap and says that they are not averaged', async () => {
    const shown = words((await get(PATH)).body)
    expect(shown).toContain('trung bình ba trụ cột không phải là tổng')
    expect(shown).toContain('Cần Thơ 0,7641 0,7718 0,6655')
  })
  it('says what would move a rank', async () => {
    const shown = words((await get(`${PATH}&don-vi=92`)).body)
    expect(shown).toContain('Thể chế số 5,2 % 20 % đủ')
    expect(shown).toContain('Cần Thơ cần thêm 0,0052 để vượt Thừa Thiên Huế')
    expect(words((await get(`${PATH}&don-vi=48`)).body)).toContain('Đà Nẵng đang đứng đầu')
  })
  it('shows intervals of a recorded run, and that there is none before', async () => {
    expect(words((await get(PATH)).body)).toContain('Chưa lưu lần tính nào')
    const { rows: [framework] } = await sql<{ id: string }>`select id from indicators.framework where code = 'dti' and edition = '2022'`.execute(t().owner.kysely)
    await recordRun(callOf(t(), SYSTEM), { frameworkId: framework?.id ?? '', period: '2022', inputs: {}, method: { scope: 'entered' }, public: true, scores: [['48', 1, 1, 1], ['92', 5, 3, 5]].map(([unit, rank, low, high]) => ({ unitCode: String(unit), code: '', value: 0.5, points: null, max: null, rank: Number(rank), interval: [Number(low), Number(high)] as const })) })
    const shown = words((await get(PATH)).body)
    expect(shown).toMatch(/5 Cần Thơ 0,6924 0,6924 3–5 5/)
    expect(shown).toMatch(/2 TP.HCM 0,7163 0,7164 chưa chạy/)
  })
})
test('what is counted of an internal element stays inside', async () => {
  expect(words((await get('qd-766/so-sanh?ky=202611&cap=xa')).body)).not.toContain('số liệu nội bộ')
  await sql`update indicators.element set public = false, definition = definition || '{"public": false}' where code like 'dossiers_%'`.execute(t().owner.kysely)
  for (const path of ['so-sanh?', 'so-sanh.csv?']) expect(words((await get(`qd-766/${path}ky=202611&cap=xa`)).body), path).toContain('số liệu nội bộ, không công khai')
  expect(words((await get(`qd-766/dien-bien?ky=202611&don-vi=${COMMUNES[0] ?? ''}&chi-so=ON_TIME`)).body)).toContain('số liệu nội bộ, không công khai')
})
