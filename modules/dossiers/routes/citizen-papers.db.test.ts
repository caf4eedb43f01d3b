import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPdf, aPhoto } from '../../../kernel/files/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { requestSupplement } from '../acts/request-supplement.ts'
import { startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
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
const photo = async (blur?: number): Promise<{ name: string; type: string; bytes: Buffer }> => ({ name: 'IMG_0001.jpg', type: 'image/jpeg', bytes: await aPhoto(blur === undefined ? {} : { blur }) })
const pdf = async (): Promise<{ name: string; type: string; bytes: Buffer }> => ({ name: 'giấy cũ.pdf', type: 'application/pdf', bytes: await aPdf(2) })
/** A draft whose answers call for an old paper. */
async function draftWithPaper(): Promise<string> {
  const draft = /nhap\/([0-9a-f-]{36})/.exec(to(await person.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })))?.[1] ?? ''
  for (const [page, fields] of [['for-whom', { forWhom: 'self' }], ['embassy', { sameSexOrEmbassy: 'no' }], ['here', { personHere: 'yes' }], ['again', { issuedBefore: 'yes' }]] as const) await person.post(`/nop-ho-so/nhap/${draft}/trang/${page}`, fields)
  return draft
}

describe('papers', () => {
  it('takes photos and PDF, several shots as one PDF, and removes them again', async () => {
    const draft = await draftWithPaper()
    const here = `/nop-ho-so/nhap/${draft}/giay-to/old-paper`
    expect((await person.get(here)).body).toMatch(/Ảnh \(cả HEIC của iPhone\) hoặc PDF, mỗi tệp không quá 20\sMB/)
    expect(to(await person.upload(here, [await photo(), await photo(), await photo()]))).toBe(here)
    expect((await person.get(here)).body).toMatch(/IMG_0001\.pdf[\s\S]*3 trang/)
    expect(to(await person.upload(here, [await photo(12)]))).toBe(here)
    expect((await person.get(here)).body).toContain('ảnh hơi mờ')
    await person.upload(here, [await photo()])
    expect(to(await person.post(`${here}/ghep`))).toBe(here)
    const files = await sql<{ id: string; pages: number; scope: string }>`select d.id, f.page_count as pages, f.owner_scope as scope from dossiers.draft_file d join kernel.file f on f.id = d.file_id where d.draft_id = ${draft} order by d.position`.execute(t().owner.kysely)
    expect(files.rows.map(({ pages, scope }) => [pages, scope])).toEqual([[3, `draft:${draft}`], [2, `draft:${draft}`]])
    const [first] = files.rows
    const seen = await person.get(`${here}/tep/${first?.id ?? ''}`)
    expect(seen.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' })
    expect(String(seen.headers['content-security-policy'])).toContain('sandbox')
    expect((await other.get(`${here}/tep/${first?.id ?? ''}`)).statusCode).toBe(404)
    expect((await other.post(`${here}/bo/${first?.id ?? ''}`)).statusCode).toBe(404)
    for (const { id } of files.rows) await person.post(`${here}/bo/${id}`)
    expect((await sql`select 1 from kernel.file where owner_scope = ${`draft:${draft}`}`.execute(t().owner.kysely)).rows).toEqual([])
  })
  it('refuses what it cannot take by name, cause and cure', async () => {
    const draft = await draftWithPaper()
    const here = `/nop-ho-so/nhap/${draft}/giay-to/old-paper`
    const none = await person.upload(here, [])
    expect([none.statusCode, none.body.includes('Bạn chưa chọn tệp nào')]).toEqual([422, true])
    const script = await person.upload(here, [{ name: 'giấy.pdf', type: 'application/pdf', bytes: Buffer.from('<script>alert(1)</script>') }])
    expect(script.statusCode).toBe(422)
    expect(script.body).toContain('giấy.pdf')
    expect(script.body).toContain('không phải loại tệp nhận cho giấy tờ này. Hãy gửi ảnh (cả HEIC của iPhone) hoặc PDF.')
    expect((await person.upload(`/nop-ho-so/nhap/${draft}/giay-to/khong-co`, [await photo()])).statusCode).toBe(404)
    expect((await other.upload(here, [await photo()])).statusCode).toBe(404)
    expect((await site.stranger.upload(here, [await photo()])).statusCode).toBe(401)
    expect((await sql`select 1 from dossiers.draft_file where draft_id = ${draft}`.execute(t().owner.kysely)).rows).toEqual([])
  })
})

describe('supplement', () => {
  it('holds no more files than a draft, also when they come at the same moment', async () => {
    const id = await world.submitted(person.actor)
    await requestSupplement(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id, items: [{ componentId: 'old-paper', reasonCode: 'own', note: 'Gửi lại giấy cũ' }] })
    const [here, file] = [`/ho-so/${id}/bo-sung`, await pdf()]
    const sixteen = Array.from({ length: 16 }, () => file)
    const answers = await Promise.all([1, 2].map(() => person.upload(`${here}/giay-to/old-paper`, sixteen)))
    expect(answers.map(answer => answer.statusCode).toSorted()).toEqual([303, 422])
    expect(answers.find(answer => answer.statusCode === 422)?.body).toContain('nhiều nhất 30 tệp')
    expect((await sql`select 1 from kernel.file where owner_scope like 'supplement:%/old-paper' and owner_scope in (select 'supplement:' || id || '/old-paper' from dossiers.supplement_request where dossier_id = ${id})`.execute(t().owner.kysely)).rows).toHaveLength(16)
  })
  it('takes exactly what was asked, papers first, answers next, and keeps files over faults', async () => {
    const id = await world.submitted(person.actor)
    const reception = world.officer(world.commune, 'reception-officer')
    expect(to(await person.get(`/ho-so/${id}/bo-sung`))).toBe(`/ho-so/${id}`)
    await requestSupplement(world.platform, { actor: reception, dossierId: id, items: [{ componentId: 'old-paper', reasonCode: 'own', note: 'Gửi lại giấy cũ' }, { field: 'marryAt', reasonCode: 'own', note: 'Ghi rõ phường' }] })
    expect((await person.get(`/ho-so/${id}`)).body).toContain('Xem phiếu yêu cầu và bổ sung đủ trong một lần')
    const here = `/ho-so/${id}/bo-sung`
    expect((await person.get(here)).body).toContain('Gửi lại giấy cũ')
    expect(to(await person.post(here))).toBe(`${here}/tra-loi`)
    // the papers are asked for before anything is typed, and who comes without them all the same keeps the words
    const early = await person.get(`${here}/tra-loi`)
    // one heading at the head of either page
    expect(early.body.match(/<h1/g)).toHaveLength(1)
    expect([early.statusCode, early.body.includes('href="#f-old-paper"'), early.body.includes('name="marryAt"')]).toEqual([422, true, false])
    const typed = await person.post(`${here}/tra-loi`, { marryAt: 'Ủy ban nhân dân phường Mẫu' })
    expect(typed.body.match(/<h1[^>]*>([^<]*)/g)).toEqual([expect.stringContaining('Sửa câu trả lời')])
    expect(typed.body.indexOf('<h1')).toBeLessThan(typed.body.indexOf('Ghi rõ phường'))
    expect([typed.statusCode, typed.body.includes('bạn chưa gửi giấy tờ này'), typed.body.includes('value="Ủy ban nhân dân phường Mẫu"')]).toEqual([422, true, true])
    expect((await other.upload(`${here}/giay-to/old-paper`, [await pdf()])).statusCode).toBe(404)
    expect((await person.upload(`${here}/giay-to/khong-hoi`, [await pdf()])).statusCode).toBe(404)
    expect(to(await person.upload(`${here}/giay-to/old-paper`, [await pdf()]))).toBe(here)
    const empty = await person.post(`${here}/tra-loi`, { marryAt: '' })
    expect([empty.statusCode, empty.body.includes('href="#f-marryAt"')]).toEqual([422, true])
    expect((await person.get(here)).body).toContain('giấy cũ.pdf')
    expect(to(await person.post(`${here}/tra-loi`, { marryAt: 'Ủy ban nhân dân phường Sửa' }))).toBe(`/ho-so/${id}`)
    const shown = (await person.get(`/ho-so/${id}`)).body
    for (const part of ['Ủy ban nhân dân phường Sửa', 'giấy cũ.pdf', 'Đã bổ sung']) expect(shown).toContain(part)
    const file = /\/tep\/([0-9a-f-]{36})/.exec(shown)?.[1] ?? ''
    const download = await person.get(`/ho-so/${id}/tep/${file}`)
    expect([download.statusCode, download.headers['content-disposition']]).toEqual([200, expect.stringMatching(/^attachment/)])
    expect((await other.get(`/ho-so/${id}/tep/${file}`)).statusCode).toBe(404)
    // another dossier of the same person does not open it either
    expect((await person.get(`/ho-so/${await world.submitted(person.actor)}/tep/${file}`)).statusCode).toBe(404)
    expect(to(await person.post(here))).toBe(`/ho-so/${id}`)
  })
})

