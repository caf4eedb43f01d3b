import { createHash, hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Transform, type Readable } from 'node:stream'

/** Bodies up to this size are held in memory and sent in one piece; larger ones stream through. */
export const SMALL = 64 * 1024

export const sha512 = (data: string | Uint8Array): Buffer => hash('sha512', data, 'buffer')
/** X-Road-Request-Hash: SHA-512 over the hashes of head and body; of the head alone when there is no body. base64. */
export const messageHash = (head: string, body: Buffer | undefined): string => body === undefined ? sha512(head).toString('base64') : sha512(Buffer.concat([sha512(head), body])).toString('base64')

export interface StreamedBody { readonly stream: Readable; readonly length: number | undefined; /** undefined until all of it has passed */ readonly digest: () => Buffer | undefined; readonly size: () => number }
export type Body = { readonly kind: 'none' } | { readonly kind: 'small'; readonly bytes: Buffer } | { readonly kind: 'streamed'; readonly body: StreamedBody } | { readonly kind: 'too-large' } | { readonly kind: 'cut-off' }

/** Takes the body of a request: at once when it is small, else as a stream that counts, hashes and stops at the limit. */
export async function takeBody(request: IncomingMessage, most: number): Promise<Body> {
  const announced = request.headers['content-length']
  const chunked = request.headers['transfer-encoding'] !== undefined
  if (!chunked && (announced === undefined || announced === '0')) return { kind: 'none' }
  const length = announced === undefined || chunked ? undefined : Number(announced)
  if (length !== undefined && length > most) return { kind: 'too-large' }
  if (length !== undefined && length <= SMALL) {
    return new Promise(done => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
      request.on('end', () => { done({ kind: 'small', bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }) })
      request.on('close', () => { if (!request.complete) done({ kind: 'cut-off' }) })
    })
  }
  const digest = createHash('sha512')
  let size = 0
  const stream = new Transform({ transform(chunk: Buffer, _encoding, done) {
    size += chunk.length
    if (size > most) { done(new BodyTooLarge()); return }
    digest.update(chunk)
    done(null, chunk)
  } })
  // whoever relays it hears of its end in their own way
  stream.on('error', () => undefined)
  request.pipe(stream)
  request.on('close', () => { if (!request.complete) stream.destroy(new Error('the client went away')) })
  let made: Buffer | undefined
  return { kind: 'streamed', body: { stream, length, digest: () => stream.readableEnded ? made ??= digest.digest() : undefined, size: () => size } }
}

export class BodyTooLarge extends Error {}
