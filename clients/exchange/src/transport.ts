import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { NetworkError } from './errors.ts'

/** PEM; `cert` and `key` for mutual TLS, `ca` when the exchange's certificate is not from a public authority. */
export interface TlsSettings { readonly cert?: string | Buffer; readonly key?: string | Buffer; readonly passphrase?: string; readonly ca?: string | Buffer; readonly servername?: string }
export interface Sending { readonly method: string; readonly path: string; /** name, value… */ readonly headers: readonly string[]; readonly body: Uint8Array | Readable | undefined; readonly timeoutMs: number; readonly messageId: string; readonly signal?: AbortSignal }
export interface Transport { send(sending: Sending): Promise<IncomingMessage>; close(): void }

/** One pool of kept connections to one exchange. Headers leave exactly as they are given: their bytes are hashed. */
export function createTransport(gateway: string, tls: TlsSettings | undefined): Transport {
  const { protocol, hostname, port, host } = new URL(gateway)
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`The address of the exchange must begin with https:// or http://, not ${protocol}`)
  const secure = protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true, minVersion: 'TLSv1.2', ...tls }) : new HttpAgent({ keepAlive: true })
  return {
    send: sending => new Promise((done, fail) => {
      let connected = false
      const options = { agent, hostname: hostname.replace(/^\[|\]$/g, ''), port, path: sending.path, method: sending.method, headers: ['Host', host, ...sending.headers], ...(sending.signal ? { signal: sending.signal } : {}) }
      const request: ClientRequest = secure ? httpsRequest(options) : httpRequest(options)
      request.setTimeout(sending.timeoutMs, () => { request.destroy(new Error(`no answer within ${sending.timeoutMs} ms`)) })
      request.on('socket', socket => { if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', () => { connected = true }); else connected = true })
      request.on('error', cause => { fail(new NetworkError(`The exchange could not be reached: ${cause.message}`, { mayHaveArrived: connected, messageId: sending.messageId, cause })) })
      request.on('response', response => { done(response) })
      const { body } = sending
      if (body === undefined || body instanceof Uint8Array) request.end(body)
      else { body.on('error', error => { request.destroy(error) }); body.pipe(request) }
    }),
    close: () => { agent.destroy() },
  }
}

/** All bytes of an answer. An answer that breaks off has no proof in the log, and is none. */
export async function readAll(response: IncomingMessage, most: number, messageId: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue
      size += chunk.length
      if (size > most) { response.destroy(); throw new RangeError(`the answer is larger than ${most} bytes; read it as a stream`) }
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    throw new NetworkError('The answer broke off', { mayHaveArrived: true, messageId, cause })
  }
  if (!response.complete) throw new NetworkError('The answer broke off', { mayHaveArrived: true, messageId })
  return Buffer.concat(chunks)
}
