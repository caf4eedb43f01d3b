import { describe, expect, it } from 'vitest'
import { aDay, aWorkingTime } from '../../calendar/testing.ts'
import { clockState, judgeReappointment, legalDue, promised, readClock, stepDueAt, transferDueAt } from './clock.ts'
import { explainSteps } from './clock-explain.ts'
import { STEP_CODES } from './clock-types.ts'
import type { ClockEvent, ClockFacts, ClockPolicy, SupplementEffect, SupplementReason } from './clock-types.ts'

/** Monday 2 to Friday 6 November 2026 is week one; 'Mon 09:00' its Monday, 'Mon2 09:00' the Monday after. */
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
function at(text: string): Date {
  const [, day = '', week = '1', time = ''] = /^(\w{3})(\d?) (.+)$/.exec(text) ?? []
  const date = 2 + DAYS.indexOf(day) + 7 * (Number(week || '1') - 1)
  return new Date(`2026-11-${String(date).padStart(2, '0')}T${time}:00+07:00`)
}
function show(date: Date | null): string {
  if (date === null) return 'none'
  const local = new Date(date.getTime() + 7 * 3_600_000)
  const offset = Math.floor((local.getTime() - Date.parse('2026-11-02T00:00:00Z')) / 86_400_000)
  const week = Math.floor(offset / 7) + 1
  return `${DAYS[offset % 7] ?? '?'}${week === 1 ? '' : week} ${local.toISOString().slice(11, 16)}`
}
/** holidays of both years are entered, so that no doubt is raised */
const known = [aDay('2026-01-01'), aDay('2027-01-01')]
const work = aWorkingTime(known)
const all = (effect: SupplementEffect): Record<SupplementReason, SupplementEffect> => ({ incomplete: effect, incorrect: effect, outdated: effect })
const civil: ClockPolicy = { dayCounting: 'civil', dayEnd: 'closing', supplement: all('restart'), cutoffMinute: 900, boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1 }
const hour: ClockPolicy = { ...civil, dayCounting: 'hour' }
const received = (when: string, promise: string | null = null): ClockEvent => ({ type: 'received', at: at(when), promisedAt: promise === null ? null : at(promise) })
const asked = (when: string, reason: SupplementReason = 'incomplete'): ClockEvent => ({ type: 'supplement-requested', at: at(when), stage: 'after-acceptance', reason })
const answered = (when: string, complete = true): ClockEvent => ({ type: 'supplement-answered', at: at(when), complete })
const facts = (value: number, events: readonly ClockEvent[], over: Partial<ClockFacts> = {}): ClockFacts => ({ events, term: { value, unit: 'WORKING_DAY' }, sameDay: false, boundaryFree: false, ...over })
const due = (policy: ClockPolicy, dossier: ClockFacts, now = 'Mon 09:00', time = work) => show(legalDue(dossier, at(now), policy, time).at)
const codes = (policy: ClockPolicy, dossier: ClockFacts, now = 'Mon 09:00', time = work) => legalDue(dossier, at(now), policy, time).steps.map(step => step.code)

