import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { grantMandate } from '../../identity/index.ts'
import { discardDraft, startDraft } from '../acts/edit-draft.ts'
import { fillIn, startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
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

describe('who may', () => {
  it('asks to sign in, and comes back to the same page', async () => {
    const draft = await begin(person)
    for (const path of ['', '/trang/person', '/noi-nop', '/nhan-ket-qua', '/lien-lac', '/kiem-tra', '/khong-phu-hop']) {
      const url = `/nop-ho-so/nhap/${draft}${path}`
      expect([path, to(await site.stranger.get(url))]).toEqual([path, `/dang-nhap?den=${encodeURIComponent(url)}`])
      expect([path, (await other.get(url)).statusCode]).toEqual([path, 404])
      expect([path, (await person.get(`/nop-ho-so/nhap/khong-phai-so${path}`)).statusCode]).toEqual([path, 404])
    }
    expect((await site.stranger.get('/nop-ho-so/1.004873')).body).toContain('Đăng nhập rồi bắt đầu')
    expect((await other.post(`/nop-ho-so/nhap/${draft}/trang/person`, { personName: 'x' })).statusCode).toBe(404)
    expect((await other.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' })).statusCode).toBe(404)
    expect((await person.get('/nop-ho-so/9.999999')).statusCode).toBe(404)
  })
  it('loses nothing of what was typed when the session ended meanwhile', async () => {
    const draft = await begin(person)
    const here = `/nop-ho-so/nhap/${draft}/trang/person`
    const sent = await site.stranger.post(here, { personName: 'Nông Thị Gõ Dở', personId: '01' })
    expect(to(sent)).toBe(`/dang-nhap?den=${encodeURIComponent(here)}`)
    const kept = sent.cookies.find(cookie => cookie.name === 'ts_kept')?.value ?? ''
    expect(kept).not.toBe('')
    expect((await person.get(here)).body).not.toContain('Gõ Dở')
    const back = await person.get(here, { ts_kept: kept })
    for (const part of ['Nông Thị Gõ Dở', 'value="01"', 'những gì bạn gõ vẫn còn']) expect(back.body).toContain(part)
    // shown, not saved; and only to whose draft it is, only on that page, and not once it was tampered with
    expect((await person.get(here)).body).not.toContain('Gõ Dở')
    expect((await other.get(here, { ts_kept: kept })).statusCode).toBe(404)
    expect((await person.get(`/nop-ho-so/nhap/${draft}/trang/partner`, { ts_kept: kept })).body).not.toContain('Gõ Dở')
    expect((await person.get(here, { ts_kept: `${kept.slice(0, -3)}abc` })).statusCode).toBe(200)
  })
  it('and neither of how the person is reached', async () => {
    const draft = await begin(person)
    const here = `/nop-ho-so/nhap/${draft}/lien-lac`
    const sent = await site.stranger.post(here, { phone: '0912 345', email: 'go-do@' })
    expect(to(sent)).toBe(`/dang-nhap?den=${encodeURIComponent(here)}`)
    const back = await person.get(here, { ts_kept: sent.cookies.find(cookie => cookie.name === 'ts_kept')?.value ?? '' })
    for (const part of ['0912345', 'value="go-do@"', 'những gì bạn gõ vẫn còn']) expect(back.body).toContain(part)
    // a foreign page leaves nothing in the browser
    const foreign = await site.stranger.post(here, { phone: '1' }, { 'sec-fetch-site': 'cross-site' })
    expect([foreign.statusCode, foreign.cookies]).toEqual([401, []])
  })
  it('comes back to the page that a form stood on, not to an address that only takes forms', async () => {
    const draft = await begin(person)
    const from = (referer: string) => site.stranger.post(`/nop-ho-so/nhap/${draft}/xoa`, {}, { referer, host: 'x.example' })
    expect((await from(`https://x.example/en/nop-ho-so/nhap/${draft}`)).body).toContain(`/dang-nhap?den=${encodeURIComponent(`/nop-ho-so/nhap/${draft}`)}"`)
    expect((await from('https://elsewhere.example/a')).body).toContain(`/dang-nhap?den=${encodeURIComponent(`/nop-ho-so/nhap/${draft}/xoa`)}"`)
  })
  it('leads who signed in too weakly to the stronger sign-in', async () => {
    const weak = await site.visitor('Hoàng Văn Yếu', '019300000028', 1)
    expect((await weak.get('/nop-ho-so/1.004873')).body).toContain('/dang-nhap/vnconnect?muc=2')
    expect((await weak.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })).statusCode).toBe(403)
    expect((await sql`select 1 from dossiers.draft where account_id = ${weak.actor.accountId}`.execute(t().owner.kysely)).rows).toEqual([])
  })
  it('begins one draft for a page, however often it is pressed', async () => {
    const own = await site.visitor('Nông Thị Bấm', '019300000077')
    const [, _csrf = ''] = /action="\/nop-ho-so\/1\.004873".*?name="_csrf" value="([^"]+)"/s.exec((await own.get('/nop-ho-so/1.004873')).body) ?? []
    const press = () => own.post('/nop-ho-so/1.004873', { _csrf, caseId: 'for-marriage' })
    const led = [...await Promise.all([1, 2, 3, 4, 5, 6].map(press)), await press()].map(to)
    expect([new Set(led).size, led[0]?.includes('/trang/')]).toEqual([1, true])
    expect((await sql`select 1 from dossiers.draft where account_id = ${own.actor.accountId}`.execute(t().owner.kysely)).rows).toHaveLength(1)
  })
  it('asks for the case when there are several', async () => { expect((await person.post('/nop-ho-so/1.004873')).statusCode).toBe(422) })
})

