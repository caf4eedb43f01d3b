import type { Db, Tx } from '../../kernel/db/db.ts'
import type { WorkingTime } from '../../kernel/working-time.ts'
import { DEFAULT_WINDOW_SET, makeCalendar } from './domain/calendar.ts'
import { workingTimeOf } from './domain/working-time.ts'

export async function workingTimeFor(_db: Db | Tx, _agencyId: string | null): Promise<WorkingTime> {
  const made = makeCalendar({ version: '0', windowSets: [DEFAULT_WINDOW_SET], days: [] })
  if (!made.ok) throw new Error('calendar')
  return workingTimeOf(made.calendar, '2026-01-01')
}
