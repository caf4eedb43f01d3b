import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OFFICER_ROLES } from '../../../kernel/actor.ts'
import { aDay, aWorkingTime } from '../../calendar/testing.ts'
import { DELIVERY, isSupplementOpen, NEW_DOSSIER, PROCESSING, SUPPLEMENT, type Axes } from './axes.ts'
import { alarmOf, responsibleFor, silentBefore, WATCH_DEFAULTS, type WatchFacts } from './watch.ts'

const work = aWorkingTime([aDay('2026-01-01'), aDay('2027-01-01')])
/** Monday 2 November 2026 is day 2 */
const at = (day: number, time = '09:00'): Date => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00+07:00`)
const axes = (over: Partial<Axes>): Axes => ({ ...NEW_DOSSIER, processing: 'in-progress', ...over })
const facts = (over: Partial<WatchFacts> = {}): WatchFacts => ({ axes: axes({}), lastEventAt: at(2), lastAlarmAt: null, dueAt: null, supplementDeadline: null, stepDueAt: null, ...over })
const alarm = (over: Partial<WatchFacts>, now: Date) => alarmOf(facts(over), now, WATCH_DEFAULTS, work)
const CLOSED = ['draft', 'returned', 'refused', 'withdrawn', 'stopped']

describe('who has to move a dossier', () => {
  it('is somebody in every open state, and nobody in a closed one', () => {
    for (const processing of PROCESSING) for (const supplement of SUPPLEMENT) for (const delivery of DELIVERY) for (const held of [true, false]) for (const passedOn of [true, false]) {
      const found = responsibleFor(axes({ processing, supplement, delivery }), { held, passedOn })
      const where = [processing, supplement, delivery, held, passedOn].join(' ')
      if (CLOSED.includes(processing)) expect(found, where).toBeUndefined()
      else expect(found?.roles.length === 0 || found?.roles.some(role => !OFFICER_ROLES.includes(role)), where).toBe(false)
    }
  })
  it.each([
    [{ processing: 'submitted' }, {}, 'unit receiving reception-officer'],
    [{ processing: 'submitted', supplement: 'requested-before-acceptance' }, {}, 'applicant receiving reception-officer'],
    [{ processing: 'received' }, { passedOn: false }, 'unit receiving reception-officer'],
    [{ processing: 'received' }, { passedOn: true }, 'unit competent approver unit-administrator case-officer'],
    [{ processing: 'in-progress' }, { held: true, passedOn: true }, 'case-officer competent approver unit-administrator'],
    [{ processing: 'in-progress' }, { held: false, passedOn: true }, 'unit competent approver unit-administrator case-officer'],
    [{ processing: 'in-progress' }, { held: false, passedOn: false }, 'unit receiving reception-officer'],
    [{ processing: 'in-progress', supplement: 'requested-after-acceptance' }, { held: true }, 'applicant receiving reception-officer'],
    [{ processing: 'proposed' }, {}, 'unit competent approver'],
    [{ processing: 'approved' }, {}, 'unit competent signer'],
    [{ processing: 'result-ready', delivery: 'at-counter' }, {}, 'applicant receiving reception-officer'],
    [{ processing: 'result-ready', delivery: 'posted' }, {}, 'unit receiving reception-officer'],
  ] as const)('%o %o: %s', (state, place, expected) => {
    const found = responsibleFor(axes(state), { held: false, passedOn: true, ...place })
    expect([found?.who, found?.agency, ...found?.roles ?? []].join(' ')).toBe(expected)
  })
})

describe('silence', () => {
  it.each([[5, 13, '2026-11-06'], [5, 14, '2026-11-06'], [5, 15, '2026-11-06'], [5, 16, '2026-11-09'], [1, 16, '2026-11-13'], [0, 16, '2026-11-16']])('beyond %i working days on 2026-11-%i: whatever was last heard of before %s', (days, today, since) => {
    expect(silentBefore(at(today), { silentWorkingDays: days }, work)).toEqual(new Date(`${since}T00:00:00+07:00`))
  })
  it('is what the count of working days says, on any day', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: -40, max: 0 }), (today, silentWorkingDays, back) => {
      const heard = new Date(at(today).getTime() + back * 86_400_000)
      const between = work.workingDaysBetween(work.localDate(heard), work.localDate(at(today)))
      expect(heard < silentBefore(at(today), { silentWorkingDays }, work)).toBe(between > silentWorkingDays)
    }))
  })
})

describe('an alarm', () => {
  it('waits for more than five working days without any event', () => expect([alarm({}, at(9, '23:00')), alarm({}, at(10, '06:00'))]).toEqual([undefined, 'silent']))
  it('comes again after five more, counted from when somebody was told', () => {
    expect([alarm({ lastAlarmAt: at(10, '06:00') }, at(17, '06:00')), alarm({ lastAlarmAt: at(10, '06:00') }, at(18, '06:00'))]).toEqual([undefined, 'silent'])
  })
  it('is quiet when something happened after it', () => expect(alarm({ lastAlarmAt: at(3), lastEventAt: at(10) }, at(16))).toBeUndefined())
  it('tells once that a time has passed', () => {
    const late = { dueAt: at(4, '17:00'), lastEventAt: at(4) }
    expect([alarm(late, at(4, '17:00')), alarm(late, at(5)), alarm({ ...late, lastAlarmAt: at(5) }, at(6))]).toEqual([undefined, 'overdue', undefined])
    // told before it was late: that was another alarm
    expect(alarm({ ...late, lastAlarmAt: at(3) }, at(5))).toBe('overdue')
  })
  it('tells of a step of the process and of a deadline for a supplement', () => {
    expect(alarm({ stepDueAt: at(3), lastEventAt: at(4) }, at(5))).toBe('step-late')
    const waiting = { axes: axes({ supplement: 'requested-after-acceptance' }), lastEventAt: at(4) }
    expect([alarm({ ...waiting, supplementDeadline: at(4, '17:00') }, at(5)), alarm({ ...waiting, dueAt: at(3), stepDueAt: at(3) }, at(5))]).toEqual(['supplement-late', undefined])
  })
  it('does not call a result late that waits to be fetched, but does not forget it either', () => {
    const ready = { axes: axes({ processing: 'result-ready', delivery: 'at-counter' }), dueAt: at(3), lastEventAt: at(3) }
    expect([alarm(ready, at(5)), alarm(ready, at(12))]).toEqual([undefined, 'silent'])
  })
  it('never rings for what is closed, and always in the end for what is open', () => {
    for (const processing of PROCESSING) for (const supplement of SUPPLEMENT) {
      const state = axes({ processing, supplement })
      expect(alarm({ axes: state, dueAt: at(3) }, at(30)), `${processing} ${supplement}`).toEqual(CLOSED.includes(processing) ? undefined : isSupplementOpen(state) || processing === 'result-ready' ? 'silent' : 'overdue')
    }
  })
})
