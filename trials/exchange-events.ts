import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { run, type Program } from '../bench/exchange/estate.ts'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { natsCluster, natsPresent, type NatsNode } from '../modules/exchange/events/testing-nats.ts'
import { QUIET, registryOf } from '../modules/exchange/testing.ts'
import { pause } from './lib/pause.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Events while everything dies: two gateways, eight publishers that send again until they have heard, three subscribers (one reads on, one has a
 * webhook, one reads on and is killed and started again), SIGKILL for gateways, subscribers and, with JetStream, for the node that leads a topic
 * among three. Afterwards: nothing acknowledged is missing, every subscriber had every event, each topic in its order, and reading from a
 * position again gives the same bytes from either gateway.
 */
export interface EventOptions { readonly size: number; readonly kills: number; readonly seed: number; readonly engine: 'postgresql' | 'nats-jetstream'; readonly mutant: string | undefined }
export const EVENT_MUTANTS = ['acknowledges-before-durable', 'moves-on-before-the-answer'] as const

const [PUBLISHERS, TOPICS, SETTLE_MS] = [8, ['mot', 'hai'] as const, 90_000]
const [OWNER, HEARER] = ['DEV/COM/1/announces', 'DEV/COM/1/hears']

/** Starts a subscriber; answers when it is ready. */
function subscriber(args: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), new URL('lib/event-subscriber.ts', import.meta.url).pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((done, fail) => {
    child.stdout.once('data', (chunk: Buffer) => done({ port: Number(String(chunk).trim()), child, stop: () => killed({ child }) }))
    child.once('exit', code => fail(new Error(`a subscriber ended with ${code}`)))
  })
}
const killed = ({ child }: Pick<Program, 'child'>): Promise<void> => new Promise(done => { if (child.exitCode !== null || child.signalCode !== null) { done(); return } child.once('exit', () => done()); child.kill('SIGKILL') })
async function again<T>(start: () => Promise<T>): Promise<T> { for (let attempt = 0; ; attempt++) try { return await start() } catch (error) { if (attempt > 20) throw error; await pause(500) } }

/** The node that leads some topic's stream, as one of them tells it. */
async function leaderOf(nodes: readonly NatsNode[]): Promise<NatsNode | undefined> {
  for (const node of nodes) try {
    const answer: { account_details?: { stream_detail?: { cluster?: { leader?: string } }[] }[] } = JSON.parse(await (await fetch(`http://127.0.0.1:${node.monitor}/jsz?streams=true`, { signal: AbortSignal.timeout(2000) })).text())
    const name = answer.account_details?.flatMap(each => each.stream_detail ?? []).map(each => each.cluster?.leader).find(each => each !== undefined && each !== '')
    if (name !== undefined) return nodes.find(each => each.name === name)
  } catch { /* that one is down */ }
  return undefined
}

interface Lines { readonly topic: string; readonly position: number; readonly id: string }
async function linesOf(file: string): Promise<readonly Lines[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').filter(each => each !== '').map(each => { const [topic = '', position = '0', id = ''] = each.split(' '); return { topic, position: Number(position), id } })
}
/** Events that came before one with a lower position, or without it: the next one may be new by one, or the last again. */
function outOfOrder(lines: readonly Lines[]): number {
  const last = new Map<string, number>()
  return lines.filter(({ topic, position }) => {
    const before = last.get(topic) ?? 0
    last.set(topic, Math.max(before, position))
    return position !== before && position !== before + 1
  }).length
}

