import type { Db } from '../../kernel/db/db.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { activeSynonyms } from './admin-queries.ts'
import { waysIn, type SynonymWording } from './domain/synonym.ts'
import type { Entry } from './search/catalogue-index.ts'
import { searchProcedures, type SearchResult } from './search/search-procedures.ts'
import { synonymTable } from './search/synonyms.ts'

const SHOWN = 5
/** One search beside what it would find with the change. */
export interface SynonymTrial { readonly query: string; readonly now: SearchResult; /** undefined: nothing is changed */ readonly changed: SearchResult | undefined }
/** A way to say the concept whose first answer the change turns. */
export interface TurnedWay { readonly way: string; readonly before: Entry | undefined; readonly after: Entry | undefined }
/** What a change would do. `tried`: how many ways were looked up; `trial`: the search that the administrator typed, when there is one. */
export interface SynonymPreview { readonly tried: number; readonly turned: readonly TurnedWay[]; readonly trial: SynonymTrial | undefined }

/** What a search finds now. */
export async function trySearch(db: Db, query: string, now: Date): Promise<SynonymTrial> {
  return { query, now: await searchProcedures(db, { q: query, limit: SHOWN }, now), changed: undefined }
}

/** What another wording of one synonym (`id` undefined: a new one) would change: for every way to say it, old and new, and for `query`. Saves nothing. */
export async function previewSynonym(db: Db, { id, wording, query }: { readonly id: string | undefined; readonly wording: SynonymWording; readonly query: string }, now: Date): Promise<SynonymPreview> {
  const present = await activeSynonyms(db)
  const changed = synonymTable([...present.filter((each) => each.id !== id), wording])
  const ways = [...new Map([wording, ...present.filter((each) => each.id === id)].flatMap(({ phrase }) => waysIn(phrase)).map((way) => [fold(way), way.replaceAll('+', ' ').replace(/\s+/g, ' ')])).values()]
  const both = (q: string, limit: number) => Promise.all([searchProcedures(db, { q, limit }, now), searchProcedures(db, { q, limit }, now, changed)])
  const turned: TurnedWay[] = []
  for (const way of ways) {
    const [{ items: [before] }, { items: [after] }] = await both(way, 1)
    if (before?.code !== after?.code) turned.push({ way, before, after })
  }
  if (query === '') return { tried: ways.length, turned, trial: undefined }
  const [found, then] = await both(query, SHOWN)
  return { tried: ways.length, turned, trial: { query, now: found, changed: then } }
}
