import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { read } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { countPlatform } from './count-platform.ts'
import { loadFrameworks } from './acts/put-framework.ts'
import { recordReadings } from './acts/record-readings.ts'
import { putForm } from './acts/put-form.ts'
import { saveReport } from './acts/save-report.ts'
import { decideReport } from './acts/decide-report.ts'
import { loadReadings } from './load-readings.ts'
import type { IndicatorsPorts } from './ports.ts'
import { parsePeriod } from './domain/period.ts'
import { figuresOf } from './queries/results.ts'
import { subjectsOf } from './queries/subjects.ts'
import { aForm, anAgency, anElement, anOfficer, callOf, SYSTEM } from './testing.ts'
import type { Framework } from './domain/framework.ts'

const t = useDb()
const PROVINCE = { code: '19', name: 'Tỉnh thử' }
const NOW = new Date('2026-03-02T09:00:00+07:00')
let communes: string[]
beforeAll(async () => {
  for (const [code, level, parent] of [['19', 'province', null], ['05443', 'commune', '19'], ['05446', 'commune', '19']] as const) await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, source) values (${newId()}, ${code}, ${`Đơn vị ${code}`}, 'x', ${level}, ${parent}, '2025-07-01', 'test') on conflict do nothing`.execute(t().owner.kysely)
  communes = [await anAgency(t(), 'H55.1'), await anAgency(t(), 'H55.2', '05446')]
  await aForm(t(), 'dan-cu', [anElement('households'), anElement('wired')])
  await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('rank', { aggregation: { time: 'last', space: 'average' } }), anElement('calls', { source: 'platform' })], frameworks: [] })
})
const text = { vi: 'x', en: 'x' }
const asking = (expression: string): Framework => ({ definition: { code: 'thu', version: '1', title: text, authority: text, document: 'x', issuedOn: null, validFrom: '2025-01-01', validTo: null, kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text, parent: null, points: null, scored: false, components: null, verification: 'verified', indicators: ['i'] }] },
  indicators: [{ code: 'i', text, unit: text, direction: 'up', decimals: 0, cutting: 'round', max: null, numerator: { expression, text }, denominator: null, factor: 1, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: text, checkedBy: text, source: 'x', verification: 'verified' }] })
const figure = async (expression: string, id = '202601', onlyPublic = false) => (await read(t().db, SYSTEM, async tx => {
  const [province] = await subjectsOf(tx, PROVINCE, '2026-01-31')
  return figuresOf(tx, asking(expression), province ?? expect.fail('no province'), parsePeriod(id) ?? expect.fail(id), { onlyPublic })
})).indicators[0] ?? expect.fail('no figure')
const put = (element: string, value: number, unitCode: string, period = '202601') => recordReadings(callOf(t(), SYSTEM), [{ element, unitCode, period, value, source: 'dataset', ref: 'thử' }])

test('subjects: the province with all its communes, each commune with its agencies', async () => {
  const subjects = await read(t().db, SYSTEM, tx => subjectsOf(tx, PROVINCE, '2026-01-31'))
  expect(subjects.map(({ kind, code, units, agencies }) => [kind, code, units, agencies.length])).toEqual([['province', '19', ['05443', '05446'], 2], ['commune', '05443', ['05443'], 1], ['commune', '05446', ['05446'], 1]])
  expect(subjects[2]?.agencies).toEqual([communes[1]])
})
describe('a figure of the province', () => {
  test('is what its communes report, with how many did', async () => {
    await put('households', 100, '05443')
    expect((await figure('#{households}')).result).toMatchObject({ value: 100 })
    expect((await figure('#{households}')).evidence[0]?.aggregated).toMatchObject({ reported: 1, expected: 2 })
    await put('households', 50, '05446')
    expect((await figure('#{households}')).evidence[0]?.aggregated).toMatchObject({ value: 150, reported: 2, expected: 2 })
  })
  test('is what was reported for the province itself, where that is known', async () => {
    await put('wired', 10, '05443')
    await put('wired', 75, '19')
    expect((await figure('#{wired}')).result.value).toBe(75)
    expect((await figure('subExpression(if(#{households} > 60, 1, 0))')).result.value).toBe(1)
  })
  test('what is not public stays out of subExpression too, whoever computes', async () => {
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('inner', { public: false })], frameworks: [] })
    await put('inner', 7, '19')
    expect((await figure('subExpression(#{inner} + 1)')).result.value).toBe(8)
    expect((await figure('subExpression(#{inner} + 1)', '202601', true)).result).toMatchObject({ value: null, reasons: [{ code: 'no-source', of: '#{inner}' }] })
  })
  test('nobody is asked for what no form asks: the province has not reported', async () => {
    expect((await figure('#{rank}')).evidence[0]?.aggregated).toMatchObject({ value: null, reported: 0, expected: 1 })
  })
})
describe('what the whole looks like', () => {
  test('an average by population weighs with the newest population, and says who has none', async () => {
    await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('share', { aggregation: { time: 'last', space: 'weighted' } }), anElement('population', { aggregation: { time: 'last', space: 'sum' } })], frameworks: [] })
    await putForm(callOf(t(), SYSTEM), { code: 'ty-le', title: 'Biểu tỷ lệ', titleEn: '', periodType: 'month', dueDays: 10, elements: ['share'], agencyKinds: ['commune-committee'], validFrom: '2026-01-01', validTo: null }, null)
    await put('share', 10, '05443')
    await put('share', 90, '05446')
    await put('population', 300, '05443', '2024')
    expect((await figure('#{share}')).result).toMatchObject({ value: null, reasons: [{ code: 'no-weight', of: '05446' }] })
    await put('population', 100, '05446', '2025')
    expect((await figure('#{share}')).result.value).toBe(30)
  })
  test('who reported and who in time is known to anybody, what they wrote is not', async () => {
    expect((await figure('R{dan-cu.EXPECTED_REPORTS}')).result.value).toBe(2)
    const officer = anOfficer([communes[0] ?? ''], 'case-officer')
    const saved = await saveReport(callOf(t(), officer, new Date('2026-02-05T09:00:00+07:00')), { form: 'dan-cu', agencyId: communes[0] ?? '', period: '202601' }, null, [{ element: 'wired', value: 3 }])
    expect((await figure('R{dan-cu.ACTUAL_REPORTS}')).result.value).toBe(0)
    await decideReport(callOf(t(), officer, new Date('2026-02-06T09:00:00+07:00')), 'submit', saved.id, saved.version)
    const asked = async (expression: string) => (await read(t().db, { kind: 'anonymous' }, async tx => figuresOf(tx, asking(expression), { units: ['05443'], own: '19', agencies: communes }, parsePeriod('202601') ?? expect.fail()))).indicators[0]?.result.value
    expect([await asked('R{dan-cu.REPORTING_RATE}'), await asked('R{dan-cu.ACTUAL_REPORTS_ON_TIME}')]).toEqual([50, 1])
    expect(await read(t().db, { kind: 'anonymous' }, async tx => (await sql`select * from indicators.report`.execute(tx)).rows)).toEqual([])
  })
})
describe('figures of a document', () => {
  const files = (value: number) => [{ name: 'bao-cao.json', content: { source: 'Báo cáo thử', unit: '19', readings: [{ element: 'rank', period: '2023', value, comment: 'nguyên văn' }] } }]
  test('are entered once, with the name of the document, and do not come back over a correction', async () => {
    expect(await loadReadings(callOf(t(), SYSTEM), files(8))).toBe(1)
    expect(await loadReadings(callOf(t(), SYSTEM), files(8))).toBe(0)
    await put('rank', 9, '19', '2023')
    expect(await loadReadings(callOf(t(), SYSTEM), files(8))).toBe(0)
    const { result, evidence } = await figure('#{rank}', '2023')
    expect([result.value, evidence[0]?.readings.map(({ source, sourceRef }) => [source, sourceRef])]).toEqual([9, [['dataset', 'thử']]])
  })
  test('a file that is wrong is named', async () => {
    await expect(loadReadings(callOf(t(), SYSTEM), [{ name: 'sai.json', content: { source: '', unit: '19', readings: [] } }])).rejects.toThrow('sai.json')
  })
})
test('what the platform counts is a reading; the month before is counted in the first days, a state of this moment is not', async () => {
  let calls = 5
  const ports: IndicatorsPorts = { province: { code: '19', name: { vi: 'x', en: 'x' } }, counters: [{ ref: 'thử', of: 'period', count: async (_tx, period) => [{ element: 'calls', value: period.id === '202602' ? 100 : calls }] }, { ref: 'kho', of: 'moment', count: async () => [{ element: 'rank', value: 1 }] }] }
  const platform = { db: t().db, now: () => NOW }
  expect(await countPlatform(platform, ports)).toBe(3)
  expect(await countPlatform(platform, ports)).toBe(0)
  calls = 6
  expect(await countPlatform(platform, ports)).toBe(1)
  expect([(await figure('#{calls}', '202602')).result.value, (await figure('#{calls}', '202603')).result.value, (await figure('#{rank}', '202602')).result.value]).toEqual([100, 6, null])
})
