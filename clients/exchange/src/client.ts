import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable, Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { ExchangeFault, faultMessage, HashMismatch } from './errors.ts'
import { adapterPath, readClientId, writeClientId, writeServicePath, type Target } from './identifiers.ts'
import { messageHash, sentHead } from './message-hash.ts'
import { isSafe, pauseBefore, RETRY, type RetryPolicy } from './retry.ts'
import { createTokenSource, type Credentials } from './token.ts'
import { createTransport, readAll, type TlsSettings } from './transport.ts'

export interface ExchangeClientSettings {
  /** `https://lgsp.example.gov.vn` */
  readonly gateway: string
  /** who calls: `VN/GOV/000.00.00.H55/motcua` */
  readonly client: string
  readonly credentials?: Credentials
  readonly tls?: TlsSettings
  /** until the answer begins, and between two pieces of it */
  readonly timeoutMs?: number
  readonly retry?: Partial<RetryPolicy>
  /** false where a proxy in front of the exchange adds headers of its own: then the hash is of other bytes than those sent here */
  readonly verifyHash?: boolean
  /** for tests */
  readonly now?: () => number
  readonly random?: () => number
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

export interface CallRequest {
  readonly to: Target
  readonly method?: string
  /** below the service, encoded as it shall travel; begins with a slash */
  readonly path?: string
  readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** an object is sent as JSON; a stream is sent once, without retries */
  readonly body?: string | Uint8Array | Readable | object
  /** the service is marked idempotent in the registry: the message may be sent again under its id */
  readonly idempotent?: boolean
  /** the id of an earlier try, to ask again for its answer */
  readonly messageId?: string
  readonly signal?: AbortSignal
}

interface AnswerHead { readonly status: number; readonly headers: IncomingMessage['headers']; readonly messageId: string; /** names the exchange in the log */ readonly requestId: string; /** set when this is the answer to an earlier sending of the message */ readonly firstRequestId: string | undefined
  /** that the log holds the hash of exactly the bytes sent; `absent`: the service keeps no evidence */
  readonly hash: 'verified' | 'absent' | 'unchecked' }
export interface Answer extends AnswerHead { readonly bytes: Buffer; text(): string; json(): unknown }
export interface StreamedAnswer extends AnswerHead { readonly body: Readable }

export interface ExchangeClient {
  /** Sends a message and takes its whole answer; again where that is harmless. Throws ExchangeError. */
  call(request: CallRequest): Promise<Answer>
  /** The same, with the body of the answer as a stream; an answer that ends with an error has no proof. */
  stream(request: CallRequest): Promise<StreamedAnswer>
  /** Containers (.asice) of a message of ours: the only one under this id. */
  container(messageId: string): Promise<Buffer>
  /** The OpenAPI document of a service, as text. */
  openapi(service: string): Promise<string>
  close(): void
}

const MOST_BYTES = 64 * 1024 * 1024
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const VALUE = /^[\t\x20-\x7e]*$/

export function createExchangeClient(settings: ExchangeClientSettings): ExchangeClient {
  const self = readClientId(settings.client)
  const { timeoutMs = 30_000, now = Date.now, random = Math.random, wait = pause, verifyHash = true } = settings
  const policy = { ...RETRY, ...settings.retry }
  const transport = createTransport(settings.gateway, settings.tls)
  const tokens = settings.credentials && createTokenSource(transport, settings.credentials, { timeoutMs, now })

  async function once(request: CallRequest, messageId: string): Promise<{ response: IncomingMessage; head: AnswerHead }> {
    const method = (request.method ?? (request.body === undefined ? 'GET' : 'POST')).toUpperCase()
    const path = pathOf(request)
    const { type, body } = bodyOf(request.body)
    const headers = ['X-Road-Client', writeClientId(self), 'X-Road-Id', messageId]
    if (type !== undefined && !Object.keys(request.headers ?? {}).some(name => name.toLowerCase() === 'content-type')) headers.push('Content-Type', type)
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (!NAME.test(name) || !VALUE.test(value)) throw new TypeError(`The header ${JSON.stringify(name)} cannot travel: names are tokens, values printable ASCII`)
      headers.push(name, value)
    }
    if (tokens) headers.push(...await tokens.headers())
    if (body instanceof Uint8Array) headers.push('Content-Length', String(body.length))
    else if (body) headers.push('Transfer-Encoding', 'chunked')
    const digest = createHash('sha512')
    const sent = body === undefined || body instanceof Uint8Array ? body : body.pipe(new Transform({ transform(chunk: Buffer, _, done) { digest.update(chunk); done(null, chunk) } }))
    if (sent instanceof Transform && body instanceof Readable) body.on('error', error => { sent.destroy(error) })
    const response = await transport.send({ method, path, headers, body: sent, timeoutMs, messageId, ...(request.signal ? { signal: request.signal } : {}) })
    const header = (name: string): string | undefined => { const value = response.headers[name]; return Array.isArray(value) ? value[0] : value }
    const requestId = header('x-road-request-id') ?? ''
    const code = header('x-road-error')
    const status = response.statusCode ?? 0
    if (code !== undefined) {
      const text = (await readAll(response, MOST_BYTES, messageId)).toString('utf8')
      const after = Number(header('retry-after'))
      throw new ExchangeFault({ code, message: faultMessage(text) ?? text.slice(0, 200), status, messageId, requestId, retryAfterSeconds: Number.isFinite(after) ? after : undefined })
    }
    const given = header('x-road-request-hash')
    if (verifyHash && given !== undefined) {
      if (body instanceof Uint8Array) digest.update(body)
      const none = body === undefined || body instanceof Uint8Array && body.length === 0
      if (given !== messageHash(sentHead(method, path, headers, requestId, tokens !== undefined), none ? undefined : digest.digest())) { response.destroy(); throw new HashMismatch(requestId) }
    }
    return { response, head: { status, headers: response.headers, messageId, requestId, firstRequestId: header('x-road-first-request-id'), hash: given === undefined ? 'absent' : verifyHash ? 'verified' : 'unchecked' } }
  }

