import { spawn, type ChildProcess } from 'node:child_process'
import { appendFile, chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { databaseSource, verifyLog } from '../modules/exchange/index.ts'
import { registryOf } from '../modules/exchange/testing.ts'
import { workOff } from './lib/gateway-soak.ts'
import { FAULTS, openPartitionNet, PEERS, whyNoPartitions, type Fault, type PartitionNet, type Peer } from './lib/partition-net.ts'
import { pause } from './lib/pause.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Gateways in network namespaces, one database, one provider, clients that insist and that replay. Every cable is cut in every way, one after the other and
 * two at a time, while messages go on and rights are taken away. Afterwards: nothing acknowledged is lost, nothing was done twice, no message that
 * reached the provider is without a record, no right was of use after its time, nobody waited half a minute, and the log is whole.
 */
export interface PartitionOptions { readonly size: number; readonly rounds?: number; readonly seed: number; readonly mutant: string | undefined }
export const PARTITION_MUTANTS = ['answers-before-the-log', 'believes-an-old-registry', 'waits-for-the-database-for-ever', 'forgets-message-ids'] as const

const GATEWAYS = 2
const CLIENTS = 12
/** how long a broken cable stays so; past what a gateway waits for the database, and past what it believes an old registry for */
const BREAK_MS = 3_000
const DATABASE_BREAK_MS = 10_000
const CALM_MS = 1_000
/** A change of the registry binds every gateway after this, whatever is cut: the age at which it is not believed (6 s in this trial), and the second in which it is asked for. */
const PROMISE_MS = 7_500
const MOST_WAIT_MS = 30_000
const RECONCILED_MS = 60_000
/** services: `closed` and `spool` do each message at most once, `again` is idempotent */
const SERVICES = ['closed', 'spool', 'again'] as const

interface Round { readonly gateway: number; readonly peer: Peer; readonly fault: Fault }
type Outcome = 'heard' | 'used-up' | 'given-up'

/** A provider that counts what it did: `again` does a message once, the others do whatever they are sent. */
async function aCountingProvider(address: string): Promise<{ readonly url: string; readonly effects: ReadonlyMap<string, number>; close(): void }> {
  const effects = new Map<string, number>()
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const id = String(request.headers['x-road-id'])
      if (!request.url?.startsWith('/again') || !effects.has(id)) effects.set(id, (effects.get(id) ?? 0) + 1)
      response.end(JSON.stringify({ done: id }))
    })
  })
  await new Promise<void>(done => { server.listen(0, address, done) })
  const at = server.address()
  return { url: `http://${address}:${typeof at === 'object' && at ? at.port : 0}`, effects, close: () => { server.close(); server.closeAllConnections() } }
}

