import { X509Certificate } from 'node:crypto'
import type { TrustAnchors } from '../../../kernel/signing/index.ts'
import { escapeXml } from '../domain/escape-xml.ts'
import type { ClientId } from '../domain/identifiers.ts'
import { clientKey, type Consumer, type Service, type Snapshot } from '../registry/snapshot.ts'
import { answerFault, recordOf } from './fault-answer.ts'
import type { Call, GatewayParts } from './parts.ts'

const META = new Set(['listMethods', 'allowedMethods', 'getOpenAPI'])
/** Services that X-Road itself answers under every subsystem. */
export const isMetaService = (code: string): boolean => META.has(code)

const idOf = (id: ClientId): Record<string, string> => ({ object_type: id.subsystem === undefined ? 'MEMBER' : 'SUBSYSTEM', xroad_instance: id.instance, member_class: id.memberClass, member_code: id.memberCode, ...(id.subsystem === undefined ? {} : { subsystem_code: id.subsystem }) })

/** What X-Road's clients read: the list is called `service`, whatever the document's schema says. */
function methodOf(service: Service, endpoints: Service['endpoints']): object {
  const { id } = service
  return { member_class: id.memberClass, member_code: id.memberCode, object_type: 'SERVICE', service_code: id.service, service_type: service.kind === 'OPENAPI' ? 'OPENAPI' : 'REST', subsystem_code: id.subsystem, xroad_instance: id.instance, endpoint_list: endpoints.map(({ method, path }) => ({ method, path })) }
}

/** The services of a subsystem that are spoken to by REST; with `consumer`, those it may call and what of them. */
function methodsOf(snapshot: Snapshot, subsystemKey: string, consumer: Consumer | undefined, now: number): object[] {
  return snapshot.servicesOf(subsystemKey).filter(service => service.kind !== 'SOAP').flatMap(service => {
    if (!consumer) return [methodOf(service, service.endpoints)]
    const rights = snapshot.rightsOf(consumer, service).filter(right => right.validFrom <= now && now < right.validTo)
    if (rights.length === 0) return []
    return [methodOf(service, rights.some(right => right.endpoints.length === 0) ? service.endpoints : rights.flatMap(right => right.endpoints))]
  })
}

async function answer(parts: GatewayParts, call: Call, mediaType: string, body: string): Promise<void> {
  const bytes = Buffer.from(body)
  await parts.log.write({ client: call.consumer?.number ?? null, service: null, right: null, refused: false, whenLogFails: 'closed', record: recordOf(parts, call, { status: 200, succeeded: true, sentAt: null, answeredAt: null, leftAt: parts.now(), requestSize: 0, responseSize: bytes.length, requestHash: null, responseHash: null }) })
  call.response.writeHead(200, ['content-type', mediaType, 'content-length', String(bytes.length), 'x-road-id', call.messageId, 'x-road-request-id', call.requestId])
  call.response.end(call.method === 'HEAD' ? undefined : bytes)
}

/** listMethods, allowedMethods and getOpenAPI (pr-mrest_x-road_service_metadata_protocol_for_rest.md). */
export async function answerMetadata(parts: GatewayParts, call: Call, query: string): Promise<void> {
  const snapshot = parts.registry.current
  const id = call.serviceId
  if (!id || !call.consumer) throw new Error('metadata are asked of a subsystem by a known client')
  const subsystemKey = clientKey({ instance: id.instance, memberClass: id.memberClass, memberCode: id.memberCode, subsystem: id.subsystem })
  if (call.method !== 'GET' && call.method !== 'HEAD') return answerFault(parts, call, { type: 'invalid-request', message: 'Metadata are read with GET' })
  if (id.service === 'getOpenAPI') {
    const code = new URLSearchParams(query).get('serviceCode')
    if (!code) return answerFault(parts, call, { type: 'invalid-request', message: 'Missing query parameter: serviceCode' })
    const service = snapshot.services.get(`${subsystemKey}/${code}`)
    if (!service) return answerFault(parts, call, { type: 'unknown-service', message: `Unknown service: SERVICE:${subsystemKey}/${code.slice(0, 100)}` })
    // existing clients look for these very words
    if (service.kind !== 'OPENAPI') return answerFault(parts, call, { type: 'service-type', message: `Invalid service type: ${service.kind}` })
    const text = await parts.openapiOf(service.number)
    if (text === undefined) return answerFault(parts, call, { type: 'internal-error', message: `Failed reading service description from ${service.origin}` })
    return answer(parts, call, text.trimStart().startsWith('{') ? 'application/json;charset=utf-8' : 'application/yaml;charset=utf-8', text)
  }
  return answer(parts, call, 'application/json;charset=utf-8', JSON.stringify({ service: methodsOf(snapshot, subsystemKey, id.service === 'allowedMethods' ? call.consumer : undefined, call.arrived) }))
}

