import { Compile } from 'typebox/schema'
import { seal } from '../../../kernel/secrets.ts'
import { boundedBody } from '../gateway/body.ts'
import { answerFault, type FaultFacts } from '../gateway/fault-answer.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import type { Consumer, Topic } from '../registry/snapshot.ts'
import { answer } from './answer.ts'
import { BusUnavailable, type Published } from './bus.ts'
import { digestOf, readCloudEvent } from './cloud-event.ts'

/** An event says that something happened and where to ask; whoever wants to send a file sends its address. */
export const MOST_BYTES = 256 * 1024
const compiled = new WeakMap<object, ReturnType<typeof Compile>>()

/** Why the data do not follow the topic's schema; undefined when they do. Never quotes what was sent: it may name people. */
function schemaFault(topic: Topic, data: unknown): string | undefined {
  if (!topic.schema) return undefined
  let validator = compiled.get(topic.schema)
  if (!validator) compiled.set(topic.schema, validator = Compile(topic.schema))
  if (validator.Check(data)) return undefined
  const [, errors] = validator.Errors(data)
  const [first] = errors
  return first ? `${first.instancePath || '/'} ${first.message}` : 'unknown fault'
}

/** `POST /events/v1/{topic}`: its owner announces, and whoever has a contract to; answered when the event and the record of it are durable. */
export async function publish(parts: GatewayParts, call: Call, consumer: Consumer, topic: Topic): Promise<void> {
  const refuse = (facts: FaultFacts): Promise<void> => answerFault(parts, call, facts)
  const contract = topic.owner === consumer ? undefined : parts.registry.current.contractOf('publish', consumer, topic, call.arrived)
  if (topic.owner !== consumer && !contract) return refuse({ type: 'access-denied', message: `Only ${topic.owner.key}, and who has a contract to, announces on ${topic.code}` })
  if (!topic.open) return refuse({ type: 'service-disabled', message: `The topic ${topic.code} is closed` })
  const body = await boundedBody(call.request, MOST_BYTES)
  if (!body) return refuse({ type: 'bad-request', message: `An event has at most ${MOST_BYTES} bytes`, status: 413 })
  const read = readCloudEvent(call.request.headers, body)
  if (!read.ok) return refuse({ type: 'bad-request', message: `Not an event of CloudEvents 1.0: ${read.reason}` })
  const { event } = read
  if (/^[\x21-\x7e]+$/.test(event.id)) call.messageId = event.id
  const fault = schemaFault(topic, event['data'])
  if (fault !== undefined) return refuse({ type: 'bad-request', message: `The data do not follow the schema of ${topic.code}: ${fault}`, status: 422 })
  const quota = contract && parts.quotas.take(contract, call.arrived)
  if (quota?.ok === false) return refuse({ type: 'quota-exceeded', message: `The contract allows ${quota.most} events a ${quota.span}`, retryAfterSeconds: quota.retryAfterSeconds })
  const { bus, eventKey, mutant } = parts.events
  // CloudEvents §3.1.1: source and id together name an event
  const taken = { publisher: consumer.number, id: `${event.source} ${event.id}`, digest: digestOf(event), body: seal(eventKey, JSON.stringify(event)) }
  let published: Published
  if (mutant === 'acknowledges-before-durable') { setTimeout(() => { bus.publish(topic, taken).catch(() => undefined) }, 200); published = { position: 0, known: false, same: true } }
  else try { published = await bus.publish(topic, taken) } catch (error) {
    if (!(error instanceof BusUnavailable)) throw error
    parts.logger.warn({ requestId: call.requestId, error: error.cause instanceof Error ? error.cause.message : error.message }, 'an event was not taken')
    return refuse({ type: 'service-failed', message: 'The event was not taken; send it again', status: 503, retryAfterSeconds: 1 })
  }
  if (!published.same) return refuse({ type: 'duplicate-message', message: `Position ${published.position} holds another event of this source and id` })
  return answer(parts, call, { status: published.known ? 200 : 201, mediaType: 'application/json', body: JSON.stringify({ position: published.position, known: published.known }), request: body, about: String(published.position), right: contract?.number })
}