interface RunningGateway { readonly child: ChildProcess; readonly port: number }
function startGatewayIn(net: PartitionNet, at: number, args: readonly string[]): Promise<RunningGateway> {
  const [command = '', ...rest] = [...net.inside(at), process.execPath, '--import', import.meta.resolve('tsx'), new URL('./lib/partition-gateway.ts', import.meta.url).pathname, ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((done, fail) => {
    child.stdout.once('data', (chunk: Buffer) => { done({ child, port: Number(String(chunk).trim()) }) })
    child.once('exit', code => { fail(new Error(`a gateway ended with ${code}`)) })
  })
}

export async function runPartition({ size, rounds: most, seed, mutant }: PartitionOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const why = await whyNoPartitions()
  if (why !== undefined) return { pass: mutant === undefined, skipped: why }
  const random = createRandom(seed)
  const net = await openPartitionNet(GATEWAYS)
  const dir = await mkdtemp(join(tmpdir(), 'exchange-partition-'))
  await chmod(dir, 0o755)
  const closers: (() => unknown)[] = [() => rm(dir, { recursive: true, force: true }), () => net.close()]
  try {
    const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true, settings: { listen_addresses: ['127.0.0.1', ...Array.from({ length: GATEWAYS }, (_, at) => net.addressOfPeer(at, 'database'))].join(',') } })
    closers.unshift(() => server.stop())
    const urls = await bootstrapOwnServer(server.url, dir)
    await appendFile(join(server.dataDir, 'pg_hba.conf'), 'host all all 10.77.0.0/16 scram-sha-256\n')
    await migrate(urls.migrator)
    const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
    owner.on('error', () => undefined)
    closers.unshift(() => owner.end())
    const admin = new pg.Client({ connectionString: server.url })
    admin.on('error', () => undefined)
    await admin.connect()
    await admin.query('select pg_reload_conf()')
    await admin.end()
    const provider = await aCountingProvider(net.providerAddress)
    closers.unshift(() => { provider.close() })
    const registry = registryOf(owner)
    const member = await registry.member('4321')
    const [client, leaver] = [await registry.subsystem(member.id, 'TestClient'), await registry.subsystem(member.id, 'Leaver')]
    const owning = await registry.subsystem((await registry.member('1234')).id, 'TestService')
    const made = new Map<string, { readonly id: string }>()
    for (const code of SERVICES) {
      const service = await registry.service(owning.id, code, `${provider.url}/${code}`, { timeout_ms: 3000, when_log_fails: code === 'spool' ? 'spool' : 'closed', idempotent: code === 'again' })
      made.set(code, service)
      await registry.right(client.id, service.id)
    }
    if (mutant === 'forgets-message-ids') await owner.query("create function exchange.forget() returns trigger language plpgsql security definer as 'begin delete from exchange.message_claim where message_id = new.message_id; return null; end'; create trigger forget after insert on exchange.message_claim for each row execute function exchange.forget()")
    const gateways = await Promise.all(Array.from({ length: GATEWAYS }, (_, at) => {
      const url = new URL(urls.app)
      url.hostname = net.addressOfPeer(at, 'database')
      return startGatewayIn(net, at, [url.toString(), join(dir, `gw-${at}`), `gw-${at}`, net.addressOfGateway(at, 'consumer'), mutant ?? ''])
    }))
    closers.unshift(() => { for (const each of gateways) each.child.kill('SIGKILL') })

    // ---- how cables are now, and since when
    const broken = new Map<string, Round>()
    const keyOf = ({ gateway, peer }: Omit<Round, 'fault'>): string => `${gateway}/${peer}`
    let unheard = 0
    const cutOff = (gateway: number): boolean => broken.has(keyOf({ gateway, peer: 'consumer' }))
    const figures = { requests: 0, retries: 0, replays: 0, doneAgain: 0, otherBodyTaken: 0, hung: 0, letThrough: 0, spooledWhileCut: 0, closedWhileCut: 0, longestWaitMs: 0, revocations: 0 }

    /** One request; undefined: no answer. A wait counts when the consumer's own cable was whole all the while. */
    const ask = async (gateway: number, service: string, message: { readonly id: string; readonly body: string } | undefined, subsystem = 'TestClient'): Promise<{ readonly status: number; readonly requestId: string; readonly again: boolean; readonly used: boolean } | undefined> => {
      figures.requests++
      const from = performance.now()
      let whole = !cutOff(gateway)
      const watch = setInterval(() => { if (cutOff(gateway)) whole = false }, 100)
      const databaseCut = broken.get(keyOf({ gateway, peer: 'database' }))
      try {
        const answer = await fetch(`http://${net.addressOfGateway(gateway, 'consumer')}:${gateways[gateway]?.port}/r1/DEV/COM/1234/TestService/${service}/x`, { headers: { 'x-road-client': `DEV/COM/4321/${subsystem}`, ...message ? { 'x-road-id': message.id, 'content-type': 'text/plain' } : {} }, ...message ? { method: 'POST', body: message.body } : {}, signal: AbortSignal.timeout(cutOff(gateway) ? 4_000 : MOST_WAIT_MS + 5_000) })
        const text = await answer.text()
        if (answer.status === 200 && databaseCut && broken.get(keyOf({ gateway, peer: 'database' })) === databaseCut && !['slow', 'flap'].includes(databaseCut.fault)) { if (service === 'spool') figures.spooledWhileCut++; else figures.closedWhileCut++ }
        return { status: answer.status, requestId: answer.headers.get('x-road-request-id') ?? '', again: answer.headers.get('x-road-first-request-id') !== null, used: answer.status === 409 && text.includes('was used') }
      } catch { return undefined } finally {
        clearInterval(watch)
        const took = performance.now() - from
        if (whole && !cutOff(gateway)) { figures.longestWaitMs = Math.max(figures.longestWaitMs, Math.round(took)); if (took > MOST_WAIT_MS) figures.hung++ } else unheard++
      }
    }

    // ---- clients that insist, each message under one id until it has an end
    const heard = new Map<string, string>()
    const outcomes = new Map<string, Outcome>()
    let breaking = true
    const insist = async (id: string): Promise<Outcome> => {
      const service = random.pick(SERVICES)
      for (let attempt = 0; attempt < 400; attempt++) {
        if (attempt > 0) { figures.retries++; await pause(100 + random.next() * 400) }
        const gateway = random.below(GATEWAYS)
        const answer = await ask(gateway, service, { id, body: `Thư ${id}` })
        if (answer?.used) return 'used-up'
        if (answer?.status !== 200) continue
        heard.set(id, answer.requestId)
        if (random.next() < 0.1) await replay(1 - gateway, service, id)
        return 'heard'
      }
      return 'given-up'
    }
    /** What was done is not done again elsewhere, and no other message takes its id. */
    const replay = async (gateway: number, service: string, id: string): Promise<void> => {
      figures.replays++
      const same = await ask(gateway, service, { id, body: `Thư ${id}` })
      if (same?.status === 200 && !(service === 'again' && same.again)) figures.doneAgain++
      if ((await ask(gateway, service, { id, body: `Khác ${id}` }))?.status === 200) figures.otherBodyTaken++
    }
    const clients = workOff(Array.from({ length: CLIENTS }, (_, at) => at), CLIENTS, async () => {
      while (breaking || outcomes.size < size) { const id = randomUUID(); outcomes.set(id, await insist(id)); await pause(5) }
    })

    // ---- rights that end while a gateway cannot hear of it; what is only read needs no message id, and goes on without the database where the service says so
    const read = async (gateway: number): Promise<{ readonly status: number } | undefined> => {
      const answer = await ask(gateway, 'spool', undefined, 'Leaver')
      if (answer?.status === 200) heard.set(`read ${answer.requestId}`, answer.requestId)
      return answer
    }
    const revokeUnder = async (round: Round): Promise<void> => {
      const { gateway } = round
      const spool = made.get('spool')
      if (!spool) return
      const right = await registry.right(leaver.id, spool.id)
      for (let tries = 0; tries < 40 && (await read(gateway))?.status !== 200; tries++) await pause(100)
      await net.break(gateway, 'database', round.fault)
      broken.set(keyOf(round), round)
      await owner.query('update exchange.access_right set valid_to = now() where id = $1', [right.id])
      figures.revocations++
      const until = performance.now() + DATABASE_BREAK_MS
      const late = performance.now() + PROMISE_MS
      while (performance.now() < until) {
        const isLate = performance.now() > late
        const answer = await read(gateway)
        if (isLate && answer?.status === 200) figures.letThrough++
        await pause(100)
      }
    }

    const plan: Round[] = Array.from({ length: GATEWAYS }, (_, gateway) => PEERS.flatMap(peer => FAULTS.map(fault => ({ gateway, peer, fault })))).flat()
    for (let at = plan.length - 1; at > 0; at--) { const other = random.below(at + 1); const [a, b] = [plan[at], plan[other]]; if (a && b) { plan[at] = b; plan[other] = a } }
    // of a short run, the cuts from the database first: they are what most can go wrong with
    const chosen = most === undefined ? plan : plan.toSorted((a, b) => Number(b.peer === 'database' && b.fault === 'both') - Number(a.peer === 'database' && a.fault === 'both')).slice(0, most)
    await pause(CALM_MS)
    for (const round of chosen) {
      // now and then the other gateway has a broken cable, too
      const second: Round | undefined = random.next() < 0.3 ? { gateway: 1 - round.gateway, peer: random.pick(PEERS), fault: random.pick(FAULTS) } : undefined
      if (second) { await net.break(second.gateway, second.peer, second.fault); broken.set(keyOf(second), second) }
      if (round.peer === 'database') await revokeUnder(round)
      else { await net.break(round.gateway, round.peer, round.fault); broken.set(keyOf(round), round); await pause(BREAK_MS) }
      for (const each of second ? [round, second] : [round]) { if (each.peer === 'database') broken.delete(keyOf(each)); await net.mend(each.gateway, each.peer); broken.delete(keyOf(each)) }
      await pause(CALM_MS)
    }
    breaking = false
    const healedAt = performance.now()
    await clients

    // ---- what is there, read directly
    const reader = new pg.Client({ connectionString: urls.migrator, options: '-c tinhso.actor_kind=system' })
    reader.on('error', () => undefined)
    await reader.connect()
    const look = async (): Promise<{ lost: number; unrecorded: number; doubled: number; records: number; spooled: number }> => {
      const { rows } = await reader.query<{ id: string; message_id: string; succeeded: boolean }>("select id, coalesce(message_id, record::jsonb->>22) as message_id, succeeded from exchange.transaction")
      const [succeeded, recorded] = [new Set(rows.filter(row => row.succeeded).map(row => row.id)), new Set(rows.map(row => row.message_id))]
      const spools = await Promise.all(gateways.map((_, at) => readFile(join(dir, `gw-${at}`, 'exchange', `gw-${at}.spool`), 'utf8').catch(() => '')))
      return { lost: [...heard.values()].filter(id => !succeeded.has(id)).length, unrecorded: [...provider.effects.keys()].filter(id => !recorded.has(id)).length, doubled: rows.length - new Set(rows.map(row => row.id)).size, records: rows.length, spooled: spools.join('').split('\n').filter(Boolean).length }
    }
    let seen = await look()
    while (performance.now() - healedAt < RECONCILED_MS && (seen.lost > 0 || seen.unrecorded > 0 || seen.spooled > 0)) { await pause(500); seen = await look() }
    const reconciledSeconds = Math.round((performance.now() - healedAt) / 100) / 10
    for (const each of gateways) { const gone = new Promise<void>(done => { each.child.once('exit', () => { done() }) }); each.child.kill('SIGTERM'); await gone }
    seen = await look()
    const underWay = Number((await reader.query<{ n: number }>("select count(*)::int as n from exchange.message_claim where answered_at is null")).rows[0]?.n)
    await reader.end()
    const source = await databaseSource(urls.migrator, join(dir, 'none'))
    const verdict = await verifyLog(source)
    await source.close()
    const ends = [...outcomes.values()]
    const twice = [...provider.effects.values()].filter(times => times > 1).length
    const undone = [...heard.keys()].filter(id => outcomes.has(id) && !provider.effects.has(id)).length
    const { hung, letThrough, doneAgain, otherBodyTaken, closedWhileCut } = figures
    return { pass: seen.lost === 0 && seen.doubled === 0 && seen.unrecorded === 0 && seen.spooled === 0 && twice === 0 && undone === 0 && doneAgain === 0 && otherBodyTaken === 0 && hung === 0 && letThrough === 0 && closedWhileCut === 0 && verdict.ok && !ends.includes('given-up') && reconciledSeconds <= RECONCILED_MS / 1000,
      messages: outcomes.size, acknowledged: heard.size, usedUp: ends.filter(each => each === 'used-up').length, givenUp: ends.filter(each => each === 'given-up').length, rounds: chosen.length, ...figures, unheard, lost: seen.lost, twice, undone, doubled: seen.doubled, unrecorded: seen.unrecorded, leftInSpools: seen.spooled, claimsUnderWay: underWay, records: seen.records, reconciledSeconds, logWhole: verdict.ok, findings: verdict.findings.slice(0, 3) }
  } finally { for (const close of closers) await close() }
}

if (isProgram(import.meta.url)) await runTrial('exchange-partition', 5000, PARTITION_MUTANTS, options => runPartition(options))
