import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { WATCH_DEFAULTS, type WatchSettings } from './domain/watch.ts'

/** After how many silent working days somebody is told (`kernel.setting`, key `dossiers.watch`). */
export async function loadWatchSettings(tx: Tx): Promise<WatchSettings> {
  const { rows: [row] } = await sql<{ value: Partial<WatchSettings> }>`select value from kernel.setting where key = 'dossiers.watch'`.execute(tx)
  return { ...WATCH_DEFAULTS, ...row?.value }
}
