import { Parser, Store } from 'n3'
import Validator from 'rdf-validate-shacl'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { PREFIXES } from '../dcat/graph.ts'
import { dcatApShapes } from '../dcat/shapes.ts'
import { judgeEntry } from '../harvest/entry.ts'
import { readDcat } from '../harvest/read-dcat.ts'
import { readCkan } from '../harvest/read-ckan.ts'
import { readRdf } from '../harvest/rdf.ts'
import { runHarvest } from '../harvest/run-harvest.ts'
import { anotherCatalogue, aPackage, ckanOf, type OtherCatalogue } from '../harvest/testing.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { faceRoutes } from './faces.ts'
import { harvestRoutes } from './harvest.ts'
import { portalRoutes } from './portal.ts'

const t = useDb()
let faces: Faces
let other: OtherCatalogue
let [steward, viewer, id] = ['', '', '']
let packages: object[] = []
const HOSTILE = '<script>alert(1)</script>'
beforeAll(async () => {
  const agency = await anAgency(t())
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const own = await createDataset(callOf(t(), SYSTEM), 'tram-y-te', aDescription(agency, { title: 'Trạm y tế', theme: 'y-te' }), aSchema([aField('ma', { required: true })], { key: ['ma'] }))
  await loaded(t(), own, [{ ma: 'A' }])
  await publishDataset(callOf(t(), SYSTEM), own, 2)
  faces = await serveFaces(t().db, [...faceRoutes, ...portalRoutes, ...harvestRoutes], NOW)
  steward = faces.admit(anOfficer(agency, 'data-steward'))
  viewer = faces.admit(anOfficer(agency, 'supervisor'))
  other = await anotherCatalogue()
  other.pages.set('/api/3/action/package_search', ckanOf(() => packages))
  packages = [aPackage('benh-vien', { title: `Bệnh viện tuyến tỉnh ${HOSTILE}`, notes: `Mô tả ${HOSTILE}`, resources: [{ name: 'Tệp', url: 'https://moh.example/a.csv', format: 'CSV' }, { name: 'Xấu', url: `javascript:alert(1)`, format: 'HTML' }] }), aPackage('tai-lai', { url: 'https://du-lieu.tinhthu.vn/du-lieu/tram-y-te' })]
})
afterAll(async () => { await faces.close(); await other.close() })
const get = (url: string, as = '') => faces.server.inject({ method: 'GET', url, headers: { accept: 'text/html', ...as === '' ? {} : { cookie: as } } })
const post = (url: string, fields: Record<string, string>, as = steward) => faces.server.inject({ method: 'POST', url, headers: { cookie: as, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }, payload: new URLSearchParams({ _csrf: 'token', ...fields }).toString() })

describe('a steward', () => {
  test('sees what stands at an address before adding it, and is told what is wrong with one', async () => {
    const seen = await post('/kho-du-lieu/danh-muc-ngoai/xem-thu', { kind: 'ckan', address: other.url })
    expect(seen.body).toContain('Danh mục có 2 mục')
    expect(seen.body).toContain('Là dữ liệu của tỉnh, do nơi khác thu thập')
    expect(seen.body).not.toContain(HOSTILE)
    for (const address of [`${other.url}/khong-co`, 'http://169.254.169.254/', 'file:///etc/passwd']) {
      const refused = await post('/kho-du-lieu/danh-muc-ngoai/xem-thu', { kind: 'ckan', address })
      expect([address, refused.statusCode]).toEqual([address, 422])
      expect(refused.body).toContain('govuk-error-message')
    }
    for (const who of [viewer, '']) expect((await post('/kho-du-lieu/danh-muc-ngoai/xem-thu', { kind: 'ckan', address: other.url }, who)).statusCode).not.toBe(200)
  })
  test('adds it; the first run brings its entries, and says what it refused', async () => {
    const bad = await post('/kho-du-lieu/danh-muc-ngoai/moi', { kind: 'ckan', address: other.url, title: '', code: 'bo-y-te', everyMinutes: '1440', keepVanishedDays: '30' })
    expect([bad.statusCode, bad.body.includes('Danh mục có 2 mục')]).toEqual([422, true])
    const added = await post('/kho-du-lieu/danh-muc-ngoai/moi', { kind: 'ckan', address: other.url, title: 'Bộ Y tế Thử', code: 'bo-y-te', everyMinutes: '1440', keepVanishedDays: '30' })
    expect(added.statusCode).toBe(303)
    id = String(added.headers['location']).split('/').at(-1) ?? ''
    await runHarvest(faces.platform, id)
    const page = (await get(`/kho-du-lieu/danh-muc-ngoai/${id}`, steward)).body
    expect(page).toContain('1 mục ở cổng dữ liệu mở')
    expect(page).toContain('Là dữ liệu của tỉnh, do nơi khác thu thập')
    expect((await get('/kho-du-lieu/danh-muc-ngoai', steward)).body).toContain('Bộ Y tế Thử')
    expect((await get(`/kho-du-lieu/danh-muc-ngoai/${id}`, viewer)).statusCode).toBe(403)
  })
})

