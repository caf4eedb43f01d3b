import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
let world: World
let site: DeskSite
let reception: DeskVisitor, caseOfficer: DeskVisitor, leader: DeskVisitor

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-desk-')) })
  site = await startDeskSite(world, t().owner)
  reception = await site.officer(world.commune, 'reception-officer')
  caseOfficer = await site.officer(world.commune, 'case-officer')
  leader = await site.officer(world.commune, 'approver')
})
afterAll(() => site.close())
const rows = (html: string): number => [...html.matchAll(/<tbody[\s\S]*<\/tbody>/g)].join('').match(/<tr /g)?.length ?? 0

it('shows each role its own work first, the counts beside it, and filters kept in the address', async () => {
  const empty = (await reception.get('/ban-lam-viec')).body
  expect(empty).toContain('Không còn hồ sơ nào chờ tiếp nhận')
  for (let i = 0; i < 3; i++) await world.submitted(world.citizen(`Hoàng Thị Mẫu ${['Một', 'Hai', 'Ba'][i]}`))
  const list = (await reception.get('/ban-lam-viec')).body
  expect(list).toContain('<h1 class="govuk-heading-l">Chờ tiếp nhận</h1>')
  expect(rows(list)).toBe(3)
  expect(list).toMatch(/Chờ tiếp nhận<\/span><span class="ts-side__count">3</)
  expect(rows((await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&kenh=online')).body)).toBe(3)
  expect((await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&kenh=counter')).body).toContain('Không có hồ sơ nào khớp bộ lọc')
  expect((await caseOfficer.get('/ban-lam-viec')).body).toContain('Bạn không giữ hồ sơ nào')
  expect((await leader.get('/ban-lam-viec')).body).toContain('Không có kết quả nào chờ duyệt')
})

it('finds by name without diacritics, and nothing of other agencies', async () => {
  expect(rows((await reception.get('/ban-lam-viec/tim?q=hoang+thi+mau+hai')).body)).toBe(1)
  const stranger = await site.officer(world.department, 'reception-officer')
  expect((await stranger.get('/ban-lam-viec/tim?q=hoang+thi+mau')).body).toContain('Không tìm thấy')
})

it('does an act to many, each with its own answer', async () => {
  const html = (await reception.get('/ban-lam-viec')).body
  const chosen = [...html.matchAll(/name="chon" value="([^"]+)"/g)].map(([, value = '']) => value)
  const stale = `${(chosen[2] ?? '').split('~')[0]}~77`
  const fields = { ...hiddenFields(html, '/ban-lam-viec/hang-loat'), viec: 'receive', chon: [chosen[0] ?? '', chosen[1] ?? '', stale] }
  const answer = await reception.post('/ban-lam-viec/hang-loat', fields)
  expect(answer.body).toContain('xong 2 trên 3 hồ sơ')
  expect(answer.body).toContain('H55.33-260309-0001')
  // sent again (refresh, double press): the same answer, no second code
  expect((await reception.post('/ban-lam-viec/hang-loat', fields)).body).toContain('xong 2 trên 3 hồ sơ')
  expect((await reception.get('/ban-lam-viec?ds=cho-phan-cong')).body).not.toContain('0003')
  expect((await caseOfficer.post('/ban-lam-viec/hang-loat', { viec: 'receive', chon: [chosen[2] ?? ''] })).body).toContain('không thuộc vai trò')
  const toAssign = (await leader.get('/ban-lam-viec?ds=cho-phan-cong')).body
  const marked = [...toAssign.matchAll(/name="chon" value="([^"]+)"/g)].map(([, value = '']) => value)
  const nobody = await leader.post('/ban-lam-viec/hang-loat', { ...hiddenFields(toAssign, '/ban-lam-viec/hang-loat'), viec: 'assign', chon: marked })
  expect(nobody.statusCode).toBe(422)
  const assigned = await leader.post('/ban-lam-viec/hang-loat', { ...hiddenFields(toAssign, '/ban-lam-viec/hang-loat'), viec: 'assign', chon: marked, to: caseOfficer.actor.accountId })
  expect(assigned.body).toContain('xong 2 trên 2 hồ sơ')
  expect(rows((await caseOfficer.get('/ban-lam-viec')).body)).toBe(2)
})
