import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { RowRule } from '../domain/row-rule.ts'
import type { ClockStep } from '../domain/request-clock.ts'
import { isSteward } from '../acts/registry-row.ts'
import { countStuckDocuments } from './document-axis.ts'
import { countTroubled } from './events.ts'
import { mine, PAGE } from './registry.ts'

interface Contract { readonly endpoints: readonly { method: string; path: string }[]; readonly purpose: string; readonly legalBasis: string; readonly fields: readonly string[]; readonly rowRule: RowRule; readonly perMinute: number | null; readonly perDay: number | null }
interface Parties { readonly subsystemId: string | null; readonly consumer: string; readonly consumerMember: string; readonly consumerKey: string; readonly consumerAgency: string | null; /** which of the two it is about */ readonly kind: 'call' | 'subscribe' | 'publish'; readonly serviceId: string | null; readonly topicId: string | null; /** name of the service or topic */ readonly service: string; readonly provider: string; readonly providerAgency: string | null }
const PARTIES = sql`cs.id as "subsystemId", coalesce(cs.name, 'Nhóm ' || g.name) as consumer, coalesce(cm.name, '') as "consumerMember", coalesce(cm.instance || '/' || cm.member_class || '/' || cm.code || '/' || cs.code, g.code) as "consumerKey", cm.agency_id as "consumerAgency", x.kind, d.id as "serviceId", e.id as "topicId", coalesce(d.name, e.name) as service, pm.name as provider, pm.agency_id as "providerAgency"`
const SIDES = sql`left join exchange.member cm on cm.id = cs.member_id left join exchange.data_service d on d.id = x.service_id left join exchange.event_topic e on e.id = x.topic_id join exchange.subsystem ps on ps.id = coalesce(d.subsystem_id, e.subsystem_id) join exchange.member pm on pm.id = ps.member_id`
const CONTRACT = sql`x.endpoints, x.purpose, x.legal_basis as "legalBasis", x.fields, x.row_rule as "rowRule", x.per_minute as "perMinute", x.per_day as "perDay"`

export interface RightRow extends Contract, Parties { readonly id: string; readonly number: number; readonly validFrom: Date; readonly validTo: Date | null; readonly endedAt: Date | null; readonly endedBecause: string | null; readonly requestId: string | null; readonly version: number; readonly usedToday: number }
const RIGHT = sql`select x.id, x.number, x.valid_from as "validFrom", x.valid_to as "validTo", x.ended_at as "endedAt", x.ended_because as "endedBecause", x.request_id as "requestId", x.version, ${CONTRACT}, ${PARTIES}`
const RIGHTS = sql`from exchange.access_right x left join exchange.subsystem cs on cs.id = x.subsystem_id left join exchange.subject_group g on g.id = x.group_id ${SIDES}`
const usedToday = (now: Date) => sql`coalesce((select sum(q.used) from exchange.quota_use q where q.right_number = x.number and q.span = 'day' and q.starts = date_trunc('day', ${now}::timestamptz, 'Asia/Ho_Chi_Minh')), 0)::integer as "usedToday"`
export interface RightFilter { readonly state: string; readonly q: string; readonly service?: string; readonly topic?: string; readonly subsystem?: string; readonly after?: number }
/** Rights, newest first; `after` is the number of the last one seen. */
export async function listRights(tx: Tx, actor: OfficerActor, filter: RightFilter, now: Date): Promise<readonly RightRow[]> {
  const state = filter.state === 'ended' ? sql`(x.ended_at is not null or x.valid_to <= ${now})` : filter.state === 'ending' ? sql`x.ended_at is null and x.valid_to > ${now} and x.valid_to <= ${now}::timestamptz + interval '30 days'` : filter.state === 'all' ? sql`true` : sql`x.ended_at is null and (x.valid_to is null or x.valid_to > ${now})`
  return (await sql<RightRow>`${RIGHT}, ${usedToday(now)} ${RIGHTS} where (${mine(actor, 'cm.agency_id')} or ${mine(actor, 'pm.agency_id')}) and ${state} and (${filter.service ?? ''} = '' or d.id::text = ${filter.service ?? ''}) and (${filter.topic ?? ''} = '' or e.id::text = ${filter.topic ?? ''}) and (${filter.subsystem ?? ''} = '' or cs.id::text = ${filter.subsystem ?? ''})
    and (${filter.q} = '' or kernel.vi_fold(coalesce(cs.name, '') || ' ' || coalesce(cm.name, '') || ' ' || coalesce(d.name, e.name) || ' ' || pm.name) like '%' || kernel.vi_fold(${filter.q}) || '%') and x.number < ${filter.after ?? 2_147_483_647} order by x.number desc limit ${PAGE + 1}`.execute(tx)).rows
}
export async function rightDetail(tx: Tx, actor: OfficerActor, id: string, now: Date): Promise<RightRow> {
  const { rows: [row] } = await sql<RightRow>`${RIGHT}, ${usedToday(now)} ${RIGHTS} where x.id = ${id} and (${mine(actor, 'cm.agency_id')} or ${mine(actor, 'pm.agency_id')})`.execute(tx)
  if (!row) throw notFound()
  return row
}

