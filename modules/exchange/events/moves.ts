import type { EventBus, StoredEvent, TopicRef } from './bus.ts'

export interface Moves { readonly onMoved: EventBus['onMoved']; tell(topic: number | undefined): void }
/** Who wants to know that a topic moved. */
export function createMoves(): Moves {
  const listeners = new Set<(topic: number | undefined) => void>()
  return {
    onMoved: listener => { listeners.add(listener); return () => { listeners.delete(listener) } },
    tell: topic => { for (const each of listeners) each(topic) },
  }
}

/** A word that got lost costs this long at most. */
const LOOK_AGAIN_MS = 2000

/** Resolves true when the topic moves after `begin`, false when the time is over or the signal comes. Listens from the call on, so that nothing falls between reading and waiting. */
export function awaitMove(onMoved: EventBus['onMoved'], topic: number, milliseconds: number, signal?: AbortSignal): { readonly moved: Promise<boolean>; cancel(): void } {
  let finish = (_moved: boolean): void => undefined
  const moved = new Promise<boolean>(done => { finish = done })
  const timer = setTimeout(() => { end(false) }, milliseconds)
  const stop = onMoved(which => { if (which === undefined || which === topic) end(true) })
  const aborted = (): void => { end(false) }
  function end(value: boolean): void { clearTimeout(timer); stop(); signal?.removeEventListener('abort', aborted); finish(value) }
  signal?.addEventListener('abort', aborted)
  if (signal?.aborted) end(false)
  return { moved, cancel: aborted }
}

/** `subscribe` of every engine: read, and when there is nothing, wait for the word. */
export async function* follow(bus: Pick<EventBus, 'read' | 'onMoved'>, topic: TopicRef, from: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined> {
  const PIECE = 100
  for (let next = from; !signal.aborted;) {
    const waiting = awaitMove(bus.onMoved, topic.number, LOOK_AGAIN_MS, signal)
    const events = await bus.read(topic, next, PIECE)
    if (events.length === 0) { await waiting.moved; continue }
    waiting.cancel()
    for (const event of events) { if (signal.aborted) return; yield event; next = event.position + 1 }
  }
}
