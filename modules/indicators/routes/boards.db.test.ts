import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, PUBLIC_SETTINGS, read, type Db } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { pdfText } from '../../../kernel/pdf/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { countService, generateDossiers } from '../../dossiers/index.ts'
import { aWorld, type World } from '../../dossiers/testing.ts'
import { approveCorrection, correctReading } from '../acts/correct-reading.ts'
import { putForm } from '../acts/put-form.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { recordReadings } from '../acts/record-readings.ts'
import { loadReadings } from '../load-readings.ts'
import { anElement, callOf, SYSTEM } from '../testing.ts'
import { someBoards, wordsOf } from '../testing-boards.ts'
import { boardFileRoutes } from './board-files.ts'
import { boardRoutes } from './boards.ts'
import { drillRoutes } from './drill.ts'
import { indicatorRoutes } from './indicator.ts'

const t = useDb()
const plainQuery: unknown = Reflect.get(pg.Client.prototype, 'query')
let faces: Faces
let world: World
let publicDb: Db
const names = new Map<string, string>()
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 500, now: world.platform.now(), ledger: false, seed: 0.5 })
  await sql`update dossiers.dossier set competent_agency_id = ${world.commune}`.execute(t().owner.kysely)
  await sql`update organisations.agency set unit_code = '05443' where id = ${world.commune}`.execute(t().owner.kysely)
  await someBoards(t())
  const ports = { province: { code: '19', name: { vi: 'Tỉnh Thử', en: 'Test province' } }, counters: [], namesOf: (ids: readonly string[]) => Promise.resolve(new Map(ids.map(id => [id, names.get(id) ?? '']))) }
  publicDb = connect({ url: t().urls.app, max: 4, settings: PUBLIC_SETTINGS })
  faces = await serveFaces(t().db, [...boardRoutes(ports), ...indicatorRoutes(ports), ...boardFileRoutes(ports), ...drillRoutes(ports)], world.platform.now(), publicDb)
})
afterAll(async () => { await faces.close(); await publicDb.kysely.destroy() })
const get = async (path: string, cookie = '') => { const answer = await faces.server.inject({ method: 'GET', url: `/bang-chi-so${path}`, headers: { accept: 'text/html', cookie } }); return { status: answer.statusCode, headers: answer.headers, html: answer.body, body: wordsOf(answer.body), raw: answer.rawPayload } }
const rowsOf = (html: string): string[] => [...html.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => wordsOf(cell).trim()).join(' | ')).filter(row => row !== '')

describe('the list', () => {
  test('says in one sentence what every framework comes to, and from when', async () => {
    const { status, body } = await get('')
    expect(status).toBe(200)
    expect(body).toContain('Mục tiêu đến 2025 của Nghị quyết 01-NQ/TU 3 trên 9 tiêu chí đạt 2 chưa đạt; 4 chưa có dữ liệu; 7 chưa kiểm chứng nên không tính Năm 2023')
    expect(body).toContain('Số liệu chuyển đổi số tỉnh đã báo cáo 16 trên 16 con số đã có Năm 2023')
    expect(body).toMatch(/doanh nghiệp [\d,]+ trên \d+ điểm đã biết \d+ điểm còn lại của khung 100 chưa có dữ liệu Tháng 3 năm 2026/)
  })
})

