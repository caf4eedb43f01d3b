import { randomBytes, hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { newId } from '../../kernel/ids.ts'
import type { Log, Platform } from '../../kernel/platform.ts'
import { CONNECTORS, putConnector, type ConnectorCode, type ConnectorSettings } from './connectors/settings.ts'
import type { LogEntry } from './evidence/log-entry.ts'
import { startGateway, type Gateway, type GatewaySettings } from './gateway/start.ts'

/** Builders of the exchange for tests, trials and benchmarks: a registry, a provider, a gateway in front of it. */
export const QUIET: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Listening { readonly url: string; readonly server: Server; close(): Promise<void> }
export async function listen(handler: RequestListener): Promise<Listening> {
  const server = createServer({ maxHeaderSize: 64 * 1024 }, handler)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, close: () => new Promise(done => { server.close(() => done()); server.closeAllConnections() }) }
}

export interface SeenRequest { readonly method: string; readonly url: string; readonly rawHeaders: readonly string[]; readonly body: Buffer }
/** A provider that remembers what reached it. `answer` may take over. */
export async function aProvider(answer?: (seen: SeenRequest, request: IncomingMessage, response: import('node:http').ServerResponse) => boolean): Promise<Listening & { readonly seen: SeenRequest[] }> {
  const seen: SeenRequest[] = []
  const listening = await listen((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders, body: Buffer.concat(chunks) }
      seen.push(one)
      if (answer?.(one, request, response)) return
      response.writeHead(200, { 'content-type': 'application/json', 'x-own': 'kept' })
      response.end(JSON.stringify({ method: one.method, url: one.url, size: one.body.length }))
    })
  })
  return { ...listening, seen }
}

/** An entry of the transaction log. */
export const aLogEntry = (more: Partial<Omit<LogEntry, 'record'>> = {}, record: Partial<LogEntry['record']> = {}): LogEntry => ({ client: 1, service: 1, right: 1, refused: false, whenLogFails: 'closed', ...more, record: { securityServerInternalIp: '', securityServerType: 'Producer', requestInTs: 0, requestOutTs: null, responseInTs: null, responseOutTs: 0, client: undefined, service: undefined, serviceVersion: null, serviceType: null,
  restMethod: 'GET', restPath: '', representedPartyClass: null, representedPartyCode: null, messageId: 'm', messageUserId: null, messageIssue: null, clientSecurityServerAddress: null, serviceSecurityServerAddress: null, requestSize: 0, responseSize: 0, succeeded: true, faultCode: null, faultString: null, statusCode: 200, requestId: newId(), requestHash: null, responseHash: null, ...record } })

interface RegistryRow { readonly id: string; readonly number: number }
/** Writes registry rows as a steward would, without the acts around it. */
export function registryOf(pool: pg.Pool): {
  member(code: string, more?: { memberClass?: string; instance?: string; name?: string; agencyId?: string }): Promise<{ id: string }>
  subsystem(memberId: string, code: string, connection?: 'http' | 'https' | 'mutual-tls' | 'credential'): Promise<RegistryRow>
  service(subsystemId: string, code: string, baseUrl: string, more?: Partial<Record<'kind' | 'evidence' | 'when_log_fails' | 'context' | 'error_envelope' | 'state' | 'disabled_notice' | 'openapi', string>> & { idempotent?: boolean; timeout_ms?: number; max_body_bytes?: number }): Promise<RegistryRow>
  endpoint(serviceId: string, method: string, path: string): Promise<void>
  right(subsystemId: string, serviceId: string, more?: { endpoints?: object[]; perMinute?: number; perDay?: number; validFrom?: Date; validTo?: Date }): Promise<RegistryRow>
  topic(subsystemId: string, code: string, more?: { schema?: object; retentionDays?: number; listed?: boolean }): Promise<RegistryRow>
  subscription(subsystemId: string, topicId: string, more?: { validTo?: Date; kind?: 'subscribe' | 'publish'; perMinute?: number }): Promise<RegistryRow>
  credential(subsystemId: string, kind: string, publicId: string, secret?: string, more?: { sealed?: Buffer; validTo?: Date }): Promise<string>
} {
  const one = async <T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T> => {
    const { rows: [row] } = await pool.query<T>(text, values)
    if (!row) throw new Error(`nothing came of ${text}`)
    return row
  }
  return {
    member: (code, more = {}) => one('insert into exchange.member (id, instance, member_class, code, name, agency_id) values ($1, $2, $3, $4, $5, $6) returning id', [newId(), more.instance ?? 'DEV', more.memberClass ?? 'COM', code, more.name ?? `Cơ quan ${code}`, more.agencyId ?? null]),
    subsystem: (memberId, code, connection = 'http') => one('insert into exchange.subsystem (id, member_id, code, name, connection) values ($1, $2, $3, $4, $5) returning id, number', [newId(), memberId, code, `Hệ thống ${code}`, connection]),
    service(subsystemId, code, baseUrl, more = {}) {
      const { kind = 'REST', ...others } = more
      const columns = Object.keys(others)
      return one(`insert into exchange.data_service (id, subsystem_id, code, base_url, name, kind${columns.map(each => `, ${each}`).join('')}) values ($1, $2, $3, $4, $5, $6${columns.map((_, at) => `, $${at + 7}`).join('')}) returning id, number`, [newId(), subsystemId, code, baseUrl, `Dịch vụ ${code}`, kind, ...Object.values(others)])
    },
    endpoint: async (serviceId, method, path) => { await pool.query('insert into exchange.endpoint (id, service_id, method, path) values ($1, $2, $3, $4)', [newId(), serviceId, method, path]) },
    right: (subsystemId, serviceId, more = {}) => one(`insert into exchange.access_right (id, subsystem_id, service_id, endpoints, purpose, legal_basis, per_minute, per_day, valid_from, valid_to) values ($1, $2, $3, $4, 'Tra cứu', 'NĐ 194/2025/NĐ-CP', $5, $6, coalesce($8::timestamptz, now() - interval '1 day'), $7) returning id, number`,
      [newId(), subsystemId, serviceId, JSON.stringify(more.endpoints ?? []), more.perMinute ?? null, more.perDay ?? null, more.validTo ?? null, more.validFrom ?? null]),
    topic: (subsystemId, code, more = {}) => one("insert into exchange.event_topic (id, subsystem_id, code, name, legal_basis, payload_schema, retention_days, listed, unlisted_because) values ($1, $2, $3, $4, 'NĐ 194/2025/NĐ-CP', $5, $6, $7, case when $7 then null else 'Luật' end) returning id, number",
      [newId(), subsystemId, code, `Chủ đề ${code}`, more.schema === undefined ? null : JSON.stringify(more.schema), more.retentionDays ?? 30, more.listed ?? true]),
    subscription: (subsystemId, topicId, more = {}) => one("insert into exchange.access_right (id, kind, subsystem_id, topic_id, purpose, legal_basis, valid_from, valid_to, per_minute) values ($1, $5, $2, $3, 'Cập nhật', 'NĐ 194/2025/NĐ-CP', now() - interval '1 day', $4, $6) returning id, number", [newId(), subsystemId, topicId, more.validTo ?? null, more.kind ?? 'subscribe', more.perMinute ?? null]),
    async credential(subsystemId, kind, publicId, secret, more = {}) {
      const id = newId()
      await pool.query(`insert into exchange.credential (id, subsystem_id, kind, public_id, secret_hash, secret_sealed, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, now() - interval '1 day', $7)`, [id, subsystemId, kind, publicId, secret === undefined ? null : hash('sha256', secret, 'buffer'), more.sealed ?? null, more.validTo ?? null])
      return id
    },
  }
}

