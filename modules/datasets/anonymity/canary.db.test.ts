import { strFromU8, unzipSync } from 'fflate'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { makeRelease } from '../acts/make-release.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { signRelease } from '../acts/sign-release.ts'
import { datasetsModule } from '../module.ts'
import { scoreAll } from '../quality/score.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW } from '../testing.ts'

/** Invented persons whose every value is found nowhere else: wherever one turns up, it came from the rows. */
const canaries = Array.from({ length: 24 }, (_, n) => ({ so: `9987654${String(n).padStart(5, '0')}`, ten: `Hoàng Yến Canari${n}`, phone: `0999888${String(n).padStart(3, '0')}`, sinh: `${1961 + n % 2 * 10}-0${n % 9 + 1}-${10 + n % 18}`, xa: n % 2 === 0 ? '05443' : '05446', benh: 'bệnh hiếm xyzzy', nhom: `n${n % 2}` }))
const SECRET = /9987654\d{5}|Canari|0999888\d{3}|19[67]1-0\d-\d\d|xyzzy/u
const t = useDb()
let faces: Faces
let leader: OfficerActor
const logged: string[] = []
beforeAll(async () => {
  const agency = await anAgency(t(), 'H55.981')
  const steward = anOfficer(agency, 'data-steward')
  leader = anOfficer(agency, 'approver')
  const call = callOf(t(), steward)
  const schema = aSchema([aField('so', { type: 'personal-id', classification: 'personal', required: true }), aField('ten', { classification: 'personal' }), aField('phone', { type: 'phone', classification: 'personal' }), aField('sinh', { type: 'date', classification: 'personal' }), aField('xa', { type: 'unit' }), aField('benh', { classification: 'sensitive' }), aField('nhom')], { key: ['so'] })
  const rows = canaries
  faces = await serveFaces(t().db, datasetsModule({ province: '19', namesOf: async () => new Map() }).routes, NOW)
  const log = (fact: unknown, text?: string): void => { logged.push(JSON.stringify(fact), text ?? '') }
  Object.assign(faces.platform.log, { debug: log, info: log, warn: log, error: log })
  // the same persons: kept inside, shared by contract, open in their open fields, released as rows and as counts
  const source = await createDataset(call, 'noi-bo', aDescription(agency, { title: 'Nội bộ', access: 'internal' }), schema)
  await loaded(t(), source, rows)
  await publishDataset(call, source, 2)
  const shared = await createDataset(call, 'chia-se', aDescription(agency, { title: 'Chia sẻ', access: 'shared' }), schema)
  await loaded(t(), shared, rows)
  await publishDataset(call, shared, 2)
  const open = await createDataset(call, 'mo', aDescription(agency, { title: 'Mở', access: 'open' }), schema)
  await loaded(t(), open, rows)
  const { masterKey } = faces.platform.config
  const release = async (id: string, version: number, plan: Parameters<typeof makeRelease>[3], code: string): Promise<void> => { await signRelease(callOf(t(), leader), await makeRelease({ ...call, masterKey }, id, version, plan, { code, title: code }), 1, '') }
  await release(open, 2, { kind: 'view', treatments: { xa: 'as-is', nhom: 'as-is' }, k: 5, epsilon: 1 }, '')
  await publishDataset(call, open, 2)
  await release(source, 3, { kind: 'rows', treatments: { so: 'pseudonym', phone: 'pseudonym', sinh: 'years-10', xa: 'as-is', nhom: 'keep' }, k: 5, epsilon: 1 }, 'an-danh')
  await release(source, 3, { kind: 'counts', treatments: { sinh: 'year', nhom: 'as-is' }, k: 3, epsilon: 1 }, 'so-dem')
  for (const code of ['an-danh', 'so-dem']) { const { rows: [row] } = await t().owner.pool.query<{ id: string; version: number }>('select id, version from datasets.dataset where code = $1', [code]); await publishDataset(call, row?.id ?? '', row?.version ?? 0) }
  await scoreAll(faces.platform)
})
afterAll(() => faces.close())