test('the list reads once what several frameworks stand on', async () => {
  const asked: string[] = []
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...args: readonly unknown[]) {
    asked.push(typeof args[0] === 'string' ? args[0] : String(Reflect.get(Object(args[0]), 'text')))
    return typeof plainQuery === 'function' ? Reflect.apply(plainQuery, this, args) : undefined
  })
  try { await get('') } finally { Reflect.set(pg.Client.prototype, 'query', plainQuery) }
  const times = (part: RegExp): number => asked.filter(text => part.test(text)).length
  // readings of the province and of anybody; dossiers before the month and in it
  expect([times(/distinct .*indicators"?\."reading"/), times(/min\(day\)/), times(/from dossiers\.service_day d/), times(/from "indicators"\."element"/)]).toEqual([2, 1, 2, 1])
})

describe('targets', () => {
  test('each criterion and sub-test says its threshold, its value and its verdict in words', async () => {
    const { html, body } = await get('/resolution-01?ky=2023')
    const rows = rowsOf(html)
    for (const row of ['Cấp tỉnh | trên 90 % | 90 % số công bố | Chưa đạt', 'Cấp huyện | trên 80 % | 65 % số công bố | Chưa đạt', 'Cấp xã | trên 60 % | 40 % số công bố | Chưa đạt', 'Cáp quang và 4G đến xóm, tổ dân phố | đúng 100 % | 100 % số công bố | Đạt', 'Hộ gia đình có Internet cáp quang | trên 80 % | 75 % số công bố | Chưa đạt', 'Thứ hạng chuyển đổi số toàn quốc | không quá 15 hạng | 8 hạng số công bố | Đạt']) expect(rows).toContain(row)
    expect(rows).toContainEqual(expect.stringMatching(/^Hồ sơ công việc .* Không tính: Hồ sơ thuộc phạm vi bí mật nhà nước \| mọi cấp \|  \| Chưa đạt$/))
    expect(rows).toContain('Dịch vụ công trực tuyến mức độ 4 | trên 90 % | chưa có số liệu | Chưa có dữ liệu')
    expect(body).toContain('Báo cáo của tỉnh nêu 13/14 (2023) rồi 15/15 (2024): danh sách chính thức chưa có, nên không tính lại được')
  })
  test('what was not verified is shown, marked and not counted, even where its value reaches the threshold', async () => {
    const { html, body } = await get('/resolution-01?ky=2023')
    expect(rowsOf(html)).toContain('Tỷ trọng kinh tế số trong GRDP | từ 20 % trở lên | 42,92 % số công bố | Chưa kiểm chứng, không tính')
    expect(body).toContain('3 trên 9 tiêu chí đạt')
    expect((await get('/resolution-01/nq01.08?ky=2023')).body).toContain('chưa kiểm chứng được với văn bản nguồn: hiển thị để tham khảo, không tính vào kết quả chung')
  })
  test('in a year without any figure nothing is met and nothing is zero', async () => {
    const { body, html } = await get('/resolution-01?ky=2024')
    expect(body).toContain('0 trên 9 tiêu chí đạt 9 chưa có dữ liệu; 7 chưa kiểm chứng nên không tính')
    expect(rowsOf(html).join('\n')).not.toMatch(/\| 0/)
  })
})

describe('one number', () => {
  test('opens its sub-tests, their readings and the document that they come from', async () => {
    const { body, html } = await get('/resolution-01/nq01.02?ky=2023')
    expect(body).toContain('Cấp tỉnh 90 % mục tiêu trên 90 %')
    expect(rowsOf(html)).toEqual(expect.arrayContaining(['Tỉnh Thử | Năm 2023 | 90 | Báo cáo kết quả chuyển đổi số năm 2023 của tỉnh Thái Nguyên', 'Tỉnh Thử | Năm 2023 | 65 | Báo cáo kết quả chuyển đổi số năm 2023 của tỉnh Thái Nguyên']))
    for (const said of ['#{work_dossiers_online.district}', 'Ban Chỉ đạo chuyển đổi số tỉnh', 'Báo cáo và số liệu của cơ quan chủ trì, kèm tệp', 'hạn 31/12/2025']) expect(body).toContain(said)
    expect(html.match(/<figure class="ts-chart"/g)).toHaveLength(3)
  })
  test('of the platform: numerator by denominator as the dossiers say, with the points and the way they follow', async () => {
    const counts = (await read(t().db, SYSTEM, tx => countService(tx, { agencies: [world.commune], periods: [{ id: '202602', start: '2026-02-01', end: '2026-02-28' }] }))).get(world.commune)?.get('202602') ?? expect.fail()
    const { body, html } = await get('/qd-766/ON_TIME?ky=202602')
    expect(body).toContain(`Tử số Đã xong đúng hạn và đang giải quyết trong hạn ${counts.doneOnTime + counts.openInTime} Mẫu số Tiếp nhận trong kỳ và kỳ trước chuyển sang ${counts.received + counts.carriedOver} Kết quả`)
    expect(body).toContain('tỷ lệ nhân 20 điểm')
    expect(rowsOf(html)).toContain(`Hồ sơ tiếp nhận trong kỳ | Tháng 2 năm 2026 | ${counts.received}`)
    expect(html).toMatch(/ts-chart__marks.*2\/2026/)
  })
  test('that has no source says why and scores neither zero nor full', async () => {
    const { body } = await get('/qd-766/PUBLISH_ON_TIME?ky=202602')
    expect(body).toContain('Chưa có dữ liệu: đơn vị chưa nhập biểu số liệu này')
    expect(body).toContain('Chưa có điểm, tối đa 6')
  })
  test('of several communes says how many reported', async () => {
    await recordReadings(callOf(t(), SYSTEM), ['05443', '05446'].slice(0, 1).map(unitCode => ({ element: 'petitions', unitCode, period: '202602', value: 4, source: 'dataset' as const, ref: 'phan-anh' })))
    await sql`insert into indicators.form (id, code, title, period_type, due_days, elements, agency_kinds, valid_from) values (${newId()}, 'phan-anh', 'Phản ánh', 'month', 10, '{petitions,petitions_in_time}', '{commune-committee}', '2020-01-01')`.execute(t().owner.kysely)
    await sql`insert into organisations.agency (id, code, name, kind, level, path, unit_code, valid_from) select id, 'H55.34', 'Xã thứ hai', 'commune-committee', 'commune', array[id], '05446', '2018-01-01' from (select ${newId()}::uuid as id) x`.execute(t().owner.kysely)
    expect((await get('/qd-766/PETITION_PROCESSING_ON_TIME?ky=202602')).body).toContain('1 trên 2 đã báo cáo')
  })
})

test('a breakdown stands by the name that its form gives it', async () => {
  await putForm(callOf(t(), SYSTEM), { code: 'to-so', title: 'Tổ công nghệ số', titleEn: '', periodType: 'month', dueDays: 5, elements: ['people_guided'], agencyKinds: ['commune-committee'], validFrom: '2026-01-01', validTo: null, categories: { people_guided: [{ code: 'nu', text: { vi: 'phụ nữ', en: 'women' } }] } }, null)
  const { body } = await get('/community/cn.03?ky=202602')
  expect(body).toContain('(phụ nữ)')
  expect(body).not.toContain('(nu)')
})

describe('who sees what', () => {
  const officer = (): string => { const actor = world.officer(world.commune, 'approver', 'case-officer'); names.set(actor.accountId, actor.displayName); return faces.admit(actor) }
  test('names of those who recorded and approved, and the value before a correction, are for officers', async () => {
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'households_fibre', unitCode: '19', period: '2022', value: 70, source: 'dataset', ref: 'ho-gia-dinh' }])
    const [maker, approver] = [world.officer(world.commune, 'approver', 'case-officer', 'administrator'), world.officer(world.commune, 'approver', 'administrator')]
    names.set(maker.accountId, 'Người Ghi Thử').set(approver.accountId, 'Người Duyệt Thử')
    await sql`update indicators.reading set agency_id = ${world.commune} where element = 'households_fibre' and period = '2022'`.execute(t().owner.kysely)
    const { rows: [old] } = await sql<{ id: string }>`select id from indicators.reading where element = 'households_fibre' and period = '2022'`.execute(t().owner.kysely)
    const correction = await correctReading(callOf(t(), maker), old?.id ?? '', { value: 71, reason: 'nhập nhầm' })
    await approveCorrection(callOf(t(), approver), correction)
    const inside = await get('/resolution-01/nq01.11b?ky=2022', officer())
    for (const said of ['Người Ghi Thử', 'duyệt: Người Duyệt Thử', 'trước đính chính: 70']) expect(inside.body).toContain(said)
    const outside = await get('/resolution-01/nq01.11b?ky=2022')
    expect(outside.body).toContain('71 %')
    expect(outside.body).not.toMatch(/Người (Ghi|Duyệt) Thử|trước đính chính/)
    // within the page of somebody else nobody is signed in
    expect((await get('/resolution-01/nq01.11b?ky=2022&nhung=1', officer())).body).not.toMatch(/Người (Ghi|Duyệt) Thử|trước đính chính/)
  })
  test('an internal element is for officers: neither its reading nor its count nor its evidence reaches the public', async () => {
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('dossiers_received', { source: 'platform', public: false })], frameworks: [] })
    try {
      const [outside, inside] = [await get('/qd-766/ON_TIME?ky=202602'), await get('/qd-766/ON_TIME?ky=202602', officer())]
      expect(outside.body).toContain('số liệu nội bộ, không công khai')
      expect(outside.html).not.toContain('Hồ sơ tiếp nhận trong kỳ</td>')
      expect(inside.body).not.toContain('số liệu nội bộ')
      const csv = (await get('/qd-766/ON_TIME/chuoi.csv?ky=202602')).html
      expect(csv.split('\r\n').filter(line => /Tháng 2 năm 2026/.test(line)).join()).toContain('số liệu nội bộ')
    } finally { await someBoards(t()) }
  })
  test('T10: nobody sees a dossier through a number', async () => {
    const path = '/qd-766/ON_TIME/ho-so?ky=202602&nhom=received&don-vi='
    const own = await get(`${path}19`, faces.admit(world.officer(world.commune, 'supervisor', 'case-officer')))
    const links = own.html.match(/\/ban-lam-viec\/ho-so\/[0-9a-f-]{36}/g) ?? []
    expect(links.length).toBeGreaterThan(5)
    for (const unit of ['19', '05443']) {
      const stranger = await get(path + unit, faces.admit(world.officer(world.department, 'supervisor', 'case-officer', 'approver')))
      expect([stranger.status, stranger.html.match(/\/ban-lam-viec\/ho-so\/[0-9a-f-]{36}/g)]).toEqual([200, null])
      expect(stranger.body).toContain('Không có hồ sơ nào bạn được xem')
      const citizen = await get(path + unit, faces.admit(world.citizen()))
      expect(citizen.status).toBe(403)
      expect((await get(path + unit)).status).toBe(303)
      for (const answer of [citizen, await get(path + unit), await get(`/qd-766/ON_TIME?ky=202602&don-vi=${unit}`), await get(`/qd-766/ON_TIME?ky=202602&don-vi=${unit}`, faces.admit(world.citizen()))]) for (const link of links) expect(answer.html).not.toContain(link.slice(-36))
    }
    // nobody is shown the way there either
    expect((await get('/qd-766/ON_TIME?ky=202602')).html).not.toContain('/ho-so?')
    expect((await get('/qd-766/ON_TIME?ky=202602', faces.admit(world.officer(world.commune, 'supervisor')))).html).toContain('/ho-so?')
  })
  test('pages through the dossiers behind a number, each once', async () => {
    const cookie = faces.admit(world.officer(world.commune, 'supervisor', 'case-officer'))
    const seen: string[] = []
    let next: string | undefined = '/qd-766/ON_TIME/ho-so?ky=202602&nhom=received&don-vi=19'
    for (let at = 0; next !== undefined && at < 20; at++) {
      const { html }: { html: string } = await get(next, cookie)
      seen.push(...new Set(html.match(/ho-so\/[0-9a-f-]{36}/g) ?? []))
      next = /rel="next"[^>]*href="\/bang-chi-so([^"]+)"|href="\/bang-chi-so([^"]+)"[^>]*rel="next"/.exec(html)?.slice(1).find(Boolean)?.replaceAll('&amp;', '&')
    }
    const count = (await read(t().db, SYSTEM, tx => countService(tx, { agencies: [world.commune], periods: [{ id: '202602', start: '2026-02-01', end: '2026-02-28' }] }))).get(world.commune)?.get('202602')?.received
    expect(count).toBeGreaterThan(50)
    expect([seen.length, new Set(seen).size]).toEqual([count, count])
  })
})

