import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../kernel/testing/http.ts'
import { loadFrameworks } from './acts/put-framework.ts'
import { recordReadings } from './acts/record-readings.ts'
import { requestRun } from './acts/request-run.ts'
import { computeRun, computeRunJob, requestNightlyRuns } from './compute-run.ts'
import { loadReadings } from './load-readings.ts'
import { readFrameworks } from './read-frameworks.ts'
import { apiRoutes } from './routes/api.ts'
import { anOfficer, callOf, NOW, SYSTEM } from './testing.ts'

const t = useDb()
let faces: Faces
const text = (vi: string) => ({ vi, en: vi })
const province = { code: '19', name: text('Tỉnh Thử') }
const files = (...dirs: readonly string[]) => dirs.flatMap(dir => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) })))
const platform = () => callOf(t(), SYSTEM).platform
/** The names of the official table by the codes of the provinces. */
const OFFICIAL = { 48: ['Đà Nẵng', 0.8002], 79: ['TP.HCM', 0.7163], 22: ['Quảng Ninh', 0.7024], 46: ['Thừa Thiên-Huế', 0.6975], 92: ['Cần Thơ', 0.6924] } as const
const steward = anOfficer(['00000000-0000-7000-8000-000000000001'], 'data-steward')
let cookie: string
beforeAll(async () => {
  await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử'), (uuidv7(), '00002', 'commune', 'Xã Phú', 'Xã', '19', '2018-01-01', 'thử'), (uuidv7(), '00003', 'commune', 'Xã Vắng', 'Xã', '19', '2018-01-01', 'thử')`.execute(t().owner.kysely)
  await loadFrameworks(callOf(t(), SYSTEM), readFrameworks(files('modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks')))
  await loadReadings(callOf(t(), SYSTEM), files('provinces/thai-nguyen/readings').filter(({ name }) => name.endsWith('dti-2022-leaders.json')))
  faces = await serveFaces(t().db, apiRoutes({ province, counters: [] }), NOW)
  cookie = faces.admit(steward)
})
afterAll(() => faces.close())

interface Run { readonly id: string; readonly units: readonly { readonly unit: string; readonly name: string | null; readonly score: number | null; readonly points: number | null; readonly max: number | null; readonly rank: number | null; readonly interval: readonly [number, number] | null; readonly moves: { readonly above: string; readonly gap: number; readonly moves: readonly { readonly code: string; readonly needed: number; readonly enough: boolean }[] } | null; readonly components: readonly { readonly code: string; readonly points: number | null }[]; readonly reasons: readonly { readonly code: string }[] }[] }
const ask = (body: object, headers: Record<string, string> = { cookie, 'x-csrf-token': 'token' }) => faces.server.inject({ method: 'POST', url: '/api/v1/indicators/runs', headers, payload: body })
const get = (path: string, headers: Record<string, string> = { cookie }) => faces.server.inject({ url: `/api/v1/indicators/${path}`, headers })
const DTI = { framework: 'dti', edition: '2022', period: '2022', scope: 'entered' } as const

