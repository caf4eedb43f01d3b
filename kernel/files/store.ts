import type { Readable } from 'node:stream'

/** Whole bytes or a stream of them. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>
export interface StoredBlob { /** SHA-256 of the stored bytes, hex */ readonly hash: string; /** bytes */ readonly size: number }

/**
 * A content-addressed store: the name of a blob is its SHA-256, a blob never changes. When `put` has answered, the bytes
 * survive a power cut; so `put` first, then the transaction that names the blob (trust.md B3). An orphan is harmless, a gap is not.
 */
export interface FileStore {
  /** Throws StorageFull when there is no room. */
  put(content: Content): Promise<StoredBlob>
  /** Throws BlobMissing. */
  get(hash: string): Promise<Readable>
  has(hash: string): Promise<boolean>
  list(): AsyncIterable<StoredBlob>
}

export class BlobMissing extends Error {}
/** The disk or the quota is full; the edge answers 507 and the reader is told to try later. */
export class StorageFull extends Error {}

/** `sha256/aa/bb/hash`: at most 65,536 folders. Throws RangeError for what is no hash, so that no path is ever built from a request. */
export function blobPath(hash: string): string {
  if (!/^[0-9a-f]{64}$/u.test(hash)) throw new RangeError('not a SHA-256 in lower-case hex')
  return `sha256/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`
}

/** Reads a stream to its end; throws RangeError above `limit` bytes. */
export async function readAll(content: Content, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  if (content instanceof Uint8Array) return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > limit) throw new RangeError(`more than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
