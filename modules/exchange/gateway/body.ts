import { createHash, hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Transform, type Readable } from 'node:stream'

/** Bodies up to this size are held in memory and sent in one piece; larger ones stream through. */
export const SMALL = 64 * 1024

/** By way of text: a digest that Node hands over as a Buffer is memory outside the heap and its pool, which costs more than the hashing. */
export const sha512 = (data: string | Uint8Array): Buffer => Buffer.from(hash('sha512', data, 'binary'), 'binary')
/** X-Road-Request-Hash: SHA-512 over the hashes of head and body; of the head alone when there is no body. base64. */
export const messageHash = (head: string, body: Buffer | undefined): string => body === undefined ? sha512(head).toString('base64') : sha512(Buffer.concat([sha512(head), body])).toString('base64')

export interface StreamedBody { readonly stream: Readable; readonly length: number | undefined; /** undefined until all of it has passed */ readonly digest: () => Buffer | undefined; readonly size: () => number }
export type Body = { readonly kind: 'none' } | { readonly kind: 'small'; readonly bytes: Buffer } | { readonly kind: 'streamed'; readonly body: StreamedBody } | { readonly kind: 'too-large' } | { readonly kind: 'cut-off' }

/** Smaller chunks are gathered to pieces of this size, or for one turn of the loop. */
const PIECE = 8 * 1024
/** Nobody honest sends so many chunks of so few bytes: each costs as much as a large one. */
const MOST_CRUMBS = 256
const CRUMB = 16

/** Takes the body of a request: at once when it is small, else as a stream that counts, hashes and stops at the limit. */
export function takeBody(request: IncomingMessage, most: number): Promise<Body> | Body {
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
  // a body in crumbs travels on in pieces: what follows works by the piece, not by the byte
  let crumbs: Buffer[] = []
  let held = 0
  const piece = (): Buffer | undefined => {
    if (held === 0) return undefined
    const whole = crumbs.length === 1 && crumbs[0] ? crumbs[0] : Buffer.concat(crumbs)
    crumbs = []
    held = 0
    digest.update(whole)
    return whole
  }
  let chunks = 0
  const stream = new Transform({ transform(chunk: Buffer, _encoding, done) {
    size += chunk.length
    if (size > most) { done(new BodyTooLarge()); return }
    // the connection goes at once: reading the rest is what would hurt
    if (++chunks > MOST_CRUMBS && size < chunks * CRUMB) { done(new BodyTooLarge()); request.destroy(); return }
    crumbs.push(chunk)
    held += chunk.length
    if (held < PIECE && chunk.length < PIECE) { if (crumbs.length === 1) setImmediate(() => { const rest = piece(); if (rest && !stream.destroyed) stream.push(rest) }); done(); return }
    done(null, piece())
  }, flush(done) { done(null, piece()) } })
  // whoever relays it hears of its end in their own way
  stream.on('error', () => undefined)
  request.pipe(stream)
  request.on('close', () => { if (!request.complete) stream.destroy(new Error('the client went away')) })
  let made: Buffer | undefined
  return { kind: 'streamed', body: { stream, length, digest: () => stream.readableEnded ? made ??= digest.digest() : undefined, size: () => size } }
}

/** Reads a body that goes nowhere: its hash, or why there is none. */
export async function hashOf({ stream, digest }: StreamedBody): Promise<Buffer | 'too-large' | 'cut-off'> {
  try {
    for await (const _ of stream);
    return digest() ?? 'cut-off'
  } catch (error) { return error instanceof BodyTooLarge ? 'too-large' : 'cut-off' }
}

export class BodyTooLarge extends Error {}

/** A body of at most so many bytes, whole; undefined when more comes. What is left is read and dropped: a connection cut under a sender takes the answer with it. */
export async function boundedBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > most) { request.resume(); return undefined }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
