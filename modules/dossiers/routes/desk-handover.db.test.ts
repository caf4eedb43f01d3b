import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { makeDevelopmentCa } from '../../../simulators/certificate-authority/index.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'

// 2.000815: certified copies, decided at the desk itself (NĐ 61/2018 Đ17.5), with a fee
const t = useDb()
const dir = mkdtempSync(join(tmpdir(), 'tinhso-desk-'))
let world: World
let site: DeskSite
let reception: DeskVisitor, leader: DeskVisitor, caseOfficer: DeskVisitor

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: dir, code: '2.000815' })
  const ca = await makeDevelopmentCa(join(dir, 'ca'), { now: new Date('2026-01-01T00:00:00Z') })
  site = await startDeskSite(world, t().owner, (id, name) => ca.issue({ id, name, organisation: name, validFrom: new Date('2026-01-01T00:00:00Z') }))
  reception = await site.officer(world.commune, 'reception-officer')
  caseOfficer = await site.officer(world.department, 'case-officer')
  leader = await site.officer(world.commune, 'approver', 'signer')
}, 120_000)
afterAll(() => site.close())

const at = (id: string, slug = ''): string => `/ban-lam-viec/ho-so/${id}${slug && `/${slug}`}`
const row = async (id: string): Promise<Record<string, unknown>> => (await sql<Record<string, unknown>>`select * from dossiers.dossier where id = ${id}`.execute(t().owner.kysely)).rows[0] ?? {}
const lastAction = async (id: string): Promise<Record<string, unknown>> => (await sql<Record<string, unknown>>`select act, payload, reason from dossiers.action where dossier_id = ${id} order by seq desc limit 1`.execute(t().owner.kysely)).rows[0] ?? {}
async function act(who: DeskVisitor, id: string, slug: string, fields: Record<string, string> = {}): Promise<{ status: number; html: string }> {
  const form = await who.get(at(id, slug))
  const sent = await who.post(at(id, slug), { ...hiddenFields(form.body, at(id, slug)), ...fields })
  return { status: sent.statusCode, html: sent.body }
}
async function received(): Promise<string> {
  const id = await world.submitted(world.citizen())
  expect((await act(reception, id, 'tiep-nhan')).status).toBe(303)
  return id
}
async function signed(): Promise<string> {
  const id = await received()
  expect((await act(reception, id, 'mien-phi', { reason: 'Hộ nghèo, có sổ' })).status).toBe(303)
  expect((await act(reception, id, 'de-xuat', { title: 'Bản sao chứng thực', body: 'Đúng với bản chính.' })).status).toBe(303)
  expect((await act(leader, id, 'duyet-va-ky')).status).toBe(303)
  return id
}

