import type pg from 'pg'
import type { EventBus } from './bus.ts'
import type { Deliveries } from './deliver.ts'

/** What a trial breaks, to see that it would be found out. */
export type EventMutant = 'acknowledges-before-durable' | 'moves-on-before-the-answer'

/** What the gateway needs for events. */
export interface EventParts {
  readonly bus: EventBus
  readonly pool: pg.Pool
  /** the name under which webhooks are asked whether they want us (CloudEvents webhooks §4) */
  readonly origin: string
  /** seals events where they lie */
  readonly eventKey: Buffer
  /** seals the keys of webhooks */
  readonly webhookKey: Buffer
  /** plain http to this machine is allowed: simulators and tests live there */
  readonly allowLoopback: boolean
  readonly deliveries: Deliveries
  readonly mutant?: EventMutant | undefined
}
