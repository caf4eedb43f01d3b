import { parquetReadObjects } from 'hyparquet'
import { strFromU8, unzipSync } from 'fflate'
import { Parser, Store, type Quad } from 'n3'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import Validator from 'rdf-validate-shacl'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from '../acts/publish-dataset.ts'
import { openCache } from '../downloads/cache.ts'
import { openSource } from '../downloads/rows.ts'
import { PREFIXES } from '../dcat/graph.ts'
import { dcatApShapes } from '../dcat/shapes.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { faceRoutes } from './faces.ts'

const t = useDb()
let faces: Faces
let agency: string
let stations: string
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  agency = await anAgency(t())
  stations = await createDataset(callOf(t(), SYSTEM), 'tram-y-te', aDescription(agency, { title: 'Trạm y tế "xã"', titleEn: 'Health stations', description: 'Dòng một\ndòng \\ hai', keywords: ['y tế', 'trạm'], theme: 'y-te', refreshDays: 30 }), aSchema([aField('ma', { required: true }), aField('ten'), aField('so_giuong', { type: 'integer' }), aField('ngay', { type: 'date' }), aField('vi_tri', { type: 'point' }), aField('kin', { classification: 'shared' })], { key: ['ma'] }))
  await loaded(t(), stations, [{ ma: 'A', ten: '=1+1 <b>&', so_giuong: '5', ngay: '2026-01-31', vi_tri: '(105.8,21.6)', kin: 'bí mật' }, { ma: 'B', ten: 'Phú "Bình", 2', so_giuong: null, ngay: null, vi_tri: null, kin: 'bí mật' }])
  await publishDataset(callOf(t(), SYSTEM), stations, 2)
  const shared = await createDataset(callOf(t(), SYSTEM), 'chia-se', aDescription(agency, { title: 'Chia sẻ', access: 'shared', licence: '' }), aSchema([aField('a')]))
  await loaded(t(), shared, [{ a: '1' }])
  await publishDataset(callOf(t(), SYSTEM), shared, 2)
  faces = await serveFaces(t().db, faceRoutes, NOW)
})
afterAll(() => faces.close())
const get = async (path: string, headers: Record<string, string> = {}) => { const answer = await faces.server.inject({ method: 'GET', url: path, headers }); return { answer, status: answer.statusCode, headers: answer.headers, body: answer.body, json: () => answer.json<Record<string, unknown>>() } }
const action = async (name: string, query = '') => get(`/api/3/action/${name}${query}`)
const post = async (name: string, payload: object) => { const answer = await faces.server.inject({ method: 'POST', url: `/api/action/${name}`, payload }); return { status: answer.statusCode, json: () => answer.json<Record<string, unknown>>() } }

