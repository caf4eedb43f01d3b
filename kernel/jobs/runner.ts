import { Logger as QuietLogger, run } from 'graphile-worker'
import pg from 'pg'
import { EventEmitter } from 'node:events'
import { withClient } from '../db/bootstrap.ts'
import type { Job, TimedJob } from '../module.ts'
import { deliver, type Subscriber } from '../outbox.ts'
import type { Platform } from '../platform.ts'
import { observeJob } from '../telemetry.ts'

export interface JobsOptions {
  /** the owner's URL: the job tables belong to the migrator */
  readonly migratorUrl: string
  /** unique to this process; also the application_name of its connections */
  readonly nodeName: string
  readonly jobs: readonly (Job | TimedJob)[]
  readonly subscribers: readonly Subscriber[]
  readonly concurrency?: number
}

/** Sets free what dead processes hold: a killed worker's lock would otherwise last four hours. */
async function releaseDeadNodes(migratorUrl: string): Promise<void> {
  await withClient(migratorUrl, async client => {
    const { rows } = await client.query<{ application_name: string; worker_ids: string[] }>(
      `select application_name, worker_ids from kernel.node n where not exists (select 1 from pg_stat_activity a where a.application_name = n.application_name)`)
    const dead = rows.flatMap(row => row.worker_ids)
    if (dead.length) await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    if (rows.length) await client.query('delete from kernel.node where application_name = any($1::text[])', [rows.map(row => row.application_name)])
  })
}

/** Runs background jobs, timed jobs and the delivery of outbox messages until stopped, across every absence of the database. */
export async function startJobs(platform: Platform, options: JobsOptions): Promise<{ stop(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: options.migratorUrl, max: 8, application_name: options.nodeName })
  // without a listener a dying server takes the process down with it
  pool.on('error', () => undefined)
  pool.on('connect', client => { client.on('error', () => undefined) })
  const tasks = [...options.jobs, { name: 'deliver', run: (payload: unknown) => deliver(platform.db, options.subscribers, messageIdOf(payload)) }]
  const taskList = Object.fromEntries(tasks.map(job => [job.name, async (payload: unknown): Promise<void> => {
    try { await job.run(payload, platform); observeJob(job.name, 'done') } catch (error) {
      observeJob(job.name, 'failed')
      platform.log.error({ task: job.name, error: error instanceof Error ? error.stack : String(error) }, 'job failed, will be tried again')
      throw error
    }
  }]))
  const crontab = options.jobs.filter(job => 'crontab' in job).map(job => `${job.crontab} ${job.name}`).join('\n')
  let stopping = false
  let current: Round

  /** One life of the runner. It ends when the database failed it: the answer that was lost may have been a job, and only a new life knows what it holds. */
  async function begin(former: string | undefined): Promise<Round> {
    await releaseDeadNodes(options.migratorUrl)
    if (former !== undefined) await pool.query('select graphile_worker.force_unlock_workers($1::text[])', [[former]])
    const events: EventEmitter = new EventEmitter()
    let poolId = ''
    events.once('pool:create', ({ workerPool }: { workerPool: { id: string } }) => { poolId = workerPool.id })
    const ended = new Promise<void>(done => { events.once('pool:release', () => { done() }) })
    const runner = await run({
      pgPool: pool, concurrency: options.concurrency ?? 4, pollInterval: 2000, noHandleSignals: true, events, logger: quietLogger(platform), taskList, crontab,
      // batched, even of one: a completion that cannot be written ends this life instead of the process
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 }, plugins: [registerNode(options)] },
    })
    runner.promise.catch(() => undefined)
    const end = (): void => { runner.stop().catch(() => undefined) }
    // after the worker has put itself to rest: one that is stopped in the middle of its fault shouts on the console
    events.once('worker:getJob:error', () => { setImmediate(end) })
    return { ended, end, poolId: () => poolId }
  }

  async function keepRunning(): Promise<void> {
    while (!stopping) {
      await current.ended
      for (let wait = 250; !stopping; wait = Math.min(5000, wait * 2)) {
        try { current = await begin(current.poolId()); break } catch { await new Promise(done => { setTimeout(done, wait) }) }
      }
    }
  }

  current = await begin(undefined)
  const running = keepRunning()
  const sweep = setInterval(() => { void releaseDeadNodes(options.migratorUrl).catch(() => undefined) }, 60_000)
  sweep.unref()
  return { stop: async () => { stopping = true; clearInterval(sweep); current.end(); await current.ended; await running; await pool.end() } }
}

/** One life of the runner: what it locks jobs as, and its end, when nothing of it runs any more. */
interface Round { readonly ended: Promise<void>; end(): void; poolId(): string }

/** Before the first job is taken: under which name this process holds jobs, so that others can set them free when it dies. */
const registerNode = ({ migratorUrl, nodeName }: JobsOptions): GraphileConfig.Plugin => ({
  name: 'tinhso-node', version: '1.0.0',
  worker: { hooks: { startWorker: async (_ctx, { worker }) => withClient(migratorUrl, async client => {
    await client.query(`insert into kernel.node (application_name, worker_ids) values ($1, $2) on conflict (application_name) do update set worker_ids = excluded.worker_ids`, [nodeName, [worker.workerPool.id]])
  }) } },
})

function messageIdOf(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && 'messageId' in payload && typeof payload.messageId === 'string') return payload.messageId
  throw new Error('deliver: no messageId')
}

function quietLogger(platform: Platform): NonNullable<Parameters<typeof run>[0]['logger']> {
  return new QuietLogger(() => (level: string, message: string) => { if (level === 'error') platform.log.error({ worker: message }, 'worker') })
}
