import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { ElementDefinition, FrameworkDefinition } from '../domain/definition.ts'
import type { Framework } from '../domain/framework.ts'
import type { IndicatorsTables } from '../tables.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
export interface FrameworkView { readonly id: string; readonly code: string; readonly edition: string; readonly definition: FrameworkDefinition; readonly state: 'draft' | 'published' | 'withdrawn'; readonly origin: 'delivery' | 'office'; readonly version: number; readonly publishedAt: Date | null }
const COLUMNS = ['id', 'code', 'edition', 'definition', 'state', 'origin', 'version', 'published_at as publishedAt'] as const

/** All versions that the present actor may know of, newest first within a code. */
export async function listFrameworks(tx: Tx): Promise<readonly FrameworkView[]> { return t(tx).selectFrom('indicators.framework').select(COLUMNS).orderBy('code').orderBy('valid_from', 'desc').execute() }
/** One version; without `edition` the one in force on a day. */
export async function findFramework(tx: Tx, code: string, which: { readonly edition: string } | { readonly on: string }): Promise<(FrameworkView & Framework) | undefined> {
  const base = t(tx).selectFrom('indicators.framework').select(COLUMNS).where('code', '=', code)
  const row = await ('edition' in which ? base.where('edition', '=', which.edition) : base.where('state', '=', 'published').where('valid_from', '<=', which.on).where(eb => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', which.on)])).orderBy('valid_from', 'desc')).limit(1).executeTakeFirst()
  return row && withIndicators(tx, row)
}
/** A version whole, for whoever has its row. */
export async function withIndicators(tx: Tx, row: FrameworkView): Promise<FrameworkView & Framework> {
  const indicators = await t(tx).selectFrom('indicators.indicator').select('definition').where('framework_id', '=', row.id).orderBy('place').execute()
  return { ...row, indicators: indicators.map(({ definition }) => definition) }
}
export async function loadElements(tx: Tx, codes?: readonly string[]): Promise<ReadonlyMap<string, ElementDefinition>> {
  const rows = await t(tx).selectFrom('indicators.element').select(['code', 'definition']).$if(codes !== undefined, query => query.where('code', 'in', [...codes ?? [], ''])).execute()
  return new Map(rows.map(({ code, definition }) => [code, definition]))
}
/** Indicators of published frameworks by code, for choosing and for showing. */
export async function indicatorNames(tx: Tx, lang: 'vi' | 'en'): Promise<ReadonlyMap<string, string>> {
  const rows = await t(tx).selectFrom('indicators.indicator as i').innerJoin('indicators.framework as f', 'f.id', 'i.framework_id').select(['i.code', 'i.definition']).where('f.state', '=', 'published').orderBy('f.code').orderBy('i.place').execute()
  return new Map(rows.map(({ code, definition }) => [code, definition.text[lang]]))
}
