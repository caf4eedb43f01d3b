import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPdf } from '../../../kernel/files/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { makeDevelopmentCa } from '../../../simulators/certificate-authority/index.ts'
import { requestSupplement } from '../acts/request-supplement.ts'
import { sendMessage } from '../acts/send-message.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
const dir = mkdtempSync(join(tmpdir(), 'tinhso-desk-'))
let world: World
let site: DeskSite
let reception: DeskVisitor, caseOfficer: DeskVisitor, leader: DeskVisitor, chief: DeskVisitor, stranger: DeskVisitor

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: dir })
  const ca = await makeDevelopmentCa(join(dir, 'ca'), { now: new Date('2026-01-01T00:00:00Z') })
  site = await startDeskSite(world, t().owner, (id, name) => ca.issue({ id, name, organisation: name, validFrom: new Date('2026-01-01T00:00:00Z') }))
  reception = await site.officer(world.commune, 'reception-officer')
  caseOfficer = await site.officer(world.commune, 'case-officer')
  leader = await site.officer(world.commune, 'approver', 'signer')
  chief = await site.officer(world.commune, 'unit-administrator')
  stranger = await site.officer(world.department, 'reception-officer', 'case-officer', 'approver', 'signer')
}, 120_000)
afterAll(() => site.close())

const at = (id: string, slug = ''): string => `/ban-lam-viec/ho-so/${id}${slug && `/${slug}`}`
const state = async (id: string): Promise<string> => (await sql<{ processing: string }>`select processing from dossiers.dossier where id = ${id}`.execute(t().owner.kysely)).rows[0]?.processing ?? ''
const version = async (id: string): Promise<number> => (await sql<{ version: number }>`select version from dossiers.dossier where id = ${id}`.execute(t().owner.kysely)).rows[0]?.version ?? 0
/** Opens the form of an act, fills it in, sends it with everything hidden that it holds. */
async function act(who: DeskVisitor, id: string, slug: string, fields: Record<string, string | string[]> = {}): Promise<{ status: number; html: string; to: string }> {
  const form = await who.get(at(id, slug))
  const sent = await who.post(at(id, slug), { ...hiddenFields(form.body, at(id, slug)), ...fields })
  return { status: sent.statusCode, html: sent.body, to: String(sent.headers.location ?? '') }
}
async function done(who: DeskVisitor, id: string, slug: string, fields: Record<string, string | string[]> = {}): Promise<void> {
  const answer = await act(who, id, slug, fields)
  expect([slug, answer.status, answer.status === 303 ? '' : answer.html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 900)]).toEqual([slug, 303, ''])
}
async function upTo(stage: 'received' | 'taken' | 'proposed' | 'approved' | 'signed'): Promise<string> {
  const id = await world.submitted(world.citizen())
  const steps: (() => Promise<void>)[] = [() => done(reception, id, 'tiep-nhan'), () => done(caseOfficer, id, 'nhan-xu-ly'), () => done(caseOfficer, id, 'de-xuat', { title: 'Giấy xác nhận', body: 'Chưa kết hôn.' }), () => done(leader, id, 'duyet'), () => done(leader, id, 'ky')]
  for (const step of steps.slice(0, ['received', 'taken', 'proposed', 'approved', 'signed'].indexOf(stage) + 1)) await step()
  return id
}

