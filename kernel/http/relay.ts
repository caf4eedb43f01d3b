import { BlockList, isIP, type LookupFunction } from 'node:net'
import { lookup as resolveName } from 'node:dns'
import type { Readable } from 'node:stream'
import { Pool, type Dispatcher } from 'undici'

/** Where a relay never goes: the cloud's metadata service, "this host", broadcast and multicast. Loopback only where the settings say so. */
const NEVER: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [['0.0.0.0', 8, 'ipv4'], ['169.254.0.0', 16, 'ipv4'], ['224.0.0.0', 3, 'ipv4'], ['::', 128, 'ipv6'], ['fe80::', 10, 'ipv6'], ['ff00::', 8, 'ipv6'],
  // metadata services of clouds outside 169.254: Azure, Alibaba, Oracle, Amazon by IPv6; and IPv4 in the clothes of IPv6 (translation, compatible, 6to4)
  ['168.63.129.16', 32, 'ipv4'], ['100.100.100.200', 32, 'ipv4'], ['192.0.0.192', 32, 'ipv4'], ['fd00:ec2::254', 128, 'ipv6'], ['64:ff9b::', 96, 'ipv6'], ['64:ff9b:1::', 48, 'ipv6'], ['2002::', 16, 'ipv6'], ['fec0::', 10, 'ipv6']]
const LOOPBACK: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6']]

export interface RelayOptions {
  /** simulators and local stubs live on this machine; in production nothing does */
  readonly allowLoopback: boolean
  /** connections to one origin */
  readonly connections?: number
  readonly connectTimeoutMs?: number
  /** how names become addresses; the machine's own way when absent */
  readonly resolve?: LookupFunction
}

export interface RelayRequest {
  readonly origin: string
  readonly path: string
  readonly method: string
  /** name, value, name, value… as they travel */
  readonly headers: string[]
  readonly body: Buffer | Readable | null
  /** until the head of the answer, and between two pieces of its body */
  readonly timeoutMs: number
}

export type RelayFailure = 'refused-address' | 'connect' | 'timeout' | 'broken'
/** What the relay tells as it happens; `onData` answers false to make it wait for `line.resume`. */
export interface RelayEvents {
  onHead(status: number, rawHeaders: string[], line: Line): void
  onData(chunk: Buffer): boolean
  onEnd(): void
  onFailure(reason: RelayFailure, error: Error): void
}

/** The way to the provider while it answers. */
export interface Line { resume(): void; giveUp(): void }

export interface Relay {
  /** Sends one request; redirects are handed on, never followed. */
  send(request: RelayRequest, events: RelayEvents): Line
  close(): Promise<void>
}

class RefusedAddress extends Error {}

/** Whether an address is one where nothing of ours goes on somebody's word. */
export function forbidden(options: Pick<RelayOptions, 'allowLoopback'>): (address: string) => boolean {
  const list = new BlockList()
  for (const [net, prefix, family] of [...NEVER, ...options.allowLoopback ? [] : LOOPBACK]) list.addSubnet(net, prefix, family)
  // ::127.0.0.1 and its kind; ::1 stands among the loopbacks
  list.addRange('::2', '::ffff:ffff', 'ipv6')
  return address => {
    const family = isIP(address)
    // ::ffff:127.0.0.1 is checked as the IPv4 address that it is
    return family === 0 || list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

const kindOf = (error: Error & { code?: string }): RelayFailure => error instanceof RefusedAddress || error.cause instanceof RefusedAddress ? 'refused-address'
  : /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(error.code ?? '') ? 'timeout'
  : /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO.*)$/.test(error.code ?? '') ? 'connect' : 'broken'

/** Header values are bytes; latin1 keeps each as it is. */
function pairsOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  const pairs: string[] = []
  if (Array.isArray(raw)) for (const each of raw) pairs.push(typeof each === 'string' ? each : each.toString('latin1'))
  return pairs
}

const NOBODY: Line = { resume: () => undefined, giveUp: () => undefined }

/** One request under way. */
class Sending implements Dispatcher.DispatchHandler, Line {
  readonly #events: RelayEvents
  #control: Dispatcher.DispatchController | undefined
  #over = false
  constructor(events: RelayEvents) { this.#events = events }

  onRequestStart(control: Dispatcher.DispatchController): void { this.#control = control; if (this.#over) control.abort(new Error('given up')) }
  onResponseStart(control: Dispatcher.DispatchController, status: number): void { if (status >= 200) this.#events.onHead(status, pairsOf(control.rawHeaders), this) }
  onResponseData(control: Dispatcher.DispatchController, chunk: Buffer): void { if (!this.#events.onData(chunk)) control.pause() }
  onResponseEnd(): void { if (!this.#over) { this.#over = true; this.#events.onEnd() } }
  onResponseError(_control: Dispatcher.DispatchController, error: Error): void { if (!this.#over) { this.#over = true; this.#events.onFailure(this.#kindOf(error), error) } }
  // a route that is lost later looks like one that never was; but what was sent may have arrived
  #kindOf(error: Error): RelayFailure { const kind = kindOf(error); return kind === 'connect' && this.#control ? 'broken' : kind }

  resume(): void { this.#control?.resume() }
  giveUp(): void { if (!this.#over) { this.#over = true; this.#control?.abort(new Error('given up')) } }
}

/**
 * Keeps connections to the origins of the registry and relays requests to them, streaming both ways. The address that a name resolves to is
 * checked at the moment of connecting, so that a name cannot point elsewhere between check and use (DNS rebinding).
 */
export function createRelay(options: RelayOptions): Relay {
  const isForbidden = forbidden(options)
  const lookup: LookupFunction = (host, settings, done) => {
    (options.resolve ?? resolveName)(host, settings, (error, address, family) => {
      if (error) { done(error, address, family); return }
      const bad = (Array.isArray(address) ? address.map(each => each.address) : [address]).find(isForbidden)
      if (bad === undefined) done(null, address, family)
      else done(new RefusedAddress(`${host} leads to ${bad}, where this relay never goes`), address, family)
    })
  }
  const pools = new Map<string, Pool>()
  // an origin is judged once; what its name leads to is judged at every connection
  const refused = new Map<string, RefusedAddress | undefined>()
  const refusalOf = (origin: string): RefusedAddress | undefined => {
    if (!refused.has(origin)) {
      const host = new URL(origin).hostname.replace(/^\[|\]$/g, '')
      refused.set(origin, isIP(host) !== 0 && isForbidden(host) ? new RefusedAddress(`${host} is where this relay never goes`) : undefined)
    }
    return refused.get(origin)
  }
  const poolOf = (origin: string, timeoutMs: number): Pool => {
    let pool = pools.get(origin)
    if (!pool) {
      pool = new Pool(origin, { connections: options.connections ?? 128, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, keepAliveTimeout: 10_000, keepAliveMaxTimeout: 60_000, maxHeaderSize: 65_536, strictContentLength: true,
        connect: { timeout: options.connectTimeoutMs ?? 5_000, lookup } })
      pools.set(origin, pool)
    }
    return pool
  }
  return {
    send(request, events) {
      const refusal = refusalOf(request.origin)
      if (refusal) { events.onFailure('refused-address', refusal); return NOBODY }
      const sending = new Sending(events)
      poolOf(request.origin, request.timeoutMs).dispatch({ path: request.path, method: request.method as Dispatcher.HttpMethod, headers: request.headers, body: request.body, headersTimeout: request.timeoutMs, bodyTimeout: request.timeoutMs }, sending)
      return sending
    },
    close: async () => { await Promise.all([...pools.values()].map(pool => pool.destroy())) },
  }
}