describe('DTI 2022, from the readings of the published table', () => {
  test('asked for, computed by the job, read: official totals within 0.0001, in the official order', async () => {
    const asked = await ask(DTI)
    expect(asked.statusCode).toBe(202)
    const { id } = asked.json<{ id: string }>()
    expect((await get(`run-requests/${id}`)).json()).toMatchObject({ state: 'waiting', done: 0, runId: null })
    expect((await sql`select from graphile_worker.jobs where task_identifier = 'indicators-compute-run'`.execute(t().owner.kysely)).rows).toHaveLength(1)
    const runId = await computeRun(platform(), { province }, id)
    expect((await get(`run-requests/${id}`)).json()).toMatchObject({ state: 'done', done: 100, runId })
    const { units } = (await get(`runs/${runId ?? ''}`)).json<Run>()
    expect(units.map(({ unit, rank }) => `${String(rank)} ${unit}`)).toEqual(['1 48', '2 79', '3 22', '4 46', '5 92'])
    for (const { unit, score, points, max } of units) {
      const [name, official] = Object.entries(OFFICIAL).find(([code]) => code === unit)?.[1] ?? expect.fail(unit)
      expect(Math.abs((score ?? NaN) - official), name).toBeLessThanOrEqual(0.0001)
      expect([Math.abs((points ?? NaN) / 1000 - official) < 0.0001, max]).toEqual([true, 1000])
    }
  })
  test('intervals hold the rank; the leader stays first whatever the method, and ranks that are close change places', async () => {
    const [{ id } = expect.fail()] = (await get('runs?framework=dti')).json<{ items: { id: string }[] }>().items
    const { units } = (await get(`runs/${id}`)).json<Run>()
    for (const { rank, interval } of units) expect(interval !== null && rank !== null && interval[0] <= rank && rank <= interval[1]).toBe(true)
    expect(units[0]?.interval).toEqual([1, 1])
    expect(units.some(({ interval }) => interval !== null && interval[1] > interval[0])).toBe(true)
  })
  test('what would move Cần Thơ: 0.0053 to be printed above Huế, and how much of each main indicator that is', async () => {
    const [{ id } = expect.fail()] = (await get('runs?framework=dti')).json<{ items: { id: string }[] }>().items
    const own = (await get(`runs/${id}`)).json<Run>().units.find(({ unit }) => unit === '92') ?? expect.fail()
    expect(own.moves).toMatchObject({ above: '46' })
    const { gap, moves } = own.moves ?? expect.fail()
    expect(gap).toBeCloseTo(0.0052, 3)
    // 200 of 1000 points: a fifth of its growth reaches the total
    expect(moves.find(({ code }) => code === '922.7')).toMatchObject({ needed: expect.closeTo(gap / 0.2, 9), enough: true })
    expect(moves.map(({ code }) => code)).not.toContain('922.6')
  })
  test('the same readings are the same run; another reading makes another, and both stay', async () => {
    const again = async () => computeRun(platform(), { province }, await requestRun(callOf(t(), SYSTEM), DTI))
    const [first, second] = [await again(), await again()]
    expect(second).toBe(first)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'dti_soc', unitCode: '92', period: '2022', value: 0.35, source: 'document', ref: 'thử' }])
    const third = await again()
    expect(third).not.toBe(first)
    expect((await get(`runs/${first ?? ''}`)).json<Run>().units.map(({ unit }) => unit)).toEqual(['48', '79', '22', '46', '92'])
    expect((await get(`runs/${third ?? ''}`)).json<Run>().units.map(({ unit }) => unit)).toEqual(['48', '79', '22', '92', '46'])
    expect((await get('frameworks/dti/2022/ranks?unit=92')).json<{ items: unknown[] }>().items).toMatchObject([{ period: '2022', rank: 4 }])
  })
  test('a run is for officers until it is made public, of public readings only', async () => {
    const [{ id } = expect.fail()] = (await get('runs?framework=dti')).json<{ items: { id: string }[] }>().items
    expect((await get(`runs/${id}`, {})).statusCode).toBe(404)
    expect((await get('runs', {})).json<{ items: unknown[] }>().items).toEqual([])
    const shown = await computeRun(platform(), { province }, await requestRun(callOf(t(), SYSTEM), { ...DTI, public: true }))
    const open = await get(`runs/${shown ?? ''}`, { accept: 'text/csv' })
    expect(open.headers['content-type']).toContain('text/csv')
    expect(open.body.split('\r\n').filter(line => line.startsWith('dti,2022,2022,48,')).length).toBe(10)
  })
})

