import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { mine, PAGE } from './registry.ts'

export interface TopicRow {
  readonly id: string; readonly number: number; readonly code: string; readonly name: string; readonly description: string; readonly legalBasis: string; readonly schema: object | null; readonly retentionDays: number; readonly listed: boolean; readonly unlistedBecause: string | null
  readonly state: string; readonly version: number; readonly subsystemId: string; readonly subsystemName: string; readonly memberName: string; readonly agencyId: string | null; readonly ownerKey: string; readonly subscribers: number; readonly publishers: number
}
const live = (kind: string) => sql`(select count(*) from exchange.access_right r where r.topic_id = e.id and r.kind = ${kind} and r.ended_at is null and (r.valid_to is null or r.valid_to > now()))`
const TOPIC = sql`select e.id, e.number, e.code, e.name, e.description, e.legal_basis as "legalBasis", e.payload_schema as schema, e.retention_days as "retentionDays", e.listed, e.unlisted_because as "unlistedBecause", e.state, e.version,
  s.id as "subsystemId", s.name as "subsystemName", m.name as "memberName", m.agency_id as "agencyId", m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code as "ownerKey", ${live('subscribe')} as subscribers, ${live('publish')} as publishers
  from exchange.event_topic e join exchange.subsystem s on s.id = e.subsystem_id join exchange.member m on m.id = s.member_id`
/** Topics that the officer may know of: those that are listed, their own, and those they have a contract for (the wall decides). */
export async function listTopics(tx: Tx, filter: { readonly q: string; readonly state: string }): Promise<readonly TopicRow[]> {
  return (await sql<TopicRow>`${TOPIC} where (${filter.q} = '' or kernel.vi_fold(e.name || ' ' || e.code || ' ' || e.description || ' ' || m.name) like '%' || kernel.vi_fold(${filter.q}) || '%') and (${filter.state} = '' or e.state = ${filter.state}) order by e.name collate "vi-x-icu" limit 500`.execute(tx)).rows
}
export async function topicDetail(tx: Tx, id: string): Promise<TopicRow> {
  const { rows: [row] } = await sql<TopicRow>`${TOPIC} where e.id = ${id}`.execute(tx)
  if (!row) throw notFound()
  return row
}

/** A contract to hear a topic and how its delivery goes. `url` null: no webhook, the system reads by itself. */
export interface DeliveryRow {
  readonly id: string; readonly number: number; readonly topicId: string; readonly topicNumber: number; readonly topicCode: string; readonly topicName: string; readonly consumer: string; readonly consumerMember: string; readonly consumerAgency: string | null; readonly subsystemId: string; readonly validTo: Date | null; readonly endedAt: Date | null
  readonly url: string | null; readonly position: number | null; readonly attempts: number; readonly nextAt: Date | null; readonly lastStatus: number | null; readonly lastError: string | null; readonly pausedAt: Date | null; readonly pausedBecause: string | null; readonly registeredAt: Date | null; readonly deliveredAt: Date | null; readonly formerUntil: Date | null; readonly deadLetters: number
}
const DELIVERY = sql`select r.id, r.number, e.id as "topicId", e.number as "topicNumber", e.code as "topicCode", e.name as "topicName", s.id as "subsystemId", s.name as consumer, m.name as "consumerMember", m.agency_id as "consumerAgency", r.valid_to as "validTo", r.ended_at as "endedAt",
  d.url, d.position, coalesce(d.attempts, 0) as attempts, d.next_at as "nextAt", d.last_status as "lastStatus", d.last_error as "lastError", d.paused_at as "pausedAt", d.paused_because as "pausedBecause", d.registered_at as "registeredAt", d.delivered_at as "deliveredAt", d.former_until as "formerUntil",
  (select count(*) from exchange.event_dead_letter l where l.subscription_id = r.id and l.state in ('waiting', 'replaying')) as "deadLetters"
  from exchange.access_right r join exchange.event_topic e on e.id = r.topic_id join exchange.subsystem s on s.id = r.subsystem_id join exchange.member m on m.id = s.member_id left join exchange.event_delivery d on d.subscription_id = r.id`
/** What somebody has to look at: held back, tried again and again, or with events laid aside. */
const TROUBLED = sql<boolean>`(d.paused_at is not null or d.attempts > 0 or exists (select from exchange.event_dead_letter l where l.subscription_id = r.id and l.state = 'waiting'))`
export async function listDeliveries(tx: Tx, actor: OfficerActor, filter: { readonly state: string; readonly after?: number }): Promise<readonly DeliveryRow[]> {
  return (await sql<DeliveryRow>`${DELIVERY} where r.kind = 'subscribe' and ${mine(actor, 'm.agency_id')} and ${filter.state === 'ended' ? sql`r.ended_at is not null` : filter.state === 'troubled' ? sql`r.ended_at is null and ${TROUBLED}` : sql`r.ended_at is null`} and r.number < ${filter.after ?? 2_147_483_647} order by r.number desc limit ${PAGE + 1}`.execute(tx)).rows
}
/** How many deliveries of one's own somebody has to look at. */
export async function countTroubled(tx: Tx, actor: OfficerActor): Promise<number> {
  const { rows: [row] } = await sql<{ n: number }>`select count(*) as n from exchange.access_right r join exchange.subsystem s on s.id = r.subsystem_id join exchange.member m on m.id = s.member_id join exchange.event_delivery d on d.subscription_id = r.id where r.ended_at is null and ${mine(actor, 'm.agency_id')} and ${TROUBLED}`.execute(tx)
  return row?.n ?? 0
}
export async function deliveryDetail(tx: Tx, actor: OfficerActor, id: string): Promise<DeliveryRow> {
  const { rows: [row] } = await sql<DeliveryRow>`${DELIVERY} where r.kind = 'subscribe' and ${mine(actor, 'm.agency_id')} and r.id = ${id}`.execute(tx)
  if (!row) throw notFound()
  return row
}

export interface DeadLetterRow { readonly id: string; readonly position: number; readonly eventId: string; readonly at: Date; readonly attempts: number; readonly lastStatus: number | null; readonly lastError: string; readonly state: string; readonly version: number }
/** Events that the subscriber refused, those that still wait first. */
export async function deadLettersOf(tx: Tx, subscriptionId: string): Promise<readonly DeadLetterRow[]> {
  return (await sql<DeadLetterRow>`select id, position, event_id as "eventId", at, attempts, last_status as "lastStatus", last_error as "lastError", state, version from exchange.event_dead_letter where subscription_id = ${subscriptionId} order by state in ('waiting', 'replaying') desc, position desc limit 200`.execute(tx)).rows
}
/** The subscription of a laid-aside event. */
export async function subscriptionOfDeadLetter(tx: Tx, id: string): Promise<string> {
  const { rows: [row] } = await sql<{ id: string }>`select subscription_id as id from exchange.event_dead_letter where id = ${id}`.execute(tx)
  if (!row) throw notFound()
  return row.id
}
