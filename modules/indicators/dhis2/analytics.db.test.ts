import { DataEngine, FetchError, RestAPILink } from '@dhis2/data-engine'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { recordReadings } from '../acts/record-readings.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import { parsePeriod } from '../domain/period.ts'
import { findFramework } from '../queries/frameworks.ts'
import { figuresOf } from '../queries/results.ts'
import { apiRoutes } from '../routes/api.ts'
import { anAgency, anElement, anOfficer, callOf, NOW, SYSTEM } from '../testing.ts'
import { uidOf } from './uid.ts'

/** The engine of DHIS2's own front end (`@dhis2/app-service-data` hands it out) against our routes over HTTP, with the questions that `@dhis2/analytics` asks. */
const t = useDb()
let faces: Faces
let engine: DataEngine
const text = (vi: string) => ({ vi, en: vi })
const indicator = (code: string, numerator: string, denominator: string | null, more: Partial<IndicatorDefinition> = {}): IndicatorDefinition => ({ code, text: text(`Chỉ số ${code}`), unit: text('%'), direction: 'up', decimals: 2, cutting: 'round', max: null, numerator: { expression: numerator, text: text('tử') }, denominator: denominator === null ? null : { expression: denominator, text: text('mẫu') }, factor: 100, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: text('—'), checkedBy: text('—'), source: 'thử', verification: 'verified', ...more })
const [GOOD, SECRET, SHARE, CHANGE] = [uidOf('dataElement', 'good'), uidOf('dataElement', 'hidden'), uidOf('indicator', 'thu.1.SHARE'), uidOf('indicator', 'thu.1.CHANGE')]
const unit = (code: string) => uidOf('organisationUnit', code)
const PROVINCE = unit('19')
const cookies = { current: '' }

beforeAll(async () => {
  await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử'), (uuidv7(), '00002', 'commune', 'Xã Phú', 'Xã', '19', '2018-01-01', 'thử')`.execute(t().owner.kysely)
  for (const code of ['00001', '00002']) await anAgency(t(), `H55.${code}`, code)
  const definition = { code: 'thu', version: '1', title: text('Bộ thử'), authority: text('Tỉnh'), document: 'QĐ thử', issuedOn: null, validFrom: '2020-01-01', validTo: null, kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: text('Nhóm'), parent: null, points: null, scored: false, components: null, verification: 'verified', indicators: ['SHARE', 'CHANGE', 'INNER'] }] } as const
  await loadFrameworks(callOf(t(), SYSTEM), { elements: [anElement('good', { source: 'dataset' }), anElement('all_of', { source: 'dataset' }), anElement('hidden', { source: 'dataset', public: false }), anElement('dossiers_received', { source: 'platform', public: false })], frameworks: [{ definition, indicators: [indicator('SHARE', '#{good}', '#{all_of}'), indicator('CHANGE', '#{good} - #{good}.periodOffset(-1)', null, { factor: 1 }), indicator('INNER', '#{hidden}', null, { factor: 1 })] }] })
  await recordReadings(callOf(t(), SYSTEM), [['00001', '202401', 30, 40], ['00001', '202402', 33, 40], ['00002', '202401', 10, 60], ['00002', '202402', 0, 60]].flatMap(([unitCode, period, good, all]) => [['good', good], ['all_of', all], ['hidden', 7777]].map(([element, value]) => ({ element: String(element), unitCode: String(unitCode), period: String(period), value: Number(value), source: 'dataset' as const, ref: 'thu' }))))
  faces = await serveFaces(t().db, apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), NOW)
  engine = new DataEngine(new RestAPILink({ baseUrl: `${faces.url}/api/dhis2`, apiVersion: 41 }))
})
afterAll(() => faces.close())