/** What an answer says, whatever it is packed in. */
async function textOf(url: string, answer: { readonly statusCode: number; readonly body: string; readonly rawPayload: Buffer }): Promise<string> {
  if (answer.statusCode === 200 && url.endsWith('.xlsx')) return Object.values(unzipSync(answer.rawPayload)).map(each => strFromU8(each)).join('\n')
  if (answer.statusCode === 200 && url.endsWith('.parquet')) return JSON.stringify(await parquetReadObjects({ file: new Uint8Array(answer.rawPayload).buffer }), (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value)
  return answer.body
}

test('nobody of a dataset about persons turns up in any public answer, address or log', async () => {
  const codes = ['noi-bo', 'chia-se', 'mo', 'an-danh', 'so-dem']
  // every public address of the store, with every dataset in its place
  const addresses = datasetsModule({ province: '19', namesOf: async () => new Map() }).routes.filter(each => each.method === 'GET' && each.policy.who === 'anyone').flatMap(each => each.path.includes(':code') || each.path.includes(':table') || each.path.includes(':') ? codes.map(code => each.path.replace(/:file\b/, `${code}.csv`).replace(/:format\b/, 'csv').replace(/:[a-z]+/gi, code)) : [each.path])
  const dialects = codes.flatMap(code => [`/api/v1/datasets/${code}/rows?count=exact`, `/api/v1/datasets/${code}/rows?so=eq.998765400003`, `/api/v1/datasets/${code}/rows?select=so,ten`, `/api/v1/datasets/${code}/rows?q=Canari`, `/api/v1/datasets/${code}/rows?order=ten.asc`, `/api/v1/datasets/${code}/rows?known_at=1`, `/api/v1/datasets/${code}/changes?after=0`, `/api/v1/datasets/${code}/quality`, `/rest/${code.replaceAll('-', '_')}?select=*`, `/rest/v1/${code.replaceAll('-', '_')}?ten=like.*Canari*`,
    ...['csv', 'json', 'ndjson', 'xlsx', 'parquet', 'geojson'].map(format => `/du-lieu/${code}.${format}`), `/api/3/action/package_show?id=${code}`, `/api/3/action/datastore_search?resource_id=${code}&q=Canari`, `/api/3/action/package_search?q=Canari`])
  const seen: Record<string, number> = {}
  let answered = 0
  for (const url of new Set([...addresses, ...dialects])) {
    const answer = await faces.server.inject({ method: 'GET', url })
    // what was asked for may be said back; what it found may not
    const body = (await textOf(url, answer)).replaceAll('998765400003', '').replaceAll('Canari', url.includes('Canari') ? '' : 'Canari')
    if (SECRET.test(body) || SECRET.test(JSON.stringify(answer.headers).replaceAll('Canari', url.includes('Canari') ? '' : 'Canari'))) seen[url] = answer.statusCode
    if (answer.statusCode === 200) answered++
  }
  expect(seen).toEqual({})
  // the trial looked at something
  expect(answered).toBeGreaterThan(20)
  expect((await faces.server.inject({ method: 'GET', url: '/api/v1/datasets/an-danh/rows' })).json<{ items: unknown[] }>().items.length).toBe(24)
  expect(logged.filter(line => SECRET.test(line))).toEqual([])
})

test('a filter by what is hidden is no oracle: it answers the same whether the person is there or not', async () => {
  const ask = async (value: string): Promise<string> => { const answer = await faces.server.inject({ method: 'GET', url: `/api/v1/datasets/mo/rows?so=eq.${value}` }); return `${answer.statusCode} ${answer.body.replaceAll(value, '').replace(/"(instance|requestId|trace)":"[^"]*"/g, '')}` }
  expect(await ask('998765400003')).toBe(await ask('111111111111'))
})

test('neither the ledger, the outbox nor the jobs name anybody', async () => {
  const { rows } = await t().owner.pool.query<{ text: string }>(`select payload::text as text from kernel.ledger_entry union all select payload::text from kernel.outbox union all select payload::text from graphile_worker._private_jobs union all select content::text from datasets.history union all select boxes::text from datasets.quality_day union all select report::text || plan::text from datasets.release`)
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter(row => SECRET.test(row.text))).toEqual([])
})
