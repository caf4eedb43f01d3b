import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { readConfig } from '../../../kernel/config.ts'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { looksAt } from '../looks.ts'
import { datasetsModule } from '../module.ts'
import { findDoubles } from '../persons/find.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
let site: AdminSite
let steward: OfficerActor, other: OfficerActor
const PATH = '/kho-du-lieu/cong-dan-thu/trung-nguoi'
beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  const agency = await anAgency(t(), 'H55.995')
  steward = anOfficer(agency, 'data-steward')
  other = anOfficer(await anAgency(t(), 'H55.996'), 'data-steward')
  const id = await createDataset(callOf(t(), steward), 'cong-dan-thu', aDescription(agency, { title: 'Công dân thử', access: 'internal' }), aSchema([aField('ma', { required: true }), aField('ho_ten', { classification: 'personal' }), aField('ngay_sinh', { type: 'date', classification: 'personal' }), aField('dia_chi', { classification: 'personal' })], { key: ['ma'] }))
  await loaded(t(), id, [{ ma: 'A', ho_ten: 'Lò Thị Mẫu', ngay_sinh: '1980-02-03', dia_chi: null }, { ma: 'B', ho_ten: 'LO THI MAU', ngay_sinh: '1980-02-03', dia_chi: 'Xóm 1' }])
  await findDoubles({ db: t().db, now: () => NOW, config: readConfig({ VAR_DIR: 'var/test', MASTER_KEY: randomBytes(32).toString('hex'), PUBLIC_URL: 'https://thu.vn' }) }, id)
})
afterAll(() => site.close())

test('a keeper reads why, answers, merges; nobody else sees the pair', async () => {
  const list = (await site.get(steward, PATH)).body
  for (const words of ['Lò Thị Mẫu', 'cùng tên, cùng ngày sinh', 'Trùng người', 'Tìm lại']) expect(list).toContain(words)
  const address = new RegExp(`${PATH}/[0-9a-f-]{36}`).exec(list)?.[0] ?? ''
  expect((await site.get(other, address)).status).toBeGreaterThanOrEqual(403)
  const page = (await site.get(steward, address)).body
  for (const words of ['Hai dòng này có là một người?', '<mark>LO THI MAU</mark>', 'value="different"']) expect(page).toContain(words)
  expect((await site.post(steward, address, { version: shownVersion(page) })).status).toBe(422)
  expect((await site.post(steward, address, { version: shownVersion(page), answer: 'same' })).location).toBe(address)
  const merge = (await site.get(steward, address)).body
  expect(merge).toContain('Gộp thành một dòng')
  expect((await site.post(steward, `${address}/gop`, { version: shownVersion(merge), reason: 'x' })).body).toContain('id="f-keep-error"')
  expect((await site.post(steward, `${address}/gop`, { version: shownVersion(merge), keep: 'a', reason: 'đối chiếu giấy tờ' })).status).toBe(303)
  expect((await site.get(steward, '/kho-du-lieu/cong-dan-thu/du-lieu')).body).toContain('Xóm 1')
  expect((await site.get(steward, `${PATH}?xem=merged`)).body).toContain(address)
  expect((await site.post(steward, `${PATH}/tim`, {})).status).toBe(303)
})
test('whoever stands in a pair can read who saw them', async () => {
  const owner = anOfficer(steward.agencyId, 'data-steward')
  const id = await createDataset(callOf(t(), owner), 'ho-thu', aDescription(steward.agencyId, { title: 'Hộ thử', access: 'internal' }), aSchema([aField('ma', { required: true }), aField('ho_ten', { classification: 'personal' }), aField('ngay_sinh', { type: 'date', classification: 'personal' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] }))
  await loaded(t(), id, [{ ma: 'A', ho_ten: 'Lò Thị Mẫu', ngay_sinh: '1980-02-03', so_cccd: '019080000001' }, { ma: 'B', ho_ten: 'LO THI MAU', ngay_sinh: '1980-02-03', so_cccd: null }, { ma: 'C', ho_ten: 'Ma Văn Thử', ngay_sinh: null, so_cccd: '019080000003' }])
  const { config } = site.platform
  await findDoubles({ db: t().db, now: () => NOW, config }, id)
  const looks = async (number: string) => (await read(t().db, SYSTEM, tx => looksAt(tx, config.masterKey, number))).map(({ reader, fields }) => [reader, fields])
  const name = `${owner.displayName}, ${owner.positionTitle}`
  const list = (await site.get(owner, '/kho-du-lieu/ho-thu/trung-nguoi')).body
  expect(await looks('019080000001')).toEqual([[name, ['ho_ten']]])
  await site.get(owner, /\/kho-du-lieu\/ho-thu\/trung-nguoi\/[0-9a-f-]{36}/.exec(list)?.[0] ?? '')
  expect(await looks('019080000001')).toHaveLength(2)
  expect(await looks('019080000003')).toEqual([])
})
test('short forms are changed on their page', async () => {
  expect((await site.get(steward, '/kho-du-lieu/trung-nguoi')).body).toContain('nguyen')
  expect((await site.post(steward, '/kho-du-lieu/trung-nguoi', { short: 'Ng.', whole: 'nguyen' })).status).toBe(422)
  expect((await site.post(steward, '/kho-du-lieu/trung-nguoi', { short: 'ngh', whole: 'nguyen' })).status).toBe(303)
  expect((await site.get(steward, '/kho-du-lieu/trung-nguoi')).body).toContain('>ngh<')
})
