import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { grantMandate } from '../acts/grant-mandate.ts'
import { welcomeNationalAccount } from '../acts/welcome-national-account.ts'
import { heldAccounts, mandateOverview } from '../admin-citizens.ts'
import { createIdentity, type Identity } from '../identity.ts'
import { identityModule } from '../module.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const HELD = '/quan-tri/doi-so-dinh-danh'
const MANDATES = '/quan-tri/uy-quyen'

describe('citizens as administrators see them', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  let identity: Identity
  const ids = new Map<string, string>()
  const idOf = (name: string): string => ids.get(name) ?? ''
  async function citizen(name: string, number: string): Promise<void> {
    ids.set(name, await welcomeNationalAccount(identity, { issuer: 'https://issuer.test', claims: { sub: number, HoVaTen: name, SoDinhDanh: number, NgayThangNamSinh: '19900102', LoaiTaiKhoan: '1', loginIdp: 'vneid' }, now: NOW }) ?? '')
  }
  async function mandate(subject: string, to: string, number: string, validFrom: string, validTo: string): Promise<string> {
    const granted = await grantMandate(identity, { actor: { kind: 'citizen', accountId: idOf(subject), assurance: 2, displayName: subject }, subjectId: idOf(subject), to: { name: to, idNumber: number }, terms: { procedureCodes: ['1.000001'], validFrom, validTo }, evidence: 'subject-online', evidenceRef: null, now: NOW })
    if (!granted.ok) throw new Error(granted.reason)
    return granted.mandateId
  }
  beforeAll(async () => {
    site = await startAdminSite(t().db, NOW, (platform) => {
      identity = createIdentity(platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async (codes) => new Map(codes.map((code) => [code, `Thủ tục ${code}`])) })
      return identityModule(identity).routes
    })
    await citizen('Nông Thị Hòa', '019190000111')
    await citizen('Ma Văn Tú', '019190000222')
    await sql`update identity.account set recheck = 'needed' where id = ${idOf('Nông Thị Hòa')}`.execute(t().owner.kysely)
  })
  afterAll(() => site.close())

  test('is the province’s alone, also where the route does not ask', async () => {
    for (const role of ['unit-administrator', 'supervisor', 'reception-officer'] as const) {
      for (const path of [HELD, MANDATES]) expect((await site.get(anOfficer([role]), path)).status).toBe(403)
      for (const path of [HELD, `${MANDATES}/cham-dut`]) expect((await site.post(anOfficer([role]), path, { reason: 'x' })).status).toBe(403)
      await expect(heldAccounts(identity, anOfficer([role]))).rejects.toThrow('not-allowed')
      await expect(mandateOverview(identity, anOfficer([role]), { q: '', state: '', page: 1 }, NOW, 10)).rejects.toThrow('not-allowed')
    }
  })
  test('whoever is held is let in once papers were seen, and only once', async () => {
    const id = idOf('Nông Thị Hòa')
    const { body } = await site.get(boss, HELD)
    for (const words of ['Nông Thị Hòa', '…111', '02/01/1990']) expect(body).toContain(words)
    expect(body).not.toMatch(/019190000111|Ma Văn Tú/)
    const bad = await site.post(boss, HELD, { account: id })
    expect([bad.status, bad.body.includes(`href="#f-reason-${id}"`)]).toEqual([422, true])
    expect((await site.post(boss, HELD, { account: idOf('Ma Văn Tú'), [`reason-${idOf('Ma Văn Tú')}`]: 'x' })).status).toBe(409)
    expect((await site.post(boss, HELD, { account: id, [`reason-${id}`]: 'căn cước cấp lại, xem tại quầy' })).status).toBe(303)
    expect((await site.get(boss, HELD)).body).toContain('chờ đăng nhập lại')
    expect((await site.post(boss, HELD, { account: id, [`reason-${id}`]: 'lần nữa' })).status).toBe(409)
    expect(await ledgerOf(t().owner, id)).toContainEqual({ act: 'identity.accept-id-number-change', role: 'administrator', reason: 'căn cước cấp lại, xem tại quầy' })
  })
  test('mandates are found by name and by number, by state, and ended with a reason', async () => {
    const [active, future] = [await mandate('Nông Thị Hòa', 'Ma Văn Tú', '019190000222', '2026-03-10', '2026-04-10'), await mandate('Ma Văn Tú', 'Người Chưa Đến', '019190000999', '2026-03-20', '2026-04-20')]
    const has = async (query: string, ...words: string[]): Promise<readonly boolean[]> => { const { body } = await site.get(boss, `${MANDATES}?${query}`); return words.map((word) => body.includes(word)) }
    expect(await has('', active, future, 'Thủ tục 1.000001', '…222')).toEqual([true, true, true, true])
    expect(await has('q=nong+thi', active, future)).toEqual([true, false])
    expect(await has('q=019190000999', active, future)).toEqual([false, true])
    expect(await has('state=active', active, future)).toEqual([true, false])
    expect(await has('state=waiting', active, future)).toEqual([false, true])
    expect(await has('state=revoked', 'Không có ủy quyền nào khớp')).toEqual([true])

    const post = (mandates: readonly string[], reason: string) => site.post(boss, `${MANDATES}/cham-dut`, { mandates, reason })
    expect((await post([], 'lừa')).body).toContain('Chưa chọn ủy quyền nào')
    expect((await post([`1:${active}`], '')).body).toContain('Chưa có lý do')
    expect((await post(['1:nonsense'], 'lừa')).status).toBe(404)
    expect((await post([`1:${active}`, `7:${future}`], 'bị lừa, đã trình báo')).status).toBe(409)
    expect(await has('state=active', active)).toEqual([true])
    const version = /value="(\d+):[^"]*"/.exec((await site.get(boss, `${MANDATES}?state=active`)).body)?.[1] ?? ''
    expect((await post([`${version}:${active}`], 'bị lừa, đã trình báo')).status).toBe(303)
    expect(await has('state=revoked', 'Nông Thị Hòa')).toEqual([true])
    expect((await post([`${Number(version) + 1}:${active}`], 'lần nữa')).status).toBe(409)
    expect(await ledgerOf(t().owner, active)).toContainEqual({ act: 'identity.revoke-mandate', role: 'administrator', reason: 'bị lừa, đã trình báo' })
  })
})
