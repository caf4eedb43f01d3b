import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { closeParser } from '../analytics/judge.ts'
import { performRun } from '../analytics/perform.ts'
import { datasetsModule } from '../module.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
let faces: Faces
let steward: OfficerActor
let cookie = '', other = ''
const BASE = '/api/v1/queries'
beforeAll(async () => {
  const agency = await anAgency(t(), 'H55.961')
  steward = anOfficer(agency, 'data-steward')
  const id = await createDataset(callOf(t(), SYSTEM), 'gieng', aDescription(agency, { title: 'Giếng', access: 'internal' }), aSchema([aField('ma', { required: true }), aField('sau', { type: 'decimal' })], { key: ['ma'] }))
  await loaded(t(), id, [{ ma: 'A', sau: '12.5' }, { ma: 'B', sau: null }])
  faces = await serveFaces(t().db, datasetsModule({ province: '19', namesOf: async () => new Map() }).routes, NOW)
  cookie = faces.admit(steward)
  other = faces.admit(anOfficer(await anAgency(t(), 'H55.962'), 'data-steward'))
})
afterAll(async () => { await faces.close(); await closeParser() })
async function send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, value?: object, as = cookie): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await faces.server.inject({ method, url: `${BASE}${path}`, headers: { cookie: as, 'x-csrf-token': 'token', ...value ? { 'content-type': 'application/json' } : {} }, ...value ? { payload: JSON.stringify(value) } : {} })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const perform = (id: unknown): Promise<void> => performRun(faces.platform, String(id), { actorOf: async () => steward })

test('tables, runs, saved questions and schedules by JSON: the same acts, the same refusals', async () => {
  expect(await send('GET', '/tables')).toMatchObject({ status: 200, body: { items: [{ table: 'gieng', dataset: 'gieng', rows: 2, fields: [{ name: 'ma' }, { name: 'sau', type: 'decimal' }] }] } })
  expect(await send('GET', '/tables', undefined, other)).toMatchObject({ body: { items: [] } })
  expect(await send('POST', '/runs', { statement: 'select 1\nfrm x y z' })).toMatchObject({ status: 422, body: { errors: [{ field: 'statement', code: 'syntax' }] } })
  expect(await send('POST', '/runs', { statement: 'select * from gieng' }, other)).toMatchObject({ status: 422, body: { errors: [{ code: 'unknown-table' }] } })
  const asked = await send('POST', '/runs', { statement: 'select * from gieng order by ma' })
  expect(asked).toMatchObject({ status: 202, body: { state: 'waiting', result: null } })
  await perform(asked.body['id'])
  expect(await send('GET', `/runs/${String(asked.body['id'])}`)).toMatchObject({ status: 200, body: { state: 'done', used: [{ code: 'gieng', position: 1 }], result: { columns: [{ name: 'ma', type: 'VARCHAR', kind: 'text' }, { name: 'sau', type: 'DOUBLE' }], rows: [['A', 12.5], ['B', null]] } } })
  expect((await send('GET', `/runs/${String(asked.body['id'])}`, undefined, other)).status).toBe(404)
  const stopped = await send('POST', '/runs', { statement: 'select 1' })
  expect(await send('POST', `/runs/${String(stopped.body['id'])}/cancel`)).toMatchObject({ body: { state: 'cancelled' } })
  const saved = await send('POST', '/saved', { title: 'Giếng sâu', statement: 'select max(sau) from gieng' })
  expect(saved).toMatchObject({ status: 201, body: { version: 1, own: true, schedule: null } })
  const path = `/saved/${String(saved.body['id'])}`
  expect(await send('PUT', path, { version: 1, title: 'Giếng sâu nhất', statement: 'select max(sau) as sau from gieng' })).toMatchObject({ status: 200, body: { version: 2 } })
  expect((await send('PUT', path, { version: 1, title: 'x', statement: 'select 1' })).status).toBe(409)
  expect(await send('PUT', `${path}/schedule`, { every: 'month', hour: 5, keep: 3 })).toMatchObject({ body: { schedule: { every: 'month', hour: 5, keep: 3, nextAt: '2026-11-30T22:00:00.000Z' } } })
  const again = await send('POST', `${path}/runs`)
  await perform(again.body['id'])
  expect(await send('GET', '/runs')).toMatchObject({ body: { items: expect.arrayContaining([expect.objectContaining({ id: again.body['id'], queryId: saved.body['id'], state: 'done', rows: 1 })]) } })
  expect((await send('DELETE', path, undefined, other)).status).toBe(404)
  expect((await send('DELETE', path)).status).toBe(200)
  expect(await send('GET', '/saved')).toMatchObject({ body: { items: [] } })
})
