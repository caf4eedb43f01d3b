import pg from 'pg'
import { readHeads } from '../domain/heads.ts'
import type { LogSource } from './verify.ts'

const AT_ONCE = 5_000

/** The live log over a connection that the wall does not bind (the owner's), in one state, read-only. `close` ends the connection. */
export async function databaseSource(url: string): Promise<LogSource & { close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url, options: '-c tinhso.actor_kind=system' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin isolation level repeatable read read only')
  await client.query("set local statement_timeout = 0; set local cursor_tuple_fraction = 1; set local work_mem = '64MB'")
  let cursors = 0
  async function* rowsOf<Row extends pg.QueryResultRow>(query: string): AsyncGenerator<Row> {
    const name = `exchange_rows_${++cursors}`
    await client.query(`declare ${name} no scroll cursor for ${query}`)
    try {
      for (;;) {
        const { rows } = await client.query<Row>(`fetch ${AT_ONCE} from ${name}`)
        if (rows.length === 0) return
        yield* rows
      }
    } finally { await client.query(`close ${name}`) }
  }
  return {
    gateways: async () => (await client.query<{ id: number; name: string; publicKey: string }>('select id, name, public_key as "publicKey" from exchange.gateway order by id')).rows,
    batches: gatewayId => rowsOf(`select seq, records, root, note, signature from exchange.batch where gateway_id = ${Math.trunc(gatewayId)} order by seq`),
    records: gatewayId => rowsOf(`select seq, leaf, id, record from exchange.transaction where gateway_id = ${Math.trunc(gatewayId)} order by seq, leaf`),
    heads: async () => (await client.query<{ heads: string; at: Date }>('select heads, at from exchange.time_stamp order by at')).rows.flatMap(row => readHeads(row.heads).map(head => ({ ...head, from: `stamped ${row.at.toISOString()}` }))),
    close: () => client.end(),
  }
}
