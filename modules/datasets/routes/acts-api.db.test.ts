import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { datasetsModule } from '../module.ts'
import { anAgency, anOfficer, loaded, NOW } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'

const t = useDb()
let faces: Faces
let cookie = ''
const described = { title: 'Cầu đường bộ', agency: 'H55.951', purpose: 'Duy tu', access: 'open', legalBasis: 'Luật Đường bộ 2024', licence: 'CC-BY-4.0' }
const schema = { fields: [{ name: 'ma', title: { vi: 'Mã cầu' }, type: 'text', classification: 'open', required: true }], key: ['ma'], temporal: false, rules: [] }

beforeAll(async () => {
  const agency = await anAgency(t(), 'H55.951')
  const steward = anOfficer(agency, 'data-steward')
  faces = await serveFaces(t().db, datasetsModule({ province: '19', namesOf: async () => new Map() }).routes, NOW)
  cookie = faces.admit(steward)
})
afterAll(() => faces.close())
async function send(method: 'POST' | 'PUT' | 'GET' | 'DELETE', url: string, value?: object): Promise<{ status: number; body: unknown }> {
  const answer = await faces.server.inject({ method, url, headers: { cookie, 'x-csrf-token': 'token', ...value && { 'content-type': 'application/json' } }, ...value && { payload: JSON.stringify(value) } })
  return { status: answer.statusCode, body: answer.json<unknown>() }
}

describe('acts by JSON', () => {
  test('create, change the contract, publish, withdraw: same acts, same refusals, named by path', async () => {
    expect(await send('POST', '/api/v1/datasets', { code: 'cau', ...described, schema })).toMatchObject({ status: 201, body: { code: 'cau', state: 'draft', version: 1, schemaVersion: 1 } })
    expect(await send('POST', '/api/v1/datasets', { code: 'cau', ...described, schema })).toMatchObject({ status: 422, body: { errors: [{ field: 'code' }] } })
    const more = { ...schema, fields: [...schema.fields, { name: 'Dài!', title: { vi: 'Chiều dài' }, type: 'decimal', classification: 'open' }] }
    expect(await send('PUT', '/api/v1/datasets/cau/schema', { version: 1, reason: 'thêm', schema: more })).toMatchObject({ status: 422, body: { errors: [{ field: 'fields.1.name' }] } })
    expect(await send('PUT', '/api/v1/datasets/cau/schema', { version: 1, reason: 'thêm', schema: { ...more, fields: [...schema.fields, { ...more.fields[1], name: 'dai' }] } })).toMatchObject({ status: 200, body: { version: 2, schemaVersion: 2 } })
    expect(await send('PUT', '/api/v1/datasets/cau', { version: 1, ...described })).toMatchObject({ status: 409 })
    expect(await send('PUT', '/api/v1/datasets/cau', { version: 2, ...described, refreshDays: 30 })).toMatchObject({ status: 200, body: { version: 3 } })
    expect(await send('POST', '/api/v1/datasets/cau/publish', { version: 3 })).toMatchObject({ status: 422 })
    const { rows: [row] } = await t().owner.pool.query<{ id: string }>(`select id from datasets.dataset where code = 'cau'`)
    await loaded(t(), row?.id ?? '', [{ ma: 'C1', dai: '12.5' }])
    expect(await send('POST', '/api/v1/datasets/cau/publish', { version: 4 })).toMatchObject({ status: 200, body: { state: 'published' } })
    expect(await send('PUT', '/api/v1/datasets/cau/form-entry', { version: 5, formEntry: 'keeper' })).toMatchObject({ status: 422, body: { errors: [{ field: 'formEntry' }] } })
    expect(await send('POST', '/api/v1/datasets/cau/withdraw', { version: 5, reason: 'sai' })).toMatchObject({ status: 200, body: { state: 'withdrawn' } })
  })
  test('an index of a list is asked for, told and dropped', async () => {
    const lists = '/api/v1/datasets/cau/list-indexes'
    const waiting = { items: [{ filter: 'ma', sort: 'dai', state: 'waiting', failure: null, percent: null }], slow: [] }
    expect(await send('POST', lists, { filter: 'ma', sort: 'ma' })).toMatchObject({ status: 422, body: { errors: [{ field: 'sort' }] } })
    expect(await send('POST', lists, { filter: 'ma', sort: 'dai' })).toEqual({ status: 202, body: waiting })
    expect(await send('GET', lists)).toEqual({ status: 200, body: waiting })
    expect(await send('DELETE', `${lists}?filter=ma&sort=dai`)).toEqual({ status: 200, body: { items: [], slow: [] } })
    expect(await send('DELETE', `${lists}?filter=ma&sort=dai`)).toMatchObject({ status: 404 })
  })
})
