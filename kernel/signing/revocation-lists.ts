import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { askOutside } from '../http/outgoing.ts'

const KEPT_MS = 3_600_000
const TIMEOUT_MS = 10_000
/** So long a place that did not answer is left alone: anybody may have a file verified, and none of them waits for an authority that is away. */
const AGAIN_MS = 60_000
/** Lists of large authorities have some megabytes; each is kept in memory. */
const MOST_BYTES = 32 * 1024 * 1024
const PEM = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/

async function read(place: string): Promise<Uint8Array> {
  if (!/^https?:/.test(place)) {
    // one byte more than is taken, so that a longer one is noticed
    const bytes = await buffer(createReadStream(place, { end: MOST_BYTES }))
    if (bytes.length > MOST_BYTES) throw tooLarge(place)
    return decoded(bytes)
  }
  const answer = await askOutside({ url: place, method: 'GET', headers: {}, timeoutMs: TIMEOUT_MS, most: MOST_BYTES })
  if (!answer.ok) throw answer.reason === 'too-large' ? tooLarge(place) : new Error(`${place}: ${answer.reason}`)
  if (answer.status !== 200) throw new Error(`${place} answered ${answer.status}`)
  return decoded(answer.body)
}
const tooLarge = (place: string): Error => new Error(`${place}: more than ${MOST_BYTES} bytes`)
function decoded(bytes: Buffer): Uint8Array {
  const pem = PEM.exec(bytes.toString('latin1'))?.[1]
  return new Uint8Array(pem === undefined ? bytes : Buffer.from(pem, 'base64'))
}

/**
 * The authorities' lists of revoked certificates (RFC 5280 §5) from files and addresses, read anew every hour. One that cannot be had now is
 * answered as it was last; one that never could be is left out, and `missed` is told.
 */
export function revocationListsAt(places: readonly string[], missed: (place: string, error: unknown) => void = () => undefined): () => Promise<readonly Uint8Array[]> {
  const kept = new Map<string, { until: number; readonly list: Promise<Uint8Array | undefined> }>()
  const listAt = (place: string): Promise<Uint8Array | undefined> => {
    const known = kept.get(place)
    if (known && Date.now() < known.until) return known.list
    const asked: { until: number; readonly list: Promise<Uint8Array | undefined> } = { until: Date.now() + KEPT_MS, list: read(place).catch((error: unknown) => {
      asked.until = Date.now() + AGAIN_MS
      missed(place, error)
      return known?.list
    }) }
    kept.set(place, asked)
    return asked.list
  }
  return async () => (await Promise.all(places.map(listAt))).flatMap((list) => list ?? [])
}
