import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CitizenActor, OfficerActor } from '../../../kernel/actor.ts'
import { read, transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { localDay } from '../identity.ts'
import { findMandate, mandatesOf } from '../queries.ts'
import { startTestSite, type TestSite } from '../testing.ts'
import { acceptIdNumberChange } from './accept-id-number-change.ts'
import { grantMandate, type GrantMandateInput } from './grant-mandate.ts'
import { revokeMandate } from './revoke-mandate.ts'
import { signInWithNationalId } from './sign-in-with-national-id.ts'

const t = useDb()
let site: TestSite
beforeAll(async () => { site = await startTestSite(t().db) })
afterAll(() => site.close())

let made = 0
const source = { ip: '192.0.2.1', userAgent: 'test', device: undefined }
async function person(name: string, idNumber: string, acr = 'LoA2', sub = `sub-${idNumber}`): Promise<CitizenActor> {
  const verdict = await signInWithNationalId(site.identity, { issuer: 'https://idp.example', claims: { sub, LoaiTaiKhoan: '1', HoVaTen: name, SoDinhDanh: idNumber }, acr, replaces: undefined, source, now: site.platform.now() })
  if (!verdict.ok) throw new Error(verdict.reason)
  return { kind: 'citizen', accountId: verdict.session.accountId, assurance: verdict.assurance, displayName: name }
}
const number = (): string => `9990900${String(made += 1).padStart(5, '0')}`
const day = (days: number): string => localDay(new Date(site.platform.now().getTime() + days * 86_400_000))
const offer = (actor: CitizenActor, to: { name: string; idNumber: string }, more: Partial<GrantMandateInput> = {}): GrantMandateInput => ({
  actor, subjectId: actor.accountId, to, terms: { procedureCodes: ['1.001193'], validFrom: day(0), validTo: day(30) }, evidence: 'subject-online', evidenceRef: null, now: site.platform.now(), ...more })
const usable = (subject: CitizenActor, helper: CitizenActor, procedureCode = '1.001193') => read(t().db, helper, (tx) => findMandate(tx, { subjectId: subject.accountId, actorId: helper.accountId, procedureCode, now: site.platform.now() }))

test('a helper who has an account may act at once, in the named procedure only, until the last day', async () => {
  const [subject, helperNumber] = [await person('Trương Văn Lục', number()), number()]
  const helper = await person('Vi Thị Thơm', helperNumber)
  expect((await grantMandate(site.identity, offer(subject, { name: 'vi thị  THƠM', idNumber: helperNumber }))).ok).toBe(true)
  expect(await usable(subject, helper)).toBeDefined()
  expect(await usable(subject, helper, '1.001194')).toBeUndefined()
  expect(await usable(helper, subject)).toBeUndefined()
  site.pass(31 * 86_400_000)
  expect(await usable(subject, helper)).toBeUndefined()
})

test('a helper without an account gets the mandate at first sign-in, if name and number both fit', async () => {
  const [subject, right, wrong] = [await person('Trương Văn Lục', number()), number(), number()]
  const answers = [await grantMandate(site.identity, offer(subject, { name: 'Sùng Thị Mỷ', idNumber: right })), await grantMandate(site.identity, offer(subject, { name: 'Sùng Thị Mỷ', idNumber: wrong }))]
  expect(answers.map((answer) => answer.ok)).toEqual([true, true])
  const stranger = await person('Hoàng Văn Khác', wrong)
  const helper = await person('Sùng Thị Mỷ', right)
  expect(await usable(subject, stranger)).toBeUndefined()
  expect(await usable(subject, helper)).toBeDefined()
  expect((await mandatesOf(site.identity, subject.accountId, site.platform.now())).given.map((mandate) => mandate.state).sort()).toEqual(['active', 'waiting'])
})

test('given again in the same words, also at the same moment, it is one, and taking that back leaves none', async () => {
  const [subject, helperNumber] = [await person('Trương Văn Lục', number()), number()]
  const helper = await person('Vi Thị Thơm', helperNumber)
  const to = { name: 'Vi Thị Thơm', idNumber: helperNumber }
  const give = (more: Partial<GrantMandateInput> = {}) => grantMandate(site.identity, offer(subject, to, more))
  const given = (await Promise.all(Array.from({ length: 12 }, () => give()))).map((answer) => answer.ok ? answer.mandateId : '')
  expect(new Set(given).size).toBe(1)
  const longer = await give({ terms: { procedureCodes: ['1.001193'], validFrom: day(0), validTo: day(90) } })
  const other = await give({ terms: { procedureCodes: ['1.001193', '1.001194'], validFrom: day(0), validTo: day(30) } })
  expect(new Set([...given, ...[longer, other].map((answer) => answer.ok ? answer.mandateId : '')]).size).toBe(3)
  for (const answer of [longer, other]) if (answer.ok) await revokeMandate(site.identity, { actor: subject, mandateId: answer.mandateId, now: site.platform.now() })
  expect(await usable(subject, helper)).toBeDefined()
  await revokeMandate(site.identity, { actor: subject, mandateId: given[0] ?? '', now: site.platform.now() })
  expect(await usable(subject, helper)).toBeUndefined()
  expect(await give()).toMatchObject({ ok: true })
  expect(await usable(subject, helper)).toBeDefined()
})

test('who may grant: the subject at level 2, or a reception officer with evidence; nobody for somebody else', async () => {
  const [low, subject] = [await person('Giàng A Páo', number(), 'LoA1'), await person('Nông Thị Hòa', number())]
  const to = { name: 'Ma Văn Thắng', idNumber: number() }
  expect(await grantMandate(site.identity, offer(low, to))).toMatchObject({ reason: 'terms', faults: ['assurance-too-low'] })
  expect(await grantMandate(site.identity, offer(subject, to, { subjectId: low.accountId }))).toMatchObject({ reason: 'not-allowed' })
  expect(await grantMandate(site.identity, offer(subject, to, { evidence: 'signed-paper' }))).toMatchObject({ reason: 'not-allowed' })
  const { positions: [officer] } = await site.officer({ username: 'tiep.nhan', password: 'Chè-Tân-Cương-1' })
  const { positions: [clerk] } = await site.officer({ username: 'xu.ly', password: 'Chè-Tân-Cương-1', roles: ['case-officer'] })
  const atCounter = (actor: OfficerActor | undefined, evidence: 'officer-attest' | 'subject-online') => grantMandate(site.identity, { ...offer(subject, to, { subjectId: low.accountId, evidence }), ...(actor ? { actor } : {}) })
  expect((await atCounter(officer, 'officer-attest')).ok).toBe(true)
  expect(await atCounter(officer, 'subject-online')).toMatchObject({ reason: 'not-allowed' })
  expect(await atCounter(clerk, 'officer-attest')).toMatchObject({ reason: 'not-allowed' })
})

test('a mandate to oneself is none', async () => {
  const own = number()
  const subject = await person('Trần Thị Sáu', own)
  expect(await grantMandate(site.identity, offer(subject, { name: 'Trần Thị Sáu', idNumber: own }))).toMatchObject({ reason: 'terms', faults: ['to-oneself'] })
})

const told = async (mandateId: string): Promise<unknown> => (await sql<object>`select payload->'to'->'accountIds' as "accountIds", payload->'to'->>'name' as name, payload->>'reason' as reason
  from kernel.outbox where type = 'identity.mandate-revoked' and payload->>'mandateId' = ${mandateId}`.execute(t().owner.kysely)).rows[0]

test('the subject revokes at once; a stranger cannot and learns nothing', async () => {
  const [subject, helperNumber, stranger] = [await person('Bàn Tiến Vượng', number()), number(), await person('Lương Văn Sình', number())]
  const helper = await person('Triệu Mùi Phẩy', helperNumber)
  const granted = await grantMandate(site.identity, offer(subject, { name: 'Triệu Mùi Phẩy', idNumber: helperNumber }))
  const mandateId = granted.ok ? granted.mandateId : ''
  expect(await revokeMandate(site.identity, { actor: stranger, mandateId, now: site.platform.now() })).toEqual({ ok: false, reason: 'not-found' })
  expect(await usable(subject, helper)).toBeDefined()
  expect(await revokeMandate(site.identity, { actor: subject, mandateId, now: site.platform.now() })).toEqual({ ok: true })
  expect(await usable(subject, helper)).toBeUndefined()
  const { rows } = await sql<{ type: string }>`select type from kernel.outbox where payload->>'mandateId' = ${mandateId} order by id`.execute(t().owner.kysely)
  expect(rows.map((row) => row.type)).toEqual(['identity.mandate-granted', 'identity.mandate-revoked'])
  expect(await told(mandateId)).toEqual({ accountIds: [helper.accountId], name: 'Triệu Mùi Phẩy', reason: 'Bàn Tiến Vượng đã thu hồi ủy quyền cho bạn làm thay.' })
})

test('who lays a mandate down is told nothing, the subject is', async () => {
  const [subject, helperNumber] = [await person('Bàn Tiến Hai', number()), number()]
  const helper = await person('Triệu Mùi Hai', helperNumber)
  const granted = await grantMandate(site.identity, offer(subject, { name: 'Triệu Mùi Hai', idNumber: helperNumber }))
  const mandateId = granted.ok ? granted.mandateId : ''
  await revokeMandate(site.identity, { actor: helper, mandateId, now: site.platform.now() })
  expect(await told(mandateId)).toEqual({ accountIds: [subject.accountId], name: 'Bàn Tiến Hai', reason: 'Triệu Mùi Hai đã thôi nhận ủy quyền của bạn.' })
})

test('the second wall: another citizen sees no row of ours, whatever the query', async () => {
  const [one, other] = [await person('Dương Văn Một', number()), await person('Dương Văn Hai', number())]
  await grantMandate(site.identity, offer(one, { name: 'Ai Đó', idNumber: number() }))
  const seen = (actor: CitizenActor | { kind: 'anonymous' }) => read(t().db, actor, async (tx) => (await sql<{ accounts: number; sessions: number; mandates: number; attempts: number }>`
    select (select count(*) from identity.account) as accounts, (select count(*) from identity.session where account_id <> ${other.accountId}) as sessions,
      (select count(*) from identity.mandate) as mandates, (select count(*) from identity.login_attempt) as attempts`.execute(tx)).rows[0])
  expect(await seen(other)).toEqual({ accounts: 1, sessions: 0, mandates: 0, attempts: 0 })
  expect(await seen({ kind: 'anonymous' })).toEqual({ accounts: 0, sessions: 0, mandates: 0, attempts: 0 })
  await expect(transact(t().db, other, (tx) => sql`update identity.account set display_name = 'x' where id = ${one.accountId} returning 1`.execute(tx))).resolves.toMatchObject({ rows: [] })
})

test('a changed number is taken after an administrator has accepted it, once', async () => {
  const [before, after] = [number(), number()]
  await person('Hoàng Thị Nguyệt', before, 'LoA2', 'sub-doi-so')
  const again = () => person('Hoàng Thị Nguyệt', after, 'LoA2', 'sub-doi-so')
  await expect(again()).rejects.toThrow('id-number-changed')
  const { rows: [account] } = await sql<{ id: string }>`select id from identity.account where sub = 'sub-doi-so'`.execute(t().owner.kysely)
  const { positions: [clerk] } = await site.officer({ username: 'khong.phai.quan.tri', password: 'Chè-Tân-Cương-1' })
  const { positions: [admin] } = await site.officer({ username: 'quan.tri', password: 'Chè-Tân-Cương-1', roles: ['administrator'] })
  if (!clerk || !admin || !account) throw new Error('not arranged')
  const accept = (actor: OfficerActor) => acceptIdNumberChange(site.identity, { actor, accountId: account.id, reason: 'đã đối chiếu căn cước', now: site.platform.now() })
  expect(await accept(clerk)).toEqual({ ok: false, reason: 'not-allowed' })
  await expect(again()).rejects.toThrow('id-number-changed')
  expect(await accept(admin)).toEqual({ ok: true })
  expect((await again()).accountId).toBe(account.id)
  await expect(person('Hoàng Thị Nguyệt', before, 'LoA2', 'sub-doi-so')).rejects.toThrow('id-number-changed')
})

test('two first sign-ins at once make one account', async () => {
  const own = number()
  const actors = await Promise.all(Array.from({ length: 6 }, () => person('Đặng Thị Đôi', own)))
  expect(new Set(actors.map((actor) => actor.accountId)).size).toBe(1)
})
