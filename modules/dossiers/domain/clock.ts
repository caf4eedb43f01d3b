import type { TimeLimit, WorkingTime } from '../../../kernel/working-time.ts'
import { endOfDay, termEnd } from './clock-term.ts'
import { step } from './clock-types.ts'
import type { ClockEvent, ClockFacts, ClockPolicy, ClockStep } from './clock-types.ts'
import { effectOf, episodesOf, mergeWaits } from './clock-waits.ts'

export type ClockState = 'not-received' | 'waiting-for-competent-agency' | 'running' | 'paused' | 'finished'

/** A date with the reasoning behind it. */
export interface ClockAnswer {
  readonly at: Date | null
  /** the date supposes that what is awaited happens right now */
  readonly projected: boolean
  readonly steps: readonly ClockStep[]
}
export interface ClockReading { readonly state: ClockState; readonly legalDue: ClockAnswer; readonly promised: ClockAnswer }

/**
 * When the dossier is due by law and by promise, from one list of events (ND 61/2018 D17-D19). `now` closes open waits for a
 * projection; it changes nothing else. The two dates are kept apart: the first follows the policy of the regime, the second is what
 * the last paper given to the applicant says.
 */
export function readClock(facts: ClockFacts, now: Date, policy: ClockPolicy, work: WorkingTime): ClockReading {
  return { state: clockState(facts, policy), legalDue: legalDue(facts, now, policy, work), promised: promised(facts.events) }
}

export function clockState(facts: ClockFacts, policy: ClockPolicy): ClockState {
  if (eventOf(facts.events, 'received') === undefined) return 'not-received'
  if (eventOf(facts.events, 'finished') !== undefined) return 'finished'
  if (startOf(facts, policy) === undefined) return 'waiting-for-competent-agency'
  return episodesOf(facts.events).some(episode => episode.to === null) ? 'paused' : 'running'
}

/** Legal due date; `at` is null before reception and when the procedure names no time (OTHER). */
export function legalDue(facts: ClockFacts, now: Date, policy: ClockPolicy, work: WorkingTime): ClockAnswer {
  const received = eventOf(facts.events, 'received')
  if (received === undefined) return { at: null, projected: false, steps: [step('not-received')] }
  const stop = eventOf(facts.events, 'finished')?.at ?? now
  const started = startOf(facts, policy)
  const beginning = started ?? later(stop, received.at)
  const steps: ClockStep[] = [step(started === undefined ? 'waiting-for-competent-agency' : startCode(facts, policy), {}, beginning)]

  const episodes = episodesOf(facts.events)
    .map(episode => ({ from: episode.from, to: episode.to ?? later(stop, episode.from), open: episode.to === null, effect: effectOf(episode, policy.supplement) }))
    .filter(episode => episode.to > beginning)
  const effectful = facts.sameDay ? episodes.map(episode => ({ ...episode, effect: 'restart' as const })) : episodes
  const restarts = effectful.filter(episode => episode.effect === 'restart')
  const start = restarts.reduce((at, episode) => later(at, episode.to), beginning)
  if (start > beginning) steps.push(step('restarted', {}, start))
  const waits = mergeWaits(effectful.filter(episode => episode.effect === 'extend'), start)
  const projected = started === undefined || episodes.some(episode => episode.open)
  if (episodes.some(episode => episode.open)) steps.push(step('still-waiting', {}, stop))

  const end = facts.sameDay ? sameDayEnd(start, policy, work) : termEnd(start, facts.term, waits, policy, work)
  if (end === undefined) return { at: null, projected: false, steps: [...steps, step('no-appointment')] }
  steps.push(...end.steps)
  let at = end.dueAt
  for (const episode of effectful.filter(({ effect, to }) => effect === 'waited-days-then-a-day' && to > start)) {
    const days = work.daysBetween(work.localDate(episode.from), work.localDate(episode.to))
    at = work.addWorkingMinutes(new Date(at.getTime() + (days - 1) * 86_400_000), work.minutesPerDay)
    steps.push(step('waited-days-then-a-day', { days }, at))
  }
  steps.push(step('due', {}, at), ...work.doubts(work.localDate(start), work.localDate(at)).map(({ date, why, name }) => step('calendar-doubt', { date, why, name })))
  return { at, projected, steps }
}

