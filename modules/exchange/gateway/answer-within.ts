import type { Line, RelayEvents } from '../../../kernel/http/relay.ts'
import type { AdmittedCall } from './pass.ts'
import type { GatewayParts } from './parts.ts'

const LINE: Line = { resume: () => undefined, giveUp: () => undefined }

/** Lets the data store answer an admitted call; the exchange goes on as with any provider: record, hashes, quota, breaker. */
export function answerWithin(parts: GatewayParts, call: AdmittedCall, address: string, events: RelayEvents): void {
  const { within } = parts
  if (!within) { events.onFailure('connect', new Error('the data store is not in this process')); return }
  const mark = address.indexOf('?')
  const { consumer, right, service, requestId } = call
  within.answer({ service: service.id.service, path: mark < 0 ? address : address.slice(0, mark), query: mark < 0 ? '' : address.slice(mark), right: right.number, requestId, consumer: { key: consumer.key, name: consumer.name, memberName: consumer.memberName, agencyId: consumer.agencyId } }).then(
    ({ status, mediaType, body }) => { events.onHead(status, ['content-type', mediaType], LINE); if (call.method !== 'HEAD') events.onData(Buffer.from(body)); events.onEnd() },
    (error: unknown) => { events.onFailure('broken', error instanceof Error ? error : new Error(String(error))) })
}