describe('the due date in working days', () => {
  it.each([
    ['Mon 09:00', 3, 'Thu 17:00', 'Thu 09:00'],
    ['Fri 14:00', 1, 'Mon2 17:00', 'Mon2 14:00'],
    ['Sat 10:00', 1, 'Mon2 17:00', 'Mon2 17:00'],
    ['Mon 18:00', 1, 'Tue 17:00', 'Tue 17:00'],
    ['Mon 09:00', 0.5, 'Mon 15:00', 'Mon 15:00']
  ])('received %s, %s days: %s by the civil code, %s by the hour', (when, days, byCivil, byHour) => {
    expect([due(civil, facts(days, [received(when)])), due(hour, facts(days, [received(when)]))]).toEqual([byCivil, byHour])
  })
  it('starts when the competent agency receives a boundary-free dossier', () => {
    const dossier = facts(1, [received('Fri 15:30'), { type: 'arrived-at-competent-agency', at: at('Mon2 07:30') }], { boundaryFree: true })
    expect([due(civil, dossier), due(hour, dossier)]).toEqual(['Tue2 17:00', 'Tue2 07:30'])
    expect(due({ ...civil, boundaryFreeStart: 'reception' }, dossier)).toBe('Mon2 17:00')
    expect(due(civil, { ...dossier, boundaryFree: false })).toBe('Mon2 17:00')
  })
  it('stands again when the dossier was recalled, and starts anew when it is passed on once more', () => {
    const there: ClockEvent = { type: 'arrived-at-competent-agency', at: at('Mon 07:30') }
    const back: ClockEvent = { type: 'recalled-from-competent-agency', at: at('Mon 08:00') }
    const recalled = facts(1, [received('Mon 07:30'), there, back], { boundaryFree: true })
    expect([clockState(recalled, civil), clockState({ ...recalled, events: [...recalled.events, { ...there, at: at('Wed 08:00') }] }, civil)]).toEqual(['waiting-for-competent-agency', 'running'])
    expect(due(civil, { ...recalled, events: [...recalled.events, { ...there, at: at('Wed 08:00') }] })).toBe('Thu 17:00')
    expect(show(promised([received('Mon 07:30', 'Tue 17:00'), { ...there, promisedAt: at('Wed 17:00') }, { ...back, promisedAt: at('Thu 17:00') }]).at)).toBe('Thu 17:00')
  })
  it('says where it starts', () => {
    const dossier = facts(1, [received('Fri 15:30'), { type: 'arrived-at-competent-agency', at: at('Mon2 07:30') }], { boundaryFree: true })
    expect([codes(civil, dossier)[0], codes({ ...civil, boundaryFreeStart: 'reception' }, dossier)[0], codes(civil, { ...dossier, boundaryFree: false })[0]])
      .toEqual(['starts-at-competent-agency', 'starts-at-reception', 'starts-at-reception'])
  })
  it('is a projection while the boundary-free dossier is on its way', () => {
    const dossier = facts(1, [received('Fri 15:30')], { boundaryFree: true })
    const reading = readClock(dossier, at('Mon2 10:00'), civil, work)
    expect([reading.state, show(reading.legalDue.at), reading.legalDue.projected]).toEqual(['waiting-for-competent-agency', 'Tue2 17:00', true])
  })
  it('leaves out days off and names them', () => {
    const tuesdayOff = aWorkingTime([...known, aDay('2026-11-03', { name: 'Ngày nghỉ thử' })])
    expect(due(civil, facts(3, [received('Mon 09:00')]), 'Mon 09:00', tuesdayOff)).toBe('Fri 17:00')
    expect(explainSteps(legalDue(facts(3, [received('Mon 09:00')]), at('Mon 09:00'), civil, tuesdayOff).steps, 'vi'))
      .toEqual(['Thời hạn tính từ lúc tiếp nhận: 09:00, 02/11/2026.', 'Ngày tiếp nhận không tính; bắt đầu đếm từ ngày kế tiếp.', 'Thời hạn giải quyết là 3 ngày làm việc.',
        'Không tính ngày 03/11/2026: Ngày nghỉ thử.', 'Hạn trả kết quả: 17:00, 06/11/2026.'])
  })
  it('can end the day at midnight', () => expect(due({ ...civil, dayEnd: 'midnight' }, facts(3, [received('Mon 09:00')]))).toBe('Thu 23:59'))
})

