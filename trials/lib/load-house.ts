import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { bootstrapOwnServer, withClient } from '../../kernel/db/bootstrap.ts'
import { connect } from '../../kernel/db/db.ts'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { findPostmaster, waitReady } from '../../kernel/db/postmaster.ts'
import { diskStore } from '../../kernel/files/index.ts'
import { asFault } from '../../kernel/http/faults.ts'
import { installJobs } from '../../kernel/jobs/install.ts'
import { cloneDatabase } from '../../kernel/testing/cluster.ts'
import { requestAcceptance } from '../../modules/datasets/acts/accept-load.ts'
import { beginLoad } from '../../modules/datasets/acts/begin-load.ts'
import { createDataset } from '../../modules/datasets/acts/create-dataset.ts'
import { acceptDecided } from '../../modules/datasets/loads/jobs.ts'
import { readLoad } from '../../modules/datasets/loads/read-load.ts'
import { aReader, delivery, loadRow } from '../../modules/datasets/loads/testing.ts'
import { aDescription, aField, anAgency, aSchema, callOf, SYSTEM } from '../../modules/datasets/testing.ts'
import { pause } from './pause.ts'

const [AGAIN_MS, MOST_TRIES] = [500, 60]
export interface Cluster { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } }

async function ownServer(dir: string) {
  const server = await startEmbedded({ dir: join(dir, 'pg'), durable: true, settings: { shared_buffers: '128MB' } })
  const urls = await bootstrapOwnServer(server.url, dir, 'loads')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  server.keepAlive(quiet)
  return { urls, dataDir: server.dataDir, stop: () => server.stop(), kill: async () => {
    const before = await findPostmaster(server.dataDir)
    if (before) process.kill(before.pid, 'SIGKILL')
    // the supervisor starts another; until it is there, nobody answers
    for (let after = before; after === undefined || after.pid === before?.pid; after = await findPostmaster(server.dataDir)) await new Promise(done => { setTimeout(done, 50) })
    const fresh = await findPostmaster(server.dataDir)
    if (fresh) await waitReady(server.url, fresh)
  } }
}


/**
 * A store that files are loaded into while something goes wrong, with a database of its own: of the given cluster, or a server whose writes are durable. Of each
 * load the rows must be there in the end, each once, and nothing else.
 */
export async function loadHouse({ rows, mutant, cluster }: { readonly rows: number; readonly mutant: string; readonly cluster: Cluster | undefined }) {
  const dir = await mkdtemp(join(tmpdir(), 'datasets-house-'))
  const name = `loads_${randomBytes(5).toString('hex')}`
  const server = cluster ? undefined : await ownServer(dir)
  const urls = server?.urls ?? (cluster ? await cloneDatabase(cluster, name) : { app: '', migrator: '' })
  const t = { db: connect({ url: urls.app, max: 4 }), owner: connect({ url: urls.migrator, max: 3 }), urls }
  const files = join(dir, 'files')
  const store = diskStore(files)
  const reader = aReader(t, store)
  const agency = await anAgency(t)
  const faults: string[] = []
  let made = 0

  const decision = (loadId: string) => ({ loadId, accept: 'all' as const, reason: '', actor: SYSTEM })
  /** Waits for a database that is coming back, as the jobs do. */
  async function whenThere<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) try { return await work() } catch (error) {
      if (tries === MOST_TRIES || asFault(error).code !== 'unavailable') throw error
      await pause(AGAIN_MS)
    }
  }
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
  const toChecked = (loadId: string): Promise<void> => readLoad(reader, loadId)
  const content = (): string => `ma,ten,so\n${Array.from({ length: rows }, (_, at) => `K${made}-${at},Tên ${at},${at % 100}`).join('\n')}\n`
  async function begin(datasetId: string): Promise<string> {
    const begun = await beginLoad(callOf(t, SYSTEM), store, datasetId, delivery(content()))
    if (!('id' in begun)) throw new Error('the same file')
    return begun.id
  }
  return {
    t, name, files, reader, server, faults, decision, toChecked, content, begin, whenThere,
    get made() { return made },
    async toAccepting(loadId: string): Promise<void> { await toChecked(loadId); await requestAcceptance(callOf(t, SYSTEM), loadId, (await loadRow(t, loadId)).version, 'all') },
    /** Begins a load, lets `disturb` do what it likes, then asks for the work again and looks at what is there. `begun`: begins it otherwise and says its id. */
    async trial(where: string, disturb: (loadId: string) => Promise<void>, begun = begin): Promise<void> {
      const code = `bo-${++made}`
      const id = await whenThere(() => createDataset(callOf(t, SYSTEM), code, aDescription(agency), aSchema([aField('ma', { required: true }), aField('ten'), aField('so', { type: 'integer' })], { key: ['ma'] })))
      const fault = (text: string): void => { faults.push(`${where}: ${text}`) }
      try {
        const loadId = await begun(id)
        await disturb(loadId)
        await whenThere(() => finish(loadId))
        const after = await loadRow(t, loadId)
        if (after.state !== 'accepted' || after.rows_added !== rows) fault(`ends as ${after.state} with ${after.rows_added} rows`)
        const { rows: [there] } = await sql<{ n: number; keys: number }>`select count(*) as n, count(distinct ma) as keys from dataset_rows.${sql.id(code.replaceAll('-', '_'))}`.execute(t.owner.kysely)
        if (there?.n !== rows || there.keys !== rows) fault(`${there?.n} rows of ${there?.keys} keys are there, not ${rows}`)
        const entries = (await sql<{ n: number }>`select count(*) as n from kernel.ledger_entry where object_id = ${loadId} and act = 'datasets.accept-load'`.execute(t.owner.kysely)).rows[0]?.n
        if (entries !== 1) fault(`${entries} entries in the ledger`)
        const left = (await sql<{ n: number }>`select count(*) as n from pg_tables where schemaname = 'dataset_staging' and tablename = ${`load_${loadId.replaceAll('-', '')}`}`.execute(t.owner.kysely)).rows[0]?.n
        if (left !== 0) fault('the staging table is still there')
      } catch (error) { fault(error instanceof Error ? error.message : String(error)) }
    },
    async close(): Promise<void> {
      await t.db.kysely.destroy()
      await t.owner.kysely.destroy()
      await server?.stop()
      if (cluster) await withClient(cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
      await rm(dir, { recursive: true, force: true })
    },
  }
}
export type LoadHouse = Awaited<ReturnType<typeof loadHouse>>
