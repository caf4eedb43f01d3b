import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { open, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import type { RunAs } from './embedded-files.ts'

/** A running server: our child, or one that a killed parent left behind. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** resolves with how it ended */
  readonly ended: Promise<string>
}

const pause = (ms: number): Promise<void> => new Promise(done => { setTimeout(done, ms) })

export function alive(pid: number): boolean {
  try { process.kill(pid, 0) } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false }
  // in a container without an init that reaps, the dead keep their number for ever
  try { return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ') } catch { return process.platform !== 'linux' }
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')))
    })
  })
}

/** Every process of a server works inside its data folder; `undefined` where the system does not tell. */
const folderOf = (pid: number | string): Promise<string | undefined> => readlink(`/proc/${pid}/cwd`).catch(() => undefined)

/** The postmaster that a killed parent left behind, if it still runs. */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n').map(Number)
  if (!pid || !port || !alive(pid)) return undefined
  // the number may have been given to another program since
  const folder = await folderOf(pid)
  if (folder !== undefined && folder !== await realpath(data)) return undefined
  const ended = (async () => { while (alive(pid)) await new Promise<void>(done => { setTimeout(done, 250).unref() }); return 'it was gone' })()
  return { pid, port, ended }
}

/** Starts a server over `data`; the caller waits until it is ready. */
export async function launchPostmaster(bin: string, data: string, log: string, port: number, settings: Readonly<Record<string, string>>, as: RunAs | undefined): Promise<Postmaster> {
  await rm(join(data, 'postmaster.pid'), { force: true })
  const handle = await open(log, 'a')
  const child = spawn(bin, ['-D', data, ...Object.entries({ ...settings, port: String(port) }).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    { ...as, cwd: '/', detached: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }, stdio: ['ignore', handle.fd, handle.fd] })
  child.unref()
  await handle.close()
  const ended = new Promise<string>(done => {
    child.once('exit', (code, signal) => done(`${signal ?? `exit code ${code}`}, see ${log}`))
    child.once('error', error => done(error.message))
  })
  return { pid: child.pid ?? 0, port, ended }
}

/** Waits until the server answers; while it replays what a crash left it may take its time. */
export async function waitReady(url: string, server: Postmaster): Promise<void> {
  let ended: string | undefined
  void server.ended.then(how => { ended = how })
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => undefined)
    try { await client.connect(); await client.query('select 1'); await client.end(); return } catch (error) {
      await client.end().catch(() => undefined)
      if (ended !== undefined) throw new Error(`PostgreSQL did not start: ${ended}`, { cause: error })
      const recovering = (error as { code?: string }).code === '57P03'
      if (attempt > 600 && !recovering) throw error
      await pause(50)
    }
  }
}

/** Fast shutdown; after eight seconds by force. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  if (!pid || !alive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 160 && alive(pid); i++) await pause(50)
  if (!alive(pid)) return
  process.kill(pid, 'SIGKILL')
  await endLeftovers(data)
}

const isPostgres = async (pid: string): Promise<boolean> => (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() === 'postgres'

/**
 * Ends what a dead postmaster left: a backend in the middle of a long computation does not notice the death, holds the shared memory and
 * forbids the next start. Each backend leads a process group of its own, so they are found by the folder they work in.
 */
export async function endLeftovers(data: string): Promise<void> {
  const folder = await realpath(data)
  for (let round = 0; round < 100; round++) {
    const pids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))
    const left: number[] = []
    for (const pid of pids) if (await folderOf(pid) === folder && await isPostgres(pid)) left.push(Number(pid))
    if (left.length === 0) return
    for (const pid of left) try { process.kill(pid, 'SIGKILL') } catch { /* it went by itself */ }
    await pause(50)
  }
}
