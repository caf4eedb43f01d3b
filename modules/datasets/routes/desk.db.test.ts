import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { anOfficer as someone, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { datasetsModule } from '../module.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, signedFor, SYSTEM } from '../testing.ts'

const t = useDb()
let site: AdminSite
let agency: string
let steward: OfficerActor
const reader = someone(['case-officer'])
const idOf = async (code: string): Promise<string> => (await t().owner.pool.query<{ id: string }>('select id from datasets.dataset where code = $1', [code])).rows[0]?.id ?? ''

beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  agency = await anAgency(t(), 'H55.921')
  steward = anOfficer(agency, 'data-steward')
})
afterAll(() => site.close())

const described = { title: 'Chợ trong tỉnh', description: 'Mọi chợ', purpose: 'Quản lý chợ', access: 'open', legalBasis: 'Nghị định 60/2024/NĐ-CP', licence: 'CC-BY-4.0', refreshDays: '30', keywords: 'chợ, chợ phiên' }
const fields = { 'fields.0.title': 'Mã chợ', 'fields.0.name': 'ma', 'fields.0.type': 'text', 'fields.0.classification': 'open', 'fields.0.key': 'yes' }

describe('making a dataset in the browser', () => {
  test('the description comes first and keeps what was typed when something is missing', async () => {
    const bad = await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: agency, _step: 'description', purpose: '', refreshDays: 'thường xuyên' })
    expect(bad.status).toBe(422)
    for (const words of ['Chưa nêu mục đích', 'href="#f-refreshDays"', 'value="Chợ trong tỉnh"', 'value="thường xuyên"']) expect(bad.body).toContain(words)
    // the code is made of the title: nobody is told off for the one who has not typed the other
    expect((await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: agency, _step: 'description', title: '', code: '' })).body).toMatch(/Chưa có tên bộ dữ liệu(?![\s\S]*Mã gồm chữ thường)/)
    const good = await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: agency, _step: 'description' })
    expect(good.status).toBe(200)
    for (const words of ['Các trường của “Chợ trong tỉnh”', 'name="fields.0.name"', 'name="purpose" value="Quản lý chợ"']) expect(good.body).toContain(words)
  })
  test('a field more keeps all that was typed; a fault is named at its input', async () => {
    const more = await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: agency, _step: 'fields', ...fields, _button: 'add' })
    for (const words of ['value="Mã chợ"', 'name="fields.1.title"', 'name="purpose" value="Quản lý chợ"']) expect(more.body).toContain(words)
    const bad = await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: agency, _step: 'fields', ...fields, 'fields.1.title': 'Diện tích', 'fields.1.name': 'Diện tích!', 'fields.1.type': 'decimal', 'fields.1.classification': 'open', 'fields.1.minimum': 'lớn', _button: 'next' })
    expect(bad.status).toBe(422)
    for (const words of ['href="#f-fields-1-name"', 'id="f-fields-1-name-error"', 'href="#f-fields-1-minimum"', 'value="lớn"']) expect(bad.body).toContain(words)
  })
  test('makes it under a code of its title, with a ledger entry; a code that is taken leads back to the description', async () => {
    const body = { ...described, agencyId: agency, _step: 'fields', ...fields, 'fields.1.title': 'Số hộ kinh doanh', 'fields.1.type': 'integer', 'fields.1.classification': 'open', 'fields.1.minimum': '0', _button: 'next' }
    const made = await site.post(steward, '/kho-du-lieu/moi', body)
    expect([made.status, made.location]).toEqual([303, '/kho-du-lieu/cho-trong-tinh'])
    expect(await ledgerOf(t().owner, await idOf('cho-trong-tinh'))).toEqual([{ act: 'datasets.create-dataset', role: 'data-steward', reason: null }])
    expect((await site.get(steward, '/kho-du-lieu/cho-trong-tinh/cau-truc')).body).toContain('so_ho_kinh_doanh')
    const again = await site.post(steward, '/kho-du-lieu/moi', body)
    expect(again.status).toBe(422)
    for (const words of ['Bước 1 trên 2', 'href="#f-code"', 'name="fields.1.title" value="Số hộ kinh doanh"']) expect(again.body).toContain(words)
  })
  test('a file proposes the fields; they are corrected before anything is made', async () => {
    const file = Buffer.from('Mã chợ;Tên chợ;Số hộ;Ngày lập\nC01;Chợ Thái;120;01/07/2019\nC02;Chợ Đồng Quang;85;15/03/2010\n')
    const proposed = await site.upload(steward, '/kho-du-lieu/moi/tu-tep', {}, [{ field: 'file', name: 'Danh_sach_cho.csv', bytes: file }])
    expect(proposed.status).toBe(200)
    for (const words of ['value="Danh sach cho"', 'name="fields.0.name" value="ma_cho"', 'name="fields.0.key" value="yes"', 'name="fields.2.type" value="integer"', 'name="fields.3.type" value="date"']) expect(proposed.body).toContain(words)
    const typed = Object.fromEntries([...proposed.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].filter(found => !found[1]?.startsWith('_')).map(found => [found[1] ?? '', found[2] ?? '']))
    const second = await site.post(steward, '/kho-du-lieu/moi', { ...typed, ...described, title: 'Danh sách chợ', agencyId: agency, _step: 'description' })
    for (const words of ['Đoán từ tệp “Danh_sach_cho.csv”', 'value="Số hộ"']) expect(second.body).toContain(words)
    const empty = await site.upload(steward, '/kho-du-lieu/moi/tu-tep', {}, [{ field: 'file', name: 'rong.csv', bytes: Buffer.from(' \n') }])
    expect(empty.status).toBe(422)
    expect(empty.body).toContain('href="#f-file"')
  })
  test('not for an agency that is not one’s own, nor by officers who keep no data', async () => {
    expect((await site.post(steward, '/kho-du-lieu/moi', { ...described, agencyId: reader.agencyId, _step: 'description' })).body).toContain('Chọn cơ quan chủ quản')
    expect((await site.get(reader, '/kho-du-lieu/moi')).status).toBe(403)
    expect((await site.get(reader, '/kho-du-lieu/cho-trong-tinh')).status).toBe(404)
  })
})

