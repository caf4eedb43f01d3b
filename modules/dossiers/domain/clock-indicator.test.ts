import { describe, expect, it } from 'vitest'
import { aWorkingTime } from '../../calendar/testing.ts'
import { readIndicator } from './clock-indicator.ts'
import type { ClockEvent, ClockFacts, ClockPolicy, FinishKind } from './clock-types.ts'

/** Days of November 2026: the 2nd is a Monday. */
const at = (day: number, time = '09:00') => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00+07:00`)
const policy: ClockPolicy = { dayCounting: 'civil', dayEnd: 'closing', supplement: { incomplete: 'restart', incorrect: 'extend', outdated: 'extend' }, cutoffMinute: 900, boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1 }
const work = aWorkingTime()
const received = (promise: Date | null): ClockEvent => ({ type: 'received', at: at(2), promisedAt: promise })
const asked = (day: number): ClockEvent => ({ type: 'supplement-requested', at: at(day), stage: 'after-acceptance', reason: 'incomplete' })
const answered = (day: number, promisedAt?: Date): ClockEvent => ({ type: 'supplement-answered', at: at(day), complete: true, ...(promisedAt === undefined ? {} : { promisedAt }) })
const finished = (how: FinishKind, when: Date): ClockEvent => ({ type: 'finished', how, at: when })
const facts = (...events: readonly ClockEvent[]): ClockFacts => ({ events, term: { value: 3, unit: 'WORKING_DAY' }, sameDay: false, boundaryFree: false })
const read = (dossier: ClockFacts, longest: ClockFacts['term'] | null = null, periodEnd = at(30, '17:00')) => readIndicator(dossier, periodEnd, longest, policy, work)

describe('rule 1: on time when the end is not after the promised date', () => {
  it('to the minute', () => {
    const ending = (time: string) => read(facts(received(at(5, '17:00')), finished('done', at(5, time))))
    expect([ending('17:00').onTime, ending('17:01').onTime]).toEqual([true, false])
    expect(ending('17:00')).toMatchObject({ rule: 'compared-with-promise', dueAt: at(5, '17:00') })
  })
})
describe('rule 2: which event is the end', () => {
  it('done before returned before stopped, refused or withdrawn, whatever their order in time', () => {
    const end = (...kinds: readonly FinishKind[]) => read(facts(received(at(5, '17:00')), ...kinds.map((kind, index) => finished(kind, at(6 + index))))).endedBy
    expect([end('returned', 'done'), end('stopped', 'returned'), end('withdrawn'), end('refused'), end('stopped')]).toEqual(['done', 'returned', 'withdrawn', 'refused', 'stopped'])
  })
  it('the end of the period for an open dossier', () => {
    expect(read(facts(received(at(5, '17:00'))), null, at(4))).toMatchObject({ endedBy: 'end-of-period', endAt: at(4), onTime: true })
    expect(read(facts(received(at(5, '17:00'))), null, at(9)).onTime).toBe(false)
  })
  it('an end after the period is not known yet', () => {
    expect(read(facts(received(at(5, '17:00')), finished('done', at(6))), null, at(4))).toMatchObject({ endedBy: 'end-of-period', onTime: true })
  })
})
describe('rule 3: time of the supplement is taken away', () => {
  it('from the end, as long as no newer promise contains it', () => {
    const late = facts(received(at(5, '17:00')), asked(3), answered(5), finished('done', at(7, '17:00')))
    expect(read(late)).toMatchObject({ onTime: true, waitedMinutes: 2 * 1440 })
    expect(read(facts(received(at(5, '17:00')), asked(3), answered(5), finished('done', at(7, '17:01')))).onTime).toBe(false)
  })
  it('once only: the new promise already contains it', () => {
    const dossier = (end: Date) => facts(received(at(5, '17:00')), asked(3), answered(5, at(10, '17:00')), finished('done', end))
    expect(read(dossier(at(10, '17:00')))).toMatchObject({ onTime: true, waitedMinutes: 0 })
    expect(read(dossier(at(11, '09:00'))).onTime).toBe(false)
  })
  it('from the elapsed working time', () => {
    expect(read(facts(received(at(5, '17:00')), asked(3), answered(5), finished('done', at(6)))).elapsedMinutes).toBe(2 * 480)
    expect(read(facts(received(at(5, '17:00')), finished('done', at(6)))).elapsedMinutes).toBe(4 * 480)
  })
})
describe('rule 4: a request that was never answered is the end', () => {
  it('even of a dossier that was closed later', () => {
    expect(read(facts(received(at(5, '17:00')), asked(4), finished('stopped', at(20))))).toMatchObject({ endAt: at(4), endedBy: 'supplement-never-answered', onTime: true, waitedMinutes: 0 })
    expect(read(facts(received(at(5, '17:00')), asked(6))).onTime).toBe(false)
  })
  it('not before it was made', () => expect(read(facts(received(at(5, '17:00')), asked(6)), null, at(4)).endedBy).toBe('end-of-period'))
})
describe('rule 5: more than one request is late', () => {
  const twice = facts(received(at(25, '17:00')), asked(3), answered(4), asked(5), answered(6), finished('done', at(6, '10:00')))
  it('however early the dossier was done', () => expect(read(twice)).toMatchObject({ onTime: false, rule: 'supplemented-more-than-once' }))
  it('requests before acceptance do not count', () => {
    const before: ClockEvent = { type: 'supplement-requested', at: at(1), stage: 'before-acceptance', reason: 'incomplete' }
    expect(read(facts(before, received(at(25, '17:00')), asked(3), answered(4), finished('done', at(6)))).onTime).toBe(true)
  })
})
describe('rule 6: without a promise the longest legal time counts', () => {
  it('from reception', () => {
    const ending = (day: number) => read(facts(received(null), finished('done', at(day, '16:00'))), { value: 3, unit: 'WORKING_DAY' })
    expect(ending(5)).toMatchObject({ onTime: true, rule: 'compared-with-longest-legal-time', dueAt: at(5, '17:00') })
    expect(ending(6).onTime).toBe(false)
  })
  it('takes the supplement time away there too', () => {
    expect(read(facts(received(null), asked(3), answered(5), finished('done', at(7, '17:00'))), { value: 3, unit: 'WORKING_DAY' }).onTime).toBe(true)
  })
  it('and where there is none, nothing is late', () => {
    expect(read(facts(received(null), finished('done', at(29))))).toMatchObject({ onTime: true, rule: 'no-time-to-compare', dueAt: null })
    expect(read(facts(received(null), finished('done', at(29))), { value: 0, unit: 'OTHER' }).rule).toBe('no-time-to-compare')
  })
})
it('does not judge a dossier that was never received', () => expect(read(facts())).toMatchObject({ elapsedMinutes: null, rule: 'not-received', onTime: true }))