describe('every act through its page', () => {
  it('takes a dossier from reception to the hands of the applicant', async () => {
    const id = await world.submitted(world.citizen())
    expect((await reception.get(at(id))).body).toContain('Tiếp nhận')
    // the button on the dossier's own page
    const received = await reception.post(at(id, 'tiep-nhan'), hiddenFields((await reception.get(at(id))).body, at(id, 'tiep-nhan')))
    expect([received.statusCode, received.headers.location]).toEqual([303, at(id)])
    await done(caseOfficer, id, 'nhan-xu-ly')
    await done(caseOfficer, id, 'chuyen-buoc', { toStepId: 'sign' })
    const form = await caseOfficer.get(at(id, 'de-xuat'))
    expect(form.body).toContain('{{decision.number}}')
    await done(caseOfficer, id, 'de-xuat', { title: 'Giấy xác nhận', body: 'Chưa kết hôn. Số {{decision.number}}' })
    await done(leader, id, 'tra-lai', { reason: 'Ghi rõ thời gian cư trú' })
    // the draft is still there for the case officer, and the leader's words stand where the work goes on
    for (const page of [at(id), at(id, 'de-xuat')]) expect((await caseOfficer.get(page)).body, page).toContain('trả lại lúc')
    for (const part of ['Chưa kết hôn. Số', 'Ghi rõ thời gian cư trú']) expect((await caseOfficer.get(at(id, 'de-xuat'))).body).toContain(part)
    await done(caseOfficer, id, 'de-xuat', { title: 'Giấy xác nhận', body: 'Chưa kết hôn, cư trú từ 2001. Số {{decision.number}}' })
    expect((await leader.get(at(id, 'duyet'))).body).toContain('cư trú từ 2001')
    expect((await caseOfficer.get(at(id))).body).not.toContain('trả lại lúc')
    // the draft is read on the dossier's own page, before anything is pressed, and shows no machine words
    const before = (await leader.get(at(id))).body
    for (const part of ['cư trú từ 2001', 'Số (số sẽ cấp khi ký)']) expect(before).toContain(part)
    expect(before).not.toContain('{{')
    await done(leader, id, 'duyet-va-ky')
    expect(await state(id)).toBe('result-ready')
    const file = (await sql<{ file_id: string }>`select file_id from dossiers.result where dossier_id = ${id}`.execute(t().owner.kysely)).rows[0]?.file_id ?? ''
    const pdf = await reception.get(at(id, `tep/${file}`))
    expect([pdf.statusCode, pdf.headers['content-type'], pdf.body.startsWith('%PDF')]).toEqual([200, 'application/pdf', true])
    await done(reception, id, 'tra-ket-qua', { method: 'counter', recipientName: 'Nông Thị Mẫu', recipientIdLast4: '0123' })
    expect(await state(id)).toBe('returned')
    for (const tab of ['', '?xem=giay-to', '?xem=trao-doi', '?xem=lich-su', '?xem=van-ban']) expect((await reception.get(at(id) + tab)).statusCode).toBe(200)
    await done(leader, id, 'thu-hoi', { reason: 'Sai ngày sinh' })
    expect((await reception.get(at(id, '?xem=van-ban').replace('/?', '?'))).body).toContain('Đã thu hồi')
    // taken back and not replaced: the work is not done, whatever was handed over
    const waits = async (who: typeof leader): Promise<boolean> => (await who.get('/ban-lam-viec?ds=cho-cap-lai')).body.includes(at(id))
    expect([await waits(leader), await waits(caseOfficer), await waits(stranger)]).toEqual([true, true, false])
    expect((await leader.get(at(id))).body).toContain('Nội dung chưa được sửa')
    expect((await reception.get(at(id))).body).toContain('Chờ lãnh đạo ký bản thay thế')
    // the wrong text is corrected by who wrote it, and signed anew by the leader; where the dossier stands does not change
    expect((await caseOfficer.get(at(id))).body).toContain('Sửa nội dung rồi trình lãnh đạo ký bản thay thế')
    expect((await caseOfficer.get(at(id, 'de-xuat'))).body).toContain('cư trú từ 2001')
    expect((await act(caseOfficer, id, 'de-xuat', { templateId: 'refusal', title: 'Từ chối', body: 'Không cấp' })).html).toContain('không đổi cấp thành từ chối')
    await done(caseOfficer, id, 'de-xuat', { title: 'Giấy xác nhận', body: 'Chưa kết hôn, sinh năm 2000. Số {{decision.number}}' })
    expect((await caseOfficer.get(at(id))).body).toContain('Đã sửa nội dung, chờ lãnh đạo ký bản thay thế')
    expect((await leader.get(at(id, 'ky'))).body).toContain('sinh năm 2000')
    await done(leader, id, 'ky')
    expect(await state(id)).toBe('returned')
    expect((await leader.get(at(id, '?xem=van-ban').replace('/?', '?'))).body).toMatch(/Còn giá trị[\s\S]*Đã thu hồi|Đã thu hồi[\s\S]*Còn giá trị/)
    expect(await waits(leader)).toBe(false)
    expect((await leader.get(at(id))).body).toContain('chờ bộ phận một cửa trả cho người nộp')
    expect((await reception.get(at(id))).body).toContain('Bản thay thế đã ký. Trả cho người nộp.')
    await done(reception, id, 'tra-ket-qua', { method: 'counter', recipientName: 'Nông Thị Mẫu', recipientIdLast4: '0123' })
    expect((await leader.get(at(id))).body).toContain('Không còn việc gì phải làm')
  })
  it('gives every box of the supplement form an id of its own: a label ticks its own box', async () => {
    const { body } = await caseOfficer.get(at(await upTo('taken'), 'yeu-cau-bo-sung'))
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    const boxes = [...body.matchAll(/<input[^>]*name="item"[^>]*>/g)].map(([tag]) => /id="([^"]+)"/.exec(tag)?.[1] ?? '')
    expect(boxes.length).toBeGreaterThan(5)
    for (const box of boxes) expect(body).toContain(`for="${box}"`)
  })
  it('says of an unconfirmed fee what the citizen was told, not that nothing is charged', async () => {
    const { body } = await caseOfficer.get(at(await upTo('taken')))
    expect(body).toContain('Mức thu của tỉnh chưa được xác nhận')
    expect(body).not.toContain('Không thu phí')
  })
  it('takes a paper that was brought to the counter into the dossier, and one scanned for another dossier not', async () => {
    const [id, other] = [await world.submitted(world.citizen()), await world.submitted(world.citizen())]
    await sql`update dossiers.dossier set answers = answers || '{"issuedBefore": "yes"}' where id in (${id}, ${other})`.execute(t().owner.kysely)
    for (const dossierId of [id, other]) await requestSupplement(world.platform, { actor: reception.actor, dossierId, items: [{ componentId: 'old-paper', reasonCode: 'unclear', note: 'mờ' }] })
    const page = (await reception.get(at(id, 'bo-sung'))).body
    expect(page).toContain('name="component.old-paper"')
    const brought = await reception.upload(at(id, 'bo-sung'), hiddenFields(page, at(id, 'bo-sung')), [{ field: 'component.old-paper', name: 'giay.pdf', type: 'application/pdf', bytes: await aPdf(1) }])
    expect([brought.statusCode, brought.headers.location]).toEqual([303, at(id)])
    const { rows } = await sql<{ file_id: string }>`select file_id from dossiers.dossier_file f join kernel.file k on k.id = f.file_id where f.dossier_id = ${id} and f.component_id = 'old-paper'`.execute(t().owner.kysely)
    expect(rows).toHaveLength(1)
    expect((await reception.api('POST', `/api/v1/desk/dossiers/${other}/supplement`, { files: [{ componentId: 'old-paper', fileId: rows[0]?.file_id }] })).json()).toMatchObject({ code: 'invalid', errors: [{ code: 'unknown-file' }] })
  })
  it('asks for a supplement by ready reason and own words, warns of a second one, and shows what changed', async () => {
    const id = await upTo('taken')
    const nothing = await act(caseOfficer, id, 'yeu-cau-bo-sung', { note: 'Xin chào bạn' })
    expect([nothing.status, nothing.html.includes('Xin chào bạn')]).toEqual([422, true])
    const wordless = await act(caseOfficer, id, 'yeu-cau-bo-sung', { item: 'f.marryAt' })
    expect([wordless.status, wordless.html.includes('chưa nói rõ cần sửa gì')]).toEqual([422, true])
    await done(caseOfficer, id, 'yeu-cau-bo-sung', { item: ['f.marryAt'], 'note.f.marryAt': 'Ghi rõ nơi đăng ký kết hôn', clockReason: 'incomplete' })
    expect((await reception.get(at(id))).body).toContain('Đang chờ người nộp bổ sung')
    const brought = await reception.upload(at(id, 'bo-sung'), { ...hiddenFields((await reception.get(at(id, 'bo-sung'))).body, at(id, 'bo-sung')), marryAt: 'Ủy ban nhân dân xã Mẫu' }, [])
    expect(brought.statusCode).toBe(303)
    const page = (await caseOfficer.get(at(id))).body
    expect(page).toContain('Thay đổi sau bổ sung')
    expect(page).toMatch(/<ins>Ủy ban nhân dân xã Mẫu<\/ins>/)
    const again = await act(caseOfficer, id, 'yeu-cau-bo-sung', { item: 'f.marryAt', 'note.f.marryAt': 'Ghi lại' })
    expect([again.status, again.html.includes('lần yêu cầu thứ hai'), again.html.includes('Ghi lại')]).toEqual([422, true, true])
    // loud: what the rule is, and what was asked the first time
    for (const word of ['Lần thứ hai', 'QĐ 766/QĐ-TTg, quy tắc 5', 'Ghi rõ nơi đăng ký kết hôn']) expect((await caseOfficer.get(at(id, 'yeu-cau-bo-sung'))).body).toContain(word)
    await done(caseOfficer, id, 'yeu-cau-bo-sung', { item: 'f.marryAt', 'note.f.marryAt': 'Ghi lại', confirmedSecond: 'yes' })
  })
  it('refuses, assigns, consults and answers, reappoints, stops, withdraws, writes', async () => {
    const refused = await world.submitted(world.citizen())
    expect((await act(reception, refused, 'tu-choi', { reason: '   ' })).status).toBe(422)
    await done(reception, refused, 'tu-choi', { reason: 'Không thuộc thẩm quyền' })
    expect(await state(refused)).toBe('refused')
    const id = await upTo('received')
    expect((await act(chief, id, 'phan-cong', { toAccountId: stranger.actor.accountId })).status).toBe(422)
    await done(chief, id, 'phan-cong', { toAccountId: caseOfficer.actor.accountId })
    expect((await reception.get(at(id))).body).toContain(caseOfficer.actor.displayName)
    expect((await act(caseOfficer, id, 'lay-y-kien', { agencyId: world.department, question: 'Có hồ sơ ly hôn không?', 'deadline-day': '32' })).html).toContain('“Hạn trả lời”: ngày này không có trong lịch')
    await done(caseOfficer, id, 'lay-y-kien', { agencyId: world.department, question: 'Có hồ sơ ly hôn không?', 'deadline-day': '12', 'deadline-month': '3', 'deadline-year': '2026' })
    expect((await stranger.get(at(id))).statusCode).toBe(200)
    await done(stranger, id, 'tra-loi-y-kien', { answer: 'Không có.' })
    expect((await caseOfficer.get(`${at(id)}?xem=trao-doi`)).body).toContain('Không có.')
    expect((await act(leader, id, 'hen-lai', { reason: 'Chờ xác minh', 'day-day': '14', 'day-month': '3', 'day-year': '2026' })).html).toContain('ngày nghỉ')
    await done(leader, id, 'hen-lai', { reason: 'Chờ xác minh', 'day-day': '16', 'day-month': '3', 'day-year': '2026' })
    await done(reception, id, 'nhan-tin', { body: 'Chào bạn' })
    await done(leader, id, 'dung', { reason: 'Người nộp đã mất' })
    expect(await state(id)).toBe('stopped')
    const withdrawn = await upTo('received')
    await done(reception, withdrawn, 'rut', {})
    expect(await state(withdrawn)).toBe('withdrawn')
  })
})

