import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { ForeignEntry } from '../harvest/entry.ts'
import { wordsOf, type Entry } from './catalogue.ts'

/** An entry of another catalogue, as the portal lists it beside our own. */
export interface ForeignDataset extends ForeignEntry {
  readonly id: string; readonly code: string; readonly source: { readonly code: string; readonly title: string; readonly address: string; readonly kind: 'ckan' | 'dcat' }
  readonly firstSeenAt: Date; readonly changedAt: Date; readonly vanishedAt: Date | null
}
export interface ForeignSearch { readonly q?: string; readonly code?: string; readonly ids?: readonly string[]; /** for lists: without descriptions and links */ readonly slim?: boolean; /** those that are no longer there, too */ readonly vanished?: boolean; readonly limit: number; readonly offset: number }
export async function searchForeign(tx: Tx, search: ForeignSearch): Promise<{ readonly items: readonly ForeignDataset[]; readonly total: number }> {
  const where = sql.join([sql`s.state <> 'removed'`, ...search.vanished === true ? [] : [sql`f.vanished_at is null`], ...search.code === undefined ? [] : [sql`f.code = ${search.code}`], ...search.ids === undefined ? [] : [sql`f.id = any (${[...search.ids]}::uuid[])`],
    ...wordsOf(sql`(f.entry->>'title') || ' ' || (f.entry->>'titleEn') || ' ' || (f.entry->>'description') || ' ' || (f.entry->>'publisher') || ' ' || (f.entry->>'keywords') || ' ' || s.title`, search.q)], sql` and `)
  const from = sql`datasets.foreign_dataset f join datasets.harvest_source s on s.id = f.source_id where ${where}`
  const { rows } = await sql<Omit<ForeignDataset, keyof ForeignEntry> & { entry: ForeignEntry; total: number }>`select f.id, f.code, ${search.slim === true ? sql`f.entry || jsonb_build_object('description', '', 'distributions', coalesce((select jsonb_agg(jsonb_build_object('title', '', 'url', '', 'format', d->>'format')) from jsonb_array_elements(f.entry->'distributions') d), '[]'::jsonb))` : sql`f.entry`} as entry, f.first_seen_at as "firstSeenAt", f.changed_at as "changedAt", f.vanished_at as "vanishedAt", json_build_object('code', s.code, 'title', s.title, 'address', s.address, 'kind', s.kind) as source, count(*) over () as total
    from ${from} order by f.entry->>'title' collate "vi-x-icu", f.code limit ${search.limit} offset ${search.offset}`.execute(tx)
  const total = rows[0]?.total ?? (search.offset === 0 && search.limit > 0 ? 0 : (await sql<{ n: number }>`select count(*) as n from ${from}`.execute(tx)).rows[0]?.n ?? 0)
  return { items: rows.map(({ entry, total: _total, ...rest }) => ({ ...entry, ...rest })), total }
}

/** What the portal lists: datasets of the province, and entries of other catalogues. */
export type Listed = Entry | ForeignDataset
export const isForeign = (entry: Listed): entry is ForeignDataset => 'source' in entry
/** Two hyphens stand in no code of our own. */
export const isForeignCode = (code: string): boolean => code.includes('--')
/** When what an entry describes was changed, as far as anybody says. */
export const changedAt = (entry: Listed): Date => isForeign(entry) ? entry.modified === '' ? entry.changedAt : new Date(entry.modified) : entry.refreshedAt ?? entry.publishedAt
