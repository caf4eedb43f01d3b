import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { read } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer as someone, ledgerOf, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { acceptLoad, rejectLoad, requestAcceptance } from '../acts/accept-load.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { saveEntry, sendEntries, takeBackEntries, type EntryCall } from '../acts/enter-rows.ts'
import { setFormEntry } from '../acts/form-entry-settings.ts'
import { acceptDecided } from '../loads/jobs.ts'
import { datasetsModule } from '../module.ts'
import { findDataset } from '../queries/datasets.ts'
import { selectRows } from '../queries/rows.ts'
import { stagingOf } from '../staging.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
const PATH = '/kho-du-lieu/to-cong-nghe/nhap-lieu'
let site: AdminSite
let steward: OfficerActor
let here: OfficerActor
let there: OfficerActor
let id: string

async function aCommune(code: string, unit: string): Promise<OfficerActor> {
  const agency = newId()
  await sql`insert into organisations.agency (id, code, name, kind, level, unit_code, path, valid_from) values (${agency}, ${code}, ${`UBND ${unit}`}, 'commune-committee', 'commune', ${unit}, array[${agency}]::uuid[], '2018-01-01')`.execute(t().owner.kysely)
  return someone(['case-officer'], { agencyId: agency, scopeAgencyIds: [agency] })
}
const rows = async (): Promise<Record<string, unknown>[]> => read(t().db, SYSTEM, async tx => {
  const dataset = await findDataset(tx, 'to-cong-nghe')
  if (!dataset) throw new Error('gone')
  return (await selectRows(tx, { code: dataset.code, schema: dataset.schema, rowCount: 0, fields: dataset.schema.fields }, { select: [], order: [{ field: 'ma', descending: false }], limit: 100, offset: 0 })).rows.map(row => ({ ...row }))
})
const theLoad = async (): Promise<{ id: string; state: string; version: number; kind: string; by_account: string }> => (await t().owner.pool.query(`select id, state, version, kind, by_account from datasets.load where kind = 'form' and state = 'checked'`)).rows[0]

beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  const agency = await anAgency(t(), 'H55.931')
  steward = anOfficer(agency, 'data-steward')
  here = await aCommune('H55.941', '05443')
  there = await aCommune('H55.942', '05455')
  id = await createDataset(callOf(t(), SYSTEM), 'to-cong-nghe', aDescription(agency, { title: 'Tổ công nghệ số', access: 'shared' }), aSchema([aField('ma', { required: true, title: { vi: 'Mã tổ' } }), aField('ten', { title: { vi: 'Tên tổ' } }), aField('xa', { type: 'unit', required: true }), aField('so', { type: 'integer', minimum: 1, title: { vi: 'Số thành viên' } }), aField('tre', { type: 'integer' }), aField('hop', { type: 'date' }), aField('noi', { type: 'point' })],
    { key: ['ma'], rules: [{ code: 'tre', message: { vi: 'Người trẻ nhiều hơn thành viên.' }, severity: 'error', rule: { kind: 'compare', left: 'tre', operator: '<=', right: 'so' } }] }))
  await loaded(t(), id, [{ ma: 'A1', ten: 'Tổ A1', xa: '05443', so: '5', tre: null, hop: null, noi: '(105.8,21.6)' }, { ma: 'B1', ten: 'Tổ B1', xa: '05455', so: '7', tre: null, hop: null, noi: null }])
})
afterAll(() => site.close())

