import { createHash, createHmac } from 'node:crypto'
import { send, type RawAnswer } from '../../testing.ts'

/** `Integer.toHexString(0xFF & byte)` of each byte: no zero in front. */
export const unpaddedHash = (bytes: Buffer): string => [...createHash('sha256').update(bytes).digest()].map(byte => byte.toString(16)).join('')

export interface Sent { readonly headers: string[]; readonly body: Buffer | undefined; readonly path: string; readonly method: string }
/**
 * A client that behaves as the national axis's Java library does: one map of parameters for the life of the object, its timestamp set once; every
 * parameter sent as a header and signed as JSON; raw edXML with a CRLF behind it. `change` may meddle with a request before it goes.
 */
export class AxisClient {
  readonly parameters = new Map<string, string>()
  readonly #base: string
  readonly #secret: string
  last: Sent | undefined

  constructor(base: string, systemId: string, secret: string, timestamp = '01012025T080000+0123') {
    this.#base = base
    this.#secret = secret
    this.parameters.set('timestamp', timestamp)
    this.parameters.set('systemid', systemId)
  }

  async call(operation: string, parameters: Readonly<Record<string, string>> = {}, more: { readonly body?: Buffer; readonly method?: string; readonly change?: (sent: { headers: string[]; body: Buffer | undefined }) => void } = {}): Promise<RawAnswer> {
    this.parameters.set('Content-Type', operation === 'sendEdoc' ? 'application/octet-stream' : 'application/json')
    for (const [name, value] of Object.entries(parameters)) this.parameters.set(name, value)
    const json = JSON.stringify(Object.fromEntries([...this.parameters].map(([name, value]) => [`XroadVnpt-${name}`, value])))
    const headers: string[] = []
    for (const [name, value] of this.parameters) {
      if (name === 'Content-Type') headers.push(name, value)
      headers.push(`XroadVnpt-${name}`, value)
    }
    headers.push('XroadVnpt-sign-header-key', [...this.parameters.keys()].join(';'), 'XroadVnpt-sign-header', json, 'XroadVnpt-hash-header', createHmac('sha256', this.#secret).update(json, 'utf8').digest('hex'),
      'User-Agent', 'JAVASDKAgent/1.0.0 XRoad/VPCP', 'XroadVnpt-version', '3.0.201608', 'Expect', '100-continue')
    const sent = { headers, body: more.body }
    more.change?.(sent)
    this.last = { ...sent, path: operation, method: more.method ?? 'POST' }
    return this.again()
  }

  /** The very bytes of the last request once more. */
  again(): Promise<RawAnswer> {
    if (!this.last) throw new Error('nothing was sent yet')
    const { headers, body, path, method } = this.last
    return send(this.#base, `/XrdAdapter/edoc/api/${path}`, { method, headers: headers.includes('Transfer-Encoding') ? headers : [...headers, 'Content-Length', String(body?.length ?? 0)], ...(body ? { body } : {}) })
  }

  send(edxml: string | Buffer, parameters: Readonly<Record<string, string>> = {}, change?: (sent: { headers: string[]; body: Buffer | undefined }) => void): Promise<RawAnswer> {
    const bytes = Buffer.from(edxml)
    return this.call('sendEdoc', { servicetype: 'eDoc', messagetype: 'edoc', 'hash-file': unpaddedHash(bytes), ...parameters }, { body: Buffer.concat([bytes, Buffer.from('\r\n')]), ...(change ? { change } : {}) })
  }
  list = (parameters: Readonly<Record<string, string>> = {}): Promise<RawAnswer> => this.call('getReceivedEdocList', { servicetype: 'eDoc', messagetype: 'edoc', ...parameters })
  get = (docId: string): Promise<RawAnswer> => this.call('getEdoc', { filePath: 'xml', docId }, { body: Buffer.from('{}') })
  update = (docid: string, status: string): Promise<RawAnswer> => this.call('updateStatus', { status, docid }, { body: Buffer.from('{}') })
}
