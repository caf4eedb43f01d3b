import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { bootstrapOwnServer, withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { findPostmaster, waitReady } from '../kernel/db/postmaster.ts'
import { diskStore } from '../kernel/files/index.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { cloneDatabase } from '../kernel/testing/cluster.ts'
import { requestAcceptance } from '../modules/datasets/acts/accept-load.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { beginLoad } from '../modules/datasets/acts/begin-load.ts'
import { acceptDecided } from '../modules/datasets/loads/jobs.ts'
import { readLoad, type Step } from '../modules/datasets/loads/read-load.ts'
import { aReader, delivery, loadRow } from '../modules/datasets/loads/testing.ts'
import { aDescription, aField, anAgency, aSchema, callOf, NOW, SYSTEM } from '../modules/datasets/testing.ts'
import type { LoadJob } from './lib/load-child.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Loading a file is killed at every step: the process that reads and the one that accepts by SIGKILL, and the whole database (its crash empties
 * unlogged tables). After each death the work is asked for once more; then the rows of the file are in the store, each once, and nothing else is.
 */
export interface LoadKillOptions { readonly steps: readonly (Step | number)[]; readonly accepts: number; readonly databaseKills: boolean; readonly rows: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster?: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const LOAD_STEPS: readonly Step[] = ['claimed', 'inspected', 'staging-built', 'copying', 'copied', 'checked-keys', 'report-kept', 'done']
export const LOAD_KILL_MUTANTS = ['says-checked-first', 'trusts-staging'] as const
const CHILD = fileURLToPath(new URL('lib/load-child.ts', import.meta.url))

async function ownServer(dir: string) {
  const server = await startEmbedded({ dir: join(dir, 'pg'), durable: true, settings: { shared_buffers: '128MB' } })
  const urls = await bootstrapOwnServer(server.url, dir, 'loads')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  server.keepAlive(quiet)
  return { urls, stop: () => server.stop(), kill: async () => {
    const before = await findPostmaster(server.dataDir)
    if (before) process.kill(before.pid, 'SIGKILL')
    // the supervisor starts another; until it is there, nobody answers
    for (let after = before; after === undefined || after.pid === before?.pid; after = await findPostmaster(server.dataDir)) await new Promise(done => { setTimeout(done, 50) })
    const fresh = await findPostmaster(server.dataDir)
    if (fresh) await waitReady(server.url, fresh)
  } }
}

export async function runLoadKill(options: LoadKillOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { rows, mutant = '' } = options
  const random = createRandom(options.seed)
  const dir = await mkdtemp(join(tmpdir(), 'datasets-load-kill-'))
  const name = `load_kill_${randomBytes(5).toString('hex')}`
  const server = options.cluster ? undefined : await ownServer(dir)
  const urls = server?.urls ?? (options.cluster ? await cloneDatabase(options.cluster, name) : { app: '', migrator: '' })
  const t = { db: connect({ url: urls.app, max: 4 }), owner: connect({ url: urls.migrator, max: 3 }), urls }
  const files = join(dir, 'files')
  const store = diskStore(files)
  const reader = aReader(t, store)
  const faults: string[] = []
  let [made, deaths] = [0, 0]

  const runChild = async (job: Omit<LoadJob, 'url' | 'name' | 'files' | 'now' | 'mutant'>): Promise<boolean> => {
    const application = `${name}-${made}`
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify({ ...job, url: urls.app, name: application, files, now: NOW.toISOString(), mutant } satisfies LoadJob)], { stdio: 'ignore' })
    const signal = await new Promise<string | null>(done => { child.once('close', (_code, how) => { done(how) }) })
    if (signal === 'SIGKILL') deaths++
    // what the dead process had sent the server still finishes
    while (((await sql<{ n: number }>`select count(*) as n from pg_stat_activity where application_name = ${application}`.execute(t.owner.kysely)).rows[0]?.n ?? 0) > 0) await new Promise(done => { setTimeout(done, 20) })
    return signal === 'SIGKILL'
  }
  const content = (): string => `ma,ten,so\n${Array.from({ length: rows }, (_, at) => `K${made}-${at},Tên ${at},${at % 100}`).join('\n')}\n`
  const agency = await anAgency(t)

  /** Begins a load, lets `disturb` kill what it likes, then asks for the work again and looks at what is there. */
  async function trial(where: string, disturb: (loadId: string) => Promise<void>): Promise<void> {
    const code = `bo-${++made}`
    const id = await createDataset(callOf(t, SYSTEM), code, aDescription(agency), aSchema([aField('ma', { required: true }), aField('ten'), aField('so', { type: 'integer' })], { key: ['ma'] }))
    const begun = await beginLoad(callOf(t, SYSTEM), store, id, delivery(content()))
    if (!('id' in begun)) throw new Error('the same file')
    const fault = (text: string): void => { faults.push(`${where}: ${text}`) }
    try {
      await disturb(begun.id)
      await finish(begun.id)
      const after = await loadRow(t, begun.id)
      if (after.state !== 'accepted' || after.rows_added !== rows) fault(`ends as ${after.state} with ${after.rows_added} rows`)
      const { rows: [there] } = await sql<{ n: number; keys: number }>`select count(*) as n, count(distinct ma) as keys from dataset_rows.${sql.id(code.replaceAll('-', '_'))}`.execute(t.owner.kysely)
      if (there?.n !== rows || there.keys !== rows) fault(`${there?.n} rows of ${there?.keys} keys are there, not ${rows}`)
      const entries = (await sql<{ n: number }>`select count(*) as n from kernel.ledger_entry where object_id = ${begun.id} and act = 'datasets.accept-load'`.execute(t.owner.kysely)).rows[0]?.n
      if (entries !== 1) fault(`${entries} entries in the ledger`)
      const left = (await sql<{ n: number }>`select count(*) as n from pg_tables where schemaname = 'dataset_staging' and tablename = ${`load_${begun.id.replaceAll('-', '')}`}`.execute(t.owner.kysely)).rows[0]?.n
      if (left !== 0) fault('the staging table is still there')
    } catch (error) { fault(error instanceof Error ? error.message : String(error)) }
  }
  const decision = (loadId: string) => ({ loadId, accept: 'all' as const, reason: '', actor: SYSTEM })
  /** As the jobs do: whatever step a load stands at, its job is run again until it is accepted. */
  async function finish(loadId: string): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      const { state, version } = await loadRow(t, loadId)
      if (state === 'receiving' || state === 'reading') await readLoad(reader, loadId)
      else if (state === 'checked') {
        // takes what is staged for what was read
        if (mutant === 'trusts-staging') await sql`update datasets.load set rows_valid = (select count(*) from dataset_staging.${sql.id(`load_${loadId.replaceAll('-', '')}`)}), mode = 'snapshot' where id = ${loadId}`.execute(t.owner.kysely)
        await requestAcceptance(callOf(t, SYSTEM), loadId, version, 'all')
      } else if (state === 'accepting') await acceptDecided(reader, decision(loadId))
      else return
    }
  }
  async function toChecked(loadId: string): Promise<void> { await readLoad(reader, loadId) }
  async function toAccepting(loadId: string): Promise<void> { await toChecked(loadId); await requestAcceptance(callOf(t, SYSTEM), loadId, (await loadRow(t, loadId)).version, 'all') }

  try {
    for (const step of options.steps) await trial(`reading killed at ${step}`, async loadId => {
      const killed = await runChild({ loadId, do: 'read', dieAt: step })
      if (!killed && typeof step === 'string') faults.push(`${step}: did not die there`)
      const { state } = await loadRow(t, loadId)
      if (state === 'checked' && step !== 'done' && killed && typeof step === 'string' && mutant === '') faults.push(`${step}: says it is checked`)
    })
    for (let at = 0; at < options.accepts; at++) await trial(`accepting killed, ${at}`, async loadId => { await toAccepting(loadId); await runChild({ loadId, do: 'accept', dieAt: random.below(400) }) })
    if (server && options.databaseKills) {
      await trial('database killed while reading', async loadId => { const reading = readLoad(reader, loadId).then(() => undefined, () => undefined); await new Promise(done => { setTimeout(done, 100 + random.below(900)) }); await server.kill(); await reading; deaths++ })
      await trial('database killed when all is checked', async loadId => { await toChecked(loadId); await server.kill(); deaths++ })
      await trial('database killed while accepting', async loadId => { await toAccepting(loadId); const accepting = acceptDecided(reader, decision(loadId)).then(() => undefined, () => undefined); await new Promise(done => { setTimeout(done, random.below(150)) }); await server.kill(); await accepting; deaths++ })
    }
    return { pass: faults.length === 0, trials: made, deaths, rows, faults: faults.length, examples: faults.slice(0, 8) }
  } finally {
    await t.db.kysely.destroy()
    await t.owner.kysely.destroy()
    await server?.stop()
    if (options.cluster) await withClient(options.cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  await runTrial('datasets-load-kill', 100_000, LOAD_KILL_MUTANTS, ({ size, seed, mutant }) => {
    const random = createRandom(seed)
    return runLoadKill({ steps: [...LOAD_STEPS, ...Array.from({ length: 6 }, () => 1500 + random.below(3000))], accepts: 4, databaseKills: true, rows: size, seed, mutant })
  })
}