describe('a new date', () => {
  it('may be given once, at least a day before, with the steps told to officer and applicant; too late is said before anything is typed', async () => {
    const id = await upTo('taken')
    const form = await leader.get(at(id, 'hen-lai'))
    expect(form.body).toMatch(/Vì sao đang hẹn .*12\/03\/2026/)
    expect(form.body).toMatch(/name="day-day"[^>]*value="13"/)
    await done(leader, id, 'hen-lai', { reason: 'Chờ xác minh nơi cư trú', 'day-day': '16', 'day-month': '3', 'day-year': '2026' })
    const history = (await caseOfficer.get(`${at(id)}?xem=lich-su`)).body
    expect(history).toContain('Cơ quan xin lỗi và hẹn lại ngày 16/03/2026')
    expect(history).toContain('NĐ 61/2018 Đ19.9')
    const { rows: [row] } = await sql<{ due_trace: { text: { vi: string } }[] }>`select due_trace from dossiers.dossier where id = ${id}`.execute(t().owner.kysely)
    expect(row?.due_trace.at(-1)?.text.vi).toContain('Chờ xác minh nơi cư trú')
    expect((await leader.get(at(id, 'hen-lai'))).body).toContain('đã được hẹn lại một lần')
    const late = await upTo('taken')
    world.setNow('2026-03-12T08:00:00+07:00')
    const refused = await leader.get(at(late, 'hen-lai'))
    expect(refused.body).toContain('Nay đã muộn')
    expect(refused.body).not.toContain('name="reason"')
    expect((await leader.get(at(late))).body).not.toContain(`href="${at(late, 'hen-lai')}"`)
    expect((await leader.api('POST', `/api/v1/dossiers/${late}/reappoint`, { reason: 'x', promisedAt: '2026-03-20T10:00:00Z' })).json()).toMatchObject({ code: 'too-late-to-reappoint' })
    world.setNow('2026-03-09T09:00:00+07:00')
  })
})

