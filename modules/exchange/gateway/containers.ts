import { SignerUnavailable, TimeStampUnavailable } from '../../../kernel/signing/index.ts'
import { containerName, CONTAINER_TYPE } from '../evidence/container.ts'
import { zipOf } from '../evidence/zip.ts'
import { readClientId } from '../domain/identifiers.ts'
import { clientKey } from '../registry/snapshot.ts'
import { answerFault } from './fault-answer.ts'
import { verificationConfiguration } from './metadata.ts'
import type { Call, GatewayParts } from './parts.ts'
import { prove } from './who.ts'

function send(call: Call, mediaType: string, name: string, bytes: Buffer): void {
  call.response.writeHead(200, ['content-type', mediaType, 'content-length', String(bytes.length), 'content-disposition', `attachment; filename="${name}"`, 'cache-control', 'no-store'])
  call.response.end(call.method === 'HEAD' ? undefined : bytes)
}

export const CONFIGURATION = /^\/verificationconf(?:\/(gateway-keys\.(?:pem|json)(?:\.p7s)?))?$/
const MEDIA_TYPES: Readonly<Record<string, string>> = { pem: 'text/plain; charset=utf-8', json: 'application/json; charset=utf-8', p7s: 'application/pkcs7-signature' }

/** `/verificationconf`: what a verifier must know of the exchange, as a zip; `/verificationconf/{file}`: the keys of its gateways alone. */
export async function answerConfiguration(parts: GatewayParts, call: Call, path: string): Promise<void> {
  const keys = await parts.publishedKeys().catch(() => undefined)
  if (!keys) return answerFault(parts, call, { type: 'internal-error', message: 'The keys of the gateways cannot be given now', retryAfterSeconds: 5 })
  const [, name] = CONFIGURATION.exec(path) ?? []
  if (name === undefined) {
    const files = [...[...verificationConfiguration(parts.registry.current, parts.instance, parts.anchors)].map(([file, text]) => ({ name: file, bytes: Buffer.from(text) })), ...[...keys].map(([file, bytes]) => ({ name: `verificationconf/${parts.instance}/${file}`, bytes }))]
    return send(call, 'application/zip', 'verificationconf.zip', zipOf(files))
  }
  const bytes = keys.get(name)
  if (!bytes) return answerFault(parts, call, { type: 'unknown-service', message: 'This province has no seal to sign the list with' })
  return send(call, MEDIA_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? '', name, bytes)
}

/**
 * `/asic?queryId=&xRoadInstance=&memberClass=&memberCode=&subsystemCode=[&unique][&requestOnly|responseOnly]` (ug-sigdoc_x-road_signed_document…):
 * the containers of a message, for the system that sent or answered it. A zip of them, or with `unique` the only one.
 */
export async function answerContainers(parts: GatewayParts, call: Call, query: URLSearchParams): Promise<void> {
  const snapshot = parts.registry.current
  const refuse = (message: string): Promise<void> => answerFault(parts, call, { type: 'bad-request', message })
  const missing = ['queryId', 'xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'].find(name => !query.get(name))
  if (missing !== undefined) return refuse(`Missing query parameter: ${missing}`)
  const only = query.has('requestOnly') ? 'request' : query.has('responseOnly') ? 'response' : undefined
  if (query.has('requestOnly') && query.has('responseOnly')) return refuse('requestOnly and responseOnly exclude each other')
  const of = (name: string): string => query.get(name) ?? ''
  const client = readClientId(['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'].map(name => encodeURIComponent(of(name))).join('/'))
  if (!client.ok) return refuse(`Invalid Client Id (${client.reason})`)
  call.client = client.value
  const consumer = snapshot.consumers.get(clientKey(call.client))
  if (!consumer?.active) return answerFault(parts, call, { type: 'unknown-member', message: 'Client not found' })
  const who = prove(parts, snapshot, call.request, consumer, call.arrived)
  if (!who.ok) return answerFault(parts, call, who)
  call.consumer = consumer
  let found: Awaited<ReturnType<GatewayParts['containersOf']>>
  try { found = await parts.containersOf(of('queryId'), consumer.number, only) } catch (error) {
    // whoever is promised a seal gets no container without one
    if (!(error instanceof SignerUnavailable || error instanceof TimeStampUnavailable)) throw error
    parts.logger.error({ requestId: call.requestId, error: String(error) }, 'a container could not be sealed')
    return answerFault(parts, call, { type: 'internal-error', message: 'The container cannot be sealed now', retryAfterSeconds: 60 })
  }
  if (found.length === 0) return refuse(`No exchange with id ${of('queryId').slice(0, 200)} of this system is in the log`)
  if (query.has('unique')) {
    const [first] = found
    if (found.length > 1 || !first) return refuse(`${found.length} exchanges have this id`)
    return send(call, CONTAINER_TYPE, containerName(of('queryId'), first.id, only), first.bytes)
  }
  return send(call, 'application/zip', 'asic.zip', zipOf(found.map(each => ({ name: containerName(of('queryId'), each.id, only), bytes: each.bytes }))))
}
