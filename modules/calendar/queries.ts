import type { Db, Tx } from '../../kernel/db/db.ts'
import type { WorkingTime } from '../../kernel/working-time.ts'
import { DEFAULT_WINDOW_SET, makeCalendar } from './domain/calendar.ts'
import type { WorkingCalendar } from './domain/calendar.ts'
import { localDateOf } from './domain/local-date.ts'
import { workingTimeOf } from './domain/working-time.ts'
import { latestRevision, wordingOf } from './store.ts'

/** Calendars by revision and agency; a revision never changes, so nothing here grows stale. */
const cache = new Map<string, WorkingCalendar>()
const CACHE_SIZE = 500

/**
 * The calendar in force now, of one agency or of the province; `revision` reads an earlier wording (the number in
 * `calendar.version`). One small query when the revision was read before. An empty calendar has default hours and no days off.
 */
export async function loadCalendar(db: Db | Tx, agencyId: string | null = null, revision?: number): Promise<WorkingCalendar> {
  const latest = await latestRevision(db)
  if (latest === undefined) return made('0', { days: [], windowSets: [] }, agencyId)
  const number = revision ?? latest.number
  // the id of the newest revision tells databases apart
  const key = `${latest.id} ${number} ${agencyId ?? ''}`
  const cached = cache.get(key)
  if (cached !== undefined) return cached
  const calendar = made(String(number), await wordingOf(db, number), agencyId)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(key, calendar)
  return calendar
}

/** The same, as the rules of other modules take it. One "day" is as long as on the day of `at`; without it, as the newest hours say. */
export async function workingTimeFor(db: Db | Tx, agencyId: string | null, at?: Date): Promise<WorkingTime> {
  return workingTimeOf(await loadCalendar(db, agencyId), at === undefined ? '9999-12-31' : localDateOf(at))
}

function made(version: string, wording: Awaited<ReturnType<typeof wordingOf>>, agencyId: string | null): WorkingCalendar {
  const own = wording.windowSets.filter(set => set.agencyId === agencyId)
  const common = wording.windowSets.filter(set => set.agencyId === null)
  const sets = own.length > 0 ? own : common
  const result = makeCalendar({ version, windowSets: sets.length > 0 ? sets : [DEFAULT_WINDOW_SET], days: wording.days }, agencyId)
  // what was written passed the same check
  if (!result.ok) throw new Error(`calendar revision ${version}: ${result.faults.map(fault => `${fault.code} ${fault.at}`).join(', ')}`)
  return result.calendar
}
