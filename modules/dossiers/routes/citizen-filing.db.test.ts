import { mkdtempSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { checkPack, publishPack, putOffers } from '../../procedures/index.ts'
import { startDraft } from '../acts/edit-draft.ts'
import { fillIn, PAGES, startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
let world: World
let site: CitizenSite
let person: Visitor
let other: Visitor
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  site = await startCitizenSite(world)
  person = await site.visitor('Nông Thị Mẫu', '019300000002')
  other = await site.visitor('Người Khác Hẳn', '019300000010')
})
afterAll(() => site.close())

const to = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['location'] ?? '')
const begin = async (who: Visitor): Promise<string> => /nhap\/([0-9a-f-]{36})/.exec(to(await who.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })))?.[1] ?? ''

describe('filing without scripts', () => {
  it('says that no papers are needed once the answers say so, not before', async () => {
    const draft = `/nop-ho-so/nhap/${await begin(person)}`
    const papers = async (): Promise<readonly boolean[]> => { const { body } = await person.get(draft); return ['Khi bạn trả lời xong các câu hỏi', 'không cần gửi giấy tờ nào'].map((words) => body.includes(words)) }
    expect(await papers()).toEqual([true, false])
    for (const [page, fields] of PAGES) await person.post(`${draft}/trang/${page}`, fields)
    expect(await papers()).toEqual([false, true])
  })
  it('goes from the start page to a submitted dossier, each page leading to the next', async () => {
    const start = (await person.get('/nop-ho-so/1.004873')).body
    for (const words of ['Xem trước các câu hỏi', 'Bạn xin giấy cho ai?']) expect(start).toContain(words)
    for (const part of ['Cấp giấy xác nhận tình trạng hôn nhân', '3 ngày làm việc', 'name="caseId"', 'Bắt đầu']) expect(start).toContain(part)
    let at = to(await person.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' }))
    const draft = /nhap\/([0-9a-f-]{36})/.exec(at)?.[1] ?? ''
    expect(at).toBe(`/nop-ho-so/nhap/${draft}/trang/for-whom`)
    expect((await person.get(`/nop-ho-so/nhap/${draft}`)).body).toContain('Chưa làm được')
    for (const [page, fields] of PAGES) {
      at = at.endsWith(`/trang/${page}`) ? at : `/nop-ho-so/nhap/${draft}/trang/${page}`
      const shown = await person.get(at)
      expect([page, shown.statusCode]).toEqual([page, 200])
      at = to(await person.post(at, fields))
      expect([page, at]).not.toEqual([page, ''])
    }
    // what the identity vouches for is filled in, shown with its source, and cannot be sent otherwise
    expect((await person.get(`/nop-ho-so/nhap/${draft}/trang/requester`)).body).toMatch(/Nông Thị Mẫu[\s\S]*Lấy từ tài khoản VNeID/)
    // a phone given in the form is not asked again
    expect((await person.get(`/nop-ho-so/nhap/${draft}/lien-lac`)).body).toContain('0912345678')
    await person.post(`/nop-ho-so/nhap/${draft}/lien-lac`, { phone: '0912345678' })
    expect(to(await person.post(`/nop-ho-so/nhap/${draft}/nhan-ket-qua?ve=kiem-tra`, { method: 'online' }))).toBe(`/nop-ho-so/nhap/${draft}/kiem-tra`)
    const check = (await person.get(`/nop-ho-so/nhap/${draft}/kiem-tra`)).body
    for (const part of ['Xóm Nam Hưng', 'Nguyễn Văn Thử', `/nop-ho-so/nhap/${draft}/trang/partner?ve=kiem-tra#f-partnerName`, 'Ủy ban nhân dân phường Mẫu', 'name="declaration"']) expect(check).toContain(part)
    expect(check).not.toContain('Còn mục chưa xong')
    expect((await person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`)).statusCode).toBe(422)
    const sent = to(await person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' }))
    expect(sent).toMatch(/^\/ho-so\/[0-9a-f-]{36}\/da-nop$/)
    const filed = (await person.get(sent)).body
    for (const part of ['Đã nộp hồ sơ', '09:00, thứ Ba 10/03/2026', 'Đang tạo giấy xác nhận']) expect(filed).toContain(part)
    // back and press again: the same dossier
    expect(to(await person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' }))).toBe(sent.replace('/da-nop', ''))
    expect((await sql`select 1 from dossiers.dossier where submitter_account_id = ${person.actor.accountId}`.execute(t().owner.kysely)).rows).toHaveLength(1)
    const { rows: [row] } = await sql<{ answers: Record<string, unknown>; subject_name: string }>`select answers, subject_name, subject_id_hash is not null as hashed from dossiers.dossier where submitter_account_id = ${person.actor.accountId}`.execute(t().owner.kysely)
    expect(row).toMatchObject({ subject_name: 'Nông Thị Mẫu', hashed: true, answers: { requesterName: 'Nông Thị Mẫu', requesterId: '019300000002', personBirth: '2000-09-02' } })
    const mine = (await person.get('/ho-so')).body
    for (const part of ['Đã nộp, chờ tiếp nhận', 'Ủy ban nhân dân phường Mẫu', 'Bạn chưa cần làm gì']) expect(mine).toContain(part)
  })

  it('files once when the button is pressed many times at the same moment', async () => {
    const draft = await begin(person)
    await fillIn(person, draft)
    const answers = await Promise.all([1, 2, 3, 4].map(() => person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' })))
    expect(new Set(answers.map(answer => to(answer).replace('/da-nop', ''))).size).toBe(1)
    expect((await sql`select 1 from dossiers.draft d join dossiers.dossier x on x.submission_key = d.submission_key where d.id = ${draft}`.execute(t().owner.kysely)).rows).toHaveLength(1)
  })

  it('keeps everything typed when something is wrong, and says it in a summary', async () => {
    const draft = await begin(person)
    const answer = await person.post(`/nop-ho-so/nhap/${draft}/trang/person`, { personName: 'Mẫu', personId: '12', 'personBirth-day': '31', 'personBirth-month': '2', 'personBirth-year': '2000' })
    expect(answer.statusCode).toBe(422)
    for (const part of ['govuk-error-summary', 'href="#f-personId"', 'value="12"', 'value="31"', 'Lỗi:']) expect(answer.body).toContain(part)
    // and after a reload
    expect((await person.get(`/nop-ho-so/nhap/${draft}/trang/person`)).body).toContain('value="12"')
  })

  it('keeps the identity of whoever files for oneself, whatever is sent, and in whatever order', async () => {
    const stranger = { personName: 'Người Lạ Mặt', personId: '019300000077', 'personBirth-day': '1', 'personBirth-month': '1', 'personBirth-year': '1990' }
    const draft = await begin(person)
    const stored = async (): Promise<unknown> => (await sql<{ answers: object }>`select answers from dossiers.draft where id = ${draft}`.execute(t().owner.kysely)).rows[0]?.answers
    await fillIn(person, draft)
    await person.post(`/nop-ho-so/nhap/${draft}/trang/person`, stranger)
    expect(await stored()).toMatchObject({ personName: 'Nông Thị Mẫu', personId: '019300000002', personBirth: '2000-09-02' })
    const shown = (await person.get(`/nop-ho-so/nhap/${draft}/trang/person`)).body
    expect(shown).not.toMatch(/<input[^>]*name="person(Name|Id)"/)
    // first for somebody else, who may be named, then «for me»: the stranger does not stay
    await person.post(`/nop-ho-so/nhap/${draft}/trang/for-whom`, { forWhom: 'other', mandateKin: 'kin' })
    await person.post(`/nop-ho-so/nhap/${draft}/trang/person`, stranger)
    expect(await stored()).toMatchObject({ personName: 'Người Lạ Mặt' })
    await person.post(`/nop-ho-so/nhap/${draft}/trang/for-whom`, { forWhom: 'self' })
    expect((await person.get(`/nop-ho-so/nhap/${draft}/kiem-tra`)).body).not.toContain('Người Lạ Mặt')
    const sent = to(await person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' }))
    const { rows: [row] } = await sql<{ answers: object }>`select answers from dossiers.dossier where id = ${sent.split('/')[2] ?? ''}`.execute(t().owner.kysely)
    expect(row?.answers).toMatchObject({ personName: 'Nông Thị Mẫu', personId: '019300000002' })
  })

  it('names a procedure that the catalogue lacks, and links only to one that is there', async () => {
    const parsed = checkPack(JSON.parse(await readFile('provinces/thai-nguyen/procedures/1.001193.json', 'utf8')), { staffedRoles: null })
    if (!parsed.ok) throw new Error('the pack is broken')
    await publishPack(t().db, parsed.pack, { now: world.platform.now(), approvedBy: '1/QĐ-UBND', approvedOn: '2026-01-02' })
    await transact(t().db, { kind: 'system', name: 'test' }, tx => putOffers(tx, parsed.pack.code, [{ receivingAgencyId: world.commune, competentAgencyId: world.commune, boundaryFree: false, externalUrl: null }], '2018-07-01'))
    const stop = parsed.pack.cases[0]?.eligibility?.stops.find(each => each.seeProcedure === '2.000528')
    if (!stop || !('field' in stop.when) || !('is' in stop.when)) throw new Error('the pack no longer stops so')
    const draft = await startDraft(world.platform, person.actor, { procedureCode: '1.001193', caseId: parsed.pack.cases[0]?.id ?? '', receivingAgencyId: world.commune, subjectAccountId: person.actor.accountId, mandateId: null, answers: { [stop.when.field]: String(stop.when.is) } })
    const { body } = await person.get(`/nop-ho-so/nhap/${draft}/khong-phu-hop`)
    expect(body).toContain('2.000528')
    expect(body).toContain('Cổng Dịch vụ công quốc gia')
    expect(body).not.toContain('href="/thu-tuc/2.000528"')
  })

  it('stops with advice when the procedure is not the right one', async () => {
    const draft = await begin(person)
    const at = to(await person.post(`/nop-ho-so/nhap/${draft}/trang/embassy`, { sameSexOrEmbassy: 'yes' }))
    expect(at).toBe(`/nop-ho-so/nhap/${draft}/khong-phu-hop`)
    expect((await person.get(at)).body).toContain('Luật không cho cấp giấy này')
    expect(to(await person.get(`/nop-ho-so/nhap/${draft}/kiem-tra`))).toBe(`/nop-ho-so/nhap/${draft}`)
  })

  it('adds and removes items of a repeat group and asks them only when they apply', async () => {
    const draft = await begin(person)
    for (const [page, fields] of PAGES.slice(0, 6)) await person.post(`/nop-ho-so/nhap/${draft}/trang/${page}`, fields)
    const places = `/nop-ho-so/nhap/${draft}/trang/places`
    expect(to(await person.get(places))).toBe(`/nop-ho-so/nhap/${draft}`)
    expect(to(await person.post(`/nop-ho-so/nhap/${draft}/trang/moved`, { movedBefore: 'yes' }))).toBe(places)
    const one = { '_count.places': '1', 'places.0.place': 'xã Mẫu, tỉnh Cao Bằng', 'places.0.placeFrom-day': '1/10/2018', 'places.0.placeTo-day': '1/5/2022' }
    expect(to(await person.post(places, { ...one, _add: 'places' }))).toBe(`${places}#f-places`)
    expect((await person.get(places)).body.match(/class="ts-repeat"/g)).toHaveLength(2)
    expect((await person.get(places)).body).toContain('xã Mẫu, tỉnh Cao Bằng')
    await person.post(places, { ...one, '_count.places': '2', _remove: 'places:1' })
    expect((await person.get(places)).body.match(/class="ts-repeat"/g)).toHaveLength(1)
    expect(to(await person.post(places, one))).toBe(`/nop-ho-so/nhap/${draft}`)
  })

  it('saves while one types, without judging', async () => {
    const draft = await begin(person)
    const saved = await person.post(`/nop-ho-so/nhap/${draft}/trang/person/luu`, { personName: 'Nông', personId: '01' }, { accept: 'application/json' })
    expect(saved.json()).toEqual({ savedAt: '2026-03-09T02:00:00.000Z' })
    expect((await person.get(`/nop-ho-so/nhap/${draft}/trang/person`)).body).toContain('value="Nông"')
    expect((await person.get(`/nop-ho-so/nhap/${draft}`)).body).not.toMatch(/Đã xong 1 /)
    const forged = await site.server.inject({ method: 'POST', url: `/nop-ho-so/nhap/${draft}/trang/person/luu`, headers: { accept: 'application/json', origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }, payload: 'personName=x' })
    expect(forged.statusCode).toBeGreaterThanOrEqual(400)
  })

  it('does not file what is incomplete, and says what is missing', async () => {
    const draft = await begin(person)
    for (const [page, fields] of PAGES.slice(0, 3)) await person.post(`/nop-ho-so/nhap/${draft}/trang/${page}`, fields)
    const answer = await person.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' })
    expect(answer.statusCode).toBe(422)
    for (const part of ['Còn mục chưa xong', `/nop-ho-so/nhap/${draft}/trang/requester?ve=kiem-tra`, `/nop-ho-so/nhap/${draft}/nhan-ket-qua?ve=kiem-tra`]) expect(answer.body).toContain(part)
  })

  it('refuses bad choices of place, return and contact', async () => {
    const draft = await begin(person)
    const bad = [['noi-nop', { place: '01900000-0000-7000-8000-000000000001' }], ['nhan-ket-qua', { method: 'post', address: '' }], ['nhan-ket-qua', { method: 'bird' }], ['lien-lac', { phone: '12' }]] as const
    for (const [path, fields] of bad) expect([path, (await person.post(`/nop-ho-so/nhap/${draft}/${path}`, fields)).statusCode]).toEqual([path, 422])
  })

  it('throws a draft away only for its owner', async () => {
    const draft = await begin(person)
    expect((await other.post(`/nop-ho-so/nhap/${draft}/xoa`)).statusCode).toBe(404)
    expect(to(await person.post(`/nop-ho-so/nhap/${draft}/xoa`))).toBe('/ho-so')
    expect((await person.get(`/nop-ho-so/nhap/${draft}`)).statusCode).toBe(404)
  })
})
