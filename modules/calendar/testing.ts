import type { WorkingTime } from '../../kernel/working-time.ts'
import { DEFAULT_WINDOW_SET, makeCalendar } from './domain/calendar.ts'
import type { CalendarData, DayException, WorkingCalendar } from './domain/calendar.ts'
import { workingTimeOf } from './domain/working-time.ts'

/** A day off for the whole province; override what the test is about. */
export function aDay(date: string, over: Partial<DayException> = {}): DayException {
  return { date, type: 'off', kind: 'statutory', name: date, source: 'test', confidence: 'high', agencyId: null, windows: null, ...over }
}

/** A calendar with the default hours and the given days; throws when the data are faulty. */
export function aCalendar(days: readonly DayException[] = [], over: Partial<CalendarData> = {}, agencyId: string | null = null): WorkingCalendar {
  const made = makeCalendar({ version: 'test', windowSets: [DEFAULT_WINDOW_SET], days, ...over }, agencyId)
  if (!made.ok) throw new Error(made.faults.map(fault => `${fault.code} ${fault.at}`).join(', '))
  return made.calendar
}

/** Working time with the default hours, for tests of rules that take one. */
export function aWorkingTime(days: readonly DayException[] = []): WorkingTime {
  return workingTimeOf(aCalendar(days), '2026-01-01')
}