describe('the due date in other units', () => {
  const unit = (unitName: ClockFacts['term']['unit'], value: number, when: string) => facts(0, [received(when)], { term: { value, unit: unitName } })
  it.each([
    ['HOUR' as const, 2, 'Mon 10:30', 'Mon 14:30', 'Mon 14:30'],
    ['HOUR' as const, 1, 'Fri 16:30', 'Mon2 07:30', 'Mon2 07:30'],
    ['DAY' as const, 3, 'Mon 09:00', 'Thu 17:00', 'Thu 09:00'],
    ['DAY' as const, 5, 'Mon 09:00', 'Mon2 17:00', 'Mon2 07:00'],
    ['DAY' as const, 3, 'Mon 12:00', 'Thu 17:00', 'Thu 13:30'],
    ['DAY' as const, 1, 'Sat 09:00', 'Mon2 17:00', 'Tue2 07:00'],
    ['MONTH' as const, 1, 'Mon 09:00', 'Wed5 17:00', 'Wed5 09:00']
  ])('%s %i from %s: %s by the civil code, %s by the hour', (name, value, when, byCivil, byHour) => {
    expect([due(civil, unit(name, value, when)), due(hour, unit(name, value, when))]).toEqual([byCivil, byHour])
  })
  it('keeps an end exactly at closing time', () => {
    const waited = facts(0, [received('Mon 16:00'), asked('Mon 16:00', 'incorrect'), answered('Mon 17:00')], { term: { value: 1, unit: 'DAY' } })
    expect(due({ ...hour, supplement: all('extend') }, waited)).toBe('Tue 17:00')
  })
  it('is none for a free-text time, and says so', () => {
    const dossier = unit('OTHER', 0, 'Mon 09:00')
    expect(due(civil, dossier)).toBe('none')
    expect(codes(civil, dossier)).toEqual(['starts-at-reception', 'no-appointment'])
    expect(legalDue(dossier, at('Mon 09:00'), civil, work).projected).toBe(false)
  })
  it('is none before reception', () => {
    expect(codes(civil, facts(3, []))).toEqual(['not-received'])
    expect(clockState(facts(3, []), civil)).toBe('not-received')
  })
  it('says no more by the hour than there is to say', () => expect(codes(hour, unit('DAY', 3, 'Mon 09:00'))).toEqual(['starts-at-reception', 'counted-days', 'due']))
  it('tells of an end on a day off', () => expect(codes(civil, unit('DAY', 5, 'Mon 09:00'))).toEqual(['starts-at-reception', 'first-day-not-counted', 'counted-days', 'ended-on-day-off', 'due']))
})

describe('same-day results', () => {
  const sameDay = (when: string) => facts(3, [received(when)], { sameDay: true })
  it.each([['Wed 09:00', 'Wed 17:00'], ['Wed 15:00', 'Wed 17:00'], ['Wed 15:01', 'Thu 17:00'], ['Wed 16:00', 'Thu 17:00'], ['Fri 16:00', 'Mon2 17:00'], ['Sat 09:00', 'Mon2 17:00']])(
    'received %s are due %s', (when, expected) => expect(due(civil, sameDay(when))).toBe(expected))
  it('exist only where the procedure says so', () => expect(due(civil, facts(3, [received('Wed 09:00')]))).toBe('Mon2 17:00'))
  it('start again after a supplement, whatever the policy', () => {
    expect(due({ ...civil, supplement: all('extend') }, facts(3, [received('Wed 09:00'), asked('Wed 10:00'), answered('Fri 09:00')], { sameDay: true }))).toBe('Fri 17:00')
  })
})

