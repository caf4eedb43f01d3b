import { sql } from 'kysely'
import { transact } from '../../../kernel/db/db.ts'
import type { TimedJob } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { storeServiceUse } from '../../exchange/index.ts'

const SYSTEM = { kind: 'system', name: 'datasets-usage' } as const
const DAYS_AGAIN = 3
/** Calls of the last days, counted anew from the exchange's own statistics: what came late is in, and running twice changes nothing. */
export async function takeExchangeUse(platform: Pick<Platform, 'db' | 'now'>): Promise<void> {
  const since = new Date(platform.now().getTime() - DAYS_AGAIN * 86_400_000)
  await transact(platform.db, SYSTEM, async tx => {
    const uses = await storeServiceUse(tx, since)
    await sql`insert into datasets.usage_day as u (dataset_id, day, way, count) select d.id, c.day, 'exchange', c.calls from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as c (code text, day date, calls bigint) join datasets.dataset d on d.code = c.code where c.calls > 0
      on conflict (dataset_id, day, way) do update set count = excluded.count`.execute(tx)
  })
}
export const usageJob: TimedJob = { name: 'datasets-usage', crontab: '10 * * * *', run: async (_payload, platform) => { await takeExchangeUse(platform) } }
