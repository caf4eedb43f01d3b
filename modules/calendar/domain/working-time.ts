import type { LocalDate, WorkingTime } from '../../../kernel/working-time.ts'
import { doubtsBetween, isWorkingDay, minutesPerDay, windowsOn } from './calendar.ts'
import type { WorkingCalendar } from './calendar.ts'
import { addDays, addMonths, daysBetween, instantOf, localDateOf, minuteOfDay } from './local-date.ts'

const MINUTE = 60_000
const LONGEST_WALK_DAYS = 30 * 366

/** The first working day strictly after `date`. */
export function nextWorkingDay(calendar: WorkingCalendar, date: LocalDate): LocalDate {
  return walk(date, 1, day => isWorkingDay(calendar, day) ? day : undefined)
}

/** The `days`-th working day after `date`; 0 gives the day itself. */
export function addWorkingDays(calendar: WorkingCalendar, date: LocalDate, days: number): LocalDate {
  let day = date
  for (let left = days; left > 0; left--) day = nextWorkingDay(calendar, day)
  return day
}

/** How many working days d there are with from < d <= to. */
export function workingDaysBetween(calendar: WorkingCalendar, from: LocalDate, to: LocalDate): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(calendar, day)) count++
  return count
}

/** `at` when it lies inside a window (its end excluded), else the start of the next window. */
export function nextWorkingInstant(calendar: WorkingCalendar, at: Date): Date {
  return walk(localDateOf(at), 0, day => {
    for (const window of windowsOn(calendar, day)) {
      if (at.getTime() < instantOf(day, window.to).getTime()) return later(at, instantOf(day, window.from))
    }
    return undefined
  })
}

/** The instant when `minutes` of work have passed since `at`; work that ends with a window ends at the window's end. */
export function addWorkingTime(calendar: WorkingCalendar, at: Date, minutes: number): Date {
  const start = nextWorkingInstant(calendar, at)
  let left = minutes * MINUTE
  if (left <= 0) return start
  return walk(localDateOf(start), 0, day => {
    for (const window of windowsOn(calendar, day)) {
      const from = later(start, instantOf(day, window.from)).getTime()
      const length = instantOf(day, window.to).getTime() - from
      if (length <= 0) continue
      if (left <= length) return new Date(from + left)
      left -= length
    }
    return undefined
  })
}

/** Minutes of work between two instants, with fractions; 0 when `to` is not later. */
export function workingMinutesBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  let sum = 0
  const last = localDateOf(to)
  for (let day = localDateOf(from); day <= last; day = addDays(day, 1)) {
    for (const window of windowsOn(calendar, day)) {
      const start = Math.max(from.getTime(), instantOf(day, window.from).getTime())
      const end = Math.min(to.getTime(), instantOf(day, window.to).getTime())
      sum += Math.max(0, end - start)
    }
  }
  return sum / MINUTE
}

/** The calendar as other modules' rules take it: one object, no I/O. */
export function workingTimeOf(calendar: WorkingCalendar, asOf: LocalDate): WorkingTime {
  return {
    minutesPerDay: minutesPerDay(calendar, asOf),
    localDate: localDateOf,
    minuteOfDay,
    instant: instantOf,
    addDays, addMonths, daysBetween,
    isWorkingDay: date => isWorkingDay(calendar, date),
    dayOffName: date => {
      const day = calendar.days.get(date)
      return day?.type === 'off' ? day.name : undefined
    },
    nextWorkingDay: date => nextWorkingDay(calendar, date),
    addWorkingDays: (date, days) => addWorkingDays(calendar, date, days),
    workingDaysBetween: (from, to) => workingDaysBetween(calendar, from, to),
    opening: date => edge(date, windowsOn(calendar, date)[0]?.from),
    closing: date => edge(date, windowsOn(calendar, date).at(-1)?.to),
    nextWorkingInstant: at => nextWorkingInstant(calendar, at),
    addWorkingMinutes: (at, minutes) => addWorkingTime(calendar, at, minutes),
    workingMinutesBetween: (from, to) => workingMinutesBetween(calendar, from, to),
    doubts: (from, to) => doubtsBetween(calendar, from, to)
  }
}

/** Tries day after day from `date + offset`. A calendar without work for 30 years is a fault of its data, not of the dossier. */
function walk<T>(date: LocalDate, offset: number, found: (day: LocalDate) => T | undefined): T {
  for (let step = offset; step <= LONGEST_WALK_DAYS; step++) {
    const hit = found(addDays(date, step))
    if (hit !== undefined) return hit
  }
  throw new RangeError(`no working day within 30 years of ${date}`)
}

function later(a: Date, b: Date): Date {
  return a.getTime() >= b.getTime() ? a : b
}

function edge(date: LocalDate, minute: number | undefined): Date | undefined {
  return minute === undefined ? undefined : instantOf(date, minute)
}