describe('files', () => {
  test('hold the numbers of the page; what a missing one lacks is empty, not zero', async () => {
    const csv = (await get('/resolution-01/bang.csv?ky=2023')).html
    const lines = csv.split('\r\n')
    expect(lines[0]).toBe('﻿Kỳ,Đơn vị,Nhóm,Mã,Tên,Cấp,Ngưỡng,Giá trị,Đơn vị tính,Đánh giá,Tình trạng,Ghi chú')
    expect(lines).toContain('năm 2023,Tỉnh Thử,Chính quyền số,nq01.02,Hồ sơ công việc xử lý trên môi trường mạng,cấp huyện,trên 80 %,65,%,Chưa đạt,số công bố,'.replaceAll('0 %', '0 %'))
    expect(lines.find(line => line.includes('nq01.01'))).toMatch(/trên 90.%,,%,Chưa có dữ liệu,,chưa có dữ liệu/)
    expect((await get('/qd-766/bang.csv?ky=202602')).html).toMatch(/ON_TIME,Hồ sơ giải quyết đúng hạn,[\d.]+,%,[\d.]+,20,/)
  })
  test('never run a formula in a spreadsheet', async () => {
    await loadReadings(callOf(t(), SYSTEM), [])
    await sql`update organisations.administrative_unit set name = '=cmd|calc' where code = '05446'`.execute(t().owner.kysely)
    try { expect((await get('/resolution-01/bang.csv?ky=2023&don-vi=05446')).html).toMatch(/năm 2023,'=cmd\|calc,/) } finally { await sql`update organisations.administrative_unit set name = 'Đơn vị 05446' where code = '05446'`.execute(t().owner.kysely) }
  })
  test('come as a sheet and as a report on paper with the same sentence', async () => {
    const sheet = await get('/resolution-01/bang.xlsx?ky=2023')
    expect([sheet.status, sheet.raw.subarray(0, 2).toString(), sheet.headers['content-disposition']]).toEqual([200, 'PK', expect.stringContaining('resolution-01-19-2023.xlsx')])
    const text = (await pdfText((await get('/resolution-01/bao-cao.pdf?ky=2023')).raw)).replaceAll(' ', ' ').replace(/\s+/g, ' ')
    for (const said of ['3 trên 9 tiêu chí đạt', 'trên 80 %', '65 %', 'Chưa kiểm chứng, không tính', 'không tính lại được', '/bang-chi-so/resolution-01?ky=2023']) expect(text).toContain(said)
    expect(await pdfText((await get('/report-2023/bao-cao.pdf?ky=2023')).raw)).toContain('42,92')
  })
})

describe('a number that is not the last word', () => {
  const [OPEN, OVER] = ['Kỳ chưa kết thúc: số của hệ thống và báo cáo là số tạm tính đến ngày 09/03/2026', 'hệ thống đếm; tạm tính: kỳ chưa kết thúc']
  test('says so on every page and paper of a period that goes on, and on none of one that is over', async () => {
    for (const path of ['/qd-766?', '/qd-766/ON_TIME?', '/qd-766?man-hinh=1&', '/qd-766?nhung=1&']) {
      expect((await get(`${path}&ky=202603`)).body, path).toContain(OPEN)
      expect((await get(`${path}&ky=202602`)).body, path).not.toMatch(/tạm tính/i)
    }
    expect((await get('')).body).toMatch(/Tháng 3 năm 2026 · [^·]* · tạm tính/)
    const paper = async (month: string): Promise<string> => (await pdfText((await get(`/qd-766/bao-cao.pdf?ky=${month}`)).raw)).replace(/\s+/g, ' ')
    expect(await paper('202603')).toContain(OPEN)
    expect(await paper('202602')).not.toMatch(/tạm tính/i)
  })
  test('is told beside the number, in the file too: counted, approved and published are three things', async () => {
    const line = async (month: string): Promise<string> => (await get(`/qd-766/bang.csv?ky=${month}`)).html.split('\r\n').find(each => each.includes(',ON_TIME,')) ?? ''
    expect([await line('202603'), await line('202602')]).toEqual([expect.stringContaining(`,${OVER},`), expect.stringContaining(',hệ thống đếm,')])
    expect((await get('/qd-766?ky=202603')).body).toContain(OVER)
    expect((await get('/resolution-01/nq01.02?ky=2023')).body).toContain('số công bố')
    expect((await get('/qd-766/ON_TIME/chuoi.csv?ky=202603')).html.split('\r\n').filter(each => each.includes('tạm tính: kỳ chưa kết thúc'))).toHaveLength(1)
  })
})

describe('addresses and dresses', () => {
  test('an address keeps the view, and one that names nothing finds nothing', async () => {
    const { html } = await get('/resolution-01?ky=2023&don-vi=05443&phien-ban=2021-2025')
    expect(html).toContain('href="/bang-chi-so/resolution-01/nq01.02?ky=2023&amp;don-vi=05443&amp;phien-ban=2021-2025"')
    expect(html).toMatch(/<option value="05443" selected/)
    for (const path of ['/khong-co', '/resolution-01?ky=202301', '/resolution-01?ky=abc', '/resolution-01?don-vi=999', '/resolution-01?phien-ban=1', '/resolution-01/khong-co', '/qd-766/ON_TIME/khong-co']) expect((await get(path)).status, path).toBe(404)
  })
  test('an edition that ended is shown beside the others', async () => {
    const { html, body } = await get('/dti?ky=2022')
    expect(html).toContain('/bang-chi-so/dti?phien-ban=2020')
    expect(body).toContain('QĐ 922/QĐ-BTTTT')
  })
  test('without an edition the newest one opens in which anybody has a figure, in its period, and says which was passed over', async () => {
    const said = 'Bản 2024 chưa có số liệu; đây là bản 2022, bản mới nhất có số liệu.'
    const { body, html } = await get('/dti')
    expect(body).toContain(said)
    expect(html).toMatch(/<option value="2022" selected/)
    expect(html).toContain('/bang-chi-so/dti/so-sanh?ky=2022&amp;cap=tinh&amp;phien-ban=2022')
    expect([(await get('/dti?nhung=1')).body, (await get('')).body].every(each => each.includes(said))).toBe(true)
    // who asks for an edition gets it: what the other measured is not a figure of this one
    const newer = await get('/dti?phien-ban=2024')
    expect(newer.body).toContain('DTI), bản 2024')
    expect(newer.html).not.toContain('<option value="2022"')
    for (const each of [newer, await get('/resolution-01'), await get('/dti?ky=2022')]) expect(each.body).not.toContain('bản mới nhất có số liệu')
  })
  test('pages of others may frame the embeddable page alone, and only those that the settings name', async () => {
    const origins = (path: string) => get(path).then(({ headers }) => /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy']))?.[1])
    expect(await origins('/resolution-01?ky=2023&nhung=1')).toBe("'self'")
    Object.assign(faces.platform.config, { embedOrigins: ['https://so.tinhthu.vn'] })
    expect([await origins('/resolution-01?ky=2023&nhung=1'), await origins('/resolution-01?ky=2023'), await origins('')]).toEqual(["'self' https://so.tinhthu.vn", "'self'", "'self'"])
    const { html } = await get('/resolution-01?ky=2023&nhung=1')
    expect(html).not.toMatch(/<header|<footer|<form/)
    expect(html).toContain('nhung=1')
  })
  test('a screen on a wall asks again by itself, without a script of the page', async () => {
    const { headers, html } = await get('/resolution-01?ky=2023&man-hinh=1')
    expect(headers['refresh']).toBe('120')
    expect(html).not.toMatch(/<header|<footer|<form|<script(?![^>]*src=)/)
    expect((await get('/resolution-01?ky=2023')).headers['refresh']).toBeUndefined()
  })
})