describe('the portal', () => {
  test('finds and narrows by entries of other catalogues, marked as theirs', async () => {
    const all = (await get('/du-lieu')).body
    expect(all).toContain('Của danh mục khác')
    expect(all).toMatch(/href="\/du-lieu\?danh-muc=bo-y-te"/)
    const found = (await get('/du-lieu?q=benh+vien&danh-muc=bo-y-te')).body
    expect(found).toContain('theo Bộ Y tế Thử')
    expect(found).not.toContain(HOSTILE)
    expect((await get('/du-lieu?danh-muc=tinh')).body).not.toContain('theo Bộ Y tế Thử')
    expect((await get('/du-lieu?pham-vi=elsewhere&dang=csv&giay-phep=CC-BY-4.0')).body).toContain('theo Bộ Y tế Thử')
    const [, path = ''] = /href="(\/du-lieu\/bo-y-te--[^"]+)"/.exec(all) ?? []
    const page = await get(path)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('href="https://moh.example/a.csv" rel="external ugc nofollow noopener noreferrer"')
    expect(page.body).not.toMatch(/javascript:|<script>alert/)
    expect((await get('/du-lieu/bo-y-te--khong-co')).statusCode).toBe(404)
  })
})

describe('catalogues for machines', () => {
  test('hold them under their source', async () => {
    const { result: names } = (await get('/api/3/action/package_list')).json<{ result: string[] }>()
    const name = names.find(each => each.includes('--')) ?? ''
    expect(names).toHaveLength(2)
    const { result } = (await get(`/api/3/action/package_show?id=${name}`)).json<{ result: { id: string; extras: object[]; resources: { id: string; url: string }[]; organization: null } }>()
    expect(result).toMatchObject({ organization: null, extras: expect.arrayContaining([{ key: 'harvest_source_title', value: 'Bộ Y tế Thử' }, { key: 'guid', value: `${other.url}/dataset/benh-vien` }]), resources: [{ url: 'https://moh.example/a.csv' }] })
    expect((await get(`/api/3/action/resource_show?id=${result.resources[0]?.id}`)).json()).toMatchObject({ result: { url: 'https://moh.example/a.csv' } })
    expect((await get('/api/3/action/package_search?fq=harvest_source_id:bo-y-te')).json()).toMatchObject({ result: { count: 1 } })
    expect((await get('/api/3/action/package_search?fq=-harvest_source_id:bo-y-te')).json()).toMatchObject({ result: { count: 1, results: [{ name: 'tram-y-te' }] } })
    expect((await get('/api/3/action/organization_list')).json()).toMatchObject({ result: ['h55-901'] })
  })
  test('keep DCAT-AP, and do not bring anything back to where it came from', async () => {
    const prefixes = Object.entries(PREFIXES).map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`).join('\n')
    const validator = new Validator(new Store(new Parser().parse(`${prefixes}\n${dcatApShapes()}`)))
    const turtle = (await get('/catalog.ttl')).body
    const store = new Store(new Parser().parse(turtle))
    expect(store.getSubjects(null, 'http://www.w3.org/ns/dcat#CatalogRecord', null)).toHaveLength(1)
    const report = await validator.validate(store)
    expect(report.results.map(each => `${each.path?.value} ${each.focusNode?.value}`)).toEqual([])
    const name = /bo-y-te--[a-z0-9-]+/.exec(turtle)?.[0] ?? ''
    expect((await get(`/du-lieu/${name}.jsonld`)).body).toContain(`${other.url}/dataset/benh-vien`)
    // our catalogues, read by another platform like ours: it takes our own, and by either of its faces the same names; we take nothing of ours
    const names = (raws: Parameters<typeof judgeEntry>[0][], base: string): string[] => raws.flatMap(raw => { const judged = judgeEntry(raw, base); return judged.ok ? [judged.entry.identifier] : [] }).toSorted()
    const dcat = [...readDcat(store)?.entries ?? []]
    const jsonLd = [...readDcat(await readRdf((await get('/catalog.jsonld')).body, 'json-ld', 'https://du-lieu.tinhthu.vn/catalog.jsonld'))?.entries ?? []]
    const ckan = [...readCkan((await get('/api/3/action/package_search?rows=100')).body, 'https://du-lieu.tinhthu.vn')?.entries ?? []]
    for (const entries of [dcat, jsonLd, ckan]) {
      expect(names(entries, 'https://khac.vn')).toEqual([`${other.url}/dataset/benh-vien`, 'https://du-lieu.tinhthu.vn/du-lieu/tram-y-te#dataset'])
      expect(names(entries, 'https://du-lieu.tinhthu.vn')).toEqual([`${other.url}/dataset/benh-vien`])
      expect(names(entries, other.url)).toEqual(['https://du-lieu.tinhthu.vn/du-lieu/tram-y-te#dataset'])
    }
  })
})
