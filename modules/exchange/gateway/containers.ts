import { containerName, CONTAINER_TYPE } from '../evidence/container.ts'
import { zipOf } from '../evidence/zip.ts'
import { clientKey } from '../registry/snapshot.ts'
import { answerFault } from './fault-answer.ts'
import { verificationConfiguration } from './metadata.ts'
import type { Call, GatewayParts } from './parts.ts'
import { prove } from './who.ts'

function send(call: Call, mediaType: string, name: string, bytes: Buffer): void {
  call.response.writeHead(200, ['content-type', mediaType, 'content-length', String(bytes.length), 'content-disposition', `attachment; filename="${name}"`, 'cache-control', 'no-store'])
  call.response.end(call.method === 'HEAD' ? undefined : bytes)
}

/** `/verificationconf`: what a verifier must know of the exchange, as a zip. */
export function answerConfiguration(parts: GatewayParts, call: Call): void {
  send(call, 'application/zip', 'verificationconf.zip', zipOf([...verificationConfiguration(parts.registry.current, parts.instance)].map(([name, text]) => ({ name, bytes: Buffer.from(text) }))))
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
  call.client = { instance: of('xRoadInstance'), memberClass: of('memberClass'), memberCode: of('memberCode'), subsystem: of('subsystemCode') }
  const consumer = snapshot.consumers.get(clientKey(call.client))
  if (!consumer?.active) return answerFault(parts, call, { type: 'unknown-member', message: 'Client not found' })
  const who = prove(parts, snapshot, call.request, consumer, call.arrived)
  if (!who.ok) return answerFault(parts, call, who)
  call.consumer = consumer
  const found = await parts.containersOf(of('queryId'), consumer.number, only)
  if (found.length === 0) return refuse(`No exchange with id ${of('queryId').slice(0, 200)} of this system is in the log`)
  if (query.has('unique')) {
    const [first] = found
    if (found.length > 1 || !first) return refuse(`${found.length} exchanges have this id`)
    return send(call, CONTAINER_TYPE, containerName(of('queryId'), first.id, only), first.bytes)
  }
  return send(call, 'application/zip', 'asic.zip', zipOf(found.map(each => ({ name: containerName(of('queryId'), each.id, only), bytes: each.bytes }))))
}
