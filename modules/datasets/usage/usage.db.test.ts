import { Parser, Store } from 'n3'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { usageOf } from '../queries/usage.ts'
import { faceRoutes } from '../routes/faces.ts'
import { portalRoutes } from '../routes/portal.ts'
import { usageRoutes } from '../routes/usage.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { flushUsage } from './count.ts'
import { takeExchangeUse } from './exchange-job.ts'

const t = useDb()
let faces: Faces
let [stations, steward] = ['', '']
beforeAll(async () => {
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const agency = await anAgency(t())
  stations = await createDataset(callOf(t(), SYSTEM), 'tram-y-te', aDescription(agency, { title: 'Trạm y tế' }), aSchema([aField('ma', { required: true }), aField('ten')], { key: ['ma'] }))
  await loaded(t(), stations, [{ ma: 'A', ten: 'x' }])
  await publishDataset(callOf(t(), SYSTEM), stations, 2)
  await createDataset(callOf(t(), SYSTEM), 'nhap', aDescription(agency), aSchema([aField('a')]))
  faces = await serveFaces(t().db, [...faceRoutes, ...portalRoutes, ...usageRoutes], NOW)
  steward = faces.admit(anOfficer(agency, 'data-steward'))
})
afterAll(() => faces.close())
beforeEach(async () => { await flushUsage(faces.platform); await t().owner.pool.query('delete from datasets.usage_day') })
const ask = (url: string, more: { method?: 'GET' | 'HEAD' | 'POST'; headers?: Record<string, string>; payload?: object } = {}) => faces.server.inject({ method: 'GET', ...more, url, headers: { accept: 'text/html', 'user-agent': 'Mozilla/5.0', ...more.headers } })
const sum = async () => { await flushUsage(faces.platform); return (await read(t().db, { kind: 'anonymous' }, tx => usageOf(tx, stations, '2026-11-29'))).sum }