/** What the last paper in the applicant's hands says (receipt, new receipt after a supplement, apology); never recomputed. */
export function promised(events: readonly ClockEvent[]): ClockAnswer {
  let answer: ClockAnswer = { at: null, projected: false, steps: [step('nothing-promised')] }
  for (const event of events) {
    const code = PROMISES[event.type]
    if (code === undefined || !('promisedAt' in event) || event.promisedAt === undefined || event.promisedAt === null) continue
    answer = { at: event.promisedAt, projected: false, steps: [step(code, {}, event.at)] }
  }
  return answer
}
const PROMISES: Partial<Record<ClockEvent['type'], ClockStep['code']>> = {
  received: 'promised-at-reception', 'arrived-at-competent-agency': 'promised-at-arrival', 'recalled-from-competent-agency': 'promised-at-reception', 'supplement-answered': 'promised-after-supplement', reappointed: 'promised-by-reappointment'
}

/** When the one-stop desk must have passed the dossier on: the same working day, after 15:00 the start of the next (ND 61/2018 D18.2, ND 309/2026 D18.2). */
export function transferDueAt(receivedAt: Date, policy: Pick<ClockPolicy, 'cutoffMinute'>, work: WorkingTime): Date {
  const date = work.localDate(receivedAt)
  const closing = work.closing(date)
  if (closing !== undefined && work.minuteOfDay(receivedAt) <= policy.cutoffMinute) return closing
  const next = work.nextWorkingDay(date)
  return work.opening(next) ?? work.instant(next, 0)
}

/** Due time of one step or one agency's part that begins at `start`; null when it has none. */
export function stepDueAt(start: Date, time: TimeLimit | null, policy: ClockPolicy, work: WorkingTime): Date | null {
  return time === null ? null : termEnd(start, time, [], policy, work)?.dueAt ?? null
}

export type ReappointReason = 'not-received' | 'finished' | 'paused' | 'no-due-date' | 'already-reappointed' | 'too-late-to-reappoint' | 'not-later' | 'on-day-off'

/** ND 61/2018 D19.9: at the latest one day before the due date, and once only; the new date is later and a working day. */
export function judgeReappointment(facts: ClockFacts, at: Date, newDueAt: Date, policy: ClockPolicy, work: WorkingTime): { readonly ok: true } | { readonly ok: false; readonly reason: ReappointReason } {
  const state = clockState(facts, policy)
  if (state === 'not-received' || state === 'finished' || state === 'paused') return { ok: false, reason: state }
  const due = promised(facts.events).at ?? legalDue(facts, at, policy, work).at
  if (due === null) return { ok: false, reason: 'no-due-date' }
  if (facts.events.filter(event => event.type === 'reappointed').length >= policy.reappointmentsAllowed) return { ok: false, reason: 'already-reappointed' }
  if (work.localDate(at) > work.addDays(work.localDate(due), -policy.reappointmentNoticeDays)) return { ok: false, reason: 'too-late-to-reappoint' }
  if (newDueAt <= due) return { ok: false, reason: 'not-later' }
  return work.isWorkingDay(work.localDate(newDueAt)) ? { ok: true } : { ok: false, reason: 'on-day-off' }
}

/** Same-day results only where the procedure says so; received after 15:00: the next working day. */
function sameDayEnd(start: Date, policy: ClockPolicy, work: WorkingTime): { readonly dueAt: Date; readonly steps: readonly ClockStep[] } {
  const date = work.localDate(start)
  const today = work.isWorkingDay(date) && work.minuteOfDay(start) <= policy.cutoffMinute
  const dueAt = endOfDay(today ? date : work.nextWorkingDay(date), policy, work)
  return { dueAt, steps: [step(today ? 'same-day' : 'same-day-next', {}, start)] }
}

function startOf(facts: ClockFacts, policy: ClockPolicy): Date | undefined {
  const waitsForArrival = facts.boundaryFree && policy.boundaryFreeStart === 'competent-agency'
  if (!waitsForArrival) return eventOf(facts.events, 'received')?.at
  const last = facts.events.findLast(event => event.type === 'arrived-at-competent-agency' || event.type === 'recalled-from-competent-agency')
  return last?.type === 'arrived-at-competent-agency' ? last.at : undefined
}

function startCode(facts: ClockFacts, policy: ClockPolicy): ClockStep['code'] {
  return facts.boundaryFree && policy.boundaryFreeStart === 'competent-agency' ? 'starts-at-competent-agency' : 'starts-at-reception'
}

function eventOf<T extends ClockEvent['type']>(events: readonly ClockEvent[], type: T): Extract<ClockEvent, { type: T }> | undefined {
  return events.find((event): event is Extract<ClockEvent, { type: T }> => event.type === type)
}

function later(a: Date, b: Date): Date {
  return a >= b ? a : b
}
