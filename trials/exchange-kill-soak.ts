import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { databaseSource, verifyLog } from '../modules/exchange/index.ts'
import { startGatewaySoak, workOff } from './lib/gateway-soak.ts'
import { pause } from './lib/pause.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Two gateways on one database; clients send messages with ids of their own and ask again until they have heard an answer, some answers are
 * lost on the way; SIGKILL at random for the gateways and for the whole database. Afterwards the log is read directly: every answer that was
 * heard is in it, the provider took each message once however often it was sent, chains and signatures hold.
 */
export interface KillOptions { readonly size: number; readonly kills: number; readonly seed: number; readonly mutant: string | undefined }
export const KILL_MUTANTS = ['answers-before-the-log', 'commits-without-waiting-for-the-disk'] as const

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
  const provider = await anIdempotentProvider()
  const soak = await startGatewaySoak({ name: 'exchange-soak-', random, mutant, register: async registry => {
    const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
    const service = await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'mock1', provider.url, { idempotent: true, evidence: 'full' })
    await registry.right(client.id, service.id)
  } })
  try {
    const heard = new Map<string, { readonly requestId: string; readonly effect: number }>()
    const waits: number[] = []
    let retries = 0
    const insist = async (id: string): Promise<void> => {
      const from = performance.now()
      for (let attempt = 0; ; attempt++) {
        // never heard: the verdict counts it
        if (attempt > 300) return
        if (attempt > 0) { retries++; await pause(50 + random.next() * 150) }
        const port = soak.ports[random.next() < 0.5 ? 0 : 1]
        try {
          const answer = await fetch(`http://127.0.0.1:${port}/r1/DEV/COM/1234/TestService/mock1/x`, { method: 'POST', headers: { 'x-road-client': 'DEV/COM/4321/TestClient', 'x-road-id': id, 'content-type': 'text/plain' }, body: `Thư ${id}`, signal: AbortSignal.timeout(15_000) })
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
    const killing = soak.killMeanwhile({ size, kills, databaseEvery: 4, left: () => queue.length })
    await workOff(queue, CLIENTS, insist)
    const killed = await killing
    await soak.settle()

    const reader = new pg.Client({ connectionString: soak.urls.migrator, options: '-c tinhso.actor_kind=system' })
    reader.on('error', () => undefined)
    await reader.connect()
    const { rows } = await reader.query<{ id: string; message_id: string; succeeded: boolean }>('select id, message_id, succeeded from exchange.transaction')
    await reader.end()
    const logged = new Set(rows.filter(row => row.succeeded).map(row => row.id))
    const lost = [...heard.values()].filter(each => !logged.has(each.requestId)).length
    const wrongAnswers = [...heard].filter(([id, { effect }]) => provider.effects.get(id) !== effect).length
    const source = await databaseSource(soak.urls.migrator, join(soak.dir, 'none'))
    const verdict = await verifyLog(source)
    await source.close()
    const doubled = rows.length - new Set(rows.map(row => row.id)).size
    return { pass: heard.size === size && lost === 0 && doubled === 0 && wrongAnswers === 0 && provider.effects.size === size && verdict.ok, messages: size, acknowledged: heard.size, lost, doubled, wrongAnswers,
      providerCalls: provider.calls(), effects: provider.effects.size, records: rows.length, retries, ...killed, logWhole: verdict.ok, longestWaitMs: Math.round(Math.max(...waits)) }
  } finally { provider.close(); await soak.stop() }
}

if (isProgram(import.meta.url)) await runTrial('exchange-kill-soak', 4000, KILL_MUTANTS, ({ size, seed, mutant }) => runKillSoak({ size, kills: Math.max(4, Math.round(size / 200)), seed, mutant }))
