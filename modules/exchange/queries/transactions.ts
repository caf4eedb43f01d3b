import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { isSignedBy } from '../evidence/key.ts'

export interface TransactionFilter { readonly id: string; readonly message: string; readonly hash: string; readonly client: number | undefined; readonly service: number | undefined; readonly outcome: string; readonly from: Date; readonly to: Date; readonly before: string }
export interface TransactionRow { readonly id: string; readonly at: Date; readonly cursor: string; readonly client: string | null; readonly clientMember: string | null; readonly service: string | null; readonly method: string; readonly path: string; readonly messageId: string; readonly status: number; readonly succeeded: boolean; readonly refused: boolean; readonly tookMs: number }
export const TRANSACTION_PAGE = 50
/** Base64 of SHA-512, as `X-Road-Request-Hash` carries it. */
export const isHash = (text: string): boolean => /^[A-Za-z0-9+/]{86}==$/.test(text)

/** Exchanges under a message id, chosen by the client or made by the gateway (instance and id): then its own column is empty and the record says whether the instance is right. */
export function ofMessage(messageId: string): RawBuilder<unknown> {
  const own = messageId.slice(-36)
  return isUuid(own) ? sql`(t.message_id = ${messageId} or t.message_id is null and t.id = ${own}::uuid) and (t.message_id is not null or t.record::jsonb->>22 = ${messageId})` : sql`t.message_id = ${messageId}`
}

function where(filter: TransactionFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = []
  if (filter.id !== '') parts.push(isUuid(filter.id) ? sql`t.id = ${filter.id}` : sql`false`)
  if (filter.message !== '') parts.push(ofMessage(filter.message))
  // ids lead straight to their row, whatever its day
  if (filter.id === '' && filter.message === '') parts.push(sql`t.at >= ${filter.from} and t.at < ${filter.to}`)
  if (filter.hash !== '') parts.push(isHash(filter.hash) ? sql`strpos(t.record, ${JSON.stringify(filter.hash)}) > 0` : sql`false`)
  if (filter.client !== undefined) parts.push(sql`t.client = ${filter.client}`)
  if (filter.service !== undefined) parts.push(sql`t.service = ${filter.service}`)
  if (filter.outcome === 'failed') parts.push(sql`not t.succeeded and not t.refused`)
  if (filter.outcome === 'refused') parts.push(sql`t.refused`)
  if (filter.outcome === 'declined') parts.push(sql`t.succeeded and not t.refused and t.status >= 400`)
  if (filter.outcome === 'passed') parts.push(sql`t.succeeded and not t.refused and t.status < 400`)
  const [at, id] = filter.before.split('_')
  if (at !== undefined && id !== undefined && isUuid(id) && /^\d{1,16}$/.test(at)) {
    // the bound on the day alone prunes partitions and bounds the index; a comparison of rows does neither behind row policies
    parts.push(sql`t.at <= to_timestamp(${at}::bigint / 1000000.0) and (t.at, t.id) < (to_timestamp(${at}::bigint / 1000000.0), ${id}::uuid)`)
  }
  return sql.join(parts, sql` and `)
}

/** Newest first; the key of the last row leads to the next page, so that page 1,000 costs what page 1 costs. */
export async function findTransactions(tx: Tx, filter: TransactionFilter, most = TRANSACTION_PAGE + 1): Promise<readonly TransactionRow[]> {
  return (await sql<TransactionRow>`select x.id, x.at, (extract(epoch from x.at) * 1000000)::bigint::text || '_' || x.id as cursor, s.name as client, m.name as "clientMember", d.name as service, x.record::jsonb->>17 as method, x.record::jsonb->>18 as path, coalesce(x.message_id, x.record::jsonb->>22) as "messageId", x.status, x.succeeded, x.refused, x.took_ms as "tookMs"
    from (select t.id, t.at, t.client, t.service, t.record, t.message_id, t.status, t.succeeded, t.refused, t.took_ms from exchange.transaction t where ${where(filter)} order by t.at desc, t.id desc limit ${most}) x
    left join exchange.subsystem s on s.number = x.client left join exchange.member m on m.id = s.member_id left join exchange.data_service d on d.number = x.service order by x.at desc, x.id desc`.execute(tx)).rows
}

export interface TransactionDetail { readonly id: string; readonly at: Date; readonly gateway: string; readonly seq: number; readonly leaf: number; readonly record: readonly (string | number | boolean | null)[]; readonly refused: boolean; readonly rightNumber: number | null; readonly service: string | null; readonly serviceId: string | null; readonly client: string | null; readonly evidence: string | null
  readonly batch: { readonly at: Date; readonly records: number; readonly root: string; readonly note: string; readonly sound: boolean } | undefined; readonly bodies: number }
export async function transactionDetail(tx: Tx, id: string): Promise<TransactionDetail> {
  const { rows: [row] } = await sql<{ id: string; at: Date; gateway: string; public_key: string; seq: number; leaf: number; record: (string | number | boolean | null)[]; refused: boolean; right_number: number | null; service: string | null; service_id: string | null; client: string | null; evidence: string | null; batch_at: Date | null; records: number | null; root: string | null; note: string | null; signature: Buffer | null; bodies: number }>`
    select t.id, t.at, g.name as gateway, g.public_key, t.seq, t.leaf, t.record::jsonb as record, t.refused, t.right_number, d.name as service, d.id as service_id, s.name as client, d.evidence, b.at as batch_at, b.records, encode(b.root, 'hex') as root, b.note, b.signature, (select count(*) from exchange.message e where e.transaction_id = t.id) as bodies
    from exchange.transaction t join exchange.gateway g on g.id = t.gateway_id left join exchange.batch b on b.gateway_id = t.gateway_id and b.seq = t.seq left join exchange.data_service d on d.number = t.service left join exchange.subsystem s on s.number = t.client where t.id = ${id} order by t.at limit 1`.execute(tx)
  if (!row) throw notFound()
  return { id: row.id, at: row.at, gateway: row.gateway, seq: row.seq, leaf: row.leaf, record: row.record, refused: row.refused, rightNumber: row.right_number, service: row.service, serviceId: row.service_id, client: row.client, evidence: row.evidence, bodies: row.bodies,
    batch: row.batch_at && row.records !== null && row.root !== null && row.note !== null && row.signature ? { at: row.batch_at, records: row.records, root: row.root, note: row.note, sound: isSignedBy(row.public_key, row.note, row.signature) } : undefined }
}
