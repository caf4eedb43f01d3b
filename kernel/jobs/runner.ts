import { Logger as QuietLogger } from 'graphile-worker'
import pg from 'pg'
import { withClient } from '../db/bootstrap.ts'
import type { Job, TimedJob } from '../module.ts'
import { deliver, type Subscriber } from '../outbox.ts'
import type { Platform } from '../platform.ts'
import { observeJob } from '../telemetry.ts'
import { beginLife, type Life } from './life.ts'

/** Ctrl-C must have stopped everything within ten seconds (app/main.ts), and others come after us. */
const STOPS_WITHIN_MS = 5_000

export interface JobsOptions {
  /** the owner's URL: the job tables belong to the migrator */
  readonly migratorUrl: string
  /** unique to this process; also the application_name of its connections */
  readonly nodeName: string
  readonly jobs: readonly (Job | TimedJob)[]
  readonly subscribers: readonly Subscriber[]
  readonly concurrency?: number
}

/** Sets free what other processes held that are dead: a killed worker's lock would otherwise last four hours. */
async function releaseDeadNodes({ migratorUrl, nodeName }: JobsOptions): Promise<void> {
  await withClient(migratorUrl, async client => {
    const { rows } = await client.query<{ application_name: string; worker_ids: string[] }>(
      `select application_name, worker_ids from kernel.node n where application_name <> $1 and not exists (select 1 from pg_stat_activity a where a.application_name = n.application_name)`, [nodeName])
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
  const tasks: readonly Job[] = [...options.jobs, { name: 'deliver', run: (payload: unknown) => deliver(platform.db, options.subscribers, messageIdOf(payload)) }]
  const taskList = Object.fromEntries(tasks.map(job => [job.name, async (payload: unknown, last: boolean): Promise<void> => {
    try { await job.run(payload, platform); observeJob(job.name, 'done') } catch (error) {
      observeJob(job.name, 'failed')
      platform.log.error({ task: job.name, error: textOf(error) }, last ? 'job failed for the last time' : 'job failed, will be tried again')
      await job.failed?.(payload, { error, last }, platform).catch((untold: unknown) => { platform.log.error({ task: job.name, error: textOf(untold) }, 'nobody could be told of it') })
      throw error
    }
  }]))
  const crontab = options.jobs.filter(job => 'crontab' in job).map(job => `${job.crontab} ${job.name}`).join('\n')
  let stopping = false
  const stopped = Promise.withResolvers<void>()
  /** lives in whose name jobs may be locked, the present one last */
  let lives: readonly Life[] = []

  async function freeLost(): Promise<void> {
    const gone = lives.filter(life => !life.alive())
    if (gone.length) await pool.query('select graphile_worker.force_unlock_workers($1::text[])', [gone.map(life => life.id)])
    lives = lives.filter(life => !gone.includes(life))
  }

  async function begin(): Promise<Life> {
    await releaseDeadNodes(options)
    await freeLost()
    const life = await beginLife(taskList, {
      pgPool: pool, concurrency: options.concurrency ?? 4, pollInterval: 2000, noHandleSignals: true, logger: quietLogger(platform), crontab,
      // batched, even of one: a completion that cannot be written ends this life instead of the process
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 }, plugins: [registerNode(options, () => lives.map(each => each.id))] },
    })
    lives = [...lives, life]
    return life
  }

  async function keepRunning(first: Life): Promise<void> {
    let current = first
    void stopped.promise.then(() => { current.end() })
    while (!stopping) {
      await current.ended
      for (let wait = 250; !stopping; wait = Math.min(5000, wait * 2)) {
        try { current = await begin(); break } catch { await Promise.race([stopped.promise, new Promise(done => { setTimeout(done, wait) })]) }
      }
    }
    // one that began in the meantime
    current.end()
    await current.ended
  }

  const running = keepRunning(await begin())
  const sweep = setInterval(() => { void releaseDeadNodes(options).then(freeLost).catch(() => undefined) }, 60_000)
  sweep.unref()
  return { stop: async () => {
    stopping = true
    clearInterval(sweep)
    stopped.resolve()
    await Promise.race([running.then(() => pool.end()), new Promise(done => { setTimeout(done, STOPS_WITHIN_MS).unref() })])
  } }
}

/** Before the first job is taken: under which names this process holds jobs, so that others can set them free when it dies. */
const registerNode = ({ migratorUrl, nodeName }: JobsOptions, former: () => readonly string[]): GraphileConfig.Plugin => ({
  name: 'tinhso-node', version: '1.0.0',
  worker: { hooks: { startWorker: async (_ctx, { worker }) => withClient(migratorUrl, async client => {
    await client.query(`insert into kernel.node (application_name, worker_ids) values ($1, $2) on conflict (application_name) do update set worker_ids = excluded.worker_ids`, [nodeName, [...former(), worker.workerPool.id]])
  }) } },
})

const textOf = (error: unknown): string | undefined => error instanceof Error ? error.stack : String(error)

function messageIdOf(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && 'messageId' in payload && typeof payload.messageId === 'string') return payload.messageId
  throw new Error('deliver: no messageId')
}

function quietLogger(platform: Platform): NonNullable<Parameters<typeof beginLife>[1]['logger']> {
  return new QuietLogger(() => (level: string, message: string) => { if (level === 'error') platform.log.error({ worker: message }, 'worker') })
}