describe('CKAN', () => {
  test('lists, shows and finds packages and organisations', async () => {
    expect((await action('package_list')).json()).toMatchObject({ success: true, help: expect.stringContaining('package_list'), result: ['chia-se', 'tram-y-te'] })
    const shown = (await action('package_show', '?id=tram-y-te')).json()
    expect(shown).toMatchObject({ result: { id: stations, name: 'tram-y-te', license_id: 'CC-BY-4.0', isopen: true, organization: { name: 'h55-901' }, num_resources: 6, tags: [{ name: 'y tế' }, { name: 'trạm' }], state: 'active' } })
    expect((await post('package_show', { id: stations })).json()).toMatchObject({ result: { name: 'tram-y-te' } })
    expect((await action('package_search', '?q=tram+y+te&rows=1')).json()).toMatchObject({ result: { count: 1, results: [{ name: 'tram-y-te' }] } })
    expect((await action('package_search', `?fq=${encodeURIComponent('tags:"y tế" AND organization:h55-901 -access:shared')}&facet.field=${encodeURIComponent('["organization","res_format"]')}`)).json()).toMatchObject({ result: { count: 1, facets: { organization: { 'h55-901': 1 }, res_format: { CSV: 1 } }, search_facets: { organization: { items: [{ count: 1 }] } } } })
    expect((await post('package_search', { q: '', sort: 'title_string desc', rows: 1, start: 1 })).json()).toMatchObject({ result: { count: 2, results: [{ name: 'chia-se' }] } })
    expect((await action('organization_list')).json()).toMatchObject({ result: ['h55-901'] })
    expect((await action('organization_show', '?id=h55-901')).json()).toMatchObject({ result: { id: agency, package_count: 2 } })
  })
  test('answers rows, by the id of a resource', async () => {
    const { result } = (await action('package_show', '?id=tram-y-te')).answer.json<{ result: { resources: { id: string; format: string; datastore_active: boolean }[] } }>()
    expect(new Set(result.resources.map(each => each.id)).size).toBe(6)
    for (const resource of result.resources) expect((await action('resource_show', `?id=${resource.id}`)).json()).toMatchObject({ result: { format: resource.format } })
    const id = result.resources.find(each => each.datastore_active)?.id ?? ''
    expect((await action('datastore_search', `?resource_id=${id}&limit=1&sort=ma+desc`)).json()).toMatchObject({ success: true, result: { resource_id: id, fields: [{ id: 'ma', type: 'text' }, {}, { id: 'so_giuong', type: 'int8' }, {}, {}], records: [{ ma: 'B' }], total: 2, total_was_estimated: false } })
    expect((await post('datastore_search', { resource_id: id, filters: { ma: ['A', 'Z'], so_giuong: 5 }, fields: ['ma'], records_format: 'lists', include_total: false })).json()).toMatchObject({ result: { records: [['A']], fields: [{ id: 'ma' }] } })
    expect((await action('datastore_search', `?resource_id=tram-y-te&q=binh&records_format=csv&fields=ma,ten`)).json()).toMatchObject({ result: { records: 'B,"Phú ""Bình"", 2"\n', total: 1 } })
  })
  test('its errors are CKAN\'s', async () => {
    expect(await action('package_show', '?id=khong-co')).toMatchObject({ status: 404 })
    expect((await action('package_show', '?id=khong-co')).json()).toMatchObject({ success: false, error: { __type: 'Not Found Error' } })
    for (const [name, query, field] of [['package_show', '', 'id'], ['datastore_search', '?resource_id=tram-y-te&filters={"kin":"x"}', 'kin'], ['datastore_search', '?resource_id=tram-y-te&sort=kin', 'kin'], ['datastore_search', '?resource_id=tram-y-te&fields=kin', 'kin'], ['datastore_search', '?resource_id=tram-y-te&filters={', 'filters'], ['package_search', '?fq=(a OR', 'fq'], ['package_search', '?rows=x', 'rows'], ['package_search', '?sort=x', 'sort']] as const) {
      const answer = await action(name, query.replaceAll(' ', '%20'))
      expect([answer.status, answer.json()], query).toMatchObject([409, { success: false, error: { __type: 'Validation Error', [field]: [expect.any(String)] } }])
    }
    expect((await action('datastore_search', '?resource_id=chia-se')).json()).toMatchObject({ success: false, error: { __type: 'Authorization Error' } })
    expect((await action('datastore_search', '?resource_id=tram-y-te&q=bi+mat')).json()).toMatchObject({ result: { records: [] } })
    expect([(await action('constructor')).status, (await action('nope')).body]).toEqual([400, '"Bad request - Action name not known: nope"'])
  })
})

