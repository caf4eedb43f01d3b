import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { loadFrameworks } from '../acts/put-framework.ts'
import { loadReadings } from '../load-readings.ts'
import { readFrameworks } from '../read-frameworks.ts'
import { anAgency, callOf, NOW, SYSTEM } from '../testing.ts'
import { boardRoutes } from './boards.ts'

const t = useDb()
let faces: Faces
const filesIn = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) }))
beforeAll(async () => {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  for (const [code, level, parent] of [['19', 'province', null], ['05443', 'commune', '19'], ['05446', 'commune', '19']] as const) await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, source) values (${newId()}, ${code}, ${`Đơn vị ${code}`}, 'x', ${level}, ${parent}, '2020-01-01', 'test') on conflict do nothing`.execute(t().owner.kysely)
  await anAgency(t(), 'H55.1')
  await loadFrameworks(callOf(t(), SYSTEM), readFrameworks(['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(filesIn)))
  await loadReadings(callOf(t(), SYSTEM), filesIn('provinces/thai-nguyen/readings'))
  faces = await serveFaces(t().db, boardRoutes({ province: { code: '19', name: { vi: 'Tỉnh Thử', en: 'Test' } }, counters: [] }), NOW)
})
afterAll(() => faces.close())
const get = async (path: string) => { const answer = await faces.server.inject({ method: 'GET', url: path }); return { status: answer.statusCode, headers: answer.headers, body: answer.body } }
/** What a person reads. */
const words = (body: string): string => body.replace(/<[^>]+>/g, ' ').replace(/&#39;|&quot;/g, '"').replace(/&gt;/g, '>').replaceAll(' ', ' ').replace(/\s+/g, ' ')

describe('the boards', () => {
  test('say in one sentence what every framework comes to', async () => {
    const { status, body } = await get('/bang-chi-so')
    console.log(words(body))
    expect(status).toBe(200)
  })
  test('show which criteria the figures of 2023 meet and which they do not', async () => {
    for (const path of ['resolution-01?ky=2023', 'qd-766', 'report-2023', 'dti?phien-ban=2022&ky=2022&don-vi=19', 'province-live', 'tt-01-2018']) { const got = await get(`/bang-chi-so/${path}`); console.log(path, got.status, words(got.body)) }
  })
})
