import { PostgrestClient } from '@supabase/postgrest-js'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, PUBLIC_SETTINGS, type Db } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { createDataset, putSchema } from '../acts/create-dataset.ts'
import { publishDataset, withdrawDataset } from '../acts/publish-dataset.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from '../testing.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { jsonApiRoutes } from './json-api.ts'
import { postgrestRoutes } from './postgrest.ts'

const t = useDb()
let faces: Faces
let publicDb: Db
let agency: string
beforeAll(async () => {
  agency = await anAgency(t())
  const id = await createDataset(callOf(t(), SYSTEM), 'tram-y-te', aDescription(agency, { title: 'Trạm y tế xã', keywords: ['y tế'] }), aSchema([
    aField('ma', { required: true }), aField('ten', { indexed: true }), aField('so_giuong', { type: 'integer', indexed: true }), aField('vi_tri', { type: 'point' }), aField('mo_luc', { type: 'datetime' }), aField('eq'), aField('in', { type: 'integer' }), aField('bi_mat', { classification: 'shared' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] }))
  await loaded(t(), id, Array.from({ length: 30 }, (_, at) => ({ ma: `T${String(at).padStart(2, '0')}`, ten: at === 7 ? '=cmd|"x"' : `Trạm Phú Bình ${at}`, so_giuong: at % 5 === 0 ? null : String(at), vi_tri: '(105.8,21.6)', mo_luc: '2026-01-01T00:00:00Z', eq: `e${at}`, in: String(at), bi_mat: `kín ${at}`, so_cccd: `0190990000${String(at).padStart(2, '0')}` })))
  await signedFor(t(), id)
  await publishDataset(callOf(t(), SYSTEM), id, 2)
  await createDataset(callOf(t(), SYSTEM), 'nhap', aDescription(agency), aSchema([aField('a')]))
  const shared = await createDataset(callOf(t(), SYSTEM), 'chia-se', aDescription(agency, { title: 'Chia sẻ', access: 'shared' }), aSchema([aField('a')]))
  await loaded(t(), shared, [{ a: '1' }])
  await publishDataset(callOf(t(), SYSTEM), shared, 2)
  faces = await serveFaces(t().db, [...jsonApiRoutes, ...postgrestRoutes], NOW, publicDb = connect({ url: t().urls.app, max: 4, settings: PUBLIC_SETTINGS }))
})
afterAll(async () => { await faces.close(); await publicDb.kysely.destroy() })

const get = async (path: string, headers: Record<string, string> = {}) => { const answer = await faces.server.inject({ method: 'GET', url: path, headers }); return { answer, status: answer.statusCode, body: answer.body, json: () => answer.json<Record<string, unknown>>() } }

describe('our own API', () => {
  test('lists what is published, found as people type', async () => {
    expect((await get('/api/v1/datasets')).json()).toMatchObject({ total: 2, items: [{ code: 'chia-se' }, { code: 'tram-y-te', rows: 30, agency: { code: 'H55.901' } }] })
    expect((await get('/api/v1/datasets?q=tram%20y%20te')).json()).toMatchObject({ total: 1, items: [{ code: 'tram-y-te' }] })
    expect((await get('/api/v1/datasets?q=khong-co')).json()).toEqual({ items: [], total: 0 })
  })
  test('tells the contract three ways, without the fields that are not open', async () => {
    const one = (await get('/api/v1/datasets/tram-y-te')).json()
    expect(one).toMatchObject({ jsonSchema: { properties: { so_giuong: { anyOf: [{ type: 'integer' }, { type: 'null' }] } }, required: ['ma'] }, tableSchema: { primaryKey: ['ma'] }, versions: [{ version: 1 }] })
    expect(JSON.stringify(one)).not.toMatch(/bi_mat|so_cccd/)
    expect((await get('/api/v1/datasets/nhap')).json()).toMatchObject({ status: 404, code: 'not-found' })
  })
  test('walks by keyset, filters and sorts; what is wrong says what, why and the cure', async () => {
    type Page = { items: { ma: string }[]; next: string | null }
    const first = (await get('/api/v1/datasets/tram-y-te/rows?limit=20&order=so_giuong.desc.nullslast&select=ma')).answer.json<Page>()
    const second = (await get(`/api/v1/datasets/tram-y-te/rows?limit=20&order=so_giuong.desc.nullslast&select=ma&after=${first.next}`)).answer.json<Page>()
    expect(new Set([...first.items, ...second.items].map(row => row.ma)).size).toBe(30)
    expect(second.next).toBeNull()
    expect((await get('/api/v1/datasets/tram-y-te/rows?q=phu+binh+12&count=exact')).json()).toMatchObject({ items: [{ ma: 'T12' }], total: { rows: 1, kind: 'exact' }, position: 1 })
    for (const [query, reason, where] of [['bi_mat=eq.x', 'unknown-field', 'bi_mat'], ['order=so_cccd', 'unknown-field', 'so_cccd'], ['so_giuong=eq.nhieu', 'bad-value', 'so_giuong'], ['mo_luc=eq.2026-01-01T00:00%2B99:99', 'bad-value', 'mo_luc'], ['so_giuong=like.1', 'bad-operator', 'so_giuong'], ['order=vi_tri', 'bad-operator', 'vi_tri'], ['limit=0', 'too-many', 'limit'], ['after=x', 'bad-cursor', 'after'], ['as_of=2025-06-30', 'bad-value', 'as_of'], ['known_at=x', 'bad-value', 'known_at'], ['ten=nothing', 'bad-syntax', 'query']] as const) {
      expect((await get(`/api/v1/datasets/tram-y-te/rows?${query}`)).json(), query).toMatchObject({ status: 400, code: 'bad-query', reason, where, detail: expect.any(String) })
    }
    expect((await get('/api/v1/datasets/tram-y-te/rows?as_of=2025-02-31')).json()).toMatchObject({ code: 'bad-query', where: 'as_of', detail: expect.stringContaining('năm-tháng-ngày') })
    // a cursor is anybody's to write
    for (const [order, value] of [['so_giuong', 'nhieu'], ['so_giuong', '9'.repeat(30)], ['mo_luc', '2026-01-01 00:00+99'], ['ten', '\0']] as const) expect((await get(`/api/v1/datasets/tram-y-te/rows?order=${order}&after=${Buffer.from(JSON.stringify({ o: `${order}.a`, v: [value], i: 1 })).toString('base64url')}`)).status, value).toBe(400)
    expect((await get('/api/v1/datasets/chia-se/rows')).json()).toMatchObject({ status: 403, code: 'needs-right' })
  })
  test('the public reads no hidden field by any way: select, filter, order, words', async () => {
    expect((await get('/api/v1/datasets/tram-y-te/rows')).body).not.toMatch(/bi_mat|so_cccd|kín|01909900/)
    expect((await get('/api/v1/datasets/tram-y-te/rows?q=kin+3')).json()).toMatchObject({ items: [] })
    expect((await get('/api/v1/datasets/tram-y-te/changes?after=0')).body).not.toMatch(/bi_mat|so_cccd|kín|01909900/)
    for (const query of ['select=bi_mat', 'so_cccd=eq.019099000001', 'or=(ma.eq.T01,bi_mat.like.*)', 'order=bi_mat', 'select=x:so_cccd']) expect((await get(`/rest/tram-y-te?${query}`)).json(), query).toMatchObject({ code: '42703' })
  })
  test('an officer of the owner sees all, and every person seen is written down', async () => {
    const cookie = faces.admit(anOfficer(agency, 'data-steward'))
    const other = faces.admit(anOfficer(await anAgency(t(), 'H55.904'), 'data-steward'))
    expect((await get('/api/v1/datasets/tram-y-te/rows?limit=2&ma=in.(T01,T02)', { cookie })).json()).toMatchObject({ items: [{ ma: 'T01', bi_mat: 'kín 1', so_cccd: '019099000001' }, { ma: 'T02' }] })
    const { rows } = await sql<{ person: Buffer; reader: string; fields: string[] }>`select person, reader, fields from datasets.look`.execute(t().owner.kysely)
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ reader: 'Nguyễn Thị Thử, Chuyên viên' })
    expect(rows[0]?.fields).toContain('so_cccd')
    expect((await get('/api/v1/datasets/tram-y-te/rows?limit=1', { cookie: other })).body).not.toMatch(/bi_mat|so_cccd/)
  })
})

