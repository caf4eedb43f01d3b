import { readFile } from 'node:fs/promises'

const KEPT_MS = 3_600_000
const TIMEOUT_MS = 10_000
/** So long a place that did not answer is left alone: anybody may have a file verified, and none of them waits for an authority that is away. */
const AGAIN_MS = 60_000
const PEM = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/

async function read(place: string): Promise<Uint8Array> {
  if (!/^https?:/.test(place)) return decoded(await readFile(place))
  const response = await fetch(place, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`${place} answered ${response.status}`)
  return decoded(Buffer.from(await response.arrayBuffer()))
}
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
