import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { chmod } from 'node:fs/promises'
import pg from 'pg'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { archiveMonth, databaseSource, verifyLog } from '../modules/exchange/index.ts'
import { load, oneService, run } from './exchange/estate.ts'

/**
 * `bench/exchange-year.ts [TRANSACTIONS] [DIR]`: a year of a province's exchange through one gateway on two cores, every message logged before
 * its answer; then the whole log is verified and the months are archived. Promise: 5,500,000 in 15 minutes. With a DIR that is kept, a run that
 * was broken off goes on where it stood. The year is the one before the present month; the gateway's clock runs through it as messages come.
 */
const total = Number(process.argv[2] ?? 5_500_000)
const dir = process.argv[3] ?? join('var', 'bench-exchange-year')
const PIECES = 50
const CONNECTIONS = 64
const LIMIT_SECONDS = 900 * total / 5_500_000

const say = (text: string): void => { process.stderr.write(`${text}\n`) }
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'exchange-year', metric, value: Math.round(value * 100) / 100, unit, peer, peerValue: Math.round(peerValue * 100) / 100, ratio: peerValue === 0 ? 0 : Math.round(value / peerValue * 100) / 100 })}\n`) }

await mkdir(dir, { recursive: true })
await chmod(dir, 0o755)
const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true, settings: { max_wal_size: '4GB', checkpoint_timeout: '10min' } })
try {
  const urls = await bootstrapOwnServer(server.url, dir)
  await migrate(urls.migrator)
  const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  const thisMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1))
  const from = new Date(Date.UTC(thisMonth.getUTCFullYear() - 1, thisMonth.getUTCMonth(), 1))
  const step = (thisMonth.getTime() - from.getTime() - 60_000) / total
  await owner.query('select exchange.make_partitions($1::date, 12)', [from])
  const done = async (): Promise<number> => (await owner.query<{ n: number }>('select coalesce(sum(records), 0)::int as n from exchange.batch')).rows[0]?.n ?? 0
  const upstream = await run('upstream.ts', [], 1)
  const base = `http://127.0.0.1:${upstream.port}`
  const known = await owner.query("select 1 from exchange.data_service where code = 'mock1'")
  const request = await oneService(owner, base, from, known.rowCount !== 0)
  let already = await done()
  if (already > 0) say(`${already.toLocaleString('en')} of ${total.toLocaleString('en')} were there`)
  const gateway = await run('gateway.ts', [urls.app, dir, 'year', '0', String(from.getTime() + already * step), String(step)], 0)
  const started = performance.now()
  const before = already
  while (already < total) {
    await load(gateway.port, CONNECTIONS, 0, request, Math.min(Math.ceil(total / PIECES), total - already))
    already = await done()
    const seconds = (performance.now() - started) / 1000
    say(`${already.toLocaleString('en')} of ${total.toLocaleString('en')}, ${Math.round((already - before) / seconds)}/s, ${Math.round(seconds)} s`)
  }
  const seconds = (performance.now() - started) / 1000
  if (already > before) line(`${already - before} messages through one gateway`, seconds, 's', `the promise, as much of it`, LIMIT_SECONDS * (already - before) / total)
  await gateway.stop()
  await upstream.stop()
  await owner.query('select exchange.count_batches(100000000)')
  const source = await databaseSource(urls.migrator, join(dir, 'archive'))
  const verifying = performance.now()
  const verdict = await verifyLog(source, records => { if (records % 500_000 === 0) say(`verified ${records.toLocaleString('en')}`) })
  await source.close()
  if (!verdict.ok || verdict.records < total) throw new Error(`the log is not whole: ${JSON.stringify(verdict.findings.slice(0, 5))}, ${verdict.records} records`)
  line('records verified', verdict.records / ((performance.now() - verifying) / 1000), '1/s', 'a million in 60 s', 1_000_000 / 60)
  const { rows: [size] } = await owner.query<{ records: number; heap: number; bytes: number }>(`select (select count(*)::int from exchange.transaction) as records, sum(pg_relation_size(inhrelid))::float8 as heap, sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits where inhparent = 'exchange.transaction'::regclass`)
  const { rows: gone } = await owner.query<{ month: string }>("select to_char(month, 'YYYY-MM') as month from exchange.archive")
  const wasArchived = new Set(gone.map(row => row.month))
  await owner.end()
  const perRecord = size && size.records > 0 ? size.bytes / size.records : 0
  if (size && size.records > 0) line('size of a record with its indexes', perRecord, 'bytes', 'without them', size.heap / size.records)
  const archive = join(dir, 'archive')
  const archiving = performance.now()
  let archived = 0
  for (let month = 0; month < 12; month++) {
    const name = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1)).toISOString().slice(0, 7)
    // a run that was broken off here goes on with the months that are left
    if (wasArchived.has(name)) continue
    const one = await archiveMonth(urls.migrator, archive, name, new Date())
    archived += one.records
    say(`${name}: ${one.records.toLocaleString('en')} records, ${(one.bytesBefore / 1e6).toFixed(0)} MB → ${(one.bytesAfter / 1e6).toFixed(0)} MB`)
  }
  const after = (await Promise.all((await readdir(archive)).map(async file => (await stat(join(archive, file))).size))).reduce((sum, bytes) => sum + bytes, 0)
  if (archived > 0) line('records archived', archived / ((performance.now() - archiving) / 1000), '1/s', 'a million in 60 s', 1_000_000 / 60)
  line('size of a record in the archive', after / verdict.records, 'bytes', 'in the database, with its indexes', perRecord)
} finally { await server.stop() }
