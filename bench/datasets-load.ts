import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { diskStore } from '../kernel/files/index.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { acceptLoad } from '../modules/datasets/acts/accept-load.ts'
import { beginLoad } from '../modules/datasets/acts/begin-load.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { loadRow } from '../modules/datasets/loads/testing.ts'
import { readLoad } from '../modules/datasets/loads/read-load.ts'
import { aDescription, anAgency, aSchema, callOf, loaded, SYSTEM } from '../modules/datasets/testing.ts'
import { FACILITIES, WARDS, writeFacilities } from './datasets/facilities.ts'

/**
 * `bench/datasets-load.ts [ROWS]`: a CSV of facilities (ten fields) is read, every cell checked for its type, its key compared with all others, a reference
 * looked up, two rules asked, then accepted – against COPY of the same file into a table with the same columns and indexes, in the same run. Promise: at
 * least half the rate, in flat memory. The file comes with some wrong rows, which COPY would not notice.
 */
const ROWS = Number(process.argv.find(each => /^\d+$/.test(each)) ?? 5_000_000)
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'datasets-load', metric, value: Math.round(value * 100) / 100, unit, peer, peerValue: Math.round(peerValue * 100) / 100, ratio: Math.round(value / peerValue * 1000) / 1000 })}\n`) }

/** The most memory that any process below this one holds, and this one itself: megabytes, sampled. */
function watchMemory(): () => { readonly own: number; readonly reader: number } {
  let [own, reader] = [0, 0]
  const timer = setInterval(() => {
    own = Math.max(own, process.memoryUsage().rss / 1e6)
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reading/worker.ts')) continue
        reader = Math.max(reader, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000)
      } catch { /* it ended meanwhile */ }
    }
  }, 200)
  return () => { clearInterval(timer); return { own, reader } }
}

/** On stderr: how far it is, for who waits. */
const tell = (text: string): void => { process.stderr.write(`${Math.round(performance.now() / 1000)} s: ${text}\n`) }

const dir = await mkdtemp(join(tmpdir(), 'datasets-load-'))
const server = await startEmbedded({ dir: join(dir, 'pg'), durable: true, settings: { shared_buffers: '512MB', max_wal_size: '8GB', max_connections: '40' } })
try {
  const urls = await bootstrapOwnServer(server.url, dir, 'bench')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const databases = { db: connect({ url: urls.app, max: 6 }), owner: connect({ url: urls.migrator, max: 2, unhurried: true }), urls }
  const now = (): Date => new Date()
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const store = diskStore(join(dir, 'files'))
  const file = join(dir, 'facilities.csv')
  await writeFacilities(file, ROWS)
  const bytes = (await stat(file)).size
  tell(`a file of ${Math.round(bytes / 1e6)} MB`)

  const agency = await anAgency(databases)
  const wards = await createDataset(callOf(databases, SYSTEM), 'xa', aDescription(agency), aSchema(WARDS, { key: ['ma'] }))
  await loaded(databases, wards, Array.from({ length: 400 }, (_, at) => ({ ma: String(5000 + at).padStart(5, '0') })))
  const id = await createDataset(callOf(databases, SYSTEM), 'co-so', aDescription(agency), FACILITIES)

  // the same columns and indexes, filled by COPY alone
  const owner = new pg.Client({ connectionString: urls.migrator })
  owner.on('error', () => undefined)
  await owner.connect()
  await owner.query(`create table bench_copy (like dataset_rows.co_so including all); alter table bench_copy alter _load set default 1, alter _from set default '-infinity'`)
  await owner.query('checkpoint').catch(() => undefined)
  let started = performance.now()
  await pipeline(createReadStream(file), owner.query(from(`copy bench_copy (${FACILITIES.fields.map(field => field.name).join(', ')}) from stdin (format csv, header)`)))
  const copied = (performance.now() - started) / 1000
  tell(`COPY took ${Math.round(copied)} s`)
  await owner.query('drop table bench_copy')
  await owner.query('checkpoint').catch(() => undefined)

  const memory = watchMemory()
  started = performance.now()
  const begun = await beginLoad(callOf(databases, SYSTEM, now()), store, id, { kind: 'upload', mode: 'upsert', effectiveOn: '2026-01-01', fileName: 'co-so.csv', content: createReadStream(file) })
  const taken = (performance.now() - started) / 1000
  if (!('id' in begun)) throw new Error('the same file')
  started = performance.now()
  await readLoad({ db: databases.db, now, log, store }, begun.id)
  const read = (performance.now() - started) / 1000
  tell(`reading and checking took ${Math.round(read)} s`)
  const load = await loadRow(databases, begun.id)
  if (load.state !== 'checked' || load.rows_read !== ROWS) throw new Error(`${load.state} ${load.failure} ${load.rows_read}`)
  started = performance.now()
  const applied = await acceptLoad({ platform: { db: databases.db, now }, actor: SYSTEM }, begun.id, undefined, 'valid')
  const accepted = (performance.now() - started) / 1000
  const { own, reader } = memory()
  const there = (await sql<{ n: number }>`select count(*) as n from dataset_rows.co_so`.execute(databases.owner.kysely)).rows[0]?.n
  if (applied.added !== load.rows_valid || there !== load.rows_valid) throw new Error(`${applied.added} of ${load.rows_valid}, ${there} there`)

  line(`${ROWS} rows read, checked and accepted`, ROWS / (read + accepted), 'rows/s', 'COPY of the same file', ROWS / copied)
  line('the same with the file kept under its hash first', ROWS / (taken + read + accepted), 'rows/s', 'COPY of the same file', ROWS / copied)
  line('reading and checking alone', ROWS / read, 'rows/s', 'COPY of the same file', ROWS / copied)
  line('accepting alone', ROWS / accepted, 'rows/s', 'COPY of the same file', ROWS / copied)
  line(`wrong rows found (${Object.keys(load.findings).length} kinds)`, load.rows_invalid, 'rows', 'wrong rows in the file', ROWS - load.rows_valid)
  line('memory of the process that reads', reader, 'MB', `size of the file (${Math.round(bytes / 1e6)} MB)`, bytes / 1e6)
  line('memory of the process that feeds PostgreSQL', own, 'MB', 'size of the file', bytes / 1e6)
  await owner.end()
  await databases.db.kysely.destroy()
  await databases.owner.kysely.destroy()
} finally { await server.stop(); await rm(dir, { recursive: true, force: true }) }
