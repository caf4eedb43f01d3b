import type pg from 'pg'
import type { Log } from '../../../kernel/platform.ts'
import { unseal } from '../../../kernel/secrets.ts'
import type { EventContract, Snapshot } from '../registry/snapshot.ts'
import type { EventBus, StoredEvent } from './bus.ts'
import { endReplay, freeDeliveries, LEASE_SECONDS, layAside, moveOn, pauseDelivery, releaseLease, renewLease, sendAgain, takeLease, toReplay, type Lease } from './delivery-store.ts'
import { POST_TIMEOUT_MS } from './post.ts'
import { judge, type Answer } from './retry.ts'
import { sendEvent, type SendParts } from './send-event.ts'
import type { EventMutant } from './parts.ts'

export interface Deliveries {
  /** Looks now; undefined: at every subscription. Resolves when there is nothing left to send. */
  look(subscription?: string): Promise<void>
  stop(): Promise<void>
}
export interface DeliveryParts extends SendParts { readonly pool: pg.Pool; readonly bus: EventBus; readonly gateway: string; readonly webhookKey: Buffer; readonly logger: Log; snapshot(): Snapshot; random(): number; readonly mutant?: EventMutant | undefined }

/** What another gateway left behind when it died is found this soon after its lease. */
const SWEEP_MS = 10_000
const PIECE = 50
const said = (answer: Answer): readonly [number | null, string] => answer.kind === 'status' ? [answer.status, `status ${answer.status}`] : [null, answer.reason]

/**
 * Sends events to webhooks: per subscription one after the other, in the order of the topic, by whoever holds its lease. The position moves on
 * only after the subscriber's 2xx is in the log; whatever dies in between, the event is sent again.
 */
