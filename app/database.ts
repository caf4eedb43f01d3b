import { join } from 'node:path'
import { archiveSettings, makeArchiveDir } from './commands/physical.ts'
import type { Config } from '../kernel/config.ts'
import { APP, bootstrapOwnServer, refuseUnsafeServer, withClient } from '../kernel/db/bootstrap.ts'
import { connect, PUBLIC_SETTINGS, type Db } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import type { Log } from '../kernel/platform.ts'

export interface Database {
  readonly db: Db
  /** of the public's reads (`Platform.publicDb`) */
  readonly publicDb: Db
  readonly owner: Db
  readonly migratorUrl: string
  readonly appUrl: string
  readonly nodeName: string
  readonly applied: readonly string[]
  /** Work of the installation, as the application's role but over a connection of its own that nothing breaks off for being slow. */
  install<T>(work: (db: Db) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export interface OpenOptions {
  /** somebody else's embedded server, left running by `stop` */
  readonly keepServer?: boolean
  /** keeps the embedded server alive until `stop` and tells here when that was needed */
  readonly watch?: Log
}

/** Opens the database that the settings name, or the embedded one, brought to the newest schema. */
export async function openDatabase(config: Config, options: OpenOptions = {}): Promise<Database> {
  const nodeName = `tinhso-${process.pid}-${Date.now().toString(36)}`
  const walDir = config.backupDir === undefined ? undefined : join(config.backupDir, 'wal')
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ dir: join(config.varDir, 'postgres'), durable: true, ...(walDir === undefined ? {} : { settings: archiveSettings(walDir) }) })
  try {
    if (embedded && walDir !== undefined) await makeArchiveDir(walDir, embedded.dataDir)
    const urls = embedded ? await bootstrapOwnServer(embedded.url, join(config.varDir, 'postgres')) : { migrator: config.databaseUrl ?? '', app: config.databaseAppUrl ?? config.databaseUrl ?? '' }
    if (!embedded) await prepareForeignServer(urls.migrator)
    await refuseUnsafeServer(urls.app)
    const applied = await migrate(urls.migrator)
    await installJobs(urls.migrator)
    if (options.watch) embedded?.keepAlive(options.watch)
    // with one URL for both, the application steps down to its own role on every connection
    const role = !embedded && !config.databaseAppUrl ? { role: APP } : {}
    const db = connect({ url: urls.app, applicationName: nodeName, ...role })
    const publicDb = connect({ url: urls.app, applicationName: `${nodeName}-public`, max: 8, settings: PUBLIC_SETTINGS, ...role })
    const owner = connect({ url: urls.migrator, applicationName: `${nodeName}-owner`, max: 4 })
    const install = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
      const installing = connect({ url: urls.app, applicationName: `${nodeName}-install`, max: 8, unhurried: true, ...role })
      try { return await work(installing) } finally { await Promise.race([installing.kysely.destroy(), patience()]) }
    }
    return { db, publicDb, owner, migratorUrl: urls.migrator, appUrl: urls.app, nodeName, applied, install,
      stop: async () => { await Promise.race([Promise.allSettled([db.kysely.destroy(), publicDb.kysely.destroy(), owner.kysely.destroy()]), patience()]); if (!options.keepServer) await embedded?.stop() } }
  } catch (error) { if (!options.keepServer) await embedded?.stop(); throw error }
}

/** Work that is broken off may hold a connection: the server's fast shutdown takes it back, and with it what was not committed. */
const patience = (): Promise<void> => new Promise(done => { setTimeout(done, 3000).unref() })

/** On a server that somebody else runs, the owner makes the application's role when it may; else the runbook says how. */
async function prepareForeignServer(url: string): Promise<void> {
  await withClient(url, async client => {
    const known = await client.query('select 1 from pg_roles where rolname = $1', [APP])
    if (!known.rowCount) await client.query(`create role ${APP} nologin`)
    await client.query(`grant ${APP} to current_user`).catch(() => undefined)
  })
}
