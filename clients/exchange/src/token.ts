import { faultMessage, TokenError } from './errors.ts'
import { readAll, type Transport } from './transport.ts'

export type Credentials =
  /** WSO2 style: consumer key and secret by HTTP Basic */
  | { readonly style?: 'wso2'; readonly key: string; readonly secret: string }
  /** the header `lgspaccesstoken`, sent with the token request and with every call */
  | { readonly style: 'lgspaccesstoken'; readonly key: string; readonly secret: string; readonly appName?: string; readonly partnerCode?: string; readonly partnerCodeCus?: string }

export interface TokenSource {
  /** name, value… of the headers that prove who calls */
  headers(): Promise<string[]>
  /** the exchange did not take this token: the next call asks for a new one */
  renew(): void
}

const TOKEN_BYTES = 64 * 1024
/** Tokens are renewed this long before they expire. */
const EARLY_SECONDS = 60

/** OAuth 2.0 client credentials (RFC 6749 §4.4): one token at a time, shared by all calls, renewed before its end. */
export function createTokenSource(transport: Transport, credentials: Credentials, options: { readonly timeoutMs: number; now(): number }): TokenSource {
  const lgsp = credentials.style === 'lgspaccesstoken' ? ['lgspaccesstoken', Buffer.from(JSON.stringify({ AccessKey: credentials.key, SecretKey: credentials.secret, AppName: credentials.appName ?? '', PartnerCode: credentials.partnerCode ?? '', PartnerCodeCus: credentials.partnerCodeCus ?? '' })).toString('base64')] : []
  const proof = credentials.style === 'lgspaccesstoken' ? lgsp : ['Authorization', `Basic ${Buffer.from(`${credentials.key}:${credentials.secret}`).toString('base64')}`]
  let current: { readonly token: string; readonly until: number } | undefined
  let asking: Promise<string> | undefined

  async function ask(): Promise<string> {
    const body = Buffer.from('grant_type=client_credentials')
    const asked = options.now()
    const response = await transport.send({ method: 'POST', path: '/token', headers: ['Content-Type', 'application/x-www-form-urlencoded', 'Accept', 'application/json', 'Content-Length', String(body.length), ...proof], body, timeoutMs: options.timeoutMs, messageId: 'token' })
    const text = (await readAll(response, TOKEN_BYTES, 'token')).toString('utf8')
    const status = response.statusCode ?? 0
    if (status !== 200) throw new TokenError(`No token: ${faultMessage(text) ?? `status ${status}`}`, status)
    let answer: { access_token?: unknown; expires_in?: unknown }
    try { answer = JSON.parse(text) } catch { throw new TokenError('No token: the answer is not JSON', status) }
    if (typeof answer.access_token !== 'string') throw new TokenError('No token: the answer holds none', status)
    const seconds = Number(answer.expires_in ?? 0)
    current = { token: answer.access_token, until: asked + Math.max(0, seconds - Math.min(EARLY_SECONDS, seconds / 2)) * 1000 }
    return current.token
  }
  return {
    async headers() {
      const token = current && options.now() < current.until ? current.token : await (asking ??= ask().finally(() => { asking = undefined }))
      return [...lgsp, 'Authorization', `Bearer ${token}`]
    },
    renew: () => { current = undefined },
  }
}
