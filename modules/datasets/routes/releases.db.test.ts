import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { datasetsModule } from '../module.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'

const t = useDb()
let site: AdminSite
let steward: OfficerActor, leader: OfficerActor
const PATH = '/kho-du-lieu/ho-thu/an-danh'
beforeAll(async () => {
  site = await startAdminSite(t().db, NOW, () => datasetsModule({ province: '19', namesOf: async () => new Map() }).routes)
  const agency = await anAgency(t(), 'H55.971')
  steward = anOfficer(agency, 'data-steward')
  leader = anOfficer(agency, 'signer')
  const id = await createDataset(callOf(t(), SYSTEM), 'ho-thu', aDescription(agency, { title: 'Hộ thử', access: 'internal' }), aSchema([aField('so', { title: { vi: 'Số định danh' }, type: 'personal-id', classification: 'personal', required: true }), aField('sinh', { title: { vi: 'Ngày sinh' }, type: 'date', classification: 'personal' }), aField('benh', { title: { vi: 'Bệnh' }, classification: 'sensitive' })], { key: ['so'] }))
  await loaded(t(), id, Array.from({ length: 12 }, (_, n) => ({ so: `9990000000${String(n).padStart(2, '0')}`, sinh: `19${n < 6 ? '71' : '82'}-0${n % 9 + 1}-11`, benh: n % 2 === 0 ? 'tim' : 'phổi' })))
})
afterAll(() => site.close())

test('a steward checks before anything is made, makes it, another signs, then it can be published', async () => {
  const first = (await site.get(steward, PATH)).body
  for (const words of ['Lập bản phát hành', 'Số định danh (cá nhân)', 'name="treat.sinh"', 'Chưa có bản phát hành nào']) expect(first).toContain(words)
  const version = shownVersion(first)
  const form = { version, kind: 'rows', 'treat.so': 'drop', 'treat.sinh': 'as-is', 'treat.benh': 'keep', k: '5', title: 'Hộ thử mở', code: 'ho-thu-mo' }
  const narrow = (await site.post(steward, PATH, { ...form, _button: 'check' })).body
  for (const words of ['Chưa đạt', 'bỏ 12 dòng']) expect(narrow).toContain(words)
  expect(narrow).not.toContain('value="make"')
  const refused = await site.post(steward, PATH, { ...form, _button: 'make' })
  expect(refused.status).toBe(422)
  expect(refused.body).toContain('id="f-k-error"')
  const good = (await site.post(steward, PATH, { ...form, 'treat.sinh': 'years-10', _button: 'check' })).body
  for (const words of ['Kiểm tra đạt', '6 dòng', '16,7', 'value="make"', 'value="ho-thu-mo"']) expect(good).toContain(words)
  const made = await site.post(steward, PATH, { ...form, 'treat.sinh': 'years-10', _button: 'make' })
  expect(made.status).toBe(303)
  const address = made.location ?? ''
  expect((await site.get(steward, address)).body).not.toContain('name="decision"')
  expect((await site.post(steward, address, { version: '1', decision: 'sign' })).status).toBe(403)
  expect((await site.get(leader, '/kho-du-lieu/cho-ky')).body).toContain(address)
  const page = (await site.get(leader, address)).body
  for (const words of ['name="decision"', '1970–1979', 'Rủi ro nhận ra một người']) expect(page).toContain(words)
  expect(page).not.toMatch(/9990000000\d\d/)
  expect((await site.post(leader, address, { version: shownVersion(page), decision: 'refuse', note: '' })).body).toContain('id="f-note-error"')
  const early = await site.post(steward, '/kho-du-lieu/ho-thu-mo/cong-bo', { version: shownVersion((await site.get(steward, '/kho-du-lieu/ho-thu-mo/cong-bo')).body) })
  expect(early.status).toBe(422)
  expect(early.body).toContain('người thứ hai ký')
  expect((await site.post(leader, address, { version: shownVersion(page), decision: 'sign', note: '' })).status).toBe(303)
  expect((await site.post(steward, '/kho-du-lieu/ho-thu-mo/cong-bo', { version: shownVersion((await site.get(steward, '/kho-du-lieu/ho-thu-mo/cong-bo')).body) })).status).toBe(303)
})
