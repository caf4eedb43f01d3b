import type { Relay } from '../../../kernel/http/relay.ts'
import { baseUrlFault } from '../base-url.ts'
import { post } from './post.ts'

/** The name under which webhooks are asked whether they want us (CloudEvents webhooks §4). */
export const originOf = (instance: string): string => `tinhso-exchange.${instance.toLowerCase()}`

export type UrlFault = 'local' | 'credentials' | 'not-https' | 'too-long'
/** A webhook is an https address outside this machine; where it really leads is looked at again with every connection (kernel/http/relay.ts). */
export function webhookUrlFault(url: string, allowLoopback: boolean): UrlFault | undefined {
  const [address = ''] = url.split('?', 1)
  if (url.length > 1000 || url.includes('#')) return 'too-long'
  const fault = baseUrlFault(address, allowLoopback)
  if (fault !== undefined) return fault === 'local' || fault === 'credentials' ? fault : 'not-https'
  if (!/^[\x21-\x7e]*$/.test(url.slice(address.length))) return 'not-https'
  return new URL(url).protocol === 'https:' || allowLoopback ? undefined : 'not-https'
}

export type Disagreement = { readonly kind: 'silent'; readonly reason: string } | { readonly kind: 'status'; readonly status: number } | { readonly kind: 'origin' }
/** The handshake of CloudEvents webhooks (§4): nobody is sent anything who has not agreed to hear from us. undefined: it agrees. */
export async function disagreement(relay: Relay, origin: string, url: string): Promise<Disagreement | undefined> {
  const { answer: heard, headers } = await post(relay, url, { method: 'OPTIONS', headers: ['webhook-request-origin', origin], body: undefined })
  if (heard.kind === 'failure') return { kind: 'silent', reason: heard.reason }
  if (heard.status < 200 || heard.status > 299) return { kind: 'status', status: heard.status }
  const allowed = headers.get('webhook-allowed-origin')
  return allowed === '*' || allowed?.toLowerCase() === origin ? undefined : { kind: 'origin' }
}
