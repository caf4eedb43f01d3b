import { runMigrations } from 'graphile-worker'
import { withClient } from '../db/bootstrap.ts'

/** Installs the job tables (owned by the migrator) and the one door through which the application adds a job inside its transaction. */
export async function installJobs(migratorUrl: string): Promise<void> {
  await runMigrations({ connectionString: migratorUrl })
  await withClient(migratorUrl, client => client.query(`
    drop function if exists kernel.enqueue(text, jsonb, text, timestamptz);
    create or replace function kernel.enqueue(task text, payload jsonb, job_key text, run_at timestamptz, priority smallint default 0) returns void
    language plpgsql security definer set search_path = pg_catalog
    as $$ begin perform graphile_worker.add_job(task, payload::json, run_at => run_at, job_key => job_key, max_attempts => 20, priority => priority); end $$;
    revoke all on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) from public;
    grant execute on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) to tinhso_app;
    create or replace function kernel.enqueue_all(jobs jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog
    as $$ begin perform graphile_worker.add_jobs(array(select (j.task, j.payload, null, now(), 20, null, 0, null)::graphile_worker.job_spec from jsonb_to_recordset(jobs) j (task text, payload json))); end $$;
    revoke all on function kernel.enqueue_all(jsonb) from public;
    grant execute on function kernel.enqueue_all(jsonb) to tinhso_app`))
}
