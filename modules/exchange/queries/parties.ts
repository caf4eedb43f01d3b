import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'

/** What a contract is about: calling a service, hearing a topic, announcing on one. */
export type Wanted = { readonly kind: 'call'; readonly serviceId: string } | { readonly kind: 'subscribe' | 'publish'; readonly topicId: string }
export const wantedColumns = (wanted: Wanted) => wanted.kind === 'call' ? { kind: wanted.kind, service_id: wanted.serviceId, topic_id: null } : { kind: wanted.kind, service_id: null, topic_id: wanted.topicId }
export interface WantedRow { readonly kind: Wanted['kind']; readonly service_id: string | null; readonly topic_id: string | null }
export const ownerOf = (tx: Tx, row: Pick<WantedRow, 'service_id' | 'topic_id'>): Promise<string | null> => row.service_id !== null ? ownerOfService(tx, row.service_id) : ownerOfTopic(tx, row.topic_id ?? '')

/** The agency that owns a service, a topic or a subsystem; null for members that are no agency of this province. */
export async function ownerOfService(tx: Tx, serviceId: string): Promise<string | null> {
  const { rows: [row] } = await sql<{ agency_id: string | null }>`select m.agency_id from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where d.id = ${serviceId}`.execute(tx)
  if (!row) throw notFound()
  return row.agency_id
}
export async function ownerOfTopic(tx: Tx, topicId: string): Promise<string | null> {
  const { rows: [row] } = await sql<{ agency_id: string | null }>`select m.agency_id from exchange.event_topic e join exchange.subsystem s on s.id = e.subsystem_id join exchange.member m on m.id = s.member_id where e.id = ${topicId}`.execute(tx)
  if (!row) throw notFound()
  return row.agency_id
}
export async function ownerOfSubsystem(tx: Tx, subsystemId: string): Promise<string | null> {
  const { rows: [row] } = await sql<{ agency_id: string | null }>`select m.agency_id from exchange.subsystem s join exchange.member m on m.id = s.member_id where s.id = ${subsystemId}`.execute(tx)
  if (!row) throw notFound()
  return row.agency_id
}
