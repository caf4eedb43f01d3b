import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { ReportState } from '../domain/report.ts'
import type { IndicatorsTables } from '../tables.ts'
import { READING_COLUMNS, type ReadingView } from './readings.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
/** `after`: id of the last reading of the page before; ids grow with time, so that pages have neither gaps nor repeats. */
export interface ReadingsAsked { readonly element?: string; readonly category?: string; readonly unit?: string; readonly period?: string; readonly state?: ReportState; readonly after?: string; readonly limit: number }

/** Readings that the present actor may see, in the order in which they were made. What was superseded is among them for those who may see it. */
export async function readingPage(tx: Tx, { element, category, unit, period, state, after, limit }: ReadingsAsked): Promise<{ readonly items: readonly ReadingView[]; readonly next: string | null }> {
  const rows = await t(tx).selectFrom('indicators.reading').select(READING_COLUMNS)
    .$if(element !== undefined, query => query.where('element', '=', element ?? '')).$if(category !== undefined, query => query.where('category', '=', category ?? '')).$if(unit !== undefined, query => query.where('unit_code', '=', unit ?? ''))
    .$if(period !== undefined, query => query.where('period', '=', period ?? '')).$if(state !== undefined, query => query.where('state', '=', state ?? 'approved')).$if(after !== undefined, query => query.where('id', '>', after ?? ''))
    .orderBy('id').limit(sql.lit(limit + 1)).execute()
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? items.at(-1)?.id ?? null : null }
}
