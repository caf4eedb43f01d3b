import { normalisePath } from '../domain/path-glob.ts'
import { answerFault, type FaultFacts } from '../gateway/fault-answer.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import type { Consumer, Snapshot, Topic } from '../registry/snapshot.ts'
import { answer } from './answer.ts'
import { nameCaller } from './caller.ts'
import { publish } from './publish.ts'
import { pull } from './pull.ts'
import { handleWebhook } from './webhook.ts'

export const EVENTS = /^\/events\/v1(?:\/|\?|$)/
const TARGET = /^\/events\/v1\/([a-z0-9][a-z0-9.-]{0,99})(\/webhook(?:\/dead-letters(?:\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?)?)?$/

/** Whether this subsystem may know of the topic at all. */
const sees = (snapshot: Snapshot, consumer: Consumer, topic: Topic, at: number): boolean => topic.listed || topic.owner === consumer || snapshot.contractOf('subscribe', consumer, topic, at) !== undefined || snapshot.contractOf('publish', consumer, topic, at) !== undefined

/**
 * Events over HTTP. `GET /events/v1` lists topics; `POST /events/v1/{topic}` announces a CloudEvent; `GET /events/v1/{topic}?from=&limit=&wait=`
 * reads on from a position; `…/webhook` registers where events are sent to.
 */
export async function handleEvents(parts: GatewayParts, call: Call, url: string): Promise<void> {
  call.envelope = 'problem'
  const refuse = (facts: FaultFacts): Promise<void> => answerFault(parts, call, facts)
  const snapshot = parts.registry.current
  const [rawPath = '', query = ''] = url.split('?', 2)
  const path = normalisePath(rawPath)
  if (!path.ok) return refuse({ type: 'bad-request', message: `The path is not acceptable (${path.reason})` })
  call.path = path.path.replace(/\/$/, '')
  const unknown = nameCaller(parts, snapshot, call)
  if (unknown) return refuse(unknown)
  const { consumer } = call
  if (!consumer) throw new Error('unreachable')
  if (call.path === '/events/v1') {
    if (call.method !== 'GET') return refuse({ type: 'bad-request', message: 'Topics are listed with GET', status: 405 })
    const topics = [...snapshot.topics.values()].filter(each => sees(snapshot, consumer, each, call.arrived)).map(each => ({ topic: each.code, name: each.name, owner: each.owner.key, open: each.open, retentionDays: each.retentionDays, subscribed: snapshot.contractOf('subscribe', consumer, each, call.arrived) !== undefined, announces: each.owner === consumer || snapshot.contractOf('publish', consumer, each, call.arrived) !== undefined, schema: each.schema ?? null }))
    return answer(parts, call, { status: 200, mediaType: 'application/json', body: JSON.stringify({ topics }) })
  }
  const [, code = '', webhook] = TARGET.exec(call.path) ?? []
  const topic = snapshot.topics.get(code)
  if (!topic || !sees(snapshot, consumer, topic, call.arrived)) return refuse({ type: 'unknown-service', message: `There is no topic ${code === '' ? 'at this address' : code}` })
  call.serviceId = { ...topic.owner.id, service: topic.code }
  if (webhook !== undefined) return handleWebhook(parts, call, { consumer, topic, path: webhook })
  if (call.method === 'POST') return publish(parts, call, consumer, topic)
  if (call.method === 'GET') return pull(parts, call, consumer, topic, new URLSearchParams(query))
  return refuse({ type: 'bad-request', message: 'A topic takes GET and POST', status: 405 })
}
