import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import type { Actor, CitizenActor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { saveFile, storeOwnFile } from '../../kernel/files/index.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { grantMandate } from '../identity/index.ts'
import { receiveDossier } from './acts/receive-dossier.ts'
import { aWorld, type World } from './testing.ts'
import { startCitizenSite, type CitizenSite, type Visitor } from './testing-site.ts'

const t = useDb()
let world: World
let site: CitizenSite
let giver: Visitor, helper: Visitor
let dossier = '', mandate = ''

beforeAll(async () => {
  world = await aWorld(t(), { now: new Date().toISOString(), varDir: mkdtempSync(join(tmpdir(), 'tinhso-sight-')) })
  site = await startCitizenSite(world)
  ;[giver, helper] = [await site.visitor('Bế Thị Cao Tuổi', '019300000052'), await site.visitor('Lục Văn Giúp', '019300000060')]
})
afterAll(() => site.close())
beforeEach(async () => {
  await sql`update identity.mandate set revoked_at = now(), revoked_by = subject_id`.execute(t().owner.kysely)
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const granted = await grantMandate(site.identity, { actor: giver.actor, subjectId: giver.actor.accountId, to: { name: 'Lục Văn Giúp', idNumber: '019300000060' }, evidence: 'subject-online', evidenceRef: null, now: world.platform.now(), terms: { procedureCodes: ['1.004873'], validFrom: day(0), validTo: day(30) } })
  mandate = granted.ok ? granted.mandateId : ''
  await site.visitor('Lục Văn Giúp', '019300000060')
  dossier = await world.submitted(giver.actor)
  await sql`update dossiers.dossier set submitter_account_id = ${helper.actor.accountId}, submitter_name = 'Lục Văn Giúp', mandate_id = ${mandate} where id = ${dossier}`.execute(t().owner.kysely)
})
const runOut = async (): Promise<void> => { await sql`update identity.mandate set valid_from = current_date - 30, valid_to = current_date - 2 where id = ${mandate}`.execute(t().owner.kysely) }
const revoke = async (): Promise<void> => { await sql`update identity.mandate set revoked_at = now(), revoked_by = subject_id where id = ${mandate}`.execute(t().owner.kysely) }
const rowsSeen = (actor: CitizenActor): Promise<number> => transact(t().db, actor, async tx => (await sql<{ n: number }>`select count(*) as n from dossiers.dossier where id = ${dossier}`.execute(tx)).rows[0]?.n ?? 0)
const wall = async (up: boolean): Promise<void> => { for (const table of ['dossier', 'action', 'message']) await sql`alter table ${sql.table(`dossiers.${table}`)} ${sql.raw(up ? 'enable' : 'disable')} row level security`.execute(t().owner.kysely) }
/** A signed result of the dossier, with its bytes in the store. */
async function issue(): Promise<string> {
  const file = await storeOwnFile(site.files.store, { bytes: Buffer.from('%PDF-1.7 kết quả'), name: 'ket-qua.pdf', mediaType: 'application/pdf', ownerScope: `dossier:${dossier}`, at: world.platform.now() })
  await transact(t().db, { kind: 'system', name: 'test' }, tx => saveFile(tx, file))
  const id = newId()
  await sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, file_id, file_hash)
    values (${id}, ${dossier}, 'KQ.1', 'granted', ${`KQ-${id}`}, '1/KQ', 'Giấy xác nhận', 'Bế Thị Cao Tuổi', ${world.commune}, 'UBND', 'Lãnh đạo', 'Chủ tịch', now(), current_date, ${file.id}, ${Buffer.from(file.hash, 'hex')})`.execute(t().owner.kysely)
  return id
}
/** Every way in that a helper has to the dossier. */
async function waysIn(): Promise<readonly (readonly [string, LightMyRequestResponse])[]> {
  const result = await issue()
  return [
    ...await Promise.all(['', '/da-nop', '/ai-da-xem', '/rut', '/bo-sung', `/ket-qua/${result}`, `/giay/${newId()}`].map(async rest => [rest, await helper.get(`/ho-so/${dossier}${rest}`)] as const)),
    ['write', await helper.post(`/ho-so/${dossier}/loi-nhan`, { body: 'Cho hỏi' })], ['withdraw', await helper.post(`/ho-so/${dossier}/rut`, { version: '1' })], ['supplement', await helper.post(`/ho-so/${dossier}/bo-sung`)],
    ['api', await helper.api('GET', `/api/v1/dossiers/${dossier}`)], ['api write', await helper.api('POST', `/api/v1/dossiers/${dossier}/messages`, { body: 'Cho hỏi' })], ['api withdraw', await helper.api('POST', `/api/v1/dossiers/${dossier}/withdraw`, { version: 1 })],
  ]
}
/** What each of them answers a former helper: that the mandate has ended, and not a word about the dossier. */
async function allClosed(): Promise<void> {
  for (const [way, { statusCode, body }] of await waysIn()) {
    expect([way, statusCode, body.includes('Ủy quyền đã kết thúc')]).toEqual([way, 403, true])
    expect([way, /Bế Thị|1\.004873|Giấy xác nhận/.test(body)]).toEqual([way, false])
  }
  expect((await giver.get(`/ho-so/${dossier}`)).body).not.toContain('Cho hỏi')
}

describe.each([['has run out', runOut], ['is revoked', revoke]] as const)('a helper whose mandate %s', (_how, end) => {
  it('saw the dossier before, and loses sight of it; its owner does not', async () => {
    expect((await helper.get(`/ho-so/${dossier}`)).body).toContain('Bế Thị Cao Tuổi')
    expect((await helper.get('/ho-so')).body).toContain(dossier)
    await end()
    await allClosed()
    expect((await helper.get('/ho-so')).body).not.toContain(dossier)
    expect((await helper.api('GET', '/api/v1/dossiers')).json()).toMatchObject({ items: [] })
    expect((await giver.get(`/ho-so/${dossier}`)).statusCode).toBe(200)
    // what anybody may see by the code stays
    const { code } = await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: dossier })
    expect((await helper.get(`/tra-cuu/${code}`)).statusCode).toBe(200)
  })
  it('is stopped by the pages alone, with the wall in the database taken down', async () => {
    await end()
    await wall(false)
    try {
      await allClosed()
      expect((await helper.get('/ho-so')).body).not.toContain(dossier)
    } finally { await wall(true) }
  })
  it('is stopped by the database alone, whatever the application asks', async () => {
    expect(await rowsSeen(helper.actor)).toBe(1)
    await end()
    expect([await rowsSeen(helper.actor), await rowsSeen(giver.actor)]).toEqual([0, 1])
    const answers = await transact(t().db, helper.actor, tx => sql`select from dossiers.action where dossier_id = ${dossier}`.execute(tx))
    expect(answers.rows).toEqual([])
  })
  it('hears no more of it', async () => {
    await end()
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: dossier })
    const { rows } = await sql<{ to: { accountIds: string[] } }>`select payload -> 'to' as to from kernel.outbox where type = 'dossiers.received' and payload ->> 'dossierId' = ${dossier}`.execute(t().owner.kysely)
    expect(rows.map(row => row.to.accountIds)).toEqual([[giver.actor.accountId]])
  })
})

describe('while the mandate holds', () => {
  const acts = async (): Promise<readonly object[]> => (await sql<object>`select act, role, mandate from kernel.ledger_entry where object_id = ${dossier} and act <> 'dossiers.submit' order by xact, id`.execute(t().owner.kysely)).rows
  it('the helper acts as helper, the owner as owner, and the ledger says by what right', async () => {
    expect((await helper.post(`/ho-so/${dossier}/loi-nhan`, { body: 'Tôi hỏi thay' })).statusCode).toBe(303)
    expect((await giver.post(`/ho-so/${dossier}/loi-nhan`, { body: 'Tôi hỏi' })).statusCode).toBe(303)
    expect(await acts()).toEqual([{ act: 'dossiers.send-message', role: 'helper', mandate }, { act: 'dossiers.send-message', role: 'applicant', mandate: null }])
  })
  it('the helper fetches the result and may not withdraw: no link, no page, no act', async () => {
    expect((await helper.get(`/ho-so/${dossier}/ket-qua/${await issue()}`)).statusCode).toBe(200)
    const [mine, theirs] = [(await giver.get(`/ho-so/${dossier}`)).body, (await helper.get(`/ho-so/${dossier}`)).body]
    expect([mine.includes(`/ho-so/${dossier}/rut`), mine.includes('Nộp thay bạn:'), theirs.includes(`/ho-so/${dossier}/rut`), theirs.includes('chỉ chủ hồ sơ làm được')]).toEqual([true, true, false, true])
    for (const answer of [await helper.get(`/ho-so/${dossier}/rut`), await helper.post(`/ho-so/${dossier}/rut`, { version: '1' }), await helper.api('POST', `/api/v1/dossiers/${dossier}/withdraw`, { version: 1 })]) {
      expect([answer.statusCode, answer.body.includes('không thuộc vai trò của bạn')]).toEqual([403, true])
    }
    expect(await acts()).toEqual([])
    expect((await giver.post(`/ho-so/${dossier}/rut`, { version: '1' })).headers['location']).toBe(`/ho-so/${dossier}`)
    expect(await acts()).toMatchObject([{ act: 'dossiers.withdraw', role: 'applicant', mandate: null }])
  })
})

it('who filed for another without any mandate sees nothing', async () => {
  await sql`update dossiers.dossier set mandate_id = null where id = ${dossier}`.execute(t().owner.kysely)
  expect([(await helper.get(`/ho-so/${dossier}`)).statusCode, await rowsSeen(helper.actor)]).toEqual([403, 0])
  await wall(false)
  try { expect((await helper.get('/ho-so')).body).not.toContain(dossier) } finally { await wall(true) }
})

it('strangers, and officers who ask at the citizens\' door, find nothing at all', async () => {
  const stranger = await site.visitor('Người Dưng', '019300000079')
  const missing = newId()
  for (const path of [`/ho-so/${dossier}`, `/api/v1/dossiers/${dossier}`]) expect((await stranger.get(path)).statusCode).toBe(404)
  expect((await stranger.get(`/ho-so/${dossier}`)).body.replaceAll(dossier, '')).toBe((await stranger.get(`/ho-so/${missing}`)).body.replaceAll(missing, ''))
  const parties = (actor: Actor): Promise<readonly unknown[]> => transact(t().db, actor, async tx => (await sql`select * from dossiers.parties_of(${dossier})`.execute(tx)).rows)
  expect((await parties(helper.actor)).length).toBe(1)
  for (const actor of [stranger.actor, world.officer(world.commune, 'reception-officer'), { kind: 'anonymous' } as const]) expect(await parties(actor)).toEqual([])
})

it('tells both while the mandate holds', async () => {
  await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: dossier })
  const { rows } = await sql<{ to: { accountIds: string[] } }>`select payload -> 'to' as to from kernel.outbox where type = 'dossiers.received' and payload ->> 'dossierId' = ${dossier}`.execute(t().owner.kysely)
  expect(rows.map(row => row.to.accountIds)).toEqual([[giver.actor.accountId, helper.actor.accountId]])
})
