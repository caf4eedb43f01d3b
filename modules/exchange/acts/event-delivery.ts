import { sql } from 'kysely'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { notAllowed, notFound } from '../../../kernel/errors.ts'
import { adminRole } from '../../../kernel/history.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { ownerOfSubsystem } from '../queries/parties.ts'
import { changeRow, demand, fault, inRegistry, mayActFor, type Call, type Columns, type Work } from './registry-row.ts'

interface Subscription { readonly subsystem_id: string; readonly topic: number; readonly ended: boolean }
/** The contract to hear a topic; its subscriber looks after the delivery, and so does a steward. */
export async function subscriptionFor(tx: Tx, call: Call, id: string): Promise<Subscription> {
  const { rows: [row] } = await sql<Subscription>`select r.subsystem_id, e.number as topic, r.ended_at is not null as ended from exchange.access_right r join exchange.event_topic e on e.id = r.topic_id where r.id = ${id} and r.kind = 'subscribe'`.execute(tx)
  if (!row) throw notFound()
  if (!mayActFor(call.actor, await ownerOfSubsystem(tx, row.subsystem_id))) throw notAllowed({ vi: 'Chỉ cơ quan đăng ký nhận hoặc quản trị tỉnh làm việc này.', en: 'Only the subscribing agency or an administrator does this.' })
  return row
}
export async function writeDelivery({ tx, actor, at }: Work, act: 'register-webhook' | 'remove-webhook' | 'renew-webhook-key' | 'pause-delivery' | 'resume-delivery' | 'replay-events', subscriptionId: string, payload: Record<string, JsonValue> = {}, reason: string | null = null): Promise<void> {
  await appendLedger(tx, { actor, role: adminRole(actor), agency: actor.agencyId, act: `exchange.${act}`, object: { type: 'event_delivery', id: subscriptionId }, payload, reason, at })
}
const noReason = (reason: string) => reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')

/** Holds deliveries back; positions stay, and events go on coming in. */
export async function pauseDelivery(call: Call, subscriptionId: string, reason: string): Promise<void> {
  demand([noReason(reason)])
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    const { numAffectedRows } = await sql`update exchange.event_delivery set paused_at = ${work.at}, paused_because = 'by-hand' where subscription_id = ${subscriptionId} and paused_at is null`.execute(work.tx)
    if (numAffectedRows === 0n) throw notFound()
    await writeDelivery(work, 'pause-delivery', subscriptionId, {}, reason)
  })
}
/** Sends to a paused webhook again, from where it stood. */
export async function resumeDelivery(call: Call, subscriptionId: string, reason: string): Promise<void> {
  demand([noReason(reason)])
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    const { numAffectedRows } = await sql`update exchange.event_delivery set paused_at = null, paused_because = null, attempts = 0, refused_in_a_row = 0, next_at = ${work.at} where subscription_id = ${subscriptionId} and paused_at is not null`.execute(work.tx)
    if (numAffectedRows === 0n) throw notFound()
    await writeDelivery(work, 'resume-delivery', subscriptionId, {}, reason)
  })
}

/** What stands in a topic: of the engine, or as the gateways wrote it down. Counts only, no content: read as the platform, for who may see the topic. */
export async function reachOf(platform: Call['platform'], topics: readonly number[]): Promise<ReadonlyMap<number, { readonly first: number; readonly last: number }>> {
  const table = sql.id('exchange', platform.config.exchange.eventsUrl === undefined ? 'event_head' : 'event_reach')
  const rows = await transact(platform.db, { kind: 'system', name: 'exchange' }, async tx => (await sql<{ topic: number; first: string; last: string }>`select topic, first_position as first, last_position as last from ${table} where topic = any (${[...topics]}::integer[])`.execute(tx)).rows)
  return new Map(rows.map(row => [row.topic, { first: Number(row.first), last: Number(row.last) }]))
}

/** Sends again everything from a position on; what was taken already is taken again, under the same ids. */
export async function replayEvents(call: Call, subscriptionId: string, from: number | null, reason: string): Promise<void> {
  const { topic } = await transact(call.platform.db, call.actor, tx => subscriptionFor(tx, call, subscriptionId))
  const { first, last } = (await reachOf(call.platform, [topic])).get(topic) ?? { first: 1, last: 0 }
  demand([noReason(reason), !(from !== null && Number.isSafeInteger(from) && from >= first && from <= last + 1) && fault('from', `Vị trí là số từ ${first} (cũ nhất còn giữ) đến ${last + 1} (chỉ nhận sự kiện mới).`, `A position is a number from ${first}, the oldest kept, to ${last + 1}: only new ones.`)])
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    // whoever sends just now finds another position than it knows, and stops
    const { numAffectedRows } = await sql`update exchange.event_delivery set position = ${(from ?? 1) - 1}, attempts = 0, refused_in_a_row = 0, next_at = ${work.at}, leased_by = null, leased_until = null where subscription_id = ${subscriptionId}`.execute(work.tx)
    if (numAffectedRows === 0n) throw notFound()
    await writeDelivery(work, 'replay-events', subscriptionId, { from }, reason)
  })
}

const WAITING = fault('reason', 'Sự kiện này không còn chờ.', 'This event waits no more.', 'ended')
async function ofSubscriber(work: Work, row: Columns): Promise<void> {
  const id = row['subscription_id']
  await subscriptionFor(work.tx, work, typeof id === 'string' ? id : '')
  demand([row['state'] !== 'waiting' && WAITING])
}
/** Sends an event again that the subscriber had refused; the gateways take it up within seconds. */
export async function replayDeadLetter(call: Call, id: string, version: number, reason: string): Promise<void> {
  demand([noReason(reason)])
  await inRegistry(call, work => changeRow(work, { table: 'event_dead_letter', id, version, act: 'replay-dead-letter', set: { state: 'replaying' }, reason, guard: row => ofSubscriber(work, row) }))
}
/** Lays it aside for good; the event itself stays readable as long as its topic keeps it. */
export async function dropDeadLetter(call: Call, id: string, version: number, reason: string): Promise<void> {
  demand([noReason(reason)])
  await inRegistry(call, work => changeRow(work, { table: 'event_dead_letter', id, version, act: 'drop-dead-letter', set: { state: 'dropped' }, reason, guard: row => ofSubscriber(work, row) }))
}
