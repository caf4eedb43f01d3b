import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { saveFile, storeOwnFile } from '../../../kernel/files/index.ts'
import { aPdf } from '../../../kernel/files/testing.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { postResult } from '../acts/return-result.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { refundPayment } from '../acts/refund-payment.ts'
import { requestSupplement } from '../acts/request-supplement.ts'
import { sendMessage } from '../acts/send-message.ts'
import { withdrawDossier } from '../acts/withdraw-dossier.ts'
import { recordView } from '../store.ts'
import { startCitizenSite, type CitizenSite, type Visitor } from '../testing-site.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
let world: World
let site: CitizenSite
let person: Visitor
let other: Visitor
const looked: { actor?: Visitor['actor'] } = {}
beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  site = await startCitizenSite(world, { looksIntoDatasets: async account => account === looked.actor?.accountId ? [{ id: newId(), at: new Date('2026-03-09T02:00:00Z'), title: 'Hộ nghèo', reader: 'Sở Y tế: Một cửa', agencyId: null, purpose: 'Xét trợ giúp', fields: ['ma_ho', 'benh'] }] : [] })
  person = await site.visitor('Nông Thị Mẫu', '019300000002')
  other = await site.visitor('Người Khác Hẳn', '019300000010')
})
afterAll(() => site.close())

const to = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['location'] ?? '')
/** A draft whose answers call for an old paper. */
async function draftWithPaper(): Promise<string> {
  const draft = /nhap\/([0-9a-f-]{36})/.exec(to(await person.post('/nop-ho-so/1.004873', { caseId: 'for-marriage' })))?.[1] ?? ''
  for (const [page, fields] of [['for-whom', { forWhom: 'self' }], ['embassy', { sameSexOrEmbassy: 'no' }], ['here', { personHere: 'yes' }], ['again', { issuedBefore: 'yes' }]] as const) await person.post(`/nop-ho-so/nhap/${draft}/trang/${page}`, fields)
  return draft
}

