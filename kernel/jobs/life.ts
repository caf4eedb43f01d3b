import { EventEmitter } from 'node:events'
import { run, type JobHelpers, type RunnerOptions } from 'graphile-worker'

/**
 * How long a life that was told to end may take. Some would take for ever: the batches of graphile-worker 0.18 that write down what was done count wrongly
 * as soon as two of them fail, and then wait for one that does not exist (beside https://github.com/graphile/worker/issues/636).
 */
const ENDS_WITHIN_MS = 4_000

/** `last`: when this try fails there is no other */
export type Tasks = Readonly<Record<string, (payload: unknown, last: boolean) => Promise<void>>>

/** One life of the runner. */
export interface Life {
  /** what it locks jobs as */
  readonly id: string
  /** Nothing begins in it any more; what is still under way goes on to its end and keeps its lock. */
  readonly ended: Promise<void>
  /** Whether it may still hold jobs rightly; when not, what is locked in its name is to be set free. */
  alive(): boolean
  end(): void
}

/**
 * Begins a life. It ends when it is told to, or when the database failed it: the answer that was lost may have been a job, and only a new life knows what
 * it holds. It is never killed: a job that ends after `runner.kill` is written down by a batch that is gone, and that takes the process down.
 */
export async function beginLife(tasks: Tasks, options: Omit<RunnerOptions, 'taskList' | 'events'>): Promise<Life> {
  const events: EventEmitter = new EventEmitter()
  let id = ''
  let over = false
  let underWay = 0
  events.once('pool:create', ({ workerPool }: { workerPool: { id: string } }) => { id = workerPool.id })
  const ended = new Promise<void>(done => {
    const finish = (): void => { over = true; done() }
    events.once('pool:release', finish)
    events.once('pool:gracefulShutdown', () => { setTimeout(finish, ENDS_WITHIN_MS).unref() })
  })
  const counted = Object.entries(tasks).map(([name, work]) => [name, async (payload: unknown, { job }: Pick<JobHelpers, 'job'>): Promise<void> => {
    if (over) throw new Error('handed out to a life of the runner that is over')
    underWay++
    try { await work(payload, job.attempts >= job.max_attempts) } finally { underWay-- }
  }] as const)
  const runner = await run({ ...options, events, taskList: Object.fromEntries(counted) })
  runner.promise.catch(() => undefined)
  const end = (): void => { runner.stop().catch(() => undefined) }
  // after the worker has put itself to rest: one that is stopped in the middle of its fault shouts on the console
  events.once('worker:getJob:error', () => { setImmediate(end) })
  // who has lost the connection it listens on may have lost them all, and its name with them: another process found nobody who bears it
  events.once('pool:listen:error', () => { setImmediate(end) })
  return { id, ended, alive: () => !over || underWay > 0, end }
}
