import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { FaultType } from '../domain/faults.ts'
import type { Consumer, Credential, Snapshot } from '../registry/snapshot.ts'
import type { GatewayParts } from './parts.ts'

export type Who = { readonly ok: true; readonly consumer: Consumer; readonly consumed?: ReadonlySet<string> } | { readonly ok: false; readonly type: FaultType; readonly message: string }

const AUTHORIZATION: ReadonlySet<string> = new Set(['authorization'])
const inForce = (credential: Credential | undefined, now: number): credential is Credential => credential !== undefined && credential.validFrom <= now && now < credential.validTo

/** The subsystem that a bearer token of ours stands for. The credential may have been revoked since: it is looked up at each use. */
export function bearerOf(parts: GatewayParts, snapshot: Snapshot, request: IncomingMessage, now: number): Consumer | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return undefined
  const claims = parts.tokens.read(token, now)
  const credential = claims && snapshot.credential(claims.credential, claims.publicId)
  return inForce(credential, now) && credential.consumer.active ? credential.consumer : undefined
}

/** SHA-256 of the certificate that the other side proved to hold; a handshake without one has none. */
function certificateOf(request: IncomingMessage): string | undefined {
  const { socket } = request
  if (!(socket instanceof TLSSocket)) return undefined
  const { raw } = socket.getPeerCertificate()
  return raw === undefined ? undefined : hash('sha256', raw, 'hex')
}

/** Whether the request comes from the subsystem that it names, by the kind of connection that the registry asks of it (X-Road's three, or a token). */
export function prove(parts: GatewayParts, snapshot: Snapshot, request: IncomingMessage, consumer: Consumer, now: number): Who {
  const failed = (message: string): Who => ({ ok: false, type: 'ssl-authentication-failed', message })
  switch (consumer.connection) {
    case 'mutual-tls': {
      const certificate = certificateOf(request)
      if (certificate === undefined) return failed(`Client (SUBSYSTEM:${consumer.key}) specifies HTTPS but did not supply TLS certificate`)
      const credential = snapshot.credential('certificate', certificate)
      return inForce(credential, now) && credential.consumer === consumer ? { ok: true, consumer } : failed(`Client (SUBSYSTEM:${consumer.key}) TLS certificate does not match any registered certificate in force`)
    }
    case 'https': case 'http':
      if (consumer.connection === 'https' && !(request.socket instanceof TLSSocket)) return failed(`Client (SUBSYSTEM:${consumer.key}) specifies HTTPS but client made plaintext connection`)
      return parts.isTrusted(request.socket.remoteAddress ?? '') ? { ok: true, consumer } : failed(`Client (SUBSYSTEM:${consumer.key}) may call without credentials from the trusted networks only`)
    case 'credential': {
      const bearer = bearerOf(parts, snapshot, request, now)
      return bearer === consumer ? { ok: true, consumer, consumed: AUTHORIZATION } : failed(`Client (SUBSYSTEM:${consumer.key}) must send an access token of its own`)
    }
  }
}
