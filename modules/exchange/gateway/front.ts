import type { IncomingMessage, ServerResponse } from 'node:http'
import { axisOperation, handleAxis } from '../documents/axis/front.ts'
import { handleProvincial, provincialOperation } from '../documents/provincial/front.ts'
import { EVENTS, handleEvents } from '../events/front.ts'
import { CONFIGURATION, answerConfiguration, answerContainers } from './containers.ts'
import { ADAPTER, contextOf, handleAdapter, handleContext, handleToken } from './dialects.ts'
import { answerFault } from './fault-answer.ts'
import { listClients } from './metadata.ts'
import { headerOf, type Call, type GatewayParts } from './parts.ts'
import { handleMessage } from './x-road.ts'

/** What is for the exchange among the requests to the province. */
export function takes(parts: GatewayParts, request: IncomingMessage): boolean {
  const url = request.url ?? '/'
  return axisOperation(request) !== undefined || provincialOperation(request) !== undefined || /^\/(?:r\d+\/|listClients(?:\?|$)|verificationconf(?:[/?]|$)|asic(?:\?|$)|token(?:\?|$))/.test(url) || ADAPTER.test(url) || EVENTS.test(url) || parts.registry.current.contexts.size > 0 && contextOf(parts.registry.current, pathOf(url)) !== undefined
}

const NOTHING = (): void => undefined
const pathOf = (url: string): string => { const mark = url.indexOf('?'); return mark < 0 ? url : url.slice(0, mark) }

/** Answers one request of the exchange; nothing it throws gets past here. */
export function handle(parts: GatewayParts, request: IncomingMessage, response: ServerResponse): void {
  const requestId = parts.newId()
  const call: Call = { request, response, arrived: parts.now(), requestId, envelope: 'x-road', messageId: `${parts.instance}-${requestId}`, ownId: false, method: request.method ?? 'GET', path: '', client: undefined, serviceId: undefined, consumer: undefined, service: undefined, right: undefined, consumed: undefined }
  response.on('error', NOTHING)
  request.on('error', NOTHING)
  dispatch(parts, call, request.url ?? '/').catch((error: unknown) => {
    parts.logger.error({ requestId: call.requestId, error: error instanceof Error ? error.stack : String(error) }, 'the gateway failed')
    return answerFault(parts, call, { type: 'internal-error', message: 'The exchange failed; nothing more is known here' })
  }).catch(() => { response.destroy() })
}

/** What it hands messages to is not `async` down to `pass`: each would be three more turns of the queue for every message. */
async function dispatch(parts: GatewayParts, call: Call, url: string): Promise<void> {
  const path = pathOf(url)
  if (/^\/r\d+\//.test(path)) return handleMessage(parts, call, url)
  if (EVENTS.test(path)) return handleEvents(parts, call, url)
  if (path === '/token') return handleToken(parts, call)
  if (ADAPTER.test(path)) return handleAdapter(parts, call, url)
  if (path === '/listClients') {
    const { mediaType, body } = listClients(parts.registry.current, new URLSearchParams(url.slice(path.length + 1)).get('xRoadInstance'), headerOf(call.request, 'accept'))
    call.response.writeHead(200, ['content-type', mediaType, 'content-length', String(Buffer.byteLength(body))])
    call.response.end(body)
    return undefined
  }
  if (CONFIGURATION.test(path)) return answerConfiguration(parts, call, path)
  if (path === '/asic') return answerContainers(parts, call, new URLSearchParams(url.slice(path.length + 1)))
  const found = contextOf(parts.registry.current, path)
  if (found) return handleContext(parts, call, found, url)
  // a registered service at such an address comes first: some provinces pass the national axis on
  const axis = axisOperation(call.request)
  if (axis) return handleAxis(parts, call, axis)
  const provincial = provincialOperation(call.request)
  if (provincial) return handleProvincial(parts, call, provincial, url)
  call.response.writeHead(404, ['content-length', '0'])
  call.response.end()
  return undefined
}
