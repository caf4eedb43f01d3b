import type pg from 'pg'
import type { KeptSignature } from './store.ts'
import type { DeliveryState, ProgressCode, RecallState } from '../domain/delivery.ts'

/** One document at one of its receivers, as sender and receiver list it. */
export interface ListedDelivery { readonly id: string; readonly messageType: 'edoc' | 'status'; readonly fromCode: string; readonly toCode: string; readonly title: string; readonly notation: string; readonly receivedAt: Date; readonly fetchedAt: Date | null; readonly updatedAt: Date; readonly state: DeliveryState; readonly status: ProgressCode | null; readonly recall: RecallState | null; readonly signature: KeptSignature }
export interface ListFilter { readonly messageType?: 'edoc' | 'status' | undefined; readonly documentId?: string | undefined; /** only what its receiver is not done with */ readonly open?: boolean; readonly from?: Date | undefined; /** exclusive */ readonly until?: Date | undefined; readonly most: number; readonly skip: number }

const LIST = `select o.id, o.message_type as "messageType", o.from_code as "fromCode", d.receiver_code as "toCode", o.title, o.notation, o.received_at as "receivedAt", d.fetched_at as "fetchedAt", d.updated_at as "updatedAt", d.state, d.status, d.recall, json_build_object('state', o.signature, 'by', o.signature_by, 'fault', o.signature_fault) as signature
  from exchange.delivery d join exchange.document o on o.id = d.document_id
  where ($2::text is null or o.message_type = $2) and ($3::uuid is null or o.id = $3) and (not $4 or d.state in ('waiting', 'fetched', 'failed')) and ($5::timestamptz is null or o.received_at >= $5) and ($6::timestamptz is null or o.received_at < $6)`

const valuesOf = (subsystem: number, filter: ListFilter): unknown[] => [subsystem, filter.messageType ?? null, filter.documentId ?? null, filter.open ?? false, filter.from ?? null, filter.until ?? null]

/** Oldest first: a client works them off in the order in which they were sent. */
export const listReceived = async (pool: pg.Pool, subsystem: number, filter: ListFilter): Promise<ListedDelivery[]> =>
  (await pool.query<ListedDelivery>({ name: 'exchange-received', text: `${LIST} and d.receiver = $1 order by o.received_at, o.id, d.receiver_code limit $7 offset $8`, values: [...valuesOf(subsystem, filter), filter.most, filter.skip] })).rows
export const listSent = async (pool: pg.Pool, subsystem: number, filter: ListFilter): Promise<ListedDelivery[]> =>
  (await pool.query<ListedDelivery>({ name: 'exchange-sent', text: `${LIST} and o.sender = $1 order by o.received_at desc, o.id, d.receiver_code limit $7 offset $8`, values: [...valuesOf(subsystem, filter), filter.most, filter.skip] })).rows
export const countReceived = async (pool: pg.Pool, subsystem: number, filter: ListFilter): Promise<number> =>
  (await pool.query<{ count: number }>({ name: 'exchange-received-count', text: `select count(*)::integer as count from (${LIST} and d.receiver = $1) found`, values: valuesOf(subsystem, filter) })).rows[0]?.count ?? 0
