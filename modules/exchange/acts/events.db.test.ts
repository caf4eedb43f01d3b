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
import { askAccess, grantAccess, refuseAccess } from './access-request.ts'
import { endRight, grantRight, type Terms } from './access-right.ts'
import { dropDeadLetter, pauseDelivery, replayDeadLetter, replayEvents, resumeDelivery } from './event-delivery.ts'
import { addTopic, changeTopic, setTopicState, type TopicInput } from './event-topic.ts'
import type { Call } from './registry-row.ts'

const t = useDb()
const now = new Date('2026-08-31T11:00:00Z')
const boss = anOfficer(['administrator'])
const agency = newId()
const hearerOfficer = anOfficer(['unit-administrator'], { agencyId: agency, scopeAgencyIds: [agency] })
const owning = newId()
const ownerOfficer = anOfficer(['unit-administrator'], { agencyId: owning, scopeAgencyIds: [owning] })
const stranger = anOfficer(['unit-administrator'], { agencyId: newId(), scopeAgencyIds: [newId()] })
const config = readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'acts-')), MASTER_KEY: randomBytes(32).toString('hex') })
const as = (actor: Call['actor']): Call => ({ actor, platform: { db: t().db, now: () => now, config } })
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error instanceof Fault ? error.details.fields?.map(each => `${each.field}:${each.code}`).join(' ') ?? error.code : error)
const topic: TopicInput = { name: 'Hồ sơ đã trả kết quả', description: '', legalBasis: 'NĐ 194/2025/NĐ-CP', schema: '{"type":"object"}', retentionDays: 30, listed: true, unlistedBecause: '' }
const terms: Terms = { endpoints: '', purpose: 'Cập nhật', legalBasis: 'NĐ 194/2025/NĐ-CP', fields: [], perMinute: null, perDay: null, validTo: null }
const hear = (topicId: string) => ({ kind: 'subscribe', topicId }) as const
const announce = (topicId: string) => ({ kind: 'publish', topicId }) as const
const grantSubscription = (call: Call, subsystemId: string, topicId: string, more: Partial<Terms> = {}): Promise<string> => grantRight(call, { subsystemId }, hear(topicId), { ...terms, ...more })
const actsOf = async (id: string): Promise<readonly string[]> => (await ledgerOf(t().owner, id)).map(each => each.act)