const quadsOf = (turtle: string): Quad[] => new Parser().parse(turtle)
async function faultsOf(turtle: string): Promise<string[]> {
  const prefixes = Object.entries(PREFIXES).map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`).join('\n')
  const report = await new Validator(new Store(quadsOf(`${prefixes}\n${dcatApShapes()}`))).validate(new Store(quadsOf(turtle)))
  return report.results.map(each => `${each.focusNode?.value ?? ''} ${each.path?.value ?? ''} ${each.message.map(message => message.value).join()}`)
}
describe('DCAT-AP 3', () => {
  test('the catalogue and each dataset keep to the shapes of the profile', async () => {
    const { body, headers } = await get('/catalog.ttl')
    expect(headers['content-type']).toContain('text/turtle')
    expect(await faultsOf(body)).toEqual([])
    expect(await faultsOf((await get('/du-lieu/tram-y-te.ttl')).body)).toEqual([])
    const quads = quadsOf(body)
    expect(quads.filter(quad => quad.predicate.value === 'http://www.w3.org/ns/dcat#distribution')).toHaveLength(6)
    expect(quads.find(quad => quad.predicate.value === 'http://purl.org/dc/terms/description' && quad.subject.value.endsWith('tram-y-te#dataset'))?.object.value).toBe('Dòng một\ndòng \\ hai')
    expect(body).not.toContain('kin')
  })
  test('the shapes see what is missing', async () => {
    const { body } = await get('/catalog.ttl')
    expect(await faultsOf(body.replaceAll('dcat:accessURL', 'dcat:elsewhere'))).toHaveLength(6)
    expect((await faultsOf(body.replace('http://purl.org/dc/terms/Frequency', 'http://purl.org/dc/terms/Thing'))).join()).toContain('accrualPeriodicity')
    expect((await faultsOf(body.replace(/ {2}dct:publisher <[^>]+#chu-quan> ;\n/, ''))).join()).toContain('publisher')
  })
  test('JSON-LD says the same as Turtle', async () => {
    const { body } = await get('/catalog.ttl')
    const document = (await get('/catalog.jsonld')).answer.json<{ '@graph': Record<string, { '@id'?: string; '@value'?: string }[]>[] }>()
    expect(document['@graph'].flatMap(node => Object.entries(node).flatMap(([name, values]) => name === '@id' ? [] : values)).length).toBe(quadsOf(body).length)
  })
  test('many datasets are told page by page, as hydra has it', async () => {
    await sql`insert into datasets.dataset (id, code, title, agency_id, legal_basis, purpose, licence, access, state, published_at, schema_version, last_load, created_at) select gen_random_uuid(), 'nhieu-' || n, 'Nhiều ' || n, ${agency}, 'NĐ 47/2020/NĐ-CP', 'thử', 'CC-BY-4.0', 'open', 'published', now(), 1, 1, now() from generate_series(1, 60) n`.execute(t().owner.kysely)
    await sql`insert into datasets.schema_version (dataset_id, version, schema, at) select id, 1, '{"fields":[],"key":[],"temporal":false,"rules":[]}', now() from datasets.dataset where code like 'nhieu-%'`.execute(t().owner.kysely)
    const first = (await get('/catalog.ttl')).body
    expect(first).toContain('hydra:next <https://du-lieu.tinhthu.vn/catalog.ttl?page=2>')
    expect(await faultsOf(first)).toEqual([])
    const second = (await get('/catalog.ttl?page=2')).body
    const listed = (body: string): string[] => quadsOf(body).flatMap(quad => quad.predicate.value === 'http://www.w3.org/ns/dcat#dataset' ? [quad.object.value] : [])
    expect(new Set([...listed(first), ...listed(second)]).size).toBe(62)
    expect(second).not.toContain('hydra:next')
    expect((await get('/catalog.ttl?page=9')).status).toBe(404)
    await sql`update datasets.dataset set state = 'draft' where code like 'nhieu-%'`.execute(t().owner.kysely)
  })
})

describe('files', () => {
  test('CSV never runs as a formula; hidden fields are in no file', async () => {
    const csv = await get('/du-lieu/tram-y-te.csv')
    expect(csv.body).toBe('\ufeffma,ten,so_giuong,ngay,vi_tri\r\nA,\'=1+1 <b>&,5,2026-01-31,"{""type"":""Point"",""coordinates"":[105.8,21.6]}"\r\nB,"Phú ""Bình"", 2",,,\r\n')
    expect(csv.headers['content-disposition']).toContain('tram-y-te.csv')
    for (const format of ['json', 'ndjson', 'geojson', 'xlsx', 'parquet']) expect((await get(`/du-lieu/tram-y-te.${format}`)).answer.rawPayload.toString('latin1'), format).not.toContain('kin')
  })
  test('JSON, NDJSON and GeoJSON hold the same rows', async () => {
    const rows = (await get('/du-lieu/tram-y-te.json')).answer.json<object[]>()
    expect(rows).toEqual([{ ma: 'A', ten: '=1+1 <b>&', so_giuong: 5, ngay: '2026-01-31', vi_tri: { type: 'Point', coordinates: [105.8, 21.6] } }, { ma: 'B', ten: 'Phú "Bình", 2', so_giuong: null, ngay: null, vi_tri: null }])
    expect((await get('/du-lieu/tram-y-te.ndjson')).body.trim().split('\n').map(line => JSON.parse(line))).toEqual(rows)
    expect((await get('/du-lieu/tram-y-te.geojson')).json()).toMatchObject({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { coordinates: [105.8, 21.6] }, properties: { ma: 'A' } }, { geometry: null }] })
  })
  test('XLSX is a workbook whose texts are texts and whose days are days', async () => {
    const sheet = strFromU8(unzipSync((await get('/du-lieu/tram-y-te.xlsx')).answer.rawPayload)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(sheet).toContain('<c t="inlineStr"><is><t xml:space="preserve">=1+1 &lt;b&gt;&amp;</t></is></c><c><v>5</v></c><c s="1"><v>46053</v></c>')
  })
  test('Parquet reads back', async () => {
    const { rawPayload } = (await get('/du-lieu/tram-y-te.parquet')).answer
    expect(await parquetReadObjects({ file: new Uint8Array(rawPayload).buffer })).toMatchObject([{ ma: 'A', so_giuong: 5n, vi_tri: { coordinates: [105.8, 21.6] } }, { ma: 'B', so_giuong: null }])
    expect(await readdir(join(faces.platform.config.varDir, 'datasets', 'tram-y-te'))).toEqual(['1-1.parquet'])
  })
  test('whoever has the newest is told so, until a load changes it', async () => {
    const { headers } = await get('/du-lieu/tram-y-te.csv')
    const [etag, modified] = [String(headers['etag']), String(headers['last-modified'])]
    expect((await get('/du-lieu/tram-y-te.csv', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('/du-lieu/tram-y-te.csv', { 'if-modified-since': modified })).status).toBe(304)
    expect((await get('/du-lieu/tram-y-te.csv', { 'if-none-match': '"other"', 'if-modified-since': modified })).status).toBe(200)
    await loaded(t(), stations, [{ ma: 'C', ten: 'Mới', so_giuong: null, ngay: null, vi_tri: null, kin: null }])
    const after = await get('/du-lieu/tram-y-te.csv', { 'if-none-match': etag })
    expect([after.status, after.body.trim().split('\n').length]).toEqual([200, 4])
    expect((await faces.server.inject({ method: 'HEAD', url: '/du-lieu/tram-y-te.csv' })).headers['etag']).not.toBe(etag)
    await get('/du-lieu/tram-y-te.parquet')
    expect(await readdir(join(faces.platform.config.varDir, 'datasets', 'tram-y-te'))).toEqual(['1-2.parquet'])
  })
  test('many rows come page by page, and large files are kept', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'lon', aDescription(agency), aSchema([aField('n', { type: 'integer', required: true })], { key: ['n'] }))
    await loaded(t(), id, [{ n: '0' }])
    await publishDataset(callOf(t(), SYSTEM), id, 2)
    await sql`insert into dataset_rows.lon (_load, _from, n) select 1, '-infinity', n from generate_series(1, 12000) n`.execute(t().owner.kysely)
    await sql`update datasets.dataset set row_count = 12001 where id = ${id}`.execute(t().owner.kysely)
    const first = await get('/du-lieu/lon.csv')
    expect(first.body.trim().split('\r\n')).toHaveLength(12_002)
    expect(await readdir(join(faces.platform.config.varDir, 'datasets', 'lon'))).toEqual(['1-1.csv'])
    expect((await get('/du-lieu/lon.csv')).answer.rawPayload.equals(first.answer.rawPayload)).toBe(true)
    expect(await parquetReadObjects({ file: new Uint8Array((await get('/du-lieu/lon.parquet')).answer.rawPayload).buffer })).toHaveLength(12_001)
  })
  test('whoever leaves before the answer takes no place of the others, and whoever stops reading gives way', async () => {
    let at = NOW
    const cache = openCache(join(faces.platform.config.varDir, 'others'), () => at)
    const begin = async () => (await cache.file(await openSource(faces.platform, 'lon'), 'csv', NOW)).content
    for (let left = 0; left < 8; left++) { const content = await begin(); content.destroy(); await once(content, 'close') }
    const idle = await Promise.all(Array.from({ length: 6 }, begin))
    await expect(begin()).rejects.toMatchObject({ code: 'busy' })
    at = new Date(NOW.getTime() + 121_000)
    const last = await begin()
    expect(idle.map(content => content.destroyed)).toEqual([true, false, false, false, false, false])
    for (const content of [...idle, last]) content.destroy()
  })
  test('what is not offered is not there', async () => {
    expect((await get('/du-lieu/lon.geojson')).json()).toMatchObject({ status: 404, code: 'no-such-format' })
    expect((await get('/du-lieu/chia-se.csv')).status).toBe(403)
    expect((await get('/du-lieu/khong-co.csv')).status).toBe(404)
  })
})

test('page, package, entry and files go together when a dataset is withdrawn', async () => {
  await withdrawDataset(callOf(t(), SYSTEM), stations, 4, 'sai nguồn')
  expect((await action('package_list')).json()).toMatchObject({ result: ['chia-se', 'lon'] })
  for (const path of ['/api/3/action/package_show?id=tram-y-te', '/du-lieu/tram-y-te.ttl', '/du-lieu/tram-y-te.csv', '/rest/tram-y-te', '/api/v1/datasets/tram-y-te', '/api/v1/datasets/tram-y-te/rows']) expect((await get(path)).status, path).toBe(404)
  expect((await get('/catalog.ttl')).body).not.toContain('tram-y-te')
})
