import type { TimeLimit } from '../../../kernel/working-time.ts'

/** Why the applicant was asked for more; the reason decides what the clock does (ND 61/2018 D19.4 speaks of the incomplete dossier). */
export const SUPPLEMENT_REASONS = ['incomplete', 'incorrect', 'outdated'] as const
export type SupplementReason = (typeof SUPPLEMENT_REASONS)[number]

/**
 * restart: the whole time again from the complete answer (ND 61/2018 D19.4) · extend: the due time moves by the time waited ·
 * waited-days-then-a-day: old due, plus calendar days waited less one, plus one working day (a reading found in running provincial software).
 */
export type SupplementEffect = 'restart' | 'extend' | 'waited-days-then-a-day'

/** civil: the first day is not counted, the last counts to its end (Bo luat Dan su 2015 D147-148) · hour: to the hour and minute. */
export type DayCounting = 'civil' | 'hour'

export interface ClockPolicy {
  readonly dayCounting: DayCounting
  /** what "end of the day" is: closing time of the office, or 23:59 */
  readonly dayEnd: 'closing' | 'midnight'
  readonly supplement: Readonly<Record<SupplementReason, SupplementEffect>>
  /** minute of the day after which a reception counts for the next working day (transfer, same-day results): 15:00 = 900 */
  readonly cutoffMinute: number
  /** a boundary-free dossier's clock starts when the competent agency receives it (ND 309/2026 D17.3) */
  readonly boundaryFreeStart: 'competent-agency' | 'reception'
  readonly reappointmentsAllowed: number
  readonly reappointmentNoticeDays: number
}

/** What happened to a dossier, as far as its clock cares; in the order of time. */
export type ClockEvent =
  | { readonly type: 'received'; readonly at: Date; readonly promisedAt: Date | null }
  | { readonly type: 'arrived-at-competent-agency'; readonly at: Date; readonly promisedAt?: Date }
  /** it had been passed on by mistake and lies at the receiving desk again */
  | { readonly type: 'recalled-from-competent-agency'; readonly at: Date; readonly promisedAt?: Date }
  | { readonly type: 'supplement-requested'; readonly at: Date; readonly stage: 'before-acceptance' | 'after-acceptance'; readonly reason: SupplementReason }
  | { readonly type: 'supplement-answered'; readonly at: Date; readonly complete: boolean; readonly promisedAt?: Date }
  | { readonly type: 'paused'; readonly at: Date; readonly why: string }
  | { readonly type: 'resumed'; readonly at: Date }
  | { readonly type: 'reappointed'; readonly at: Date; readonly promisedAt: Date }
  | { readonly type: 'finished'; readonly at: Date; readonly how: FinishKind }

/** done: result ready · returned: handed over · stopped, refused, withdrawn: closed without a result. */
export const FINISH_KINDS = ['done', 'returned', 'stopped', 'refused', 'withdrawn'] as const
export type FinishKind = (typeof FINISH_KINDS)[number]

export interface ClockFacts {
  readonly events: readonly ClockEvent[]
  /** time of this procedure case and channel */
  readonly term: TimeLimit
  /** the procedure itself promises the result on the day of reception */
  readonly sameDay: boolean
  /** received by an agency other than the competent one, anywhere in the country */
  readonly boundaryFree: boolean
}

/** One step of the reasoning behind a date: a stable code, its values, and the instant it speaks of. `explain.ts` turns it into a sentence. */
export interface ClockStep {
  readonly code: StepCode
  readonly params: Readonly<Record<string, string | number>>
  readonly at: Date | null
}
export const STEP_CODES = ['not-received', 'starts-at-reception', 'starts-at-competent-agency', 'waiting-for-competent-agency', 'restarted', 'no-appointment',
  'same-day', 'same-day-next', 'first-day-not-counted', 'counted-working-days', 'counted-days', 'counted-months', 'counted-working-hours',
  'day-off-skipped', 'extended-working-days', 'extended-days', 'extended-working-minutes', 'extension-capped', 'waited-days-then-a-day', 'ended-on-day-off', 'still-waiting',
  'due', 'calendar-doubt', 'promised-at-reception', 'promised-at-arrival', 'promised-after-supplement', 'promised-by-reappointment', 'nothing-promised'] as const
export type StepCode = (typeof STEP_CODES)[number]

export function step(code: StepCode, params: ClockStep['params'] = {}, at: Date | null = null): ClockStep {
  return { code, params, at }
}
