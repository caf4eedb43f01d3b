import { Readable } from 'node:stream'
import { seal, unseal } from '../secrets.ts'
import { readAll, type Content, type FileStore, type StoredBlob } from './store.ts'

const MAGIC = Buffer.from('TSE1')

/** A 32-byte key. */
export type BlobKey = Buffer

/** An encrypted blob: magic, then what `seal` makes (AES-256-GCM). */
export const sealBytes = (plain: Uint8Array, key: BlobKey): Buffer => Buffer.concat([MAGIC, seal(key, Buffer.from(plain))])

/** Throws when the key is another one or a bit was changed: nothing unauthenticated is ever handed out. */
export function openBytes(sealed: Uint8Array, key: BlobKey): Buffer {
  const bytes = Buffer.from(sealed)
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not an encrypted blob')
  return unseal(key, bytes.subarray(MAGIC.length))
}

/** Pictures of identity cards are sensitive data (Luật 91/2025/QH15): stored under a key of their dossier. The blob's hash is that of the ciphertext. */
export async function putSealed(store: FileStore, content: Content, key: BlobKey): Promise<StoredBlob> {
  return store.put(sealBytes(await readAll(content), key))
}

export async function getSealed(store: FileStore, hash: string, key: BlobKey): Promise<Readable> {
  return Readable.from([openBytes(await readAll(await store.get(hash)), key)])
}
