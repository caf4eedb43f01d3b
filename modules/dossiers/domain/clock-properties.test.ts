import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDay, aWorkingTime } from '../../calendar/testing.ts'
import type { WorkingTime } from '../../../kernel/working-time.ts'
import { legalDue, readClock } from './clock.ts'
import { mergeWaits } from './clock-waits.ts'
import type { ClockEvent, ClockFacts, ClockPolicy, SupplementEffect } from './clock-types.ts'

const BEGIN = Date.parse('2026-01-05T00:00:00+07:00')
const policyOf = (effect: SupplementEffect, dayCounting: ClockPolicy['dayCounting']): ClockPolicy => ({
  dayCounting, dayEnd: 'closing', supplement: { incomplete: effect, incorrect: effect, outdated: effect }, cutoffMinute: 900,
  boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1
})
const workingTimes = fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 25 }).map((offsets): WorkingTime => {
  const plain = aWorkingTime()
  return aWorkingTime(offsets.map(offset => aDay(plain.addDays('2026-01-05', offset), offset % 4 === 0 ? { type: 'work', kind: 'swap-work' } : {})))
})
const counting = fc.constantFrom('civil' as const, 'hour' as const)
const term = fc.record({ value: fc.integer({ min: 1, max: 25 }), unit: fc.constantFrom('HOUR' as const, 'WORKING_DAY' as const, 'DAY' as const, 'MONTH' as const) })
/** Reception and up to three answered supplements, with minutes between them. */
const answeredHistories = fc.tuple(fc.integer({ min: 0, max: 40 * 1440 }), fc.array(fc.tuple(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 1, max: 20_000 })), { maxLength: 3 })).map(([first, gaps]) => {
  let at = BEGIN + first * 60_000
  const events: ClockEvent[] = [{ type: 'received', at: new Date(at), promisedAt: null }]
  for (const [running, waiting] of gaps) {
    at += running * 60_000
    events.push({ type: 'supplement-requested', at: new Date(at), stage: 'after-acceptance', reason: 'incomplete' })
    at += waiting * 60_000
    events.push({ type: 'supplement-answered', at: new Date(at), complete: true })
  }
  return events
})
const facts = (events: readonly ClockEvent[], time: ClockFacts['term'], sameDay = false): ClockFacts => ({ events, term: time, sameDay, boundaryFree: false })
const now = new Date(BEGIN)

describe('whatever happens to a dossier', () => {
  it('the due date is never before reception and never on a day off', () => {
    fc.assert(fc.property(workingTimes, answeredHistories, term, counting, fc.constantFrom('restart' as const, 'extend' as const, 'waited-days-then-a-day' as const), fc.boolean(), (work, events, time, dayCounting, effect, sameDay) => {
      const at = legalDue(facts(events, time, sameDay), now, policyOf(effect, dayCounting), work).at
      if (at === null || events[0] === undefined) throw new Error('these terms have an end')
      expect(at.getTime()).toBeGreaterThan(events[0].at.getTime())
      expect(work.isWorkingDay(work.localDate(at))).toBe(true)
      const closing = work.closing(work.localDate(at))
      expect(closing !== undefined && at <= closing).toBe(true)
    }))
  })
  it('starting again never gives an earlier date than extending', () => {
    fc.assert(fc.property(workingTimes, answeredHistories, term, counting, (work, events, time, dayCounting) => {
      const [restart, extend] = (['restart', 'extend'] as const).map(effect => legalDue(facts(events, time), now, policyOf(effect, dayCounting), work).at?.getTime() ?? Number.NaN)
      expect(restart).toBeGreaterThanOrEqual(extend ?? Number.NaN)
    }), { numRuns: 400 })
  })
  it('a supplement never brings the date forward, nor does a longer wait', () => {
    fc.assert(fc.property(workingTimes, answeredHistories, term, counting, fc.constantFrom('restart' as const, 'extend' as const), (work, events, time, dayCounting, effect) => {
      const policy = policyOf(effect, dayCounting)
      const dates = [1, 3, 5, 7].filter(length => length <= events.length).map(length => legalDue(facts(events.slice(0, length), time), now, policy, work).at?.getTime() ?? 0)
      expect(dates).toEqual(dates.toSorted((a, b) => a - b))
    }))
  })
  it('two overlapping waits are worth no more than the stretch they cover', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 })).map(([from, length]) => ({ from: new Date(BEGIN + from), to: new Date(BEGIN + from + length) }))
    fc.assert(fc.property(fc.array(interval, { maxLength: 6 }), fc.integer({ min: 0, max: 6000 }), (waits, cut) => {
      const start = new Date(BEGIN + cut)
      const merged = mergeWaits(waits, start)
      const covered = (list: typeof waits | typeof merged, at: number) => at >= start.getTime() && list.some(wait => wait.from.getTime() <= at && at < wait.to.getTime())
      for (let at = BEGIN; at < BEGIN + 12_000; at += 97) expect(covered(merged, at)).toBe(covered(waits, at))
      for (const [index, wait] of merged.entries()) expect(wait.to > wait.from && (merged[index + 1] === undefined || wait.to < (merged[index + 1]?.from ?? wait.to))).toBe(true)
    }))
  })
  it('reading the clock twice gives the same answer', () => {
    fc.assert(fc.property(answeredHistories, term, counting, (events, time, dayCounting) => {
      const read = () => readClock(facts(events, time), now, policyOf('extend', dayCounting), aWorkingTime())
      expect(read()).toEqual(read())
    }), { numRuns: 20 })
  })
})
