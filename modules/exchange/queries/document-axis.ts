import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { DeliveryState, ProgressCode, RecallState } from '../domain/delivery.ts'
import type { SignatureState } from '../documents/signature/verify.ts'
import { isSteward } from '../acts/registry-row.ts'
import { mine, PAGE } from './registry.ts'

/** A document that its receiver has not fetched for so long, or failed at, is stuck. */
const STUCK_AFTER = sql`interval '1 day'`
const isStuck = (now: Date) => sql<boolean>`(d.state = 'failed' or d.state = 'waiting' and d.updated_at < ${now}::timestamptz - ${STUCK_AFTER})`

/** A system on the document axes: its newest key, the agencies behind it, what lies ready for it. */
export interface AxisSystemRow { readonly id: string; readonly number: number; readonly name: string; readonly memberName: string; readonly agencyId: string | null; readonly state: string; readonly systemId: string; readonly keyId: string; readonly label: string; readonly validFrom: Date; readonly validTo: Date | null; readonly version: number; readonly agencies: number; readonly waiting: number; readonly stuck: number; readonly fetchedAt: Date | null }
const SYSTEM = (now: Date) => sql`select s.id, s.number, s.name, m.name as "memberName", m.agency_id as "agencyId", s.state, c.id as "keyId", c.public_id as "systemId", c.label, c.valid_from as "validFrom", c.valid_to as "validTo", c.version,
  (select count(*) from exchange.document_agency a where a.subsystem_id = s.id and a.state = 'active') as agencies, coalesce(w.waiting, 0) as waiting, coalesce(w.stuck, 0) as stuck, (select max(d.fetched_at) from exchange.delivery d where d.receiver = s.number) as "fetchedAt"
  from exchange.credential c join exchange.subsystem s on s.id = c.subsystem_id join exchange.member m on m.id = s.member_id
  left join lateral (select count(*) filter (where d.state in ('waiting', 'failed')) as waiting, count(*) filter (where ${isStuck(now)}) as stuck from exchange.delivery d where d.receiver = s.number and d.state in ('waiting', 'fetched', 'failed')) w on true`
export async function listAxisSystems(tx: Tx, actor: OfficerActor, now: Date): Promise<readonly AxisSystemRow[]> {
  return (await sql<AxisSystemRow>`${SYSTEM(now)} where c.kind = 'document-axis' and c.revoked_at is null and ${mine(actor, 'm.agency_id')} order by m.name collate "vi-x-icu", c.public_id limit 500`.execute(tx)).rows
}

export interface AxisAgencyRow { readonly id: string; readonly code: string; readonly name: string; readonly systemName: string; readonly systemId: string; readonly state: string; readonly changedAt: Date; readonly version: number }
/** Agencies that stand behind systems of one's own, those that wait for a steward first. */
export async function listAxisAgencies(tx: Tx, actor: OfficerActor): Promise<readonly AxisAgencyRow[]> {
  return (await sql<AxisAgencyRow>`select a.id, a.code, a.name, s.name as "systemName", a.center_code as "systemId", a.state, a.changed_at as "changedAt", a.version from exchange.document_agency a join exchange.subsystem s on s.id = a.subsystem_id join exchange.member m on m.id = s.member_id
    where a.state <> 'removed' and ${mine(actor, 'm.agency_id')} order by a.state = 'pending' desc, a.code limit 500`.execute(tx)).rows
}

/** One document at one of its receivers. */
export interface AxisDeliveryRow { readonly documentId: string; readonly receiverCode: string; readonly receiverName: string; readonly receiverAgency: string | null; readonly senderName: string; readonly fromCode: string; readonly notation: string; readonly title: string; readonly messageType: string; readonly business: number; readonly receivedAt: Date; readonly updatedAt: Date; readonly fetchedAt: Date | null; readonly state: DeliveryState; readonly status: ProgressCode | null; readonly recall: RecallState | null; readonly stuck: boolean; readonly signature: SignatureState; readonly signatureBy: string | null }
const DELIVERY = (now: Date) => sql`select o.id as "documentId", d.receiver_code as "receiverCode", rs.name as "receiverName", rm.agency_id as "receiverAgency", ss.name as "senderName", o.from_code as "fromCode", o.notation, o.title, o.message_type as "messageType", o.business, o.received_at as "receivedAt", d.updated_at as "updatedAt", d.fetched_at as "fetchedAt", d.state, d.status, d.recall, ${isStuck(now)} as stuck, o.signature, o.signature_by as "signatureBy"
  from exchange.delivery d join exchange.document o on o.id = d.document_id join exchange.subsystem rs on rs.number = d.receiver join exchange.member rm on rm.id = rs.member_id join exchange.subsystem ss on ss.number = o.sender join exchange.member sm on sm.id = ss.member_id`
const ofMine = (actor: OfficerActor) => isSteward(actor) ? sql<boolean>`true` : sql<boolean>`(${mine(actor, 'rm.agency_id')} or ${mine(actor, 'sm.agency_id')})`
/** Stuck ones oldest first, all others newest first; `cursor` is the last one seen. */
export async function listAxisDeliveries(tx: Tx, actor: OfficerActor, filter: { readonly state: string; readonly cursor?: { readonly at: Date; readonly id: string; readonly receiver: string } | undefined }, now: Date): Promise<readonly AxisDeliveryRow[]> {
  const stuck = filter.state === 'stuck'
  const state = stuck ? sql`d.state in ('waiting', 'failed') and ${isStuck(now)}` : filter.state === 'all' ? sql`true` : sql`d.state = ${filter.state}`
  const after = filter.cursor === undefined ? sql`` : stuck ? sql`and (d.updated_at, d.document_id, d.receiver_code) > (${filter.cursor.at}, ${filter.cursor.id}::uuid, ${filter.cursor.receiver})` : sql`and (d.updated_at, d.document_id, d.receiver_code) < (${filter.cursor.at}, ${filter.cursor.id}::uuid, ${filter.cursor.receiver})`
  return (await sql<AxisDeliveryRow>`${DELIVERY(now)} where ${state} and ${ofMine(actor)} ${after} order by ${stuck ? sql`d.updated_at, d.document_id, d.receiver_code` : sql`d.updated_at desc, d.document_id desc, d.receiver_code desc`} limit ${PAGE + 1}`.execute(tx)).rows
}
export async function countStuckDocuments(tx: Tx, actor: OfficerActor, now: Date): Promise<number> {
  const { rows: [row] } = await sql<{ n: number }>`select count(*) as n from exchange.delivery d join exchange.subsystem rs on rs.number = d.receiver join exchange.member rm on rm.id = rs.member_id where d.state in ('waiting', 'failed') and ${isStuck(now)} and ${mine(actor, 'rm.agency_id')}`.execute(tx)
  return row?.n ?? 0
}

export interface SaidRow { readonly receiverCode: string; readonly status: string; readonly at: Date; readonly description: string }
/** A document with every receiver, and what each said about it, oldest first. */
export async function axisDocument(tx: Tx, actor: OfficerActor, id: string, now: Date): Promise<{ readonly deliveries: readonly AxisDeliveryRow[]; readonly said: readonly SaidRow[] }> {
  const { rows: deliveries } = await sql<AxisDeliveryRow>`${DELIVERY(now)} where o.id = ${id} and ${ofMine(actor)} order by d.receiver_code limit 500`.execute(tx)
  if (deliveries.length === 0) throw notFound()
  const { rows: said } = await sql<SaidRow>`select receiver_code as "receiverCode", status, at, description from exchange.delivery_status where document_id = ${id} order by at, id limit 500`.execute(tx)
  return { deliveries, said }
}
