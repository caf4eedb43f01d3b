import type { CalendarDoubt, LocalDate } from '../../../kernel/working-time.ts'
import { addDays, isLocalDate, weekdayOf } from './local-date.ts'

/** Minutes since local midnight: work from `from` until `to`. */
export interface TimeWindow { readonly from: number; readonly to: number }

/** Hours of the seven weekdays, Sunday first; an empty list is a day off. */
export type Week = readonly [Windows, Windows, Windows, Windows, Windows, Windows, Windows]
export type Windows = readonly TimeWindow[]

/** Hours in force from a day until the next set begins. */
export interface WindowSet {
  readonly validFrom: LocalDate
  readonly week: Week
  readonly source: string
}

export const DAY_KINDS = ['statutory', 'compensatory', 'tet-adjustment', 'swap-off', 'swap-work', 'statutory-pending', 'local'] as const
export type DayKind = (typeof DAY_KINDS)[number]
export const CONFIDENCES = ['high', 'medium', 'low', 'estimated'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** One day that differs from its weekday: a day off, or a make-up day of work (lam bu). */
export interface DayException {
  readonly date: LocalDate
  readonly type: 'off' | 'work'
  readonly kind: DayKind
  readonly name: string
  /** the law, decision or publication that says so */
  readonly source: string
  readonly confidence: Confidence
  /** null: the whole province; else only this agency, and stronger than the province's day */
  readonly agencyId: string | null
  /** hours of a make-up day; null: those of a Monday */
  readonly windows: Windows | null
}

/** One agency's calendar (or the province's, agencyId null): plain data, made by `makeCalendar`. */
export interface WorkingCalendar {
  readonly version: string
  readonly agencyId: string | null
  readonly windowSets: readonly WindowSet[]
  readonly days: ReadonlyMap<LocalDate, DayException>
  readonly pending: ReadonlyMap<LocalDate, DayException>
  /** years whose public holidays are entered */
  readonly years: ReadonlySet<number>
}

export interface CalendarData {
  readonly version: string
  readonly windowSets: readonly WindowSet[]
  readonly days: readonly DayException[]
}
export interface CalendarFault {
  readonly code: 'no-window-set' | 'no-monday' | 'bad-window' | 'bad-date' | 'duplicate-day'
  readonly at: string
}

const standardHours: Windows = [{ from: 7 * 60, to: 11 * 60 + 30 }, { from: 13 * 60 + 30, to: 17 * 60 }]

/** Monday to Friday 07:00-11:30 and 13:30-17:00, until the province enters its own hours (assumed; not found in a decision). */
export const DEFAULT_WINDOW_SET: WindowSet = {
  validFrom: '2000-01-01',
  week: [[], standardHours, standardHours, standardHours, standardHours, standardHours, []],
  source: 'assumption: 8 hours a day, Monday to Friday'
}

/**
 * The calendar of one agency from all days and hours of the province: the agency's own days override the province's, pending days
 * (announced, not yet law) are kept apart and do not count.
 */
export function makeCalendar(data: CalendarData, agencyId: string | null = null): { readonly ok: true; readonly calendar: WorkingCalendar } | { readonly ok: false; readonly faults: readonly CalendarFault[] } {
  const windowSets = data.windowSets.toSorted((a, b) => a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0)
  const own = data.days.filter(day => day.agencyId === null || day.agencyId === agencyId)
  const faults = [...windowSetFaults(windowSets), ...dayFaults(own)]
  if (faults.length > 0) return { ok: false, faults }
  const layered = [...own.filter(day => day.agencyId === null), ...own.filter(day => day.agencyId !== null)]
  const byDate = (days: readonly DayException[]) => new Map(days.map(day => [day.date, day]))
  return {
    ok: true,
    calendar: {
      version: data.version, agencyId, windowSets,
      days: byDate(layered.filter(day => day.kind !== 'statutory-pending')),
      pending: byDate(layered.filter(day => day.kind === 'statutory-pending')),
      years: new Set(own.filter(day => day.kind === 'statutory').map(day => Number(day.date.slice(0, 4))))
    }
  }
}

/** Hours of work on a day; empty on a day off. */
export function windowsOn(calendar: WorkingCalendar, date: LocalDate): Windows {
  const week = weekOn(calendar, date)
  const exception = calendar.days.get(date)
  if (exception === undefined) return week[weekdayOf(date)] ?? []
  return exception.type === 'off' ? [] : exception.windows ?? week[1]
}

export function isWorkingDay(calendar: WorkingCalendar, date: LocalDate): boolean {
  return windowsOn(calendar, date).length > 0
}

/** Working minutes of a plain Monday, the province's measure of "one day". */
export function minutesPerDay(calendar: WorkingCalendar, date: LocalDate): number {
  return weekOn(calendar, date)[1].reduce((sum, window) => sum + window.to - window.from, 0)
}

/** What is not settled between two days, both included: estimated days, days not yet law, years without holidays. */
export function doubtsBetween(calendar: WorkingCalendar, from: LocalDate, to: LocalDate): readonly CalendarDoubt[] {
  const doubts: CalendarDoubt[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const day = calendar.days.get(date)
    const pending = calendar.pending.get(date)
    if (day?.confidence === 'estimated') doubts.push({ date, why: 'estimated', name: day.name })
    if (pending !== undefined) doubts.push({ date, why: 'pending', name: pending.name })
    const firstOfYear = date === from || date.endsWith('-01-01')
    if (firstOfYear && !calendar.years.has(Number(date.slice(0, 4)))) doubts.push({ date, why: 'unknown-year', name: date.slice(0, 4) })
  }
  return doubts
}

/** The hours in force on a day; before the first set, the first. */
function weekOn(calendar: WorkingCalendar, date: LocalDate): Week {
  const set = calendar.windowSets.findLast(candidate => candidate.validFrom <= date) ?? calendar.windowSets[0]
  return set?.week ?? DEFAULT_WINDOW_SET.week
}

function windowSetFaults(sets: readonly WindowSet[]): CalendarFault[] {
  if (sets.length === 0) return [{ code: 'no-window-set', at: '' }]
  return sets.flatMap(set => [
    ...(isLocalDate(set.validFrom) ? [] : [{ code: 'bad-date' as const, at: set.validFrom }]),
    ...(set.week[1].length > 0 ? [] : [{ code: 'no-monday' as const, at: set.validFrom }]),
    ...(set.week.every(inOrder) ? [] : [{ code: 'bad-window' as const, at: set.validFrom }])
  ])
}

function dayFaults(days: readonly DayException[]): CalendarFault[] {
  const seen = new Set<string>()
  return days.flatMap((day): CalendarFault[] => {
    const key = `${day.date} ${day.agencyId ?? ''}`
    const twice = seen.has(key)
    seen.add(key)
    return [
      ...(isLocalDate(day.date) ? [] : [{ code: 'bad-date' as const, at: day.date }]),
      ...(twice ? [{ code: 'duplicate-day' as const, at: day.date }] : []),
      ...(day.windows === null || day.windows.length > 0 && inOrder(day.windows) ? [] : [{ code: 'bad-window' as const, at: day.date }])
    ]
  })
}

/** Windows lie inside the day, have a length and do not overlap. */
function inOrder(windows: Windows): boolean {
  return windows.every((window, index) => window.from >= (windows[index - 1]?.to ?? 0) && window.to > window.from && window.to <= 24 * 60)
}
