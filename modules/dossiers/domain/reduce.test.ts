import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDay, aWorkingTime } from '../../calendar/testing.ts'
import { ACT_NAMES } from './action-table.ts'
import { tableTarget } from './actions.ts'
import { isSupplementOpen } from './axes.ts'
import { readClock } from './clock.ts'
import { nationalStatus } from './national-status.ts'
import { EMPTY_STATE, reduce } from './reduce.ts'
import type { DossierAction, DossierState } from './reduce.ts'
import { REPORT_CLASSES, reportClass, tallyPeriod } from './report-class.ts'
import { clockPolicyOf, findRegime } from './regime.ts'
import { legalHistory } from './testing.ts'

const work = aWorkingTime([aDay('2026-01-01')])
const picks = fc.array(fc.tuple(fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 4000 })), { minLength: 1, maxLength: 40 })
const at = (day: number, time = '09:00') => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00+07:00`)
const act = (name: DossierAction['act'], day: number, details: DossierAction['details'] = {}, accountId: string | null = 'me', time = '09:00'): DossierAction => ({ act: name, at: at(day, time), accountId, details })
function stateOf(...actions: readonly DossierAction[]): DossierState {
  const reduced = reduce(actions)
  if (!reduced.ok) throw new Error(`${reduced.reason} at ${reduced.index}`)
  return reduced.state
}
const upTo = (states: readonly DossierState[], actions: readonly DossierAction[], when: Date) => states[actions.filter(action => action.at < when).length] ?? EMPTY_STATE

describe('random legal histories', () => {
  it('reduce step by step to what they reduce to at once', () => {
    fc.assert(fc.property(picks, numbers => {
      const { actions, states } = legalHistory(numbers)
      for (const [index, state] of states.entries()) expect(reduce(actions.slice(0, index))).toEqual({ ok: true, state })
    }))
  })
  it('grow in national status, have at most one open supplement and one reappointment, and a clock that agrees with the state', () => {
    const regime = findRegime('2026-01-05')
    if (regime === undefined) throw new Error('a regime')
    fc.assert(fc.property(picks, numbers => {
      const { states, actions } = legalHistory(numbers)
      for (const [index, { axes, clockEvents, reappointmentCount, supplementCount, endedAt }] of states.entries()) {
        const before = states[index - 1]?.axes
        const [from, to] = [before === undefined ? 0 : nationalStatus(before) ?? 0, nationalStatus(axes) ?? 0]
        expect(to >= from || from <= 6 && to >= 4).toBe(true)
        expect(reappointmentCount).toBeLessThanOrEqual(1)
        expect(clockEvents.filter(event => event.type === 'supplement-requested').length - clockEvents.filter(event => event.type === 'supplement-answered').length).toBe(isSupplementOpen(axes) ? 1 : 0)
        expect(clockEvents.filter(event => event.type === 'supplement-requested')).toHaveLength(supplementCount)
        expect(clockEvents.some(event => event.type === 'finished')).toBe(endedAt !== null)
        const reading = readClock({ events: clockEvents, term: { value: 5, unit: 'WORKING_DAY' }, sameDay: false, boundaryFree: false }, actions[index - 1]?.at ?? new Date(0), clockPolicyOf(regime), work)
        if (axes.supplement === 'requested-after-acceptance' && endedAt === null) expect(reading.state).toBe('paused')
        if (reading.state === 'running') expect(['received', 'in-progress', 'proposed', 'approved']).toContain(axes.processing)
      }
    }))
  })
  it('put every received or refused dossier in exactly one class, others in none', () => {
    fc.assert(fc.property(picks, fc.nat({ max: 200_000 }), (numbers, later) => {
      const { actions, states } = legalHistory(numbers)
      const state = states.at(-1) ?? EMPTY_STATE
      const kind = reportClass(state, new Date((actions.at(-1)?.at.getTime() ?? 0) + later * 60_000), work)
      expect(kind === null).toBe(!actions.some(action => action.act === 'receiveDossier' || action.act === 'refuseDossier'))
      if (kind !== null) expect(REPORT_CLASSES.filter(name => name === kind)).toHaveLength(1)
      if (kind?.startsWith('open')) expect(state.endedAt).toBeNull()
    }))
  })
  it('carried over + received = closed + open, in every period, and each period hands its open dossiers to the next', () => {
    fc.assert(fc.property(fc.array(picks, { minLength: 1, maxLength: 8 }), fc.nat({ max: 60_000 }), fc.integer({ min: 1, max: 60_000 }), (many, begin, length) => {
      const histories = many.map((numbers, index) => legalHistory(numbers, Date.parse('2026-01-05T08:00:00+07:00') + index * 7_000_000))
      const from = new Date(Date.parse('2026-01-05T00:00:00+07:00') + begin * 60_000)
      const to = new Date(from.getTime() + length * 60_000)
      const statesAt = (when: Date) => histories.map(({ actions, states }) => upTo(states, actions, when))
      const tally = tallyPeriod(statesAt(to), from, to, work)
      expect(tally.carriedOver + tally.received).toBe(tally.closed + tally.openAtEnd)
      expect(Object.values(tally.classes).reduce((sum, count) => sum + count, 0)).toBe(tally.carriedOver + tally.received)
      expect(tally.classes['open-in-time'] + tally.classes['open-late']).toBe(tally.openAtEnd)
      const before = tallyPeriod(statesAt(from), new Date(0), from, work)
      expect(before.openAtEnd).toBe(tally.carriedOver)
    }))
  })
})

describe('the reducer refuses', () => {
  it('a step that the status does not have, and names it', () => {
    expect(reduce([act('submitDossier', 2), act('signResult', 3)])).toEqual({ ok: false, index: 1, reason: 'wrong-status' })
    expect(reduce([act('submitDossier', 2), act('supplementDossier', 3)])).toEqual({ ok: false, index: 1, reason: 'wrong-status' })
    expect(reduce([act('submitDossier', 2), act('requestSupplement', 3), act('requestSupplement', 4)])).toEqual({ ok: false, index: 2, reason: 'wrong-status' })
  })
  it('a history out of order', () => expect(reduce([act('submitDossier', 3), act('receiveDossier', 2)])).toEqual({ ok: false, index: 1, reason: 'wrong-order' }))
  it('whatever the table refuses', () => {
    fc.assert(fc.property(picks, fc.constantFrom(...ACT_NAMES), (numbers, name) => {
      const { actions, states } = legalHistory(numbers)
      const last = states.at(-1) ?? EMPTY_STATE
      if (tableTarget(name, last.axes.processing) !== undefined) return
      expect(reduce([...actions, { act: name, at: actions.at(-1)?.at ?? new Date(0), accountId: null }])).toEqual({ ok: false, index: actions.length, reason: 'wrong-status' })
    }))
  })
})

describe('the state after a history', () => {
  const received = [act('submitDossier', 2), act('receiveDossier', 3, { promisedAt: at(10) })] as const
  it('knows who holds it, who proposed, and who was asked', () => {
    const state = stateOf(...received, act('takeDossier', 4, {}, 'an'), act('consultAgency', 4, { agencyId: 'x' }), act('consultAgency', 4, { agencyId: 'x' }), act('consultAgency', 4, { agencyId: 'y' }), act('answerConsultation', 5, { agencyId: 'x' }))
    expect([state.holderAccountId, state.consultedAgencyIds]).toEqual(['an', ['y']])
    const proposed = stateOf(...received, act('assignDossier', 4, { assigneeAccountId: 'binh' }), act('proposeOutcome', 5, { outcome: 'reject' }, 'binh'))
    expect([proposed.holderAccountId, proposed.proposedByAccountId, proposed.axes.outcome]).toEqual(['binh', 'binh', 'reject'])
    expect(stateOf(...received, act('assignDossier', 4, { assigneeAccountId: 'binh' }), act('proposeOutcome', 5), act('sendBack', 6)).proposedByAccountId).toBeNull()
  })
  it('knows that it was given back, and that it was recalled', () => {
    expect(stateOf(...received, act('takeDossier', 4, {}, 'an'), act('releaseDossier', 5)).holderAccountId).toBeNull()
    const { clockEvents } = stateOf(...received, act('transferDossier', 4), act('recallDossier', 5, { promisedAt: at(12) }))
    expect(clockEvents.slice(1)).toEqual([{ type: 'arrived-at-competent-agency', at: at(4) }, { type: 'recalled-from-competent-agency', at: at(5), promisedAt: at(12) }])
  })
  it('is not moved by being urged', () => {
    const before = stateOf(...received)
    expect(stateOf(...received, act('urgeDossier', 4))).toEqual(before)
  })
  it('knows its moments', () => {
    const done = stateOf(...received, act('takeDossier', 4), act('proposeOutcome', 5), act('approveOutcome', 6), act('signResult', 7), act('returnResult', 9))
    expect([done.submittedAt, done.intakeAt, done.endedAt]).toEqual([at(2), at(3), at(7)])
    expect(done.clockEvents.filter(event => event.type === 'finished')).toEqual([{ type: 'finished', at: at(7), how: 'done' }, { type: 'finished', at: at(9), how: 'returned' }])
    expect([stateOf(act('receiveDossier', 3)).submittedAt, stateOf(act('submitDossier', 2), act('refuseDossier', 4)).intakeAt, stateOf(act('submitDossier', 2), act('withdrawDossier', 4)).intakeAt]).toEqual([at(3), at(4), null])
  })
  it('remembers that a result was revoked until another is signed, and counts the dossier as ended the first time', () => {
    const signed = [...received, act('takeDossier', 4), act('proposeOutcome', 5), act('approveOutcome', 6), act('signResult', 7), act('revokeResult', 8)] as const
    expect(stateOf(...signed).resultRevoked).toBe(true)
    expect(stateOf(...signed, act('sendMessage', 8)).resultRevoked).toBe(true)
    const again = stateOf(...signed, act('signResult', 9))
    expect([again.resultRevoked, again.endedAt, again.clockEvents.filter(event => event.type === 'finished').length]).toEqual([false, at(7), 1])
  })
  it('tells the clock of promises, arrivals, supplements and obligations', () => {
    const { clockEvents, reappointmentCount, supplementCount } = stateOf(...received, act('transferDossier', 3, { promisedAt: at(11) }), act('takeDossier', 4), act('requestSupplement', 4, { supplementReason: 'outdated' }), act('supplementDossier', 5, { promisedAt: at(12), complete: true }),
      act('requestPayment', 6, { pausesClock: true }), act('recordPayment', 9), act('reappointDossier', 9, { promisedAt: at(20) }))
    expect([reappointmentCount, supplementCount]).toEqual([1, 1])
    expect(clockEvents).toEqual([
      { type: 'received', at: at(3), promisedAt: at(10) }, { type: 'arrived-at-competent-agency', at: at(3), promisedAt: at(11) },
      { type: 'supplement-requested', at: at(4), stage: 'after-acceptance', reason: 'outdated' }, { type: 'supplement-answered', at: at(5), complete: true, promisedAt: at(12) },
      { type: 'paused', at: at(6), why: 'financial-obligation' }, { type: 'resumed', at: at(9) }, { type: 'reappointed', at: at(9), promisedAt: at(20) }])
  })
  it('says nothing to the clock of a fee that does not stop it', () => {
    expect(stateOf(...received, act('requestPayment', 4), act('recordPayment', 5)).clockEvents).toHaveLength(1)
    expect(stateOf(...received, act('requestPayment', 4, { pausesClock: true }), act('exemptPayment', 5), act('requestPayment', 6), act('recordPayment', 7)).clockEvents.map(event => event.type)).toEqual(['received', 'paused', 'resumed'])
  })
  it('distinguishes requests before and after acceptance', () => {
    const { clockEvents } = stateOf(act('submitDossier', 2), act('requestSupplement', 2), act('supplementDossier', 3), act('receiveDossier', 3))
    expect(clockEvents[0]).toEqual({ type: 'supplement-requested', at: at(2), stage: 'before-acceptance', reason: 'incomplete' })
  })
})

describe('the class in the report', () => {
  const received = [act('submitDossier', 2), act('receiveDossier', 3, { promisedAt: at(10, '17:00') })] as const
  const closing = (day: number, time: string) => [...received, act('takeDossier', 4), act('proposeOutcome', 4), act('approveOutcome', 4), act('signResult', day, {}, 'me', time)]
  const classOf = (actions: readonly DossierAction[], when = at(28)) => reportClass(stateOf(...actions), when, work)
  it.each([
    ['open before the promised minute', classOf(received, at(10, '17:00')), 'open-in-time'],
    ['open after it', classOf(received, at(10, '17:01')), 'open-late'],
    ['done the day before', classOf(closing(9, '17:00')), 'closed-early'],
    ['done on the day', classOf(closing(10, '08:00')), 'closed-on-time'],
    ['done in the promised minute', classOf(closing(10, '17:00')), 'closed-on-time'],
    ['done after it', classOf(closing(10, '17:01')), 'closed-late'],
    ['refused', classOf([act('submitDossier', 2), act('refuseDossier', 3)]), 'refused'],
    ['withdrawn', classOf([...received, act('withdrawDossier', 4)]), 'withdrawn'],
    ['withdrawn before reception', classOf([act('submitDossier', 2), act('withdrawDossier', 4)]), null],
    ['stopped in time', classOf([...received, act('stopDossier', 4)]), 'closed-early'],
    ['without a promise', classOf([act('submitDossier', 2), act('receiveDossier', 3)]), 'open-in-time'],
    ['closed without a promise', classOf([act('receiveDossier', 3), act('stopDossier', 28)]), 'closed-on-time'],
    ['waiting for a supplement since before the date', classOf([...received, act('requestSupplement', 9)]), 'open-in-time'],
    ['waiting for a supplement asked too late', classOf([...received, act('requestSupplement', 11)]), 'open-late'],
    ['supplemented, with a new promise', classOf([...received, act('requestSupplement', 9), act('supplementDossier', 20, { promisedAt: at(29) })]), 'open-in-time'],
    ['only submitted', classOf([act('submitDossier', 2)]), null]
  ])('%s', (_name, actual, expected) => expect(actual).toBe(expected))
  it('a dossier that ended before the period or came after it is not in its tally', () => {
    const early = stateOf(...received, act('withdrawDossier', 4))
    const late = stateOf(act('submitDossier', 20), act('receiveDossier', 20))
    expect(tallyPeriod([early, late], at(5), at(20), work)).toMatchObject({ carriedOver: 0, received: 0, closed: 0, openAtEnd: 0 })
    expect(tallyPeriod([late], at(20), at(21), work)).toMatchObject({ carriedOver: 0, received: 1 })
    expect(tallyPeriod([early, late], at(4), at(20, '09:01'), work)).toMatchObject({ carriedOver: 1, received: 1, closed: 1, openAtEnd: 1 })
  })
})
