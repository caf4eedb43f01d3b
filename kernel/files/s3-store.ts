import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { signRequest } from './sigv4.ts'
import { BlobMissing, blobPath, readAll, StorageFull, type FileStore } from './store.ts'

export interface S3Settings {
  /** base address of the service; buckets are addressed by path, as every S3-compatible server understands */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const TIMEOUT_MS = 30_000

/** Blobs in an S3-compatible bucket under the same names as on disk. A blob is held in memory while it is sent (uploads are bounded). */
export function s3Store(settings: S3Settings, now: () => Date): FileStore {
  const send = async (method: string, path: string, body: Uint8Array = new Uint8Array(), query = ''): Promise<Response> => {
    const url = new URL(`${settings.endpoint.replace(/\/$/u, '')}/${settings.bucket}${path}${query}`)
    const { host: _, ...headers } = signRequest({ method, url, headers: {}, bodyHash: hash('sha256', body), at: now() }, { ...settings, service: 's3' })
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error', ...(body.length > 0 ? { body: Buffer.from(body) } : {}) })
    if (response.ok || response.status === 404) return response
    const text = await response.text()
    if (response.status === 507 || /<Code>(?:XMinioStorageFull|QuotaExceeded)/u.test(text)) throw new StorageFull(`the object store is full: ${text.slice(0, 200)}`)
    throw new Error(`the object store answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`)
  }
  const found = (answer: Response): Response => {
    if (!answer.ok) throw new Error(`the bucket ${settings.bucket} does not exist`)
    return answer
  }
  return {
    async put(content) {
      const bytes = await readAll(content)
      const name = hash('sha256', bytes)
      const answer = await send('PUT', `/${blobPath(name)}`, bytes)
      await found(answer).arrayBuffer()
      return { hash: name, size: bytes.length }
    },
    async get(name) {
      const answer = await send('GET', `/${blobPath(name)}`)
      if (!answer.ok || answer.body === null) throw new BlobMissing(`no blob ${name}`)
      return Readable.from(answer.body, { objectMode: false })
    },
    async has(name) {
      return (await send('HEAD', `/${blobPath(name)}`)).ok
    },
    async *list() {
      for (let token: string | undefined = ''; token !== undefined;) {
        const xml = await found(await send('GET', '', undefined, `?list-type=2&prefix=sha256%2F${token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`}`)).text()
        for (const [, key = '', size] of xml.matchAll(/<Contents>.*?<Key>([^<]*)<\/Key>.*?<Size>(\d+)<\/Size>.*?<\/Contents>/gsu)) yield { hash: key.slice(-64), size: Number(size) }
        token = /<NextContinuationToken>([^<]*)</u.exec(xml)?.[1]?.replaceAll('&amp;', '&')
      }
    },
  }
}
