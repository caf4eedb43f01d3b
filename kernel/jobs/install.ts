import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { withClient } from '../db/bootstrap.ts'

const door = (body: string): string => `
  create or replace function kernel.enqueue_all(jobs jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog
  as $$ ${body} $$`
const JOBS = 'from jsonb_to_recordset(jobs) j (task text, payload json)'
const ADDED_BY_LIBRARY = `perform graphile_worker.add_jobs(array(select (j.task, j.payload, null, now(), 20, null, 0, null)::graphile_worker.job_spec ${JOBS}));`
/** The library's function looks after keys, queues and flags, in five statements; a job without them is one row. Tasks that nobody has named before are its to add. */
const ADDED_PLAINLY = `begin
  insert into graphile_worker._private_jobs (task_id, payload, max_attempts) select t.id, j.payload, 20 ${JOBS} join graphile_worker._private_tasks t on t.identifier = j.task
    where not exists (select ${JOBS} where j.task not in (select identifier from graphile_worker._private_tasks));
  if found then perform pg_notify('jobs:insert', '{"count":' || jsonb_array_length(jobs) || '}'); else ${ADDED_BY_LIBRARY} end if;
end`
const byLibrary = door(`begin ${ADDED_BY_LIBRARY} end`)

/** Whether a plain row is what the library itself would have written, in this version of its tables. Leaves nothing behind. */
export async function plainRowsAreAlike(client: pg.ClientBase, plainly: string = door(ADDED_PLAINLY)): Promise<boolean> {
  const written = async (way: string): Promise<string> => {
    await client.query(way)
    await client.query(`select kernel.enqueue_all('[{"task":"probe","payload":{}},{"task":"probe","payload":{}}]')`)
    return JSON.stringify((await client.query("with gone as (delete from graphile_worker._private_jobs where task_id = (select id from graphile_worker._private_tasks where identifier = 'probe') returning *) select to_jsonb(gone) - 'id' as row from gone")).rows)
  }
  await client.query('begin')
  try { return await written(byLibrary) === await written(plainly) } catch { return false } finally { await client.query('rollback') }
}

/** Installs the job tables (owned by the migrator) and the two doors through which the application adds jobs inside its transaction. */
export async function installJobs(migratorUrl: string): Promise<void> {
  await runMigrations({ connectionString: migratorUrl })
  await withClient(migratorUrl, async client => {
    await client.query(`
      drop function if exists kernel.enqueue(text, jsonb, text, timestamptz);
      create or replace function kernel.enqueue(task text, payload jsonb, job_key text, run_at timestamptz, priority smallint default 0) returns void
      language plpgsql security definer set search_path = pg_catalog
      as $$ begin perform graphile_worker.add_job(task, payload::json, run_at => run_at, job_key => job_key, max_attempts => 20, priority => priority); end $$;
      revoke all on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) from public;
      grant execute on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) to tinhso_app;
      ${byLibrary}`)
    if (await plainRowsAreAlike(client)) await client.query(door(ADDED_PLAINLY))
    await client.query('revoke all on function kernel.enqueue_all(jsonb) from public; grant execute on function kernel.enqueue_all(jsonb) to tinhso_app')
  })
}
