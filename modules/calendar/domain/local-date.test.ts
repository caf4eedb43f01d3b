import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, daysBetween, instantOf, isLocalDate, localDateOf, minuteOfDay, weekdayOf } from './local-date.ts'

const anyDate = fc.integer({ min: -20_000, max: 40_000 }).map(days => addDays('2000-01-01', days))

describe('local dates', () => {
  it('change at midnight in Viet Nam, seven hours before UTC', () => {
    expect(localDateOf(new Date('2026-03-01T16:59:59Z'))).toBe('2026-03-01')
    expect(localDateOf(new Date('2026-03-01T17:00:00Z'))).toBe('2026-03-02')
  })
  it('know the minute of the day, also before 1970', () => {
    expect(minuteOfDay(new Date('2026-03-01T00:30:30Z'))).toBe(7 * 60 + 30.5)
    expect(minuteOfDay(new Date('1969-12-31T16:59:00Z'))).toBe(23 * 60 + 59)
  })
  it('and instants are two sides of one thing', () => {
    fc.assert(fc.property(anyDate, fc.integer({ min: 0, max: 1439 }), (date, minute) => {
      const at = instantOf(date, minute)
      expect([localDateOf(at), minuteOfDay(at)]).toEqual([date, minute])
    }))
  })
  it('are real days', () => {
    expect(['2024-02-29', '2025-02-29', '2025-13-01', '2025-1-1', '2025-04-31', '', '2025-01-01T00:00:00Z'].map(isLocalDate)).toEqual([true, false, false, false, false, false, false])
  })
  it('count days both ways', () => {
    fc.assert(fc.property(anyDate, fc.integer({ min: -1000, max: 1000 }), (date, days) => {
      expect(daysBetween(date, addDays(date, days))).toBe(days)
    }))
  })
  it('add months and stop at the end of a short month', () => {
    expect([addMonths('2026-01-31', 1), addMonths('2024-01-31', 1), addMonths('2026-11-30', 3), addMonths('2026-03-15', -3), addMonths('2026-05-16', 2)])
      .toEqual(['2026-02-28', '2024-02-29', '2027-02-28', '2025-12-15', '2026-07-16'])
  })
  it('know the weekday', () => expect([weekdayOf('2026-11-22'), weekdayOf('2026-11-23'), weekdayOf('2026-11-28')]).toEqual([0, 1, 6]))
})