/** `GET /listClients[?xRoadInstance=]`: who is on the exchange. JSON only when Accept says so, XML otherwise. */
export function listClients(snapshot: Snapshot, instance: string | null, accept: string | undefined): { readonly mediaType: string; readonly body: string } {
  const members = [...snapshot.members.values()].filter(member => instance === null || member.id.instance === instance)
  if ((accept ?? '').includes('application/json')) {
    return { mediaType: 'application/json;charset=utf-8', body: JSON.stringify({ member: members.flatMap(member => [{ id: idOf(member.id), name: member.name },
      ...member.subsystems.filter(each => each.active).map(each => ({ id: idOf(each.id), name: member.name, subsystem_name: each.name }))]) }) }
  }
  const element = (id: ClientId, name: string): string => `<xroad:member><xroad:id xmlns:iden="http://x-road.eu/xsd/identifiers" iden:objectType="${id.subsystem === undefined ? 'MEMBER' : 'SUBSYSTEM'}"><iden:xRoadInstance>${escapeXml(id.instance)}</iden:xRoadInstance><iden:memberClass>${escapeXml(id.memberClass)}</iden:memberClass><iden:memberCode>${escapeXml(id.memberCode)}</iden:memberCode>${id.subsystem === undefined ? '' : `<iden:subsystemCode>${escapeXml(id.subsystem)}</iden:subsystemCode>`}</xroad:id><xroad:name>${escapeXml(name)}</xroad:name></xroad:member>`
  return { mediaType: 'text/xml;charset=utf-8', body: `<?xml version="1.0" encoding="UTF-8"?><xroad:clientList xmlns:xroad="http://x-road.eu/xsd/xroad.xsd">${members.map(member => [element(member.id, member.name), ...member.subsystems.filter(each => each.active).map(each => element(each.id, member.name))].join('')).join('')}</xroad:clientList>` }
}

const approved = (certificate: Uint8Array): { readonly name: string; readonly cert: string } => ({ name: escapeXml(new X509Certificate(certificate).subject.split('\n').toReversed().join(', ')), cert: `<cert>${Buffer.from(certificate).toString('base64')}</cert>` })

/** The authorities of our own instance in X-Road's words: of the province's seal, and of the time stamps. */
function approvedOf(anchors: TrustAnchors | undefined): string {
  if (!anchors) return ''
  const authorities = anchors.certificates.map(approved).map(({ name, cert }) => `<approvedCA><name>${name}</name><authenticationOnly>false</authenticationOnly><topCA>${cert}</topCA>${(anchors.intermediates ?? []).map(each => `<intermediateCA>${approved(each).cert}</intermediateCA>`).join('')}</approvedCA>`)
  return [...authorities, ...(anchors.timeStampCertificates ?? []).map(approved).map(({ name, cert }) => `<approvedTSA><name>${name}</name><url/>${cert}</approvedTSA>`)].join('')
}

/** `/verificationconf`: the global configuration that a verifier of containers needs, as files by name. */
export function verificationConfiguration(snapshot: Snapshot, instance: string, anchors?: TrustAnchors): ReadonlyMap<string, string> {
  const files = new Map([['verificationconf/instance-identifier', instance]])
  for (const each of snapshot.instances) {
    const members = [...snapshot.members.values()].filter(member => member.id.instance === each)
    files.set(`verificationconf/${each}/shared-params.xml`, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ns3:conf xmlns:ns3="http://x-road.eu/xsd/xroad.xsd"><instanceIdentifier>${escapeXml(each)}</instanceIdentifier>${approvedOf(each === instance ? anchors : undefined)}${members.map((member, at) =>
      `<member id="m${at}"><memberClass><code>${escapeXml(member.id.memberClass)}</code></memberClass><memberCode>${escapeXml(member.id.memberCode)}</memberCode><name>${escapeXml(member.name)}</name>${member.subsystems.map((sub, n) => `<subsystem id="m${at}s${n}"><subsystemCode>${escapeXml(sub.id.subsystem)}</subsystemCode></subsystem>`).join('')}</member>`).join('')}${members.flatMap((member, at) =>
      member.servers.map(server => `<securityServer><owner>m${at}</owner><serverCode>${escapeXml(server.code)}</serverCode><address>${escapeXml(server.address)}</address>${member.subsystems.map((_, n) => `<client>m${at}s${n}</client>`).join('')}</securityServer>`)).join('')}</ns3:conf>`)
  }
  return files
}