interface Answer { readonly headers: readonly { readonly name: string }[]; readonly rows: readonly (readonly string[])[]; readonly metaData: { readonly items: Readonly<Record<string, { readonly name: string; readonly dimensionItemType?: string }>>; readonly dimensions: Readonly<Record<string, readonly string[]>> }; readonly height: number }
/** As `AnalyticsBase.fetch` of @dhis2/analytics 29 asks: all dimensions in one list. */
const analytics = async (dimensions: readonly string[], filters: readonly string[] = [], parameters: Record<string, string | boolean> = {}): Promise<Answer> =>
  (await engine.query<{ data: Answer }>({ data: { resource: 'analytics', params: { dimension: [...dimensions], ...filters.length > 0 ? { filter: [...filters] } : {}, ...parameters } } })).data
const refused = (dimensions: readonly string[], filters: readonly string[] = [], parameters: Record<string, string | boolean> = {}) => analytics(dimensions, filters, parameters).then(() => 'answered', (error: unknown) => error instanceof FetchError ? `${String(error.details.httpStatusCode)} ${String(error.details['errorCode'])}` : String(error))
const get = (path: string, headers: Record<string, string> = {}) => faces.server.inject({ url: `/api/dhis2/api/${path}`, headers: { ...headers, ...cookies.current === '' ? {} : { cookie: cookies.current } } })

describe('the data engine', () => {
  test('reads who we are, units by level, and what can be asked for', async () => {
    const found = await engine.query<Readonly<Record<string, unknown>>>({ info: { resource: 'system/info' }, units: { resource: 'organisationUnits', params: { fields: ['id', 'displayName~rename(name)', 'path', 'children::isNotEmpty'], filter: ['level:eq:2', 'displayName:ilike:dong'], paging: false } }, levels: { resource: 'organisationUnitLevels', params: { paging: false } }, indicator: { resource: 'indicators', id: SHARE, params: { fields: 'id,displayName,numerator,denominatorDescription,indicatorType[factor]' } }, types: { resource: 'periodTypes' } })
    expect(found['info']).toMatchObject({ version: '2.41.0' })
    expect(found['units']).toMatchObject({ organisationUnits: [{ id: unit('00001'), name: 'Xã Đồng', path: `/${PROVINCE}/${unit('00001')}` }] })
    expect(found['levels']).toMatchObject({ organisationUnitLevels: [{ displayName: 'Tỉnh' }, { displayName: 'Xã, phường' }, { displayName: 'Cơ quan cấp tỉnh' }] })
    expect(found['indicator']).toEqual({ id: SHARE, displayName: 'Chỉ số SHARE', numerator: '#{good}', denominatorDescription: 'mẫu', indicatorType: { factor: 100 } })
    expect(found['types']).toMatchObject({ periodTypes: expect.arrayContaining([expect.objectContaining({ name: 'SixMonthly', isoFormat: 'yyyySn' })]) })
  })
  test('an object by its code, and one that is not there', async () => {
    expect((await get('dataElements/good?fields=id,code')).json()).toEqual({ id: GOOD, code: 'good' })
    expect((await get('dataElements/nothing')).json()).toMatchObject({ httpStatusCode: 404, errorCode: 'E1005' })
  })
})

