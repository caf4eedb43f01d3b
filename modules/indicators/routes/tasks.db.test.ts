import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { createFileService } from '../../../kernel/files/index.ts'
import { aPdf } from '../../../kernel/files/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer as someone, ledgerOf, shownToken, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { changeTask } from '../acts/put-task.ts'
import { anAgency, callOf } from '../testing.ts'
import { taskRoutes } from './tasks.ts'

const t = useDb()
const NOW = new Date('2026-06-30T02:00:00Z')
const TASKS = '/chi-tieu/nhiem-vu'
let site: AdminSite
let head: OfficerActor, worker: OfficerActor, neighbour: OfficerActor
let here: string, there: string
beforeAll(async () => {
  here = await anAgency(t(), 'H55.971'); there = await anAgency(t(), 'H55.972', '05446')
  head = someone(['approver'], { agencyId: here, scopeAgencyIds: [here] }); worker = someone(['case-officer'], { agencyId: here, scopeAgencyIds: [here] }); neighbour = someone(['approver'], { agencyId: there, scopeAgencyIds: [there] })
  site = await startAdminSite(t().db, NOW, async platform => taskRoutes({ province: { code: '19', name: { vi: 'Tỉnh', en: 'Province' } }, counters: [], files: await createFileService(platform), namesOf: async () => new Map() }))
})
afterAll(() => site.close())
const given = (title: string, dueOn: string, agencyId = here) => ({ title, document: 'KH 12', agencyId, dueOn })
const idOf = async (title: string): Promise<string> => (await t().owner.pool.query<{ id: string }>('select id from indicators.task where title = $1', [title])).rows[0]?.id ?? ''

