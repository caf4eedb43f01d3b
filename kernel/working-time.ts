/** A day in Viet Nam (UTC+7 all year), `yyyy-mm-dd`. Sorts as text. */
export type LocalDate = string

/** A time of the catalogue: 3 WORKING_DAY, 15 DAY, 2 HOUR (of work), 1 MONTH. OTHER is free text: there is no appointment. */
export type TimeUnit = 'HOUR' | 'WORKING_DAY' | 'DAY' | 'MONTH' | 'OTHER'
export interface TimeLimit { readonly value: number; readonly unit: TimeUnit }

/** Why a computed day may still change: nobody has confirmed the days off that it rests on. */
export interface CalendarDoubt {
  readonly date: LocalDate
  readonly why: 'estimated' | 'pending' | 'unknown-year'
  readonly name: string
}

/**
 * Working time as the rules of other modules see it: pure, for one agency, made by `modules/calendar` and handed in as an argument.
 * Minutes of the day count from local midnight. "Next" is always strictly later; every walk ends, or throws RangeError after 30 years.
 */
export interface WorkingTime {
  /** working minutes of one full working day (480 = 8 hours) */
  readonly minutesPerDay: number
  localDate(at: Date): LocalDate
  minuteOfDay(at: Date): number
  instant(date: LocalDate, minuteOfDay: number): Date
  addDays(date: LocalDate, days: number): LocalDate
  /** same day of a later month, or that month's last day */
  addMonths(date: LocalDate, months: number): LocalDate
  daysBetween(from: LocalDate, to: LocalDate): number
  isWorkingDay(date: LocalDate): boolean
  /** name of the public holiday or other day off that is not just a weekend; undefined otherwise */
  dayOffName(date: LocalDate): string | undefined
  nextWorkingDay(date: LocalDate): LocalDate
  /** the n-th working day after `date` (0: the day itself, whatever it is) */
  addWorkingDays(date: LocalDate, days: number): LocalDate
  /** working days d with from < d <= to; 0 when to <= from */
  workingDaysBetween(from: LocalDate, to: LocalDate): number
  /** first working minute of a working day; undefined on a day off */
  opening(date: LocalDate): Date | undefined
  /** end of the last window of a working day; undefined on a day off */
  closing(date: LocalDate): Date | undefined
  /** `at` when work is going on then, else the next opening of a window */
  nextWorkingInstant(at: Date): Date
  addWorkingMinutes(at: Date, minutes: number): Date
  /** working minutes (fractions allowed) from one instant to another; 0 when to <= from */
  workingMinutesBetween(from: Date, to: Date): number
  doubts(from: LocalDate, to: LocalDate): readonly CalendarDoubt[]
}
