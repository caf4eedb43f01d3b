import { readClientId, readMessageTarget, readRepresentedParty, readServerId } from '../domain/identifiers.ts'
import { normalisePath } from '../domain/path-glob.ts'
import { clientKey, serviceKey } from '../registry/snapshot.ts'
import { admit } from './admit.ts'
import { answerFault } from './fault-answer.ts'
import { answerMetadata, isMetaService } from './metadata.ts'
import { addressAt, headerOf, type Call, type GatewayParts } from './parts.ts'
import { prove } from './who.ts'

const VERBS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'])
const MESSAGE_ID = /^[\x21-\x7e]{1,200}$/

const refuse = (parts: GatewayParts, call: Call, message: string): Promise<void> => answerFault(parts, call, { type: 'invalid-request', message })

/** A message of X-Road's protocol for REST (exchange.md §1.1). */
export function handleMessage(parts: GatewayParts, call: Call, url: string): Promise<void> {
  const snapshot = parts.registry.current
  const mark = url.indexOf('?')
  const target = readMessageTarget(mark < 0 ? url : url.slice(0, mark))
  if (!target.ok) return refuse(parts, call, target.reason === 'protocol-version' ? 'Invalid protocol version' : `Invalid service identifier in the address (${target.reason})`)
  call.serviceId = target.value.service
  if (!VERBS.has(call.method)) return refuse(parts, call, `Unsupported REST verb: ${call.method}`)
  const claimedId = readClientId(headerOf(call.request, 'x-road-client'))
  if (!claimedId.ok) return refuse(parts, call, claimedId.reason === 'missing' ? 'The client identifier is missing' : `Invalid Client Id (${claimedId.reason})`)
  call.client = claimedId.value
  const messageId = headerOf(call.request, 'x-road-id')
  if (messageId !== undefined) {
    if (!MESSAGE_ID.test(messageId)) return refuse(parts, call, 'X-Road-Id must be 1 to 200 printable characters')
    call.messageId = messageId
    call.ownId = true
  }
  const represented = headerOf(call.request, 'x-road-represented-party')
  if (represented !== undefined && !readRepresentedParty(represented).ok) return refuse(parts, call, 'Invalid represented party')
  const path = normalisePath(target.value.rawPath)
  if (!path.ok) return refuse(parts, call, `The path is not acceptable (${path.reason})`)
  call.path = path.path

  const consumer = snapshot.consumers.get(clientKey(claimedId.value))
  if (!consumer?.active) return answerFault(parts, call, { type: 'unknown-member', message: `Client 'SUBSYSTEM:${clientKey(claimedId.value)}' not found` })
  const who = prove(parts, snapshot, call.request, consumer, call.arrived)
  if (!who.ok) return answerFault(parts, call, who)
  call.consumer = consumer
  call.consumed = who.consumed
  const server = headerOf(call.request, 'x-road-security-server')
  if (server !== undefined && !knowsServer(parts, server)) return answerFault(parts, call, { type: 'invalid-security-server', message: `Invalid security server: ${server.slice(0, 200)}` })

  const id = target.value.service
  if (isMetaService(id.service) && snapshot.consumers.has(clientKey({ instance: id.instance, memberClass: id.memberClass, memberCode: id.memberCode, subsystem: id.subsystem }))) return answerMetadata(parts, call, mark < 0 ? '' : url.slice(mark + 1))
  const service = snapshot.services.get(serviceKey(id))
  if (!service) return answerFault(parts, call, { type: 'unknown-service', message: `Unknown service: SERVICE:${serviceKey(id)}` })
  call.service = service
  return admit(parts, snapshot, call, { path: addressAt(service, path.path, mark < 0 ? '' : url.slice(mark)), rawPath: url }, 'rest')
}

/** The server that a client insists on must be one of the registry's. */
function knowsServer(parts: GatewayParts, text: string): boolean {
  const id = readServerId(text)
  if (!id.ok) return false
  const [instance = '', memberClass = '', memberCode = '', code] = id.value.split('/')
  return parts.registry.current.members.get(clientKey({ instance, memberClass, memberCode }))?.servers.some(each => each.code === code) ?? false
}
