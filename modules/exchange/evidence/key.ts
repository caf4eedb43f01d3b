import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The key with which a gateway signs its batches: Ed25519, one per gateway. */
export interface GatewayKey { readonly publicPem: string; sign(text: string): Buffer }

/** Loads the key of a gateway from `dir`, or makes it there at its first start (mode 0600). */
export async function openGatewayKey(dir: string, gateway: string): Promise<GatewayKey> {
  const file = join(dir, `${gateway.replace(/[^A-Za-z0-9._-]/g, '_')}.pem`)
  const stored = await readFile(file, 'utf8').catch(() => undefined)
  let key: KeyObject
  if (stored === undefined) {
    key = generateKeyPairSync('ed25519').privateKey
    await mkdir(dir, { recursive: true })
    await writeFile(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    await chmod(file, 0o600)
  } else key = createPrivateKey(stored)
  return { publicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(), sign: text => sign(null, Buffer.from(text), key) }
}

/** Whether `signature` over `text` was made with the key whose public half this is. */
export const isSignedBy = (publicPem: string, text: string, signature: Uint8Array): boolean => verify(null, Buffer.from(text), publicPem, signature)
