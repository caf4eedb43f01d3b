import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { t as tables } from '../acts/dataset-work.ts'
import { closeParser } from '../analytics/judge.ts'
import { performRun } from '../analytics/perform.ts'
import { askDue, forgetRuns } from '../analytics/schedule.ts'
import { datasetsModule } from '../module.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
let site: AdminSite
let steward: OfficerActor, colleague: OfficerActor, stranger: OfficerActor
const PATH = '/kho-du-lieu/truy-van'
beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  const agency = await anAgency(t(), 'H55.951')
  steward = anOfficer(agency, 'data-steward')
  colleague = anOfficer(agency, 'case-officer')
  stranger = anOfficer(await anAgency(t(), 'H55.952'), 'data-steward')
  const id = await createDataset(callOf(t(), SYSTEM), 'ho-chay', aDescription(agency, { title: 'Hộ cháy', access: 'internal' }), aSchema([aField('ma', { required: true }), aField('thon', { title: { vi: 'Thôn' } }), aField('tien', { type: 'money' }), aField('so', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] }))
  await loaded(t(), id, [{ ma: '1', thon: '=HYPERLINK("x")', tien: '1250000', so: '999000000001' }, { ma: '2', thon: 'Thôn <b>Hai</b>', tien: null, so: null }])
})
afterAll(async () => { await site.close(); await closeParser() })

const perform = async (actor: OfficerActor, run: string): Promise<void> => performRun(site.platform, run.split('/').at(-1) ?? '', { actorOf: async () => actor })
const ask = async (actor: OfficerActor, statement: string, more: Record<string, string> = {}) => site.post(actor, PATH, { statement, ...more })

