import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { FILING_DEFAULTS, type FilingSettings } from './domain/drafts.ts'

/** How much may be begun at a time (`kernel.setting`, key `dossiers.filing`: `{"openDrafts": 50}`). */
export async function loadFilingSettings(tx: Tx): Promise<FilingSettings> {
  const { rows: [row] } = await sql<{ value: Partial<FilingSettings> }>`select value from kernel.setting where key = 'dossiers.filing'`.execute(tx)
  return { ...FILING_DEFAULTS, ...row?.value }
}