describe('a new version of a contract', () => {
  const path = '/kho-du-lieu/cho-trong-tinh/cau-truc/sua'
  const changed = { ...fields, 'fields.1.title': 'Số hộ kinh doanh', 'fields.1.name': 'so_ho_kinh_doanh', 'fields.1.type': 'decimal', 'fields.1.classification': 'open', 'fields.2.title': 'Địa chỉ', 'fields.2.type': 'text', 'fields.2.classification': 'open' }
  test('shows the differences before anything is saved, wants a reason, then saves', async () => {
    const version = shownVersion((await site.get(steward, path)).body)
    const review = await site.post(steward, path, { ...changed, version, _button: 'next' })
    for (const words of ['Ban hành phiên bản 2?', 'Trường mới', 'dia_chi', 'Phải xem lại', 'name="fields.2.title" value="Địa chỉ"']) expect(review.body).toContain(words)
    const unsaid = await site.post(steward, path, { ...changed, version, _button: 'save' })
    expect(unsaid.status).toBe(422)
    expect(unsaid.body).toContain('Ghi lý do đổi cấu trúc')
    expect((await site.post(steward, path, { ...changed, version, reason: 'thêm địa chỉ', _button: 'save' })).status).toBe(303)
    const late = await site.post(steward, path, { ...changed, version, reason: 'người thứ hai', _button: 'save' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('value="Địa chỉ"')
    const history = await site.get(steward, '/kho-du-lieu/cho-trong-tinh/lich-su')
    for (const words of ['thêm địa chỉ', 'cau-truc/sua?ban=1', 'Đang dùng']) expect(history.body).toContain(words)
    expect((await site.get(steward, `${path}?ban=1`)).body).not.toContain('value="Địa chỉ"')
  })
})

describe('publication', () => {
  test('says what it does, refuses without rows, publishes, withdraws with a reason and publishes again', async () => {
    const path = '/kho-du-lieu/cho-trong-tinh/cong-bo'
    const before = await site.get(steward, path)
    for (const words of ['Công bố thì điều gì xảy ra', 'Ai cũng đọc, tải được', 'Chưa có dữ liệu']) expect(before.body).toContain(words)
    const empty = await site.post(steward, path, { version: shownVersion(before.body) })
    expect(empty.status).toBe(422)
    await loaded(t(), await idOf('cho-trong-tinh'), [{ ma: 'C1', so_ho_kinh_doanh: '12', dia_chi: null }, { ma: 'C2', so_ho_kinh_doanh: '30', dia_chi: 'Phố Chợ' }])
    expect((await site.post(steward, path, { version: shownVersion((await site.get(steward, path)).body) })).status).toBe(303)
    expect((await site.get(reader, '/kho-du-lieu/cho-trong-tinh/du-lieu')).body).toContain('Phố Chợ')
    const withdraw = '/kho-du-lieu/cho-trong-tinh/ngung-cong-bo'
    const version = shownVersion((await site.get(steward, path)).body)
    expect((await site.post(steward, withdraw, { version, reason: '' })).body).toContain('Nêu lý do ngừng công bố')
    expect((await site.post(steward, withdraw, { version, reason: 'sai đơn vị' })).status).toBe(303)
    expect((await site.get(reader, '/kho-du-lieu/cho-trong-tinh')).status).toBe(404)
    expect((await site.post(steward, path, { version: shownVersion((await site.get(steward, path)).body) })).status).toBe(303)
    expect((await ledgerOf(t().owner, await idOf('cho-trong-tinh'))).map(entry => entry.act)).toEqual(['datasets.create-dataset', 'datasets.put-schema', 'datasets.publish-dataset', 'datasets.withdraw-dataset', 'datasets.publish-dataset'])
  })
})

describe('the list and the rows', () => {
  test('finds as people type, by state and owner; late ones are said in words', async () => {
    const old = await createDataset(callOf(t(), SYSTEM), 'cu-ky', aDescription(agency, { title: 'Sổ cũ kỹ', refreshDays: 10 }), aSchema([aField('a', { required: true })], { key: ['a'] }))
    await loaded(t(), old, [{ a: 'x' }], { at: new Date('2026-11-01T02:00:00Z') })
    expect((await site.get(steward, '/kho-du-lieu?q=cho%20trong')).body).toContain('Chợ trong tỉnh')
    expect((await site.get(steward, '/kho-du-lieu?q=khong-co-gi')).body).toContain('Không có bộ dữ liệu nào khớp')
    const late = (await site.get(steward, '/kho-du-lieu?xem=tre')).body
    for (const words of ['Sổ cũ kỹ', 'Trễ 18 ngày', 'ts-fresh--late']) expect(late).toContain(words)
    expect(late).not.toContain('Chợ trong tỉnh')
    expect((await site.get(reader, '/kho-du-lieu')).body).not.toContain('Sổ cũ kỹ')
  })
  test('sorts, filters, reads as known after a load, and shows one row through its loads', async () => {
    const id = await idOf('cho-trong-tinh')
    await loaded(t(), id, [{ ma: 'C1', so_ho_kinh_doanh: '99', dia_chi: null }])
    const rows = async (query: string): Promise<string> => (await site.get(steward, `/kho-du-lieu/cho-trong-tinh/du-lieu?${query}`)).body
    expect(await rows('truong=so_ho_kinh_doanh&phep=gt&gia-tri=50')).toMatch(/>C1<[\s\S]*loc=so_ho_kinh_doanh.gt.50|loc=so_ho_kinh_doanh.gt.50[\s\S]*>C1</)
    expect(await rows('truong=so_ho_kinh_doanh&phep=gt&gia-tri=50')).not.toContain('>C2<')
    expect(await rows('truong=dia_chi&phep=contains-text&gia-tri=pho%20cho')).toContain('>C2<')
    const sorted = await rows('sap=-so_ho_kinh_doanh')
    expect(sorted.indexOf('>C1<')).toBeLessThan(sorted.indexOf('>C2<'))
    expect(await rows('lan=1')).toContain('Như kho đã biết sau lần nạp 1')
    const wrong = await site.get(steward, '/kho-du-lieu/cho-trong-tinh/du-lieu?truong=so_ho_kinh_doanh&phep=gt&gia-tri=nhi%E1%BB%81u')
    expect([wrong.status, wrong.body.includes('value="nhiều"'), wrong.body.includes('value="so_ho_kinh_doanh" selected')]).toEqual([422, true, true])
    const row = /du-lieu\/(\d+)"[^>]*>C1</.exec(await rows(''))?.[1] ?? ''
    const history = (await site.get(steward, `/kho-du-lieu/cho-trong-tinh/du-lieu/${row}`)).body
    for (const words of ['Lần nạp 2', 'Lần nạp 1', 'Thay bởi lần nạp 2', '<mark>99</mark>']) expect(history).toContain(words)
    expect((await site.get(steward, '/kho-du-lieu/cho-trong-tinh/du-lieu/999999')).status).toBe(404)
  })
  test('what is personal is found by a post and stands in no address; who may not read it does not see it', async () => {
    const id = await createDataset(callOf(t(), SYSTEM), 'nguoi', aDescription(agency, { title: 'Người', access: 'open' }), aSchema([aField('ma', { required: true }), aField('so', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] }))
    await loaded(t(), id, [{ ma: 'N1', so: '001201000018' }, { ma: 'N2', so: '001201000019' }])
    const path = '/kho-du-lieu/nguoi/du-lieu'
    expect((await site.get(steward, `${path}?loc=so.eq.001201000018`)).body).toContain('>N2<')
    expect((await site.get(steward, path)).body).not.toContain('sap=so')
    const looks = async (): Promise<number> => (await t().owner.pool.query<{ n: number }>('select count(*) as n from datasets.look where dataset_id = $1', [id])).rows[0]?.n ?? 0
    const before = await looks()
    const found = (await site.post(steward, `${path}/tim`, { field: 'so', value: '001201000018' })).body
    expect(await looks()).toBe(before + 1)
    expect((await site.get(steward, `${path}/${/du-lieu\/(\d+)"[^>]*>N1</.exec(found)?.[1] ?? ''}`)).body).toContain('001201000018')
    expect((await t().owner.pool.query('select reader, agency_id, purpose, fields from datasets.look where dataset_id = $1', [id])).rows).toEqual(Array.from({ length: before + 2 }, () => ({ reader: 'Nguyễn Thị Thử, Chuyên viên', agency_id: agency, purpose: 'Quản lý', fields: ['ma', 'so'] })))
    expect(found).toContain('>N1<')
    expect(found).not.toContain('>N2<')
    const nobody = await site.post(steward, `${path}/tim`, { field: 'so', value: 'không phải số' })
    expect(nobody.status).toBe(422)
    expect(nobody.body).not.toContain('>N2<')
    await signedFor(t(), id)
    await site.post(steward, '/kho-du-lieu/nguoi/cong-bo', { version: shownVersion((await site.get(steward, '/kho-du-lieu/nguoi/cong-bo')).body) })
    const told = await looks()
    const others = (await site.get(reader, path)).body
    expect(await looks()).toBe(told)
    expect(others).toContain('>N1<')
    expect(others).not.toContain('001201000018')
    expect((await site.post(reader, `${path}/tim`, { field: 'so', value: '001201000018' })).status).toBe(422)
  })
})
