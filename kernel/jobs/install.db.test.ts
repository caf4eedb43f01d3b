import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { transact } from '../db/db.ts'
import { publishAll } from '../outbox.ts'
import { withClient } from '../db/bootstrap.ts'
import { useDb } from '../testing/db.ts'
import { plainRowsAreAlike } from './install.ts'

const t = useDb()
const system = { kind: 'system', name: 'test' } as const
const jobs = async () => (await sql<{ task: string; payload: unknown; max: number; waits: boolean }>`select t.identifier as task, j.payload, j.max_attempts as max, j.is_available as waits from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`.execute(t().owner.kysely)).rows
const writing = (columns: string, values: string): string => `create or replace function kernel.enqueue_all(jobs jsonb) returns void language plpgsql security definer set search_path = pg_catalog
  as $$ begin insert into graphile_worker._private_jobs (${columns}) select ${values} from jsonb_to_recordset(jobs) j (task text, payload json) join graphile_worker._private_tasks t on t.identifier = j.task; end $$`

it('writes jobs as plain rows, which are what the job library would have written', async () => {
  await withClient(t().urls.migrator, async client => {
    expect(await plainRowsAreAlike(client)).toBe(true)
    // fewer attempts, no such column: the library's own function stays
    expect(await plainRowsAreAlike(client, writing('task_id, payload, max_attempts', 't.id, j.payload, 5'))).toBe(false)
    expect(await plainRowsAreAlike(client, writing('task_id, payload, attempts_at_most', 't.id, j.payload, 20'))).toBe(false)
  })
  expect(await jobs()).toEqual([])
})

it('adds jobs of tasks known and unknown, all or none with the transaction, and tells who waits for them', async () => {
  await withClient(t().urls.migrator, async listener => {
    const heard: string[] = []
    listener.on('notification', ({ channel }) => { heard.push(channel) })
    await listener.query('listen "jobs:insert"')
    for (const round of [1, 2]) await transact(t().db, system, tx => publishAll(tx, [], [{ task: 'first', payload: { round } }, { task: 'second', payload: { round } }]))
    await expect(transact(t().db, system, async tx => { await publishAll(tx, [], [{ task: 'first', payload: { round: 3 } }]); throw new Error('undone') })).rejects.toThrow('undone')
    const job = (task: string, round: number) => ({ task, payload: { round }, max: 20, waits: true })
    expect((await jobs()).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([job('first', 1), job('first', 2), job('second', 1), job('second', 2)].toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))))
    await expect.poll(async () => { await listener.query('select 1'); return heard }).toEqual(['jobs:insert', 'jobs:insert'])
  })
})
