import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { portalMapRoutes } from './portal-map.ts'

const t = useDb()
let faces: Faces
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const agency = await anAgency(t())
  // the register knows other provinces too, also before ours
  for (const [level, code, name, parent] of [['province', '01', 'Tỉnh Khác', null], ['province', '19', 'Tỉnh Thử', null], ['commune', '05431', 'Phường Một', '19'], ['commune', '05432', 'Xã Hai', '19']] as const) await sql`insert into organisations.administrative_unit (id, level, code, name, kind, parent_code, valid_from, source) values (gen_random_uuid(), ${level}, ${code}, ${name}, 'x', ${parent}, '2025-07-01', 'thử')`.execute(t().owner.kysely)
  for (const [code, west] of [['05431', 105], ['05432', 105.2]] as const) {
    const ring = [[west, 21], [west + 0.2, 21], [west + 0.2, 21.2], [west, 21.2], [west, 21]]
    await sql`insert into organisations.unit_boundary (level, code, geometry, bounds, area_km2, content_hash, source, changed_at) values ('commune', ${code}, ${JSON.stringify({ type: 'Polygon', coordinates: [ring] })}, ${[west, 21, west + 0.2, 21.2]}, 1, 'x', 'thử', now())`.execute(t().owner.kysely)
  }
  const publish = async (code: string, fields: Parameters<typeof aSchema>[0], rows: Parameters<typeof loaded>[2]): Promise<void> => {
    const id = await createDataset(callOf(t(), SYSTEM), code, aDescription(agency, { title: code }), aSchema(fields, { key: ['ma'] }))
    await loaded(t(), id, rows)
    await signedFor(t(), id)
    await publishDataset(callOf(t(), SYSTEM), id, 2)
  }
  await publish('diem', [aField('ma', { required: true }), aField('ten'), aField('noi', { type: 'point' }), aField('noi_kin', { type: 'text', classification: 'shared' })], [{ ma: 'A', ten: 'Điểm <i>A', noi: '(105.1,21.1)', noi_kin: 'kín' }, { ma: 'B', ten: 'Điểm B', noi: null, noi_kin: 'kín' }])
  await publish('theo-xa', [aField('ma', { required: true }), aField('xa', { type: 'unit' }), aField('dan', { type: 'integer' })], [{ ma: '1', xa: '05431', dan: '10' }, { ma: '2', xa: '05431', dan: '20' }, { ma: '3', xa: '05432', dan: '5' }])
  await publish('kin-noi', [aField('ma', { required: true }), aField('xa', { type: 'unit', classification: 'shared' })], [{ ma: '1', xa: '05431' }])
  faces = await serveFaces(t().db, portalMapRoutes({ province: '19' }), NOW)
})
afterAll(() => faces.close())
const get = async (path: string) => { const { statusCode, headers, body } = await faces.server.inject({ method: 'GET', url: `/du-lieu/${path}` }); return { status: statusCode, headers, body } }

test('rows with a place stand on the map of communes, and in the table', async () => {
  const { status, body } = await get('diem/ban-do')
  expect([status, body.match(/<circle/g)?.length, body.match(/class="ts-map__area"/g)?.length, body.includes('data-label="ten">Điểm &lt;i>A'), body.includes('Điểm B')]).toEqual([200, 1, 2, true, false])
  expect(body).not.toMatch(/noi_kin|>kín/)
  const layers = (await get('diem/ban-do.json')).body
  expect(JSON.parse(layers)).toMatchObject({ areas: { features: [{}, {}] }, places: { features: [{ geometry: { coordinates: [105.1, 21.1] }, properties: { text: 'Điểm <i>A' } }] } })
  expect(layers).not.toMatch(/noi_kin|kín/)
  expect((await get('diem/ban-do?loc=ten.contains-text.khong')).body).not.toContain('<circle')
})
test('figures by commune shade it', async () => {
  const { body } = await get('theo-xa/ban-do?tinh=tong&do=dan')
  expect(body).toMatch(/ts-shade--\d" d="M[^"]+z"><title>Phường Một: 30/)
  expect(body).toMatch(/data-label="xa">Phường Một<\/td><td[^>]*>30</)
})
test('a condition that cannot be asked stands in the form again, and is no filter', async () => {
  const body = (await get('theo-xa/ban-do?tinh=tong&do=dan&loc=xa.eq.05431&loc=dan.gt.abc')).body
  expect([body.includes('value="abc"'), body.includes('value="xa.eq.05431"'), body.includes('value="dan.gt')]).toEqual([true, true, false])
  expect((await get('diem/ban-do?loc=noi.eq.abc')).status).toBe(422)
})
test('a place that is not open makes no map', async () => {
  expect((await get('kin-noi/ban-do')).status).toBe(404)
})
