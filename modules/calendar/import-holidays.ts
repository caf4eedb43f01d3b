import { transact, type Db } from '../../kernel/db/db.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import { readHolidayCsv, type HolidayRefusal } from './domain/holiday-csv.ts'
import { write } from './store.ts'

export interface HolidayImportReport {
  readonly taken: number
  readonly changed: number
  readonly unchanged: number
  readonly refused: readonly HolidayRefusal[]
  /** of the calendar after it; null when nothing changed */
  readonly revision: number | null
}

/**
 * `tinhso import holidays FILE.csv`: takes days off and make-up days of the whole province (columns: `domain/holiday-csv.ts`). Days
 * already known are replaced when they differ; days not in the file stay; a second run changes nothing; bad lines are refused with the
 * reason, the rest goes in, all in one transaction with its ledger entry.
 */
export async function importHolidays(db: Db, csvText: string, options: { readonly now: Date }): Promise<HolidayImportReport> {
  const { days, refused } = readHolidayCsv(csvText)
  const actor = { kind: 'system', name: 'import-holidays' } as const
  return transact(db, actor, async tx => {
    const { made: { taken, changed, unchanged }, revision } = await write(tx, { days, windowSets: [] }, 'import', actor.name, options.now)
    if (revision !== null) await appendLedger(tx, { actor, act: 'calendar.import-holidays', object: { type: 'calendar-revision', id: String(revision) }, payload: { taken, changed, unchanged, refused: refused.length }, at: options.now })
    return { taken, changed, unchanged, refused, revision }
  })
}
