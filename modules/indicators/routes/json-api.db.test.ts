import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { recordReadings } from '../acts/record-readings.ts'
import { saveReport } from '../acts/save-report.ts'
import { aForm, anAgency, anElement, anOfficer, callOf, NOW, SYSTEM } from '../testing.ts'
import { apiRoutes } from './api.ts'

const t = useDb()
let faces: Faces
let commune: string
const text = (vi: string) => ({ vi, en: vi })
const indicator = (code: string, expression: string) => ({ code, text: text(code), unit: text('%'), direction: 'up', decimals: 1, cutting: 'round', max: null, numerator: { expression, text: text('tử') }, denominator: { expression: '#{all_of}', text: text('mẫu') }, factor: 100, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: text('—'), checkedBy: text('—'), source: 'thử', verification: 'verified' } as const)
const definition = { code: 'thu', version: '1', title: text('Bộ thử'), authority: text('Tỉnh'), document: 'QĐ thử', issuedOn: null, validFrom: '2020-01-01', validTo: null, kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: text('Nhóm'), parent: null, points: null, scored: false, components: null, verification: 'verified', indicators: ['SHARE', 'INNER'] }] } as const
beforeAll(async () => {
  await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử')`.execute(t().owner.kysely)
  commune = await anAgency(t(), 'H55.00001', '00001')
  await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('good', { source: 'dataset' }), anElement('all_of', { source: 'dataset' }), anElement('hidden', { source: 'dataset', public: false })], frameworks: [{ definition, indicators: [indicator('SHARE', '#{good}'), indicator('INNER', '#{hidden}')] }] })
  await recordReadings(callOf(t(), SYSTEM), [['202609', 1, 4], ['202610', 3, 4]].flatMap(([period, good, all]) => [['good', good], ['all_of', all], ['hidden', 2]].map(([element, value]) => ({ element: String(element), unitCode: '00001', period: String(period), value: Number(value), comment: 'lời ghi', source: 'dataset' as const, ref: 'thu' }))))
  faces = await serveFaces(t().db, apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), NOW)
})
afterAll(() => faces.close())
const get = (path: string, headers: Record<string, string> = {}) => faces.server.inject({ url: `/api/v1/indicators/${path}`, headers })
const officer = (...roles: Parameters<typeof anOfficer>[1][]) => ({ cookie: faces.admit(anOfficer([commune], ...roles)) })
interface Figures { readonly indicators: readonly { readonly code: string; readonly value: number | null; readonly numerator: number | null; readonly denominator: number | null; readonly reported: number | null; readonly expected: number | null; readonly reasons: readonly { readonly code: string; readonly text: string }[]; readonly evidence: readonly { readonly readings: readonly string[] }[] }[] }

