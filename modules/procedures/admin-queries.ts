import { sql } from 'kysely'
import { tablesOf, type Db } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Text } from '../../kernel/forms/definition.ts'
import type { Signpost } from './search/signposts.ts'
import type { ProceduresTables, Settlement } from './tables.ts'

const t = (db: Db) => tablesOf<ProceduresTables>(db)

export interface EarlierWording { readonly version: number; readonly content: unknown; readonly changedAt: Date; readonly by: string | null }
/** Earlier wordings of what an administrator changed, latest first. */
export async function wordingsOf(db: Db, objectType: 'synonym' | 'life-event' | 'pack-proposal' | 'procedure', id: string): Promise<readonly EarlierWording[]> {
  return t(db).selectFrom('procedures.history').select(['version', 'content', 'changed_at as changedAt', 'changed_by_account_id as by']).where('object_type', '=', objectType).where('object_id', '=', id).orderBy('version', 'desc').limit(50).execute()
}

export interface SynonymRow { readonly id: string; readonly phrase: string; readonly replacements: readonly string[]; readonly active: boolean; readonly version: number; readonly changedAt: Date }
export interface SynonymFilter { readonly q: string; readonly state: string; readonly page: number }
const SYNONYM = ['id', 'phrase', 'replacements', 'active', 'version', 'changed_at as changedAt'] as const

/** Synonyms by what people say or what officials call it, as typed (marks may be missing). */
export async function findSynonyms(db: Db, filter: SynonymFilter, size: number): Promise<{ readonly rows: readonly SynonymRow[]; readonly total: number }> {
  const rows = await t(db).selectFrom('procedures.synonym').select(SYNONYM).select(sql<number>`count(*) over ()::int`.as('total'))
    .where('active', '=', filter.state !== 'removed')
    .where(sql<boolean>`(${filter.q} = '' or phrase_folded like '%' || kernel.vi_fold(${filter.q}) || '%' or kernel.vi_fold(array_to_string(replacements, ' | ')) like '%' || kernel.vi_fold(${filter.q}) || '%')`)
    .$if(filter.state === 'changed', (query) => query.where('version', '>', 1)).orderBy(sql`phrase collate "vi-x-icu"`).orderBy('id').limit(size).offset((filter.page - 1) * size).execute()
  return { rows, total: rows[0]?.total ?? 0 }
}
export async function getSynonym(db: Db, id: string): Promise<SynonymRow> {
  return t(db).selectFrom('procedures.synonym').select(SYNONYM).where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export async function activeSynonyms(db: Db): Promise<readonly SynonymRow[]> {
  return t(db).selectFrom('procedures.synonym').select(SYNONYM).where('active', '=', true).orderBy('phrase').execute()
}

export interface MissRow { readonly folded: string; readonly query: string; readonly times: number; readonly firstAt: Date; readonly lastAt: Date; readonly version: number; readonly settled: Settlement | null; readonly reason: string | null; readonly settledAt: Date | null }
export interface MissFilter { readonly state: string; readonly since: Date | null; readonly page: number }

/**
 * Searches without a sure answer, most frequent first. One for which a synonym was made comes back when it missed again after that; one that was
 * set aside stays there.
 */
export async function findMisses(db: Db, filter: MissFilter, size: number): Promise<{ readonly rows: readonly MissRow[]; readonly total: number }> {
  const waiting = sql<boolean>`(settled is null or (settled = 'synonym' and last_at > settled_at))`
  const rows = await t(db).selectFrom('procedures.search_miss')
    .select(['query_folded as folded', 'query', 'times', 'first_at as firstAt', 'last_at as lastAt', 'version', 'settled', 'settled_reason as reason', 'settled_at as settledAt']).select(sql<number>`count(*) over ()::int`.as('total'))
    .where(filter.state === 'set-aside' ? sql<boolean>`settled = 'set-aside'` : filter.state === 'synonym' ? sql<boolean>`settled = 'synonym' and last_at <= settled_at` : waiting)
    .$if(filter.since !== null, (query) => query.where('last_at', '>=', filter.since ?? new Date(0)))
    .orderBy('times', 'desc').orderBy('last_at', 'desc').orderBy('query_folded').limit(size).offset((filter.page - 1) * size).execute()
  return { rows, total: rows[0]?.total ?? 0 }
}

export interface LifeEventRow { readonly slug: string; readonly title: Text; readonly summary: Text; readonly codes: readonly string[]; readonly active: boolean; readonly version: number; readonly changedAt: Date }
/** Every event of life, hidden ones too, in the order of the home page. */
export async function allLifeEvents(db: Db): Promise<readonly LifeEventRow[]> {
  return t(db).selectFrom('procedures.life_event').select(['slug', 'title', 'summary', 'codes', 'active', 'version', 'changed_at as changedAt']).orderBy('position').orderBy('slug').execute()
}

export interface SignpostRow extends Signpost { readonly active: boolean; readonly version: number }
/** Every signpost, also those taken down. */
export async function allSignposts(db: Db): Promise<readonly SignpostRow[]> {
  return t(db).selectFrom('procedures.signpost').select(['slug', 'about', 'names', 'title', 'advice', 'url', 'url_text as urlText', 'active', 'version']).orderBy('slug').execute()
}

/** Present names of procedures by code. */
export async function procedureNames(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map()
  const rows = await t(db).selectFrom('procedures.procedure_version').distinctOn('code').select(['code', 'name']).where('code', 'in', [...new Set(codes)]).orderBy('code').orderBy('version', 'desc').execute()
  return new Map(rows.map(({ code, name }) => [code, name]))
}
