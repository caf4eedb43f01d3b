import { sql } from 'kysely'
import { adminRole } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { notFound } from '../../../kernel/errors.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export interface SubscriptionTerms { readonly purpose: string; readonly legalBasis: string; readonly validTo: string | null }

/** Lets a subsystem hear a topic: without this nobody does (NĐ 194/2025/NĐ-CP: for which purpose, on what legal ground, until when). */
export async function grantSubscription(call: Call, subsystemId: string, topicId: string, terms: SubscriptionTerms): Promise<string> {
  stewardOnly(call.actor)
  demand([
    terms.purpose === '' && fault('purpose', 'Chưa ghi mục đích sử dụng dữ liệu.', 'Say what the data are used for.', 'required'),
    terms.legalBasis === '' && fault('legalBasis', 'Chưa ghi căn cứ pháp lý.', 'Name the legal ground.', 'required'),
    terms.validTo !== null && terms.validTo <= call.platform.now().toISOString() && fault('validTo', 'Ngày hết hạn phải ở sau hôm nay.', 'The last day must lie after today.')])
  return inRegistry(call, work => addRow(work, 'event_subscription', 'grant-subscription', { subsystem_id: subsystemId, topic_id: topicId, purpose: terms.purpose, legal_basis: terms.legalBasis, valid_from: work.at.toISOString(), valid_to: terms.validTo, version: 1 }, terms.legalBasis),
    fault('subsystemId', 'Hệ thống này đang đăng ký chủ đề đó rồi. Chấm dứt đăng ký cũ trước.', 'This subsystem has a subscription to that topic. End it first.', 'taken'))
}

/** Ends a subscription before its time: nothing is read or sent from then on. */
export async function endSubscription(call: Call, id: string, version: number, reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault('reason', 'Chưa có lý do chấm dứt.', 'Say why it ends.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'event_subscription', id, version, act: 'end-subscription', set: { ended_at: work.at.toISOString(), ended_because: reason }, reason,
    guard: row => demand([row['ended_at'] !== null && fault('reason', 'Đăng ký này đã chấm dứt.', 'This subscription has ended.', 'ended')]) }))
}

/** Sends to a paused webhook again, from where it stood. */
export async function resumeDelivery(call: Call, subscriptionId: string, reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, async ({ tx, actor, at }) => {
    const { numAffectedRows } = await sql`update exchange.event_delivery set paused_at = null, paused_because = null, attempts = 0, refused_in_a_row = 0, next_at = ${at} where subscription_id = ${subscriptionId} and paused_at is not null`.execute(tx)
    if (numAffectedRows === 0n) throw notFound()
    await appendLedger(tx, { actor, role: adminRole(actor), agency: actor.agencyId, act: 'exchange.resume-delivery', object: { type: 'event_subscription', id: subscriptionId }, payload: {}, reason, at })
  })
}

const WAITING = fault('reason', 'Sự kiện này không còn chờ.', 'This event waits no more.', 'ended')
/** Sends an event again that the subscriber had refused; the gateways take it up within seconds. */
export async function replayDeadLetter(call: Call, id: string, version: number, reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault('reason', 'Chưa có lý do gửi lại.', 'Say why it is sent again.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'event_dead_letter', id, version, act: 'replay-dead-letter', set: { state: 'replaying' }, reason, guard: row => demand([row['state'] !== 'waiting' && WAITING]) }))
}
/** Lays it aside for good; the event itself stays readable as long as its topic keeps it. */
export async function dropDeadLetter(call: Call, id: string, version: number, reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault('reason', 'Chưa có lý do bỏ.', 'Say why it is dropped.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'event_dead_letter', id, version, act: 'drop-dead-letter', set: { state: 'dropped' }, reason, guard: row => demand([row['state'] !== 'waiting' && WAITING]) }))
}
