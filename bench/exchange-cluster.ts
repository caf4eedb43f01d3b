import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../kernel/db/postmaster.ts'
import { databaseSource, verifyLog } from '../modules/exchange/index.ts'
import { registryOf } from '../modules/exchange/testing.ts'
import { pause } from '../trials/lib/pause.ts'
import { missing, startCluster } from './cluster/cluster.ts'

/**
 * `bench/exchange-cluster.ts [SECONDS]`: two gateways behind haproxy on a Patroni cluster with a synchronous standby. Under load the leading
 * PostgreSQL is killed with SIGKILL: nothing that was acknowledged may be missing afterwards; how long nobody got an answer is printed. Then
 * both gateways are restarted one after the other with SIGTERM: how many requests failed is printed (promise: none).
 */
const lacking = missing()
if (lacking.length > 0) {
  process.stderr.write(`Not measured, this machine lacks ${lacking.join(', ')}: apt-get install --no-install-recommends patroni etcd-server postgresql-15 haproxy\n`)
  process.stdout.write(`${JSON.stringify({ bench: 'exchange-cluster', metric: 'not measured', value: 0, unit: '', peer: `needs ${lacking.join(', ')}`, peerValue: 0, ratio: 0 })}\n`)
  process.exit(0)
}
const seconds = Number(process.argv[2] ?? 20)
const say = (text: string): void => { process.stderr.write(`${text}\n`) }
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'exchange-cluster', metric, value: Math.round(value * 100) / 100, unit, peer, peerValue, ratio: peerValue === 0 ? 0 : Math.round(value / peerValue * 100) / 100 })}\n`) }

const cluster = await startCluster(say)
const provider = createServer((request, response) => { request.resume(); request.on('end', () => { response.end('{"ok":true}') }) })
const gateways: ChildProcess[] = []
try {
  const masterKey = randomBytes(32).toString('hex')
  const ports = [await freePort(), await freePort()]
  const startOne = async (at: number): Promise<ChildProcess> => {
    const varDir = join(cluster.dir, `gateway${at + 1}`)
    await mkdir(varDir, { recursive: true })
    const child = spawn(process.execPath, ['--import', 'tsx', 'app/main.ts'], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', TINHSO_ROLE: 'exchange', PORT: String(ports[at]), VAR_DIR: varDir, DATABASE_URL: cluster.url, MASTER_KEY: masterKey,
      SCENE: 'empty', EXCHANGE_INSTANCE: 'DEV', EXCHANGE_GATEWAY: `gw${at + 1}`, LOG_LEVEL: 'silent' } })
    let said = ''
    return new Promise((done, fail) => {
      const hear = (chunk: Buffer): void => { said += String(chunk); if (said.includes('Tỉnh Số: http')) done(child) }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', code => fail(new Error(`gateway ${at + 1} ended with ${code}: ${said.slice(-1500)}`)))
    })
  }
  gateways.push(await startOne(0))
  gateways.push(await startOne(1))
  await new Promise<void>(done => { provider.listen(0, '127.0.0.1', done) })
  const address = provider.address()
  const owner = new pg.Pool({ connectionString: cluster.url, max: 1, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  const registry = registryOf(owner)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const service = await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'mock1', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  await registry.right(client.id, service.id)
  await owner.end()
  const front = await cluster.front(ports)
  await pause(2500)

  interface Answer { readonly at: number; readonly id: string }
  const answers: Answer[] = []
  let failures = 0
  let running = true
  const ask = async (): Promise<void> => {
    while (running) {
      try {
        const answer = await fetch(`http://127.0.0.1:${front}/r1/DEV/COM/1234/TestService/mock1/x`, { headers: { 'x-road-client': 'DEV/COM/4321/TestClient' }, signal: AbortSignal.timeout(20_000) })
        await answer.arrayBuffer()
        if (answer.status === 200) { answers.push({ at: performance.now(), id: answer.headers.get('x-road-request-id') ?? '' }); continue }
      } catch { /* counted below */ }
      failures++
      await pause(20)
    }
  }
  const clients = Array.from({ length: 16 }, ask)
  await pause(seconds * 250)
  const leader = await cluster.leader()
  if (!leader) throw new Error('nobody leads')
  const standbys = await cluster.synchronous()
  // the postmaster and its Patroni: the machine is gone
  const postmaster = Number((await readFile(join(leader.data, 'postmaster.pid'), 'utf8')).split('\n')[0])
  const killedAt = performance.now()
  process.kill(-(leader.patroni.pid ?? 0), 'SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  say(`killed ${leader.name}; synchronous standby ${standbys.join(', ')}`)
  for (let waited = 0; !answers.some(each => each.at > killedAt + 1500) && waited < 600; waited++) await pause(100)
  await pause(seconds * 250)
  const after = await cluster.leader()
  say(`leads now: ${after?.name ?? 'nobody'}`)
  const times = answers.map(each => each.at).sort((a, b) => a - b)
  const gap = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)))
  line('nobody got an answer after the leader was killed', gap / 1000, 's', 'leases of Patroni (ttl)', 20)

  failures = 0
  const served = answers.length
  for (const at of [0, 1]) {
    const old = gateways[at]
    const gone = new Promise<void>(done => { old?.once('exit', () => done()) })
    old?.kill('SIGTERM')
    await gone
    gateways[at] = await startOne(at)
    await pause(2500)
    say(`gateway ${at + 1} is back`)
  }
  line('requests failed while both gateways were restarted', failures, 'requests', 'requests answered meanwhile', answers.length - served)
  running = false
  await Promise.all(clients)
  for (const gateway of gateways) { const gone = new Promise<void>(done => { gateway.once('exit', () => done()) }); gateway.kill('SIGTERM'); await gone }

  const reader = new pg.Client({ connectionString: cluster.url, options: '-c tinhso.actor_kind=system' })
  reader.on('error', () => undefined)
  await reader.connect()
  const { rows } = await reader.query<{ id: string }>('select id from exchange.transaction where succeeded')
  await reader.end()
  const logged = new Set(rows.map(row => row.id))
  const lost = answers.filter(each => !logged.has(each.id)).length
  const source = await databaseSource(cluster.url, join(cluster.dir, 'none'))
  const verdict = await verifyLog(source)
  await source.close()
  line('acknowledged and lost', lost, 'records', 'acknowledged', answers.length)
  if (lost > 0 || !verdict.ok) { say(JSON.stringify(verdict.findings.slice(0, 5))); process.exitCode = 1 }
} finally {
  for (const gateway of gateways) gateway.kill('SIGKILL')
  provider.close()
  provider.closeAllConnections()
  await cluster.stop()
}
process.exit()
