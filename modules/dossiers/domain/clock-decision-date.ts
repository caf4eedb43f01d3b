import type { LocalDate, WorkingTime } from '../../../kernel/working-time.ts'

/**
 * A calendar-only reading for procedures where silence decides (tacit approval): counting starts on the day after filing and runs
 * over days, weeks or months without regard to days off. A correction of kind `incomplete` always restarts; the others restart
 * under `reset` and add their own days under `continue`. Modelled on the decision clock of France's national procedure platform.
 */
export interface DecisionPolicy { readonly value: number; readonly unit: 'days' | 'weeks' | 'months'; readonly resume: 'continue' | 'reset' }
export interface Correction { readonly askedOn: LocalDate; readonly resolvedOn: LocalDate | null; readonly kind: 'incorrect' | 'incomplete' | 'outdated' }
export interface DecisionStep { readonly code: 'starts-day-after-filing' | 'restarts-day-after-correction' | 'period' | 'correction-added'; readonly date: LocalDate; readonly days: number }
export interface DecisionDate { readonly date: LocalDate; readonly projected: boolean; readonly steps: readonly DecisionStep[] }

/** The day on which silence decides; an unresolved correction is taken as resolved `today`. */
export function decisionDate(filedOn: LocalDate, corrections: readonly Correction[], policy: DecisionPolicy, today: LocalDate, work: Pick<WorkingTime, 'addDays' | 'addMonths' | 'daysBetween'>): DecisionDate {
  const resolved = corrections.map(correction => ({ ...correction, resolvedOn: correction.resolvedOn ?? today }))
  const restarting = resolved.filter(correction => policy.resume === 'reset' || correction.kind === 'incomplete')
  const lastRestart = restarting.reduce<LocalDate | null>((last, { resolvedOn }) => last === null || resolvedOn > last ? resolvedOn : last, null)
  const start = work.addDays(lastRestart ?? filedOn, 1)
  const steps: DecisionStep[] = [{ code: lastRestart === null ? 'starts-day-after-filing' : 'restarts-day-after-correction', date: start, days: 0 }]

  let date = policy.unit === 'months' ? work.addMonths(start, policy.value) : work.addDays(start, policy.value * (policy.unit === 'weeks' ? 7 : 1))
  steps.push({ code: 'period', date, days: work.daysBetween(start, date) })
  for (const correction of resolved.filter(({ resolvedOn }) => resolvedOn > start)) {
    const days = work.daysBetween(correction.askedOn, correction.resolvedOn) + 1
    date = work.addDays(date, days)
    steps.push({ code: 'correction-added', date, days })
  }
  return { date, projected: corrections.some(correction => correction.resolvedOn === null), steps }
}
