import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { performCheck } from '../anonymity/check-job.ts'
import { askCheck, askRelease, type AskedCheck } from '../acts/ask-release.ts'
import { datasetsModule } from '../module.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
let site: AdminSite
let steward: OfficerActor, leader: OfficerActor, source: string
const PATH = '/kho-du-lieu/ho-thu/an-danh'
beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  const agency = await anAgency(t(), 'H55.971')
  steward = anOfficer(agency, 'data-steward')
  leader = anOfficer(agency, 'signer')
  const id = source = await createDataset(callOf(t(), SYSTEM), 'ho-thu', aDescription(agency, { title: 'Hộ thử', access: 'internal' }), aSchema([aField('so', { title: { vi: 'Số định danh' }, type: 'personal-id', classification: 'personal', required: true }), aField('sinh', { title: { vi: 'Ngày sinh' }, type: 'date', classification: 'personal' }), aField('benh', { title: { vi: 'Bệnh' }, classification: 'sensitive' })], { key: ['so'] }))
  await loaded(t(), id, Array.from({ length: 12 }, (_, n) => ({ so: `9990000000${String(n).padStart(2, '0')}`, sinh: `19${n < 6 ? '71' : '82'}-0${n % 9 + 1}-11`, benh: n % 2 === 0 ? 'tim' : 'phổi' })))
})
afterAll(() => site.close())

/** The jobs that wait, done as the runner does them. */
async function waiting(): Promise<AskedCheck[]> { return (await sql<{ payload: AskedCheck }>`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k where k.id = j.task_id and k.identifier = 'datasets.check-release' returning j.payload`.execute(t().owner.kysely)).rows.map(row => row.payload) }
async function posted(form: Record<string, string>) {
  let answered = false
  const answer = site.post(steward, PATH, form).finally(() => { answered = true })
  for (let done = 0; done === 0 && !answered;) for (const asked of await waiting()) { await performCheck(site.platform, asked); done++ }
  return answer
}
const seen = async (form: Record<string, string>): Promise<string> => { const answer = await posted(form); expect(answer.status).toBe(303); return (await site.get(steward, answer.location ?? '')).body }
const checkIn = (body: string): string => /name="check" value="([0-9a-f-]{36})"/.exec(body)?.[1] ?? ''
const checks = async (): Promise<Record<string, unknown>[]> => (await sql<Record<string, unknown>>`select id, state, phase, failure, release_id from datasets.release_check order by id`.execute(t().owner.kysely)).rows

test('a steward checks before anything is made, makes it, another signs, then it can be published', async () => {
  const first = (await site.get(steward, PATH)).body
  for (const words of ['Lập bản phát hành', 'Số định danh (cá nhân)', 'name="treat.sinh"', 'Chưa có bản phát hành nào']) expect(first).toContain(words)
  const version = shownVersion(first)
  const form = { version, kind: 'rows', 'treat.so': 'drop', 'treat.sinh': 'as-is', 'treat.benh': 'keep', k: '5', title: 'Hộ thử mở', code: 'ho-thu-mo' }
  const narrow = await seen({ ...form, _button: 'check' })
  for (const words of ['Chưa đạt', 'bỏ 12 dòng']) expect(narrow).toContain(words)
  expect(narrow).not.toContain('value="make"')
  const refused = await site.post(steward, PATH, { ...form, check: checkIn(narrow), _button: 'make' })
  expect(refused.status).toBe(422)
  expect(refused.body).toContain('id="f-k-error"')
  const good = await seen({ ...form, 'treat.sinh': 'years-10', _button: 'check' })
  for (const words of ['Kiểm tra đạt', '6 dòng', '16,7', 'value="make"', 'sau lần nạp 1']) expect(good).toContain(words)
  // another plan than the one that was checked
  expect((await site.post(steward, PATH, { ...form, check: checkIn(good), _button: 'make' })).status).toBe(409)
  const made = await posted({ ...form, 'treat.sinh': 'years-10', check: checkIn(good), _button: 'make' })
  expect(made.status).toBe(303)
  const address = made.location ?? ''
  expect((await site.get(steward, address)).body).not.toContain('name="decision"')
  expect((await site.post(steward, address, { version: '1', decision: 'sign' })).status).toBe(403)
  expect((await site.get(leader, '/kho-du-lieu/cho-ky')).body).toContain(address)
  const page = (await site.get(leader, address)).body
  for (const words of ['name="decision"', '1970–1979', 'Rủi ro nhận ra một người']) expect(page).toContain(words)
  expect(page).not.toMatch(/9990000000\d\d/)
  expect((await site.post(leader, address, { version: shownVersion(page), decision: 'refuse', note: '' })).body).toContain('id="f-note-error"')
  const early = await site.post(steward, '/kho-du-lieu/ho-thu-mo/cong-bo', { version: shownVersion((await site.get(steward, '/kho-du-lieu/ho-thu-mo/cong-bo')).body) })
  expect(early.status).toBe(422)
  expect(early.body).toContain('người thứ hai ký')
  expect((await site.post(leader, address, { version: shownVersion(page), decision: 'sign', note: '' })).status).toBe(303)
  expect((await site.post(steward, '/kho-du-lieu/ho-thu-mo/cong-bo', { version: shownVersion((await site.get(steward, '/kho-du-lieu/ho-thu-mo/cong-bo')).body) })).status).toBe(303)
})

