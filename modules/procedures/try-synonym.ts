import type { Db } from '../../kernel/db/db.ts'
import { activeSynonyms } from './admin-queries.ts'
import type { SynonymWording } from './domain/synonym.ts'
import { searchProcedures, type SearchResult } from './search/search-procedures.ts'

const SHOWN = 5
export interface SynonymTrial { readonly query: string; readonly now: SearchResult; /** undefined: nothing is changed */ readonly changed: SearchResult | undefined }

/** What a search finds now, and what it would find with another wording of one synonym (`id` undefined: with a new one). Saves nothing. */
export async function trySynonym(db: Db, query: string, change?: { readonly id: string | undefined; readonly wording: SynonymWording }): Promise<SynonymTrial> {
  const search = { q: query, limit: SHOWN }
  if (!change) return { query, now: await searchProcedures(db, search), changed: undefined }
  const [now, present] = await Promise.all([searchProcedures(db, search), activeSynonyms(db)])
  const others = present.filter(({ id }) => id !== change.id)
  return { query, now, changed: await searchProcedures(db, search, [...others, change.wording]) }
}
