import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { read, transact, type Tx } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { generateDossiers, countService } from '../dossiers/index.ts'
import { aWorld } from '../dossiers/testing.ts'
import { loadFrameworks } from './acts/put-framework.ts'
import { recordReadings } from './acts/record-readings.ts'
import { parsePeriod } from './domain/period.ts'
import { findFramework } from './queries/frameworks.ts'
import { figuresOf, successionEdges, type FrameworkFigures } from './queries/results.ts'
import { headlineText } from './pages/headline.tsx'
import { readFrameworks } from './read-frameworks.ts'
import { callOf, SYSTEM } from './testing.ts'

const t = useDb()
let agency: string
const period = (id: string) => parsePeriod(id) ?? expect.fail(id)
beforeAll(async () => {
  const world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  await generateDossiers(t().owner, { count: 200, now: world.platform.now(), ledger: false, seed: 0.5 })
  agency = world.commune
  await sql`update dossiers.dossier set competent_agency_id = ${agency}`.execute(t().owner.kysely)
  const files = ['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(dir => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) })))
  await loadFrameworks(callOf(t(), SYSTEM), readFrameworks(files))
})
const figures = (code: string, edition: string, id: string, units: readonly string[] = ['05443']): Promise<FrameworkFigures> => read(t().db, SYSTEM, async tx => figuresOf(tx, await findFramework(tx, code, { edition }) ?? expect.fail(code), { units, agencies: [agency] }, period(id)))
const one = (all: FrameworkFigures, code: string) => all.indicators.find(({ definition }) => definition.code === code) ?? expect.fail(code)
const put = (element: string, id: string, value: number, category = '', unitCode = '05443') => recordReadings(callOf(t(), SYSTEM), [{ element, category, unitCode, period: id, value, source: 'dataset', ref: 'thu' }])

describe('QĐ 766, live', () => {
  test('on time is what the dossiers say, and names them as its evidence', async () => {
    const counts = (await read(t().db, SYSTEM, (tx: Tx) => countService(tx, { agencies: [agency], periods: [period('202602')] }))).get(agency)?.get('202602')
    const all = await figures('qd-766', '2022', '202602')
    const { result, evidence, steps } = one(all, 'ON_TIME')
    const [good, of] = [(counts?.doneOnTime ?? 0) + (counts?.openInTime ?? 0), (counts?.received ?? 0) + (counts?.carriedOver ?? 0)]
    expect(of).toBeGreaterThan(10)
    expect(result).toMatchObject({ numerator: good, denominator: of, value: good / of * 100, reasons: [] })
    expect(result.points).toBeCloseTo(good / of * 20, 9)
    expect(evidence.map(({ element, fromDossiers }) => [element, fromDossiers])).toEqual(['dossiers_done_on_time', 'dossiers_open_in_time', 'dossiers_received', 'dossiers_carried_over'].map(element => [element, true]))
    expect(steps.denominator?.parts.map(({ text, outcome }) => [text, outcome])).toEqual([['#{dossiers_received}', counts?.received], ['#{dossiers_carried_over}', counts?.carriedOver]])
    expect(all.groups.find(({ group }) => group.code === 'progress')).toMatchObject({ known: 20, points: result.points })
  })
  test('what has no source says why; once it is reported it counts, and its readings are the evidence', async () => {
    expect(one(await figures('qd-766', '2022', '202602'), 'PETITION_PROCESSING_ON_TIME').result).toMatchObject({ points: null, reasons: [{ code: 'no-source' }, { code: 'no-source' }] })
    await put('petitions', '202602', 4)
    await put('petitions_in_time', '202602', 3)
    const { result, evidence } = one(await figures('qd-766', '2022', '202602'), 'PETITION_PROCESSING_ON_TIME')
    expect(result).toMatchObject({ numerator: 3, denominator: 4, points: 4.5 })
    expect(evidence.map(each => [each.element, each.fromDossiers, each.aggregated?.reported, each.readings.map(({ sourceRef, value }) => `${sourceRef} ${String(value)}`)])).toEqual([['petitions_in_time', false, 1, ['thu 3']], ['petitions', false, 1, ['thu 4']]])
  })
  test('a stranger\'s month without anything is full where nothing applies', async () => {
    const all = await figures('qd-766', '2022', '201901')
    const qd766 = await read(t().db, SYSTEM, async tx => await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail('qd-766'))
    expect(one(all, 'ON_TIME').result).toMatchObject({ points: 20, nothingApplies: true, value: null })
    // and that alone is no total: whoever had nothing to do would be first
    expect(all.total.value).toBeNull()
    expect(headlineText({ lang: 'vi', framework: qd766, figures: all }).main).toBe('Không phát sinh trong kỳ')
    expect((await figures('qd-766', '2022', '202602')).total.value).toBeGreaterThan(0)
  })
})
describe('evidence', () => {
  const of = async (indicators: readonly { readonly code: string; readonly expression: string }[], id: string): Promise<FrameworkFigures> => read(t().db, SYSTEM, async tx => {
    const { definition, indicators: [base = expect.fail()] } = await findFramework(tx, 'qd-766', { edition: '2022' }) ?? expect.fail()
    return figuresOf(tx, { definition: { ...definition, groups: [] }, indicators: indicators.map(({ code, expression }) => ({ ...base, code, numerator: { expression, text: base.text }, denominator: null, factor: 1, formula: null, max: null })) }, { units: ['05443'], agencies: [agency] }, period(id))
  })
  const told = ({ evidence }: FrameworkFigures['indicators'][number]) => evidence.map(({ item, periods, readings, fromDossiers }) => [item, periods.map(each => each.id), readings.map(reading => [reading.period, reading.value]), fromDossiers])
  test('is of the periods that were read, once for every view, and shows what says why there is none', async () => {
    for (const [id, value] of [['202510', 7], ['202511', 8], ['202512', 9]] as const) await put('petitions_satisfied', id, value)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'petitions_rated', unitCode: '05443', period: '202512', value: null, comment: 'chưa khảo sát', source: 'dataset', ref: 'thu' }])
    const { indicators: [change = expect.fail(), none = expect.fail()] } = await of([{ code: 'x.1', expression: '#{petitions_satisfied} - #{petitions_satisfied}.periodOffset(-1)' }, { code: 'x.2', expression: '#{petitions_rated}' }], '202512')
    expect(change.result.value).toBe(1)
    expect(told(change)).toEqual([['#{petitions_satisfied}', ['202512'], [['202512', 9]], false], ['#{petitions_satisfied}', ['202511'], [['202511', 8]], false]])
    expect([none.result.value, told(none)]).toEqual([null, [['#{petitions_rated}', ['202512'], [['202512', null]], false]]])
  })
  test('a reading of another month or category does not stand before what the platform counts', async () => {
    await put('dossiers_received', '202601', 3)
    const { indicators: [now = expect.fail(), category = expect.fail()] } = await of([{ code: 'x.1', expression: '#{dossiers_received}' }, { code: 'x.2', expression: '#{dossiers_received.late}' }], '202602')
    expect([now.result.value, told(now)]).toEqual([expect.any(Number), [['#{dossiers_received}', ['202602'], [], true]]])
    expect(category.result).toMatchObject({ value: null, reasons: [{ code: 'no-reading', of: '#{dossiers_received.late}' }] })
    expect((await of([{ code: 'x.1', expression: '#{dossiers_received}' }], '202601')).indicators[0]?.result.value).toBe(3)
  })
  test('indicators that lie deep on one another are evaluated once each', async () => {
    const deep = await of([{ code: 'x.0', expression: '#{petitions_satisfied}' }, ...Array.from({ length: 40 }, (_, at) => ({ code: `x.${at + 1}`, expression: `N{x.${at}} + N{x.${at}}` }))], '202510')
    expect(deep.indicators.at(-1)?.result.value).toBe(7 * 2 ** 40)
  })
})
test('DTI 2022: the official row comes to the official total, smart city does not count', async () => {
  for (const [at, value] of [1.0000, 0.9000, 0.8253, 0.8487, 0.7578].entries()) await put(['dti_awareness', 'dti_institutions', 'dti_infrastructure', 'dti_people', 'dti_security'][at] ?? '', '2022', value, '', '48')
  for (const [element, value] of [['dti_gov', 0.8575], ['dti_econ', 0.7836], ['dti_soc', 0.5197], ['dti_smart_city', 1]] as const) await put(element, '2022', value, '', '48')
  const all = await figures('dti', '2022', '2022', ['48'])
  expect(Math.abs((all.total.value ?? NaN) / 1000 - 0.8002)).toBeLessThanOrEqual(0.0001)
  expect(all.groups.map(({ group, points }) => [group.code, points === null ? null : Math.round(points * 100) / 100])).toEqual([['common', 433.18], ['smart-city', 0], ['activity', 367]])
  await put('dti_gov', '2021', 0.5, '', '48')
  expect((await figures('dti', '2022', '2021', ['48'])).total).toMatchObject({ missing: expect.arrayContaining(['922.1']), weight: 200, of: 1000 })
})
test('Resolution 01: the published figures of 2023 open which criteria they meet', async () => {
  for (const [element, value, category] of [['work_dossiers_online', 90, 'province'], ['work_dossiers_online', 65, 'district'], ['work_dossiers_online', 40, 'commune'], ['dti_rank', 8, ''], ['households_fibre', 75, ''], ['digital_economy_share', 42.92, '']] as const) await put(element, '2023', value, category, '19')
  const all = await figures('resolution-01', '2021-2025', '2023', ['19'])
  expect(all.tally).toEqual({ met: 1, notMet: 2, unknown: 6, unverified: 7, of: 16 })
  expect(all.criteria.find(({ criterion }) => criterion.code === 'nq01.02')?.tests.map(({ value, met }) => [value, met])).toEqual([[90, 'not-met'], [65, 'not-met'], [40, 'not-met']])
})
test('edges of units come from the organisations, the divided ones without a share', async () => {
  await sql`insert into organisations.unit_succession (old_code, new_code, level, on_date, partial, source) values ('A1', 'B1', 'commune', '2025-07-01', false, 'test'), ('A2', 'B1', 'commune', '2025-07-01', true, 'test')`.execute(t().owner.kysely)
  expect(await transact(t().db, SYSTEM, tx => successionEdges(tx, 'commune'))).toEqual([{ from: 'A1', to: 'B1', on: '2025-07-01', share: 1 }, { from: 'A2', to: 'B1', on: '2025-07-01', share: null }])
})