describe('analytics', () => {
  test('the two questions of @dhis2/analytics: names, then numbers', async () => {
    const dimensions = [`dx:${SHARE};${GOOD}`, 'ou:LEVEL-2', 'pe:202401;202402']
    const names = await analytics(dimensions, [], { skipMeta: false, skipData: true, includeMetadataDetails: true })
    expect(names.rows).toEqual([])
    expect(names.metaData.dimensions).toEqual({ dx: [SHARE, GOOD], ou: [unit('00001'), unit('00002')], pe: ['202401', '202402'], co: [] })
    expect(names.metaData.items[SHARE]).toMatchObject({ name: 'Chỉ số SHARE', dimensionItemType: 'INDICATOR' })
    const numbers = await analytics(dimensions, [], { skipMeta: true, skipData: false })
    expect(numbers.headers.map(({ name }) => name)).toEqual(['dx', 'ou', 'pe', 'value'])
    expect(numbers.rows).toEqual([[SHARE, unit('00001'), '202401', '75'], [SHARE, unit('00001'), '202402', '82.5'], [SHARE, unit('00002'), '202401', '16.67'], [SHARE, unit('00002'), '202402', '0'],
      [GOOD, unit('00001'), '202401', '30'], [GOOD, unit('00001'), '202402', '33'], [GOOD, unit('00002'), '202401', '10'], [GOOD, unit('00002'), '202402', '0']])
  })
  test('a filter makes one number of several: of sums, not of shares', async () => {
    expect((await analytics([`dx:${SHARE}`], ['ou:LEVEL-2', 'pe:202401;202402'], { skipRounding: true, includeNumDen: true })).rows).toEqual([[SHARE, '36.5', '73', '200', '100', '100', '1']])
    expect((await analytics([`dx:${GOOD}`, 'pe:2024Q1'], [`ou:${unit('00001')};${unit('00002')}`])).rows).toEqual([[GOOD, '2024Q1', '73']])
    expect((await analytics([`dx:${GOOD}`, `ou:${unit('00001')}`], ['pe:202401;202402'], { aggregationType: 'AVERAGE' })).rows).toEqual([[GOOD, unit('00001'), '31.5']])
  })
  test('what is missing is no row, and never zero', async () => {
    expect((await analytics([`dx:${GOOD};${CHANGE}`, `ou:${unit('00001')}`, 'pe:202401;202402;202403'])).rows).toEqual([[GOOD, unit('00001'), '202401', '30'], [GOOD, unit('00001'), '202402', '33'], [CHANGE, unit('00001'), '202402', '3']])
  })
  test('measureCriteria, order, schemes, codes instead of UIDs, CSV, layout', async () => {
    expect((await analytics(['dx:good', 'ou:00001;00002', 'pe:202401;202402'], [], { measureCriteria: 'GE:10;LT:33', order: 'DESC', outputIdScheme: 'CODE' })).rows).toEqual([['good', '00001', '202401', '30'], ['good', '00002', '202401', '10']])
    expect((await get(`analytics.csv?dimension=dx:${GOOD}&dimension=ou:LEVEL-2&dimension=pe:202401&outputIdScheme=NAME`)).body).toBe('Data,Organisation unit,Period,Value\ngood,Xã Đồng,tháng 1 năm 2024,30\ngood,Xã Phú,tháng 1 năm 2024,10')
    const table = (await get(`analytics?dimension=dx:${GOOD}&dimension=ou:LEVEL-2&dimension=pe:202401;202402&tableLayout=true&columns=pe&rows=ou`)).json<{ rows: string[][] }>()
    expect(table.rows.map(row => [row[1], ...row.slice(4)])).toEqual([['Xã Đồng', '30', '33'], ['Xã Phú', '10', '0']])
    expect((await get(`analytics/dataValueSet?dimension=dx:${GOOD}&dimension=ou:00001&dimension=pe:202401`)).json()).toMatchObject({ dataValues: [{ dataElement: GOOD, period: '202401', orgUnit: unit('00001'), value: '30' }] })
  })
  test.each([
    [[], [], {}, 'E7101'], [['pe:202401'], [], {}, 'E7102'], [['dx:nothing1234', 'pe:202401'], [], {}, 'E7102'], [['dx:good'], [], {}, 'E7104'], [['dx:good', 'pe:202413'], [], {}, 'E7124'], [['dx:good', 'dx:good', 'pe:2024'], [], {}, 'E7111'],
    [['dx:good', 'pe:2024'], ['pe:2023'], {}, 'E7103'], [['dx:good', 'pe:2024', 'zz:1'], [], {}, 'E7125'], [['dx:good', 'pe:2024'], [], { startDate: '2024-01-01' }, 'E7105'], [['pe:2024'], ['dx:thu.1.SHARE;thu.1.CHANGE'], {}, 'E7108'], [['dx:good', 'pe:2024'], [], { aggregationType: 'STDDEV' }, 'E7115'],
    [['dx:good', 'ou:LEVEL-9', 'pe:2024'], [], {}, 'E7124'], [['dx:good'], ['pe:2024;202401'], {}, 'E7133'], [['dx:good', 'pe:2024'], [], { tableLayout: true, columns: 'ou' }, 'E7126'], [['dx:good', 'pe:2024'], [], { measureCriteria: 'OVER:9000' }, 'E7133'],
  ] as const)('%j %j %j is refused as %s', async (dimensions, filters, parameters, code) => { expect(await refused(dimensions, filters, parameters)).toBe(`409 ${code}`) })
  test('more than 50,000 cells are too many', async () => {
    const periods = Array.from({ length: 30 }, (_, year) => Array.from({ length: 366 }, (__, day) => { const date = new Date(Date.UTC(1996 + year, 0, day + 1)); return date.toISOString().slice(0, 10).replaceAll('-', '') })).flat()
    // an address of that length no server takes, so the limit itself is asked
    const { parseAnalytics } = await import('./analytics-query.ts')
    const { readCatalogue } = await import('./catalogue.ts')
    const { askOf } = await import('./listing.ts')
    const catalogue = await read(t().db, SYSTEM, tx => readCatalogue(tx, { province: { code: '19', name: text('Tỉnh Thử') }, on: '2026-01-01', lang: 'vi' }))
    expect(() => parseAnalytics(askOf(`/x?dimension=dx:good;all_of;hidden&dimension=ou:LEVEL-2&dimension=pe:${periods.join(';')}`), catalogue, { today: '2026-01-01', own: undefined })).toThrow('Query result set exceeded max limit: `50000`')
  })
  test('the public reads nothing that is not public; an officer does', async () => {
    expect((await analytics([`dx:${SECRET};${uidOf('indicator', 'thu.1.INNER')}`, 'ou:LEVEL-2', 'pe:202401'])).rows).toEqual([])
    // what the platform counts by itself stands behind no wall of readings
    const counted = async () => (await get('analytics?dimension=dx:dossiers_received&dimension=ou:00001&dimension=pe:202401')).json<Answer>().rows.length
    expect(await counted()).toBe(0)
    cookies.current = faces.admit(anOfficer(['00000000-0000-0000-0000-000000000001'], 'case-officer'))
    try { expect((await get(`analytics?dimension=dx:${SECRET}&dimension=ou:00001&dimension=pe:202401`)).json<Answer>().rows).toEqual([[SECRET, unit('00001'), '202401', '7777']]); expect(await counted()).toBe(1) } finally { cookies.current = '' }
  })
  test('relative periods, own unit, and the same answer is not sent twice', async () => {
    expect((await get('analytics?dimension=dx:good&dimension=pe:LAST_3_MONTHS')).json<Answer>().metaData.dimensions['pe']).toEqual(['202609', '202610', '202611'])
    expect((await get('analytics?dimension=dx:good&dimension=pe:202401&filter=ou:USER_ORGUNIT_CHILDREN')).json<Answer>().rows).toEqual([[GOOD, '202401', '40']])
    const first = await get('indicators')
    expect((await get('indicators', { 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304)
  })
})

test('analytics and the figures of a framework are the same numbers', async () => {
  for (const [subject, unitCode] of [[{ units: ['00001'], agencies: [] }, '00001'], [{ own: '19', units: ['00001', '00002'], agencies: [] }, '19']] as const) for (const id of ['202401', '202402', '202403']) {
    const figures = await read(t().db, SYSTEM, async tx => figuresOf(tx, await findFramework(tx, 'thu', { edition: '1' }) ?? expect.fail(), subject, parsePeriod(id) ?? expect.fail()))
    const rows = (await get(`analytics?dimension=dx:${SHARE};${CHANGE}&dimension=pe:${id}&filter=ou:${unitCode}&skipRounding=true`)).json<Answer>().rows
    for (const { definition, result } of figures.indicators.filter(each => each.definition.code !== 'INNER')) expect(rows.find(([dx]) => dx === uidOf('indicator', `thu.1.${definition.code}`))?.[2] ?? null).toBe(result.value === null ? null : String(Number(result.value.toFixed(10))))
  }
})
