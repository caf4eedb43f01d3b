import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sameSecret } from '../../../../kernel/secrets.ts'
import type { GatewayParts } from '../../gateway/parts.ts'
import { unsealSecret } from '../../registry/credential-secret.ts'
import type { Consumer } from '../../registry/snapshot.ts'
import { agree, parameter, readSigned, type Signed } from '../../domain/axis-headers.ts'

export interface AxisCaller { readonly consumer: Consumer; readonly systemId: string; readonly signed: Signed }

/** Headers are bytes; Node shows them as Latin-1. */
const bytesOf = (value: string): Buffer => Buffer.from(value, 'latin1')

/** The one value of a header that must not come twice. */
function only(request: IncomingMessage, name: string): string | undefined {
  const found: string[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) if (request.rawHeaders[at]?.toLowerCase() === name) found.push(request.rawHeaders[at + 1] ?? '')
  return found.length === 1 ? found[0] : undefined
}

/**
 * Who signed these headers: HMAC-SHA256 over the JSON as it was received, then that JSON against the headers. Only what was signed is used afterwards.
 * There is no window for the timestamp: the client library sets it once for as long as its object lives, and replays are found by content.
 */
export function axisCaller(parts: GatewayParts, request: IncomingMessage, now: number): AxisCaller | undefined {
  const signHeader = only(request, 'xroadvnpt-sign-header')
  const given = only(request, 'xroadvnpt-hash-header')
  if (signHeader === undefined || given === undefined) return undefined
  const json = bytesOf(signHeader)
  const signed = readSigned(json.toString('utf8'))
  const systemId = signed && parameter(signed, 'systemid')
  if (!signed || systemId === undefined) return undefined
  const credential = parts.registry.current.credential('document-axis', systemId)
  const usable = credential?.secretSealed && credential.validFrom <= now && now < credential.validTo && credential.consumer.active ? credential : undefined
  // an unknown system costs the same work as a wrong signature
  const secret = usable?.secretSealed ? unsealSecret(parts.documents.credentialKey, usable.secretSealed) : 'nobody'
  const same = sameSecret(createHmac('sha256', secret).update(json).digest('hex'), given.trim().toLowerCase())
  if (!same || !usable) return undefined
  return agree(signed, request.rawHeaders.map(each => bytesOf(each).toString('utf8'))) ? { consumer: usable.consumer, systemId, signed } : undefined
}