test('a steward sees what may be asked, asks, and reads the answer with Vietnamese numbers', async () => {
  const first = (await site.get(steward, PATH)).body
  for (const words of ['Truy vấn dữ liệu', '<textarea', 'ho_chay: Hộ cháy', 'thon', 'số định danh', 'Dùng dữ liệu cá nhân']) expect(first).toContain(words)
  expect((await site.get(stranger, PATH)).body).not.toContain('ho_chay')
  const asked = await ask(steward, 'select thon, tien from ho_chay\norder by ma')
  expect([asked.status, asked.location]).toEqual([303, expect.stringMatching(/^\/kho-du-lieu\/truy-van\/chay\//)])
  const address = asked.location ?? ''
  const waiting = (await site.get(steward, address)).body
  for (const words of ['Chờ đến lượt', 'data-live', '/dung"']) expect(waiting).toContain(words)
  await perform(steward, address)
  const answer = (await site.get(steward, address)).body
  for (const words of ['Xong', '1.250.000', 'tien (số)', 'Thôn &lt;b>Hai', '(trống)', '2 dòng', 'ho-chay: sau lần nạp 1', 'select thon, tien from ho_chay\norder by ma']) expect(answer).toContain(words)
  expect((await site.get(stranger, address)).status).toBe(404)
  expect((await site.get(stranger, `${address}/ket-qua.csv`)).status).toBe(404)
  const csv = await site.get(steward, `${address}/ket-qua.csv`)
  expect(csv.body).toBe('\ufeffthon,tien\r\n"\'=HYPERLINK(""x"")",1250000\r\nThôn <b>Hai</b>,\r\n')
  const xlsx = await transact(t().db, steward, tx => tables(tx).selectFrom('datasets.query_run').select('result').executeTakeFirstOrThrow())
  expect(xlsx.result?.rows).toHaveLength(2)
})
test('what is wrong stands at its field, with its place, and what was typed stays', async () => {
  const wrong = await ask(steward, 'select thon\nfrm ho_chay x y')
  expect(wrong.status).toBe(422)
  for (const words of ['id="f-statement-error"', 'Dòng 2', 'Sai cú pháp. Không hiểu từ chỗ “', 'frm ho_chay x y']) expect(wrong.body).toContain(words)
  for (const [statement, words] of [['drop table ho_chay', 'Chỉ đọc được dữ liệu'], ['select 1; select 2', 'Mỗi lần chạy một câu'], ['select * from read_csv(\'/etc/passwd\')', 'Hàm “read_csv” không dùng được'], ['select * from ho_khac', 'Không có bảng “ho_khac”']] as const) expect((await ask(steward, statement)).body).toContain(words)
  expect((await ask(steward, 'select so from ho_chay', { persons: 'yes' })).body).toContain('id="f-purpose-error"')
  const later = (await ask(steward, 'select\n  khong_co from ho_chay')).location ?? ''
  await perform(steward, later)
  for (const words of ['Dòng 2, cột 3: Không có trường “khong_co”', 'Tên gần giống: ']) expect((await site.get(steward, later)).body).toContain(words)
  for (const [statement, words] of [['select thon, count(*) from ho_chay', 'phải có trong GROUP BY'], ['select a.ma, thon from ho_chay a, ho_chay b', 'có ở nhiều bảng'], ['select sai_ham(1)', 'Không có hàm “sai_ham”'], ['select * from ho_chay where tien = \'nhiều\'', 'Không đổi được chữ “nhiều”']] as const) {
    const address = (await ask(steward, statement)).location ?? ''
    await perform(steward, address)
    expect((await site.get(steward, address)).body, statement).toContain(words)
  }
})
test('a workbook holds texts as texts', async () => {
  const address = (await ask(steward, 'select thon, tien as thon, date \'2026-11-29\' as ngay from ho_chay order by ma')).location ?? ''
  await perform(steward, address)
  const { resultXlsx } = await import('../queries/result-files.ts')
  const { result } = await transact(t().db, steward, tx => tables(tx).selectFrom('datasets.query_run').select('result').where('id', '=', address.split('/').at(-1) ?? '').executeTakeFirstOrThrow())
  if (!result) throw new Error('no result')
  const pieces: Uint8Array[] = []
  for await (const piece of resultXlsx(result)) pieces.push(piece)
  expect(strFromU8(unzipSync(new Uint8Array(Buffer.concat(pieces)))['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).toContain('<c t="inlineStr"><is><t xml:space="preserve">=HYPERLINK("x")</t></is></c><c><v>1250000</v></c><c s="1"><v>46355</v></c>')
})
test('a run can be stopped, and its answer goes when the right goes or a week is over', async () => {
  const address = (await ask(steward, 'select count(*) from ho_chay')).location ?? ''
  expect((await site.post(steward, `${address}/dung`, {})).status).toBe(303)
  await perform(steward, address)
  expect((await site.get(steward, address)).body).toContain('Đã dừng')
  const read = (await ask(steward, 'select tien from ho_chay')).location ?? ''
  await perform(steward, read)
  const moved = { ...steward, roles: ['case-officer'] as const }
  const withheld = (await site.get(moved, read)).body
  expect(withheld).toContain('Quyền của bạn với dữ liệu này đã thay đổi')
  expect(withheld).not.toContain('1.250.000')
  expect((await site.get(moved, `${read}/ket-qua.csv`)).status).toBe(404)
  await forgetRuns({ db: t().db, now: () => new Date(NOW.getTime() + 8 * 86_400_000) })
  expect((await site.get(steward, read)).body).toContain('Kết quả chỉ giữ 7 ngày')
})
test('a question is kept under a name, shared with colleagues, changed in versions, and asked by whoever may', async () => {
  const saved = await site.post(steward, `${PATH}/da-luu`, { title: 'Hộ theo thôn', statement: 'select thon, count(*) as n from ho_chay group by thon', shared: 'yes' })
  expect(saved.status).toBe(303)
  const address = saved.location ?? ''
  expect((await site.get(colleague, `${PATH}/da-luu`)).body).toContain('Hộ theo thôn')
  expect((await site.get(stranger, `${PATH}/da-luu`)).body).not.toContain('Hộ theo thôn')
  expect((await site.get(stranger, address)).status).toBe(404)
  // the words are shared, not the right
  const refused = await site.post(colleague, `${address}/chay`, {})
  expect([refused.status, refused.body.includes('Không có bảng')]).toEqual([422, true])
  expect((await site.post(colleague, address, { version: '1', title: 'Của tôi', statement: 'select 1' })).status).toBe(404)
  const page = (await site.get(steward, address)).body
  const changed = await site.post(steward, address, { version: shownVersion(page), title: 'Hộ theo thôn', statement: 'select thon, sum(tien) as tien from ho_chay group by thon', shared: 'yes' })
  expect(changed.status).toBe(303)
  expect((await site.post(steward, address, { version: '1', title: 'Trễ', statement: 'select 1' })).status).toBe(409)
  const after = (await site.get(steward, address)).body
  for (const words of ['sum(tien)', 'Các bản trước', 'count(*) as n', 'bản 2']) expect(after).toContain(words)
  const run = (await site.post(steward, `${address}/chay`, {})).location ?? ''
  await perform(steward, run)
  expect((await site.get(steward, run)).body).toContain('Câu đã lưu: Hộ theo thôn')
  expect((await site.get(steward, `${PATH}/lich-su`)).body).toContain('Hộ theo thôn')
})
test('a schedule asks in the name and with the rights of whoever saved, keeps the last answers, and tells of failures', async () => {
  const address = (await site.post(steward, `${PATH}/da-luu`, { title: 'Hằng ngày', statement: 'select count(*) as n from ho_chay' })).location ?? ''
  const id = address.split('/').at(-1) ?? ''
  expect((await site.post(steward, `${address}/lich`, { every: 'day', hour: '99', keep: '2' })).status).toBe(422)
  expect((await site.post(steward, `${address}/lich`, { every: 'day', hour: '6', keep: '2' })).status).toBe(303)
  expect((await site.get(steward, address)).body).toContain('Hằng ngày, 6:00')
  expect(await askDue({ db: t().db, now: () => NOW })).toBe(0)
  const told = async () => (await sql<{ type: string; payload: { path: string; reason: string } }>`select type, payload from kernel.outbox where type in ('datasets.query-ready', 'datasets.query-failed') order by created_at, id`.execute(t().owner.kysely)).rows
  for (const days of [1, 2, 3, 4]) {
    const at = new Date(NOW.getTime() + days * 86_400_000)
    expect(await askDue({ db: t().db, now: () => at })).toBe(1)
    expect(await askDue({ db: t().db, now: () => at })).toBe(0)
    const { id: run } = await transact(t().db, SYSTEM, tx => tables(tx).selectFrom('datasets.query_run').select('id').where('query_id', '=', id).where('state', '=', 'waiting').executeTakeFirstOrThrow())
    // on the third day the saver keeps nothing any more, on the fourth the position is gone: officers of tests stand in no register
    await performRun({ ...site.platform, now: () => at }, run, days === 4 ? {} : { actorOf: async () => days === 3 ? { ...steward, roles: ['case-officer'] } : steward })
  }
  const messages = await told()
  expect(messages.map(each => each.type)).toEqual(['datasets.query-ready', 'datasets.query-ready', 'datasets.query-failed', 'datasets.query-failed'])
  expect(messages[2]?.payload.reason).toContain('Không có bảng “ho_chay”')
  expect(messages[3]?.payload.reason).toContain('không còn giữ vị trí')
  const kept = await transact(t().db, steward, tx => tables(tx).selectFrom('datasets.query_run').select('state').where('query_id', '=', id).execute())
  expect(kept.map(each => each.state)).toEqual(['failed', 'failed'])
  expect((await site.post(steward, `${address}/bo`, {})).status).toBe(303)
  expect(await askDue({ db: t().db, now: () => new Date(NOW.getTime() + 9 * 86_400_000) })).toBe(0)
})
