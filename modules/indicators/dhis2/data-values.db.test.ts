import { DataEngine, FetchError, RestAPILink } from '@dhis2/data-engine'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { decideReport } from '../acts/decide-report.ts'
import { apiRoutes } from '../routes/api.ts'
import { aForm, anAgency, anElement, anOfficer, callOf, NOW } from '../testing.ts'
import { uidOf } from './uid.ts'

const t = useDb()
let faces: Faces
let commune: string
let writer: OfficerActor
let cookie: string
const text = (vi_: string) => ({ vi: vi_, en: vi_ })
const run = (query: ReturnType<typeof sql>): Promise<unknown> => query.execute(t().owner.kysely)
const [FORM, GOOD, BAD] = [uidOf('dataSet', 'B1'), uidOf('dataElement', 'good'), uidOf('dataElement', 'bad')]
beforeAll(async () => {
  await run(sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử'), (uuidv7(), '00002', 'commune', 'Xã Phú', 'Xã', '19', '2018-01-01', 'thử')`)
  commune = await anAgency(t(), 'H55.00001', '00001')
  await anAgency(t(), 'H55.00002', '00002')
  await aForm(t(), 'B1', [anElement('good'), anElement('bad')])
  writer = anOfficer([commune], 'unit-administrator')
  faces = await serveFaces(t().db, apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), NOW)
  cookie = faces.admit(writer)
})
afterAll(() => faces.close())
beforeEach(async () => { await run(sql`truncate indicators.reading, indicators.report cascade`) })

