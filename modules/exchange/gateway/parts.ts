import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Relay } from '../../../kernel/http/relay.ts'
import type { Log } from '../../../kernel/platform.ts'
import type { TrustAnchors } from '../../../kernel/signing/index.ts'
import type { FaultDialect } from '../domain/faults.ts'
import type { ClientId, ServiceId } from '../domain/identifiers.ts'
import type { Claims } from '../evidence/claims.ts'
import type { TransactionLog } from '../evidence/transaction-log.ts'
import type { EventParts } from '../events/parts.ts'
import type { DocumentParts } from '../documents/parts.ts'
import type { LiveRegistry } from '../registry/watch.ts'
import type { WithinProvider } from '../within.ts'
import type { Consumer, ErrorEnvelope, Right, Service } from '../registry/snapshot.ts'
import type { PublishedFiles } from './published-keys.ts'
import type { Quotas } from './quotas.ts'
import type { Breakers } from './breakers.ts'
import type { Refusals } from './refusals.ts'

/** What a gateway works with; made once when it starts. */
export interface GatewayParts {
  readonly instance: string
  readonly faultDialect: FaultDialect
  /** address of this server as the log names it */
  readonly ownAddress: string
  readonly registry: LiveRegistry
  readonly registryMaxAgeMs: number
  readonly log: TransactionLog
  readonly claims: Claims
  readonly quotas: Quotas
  readonly breakers: Breakers
  readonly refusals: Refusals
  readonly relay: Relay
  /** answers the services of the data store; absent: they cannot be reached here */
  readonly within: WithinProvider | undefined
  readonly tokens: { read(token: string, now: number): { readonly credential: 'oauth-client' | 'access-key'; readonly publicId: string } | 'foreign' | 'expired'; readonly key: Buffer }
  readonly sealingKey: Buffer
  readonly documents: DocumentParts
  readonly events: EventParts
  /** comes from the networks from which subsystems without credentials may call */
  isTrusted(request: IncomingMessage): boolean
  /** whom to count and to write down: the caller as our own proxies name it, else whoever is at the other end of the connection */
  callerOf(request: IncomingMessage): string | undefined
  readonly now: () => number
  readonly logger: Log
  newId(): string
  /** the description of a service; undefined when it has none */
  openapiOf(service: number): Promise<string | undefined>
  /** the keys of all gateways, past and present, and the certificates that verifiers may believe (DER) */
  publishedKeys(): Promise<PublishedFiles>
  readonly anchors: TrustAnchors | undefined
  /** the containers of the exchanges under a message id in which this system took part */
  containersOf(messageId: string, subsystem: number, only?: 'request' | 'response'): Promise<readonly { readonly id: string; readonly bytes: Buffer }[]>
}

/** One call as it is known so far; what is not known stays undefined in the log. */
export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly arrived: number
  readonly requestId: string
  envelope: ErrorEnvelope | 'problem'
  messageId: string
  /** whether the message id came from the client */
  ownId: boolean
  method: string
  /** path below the service, normalised */
  path: string
  client: ClientId | undefined
  serviceId: ServiceId | undefined
  consumer: Consumer | undefined
  service: Service | undefined
  right: Right | undefined
  /** headers that carried credentials for us: they stay here */
  consumed: ReadonlySet<string> | undefined
}

/** The value of a header; of several the last one, as X-Road has it. `name` in small letters. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  if (Array.isArray(value)) return value.at(-1)
  // Node joins what came twice
  if (value === undefined || !value.includes(', ')) return value
  const { rawHeaders } = request
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) if (rawHeaders[at]?.toLowerCase() === name) return rawHeaders[at + 1]
  return value
}

/** Where a call goes at the provider: the registered base address, the normalised path, the query as sent. */
export const addressAt = (service: Service, path: string, query: string): string => `${service.basePath}${path}` === '' ? `/${query}` : `${service.basePath}${path}${query}`
