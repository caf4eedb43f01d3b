import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bootstrapOwnServer } from '../../kernel/db/bootstrap.ts'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { registryOf } from '../../modules/exchange/testing.ts'

/** Everything a benchmark of the exchange needs: a durable database, a provider, programs pinned to cores. */
const CAN_PIN = process.platform === 'linux' && availableParallelism() >= 2
/** `core`: 0 for what is measured, 1 for all that stands around it. */
export const pinned = (core: 0 | 1, command: readonly string[]): readonly string[] => CAN_PIN ? ['taskset', '-c', String(core), ...command] : command
const node = (script: string, args: readonly string[]): readonly string[] => [process.execPath, '--import', import.meta.resolve('tsx'), new URL(script, import.meta.url).pathname, ...args]

export interface Program { readonly port: number; readonly child: ChildProcess; stop(): Promise<void> }
/** Starts a program of this folder on a core; it prints its port when it is ready. */
export function run(script: string, args: readonly string[], core: 0 | 1, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const [command = '', ...rest] = pinned(core, node(script, args))
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  return new Promise((done, fail) => {
    child.stdout?.once('data', (chunk: Buffer) => done({ port: Number(String(chunk).trim()), child, stop: () => new Promise(gone => { child.once('exit', () => gone()); child.kill('SIGTERM') }) }))
    child.once('exit', code => fail(new Error(`${script} ended with ${code}`)))
  })
}

const fieldsOf = (pid: string): readonly string[] => { try { return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [] } catch { return [] } }
const timeOf = (pid: string): number => { const fields = fieldsOf(pid); return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10 }
const childrenOf = (parent: string): readonly string[] => existsSync('/proc') ? readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && fieldsOf(pid)[1] === parent) : []
/** Processor time that a process has used, in milliseconds. */
export const processorTime = (child: ChildProcess): number => timeOf(String(child.pid))

export interface Measured { readonly rate: number; readonly p50: number; readonly p99: number; readonly failures: number; readonly seconds: number }
/** Loads one port from the other core: for so long, or with so many requests. */
export async function load(port: number, connections: number, milliseconds: number, request: Buffer, atMost = 0): Promise<Measured> {
  const [command = '', ...rest] = pinned(1, node('load.ts', [String(port), String(connections), String(milliseconds), request.toString('base64'), String(atMost)]))
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => { said += String(chunk) })
  await new Promise<void>((done, fail) => child.once('exit', code => { if (code === 0) done(); else fail(new Error(`the load ended with ${code}`)) }))
  const { requests, seconds, p50, p99, failures }: { requests: number; seconds: number; p50: number; p99: number; failures: number } = JSON.parse(said)
  return { rate: requests / seconds, p50, p99, failures, seconds }
}

export const post = (path: string, headers: readonly string[], body: Buffer): Buffer => Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${headers.map(each => `${each}\r\n`).join('')}\r\n`), body])

export interface Estate { readonly owner: pg.Pool; readonly appUrl: string; readonly dir: string; /** processor time that PostgreSQL has used, in milliseconds */ databaseTime(): number; stop(): Promise<void> }
/** A durable embedded server (fsync on) with the schema of the house, its processes on core 1. */
export async function anEstate(): Promise<Estate> {
  const dir = await mkdtemp(join(tmpdir(), 'bench-exchange-'))
  await chmod(dir, 0o755)
  const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true })
  const urls = await bootstrapOwnServer(server.url, dir)
  await migrate(urls.migrator)
  const postmaster = readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0] ?? ''
  // this server and no other of the machine; backends to come inherit it
  if (CAN_PIN) for (const pid of [postmaster, ...childrenOf(postmaster)]) try { execFileSync('taskset', ['-a', '-cp', '1', pid], { stdio: 'ignore' }) } catch { /* it ended meanwhile */ }
  const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  // the owner passes the wall as the platform does
  return { owner, appUrl: urls.app, dir, databaseTime: () => childrenOf(postmaster).reduce((sum, pid) => sum + timeOf(pid), 0), stop: async () => { await owner.end(); await server.stop(); await rm(dir, { recursive: true, force: true }) } }
}

/** One consumer with a right on one service at `base`; answers the request that it sends. */
export async function oneService(owner: pg.Pool, base: string, validFrom = new Date('2020-01-01'), known = false): Promise<Buffer> {
  const registry = registryOf(owner)
  const message = post('/r1/DEV/COM/1234/TestService/mock1/api/members', ['X-Road-Client: DEV/COM/4321/TestClient'], Buffer.alloc(1024, 'y'))
  if (known) { await owner.query("update exchange.data_service set base_url = $1 where code = 'mock1'", [base]); return message }
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const service = await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'mock1', base)
  await registry.right(client.id, service.id, { endpoints: [{ method: 'POST', path: '/api/*' }], perDay: 1_000_000_000, validFrom })
  return message
}

/** nginx as a proxy with kept connections, if this machine has it. */
export async function nginx(dir: string, upstreamPort: number): Promise<Program | undefined> {
  try { execFileSync('nginx', ['-v'], { stdio: 'ignore' }) } catch { return undefined }
  const port = 18_000 + Math.floor(process.pid % 1000)
  const file = join(dir, 'nginx.conf')
  await writeFile(file, `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log /dev/null; events { worker_connections 1024; }
http { access_log off; client_body_temp_path ${dir}/a; proxy_temp_path ${dir}/b; fastcgi_temp_path ${dir}/c; uwsgi_temp_path ${dir}/d; scgi_temp_path ${dir}/e; upstream u { server 127.0.0.1:${upstreamPort}; keepalive 128; }
server { listen 127.0.0.1:${port}; keepalive_requests 10000000; location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`)
  const [command = '', ...rest] = pinned(0, ['nginx', '-c', file, '-p', dir])
  const child = spawn(command, rest, { stdio: 'ignore' })
  await new Promise(done => { setTimeout(done, 500) })
  return { port, child, stop: () => new Promise(gone => { child.once('exit', () => gone()); child.kill('SIGTERM') }) }
}