describe('entry by communes', () => {
  test('closed until the keeper opens it; only officers of communes come in, and see their own rows', async () => {
    expect((await site.get(here, PATH)).status).toBe(404)
    await setFormEntry(callOf(t(), steward), id, 2, 'keeper')
    const { body } = await site.get(here, PATH)
    expect(body).toContain('Tổ A1')
    expect(body).not.toContain('Tổ B1')
    expect((await site.get(steward, PATH)).status).toBe(403)
  })
  test('a form drawn from the contract; faults stand at their inputs and nothing typed is lost', async () => {
    const form = (await site.get(here, `${PATH}/them`)).body
    for (const name of ['name="ma"', 'name="so"', 'name="hop-day"']) expect(form).toContain(name)
    expect(form).not.toContain('name="xa"')
    const bad = await site.post(here, `${PATH}/luu`, { ma: 'A2', ten: 'Tổ mới', so: '0', tre: 'vài' })
    expect(bad.status).toBe(422)
    for (const words of ['href="#f-so"', 'href="#f-tre"', 'value="Tổ mới"', 'value="vài"']) expect(bad.body).toContain(words)
    expect((await site.post(here, `${PATH}/luu`, { ma: 'A2', ten: 'Tổ mới', so: '3', tre: '9' })).body).toContain('Người trẻ nhiều hơn thành viên')
  })
  test('nobody touches the rows of another commune, whatever is typed', async () => {
    const bad = await site.post(here, `${PATH}/luu`, { ma: 'B1', ten: 'Chiếm', so: '3' })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain('thuộc dòng của đơn vị khác')
    const other = (await t().owner.pool.query<{ _id: number }>(`select _id from dataset_rows.to_cong_nghe where ma = 'B1'`)).rows[0]?._id
    expect((await site.get(here, `${PATH}/dong/${other}`)).status).toBe(404)
    expect((await site.post(here, `${PATH}/ket-thuc`, { row: String(other) })).status).toBe(404)
    await site.post(here, `${PATH}/luu`, { ma: 'A9', so: '3', xa: '05455' })
    expect((await t().owner.pool.query('select unit_code, cells from datasets.form_entry')).rows).toMatchObject([{ unit_code: '05443', cells: { xa: '05443' } }])
    const draft = (await t().owner.pool.query<{ id: string }>('select id from datasets.form_entry')).rows[0]?.id ?? ''
    expect((await site.post(there, `${PATH}/bo`, { entry: draft })).status).toBe(404)
    expect((await site.post(here, `${PATH}/bo`, { entry: draft })).status).toBe(303)
  })
  test('added, changed and ended rows go as one load that the keeper accepts', async () => {
    const first = (await t().owner.pool.query<{ _id: number }>(`select _id from dataset_rows.to_cong_nghe where ma = 'A1'`)).rows[0]?._id
    expect((await site.get(here, `${PATH}/dong/${first}`)).body).toContain('value="21.6, 105.8"')
    expect((await site.post(here, `${PATH}/luu`, { row: String(first), ten: 'Tổ A1 mới', so: '1.200', noi: '21.6, 105.8', 'hop-day': '27', 'hop-month': '11', 'hop-year': '2026' })).status).toBe(303)
    await site.post(here, `${PATH}/luu`, { ma: 'A2', ten: 'Tổ A2', so: '4' })
    expect((await site.get(here, PATH)).body).toContain('Gửi 2 thay đổi')
    expect((await site.post(here, `${PATH}/gui`, {})).status).toBe(303)
    const load = await theLoad()
    expect(load).toMatchObject({ state: 'checked', kind: 'form', by_account: here.accountId })
    expect(await ledgerOf(t().owner, load.id)).toMatchObject([{ act: 'datasets.send-entries', role: 'case-officer' }])
    expect((await rows()).map(row => row['ten'])).toEqual(['Tổ A1', 'Tổ B1'])
    expect((await site.get(steward, '/kho-du-lieu/cho-nhan')).body).toContain('UBND 05443')
    await acceptLoad(callOf(t(), steward), load.id, load.version, 'all')
    expect(await rows()).toMatchObject([{ ma: 'A1', ten: 'Tổ A1 mới', so: 1200, hop: '2026-11-27', noi: { coordinates: [105.8, 21.6] } }, { ma: 'A2', xa: '05443' }, { ma: 'B1', ten: 'Tổ B1' }])
    const second = (await t().owner.pool.query<{ _id: number }>(`select _id from dataset_rows.to_cong_nghe where ma = 'A2' and _ended is null`)).rows[0]?._id
    expect((await site.get(here, `${PATH}/dong/${second}/ket-thuc`)).body).toContain('Kết thúc dòng này?')
    await site.post(here, `${PATH}/ket-thuc`, { row: String(second) })
    await site.post(here, `${PATH}/gui`, {})
    const end = await theLoad()
    expect(await acceptLoad(callOf(t(), steward), end.id, end.version, 'all')).toEqual({ added: 0, changed: 0, same: 0, ended: 1 })
    expect((await rows()).map(row => row['ma'])).toEqual(['A1', 'B1'])
  })
  test('what is turned down can be taken back, mended and sent again', async () => {
    await site.post(here, `${PATH}/luu`, { ma: 'A3', ten: 'Tổ sai', so: '4' })
    await site.post(here, `${PATH}/gui`, {})
    const load = await theLoad()
    expect((await site.post(here, `${PATH}/lay-lai`, { load: load.id })).status).toBe(409)
    await rejectLoad(callOf(t(), steward), load.id, load.version, 'tên chưa đúng')
    expect((await site.get(here, PATH)).body).toContain('tên chưa đúng')
    await site.post(here, `${PATH}/lay-lai`, { load: load.id })
    const { body } = await site.get(here, PATH)
    expect(body).toContain('Gửi 1 thay đổi')
    const draft = /ban-nhap\/([0-9a-f-]{36})/.exec(body)?.[1] ?? ''
    expect((await site.get(here, `${PATH}/ban-nhap/${draft}`)).body).toContain('value="Tổ sai"')
    expect((await site.get(there, `${PATH}/ban-nhap/${draft}`)).status).toBe(404)
    await site.post(here, `${PATH}/luu`, { entry: draft, ma: 'A3', ten: 'Tổ đúng', so: '4' })
    const dataset = await read(t().db, SYSTEM, tx => findDataset(tx, 'to-cong-nghe'))
    await setFormEntry(callOf(t(), steward), id, dataset?.version ?? 0, 'at-once')
    await site.post(here, `${PATH}/gui`, {})
    expect((await rows()).map(row => row['ten'])).toEqual(['Tổ A1 mới', 'Tổ đúng', 'Tổ B1'])
  })
  test('drafts of a commune stand behind the wall', async () => {
    await site.post(here, `${PATH}/luu`, { ma: 'A4', so: '4' })
    const seen = async (actor: OfficerActor): Promise<number> => (await read(t().db, actor, tx => sql`select 1 from datasets.form_entry where load_id is null`.execute(tx))).rows.length
    expect([await seen(here), await seen(there), await seen(steward)]).toEqual([1, 0, 1])
  })
})

