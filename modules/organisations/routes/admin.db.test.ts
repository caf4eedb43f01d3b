import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { agenciesInScope, listAgencies, loadProvinceOrganisation, officerActorFor, organisationsModule } from '../index.ts'

const file = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../provinces/thai-nguyen/${name}`, import.meta.url), 'utf8'))
const NOW = new Date('2026-03-10T02:00:00Z')
const TODAY = '2026-03-10'

describe('administration of agencies and people', () => {
  const t = useDb()
  const account = newId()
  const people = new Map<string, { accountId: string; displayName: string; disabled: boolean; homeAgencyId: string | null }>()
  let site: AdminSite
  let commune = ''
  let other = ''
  const boss = anOfficer(['administrator'])
  const clerk = anOfficer(['reception-officer'])
  let unit = anOfficer(['unit-administrator'])
  beforeAll(async () => {
    await loadProvinceOrganisation(t().db, { units: file('units.json'), agencies: file('agencies.json') })
    const all = await listAgencies(t().db, TODAY)
    commune = all.find(a => a.code === 'H55.144')?.id ?? ''
    other = all.find(a => a.code === 'H55.145')?.id ?? ''
    unit = anOfficer(['unit-administrator'], { agencyId: commune, scopeAgencyIds: await agenciesInScope(t().db, commune) })
    site = await startAdminSite(t().db, NOW, () => organisationsModule({
      findStaffAccount: async name => name === 'hang.phan' ? { accountId: account, displayName: 'Phan Thị Hằng', disabled: false, homeAgencyId: commune } : people.get(name),
      namesOf: async ids => new Map(ids.map(id => [id, 'Người sửa'])),
      openDossiersOf: async () => ({ rows: [{ id: newId(), code: 'H55.144-260301-0001', procedureName: 'Đăng ký khai sinh', dueOn: TODAY }], count: 1 }),
    }).routes)
  })
  afterAll(() => site.close())

  test('lists by name without marks, by code and by state; an empty answer says what to do', async () => {
    expect((await site.get(boss, '/quan-tri/co-quan?q=tan+cuong')).body).toContain('Tân Cương')
    expect((await site.get(boss, '/quan-tri/co-quan?q=H55.144')).body).toContain(`/quan-tri/co-quan/${commune}`)
    expect((await site.get(boss, '/quan-tri/co-quan?q=khongcodau')).body).toContain('Không có cơ quan nào khớp')
    expect((await site.get(boss, '/quan-tri/co-quan?state=ended')).body).toContain('Không có cơ quan nào khớp')
  })
  test('is closed to others, and says why', async () => {
    const refused = await site.get(clerk, '/quan-tri/co-quan')
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('Vị trí công tác của bạn không có vai trò làm việc này')
    expect((await site.post(clerk, `/quan-tri/co-quan/${commune}/sua`, { name: 'x' })).status).toBe(403)
  })
  test('a unit administrator finds the own agency and no other', async () => {
    expect((await site.get(unit, `/quan-tri/co-quan/${commune}`)).status).toBe(200)
    expect((await site.get(unit, `/quan-tri/co-quan/${other}`)).status).toBe(404)
    expect((await site.get(unit, '/quan-tri/co-quan')).body).not.toContain(other)
    expect((await site.post(unit, `/quan-tri/co-quan/${other}/vi-tri/moi`, { title: 'x' })).status).toBe(404)
    expect((await site.get(unit, `/quan-tri/co-quan/${commune}/cham-dut`)).status).toBe(403)
  })

  test('a change leaves the earlier wording and a ledger entry; a lost race changes nothing and keeps what was typed', async () => {
    const form = (await site.get(boss, `/quan-tri/co-quan/${commune}/sua`)).body
    const version = shownVersion(form)
    const fields = { version, code: 'H55.144', name: 'Ủy ban nhân dân xã Tân Cương', address: 'Xóm Hồng Thái', phone: '02083123456', email: 'tancuong@example.gov.vn' }
    expect((await site.post(boss, `/quan-tri/co-quan/${commune}/sua`, fields)).status).toBe(303)
    expect(await ledgerOf(t().owner, commune)).toMatchObject([{ act: 'organisations.change-agency', role: 'administrator' }])
    const { rows } = await t().db.pool.query(`select version, content->>'phone' as phone from organisations.history where object_id = $1`, [commune])
    expect(rows).toEqual([{ version: Number(version), phone: '' }])
    const late = await site.post(boss, `/quan-tri/co-quan/${commune}/sua`, { ...fields, address: 'Nơi khác' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('vừa được sửa sau khi bạn mở trang')
    expect(late.body).toContain('value="Nơi khác"')
    expect((await site.get(boss, `/quan-tri/co-quan/${commune}`)).body).toContain('Xóm Hồng Thái')
    expect(shownVersion(late.body)).toBe(String(Number(version) + 1))
  })
  test('faults name the field, the cause and the cure', async () => {
    const bad = await site.post(boss, `/quan-tri/co-quan/${commune}/sua`, { version: '2', code: 'h 55!', name: '', phone: 'gọi tôi', email: 'x' })
    expect(bad.status).toBe(422)
    for (const words of ['Chưa có tên cơ quan', 'Ví dụ: motcua', 'Gõ 8 đến 20 chữ số', 'href="#f-code"']) expect(bad.body).toContain(words)
    const taken = await site.post(boss, `/quan-tri/co-quan/${commune}/sua`, { version: '2', code: 'H55.145', name: 'x' })
    expect(taken.body).toContain('Mã H55.145 đã dùng cho cơ quan khác')
  })

  test('from an empty position to an officer who may act', async () => {
    const made = await site.post(unit, `/quan-tri/co-quan/${commune}/vi-tri/moi`, { title: 'Chuyên viên', unitName: 'Tư pháp', roles: ['case-officer', 'approver'], validFrom: '1/3/2026' })
    expect(made.status).toBe(303)
    const position = made.location?.split('/').at(-1) ?? ''
    const unknown = await site.post(unit, `/quan-tri/vi-tri/${position}/giao`, { username: 'khong.co', from: '31/02/2026' })
    expect(unknown.status).toBe(422)
    expect(unknown.body).toContain('Không có tài khoản cán bộ “khong.co”')
    expect(unknown.body).toContain('“31/02/2026” không phải là ngày')
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}/giao`, { username: 'hang.phan', from: '10/03/2026' })).status).toBe(303)
    expect(await officerActorFor(t().db, account, undefined, TODAY)).toMatchObject({ agencyId: commune, roles: ['case-officer', 'approver'] })
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}/giao`, { username: 'hang.phan', from: '11/03/2026' })).body).toContain('đang giữ vị trí này')
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}`, { version: '1', title: 'Chuyên viên chính', roles: ['case-officer', 'administrator'], validFrom: '01/03/2026' })).body).toContain('Chỉ quản trị tỉnh mới giao')
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}`, { version: '1', title: 'Chuyên viên chính', roles: 'case-officer', validFrom: '01/03/2026' })).status).toBe(303)
    expect((await officerActorFor(t().db, account, undefined, TODAY))?.roles).toEqual(['case-officer'])
    const body = (await site.get(unit, `/quan-tri/vi-tri/${position}`)).body
    expect(body).toContain('<div>Vai trò: Xử lý, Duyệt</div>')
    expect(body).not.toContain('roles:')
    const holder = /name="holder" value="([^"]+)"/.exec(body)?.[1] ?? ''
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}/thoi-giu`, { holder, version: '1', [`lastDay-${holder}`]: '10/03/2026', [`reason-${holder}`]: 'chuyển công tác' })).status).toBe(303)
    expect(await officerActorFor(t().db, account, undefined, '2026-03-11')).toBeUndefined()
    expect(await ledgerOf(t().owner, position)).toMatchObject([{ act: 'organisations.create-position', role: 'unit-administrator' }, { act: 'organisations.change-position' }])
    expect(await ledgerOf(t().owner, holder)).toMatchObject([{ act: 'organisations.seat-holder' }, { act: 'organisations.end-holding', reason: 'chuyển công tác' }])
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}/thoi-giu`, { holder, version: '1', [`lastDay-${holder}`]: '10/03/2026' })).status).toBe(409)
  })
  test('an administrator’s position is not for unit administrators to fill', async () => {
    const made = await site.post(boss, `/quan-tri/co-quan/${commune}/vi-tri/moi`, { title: 'Quản trị', roles: 'administrator', validFrom: '01/03/2026' })
    const position = made.location?.split('/').at(-1) ?? ''
    expect((await site.post(unit, `/quan-tri/vi-tri/${position}/giao`, { username: 'hang.phan', from: '01/03/2026' })).status).toBe(403)
  })

  describe('rights are given by one to another, in reach and from today on', () => {
    const far = { accountId: newId(), displayName: 'Người Nơi Khác', disabled: false, homeAgencyId: null }
    const open = async (as: OfficerActor, agency: string, roles: string | string[]): Promise<string> => (await site.post(as, `/quan-tri/co-quan/${agency}/vi-tri/moi`, { title: 'Vị trí thử', roles, validFrom: '01/01/2026' })).location?.split('/').at(-1) ?? ''
    const seat = (as: OfficerActor, position: string, username: string, more: Record<string, string> = {}) => site.post(as, `/quan-tri/vi-tri/${position}/giao`, { username, from: '10/03/2026', ...more })
    const change = async (as: OfficerActor, position: string, roles: string[]) => site.post(as, `/quan-tri/vi-tri/${position}`, { version: shownVersion((await site.get(boss, `/quan-tri/vi-tri/${position}`)).body), title: 'Vị trí thử', roles, validFrom: '01/01/2026' })
    const says = (answer: { status: number; body: string }, words: string): void => { expect([answer.status, answer.body.includes(words)], words).toEqual([422, true]) }
    let desk = ''
    beforeAll(async () => {
      for (const name of ['an', 'binh', 'chi', 'dung']) people.set(name, { accountId: newId(), displayName: `Người ${name}`, disabled: false, homeAgencyId: commune })
      people.set('far', far)
      people.set('me', { accountId: unit.accountId, displayName: 'Chính tôi', disabled: false, homeAgencyId: commune })
      people.set('boss', { accountId: boss.accountId, displayName: 'Quản trị tỉnh', disabled: false, homeAgencyId: null })
      await seat(boss, await open(boss, other, 'case-officer'), 'far')
      desk = await open(unit, commune, 'case-officer')
    })
    test('nobody seats who sits elsewhere, who was opened elsewhere, or oneself', async () => {
      says(await seat(unit, desk, 'far'), 'ngoài phạm vi của bạn')
      people.set('new', { accountId: newId(), displayName: 'Tài khoản nơi khác', disabled: false, homeAgencyId: other })
      says(await seat(unit, desk, 'new'), 'tài khoản do cơ quan khác mở')
      says(await seat(unit, desk, 'me'), 'Không ai tự giao')
      says(await seat(boss, desk, 'boss'), 'Không ai tự giao')
    })
    test('a unit administrator neither changes nor ends the seat of who sits elsewhere too', async () => {
      const shared = await open(unit, commune, 'case-officer')
      expect((await seat(boss, shared, 'far')).status).toBe(303)
      says(await change(unit, shared, ['case-officer', 'reception-officer']), 'ngoài phạm vi của bạn')
      const holder = /name="holder" value="([^"]+)"/.exec((await site.get(unit, `/quan-tri/vi-tri/${shared}`)).body)?.[1] ?? ''
      says(await site.post(unit, `/quan-tri/vi-tri/${shared}/thoi-giu`, { holder, version: '1', [`lastDay-${holder}`]: '10/03/2026' }), 'ngoài phạm vi của bạn')
      expect((await change(boss, shared, ['case-officer', 'reception-officer'])).status).toBe(303)
    })
    test('a seat is dated back by the province only, with its reason', async () => {
      says(await seat(unit, desk, 'an', { from: '09/03/2026', reason: 'quên' }), 'Không được ghi lùi ngày')
      says(await seat(boss, desk, 'an', { from: '09/03/2026' }), 'Ghi lùi ngày phải có lý do')
      expect((await seat(boss, desk, 'an', { from: '09/03/2026', reason: '12/QĐ-UBND' })).status).toBe(303)
      expect((await seat(unit, desk, 'binh')).status).toBe(303)
    })
    test('who hands out rights does not decide: not in one seat, not in two, not by a change', async () => {
      says(await site.post(boss, `/quan-tri/co-quan/${commune}/vi-tri/moi`, { title: 'Hai mũ', roles: ['unit-administrator', 'signer'], validFrom: '01/01/2026' }), 'ai trao quyền thì không quyết định')
      expect((await seat(unit, await open(unit, commune, 'unit-administrator'), 'chi')).status).toBe(303)
      says(await seat(unit, await open(unit, commune, 'approver'), 'chi'), 'ai trao quyền thì không quyết định')
      const second = await open(unit, commune, 'case-officer')
      expect((await seat(unit, second, 'chi')).status).toBe(303)
      says(await change(unit, second, ['approver']), 'ai trao quyền thì không quyết định')
    })
    test('nobody changes the rights of the own seat; the title is free', async () => {
      const position = await open(unit, commune, 'unit-administrator')
      expect((await seat(unit, position, 'dung')).status).toBe(303)
      const dung = { ...unit, accountId: people.get('dung')?.accountId ?? '' }
      says(await change(dung, position, ['unit-administrator', 'case-officer']), 'Không ai tự giao, tự sửa quyền')
      expect((await change(unit, position, ['unit-administrator', 'supervisor'])).status).toBe(303)
      const { rows } = await t().owner.pool.query(`select act, by_account_id from organisations.rights_given where account_id = $1 order by given_at, act desc`, [dung.accountId])
      expect(rows).toEqual([{ act: 'seat', by_account_id: unit.accountId }, { act: 'change-roles', by_account_id: unit.accountId }])
    })
  })

  test('says which roles nobody holds', async () => {
    expect((await site.get(boss, '/quan-tri/vai-tro?all=1&q=H55.145')).body).toContain('Chưa có ai')
  })
  test('a new agency stands below another, and ends with a successor and its open dossiers', async () => {
    const made = await site.post(boss, '/quan-tri/co-quan/moi', { parentCode: 'h55', kind: 'commune-committee', level: 'commune', name: 'Ủy ban nhân dân xã Thử', code: 'H55.999', validFrom: '01/01/2026' })
    expect(made.status).toBe(303)
    const id = made.location?.split('/').at(-1) ?? ''
    // everything that is missing is told at once
    const empty = await site.post(boss, '/quan-tri/co-quan/moi', {})
    for (const field of ['parentCode', 'kind', 'level', 'name', 'code', 'validFrom']) expect(empty.body, field).toContain(`href="#f-${field}"`)
    const endless = await site.post(boss, `/quan-tri/co-quan/${id}/cham-dut`, { version: '2' })
    for (const field of ['lastDay', 'successorCode', 'decision']) expect(endless.body, field).toContain(`href="#f-${field}"`)
    expect(endless.body).not.toContain('Ngày cuối không được trước')
    const wrong = await site.post(boss, `/quan-tri/co-quan/${id}/cham-dut`, { version: '2', lastDay: '30/06/2026', successorCode: 'H55.999', decision: '' })
    expect(wrong.body).toContain('Không có cơ quan kế thừa mang mã')
    expect(wrong.body).toContain('Chưa có số quyết định')
    expect((await site.post(boss, `/quan-tri/co-quan/${id}/cham-dut`, { version: '2', lastDay: '30/06/2026', successorCode: 'H55.144', decision: '1/QĐ-UBND' })).status).toBe(303)
    const body = (await site.get(boss, `/quan-tri/co-quan/${id}`)).body
    expect(body).toContain('H55.144-260301-0001')
    expect(await ledgerOf(t().owner, id)).toMatchObject([{ act: 'organisations.create-agency' }, { act: 'organisations.end-agency', reason: '1/QĐ-UBND' }])
    expect((await listAgencies(t().db, '2026-07-01')).some(a => a.id === id)).toBe(false)
  })
})
