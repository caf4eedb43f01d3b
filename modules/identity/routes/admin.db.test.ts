import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { createStaffAccount } from '../acts/create-staff-account.ts'
import { disableStaffAccount } from '../acts/disable-staff-account.ts'
import { resetStaffAccess } from '../acts/reset-staff-access.ts'
import { signOutEverywhere } from '../acts/sign-out-everywhere.ts'
import { createIdentity } from '../identity.ts'
import { identityModule } from '../module.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const PATH = '/quan-tri/tai-khoan'

describe('administration of staff accounts', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  const [own, other] = [newId(), newId()]
  const unit = anOfficer(['unit-administrator'], { agencyId: own, scopeAgencyIds: [own] })
  let site: AdminSite
  const idOf = async (username: string): Promise<string> => (await sql<{ id: string }>`select id from identity.account where sub = ${username}`.execute(t().owner.kysely)).rows[0]?.id ?? ''
  async function seat(agencyId: string, username: string, roles: string): Promise<void> {
    const positionId = newId()
    await sql`insert into organisations.position (id, agency_id, title, roles, valid_from) values (${positionId}, ${agencyId}, 'Công chức', ${roles}::text[], '2025-07-01')`.execute(t().owner.kysely)
    await sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values (${newId()}, ${positionId}, ${await idOf(username)}, ${username}, '2025-07-01')`.execute(t().owner.kysely)
  }
  beforeAll(async () => {
    for (const [id, code] of [[own, 'H55.901'], [other, 'H55.902']] as const) await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${id}, ${code}, ${`Cơ quan ${code}`}, 'commune-committee', 'commune', array[${id}]::uuid[], '2018-01-01')`.execute(t().owner.kysely)
    site = await startAdminSite(t().db, NOW, (platform) => identityModule(createIdentity(platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })).routes)
    for (const username of ['hang.phan', 'tu.ma', 'khoi.le']) await site.post(boss, `${PATH}/moi`, { displayName: `Người ${username}`, username })
    await seat(own, 'hang.phan', '{case-officer}')
    await seat(other, 'tu.ma', '{case-officer}')
    await seat(own, 'khoi.le', '{administrator}')
  })
  afterAll(() => site.close())

  test('is closed to who administers nothing', async () => {
    const id = await idOf('hang.phan')
    for (const role of ['case-officer', 'supervisor'] as const) {
      for (const path of [PATH, `${PATH}/moi`, `${PATH}/${id}`]) expect((await site.get(anOfficer([role]), path)).status).toBe(403)
      for (const path of [`${PATH}/moi`, `${PATH}/${id}/khoa`, `${PATH}/${id}/cap-lai`, `${PATH}/${id}/ket-thuc-phien`]) expect((await site.post(anOfficer([role]), path, {})).status).toBe(403)
    }
  })
  test('a unit administrator reaches those who sit in the own agency, never an administrator', async () => {
    const { body } = await site.get(unit, PATH)
    expect([body.includes('hang.phan'), body.includes('tu.ma')]).toEqual([true, false])
    expect((await site.get(unit, `${PATH}/${await idOf('hang.phan')}`)).status).toBe(200)
    for (const username of ['tu.ma', 'khoi.le']) {
      const id = await idOf(username)
      expect((await site.get(unit, `${PATH}/${id}`)).status).toBe(404)
      for (const act of ['khoa', 'cap-lai', 'ket-thuc-phien']) expect((await site.post(unit, `${PATH}/${id}/${act}`, { version: '1', 'reason-lock': 'x', 'reason-reset': 'x' })).status).toBe(404)
    }
  })
  test('out of reach are also who sits elsewhere as well, and who sits nowhere yet was opened by another', async () => {
    const stranger = anOfficer(['unit-administrator'], { agencyId: other, scopeAgencyIds: [other] })
    await site.post(stranger, `${PATH}/moi`, { displayName: 'Nông Văn Khác', username: 'khac.nong' })
    await site.post(boss, `${PATH}/moi`, { displayName: 'Nông Văn Hai', username: 'hai.noi' })
    await seat(own, 'hai.noi', '{case-officer}')
    await seat(other, 'hai.noi', '{case-officer}')
    for (const username of ['khac.nong', 'hai.noi']) {
      const id = await idOf(username)
      expect((await site.get(unit, `${PATH}/${id}`)).status, username).toBe(404)
      for (const act of ['khoa', 'mo-khoa', 'cap-lai', 'ket-thuc-phien']) expect((await site.post(unit, `${PATH}/${id}/${act}`, { version: '1', 'reason-lock': 'x', 'reason-reset': 'x' })).status, `${username} ${act}`).toBe(404)
      expect((await site.get(unit, PATH)).body).not.toContain(username)
    }
    expect((await site.get(stranger, PATH)).body).toContain('khac.nong')
  })
  test('the acts themselves refuse, whatever page called them', async () => {
    const identity = createIdentity(site.platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })
    const refused = { code: 'not-allowed' }
    const [accountId, clerk] = [await idOf('tu.ma'), anOfficer(['case-officer', 'approver', 'signer', 'supervisor'])]
    for (const actor of [unit, clerk]) {
      await expect(disableStaffAccount(identity, { actor, accountId, version: 1, disabled: true, reason: 'x', now: NOW })).rejects.toMatchObject(refused)
      await expect(signOutEverywhere(identity, { actor, accountId, keep: undefined, now: NOW })).rejects.toMatchObject(refused)
      expect(await resetStaffAccess(identity, { actor, accountId, password: 'mat-khau-moi-1', reason: 'x', now: NOW })).toEqual({ ok: false, reason: 'not-allowed' })
    }
    await expect(createStaffAccount(identity, { actor: clerk, username: 'a.b', displayName: 'A B', password: 'mat-khau-moi-1', now: NOW })).rejects.toMatchObject(refused)
  })
  test('a new account shows its first password once; a unit administrator is led on to seat the person', async () => {
    const made = await site.post(unit, `${PATH}/moi`, { displayName: 'Nông Thị Mới', username: 'moi.nong' })
    expect(made.status).toBe(200)
    expect(made.body).toContain(`href="/quan-tri/co-quan/${own}"`)
    expect((await site.get(unit, `${PATH}/${await idOf('moi.nong')}`)).status).toBe(200)
    expect((await site.get(unit, PATH)).body).toContain('moi.nong')
    expect((await sql`select by_account_id, act from organisations.rights_given where account_id = ${await idOf('moi.nong')}`.execute(t().owner.kysely)).rows).toEqual([{ by_account_id: unit.accountId, act: 'open-account' }])
    const password = /class="ts-secret">([^<]+)</.exec(made.body)?.[1] ?? ''
    expect(password.length).toBeGreaterThan(9)
    expect((await site.get(boss, `${PATH}/${await idOf('moi.nong')}`)).body).not.toContain(password)
    expect(await ledgerOf(t().owner, await idOf('moi.nong'))).toEqual([{ act: 'identity.create-staff-account', role: 'unit-administrator', reason: null }])
  })
  test.each([[{ displayName: '' }, 'Chưa có họ và tên'], [{ username: '' }, 'Chưa có tên đăng nhập'], [{ username: 'hang.phan' }, 'đã có người dùng'], [{ username: 'hằng phan' }, 'ký tự không dùng được'], [{ email: 'không có' }, 'Thư điện tử chưa đúng']])('refuses %j', async (change, words) => {
    const bad = await site.post(boss, `${PATH}/moi`, { displayName: 'Phan Thị Hằng', username: 'hang.phan.2', ...change })
    expect([bad.status, bad.body.includes(words)]).toEqual([422, true])
  })
  test('locks with a reason, tells the second of two, unlocks', async () => {
    const id = await idOf('hang.phan')
    const version = shownVersion((await site.get(unit, `${PATH}/${id}`)).body)
    const bare = await site.post(unit, `${PATH}/${id}/khoa`, { version, form: 'lock' })
    expect([bare.status, bare.body.includes('href="#f-reason-lock"')]).toEqual([422, true])
    expect((await site.post(unit, `${PATH}/${id}/khoa`, { version, form: 'lock', 'reason-lock': 'nghỉ hưu' })).status).toBe(303)
    const late = await site.post(unit, `${PATH}/${id}/khoa`, { version, form: 'lock', 'reason-lock': 'muộn' })
    expect([late.status, late.body.includes('value="muộn"')]).toEqual([409, true])
    expect((await site.post(unit, `${PATH}/${id}/mo-khoa`, { version: shownVersion(late.body), form: 'lock', 'reason-lock': 'nhầm người' })).status).toBe(303)
    expect((await ledgerOf(t().owner, id)).map(({ act, reason }) => [act, reason])).toEqual([['identity.create-staff-account', null], ['identity.disable-staff-account', 'nghỉ hưu'], ['identity.enable-staff-account', 'nhầm người']])
  })
  test('a new password needs a reason, ends every session and takes the second factor away', async () => {
    const id = await idOf('hang.phan')
    await sql`insert into identity.passkey (id, account_id, public_key, counter, label, created_at) values ('k', ${id}, '\\x00', 0, 'khóa', now())`.execute(t().owner.kysely)
    await sql`insert into identity.session (id, token_hash, account_id, kind, assurance, method, csrf, ip, user_agent, created_at, last_seen_at) values (${newId()}, '\\x01', ${id}, 'officer', 1, 'password', 'c', '::1', 'x', ${NOW}, ${NOW})`.execute(t().owner.kysely)
    expect((await site.get(unit, `${PATH}/${id}`)).body).toContain('Kết thúc mọi phiên')
    expect((await site.post(unit, `${PATH}/${id}/cap-lai`, { form: 'reset' })).body).toContain('href="#f-reason-reset"')
    const reset = await site.post(unit, `${PATH}/${id}/cap-lai`, { form: 'reset', 'reason-reset': 'quên, đã gọi lại số cơ quan' })
    expect([reset.status, reset.body.includes('ts-secret')]).toEqual([200, true])
    const page = (await site.get(unit, `${PATH}/${id}`)).body
    for (const words of ['Mật khẩu lần đầu, chưa đổi', 'Chưa bật', 'Không có phiên nào đang mở']) expect(page).toContain(words)
    expect((await sql`select act from organisations.rights_given where account_id = ${id} and by_account_id = ${unit.accountId}`.execute(t().owner.kysely)).rows).toEqual([{ act: 'reset-access' }])
    expect(await ledgerOf(t().owner, id)).toContainEqual({ act: 'identity.reset-staff-access', role: 'unit-administrator', reason: 'quên, đã gọi lại số cơ quan' })
  })
})