describe('on behalf of somebody', () => {
  it('files under a mandate in the name of who gave it, both seeing the dossier; not without, and not once it is revoked', async () => {
    const [giver, helper] = [await site.visitor('Bế Thị Cao Tuổi', '019300000052'), await site.visitor('Lục Văn Giúp', '019300000060')]
    expect((await helper.get('/nop-ho-so/1.004873')).body).not.toContain('name="forWhom"')
    const granted = await grantMandate(site.identity, { actor: giver.actor, subjectId: giver.actor.accountId, to: { name: 'Lục Văn Giúp', idNumber: '019300000060' }, evidence: 'subject-online', evidenceRef: null, now: world.platform.now(), terms: { procedureCodes: ['1.004873'], validFrom: '2026-03-01', validTo: '2026-03-31' } })
    expect(granted.ok).toBe(true)
    // the wall in the database goes by its own day, whatever day it is in this world
    await sql`update identity.mandate set valid_to = current_date + 30`.execute(t().owner.kysely)
    // a mandate finds its holder at the next sign-in
    await site.visitor('Lục Văn Giúp', '019300000060')
    expect((await helper.get('/nop-ho-so/1.004873')).body).toContain('Thay cho Bế Thị Cao Tuổi')
    expect((await helper.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })).statusCode).toBe(422)
    const mandateId = granted.ok ? granted.mandateId : ''
    const start = async (): Promise<string> => /nhap\/([0-9a-f-]{36})/.exec(to(await helper.post('/nop-ho-so/1.004873', { caseId: 'for-marriage', forWhom: mandateId })))?.[1] ?? ''
    const draft = await start()
    expect((await helper.get(`/nop-ho-so/nhap/${draft}`)).body).toContain('Bế Thị Cao Tuổi')
    expect((await giver.get(`/nop-ho-so/nhap/${draft}`)).statusCode).toBe(404)
    await fillIn(helper, draft)
    const filed = to(await helper.post(`/nop-ho-so/nhap/${draft}/kiem-tra`, { declaration: 'yes' })).replace('/da-nop', '')
    expect([(await giver.get(filed)).body.includes('Nộp thay bạn: <strong>Lục Văn Giúp'), (await helper.get(filed)).body.includes('Nộp thay cho <strong>Bế Thị Cao Tuổi')]).toEqual([true, true])
    expect((await person.get(filed)).statusCode).toBe(404)
    const { rows: [row] } = await sql<object>`select subject_name, submitter_name, mandate_id from dossiers.dossier where id = ${filed.replace('/ho-so/', '')}`.execute(t().owner.kysely)
    expect(row).toEqual({ subject_name: 'Bế Thị Cao Tuổi', submitter_name: 'Lục Văn Giúp', mandate_id: mandateId })
    const { rows: acted } = await sql<object>`select role from dossiers.action where dossier_id = ${filed.replace('/ho-so/', '')}`.execute(t().owner.kysely)
    expect(acted).toEqual([{ role: 'helper' }])
    const late = await start()
    await fillIn(helper, late)
    await sql`update identity.mandate set revoked_at = now(), revoked_by = subject_id where id = ${mandateId}`.execute(t().owner.kysely)
    const refused = await helper.post(`/nop-ho-so/nhap/${late}/kiem-tra`, { declaration: 'yes' })
    expect([refused.statusCode, refused.body.includes('Ủy quyền đã kết thúc')]).toEqual([403, true])
    // nothing of what was typed for the other stays in sight, in no list and on no page
    for (const path of ['', '/trang/partner', '/kiem-tra']) {
      const page = await helper.get(`/nop-ho-so/nhap/${late}${path}`)
      expect([path, page.statusCode, page.body.includes('Nguyễn Văn Thử'), page.body.includes('Ủy quyền đã kết thúc')]).toEqual([path, 403, false, true])
    }
    for (const path of ['/ho-so', '/nop-ho-so/1.004873']) expect((await helper.get(path)).body).not.toContain(late)
    expect((await helper.post(`/nop-ho-so/nhap/${late}/trang/person`, { personName: 'x' })).statusCode).toBe(403)
    expect((await person.get(`/nop-ho-so/nhap/${late}`)).statusCode).toBe(404)
    // a mandate that is over, or never was, does not turn the filing into one's own
    const before = (await sql`select 1 from dossiers.draft where account_id = ${helper.actor.accountId}`.execute(t().owner.kysely)).rows.length
    for (const forWhom of [mandateId, newId(), 'x']) {
      const again = await helper.post('/nop-ho-so/1.004873', { caseId: 'for-marriage', forWhom })
      expect([forWhom, again.statusCode, again.body.includes('Ủy quyền bạn chọn không có hoặc đã kết thúc')]).toEqual([forWhom, 422, true])
    }
    const begun = { procedureCode: '1.004873', caseId: 'for-marriage', receivingAgencyId: world.commune, answers: {} }
    for (const [subjectAccountId, mandate] of [[giver.actor.accountId, mandateId], [giver.actor.accountId, null], [giver.actor.accountId, newId()], [helper.actor.accountId, mandateId]] as const) {
      await expect(startDraft(world.platform, helper.actor, { ...begun, subjectAccountId, mandateId: mandate })).rejects.toMatchObject({ code: 'mandate-over' })
    }
    expect((await sql`select 1 from dossiers.draft where account_id = ${helper.actor.accountId}`.execute(t().owner.kysely)).rows).toHaveLength(before)
  })
  it('begins no more drafts than the province sets, and says what to do', async () => {
    const busy = await site.visitor('Đinh Văn Nhiều', '019300000079')
    await sql`insert into kernel.setting (key, value) values ('dossiers.filing', '{"openDrafts": 2}')`.execute(t().owner.kysely)
    const [, second] = [await begin(busy), await begin(busy)]
    const full = await busy.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })
    expect([full.statusCode, full.body.includes('nhiều nhất 2 bản nháp')]).toEqual([409, true])
    // at the same moment, too
    await discardDraft(world.platform, busy.actor, second)
    const begun = { procedureCode: '1.004873', caseId: 'for-marriage', receivingAgencyId: world.commune, answers: {}, subjectAccountId: busy.actor.accountId, mandateId: null }
    const race = await Promise.allSettled([1, 2, 3].map(() => startDraft(world.platform, busy.actor, begun)))
    expect(race.filter(each => each.status === 'fulfilled')).toHaveLength(1)
    await sql`delete from kernel.setting where key = 'dossiers.filing'`.execute(t().owner.kysely)
  })
})
