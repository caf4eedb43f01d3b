import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether Debian's `nats-server` is on this machine. */
export function natsPresent(): boolean { try { execFileSync('nats-server', ['--version'], { stdio: 'ignore' }); return true } catch { return false } }

const freePort = (): Promise<number> => new Promise((done, fail) => {
  const server = createServer()
  server.once('error', fail)
  server.listen(0, '127.0.0.1', () => { const at = server.address(); server.close(() => done(typeof at === 'object' && at ? at.port : 0)) })
})

export interface NatsNode { readonly name: string; readonly port: number; readonly monitor: number; child: ChildProcess; start(): void; /** SIGKILL */ kill(): Promise<void> }
export interface NatsCluster { readonly url: string; readonly nodes: readonly NatsNode[]; stop(): Promise<void> }

/** Servers with JetStream on this machine: one alone, or a cluster. They answer a little later; clients wait. */
export async function natsCluster(size: 1 | 3): Promise<NatsCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'nats-'))
  const ports = await Promise.all(Array.from({ length: size * 3 }, freePort))
  const routes = ports.slice(size, 2 * size).map(port => `nats://127.0.0.1:${port}`).join(',')
  const nodes = Array.from({ length: size }, (_, at): NatsNode => {
    const [port = 0, cluster = 0, monitor = 0] = [ports[at], ports[size + at], ports[2 * size + at]]
    const name = `n${at + 1}`
    const launch = (): ChildProcess => spawn('nats-server', ['-js', '-sd', join(dir, name), '-a', '127.0.0.1', '-p', String(port), '-m', String(monitor), '--name', name, ...size > 1 ? ['--cluster_name', 'trial', '--cluster', `nats://127.0.0.1:${cluster}`, '--routes', routes] : []], { stdio: 'ignore' })
    const node: NatsNode = { name, port, monitor, child: launch(), start: () => { node.child = launch() }, kill: () => new Promise(done => { if (node.child.exitCode !== null || node.child.signalCode !== null) { done(); return } node.child.once('exit', () => done()); node.child.kill('SIGKILL') }) }
    return node
  })
  return { url: nodes.map(each => `nats://127.0.0.1:${each.port}`).join(','), nodes, stop: async () => { await Promise.all(nodes.map(each => each.kill())); await rm(dir, { recursive: true, force: true }) } }
}
