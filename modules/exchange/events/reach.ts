import type pg from 'pg'
import type { Topic } from '../registry/snapshot.ts'
import type { EventBus } from './bus.ts'

export interface Reach { write(topics: readonly Topic[], at: Date): Promise<void>; stop(): void }

/** Tells the console how far topics are where only the engine knows: writes down those that moved since the last time, all of them at first. */
export function keepReach(pool: pg.Pool, bus: EventBus): Reach {
  let all = true
  const moved = new Set<number>()
  const stop = bus.onMoved(topic => { if (topic === undefined) all = true; else moved.add(topic) })
  return {
    async write(topics, at) {
      const wanted = topics.filter(each => all || moved.has(each.number))
      all = false
      moved.clear()
      for (const topic of wanted) {
        try {
          const { first, last } = await bus.state(topic)
          await pool.query({ name: 'event-reach', text: 'insert into exchange.event_reach (topic, first_position, last_position, at) values ($1, $2, $3, $4) on conflict (topic) do update set first_position = excluded.first_position, last_position = excluded.last_position, at = excluded.at', values: [topic.number, first, last, at] })
          // the engine is away: it tells by itself, and the next look takes them all
        } catch { all = true; return }
      }
    },
    stop,
  }
}
