import { createHash, hash, type Hash } from 'node:crypto'
import type { Line, RelayEvents, RelayFailure } from '../../../kernel/http/relay.ts'
import { seal } from '../../../kernel/secrets.ts'
import { faultCode, type FaultType } from '../domain/faults.ts'
import { answerHead, headBytes, requestHeaders, responseHeaders } from '../domain/head.ts'
import type { Claim, Held } from '../evidence/claims.ts'
import { LogUnavailable } from '../evidence/transaction-log.ts'
import type { Consumer, Right, Service } from '../registry/snapshot.ts'
import { BodyTooLarge, hashOf, messageHash, sha512, SMALL, takeBody, type Body } from './body.ts'
import { answerFault, recordOf, type FaultFacts } from './fault-answer.ts'
import type { Call, GatewayParts } from './parts.ts'
import { answerWithin } from './answer-within.ts'

/** A call that may pass: who, what, and the address at the provider. */
export interface AdmittedCall extends Call { consumer: Consumer; service: Service; right: Right }
export interface Onward { readonly path: string; /** as the client wrote it, for the hash of the head */ readonly rawPath: string }

/** Up to here copying a body is cheaper than a second piece of writing. */
const ONE_PIECE = 16 * 1024
/** Bodies larger than this are kept in the log by their hash only, even where full evidence is asked for. */
const MOST_KEPT = 1024 * 1024
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const NO_BODY = new Set([204, 205, 304])

/**
 * Sends an admitted call to its provider and the answer back. The end of the answer is held until the record of the exchange, with the hashes
 * of both directions, is durable: who has the whole answer has proof of it, on both sides.
 */
export async function pass(parts: GatewayParts, call: AdmittedCall, onward: Onward): Promise<void> {
  const { request, service } = call
  const headers = requestHeaders(request.rawHeaders, { requestId: call.requestId, ...(call.ownId ? {} : { generatedId: call.messageId }) }, call.consumed)
  const head = headBytes(call.method, onward.rawPath, headers)
  const body = await takeBody(request, service.maxBodyBytes)
  if (body.kind === 'too-large') return answerFault(parts, call, { type: 'bad-request', message: `The body is larger than the ${service.maxBodyBytes} bytes that ${service.key} takes` })
  if (body.kind === 'cut-off') return undefined
  if (body.kind === 'streamed' && body.body.length !== undefined) headers.push('content-length', String(body.body.length))

  // asked when the body is there: whoever sends slowly must not be the one who tries
  const breaker = parts.breakers.of(service.number)
  if (!breaker.admits(parts.now())) return answerFault(parts, call, { type: 'network-error', message: `Service ${service.key} does not answer; it is tried again in a moment`, retryAfterSeconds: breaker.retryAfter(parts.now()) })
  const claimed = call.ownId && (service.idempotent || UNSAFE.has(call.method))
  if (claimed && await answeredFromMemory(parts, call, head, body)) { breaker.withdraw(); return undefined }
  return new Exchange(parts, call, onward, head, headers, body, claimed).run()
}

const heldBy = (call: AdmittedCall): Held => ({ client: call.consumer.number, messageId: call.messageId, transactionId: call.requestId })