test('what was remembered of a dataset never outlives its change', async () => {
  const id = await createDataset(callOf(t(), SYSTEM), 'doi', aDescription(agency), aSchema([aField('a'), aField('b')]))
  await loaded(t(), id, [{ a: 'một', b: 'hai' }])
  await publishDataset(callOf(t(), SYSTEM), id, 2)
  for (let n = 0; n < 3; n++) expect((await get('/rest/doi')).answer.json<object[]>()).toEqual([{ a: 'một', b: 'hai' }])
  await putSchema(callOf(t(), SYSTEM), id, 3, aSchema([aField('a'), aField('b', { classification: 'shared' })]), 'thu hẹp')
  expect((await get('/rest/doi')).answer.json<object[]>()).toEqual([{ a: 'một' }])
  expect((await get('/rest/doi?b=eq.hai')).status).toBe(400)
  expect((await get('/rest/doi')).status).toBe(200)
  await withdrawDataset(callOf(t(), SYSTEM), id, 4, 'thử')
  expect((await get('/rest/doi')).status).toBe(404)
})

describe('change feed', () => {
  test('tells added, changed and ended rows in order, without gaps', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'dong', aDescription(agency), aSchema([aField('k', { required: true }), aField('v')], { key: ['k'] }))
    await loaded(t(), id, ['a', 'b', 'c'].map(k => ({ k, v: '1' })))
    await publishDataset(callOf(t(), SYSTEM), id, 2)
    await loaded(t(), id, [{ k: 'a', v: '2' }, { k: 'c', v: '1' }, { k: 'd', v: '1' }], { mode: 'snapshot' })
    await loaded(t(), id, [{ k: 'a', v: '3' }])
    const walked: { kind: string; row: { k: string; v: string }; position: string }[] = []
    const held = new Map<string, string>()
    for (let after = '0', more = true; more;) {
      const page = (await get(`/api/v1/datasets/dong/changes?after=${after}&limit=1`)).answer.json<{ items: typeof walked; next: string; more: boolean }>()
      walked.push(...page.items)
      ;({ next: after, more } = page)
    }
    expect(walked.map(each => `${each.position.split('.')[0]} ${each.kind} ${each.row.k}${each.row.v}`)).toEqual(['1 added a1', '1 added b1', '1 added c1', '2 ended b1', '2 changed a2', '2 added d1', '3 changed a3'])
    for (const { kind, row } of walked) if (kind === 'ended') held.delete(row.k); else held.set(row.k, row.v)
    expect(Object.fromEntries(held)).toEqual({ a: '3', c: '1', d: '1' })
    expect((await get('/api/v1/datasets/dong/changes?after=nonsense')).json()).toMatchObject({ status: 400, reason: 'bad-cursor' })
    expect((await get(`/api/v1/datasets/dong/changes?after=${walked.at(-1)?.position ?? ''}`)).json()).toEqual({ items: [], next: walked.at(-1)?.position, more: false, position: 3 })
  })
})

