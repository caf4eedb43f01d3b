import { describe, expect, it } from 'vitest'
import { aWorkingTime } from '../../calendar/testing.ts'
import { decisionDate } from './clock-decision-date.ts'
import type { Correction, DecisionPolicy } from './clock-decision-date.ts'

const work = aWorkingTime()
const fix = (askedOn: string, resolvedOn: string | null, kind: Correction['kind'] = 'incorrect'): Correction => ({ askedOn, resolvedOn, kind })
const months: DecisionPolicy = { value: 2, unit: 'months', resume: 'continue' }
const reset: DecisionPolicy = { ...months, resume: 'reset' }
const on = (corrections: readonly Correction[], policy = months, filed = '2023-05-15', today = '2023-06-05') => decisionDate(filed, corrections, policy, today, work).date

describe('the day on which silence decides', () => {
  it('counts from the day after filing, in days, weeks or months', () => {
    expect([on([]), on([], { ...months, value: 30, unit: 'days' }), on([], { ...months, value: 8, unit: 'weeks' }), on([], reset)])
      .toEqual(['2023-07-16', '2023-06-15', '2023-07-11', '2023-07-16'])
    expect(on([], months, '2023-04-15')).toBe('2023-06-16')
  })
  it('adds the days of every correction when the clock continues', () => {
    expect(on([fix('2023-05-20', '2023-05-25')])).toBe('2023-07-22')
    expect(on([fix('2023-05-20', '2023-05-25'), fix('2023-05-30', '2023-06-03')])).toBe('2023-07-27')
  })
  it('adds nothing for a correction that was over before counting began', () => {
    expect([on([fix('2023-05-15', '2023-05-16')]), on([fix('2023-05-15', '2023-05-17')])]).toEqual(['2023-07-16', '2023-07-19'])
  })
  it('restarts when the dossier was incomplete, even when the clock continues', () => {
    expect(on([fix('2023-05-20', '2023-05-25', 'incomplete')])).toBe('2023-07-26')
    expect(on([fix('2023-05-20', '2023-05-25', 'incomplete'), fix('2023-05-30', '2023-06-03')])).toBe('2023-07-31')
  })
  it('restarts after the latest correction under reset', () => {
    expect(on([fix('2023-05-20', '2023-05-25'), fix('2023-05-16', '2023-05-17', 'incomplete')], reset)).toBe('2023-07-26')
  })
  it('is projected as if an open correction were resolved today', () => {
    expect(on([fix('2023-05-20', '2023-05-25'), fix('2023-05-30', null)])).toBe('2023-07-29')
    expect(on([fix('2023-05-20', '2023-05-25'), fix('2023-05-30', null, 'incomplete')])).toBe('2023-08-06')
    expect(on([fix('2023-05-30', null)], reset)).toBe('2023-08-06')
    expect(decisionDate('2023-05-15', [fix('2023-05-30', null)], months, '2023-06-05', work).projected).toBe(true)
    expect(decisionDate('2023-05-15', [], months, '2023-06-05', work).projected).toBe(false)
  })
  it.each([['2023-06-29', '2023-09-01'], ['2023-07-30', '2023-10-02'], ['2023-07-31', '2023-10-03'], ['2023-06-30', '2023-09-03']])('treats the end of the month with care: filed %s', (filed, expected) => {
    expect(on([fix(work.addDays(filed, 1), work.addDays(filed, 2))], months, filed)).toBe(expected)
  })
  it('says how it came about', () => {
    expect(decisionDate('2023-05-15', [fix('2023-05-20', '2023-05-25')], months, '2023-06-05', work).steps).toEqual([
      { code: 'starts-day-after-filing', date: '2023-05-16', days: 0 }, { code: 'period', date: '2023-07-16', days: 61 }, { code: 'correction-added', date: '2023-07-22', days: 6 }])
  })
})