describe('one dossier', () => {
  it('says where it stands, who holds it, until when, what happened and why that date', async () => {
    const id = await world.submitted(person.actor)
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id })
    const { body, statusCode } = await person.get(`/ho-so/${id}`)
    expect(statusCode).toBe(200)
    for (const part of ['H55.33-260309-0001', 'Đang giải quyết', '17:00, thứ Năm 12/03/2026', 'Vì sao hẹn ngày này?', 'Cơ quan đã tiếp nhận', 'Chưa đăng ký kết hôn với ai', 'Bạn chưa cần làm gì']) expect(body).toContain(part)
    expect((await person.get(`/en/ho-so/${id}`)).body).toContain('In progress')
  })

  it('tells who is late and what now, once a day has passed', async () => {
    const id = await world.submitted(person.actor)
    expect((await person.get(`/ho-so/${id}`)).body).not.toContain('đã quá hạn')
    world.setNow('2026-03-12T09:00:00+07:00')
    const waiting = (await person.get(`/ho-so/${id}`)).body
    for (const part of ['(đã quá hạn)', 'Cơ quan đã chậm']) expect(waiting).toContain(part)
    expect(waiting).not.toContain('Bạn chưa cần làm gì')
    expect((await person.get(`/ho-so/${id}/da-nop`)).body).toContain('Cơ quan đã chậm')
    world.setNow('2026-03-09T09:00:00+07:00')
    const reception = world.officer(world.commune, 'reception-officer')
    expect((await person.get(`/ho-so/${id}/da-nop`)).body).not.toMatch(/Cơ quan đã chậm|đã có tiến triển/)
    await receiveDossier(world.platform, { actor: reception, dossierId: id })
    expect((await person.get(`/ho-so/${id}/da-nop`)).body).toContain('Hồ sơ đã có tiến triển từ khi bạn nộp')
    expect((await person.get(`/ho-so/${id}/da-nop`)).body).not.toContain('Cán bộ kiểm tra và trả lời bạn trước')
    await requestSupplement(world.platform, { actor: reception, dossierId: id, items: [{ field: 'marryAt', reasonCode: 'own', note: 'Ghi rõ' }], deadline: new Date('2026-03-11T17:00:00+07:00') })
    world.setNow('2026-03-12T09:00:00+07:00')
    for (const path of [`/ho-so/${id}`, '/ho-so']) expect((await person.get(path)).body).toContain('Đã quá hạn bổ sung')
    world.setNow('2026-03-09T09:00:00+07:00')
  })

  it('says how much a fee is, where and when it is paid, and gives the result only then', async () => {
    const id = await world.submitted(person.actor)
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id })
    await sql`update dossiers.dossier set money = 'due', fee_amount = 150000 where id = ${id}`.execute(t().owner.kysely)
    const { body } = await person.get(`/ho-so/${id}`)
    for (const part of ['150.000', 'Nộp tại bộ phận một cửa', 'Ủy ban nhân dân phường Mẫu', 'Cổng này chưa thu tiền qua mạng', 'Giờ làm việc']) expect(body).toContain(part)
  })

  it('is tracked by anybody with the number told at filing, before there is a code', async () => {
    const id = await world.submitted(person.actor)
    const number = id.slice(-12).toUpperCase()
    const { body, statusCode } = await site.stranger.get(`/tra-cuu/${number}`)
    expect(statusCode).toBe(200)
    for (const part of ['Đã nộp, chờ tiếp nhận', number]) expect(body).toContain(part)
    expect(body).not.toContain('Nông Thị Mẫu')
    expect((await site.stranger.get('/tra-cuu/0123456789AB')).statusCode).toBe(404)
  })

  it('belongs to nobody else, and says so in the same words as for what does not exist', async () => {
    const id = await world.submitted(person.actor)
    const nothing = (await other.get(`/ho-so/${newId()}`)).body.replace(/[0-9a-f-]{36}/g, '')
    for (const path of ['', '/da-nop', '/ai-da-xem', '/rut', '/bo-sung', '/bo-sung/tra-loi', `/tep/${newId()}`, `/giay/${newId()}`, `/ket-qua/${newId()}`]) {
      const answer = await other.get(`/ho-so/${id}${path}`)
      expect([path, answer.statusCode]).toEqual([path, 404])
      if (path === '') expect(answer.body.replace(/[0-9a-f-]{36}/g, '')).toBe(nothing)
      expect([path, to(await site.stranger.get(`/ho-so/${id}${path}`))]).toEqual([path, `/dang-nhap?den=${encodeURIComponent(`/ho-so/${id}${path}`)}`])
    }
    for (const path of ['/loi-nhan', '/rut', '/bo-sung', '/bo-sung/tra-loi']) {
      expect([path, (await other.post(`/ho-so/${id}${path}`, { body: 'x' })).statusCode]).toEqual([path, 404])
      // what is typed goes along to the sign-in; a press of a button alone does not
      expect([path, (await site.stranger.post(`/ho-so/${id}${path}`, { body: 'x' })).statusCode]).toEqual([path, path === '/bo-sung' ? 401 : 303])
    }
    expect((await person.get('/ho-so/abc')).statusCode).toBe(404)
  })

  it('carries the conversation; an empty message is told, nothing typed is lost', async () => {
    const id = await world.submitted(person.actor)
    expect((await person.post(`/ho-so/${id}/loi-nhan`, { body: '  ' })).statusCode).toBe(422)
    const long = 'Tôi gửi nhầm '.repeat(400)
    expect((await person.post(`/ho-so/${id}/loi-nhan`, { body: long })).body).toContain('Tôi gửi nhầm Tôi gửi nhầm')
    const [, once = ''] = /name="once" value="([^"]+)"/.exec((await person.get(`/ho-so/${id}`)).body) ?? []
    const pressed = await Promise.all([1, 2, 3].map(() => person.post(`/ho-so/${id}/loi-nhan`, { once, body: 'Tôi cần gấp' })))
    expect(pressed.map(to)).toEqual([1, 2, 3].map(() => `/ho-so/${id}#loi-nhan`))
    // a page that the browser kept, with other words: nothing is lost, and a new key is there
    const kept = await person.post(`/ho-so/${id}/loi-nhan`, { once, body: 'Và một câu khác' })
    expect([kept.statusCode, kept.body.includes('Và một câu khác</textarea>'), kept.body.includes(once)]).toEqual([409, true, false])
    expect((await sql<{ body: string }>`select body from dossiers.message where dossier_id = ${id}`.execute(t().owner.kysely)).rows).toEqual([{ body: 'Tôi cần gấp' }])
    expect(to(await person.post(`/ho-so/${id}/loi-nhan`, { body: 'Bao giờ <b>xong</b>?' }))).toBe(`/ho-so/${id}#loi-nhan`)
    await sendMessage(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id, body: 'Chiều nay.' })
    const { body } = await person.get(`/ho-so/${id}`)
    expect(body).toContain('Chiều nay.')
    expect(body).toContain('Bao giờ &lt;b>xong')
  })

  it('is withdrawn after a second look, once, and not over a state that was overtaken', async () => {
    const id = await world.submitted(person.actor)
    const version = /name="version" value="(\d+)"/.exec((await person.get(`/ho-so/${id}/rut`)).body)?.[1] ?? ''
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id })
    const late = await person.post(`/ho-so/${id}/rut`, { version, reason: 'Đổi ý' })
    expect(late.statusCode).toBe(409)
    for (const part of ['Có người vừa làm việc này trước bạn', 'Đổi ý', 'Lò Văn Thử']) expect(late.body).toContain(part)
    await sendMessage(world.platform, { actor: person.actor, dossierId: id, body: 'Tôi nhắn ở cửa sổ khác' })
    expect((await person.post(`/ho-so/${id}/rut`, { version, reason: 'Đổi ý' })).body).toContain('Bạn vừa thay đổi việc này rồi')
    expect(to(await person.post(`/ho-so/${id}/rut`, { reason: 'Đổi ý', version: String(Number(version) + 2) }))).toBe(`/ho-so/${id}`)
    expect((await person.get(`/ho-so/${id}`)).body).toContain('Đã khép lại')
    expect(to(await person.post(`/ho-so/${id}/rut`, { version }))).toBe(`/ho-so/${id}`)
    expect(to(await person.get(`/ho-so/${id}/rut`))).toBe(`/ho-so/${id}`)
  })

  it('says before and after a withdrawal what becomes of the money paid, and nothing where none was', async () => {
    const [paid, free] = [await world.submitted(person.actor), await world.submitted(person.actor)]
    await sql`update dossiers.dossier set money = 'paid', fee_amount = 12000 where id = ${paid}`.execute(t().owner.kysely)
    const before = [(await person.get(`/ho-so/${paid}/rut`)).body, (await person.get(`/ho-so/${free}/rut`)).body].map(body => body.includes('Rút hồ sơ không tự hoàn'))
    for (const id of [paid, free]) await person.post(`/ho-so/${id}/rut`, { version: /name="version" value="(\d+)"/.exec((await person.get(`/ho-so/${id}/rut`)).body)?.[1] ?? '' })
    const [told, untold] = [(await person.get(`/ho-so/${paid}`)).body, (await person.get(`/ho-so/${free}`)).body]
    expect([before, told.includes('12.000'), told.includes('Khoản này chưa được hoàn'), untold.includes('Khoản này chưa được hoàn')]).toEqual([[true, false], true, true, false])
  })

  it('says that the money was given back, how, when and why, and no longer that it was not', async () => {
    const id = await world.submitted(person.actor)
    await sql`update dossiers.dossier set money = 'paid', fee_amount = 12000 where id = ${id}`.execute(t().owner.kysely)
    await withdrawDossier(world.platform, { actor: person.actor, dossierId: id })
    await refundPayment(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id, receiptNumber: 'PC-77', method: 'transfer', reason: 'Rút trước khi thẩm định.' })
    const { body } = await person.get(`/ho-so/${id}`)
    expect([body.includes('chưa được hoàn'), body.includes('Phí, lệ phí bạn đã nộp đã được hoàn'), body.split('chuyển khoản, số PC-77').length - 1, body.includes('Rút trước khi thẩm định.')]).toEqual([false, true, 2, true])
    const { rows } = await sql<{ payload: { reason: string; to: { accountIds: string[] } } }>`select payload from kernel.outbox where type = 'dossiers.payment-refunded' and payload->>'dossierId' = ${id}`.execute(t().owner.kysely)
    expect(rows.map(({ payload }) => [payload.to.accountIds, payload.reason.includes('12.000')])).toEqual([[[person.actor.accountId], true]])
  })

  it('names the tracking number where it says that the result was posted', async () => {
    const id = await world.submitted(person.actor)
    await sql`update dossiers.dossier set processing = 'result-ready', money = 'none' where id = ${id}`.execute(t().owner.kysely)
    await postResult(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id, trackingNumber: 'EH123456789VN' })
    expect((await person.get(`/ho-so/${id}`)).body).toMatch(/Đã gửi kết quả qua bưu điện[^]*Số vận đơn[^]*EH123456789VN/)
  })

  it('shows who looked at it', async () => {
    const id = await world.submitted(person.actor)
    const officer = world.officer(world.commune, 'reception-officer')
    expect((await person.get(`/ho-so/${id}/ai-da-xem`)).body).toContain('Chưa ai mở hồ sơ này')
    await transact(t().db, officer, tx => recordView(tx, { id: newId(), dossier_id: id, viewer_account_id: officer.accountId, viewer_name: officer.displayName, viewer_title: officer.positionTitle, agency_id: world.commune, what: 'dossier', at: world.platform.now() }))
    expect((await person.get(`/ho-so/${id}/ai-da-xem`)).body).toContain(officer.displayName)
    // whoever looked this person up in the data of the province stands on the same page, and nobody else's looks do
    looked.actor = person.actor
    for (const part of ['Hộ nghèo', 'Sở Y tế: Một cửa', 'Xét trợ giúp: ma_ho, benh']) expect((await person.get(`/ho-so/${id}/ai-da-xem`)).body).toContain(part)
    looked.actor = other.actor
    expect((await person.get(`/ho-so/${id}/ai-da-xem`)).body).not.toContain('Sở Y tế: Một cửa')
  })

  it('lists by pages and says what to do when there is nothing', async () => {
    const fresh = await site.visitor('Lý Thị Mới', '019300000036')
    expect((await fresh.get('/ho-so')).body).toContain('Bạn chưa có hồ sơ nào')
    for (let at = 0; at < 22; at++) await world.submitted(fresh.actor)
    const first = (await fresh.get('/ho-so')).body
    const next = /\/ho-so\?truoc=[0-9a-f-]{36}/.exec(first)?.[0] ?? ''
    const ids = (html: string): string[] => [...html.matchAll(/href="\/ho-so\/([0-9a-f-]{36})"/g)].map(([, id = '']) => id)
    const second = (await fresh.get(next)).body
    expect([ids(first).length, ids(second).length, new Set([...ids(first), ...ids(second)]).size]).toEqual([20, 2, 22])
    expect((await fresh.get('/ho-so?truoc=xyz')).statusCode).toBe(404)
  })
})

