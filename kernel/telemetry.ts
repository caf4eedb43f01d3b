import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { inNetworks } from './networks.ts'
import { sameSecret } from './secrets.ts'

const registry = new Registry()
collectDefaultMetrics({ register: registry })
const duration = new Histogram({ name: 'tinhso_http_request_seconds', help: 'Time to answer, by route', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10], registers: [registry] })
const jobs = new Counter({ name: 'tinhso_jobs_total', help: 'Background jobs by task and outcome', labelNames: ['task', 'outcome'], registers: [registry] })

/** Routes are labelled by pattern, never by address: an address may hold a code. */
export function observeRequest(method: string, route: string, status: number, milliseconds: number): void {
  duration.observe({ method, route, status: String(status) }, milliseconds / 1000)
}
/** A figure that is looked up whenever `/metrics` is asked; the last one under a name counts. */
export function observeState(name: string, help: string, read: () => number): void {
  registry.removeSingleMetric(name)
  new Gauge({ name, help, registers: [registry], collect() { this.set(read()) } })
}
export function observeJob(task: string, outcome: 'done' | 'failed'): void { jobs.inc({ task, outcome }) }

export interface MetricsAccess { readonly token: string | undefined; readonly networks: readonly string[] | undefined }

const LOOPBACK = ['127.0.0.0/8', '::1']

/**
 * Who may read the figures of the house: whoever shows the token, a caller from the networks of administration, or one on this very machine. A
 * proxy on this machine is no such caller: it says for whom it asks.
 */
function mayMeasure(request: FastifyRequest, access: MetricsAccess): boolean {
  const shown = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (access.token !== undefined && shown !== undefined && sameSecret(shown, access.token)) return true
  if (access.networks && inNetworks(request.ip, access.networks)) return true
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(header => request.headers[header] !== undefined)
  return !forwarded && inNetworks(request.socket.remoteAddress ?? '', LOOPBACK)
}

/** `/healthz`: the process lives. `/readyz`: it can work (database answers). `/metrics`: Prometheus text. */
export function registerTelemetry(server: FastifyInstance, ready: () => Promise<void>, access: MetricsAccess): void {
  server.get('/healthz', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain').send('ok\n'))
  server.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    try { await ready(); return await reply.type('text/plain').send('ready\n') } catch { return reply.code(503).type('text/plain').send('not ready: the database does not answer\n') }
  })
  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => mayMeasure(request, access) ? reply.type(registry.contentType).send(await registry.metrics())
    : reply.code(403).type('text/plain').send('The metrics are read from this machine, from ADMIN_NETWORKS, or with METRICS_TOKEN as bearer token.\n'))
}
