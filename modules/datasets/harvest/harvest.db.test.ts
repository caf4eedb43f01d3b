import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { changeHarvestSource, putHarvestSource, removeHarvestSource, switchHarvestSource, type HarvestInput } from '../acts/harvest-source.ts'
import { t as tables } from '../acts/dataset-work.ts'
import { searchForeign } from '../queries/foreign.ts'
import { anAgency, anOfficer, callOf, NOW, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { LIMITS, type Limits } from './collect.ts'
import { runDueHarvests, runHarvest } from './run-harvest.ts'
import { anotherCatalogue, aPackage, ckanOf, type OtherCatalogue } from './testing.ts'

const t = useDb()
let [agency, at] = ['', NOW]
let faces: Faces
let other: OtherCatalogue
let nth = 0
beforeAll(async () => { agency = await anAgency(t()); faces = await serveFaces(t().db, [], NOW) })
afterAll(() => faces.close())
beforeEach(async () => { other = await anotherCatalogue(); at = NOW })
afterEach(() => other.close())
const OWN = 'https://du-lieu.tinhthu.vn'
const SMALL: Limits = { ...LIMITS, ckanRows: 2, timeoutMs: 500 }
const platform = () => ({ ...faces.platform, now: () => at })
const aSource = (more: Partial<HarvestInput> = {}): Promise<string> => putHarvestSource(callOf(t(), SYSTEM), { code: `nguon-${++nth}`, title: 'Bộ Thử', kind: 'ckan', address: other.url, everyMinutes: 1440, keepVanishedDays: 30, agencyId: agency, ...more }, OWN)
const run = async (id: string, limits: Limits = SMALL) => {
  await runHarvest(platform(), id, { limits })
  return read(t().db, SYSTEM, async tx => {
    const last = await tables(tx).selectFrom('datasets.harvest_run as r').innerJoin('datasets.harvest_source as s', 's.last_run_id', 'r.id').selectAll('r').where('s.id', '=', id).executeTakeFirstOrThrow()
    const findings = await tables(tx).selectFrom('datasets.harvest_finding').select(['kind', 'identifier', 'reason']).where('run_id', '=', last.id).orderBy('place').execute()
    return { ...last, findings: findings.map(each => `${each.kind} ${each.identifier.replace(other.url, '')} ${each.reason}`.trim()) }
  })
}
const listed = async (id: string) => (await read(t().db, { kind: 'anonymous' }, async tx => { const rows = await sql<{ code: string }>`select code from datasets.foreign_dataset where source_id = ${id} and vanished_at is null`.execute(tx); return (await searchForeign(tx, { limit: 500, offset: 0 })).items.filter(each => rows.rows.some(row => row.code === each.code)) }))

describe('a CKAN', () => {
  test('is read page by page; what changed, vanished, came back and is refused is told, run by run', async () => {
    let packages = [aPackage('a'), aPackage('b'), aPackage('c', { title: 'Bộ c\u202e' }), aPackage('d', { extras: [{ key: 'guid', value: `${OWN}/du-lieu/tram-y-te#dataset` }] }), aPackage('e', { title: '', name: '' })]
    other.pages.set('/api/3/action/package_search', ckanOf(() => packages))
    const id = await aSource({ address: `${other.url}/api/3/action/` })
    expect(await run(id)).toMatchObject({ state: 'done', pages: 3, expected: 5, seen: 5, added: 3, refused: 2, findings: ['refused https://du-lieu.tinhthu.vn/du-lieu/tram-y-te#dataset own', 'refused /dataset/e no-title', 'added /dataset/a', 'added /dataset/b', 'added /dataset/c'] })
    expect(await listed(id)).toMatchObject([{ title: 'Bộ a', code: expect.stringMatching(/^nguon-\d+--bo-a-[0-9a-f]{8}$/), publisher: 'Bộ Thử', licence: 'CC-BY-4.0', theme: 'y-te', modified: '2026-11-01T00:00:00.000Z', landingPage: `${other.url}/dataset/a`, distributions: [{ url: 'https://du-lieu.bo-thu.vn/a.csv', format: 'CSV' }], source: { title: 'Bộ Thử' } }, {}, { title: 'Bộ c' }])
    packages = [aPackage('a', { notes: 'Mới' }), aPackage('c', { title: 'Bộ c\u202e' })]
    at = new Date(NOW.getTime() + 86_400_000)
    expect(await run(id)).toMatchObject({ added: 0, changed: 1, same: 1, vanished: 1, findings: ['changed /dataset/a', 'vanished /dataset/b'] })
    expect((await listed(id)).map(each => each.title)).toEqual(['Bộ a', 'Bộ c'])
    packages = [aPackage('a', { notes: 'Mới' }), aPackage('b')]
    at = new Date(NOW.getTime() + 2 * 86_400_000)
    expect((await run(id)).findings).toEqual(['changed /dataset/b came-back', 'vanished /dataset/c'])
    at = new Date(NOW.getTime() + 33 * 86_400_000)
    expect((await run(id)).findings).toEqual(['removed /dataset/c'])
  })
  test('that is empty, breaks off, answers nonsense, never ends or is too large changes nothing', async () => {
    let answer = ckanOf(() => [aPackage('a'), aPackage('b'), aPackage('c')])
    other.pages.set('/api/3/action/package_search', (request, response) => { answer(request, response) })
    const id = await aSource()
    expect(await run(id)).toMatchObject({ state: 'done', added: 3 })
    const whole = answer
    const cases: readonly (readonly [string, RegExp, (typeof answer), Partial<Limits>?])[] = [
      ['empty', /Danh mục trống/, ckanOf(() => [])],
      ['breaks off', /ngắt giữa chừng/, (request, response) => { if (request.url?.includes('start=2')) { response.writeHead(200, { 'content-length': '500' }); response.write('{'); response.destroy() } else whole(request, response) }],
      ['an error on its second page', /mã 500/, (request, response) => { if (request.url?.includes('start=2')) response.writeHead(500).end(); else whole(request, response) }],
      ['nonsense', /không có CKAN/, (_request, response) => { response.end('<html>') }],
      ['silence', /Quá lâu/, () => undefined],
      ['a page too large', /lớn hơn/, (_request, response) => { response.end('x'.repeat(3000)) }, { pageBytes: 1000 }],
      ['too many pages', /dài hơn 1 trang/, whole, { pages: 1 }],
      ['too many entries', /hơn 2 mục/, whole, { entries: 2 }],
      ['sends away', /chuyển sang nơi khác \(http:\/\/169/, (_request, response) => { response.writeHead(302, { location: 'http://169.254.169.254/' }).end() }],
      ['turns in a circle', /quá nhiều lần/, (request, response) => { response.writeHead(302, { location: request.url ?? '' }).end() }],
    ]
    for (const [what, why, how, limits] of cases) {
      answer = how
      const result = await run(id, { ...SMALL, ...limits })
      expect([what, result]).toMatchObject([what, { state: 'failed', failure: expect.stringMatching(why), findings: [] }])
      expect((await listed(id)).length, what).toBe(3)
    }
  })
  test('whose process is killed is run again at once, and a run under way is left alone', async () => {
    const asked = Promise.withResolvers<void>()
    other.pages.set('/api/3/action/package_search', () => { asked.resolve() })
    const id = await aSource()
    const varDir = await mkdtemp(join(tmpdir(), 'harvest-'))
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./testing-killed.ts', import.meta.url)), t().urls.app, varDir, id, at.toISOString()], { stdio: 'ignore' })
    const dead = once(child, 'exit')
    await Promise.race([asked.promise, dead.then(([code]) => { throw new Error(`it ended before it asked: ${String(code)}`) })])
    await runHarvest(platform(), id)
    expect(other.asked).toHaveLength(1)
    child.kill('SIGKILL')
    await dead
    other.pages.set('/api/3/action/package_search', ckanOf(() => [aPackage('a')]))
    // the database hears of the death a moment later
    await expect.poll(async () => { await runHarvest(platform(), id); return other.asked.length }).toBe(2)
    expect((await t().owner.pool.query('select state, failure from datasets.harvest_run where source_id = $1 order by state desc', [id])).rows).toEqual([{ state: 'failed', failure: expect.stringContaining('chưa ghi gì') }, { state: 'done', failure: null }])
    await rm(varDir, { recursive: true, force: true })
  })
})

const dataset = (base: string, id: string, more = ''): string => `<${base}/d/${id}> a dcat:Dataset ; dct:title "Bộ ${id}"@vi, "Set ${id}"@en ; dct:description "Mô tả"@vi ; dct:publisher [ a foaf:Agent ; foaf:name "Bộ Thử" ] ; dcat:theme <http://publications.europa.eu/resource/authority/data-theme/HEAL> ; dcat:keyword "thử"@vi ; dct:modified "2026-10-01"^^xsd:date ; dcat:distribution [ a dcat:Distribution ; dcat:accessURL <${base}/d/${id}.csv> ; dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> ; dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ] ${more} .`
const turtle = (base: string, body: string, next?: string): { type: string; body: string } => ({ type: 'text/turtle; charset=utf-8', body: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n<${base}/#c> a dcat:Catalog .\n${body}\n${next === undefined ? '' : `<${base}/catalog.ttl> hydra:next <${next}> .`}` })

describe('a DCAT catalogue', () => {
  test('in Turtle is followed by hydra, and pages that did not change are not sent again', async () => {
    other.pages.set('/catalog.ttl', turtle(other.url, `${dataset(other.url, 'a')} ${dataset(other.url, 'b')}`, `${other.url}/catalog.ttl?page=2`))
    other.pages.set('/catalog.ttl?page=2', turtle(other.url, dataset(other.url, 'c')))
    const id = await aSource({ kind: 'dcat', address: `${other.url}/catalog.ttl` })
    expect(await run(id)).toMatchObject({ state: 'done', pages: 2, added: 3 })
    expect((await listed(id))[0]).toMatchObject({ title: 'Bộ a', titleEn: 'Set a', publisher: 'Bộ Thử', theme: 'y-te', licence: 'CC0-1.0', modified: '2026-10-01T00:00:00.000Z', landingPage: `${other.url}/d/a`, distributions: [{ url: `${other.url}/d/a.csv`, format: 'CSV' }] })
    other.pages.set('/catalog.ttl?page=2', turtle(other.url, dataset(other.url, 'c', '; dcat:version "2" ; dct:issued "2026-01-01"^^xsd:date')))
    at = new Date(NOW.getTime() + 86_400_000)
    expect(await run(id)).toMatchObject({ pages: 2, pages_unchanged: 1, same: 3, vanished: 0 })
    expect(other.asked.filter(each => each.conditional)).toHaveLength(2)
    expect(await run(id)).toMatchObject({ pages_unchanged: 2, same: 3, bytes: 0 })
  })
  test('in JSON-LD and in RDF/XML holds the same', async () => {
    const node = { '@id': `${other.url}/d/a`, '@type': 'dcat:Dataset', 'dct:title': { '@value': 'Bộ a', '@language': 'vi' }, 'dct:publisher': { 'foaf:name': 'Bộ Thử' }, 'dcat:distribution': { 'dcat:downloadURL': { '@id': `${other.url}/a.csv` }, 'dct:format': 'CSV' } }
    other.pages.set('/ld', { type: 'application/ld+json', body: JSON.stringify({ '@context': { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', foaf: 'http://xmlns.com/foaf/0.1/' }, '@graph': [{ '@id': '#c', '@type': 'dcat:Catalog' }, node] }) })
    other.pages.set('/xml', { type: 'application/rdf+xml', body: `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/"><dcat:Catalog rdf:about="#c"><dcat:dataset><dcat:Dataset rdf:about="d/x"><dct:title xml:lang="vi">Bộ a</dct:title><dct:publisher><foaf:Agent><foaf:name>Bộ Thử</foaf:name></foaf:Agent></dct:publisher><dcat:distribution><dcat:Distribution><dcat:downloadURL rdf:resource="a.csv"/><dct:format>CSV</dct:format></dcat:Distribution></dcat:distribution></dcat:Dataset></dcat:dataset></dcat:Catalog></rdf:RDF>` })
    for (const path of ['/ld', '/xml']) {
      const id = await aSource({ kind: 'dcat', address: `${other.url}${path}` })
      expect(await run(id), path).toMatchObject({ state: 'done', added: 1 })
      expect(await listed(id), path).toMatchObject([{ title: 'Bộ a', publisher: 'Bộ Thử', distributions: [{ url: `${other.url}/a.csv`, format: 'CSV' }] }])
    }
  })
  test('that leads elsewhere, in a circle, or to a context of somebody else, and one that cannot be read, is refused', async () => {
    const id = await aSource({ kind: 'dcat', address: `${other.url}/c` })
    const cases: readonly (readonly [RegExp, { type: string; body: string }])[] = [
      [/nơi khác/, turtle(other.url, dataset(other.url, 'a'), 'http://169.254.169.254/latest')], [/nơi khác/, turtle(other.url, '', 'file:///etc/passwd')], [/vòng lại/, turtle(other.url, dataset(other.url, 'a'), `${other.url}/c`)],
      [/@context/, { type: 'application/ld+json', body: `{"@context": "${other.url}/context", "@id": "x", "@type": "dcat:Dataset"}` }], [/Không đọc được/, { type: 'text/turtle', body: '<<<' }], [/Không đọc được/, { type: 'text/html', body: '<p>' }], [/không có danh mục DCAT/, { type: 'text/turtle', body: '<a> <b> <c> .' }],
      [/Không đọc được/, { type: 'application/rdf+xml', body: '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r' }],
    ]
    for (const [why, page] of cases) {
      other.pages.set('/c', page)
      expect([page.body.slice(0, 60), await run(id)]).toMatchObject([page.body.slice(0, 60), { state: 'failed', failure: expect.stringMatching(why) }])
    }
    expect(other.asked.some(each => each.url === '/context')).toBe(false)
  })
})

describe('no entry comes twice', () => {
  test('neither by two catalogues, nor twice in one; who gave it up leaves it to the other', async () => {
    other.pages.set('/one', turtle(other.url, dataset(other.url, 'a')))
    other.pages.set('/two', turtle(other.url, `${dataset(other.url, 'a')} ${dataset(other.url, 'z', `; dct:identifier "${other.url}/d/a"`)}`))
    const [one, two] = [await aSource({ kind: 'dcat', address: `${other.url}/one` }), await aSource({ kind: 'dcat', address: `${other.url}/two` })]
    await run(one)
    expect((await run(two)).findings).toEqual(['refused /d/a doubled', 'refused /d/a known-elsewhere'])
    await removeHarvestSource(callOf(t(), SYSTEM), one)
    expect(await listed(one)).toEqual([])
    expect((await run(two)).findings).toEqual(['refused /d/a doubled', 'added /d/a'])
  })
})

describe('a source', () => {
  test('runs when its time has come, not when it is off; another address is read anew', async () => {
    other.pages.set('/c', turtle(other.url, dataset(other.url, 'a')))
    const id = await aSource({ kind: 'dcat', address: `${other.url}/c` })
    const times = (): number => other.asked.filter(each => each.url === '/c').length
    await t().owner.pool.query(`update datasets.harvest_source set state = 'off' where id <> $1`, [id])
    for (const [hours, seen] of [[0, 1], [1, 1], [23.9, 1], [24, 2]] as const) { at = new Date(NOW.getTime() + hours * 3_600_000); await runDueHarvests(platform()); expect(times(), `${hours} h`).toBe(seen) }
    await switchHarvestSource(callOf(t(), SYSTEM), id, false)
    at = new Date(NOW.getTime() + 96 * 3_600_000)
    await runDueHarvests(platform())
    expect(times()).toBe(2)
    await switchHarvestSource(callOf(t(), SYSTEM), id, true)
    await changeHarvestSource(callOf(t(), SYSTEM), id, 3, { title: 'Bộ Thử', address: `${other.url}/c?x=1`, everyMinutes: null, keepVanishedDays: 30 }, OWN)
    await run(id)
    expect(other.asked.at(-1)).toEqual({ url: '/c?x=1', conditional: false })
  })
  test('that is switched off while it is read keeps what it had, and its run ends', async () => {
    const id = await aSource()
    other.pages.set('/api/3/action/package_search', (request, response) => { void switchHarvestSource(callOf(t(), SYSTEM), id, false).then(() => { ckanOf(() => [aPackage('a')])(request, response) }) })
    await runHarvest(platform(), id)
    expect((await t().owner.pool.query('select state, failure from datasets.harvest_run where source_id = $1', [id])).rows).toEqual([{ state: 'failed', failure: expect.stringContaining('chưa ghi gì') }])
    expect(await listed(id)).toEqual([])
  })
  test('is refused without an address of the web, and under our own', async () => {
    for (const address of ['', 'x', 'ftp://a.vn', 'file:///etc/passwd', 'https://u:p@a.vn', `${OWN}/catalog.ttl`]) await expect(aSource({ address }), address).rejects.toMatchObject({ details: { fields: [{ field: 'address' }] } })
    await expect(aSource({ code: 'A b' })).rejects.toMatchObject({ details: { fields: [{ field: 'code' }] } })
    await expect(aSource({ everyMinutes: 5 })).rejects.toMatchObject({ details: { fields: [{ field: 'everyMinutes' }] } })
  })
  test('is changed by nobody of another agency, and its runs are theirs alone; entries are written by the platform alone', async () => {
    const id = await aSource()
    const stranger = anOfficer(await anAgency(t(), 'H55.905'), 'data-steward')
    await expect(switchHarvestSource(callOf(t(), stranger), id, false)).rejects.toMatchObject({ code: 'not-found' })
    await run(id)
    expect((await read(t().db, stranger, tx => tables(tx).selectFrom('datasets.harvest_run').select('id').execute()))).toEqual([])
    await expect(read(t().db, stranger, tx => sql`insert into datasets.foreign_dataset (id, source_id, identifier, code, entry, hash, first_seen_at, changed_at) values (gen_random_uuid(), ${id}, 'x', 'a--b', '{}', '', now(), now())`.execute(tx))).rejects.toThrow(/read-only|row-level/)
  })
})