describe('figures', () => {
  test('every number with numerator, denominator, n of m and its readings, which open', async () => {
    const { indicators: [share = expect.fail()] } = (await get('frameworks/thu/1/figures?subject=00001&period=202610')).json<Figures>()
    expect(share).toMatchObject({ code: 'SHARE', value: 75, numerator: 3, denominator: 4, reported: 2, expected: 2, reasons: [] })
    const reading = (await get(`readings/${share.evidence[0]?.readings[0] ?? ''}`)).json<{ items: object[] }>().items
    expect(reading).toMatchObject([{ element: 'good', unit: '00001', period: '202610', value: 3, source: 'dataset', sourceRef: 'thu' }])
    expect(reading[0]).not.toHaveProperty('comment')
    expect(reading[0]).not.toHaveProperty('recordedBy')
  })
  test('the public learns nothing of an internal element, nor why beyond that', async () => {
    const of = async (headers = {}) => (await get('frameworks/thu/1/figures?subject=00001&period=202610', headers)).json<Figures>().indicators.find(({ code }) => code === 'INNER')
    expect(await of()).toMatchObject({ value: null, numerator: null, reasons: [{ code: 'no-source' }] })
    expect(await of(officer('case-officer'))).toMatchObject({ value: 50, numerator: 2 })
  })
  test('a series: what is missing is null with its reason, never zero', async () => {
    const { series: [share = expect.fail()] } = (await get('frameworks/thu/1/series?subject=00001&indicator=SHARE&from=202608&to=202610')).json<{ series: { points: { period: string; value: number | null; reasons: { code: string }[] }[] }[] }>()
    expect(share.points.map(({ period, value, reasons }) => [period, value, reasons.map(({ code }) => code)])).toEqual([['202608', null, ['no-reading', 'no-reading']], ['202609', 25, []], ['202610', 75, []]])
  })
  test('as CSV, and once more as nothing new', async () => {
    const csv = await get('frameworks/thu/1/figures?subject=00001&period=202610', { accept: 'text/csv' })
    expect(csv.body.split('\r\n')[1]).toBe('thu,1,00001,202610,SHARE,SHARE,75,%,3,4,,,2,2,verified,counted,,')
    const again = await get('frameworks/thu/1/figures?subject=00001&period=202610', { accept: 'text/csv', 'if-none-match': String(csv.headers['etag']) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
  test.each([['frameworks/thu/1/figures?period=202613', 422], ['frameworks/thu/1/figures?subject=99999', 422], ['frameworks/thu/2/figures', 404], ['frameworks/thu/1/series?from=2026&to=202610', 422], ['frameworks/thu/1/series?from=200001&to=202610', 422], ['frameworks/thu/1/series?indicator=NOPE', 404], ['readings/00000000-0000-7000-8000-000000000000', 404], ['readings/x', 404], ['readings?limit=100000', 400]])('%s is %i', async (path, status) => {
    const answer = await get(path)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8'])
  })
})
test('definitions whole, and subjects', async () => {
  expect((await get('frameworks')).json<{ items: { code: string }[] }>().items.map(({ code }) => code)).toEqual(['thu'])
  expect((await get('frameworks/thu/1')).json()).toMatchObject({ definition: { document: 'QĐ thử' }, indicators: [{ code: 'SHARE', numerator: { expression: '#{good}' } }, { code: 'INNER' }], elements: expect.arrayContaining([expect.objectContaining({ code: 'good' })]) })
  expect((await get('subjects')).json<{ items: { code: string; kind: string }[] }>().items).toMatchObject([{ code: '19', kind: 'province' }, { code: '00001', kind: 'commune' }])
})
describe('readings', () => {
  test('pages without gaps or repeats, by element, unit and period', async () => {
    const seen: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const page: { items: { id: string }[]; next: string | null } = (await get(`readings?limit=1&unit=00001${after === '' ? '' : `&after=${after}`}`)).json()
      seen.push(...page.items.map(({ id }) => id))
      after = page.next
    }
    expect([seen.length, new Set(seen).size]).toEqual([4, 4])
    expect((await get('readings?element=good&period=202610')).json<{ items: { value: number }[] }>().items.map(({ value }) => value)).toEqual([3])
  })
  test('what the branch prepares is seen by the branch', async () => {
    await aForm(t(), 'B1', [anElement('typed')])
    await saveReport(callOf(t(), anOfficer([commune], 'unit-administrator')), { form: 'B1', agencyId: commune, period: '202610' }, null, [{ element: 'typed', value: 8 }])
    const of = async (headers = {}) => (await get('readings?element=typed', headers)).json<{ items: unknown[] }>().items
    expect(await of()).toEqual([])
    expect(await of({ cookie: faces.admit(anOfficer(['00000000-0000-7000-8000-000000000009'], 'supervisor')) })).toEqual([])
    expect(await of(officer('case-officer'))).toMatchObject([{ value: 8, state: 'draft' }])
  })
})
test('what a number is worth: where it comes from, and that its period goes on', async () => {
  await recordReadings(callOf(t(), SYSTEM), [['good', 1], ['all_of', 2]].map(([element, value]) => ({ element: String(element), unitCode: '00001', period: '202612', value: Number(value), source: 'dataset' as const, ref: 'thu' })))
  const of = async (period: string) => { const { period: { open }, indicators: [share] } = (await get(`frameworks/thu/1/figures?subject=00001&period=${period}`)).json<Figures & { period: { open: boolean } }>(); return { open, ...share } }
  expect(await of('202612')).toMatchObject({ open: true, value: 50, standing: { bases: ['counted'], provisional: ['open'] } })
  expect(await of('202610')).toMatchObject({ open: false, value: 75, standing: { bases: ['counted'], provisional: [] } })
  const series = await get('frameworks/thu/1/series?subject=00001&indicator=SHARE&from=202610&to=202612', { accept: 'text/csv' })
  expect(series.body.split('\r\n').slice(1, 4).map(line => line.split(',').at(-2))).toEqual(['', '', 'open'])
})