/** The provider's answer to this very message, or why the message id cannot be used again; false: it is new. */
async function answeredFromMemory(parts: GatewayParts, call: AdmittedCall, head: string, body: Body): Promise<boolean> {
  // our own ids differ at each try: the content is what the client chose
  const content = head.replace(/^x-road-request-id:.*\r\n/im, '')
  // a large body is not there yet: its length must do until it is
  const contentHash = sha512(body.kind === 'small' ? Buffer.concat([sha512(content), sha512(body.bytes)]) : body.kind === 'streamed' ? `${content}${body.body.length ?? 'chunked'}` : content)
  let claim: Claim
  try { claim = await parts.claims.claim(heldBy(call), contentHash, call.service.idempotent) } catch (error) {
    // it may have been taken although nobody said so, or be taken yet
    void parts.claims.abandon(heldBy(call), true)
    parts.claims.disown(heldBy(call))
    parts.logger.warn({ requestId: call.requestId, error: String(error) }, 'a message id could not be checked')
    await answerFault(parts, call, { type: 'database-error', message: 'Whether this message id was used cannot be told now', retryAfterSeconds: 1 })
    return true
  }
  const refuse = async (message: string, retryAfterSeconds?: number): Promise<true> => { await answerFault(parts, call, { type: 'duplicate-message', message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) }); return true }
  const another = `Message id ${call.messageId} was used for another message`
  switch (claim.is) {
    case 'new': return false
    case 'underway': return refuse(`A message with id ${call.messageId} is under way`, 1)
    case 'other-content': return refuse(another)
    case 'answered': {
      if (!claim.answer || body.kind === 'streamed' && !claim.bodyHash) return refuse(`Message id ${call.messageId} was used before (${claim.transactionId})`)
      if (body.kind === 'streamed' && claim.bodyHash) {
        // whoever asks for the first answer shows the whole message again
        const again = await hashOf(body.body)
        if (again === 'cut-off') return true
        if (again === 'too-large') { await answerFault(parts, call, { type: 'bad-request', message: `The body is larger than the ${call.service.maxBodyBytes} bytes that ${call.service.key} takes` }); return true }
        if (!again.equals(claim.bodyHash)) return refuse(another)
      }
      const { status, headers, body: first } = claim.answer
      const now = parts.now()
      await parts.log.write({ client: call.consumer.number, service: call.service.number, right: call.right.number, refused: true, whenLogFails: call.service.whenLogFails,
        record: recordOf(parts, call, { status, succeeded: true, fault: { code: faultCode('duplicate-message', parts.faultDialect), message: `answered again as ${claim.transactionId}` }, sentAt: null, answeredAt: null, leftAt: now, requestSize: body.kind === 'small' ? body.bytes.length : body.kind === 'streamed' ? body.body.size() : 0, responseSize: first.length, requestHash: null, responseHash: null }) })
      call.response.writeHead(status, [...headers, 'x-road-first-request-id', claim.transactionId, ...call.request.complete ? [] : ['connection', 'close']])
      call.response.end(first)
      return true
    }
  }
}

/** The length that a provider announced: a large answer is handed on with it, as it came, instead of in chunks. */
function announcedLength(raw: readonly string[]): number | undefined {
  const at = raw.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length')
  return at < 0 ? undefined : Number(raw[at + 1])
}

const NOTHING = (): void => undefined

/** One exchange on its way; it listens to the relay itself: functions made for every message are what it would cost otherwise. */
class Exchange implements RelayEvents {
  readonly #parts: GatewayParts
  readonly #call: AdmittedCall
  readonly #onward: Onward
  readonly #head: string
  readonly #headers: string[]
  readonly #body: Body
  readonly #claimed: boolean
  readonly #withHashes: boolean
  #sentAt = 0
  #answeredAt = 0
  #status = 0
  #answerHeaders: string[] = []
  /** the provider's, as they came */
  #raw: readonly string[] = []
  #responseHead = ''
  #hashOfRequest: string | undefined
  /** of head and body, once the body is too large to be held */
  #digest: Hash | undefined
  #size = 0
  #held: Buffer[] = []
  #heldSize = 0
  #kept: Buffer[] | undefined
  #line: Line | undefined
  #over = false
  #finish = NOTHING

  constructor(parts: GatewayParts, call: AdmittedCall, onward: Onward, head: string, headers: string[], body: Body, claimed: boolean) {
    this.#parts = parts; this.#call = call; this.#onward = onward; this.#head = head; this.#headers = headers; this.#body = body; this.#claimed = claimed
    this.#withHashes = call.service.evidence !== 'none'
    if (call.service.evidence === 'full') this.#kept = []
  }

