import pg from 'pg'
import { readHeads } from '../domain/heads.ts'
import { archivedRecords, type ArchivedMonth, type ArchivedRecord } from './archive.ts'
import type { LogSource } from './verify.ts'

const AT_ONCE = 5_000

/** One stream of several, each in order of batch and leaf. */
async function* merged(streams: readonly AsyncGenerator<ArchivedRecord>[]): AsyncGenerator<ArchivedRecord> {
  const heads = await Promise.all(streams.map(async stream => ({ stream, next: await stream.next() })))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done) continue
      if (!first || first.next.done || head.next.value.seq < first.next.value.seq || head.next.value.seq === first.next.value.seq && head.next.value.leaf < first.next.value.leaf) first = head
    }
    if (!first || first.next.done) return
    yield first.next.value
    first.next = await first.stream.next()
  }
}

/** The log, live and archived (files in `archiveDir`), over a connection that the wall does not bind (the owner's), in one state, read-only. `close` ends it. */
export async function databaseSource(url: string, archiveDir: string): Promise<LogSource & { close(): Promise<void> }> {
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
    async *records(gatewayId) {
      const { rows: months } = await client.query<ArchivedMonth>('select file, sha256 from exchange.archive order by month')
      yield* merged([...months.map(month => archivedRecords(archiveDir, month, gatewayId)), rowsOf<ArchivedRecord>(`select seq, leaf, id, record from exchange.transaction where gateway_id = ${Math.trunc(gatewayId)} order by seq, leaf`)])
    },
    heads: async () => (await client.query<{ heads: string; at: Date }>('select heads, at from exchange.time_stamp order by at')).rows.flatMap(row => readHeads(row.heads).map(head => ({ ...head, from: `stamped ${row.at.toISOString()}` }))),
    close: () => client.end(),
  }
}
