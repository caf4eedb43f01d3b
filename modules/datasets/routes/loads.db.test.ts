import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { storeOf } from '../../../kernel/files/index.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../../ui/index.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { acceptDecided } from '../loads/jobs.ts'
import { readLoad } from '../loads/read-load.ts'
import { serveFaces, type Faces } from '../../../kernel/testing/http.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, NOW, SYSTEM } from '../testing.ts'
import { loadApiRoutes } from './loads-api.ts'
import { loadRoutes } from './loads.ts'

const t = useDb()
let faces: Faces
let cookie: string
let steward: ReturnType<typeof anOfficer>
let other: string
beforeAll(async () => {
  const agency = await anAgency(t())
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  faces = await serveFaces(t().db, [...loadRoutes({ province: '19', namesOf: async ids => new Map(ids.map(id => [id, 'Nguyễn Thị Thử'])) }), ...loadApiRoutes], NOW)
  steward = anOfficer(agency, 'data-steward')
  cookie = faces.admit(steward)
  other = faces.admit(anOfficer(await anAgency(t(), 'H55.904'), 'data-steward'))
  await createDataset(callOf(t(), SYSTEM), 'tram', aDescription(agency), aSchema([aField('ma', { required: true, title: { vi: 'Mã trạm' } }), aField('ten', { title: { vi: 'Tên' } }), aField('so', { type: 'integer', title: { vi: 'Số giường' } })], { key: ['ma'] }))
})
afterAll(async () => { await faces.close() })

