import { randomBytes } from 'node:crypto'
import { derNull, integer, octets, oid, sequence, truth, readTlv, childrenOf } from './der.ts'
import { OID } from './oids.ts'
import { readTimeStamp } from './time-stamp-token.ts'
import type { TrustAnchors } from './trust.ts'

/** Stamps a SHA-256 digest and answers the token (DER of its CMS). */
export type TimeStamper = (digest: Uint8Array) => Promise<Uint8Array>

/** No token could be had, or not one to rely on. Trying again later may help; signing without the time is the caller's decision. */
export class TimeStampUnavailable extends Error {}

export interface TimeStampClientOptions {
  readonly url: string
  readonly anchors: TrustAnchors
  /** ask for this policy and accept no other */
  readonly policy?: string
  readonly timeoutMs?: number
  /** how far the authority's clock may be from ours; an hour by default: a token far off is worthless as proof */
  readonly toleranceMs?: number
}

/** A request of RFC 3161 §2.4.1 that asks for the authority's certificate. */
export const timeStampRequest = (digest: Uint8Array, nonce: Uint8Array, policy?: string): Uint8Array => sequence(
  integer(1), sequence(sequence(oid(OID.sha256), derNull), octets(digest)), ...(policy ? [oid(policy)] : []), integer(nonce), truth)

function tokenIn(answer: Uint8Array): Uint8Array {
  const [status, token] = childrenOf(readTlv(answer))
  const code = status && childrenOf(status)[0]?.body[0]
  // 0 granted, 1 granted with modifications (RFC 3161 §2.4.2)
  if (code !== 0 && code !== 1 || !token) throw new TimeStampUnavailable(`The time-stamp authority refused (status ${code ?? 'unreadable'})`)
  return token.raw
}

/** A client of one time-stamp authority over HTTP (RFC 3161 §3.4). Every token is checked before it is handed on: imprint, nonce, policy, signature, certificate, clock. */
export function timeStampClient(options: TimeStampClientOptions): TimeStamper {
  return async (digest) => {
    const nonce = randomBytes(8)
    nonce[0] = (nonce[0] ?? 0) & 0x7f | 0x40
    const response = await fetch(options.url, {
      method: 'POST', headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: new Uint8Array(timeStampRequest(digest, nonce, options.policy)), signal: AbortSignal.timeout(options.timeoutMs ?? 10_000), redirect: 'error',
    }).catch((cause: unknown) => { throw new TimeStampUnavailable('The time-stamp authority did not answer', { cause }) })
    if (!response.ok) throw new TimeStampUnavailable(`The time-stamp authority answered ${response.status}`)
    const answer = new Uint8Array(await response.arrayBuffer())
    let token: Uint8Array
    try { token = tokenIn(answer) } catch (cause) { throw cause instanceof TimeStampUnavailable ? cause : new TimeStampUnavailable('The time-stamp answer is unreadable', { cause }) }
    const report = readTimeStamp(token, { digest }, options.anchors)
    if (!report?.trusted) throw new TimeStampUnavailable(`The time-stamp is not acceptable: ${report?.problem ?? 'unreadable'}`)
    if (report.nonce !== nonce.toString('hex')) throw new TimeStampUnavailable('The time-stamp answers another request (nonce)')
    if (options.policy && report.policy !== options.policy) throw new TimeStampUnavailable(`The time-stamp follows policy ${report.policy}, not ${options.policy}`)
    if (Math.abs(report.at.getTime() - Date.now()) > (options.toleranceMs ?? 3_600_000)) throw new TimeStampUnavailable('The clocks of the time-stamp authority and of this machine are too far apart')
    return token
  }
}
