import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { IndicatorsTables } from '../tables.ts'
import { READING_COLUMNS, type ReadingView } from './readings.ts'

/** What stands for these units in these periods; where nothing stands yet, what is being prepared, for those who may see that. */
export async function storedReadings(tx: Tx, { elements, units, periods, from, to, limit }: { readonly elements: readonly string[]; readonly units: readonly string[]; readonly periods?: readonly string[]; readonly from?: LocalDate; readonly to?: LocalDate; readonly limit: number }): Promise<readonly ReadingView[]> {
  const rows = await tablesOf<IndicatorsTables>(tx).selectFrom('indicators.reading').select(READING_COLUMNS).where('superseded_by', 'is', null).where('element', 'in', ['', ...elements]).where('unit_code', 'in', ['', ...units])
    .$if(periods !== undefined, query => query.where('period', 'in', ['', ...periods ?? []])).$if(from !== undefined, query => query.where('period_start', '>=', from ?? '')).$if(to !== undefined, query => query.where('period_end', '<=', to ?? ''))
    .orderBy('period').orderBy('unit_code').orderBy('element').orderBy('category').orderBy('approved_at').limit(limit).execute()
  // approved ones come first of their cell: null days of approval stand last
  return [...new Map(rows.toReversed().map(row => [`${row.period} ${row.unitCode} ${row.element} ${row.category}`, row])).values()].toReversed()
}