test('a look at the page, a file, an answer of an API: each is one use of its way, whatever the dialect', async () => {
  await ask('/du-lieu/tram-y-te')
  for (const ending of ['csv', 'json']) await ask(`/du-lieu/tram-y-te.${ending}`)
  const { result: { resources: [first] } } = (await ask('/api/3/action/package_show?id=tram-y-te')).json<{ result: { resources: { id: string }[] } }>()
  for (const url of ['/api/v1/datasets/tram-y-te/rows', '/api/v1/datasets/tram-y-te/changes?after=0', '/rest/tram-y-te?limit=1', `/api/3/action/datastore_search?resource_id=${first?.id}`]) expect((await ask(url)).statusCode, url).toBe(200)
  await ask('/api/action/datastore_search', { method: 'POST', payload: { resource_id: 'tram-y-te' }, headers: { accept: 'application/json' } })
  expect(await sum()).toEqual({ view: 1, download: 2, api: 5, exchange: 0 })
})
test('what is refused, what did not change, headers alone, catalogues and robots are no use', async () => {
  const { headers } = await ask('/du-lieu/tram-y-te.csv')
  await ask('/du-lieu/tram-y-te.csv', { headers: { 'if-none-match': String(headers['etag']) } })
  await ask('/du-lieu/tram-y-te.csv', { method: 'HEAD' })
  await ask('/api/v1/datasets/tram-y-te/rows?khong_co=eq.1')
  await ask('/du-lieu/tram-y-te', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Examplebot/2.1)' } })
  for (const url of ['/catalog.ttl', '/du-lieu/tram-y-te.ttl', '/api/3/action/package_list', '/du-lieu', '/du-lieu/khong-co', '/du-lieu/nhap', '/du-lieu/nhap.csv']) await ask(url)
  expect(await sum()).toEqual({ view: 0, download: 1, api: 0, exchange: 0 })
})
test('many uses are few writes, and what could not be written is counted in the next try', async () => {
  for (let at = 0; at < 50; at++) await ask('/api/v1/datasets/tram-y-te/rows')
  expect((await t().owner.pool.query('select 1 from datasets.usage_day')).rows).toEqual([])
  await t().owner.pool.query('alter table datasets.usage_day rename to usage_away')
  await expect(flushUsage(faces.platform)).rejects.toThrow()
  await t().owner.pool.query('alter table datasets.usage_away rename to usage_day')
  expect((await sum()).api).toBe(50)
  expect((await sum()).api).toBe(50)
})
test('nothing of whoever asked is kept, and nobody but the platform writes', async () => {
  const { rows } = await t().owner.pool.query(`select column_name as name from information_schema.columns where table_schema = 'datasets' and table_name = 'usage_day' order by 1`)
  expect(rows.map(row => row.name)).toEqual(['count', 'dataset_id', 'day', 'way'])
  await expect(read(t().db, { kind: 'anonymous' }, tx => sql`insert into datasets.usage_day values (${stations}, '2026-11-29', 'view', 9)`.execute(tx))).rejects.toThrow(/row-level|read-only/)
})
test('is shown on the page, to officers, to machines', async () => {
  await t().owner.pool.query(`insert into datasets.usage_day select $1, d::date, 'view', 7 from unnest(array['2026-11-29', '2026-11-20', '2026-11-10', '2026-01-01']) d`, [stations])
  await t().owner.pool.query(`insert into datasets.usage_day values ($1, '2026-11-28', 'download', 3)`, [stations])
  expect((await ask('/du-lieu/tram-y-te')).body).toContain('Lượt dùng 30 ngày qua')
  for (const [url, cookie] of [['/du-lieu/tram-y-te/luot-dung', ''], ['/kho-du-lieu/tram-y-te/luot-dung', steward]] as const) {
    const { body } = await ask(url, { headers: { cookie } })
    expect(body).toMatch(/ts-chart__series/)
    expect(body.replace(/<[^>]+>/g, ' ')).toMatch(/28\/11\/2026\s+0\s+3\s+0\s+0/)
  }
  expect((await ask('/api/v1/datasets/tram-y-te/usage')).json()).toMatchObject({ sum: { view: 21, download: 3 }, total: { view: 28 } })
  expect((await ask('/api/v1/datasets/nhap/usage')).statusCode).toBe(404)
  expect((await ask('/api/3/action/package_show?id=tram-y-te&include_tracking=true')).json()).toMatchObject({ result: { tracking_summary: { total: 28, recent: 14 } } })
  expect((await ask('/api/3/action/package_search?sort=views_recent+desc')).json()).toMatchObject({ result: { results: [{ name: 'tram-y-te' }] } })
  const store = new Store(new Parser().parse((await ask('/du-lieu/tram-y-te.ttl')).body))
  expect(store.getObjects(null, 'https://schema.org/userInteractionCount', null).map(each => Number(each.value)).toSorted((a, b) => a - b)).toEqual([0, 3, 28])
})
test('calls through the exchange come from its own statistics, and are taken again without doubling', async () => {
  const { rows: [service] } = await t().owner.pool.query<{ number: number }>(`select number from exchange.data_service where code = 'tram-y-te'`)
  expect(service).toBeDefined()
  const columns = (at: string, passed: number, declined: number): Promise<unknown> => t().owner.pool.query(`insert into exchange.usage_minute (minute, client, service, passed, declined, failed, refused, bytes_in, bytes_out, total_ms, took) values ($1, 1, $2, $3, $4, 1, 1, 0, 0, 0, array_fill(0, array[13]))`, [at, service?.number, passed, declined])
  // 23:30 of the 28th in Vietnam, and half an hour later
  await columns('2026-11-28T16:30:00Z', 5, 1)
  await columns('2026-11-28T17:00:00Z', 2, 0)
  for (const _round of [1, 2]) await takeExchangeUse(faces.platform)
  const usage = await read(t().db, { kind: 'anonymous' }, tx => usageOf(tx, stations, '2026-11-29'))
  expect(usage.days.slice(-2).map(day => day.exchange)).toEqual([4, 2])
})