describe('PostgREST, by its own client over HTTP', () => {
  const client = () => new PostgrestClient(`${faces.url}/rest`)
  const codes = (data: readonly { ma: string }[] | null): string[] => (data ?? []).map(row => row.ma)
  test('selects, renames, casts, filters, sorts and pages', async () => {
    const renamed = await client().from('tram-y-te').select('code:ma,so_giuong::text').eq('ma', 'T03')
    expect(renamed).toMatchObject({ status: 200, data: [{ code: 'T03', so_giuong: '3' }] })
    expect(codes((await client().from('tram-y-te').select('ma').in('ma', ['T01', 'T02']).order('ma', { ascending: false })).data)).toEqual(['T02', 'T01'])
    expect(codes((await client().from('tram-y-te').select('ma').or('so_giuong.eq.4,and(so_giuong.gte.28,so_giuong.not.eq.28),eq.eq.e9').order('ma')).data)).toEqual(['T04', 'T09', 'T29'])
    expect(codes((await client().from('tram-y-te').select('ma').eq('in', 11).eq('eq', 'e11')).data)).toEqual(['T11'])
    expect(codes((await client().from('tram-y-te').select('ma').ilike('ten', '*phú bình 2_')).data)).toHaveLength(10)
    expect(codes((await client().from('tram-y-te').select('ma').textSearch('ten', 'phu binh 13', { type: 'plain' })).data)).toEqual(['T13'])
    expect(codes((await client().from('tram-y-te').select('ma').is('so_giuong', null).order('ma').limit(2)).data)).toEqual(['T00', 'T05'])
    expect(codes((await client().from('tram-y-te').select('ma').not('so_giuong', 'gt', 2)).data)).toEqual(['T01', 'T02'])
    expect(codes((await client().from('tram-y-te').select('ma').order('so_giuong', { ascending: true, nullsFirst: true }).order('ma', { ascending: false }).limit(2)).data)).toEqual(['T25', 'T20'])
  })
  test('counts when asked, by Range, Content-Range, 206 and 416', async () => {
    expect(await client().from('tram-y-te').select('ma', { count: 'exact' }).gt('so_giuong', 25).range(0, 1)).toMatchObject({ status: 206, count: 4 })
    expect(await client().from('tram-y-te').select('*', { count: 'exact', head: true })).toMatchObject({ status: 200, count: 30 })
    expect(await client().from('tram-y-te').select('ma', { count: 'exact' }).range(100, 110)).toMatchObject({ status: 416, error: { code: 'PGRST103' } })
    const ranged = await fetch(`${faces.url}/rest/tram-y-te?select=ma&order=ma`, { headers: { range: '3-4', 'range-unit': 'items', prefer: 'count=planned' } })
    expect([ranged.status, ranged.headers.get('content-range'), await ranged.json()]).toEqual([206, '3-4/30', [{ ma: 'T03' }, { ma: 'T04' }]])
    const uncounted = await fetch(`${faces.url}/rest/tram-y-te?limit=5`)
    expect([uncounted.status, uncounted.headers.get('content-range')]).toEqual([200, '0-4/*'])
    const head = await fetch(`${faces.url}/rest/tram-y-te?ma=eq.T01`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-range'), await head.text()]).toEqual([200, '0-0/*', ''])
  })
  test('one object, CSV, profiles, errors', async () => {
    expect(await client().from('tram-y-te').select('ma').eq('ma', 'T03').single()).toMatchObject({ data: { ma: 'T03' } })
    expect(await client().from('tram-y-te').select('ma').single()).toMatchObject({ status: 406, error: { code: 'PGRST116' } })
    expect(await client().from('tram-y-te').select('ma').eq('ma', 'none').maybeSingle()).toMatchObject({ data: null, error: null })
    expect((await client().from('tram-y-te').select('ma,ten,so_giuong').eq('ma', 'T07').csv()).data).toBe('ma,ten,so_giuong\nT07,"\'=cmd|""x""",7')
    expect(await client().schema('public').from('tram-y-te').select('ma').limit(1)).toMatchObject({ status: 200 })
    expect(await client().schema('khac').from('tram-y-te').select('ma').limit(1)).toMatchObject({ status: 406, error: { code: 'PGRST106' } })
    expect(await client().from('khong-co').select()).toMatchObject({ status: 404, error: { code: 'PGRST205' } })
    expect(await client().from('chia-se').select()).toMatchObject({ status: 401, error: { code: '42501' } })
    expect(await client().from('tram-y-te').select('nope')).toMatchObject({ status: 400, error: { code: '42703', message: 'column tram-y-te.nope does not exist' } })
    expect(await client().from('tram-y-te').select().eq('so_giuong', 'x')).toMatchObject({ status: 400, error: { code: '22P02' } })
    expect(await client().from('tram-y-te').select('ma,xa(ten)')).toMatchObject({ status: 400, error: { code: 'PGRST200' } })
    expect((await client().from('tram-y-te').insert({ ma: 'X' })).status).toBe(404)
  })
})
