import type { Route } from './http/route.ts'
import type { Subscriber } from './outbox.ts'
import type { Platform } from './platform.ts'

/** A background task; payload is what `enqueue` was given. Must be safe to run twice. */
export interface Job {
  readonly name: string
  run(payload: unknown, platform: Platform): Promise<void>
  /** Told of every try that failed, so that whoever waits can be told, too; after the last one nobody tries again. */
  failed?(payload: unknown, try_: { readonly error: unknown; readonly last: boolean }, platform: Platform): Promise<void>
}
/** A task by the clock (crontab syntax, Asia/Ho_Chi_Minh is UTC+7: write UTC). */
export interface TimedJob extends Job { readonly crontab: string }

/** What a module hands to `app/`, which only collects. */
export interface Module {
  readonly name: string
  readonly routes: readonly Route[]
  readonly jobs?: readonly (Job | TimedJob)[]
  readonly subscribers?: (platform: Platform) => readonly Subscriber[]
}