export const MASTER_KEY = randomBytes(32)
export interface RunningGateway extends Listening { readonly gateway: Gateway; readonly varDir: string }
/** A gateway on a port of its own. */
export async function aGateway(databaseUrl: string, more: Partial<GatewaySettings> & { logger?: Log; now?: () => number } = {}): Promise<RunningGateway> {
  const { logger = QUIET, now = Date.now, ...settings } = more
  const varDir = settings.varDir ?? await mkdtemp(join(tmpdir(), 'exchange-'))
  const gateway = await startGateway({ instance: 'DEV', name: `gw-${newId().slice(-6)}`, databaseUrl, varDir, masterKey: MASTER_KEY, faultDialect: '7.8', trustedNetworks: ['127.0.0.0/8'], allowLoopback: true, ownAddress: '127.0.0.1', ...settings }, logger, now)
  const listening = await listen((request, response) => { if (gateway.takes(request)) gateway.handle(request, response); else response.writeHead(404).end('portal') })
  return { ...listening, gateway, varDir, close: async () => { await listening.close(); await gateway.stop(); if (settings.varDir === undefined) await rm(varDir, { recursive: true, force: true }) } }
}

export interface RawAnswer { readonly status: number; readonly headers: import('node:http').IncomingHttpHeaders; readonly rawHeaders: readonly string[]; readonly body: Buffer; readonly text: string; json(): unknown }
/** Sends a request with the path and headers exactly as they are written: nothing is normalised on the way. */
export function send(base: string, path: string, options: { method?: string; headers?: Record<string, string | string[]> | string[]; body?: string | Buffer } = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(base)
  return new Promise((done, fail) => {
    const request = httpRequest({ hostname, port, path, method: options.method ?? 'GET', headers: Array.isArray(options.headers) ? ['Host', `${hostname}:${port}`, ...options.headers] : options.headers ?? {}, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => { chunks.push(chunk) })
      response.on('end', () => { const body = Buffer.concat(chunks); done({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body, text: body.toString('utf8'), json: () => JSON.parse(body.toString('utf8')) }) })
      response.on('error', fail)
      response.on('aborted', () => fail(new Error('aborted')))
    })
    request.on('error', fail)
    request.end(options.body)
  })
}

/** What a register's simulator must be shown. */
export type Shown = Pick<ConnectorSettings, 'account' | 'secret' | 'apiKey' | 'settings'>
export const CLIENT = 'VN/GOV/000.00.00.H55/mot-cua'

/** Members, services and rights for all connectors, as a steward would register them, each leading to `addressOf`. */
export async function registerConnectors(pool: pg.Pool, platform: Pick<Platform, 'db' | 'now' | 'config'>, addressOf: (code: ConnectorCode) => string, shown: (code: ConnectorCode) => Shown, more: { timeout_ms?: number } = {}): Promise<void> {
  const registry = registryOf(pool)
  const province = await registry.member('000.00.00.H55', { memberClass: 'GOV', instance: 'VN' })
  const own = await registry.subsystem(province.id, 'mot-cua', 'http')
  const state = await registry.member('000.00.00.G00', { memberClass: 'GOV', instance: 'VN' })
  for (const code of CONNECTORS) {
    const subsystem = await registry.subsystem(state.id, code)
    const service = await registry.service(subsystem.id, 'v1', addressOf(code), { evidence: 'metadata', ...more })
    await registry.right(own.id, service.id)
    await putConnector(platform, { kind: 'system', name: 'test' }, code, { client: CLIENT, service: `VN/GOV/000.00.00.G00/${code}/v1`, ...shown(code) })
  }
}
