import type { WorkingTime } from '../../../kernel/working-time.ts'
import { promised } from './clock.ts'
import { episodesOf } from './clock-waits.ts'
import type { DossierState } from './reduce.ts'

export const REPORT_CLASSES = ['open-in-time', 'open-late', 'closed-early', 'closed-on-time', 'closed-late', 'refused', 'withdrawn'] as const
export type ReportClass = (typeof REPORT_CLASSES)[number]

/**
 * Where a dossier stands in the periodic report: exactly one class for every dossier that was received or refused, null for the rest.
 * Early: on an earlier day than promised; late: after the promised minute; without a promise nothing is late. While a supplement is
 * awaited, the moment it was asked for counts (nobody is late for waiting).
 */
export function reportClass(state: DossierState, asOf: Date, work: Pick<WorkingTime, 'localDate'>): ReportClass | null {
  if (state.intakeAt === null) return null
  const { processing } = state.axes
  if (processing === 'refused' || processing === 'withdrawn') return processing
  const due = promised(state.clockEvents).at
  if (state.endedAt === null) {
    const waitingSince = episodesOf(state.clockEvents).find(episode => episode.to === null)?.from
    return due === null || (waitingSince ?? asOf) <= due ? 'open-in-time' : 'open-late'
  }
  if (due === null) return 'closed-on-time'
  if (state.endedAt > due) return 'closed-late'
  return work.localDate(state.endedAt) < work.localDate(due) ? 'closed-early' : 'closed-on-time'
}

export interface Tally {
  readonly carriedOver: number
  readonly received: number
  readonly closed: number
  readonly openAtEnd: number
  readonly classes: Readonly<Record<ReportClass, number>>
}

/** The report of a period [from, to): `states` as they were at its end. Always carriedOver + received = closed + openAtEnd. */
export function tallyPeriod(states: readonly DossierState[], from: Date, to: Date, work: Pick<WorkingTime, 'localDate'>): Tally {
  const classes: Record<ReportClass, number> = { 'open-in-time': 0, 'open-late': 0, 'closed-early': 0, 'closed-on-time': 0, 'closed-late': 0, refused: 0, withdrawn: 0 }
  let carriedOver = 0, received = 0, closed = 0, openAtEnd = 0
  for (const state of states) {
    const kind = reportClass(state, to, work)
    if (kind === null || state.intakeAt === null || state.intakeAt >= to || state.endedAt !== null && state.endedAt < from) continue
    if (state.intakeAt < from) carriedOver++
    else received++
    if (state.endedAt === null) openAtEnd++
    else closed++
    classes[kind]++
  }
  return { carriedOver, received, closed, openAtEnd, classes }
}