describe('rows that several communes enter at the same time', () => {
  const callFor = (actor: OfficerActor, unitCode: string, code: string): EntryCall => ({ platform: { db: t().db, now: () => NOW }, actor, code, commune: { agencyId: actor.agencyId, unitCode, agencyName: `UBND ${unitCode}` } })
  async function aDataset(code: string, mode: 'keeper' | 'at-once', temporal = false): Promise<string> {
    const schema = aSchema([aField('ma', { required: true }), aField('xa', { type: 'unit', required: true }), aField('so', { unique: true }), aField('loai', { reference: { dataset: 'loai-to', field: 'ma' } }), aField('khac', { reference: { dataset: 'khong-co', field: 'ma' } }), aField('kieu', { type: 'integer', reference: { dataset: 'loai-to', field: 'ma' } })], { key: ['ma'], temporal })
    const dataset = await createDataset(callOf(t(), SYSTEM), code, aDescription(steward.agencyId, { access: 'shared' }), schema)
    await setFormEntry(callOf(t(), steward), dataset, 1, mode)
    return dataset
  }
  const enter = (call: EntryCall, cells: Record<string, string>): Promise<string> => saveEntry(call, { kind: 'put', cells, exists: false })
  const current = async (code: string): Promise<unknown[]> => (await t().owner.pool.query(`select ma, xa from dataset_rows.${code.replaceAll('-', '_')} where _ended is null order by ma`)).rows
  beforeAll(async () => { await loaded(t(), await createDataset(callOf(t(), SYSTEM), 'loai-to', aDescription(steward.agencyId), aSchema([aField('ma', { required: true })], { key: ['ma'] })), [{ ma: 'thon' }]) })

  test('the key is whose row was accepted first: a load that comes later takes nothing away', async () => {
    await aDataset('to-tranh', 'keeper')
    const sent: string[] = []
    for (const [actor, unit] of [[here, '05443'], [there, '05455']] as const) { await enter(callFor(actor, unit, 'to-tranh'), { ma: 'K' }); sent.push((await sendEntries(callFor(actor, unit, 'to-tranh'))).loadId) }
    await acceptLoad(callOf(t(), steward), sent[0] ?? '', undefined, 'all')
    await expect(acceptLoad(callOf(t(), steward), sent[1] ?? '', undefined, 'all')).rejects.toMatchObject({ code: 'conflict', details: { detail: { vi: expect.stringContaining('thuộc dòng của đơn vị khác') } } })
    expect(await current('to-tranh')).toEqual([{ ma: 'K', xa: '05443' }])
  })
  test('a row of another commune is not cut short though its end is known', async () => {
    const dataset = await aDataset('to-thoi-han', 'keeper', true)
    await loaded(t(), dataset, [{ ma: 'K', xa: '05455', valid_from: '2026-01-01', valid_to: '2027-01-01' }])
    await expect(enter(callFor(here, '05443', 'to-thoi-han'), { ma: 'K' })).rejects.toMatchObject({ details: { fields: [{ code: 'of-others' }] } })
  })
  test.each([['to-trung', { ma: 'B', so: '1' }, 'giá trị đã thuộc'], ['to-la', { ma: 'B', loai: 'xom' }, 'không có trong bộ dữ liệu được tham chiếu'], ['to-khac', { ma: 'B', khac: 'x' }, 'không có trong bộ dữ liệu được tham chiếu'], ['to-kieu', { ma: 'B', kieu: '7' }, 'không có trong bộ dữ liệu được tham chiếu']])('what breaks the contract among other rows is refused before it counts, in words: %s', async (code, cells, words) => {
    const dataset = await aDataset(code, 'at-once')
    await loaded(t(), dataset, [{ ma: 'A', xa: '05455', so: '1' }])
    await enter(callFor(here, '05443', code), cells)
    await expect(sendEntries(callFor(here, '05443', code))).rejects.toMatchObject({ code: 'conflict', details: { detail: { vi: expect.stringContaining(words) } } })
    expect(await current(code)).toHaveLength(1)
  })
  test.each([false, true])('a row that ends holds no value any more, whatever it refers to (with valid time: %s)', async temporal => {
    const code = temporal ? 'to-ket-thuc-ngay' : 'to-ket-thuc'
    const dataset = await aDataset(code, 'at-once', temporal)
    await loaded(t(), dataset, [{ ma: 'A', xa: '05443', so: '1', loai: 'bo-roi', ...temporal ? { valid_from: '2026-01-01' } : {} }])
    await saveEntry(callFor(here, '05443', code), { kind: 'end', cells: { ma: 'A', so: '1', loai: 'bo-roi', valid_from: '2026-01-01' }, exists: true })
    await enter(callFor(here, '05443', code), { ma: 'B', so: '1' })
    await sendEntries(callFor(here, '05443', code))
    expect((await t().owner.pool.query(`select ma from dataset_rows.${code.replaceAll('-', '_')} where _ended is null and _to is null`)).rows).toEqual([{ ma: 'B' }])
  })
  test('rows that a crash of the database took from the unlogged table come back to whoever entered them', async () => {
    await aDataset('to-mat', 'keeper')
    const call = callFor(here, '05443', 'to-mat')
    await enter(call, { ma: 'K' })
    const { loadId } = await sendEntries(call)
    await sql`truncate dataset_staging.${sql.id(stagingOf(loadId))}`.execute(t().owner.kysely)
    await requestAcceptance(callOf(t(), steward), loadId, 1, 'all')
    await acceptDecided({ db: t().db, now: () => NOW }, { loadId, accept: 'all', reason: '', actor: steward })
    expect(await takeBackEntries(call, loadId)).toBe(1)
    const again = await sendEntries(call)
    await acceptLoad(callOf(t(), steward), again.loadId, undefined, 'all')
    expect(await current('to-mat')).toEqual([{ ma: 'K', xa: '05443' }])
  })
  test('a draft is changed in the dataset that it belongs to only', async () => {
    await aDataset('to-mot', 'keeper')
    await aDataset('to-hai', 'keeper')
    const draft = await enter(callFor(here, '05443', 'to-mot'), { ma: 'K' })
    await expect(saveEntry(callFor(here, '05443', 'to-hai'), { id: draft, kind: 'put', cells: { ma: 'L' }, exists: false })).rejects.toMatchObject({ code: 'not-found' })
  })
  test('a draft is found beside however many others', async () => {
    const dataset = await aDataset('to-nhieu', 'keeper')
    await t().owner.pool.query(`insert into datasets.form_entry (id, dataset_id, agency_id, unit_code, kind, row_key, cells, at) select gen_random_uuid(), $1, $2, '05443', 'put', array['A' || n], '{}', '2026-01-01' from generate_series(1, 500) n`, [dataset, here.agencyId])
    const last = await enter(callFor(here, '05443', 'to-nhieu'), { ma: 'K' })
    expect((await site.get(here, `/kho-du-lieu/to-nhieu/nhap-lieu/ban-nhap/${last}`)).body).toContain('value="K"')
  })
  test('rows of persons that an officer of the commune sees are written down', async () => {
    const dataset = await createDataset(callOf(t(), SYSTEM), 'ho-xa', aDescription(steward.agencyId, { access: 'shared' }), aSchema([aField('ma', { required: true }), aField('xa', { type: 'unit', required: true }), aField('dinh_danh', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] }))
    await setFormEntry(callOf(t(), steward), dataset, 1, 'keeper')
    await loaded(t(), dataset, [{ ma: 'H1', xa: '05443', dinh_danh: '001201000018' }, { ma: 'H2', xa: '05455', dinh_danh: '001201000019' }])
    const looks = async (): Promise<number> => (await t().owner.pool.query<{ n: number }>('select count(*) as n from datasets.look where dataset_id = $1', [dataset])).rows[0]?.n ?? 0
    const list = (await site.get(here, '/kho-du-lieu/ho-xa/nhap-lieu')).body
    expect(await looks()).toBe(1)
    expect((await site.get(here, /\/kho-du-lieu\/ho-xa\/nhap-lieu\/dong\/\d+/.exec(list)?.[0] ?? '')).body).toContain('001201000018')
    expect(await looks()).toBe(2)
  })
})