test('assigned by who may, to the own branch, with a day; nothing typed is lost', async () => {
  expect((await site.post(worker, `${TASKS}/giao`, given('Việc một', '30/6/2026'))).status).toBe(403)
  const bad = await site.post(head, `${TASKS}/giao`, given('Việc một', '31/2/2026'))
  expect([bad.status, bad.body.includes('href="#f-dueOn"'), bad.body.includes('Việc một')]).toEqual([422, true, true])
  expect((await site.post(head, `${TASKS}/giao`, given('Việc lạ', '30/6/2026', there))).status).toBe(422)
  for (const [title, day] of [['Việc một', '30/6/2026'], ['Việc hai', '15/7/2026'], ['=Việc ba', '29/6/2026']] as const) expect((await site.post(head, `${TASKS}/giao`, given(title, day))).status).toBe(303)
  expect((await site.get(worker, TASKS)).body).toContain('0 trên 3 nhiệm vụ đã xong (0\u00a0%), 0 trước hạn. Đến hôm nay 2 nhiệm vụ đến hạn, 0 đã xong')
})
test('assigned once by a page, however often it is pressed; other words come back and are sent by a new one', async () => {
  const token = shownToken((await site.get(head, `${TASKS}/giao`)).body)
  const press = (title: string, _csrf = token) => site.post(head, `${TASKS}/giao`, { ...given(title, '1/8/2026'), _csrf })
  const pressed = [...await Promise.all([1, 2, 3, 4, 5, 6].map(() => press('Việc bấm nhiều lần'))), await press('Việc bấm nhiều lần')]
  expect(pressed.map(({ status, location }) => [status, location])).toEqual(pressed.map(() => [303, TASKS]))
  const other = await press('Việc khác hẳn')
  expect([other.status, other.body.includes('Việc khác hẳn</textarea>'), other.body.includes('Biểu mẫu này đã được gửi một lần')]).toEqual([409, true, true])
  expect((await press('Việc khác hẳn', shownToken(other.body))).status).toBe(303)
  // the same in a second window is asked about, and is a second task for whoever presses again
  const twin = await press('Việc bấm nhiều lần', shownToken((await site.get(head, `${TASKS}/giao`)).body))
  expect([twin.status, twin.body.includes('Bạn vừa làm đúng việc này')]).toEqual([409, true])
  const { rows } = await t().owner.pool.query<{ title: string }>("delete from indicators.task where title in ('Việc bấm nhiều lần', 'Việc khác hẳn') returning title")
  expect(rows.map(({ title }) => title).toSorted()).toEqual(['Việc bấm nhiều lần', 'Việc khác hẳn'])
})
test('done by the branch with result and evidence, which every officer opens; the second press is told', async () => {
  const id = await idOf('Việc hai')
  expect((await site.upload(neighbour, `${TASKS}/${id}/xong`, { version: '1', result: 'xong' }, [])).status).toBe(404)
  expect((await site.upload(worker, `${TASKS}/${id}/xong`, { version: '1', result: ' ' }, [])).status).toBe(422)
  expect((await site.upload(worker, `${TASKS}/${id}/xong`, { version: '1', result: 'xong' }, [{ field: 'file', name: 'x.exe', bytes: Buffer.from('MZ') }])).status).toBe(422)
  expect((await site.upload(worker, `${TASKS}/${id}/xong`, { version: '1', result: 'Đã rà soát' }, [{ field: 'file', name: 'bien-ban.pdf', bytes: await aPdf() }])).status).toBe(303)
  expect((await site.upload(worker, `${TASKS}/${id}/xong`, { version: '1', result: 'Đã rà soát' }, [])).status).toBe(409)
  const seen = (await site.get(neighbour, `${TASKS}/${id}`)).body
  const file = /minh-chung\/([0-9a-f-]{36})"/.exec(seen)?.[1] ?? ''
  expect((await site.get(neighbour, `${TASKS}/${id}/minh-chung/${file}`)).status).toBe(200)
  expect((await site.get(neighbour, `${TASKS}/${await idOf('Việc một')}/minh-chung/${file}`)).status).toBe(404)
  expect((await ledgerOf(t().owner, id)).map(({ act }) => act)).toEqual(['indicators.put-task', 'indicators.finish-task'])
})
test('filters stay in the address, also of the files; what a spreadsheet would run stays text', async () => {
  const { body } = await site.get(worker, `${TASKS}?xem=truoc-han`)
  expect(body).toContain('1 trên 3 nhiệm vụ đã xong (33,33\u00a0%), 1 trước hạn')
  expect([body.includes('Việc hai</a>'), body.includes('Việc một</a>'), body.includes('danh-sach.csv?xem=truoc-han')]).toEqual([true, false, true])
  expect((await site.get(worker, `${TASKS}?xem=qua-han`)).body).toContain('=Việc ba</a>')
  expect((await site.get(worker, `${TASKS}/danh-sach.csv`)).body).toContain("'=Việc ba")
  expect((await site.get(worker, `${TASKS}/danh-sach.csv?q=hai`)).body).not.toContain('Việc một')
  expect((await site.get(worker, `${TASKS}/danh-sach.xlsx`)).status).toBe(200)
})
test('whoever gave it changes wording and day with a reason, as long as it is not done; those who are to do it do not', async () => {
  const province = await anAgency(t(), 'H55.970')
  const chair = someone(['approver'], { agencyId: province, scopeAgencyIds: [province, here, there] })
  expect((await site.post(chair, `${TASKS}/giao`, given('Việc của tỉnh', '20/7/2026'))).status).toBe(303)
  const id = await idOf('Việc của tỉnh')
  const change = (as: OfficerActor, fields: Readonly<Record<string, string>>, version = '1') => site.post(as, `${TASKS}/${id}/sua`, { ...given('Việc của tỉnh', '31/7/2026'), reason: 'Tỉnh lùi hạn', version, ...fields })
  expect([(await change(worker, {})).status, (await change(head, {})).status, (await change(neighbour, {})).status]).toEqual([403, 404, 404])
  await expect(changeTask(callOf(t(), head), id, 1, { ...given('x', '2026-08-01'), indicatorCode: '' }, 'vội')).rejects.toMatchObject({ code: 'not-found' })
  expect([(await site.get(head, `${TASKS}/${id}/sua`)).status, (await site.get(head, `${TASKS}/${id}`)).body.includes('/sua"'), (await site.get(chair, `${TASKS}/${id}`)).body.includes('/sua"')]).toEqual([404, false, true])
  const form = (await site.get(chair, `${TASKS}/${id}/sua`)).body
  for (const words of ['value="20/07/2026"', 'Việc của tỉnh</textarea>', 'name="version" value="1"']) expect(form).toContain(words)
  const bad = await change(chair, { reason: ' ', dueOn: '1/8/2026' })
  expect([bad.status, bad.body.includes('href="#f-reason"'), bad.body.includes('value="1/8/2026"')]).toEqual([422, true, true])
  expect((await change(chair, { agencyId: 'ffffffff-0000-7000-8000-000000000000' })).status).toBe(422)
  expect([(await change(chair, {})).status, (await change(chair, { dueOn: '1/9/2026' })).status]).toEqual([303, 409])
  const { body } = await site.get(chair, `${TASKS}/${id}`)
  for (const words of ['31/07/2026', 'Sửa nhiệm vụ', 'Tỉnh lùi hạn', 'Hạn: 20/07/2026 → 31/07/2026']) expect(body).toContain(words)
  expect((await t().owner.pool.query('select content from indicators.history where object_id = $1', [id])).rows).toEqual([{ content: { title: 'Việc của tỉnh', document: 'KH 12', indicator_code: '', agency_id: here, due_on: '2026-07-20' } }])
  expect((await change(chair, { agencyId: there }, '2')).status).toBe(303)
  expect((await site.upload(neighbour, `${TASKS}/${id}/xong`, { version: '3', result: 'xong' }, [])).status).toBe(303)
  expect((await change(chair, {}, '4')).status).toBe(409)
})
test('the wall holds the wording, too, whatever a page forgets', async () => {
  const id = await idOf('Việc một')
  const set = (as: OfficerActor, change: string) => transact(t().db, as, tx => sql`update indicators.task set ${sql.raw(change)} where id = ${id}`.execute(tx))
  const chair = someone(['approver'], { scopeAgencyIds: [here, there] })
  const stranger = someone(['approver'], { agencyId: there, scopeAgencyIds: [there] })
  await expect(set(worker, `due_on = '2027-01-01'`)).rejects.toThrow('by the branch that gives them')
  await expect(set(head, `assigner_agency_id = '${there}'`)).rejects.toThrow('who gave a task')
  expect((await set(stranger, `due_on = '2027-01-01'`)).numAffectedRows).toBe(0n)
  await set(chair, `agency_id = '${there}'`)
  await expect(set(stranger, `due_on = '2027-01-01'`)).rejects.toThrow('by the branch that gives them')
  await set(chair, `agency_id = '${here}'`)
  await set(worker, `done_on = '2026-06-30', result = 'xong'`)
  await expect(set(head, `due_on = '2027-01-01'`)).rejects.toThrow('keeps its wording')
  await t().owner.pool.query(`update indicators.task set done_on = null, result = '' where id = $1`, [id])
})
