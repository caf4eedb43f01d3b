import type { Wait } from './clock-term.ts'
import type { ClockEvent, SupplementEffect, SupplementReason } from './clock-types.ts'

/** A stretch in which the clock stands still; `to` null while it lasts. */
export interface Episode {
  readonly from: Date
  readonly to: Date | null
  readonly cause: 'supplement' | 'pause'
  readonly reason: SupplementReason | null
}

/**
 * The waiting episodes after acceptance, in order. An incomplete answer leaves the request open; a request made while one is open
 * belongs to it (at most one open supplement).
 */
export function episodesOf(events: readonly ClockEvent[]): readonly Episode[] {
  const episodes: Episode[] = []
  let supplement: { from: Date; reason: SupplementReason } | null = null
  let pause: Date | null = null
  for (const event of events) {
    if (event.type === 'supplement-requested' && event.stage === 'after-acceptance') supplement ??= { from: event.at, reason: event.reason }
    if (event.type === 'paused') pause ??= event.at
    if (event.type === 'supplement-answered' && event.complete && supplement !== null) {
      episodes.push({ ...supplement, to: event.at, cause: 'supplement' })
      supplement = null
    }
    if (event.type === 'resumed' && pause !== null) {
      episodes.push({ from: pause, to: event.at, cause: 'pause', reason: null })
      pause = null
    }
  }
  if (supplement !== null) episodes.push({ ...supplement, to: null, cause: 'supplement' })
  if (pause !== null) episodes.push({ from: pause, to: null, cause: 'pause', reason: null })
  return episodes
}

/** What an episode does to the clock; a pause for an outside duty only extends. */
export function effectOf(episode: Episode, policy: Readonly<Record<SupplementReason, SupplementEffect>>): SupplementEffect {
  return episode.reason === null ? 'extend' : policy[episode.reason]
}

/** Intervals joined where they touch or overlap and cut at `start`, so that no waiting is counted twice. */
export function mergeWaits(waits: readonly Wait[], start: Date): readonly Wait[] {
  const merged: Wait[] = []
  for (const wait of waits.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const from = wait.from < start ? start : wait.from
    if (wait.to <= from) continue
    const last = merged.at(-1)
    if (last === undefined || last.to < from) merged.push({ from, to: wait.to })
    else if (wait.to > last.to) merged[merged.length - 1] = { from: last.from, to: wait.to }
  }
  return merged
}
