import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { Access, DatasetSchema } from '../domain/schema.ts'

/** A published dataset as catalogues list it. */
export interface Entry {
  readonly id: string; readonly code: string; readonly title: string; readonly titleEn: string; readonly description: string; readonly descriptionEn: string; readonly agencyId: string; readonly agencyCode: string; readonly agencyName: string; readonly agencyEmail: string
  readonly legalBasis: string; readonly purpose: string; readonly theme: string; readonly keywords: readonly string[]; readonly licence: string; readonly refreshDays: number | null; readonly access: Access
  readonly publishedAt: Date; readonly createdAt: Date; readonly refreshedAt: Date | null; readonly rowCount: number; readonly lastLoad: number; readonly schemaVersion: number; readonly schema: DatasetSchema; /** of the description: what was read holds only as long as this stays */ readonly version: number
}
export interface Search { readonly q?: string; readonly theme?: string; readonly agency?: string; readonly access?: Access; readonly code?: string; readonly ids?: readonly string[]; readonly sort?: 'title' | 'refreshed' | 'published'; readonly limit: number; readonly offset: number }

/** Every word somewhere, as people type them. */
export function wordsOf(text: RawBuilder<unknown>, q = ''): readonly RawBuilder<unknown>[] {
  const words = q.replaceAll('\0', '').slice(0, 300).split(/\s+/).filter(word => word !== '').slice(0, 12)
  return words.map(word => sql`kernel.vi_fold(${text}) like '%' || replace(replace(replace(kernel.vi_fold(${word}), '\\', ''), '%', ''), '_', '') || '%'`)
}

/** What is published and not internal, whoever asks: page, CKAN package and DCAT entry are views of this one list. Organisations are public, so their names come along. */
export async function searchCatalogue(tx: Tx, search: Search): Promise<{ readonly items: readonly Entry[]; readonly total: number }> {
  const order = { title: sql`d.title collate "vi-x-icu"`, refreshed: sql`d.refreshed_at desc nulls last`, published: sql`d.published_at desc` }[search.sort ?? 'title']
  const where = sql.join([sql`d.state = 'published' and d.access <> 'internal'`,
    ...wordsOf(sql`d.title || ' ' || d.title_en || ' ' || d.description || ' ' || d.code || ' ' || array_to_string(d.keywords, ' ') || ' ' || a.name`, search.q),
    ...search.theme === undefined ? [] : [sql`d.theme = ${search.theme}`], ...search.agency === undefined ? [] : [sql`(a.code = ${search.agency} or a.id::text = ${search.agency} or lower(replace(a.code, '.', '-')) = ${search.agency})`],
    ...search.access === undefined ? [] : [sql`d.access = ${search.access}`], ...search.code === undefined ? [] : [sql`d.code = ${search.code}`], ...search.ids === undefined ? [] : [sql`d.id = any (${[...search.ids]}::uuid[])`]], sql` and `)
  const from = sql`datasets.dataset d join organisations.agency a on a.id = d.agency_id join datasets.schema_version s on s.dataset_id = d.id and s.version = d.schema_version where ${where}`
  const { rows } = await sql<Entry & { total: number }>`select d.id, d.code, d.title, d.title_en as "titleEn", d.description, d.description_en as "descriptionEn", d.agency_id as "agencyId", a.code as "agencyCode", a.name as "agencyName", a.email as "agencyEmail", d.legal_basis as "legalBasis", d.purpose, d.theme, d.keywords, d.licence,
    d.refresh_days as "refreshDays", d.access, d.published_at as "publishedAt", d.created_at as "createdAt", d.refreshed_at as "refreshedAt", d.row_count as "rowCount", d.last_load as "lastLoad", d.schema_version as "schemaVersion", s.schema, d.version, count(*) over () as total
    from ${from} order by ${order}, d.code limit ${search.limit} offset ${search.offset}`.execute(tx)
  const total = rows[0]?.total ?? (search.offset === 0 ? 0 : (await sql<{ n: number }>`select count(*) as n from ${from}`.execute(tx)).rows[0]?.n ?? 0)
  return { items: rows, total }
}

export interface VersionView { readonly version: number; readonly at: Date; readonly reason: string }
export async function versionsOf(tx: Tx, datasetId: string): Promise<readonly VersionView[]> {
  return (await sql<VersionView>`select version, at, reason from datasets.schema_version where dataset_id = ${datasetId} order by version desc limit 200`.execute(tx)).rows
}
