import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { FaultType } from '../domain/faults.ts'
import type { Consumer, Credential, Snapshot } from '../registry/snapshot.ts'
import type { GatewayParts } from './parts.ts'

export type Who = { readonly ok: true; readonly consumer: Consumer; readonly consumed?: ReadonlySet<string> } | { readonly ok: false; readonly type: FaultType; readonly message: string }

const AUTHORIZATION: ReadonlySet<string> = new Set(['authorization'])
const inForce = (credential: Credential | undefined, now: number): credential is Credential => credential !== undefined && credential.validFrom <= now && now < credential.validTo

export type Bearer = { readonly ok: true; readonly consumer: Consumer } | { readonly ok: false; readonly why: string }
const none = (why: string): Bearer => ({ ok: false, why })

/** The subsystem that a bearer token of ours stands for, or why it stands for none. The credential may have been revoked since: it is looked up at each use. */
export function readBearer(parts: GatewayParts, snapshot: Snapshot, request: IncomingMessage, now: number): Bearer {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return none('The access token is missing')
  const claims = parts.tokens.read(token, now)
  if (claims === 'foreign') return none('The access token is not of this exchange, or was changed')
  if (claims === 'expired') return none('The access token expired')
  const credential = snapshot.credential(claims.credential, claims.publicId)
  return inForce(credential, now) && credential.consumer.active ? { ok: true, consumer: credential.consumer } : none('The key that the access token was given for is revoked or no longer in force')
}
export function bearerOf(parts: GatewayParts, snapshot: Snapshot, request: IncomingMessage, now: number): Consumer | undefined {
  const bearer = readBearer(parts, snapshot, request, now)
  return bearer.ok ? bearer.consumer : undefined
}

interface Certificate { readonly sha256: string; readonly from: number; readonly to: number }
/** read once for each connection: it cannot change there (no renegotiation since TLS 1.3, and Node offers none before) */
const certificates = new WeakMap<TLSSocket, Certificate>()
/** The certificate that the other side proved to hold; a handshake without one has none. */
function certificateOf(request: IncomingMessage): Certificate | undefined {
  const { socket } = request
  if (!(socket instanceof TLSSocket)) return undefined
  const known = certificates.get(socket)
  if (known) return known
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return undefined
  const read = { sha256: hash('sha256', certificate.raw, 'hex'), from: certificate.validFromDate.getTime(), to: certificate.validToDate.getTime() }
  certificates.set(socket, read)
  return read
}

const failed = (message: string): Who => ({ ok: false, type: 'ssl-authentication-failed', message })

/** Whether the request comes from the subsystem that it names, by the kind of connection that the registry asks of it (X-Road's three, or a token). */
export function prove(parts: GatewayParts, snapshot: Snapshot, request: IncomingMessage, consumer: Consumer, now: number): Who {
  switch (consumer.connection) {
    case 'mutual-tls': {
      const certificate = certificateOf(request)
      if (certificate === undefined) return failed(`Client (SUBSYSTEM:${consumer.key}) specifies HTTPS but did not supply TLS certificate`)
      const credential = snapshot.credential('certificate', certificate.sha256)
      if (!inForce(credential, now) || credential.consumer !== consumer) return failed(`Client (SUBSYSTEM:${consumer.key}) TLS certificate does not match any registered certificate in force`)
      // whatever the registry says of it: its issuer set an end
      if (now < certificate.from || now >= certificate.to) return failed(`Client (SUBSYSTEM:${consumer.key}) TLS certificate ${now < certificate.from ? 'is not valid yet' : 'expired'}`)
      return { ok: true, consumer }
    }
    case 'https': case 'http':
      if (consumer.connection === 'https' && !(request.socket instanceof TLSSocket)) return failed(`Client (SUBSYSTEM:${consumer.key}) specifies HTTPS but client made plaintext connection`)
      return parts.isTrusted(request) ? { ok: true, consumer } : failed(`Client (SUBSYSTEM:${consumer.key}) may call without credentials from the trusted networks only`)
    case 'credential': {
      const bearer = readBearer(parts, snapshot, request, now)
      if (!bearer.ok) return failed(`Client (SUBSYSTEM:${consumer.key}) must send an access token of its own. ${bearer.why}`)
      return bearer.consumer === consumer ? { ok: true, consumer, consumed: AUTHORIZATION } : failed(`Client (SUBSYSTEM:${consumer.key}) must send an access token of its own. This one is of another system`)
    }
  }
}
