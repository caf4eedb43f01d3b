import { seal } from '../../../kernel/secrets.ts'
import { boundedBody } from '../gateway/body.ts'
import { answerFault, type FaultFacts } from '../gateway/fault-answer.ts'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import type { Consumer, EventContract, Topic } from '../registry/snapshot.ts'
import { answer } from './answer.ts'
import { REGISTER } from './delivery-store.ts'
import { newWebhookSecret } from './signature.ts'
import { disagreement, webhookUrlFault, type Disagreement, type UrlFault } from './webhook-target.ts'

export interface WebhookTarget { readonly consumer: Consumer; readonly topic: Topic; /** /webhook, /webhook/dead-letters, /webhook/dead-letters/ID */ readonly path: string }
interface State { url: string; position: number; attempts: number; next_at: Date; last_status: number | null; last_error: string | null; paused_at: Date | null; paused_because: string | null; registered_at: Date; dead_letters: number }

const URL_FAULTS: Record<UrlFault, string> = { local: 'the address leads to the gateway itself', credentials: 'no name and password in the address', 'not-https': 'not an https address', 'too-long': 'at most 1000 characters, without #' }
const saidNo = (no: Disagreement, origin: string): string => no.kind === 'silent' ? `it does not answer (${no.reason})` : no.kind === 'status' ? `it answers ${no.status} to OPTIONS` : `it does not allow WebHook-Request-Origin ${origin}`

async function put(parts: GatewayParts, call: Call, subscription: EventContract): Promise<void> {
  const refuse = (message: string, status = 422): Promise<void> => answerFault(parts, call, { type: 'bad-request', message, status })
  const body = await boundedBody(call.request, 4096)
  let given: unknown
  try { given = JSON.parse(body?.toString('utf8') ?? '') } catch { return refuse('The body must be JSON: {"url": "https://…", "from": 1}', 400) }
  const url = typeof given === 'object' && given !== null && 'url' in given && typeof given.url === 'string' ? given.url : ''
  const from = typeof given === 'object' && given !== null && 'from' in given ? given.from : undefined
  if (from !== undefined && !(typeof from === 'number' && Number.isSafeInteger(from) && from >= 1)) return refuse('from is a position, 1 or above')
  const fault = webhookUrlFault(url, parts.events.allowLoopback)
  if (fault !== undefined) return refuse(`The webhook is not acceptable: ${URL_FAULTS[fault]}`)
  const no = await disagreement(parts.relay, parts.events.origin, url)
  if (no !== undefined) return refuse(`The webhook did not agree: ${saidNo(no, parts.events.origin)}`)
  const secret = newWebhookSecret()
  // without `from` a new webhook hears what comes from now on, a known one goes on where it stood
  const { last } = await parts.events.bus.state(subscription.topic)
  const { rows: [row] } = await parts.events.pool.query<{ position: number }>(REGISTER, [subscription.id, url, seal(parts.events.webhookKey, secret), new Date(parts.now()), from === undefined ? null : Number(from) - 1, last])
  // the secret is told once
  await answer(parts, call, { status: 200, mediaType: 'application/json', body: JSON.stringify({ url, secret, position: row?.position ?? 0, signature: 'standard-webhooks-v1' }) })
  void parts.events.deliveries.look(subscription.id)
}

async function tell(parts: GatewayParts, call: Call, subscription: EventContract): Promise<void> {
  const { rows: [row] } = await parts.events.pool.query<State>(`select d.url, d.position, d.attempts, d.next_at, d.last_status, d.last_error, d.paused_at, d.paused_because, d.registered_at,
    (select count(*)::int from exchange.event_dead_letter l where l.subscription_id = d.subscription_id and l.state in ('waiting', 'replaying')) as dead_letters from exchange.event_delivery d where d.subscription_id = $1`, [subscription.id])
  if (!row) return answerFault(parts, call, { type: 'unknown-service', message: 'No webhook is registered' })
  return answer(parts, call, { status: 200, mediaType: 'application/json', body: JSON.stringify({ url: row.url, position: row.position, last: (await parts.events.bus.state(subscription.topic)).last, attempts: row.attempts, nextAt: row.next_at, lastStatus: row.last_status, lastError: row.last_error, pausedAt: row.paused_at, pausedBecause: row.paused_because, registeredAt: row.registered_at, deadLetters: row.dead_letters }) })
}

async function deadLetters(parts: GatewayParts, call: Call, subscription: EventContract): Promise<void> {
  const { rows } = await parts.events.pool.query(`select id, position, event_id as "event", at, attempts, last_status as "lastStatus", last_error as "lastError", state from exchange.event_dead_letter where subscription_id = $1 and state in ('waiting', 'replaying') order by position limit 500`, [subscription.id])
  return answer(parts, call, { status: 200, mediaType: 'application/json', body: JSON.stringify({ deadLetters: rows }) })
}

/** `PUT, GET, DELETE …/webhook`; `GET …/webhook/dead-letters`; `POST …/webhook/dead-letters/{id}` sends one again. */
export async function handleWebhook(parts: GatewayParts, call: Call, { consumer, topic, path }: WebhookTarget): Promise<void> {
  const refuse = (facts: FaultFacts): Promise<void> => answerFault(parts, call, facts)
  const subscription = parts.registry.current.contractOf('subscribe', consumer, topic, call.arrived)
  if (!subscription) return refuse({ type: 'access-denied', message: `There is no subscription to ${topic.code} in force` })
  const { pool, deliveries } = parts.events
  const dead = path.split('/')[3]
  if (dead !== undefined && call.method === 'POST') {
    const { rowCount } = await pool.query("update exchange.event_dead_letter set state = 'replaying', version = version + 1 where id = $1 and subscription_id = $2 and state = 'waiting'", [dead, subscription.id])
    if (rowCount === 0) return refuse({ type: 'unknown-service', message: 'No such event waits among the dead letters' })
    await answer(parts, call, { status: 202, mediaType: 'application/json', body: JSON.stringify({ state: 'replaying' }) })
    void deliveries.look(subscription.id)
    return undefined
  }
  if (path === '/webhook/dead-letters' && call.method === 'GET') return deadLetters(parts, call, subscription)
  if (path === '/webhook') switch (call.method) {
    case 'PUT': return put(parts, call, subscription)
    case 'GET': return tell(parts, call, subscription)
    case 'DELETE':
      await pool.query('delete from exchange.event_delivery where subscription_id = $1', [subscription.id])
      return answer(parts, call, { status: 200, mediaType: 'application/json', body: '{}' })
    default:
  }
  return refuse({ type: 'bad-request', message: 'This address does not take that method', status: 405 })
}