interface Summary { readonly status: string; readonly httpStatusCode: number; readonly response: { readonly status: string; readonly importCount: object; readonly conflicts: readonly { readonly errorCode?: string; readonly indexes: readonly number[] }[] } }
const HEADERS = { 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' }
const post = async (body: object | string, query = '', headers: Record<string, string> = {}) => {
  const answer = await faces.server.inject({ method: 'POST', url: `/api/dhis2/api/41/dataValueSets?${query}`, headers: { ...HEADERS, cookie, ...headers }, payload: body })
  const found = answer.json<Partial<Summary>>()
  return { status: answer.statusCode, count: found.response?.importCount, codes: found.response?.conflicts.map(({ errorCode }) => errorCode), indexes: found.response?.conflicts.map(({ indexes }) => indexes) }
}
const set = (...values: readonly object[]) => ({ dataSet: FORM, period: '202610', orgUnit: uidOf('organisationUnit', '00001'), dataValues: values })
const value = (dataElement: string, number: string, more: object = {}) => ({ dataElement, value: number, ...more })
const drafts = async () => (await sql<{ text: string }>`select element || ' ' || coalesce(value::text, '-') || ' ' || state as text from indicators.reading order by element, state`.execute(t().owner.kysely)).rows.map(row => row.text)
const counts = (imported: number, updated: number, ignored: number) => ({ imported, updated, ignored, deleted: 0 })
const report = async () => (await sql<{ id: string; version: number }>`select id, version from indicators.report`.execute(t().owner.kysely)).rows[0] ?? expect.fail()
const approve = async (): Promise<void> => {
  const { id, version } = await report()
  const after = await decideReport(callOf(t(), writer), 'submit', id, version)
  await decideReport(callOf(t(), anOfficer([commune], 'approver')), 'approve', id, after)
}

describe('values that come in', () => {
  test('become a draft of the report of that commune, and a second time they change it', async () => {
    expect(await post(set(value(GOOD, '12'), value(BAD, '3')))).toEqual({ status: 200, count: counts(2, 0, 0), codes: [], indexes: [] })
    expect(await post(set(value('good', '13')))).toMatchObject({ status: 200, count: counts(0, 1, 0) })
    expect(await drafts()).toEqual(['bad 3 draft', 'good 13 draft'])
  })
  test('without a data set: the form that asks such an agency for it', async () => { expect(await post({ dataValues: [{ dataElement: 'good', period: '202610', orgUnit: '00001', value: 5 }] })).toMatchObject({ status: 200, count: counts(1, 0, 0) }) })
  test('the same as XML and as CSV', async () => {
    expect(await post(`<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0" dataSet="${FORM}" period="202610" orgUnit="00001"><dataValue dataElement="${GOOD}" value="4"/></dataValueSet>`, '', { 'content-type': 'application/xml' })).toMatchObject({ status: 200, count: counts(1, 0, 0) })
    expect(await post('dataelement,period,orgunit,value\nbad,202610,00001,9\n', '', { 'content-type': 'application/csv' })).toMatchObject({ status: 200, count: counts(1, 0, 0) })
    expect(await drafts()).toEqual(['bad 9 draft', 'good 4 draft'])
  })
  test('a trial run says the same and writes nothing', async () => {
    expect(await post(set(value(GOOD, '12')), 'dryRun=true')).toMatchObject({ status: 200, count: counts(1, 0, 0) })
    expect(await drafts()).toEqual([])
    expect((await sql`select from indicators.report`.execute(t().owner.kysely)).rows).toEqual([])
  })
  test('strategies: only new, only known; values are not deleted', async () => {
    await post(set(value(GOOD, '1')))
    expect(await post(set(value(GOOD, '2'), value(BAD, '2')), 'importStrategy=CREATE')).toMatchObject({ status: 200, count: counts(1, 0, 1) })
    expect(await post(set(value(GOOD, '3')), 'importStrategy=UPDATE')).toMatchObject({ count: counts(0, 1, 0) })
    expect(await post(set(value(GOOD, '3')), 'importStrategy=DELETE')).toMatchObject({ status: 409, count: counts(0, 0, 1) })
    expect(await post(set(value(GOOD, '3')), 'importStrategy=SOMETIMES')).toMatchObject({ status: 400 })
    expect(await drafts()).toEqual(['bad 2 draft', 'good 3 draft'])
  })
  test('no value says why; without a word it is a conflict', async () => {
    expect(await post(set({ dataElement: GOOD, value: '', comment: 'trạm hỏng' }, { dataElement: BAD, value: '' }))).toMatchObject({ status: 409, count: counts(1, 0, 1), codes: ['E7618'], indexes: [[1]] })
    expect(await drafts()).toEqual(['good - draft'])
  })
})
describe('conflicts', () => {
  test.each([
    ['element', set(value('nothing', '1')), 'E7610'], ['period', { ...set(value(GOOD, '1')), period: '202613' }, 'E7611'], ['kind of period', { ...set(value(GOOD, '1')), period: '2026' }, 'E7611'], ['unit', { ...set(value(GOOD, '1')), orgUnit: 'nowhere1234' }, 'E7612'],
    ['data set', { ...set(value(GOOD, '1')), dataSet: 'nowhere1234' }, 'E7600'], ['number', set(value(GOOD, 'mười')), 'E7619'], ['combo', set(value(GOOD, '1', { categoryOptionCombo: 'a b' })), 'E7613'], ['unit of others', { ...set(value(GOOD, '1')), orgUnit: '00002' }, 'E7617'],
  ])('an unknown or wrong %s', async (_, body, code) => { expect(await post(body)).toMatchObject({ status: 409, count: counts(0, 0, 1), codes: [code] }) })
  test('good values beside a bad one are taken', async () => { expect(await post(set(value(GOOD, '1'), value('nothing', '1'), value('nothing', '2')))).toMatchObject({ status: 409, count: counts(1, 0, 2), indexes: [[1, 2]] }) })
  test('a period to come is refused by the act itself', async () => { expect(await post({ ...set(value(GOOD, '1')), period: '202702' })).toMatchObject({ status: 409, count: counts(0, 0, 1) }) })
  test('what was submitted, approved or locked stays', async () => {
    await post(set(value(GOOD, '10')))
    const { id, version } = await report()
    await decideReport(callOf(t(), writer), 'submit', id, version)
    expect(await post(set(value(GOOD, '99'), value(BAD, '1')))).toMatchObject({ status: 409, codes: ['E7643', 'E7643'] })
    await decideReport(callOf(t(), anOfficer([commune], 'approver')), 'approve', id, version + 1)
    expect(await post(set(value(GOOD, '99')))).toMatchObject({ status: 409, count: counts(0, 0, 1), codes: ['E7642'] })
    await decideReport(callOf(t(), anOfficer([commune], 'data-steward')), 'lock', id, version + 2)
    expect(await post(set(value(GOOD, '99')))).toMatchObject({ status: 409, codes: ['E7642'] })
    expect(await drafts()).toEqual(['good 10 locked'])
  })
  test('who may not fill in forms is told so', async () => {
    expect(await post(set(value(GOOD, '1')), '', { cookie: faces.admit(anOfficer([commune], 'signer')) })).toMatchObject({ status: 409, codes: ['E7601'] })
  })
})
describe('who may send', () => {
  test('nobody without a session, no page of another site, no simple request', async () => {
    const send = (headers: Record<string, string>) => faces.server.inject({ method: 'POST', url: '/api/dhis2/api/dataValueSets', headers: { 'content-type': 'application/json', ...headers }, payload: set(value(GOOD, '1')) }).then(({ statusCode }) => statusCode)
    expect(await send({ 'x-requested-with': 'XMLHttpRequest' })).toBe(401)
    expect(await send({ cookie })).toBe(403)
    expect(await send({ cookie, 'x-requested-with': 'XMLHttpRequest', origin: 'https://evil.example' })).toBe(403)
    expect(await send({ cookie, 'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await send({ cookie, 'x-requested-with': 'XMLHttpRequest', origin: 'null' })).toBe(403)
    expect(await send({ cookie, 'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await send({ cookie, 'x-csrf-token': 'tokem' })).toBe(403)
    expect(await send({ cookie, 'x-csrf-token': 'token' })).toBe(200)
  })
  test('a browser that asks beforehand for a page of another site is allowed nothing', async () => {
    const { headers } = await faces.server.inject({ method: 'OPTIONS', url: '/api/dhis2/api/dataValueSets', headers: { 'origin': 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-requested-with,content-type' } })
    expect(Object.keys(headers).filter(name => name.startsWith('access-control-'))).toEqual([])
  })
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'image/png', 'application/octet-stream'])('%s is 415', async type => { expect((await faces.server.inject({ method: 'POST', url: '/api/dhis2/api/dataValueSets', headers: { ...HEADERS, 'content-type': type, cookie }, payload: 'x' })).statusCode).toBe(415) })
})

test('the data engine sends, is told of conflicts, and reads back what stands', async () => {
  const engine = new DataEngine(new RestAPILink({ baseUrl: `${faces.url}/api/dhis2`, apiVersion: 41 }))
  const real = globalThis.fetch
  // as a browser does for a page of ours
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => real(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), cookie } }))
  try {
    const mutation = { resource: 'dataValueSets', type: 'create', params: { importStrategy: 'CREATE_AND_UPDATE' } } as const
    expect(await engine.mutate({ ...mutation, data: set(value(GOOD, '21'), value(BAD, '2')) })).toMatchObject({ status: 'OK', response: { importCount: counts(2, 0, 0), dataSetComplete: 'false' } })
    await approve()
    const refusal = await engine.mutate({ ...mutation, data: set(value(GOOD, '22')) }).then(() => undefined, (error: unknown) => error)
    expect(refusal).toBeInstanceOf(FetchError)
    expect(refusal).toMatchObject({ type: 'access', details: { response: { conflicts: [{ errorCode: 'E7642', indexes: [0] }] } } })
    const { me, values } = await engine.query<{ me: unknown; values: unknown }>({ me: { resource: 'me', params: { fields: 'displayName,organisationUnits[code]' } }, values: { resource: 'dataValueSets', params: { dataSet: FORM, period: '202610', orgUnit: '00001' } } })
    expect(me).toEqual({ displayName: 'Nguyễn Thị Thử', organisationUnits: [{ code: '00001' }] })
    expect(values).toMatchObject({ dataSet: FORM, dataValues: [{ dataElement: BAD, value: '2' }, { dataElement: GOOD, value: '21', orgUnit: uidOf('organisationUnit', '00001'), followup: false }] })
  } finally { vi.unstubAllGlobals() }
})
test('what is being prepared is read by the branch only', async () => {
  await post(set(value(GOOD, '5')))
  const read = (headers: Record<string, string>) => faces.server.inject({ url: '/api/dhis2/api/dataValueSets.csv?dataSet=B1&period=202610&orgUnit=00001&idScheme=code', headers }).then(({ body }) => body.split('\n').slice(1).map(line => line.split(',').slice(0, 6).join()))
  expect(await read({ cookie })).toEqual(['good,202610,00001,HllvX50cXC0,HllvX50cXC0,5'])
  expect(await read({})).toEqual([])
})
