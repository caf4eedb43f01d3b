/** What a topic is to an engine: a number, and for how long events are kept. */
export interface TopicRef { readonly number: number; readonly retentionDays: number }
export interface NewEvent { readonly publisher: number; /** unique for its publisher on the topic */ readonly id: string; /** SHA-256 of what was announced: the same id with other content is a mistake */ readonly digest: Buffer; /** sealed */ readonly body: Buffer }
/** `known`: the id was taken before; `same`: with the same content. */
export interface Published { readonly position: number; readonly known: boolean; readonly same: boolean }
export interface StoredEvent { readonly position: number; readonly publisher: number; readonly id: string; /** milliseconds since 1970 */ readonly at: number; readonly body: Buffer }
/** Positions begin with 1; `last` is 0 while nothing was announced, `first` is above `last` when nothing is left. */
export interface TopicState { readonly first: number; readonly last: number }

/**
 * Publish and subscribe with positions: per topic they rise in the order in which events became durable, and none ever appears below one that
 * somebody has read. Delivery is at least once: whoever reads keeps the position, and reads again from it.
 */
export interface EventBus {
  readonly engine: 'postgresql' | 'nats-jetstream'
  /** Resolves when the event is durable. Idempotent by publisher and id. Throws `BusUnavailable`. */
  publish(topic: TopicRef, event: NewEvent): Promise<Published>
  /** Events at `from` and after it, in order, without gaps but for what expired. */
  read(topic: TopicRef, from: number, limit: number): Promise<readonly StoredEvent[]>
  /** Every event from `from` on, as they come, until the signal. */
  subscribe(topic: TopicRef, from: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined>
  state(topic: TopicRef): Promise<TopicState>
  /** Told that a topic may have moved (undefined: any may); says nothing about what. Answers how to stop. */
  onMoved(listener: (topic: number | undefined) => void): () => void
  close(): Promise<void>
}

/** The engine promises nothing now: the publisher must ask again. */
export class BusUnavailable extends Error {}