describe('a supplement', () => {
  const events = [received('Mon 09:00'), asked('Wed 09:00'), answered('Fri 09:00')]
  const extend = { ...civil, supplement: all('extend') }
  it('restarts the time (ND 61/2018 D19.4)', () => {
    expect(due(civil, facts(5, events))).toBe('Fri2 17:00')
    expect(codes(civil, facts(5, events))).toEqual(['starts-at-reception', 'restarted', 'first-day-not-counted', 'counted-working-days', 'due'])
  })
  it('or extends it by the working time waited', () => {
    expect(due(extend, facts(5, events))).toBe('Wed2 17:00')
    expect(due({ ...hour, supplement: all('extend') }, facts(5, events))).toBe('Wed2 09:00')
  })
  it('or moves it as some provincial software does', () => expect(due({ ...hour, supplement: all('waited-days-then-a-day') }, facts(5, events))).toBe('Wed2 09:00'))
  it('may be treated by its reason', () => {
    const mixed: ClockPolicy = { ...civil, supplement: { incomplete: 'restart', incorrect: 'extend', outdated: 'extend' } }
    expect(due(mixed, facts(5, [received('Mon 09:00'), asked('Wed 09:00', 'incorrect'), answered('Fri 09:00')]))).toBe('Wed2 17:00')
    expect(due(mixed, facts(5, [received('Mon 09:00'), asked('Wed 09:00', 'incomplete'), answered('Fri 09:00')]))).toBe('Fri2 17:00')
    // what was waited before the restart is gone with it, what comes after it counts
    expect(due(mixed, facts(5, [received('Mon 09:00'), asked('Mon 10:00', 'outdated'), answered('Tue 10:00'), asked('Wed 09:00'), answered('Fri 09:00'), asked('Mon2 09:00', 'incorrect'), answered('Tue2 09:00')]))).toBe('Mon3 17:00')
  })
  it('before acceptance touches no clock', () => {
    const before: ClockEvent[] = [{ type: 'supplement-requested', at: at('Mon 07:30'), stage: 'before-acceptance', reason: 'incomplete' }, answered('Mon 08:30'), received('Mon 09:00')]
    expect(due(civil, facts(3, before))).toBe('Thu 17:00')
    expect(clockState(facts(3, before.filter(event => event.type !== 'supplement-answered')), civil)).toBe('running')
  })
  it('still open stops the clock; the date is projected as if answered now', () => {
    const reading = readClock(facts(5, events.slice(0, 2)), at('Thu 09:00'), civil, work)
    expect([reading.state, show(reading.legalDue.at), reading.legalDue.projected]).toEqual(['paused', 'Thu2 17:00', true])
  })
  it('answered incompletely stays open', () => {
    expect(clockState(facts(5, [received('Mon 09:00'), asked('Wed 09:00'), answered('Fri 09:00', false)]), civil)).toBe('paused')
    expect(due(civil, facts(5, [...events.slice(0, 2), answered('Thu 09:00', false), answered('Fri 09:00')]))).toBe('Fri2 17:00')
  })
  it('asked again while open counts from the first request', () => {
    expect(due(extend, facts(5, [received('Mon 09:00'), asked('Tue 09:00'), asked('Thu 09:00'), answered('Fri 09:00')]))).toBe('Thu2 17:00')
  })
  it('and a pause that overlap are counted once', () => {
    const pause: ClockEvent = { type: 'paused', at: at('Tue 09:00'), why: 'financial-obligation' }
    const overlapping = [received('Mon 09:00'), pause, asked('Wed 09:00'), { type: 'resumed' as const, at: at('Thu 09:00') }, answered('Fri 09:00')]
    expect(due(extend, facts(5, overlapping))).toBe('Thu2 17:00')
    expect(due(civil, facts(5, [received('Mon 09:00'), pause, { type: 'resumed', at: at('Thu 09:00') }]))).toBe('Wed2 17:00')
  })
  it('never adds more than a fresh start would give', () => {
    const dossier: ClockFacts = { ...facts(0, [{ type: 'received', at: new Date('2026-01-01T09:00:00+07:00'), promisedAt: null },
      { type: 'supplement-requested', at: new Date('2026-01-01T10:00:00+07:00'), stage: 'after-acceptance', reason: 'incomplete' },
      { type: 'supplement-answered', at: new Date('2026-01-31T09:00:00+07:00'), complete: true }]), term: { value: 1, unit: 'MONTH' } }
    const answer = legalDue(dossier, at('Mon 09:00'), extend, work)
    expect(answer.at?.toISOString()).toBe('2026-03-02T10:00:00.000Z')
    expect(answer.steps.map(step => step.code)).toContain('extension-capped')
  })
})

describe('the promise', () => {
  const base = [received('Mon 09:00', 'Mon2 17:00'), asked('Wed 09:00')]
  it('is what the last paper says', () => {
    expect(promised([])).toEqual({ at: null, projected: false, steps: [{ code: 'nothing-promised', params: {}, at: null }] })
    expect(show(promised(base).at)).toBe('Mon2 17:00')
    const renewed: ClockEvent = { type: 'supplement-answered', at: at('Fri 09:00'), complete: true, promisedAt: at('Fri2 17:00') }
    expect([show(promised([...base, renewed]).at), promised([...base, renewed]).steps[0]?.code]).toEqual(['Fri2 17:00', 'promised-after-supplement'])
    expect(show(promised([...base, answered('Fri 09:00')]).at)).toBe('Mon2 17:00')
  })
  it('is never recomputed: law and promise stand side by side', () => {
    const reading = readClock(facts(5, [...base, answered('Fri 09:00')]), at('Fri 09:00'), civil, work)
    expect([show(reading.legalDue.at), show(reading.promised.at)]).toEqual(['Fri2 17:00', 'Mon2 17:00'])
  })
})

