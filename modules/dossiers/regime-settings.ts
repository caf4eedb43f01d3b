import { sql } from 'kysely'
import { PLANNED_ONCE, type Tx } from '../../kernel/db/db.ts'
import type { RegimeSettings } from './domain/regime.ts'

/** What this province sets in place of rules that nobody has verified (`kernel.setting`, key `dossiers.regimes`); empty until it does. */
export async function loadRegimeSettings(tx: Tx): Promise<RegimeSettings> {
  const { rows: [row] } = await sql<{ value: RegimeSettings }>`${PLANNED_ONCE} select value from kernel.setting where key = 'dossiers.regimes'`.execute(tx)
  return row?.value ?? {}
}
