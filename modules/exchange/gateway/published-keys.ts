import { createHash } from 'node:crypto'
import type pg from 'pg'
import { signedData } from '../../../kernel/signing/cms.ts'
import type { Log } from '../../../kernel/platform.ts'
import type { Signer, TimeStamper } from '../../../kernel/signing/index.ts'
import { OID } from '../../../kernel/signing/oids.ts'
import { gatewayKeys, keysAsJson, keysAsPem } from '../evidence/gateway-keys.ts'

/** Files about the keys of the gateways by name; with a seal, each with the signature of the province beside it (CMS, detached). */
export type PublishedFiles = ReadonlyMap<string, Buffer>

const KEPT_MS = 60_000
/** So long nothing is tried again that failed: strangers' questions are not handed on to a token or a time-stamp authority that is away. */
const AGAIN_MS = 5_000

/**
 * Anybody may ask: the database is asked once a minute at most, and what did not change is not signed again. What cannot be made now is answered as it
 * was last: the keys in it are still the keys.
 */
export function createPublishedKeys(parts: { readonly pool: pg.Pool; readonly instance: string; readonly now: () => number; readonly seal?: () => Promise<Signer | undefined>; readonly timeStamp?: TimeStamper; readonly logger: Log }): () => Promise<PublishedFiles> {
  let kept: { until: number; readonly files: Promise<PublishedFiles> } | undefined
  let last: PublishedFiles | undefined
  const signatures = new Map<string, Buffer>()
  const sign = async (seal: Signer, name: string, bytes: Buffer): Promise<Buffer> => {
    const digest = createHash('sha256').update(bytes).digest()
    const key = `${name} ${digest.toString('hex')}`
    const known = signatures.get(key)
    if (known) return known
    const made = Buffer.from(await signedData({ signer: seal, contentType: OID.data, digest, ...(parts.timeStamp ? { timeStamp: parts.timeStamp } : {}) }))
    for (const other of signatures.keys()) if (other.startsWith(`${name} `)) signatures.delete(other)
    signatures.set(key, made)
    return made
  }
  const read = async (): Promise<PublishedFiles> => {
    const keys = await gatewayKeys(parts.pool)
    const texts: readonly (readonly [string, Buffer])[] = [['gateway-keys.pem', Buffer.from(keysAsPem(parts.instance, keys))], ['gateway-keys.json', Buffer.from(keysAsJson(parts.instance, keys))]]
    const files = new Map<string, Buffer>(texts)
    const seal = await parts.seal?.()
    if (seal) for (const [name, bytes] of texts) files.set(`${name}.p7s`, await sign(seal, name, bytes))
    return files
  }
  return () => {
    const now = parts.now()
    if (kept && now < kept.until) return kept.files
    const asked = { until: now + KEPT_MS, files: read().then(files => last = files, (error: unknown) => {
      asked.until = parts.now() + AGAIN_MS
      parts.logger.warn({ error: String(error) }, 'the keys of the gateways could not be published')
      if (last) return last
      throw error
    }) }
    kept = asked
    return asked.files
  }
}
