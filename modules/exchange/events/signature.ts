import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../../../kernel/secrets.ts'

/**
 * Standard Webhooks 1.0, symmetric: HMAC-SHA256 over `id.timestamp.body` with a key for each subscription. Chosen over HTTP Message Signatures
 * (RFC 9421) because every gateway must be able to send for every subscription, and because a subscriber checks it with libraries that exist in
 * a dozen languages or with three lines; proof towards third parties is the transaction log's, not the signature's.
 */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')

/** The value of `webhook-signature`; `timestamp` in seconds since 1970. */
export const signWebhook = (secret: string, id: string, timestamp: number, body: string): string => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`

/** What a subscriber checks: one signature of the list fits, and the time is within five minutes. */
export function isSignedWebhook(secret: string, headers: Readonly<Record<string, string | readonly string[] | undefined>>, body: string, nowSeconds: number): boolean {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => { const value = headers[name]; return typeof value === 'string' ? value : '' })
  if (!id || !signatures || !(Math.abs(nowSeconds - Number(time)) <= 300)) return false
  const expected = signWebhook(secret, id, Number(time), body)
  return signatures.split(' ').some(each => sameSecret(each, expected))
}
