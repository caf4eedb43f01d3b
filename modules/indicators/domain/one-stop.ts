import { missing, type Missing } from './missing.ts'

/** Counts of one-stop desks for a unit and a period. Days are days in Viet Nam; "at the end" is the end of the last day. */
export interface OneStopCounts {
  /** received in the period */
  readonly received: number
  /** received before it and not ended before it */
  readonly carriedOver: number
  readonly doneOnTime: number
  readonly doneLate: number
  readonly openInTime: number
  readonly openLate: number
}
export const NO_DOSSIERS: OneStopCounts = { received: 0, carriedOver: 0, doneOnTime: 0, doneLate: 0, openInTime: 0, openLate: 0 }

/** As a province publishes them: to process = received + carried over. */
export const toProcess = ({ received, carriedOver }: OneStopCounts): number => received + carriedOver
/** Late rate = (late in progress + done late) / to process; on time = 1 - late rate. Missing when there was nothing to process. */
export function lateRate(counts: OneStopCounts, at = 0): number | Missing {
  const all = toProcess(counts)
  return all === 0 ? missing({ code: 'division-by-zero', at }) : (counts.openLate + counts.doneLate) / all
}

/** Whether what there was to process and what became of it are the same dossiers. */
export const balanced = (counts: OneStopCounts): boolean => toProcess(counts) === counts.doneOnTime + counts.doneLate + counts.openInTime + counts.openLate

/** Counts of several units are the sum of theirs; counts of following periods are not, because what is carried over would count twice: see `following`. */
export function together(all: readonly OneStopCounts[]): OneStopCounts {
  const of = (key: keyof OneStopCounts): number => all.reduce((sum, each) => sum + each[key], 0)
  return { received: of('received'), carriedOver: of('carriedOver'), doneOnTime: of('doneOnTime'), doneLate: of('doneLate'), openInTime: of('openInTime'), openLate: of('openLate') }
}

/** Two periods, the second right after the first, as one. */
export function following(first: OneStopCounts, second: OneStopCounts): OneStopCounts {
  return { received: first.received + second.received, carriedOver: first.carriedOver, doneOnTime: first.doneOnTime + second.doneOnTime, doneLate: first.doneLate + second.doneLate, openInTime: second.openInTime, openLate: second.openLate }
}