describe('the job of a check', () => {
  const plan = { kind: 'rows', treatments: { sinh: 'years-10', benh: 'keep' }, k: 4, epsilon: 1 } as const
  const names = { code: 'ho-hai', title: 'Hộ hai' }
  const ask = (): Promise<string> => askCheck(callOf(t(), steward), source, plan)
  const found = async (id: string) => (await checks()).find(each => each['id'] === id)

  test('is one however often it is asked for, and makes one release', async () => {
    const ids = await Promise.all([ask(), ask(), ask()])
    const [id] = ids
    const jobs = await waiting()
    expect([new Set(ids).size, jobs.length]).toEqual([1, 1])
    await Promise.all([1, 2].map(() => performCheck(site.platform, { id, actor: steward })))
    expect(await ask()).toBe(id)
    await Promise.all([1, 2].map(() => askRelease(callOf(t(), steward), id, plan, names)))
    expect(await waiting()).toHaveLength(1)
    await Promise.all([1, 2].map(() => performCheck(site.platform, { id, actor: steward })))
    await askRelease(callOf(t(), steward), id, plan, names)
    expect(await waiting()).toEqual([])
    expect(await found(id)).toMatchObject({ state: 'done', failure: null, release_id: expect.any(String) })
    expect((await sql`select from datasets.release r join datasets.dataset d on d.id = r.target_id where d.code = 'ho-hai'`.execute(t().owner.kysely)).rows).toHaveLength(1)
    expect((await site.get(steward, `${PATH}?kiem-tra=${id}`)).body).toContain('Mở bản phát hành')
  })
  test('shows how far it is, and begins anew when it is thrown out of the database', async () => {
    const id = await ask()
    await t().owner.kysely.transaction().execute(async holder => {
      await sql`lock table dataset_rows.ho_thu in access exclusive mode`.execute(holder)
      const judging = performCheck(site.platform, { id, actor: steward }).then(() => undefined, (error: unknown) => error)
      for (let held = false; !held;) held = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'create temp table treated%' and datname = current_database()`.execute(t().db.kysely)).rows.length > 0
      expect(await found(id)).toMatchObject({ state: 'running', phase: 'treat' })
      const page = (await site.get(steward, `${PATH}?kiem-tra=${id}`)).body
      for (const words of ['Xử lý từng dòng', '<progress', 'data-live-every']) expect(page).toContain(words)
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like 'create temp table treated%' and datname = current_database()`.execute(t().db.kysely)
      expect(await judging).toBeDefined()
    })
    expect(await found(id)).toMatchObject({ state: 'running' })
    await performCheck(site.platform, { id, actor: steward })
    expect(await found(id)).toMatchObject({ state: 'done' })
  })
  test('judges the rows of its load alone: once they changed nothing is made of it', async () => {
    const [old, other] = [await ask(), await askCheck(callOf(t(), steward), source, { ...plan, k: 3 })]
    await loaded(t(), source, [{ so: '999000000099', sinh: '1971-01-01', benh: 'tim' }])
    const page = (await site.get(steward, `${PATH}?kiem-tra=${old}`)).body
    expect(page).toContain('đã đổi sau lần kiểm tra này')
    expect(page).not.toContain('value="make"')
    await expect(askRelease(callOf(t(), steward), old, plan, { ...names, code: 'ho-ba' })).rejects.toMatchObject({ details: { detail: { vi: expect.stringContaining('đã đổi sau khi kiểm tra') } } })
    // the rows changed while it waited
    await performCheck(site.platform, { id: other, actor: steward })
    expect(await found(other)).toMatchObject({ state: 'failed', failure: [{ code: 'conflict' }] })
    const during = await ask()
    expect(during).not.toBe(old)
    await t().owner.kysely.transaction().execute(async holder => {
      await sql`lock table dataset_rows.ho_thu in access exclusive mode`.execute(holder)
      const judging = performCheck(site.platform, { id: during, actor: steward })
      for (let held = false; !held;) held = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'create temp table treated%' and datname = current_database()`.execute(t().db.kysely)).rows.length > 0
      // a load of the same moment
      await sql`update datasets.dataset set last_load = last_load + 1 where id = ${source}`.execute(holder)
      return { judging }
    }).then(({ judging }) => judging)
    expect(await found(during)).toMatchObject({ state: 'failed', failure: [{ code: 'conflict' }] })
  })
  test('makes a view once, too, when it runs beside itself', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'xem-thu', aDescription(steward.scopeAgencyIds[0] ?? '', { access: 'internal' }), aSchema([aField('ma', { required: true, classification: 'sensitive' }), aField('loai')], { key: ['ma'] }))
    await loaded(t(), id, Array.from({ length: 12 }, (_, n) => ({ ma: `m${n}`, loai: n % 2 === 0 ? 'a' : 'b' })))
    const view = { kind: 'view', treatments: { loai: 'as-is' }, k: 4, epsilon: 1 } as const
    const check = await askCheck(callOf(t(), steward), id, view)
    await performCheck(site.platform, { id: check, actor: steward })
    await askRelease(callOf(t(), steward), check, view, { code: '', title: '' })
    await waiting()
    await t().owner.kysely.transaction().execute(async holder => {
      await sql`select from datasets.dataset where id = ${id} for update`.execute(holder)
      const both = [1, 2].map(() => performCheck(site.platform, { id: check, actor: steward }))
      for (let held = 0; held < 2;) held = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'select * from "datasets"."dataset"%for update' and datname = current_database()`.execute(t().db.kysely)).rows.length
      return { both }
    }).then(({ both }) => Promise.all(both))
    expect((await sql`select from datasets.release where dataset_id = ${id}`.execute(t().owner.kysely)).rows).toHaveLength(1)
    expect(await found(check)).toMatchObject({ state: 'done', failure: null, release_id: expect.any(String) })
  })
  test('does not wait in dozens: so many plans of one dataset are looked at, and no more', async () => {
    await sql`delete from datasets.release_check where dataset_id = ${source} and state in ('waiting', 'running')`.execute(t().owner.kysely)
    const asked = (k: number): Promise<string> => askCheck(callOf(t(), steward), source, { ...plan, k })
    const [first] = await Promise.all([11, 12, 13].map(asked))
    await expect(asked(14)).rejects.toMatchObject({ code: 'conflict' })
    // the same one is no new one
    expect(await asked(11)).toBe(first)
    for (const each of await waiting()) await performCheck(site.platform, each)
    await asked(14)
    await waiting()
  })
  test('and what it finds are the keeper’s alone', async () => {
    const stranger = anOfficer(await anAgency(t(), 'H55.972'), 'data-steward')
    await expect(askCheck(callOf(t(), stranger), source, plan)).rejects.toThrow()
    const id = await ask()
    await expect(askRelease(callOf(t(), stranger), id, plan, names)).rejects.toThrow()
    await performCheck(site.platform, { id, actor: stranger })
    expect(await found(id)).toMatchObject({ state: 'failed' })
  })
})
