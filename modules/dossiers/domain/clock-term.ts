import type { LocalDate, TimeLimit, WorkingTime } from '../../../kernel/working-time.ts'
import { step } from './clock-types.ts'
import type { ClockPolicy, ClockStep } from './clock-types.ts'

/** Time that does not count against the agency; intervals of one list never overlap. */
export interface Wait { readonly from: Date; readonly to: Date }
export interface TermEnd { readonly dueAt: Date; readonly steps: readonly ClockStep[] }
type CountingPolicy = Pick<ClockPolicy, 'dayCounting' | 'dayEnd'>

/**
 * The end of a time that starts at `start` and stands still during `waits`. Undefined for OTHER: there is no appointment. Waits are
 * counted in the unit of the term (working days for WORKING_DAY, calendar days for DAY and MONTH, working minutes for hours), and
 * never give more than a fresh term from the end of the last wait.
 */
export function termEnd(start: Date, term: TimeLimit, waits: readonly Wait[], policy: CountingPolicy, work: WorkingTime): TermEnd | undefined {
  const extended = plainEnd(start, term, waits, policy, work)
  const last = waits.at(-1)
  if (extended === undefined || last === undefined) return extended
  const fresh = plainEnd(last.to, term, [], policy, work)
  if (fresh === undefined || extended.dueAt <= fresh.dueAt) return extended
  return { dueAt: fresh.dueAt, steps: [...extended.steps, step('extension-capped', {}, fresh.dueAt)] }
}

/** The end of the day as the province prints it: closing time, or 23:59. On a day off: of the next working day. */
export function endOfDay(date: LocalDate, policy: Pick<ClockPolicy, 'dayEnd'>, work: WorkingTime): Date {
  const day = work.isWorkingDay(date) ? date : work.nextWorkingDay(date)
  const closing = policy.dayEnd === 'closing' ? work.closing(day) : undefined
  return closing ?? work.instant(day, 23 * 60 + 59)
}

function plainEnd(start: Date, term: TimeLimit, waits: readonly Wait[], policy: CountingPolicy, work: WorkingTime): TermEnd | undefined {
  switch (term.unit) {
    case 'OTHER': return undefined
    case 'HOUR': return workingMinutes(start, term.value * 60, 'counted-working-hours', term.value, waits, work)
    case 'WORKING_DAY':
      return policy.dayCounting === 'civil' && Number.isInteger(term.value)
        ? civilWorkingDays(start, term.value, waits, policy, work)
        : workingMinutes(start, term.value * work.minutesPerDay, 'counted-working-days', term.value, waits, work)
    case 'DAY':
    case 'MONTH':
      return policy.dayCounting === 'civil' ? civilDays(start, term, waits, policy, work) : exactDays(start, term, waits, work)
  }
}

function workingMinutes(start: Date, minutes: number, code: 'counted-working-hours' | 'counted-working-days', value: number, waits: readonly Wait[], work: WorkingTime): TermEnd {
  const waited = waits.reduce((sum, wait) => sum + work.workingMinutesBetween(wait.from, wait.to), 0)
  const dueAt = work.addWorkingMinutes(start, minutes + waited)
  return { dueAt, steps: [step(code, { value }), ...(waited > 0 ? [step('extended-working-minutes', { minutes: Math.round(waited) })] : []), ...skipped(start, dueAt, work)] }
}

function civilWorkingDays(start: Date, days: number, waits: readonly Wait[], policy: CountingPolicy, work: WorkingTime): TermEnd {
  const waited = waits.reduce((sum, wait) => sum + work.workingDaysBetween(work.localDate(wait.from), work.localDate(wait.to)), 0)
  const dueAt = endOfDay(work.addWorkingDays(work.localDate(start), days + waited), policy, work)
  return {
    dueAt,
    steps: [step('first-day-not-counted', {}, start), step('counted-working-days', { value: days }), ...(waited > 0 ? [step('extended-working-days', { days: waited })] : []), ...skipped(start, dueAt, work)]
  }
}

function civilDays(start: Date, term: TimeLimit, waits: readonly Wait[], policy: CountingPolicy, work: WorkingTime): TermEnd {
  const waited = waits.reduce((sum, wait) => sum + work.daysBetween(work.localDate(wait.from), work.localDate(wait.to)), 0)
  const end = work.addDays(calendarEnd(work.localDate(start), term, work), waited)
  return {
    dueAt: endOfDay(end, policy, work),
    steps: [step('first-day-not-counted', {}, start), counted(term), ...(waited > 0 ? [step('extended-days', { days: waited })] : []), ...movedOffDayOff(end, work)]
  }
}

/** Hour reading of calendar units: the same time of day, later; it starts inside working hours, and an end outside them moves to the next opening. */
function exactDays(start: Date, term: TimeLimit, waits: readonly Wait[], work: WorkingTime): TermEnd {
  const begin = work.nextWorkingInstant(start)
  const waited = waits.reduce((sum, wait) => sum + wait.to.getTime() - wait.from.getTime(), 0)
  const unmoved = new Date(work.instant(calendarEnd(work.localDate(begin), term, work), work.minuteOfDay(begin)).getTime() + waited)
  const date = work.localDate(unmoved)
  const dueAt = unmoved.getTime() === work.closing(date)?.getTime() ? unmoved : work.nextWorkingInstant(unmoved)
  return { dueAt, steps: [counted(term), ...(waited > 0 ? [step('extended-days', { days: Math.round(waited / 86_400_000 * 100) / 100 })] : []), ...movedOffDayOff(date, work)] }
}

function calendarEnd(date: LocalDate, term: TimeLimit, work: WorkingTime): LocalDate {
  return term.unit === 'MONTH' ? work.addMonths(date, term.value) : work.addDays(date, term.value)
}

function counted(term: TimeLimit): ClockStep {
  return step(term.unit === 'MONTH' ? 'counted-months' : 'counted-days', { value: term.value })
}

/** Bo luat Dan su 2015 D148: a period that ends on a day off ends on the next working day. */
function movedOffDayOff(date: LocalDate, work: WorkingTime): readonly ClockStep[] {
  return work.isWorkingDay(date) ? [] : [step('ended-on-day-off', { date, to: work.nextWorkingDay(date), name: work.dayOffName(date) ?? '' })]
}

/** The named days off on the way; weekends go without saying. */
function skipped(start: Date, end: Date, work: WorkingTime): readonly ClockStep[] {
  const steps: ClockStep[] = []
  const last = work.localDate(end)
  for (let date = work.addDays(work.localDate(start), 1); date < last; date = work.addDays(date, 1)) {
    const name = work.dayOffName(date)
    if (name !== undefined) steps.push(step('day-off-skipped', { date, name }))
  }
  return steps
}
