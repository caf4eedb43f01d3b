import { unseal } from '../../../kernel/secrets.ts'
import { answerFault, type FaultFacts } from '../gateway/fault-answer.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import type { Consumer, Topic } from '../registry/snapshot.ts'
import { answer } from './answer.ts'
import { BusUnavailable, type StoredEvent } from './bus.ts'
import { BATCH, withSequence } from './cloud-event.ts'
import { awaitMove } from './moves.ts'

const [MOST_EVENTS, MOST_SECONDS] = [500, 30]
/** undefined: not a whole number within the limits */
function whole(text: string | null, fallback: number, most: number): number | undefined {
  if (text === null) return fallback
  const value = Number(text)
  return /^\d{1,16}$/.test(text) && value <= most ? value : undefined
}

/** `GET /events/v1/{topic}?from=&limit=&wait=`: events from a position on, oldest first; with `wait` (seconds) it answers as soon as there is one. */
export async function pull(parts: GatewayParts, call: Call, consumer: Consumer, topic: Topic, query: URLSearchParams): Promise<void> {
  const refuse = (facts: FaultFacts): Promise<void> => answerFault(parts, call, facts)
  // the registry may change while one waits
  const contract = () => parts.registry.current.contractOf('subscribe', consumer, topic, parts.now())
  const allowed = (): boolean => topic.owner === consumer || contract() !== undefined
  const denied = (): Promise<void> => refuse({ type: 'access-denied', message: `There is no subscription to ${topic.code} in force` })
  if (!allowed()) return denied()
  const [asked, limit, wait] = [whole(query.get('from'), 0, Number.MAX_SAFE_INTEGER), whole(query.get('limit'), 100, MOST_EVENTS), whole(query.get('wait'), 0, MOST_SECONDS)]
  if (asked === undefined || limit === undefined || limit === 0 || wait === undefined) return refuse({ type: 'bad-request', message: `from is a position, limit at most ${MOST_EVENTS}, wait at most ${MOST_SECONDS} seconds` })
  const counted = topic.owner === consumer ? undefined : contract()
  const quota = counted && parts.quotas.take(counted, call.arrived)
  if (quota?.ok === false) return refuse({ type: 'quota-exceeded', message: `The contract allows ${quota.most} reads a ${quota.span}`, retryAfterSeconds: quota.retryAfterSeconds })
  const { bus } = parts.events
  const gone = new AbortController()
  call.response.on('close', () => { gone.abort() })
  try {
    const { first } = await bus.state(topic)
    // 0 and nothing mean "from the oldest that is kept"
    if (asked > 0 && asked < first) return await refuse({ type: 'bad-request', message: `What stood before position ${first} is kept no more`, status: 410 })
    const from = Math.max(asked, first)
    let events: readonly StoredEvent[] = []
    for (const until = performance.now() + wait * 1000; ;) {
      const waiting = awaitMove(bus.onMoved, topic.number, Math.max(0, Math.min(2000, until - performance.now())), gone.signal)
      events = await bus.read(topic, from, limit)
      if (events.length > 0 || gone.signal.aborted || performance.now() >= until) { waiting.cancel(); break }
      await waiting.moved
    }
    if (gone.signal.aborted) return undefined
    if (!allowed()) return await denied()
    const next = (events.at(-1)?.position ?? from - 1) + 1
    const address = `${call.path}?from=${next}&limit=${limit}${wait > 0 ? `&wait=${wait}` : ''}`
    return await answer(parts, call, { status: 200, mediaType: BATCH, body: `[${events.map(each => withSequence(unseal(parts.events.eventKey, each.body).toString('utf8'), each.position)).join(',')}]`,
      headers: ['events-next', String(next), 'link', `<${address}>; rel="next"`], about: events.length > 0 ? `${events[0]?.position ?? from}-${next - 1}` : 'none', right: counted?.number })
  } catch (error) {
    if (!(error instanceof BusUnavailable)) throw error
    return refuse({ type: 'service-failed', message: 'The events cannot be read now; ask again', status: 503, retryAfterSeconds: 1 })
  }
}
