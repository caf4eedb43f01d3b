import { createHash } from 'node:crypto'

/** Headers of one hop, which no exchange forwards nor hashes (X-Road RestMessage.SKIPPED_HEADERS). */
export const SKIPPED_HEADERS: ReadonlySet<string> = new Set(['transfer-encoding', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'connection', 'user-agent', 'host', 'content-length', 'server', 'expect', 'x-road-request-id', 'x-road-request-hash'])
/** Credentials for the exchange itself: they end there, so the hash does not know them. */
const CONSUMED: ReadonlySet<string> = new Set(['authorization', 'lgspaccesstoken', 'x-authentication-token'])

/** The head whose hash stands in the log: `headers` as name, value, name, value… in the order they were sent. */
export function sentHead(method: string, pathAndQuery: string, headers: readonly string[], requestId: string, withCredentials: boolean): string {
  let head = `${method}\r\n${pathAndQuery}\r\n`
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ''
    const lower = name.toLowerCase()
    if (!SKIPPED_HEADERS.has(lower) && !(withCredentials && CONSUMED.has(lower))) head += `${name}:${headers[at + 1]}\r\n`
  }
  return `${head}x-road-request-id:${requestId}\r\n`
}

const sha512 = (data: string | Uint8Array): Buffer => createHash('sha512').update(data).digest()
/** X-Road-Request-Hash: SHA-512 over the SHA-512 of head and body; over the head alone when there is no body. base64. */
export const messageHash = (head: string | Uint8Array, bodyDigest: Uint8Array | undefined): string => bodyDigest === undefined ? sha512(head).toString('base64') : sha512(Buffer.concat([sha512(head), bodyDigest])).toString('base64')
