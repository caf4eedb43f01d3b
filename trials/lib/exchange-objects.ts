import { sql } from 'kysely'
import type { Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { registryOf } from '../../modules/exchange/testing.ts'

/** What an agency has on the exchange, with a mark that no stranger may read wherever it is more than a name: names of parties, systems and groups every officer sees. */
export interface ExchangeObjects { readonly member: string; readonly subsystem: string; readonly service: string; readonly right: string; readonly request: string; readonly credential: string; readonly group: string; readonly database: string; readonly transaction: string; readonly topic: string; readonly subscription: string; readonly deadLetter: string; readonly axisAgency: string; readonly document: string }
export const EXCHANGE_TABLES = ['exchange.member', 'exchange.subsystem', 'exchange.data_service', 'exchange.endpoint', 'exchange.access_right', 'exchange.access_request', 'exchange.credential', 'exchange.subject_group', 'exchange.shared_database', 'exchange.event_topic', 'exchange.event_delivery', 'exchange.event_dead_letter', 'exchange.document_agency', 'exchange.delivery', 'exchange.connector'] as const

export async function anAgencyOnTheExchange(owner: Db, agencyId: string, mark: string): Promise<ExchangeObjects> {
  await owner.pool.query("select set_config('tinhso.actor_kind', 'system', false)")
  const registry = registryOf(owner.pool)
  const member = await registry.member('H55.T10', { memberClass: 'GOV', instance: 'VN', name: 'Cơ quan của phép thử', agencyId })
  const subsystem = await registry.subsystem(member.id, 'mot-cua', 'credential')
  const service = await registry.service(subsystem.id, 'tra-cuu', 'http://10.1.2.3/a')
  const right = await registry.right(subsystem.id, service.id)
  const credential = await registry.credential(subsystem.id, 'oauth-client', `key-${mark}`, 'secret')
  const [group, database, request, transaction] = [newId(), newId(), newId(), newId()]
  const run = (query: ReturnType<typeof sql>): Promise<unknown> => owner.kysely.transaction().execute(async tx => { await sql`select set_config('tinhso.actor_kind', 'system', true)`.execute(tx); await query.execute(tx) })
  await run(sql`update exchange.data_service set description = ${mark}, listed = false, unlisted_because = ${`Luật ${mark}`} where id = ${service.id}`)
  await run(sql`insert into exchange.subject_group (id, code, name) values (${group}, 't10', 'Nhóm của phép thử')`)
  await run(sql`insert into exchange.shared_database (id, code, name, owner_name, scope, source) values (${database}, 't10', 'Cơ sở dữ liệu của phép thử', 'Sở', 'province', 'phép thử')`)
  await run(sql`insert into exchange.access_request (id, subsystem_id, service_id, purpose, legal_basis, asked_at, asked_by, due_at) values (${request}, ${subsystem.id}, ${service.id}, ${`Mục đích ${mark}`}, 'Luật', now(), ${newId()}, now())`)
  await run(sql`insert into exchange.transaction (id, at, gateway_id, seq, leaf, client, service, right_number, message_id, status, succeeded, refused, took_ms, bytes_in, bytes_out, record)
    values (${transaction}, now(), 1, 1, 0, ${subsystem.number}, ${service.number}, ${right.number}, ${`m-${mark}`}, 200, true, false, 1, 1, 1, ${JSON.stringify(Array.from({ length: 41 }, (_, at) => at === 23 ? `VN${mark}` : at === 34 ? true : [2, 3, 4, 5, 28, 29, 30, 31, 32, 33, 37].includes(at) ? 1 : 'x'))})`)
  const topic = await registry.topic(subsystem.id, 'ho-so.t10', { listed: false })
  const subscription = await registry.subscription(subsystem.id, topic.id)
  const [deadLetter, axisAgency, document] = [newId(), newId(), newId()]
  await run(sql`update exchange.event_topic set description = ${mark} where id = ${topic.id}`)
  await run(sql`insert into exchange.event_delivery (subscription_id, url, secret_sealed, registered_at, position, next_at) values (${subscription.id}, ${`https://nhan.example.vn/${mark}`}, ${Buffer.from(mark)}, now(), 1, now())`)
  await run(sql`insert into exchange.event_dead_letter (id, subscription_id, position, event_id, at, attempts, last_error) values (${deadLetter}, ${subscription.id}, 1, ${`/a ${mark}`}, now(), 3, 'status 422')`)
  await run(sql`insert into exchange.document_agency (id, code, name, subsystem_id, center_code, state, changed_at) values (${axisAgency}, 'H55.T10.1', 'Đơn vị của phép thử', ${subsystem.id}, 'H55.T10', 'pending', now())`)
  await run(sql`insert into exchange.document (id, sender, message_type, business, document_code, from_code, notation, title, content_sha256, bytes, attachments, received_at, transaction_id, signature, signature_by) values (${document}, ${subsystem.number}, 'edoc', 0, 'd', 'H55.T10', ${`1/${mark}`}, ${mark}, ${Buffer.alloc(32)}, 1, 0, now(), ${transaction}, 'valid', ${mark})`)
  await run(sql`insert into exchange.delivery (document_id, receiver_code, receiver, state, updated_at) values (${document}, 'H55.T10.1', ${subsystem.number}, 'failed', now())`)
  return { topic: topic.id, subscription: subscription.id, deadLetter, axisAgency, document, member: member.id, subsystem: subsystem.id, service: service.id, right: right.id, request, credential, group, database, transaction }
}
