import { tablesOf, transact, type Db } from '../../kernel/db/db.ts'
import type { TimedJob } from '../../kernel/module.ts'
import { savePopularity } from '../procedures/index.ts'
import type { DossierTables } from './tables.ts'

/** older filings say little about what people need now */
const COUNTED_DAYS = 365

/**
 * Tells the catalogue how often each procedure was filed here within the last year: its search ranks by it, a little. Counted anew each
 * time, away from the filing itself, where a common counter would make every filing wait for the one before. Answers how many counts changed.
 */
export async function countFilings(db: Db, now: Date): Promise<number> {
  return transact(db, { kind: 'system', name: 'count-filings' }, async tx => {
    const rows = await tablesOf<DossierTables>(tx).selectFrom('dossiers.dossier').select(['procedure_code', eb => eb.fn.countAll<string>().as('filings')])
      .where('submitted_at', '>', new Date(now.getTime() - COUNTED_DAYS * 86_400_000)).groupBy('procedure_code').execute()
    return savePopularity(tx, new Map(rows.map(row => [row.procedure_code, Number(row.filings)])))
  })
}

/** Every night at 02:45 local time. */
export const countFilingsJob: TimedJob = {
  name: 'dossiers-count-filings', crontab: '45 19 * * *',
  run: async (_payload, platform) => { platform.log.info({ changed: await countFilings(platform.db, platform.now()) }, 'filings counted for the search') },
}
