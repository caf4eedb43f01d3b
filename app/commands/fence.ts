import { withClient } from '../../kernel/db/bootstrap.ts'

/**
 * After a restore the database believes that what it was about to send has not been sent; between the restored moment and the loss it may
 * have been. So every waiting job is held until the operator has looked (`tinhso restore --release`): late is better than twice.
 * The epoch counts restores. Answers how many jobs are held.
 */
export async function fenceOutbox(migratorUrl: string, at: Date): Promise<{ readonly held: number; readonly epoch: number }> {
  return withClient(migratorUrl, async (client) => {
    await client.query('begin')
    const held = await client.query("update graphile_worker._private_jobs set run_at = 'infinity', locked_at = null, locked_by = null where run_at < 'infinity'")
    await client.query('update graphile_worker._private_job_queues set locked_at = null, locked_by = null')
    const { rows: [row] } = await client.query<{ epoch: number }>(
      `insert into kernel.setting (key, value) values ('restore-epoch', jsonb_build_object('epoch', 1, 'at', $1::text))
       on conflict (key) do update set value = jsonb_build_object('epoch', (setting.value->>'epoch')::int + 1, 'at', $1::text), version = setting.version + 1, changed_at = now()
       returning (value->>'epoch')::int as epoch`, [at.toISOString()])
    await client.query('commit')
    return { held: held.rowCount ?? 0, epoch: row?.epoch ?? 0 }
  })
}

/** Lets the held jobs run. Answers how many. */
export async function releaseOutbox(migratorUrl: string): Promise<number> {
  return withClient(migratorUrl, async (client) => (await client.query("update graphile_worker._private_jobs set run_at = now() where run_at = 'infinity'")).rowCount ?? 0)
}
