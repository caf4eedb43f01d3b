import { runMigrations } from 'graphile-worker'
import { withClient } from '../db/bootstrap.ts'

/** Installs the job tables (owned by the migrator) and the one door through which the application adds a job inside its transaction. */
export async function installJobs(migratorUrl: string): Promise<void> {
  await runMigrations({ connectionString: migratorUrl })
  await withClient(migratorUrl, client => client.query(`
    drop function if exists kernel.enqueue(text, jsonb, text, timestamptz);
    create or replace function kernel.enqueue(task text, payload jsonb, job_key text, run_at timestamptz, priority smallint default 0) returns void
    language sql security definer set search_path = pg_catalog
    as $$ select graphile_worker.add_job(task, payload::json, run_at => run_at, job_key => job_key, max_attempts => 20, priority => priority) $$;
    revoke all on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) from public;
    grant execute on function kernel.enqueue(text, jsonb, text, timestamptz, smallint) to tinhso_app`))
}
