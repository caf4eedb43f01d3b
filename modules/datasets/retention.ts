import { sql } from 'kysely'
import { read, transact } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import { t } from './acts/dataset-work.ts'

const KEEPER = { kind: 'system', name: 'datasets-retention' } as const

/** Removes the rows that ended longer ago than their dataset keeps them; each removal is one entry of the ledger with its count. Answers the counts by code. */
export async function forgetEndedRows(platform: Pick<Platform, 'db' | 'now'>): Promise<ReadonlyMap<string, number>> {
  const bounded = await read(platform.db, KEEPER, tx => t(tx).selectFrom('datasets.dataset').select(['id', 'code', 'retention_months']).where('retention_months', 'is not', null).where('last_load', '>', 0).execute())
  const removed = new Map<string, number>()
  for (const { id, code, retention_months: months } of bounded) {
    const at = platform.now()
    const count = await transact(platform.db, KEEPER, async tx => {
      await sql`set local statement_timeout = 0`.execute(tx)
      const gone = (await sql<{ n: number }>`select datasets.forget_ended(${id}, ${at}) as n`.execute(tx)).rows[0]?.n ?? 0
      if (gone > 0) await appendLedger(tx, { actor: KEEPER, act: 'datasets.forget-rows', object: { type: 'dataset', id }, payload: { code, rows: gone, retentionMonths: months }, at })
      return gone
    })
    if (count > 0) removed.set(code, count)
  }
  return removed
}