export async function runEventTrial({ size, kills, seed, engine, mutant }: EventOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const dir = await mkdtemp(join(tmpdir(), 'exchange-events-'))
  await chmod(dir, 0o755)
  const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true })
  server.keepAlive(QUIET)
  const nats = engine === 'nats-jetstream' ? await natsCluster(3) : undefined
  const programs = new Map<string, Program>()
  const over = new AbortController()
  if (nats) process.env['EVENTS_URL'] = nats.url
  if (mutant !== undefined) process.env['EVENT_MUTANT'] = mutant
  try {
    const urls = await bootstrapOwnServer(server.url, dir)
    await migrate(urls.migrator)
    const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
    owner.on('error', () => undefined)
    const registry = registryOf(owner)
    const member = await registry.member('1')
    const [announces, hears] = [await registry.subsystem(member.id, 'announces'), await registry.subsystem(member.id, 'hears')]
    for (const code of TOPICS) await registry.subscription(hears.id, (await registry.topic(announces.id, code)).id)
    const gateway = (name: string, port: number): Promise<Program> => run('gateway.ts', [urls.app, dir, name, String(port)], 0)
    for (const name of ['gw-1', 'gw-2']) programs.set(name, await gateway(name, 0))
    const bases = ['gw-1', 'gw-2'].map(name => `http://127.0.0.1:${programs.get(name)?.port ?? 0}`)
    const baseOf = (at: number): string => bases[at % 2] ?? ''
    const files = { webhook: join(dir, 'webhook.txt'), restarted: join(dir, 'restarted.txt') }
    const pulling = ['pull', files.restarted, bases.join(','), HEARER, ...TOPICS]
    programs.set('webhook', await subscriber(['webhook', files.webhook, '0']))
    programs.set('restarted', await subscriber(pulling))
    const hookPort = programs.get('webhook')?.port ?? 0
    const ask = (at: number, path: string, init: RequestInit & { client: string }): Promise<Response> => fetch(`${baseOf(at)}/events/v1/${path}`, { ...init, headers: { 'x-road-client': init.client, 'content-type': 'application/cloudevents+json' }, signal: AbortSignal.timeout(25_000) })
    for (const topic of TOPICS) await again(async () => { const answer = await ask(0, `${topic}/webhook`, { client: HEARER, method: 'PUT', body: JSON.stringify({ url: `http://127.0.0.1:${hookPort}/${topic}`, from: 1 }) }); if (answer.status !== 200) throw new Error(await answer.text()) })

    const read = async (at: number, topic: string, from: number, wait = 0): Promise<{ events: { id: string; sequence: string }[]; text: string } | undefined> => {
      try {
        const answer = await ask(at, `${topic}?from=${from}&limit=200&wait=${wait}`, { client: HEARER })
        const text = await answer.text()
        return answer.status === 200 ? { events: JSON.parse(text), text } : undefined
      } catch { return undefined }
    }
    const pulled: Lines[] = []
    const puller = Promise.all(TOPICS.map(async topic => {
      for (let [next, at] = [1, 0]; !over.signal.aborted; at++) {
        const got = await read(at, topic, next, 3)
        if (!got) await pause(200)
        for (const event of got?.events ?? []) { pulled.push({ topic, position: Number(event.sequence), id: event.id }); next = Number(event.sequence) + 1 }
      }
    }))

    const acknowledged = new Map<string, { readonly topic: string; readonly position: number }>()
    let [sent, retries] = [0, 0]
    const publisher = async (number: number): Promise<void> => {
      const topic = TOPICS[number % 2] ?? TOPICS[0]
      for (let n = 0; n < size / PUBLISHERS; n++) {
        const id = `${number}-${n}`
        for (let attempt = 0; attempt < 300; attempt++) {
          if (attempt > 0) { retries++; await pause(50 + random.next() * 150) }
          try {
            const answer = await ask(random.next() < 0.5 ? 0 : 1, topic, { client: OWNER, method: 'POST', body: JSON.stringify({ specversion: '1.0', id, source: '/trial', type: 'trial', data: { n } }) })
            const text = await answer.text()
            if (answer.status !== 200 && answer.status !== 201) continue
            const { position }: { position: number } = JSON.parse(text)
            acknowledged.set(id, { topic, position })
            break
          } catch { /* sent again */ }
        }
        sent++
      }
    }
    const counted = { gateways: 0, subscribers: 0, leaders: 0 }
    const killer = (async () => {
      for (let each = 0; each < kills && sent < size; each++) {
        const goal = Math.floor(size * (each + 1) / (kills + 1))
        while (sent < goal) await pause(20)
        const turn = each % (nats ? 4 : 3)
        if (turn === 3 && nats) {
          const leader = await leaderOf(nats.nodes)
          if (!leader) continue
          counted.leaders++
          await leader.kill()
          await pause(1500)
          leader.start()
        } else if (turn === 0) {
          const name = random.next() < 0.5 ? 'gw-1' : 'gw-2'
          const victim = programs.get(name)
          if (!victim) continue
          counted.gateways++
          await killed(victim)
          programs.set(name, await again(() => gateway(name, victim.port)))
        } else {
          const name = turn === 1 ? 'webhook' : 'restarted'
          const victim = programs.get(name)
          if (!victim) continue
          counted.subscribers++
          await killed(victim)
          await pause(300)
          programs.set(name, await again(() => subscriber(name === 'webhook' ? ['webhook', files.webhook, String(hookPort)] : pulling)))
        }
      }
    })()
    await Promise.all([...Array.from({ length: PUBLISHERS }, (_, number) => publisher(number)), killer])

    const heardBy = async (): Promise<Record<string, readonly Lines[]>> => ({ pull: pulled, webhook: await linesOf(files.webhook), restarted: await linesOf(files.restarted) })
    const missingOf = (lines: readonly Lines[]): number => { const ids = new Set(lines.map(each => `${each.topic} ${each.id}`)); return [...acknowledged].filter(([id, { topic }]) => !ids.has(`${topic} ${id}`)).length }
    const until = performance.now() + (mutant === undefined ? SETTLE_MS : 30_000)
    while (performance.now() < until && Object.values(await heardBy()).some(lines => missingOf(lines) > 0)) await pause(300)
    over.abort()
    await puller

    const stored: Lines[] = []
    let sameAgain = true
    for (const topic of TOPICS) for (let next = 1; ;) {
      const [one, two] = [await again(async () => (await read(0, topic, next)) ?? Promise.reject(new Error('no answer'))), await again(async () => (await read(1, topic, next)) ?? Promise.reject(new Error('no answer')))]
      sameAgain &&= one.text === two.text
      const middle = one.events[Math.floor(one.events.length / 2)]
      if (!middle) break
      const tail = await again(async () => (await read(1, topic, Number(middle.sequence))) ?? Promise.reject(new Error('no answer')))
      sameAgain &&= tail.events.slice(0, one.events.length - Math.floor(one.events.length / 2)).every((event, at) => JSON.stringify(event) === JSON.stringify(one.events[Math.floor(one.events.length / 2) + at]))
      stored.push(...one.events.map(event => ({ topic, position: Number(event.sequence), id: event.id })))
      next = (stored.at(-1)?.position ?? 0) + 1
    }
    const lost = missingOf(stored)
    // each publisher waited for the answer before it sent the next one
    const turns = new Map<string, number>()
    const inOrder = stored.every(({ id }) => { const [who = '', n = '0'] = id.split('-'); const before = turns.get(who) ?? -1; turns.set(who, Number(n)); return Number(n) > before })
    const doubled = stored.length - new Set(stored.map(each => `${each.topic} ${each.id}`)).size
    const heard = await heardBy()
    const missing = Object.fromEntries(Object.entries(heard).map(([name, lines]) => [name, missingOf(lines)]))
    const disordered = Object.fromEntries(Object.entries({ stored, ...heard }).map(([name, lines]) => [name, outOfOrder(lines)]))
    const none = (figures: Record<string, number>): boolean => Object.values(figures).every(each => each === 0)
    await owner.end()
    return { pass: acknowledged.size === sent && lost === 0 && doubled === 0 && none(missing) && none(disordered) && inOrder && sameAgain, engine, events: sent, acknowledged: acknowledged.size, stored: stored.length, lost, doubled, missing, disordered, publishersInOrder: inOrder, sameAgain,
      deliveredTwice: Object.fromEntries(Object.entries(heard).map(([name, lines]) => [name, lines.length - new Set(lines.map(each => `${each.topic} ${each.id}`)).size])), retries, kills: counted }
  } finally {
    delete process.env['EVENTS_URL']
    delete process.env['EVENT_MUTANT']
    over.abort()
    for (const each of programs.values()) each.child.kill('SIGKILL')
    await nats?.stop()
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  let good = true
  for (const engine of ['postgresql', 'nats-jetstream'] as const) {
    if (engine === 'nats-jetstream' && !natsPresent()) { process.stderr.write('nats-server is not installed here: PostgreSQL only\n'); continue }
    await runTrial(`exchange-events, ${engine}`, 4000, EVENT_MUTANTS, ({ size, seed, mutant }) => runEventTrial({ size, kills: Math.max(8, Math.round(size / 100)), seed, engine, mutant }))
    good &&= process.exitCode === 0
  }
  process.exitCode = good ? 0 : 1
}
