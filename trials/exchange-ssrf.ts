import { lookup as resolveName } from 'node:dns'
import { connect as connectSocket } from 'node:net'
import pg from 'pg'
import { randomBytes } from 'node:crypto'
import { createRelay } from '../kernel/http/relay.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { baseUrlFault } from '../modules/exchange/base-url.ts'
import { aGateway, aProvider, registryOf, send } from '../modules/exchange/testing.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { canaryHere, careless, rebinding, through, type Outcome } from './lib/ssrf-relays.ts'
import { addressesOfThisMachine, METADATA, providerUrls, smuggledRequests } from './lib/ssrf-payloads.ts'

/**
 * T14 for the exchange: whatever takes an address – the registered base address as the relay goes there, `providerurl`, redirects, names that
 * change between look and use – is given ways to this very machine. A canary listens there; it must hear nothing.
 */
export interface SsrfOptions { readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const SSRF_MUTANTS = ['lets-the-machine-itself-be-called', 'looks-a-name-up-twice', 'follows-redirects'] as const

export async function runSsrf({ mutant, cluster }: SsrfOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { heard, port, canary, close: closeCanary } = await canaryHere()
  const provider = await aProvider((seen, _request, response) => {
    if (!seen.url.includes('/jump')) return false
    response.writeHead(Number(/jump(\d{3})/.exec(seen.url)?.[1] ?? 302), { location: `${canary}/redirected`, refresh: `0;url=${canary}` }).end()
    return true
  })
  const allowLoopback = mutant === 'lets-the-machine-itself-be-called'
  const name = `trial_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  const addresses = [...addressesOfThisMachine(port), ...METADATA]
  const counts: Record<string, number> = {}
  const wrong: string[] = []
  /** `fine` says whether this outcome is a refusal or harmless; that the canary stays silent is asked of every payload */
  const attempt = async (feature: string, payload: string, act: () => Promise<Outcome>, fine: (outcome: Outcome) => boolean = () => true): Promise<void> => {
    counts[feature] = (counts[feature] ?? 0) + 1
    const before = heard.length
    const outcome = await act()
    if (heard.length > before) wrong.push(`${feature} ${payload}: the canary heard ${heard.slice(before).join(', ')}`)
    else if (!fine(outcome)) wrong.push(`${feature} ${payload}: ${outcome}`)
  }
  try {
    const registry = registryOf(owner)
    const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
    const machine = await registry.subsystem((await registry.member('777')).id, 'Machine', 'credential')
    await registry.credential(machine.id, 'oauth-client', 'ck', 'cs')
    const home = await registry.subsystem((await registry.member('1234')).id, 'TestService')
    const services = new Map<string, string>()
    let unregistrable = 0
    for (const [at, address] of addresses.entries()) {
      if (!URL.canParse(address)) { unregistrable++; continue }
      // written past the steward's own check, as a careless import might
      const service = await registry.service(home.id, `s${at}`, address, { timeout_ms: 1500 })
      await registry.right(client.id, service.id)
      services.set(address, `s${at}`)
    }
    const honest = await registry.service((await registry.subsystem((await registry.member('9')).id, 'Honest')).id, 'honest', `${provider.url}/base`)
    for (const each of [client, machine]) await registry.right(each.id, honest.id)
    const [strict, lenient] = [await aGateway(urls.app, { allowLoopback }), await aGateway(urls.app, { allowLoopback: true })]
    try {
      for (const [address, code] of services) await attempt('base-url', address, async () => (await send(strict.url, `/r1/DEV/COM/1234/TestService/${code}/x`, { headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient' } })).headers['x-road-error']?.toString() ?? 'answered', outcome => outcome.endsWith('network_error'))

      const token = String(JSON.parse((await send(lenient.url, '/token', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: `Basic ${Buffer.from('ck:cs').toString('base64')}` }, body: 'grant_type=client_credentials' })).text).access_token)
      for (const url of providerUrls(canary, `${provider.url}/base`)) await attempt('providerurl', url, async () => String((await send(lenient.url, `/XrdAdapter/RestService/forward/x?dstcode=DEV:COM:9:Honest&providerurl=${encodeURIComponent(url)}`, { headers: { Authorization: `Bearer ${token}` } })).status))
      for (const raw of smuggledRequests('/r1/DEV/COM/9/Honest/honest', canary)) await attempt('smuggled', raw.split('\r\n')[0] ?? '', () => rawly(lenient.url, raw))
      for (const status of [301, 302, 303, 307, 308]) await attempt('redirect', String(status), async () => String((await send(lenient.url, `/r1/DEV/COM/9/Honest/honest/jump${status}`, { headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient' } })).status))
    } finally { await strict.close(); await lenient.close() }

    const resolve = rebinding()
    const relay = mutant === 'looks-a-name-up-twice' ? careless(resolve, { follow: false }) : createRelay({ allowLoopback, resolve, connectTimeoutMs: 400 })
    // a name that leads away when it is asked first, and here when it is asked again; twice, because a failed try may ask anew
    for (const host of ['early', 'late', 'late2', 'both', 'six']) for (const round of [1, 2]) await attempt('rebinding', `${host} (${round})`, () => through(relay, `http://${host}.rebind.example:${port}`), outcome => outcome === 'refused-address' || outcome === 'connect')
    await relay.close()
    const redirects = mutant === 'follows-redirects' ? careless(resolveName, { follow: true }) : createRelay({ allowLoopback: true })
    for (const status of [301, 302, 303, 307, 308]) await attempt('relay-redirect', String(status), () => through(redirects, provider.url, `/jump${status}`), outcome => outcome === `answered ${status}`)
    await redirects.close()
    const payloads = Object.values(counts).reduce((sum, each) => sum + each, 0)
    return { pass: wrong.length === 0 && heard.length === 0 && payloads >= 120, payloads, canaryHits: heard.length, unregistrable, stewardWouldTake: addresses.filter(address => baseUrlFault(address, false) === undefined).length, counts, examples: wrong.slice(0, 5) }
  } finally {
    await provider.close()
    closeCanary()
    await owner.end()
    await withClient(cluster.superuserUrl, admin => admin.query(`drop database if exists ${name} with (force)`))
  }
}

/** Sends bytes as they are; answers what came back, or that nothing did. */
const rawly = (base: string, bytes: string): Promise<Outcome> => new Promise(done => {
  const { hostname, port } = new URL(base)
  const socket = connectSocket(Number(port), hostname, () => { socket.write(bytes) })
  let said = ''
  socket.setTimeout(1500, () => { socket.destroy() })
  socket.on('data', chunk => { said += String(chunk) })
  socket.on('error', () => undefined)
  socket.on('close', () => { done(said.split('\r\n')[0] ?? '') })
})

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('exchange-ssrf', 1, SSRF_MUTANTS, ({ mutant }) => runSsrf({ mutant, cluster })) } finally { await cluster.stop() }
}