let [owner, hearer] = ['', '']
beforeAll(async () => {
  await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, 'H55.NGHE', 'Sở Nghe', 'department', 'province', array[$1]::uuid[], '2020-01-01'), ($2, 'H55.PHAT', 'Sở Phát', 'department', 'province', array[$2]::uuid[], '2020-01-01')`, [agency, owning])
  const registry = registryOf(t().owner.pool)
  owner = (await registry.subsystem((await registry.member('A', { agencyId: owning })).id, 'announces')).id
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
  expect(await codeOf(grantSubscription(as(stranger), hearer, topicId))).toBe('not-allowed')
  expect(await codeOf(grantSubscription(as(boss), hearer, topicId, { purpose: '', legalBasis: '', validTo: '2026-01-01T00:00:00Z' }))).toBe('purpose:required legalBasis:required validTo:invalid')
  expect(await codeOf(grantRight(as(boss), { groupId: newId() }, hear(topicId), terms))).toBe('to:invalid')
  const sees = (actor: Call['actor'], table: string): Promise<number> => transact(t().db, actor, async tx => (await sql`select from ${sql.id('exchange', table)}`.execute(tx)).rows.length)
  const listed = await sees(hearerOfficer, 'event_topic')
  const id = await grantSubscription(as(boss), hearer, topicId)
  expect(await codeOf(grantSubscription(as(boss), hearer, topicId))).toBe('to:held')
  // the wall: a party sees its contract and the topic that is not listed, others see neither
  expect([await sees(hearerOfficer, 'access_right'), await sees(hearerOfficer, 'event_topic'), await sees(stranger, 'access_right'), await sees(stranger, 'event_topic')]).toEqual([1, listed + 1, 0, listed])
  await endRight(as(boss), id, 1, 'hết việc')
  expect(await codeOf(endRight(as(boss), id, 2, 'lần nữa'))).toBe('reason:ended')
  expect(await actsOf(id)).toEqual(['exchange.grant-right', 'exchange.end-right'])
  await grantSubscription(as(boss), hearer, topicId)
})

test('hearing and announcing are asked for like a service: within two working days, answered by the owner of the topic, renewed under the same number', async () => {
  const topicId = await addTopic(as(boss), owner, 'ho-so.xin', topic)
  const rightOf = async (kind: string) => (await t().owner.pool.query<{ id: string; number: number; per_minute: number | null; valid_to: Date | null }>('select id, number, per_minute, valid_to from exchange.access_right where topic_id = $1 and kind = $2', [topicId, kind])).rows
  for (const wanted of [hear(topicId), announce(topicId)]) {
    expect(await codeOf(askAccess(as(stranger), hearer, wanted, terms))).toBe('not-allowed')
    const id = await askAccess(as(hearerOfficer), hearer, wanted, { ...terms, perMinute: 5, validTo: '2026-12-31T16:59:59.000Z' })
    expect(await codeOf(askAccess(as(hearerOfficer), hearer, wanted, terms))).toBe('subsystem:waiting')
    const { rows: [asked] } = await t().owner.pool.query<{ due: Date }>('select due_at as due from exchange.access_request where id = $1', [id])
    expect(asked?.due.getTime()).toBeGreaterThan(now.getTime() + 86_400_000)
    expect(await codeOf(grantAccess(as(hearerOfficer), id, 1, ''))).toBe('not-allowed')
    expect(await codeOf(refuseAccess(as(ownerOfficer), id, 1, 'không', ''))).toBe('ground:required')
    await grantAccess(as(ownerOfficer), id, 1, '')
    const [right, ...others] = await rightOf(wanted.kind)
    expect([right?.per_minute, others.length]).toEqual([5, 0])
    expect(await codeOf(askAccess(as(hearerOfficer), hearer, wanted, terms))).toBe('subsystem:held')
    await grantAccess(as(ownerOfficer), await askAccess(as(hearerOfficer), hearer, wanted, { ...terms, perMinute: 9, validTo: '2027-12-31T16:59:59.000Z' }, right?.id ?? ''), 1, '')
    expect(await rightOf(wanted.kind)).toEqual([{ ...right, per_minute: 9, valid_to: new Date('2027-12-31T16:59:59.000Z') }])
  }
  // the wall: an owner gives a right only on a request that was granted, and for just that
  const give = (kind: string, request: string | null): Promise<unknown> => transact(t().db, ownerOfficer, tx => sql`insert into exchange.access_right (id, kind, subsystem_id, topic_id, purpose, legal_basis, valid_from, request_id) values (${newId()}, ${kind}, ${owner}, ${topicId}, 'x', 'y', now(), ${request})`.execute(tx))
  await expect(give('subscribe', null)).rejects.toThrow('row-level security')
})

test('what was laid aside is sent again or dropped, what is paused goes on; the ledger knows who said so', async () => {
  const topicId = await addTopic(as(boss), owner, 'ho-so.bo-sung', topic)
  const id = await grantSubscription(as(boss), hearer, topicId)
  await t().owner.pool.query("insert into exchange.event_delivery (subscription_id, url, secret_sealed, registered_at, position, next_at, paused_at, paused_because) values ($1, 'https://a.example.vn/', '\\x00', now(), 3, now(), now(), 'subscriber-away')", [id])
  const dead = [newId(), newId()] as const
  for (const [at, each] of dead.entries()) await t().owner.pool.query("insert into exchange.event_dead_letter (id, subscription_id, position, event_id, at, attempts, last_error) values ($1, $2, $3, 'x', now(), 3, 'status 422')", [each, id, at + 1])
  expect(await codeOf(replayDeadLetter(as(stranger), dead[0], 1, 'đã sửa'))).toBe('not-found')
  expect(await codeOf(replayDeadLetter(as(ownerOfficer), dead[0], 1, 'đã sửa'))).toBe('not-found')
  // the subscriber looks after its own delivery
  await replayDeadLetter(as(hearerOfficer), dead[0], 1, 'đã sửa')
  expect(await codeOf(replayDeadLetter(as(boss), dead[0], 2, 'đã sửa'))).toBe('reason:ended')
  await dropDeadLetter(as(boss), dead[1], 1, 'không cần')
  expect(await codeOf(resumeDelivery(as(ownerOfficer), id, 'x'))).toBe('not-allowed')
  expect(await codeOf(resumeDelivery(as(hearerOfficer), id, ''))).toBe('reason:required')
  await resumeDelivery(as(hearerOfficer), id, 'đã sửa máy chủ')
  expect(await codeOf(resumeDelivery(as(boss), id, 'lần nữa'))).toBe('not-found')
  expect([await actsOf(dead[0]), await actsOf(dead[1]), (await actsOf(id)).at(-1)]).toEqual([['exchange.replay-dead-letter'], ['exchange.drop-dead-letter'], 'exchange.resume-delivery'])
  await pauseDelivery(as(hearerOfficer), id, 'bảo trì')
  expect(await codeOf(pauseDelivery(as(hearerOfficer), id, 'lần nữa'))).toBe('not-found')
  await t().owner.pool.query('insert into exchange.event_head (topic, last_position, first_position) select number, 9, 4 from exchange.event_topic where id = $1', [topicId])
  for (const from of [null, 3, 11, 4.5]) expect(await codeOf(replayEvents(as(hearerOfficer), id, from, 'đọc lại'))).toBe('from:invalid')
  await replayEvents(as(hearerOfficer), id, 4, 'đọc lại')
  const { rows: [after] } = await t().owner.pool.query<{ position: number; paused_because: string }>('select position, paused_because from exchange.event_delivery where subscription_id = $1', [id])
  expect(after).toEqual({ position: 3, paused_because: 'by-hand' })
  expect((await actsOf(id)).slice(-2)).toEqual(['exchange.pause-delivery', 'exchange.replay-events'])
  // nothing else of a laid-aside event is its subscriber's to change
  await expect(transact(t().db, hearerOfficer, tx => sql`update exchange.event_dead_letter set last_error = 'x' where id = ${dead[0]}`.execute(tx))).rejects.toThrow('only a steward')
})

test('nobody but the platform reads what is announced, and nothing of it is rewritten', async () => {
  const count = (actor: Call['actor']): Promise<number> => transact(t().db, actor, async tx => (await sql`select from exchange.event`.execute(tx)).rows.length)
  await t().owner.pool.query("select from exchange.publish_events(1, '{1}', '{x}', array['\\x00'::bytea], array['\\x00'::bytea], now())")
  expect([await count(boss), await count(hearerOfficer)]).toEqual([0, 0])
  await expect(transact(t().db, { kind: 'system', name: 'exchange' }, tx => sql`update exchange.event set event_id = 'y'`.execute(tx))).rejects.toThrow('permission denied')
  await expect(transact(t().db, { kind: 'system', name: 'exchange' }, tx => sql`delete from exchange.event`.execute(tx))).rejects.toThrow('permission denied')
})