describe('communes', () => {
  const definition = { code: 'thu', version: '1', title: text('Bộ thử'), authority: text('Tỉnh'), document: 'QĐ thử', issuedOn: null, validFrom: '2020-01-01', validTo: null, kind: 'scored', periodType: 'month', method: 'points', missing: 'block', ranking: 'competition', decimals: 2, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: text('Nhóm'), parent: null, points: 20, scored: true, components: null, verification: 'verified', indicators: ['A', 'B'] }] } as const
  const indicator = (code: string) => ({ code, text: text(code), unit: text(''), direction: 'up', decimals: 2, cutting: 'round', max: 10, numerator: { expression: `#{x_${code.toLowerCase()}}`, text: text('tử') }, denominator: null, factor: 1, formula: { kind: 'ratio', clamp: 'within' }, whenNothing: 'missing', incomplete: 'show', evidence: text('—'), checkedBy: text('—'), source: 'thử', verification: 'verified' } as const)
  beforeAll(async () => {
    const element = (code: string) => ({ code, text: text(code), unit: text(''), aggregation: { time: 'sum', space: 'sum' }, source: 'dataset', public: true } as const)
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [element('x_a'), element('x_b')], frameworks: [{ definition, indicators: [indicator('A'), indicator('B')] }] })
    await recordReadings(callOf(t(), SYSTEM), [['00001', 'x_a', 0.5], ['00001', 'x_b', 0.9], ['00002', 'x_a', 0.8], ['00002', 'x_b', 0.6], ['00003', 'x_a', 1]].map(([unitCode, element, value]) => ({ unitCode: String(unitCode), element: String(element), period: '202610', value: Number(value), source: 'dataset' as const, ref: 'thu' })))
  })
  test('equal points share a rank; who did not report everything has none, and it says why', async () => {
    const id = await computeRun(platform(), { province }, await requestRun(callOf(t(), steward), { framework: 'thu', edition: '1', period: '202610', scope: 'communes' }))
    const { units } = (await get(`runs/${id ?? ''}`)).json<Run>()
    expect(units.map(({ name, points, rank, reasons }) => [name, points, rank, reasons.map(({ code }) => code)])).toEqual([['Xã Đồng', 14, 1, []], ['Xã Phú', 14, 1, []], ['Xã Vắng', null, null, ['blocked']]])
    expect(units[2]?.interval).toBeNull()
  })
  test('a month without any value is no run, and the request says so', async () => {
    const request = await requestRun(callOf(t(), SYSTEM), { framework: 'thu', edition: '1', period: '202401', scope: 'communes' })
    expect(await computeRun(platform(), { province }, request)).toBeUndefined()
    expect((await get(`run-requests/${request}`)).json()).toMatchObject({ state: 'failed', runId: null })
  })
  test('a job that throws says why while it is tried again, and that it failed when it is not; what is done stays done', async () => {
    const request = await requestRun(callOf(t(), SYSTEM), { framework: 'thu', edition: '1', period: '202610', scope: 'communes' })
    const state = async () => (await get(`run-requests/${request}`)).json<unknown>()
    const { failed } = computeRunJob({ province })
    const fail = (last: boolean) => failed?.({ request }, { error: new Error('không đọc được'), last }, faces.platform)
    await fail(false)
    expect(await state()).toMatchObject({ state: 'waiting', done: 0, message: 'không đọc được', finishedAt: null })
    await fail(true)
    expect(await state()).toMatchObject({ state: 'failed', message: 'không đọc được', finishedAt: NOW.toISOString() })
    await computeRun(platform(), { province }, request)
    expect(await state()).toMatchObject({ state: 'done', message: '' })
    await fail(true)
    expect(await state()).toMatchObject({ state: 'done' })
  })
  test('every night asks for what is scored by month or quarter and in force', async () => {
    const before = await sql<{ n: number }>`select count(*)::int as n from indicators.run_request`.execute(t().owner.kysely)
    const asked = await requestNightlyRuns(platform())
    const { rows } = await sql<{ code: string; period: string }>`select f.code, q.period from indicators.run_request q join indicators.framework f on f.id = q.framework_id order by q.id desc limit ${asked}`.execute(t().owner.kysely)
    expect((await sql<{ n: number }>`select count(*)::int as n from indicators.run_request`.execute(t().owner.kysely)).rows[0]?.n).toBe((before.rows[0]?.n ?? 0) + asked)
    expect(rows).toEqual(expect.arrayContaining([{ code: 'thu', period: '202611' }, { code: 'qd-766', period: '202611' }, { code: 'tt-01-2018', period: '2026Q3' }]))
    expect(rows.some(({ code }) => code === 'dti')).toBe(false)
  })
})
describe('who may ask', () => {
  test.each([[{ ...DTI, framework: 'nothing' }, 404], [{ ...DTI, period: '202201' }, 422], [{ ...DTI, framework: 'resolution-01', edition: '2021-2025', period: '2023' }, 422], [{ ...DTI, scope: 'all' }, 422], [{ ...DTI, draws: 5 }, 422]])('%j is %i', async (body, status) => { expect((await ask(body)).statusCode).toBe(status) })
  test('administrators and data stewards', async () => {
    expect((await ask(DTI, { cookie: faces.admit(anOfficer(['00000000-0000-7000-8000-000000000001'], 'case-officer')), 'x-csrf-token': 'token' })).statusCode).toBe(403)
    await expect(requestRun(callOf(t(), anOfficer(['00000000-0000-7000-8000-000000000001'], 'case-officer')), DTI)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await ask(DTI, {})).statusCode).toBe(401)
    expect((await ask(DTI, { cookie })).statusCode).toBe(403)
  })
})