describe('in public', () => {
  it('tells state and completion by code, and nothing about anybody', async () => {
    const id = await world.submitted(person.actor)
    const { code } = await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: id })
    expect(to(await site.stranger.get(`/tra-cuu?ma=${encodeURIComponent(` ${(code ?? '').toLowerCase()} `)}`))).toBe(`/tra-cuu/${code ?? ''}`)
    const { body, statusCode } = await site.stranger.get(`/tra-cuu/${code ?? ''}`)
    expect(statusCode).toBe(200)
    for (const part of ['Đang giải quyết', '2 trên 5 bước', 'Ủy ban nhân dân phường Mẫu']) expect(body).toContain(part)
    for (const secret of ['Nông', '019300000002', '0912345678', id]) expect(body).not.toContain(secret)
    const unknown = await site.stranger.get('/tra-cuu/H55.33-260309-9999')
    expect([unknown.statusCode, unknown.body.includes('Không có hồ sơ mang mã này')]).toEqual([404, true])
    expect((await site.stranger.get(`/tra-cuu/${encodeURIComponent('<script>')}`)).body).not.toContain('<script>x')
    expect((await site.stranger.get('/tra-cuu?ma=')).statusCode).toBe(422)
  })

  it('verifies a result by code and by file: in force, revoked, unknown, changed', async () => {
    const id = await world.submitted(person.actor)
    const bytes = await aPdf(1)
    const file = await storeOwnFile(site.files.store, { bytes, name: 'kq.pdf', mediaType: 'application/pdf', ownerScope: `dossier:${id}`, at: world.platform.now() })
    const resultId = newId()
    const code = 'KQ-H55.33-26-00001-ABCDEFGH'
    await transact(t().db, { kind: 'system', name: 'test' }, async tx => {
      await saveFile(tx, file)
      await sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, valid_to, file_id, file_hash)
        values (${resultId}, ${id}, 'KQ.G15.000038', 'granted', ${code}, '1/KQ-UBND', 'Giấy xác nhận tình trạng hôn nhân', 'Nông Thị Mẫu', ${world.commune}, 'Ủy ban nhân dân phường Mẫu', 'Hà Thị Ký', 'Chủ tịch', ${world.platform.now()}, '2026-03-09', '2026-09-05', ${file.id}, ${createHash('sha256').update(bytes).digest()})`.execute(tx)
    })
    expect(to(await site.stranger.get(`/xac-thuc?ma=${encodeURIComponent(`https://x.vn/xac-thuc/${code}`)}`))).toBe(`/xac-thuc/${code}`)
    for (const part of ['Mã này có trong sổ kết quả, còn giá trị', 'chưa có nghĩa là tờ giấy không bị sửa', 'name="file"', 'Nông Thị Mẫu', '1/KQ-UBND']) expect((await site.stranger.get(`/xac-thuc/${code}`)).body).toContain(part)
    const upload = async (sent: Uint8Array): Promise<string> => (await site.stranger.upload('/xac-thuc', [{ name: 'kq.pdf', type: 'application/pdf', bytes: sent }])).body
    expect(await upload(bytes)).toContain('Đúng từng byte')
    expect(await upload(Buffer.concat([bytes, Buffer.from(' ')]))).toContain('Không khớp bản nào')
    expect((await site.stranger.upload('/xac-thuc', [])).statusCode).toBe(422)
    expect(await upload(Buffer.from('không phải PDF'))).toContain('Không đọc được tệp này')
    expect((await sql`select 1 from kernel.file where name = 'kq.pdf' and owner_scope <> ${`dossier:${id}`}`.execute(t().owner.kysely)).rows).toEqual([])
    const mine = await person.get(`/ho-so/${id}/ket-qua/${resultId}`)
    expect([mine.statusCode, mine.rawPayload.equals(bytes)]).toEqual([200, true])
    expect((await person.get(`/ho-so/${id}`)).body).toContain(`/xac-thuc/${code}`)
    await sql`update dossiers.dossier set money = 'due' where id = ${id}`.execute(t().owner.kysely)
    expect((await person.get(`/ho-so/${id}/ket-qua/${resultId}`)).statusCode).toBe(404)
    await sql`update dossiers.result set state = 'revoked', revoked_at = now(), revoke_reason = 'Ghi sai ngày sinh' where id = ${resultId}`.execute(t().owner.kysely)
    for (const part of ['đã bị thu hồi', 'Ghi sai ngày sinh']) expect((await site.stranger.get(`/xac-thuc/${code}`)).body).toContain(part)
    // the look-up of the dossier says that much, whatever was handed over, and neither why nor by whom
    await sql`update dossiers.dossier set processing = 'returned', delivery = 'delivered', finished_at = now() where id = ${id}`.execute(t().owner.kysely)
    const tracked = (await site.stranger.get(`/tra-cuu/${id.slice(-12)}`)).body
    expect([tracked.includes('Kết quả đã bị thu hồi'), tracked.includes('3 trên 5 bước'), tracked.includes('5 trên 5 bước')]).toEqual([true, true, false])
    for (const secret of ['Ghi sai ngày sinh', 'Hà Thị Ký', 'Nông', code]) expect(tracked).not.toContain(secret)
    expect((await site.stranger.get('/xac-thuc/KQ-KHONG-CO')).statusCode).toBe(404)
  })
})

describe('the API', () => {
  it('lists, reads, writes and withdraws one’s own, and knows nothing of others’', async () => {
    const person = await site.visitor('Trần Thị Máy', '019300000044')
    await world.submitted(person.actor)
    world.setNow('2026-03-09T09:00:01+07:00')
    const id = await world.submitted(person.actor)
    expect((await person.api('GET', '/api/v1/dossiers?limit=1')).json()).toMatchObject({ items: [{ id, state: 'waiting-for-reception', code: null }], next: expect.any(String) })
    const one = (await person.api('GET', `/api/v1/dossiers/${id}`)).json<{ version: number }>()
    expect((await other.api('GET', `/api/v1/dossiers/${id}`)).json()).toMatchObject({ code: 'not-found' })
    expect((await site.stranger.api('GET', `/api/v1/dossiers/${id}`)).statusCode).toBe(401)
    expect((await person.api('POST', `/api/v1/dossiers/${id}/messages`, { body: 'Xin chào' })).statusCode).toBe(200)
    expect((await person.api('POST', `/api/v1/dossiers/${id}/messages`, { body: '' })).statusCode).toBe(422)
    const key = { 'idempotency-key': newId() }
    const sent = await Promise.all([1, 2, 3, 4, 5, 6].map(() => person.api('POST', `/api/v1/dossiers/${id}/messages`, { body: 'Chỉ một lần' }, key)))
    expect(sent.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200])
    expect((await sql`select 1 from dossiers.message where dossier_id = ${id} and body = 'Chỉ một lần'`.execute(t().owner.kysely)).rows).toHaveLength(1)
    expect((await person.api('POST', `/api/v1/dossiers/${id}/withdraw`, { version: 999 })).json()).toMatchObject({ code: 'conflict' })
    expect((await other.api('POST', `/api/v1/dossiers/${id}/withdraw`, { version: one.version })).statusCode).toBe(404)
    expect((await person.api('POST', `/api/v1/dossiers/${id}/withdraw`, { version: one.version + 2 })).json()).toMatchObject({ processing: 'withdrawn' })
  })
  it('submits a ready draft once, and refuses one that is not', async () => {
    const draft = await draftWithPaper()
    expect((await person.api('POST', '/api/v1/dossiers', { draftId: draft, declaration: true })).json()).toMatchObject({ code: 'invalid' })
    expect((await person.api('POST', '/api/v1/dossiers', { draftId: draft })).statusCode).toBe(422)
    expect((await other.api('POST', '/api/v1/dossiers', { draftId: draft, declaration: true })).statusCode).toBe(404)
  })
})
