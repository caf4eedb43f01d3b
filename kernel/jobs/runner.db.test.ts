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

/** Cuts connections of a node in the middle of statements to the job tables that begin so, one for each step meanwhile: it will never hear the answers. */
const cutOff = (nodeName: string, statement: string, ...meanwhile: readonly (() => void)[]) => t().owner.kysely.transaction().execute(async tx => {
  await sql`lock table graphile_worker._private_jobs in access exclusive mode`.execute(tx)
  const waiting = sql`from pg_stat_activity where application_name = ${nodeName} and wait_event_type = 'Lock' and starts_with(ltrim(query), ${statement})`
  for (const [before, step] of meanwhile.entries()) {
    step()
    await expect.poll(async () => (await sql`select 1 ${waiting}`.execute(t().owner.kysely)).rows.length, { timeout: 10_000 }).toBeGreaterThan(before)
  }
  await sql`select pg_terminate_backend(pid) ${waiting}`.execute(t().owner.kysely)
})
const connectionsOf = async (nodeName: string) => (await sql`select 1 from pg_stat_activity where application_name = ${nodeName}`.execute(t().owner.kysely)).rows.length

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
  await cutOff('node-c', 'with j as', () => undefined)
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

it('tells of every try that failed, and which was the last', async () => {
  const told: unknown[] = []
  const jobs = await startJobs({ config: readConfig({ VAR_DIR: '/tmp/tinhso-jobs-test', PORT: '0' }), db: t().db, now: () => new Date(), log: quiet }, { migratorUrl: t().urls.migrator, nodeName: 'node-o', subscribers: [],
    jobs: [{ name: 'trial', run: async () => { throw new Error('no') }, failed: async (payload, { error, last }) => { told.push([payload, String(error), last]) } }] })
  await transact(t().db, system, tx => enqueue(tx, 'trial', { name: 'x' }))
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(1)
  await expect.poll(jobRows).toEqual([{ locked_by: null, known: false }])
  await sql`update graphile_worker._private_jobs set run_at = now(), attempts = max_attempts - 1`.execute(t().owner.kysely)
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2)
  expect(told).toEqual([[{ name: 'x' }, 'Error: no', false], [{ name: 'x' }, 'Error: no', true]])
  await jobs.stop()
  await sql`delete from graphile_worker._private_jobs`.execute(t().owner.kysely)
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

it('begins again when two jobs could not be written down, which the library never ends', async () => {
  const begun: { name: string; go(): void }[] = []
  const jobs = await startJobs({ config: readConfig({ VAR_DIR: '/tmp/tinhso-jobs-test', PORT: '0' }), db: t().db, now: () => new Date(), log: quiet },
    { migratorUrl: t().urls.migrator, nodeName: 'node-g', jobs: [{ name: 'trial', run: payload => new Promise<void>(go => { begun.push({ name: JSON.stringify(payload), go }) }) }], subscribers: [] })
  for (const name of ['one', 'two']) await transact(t().db, system, tx => enqueue(tx, 'trial', { name }))
  await expect.poll(() => begun.length, { timeout: 10_000 }).toBe(2)
  await cutOff('node-g', 'delete from', () => { begun[0]?.go() }, () => { begun[1]?.go() })
  await expect.poll(() => begun.length, { timeout: 20_000 }).toBe(4)
  begun[2]?.go()
  begun[3]?.go()
  await expect.poll(jobRows, { timeout: 10_000 }).toEqual([])
  await jobs.stop()
  await expect.poll(() => connectionsOf('node-g')).toBe(0)
}, 60_000)

it('goes on beside jobs that do not end, without beginning those a second time; what could not be written down of them later is done again', async () => {
  const held: { name: string; go(): void }[] = []
  const others = Promise.withResolvers<void>()
  const jobs = await startJobs({ config: readConfig({ VAR_DIR: '/tmp/tinhso-jobs-test', PORT: '0' }), db: t().db, now: () => new Date(), log: quiet },
    { migratorUrl: t().urls.migrator, nodeName: 'node-h', subscribers: [], jobs: [{ name: 'held', run: payload => new Promise<void>(go => { held.push({ name: JSON.stringify(payload), go }) }) }, { name: 'other', run: async () => { others.resolve() } }] })
  for (const name of ['one', 'two']) await transact(t().db, system, tx => enqueue(tx, 'held', { name }))
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(2)
  await cutOff('node-h', 'with j as', () => undefined)
  // without any connection it looks dead
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'node-h'`.execute(t().owner.kysely)
  await transact(t().db, system, tx => enqueue(tx, 'other', {}))
  await others.promise
  const locked = { locked_by: expect.stringMatching(/./), known: true }
  await expect.poll(jobRows).toEqual([locked, locked])
  expect(held.length).toBe(2)
  held[0]?.go()
  await expect.poll(jobRows, { timeout: 10_000 }).toEqual([locked])
  await cutOff('node-h', 'delete from', () => { held[1]?.go() })
  await cutOff('node-h', 'with j as', () => undefined)
  await expect.poll(() => held.map(each => each.name), { timeout: 20_000 }).toEqual([held[0]?.name, held[1]?.name, held[1]?.name])
  held[2]?.go()
  await expect.poll(jobRows, { timeout: 10_000 }).toEqual([])
  await jobs.stop()
}, 60_000)

it('does not begin what a life that is over was handed out too late', async () => {
  const attempts: unknown[] = []
  const jobs = await start('node-n', async () => { attempts.push((await sql<{ attempts: number }>`select attempts from graphile_worker.jobs`.execute(t().owner.kysely)).rows[0]?.attempts) })
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}, { runAt: new Date(Date.now() + 3_600_000) }))
  await t().owner.kysely.transaction().execute(async tx => {
    await sql`lock table graphile_worker._private_jobs in access exclusive mode`.execute(tx)
    await sql`update graphile_worker._private_jobs set run_at = now()`.execute(tx)
    const waiting = (statement: string) => sql<{ pid: number }>`select pid from pg_stat_activity where application_name = 'node-n' and wait_event_type = 'Lock' and starts_with(ltrim(query), ${statement})`.execute(t().owner.kysely)
    await expect.poll(async () => (await waiting('with j as')).rows.length, { timeout: 10_000 }).toBeGreaterThan(1)
    await sql`select pg_terminate_backend(${(await waiting('with j as')).rows[0]?.pid})`.execute(t().owner.kysely)
    // the others wait on while the next life begins
    await expect.poll(async () => (await waiting('select graphile_worker.force_unlock_workers')).rows.length, { timeout: 10_000 }).toBe(1)
  })
  // each time it was handed out to one of those was an attempt
  await expect.poll(() => attempts, { timeout: 20_000 }).toEqual([expect.toSatisfy(count => Number(count) > 1)])
  await expect.poll(jobRows, { timeout: 10_000 }).toEqual([])
  await jobs.stop()
}, 60_000)

it('stops although a job does not end, and a new process runs it', async () => {
  const begun = Promise.withResolvers<void>()
  const jobs = await start('node-i', () => { begun.resolve(); return new Promise(() => undefined) })
  await transact(t().db, system, tx => enqueue(tx, 'trial', {}))
  await begun.promise
  await jobs.stop()
  await expect.poll(() => connectionsOf('node-i'), { timeout: 20_000 }).toBe(0)
  const again = Promise.withResolvers<void>()
  const next = await start('node-k', async () => { again.resolve() })
  await again.promise
  await next.stop()
  expect(await jobRows()).toEqual([])
}, 60_000)

it('stops, too, while it is about to begin again on a database that does not answer', async () => {
  const jobs = await start('node-l', async () => undefined)
  await expect.poll(async () => (await sql`select 1 from kernel.node where application_name = 'node-l'`.execute(t().owner.kysely)).rows.length, { timeout: 10_000 }).toBe(1)
  await t().owner.kysely.transaction().execute(async tx => {
    await sql`lock table kernel.node in access exclusive mode`.execute(tx)
    await cutOff('node-l', 'with j as', () => undefined)
    await expect.poll(async () => (await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%from kernel.node n where%' and pid <> pg_backend_pid()`.execute(t().owner.kysely)).rows.length, { timeout: 20_000 }).toBe(1)
    await jobs.stop()
  })
  await expect.poll(() => connectionsOf('node-l')).toBe(0)
}, 60_000)

it('writes its name down again when it was taken for dead while it had nothing to do', async () => {
  const jobs = await start('node-m', async () => undefined)
  const known = async () => (await sql`select 1 from kernel.node where application_name = 'node-m'`.execute(t().owner.kysely)).rows.length
  const listening = sql`from pg_stat_activity where application_name = 'node-m' and query like 'LISTEN%'`
  await expect.poll(async () => [await known(), (await sql`select 1 ${listening}`.execute(t().owner.kysely)).rows.length], { timeout: 10_000 }).toEqual([1, 1])
  await sql`delete from kernel.node where application_name = 'node-m'`.execute(t().owner.kysely)
  await sql`select pg_terminate_backend(pid) ${listening}`.execute(t().owner.kysely)
  await expect.poll(known, { timeout: 10_000 }).toBe(1)
  await jobs.stop()
}, 60_000)