describe('who may not, learns why', () => {
  it('stops the wrong role at the door with a reason, and another agency with not found', async () => {
    const id = await world.submitted(world.citizen())
    const wrong = await caseOfficer.post(at(id, 'tiep-nhan'), {})
    expect([wrong.statusCode, wrong.body.includes('không có vai trò làm việc này')]).toEqual([403, true])
    for (const slug of ['', 'tiep-nhan', 'tu-choi', 'de-xuat', 'duyet', 'ky', 'thu-hoi']) expect([slug, (await stranger.get(at(id, slug))).statusCode]).toEqual([slug, 404])
    expect((await stranger.post(at(id, 'tiep-nhan'), {})).statusCode).toBe(404)
    expect((await stranger.api('POST', `/api/v1/dossiers/${id}/receive`, {})).statusCode).toBe(404)
    expect((await stranger.get('/ban-lam-viec/ho-so/khong-co')).statusCode).toBe(404)
    expect(await state(id)).toBe('submitted')
  })
  it('explains what the state forbids, on the page and on the form', async () => {
    const id = await upTo('received')
    const page = (await caseOfficer.get(at(id))).body
    expect(page).toContain('Việc chưa làm được lúc này, và vì sao')
    const form = await caseOfficer.get(at(id, 'de-xuat'))
    expect(form.body).toContain('Hồ sơ đang ở bước khác')
    expect(form.body).not.toContain('name="body"')
  })
  it('does not let one who proposed approve', async () => {
    const both = await site.officer(world.commune, 'case-officer', 'approver', 'signer')
    const id = await upTo('received')
    await done(both, id, 'nhan-xu-ly')
    await done(both, id, 'de-xuat', { title: 'Giấy', body: 'Chữ.' })
    expect((await both.get(at(id, 'duyet'))).body).toContain('cần một người khác duyệt')
    expect((await both.post(at(id, 'duyet'), {})).statusCode).toBe(409)
  })
  it('refuses a form without the token of the session', async () => {
    const id = await world.submitted(world.citizen())
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/receive`, {}, 'wrong')).statusCode).toBe(403)
    expect(await state(id)).toBe('submitted')
  })
})

describe('two officers at once', () => {
  it('says who was first and what they did, keeps what was typed, and overwrites nothing', async () => {
    const id = await world.submitted(world.citizen())
    const opened = hiddenFields((await reception.get(at(id, 'tu-choi'))).body, at(id, 'tu-choi'))
    const other = await site.officer(world.commune, 'reception-officer')
    await done(other, id, 'tiep-nhan')
    const late = await reception.post(at(id, 'tu-choi'), { ...opened, reason: 'Lý do tôi đã gõ rất dài' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain(other.actor.displayName)
    expect(late.body).toContain('tiếp nhận')
    expect(late.body).toContain('Lý do tôi đã gõ rất dài')
    expect(await state(id)).toBe('received')
  })
  it('says so when it was the officer in another window, and names others when they were at it, too', async () => {
    const id = await world.submitted(world.citizen())
    const opened = hiddenFields((await reception.get(at(id, 'tu-choi'))).body, at(id, 'tu-choi'))
    await done(reception, id, 'tiep-nhan')
    const late = await reception.post(at(id, 'tu-choi'), { ...opened, reason: 'Lý do' })
    expect([late.statusCode, late.body.includes('Có người vừa')]).toEqual([409, false])
    expect(late.body.replace(/<[^>]+>/g, '')).toMatch(/Bạn vừa thay đổi việc này rồi.*Bạn vừa thực hiện: tiếp nhận/s)
    const other = await site.officer(world.commune, 'reception-officer')
    await sendMessage(world.platform, { actor: other.actor, dossierId: id, body: 'Chào bạn' })
    const words = (await reception.post(at(id, 'tu-choi'), { ...opened, reason: 'Lý do' })).body.replace(/<[^>]+>/g, '')
    expect(words).toContain(`${other.actor.displayName} đã thực hiện: gửi lời nhắn`)
    expect(words).not.toContain('Bạn vừa')
  })
  it('does once what was pressed twice', async () => {
    const id = await world.submitted(world.citizen())
    const opened = hiddenFields((await reception.get(at(id, 'tiep-nhan'))).body, at(id, 'tiep-nhan'))
    const answers = await Promise.all([1, 2, 3].map(() => reception.post(at(id, 'tiep-nhan'), opened)))
    expect(answers.map(answer => answer.statusCode)).toEqual([303, 303, 303])
    expect((await sql`select from dossiers.action where dossier_id = ${id} and act = 'receiveDossier'`.execute(t().owner.kysely)).rows).toHaveLength(1)
  })
})

describe('JSON twins', () => {
  it('do the same acts under the same rules', async () => {
    const id = await world.submitted(world.citizen())
    const path = (stem: string): string => `/api/v1/dossiers/${id}/${stem}`
    expect((await reception.api('POST', path('receive'), { surprise: 1 })).statusCode).toBe(422)
    expect((await reception.api('POST', path('receive'), { version: 99 })).json()).toMatchObject({ code: 'conflict' })
    expect((await reception.api('POST', path('receive'), { version: await version(id) })).json()).toMatchObject({ id, processing: 'received' })
    expect((await caseOfficer.api('POST', path('take'), {})).json()).toMatchObject({ processing: 'in-progress' })
    expect((await caseOfficer.api('POST', path('propose-outcome'), { kind: 'granted', templateId: 'status-paper', title: 'Giấy', body: 'Chữ.' })).json()).toMatchObject({ processing: 'proposed' })
    expect((await leader.api('POST', path('approve-outcome'), {})).json()).toMatchObject({ processing: 'approved' })
    expect((await leader.api('POST', path('sign-result'), {})).json()).toMatchObject({ processing: 'result-ready' })
    expect((await reception.api('POST', path('return-result'), { method: 'online' })).json()).toMatchObject({ processing: 'returned' })
    expect((await reception.api('POST', path('receive'), {})).json()).toMatchObject({ code: 'wrong-status' })
  })
})
