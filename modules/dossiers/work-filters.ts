import { sql } from 'kysely'
import { tablesOf, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { DossierTables } from './tables.ts'

export interface SavedFilter { readonly id: string; readonly name: string; readonly query: string }
const t = (tx: Tx): ReturnType<typeof tablesOf<DossierTables>> => tablesOf<DossierTables>(tx)

/** An officer's own filters; the wall in the database hides those of others. */
export async function listFilters(tx: Tx): Promise<SavedFilter[]> {
  return t(tx).selectFrom('dossiers.work_filter').select(['id', 'name', 'query']).orderBy(sql`name collate "vi-x-icu"`).limit(20).execute()
}
/** The same name again takes the place of the old. */
export async function saveFilter(tx: Tx, filter: { readonly accountId: string; readonly name: string; readonly query: string; readonly at: Date }): Promise<void> {
  await t(tx).insertInto('dossiers.work_filter').values({ id: newId(filter.at.getTime()), account_id: filter.accountId, name: filter.name, query: filter.query, created_at: filter.at })
    .onConflict(c => c.columns(['account_id', 'name']).doUpdateSet({ query: filter.query })).execute()
}
export async function dropFilter(tx: Tx, id: string): Promise<void> {
  await t(tx).deleteFrom('dossiers.work_filter').where('id', '=', id).execute()
}
