import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { QUIET, registryOf } from './testing.ts'
import { watchExchange } from './watch.ts'

const t = useDb()
const [commune, office, lonely] = [newId(), newId(), newId()]
const accounts = { clerk: newId(), above: newId(), boss: newId() }
const NOW = new Date('2040-09-03T01:00:00Z')
let now = NOW
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)
const watch = (mails: Readonly<Record<string, string>> = {}): Promise<number> => watchExchange({ db: t().db, now: () => now, log: QUIET }, { emailsOf: async (_tx, ids) => ids.flatMap(id => mails[id] ?? []) })
interface Said { type: string; to: { accountIds: string[]; email?: string }; path: string; procedure: string; reason: string }
// ids of one millisecond are in no order
const said = async (): Promise<Said[]> => (await t().owner.pool.query<{ type: string; payload: Omit<Said, 'type'> }>("select type, payload from kernel.outbox where type like 'exchange.%' order by left(id::text, 13), payload->'to'->>'email' nulls first")).rows.map(row => ({ type: row.type, ...row.payload }))
const forget = async (): Promise<void> => { await t().owner.pool.query("delete from kernel.outbox; delete from exchange.told; update exchange.access_right set ended_at = now(), ended_because = 'x' where ended_at is null; update exchange.credential set revoked_at = now() where revoked_at is null; delete from exchange.access_request") }

let [asking, orphan, service] = ['', '', '']
beforeAll(async () => {
  const run = (text: string, values: unknown[]): Promise<unknown> => t().owner.pool.query(text, values)
  await run(`insert into organisations.agency (id, code, name, kind, level, path, valid_from, email) values ($1, 'H55', 'Văn phòng', 'department', 'province', array[$1]::uuid[], '2020-01-01', ''), ($2, 'H55.X', 'Xã Mẫu', 'commune', 'commune', array[$1, $2]::uuid[], '2020-01-01', 'xa@mau.example.vn'), ($3, 'H55.Y', 'Xã Vắng', 'commune', 'commune', array[$1, $3]::uuid[], '2020-01-01', '')`, [office, commune, lonely])
  for (const [agency, account, roles] of [[commune, accounts.clerk, ['unit-administrator']], [office, accounts.above, ['unit-administrator']], [office, accounts.boss, ['administrator']]] as const) {
    const position = newId()
    await run(`insert into organisations.position (id, agency_id, title, roles, valid_from) values ($1, $2, 'Chức danh', $3, '2020-01-01')`, [position, agency, roles])
    await run(`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values ($1, $2, $3, 'Cán bộ', '2020-01-01')`, [newId(), position, account])
  }
  const registry = registryOf(t().owner.pool)
  asking = (await registry.subsystem((await registry.member('X', { agencyId: commune })).id, 'mot-cua')).id
  orphan = (await registry.subsystem((await registry.member('Y', { agencyId: lonely })).id, 'mot-cua')).id
  service = (await registry.service((await registry.subsystem((await registry.member('O', { agencyId: office })).id, 'ho-tich')).id, 'tra-cuu', 'http://10.0.0.1/')).id
})

test('a right that ends is told to those who administer the member’s systems, 30 and 7 days before, once each; a renewed one begins anew', async () => {
  await forget()
  const registry = registryOf(t().owner.pool)
  const right = await registry.right(asking, service, { validTo: inDays(40), validFrom: inDays(-1) })
  expect(await watch()).toBe(0)
  now = inDays(10)
  expect([await watch(), await watch()]).toEqual([1, 0])
  expect(await said()).toEqual([
    expect.objectContaining({ type: 'exchange.right-ending', path: `/lien-thong/quyen/${right.id}`, to: expect.objectContaining({ accountIds: [accounts.clerk] }), reason: expect.stringContaining('Còn 30 ngày') }),
    expect.objectContaining({ to: expect.objectContaining({ accountIds: [], email: 'xa@mau.example.vn' }) })])
  now = inDays(33)
  expect([await watch(), await watch(), (await said()).length]).toEqual([1, 0, 4])
  await t().owner.pool.query('update exchange.access_right set valid_to = $1 where id = $2', [inDays(60), right.id])
  expect([await watch(), await watch()]).toEqual([1, 0])
  await t().owner.pool.query("update exchange.access_right set ended_at = now(), ended_because = 'x' where id = $1", [right.id])
  now = inDays(55)
  expect(await watch()).toBe(0)
  now = NOW
})

