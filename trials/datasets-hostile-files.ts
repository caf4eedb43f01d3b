import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { diskStore, readAll } from '../kernel/files/index.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { reportCsv } from '../modules/datasets/loads/report.ts'
import { aReadLoad } from '../modules/datasets/loads/testing.ts'
import { aDescription, aField, anAgency, aSchema, callOf, SYSTEM } from '../modules/datasets/testing.ts'
import { HOSTILE, mutated } from './lib/hostile-tables.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T12 for files of rows: bombs, a million columns, broken encodings, formulas, truncated and mutated files. Each ends as failed with its reason, or as a
 * report in which every wrong row is named; nothing throws, nothing stays behind, the process that reads stays below its memory, an honest file is read after.
 */
export interface HostileOptions { readonly names: readonly string[]; readonly mutations: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const HOSTILE_MUTANTS = ['reports-without-guard'] as const
const MEMORY_MB = 720

export async function runHostileFiles(options: HostileOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(options.seed)
  const dir = await mkdtemp(join(tmpdir(), 'datasets-hostile-'))
  const name = `hostile_${randomBytes(5).toString('hex')}`
  const urls = await cloneDatabase(options.cluster, name)
  const t = { db: connect({ url: urls.app, max: 4 }), owner: connect({ url: urls.migrator, max: 2 }), urls }
  const store = diskStore(join(dir, 'files'))
  const faults: string[] = []
  const ends: Record<string, number> = {}
  let peak = 0
  let slowest = 0
  const watch = setInterval(() => {
    for (const pid of readdirSync('/proc').filter(each => /^\d+$/.test(each))) { try { if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reading/worker.ts')) peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000) } catch { /* ended */ } }
  }, 30)
  const agency = await anAgency(t)
  const schema = aSchema([aField('ma', { required: true, pattern: '[A-Z0-9]+' }), aField('ten'), aField('so', { type: 'integer' })], { key: ['ma'] })
  const id = await createDataset(callOf(t, SYSTEM), 'thu', aDescription(agency), schema)

  async function send(what: string, bytes: Buffer): Promise<void> {
    const started = performance.now()
    try {
      const load = bytes.length === 0 ? undefined : await aReadLoad(t, store, id, bytes, { again: true })
      slowest = Math.max(slowest, performance.now() - started)
      const state = load?.state ?? 'refused'
      ends[state] = (ends[state] ?? 0) + 1
      if (!['failed', 'checked', 'drifted', 'refused'].includes(state)) faults.push(`${what}: ends as ${state}`)
      if (load?.state === 'failed' && (load.failure === null || load.rows_read > 0)) faults.push(`${what}: failed without a reason`)
      if (load?.state === 'checked' && load.rows_valid + load.rows_invalid !== load.rows_read) faults.push(`${what}: ${load.rows_read} rows are not ${load.rows_valid} and ${load.rows_invalid}`)
      if (load?.state === 'checked' && load.rows_invalid > 0 && load.report_key === null) faults.push(`${what}: wrong rows without a report`)
      if (load?.report_key) {
        const text = options.mutant === 'reports-without-guard' ? String(await readAll(await store.get(load.report_key))).split('\n').map(line => line.replace(/^\[\d+,"[^"]*","[^"]*","[^"]*","/, '')).join('\n') : String(await readAll(reportCsv(store, load.report_key, schema, 'vi')))
        if (/(^|,|")[=@]/m.test(text)) faults.push(`${what}: a cell of the report runs as a formula`)
      }
    } catch (error) { faults.push(`${what}: threw ${error instanceof Error ? error.message : String(error)}`) }
  }
  try {
    for (const each of options.names) await send(each, HOSTILE[each]?.() ?? Buffer.alloc(0))
    for (let at = 0; at < options.mutations; at++) await send(`mutation ${at} of seed ${options.seed}`, mutated(random))
    const honest = await aReadLoad(t, store, id, 'ma,ten,so\nA,Trạm A,1\n', { again: true })
    if (honest.state !== 'checked' || honest.rows_valid !== 1) faults.push(`an honest file after all that: ${honest.state}`)
    const stores = (await sql<{ n: number }>`select count(*) as n from pg_tables p join datasets.load l on p.tablename = 'load_' || replace(l.id::text, '-', '') where p.schemaname = 'dataset_staging' and l.state in ('failed', 'drifted')`.execute(t.owner.kysely)).rows[0]?.n
    if (stores !== 0) faults.push(`${stores} staging tables of loads that failed`)
    const there = (await sql<{ n: number }>`select count(*) as n from dataset_rows.thu`.execute(t.owner.kysely)).rows[0]?.n
    if (there !== 0) faults.push(`${there} rows in the store that nobody accepted`)
    if (peak > MEMORY_MB) faults.push(`a reader held ${peak} MB`)
    return { pass: faults.length === 0, files: options.names.length + options.mutations, ends, peakMb: Math.round(peak), slowestSeconds: Math.round(slowest / 100) / 10, faults: faults.length, examples: faults.slice(0, 10) }
  } finally {
    clearInterval(watch)
    await t.db.kysely.destroy()
    await t.owner.kysely.destroy()
    await withClient(options.cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('datasets-hostile-files', 200, HOSTILE_MUTANTS, ({ size, seed, mutant }) => runHostileFiles({ names: mutant === undefined ? Object.keys(HOSTILE) : ['formulas'], mutations: mutant === undefined ? size : 0, seed, mutant, cluster })) } finally { await cluster.stop() }
}