export interface RequestRow extends Contract, Parties { readonly id: string; readonly askedAt: Date; readonly dueAt: Date; readonly steps: readonly ClockStep[]; readonly state: string; readonly wantedUntil: Date | null; readonly renewsRightId: string | null; readonly decidedAt: Date | null; readonly reason: string | null; readonly ground: string | null; readonly version: number; readonly askedBy: string; readonly decidedBy: string | null; readonly rightId: string | null }
const REQUEST = sql`select x.id, x.asked_at as "askedAt", x.due_at as "dueAt", x.due_steps as steps, x.state, x.wanted_until as "wantedUntil", x.renews_right_id as "renewsRightId", x.decided_at as "decidedAt", x.decision_reason as reason, x.decision_ground as ground, x.version, x.asked_by as "askedBy", x.decided_by as "decidedBy",
  (select r.id from exchange.access_right r where r.request_id = x.id) as "rightId", ${CONTRACT}, ${PARTIES} from exchange.access_request x join exchange.subsystem cs on cs.id = x.subsystem_id left join exchange.subject_group g on false ${SIDES}`
export async function listRequests(tx: Tx, actor: OfficerActor, filter: { readonly state: string; readonly before?: string }): Promise<readonly RequestRow[]> {
  const waiting = filter.state === 'waiting'
  return (await sql<RequestRow>`${REQUEST} where (${mine(actor, 'cm.agency_id')} or ${mine(actor, 'pm.agency_id')}) and (${filter.state} = 'all' or x.state = ${filter.state}) ${filter.before === undefined ? sql`` : waiting ? sql`and x.due_at > ${filter.before}` : sql`and x.asked_at < ${filter.before}`}
    order by ${waiting ? sql`x.due_at` : sql`x.asked_at desc`} limit ${PAGE + 1}`.execute(tx)).rows
}
export async function requestDetail(tx: Tx, actor: OfficerActor, id: string): Promise<RequestRow> {
  const { rows: [row] } = await sql<RequestRow>`${REQUEST} where x.id = ${id} and (${mine(actor, 'cm.agency_id')} or ${mine(actor, 'pm.agency_id')})`.execute(tx)
  if (!row) throw notFound()
  return row
}

export interface Waiting { readonly requests: number; readonly late: number; readonly ending: number; /** deliveries of events that somebody has to look at */ readonly troubled: number; /** documents that their receiver does not fetch, or failed at */ readonly stuck: number }
/** What waits for somebody: requests to answer, those past their two working days, rights that end within 30 days. */
export async function waiting(tx: Tx, actor: OfficerActor, now: Date): Promise<Waiting> {
  const own = isSteward(actor) ? sql`true` : sql`m.agency_id = any (${[...actor.scopeAgencyIds]}::uuid[])`
  const { rows: [row] } = await sql<Omit<Waiting, 'troubled' | 'stuck'>>`select (select count(*) from exchange.access_request x left join exchange.data_service d on d.id = x.service_id left join exchange.event_topic e on e.id = x.topic_id join exchange.subsystem s on s.id = coalesce(d.subsystem_id, e.subsystem_id) join exchange.member m on m.id = s.member_id where x.state = 'waiting' and ${own}) as requests,
    (select count(*) from exchange.access_request x left join exchange.data_service d on d.id = x.service_id left join exchange.event_topic e on e.id = x.topic_id join exchange.subsystem s on s.id = coalesce(d.subsystem_id, e.subsystem_id) join exchange.member m on m.id = s.member_id where x.state = 'waiting' and x.due_at < ${now} and ${own}) as late,
    (select count(*) from exchange.access_right x left join exchange.subsystem s on s.id = x.subsystem_id left join exchange.member m on m.id = s.member_id where x.ended_at is null and x.valid_to > ${now} and x.valid_to <= ${now}::timestamptz + interval '30 days' and ${own}) as ending`.execute(tx)
  return { ...row ?? { requests: 0, late: 0, ending: 0 }, troubled: await countTroubled(tx, actor), stuck: await countStuckDocuments(tx, actor, now) }
}
