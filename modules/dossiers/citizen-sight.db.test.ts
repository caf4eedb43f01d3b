import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CitizenActor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
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
/** Every way in that a helper has to the dossier. */
const waysIn = async (): Promise<readonly (readonly [string, number])[]> => [
  ...await Promise.all(['', '/da-nop', '/ai-da-xem', '/rut', '/bo-sung'].map(async rest => [rest, (await helper.get(`/ho-so/${dossier}${rest}`)).statusCode] as const)),
  ['write', (await helper.post(`/ho-so/${dossier}/loi-nhan`, { body: 'Cho hỏi' })).statusCode], ['api', (await helper.api('GET', `/api/v1/dossiers/${dossier}`)).statusCode],
  ['api withdraw', (await helper.api('POST', `/api/v1/dossiers/${dossier}/withdraw`, { version: 1 })).statusCode],
]

describe.each([['has run out', runOut], ['is revoked', revoke]] as const)('a helper whose mandate %s', (_how, end) => {
  it('saw the dossier before, and loses sight of it; its owner does not', async () => {
    expect((await helper.get(`/ho-so/${dossier}`)).body).toContain('Bế Thị Cao Tuổi')
    expect((await helper.get('/ho-so')).body).toContain(dossier)
    await end()
    for (const [way, status] of await waysIn()) expect([way, status]).toEqual([way, 404])
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
      for (const [way, status] of await waysIn()) expect([way, status]).toEqual([way, 404])
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

it('tells both while the mandate holds', async () => {
  await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId: dossier })
  const { rows } = await sql<{ to: { accountIds: string[] } }>`select payload -> 'to' as to from kernel.outbox where type = 'dossiers.received' and payload ->> 'dossierId' = ${dossier}`.execute(t().owner.kysely)
  expect(rows.map(row => row.to.accountIds)).toEqual([[giver.actor.accountId, helper.actor.accountId]])
})
