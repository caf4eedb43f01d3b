import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import pg from 'pg'
import { hashOfFile, openParquet, writeParquet, type Column } from './parquet.ts'

/** What a month became. */
export interface Archived { readonly month: string; readonly file: string; readonly records: number; readonly messages: number; readonly bytesBefore: number; readonly bytesAfter: number }

const RECORD: readonly Column[] = [
  { name: 'gateway_id', type: 'INT32' }, { name: 'seq', type: 'INT64' }, { name: 'leaf', type: 'INT32' }, { name: 'id', type: 'STRING' }, { name: 'at_ms', type: 'INT64' }, { name: 'client', type: 'INT32', nullable: true }, { name: 'service', type: 'INT32', nullable: true },
  { name: 'right_number', type: 'INT32', nullable: true }, { name: 'message_id', type: 'STRING', nullable: true }, { name: 'status', type: 'INT32' }, { name: 'succeeded', type: 'BOOLEAN' }, { name: 'refused', type: 'BOOLEAN' }, { name: 'took_ms', type: 'INT32' },
  { name: 'bytes_in', type: 'INT64' }, { name: 'bytes_out', type: 'INT64' }, { name: 'record', type: 'STRING' },
]
const MESSAGE: readonly Column[] = [{ name: 'transaction_id', type: 'STRING' }, { name: 'at_ms', type: 'INT64' }, { name: 'response', type: 'BOOLEAN' }, { name: 'sealed', type: 'BYTE_ARRAY' }]
const AT_ONCE = 5_000

export class CannotArchive extends Error {}

/**
 * Moves a month (`2026-03`) of the log to Parquet files in `dir` and drops its partitions. Writes, reads back what it wrote, compares it with
 * the log record by record, and only then lets go; a run that was broken off is simply run again. The batches, roots and signatures stay in
 * the database. `url` is the owner's; refuses the present month and months that are not fully counted.
 */
export async function archiveMonth(url: string, dir: string, month: string, now: Date): Promise<Archived> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new CannotArchive(`“${month}” is no month; write it as 2026-03`)
  if (month >= now.toISOString().slice(0, 7)) throw new CannotArchive(`${month} is not over yet`)
  const client = new pg.Client({ connectionString: url, options: '-c tinhso.actor_kind=system -c statement_timeout=0' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const suffix = month.replace('-', '')
    const first = `${month}-01`
    const { rows: [state] } = await client.query<{ known: boolean; done: boolean; uncounted: number }>(`select to_regclass($1) is not null as known, exists (select from exchange.archive where month = $2::date) as done,
      (select count(*)::int from exchange.gateway g join exchange.batch b on b.gateway_id = g.id and b.seq > g.counted_seq where b.at < ($2::date + interval '1 month')) as uncounted`, [`exchange.transaction_${suffix}`, first])
    if (!state?.known) throw new CannotArchive(state?.done ? `${month} is archived already` : `The log has no month ${month}`)
    if (state.uncounted > 0) throw new CannotArchive(`${state.uncounted} batches of ${month} are not counted yet; a gateway does that within seconds when one runs`)
    await mkdir(dir, { recursive: true })
    const file = join(dir, `transactions-${month}.parquet`)
    const messageFile = join(dir, `messages-${month}.parquet`)
    const { rows: [size] } = await client.query<{ bytes: number }>('select (pg_total_relation_size($1::regclass) + pg_total_relation_size($2::regclass))::float8 as bytes', [`exchange.transaction_${suffix}`, `exchange.message_${suffix}`])
    await client.query('begin isolation level repeatable read')
    const ranges = new Map<number, [number, number]>()
    const digest = createHash('sha256')
    let [count, firstMs, lastMs] = [0, Infinity, 0]
    async function* records(): AsyncGenerator<Record<string, unknown>> {
      for await (const row of cursor<{ gateway_id: number; at_ms: number; id: string; record: string }>(client, `select gateway_id, seq, leaf, id, (extract(epoch from at) * 1000)::bigint as at_ms, client, service, right_number, message_id, status, succeeded, refused, took_ms, bytes_in, bytes_out, record from exchange.transaction_${suffix} order by gateway_id, seq, leaf`)) {
        const range = ranges.get(row.gateway_id)
        if (range) range[1] = count + 1
        else ranges.set(row.gateway_id, [count, count + 1])
        count++
        firstMs = Math.min(firstMs, row.at_ms)
        lastMs = Math.max(lastMs, row.at_ms)
        digest.update(`${row.id} ${row.record}\n`)
        yield { ...row }
      }
    }
    const written = await writeParquet(file, RECORD, records(), () => ({ 'tinhso.month': month, 'tinhso.gateways': JSON.stringify([...ranges]) }))
    const messages = await writeParquet(messageFile, MESSAGE, cursor(client, `select transaction_id, (extract(epoch from at) * 1000)::bigint as at_ms, response, sealed from exchange.message_${suffix} order by at, transaction_id, response`), () => ({ 'tinhso.month': month }))
    await client.query('commit')
    const again = createHash('sha256')
    const read = await openParquet(file)
    for await (const row of read.rows(0, written.rows, ['id', 'record'])) again.update(`${String(row['id'])} ${String(row['record'])}\n`)
    if (!digest.digest().equals(again.digest())) throw new CannotArchive(`What was written to ${file} is not what the log holds; nothing was dropped`)
    await client.query('begin')
    await client.query(`insert into exchange.archive (month, file, sha256, records, first_at, last_at, archived_at, message_file, message_sha256, messages) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000), $7, $8, $9, $10)`,
      [first, basename(file), written.sha256, written.rows, Number.isFinite(firstMs) ? firstMs : now.getTime(), lastMs || now.getTime(), now, basename(messageFile), messages.sha256, messages.rows])
    await client.query('select exchange.drop_archived($1::date)', [first])
    await client.query('commit')
    const bytesAfter = (await Promise.all([file, messageFile].map(async each => (await readFile(each)).length))).reduce((sum, bytes) => sum + bytes, 0)
    return { month, file, records: written.rows, messages: messages.rows, bytesBefore: size?.bytes ?? 0, bytesAfter }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally { await client.end() }
}

async function* cursor<T extends pg.QueryResultRow>(client: pg.Client, query: string): AsyncGenerator<T> {
  await client.query('set local cursor_tuple_fraction = 1')
  await client.query(`declare archived no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await client.query<T>(`fetch ${AT_ONCE} from archived`)
    if (rows.length === 0) break
    yield* rows
  }
  await client.query('close archived')
}

export interface ArchivedMonth { readonly file: string; readonly sha256: Buffer }
export interface ArchivedRecord { readonly seq: number; readonly leaf: number; readonly id: string; readonly record: string }

/** The records of one gateway in an archived month, in order. Throws when the file is missing or not the one that was archived. */
export async function* archivedRecords(dir: string, month: ArchivedMonth, gatewayId: number): AsyncGenerator<ArchivedRecord> {
  const path = join(dir, month.file)
  if (!(await hashOfFile(path)).equals(month.sha256)) throw new CannotArchive(`${path} is not the file that was archived (SHA-256 differs)`)
  const file = await openParquet(path)
  const ranges: [number, [number, number]][] = JSON.parse(file.about('tinhso.gateways') ?? '[]')
  const range = ranges.find(([id]) => id === gatewayId)?.[1]
  if (!range) return
  for await (const row of file.rows(...range, ['seq', 'leaf', 'id', 'record'])) yield { seq: Number(row['seq']), leaf: Number(row['leaf']), id: String(row['id']), record: String(row['record']) }
}
