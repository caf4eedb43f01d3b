import type { TimeLimit, WorkingTime } from '../../../kernel/working-time.ts'
import { promised } from './clock.ts'
import { termEnd } from './clock-term.ts'
import type { ClockEvent, ClockFacts, ClockPolicy, FinishKind } from './clock-types.ts'
import { episodesOf, mergeWaits } from './clock-waits.ts'

/** Which rule of the national dashboard decided (QD 766/QD-TTg as the dashboard shows it). */
export type IndicatorRule = 'not-received' | 'supplemented-more-than-once' | 'compared-with-promise' | 'compared-with-longest-legal-time' | 'no-time-to-compare'

export interface IndicatorReading {
  /** working minutes from reception to the end that counts, supplement time taken away; null before reception */
  readonly elapsedMinutes: number | null
  /** calendar minutes of supplement time taken away from the end before it was compared */
  readonly waitedMinutes: number
  readonly endAt: Date | null
  readonly endedBy: FinishKind | 'supplement-never-answered' | 'end-of-period' | null
  readonly onTime: boolean
  readonly rule: IndicatorRule
  readonly dueAt: Date | null
}

/** Rule 2: the end is the event "done", else "returned", else stop, refusal or withdrawal. */
const END_PRIORITY: readonly (readonly FinishKind[])[] = [['done'], ['returned'], ['stopped', 'refused', 'withdrawn']]

/**
 * On time in the sense of the national dashboard. `periodEnd` ends an open dossier; `longestLegal` is the longest legal time of the
 * procedure, used when no date was promised. A supplement whose time is already inside a newer promise is not taken away again.
 */
export function readIndicator(facts: ClockFacts, periodEnd: Date, longestLegal: TimeLimit | null, policy: ClockPolicy, work: WorkingTime): IndicatorReading {
  const received = facts.events.find(event => event.type === 'received')
  if (received === undefined) return { elapsedMinutes: null, waitedMinutes: 0, endAt: null, endedBy: null, onTime: true, rule: 'not-received', dueAt: null }
  const { endAt, endedBy } = endOf(facts.events, periodEnd)
  const supplements = episodesOf(facts.events).filter(episode => episode.cause === 'supplement')
  const waits = mergeWaits(supplements.map(episode => ({ from: episode.from, to: episode.to ?? endAt })).filter(wait => wait.from < endAt), received.at)
  const elapsedMinutes = work.workingMinutesBetween(received.at, endAt) - waits.reduce((sum, wait) => sum + work.workingMinutesBetween(wait.from, wait.to), 0)

  const promise = promised(facts.events)
  const promisedSince = promise.steps[0]?.at ?? received.at
  const due = dueOf(promise.at, received.at, longestLegal, policy, work)
  // a wait that ended before the last promise was printed is part of that promise
  const uncounted = waits.filter(wait => promise.at === null || wait.to > promisedSince)
  const waited = uncounted.reduce((sum, wait) => sum + wait.to.getTime() - wait.from.getTime(), 0)
  const reading = { elapsedMinutes, waitedMinutes: waited / 60_000, endAt, endedBy, dueAt: due.at }
  // rule 5
  if (facts.events.filter(event => event.type === 'supplement-requested' && event.stage === 'after-acceptance').length > 1) {
    return { ...reading, onTime: false, rule: 'supplemented-more-than-once' }
  }
  // rules 1 and 3
  return { ...reading, onTime: due.at === null || endAt.getTime() - waited <= due.at.getTime(), rule: due.rule }
}

/** Rules 2 and 4: a request that was never answered ends the dossier at the request. */
function endOf(events: readonly ClockEvent[], periodEnd: Date): { readonly endAt: Date; readonly endedBy: IndicatorReading['endedBy'] } {
  const open = episodesOf(events).find(episode => episode.cause === 'supplement' && episode.to === null)
  if (open !== undefined && open.from < periodEnd) return { endAt: open.from, endedBy: 'supplement-never-answered' }
  for (const kinds of END_PRIORITY) {
    const end = events.find(event => event.type === 'finished' && kinds.includes(event.how) && event.at <= periodEnd)
    if (end?.type === 'finished') return { endAt: end.at, endedBy: end.how }
  }
  return { endAt: periodEnd, endedBy: 'end-of-period' }
}

/** Rules 1 and 6. */
function dueOf(promisedAt: Date | null, receivedAt: Date, longestLegal: TimeLimit | null, policy: ClockPolicy, work: WorkingTime): { readonly at: Date | null; readonly rule: IndicatorRule } {
  if (promisedAt !== null) return { at: promisedAt, rule: 'compared-with-promise' }
  const at = longestLegal === null ? undefined : termEnd(receivedAt, longestLegal, [], policy, work)?.dueAt
  return at === undefined ? { at: null, rule: 'no-time-to-compare' } : { at, rule: 'compared-with-longest-legal-time' }
}
