import { sql } from 'kysely'
import { tablesOf, type Db } from '../../../kernel/db/db.ts'
import type { Level, OnlineLevel } from '../domain/content.ts'
import type { ProceduresTables } from '../tables.ts'
import { buildIndex, type CatalogueIndex, type Entry } from './catalogue-index.ts'
import { rank, type Hit, type Ranking } from './rank.ts'
import { synonymTable, type Synonym, type SynonymTable } from './synonyms.ts'

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

interface Loaded { readonly revision: number; readonly index: CatalogueIndex; readonly synonyms: SynonymTable; readonly all: readonly Hit[] }
const loaded = new WeakMap<Db, Promise<Loaded>>()

/** Today in Vietnam and the revision, which grows with every change of the catalogue and with every day: packs begin and end by the calendar. */
const TODAY = "(now() at time zone 'Asia/Ho_Chi_Minh')::date"
const REVISION = `revision * 100000 + (${TODAY} - date '2020-01-01')`

/** Grows with every change of what is in force, whichever process made it. */
export async function catalogueRevision(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ revision: number }>({ name: 'procedures-revision', text: `select ${REVISION} as revision from procedures.catalogue_state` })
  return rows[0]?.revision ?? 0
}

async function load(db: Db): Promise<Loaded> {
  return db.kysely.transaction().setIsolationLevel('repeatable read').execute(async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const state = await tables.selectFrom('procedures.catalogue_state').select(sql.raw<number>(REVISION).as('revision')).executeTakeFirst()
    const inForce = (row: 'v' | 'c') => sql.raw<boolean>(`${row}.valid_from <= ${TODAY} and (${row}.valid_to is null or ${row}.valid_to > ${TODAY})`)
    const rows = await tables.selectFrom('procedures.procedure_version as v').innerJoin('procedures.procedure as p', 'p.code', 'v.code')
      .select(['v.code', 'v.name', 'v.field', 'v.levels', 'v.agency', 'v.subjects', 'v.online_level', 'p.popularity'])
      .select(sql<string[]>`array(select r ->> 'name' from jsonb_array_elements(v.content -> 'results') r)`.as('results'))
      .select(sql<boolean>`exists (select from procedures.procedure_case c where c.code = v.code and ${inForce('c')})`.as('fileable'))
      .where(inForce('v')).where('p.local_status', '=', 'published').orderBy('v.code').execute()
    const synonyms = await tables.selectFrom('procedures.synonym').select(['phrase', 'replacements']).where('active', '=', true).orderBy('phrase').execute()
    const index = buildIndex(rows.map(({ online_level, ...row }) => ({ ...row, onlineLevel: online_level })))
    const all = index.entries.map((_, entry) => ({ entry, score: index.priors[entry] ?? 0 })).sort((a, b) => b.score - a.score || a.entry - b.entry)
    return { revision: state?.revision ?? 0, index, synonyms: synonymTable(synonyms), all }
  })
}

/**
 * The index of the catalogue as it stands in the database now. Measured (bench/search.ts): ranking 10,000 names by word_similarity in
 * PostgreSQL takes several times the budget of 50 ms; so every process keeps an index, and asks before each search whether it is still true.
 */
async function current(db: Db): Promise<Loaded> {
  const [revision, held] = await Promise.all([catalogueRevision(db), loaded.get(db)?.catch(() => undefined)])
  if (held && held.revision >= revision) return held
  const waiting = load(db)
  loaded.set(db, waiting)
  return waiting
}

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
 * @param instead what the search would find with these synonyms instead of those in force
 */
export async function searchProcedures(db: Db, query: SearchQuery, instead?: readonly Synonym[]): Promise<SearchResult> {
  const { index, all, ...held } = await current(db)
  const synonyms = instead ? synonymTable(instead) : held.synonyms
  const found: Ranking = query.q.trim() === '' ? { hits: all, sure: true } : rank(index, synonyms, query.q)
  const hits = query.fileable ? found.hits.filter((hit) => index.entries[hit.entry]?.fileable) : found.hits
  const { kept, facets } = countFacets(hits, index, query)
  const offset = query.offset ?? 0
  const items = kept.slice(offset, offset + query.limit).flatMap((hit) => index.entries[hit.entry] ?? [])
  const fileable = kept.filter((hit) => index.entries[hit.entry]?.fileable).length
  return { items, total: kept.length, fileable, sure: found.sure, facets, ...(found.meant !== undefined && { meant: found.meant }) }
}

const DIGITS = /[0-9][0-9 .-]{4,}[0-9]/g

/** Keeps a search that found nothing, or nothing sure, for the weekly work list: no card or phone numbers, at most 120 characters. */
export async function recordMiss(db: Db, q: string, now: Date): Promise<void> {
  const text = q.normalize('NFC').replace(DIGITS, ' ').replace(/\s+/g, ' ').trim().slice(0, 100).trim()
  if (text.length < 2) return
  await sql`insert into procedures.search_miss (query_folded, query, first_at, last_at) values (left(kernel.vi_fold(${text}), 120), ${text}, ${now}, ${now})
    on conflict (query_folded) do update set times = search_miss.times + 1, last_at = excluded.last_at`.execute(db.kysely)
}
