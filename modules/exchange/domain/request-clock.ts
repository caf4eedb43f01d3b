import type { WorkingTime } from '../../../kernel/working-time.ts'

/** NĐ 47/2020/NĐ-CP Đ35.3 as amended by NĐ 194/2025/NĐ-CP: the provider connects within two working days, or refuses with reasons. */
export const DECIDE_WITHIN_WORKING_DAYS = 2

export interface ClockStep { readonly date: string; readonly counts: boolean; readonly why: string }
export interface RequestClock { readonly dueAt: Date; readonly steps: readonly ClockStep[] }

/** Due at the end of work of the second working day after the day of asking, with the days that were counted and those that were not. */
export function requestClock(asked: Date, time: WorkingTime): RequestClock {
  const first = time.localDate(asked)
  const last = time.addWorkingDays(first, DECIDE_WITHIN_WORKING_DAYS)
  const steps: ClockStep[] = [{ date: first, counts: false, why: 'asked' }]
  for (let day = time.addDays(first, 1); day <= last; day = time.addDays(day, 1)) {
    const counts = time.isWorkingDay(day)
    steps.push({ date: day, counts, why: counts ? 'working-day' : time.dayOffName(day) ?? 'weekend' })
  }
  return { dueAt: time.closing(last) ?? time.instant(last, 1440), steps }
}
