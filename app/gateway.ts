import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { Config } from '../kernel/config.ts'
import { observeState } from '../kernel/telemetry.ts'
import { SERVER_LIMITS } from '../kernel/http/limits.ts'
import { oneHost } from '../kernel/http/one-host.ts'
import type { Log } from '../kernel/platform.ts'
import { startGateway, type Gateway, type WithinProvider } from '../modules/exchange/index.ts'
import type { Database } from './database.ts'
import type { KeyRing } from './key-ring.ts'
import { APP } from '../kernel/db/bootstrap.ts'

export interface RunningGateway { readonly gateway: Gateway; stop(): Promise<void> }

/** The gateway of this process, and the port for client certificates where the settings name one. */
export async function openGateway(config: Config, database: Database, keys: KeyRing, log: Log, now: () => Date, within: WithinProvider): Promise<RunningGateway> {
  const { exchange } = config
  const gateway = await startGateway({ instance: exchange.instance, name: exchange.gateway, databaseUrl: database.appUrl, ...(config.databaseUrl && !config.databaseAppUrl ? { databaseRole: APP } : {}), varDir: config.varDir, masterKey: config.masterKey,
    faultDialect: exchange.errors, trustedNetworks: exchange.networks, proxies: config.proxies, allowLoopback: config.simulators, ownAddress: config.host, within, seal: () => keys.seal(), anchors: keys.anchors, revocationLists: () => keys.revocationLists(), registryMaxAgeMs: exchange.registrySeconds * 1000, documentSignatures: { policy: exchange.documentSignatures, allowSha1: exchange.documentSha1 }, ...keys.timeStamp === undefined ? {} : { timeStamp: keys.timeStamp }, ...exchange.eventsUrl === undefined ? {} : { eventsUrl: exchange.eventsUrl } }, log, () => now().getTime())
  observeState('tinhso_exchange_log_waiting', 'Records that wait for the next batch', () => gateway.state.waiting)
  observeState('tinhso_exchange_log_spooled', 'Records in the spool of this gateway', () => gateway.state.spooled)
  observeState('tinhso_exchange_log_down', '1 while the log does not answer', () => gateway.state.logDown ? 1 : 0)
  observeState('tinhso_exchange_log_seq', 'Batches of this gateway', () => gateway.state.seq)
  observeState('tinhso_exchange_breakers_open', 'Services that are given a pause', () => gateway.state.breakersOpen)
  observeState('tinhso_exchange_registry_version', 'Version of the registry in use', () => gateway.state.registryVersion)
  if (!exchange.tls) return { gateway, stop: () => gateway.stop() }
  const [cert, key] = await Promise.all([readFile(exchange.tls.cert), readFile(exchange.tls.key)])
  // whoever comes without a certificate may still bring a token: the registry says what is asked of whom
  const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2', ...SERVER_LIMITS, maxHeaderSize: 64 * 1024 }, oneHost((request, response) => {
    if (gateway.takes(request)) gateway.handle(request, response)
    else response.writeHead(404, { 'content-length': '0' }).end()
  }))
  await new Promise<void>((done, fail) => { server.once('error', fail); server.listen(exchange.tls?.port, config.host, done) })
  return { gateway, stop: async () => { await new Promise<void>(done => { server.close(() => done()); server.closeIdleConnections() }); await gateway.stop() } }
}
