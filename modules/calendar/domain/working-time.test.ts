import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCalendar, aDay } from '../testing.ts'
import { isWorkingDay, windowsOn } from './calendar.ts'
import { addDays, instantOf, localDateOf, minuteOfDay } from './local-date.ts'
import { addWorkingDays, addWorkingTime, nextWorkingDay, nextWorkingInstant, workingDaysBetween, workingMinutesBetween, workingTimeOf } from './working-time.ts'

/** '23 09:00' is Monday 23 November 2026, 09:00 in Viet Nam. */
const at = (text: string) => new Date(`2026-11-${text.replace(' ', 'T')}:00+07:00`)
const show = (date: Date) => `${localDateOf(date).slice(8)} ${String(Math.floor(minuteOfDay(date) / 60)).padStart(2, '0')}:${String(minuteOfDay(date) % 60).padStart(2, '0')}`
const plain = aCalendar()
const holidayTuesday = aCalendar([aDay('2026-11-24')])
const makeUpSaturday = aCalendar([aDay('2026-11-28', { type: 'work', kind: 'swap-work' })])

const instants = fc.integer({ min: 0, max: 60 * 24 * 60 }).map(minute => new Date(at('01 00:00').getTime() + minute * 60_000))
const calendars = fc.subarray(Array.from({ length: 90 }, (_, index) => addDays('2026-11-01', index))).map(dates =>
  aCalendar(dates.map((date, index) => aDay(date, index % 3 === 0 ? { type: 'work' } : {}))))

describe('the next working instant', () => {
  it.each([
    ['23 09:00', '23 09:00'], ['23 06:00', '23 07:00'], ['23 07:00', '23 07:00'], ['23 11:30', '23 13:30'], ['23 12:00', '23 13:30'],
    ['23 17:00', '24 07:00'], ['27 17:00', '30 07:00'], ['28 10:00', '30 07:00'], ['29 23:59', '30 07:00']
  ])('of %s is %s', (from, to) => expect(show(nextWorkingInstant(plain, at(from)))).toBe(to))
  it('skips a holiday and takes a make-up Saturday', () => {
    expect(show(nextWorkingInstant(holidayTuesday, at('23 18:00')))).toBe('25 07:00')
    expect(show(nextWorkingInstant(makeUpSaturday, at('27 18:00')))).toBe('28 07:00')
  })
  it('keeps seconds', () => expect(nextWorkingInstant(plain, new Date('2026-11-23T02:00:30.500Z')).toISOString()).toBe('2026-11-23T02:00:30.500Z'))
})

describe('working time added', () => {
  it.each([
    ['23 09:00', 480, '24 09:00'], ['23 07:00', 480, '23 17:00'], ['23 17:00', 480, '24 17:00'], ['23 11:00', 30, '23 11:30'], ['23 11:00', 31, '23 13:31'],
    ['27 14:00', 480, '30 14:00'], ['28 10:00', 60, '30 08:00'], ['23 12:00', 0, '23 13:30'], ['23 06:00', 270, '23 11:30']
  ])('%s and %i minutes gives %s', (from, minutes, to) => expect(show(addWorkingTime(plain, at(from), minutes))).toBe(to))
  it('is far from breaking on long procedures', () => expect(localDateOf(addWorkingTime(plain, at('23 09:00'), 480 * 2000))).toBe('2034-07-24'))
  it('lands inside working hours, comes back as the same number of minutes, and adds up', () => {
    fc.assert(fc.property(calendars, instants, fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 9000 }), (calendar, from, a, b) => {
      const end = addWorkingTime(calendar, from, a)
      expect(windowsOn(calendar, localDateOf(end)).some(window => minuteOfDay(end) > window.from && minuteOfDay(end) <= window.to)).toBe(true)
      expect(workingMinutesBetween(calendar, from, end)).toBeCloseTo(a, 6)
      expect(addWorkingTime(calendar, end, b)).toEqual(addWorkingTime(calendar, from, a + b))
    }))
  })
})

describe('working minutes between', () => {
  it.each([['23 09:00', '23 09:30', 30], ['23 11:00', '23 14:00', 60], ['25 09:00', '27 09:00', 960], ['27 16:30', '30 07:30', 60], ['28 00:00', '29 23:00', 0], ['24 09:00', '23 09:00', 0]])(
    '%s and %s are %i', (from, to, minutes) => expect(workingMinutesBetween(plain, at(from), at(to))).toBe(minutes))
  it('are additive', () => {
    fc.assert(fc.property(calendars, fc.tuple(instants, instants, instants), (calendar, unsorted) => {
      const [a, b, c] = unsorted.toSorted((x, y) => x.getTime() - y.getTime())
      if (a === undefined || b === undefined || c === undefined) throw new Error('three instants')
      expect(workingMinutesBetween(calendar, a, c)).toBeCloseTo(workingMinutesBetween(calendar, a, b) + workingMinutesBetween(calendar, b, c), 6)
    }))
  })
})

describe('working days', () => {
  it('follow each other over weekends and holidays', () => {
    expect([nextWorkingDay(plain, '2026-11-27'), nextWorkingDay(holidayTuesday, '2026-11-23'), addWorkingDays(plain, '2026-11-23', 5), addWorkingDays(plain, '2026-11-28', 0)])
      .toEqual(['2026-11-30', '2026-11-25', '2026-11-30', '2026-11-28'])
  })
  it('counted between two days are those that adding goes through', () => {
    fc.assert(fc.property(calendars, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (calendar, offset, days) => {
      const from = addDays('2026-11-01', offset)
      const to = addWorkingDays(calendar, from, days)
      expect(isWorkingDay(calendar, to)).toBe(true)
      expect(workingDaysBetween(calendar, from, to)).toBe(days)
    }))
  })
  it('end the search in a calendar that never works', () => {
    const never = aCalendar(Array.from({ length: 11_000 }, (_, index) => aDay(addDays('2026-11-01', index))))
    expect(() => nextWorkingDay(never, '2026-11-01')).toThrow(RangeError)
  })
})

it('hands one object to the rules of other modules', () => {
  const work = workingTimeOf(holidayTuesday, '2026-11-23')
  expect([work.minutesPerDay, work.isWorkingDay('2026-11-24'), work.addWorkingDays('2026-11-23', 1), work.workingDaysBetween('2026-11-23', '2026-11-25')]).toEqual([480, false, '2026-11-25', 1])
  expect([work.opening('2026-11-23'), work.closing('2026-11-23'), work.opening('2026-11-24'), work.closing('2026-11-24')])
    .toEqual([instantOf('2026-11-23', 420), instantOf('2026-11-23', 1020), undefined, undefined])
  expect(work.nextWorkingInstant(at('23 17:00'))).toEqual(at('25 07:00'))
  expect(work.addWorkingMinutes(at('23 16:00'), 120)).toEqual(at('25 08:00'))
  expect(work.workingMinutesBetween(at('23 16:00'), at('25 08:00'))).toBe(120)
  expect([work.dayOffName('2026-11-24'), work.dayOffName('2026-11-22'), workingTimeOf(makeUpSaturday, '2026-11-23').dayOffName('2026-11-28')]).toEqual(['2026-11-24', undefined, undefined])
  expect(work.doubts('2026-11-23', '2026-11-24')).toEqual([])
  expect([work.nextWorkingDay('2026-11-23'), work.localDate(at('23 01:00')), work.minuteOfDay(at('23 01:00')), work.daysBetween('2026-11-23', '2026-11-30')]).toEqual(['2026-11-25', '2026-11-23', 60, 7])
})