export function startDeliveries(parts: DeliveryParts): Deliveries {
  const { pool, bus, gateway, logger } = parts
  const running = new Map<string, { again: boolean; readonly work: Promise<void> }>()
  const retries = new Map<string, NodeJS.Timeout>()
  let stopped = false

  /** Makes sure that the lease outlives the next request; false: it is another's now. */
  const guard = (lease: Lease): { held(): Promise<boolean> } => {
    let until = performance.now() + LEASE_SECONDS * 1000
    return { held: async () => {
      if (until - performance.now() > POST_TIMEOUT_MS + 5000) return true
      const asked = performance.now()
      if (!(await renewLease(pool, gateway, lease.subscription))) return false
      until = asked + LEASE_SECONDS * 1000
      return true
    } }
  }
  const later = (subscription: string, milliseconds: number): void => {
    clearTimeout(retries.get(subscription))
    retries.set(subscription, setTimeout(() => { retries.delete(subscription); void look(subscription) }, milliseconds + 5))
  }
  const inForce = (id: string): EventContract | undefined => {
    const subscription = parts.snapshot().subscriptions.get(id)
    return subscription && parts.snapshot().contractOf('subscribe', subscription.consumer, subscription.topic, parts.now()) === subscription && subscription.consumer.active ? subscription : undefined
  }

  /** One event; answers the position from which to go on, or undefined to stop. */
  const deliver = async (lease: Lease, secrets: readonly string[], event: StoredEvent, from: number, attempts: number, refused: number): Promise<'next' | 'next-refused' | 'stop'> => {
    const subscription = inForce(lease.subscription)
    if (!subscription || stopped) return 'stop'
    if (parts.mutant === 'moves-on-before-the-answer') await moveOn(pool, gateway, lease.subscription, from, event.position, 200, parts.now())
    const answer = await sendEvent(parts, subscription, lease.url, secrets, event)
    const now = parts.now()
    const [status, error] = said(answer)
    const judged = judge(answer, attempts + 1, refused, parts.random())
    switch (judged.next) {
      case 'delivered': return parts.mutant === 'moves-on-before-the-answer' || await moveOn(pool, gateway, lease.subscription, from, event.position, status ?? 200, now) ? 'next' : 'stop'
      case 'again':
        if (await sendAgain(pool, gateway, lease.subscription, now + judged.delayMs, status, error)) later(lease.subscription, judged.delayMs)
        return 'stop'
      case 'dead-letter':
        if (!(await layAside(pool, gateway, lease.subscription, from, { position: event.position, id: event.id, at: now, status, error }))) return 'stop'
        if (!judged.pause) return 'next-refused'
        await pauseDelivery(pool, gateway, lease.subscription, now, 'events-refused', status, error)
        return 'stop'
      case 'pause':
        await pauseDelivery(pool, gateway, lease.subscription, now, judged.because, status, error)
        logger.warn({ subscription: lease.subscription, because: judged.because }, 'a webhook is paused')
        return 'stop'
    }
  }
  const replay = async (lease: Lease, secrets: readonly string[], held: () => Promise<boolean>): Promise<boolean> => {
    for (const dead of await toReplay(pool, lease.subscription)) {
      const subscription = inForce(lease.subscription)
      if (!subscription || !(await held())) return false
      const [event] = await bus.read(subscription.topic, dead.position, 1)
      if (event?.position !== dead.position) { await endReplay(pool, dead.id, false, null, 'expired'); continue }
      const [answer] = [await sendEvent(parts, subscription, lease.url, secrets, event)]
      await endReplay(pool, dead.id, judge(answer, 1, 0, 0).next === 'delivered', ...said(answer))
    }
    return true
  }

  const run = async (id: string): Promise<void> => {
    if (!inForce(id)) return
    const lease = await takeLease(pool, gateway, id, parts.now())
    if (!lease) return
    const { held } = guard(lease)
    const secrets = [lease.secret, ...lease.former ? [lease.former] : []].map(each => unseal(parts.webhookKey, each).toString('utf8'))
    let { position, attempts, refusedInARow } = lease
    let stop = !(await replay(lease, secrets, held))
    while (!stop) {
      const subscription = inForce(id)
      const events = subscription && !stopped ? await bus.read(subscription.topic, position + 1, PIECE) : []
      if (events.length === 0) break
      for (const event of events) {
        if (!(await held())) { stop = true; break }
        const outcome = await deliver(lease, secrets, event, position, attempts, refusedInARow)
        if (outcome === 'stop') { stop = true; break }
        position = event.position
        attempts = 0
        refusedInARow = outcome === 'next' ? 0 : refusedInARow + 1
      }
    }
    await releaseLease(pool, gateway, id)
  }
  const look = async (subscription?: string): Promise<void> => {
    if (stopped) return
    if (subscription === undefined) { await Promise.all((await freeDeliveries(pool, gateway, parts.now())).map(each => look(each))); return }
    const known = running.get(subscription)
    if (known) { known.again = true; await known.work; return }
    const entry = { again: true, work: Promise.resolve() }
    running.set(subscription, entry)
    entry.work = (async () => {
      try { while (entry.again && !stopped) { entry.again = false; await run(subscription) } } catch (error) {
        logger.warn({ subscription, error: String(error) }, 'a delivery was broken off')
        await releaseLease(pool, gateway, subscription).catch(() => undefined)
        later(subscription, 1000)
      } finally { running.delete(subscription) }
    })()
    await entry.work
  }
  const lookSafely = (subscription?: string): void => { look(subscription).catch((error: unknown) => { logger.warn({ error: String(error) }, 'no look at the webhooks') }) }
  const unlisten = bus.onMoved(topic => {
    if (topic === undefined) { lookSafely(); return }
    for (const each of parts.snapshot().subscriptions.values()) if (each.topic.number === topic) lookSafely(each.id)
  })
  const timer = setInterval(() => { lookSafely() }, SWEEP_MS)
  lookSafely()
  return {
    look,
    stop: async () => {
      stopped = true
      unlisten()
      clearInterval(timer)
      for (const each of retries.values()) clearTimeout(each)
      await Promise.all([...running.values()].map(each => each.work))
    },
  }
}
