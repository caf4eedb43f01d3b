import { sql } from 'kysely'
import type { Db } from '../../../kernel/db/db.ts'
import type { Level, OnlineLevel } from '../domain/content.ts'
import type { CatalogueIndex, Entry } from './catalogue-index.ts'
import { heldCatalogue } from './held-catalogue.ts'
import { rank, type Hit, type Ranking } from './rank.ts'
import { relatedTo } from './related.ts'
import type { SynonymTable } from './synonyms.ts'

export interface SearchQuery {
  /** as typed; empty lists the catalogue, most used first */
  readonly q: string
  readonly limit: number
  readonly offset?: number
  readonly level?: Level
  readonly field?: string
  readonly subject?: string
  readonly agency?: string
  readonly onlineLevel?: OnlineLevel
  /** only those that can be filed on this site */
  readonly fileable?: boolean
}
/** How many answers there would be with each value, the other filters kept; most first. */
export interface FacetValue { readonly value: string; readonly count: number }
export const FACETS = ['level', 'field', 'subject', 'agency', 'onlineLevel'] as const
export type Facet = (typeof FACETS)[number]
/** `fileable`: how many of all answers can be filed on this site. `sure`: the first answer holds most of what was asked; else say that it is only near. `meant`: the query as it was read, when slips were put right. */
export interface SearchResult { readonly items: readonly Entry[]; readonly total: number; readonly fileable: number; readonly sure: boolean; readonly meant?: string; readonly facets: Readonly<Record<Facet, readonly FacetValue[]>> }

const valuesOf: Readonly<Record<Facet, (entry: Entry) => readonly string[]>> = {
  level: (entry) => entry.levels, field: (entry) => [entry.field], subject: (entry) => entry.subjects,
  agency: (entry) => entry.agency === null ? [] : [entry.agency], onlineLevel: (entry) => [entry.onlineLevel],
}
const FACET_VALUES = 30

function countFacets(hits: readonly Hit[], index: CatalogueIndex, query: SearchQuery): { readonly kept: Hit[]; readonly facets: SearchResult['facets'] } {
  const wanted = FACETS.map((facet) => [facet, query[facet]] as const)
  const counts = { level: new Map<string, number>(), field: new Map<string, number>(), subject: new Map<string, number>(), agency: new Map<string, number>(), onlineLevel: new Map<string, number>() }
  const kept: Hit[] = []
  for (const hit of hits) {
    const entry = index.entries[hit.entry]
    if (!entry) continue
    const failed = wanted.filter(([facet, value]) => value !== undefined && !valuesOf[facet](entry).includes(value)).map(([facet]) => facet)
    if (failed.length === 0) kept.push(hit)
    if (failed.length > 1) continue
    for (const facet of failed.length === 1 ? failed : FACETS) for (const value of valuesOf[facet](entry)) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1)
  }
  const listed = (map: ReadonlyMap<string, number>): FacetValue[] => [...map].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, FACET_VALUES)
  return { kept, facets: { level: listed(counts.level), field: listed(counts.field), subject: listed(counts.subject), agency: listed(counts.agency), onlineLevel: listed(counts.onlineLevel) } }
}

/**
 * Finds procedures in force by what people type (no diacritics, raw Telex or VNI, old fonts, lay words); best match first.
 * @param now what is in force is told by its local day
 * @param instead what the search would find with these synonyms instead of those in force
 */
export async function searchProcedures(db: Db, query: SearchQuery, now: Date, instead?: SynonymTable): Promise<SearchResult> {
  const { index, all, table } = await heldCatalogue(db, now)
  const found: Ranking = query.q.trim() === '' ? { hits: all, sure: true } : rank(index, instead ?? table, query.q)
  const hits = query.fileable ? found.hits.filter((hit) => index.entries[hit.entry]?.fileable) : found.hits
  const { kept, facets } = countFacets(hits, index, query)
  const offset = query.offset ?? 0
  const items = kept.slice(offset, offset + query.limit).flatMap((hit) => index.entries[hit.entry] ?? [])
  const fileable = kept.filter((hit) => index.entries[hit.entry]?.fileable).length
  return { items, total: kept.length, fileable, sure: found.sure, facets, ...(found.meant !== undefined && { meant: found.meant }) }
}

/** What to offer to somebody whose search was not sure: other searches that would be (`related.ts`). */
export async function relatedSearches(db: Db, q: string, now: Date): Promise<readonly string[]> {
  const { index, table } = await heldCatalogue(db, now)
  return relatedTo(index, table, q)
}

const DIGITS = /[0-9][0-9 .-]{4,}[0-9]/g

/** Keeps a search that found nothing, or nothing sure, for the weekly work list: no card or phone numbers, at most 120 characters. */
export async function recordMiss(db: Db, q: string, now: Date): Promise<void> {
  const text = q.normalize('NFC').replace(DIGITS, ' ').replace(/\s+/g, ' ').trim().slice(0, 100).trim()
  if (text.length < 2) return
  await sql`insert into procedures.search_miss (query_folded, query, first_at, last_at) values (left(kernel.vi_fold(${text}), 120), ${text}, ${now}, ${now})
    on conflict (query_folded) do update set times = search_miss.times + 1, last_at = excluded.last_at`.execute(db.kysely)
}