  run(): Promise<void> {
    const { service, response } = this.#call
    return new Promise(finish => {
      this.#finish = finish
      // while the message id was looked up
      if (response.destroyed) { this.#clientGone(); return }
      this.#sentAt = this.#parts.now()
      response.on('close', () => { if (!response.writableFinished) this.#clientGone() })
      if (service.within) { answerWithin(this.#parts, this.#call, this.#onward.path, this); return }
      this.#line = this.#parts.relay.send({ origin: service.origin, path: this.#onward.path, method: this.#call.method, headers: this.#headers,
        body: this.#body.kind === 'small' ? this.#body.bytes : this.#body.kind === 'streamed' ? this.#body.body.stream : null, timeoutMs: service.timeoutMs }, this)
    })
  }

  #settle(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#parts.logger.error({ requestId: this.#call.requestId, error: String(error) }, 'an exchange could not be finished')
      this.#call.response.destroy()
    }).finally(this.#finish).catch(() => undefined)
  }

  #requestHash(): string | null {
    if (!this.#withHashes) return null
    // a provider may answer before it has read everything: then there is nothing whole to hash
    const digest = this.#body.kind === 'streamed' ? this.#body.body.digest() : undefined
    if (this.#body.kind === 'streamed' && digest === undefined) return null
    return this.#hashOfRequest ??= messageHash(this.#head, this.#body.kind === 'small' ? sha512(this.#body.bytes) : digest)
  }
  #requestSize(): number { return this.#body.kind === 'small' ? this.#body.bytes.length : this.#body.kind === 'streamed' ? this.#body.body.size() : 0 }

  onHead(status: number, raw: string[], line: Line): void {
    const call = this.#call
    this.#answeredAt = this.#parts.now()
    this.#status = status
    const kept = responseHeaders(raw)
    this.#responseHead = answerHead(status, kept)
    this.#answerHeaders = kept
    this.#raw = raw
    this.#line = line
    kept.push('x-road-client', call.consumer.written, 'x-road-service', call.service.written, 'x-road-id', call.messageId, 'x-road-request-id', call.requestId)
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length
    if (this.#kept) { if (this.#size <= MOST_KEPT) this.#kept.push(chunk); else this.#kept = undefined }
    if (!this.#call.response.headersSent && this.#heldSize + chunk.length <= SMALL) { this.#held.push(chunk); this.#heldSize += chunk.length; return true }
    if (!this.#digest && this.#withHashes) { this.#digest = createHash('sha512').update(`${this.#responseHead}\r\n`); for (const piece of this.#held) this.#digest.update(piece) }
    this.#digest?.update(chunk)
    // large: everything but the newest piece goes on; the head waits for the hash of the whole request
    if (!this.#call.response.headersSent) { this.#call.response.on('drain', () => { this.#line?.resume() }); this.#sendHead(announcedLength(this.#raw)) }
    let flows = true
    for (const piece of this.#held) flows = this.#call.response.write(piece)
    this.#held = [chunk]
    return flows
  }

  #sendHead(length: number | undefined): void {
    const { request, response } = this.#call
    if (response.headersSent) return
    const requestHash = this.#requestHash()
    if (requestHash !== null) this.#answerHeaders.push('x-road-request-hash', requestHash)
    if (length !== undefined) this.#answerHeaders.push('content-length', String(length))
    // the provider answered before it had everything: the rest of the body would block the connection
    if (!request.complete) this.#answerHeaders.push('connection', 'close')
    response.writeHead(this.#status, this.#answerHeaders)
  }

  onEnd(): void { this.#settle(this.#end()) }
  onFailure(reason: RelayFailure, error: Error): void { this.#settle(this.#fail(reason, error)) }

  async #end(): Promise<void> {
    if (this.#over) return
    this.#over = true
    const { service, response, request } = this.#call
    const parts = this.#parts
    parts.breakers.of(service.number).report(true, parts.now())
    const requestHash = this.#requestHash()
    const succeeded = this.#status < 500
    const last = this.#held.length === 1 && this.#held[0] ? this.#held[0] : Buffer.concat(this.#held)
    const responseHash = !this.#withHashes ? null : this.#digest ? this.#digest.digest('base64') : hash('sha512', Buffer.concat([Buffer.from(`${this.#responseHead}\r\n`), last]), 'base64')
    try {
      await parts.log.write({ client: this.#call.consumer.number, service: service.number, right: this.#call.right.number, refused: false, whenLogFails: service.whenLogFails,
        record: recordOf(parts, this.#call, { status: this.#status, succeeded, sentAt: this.#sentAt, answeredAt: this.#answeredAt, leftAt: parts.now(), requestSize: this.#requestSize(), responseSize: this.#size, requestHash, responseHash }), ...this.#messages() })
    } catch (error) {
      // nobody waits for a database that may be away
      void this.#abandon(false)
      if (!(error instanceof LogUnavailable)) throw error
      // what is not written down was not answered
      if (response.headersSent) { response.destroy(); return }
      return answerFault(parts, this.#call, { type: 'logging-failed', message: 'The exchange could not be written down, so its answer is not given', sentAt: this.#sentAt, answeredAt: this.#answeredAt })
    }
    if (this.#claimed) await parts.claims.settle(heldBy(this.#call), service.idempotent && !response.headersSent ? { status: this.#status, headers: this.#headersWithHash(requestHash, last.length), body: last } : undefined, this.#body.kind === 'streamed' ? this.#body.body.digest() : undefined).catch(() => this.#abandon(false))
    if (response.destroyed) return
    if (!response.headersSent) this.#sendHead(NO_BODY.has(this.#status) || request.method === 'HEAD' ? undefined : last.length)
    // a small body goes out with its head in one piece: as text of one byte a character, which is what it is to HTTP
    if (last.length > 0 && last.length <= ONE_PIECE) response.end(last.toString('latin1'), 'latin1')
    else response.end(last.length > 0 ? last : undefined)
  }

  /** The message id is nobody's from here on: it may come again where that does no harm. */
  async #abandon(neverArrived: boolean): Promise<void> {
    if (this.#claimed) await this.#parts.claims.abandon(heldBy(this.#call), neverArrived || this.#call.service.idempotent)
  }

  #headersWithHash(requestHash: string | null, length: number): string[] {
    return [...this.#answerHeaders, ...(requestHash === null ? [] : ['x-road-request-hash', requestHash]), 'content-length', String(length)]
  }

  #messages(): { messages?: { response: boolean; sealed: Buffer }[] } {
    if (this.#call.service.evidence !== 'full') return {}
    const request = this.#body.kind === 'small' ? Buffer.concat([Buffer.from(`${this.#head}\r\n`), this.#body.bytes]) : this.#body.kind === 'none' ? Buffer.from(`${this.#head}\r\n`) : undefined
    return { messages: [...request ? [{ response: false, sealed: seal(this.#parts.sealingKey, request) }] : [], ...this.#kept ? [{ response: true, sealed: seal(this.#parts.sealingKey, Buffer.concat([Buffer.from(`${this.#responseHead}\r\n`), ...this.#kept])) }] : []] }
  }

  async #fail(reason: RelayFailure, error: Error): Promise<void> {
    if (this.#over) return
    this.#over = true
    const parts = this.#parts
    const { service } = this.#call
    const tooLarge = error instanceof BodyTooLarge || error.cause instanceof BodyTooLarge
    const breaker = parts.breakers.of(service.number)
    if (tooLarge) breaker.withdraw()
    else breaker.report(false, parts.now())
    parts.logger.warn({ requestId: this.#call.requestId, service: service.key, reason, error: error.message }, 'a provider could not be reached')
    await this.#abandon(reason === 'connect' || reason === 'refused-address' || tooLarge)
    const [type, message]: readonly [FaultType, string] = tooLarge ? ['bad-request', `The body is larger than the ${service.maxBodyBytes} bytes that ${service.key} takes`]
      : reason === 'timeout' ? ['network-error', `Service ${service.key} did not answer within ${service.timeoutMs} ms`]
      : reason === 'broken' ? ['network-error', `The connection to service ${service.key} broke`]
      : ['network-error', `Service ${service.key} could not be reached`]
    const facts: FaultFacts = { type, message, sentAt: this.#sentAt, ...(this.#answeredAt > 0 ? { answeredAt: this.#answeredAt } : {}), requestSize: this.#requestSize() }
    await answerFault(parts, this.#call, facts)
  }

  #clientGone(): void {
    if (this.#over) return
    this.#over = true
    this.#line?.giveUp()
    const parts = this.#parts
    const breaker = parts.breakers.of(this.#call.service.number)
    if (this.#answeredAt > 0) breaker.report(true, parts.now())
    else breaker.withdraw()
    this.#settle(this.#abandon(this.#sentAt === 0).then(() => parts.log.write({ client: this.#call.consumer.number, service: this.#call.service.number, right: this.#call.right.number, refused: false, whenLogFails: this.#sentAt > 0 ? 'spool' : this.#call.service.whenLogFails,
      record: recordOf(parts, this.#call, { status: this.#status || 499, succeeded: false, fault: { code: 'client-gone', message: 'The client closed the connection before the answer' }, sentAt: this.#sentAt || null, answeredAt: this.#answeredAt || null, leftAt: parts.now(), requestSize: this.#requestSize(), responseSize: this.#size, requestHash: null, responseHash: null }) })).catch(() => undefined))
  }
}
