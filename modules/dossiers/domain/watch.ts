import type { OfficerRole } from '../../../kernel/actor.ts'
import type { WorkingTime } from '../../../kernel/working-time.ts'
import { isSupplementOpen } from './axes.ts'
import type { Axes } from './axes.ts'

/** No open dossier is without somebody who has to move it, a time until when, and an alarm (people.md C5; ND 61/2018 D8.2.b). */
export interface Responsible {
  readonly who: 'applicant' | 'case-officer' | 'unit'
  /** whose officers are reminded; the applicant is watched over by the receiving desk */
  readonly agency: 'receiving' | 'competent'
  readonly roles: readonly OfficerRole[]
}

/** Who has to make the next move; undefined when the dossier is closed. */
export function responsibleFor(axes: Axes, place: { readonly held: boolean; readonly passedOn: boolean }): Responsible | undefined {
  const desk = { agency: 'receiving', roles: ['reception-officer'] } as const
  switch (axes.processing) {
    case 'draft': case 'returned': case 'refused': case 'withdrawn': case 'stopped': return undefined
    case 'submitted': return { who: isSupplementOpen(axes) ? 'applicant' : 'unit', ...desk }
    case 'received': return place.passedOn ? { who: 'unit', agency: 'competent', roles: ['approver', 'unit-administrator', 'case-officer'] } : { who: 'unit', ...desk }
    case 'in-progress':
      if (isSupplementOpen(axes)) return { who: 'applicant', ...desk }
      if (place.held) return { who: 'case-officer', agency: 'competent', roles: ['approver', 'unit-administrator'] }
      return place.passedOn ? { who: 'unit', agency: 'competent', roles: ['approver', 'unit-administrator', 'case-officer'] } : { who: 'unit', ...desk }
    case 'proposed': return { who: 'unit', agency: 'competent', roles: ['approver'] }
    case 'approved': return { who: 'unit', agency: 'competent', roles: ['signer'] }
    // nobody fetches what lies with the post
    case 'result-ready': return { who: axes.delivery === 'posted' ? 'unit' : 'applicant', ...desk }
  }
}

export interface WatchSettings { /** working days without any event after which a dossier counts as silent */ readonly silentWorkingDays: number }
export const WATCH_DEFAULTS: WatchSettings = { silentWorkingDays: 5 }

/** What was last heard of before this instant is silent: more than so many working days lie between. */
export function silentBefore(now: Date, { silentWorkingDays }: WatchSettings, work: WorkingTime): Date {
  const today = work.localDate(now)
  let day = today
  while (work.workingDaysBetween(work.addDays(day, -1), today) <= silentWorkingDays) day = work.addDays(day, -1)
  return work.instant(day, 0)
}

export interface WatchFacts {
  readonly axes: Axes
  readonly lastEventAt: Date
  readonly lastAlarmAt: Date | null
  /** promised to the applicant, or until when the desk owes an answer; null while the clock stands */
  readonly dueAt: Date | null
  readonly supplementDeadline: Date | null
  /** of the present step of the internal process (TT 01/2018/TT-VPCP D8) */
  readonly stepDueAt: Date | null
}
export type AlarmWhy = 'overdue' | 'step-late' | 'supplement-late' | 'silent'

/** Why somebody must be told now; undefined when all is well or everybody has been told. A time that has passed is told once, silence again and again. */
export function alarmOf(facts: WatchFacts, now: Date, settings: WatchSettings, work: WorkingTime): AlarmWhy | undefined {
  const { axes, lastAlarmAt } = facts
  if (responsibleFor(axes, { held: false, passedOn: false }) === undefined) return undefined
  const passed = (deadline: Date | null): boolean => deadline !== null && deadline < now && (lastAlarmAt === null || lastAlarmAt <= deadline)
  const working = axes.processing !== 'result-ready' && !isSupplementOpen(axes)
  if (working && passed(facts.dueAt)) return 'overdue'
  if (working && passed(facts.stepDueAt)) return 'step-late'
  if (isSupplementOpen(axes) && passed(facts.supplementDeadline)) return 'supplement-late'
  const heard = lastAlarmAt !== null && lastAlarmAt > facts.lastEventAt ? lastAlarmAt : facts.lastEventAt
  return heard < silentBefore(now, settings, work) ? 'silent' : undefined
}