  async function insist<T>(request: CallRequest, take: (response: IncomingMessage, head: AnswerHead) => Promise<T>): Promise<T> {
    const messageId = request.messageId ?? `${self.instance}-${randomUUID()}`
    const stream = request.body instanceof Readable
    const repeatable = request.idempotent === true || isSafe((request.method ?? (request.body === undefined ? 'GET' : 'POST')).toUpperCase())
    let renewed = false
    for (let attempt = 0; ; attempt++) {
      try {
        const { response, head } = await once(request, messageId)
        return await take(response, head)
      } catch (error) {
        if (stream) throw error
        // a token may be revoked before its time: the provider has not seen the call
        if (tokens && !renewed && error instanceof ExchangeFault && error.kind === 'ssl-authentication-failed') { renewed = true; tokens.renew(); continue }
        const milliseconds = pauseBefore(attempt, error, repeatable, policy, random)
        if (milliseconds === undefined) throw error
        await wait(milliseconds)
        request.signal?.throwIfAborted()
      }
    }
  }
  const call = (request: CallRequest): Promise<Answer> => insist(request, async (response, head) => {
    const bytes = await readAll(response, MOST_BYTES, head.messageId)
    return { ...head, bytes, text: () => bytes.toString('utf8'), json: () => JSON.parse(bytes.toString('utf8')) }
  })
  const plain = async (path: string): Promise<Buffer> => {
    const response = await transport.send({ method: 'GET', path, headers: ['X-Road-Client', writeClientId(self), ...await tokens?.headers() ?? []], body: undefined, timeoutMs, messageId: '' })
    const bytes = await readAll(response, MOST_BYTES, '')
    if (response.statusCode === 200) return bytes
    throw new ExchangeFault({ code: String(response.headers['x-road-error'] ?? 'other'), message: faultMessage(bytes.toString('utf8')) ?? '', status: response.statusCode ?? 0, messageId: '', requestId: String(response.headers['x-road-request-id'] ?? ''), retryAfterSeconds: undefined })
  }
  return {
    call,
    stream: request => insist(request, (response, head) => Promise.resolve({ ...head, body: response })),
    container: messageId => plain(`/asic?${new URLSearchParams({ queryId: messageId, xRoadInstance: self.instance, memberClass: self.memberClass, memberCode: self.memberCode, subsystemCode: self.subsystem, unique: '' }).toString()}`),
    openapi: async service => (await plain(`${writeServicePath(service).replace(/[^/]+$/, 'getOpenAPI')}?serviceCode=${encodeURIComponent(service.split('/')[4] ?? '')}`)).toString('utf8'),
    close: () => { transport.close() },
  }
}

function pathOf({ to, path = '', query = {} }: CallRequest): string {
  if (path !== '' && !/^\/[\x21-\x7e]*$/.test(path)) throw new TypeError('A path begins with a slash and holds no spaces or control characters; encode what it names')
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) search.append(name, String(each))
  if ('destination' in to) return adapterPath(to, path, search)
  const text = search.toString()
  return `${'service' in to ? writeServicePath(to.service) : to.context.replace(/\/$/, '')}${path}${text === '' ? '' : `?${text}`}`
}

function bodyOf(body: CallRequest['body']): { readonly type?: string; readonly body: Uint8Array | Readable | undefined } {
  if (body === undefined) return { body }
  if (typeof body === 'string') return { type: 'text/plain;charset=utf-8', body: Buffer.from(body) }
  if (body instanceof Uint8Array || body instanceof Readable) return { type: 'application/octet-stream', body }
  return { type: 'application/json', body: Buffer.from(JSON.stringify(body)) }
}