test('where the member has nobody, whoever administers above it is told, then a steward; where there is no agency, stewards', async () => {
  await forget()
  const registry = registryOf(t().owner.pool)
  await registry.right(orphan, service, { validTo: inDays(3), validFrom: inDays(-1) })
  await watch()
  expect((await said()).map(each => each.to.accountIds)).toEqual([[accounts.above]])
  await forget()
  await registry.right((await registry.subsystem((await registry.member('COM')).id, 'ngoai')).id, service, { validTo: inDays(3), validFrom: inDays(-1) })
  await watch()
  expect((await said()).map(each => each.to.accountIds)).toEqual([[accounts.boss]])
})

test('the last day of a request, and that it is late, are told to the provider’s administrators and the stewards, at their work addresses too', async () => {
  await forget()
  const request = newId()
  await t().owner.pool.query("insert into exchange.access_request (id, subsystem_id, service_id, purpose, legal_basis, asked_at, asked_by, due_at) values ($1, $2, $3, 'x', 'y', now(), $4, $5)", [request, asking, service, newId(), inDays(1.3)])
  expect(await watch()).toBe(0)
  now = inDays(1)
  expect([await watch({ [accounts.boss]: 'quan-tri@tinh.example.vn' }), await watch()]).toEqual([1, 0])
  expect(await said()).toEqual([expect.objectContaining({ type: 'exchange.request-due', path: `/lien-thong/yeu-cau/${request}`, reason: expect.stringContaining('Hôm nay là ngày cuối') }), expect.objectContaining({ to: expect.objectContaining({ email: 'quan-tri@tinh.example.vn' }) })])
  expect((await said())[0]?.to.accountIds.toSorted()).toEqual([accounts.above, accounts.boss].toSorted())
  now = inDays(1.4)
  expect([await watch(), await watch(), (await said()).at(-1)?.reason.includes('Đã quá hạn')]).toEqual([1, 0, true])
  await t().owner.pool.query("update exchange.access_request set state = 'withdrawn' where id = $1", [request])
  await t().owner.pool.query('delete from exchange.told')
  expect(await watch()).toBe(0)
  now = NOW
})

test('a certificate that ends is told to the member and to the stewards; a revoked one is not', async () => {
  await forget()
  const registry = registryOf(t().owner.pool)
  await registry.credential(asking, 'certificate', 'aa', undefined, { validTo: inDays(20) })
  const revoked = await registry.credential(asking, 'certificate', 'bb', undefined, { validTo: inDays(20) })
  await t().owner.pool.query('update exchange.credential set revoked_at = now() where id = $1', [revoked])
  expect([await watch(), await watch()]).toEqual([1, 0])
  const [first] = await said()
  expect([first?.type, first?.path, first?.to.accountIds.toSorted()]).toEqual(['exchange.credential-ending', `/lien-thong/he-thong/${asking}`, [accounts.clerk, accounts.boss].toSorted()])
  now = inDays(14)
  expect([await watch(), await watch()]).toEqual([1, 0])
  now = NOW
})

test('what nobody could be told of is told when somebody is there', async () => {
  await forget()
  const registry = registryOf(t().owner.pool)
  await registry.right((await registry.subsystem((await registry.member('COM2')).id, 'ngoai')).id, service, { validTo: inDays(3), validFrom: inDays(-1) })
  await t().owner.pool.query("update organisations.position_holder set valid_to = '2026-08-01' where account_id = $1", [accounts.boss])
  expect([await watch(), (await said()).length]).toEqual([0, 0])
  await t().owner.pool.query('update organisations.position_holder set valid_to = null where account_id = $1', [accounts.boss])
  expect(await watch()).toBe(1)
})
