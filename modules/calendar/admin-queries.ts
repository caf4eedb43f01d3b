import { tablesOf, type Db } from '../../kernel/db/db.ts'
import type { CalendarTables } from './tables.ts'

export interface RevisionRow { readonly number: number; readonly madeAt: Date; readonly madeBy: string; readonly days: number; readonly sets: number }
/** Every wording of the calendar, newest first, with how many days and hours each brought. */
export async function revisions(db: Db, page: number, size: number): Promise<{ rows: readonly RevisionRow[]; total: number }> {
  const t = tablesOf<CalendarTables>(db)
  const rows = await t.selectFrom('calendar.revision as r').select(['r.number', 'r.made_at as madeAt', 'r.made_by as madeBy'])
    .select(eb => [eb.selectFrom('calendar.day as d').whereRef('d.since_revision', '=', 'r.number').select(e => e.fn.countAll<number>().as('n')).as('days'), eb.selectFrom('calendar.window_set as w').whereRef('w.since_revision', '=', 'r.number').select(e => e.fn.countAll<number>().as('n')).as('sets')])
    .orderBy('r.number', 'desc').limit(size).offset((page - 1) * size).execute()
  const total = await t.selectFrom('calendar.revision').select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirst()
  return { rows: rows.map(row => ({ ...row, days: row.days ?? 0, sets: row.sets ?? 0 })), total: total?.n ?? 0 }
}