describe('reappointment (ND 61/2018 D19.9)', () => {
  const dossier = facts(5, [received('Mon 09:00', 'Mon2 17:00')])
  const judge = (when: string, until: string, over: Partial<ClockFacts> = {}) => judgeReappointment({ ...dossier, ...over }, at(when), at(until), civil, work)
  const no = (reason: string) => ({ ok: false, reason })
  it('is possible until the day before', () => {
    expect(judge('Sun 23:59', 'Wed2 17:00')).toEqual({ ok: true })
    expect(judge('Mon2 07:00', 'Wed2 17:00')).toEqual(no('too-late-to-reappoint'))
  })
  it('is possible once', () => {
    const again: ClockEvent[] = [...dossier.events, { type: 'reappointed', at: at('Fri 09:00'), promisedAt: at('Wed2 17:00') }]
    expect(judge('Mon2 09:00', 'Fri2 17:00', { events: again })).toEqual(no('already-reappointed'))
  })
  it('goes to a later working day', () => {
    expect(judge('Fri 09:00', 'Mon2 17:00')).toEqual(no('not-later'))
    expect(judge('Fri 09:00', 'Sat2 09:00')).toEqual(no('on-day-off'))
  })
  it('needs a running clock and a date', () => {
    expect(judge('Fri 09:00', 'Wed2 17:00', { events: [] })).toEqual(no('not-received'))
    expect(judge('Fri 09:00', 'Wed2 17:00', { events: [...dossier.events, asked('Tue 09:00')] })).toEqual(no('paused'))
    expect(judge('Fri 09:00', 'Wed2 17:00', { events: [...dossier.events, { type: 'finished', at: at('Tue 09:00'), how: 'done' }] })).toEqual(no('finished'))
    expect(judge('Fri 09:00', 'Wed2 17:00', { events: [received('Mon 09:00')], term: { value: 0, unit: 'OTHER' } })).toEqual(no('no-due-date'))
  })
  it('is measured by the law where nothing was promised', () => expect(judge('Mon2 07:00', 'Wed2 17:00', { events: [received('Mon 09:00')] })).toEqual(no('too-late-to-reappoint')))
})

describe('transfer to the competent agency (ND 61/2018 D18)', () => {
  it.each([['Mon 09:00', 'Mon 17:00'], ['Mon 15:00', 'Mon 17:00'], ['Mon 15:01', 'Tue 07:00'], ['Fri 16:00', 'Mon2 07:00'], ['Sat 09:00', 'Mon2 07:00']])(
    'of a dossier received %s is due %s', (when, expected) => expect(show(transferDueAt(at(when), civil, work))).toBe(expected))
})

it('gives steps their own due time', () => {
  expect(show(stepDueAt(at('Mon 09:00'), { value: 4, unit: 'HOUR' }, civil, work))).toBe('Mon 15:00')
  expect([stepDueAt(at('Mon 09:00'), null, civil, work), stepDueAt(at('Mon 09:00'), { value: 1, unit: 'OTHER' }, civil, work)]).toEqual([null, null])
})

it('stops for good when the dossier is finished', () => {
  const closed = facts(5, [received('Mon 09:00'), asked('Wed 09:00'), { type: 'finished', at: at('Thu 09:00'), how: 'withdrawn' }])
  expect(clockState(closed, civil)).toBe('finished')
  expect(due(civil, closed, 'Fri3 09:00')).toBe('Thu2 17:00')
})

it('warns when the days off it rests on are not settled', () => {
  const doubtful = aWorkingTime([...known, aDay('2026-11-03', { confidence: 'estimated' })])
  expect(codes(civil, facts(3, [received('Mon 09:00')]), 'Mon 09:00', doubtful)).toContain('calendar-doubt')
})

it('has a sentence without gaps for every step, in both languages', () => {
  for (const code of STEP_CODES) {
    for (const language of ['vi', 'en'] as const) {
      const [sentence = ''] = explainSteps([{ code, params: { value: 1, days: 2, minutes: 3, date: '2026-11-03', name: 'N', to: '' }, at: at('Mon 09:00') }], language)
      expect(sentence).toMatch(/^[^{}]{10,}\.$/)
      expect(sentence).not.toMatch(/undefined|: \.| \(\)/)
    }
  }
})
