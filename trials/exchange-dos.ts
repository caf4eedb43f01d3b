import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { withClient } from '../kernel/db/bootstrap.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { registryOf } from '../modules/exchange/testing.ts'
import { ATTACKS } from './lib/dos-attacks.ts'
import { isProgram, runTrial } from './lib/program.ts'

/**
 * T16 for the exchange: connections that dawdle, heads and bodies made to hurt, floods of bad tokens – one attack after the other, while an honest
 * client in another process calls a service. It must be served (95 of 100 calls within a second), memory must stay bounded, and soon after the
 * attack all must be as before.
 */
export interface DosOptions { readonly connections: number; readonly seconds: number; readonly attacks?: readonly string[]; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const DOS_MUTANTS = ['counts-connections', 'works-hard-for-every-token', 'keeps-every-body'] as const
const P95_MS = 1000
const MEMORY_MB = 700
const RECOVERY_MS = 10_000

interface Measured { readonly probes: number; readonly failures: number; readonly p95: number; readonly worst: number }

/** A program of `lib/` that says lines. */
function child(script: string, args: readonly string[]): { readonly process: ChildProcess; line(): Promise<string>; ask(text: string): Promise<string>; stop(): Promise<void> } {
  const started = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), new URL(`lib/${script}`, import.meta.url).pathname, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => { const next = await lines.next(); if (next.done) throw new Error(`${script} ended`); return next.value }
  return { process: started, line, ask: text => { started.stdin.write(`${text}\n`); return line() }, stop: () => new Promise(done => { if (started.exitCode !== null) { done(); return } started.once('exit', () => { done() }); started.kill('SIGTERM') }) }
}
const megabytes = async (pid: number | undefined, what: 'VmHWM' | 'VmRSS'): Promise<number> => Math.round(Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1024)

export async function runDos({ connections, seconds, attacks, mutant, cluster }: DosOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const dir = await mkdtemp(join(tmpdir(), 'exchange-dos-'))
  const name = `trial_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const owner = new pg.Pool({ connectionString: urls.migrator, max: 1, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  const probe = child('dos-probe.ts', [])
  let gateway: ReturnType<typeof child> | undefined
  try {
    const provider = `http://127.0.0.1:${await probe.line()}`
    const registry = registryOf(owner)
    const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
    const machine = await registry.subsystem((await registry.member('777')).id, 'Machine', 'credential')
    const home = await registry.subsystem((await registry.member('1234')).id, 'TestService')
    for (const code of ['small', 'large', 'secure']) { const service = await registry.service(home.id, code, `${provider}/${code}`); await registry.right(client.id, service.id); await registry.right(machine.id, service.id) }
    gateway = child('dos-gateway.ts', [urls.app, dir, mutant ?? ''])
    const port = Number(await gateway.line())
    probe.process.stdin?.write(`${port}\n`)
    const measure = async (): Promise<Measured> => JSON.parse(await probe.ask('?')) as Measured
    await pause(500)
    const calm = await measure()
    const rows: (Measured & { readonly attack: string; readonly memoryMb: number; readonly recoveryMs: number })[] = []
    for (const attack of ATTACKS.filter(each => attacks === undefined || attacks.includes(each.name))) {
      const stop = attack.start(port, connections)
      await pause(seconds * 1000)
      const measured = await measure()
      const memoryMb = await megabytes(gateway.process.pid, 'VmRSS')
      stop()
      const from = performance.now()
      let after = Infinity
      // as before: a whole second in which nothing fails and nothing is slow
      while (performance.now() - from < RECOVERY_MS + 1000) {
        await pause(500)
        const now = await measure()
        if (now.probes > 0 && now.failures === 0 && now.p95 < Math.max(200, calm.p95 * 3)) { after = Math.round(performance.now() - from); break }
      }
      rows.push({ attack: attack.name, ...measured, memoryMb, recoveryMs: after })
    }
    const peakMb = await megabytes(gateway.process.pid, 'VmHWM')
    const bad = rows.filter(each => each.p95 >= P95_MS || each.probes === 0 || each.failures > each.probes / 20 || each.recoveryMs > RECOVERY_MS || each.memoryMb > MEMORY_MB)
    return { pass: bad.length === 0 && peakMb <= MEMORY_MB && gateway.process.exitCode === null, connections, secondsEach: seconds, calmP95: calm.p95, peakMb, worstP95: Math.max(...rows.map(each => each.p95)), slowestRecoveryMs: Math.max(...rows.map(each => each.recoveryMs)), failedAttacks: bad.map(each => each.attack), rows }
  } finally {
    await gateway?.stop()
    await probe.stop()
    await owner.end()
    await withClient(cluster.superuserUrl, admin => admin.query(`drop database if exists ${name} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('exchange-dos', 1000, DOS_MUTANTS, ({ size, mutant }) => runDos({ connections: size, seconds: 6, mutant, cluster })) } finally { await cluster.stop() }
}