describe('a fee', () => {
  it('leads from where it is in the way to where it is recorded', async () => {
    const id = await received()
    expect((await act(reception, id, 'de-xuat', { title: 'Bản sao chứng thực', body: 'Đúng với bản chính.' })).status).toBe(303)
    expect((await act(leader, id, 'duyet-va-ky')).status).toBe(303)
    const { body } = await reception.get(at(id, 'tra-ket-qua'))
    expect(body).toContain('Hồ sơ còn phí, lệ phí chưa nộp')
    expect(body).toContain(`href="${at(id, 'thu-phi')}"`)
  })
  it('is recorded with its receipt, once', async () => {
    const id = await received()
    expect((await row(id))['money']).toBe('due')
    const nameless = await act(reception, id, 'thu-phi', { receiptNumber: ' ', method: 'transfer' })
    expect([nameless.status, nameless.html.includes('Bạn chưa ghi số biên lai'), /value="transfer"[^>]*checked|checked[^>]*value="transfer"/.test(nameless.html)]).toEqual([422, true, true])
    const fee = Number((await row(id))['fee_amount'])
    expect((await act(reception, id, 'thu-phi', { receiptNumber: 'BL-0001', method: 'transfer' })).status).toBe(303)
    expect([(await row(id))['money'], await lastAction(id)]).toEqual(['paid', { act: 'recordPayment', payload: { amount: fee, receiptNumber: 'BL-0001', method: 'transfer' }, reason: null }])
    expect((await reception.get(at(id, 'thu-phi'))).body).toContain('không có khoản phí, lệ phí nào đang chờ nộp')
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/record-payment`, { receiptNumber: 'BL-0002', method: 'cash' })).json()).toMatchObject({ code: 'no-payment-due' })
  })
  it('is waived with its ground, by the desk or a leader, and not when it is paid', async () => {
    const id = await received()
    expect((await act(reception, id, 'mien-phi', { reason: '' })).status).toBe(422)
    expect((await act(leader, id, 'mien-phi', { reason: 'Người có công' })).status).toBe(303)
    expect([(await row(id))['money'], (await row(id))['fee_amount'], (await lastAction(id))['reason']]).toEqual(['exempt', 0, 'Người có công'])
    const paid = await received()
    await act(reception, paid, 'thu-phi', { receiptNumber: 'BL-3', method: 'cash' })
    expect((await reception.api('POST', `/api/v1/dossiers/${paid}/exempt-payment`, { reason: 'Muộn rồi' })).json()).toMatchObject({ code: 'payment-settled' })
  })
})

describe('passing on and giving back', () => {
  it('goes to the competent agency once, comes back by a recall, and nobody passes on what is theirs', async () => {
    const own = await received()
    expect((await reception.get(at(own, 'chuyen'))).body).toContain('đã ở cơ quan giải quyết')
    const id = await received()
    await sql`update dossiers.dossier set competent_agency_id = ${world.department} where id = ${id}`.execute(t().owner.kysely)
    const pressed = await reception.post(at(id, 'chuyen'), hiddenFields((await reception.get(at(id))).body, at(id, 'chuyen')))
    expect([pressed.statusCode, (await row(id))['holder_agency_id']]).toEqual([303, world.department])
    expect((await caseOfficer.get('/ban-lam-viec?ds=cho-phan-cong')).body).toContain(id)
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/transfer`, {})).json()).toMatchObject({ code: 'nothing-to-pass-on' })
    expect((await act(reception, id, 'rut-lai')).status).toBe(303)
    expect((await row(id))['holder_agency_id']).toBe(world.commune)
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/recall`, {})).json()).toMatchObject({ code: 'not-passed-on' })
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/transfer`, {})).statusCode).toBe(200)
    expect((await act(caseOfficer, id, 'nhan-xu-ly')).status).toBe(303)
    expect((await act(caseOfficer, id, 'tra-lai-phan-cong')).status).toBe(303)
    expect((await row(id))['assignee_account_id']).toBeNull()
  })
})

