import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { run, type Program } from '../bench/exchange/estate.ts'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { databaseSource, verifyLog } from '../modules/exchange/index.ts'
import { QUIET, registryOf } from '../modules/exchange/testing.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Two gateways on one database; clients send messages with ids of their own and ask again until they have heard an answer, some answers are
 * lost on the way; SIGKILL at random for the gateways and for the whole database. Afterwards the log is read directly: every answer that was
 * heard is in it, the provider took each message once however often it was sent, chains and signatures hold.
 */
export interface KillOptions { readonly size: number; readonly kills: number; readonly seed: number; readonly mutant: string | undefined }
export const KILL_MUTANTS = ['answers-before-the-log', 'commits-without-waiting-for-the-disk'] as const

const pause = (ms: number): Promise<void> => new Promise(done => { setTimeout(done, ms) })
const CLIENTS = 16

/** A provider that, as one that is called idempotent must, does each message once and answers the same again. */
async function anIdempotentProvider(): Promise<{ readonly url: string; readonly effects: ReadonlyMap<string, number>; readonly calls: () => number; close(): void }> {
  const effects = new Map<string, number>()
  let calls = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      calls++
      const id = String(request.headers['x-road-id'])
      if (!effects.has(id)) effects.set(id, effects.size + 1)
      response.end(JSON.stringify({ effect: effects.get(id) }))
    })
  })
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
  const at = server.address()
  return { url: `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`, effects, calls: () => calls, close: () => { server.close(); server.closeAllConnections() } }
}

export async function runKillSoak({ size, kills, seed, mutant }: KillOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const dir = await mkdtemp(join(tmpdir(), 'exchange-soak-'))
  await chmod(dir, 0o755)
  const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true, ...(mutant === 'commits-without-waiting-for-the-disk' ? { settings: { synchronous_commit: 'off', wal_writer_delay: '10000ms' } } : {}) })
  server.keepAlive(QUIET)
  const provider = await anIdempotentProvider()
  const gateways: (Program & { readonly name: string })[] = []
  if (mutant === 'answers-before-the-log') process.env['ANSWER_EARLY'] = '1'
  try {
    const urls = await bootstrapOwnServer(server.url, dir)
    await migrate(urls.migrator)
    const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
    owner.on('error', () => undefined)
    const registry = registryOf(owner)
    const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
    const service = await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'mock1', provider.url, { idempotent: true, evidence: 'full' })
    await registry.right(client.id, service.id)
    await owner.end()
    const start = async (name: string, port: number): Promise<Program & { name: string }> => ({ ...await run('gateway.ts', [urls.app, dir, name, String(port)], 0), name })
    gateways.push(await start('gw-1', 0), await start('gw-2', 0))

    const heard = new Map<string, { readonly requestId: string; readonly effect: number }>()
    const waits: number[] = []
    let retries = 0
    const insist = async (id: string): Promise<void> => {
      const from = performance.now()
      for (let attempt = 0; ; attempt++) {
        // never heard: the verdict counts it
        if (attempt > 300) return
        if (attempt > 0) { retries++; await pause(50 + random.next() * 150) }
        const gateway = gateways[random.next() < 0.5 ? 0 : 1]
        if (!gateway) continue
        try {
          const answer = await fetch(`http://127.0.0.1:${gateway.port}/r1/DEV/COM/1234/TestService/mock1/x`, { method: 'POST', headers: { 'x-road-client': 'DEV/COM/4321/TestClient', 'x-road-id': id, 'content-type': 'text/plain' }, body: `Thư ${id}`, signal: AbortSignal.timeout(15_000) })
          if (random.next() < 0.05) { await answer.body?.cancel(); continue }
          const text = await answer.text()
          if (answer.status !== 200) continue
          const { effect } = JSON.parse(text) as { effect: number }
          heard.set(id, { requestId: answer.headers.get('x-road-request-id') ?? '', effect })
          waits.push(performance.now() - from)
          return
        } catch { /* asked again */ }
      }
    }
    const ids = Array.from({ length: size }, () => randomUUID())
    const queue = [...ids]
    let [gatewayKills, databaseKills] = [0, 0]
    const killer = (async () => {
      for (let each = 0; each < kills && queue.length > 0; each++) {
        const left = queue.length
        const pace = Math.max(1, Math.floor(size / (kills + 1)))
        while (queue.length > 0 && left - queue.length < pace) await pause(20)
        if (each % 4 === 3) {
          databaseKills++
          const pid = Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
          try { process.kill(-pid, 'SIGKILL') } catch { process.kill(pid, 'SIGKILL') }
        } else {
          gatewayKills++
          const at = random.next() < 0.5 ? 0 : 1
          const victim = gateways[at]
          if (!victim) continue
          const gone = new Promise<void>(done => { victim.child.once('exit', () => done()) })
          victim.child.kill('SIGKILL')
          await gone
          for (let attempt = 0; ; attempt++) try { gateways[at] = await start(victim.name, victim.port); break } catch (error) { if (attempt > 20) throw error; await pause(500) }
        }
      }
    })()
    await Promise.all(Array.from({ length: CLIENTS }, async () => { for (let id = queue.shift(); id !== undefined; id = queue.shift()) await insist(id) }))
    await killer
    for (const gateway of gateways) await gateway.stop()

    const reader = new pg.Client({ connectionString: urls.migrator, options: '-c tinhso.actor_kind=system' })
    await reader.connect()
    const { rows } = await reader.query<{ id: string; message_id: string; succeeded: boolean }>('select id, message_id, succeeded from exchange.transaction')
    await reader.end()
    const logged = new Set(rows.filter(row => row.succeeded).map(row => row.id))
    const lost = [...heard.values()].filter(each => !logged.has(each.requestId)).length
    const wrongAnswers = [...heard].filter(([id, { effect }]) => provider.effects.get(id) !== effect).length
    const source = await databaseSource(urls.migrator, join(dir, 'none'))
    const verdict = await verifyLog(source)
    await source.close()
    const doubled = rows.length - new Set(rows.map(row => row.id)).size
    return { pass: heard.size === size && lost === 0 && doubled === 0 && wrongAnswers === 0 && provider.effects.size === size && verdict.ok, messages: size, acknowledged: heard.size, lost, doubled, wrongAnswers,
      providerCalls: provider.calls(), effects: provider.effects.size, records: rows.length, retries, gatewayKills, databaseKills, logWhole: verdict.ok, longestWaitMs: Math.round(Math.max(...waits)) }
  } finally {
    delete process.env['ANSWER_EARLY']
    for (const gateway of gateways) gateway.child.kill('SIGKILL')
    provider.close()
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) await runTrial('exchange-kill-soak', 4000, KILL_MUTANTS, ({ size, seed, mutant }) => runKillSoak({ size, kills: Math.max(4, Math.round(size / 200)), seed, mutant }))
