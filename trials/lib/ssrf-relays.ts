import { lookup as resolveName } from 'node:dns'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { Line, Relay } from '../../kernel/http/relay.ts'

export type Outcome = string
export const through = (relay: Relay, origin: string, path = '/'): Promise<Outcome> => new Promise(done => {
  try {
    relay.send({ origin, path, method: 'GET', headers: [], body: null, timeoutMs: 2000 }, { onHead: status => { done(`answered ${status}`) }, onData: () => true, onEnd: () => undefined, onFailure: reason => { done(reason) } })
  } catch (error) { done(`refused: ${String(error)}`) }
})

const NOBODY: Line = { resume: () => undefined, giveUp: () => undefined }

/** A relay as many write it: the name is looked up and judged, then looked up again by whoever connects. */
export const careless = (resolve: LookupFunction, options: { readonly follow: boolean }): Relay => ({
  send(request, events) {
    const go = (address: string): void => {
      const { hostname } = new URL(address)
      resolve(hostname, {}, (error, first) => {
        const judged = Array.isArray(first) ? first[0]?.address : first
        if (error || !options.follow && judged?.startsWith('127.')) { events.onFailure('refused-address', new Error('no')); return }
        const outgoing = httpRequest(address, { lookup: resolve, timeout: 1000 }, response => {
          const next = response.headers.location
          if (options.follow && next !== undefined) { go(next); return }
          events.onHead(response.statusCode ?? 0, [], NOBODY)
          response.on('end', () => { events.onEnd() }).resume()
        })
        outgoing.on('error', cause => { events.onFailure('connect', cause) })
        outgoing.end()
      })
    }
    go(`${request.origin}${request.path}`)
    return NOBODY
  },
  close: () => Promise.resolve(),
})

/** Names of a zone that its owner changes between two questions. */
export function rebinding(): LookupFunction {
  const asked = new Map<string, number>()
  return (name, options, done) => {
    if (!name.endsWith('.rebind.example')) { resolveName(name, options, done); return }
    const times = (asked.get(name) ?? 0) + 1
    asked.set(name, times)
    const both = name.startsWith('both')
    const address = name.startsWith('late') && times === 1 ? '192.0.2.1' : name.startsWith('six') ? '::ffff:127.0.0.1' : '127.0.0.1'
    const family = address.includes(':') ? 6 : 4
    if (options.all) done(null, both ? [{ address: '192.0.2.1', family: 4 }, { address: '127.0.0.1', family: 4 }] : [{ address, family }])
    else done(null, address, family)
  }
}

/** Listens on this machine, on every address of its loopback network and the one of IPv6, and says what it heard. */
export async function canaryHere(): Promise<{ readonly heard: string[]; readonly port: number; readonly canary: string; close(): void }> {
  const heard: string[] = []
  const servers: Server[] = []
  const canaryOn = async (host: string, port = 0): Promise<number> => {
    const server = createServer((request, response) => { heard.push(`${request.method} ${request.url}`); response.end('canary') })
    server.on('connection', () => { heard.push(`connection on ${host}`) })
    const listening = await new Promise<boolean>(done => { server.once('error', () => done(false)); server.listen({ host, port, ipv6Only: host.includes(':') }, () => done(true)) })
    if (!listening) return port
    servers.push(server)
    const at = server.address()
    return typeof at === 'object' && at ? at.port : 0
  }
  const port = await canaryOn('127.0.0.1')
  // every address of the loopback network, and the one of IPv6
  for (const host of ['127.0.0.2', '127.255.255.254', '127.0.1.1', '::1']) await canaryOn(host, port)
  return { heard, port, canary: `http://127.0.0.1:${port}`, close: () => { for (const server of servers) { server.close(); server.closeAllConnections() } } }
}
