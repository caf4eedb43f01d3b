import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

const registry = new Registry()
collectDefaultMetrics({ register: registry })
const duration = new Histogram({ name: 'tinhso_http_request_seconds', help: 'Time to answer, by route', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10], registers: [registry] })
const jobs = new Counter({ name: 'tinhso_jobs_total', help: 'Background jobs by task and outcome', labelNames: ['task', 'outcome'], registers: [registry] })

/** Routes are labelled by pattern, never by address: an address may hold a code. */
export function observeRequest(method: string, route: string, status: number, milliseconds: number): void {
  duration.observe({ method, route, status: String(status) }, milliseconds / 1000)
}
export function observeJob(task: string, outcome: 'done' | 'failed'): void { jobs.inc({ task, outcome }) }

/** `/healthz`: the process lives. `/readyz`: it can work (database answers). `/metrics`: Prometheus text. */
export function registerTelemetry(server: FastifyInstance, ready: () => Promise<void>): void {
  server.get('/healthz', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain').send('ok\n'))
  server.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    try { await ready(); return await reply.type('text/plain').send('ready\n') } catch { return reply.code(503).type('text/plain').send('not ready: the database does not answer\n') }
  })
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
