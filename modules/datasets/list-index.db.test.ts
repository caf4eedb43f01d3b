import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../kernel/actor.ts'
import { connect, PUBLIC_SETTINGS, read, type Db } from '../../kernel/db/db.ts'
import { asFault } from '../../kernel/http/faults.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../kernel/testing/http.ts'
import { startAdminSite, type AdminSite } from '../../ui/testing-site.ts'
import { acceptLoad, requestAcceptance } from './acts/accept-load.ts'
import { createDataset, putSchema } from './acts/create-dataset.ts'
import { askListIndex, dropListIndex } from './acts/list-index.ts'
import { publishDataset } from './acts/publish-dataset.ts'
import type { RowQuery } from './domain/query.ts'
import { buildListIndex } from './list-index-job.ts'
import { acceptDecided } from './loads/jobs.ts'
import { loadRow } from './loads/testing.ts'
import { datasetsModule } from './module.ts'
import { findDataset } from './queries/datasets.ts'
import { listIndexesOf } from './queries/list-indexes.ts'
import { compile } from './queries/rows.ts'
import { jsonApiRoutes } from './routes/json-api.ts'
import { aCheckedLoad, aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from './testing.ts'

const t = useDb()
const fields = [aField('ma', { required: true }), aField('ten'), aField('xa', { type: 'unit' }), aField('so', { type: 'integer' }), aField('noi', { type: 'point' }), aField('sdt', { type: 'phone', classification: 'personal' })]
let site: AdminSite, faces: Faces, publicDb: Db
let steward: OfficerActor, id: string
const platform = () => ({ db: t().db, now: () => NOW })
beforeAll(async () => {
  const agency = await anAgency(t(), 'H55.981')
  steward = anOfficer(agency, 'data-steward')
  id = await createDataset(callOf(t(), SYSTEM), 'lon', aDescription(agency), aSchema(fields, { key: ['ma'] }))
  await loaded(t(), id, [{ ma: 'dau', ten: 'Đầu', xa: '00001', so: '1' }])
  await sql`insert into dataset_rows.lon (_load, _from, ma, ten, xa, so) select 1, '-infinity', 'm' || n, 'Trạm ' || n * 7919 % 5003, lpad((n % 50)::text, 5, '0'), nullif(n * 104729 % 20011, 7) from generate_series(1, 20000) n`.execute(t().owner.kysely)
  await signedFor(t(), id)
  await publishDataset(callOf(t(), SYSTEM), id, 2)
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  faces = await serveFaces(t().db, [...jsonApiRoutes], NOW, publicDb = connect({ url: t().urls.app, max: 2, settings: { ...PUBLIC_SETTINGS, statement_timeout: '400' } }))
})
afterAll(async () => { await site.close(); await faces.close(); await publicDb.kysely.destroy() })

const lists = async () => read(t().db, steward, async tx => { const found = await findDataset(tx, 'lon'); if (!found) throw new Error('lon'); return listIndexesOf(tx, found) })
const indexes = async (): Promise<string[]> => (await sql<{ name: string }>`select indexname as name from pg_indexes where schemaname = 'dataset_rows' and indexname like '%\_list\_%' order by 1`.execute(t().owner.kysely)).rows.map(row => row.name)
const jobs = async (): Promise<number> => (await sql<{ n: number }>`select count(*) as n from graphile_worker.jobs where task_identifier = 'datasets.build-list-index'`.execute(t().owner.kysely)).rows[0]?.n ?? 0
async function plan(query: Partial<RowQuery>): Promise<string> {
  await sql`analyze dataset_rows.lon`.execute(t().owner.kysely)
  return read(t().db, SYSTEM, async tx => {
    const dataset = await findDataset(tx, 'lon')
    if (!dataset) throw new Error('lon')
    const page = compile({ code: 'lon', schema: dataset.schema, rowCount: 20_001, fields: dataset.schema.fields }, { select: [], order: [], limit: 100, offset: 0, ...query }).pages[0]?.(101)
    return (await sql<{ 'QUERY PLAN': string }>`explain ${page}`.execute(tx)).rows.map(row => row['QUERY PLAN']).join('\n')
  })
}
const ofCommune = { field: 'xa', operator: 'eq', value: '00007' } as const

describe('an index of a list', () => {
  test('is asked for once however often, built by its job, and answers page after page without sorting', async () => {
    expect(await plan({ where: ofCommune, order: [{ field: 'so', descending: false }] })).toContain('Sort')
    const asked = await Promise.all([1, 2, 3].map(() => askListIndex(callOf(t(), steward), id, { filter: 'xa', sort: 'so' })))
    expect([new Set(asked).size, await jobs(), (await lists()).indexes]).toMatchObject([1, 1, [{ filter: 'xa', sort: 'so', state: 'waiting' }]])
    await Promise.all([buildListIndex(platform(), asked[0] ?? ''), buildListIndex(platform(), asked[0] ?? '')])
    expect((await lists()).indexes).toMatchObject([{ state: 'ready', failure: null }])
    await askListIndex(callOf(t(), steward), id, { filter: 'xa', sort: 'so' })
    expect([(await lists()).indexes[0]?.state, await indexes()]).toMatchObject(['ready', [expect.any(String)]])
    const after = (order: string, value: string | null): string => Buffer.from(JSON.stringify({ o: order, v: [value], i: 900 })).toString('base64url')
    for (const query of [{ order: [{ field: 'so', descending: false }] }, { order: [{ field: 'so', descending: true }] }, { order: [{ field: 'so', descending: false }], after: after('so.a', '500') }, { order: [{ field: 'so', descending: true }], after: after('so.d', null) }]) {
      const found = await plan({ where: ofCommune, ...query })
      expect(found).toMatch(/Index Scan.* using "?\d+_list_\d+/)
      expect(found).not.toContain('Sort')
    }
  })
  test('sorts words as the list does, and is made anew when a version of the contract sorts otherwise', async () => {
    const word = await askListIndex(callOf(t(), steward), id, { filter: 'xa', sort: 'ten' })
    await buildListIndex(platform(), word)
    expect(await plan({ where: ofCommune, order: [{ field: 'ten', descending: true }] })).not.toContain('Sort')
    // a field of the key is sorted by bytes
    await putSchema(callOf(t(), steward), id, (await read(t().db, steward, tx => findDataset(tx, 'lon')))?.version ?? 0, aSchema([...fields.slice(0, 1), aField('ten', { required: true }), ...fields.slice(2)], { key: ['ma', 'ten'] }), 'thử')
    for (const each of (await lists()).indexes) { expect(each.state).toBe('waiting'); await buildListIndex(platform(), each.id) }
    expect((await lists()).indexes.map(each => each.state)).toEqual(['ready', 'ready'])
    expect(await plan({ where: ofCommune, order: [{ field: 'ten', descending: true }] })).not.toContain('Sort')
  })
  test('is not half there when the database throws its builder out, and the job asked again builds it', async () => {
    const asked = await askListIndex(callOf(t(), steward), id, { filter: 'so', sort: 'ma' })
    const before = await indexes()
    await t().owner.kysely.transaction().execute(async holder => {
      await sql`lock table dataset_rows.lon in row exclusive mode`.execute(holder)
      const building = buildListIndex(platform(), asked).then(() => undefined, (error: unknown) => error)
      for (let thrown = false; !thrown;) thrown = (await sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like 'select datasets.build_list_index%' and datname = current_database()`.execute(t().db.kysely)).rows.length > 0
      expect(await building).toBeDefined()
    })
    expect([await indexes(), (await lists()).indexes.at(-1)?.state]).toEqual([before, 'waiting'])
    await buildListIndex(platform(), asked)
    expect([(await indexes()).length, (await lists()).indexes.at(-1)?.state]).toEqual([3, 'ready'])
  })
  test('does not keep a seat of the jobs waiting for a load: it is asked for again', async () => {
    const asked = await askListIndex(callOf(t(), steward), id, { filter: 'ma', sort: 'so' })
    await sql`delete from graphile_worker._private_jobs`.execute(t().owner.kysely)
    await t().owner.kysely.transaction().execute(async holder => {
      await sql`select pg_advisory_xact_lock(hashtext('datasets.dataset'), number) from datasets.dataset where id = ${id}`.execute(holder)
      await buildListIndex(platform(), asked)
    })
    expect((await lists()).indexes.at(-1)).toMatchObject({ state: 'waiting' })
    expect((await sql`select from graphile_worker.jobs where key = ${`list-index:${asked}`} and run_at > ${NOW}`.execute(t().owner.kysely)).rows).toHaveLength(1)
    // and so when somebody writes into the rows themselves
    const hurried = connect({ url: t().urls.app, max: 2, settings: { lock_timeout: '200' } })
    try {
      await t().owner.kysely.transaction().execute(async holder => {
        await sql`lock table dataset_rows.lon in row exclusive mode`.execute(holder)
        await buildListIndex({ db: hurried, now: () => NOW }, asked)
      })
    } finally { await hurried.kysely.destroy() }
    expect((await lists()).indexes.at(-1)).toMatchObject({ state: 'waiting' })
    await buildListIndex(platform(), asked)
    expect((await lists()).indexes.at(-1)).toMatchObject({ state: 'ready' })
    await dropListIndex(callOf(t(), steward), id, { filter: 'ma', sort: 'so' })
  })
  test('lets everybody read while it is made anew', async () => {
    const [again] = (await lists()).indexes
    await sql`update datasets.list_index set state = 'waiting', built = 'another' where id = ${again?.id}`.execute(t().owner.kysely)
    const reader = connect({ url: t().urls.app, max: 1, settings: { 'lock_timeout': '1000', 'tinhso.actor_kind': 'system' } })
    const before = await indexes()
    let work: Promise<void> | undefined
    try {
      await t().owner.kysely.transaction().execute(async holder => {
        await sql`lock table dataset_rows.lon in row exclusive mode`.execute(holder)
        work = buildListIndex(platform(), again?.id ?? '')
        for (let waits = false; !waits;) waits = (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'select datasets.build_list_index%' and datname = current_database()`.execute(t().db.kysely)).rows.length > 0
        expect((await sql<{ n: number }>`select count(*) as n from dataset_rows.lon`.execute(reader.kysely)).rows[0]?.n).toBeGreaterThan(0)
      })
    } finally { await reader.kysely.destroy() }
    await work
    expect([(await lists()).indexes[0]?.state, await indexes()]).toEqual(['ready', before])
  })
  test('holds up a load of its dataset, which says so and is asked for again', async () => {
    const load = await aCheckedLoad(t(), id, [{ ma: 'moi', ten: 'Mới', xa: '00001', so: '5' }])
    await requestAcceptance(callOf(t(), steward), load, (await loadRow(t(), load)).version, 'all')
    const hurried = connect({ url: t().urls.app, max: 2, settings: { lock_timeout: '200' } })
    const decided = { loadId: load, accept: 'all', reason: '', actor: steward } as const
    try {
      await t().owner.kysely.transaction().execute(async holder => {
        await sql`lock table dataset_rows.lon in share mode`.execute(holder)
        await acceptDecided({ db: hurried, now: () => NOW }, decided)
        // within a request: in words, and nothing is written
        const refused: unknown = await acceptLoad({ platform: { db: hurried, now: () => NOW }, actor: steward }, load, undefined, 'all').catch((error: unknown) => error)
        expect(asFault(refused)).toMatchObject({ code: 'held', details: { status: 503 } })
      })
      expect(await loadRow(t(), load)).toMatchObject({ state: 'accepting', failure: 'busy' })
      expect((await sql`select from graphile_worker.jobs where key = ${`accept-load:${load}`} and run_at > ${NOW}`.execute(t().owner.kysely)).rows).toHaveLength(1)
    } finally { await hurried.kysely.destroy() }
    await acceptDecided(platform(), decided)
    expect(await loadRow(t(), load)).toMatchObject({ state: 'accepted', failure: null })
  })
  test('goes when it is dropped, is the keeper’s alone, and there are not many of them', async () => {
    await dropListIndex(callOf(t(), steward), id, { filter: 'so', sort: 'ma' })
    expect(await indexes()).toHaveLength(2)
    const stranger = anOfficer(await anAgency(t(), 'H55.982'), 'data-steward')
    for (const act of [askListIndex, dropListIndex]) await expect(act(callOf(t(), stranger), id, { filter: 'xa', sort: 'so' })).rejects.toThrow()
    for (const [filter, sort, field] of [['noi', 'so', 'filter'], ['xa', 'noi', 'sort'], ['xa', 'sdt', 'sort'], ['xa', 'xa', 'sort'], ['khong', 'so', 'filter']] as const) await expect(askListIndex(callOf(t(), steward), id, { filter, sort })).rejects.toMatchObject({ details: { fields: expect.arrayContaining([expect.objectContaining({ field })]) } })
    for (const [filter, sort] of [['so', 'xa'], ['so', 'ten'], ['so', 'ma'], ['ten', 'so'], ['ten', 'xa'], ['ten', 'ma']] as const) await askListIndex(callOf(t(), steward), id, { filter, sort })
    await expect(askListIndex(callOf(t(), steward), id, { filter: 'xa', sort: 'ma' })).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('a list that takes too long says which index is missing and who has it built; its keeper finds it on the page', async () => {
  await dropListIndex(callOf(t(), steward), id, { filter: 'xa', sort: 'so' })
  const get = async (query: string) => (await faces.server.inject({ method: 'GET', url: `/api/v1/datasets/lon/rows?${query}` })).json<Record<string, unknown>>()
  await get('limit=1')
  await t().owner.kysely.transaction().execute(async holder => {
    await sql`lock table dataset_rows.lon in access exclusive mode`.execute(holder)
    expect(await get('xa=eq.00007&so=gt.5&order=so.desc')).toMatchObject({ status: 503, code: 'took-too-long', detail: expect.stringContaining('cần một chỉ mục của cả hai trường'), missingIndex: { filter: ['xa'], sort: 'so' }, declare: '/kho-du-lieu/lon/chi-muc' })
    expect(await get('so=gt.5')).not.toHaveProperty('missingIndex')
  })
  expect((await lists()).slow).toMatchObject([{ filter: 'xa', sort: 'so', times: 1 }])
  const page = (await site.get(steward, '/kho-du-lieu/lon/chi-muc')).body
  for (const words of ['Danh sách đã phải dừng', 'value="build"', 'Chờ lập']) expect(page).toContain(words)
  expect((await site.post(steward, '/kho-du-lieu/lon/chi-muc', { filter: 'xa', sort: '', _button: 'build' })).body).toContain('id="f-sort-error"')
  expect((await site.post(steward, '/kho-du-lieu/lon/chi-muc', { filter: 'xa', sort: 'so', _button: 'build' })).status).toBe(303)
  expect((await lists()).slow).toEqual([])
})
