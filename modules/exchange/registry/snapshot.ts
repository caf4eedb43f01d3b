import type { ClientId, ServiceId } from '../domain/identifiers.ts'
import type { Endpoint, EndpointMatcher } from '../domain/path-glob.ts'
import type { RightsIndex } from './rights.ts'

/** The registry as a gateway uses it: immutable, every question answered by one or two look-ups whatever its size. */
export interface Consumer {
  readonly number: number
  /** instance/class/code/subsystem, decoded */
  readonly key: string
  /** the same as headers write it */
  readonly written: string
  readonly id: ClientId & { readonly subsystem: string }
  readonly name: string
  readonly memberName: string
  readonly connection: 'http' | 'https' | 'mutual-tls' | 'credential'
  readonly active: boolean
  readonly agencyId: string | null
}
export type EvidenceMode = 'full' | 'metadata' | 'none'
export type ErrorEnvelope = 'x-road' | 'wso2' | 'error-code'
export interface Service {
  readonly number: number
  readonly key: string
  /** the same as headers write it */
  readonly written: string
  readonly id: ServiceId
  readonly version: string | null
  readonly kind: 'REST' | 'OPENAPI' | 'SOAP'
  readonly origin: string
  /** path of the base address, without a slash at the end */
  readonly basePath: string
  readonly name: string
  /** answered by the data store itself, in this process */
  readonly within: boolean
  readonly openapi: boolean
  readonly evidence: EvidenceMode
  readonly whenLogFails: 'closed' | 'spool'
  readonly idempotent: boolean
  readonly envelope: ErrorEnvelope
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly disabled: string | undefined
  readonly listed: boolean
  readonly endpoints: readonly Endpoint[]
}
export interface Right {
  readonly number: number
  readonly allows: EndpointMatcher
  readonly endpoints: readonly Endpoint[]
  readonly perMinute: number | null
  readonly perDay: number | null
  readonly validFrom: number
  /** Infinity when the contract names no end */
  readonly validTo: number
}
export interface Credential { readonly kind: CredentialKind; readonly publicId: string; readonly consumer: Consumer; readonly secretHash: Buffer | null; readonly secretSealed: Buffer | null; readonly validFrom: number; readonly validTo: number }
/** What a subsystem announces (events/). */
export interface Topic {
  readonly id: string
  readonly number: number
  readonly code: string
  readonly name: string
  readonly owner: Consumer
  readonly retentionDays: number
  readonly listed: boolean
  readonly open: boolean
  /** JSON Schema of `data`; undefined: any */
  readonly schema: object | undefined
}
/** The contract under which a subsystem hears a topic, or announces on one that is not its own; its number is one of the numbers of rights. */
export interface EventContract { readonly id: string; readonly number: number; readonly kind: 'subscribe' | 'publish'; readonly consumer: Consumer; readonly topic: Topic; readonly perMinute: number | null; readonly perDay: number | null; readonly validFrom: number; readonly validTo: number }
export type CredentialKind = 'certificate' | 'oauth-client' | 'access-key' | 'document-axis' | 'signing-key'
export interface Member { readonly id: ClientId; readonly name: string; readonly subsystems: readonly Consumer[]; readonly servers: readonly { readonly code: string; readonly address: string }[] }

export interface Snapshot {
  readonly version: number
  readonly instances: ReadonlySet<string>
  readonly members: ReadonlyMap<string, Member>
  readonly consumers: ReadonlyMap<string, Consumer>
  readonly services: ReadonlyMap<string, Service>
  /** services by the address that WSO2-style clients know */
  readonly contexts: ReadonlyMap<string, Service>
  readonly topics: ReadonlyMap<string, Topic>
  /** contracts to hear a topic, by id */
  readonly subscriptions: ReadonlyMap<string, EventContract>
  /** the contract of this kind between this consumer and this topic, if one is in force at that time */
  contractOf(kind: EventContract['kind'], consumer: Consumer, topic: Topic, at: number): EventContract | undefined
  servicesOf(subsystemKey: string): readonly Service[]
  credential(kind: CredentialKind, publicId: string): Credential | undefined
  /** every right of this consumer on this service, the group's too */
  rightsOf(consumer: Consumer, service: Service): readonly Right[]
}

export interface SnapshotRows { readonly version: number; readonly members: readonly Member[]; readonly services: readonly (Service & { readonly context: string | null })[]; readonly rights: RightsIndex; readonly credentials: readonly Credential[]; readonly topics?: readonly Topic[]; readonly contracts?: readonly EventContract[] }

export const clientKey = (id: ClientId): string => id.subsystem === undefined ? `${id.instance}/${id.memberClass}/${id.memberCode}` : `${id.instance}/${id.memberClass}/${id.memberCode}/${id.subsystem}`
export const serviceKey = (id: ServiceId): string => `${clientKey(id)}/${id.service}`
const NO_RIGHTS: readonly Right[] = []
const NO_SERVICES: readonly Service[] = []

/** Builds the snapshot of one version of the registry. */
export function buildSnapshot(rows: SnapshotRows): Snapshot {
  const bySubsystem = Map.groupBy(rows.services, service => clientKey({ instance: service.id.instance, memberClass: service.id.memberClass, memberCode: service.id.memberCode, subsystem: service.id.subsystem }))
  const byParties = new Map((rows.contracts ?? []).map(each => [`${each.kind} ${each.consumer.number} ${each.topic.number}`, each]))
  const credentials = new Map(rows.credentials.map(each => [`${each.kind} ${each.publicId}`, each]))
  return {
    version: rows.version,
    instances: new Set(rows.members.map(member => member.id.instance)),
    members: new Map(rows.members.map(member => [clientKey(member.id), member])),
    consumers: new Map(rows.members.flatMap(member => member.subsystems.map(each => [each.key, each] as const))),
    services: new Map(rows.services.map(service => [service.key, service])),
    contexts: new Map(rows.services.flatMap(service => service.context === null ? [] : [[service.context, service] as const])),
    topics: new Map((rows.topics ?? []).map(topic => [topic.code, topic])),
    subscriptions: new Map((rows.contracts ?? []).filter(each => each.kind === 'subscribe').map(each => [each.id, each])),
    contractOf: (kind, consumer, topic, at) => {
      const found = byParties.get(`${kind} ${consumer.number} ${topic.number}`)
      return found && found.validFrom <= at && at < found.validTo ? found : undefined
    },
    servicesOf: key => bySubsystem.get(key) ?? NO_SERVICES,
    credential: (kind, publicId) => credentials.get(`${kind} ${publicId}`),
    rightsOf: (consumer, service) => rows.rights.get(service.number)?.get(consumer.number) ?? NO_RIGHTS,
  }
}
