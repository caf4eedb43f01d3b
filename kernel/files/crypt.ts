import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { readAll, type Content, type FileStore, type StoredBlob } from './store.ts'

const MAGIC = Buffer.from('TSE1')
const IV = 12
const TAG = 16

/** A 32-byte key. */
export type BlobKey = Buffer

/** AES-256-GCM: magic ‖ nonce ‖ ciphertext ‖ tag. */
export function sealBytes(plain: Uint8Array, key: BlobKey): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  return Buffer.concat([MAGIC, iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key is another one or a bit was changed: nothing unauthenticated is ever handed out. */
export function openBytes(sealed: Uint8Array, key: BlobKey): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes.length < MAGIC.length + IV + TAG || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not an encrypted blob')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(MAGIC.length, MAGIC.length + IV))
  decipher.setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([decipher.update(bytes.subarray(MAGIC.length + IV, -TAG)), decipher.final()])
}

/** Pictures of identity cards are sensitive data (Luật 91/2025/QH15): stored under a key of their dossier. The blob's hash is that of the ciphertext. */
export async function putSealed(store: FileStore, content: Content, key: BlobKey): Promise<StoredBlob> {
  return store.put(sealBytes(await readAll(content), key))
}

export async function getSealed(store: FileStore, hash: string, key: BlobKey): Promise<Readable> {
  return Readable.from([openBytes(await readAll(await store.get(hash)), key)])
}