const send = (url: string, file: string, fields: Record<string, string> = {}, as = cookie) => {
  const parts = [...Object.entries({ _csrf: 'token', ...fields }).map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`), `--x\r\ncontent-disposition: form-data; name="file"; filename="Trạm.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--x--\r\n`]
  return faces.server.inject({ method: 'POST', url, headers: { cookie: as, 'content-type': 'multipart/form-data; boundary=x', 'accept': 'text/html' }, payload: Buffer.from(parts.join('')) })
}
const get = (url: string, as = cookie) => faces.server.inject({ method: 'GET', url, headers: { cookie: as, accept: 'text/html' } })
const post = (url: string, value: object, as = cookie) => faces.server.inject({ method: 'POST', url, headers: { cookie: as, 'content-type': 'application/json', 'x-csrf-token': 'token' }, payload: JSON.stringify(value) })
const readIt = (id: string): Promise<void> => readLoad({ ...faces.platform, store: storeOf(faces.platform) }, id)
const begun = async (file: string, fields: Record<string, string> = {}): Promise<string> => { const answer = await send('/kho-du-lieu/tram/nap', file, fields); expect(answer.statusCode, answer.body.slice(0, 500)).toBe(303); return String(answer.headers['location']).split('/').at(-1) ?? '' }

describe('a steward', () => {
  test('sends a file, sees the report, takes the good rows, and every row tells where it comes from', async () => {
    expect((await get('/kho-du-lieu/tram/nap')).body).toContain('Tệp dữ liệu')
    const id = await begun('Mã trạm,Tên,Số giường\nA,"=cmd|x",5\nB,Trạm B,năm\n')
    expect((await get(`/kho-du-lieu/lan-nap/${id}`)).body).toContain('Đang chờ đến lượt')
    await readIt(id)
    const shown = (await get(`/kho-du-lieu/lan-nap/${id}`)).body
    expect(shown).toContain('Không phải số nguyên')
    expect(shown).toContain('Nhận 1 dòng đúng, bỏ 1 dòng lỗi')
    const report = await get(`/kho-du-lieu/lan-nap/${id}/bao-cao.csv`)
    expect(report.body).toBe('\ufeffDòng trong tệp,Trường,Giá trị,Mức,Vì sao,Cách sửa\r\n3,Số giường,năm,Lỗi,Không phải số nguyên,"Gõ số, không kèm chữ."\r\n')
    expect((await get(`/kho-du-lieu/lan-nap/${id}/bao-cao.xlsx`)).rawPayload.subarray(0, 2).toString()).toBe('PK')
    const file = await get(`/kho-du-lieu/lan-nap/${id}/tep`)
    expect(file.body).toContain('=cmd|x')
    expect(file.headers['content-disposition']).toContain('attachment')
    const view = (await get(`/api/v1/datasets/tram/loads/${id}`)).json<{ version: number; state: string; rows: object; findings: object }>()
    expect(view).toMatchObject({ state: 'checked', rows: { read: 2, valid: 1, invalid: 1 }, findings: { 'integer:so': 1 } })
    expect((await post(`/api/v1/datasets/tram/loads/${id}/accept`, { version: view.version, accept: 'all' })).statusCode).toBe(422)
    expect((await post(`/api/v1/datasets/tram/loads/${id}/accept`, { version: view.version, accept: 'valid', reason: 'đã xem' })).json()).toMatchObject({ state: 'accepting' })
    await acceptDecided(faces.platform, { loadId: id, accept: 'valid', reason: 'đã xem', actor: steward })
    expect((await get(`/kho-du-lieu/lan-nap/${id}`)).body).toContain('Đã nhận')
    const { rows: [row] } = await sql<{ id: string }>`select _id as id from dataset_rows.tram`.execute(t().owner.kysely)
    expect((await get(`/api/v1/datasets/tram/rows/${row?.id}/lineage`)).json()).toMatchObject({ recordedBy: { id, position: 1, file: { name: 'Trạm.csv' } }, endedBy: null, ledger: [{ act: 'datasets.begin-load' }, { act: 'datasets.accept-load' }] })
    expect((await get(`/kho-du-lieu/tram/du-lieu/${row?.id}/nguon-goc`)).body).toContain('Nhận dữ liệu nạp')
  })
  test('is told when the very file comes again, and may insist', async () => {
    const same = await send('/kho-du-lieu/tram/nap', 'Mã trạm,Tên,Số giường\nA,"=cmd|x",5\nB,Trạm B,năm\n')
    expect(same.statusCode).toBe(422)
    expect(same.body).toContain('Vẫn nạp lại tệp này')
    await begun('Mã trạm,Tên,Số giường\nA,"=cmd|x",5\nB,Trạm B,năm\n', { again: 'yes' })
  })
  test('decides about columns that do not fit', async () => {
    const id = await begun('Mã trạm,Tên,Giường,Ghi chú\nC,Trạm C,7,x\n')
    await readIt(id)
    const shown = (await get(`/kho-du-lieu/lan-nap/${id}`)).body
    expect(shown).toContain('Cột không khớp với cấu trúc')
    const version = /name="version" value="(\d+)"/.exec(shown)?.[1] ?? ''
    const answer = await faces.server.inject({ method: 'POST', url: `/kho-du-lieu/lan-nap/${id}/cot`, headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ _csrf: 'token', version, 'column-2': 'so', 'column-3': '' }).toString() })
    expect(answer.statusCode).toBe(303)
    await readIt(id)
    expect((await get(`/api/v1/datasets/tram/loads/${id}`)).json()).toMatchObject({ state: 'checked', mapping: { 'Giường': 'so', 'Ghi chú': '' }, rows: { valid: 1 } })
  })
  test('of another agency finds nothing of it', async () => {
    const id = await begun('Mã trạm,Tên,Số giường\nZ,Z,1\n')
    await readIt(id)
    for (const url of [`/kho-du-lieu/lan-nap/${id}`, `/kho-du-lieu/lan-nap/${id}/tep`, `/kho-du-lieu/lan-nap/${id}/bao-cao.csv`, `/api/v1/datasets/tram/loads/${id}`, '/kho-du-lieu/tram/du-lieu/1/nguon-goc', '/kho-du-lieu/tram/nap']) expect((await get(url, other)).statusCode, url).toBe(404)
    expect((await post(`/api/v1/datasets/tram/loads/${id}/accept`, { version: 2, accept: 'all' }, other)).statusCode).toBe(404)
    expect((await send('/kho-du-lieu/tram/nap', 'a', {}, other)).statusCode).toBe(404)
  })
})
