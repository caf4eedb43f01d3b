import { createHmac, hash } from 'node:crypto'

export interface AwsCredentials { readonly accessKeyId: string; readonly secretAccessKey: string; readonly region: string; readonly service: string }
export interface UnsignedRequest {
  readonly method: string
  readonly url: URL
  /** all of them are signed; `host`, `x-amz-date` and `x-amz-content-sha256` are added */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body, hex */
  readonly bodyHash: string
  readonly at: Date
}

/** AWS Signature Version 4 in headers, for S3 and what imitates it. Answers all headers to send. */
export function signRequest(request: UnsignedRequest, credentials: AwsCredentials): Record<string, string> {
  const stamp = request.at.toISOString().replace(/[-:]|\.\d{3}/gu, '')
  const day = stamp.slice(0, 8)
  const headers: Record<string, string> = Object.fromEntries(Object.entries({
    ...request.headers, host: request.url.host, 'x-amz-date': stamp, 'x-amz-content-sha256': request.bodyHash,
  }).map(([name, value]) => [name.toLowerCase(), value.trim().replace(/ +/gu, ' ')]))
  const names = Object.keys(headers).sort()
  const canonical = [
    request.method,
    request.url.pathname.split('/').map((part) => encode(decodeURIComponent(part))).join('/'),
    [...request.url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`), '',
    names.join(';'), request.bodyHash,
  ].join('\n')
  const scope = `${day}/${credentials.region}/${credentials.service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash('sha256', canonical)].join('\n')
  const key = [day, credentials.region, credentials.service, 'aws4_request'].reduce<string | Buffer>((made, part) => createHmac('sha256', made).update(part).digest(), `AWS4${credentials.secretAccessKey}`)
  const signature = createHmac('sha256', key).update(text).digest('hex')
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}` }
}

/** RFC 3986 encoding as AWS wants it: everything but unreserved characters. */
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/gu, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
