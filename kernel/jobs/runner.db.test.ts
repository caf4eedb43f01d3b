import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { transact } from '../db/db.ts'
import { enqueue } from '../outbox.ts'
import { useDb } from '../testing/db.ts'
import { startJobs } from './runner.ts'

const t = useDb()
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const system = { kind: 'system', name: 'test' } as const

const start = (nodeName: string, run: () => Promise<void>) => startJobs({ config: readConfig({ VAR_DIR: '/tmp/tinhso-jobs-test', PORT: '0' }), db: t().db, now: () => new Date(), log: quiet },
  { migratorUrl: t().urls.migrator, nodeName, jobs: [{ name: 'trial', run }], subscribers: [] })
const jobRows = async () => (await sql<{ locked_by: string | null; known: boolean }>`select j.locked_by, exists (select 1 from kernel.node n where j.locked_by = any(n.worker_ids)) as known from graphile_worker.jobs j`.execute(t().owner.kysely)).rows

/** Cuts the connection of a node in the middle of a statement to the job tables that begins so: it will never hear the answer. */
const cutOff = (nodeName: string, statement: string, meanwhile = (): void => undefined) => t().owner.kysely.transaction().execute(async tx => {
  await sql`lock table graphile_worker._private_jobs in access exclusive mode`.execute(tx)
  meanwhile()
  const waiting = sql`from pg_stat_activity where application_name = ${nodeName} and wait_event_type = 'Lock' and starts_with(ltrim(query), ${statement})`
  await expect.poll(async () => (await sql`select 1 ${waiting}`.execute(t().owner.kysely)).rows.length, { timeout: 10_000 }).toBeGreaterThan(0)
  await sql`select pg_terminate_backend(pid) ${waiting}`.execute(t().owner.kysely)
})

it('writes down under which name it holds jobs, so that another process can free them when it dies', async () => {
  let finish = (): void => undefined
  const begun = Promise.withResolvers<void>()
  const held = new Promise<void>(done => { finish = done })
  const jobs = await start('node-a', async () => { begun.resolve(); await held })
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}))
  await begun.promise
  expect(await jobRows()).toEqual([{ locked_by: expect.stringMatching(/./), known: true }])
  finish()
  await jobs.stop()
  expect(await jobRows()).toEqual([])
})

it('frees at its start the jobs of a process that died', async () => {
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}))
  await sql`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`.execute(t().owner.kysely)
  await sql`insert into kernel.node (application_name, worker_ids) values ('node-dead', '{pool-of-the-dead}')`.execute(t().owner.kysely)
  const ran = Promise.withResolvers<void>()
  const jobs = await start('node-b', async () => { ran.resolve() })
  await ran.promise
  await jobs.stop()
  expect(await jobRows()).toEqual([])
})

it('goes on after a connection was cut, and runs a job that was handed out in an answer it never heard', async () => {
  const ran = Promise.withResolvers<void>()
  const jobs = await start('node-c', async () => { ran.resolve() })
  await expect.poll(async () => (await sql`select 1 from kernel.node where application_name = 'node-c'`.execute(t().owner.kysely)).rows.length).toBe(1)
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}, { runAt: new Date(Date.now() + 3_600_000) }))
  await sql`update graphile_worker._private_jobs set run_at = now(), locked_at = now(), locked_by = (select worker_ids[1] from kernel.node where application_name = 'node-c')`.execute(t().owner.kysely)
  await cutOff('node-c', 'with j as')
  await ran.promise
  await expect.poll(jobRows).toEqual([])
  await jobs.stop()
})

it('runs a job again when it could not write down that it was done', async () => {
  let runs = 0
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const jobs = await start('node-d', async () => { runs++; begun.resolve(); await go.promise })
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}))
  await begun.promise
  await cutOff('node-d', 'delete from', go.resolve)
  await expect.poll(jobRows, { timeout: 10_000 }).toEqual([])
  expect(runs).toBe(2)
  await jobs.stop()
})

it('does first what somebody waits for before a page', async () => {
  for (const [name, awaited] of [['paper 1', false], ['paper 2', false], ['load', true]] as const) await transact(t().db, system, tx => enqueue(tx, 'trial', { name }, { awaited }))
  const order: unknown[] = []
  const jobs = await startJobs({ config: readConfig({ VAR_DIR: '/tmp/tinhso-jobs-test', PORT: '0' }), db: t().db, now: () => new Date(), log: quiet },
    { migratorUrl: t().urls.migrator, nodeName: 'node-f', concurrency: 1, jobs: [{ name: 'trial', run: async payload => { order.push(payload) } }], subscribers: [] })
  await expect.poll(() => order.length, { timeout: 10_000 }).toBe(3)
  await jobs.stop()
  expect(order).toEqual([{ name: 'load' }, { name: 'paper 1' }, { name: 'paper 2' }])
})
