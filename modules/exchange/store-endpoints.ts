import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { JsonValue } from '../../kernel/ledger/canonical-json.ts'
import type { EndpointLine } from './domain/codes.ts'

type Parts = readonly [Readonly<Record<string, JsonValue>>, Readonly<Record<string, JsonValue>>]
const told = (endpoints: readonly EndpointLine[]): JsonValue => endpoints.map(each => `${each.method} ${each.path}`).toSorted()

export async function endpointsOf(tx: Tx, serviceId: string): Promise<readonly EndpointLine[]> {
  return (await sql<EndpointLine>`select method, path, summary from exchange.endpoint where service_id = ${serviceId} and not ended order by path, method`.execute(tx)).rows
}

/** Brings the endpoints of a service to this list; none is deleted, since contracts name them. Answers what stood there and what stands there now. */
export async function putEndpointRows(tx: Tx, serviceId: string, endpoints: readonly EndpointLine[], at: Date): Promise<Parts> {
  const before = await endpointsOf(tx, serviceId)
  await sql`update exchange.endpoint set ended = true where service_id = ${serviceId} and not ended and not (method, path) in (select method, path from jsonb_to_recordset(${JSON.stringify(endpoints)}::jsonb) as n (method text, path text))`.execute(tx)
  for (const each of endpoints) {
    if (before.some(known => known.method === each.method && known.path === each.path && known.summary === each.summary)) continue
    await sql`insert into exchange.endpoint (id, service_id, method, path, summary) values (${newId(at.getTime())}, ${serviceId}, ${each.method}, ${each.path}, ${each.summary})
      on conflict (service_id, method, path) do update set summary = excluded.summary, ended = false`.execute(tx)
  }
  return [{ endpoints: told(before) }, { endpoints: told(endpoints) }]
}