describe('a result at the desk', () => {
  it('is proposed by the desk itself right after reception, signed and handed over', async () => {
    const id = await received()
    expect((await reception.get(at(id, 'da-tiep-nhan'))).body).toContain('Giải quyết ngay tại quầy')
    const done = await signed()
    expect((await row(done))['processing']).toBe('result-ready')
    expect((await act(reception, done, 'tra-ket-qua', { method: 'counter', recipientName: '', recipientIdLast4: '12' })).status).toBe(422)
    expect((await act(reception, done, 'tra-ket-qua', { method: 'counter', recipientName: 'Nông Thị Mẫu', recipientIdLast4: '0123' })).status).toBe(303)
    expect((await row(done))['processing']).toBe('returned')
    const { rows } = await sql<object>`select method, recipient_name, recipient_id_last4 from dossiers.delivery where dossier_id = ${done}`.execute(t().owner.kysely)
    expect(rows).toEqual([{ method: 'counter', recipient_name: 'Nông Thị Mẫu', recipient_id_last4: '0123' }])
  })
  it('goes by post with its tracking number, once, and waits for the post to confirm', async () => {
    const id = await signed()
    const unnumbered = await act(reception, id, 'gui-buu-chinh', { trackingNumber: '' })
    expect([unnumbered.status, unnumbered.html.includes('Bạn chưa ghi số vận đơn')]).toEqual([422, true])
    expect((await act(reception, id, 'gui-buu-chinh', { trackingNumber: 'EH123456789VN' })).status).toBe(303)
    expect([(await row(id))['delivery'], (await row(id))['processing']]).toEqual(['posted', 'result-ready'])
    expect((await reception.get(at(id, '?xem=van-ban').replace('/?', '?'))).body).toContain('vận đơn EH123456789VN')
    const told = (await reception.get(at(id))).body
    expect([told.includes('Kết quả đã gửi qua bưu chính. Ghi nhận đã trả'), told.includes('Gửi qua bưu chính cho người nộp')]).toEqual([true, false])
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/post-result`, { trackingNumber: 'EH2' })).json()).toMatchObject({ code: 'already-posted' })
    expect((await act(reception, id, 'tra-ket-qua', { method: 'post' })).status).toBe(303)
    expect((await row(id))['processing']).toBe('returned')
  })
  it('is not said to be told to somebody who left no way to be told', async () => {
    const signing = async (reachable: boolean): Promise<string> => {
      const id = await received()
      await act(reception, id, 'mien-phi', { reason: 'Hộ nghèo, có sổ' })
      await act(reception, id, 'de-xuat', { title: 'Bản sao chứng thực', body: 'Đúng với bản chính.' })
      if (!reachable) await sql`update dossiers.dossier set subject_account_id = null, submitter_account_id = null, subject_contact = '{}' where id = ${id}`.execute(t().owner.kysely)
      const sent = await leader.post(at(id, 'duyet-va-ky'), hiddenFields((await leader.get(at(id, 'duyet-va-ky'))).body, at(id, 'duyet-va-ky')))
      expect(sent.statusCode).toBe(303)
      return Buffer.from(/ts_flash=([\w-]+)/.exec(String(sent.headers['set-cookie']))?.[1] ?? '', 'base64url').toString()
    }
    expect(await signing(true)).toContain('Người nộp đã được báo')
    const alone = await signing(false)
    expect([alone.includes('nên chưa được báo'), alone.includes('đã được báo')]).toEqual([true, false])
  })
  it('is not given electronically to somebody who has no account', async () => {
    const id = await signed()
    expect((await reception.get(at(id, 'tra-ket-qua'))).body).toContain('value="online"')
    await sql`update dossiers.dossier set subject_account_id = null, submitter_account_id = null where id = ${id}`.execute(t().owner.kysely)
    expect((await reception.get(at(id, 'tra-ket-qua'))).body).not.toContain('value="online"')
    const tried = await act(reception, id, 'tra-ket-qua', { method: 'online' })
    expect([tried.status, tried.html.includes('chưa có tài khoản'), (await row(id))['processing']]).toEqual([422, true, 'result-ready'])
  })
  it('that a leader sent back tells the desk why, although nobody holds the dossier', async () => {
    const id = await received()
    expect((await act(reception, id, 'de-xuat', { title: 'Bản sao chứng thực', body: 'Đúng với bản chính.' })).status).toBe(303)
    expect((await act(leader, id, 'tra-lai', { reason: 'Ghi rõ số bản sao' })).status).toBe(303)
    const [desk, head] = [await reception.get(at(id)), await leader.get(at(id))].map(({ body }) => body.replace(/<[^>]+>/g, ' '))
    expect(desk).toMatch(/trả lại lúc [^.]*: Ghi rõ số bản sao\. Sửa dự thảo rồi trình lại/)
    expect([desk, head].map(text => text?.includes('Chuyên viên đang thụ lý'))).toEqual([false, false])
  })
})

it('shows whoever comes second what they typed under the name of its box, never under ours', async () => {
  const id = await received()
  const [first, second] = [await reception.get(at(id, 'thu-phi')), await reception.get(at(id, 'thu-phi'))].map(({ body }) => hiddenFields(body, at(id, 'thu-phi')))
  expect((await reception.post(at(id, 'thu-phi'), { ...first, receiptNumber: 'AA/26E 1', method: 'cash' })).statusCode).toBe(303)
  const late = await reception.post(at(id, 'thu-phi'), { ...second, receiptNumber: 'AA/26E 2', method: 'transfer' })
  const shown = late.body.replace(/<[^>]+>/g, ' ')
  expect([late.statusCode, shown.includes('Số biên lai') && shown.includes('AA/26E 2'), /receiptNumber|transfer/.test(shown)]).toEqual([409, true, false])
})

it('counts characters as the hints do, in the form and in the API', async () => {
  const id = await received()
  const reason = 'x'.repeat(2001)
  expect((await act(leader, id, 'dung', { reason })).html).toContain('dài 2.001 ký tự, nhiều nhất là 2.000')
  expect(JSON.stringify((await leader.api('POST', `/api/v1/dossiers/${id}/stop`, { reason })).json())).toContain('dài quá 2.000 ký tự')
})

it('says at the desk of a withdrawn dossier that what was paid lies there still', async () => {
  const id = await received()
  await act(reception, id, 'thu-phi', { receiptNumber: 'BL-9', method: 'cash' })
  expect((await act(reception, id, 'rut')).status).toBe(303)
  expect((await reception.get(at(id))).body).toContain('Khoản đã thu chưa hoàn')
})

describe('what was paid is given back', () => {
  const given = { method: 'transfer', receiptNumber: 'FT26068', reason: 'Rút trước khi thẩm định.' }
  it('with its number and ground, by the desk, once', async () => {
    const id = await received()
    expect((await reception.get(at(id, 'hoan-phi'))).body).toContain('Không có khoản nào để hoàn')
    await act(reception, id, 'thu-phi', { receiptNumber: 'BL-10', method: 'cash' })
    await act(reception, id, 'rut')
    const nameless = await act(reception, id, 'hoan-phi', { ...given, receiptNumber: '', reason: ' ' })
    expect([nameless.status, nameless.html.includes('Bạn chưa ghi số phiếu chi')]).toEqual([422, true])
    expect((await act(reception, id, 'hoan-phi', { ...given, reason: '' })).html).toContain('Bạn chưa ghi lý do hoàn')
    const form = await reception.get(at(id, 'hoan-phi'))
    expect(form.body).toContain('tiền mặt, số BL-10')
    const fee = Number((await row(id))['fee_amount'])
    const press = { ...hiddenFields(form.body, at(id, 'hoan-phi')), ...given }
    expect([(await reception.post(at(id, 'hoan-phi'), press)).statusCode, (await reception.post(at(id, 'hoan-phi'), press)).statusCode]).toEqual([303, 303])
    const { rows } = await sql`select payload, reason from dossiers.action where dossier_id = ${id} and act = 'refundPayment'`.execute(t().owner.kysely)
    expect(rows).toEqual([{ payload: { amount: fee, receiptNumber: 'FT26068', method: 'transfer' }, reason: given.reason }])
    expect([(await row(id))['money'], (await row(id))['fee_amount'], (await row(id))['processing']]).toEqual(['refunded', fee, 'withdrawn'])
    const ledger = await sql`select act, role from kernel.ledger_entry where object_id = ${id} and act = 'dossiers.refund-payment'`.execute(t().owner.kysely)
    expect(ledger.rows).toEqual([{ act: 'dossiers.refund-payment', role: 'reception-officer' }])
    const page = (await reception.get(at(id))).body
    expect([page.includes('Khoản đã thu đã hoàn'), page.includes('chưa hoàn'), page.includes(`href="${at(id, 'hoan-phi')}"`)]).toEqual([true, false, false])
    expect((await reception.get(at(id, '?xem=lich-su').replace('/?', '?'))).body).toContain('chuyển khoản, số FT26068')
    expect((await reception.api('POST', `/api/v1/dossiers/${id}/refund-payment`, given)).json()).toMatchObject({ code: 'nothing-paid' })
  })
  it('through the API, by nobody else', async () => {
    const id = await received()
    await act(reception, id, 'thu-phi', { receiptNumber: 'BL-11', method: 'cash' })
    const path = `/api/v1/dossiers/${id}/refund-payment`
    expect([(await leader.api('POST', path, given)).statusCode, (await caseOfficer.api('POST', path, given)).statusCode, (await row(id))['money']]).toEqual([403, 403, 'paid'])
    expect((await (await site.officer(world.department, 'reception-officer')).api('POST', path, given)).statusCode).toBe(404)
    expect((await reception.api('POST', path, { ...given, amount: 1 })).statusCode).toBe(422)
    expect((await reception.api('POST', path, given)).statusCode).toBe(200)
    expect((await row(id))['money']).toBe('refunded')
  })
})

it('does not ask whoever stands at the counter where and when they will come', async () => {
  const where = '/ban-lam-viec/quay/2.000815/main'
  const form = (await reception.get(where)).body
  const box = (html: string, name: string): string | undefined => new RegExp(`<input(?=[^>]*name="${name}")[^>]*value="([^"]*)"`).exec(html)?.[1]
  expect(['day', 'month', 'year'].map(part => Number(box(form, `visitOn-${part}`)))).toEqual([9, 3, 2026])
  // what the post brings nobody brings in person, and what was typed stays
  const key = hiddenFields(form, where)
  expect(box((await reception.upload(where, { ...key, do: 'refresh', channel: 'post' }, [])).body, 'visitOn-day') ?? '').toBe('')
  expect(box((await reception.upload(where, { ...key, do: 'refresh', 'visitOn-day': '12', 'visitOn-month': '3', 'visitOn-year': '2026' }, [])).body, 'visitOn-day')).toBe('12')
})
