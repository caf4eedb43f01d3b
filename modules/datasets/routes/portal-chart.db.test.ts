import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCsv } from '../../../kernel/csv.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { portalChartRoutes } from './portal-chart.ts'

const t = useDb()
let faces: Faces
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const id = await createDataset(callOf(t(), SYSTEM), 'truong', aDescription(await anAgency(t()), { title: 'Trường' }), aSchema([
    aField('ma', { required: true }), aField('cap', { title: { vi: 'Cấp' }, choices: [{ value: 'mn', label: { vi: 'Mầm non' } }, { value: 'th', label: { vi: 'Tiểu học' } }] }), aField('hoc_sinh', { title: { vi: 'Học sinh' }, type: 'integer' }),
    aField('lap_ngay', { type: 'date' }), aField('luc', { type: 'datetime' }), aField('noi', { type: 'point' }), aField('luong_kin', { type: 'integer', classification: 'shared' }),
  ], { key: ['ma'] }))
  await loaded(t(), id, [['A', 'mn', '10', '2025-01-31'], ['B', 'mn', '30', '2025-02-01'], ['C', 'th', '5', '2026-02-03'], ['D', null, null, null]].map(([ma = null, cap = null, hoc_sinh = null, lap_ngay = null]) => ({ ma, cap, hoc_sinh, lap_ngay, luc: lap_ngay === null ? null : '2025-12-31T20:00:00Z', noi: null, luong_kin: '7777' })))
  await signedFor(t(), id)
  await publishDataset(callOf(t(), SYSTEM), id, 2)
  faces = await serveFaces(t().db, portalChartRoutes, NOW)
})
afterAll(() => faces.close())
const get = async (path: string) => { const { statusCode, headers, body } = await faces.server.inject({ method: 'GET', url: `/du-lieu/truong/${path}` }); return { status: statusCode, headers, body } }
const table = async (query: string): Promise<string[][]> => parseCsv((await get(`bieu-do.csv?${query}`)).body).map(row => Object.values(row))

test('rows are counted, summed and averaged by group', async () => {
  expect(await table('nhom=cap')).toEqual([['Mầm non', '2'], ['Tiểu học', '1'], ['(trống)', '1']])
  expect(await table('nhom=cap&tinh=tong&do=hoc_sinh')).toEqual([['Mầm non', '40', '2'], ['Tiểu học', '5', '1'], ['(trống)', '', '1']])
  expect(await table('nhom=cap&tinh=trung-binh&do=hoc_sinh&loc=hoc_sinh.gt.5')).toEqual([['Mầm non', '20', '2']])
})
test('days come in their order, in months and years of Vietnam', async () => {
  expect((await table('nhom=lap_ngay&loc=lap_ngay.not-null.')).map(([label]) => label)).toEqual(['01/2025', '02/2025', '02/2026'])
  expect(await table('nhom=lap_ngay&buoc=nam&loc=lap_ngay.not-null.')).toEqual([['2025', '2'], ['2026', '1']])
  expect((await table('nhom=luc&buoc=ngay&loc=luc.not-null.'))[0]?.[0]).toBe('01/01/2026')
})
test('what is not open is neither a group nor a measure nor a filter', async () => {
  for (const query of ['nhom=luong_kin', 'nhom=cap&tinh=tong&do=luong_kin', 'nhom=cap&loc=luong_kin.eq.7777', 'nhom=noi', 'nhom=ma']) {
    const { body, status } = await get(`bieu-do?${query}`)
    expect(status, query).toBe(200)
    // the other language's link repeats what was asked, and nothing else does
    expect(body.replace(/href="\/en\/[^"]*"/g, ''), query).not.toMatch(/luong_kin|7777|15554/)
  }
})
test('the page holds picture, table and an address that says all of it', async () => {
  const line = (await get('bieu-do?nhom=lap_ngay&loc=lap_ngay.not-null.')).body
  expect(line).toMatch(/<path class="ts-chart__series" d="M0 [\d.]+L300 [\d.]+L600 [\d.]+"/)
  expect(line).toContain('Số dòng theo lap_ngay')
  const bad = await get('bieu-do?nhom=cap&loc=cap.eq.mn&loc=hoc_sinh.gt.abc')
  expect([bad.status, bad.body.includes('value="abc"'), bad.body.includes('value="cap.eq.mn"'), bad.body.includes('value="hoc_sinh.gt')]).toEqual([422, true, true, false])
  const typed = await get('bieu-do?nhom=cap&kieu=cot&tinh=tong&do=hoc_sinh&truong=cap&phep=contains-text&gia-tri=mam+non')
  expect([typed.status, typed.headers['location']]).toEqual([303, '/du-lieu/truong/bieu-do?loc=cap.eq.mn&kieu=cot&nhom=cap&tinh=tong&do=hoc_sinh'])
  expect((await get('bieu-do?loc=hoc_sinh.eq.nhieu')).status).toBe(422)
})
