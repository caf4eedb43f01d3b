import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../kernel/config.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf } from '../../../ui/testing-site.ts'
import { registryOf } from '../testing.ts'
import { dropDeadLetter, endSubscription, grantSubscription, replayDeadLetter, resumeDelivery } from './event-subscription.ts'
import { addTopic, changeTopic, setTopicState, type TopicInput } from './event-topic.ts'
import type { Call } from './registry-row.ts'

const t = useDb()
const now = new Date('2026-08-31T11:00:00Z')
const boss = anOfficer(['administrator'])
const agency = newId()
const hearerOfficer = anOfficer(['unit-administrator'], { agencyId: agency, scopeAgencyIds: [agency] })
const stranger = anOfficer(['unit-administrator'], { agencyId: newId(), scopeAgencyIds: [newId()] })
const config = readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'acts-')), MASTER_KEY: randomBytes(32).toString('hex') })
const as = (actor: Call['actor']): Call => ({ actor, platform: { db: t().db, now: () => now, config } })
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error instanceof Fault ? error.details.fields?.map(each => `${each.field}:${each.code}`).join(' ') ?? error.code : error)
const topic: TopicInput = { name: 'Hồ sơ đã trả kết quả', description: '', legalBasis: 'NĐ 194/2025/NĐ-CP', schema: '{"type":"object"}', retentionDays: 30, listed: true, unlistedBecause: '' }
const terms = { purpose: 'Cập nhật', legalBasis: 'NĐ 194/2025/NĐ-CP', validTo: null }
const actsOf = async (id: string): Promise<readonly string[]> => (await ledgerOf(t().owner, id)).map(each => each.act)

let [owner, hearer] = ['', '']
beforeAll(async () => {
  await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, 'H55.NGHE', 'Sở Nghe', 'department', 'province', array[$1]::uuid[], '2020-01-01')`, [agency])
  const registry = registryOf(t().owner.pool)
  owner = (await registry.subsystem((await registry.member('A')).id, 'announces')).id
  hearer = (await registry.subsystem((await registry.member('B', { agencyId: agency })).id, 'hears')).id
})

test('a topic is added, changed and closed by stewards, with what is wrong told by field', async () => {
  expect(await codeOf(addTopic(as(hearerOfficer), owner, 'ho-so.tra', topic))).toBe('not-allowed')
  expect(await codeOf(addTopic(as(boss), owner, 'Hồ sơ', topic))).toBe('code:invalid')
  expect(await codeOf(addTopic(as(boss), owner, 'x', { ...topic, name: '', legalBasis: '', schema: '[', retentionDays: 0, listed: false }))).toBe('name:required legalBasis:required schema:invalid retentionDays:invalid unlistedBecause:required')
  const id = await addTopic(as(boss), owner, 'ho-so.tra', topic)
  expect(await codeOf(addTopic(as(boss), owner, 'ho-so.tra', topic))).toBe('code:taken')
  await changeTopic(as(boss), id, 1, { ...topic, retentionDays: 60 })
  expect(await codeOf(setTopicState(as(boss), id, 2, 'closed', ''))).toBe('reason:required')
  await setTopicState(as(boss), id, 2, 'closed', 'thôi dùng')
  expect(await actsOf(id)).toEqual(['exchange.add-topic', 'exchange.change-topic', 'exchange.close-topic'])
})

test('a subscription says for what and by which law, is one at a time, and ends', async () => {
  const topicId = await addTopic(as(boss), owner, 'ho-so.nhan', { ...topic, listed: false, unlistedBecause: 'Luật' })
  expect(await codeOf(grantSubscription(as(stranger), hearer, topicId, terms))).toBe('not-allowed')
  expect(await codeOf(grantSubscription(as(boss), hearer, topicId, { purpose: '', legalBasis: '', validTo: '2026-01-01T00:00:00Z' }))).toBe('purpose:required legalBasis:required validTo:invalid')
  const sees = (actor: Call['actor'], table: string): Promise<number> => transact(t().db, actor, async tx => (await sql`select from ${sql.id('exchange', table)}`.execute(tx)).rows.length)
  const listed = await sees(hearerOfficer, 'event_topic')
  const id = await grantSubscription(as(boss), hearer, topicId, terms)
  expect(await codeOf(grantSubscription(as(boss), hearer, topicId, terms))).toBe('subsystemId:taken')
  // the wall: a party sees its contract and the topic that is not listed, others see neither
  expect([await sees(hearerOfficer, 'event_subscription'), await sees(hearerOfficer, 'event_topic'), await sees(stranger, 'event_subscription'), await sees(stranger, 'event_topic')]).toEqual([1, listed + 1, 0, listed])
  await endSubscription(as(boss), id, 1, 'hết việc')
  expect(await codeOf(endSubscription(as(boss), id, 2, 'lần nữa'))).toBe('reason:ended')
  expect(await actsOf(id)).toEqual(['exchange.grant-subscription', 'exchange.end-subscription'])
  await grantSubscription(as(boss), hearer, topicId, terms)
})

test('what was laid aside is sent again or dropped, what is paused goes on; the ledger knows who said so', async () => {
  const topicId = await addTopic(as(boss), owner, 'ho-so.bo-sung', topic)
  const id = await grantSubscription(as(boss), hearer, topicId, terms)
  await t().owner.pool.query("insert into exchange.event_delivery (subscription_id, url, secret_sealed, registered_at, position, next_at, paused_at, paused_because) values ($1, 'https://a.example.vn/', '\\x00', now(), 3, now(), now(), 'subscriber-away')", [id])
  const dead = [newId(), newId()] as const
  for (const [at, each] of dead.entries()) await t().owner.pool.query("insert into exchange.event_dead_letter (id, subscription_id, position, event_id, at, attempts, last_error) values ($1, $2, $3, 'x', now(), 3, 'status 422')", [each, id, at + 1])
  expect(await codeOf(replayDeadLetter(as(hearerOfficer), dead[0], 1, 'đã sửa'))).toBe('not-allowed')
  await replayDeadLetter(as(boss), dead[0], 1, 'đã sửa')
  expect(await codeOf(replayDeadLetter(as(boss), dead[0], 2, 'đã sửa'))).toBe('reason:ended')
  await dropDeadLetter(as(boss), dead[1], 1, 'không cần')
  await resumeDelivery(as(boss), id, 'đã sửa máy chủ')
  expect(await codeOf(resumeDelivery(as(boss), id, 'lần nữa'))).toBe('not-found')
  expect([await actsOf(dead[0]), await actsOf(dead[1]), (await actsOf(id)).at(-1)]).toEqual([['exchange.replay-dead-letter'], ['exchange.drop-dead-letter'], 'exchange.resume-delivery'])
})

test('nobody but the platform reads what is announced, and nothing of it is rewritten', async () => {
  const count = (actor: Call['actor']): Promise<number> => transact(t().db, actor, async tx => (await sql`select from exchange.event`.execute(tx)).rows.length)
  await t().owner.pool.query("select from exchange.publish_events(1, '{1}', '{x}', array['\\x00'::bytea], array['\\x00'::bytea], now())")
  expect([await count(boss), await count(hearerOfficer)]).toEqual([0, 0])
  await expect(transact(t().db, { kind: 'system', name: 'exchange' }, tx => sql`update exchange.event set event_id = 'y'`.execute(tx))).rejects.toThrow('permission denied')
  await expect(transact(t().db, { kind: 'system', name: 'exchange' }, tx => sql`delete from exchange.event`.execute(tx))).rejects.toThrow('permission denied')
})