describe('whose session ended while typing', () => {
  const again = async (path: string, fields: Record<string, string>): Promise<{ to: string; body: string }> => {
    const sent = await site.stranger.post(path, fields)
    const where = decodeURIComponent(to(sent).replace('/dang-nhap?den=', ''))
    return { to: where, body: (await person.get(where, { ts_kept: sent.cookies.find(cookie => cookie.name === 'ts_kept')?.value ?? '' })).body }
  }
  it('finds the message, the answers and the reason again after signing in', async () => {
    const id = await world.submitted(person.actor)
    const message = await again(`/ho-so/${id}/loi-nhan`, { body: 'Tôi gõ dở <câu này>' })
    expect(message.to).toBe(`/ho-so/${id}`)
    for (const part of ['Tôi gõ dở &lt;câu này>', 'những gì bạn gõ vẫn còn']) expect(message.body).toContain(part)
    expect((await person.get(`/ho-so/${id}`)).body).not.toContain('Tôi gõ dở')
    expect((await again(`/ho-so/${id}/rut`, { reason: 'Tôi đổi ý' })).body).toContain('Tôi đổi ý')
    await requestSupplement(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id, items: [{ field: 'marryAt', reasonCode: 'own', note: 'Ghi rõ phường' }] })
    const answers = await again(`/ho-so/${id}/bo-sung/tra-loi`, { marryAt: 'Phường gõ dở' })
    for (const part of ['value="Phường gõ dở"', 'những gì bạn gõ vẫn còn']) expect(answers.body).toContain(part)
  })
})
