import { describe, expect, it } from 'vitest'
import { aCalendar, aDay } from '../testing.ts'
import { DEFAULT_WINDOW_SET, doubtsBetween, isWorkingDay, makeCalendar, minutesPerDay, windowsOn } from './calendar.ts'
import type { CalendarData, Week, WindowSet } from './calendar.ts'

const faultsOf = (data: Partial<CalendarData>) => {
  const made = makeCalendar({ version: '1', windowSets: [DEFAULT_WINDOW_SET], days: [], ...data })
  return made.ok ? [] : made.faults.map(fault => `${fault.code} ${fault.at}`)
}
const monday = (windows: Week[1]): WindowSet => ({ validFrom: '2026-01-01', week: [[], windows, [], [], [], [], []], source: 'test' })

describe('a working day', () => {
  // 2026-11-23 is a Monday
  it('is Monday to Friday by default', () => {
    expect(['22', '23', '24', '25', '26', '27', '28'].map(day => isWorkingDay(aCalendar(), `2026-11-${day}`))).toEqual([false, true, true, true, true, true, false])
  })
  it('is not a public holiday', () => expect(isWorkingDay(aCalendar([aDay('2026-11-24')]), '2026-11-24')).toBe(false))
  it('is a make-up Saturday, with Monday\'s hours or its own', () => {
    const saturday = aDay('2026-08-22', { type: 'work', kind: 'swap-work' })
    expect(windowsOn(aCalendar([saturday]), '2026-08-22')).toEqual([{ from: 420, to: 690 }, { from: 810, to: 1020 }])
    expect(windowsOn(aCalendar([{ ...saturday, windows: [{ from: 480, to: 600 }] }]), '2026-08-22')).toEqual([{ from: 480, to: 600 }])
  })
  it('stays one while a holiday is only announced', () => expect(isWorkingDay(aCalendar([aDay('2026-11-24', { kind: 'statutory-pending' })]), '2026-11-24')).toBe(true))
  it('may be off for one agency only, and that agency may work on a holiday', () => {
    const days = [aDay('2026-11-24', { agencyId: 'a', kind: 'local' }), aDay('2026-11-25'), aDay('2026-11-25', { agencyId: 'b', type: 'work', kind: 'local' })]
    const open = (agency: string | null) => ['2026-11-24', '2026-11-25'].map(date => isWorkingDay(aCalendar(days, {}, agency), date))
    expect([open(null), open('a'), open('b')]).toEqual([[true, false], [false, false], [true, true]])
    expect(isWorkingDay(aCalendar(days.toReversed(), {}, 'b'), '2026-11-25')).toBe(true)
  })
  it('has the hours of the set in force that day', () => {
    const summer: WindowSet = { ...monday([{ from: 390, to: 690 }]), validFrom: '2026-05-01' }
    const calendar = aCalendar([], { windowSets: [summer, DEFAULT_WINDOW_SET] })
    expect([minutesPerDay(calendar, '2026-04-30'), minutesPerDay(calendar, '2026-05-01'), minutesPerDay(calendar, '1999-01-01')]).toEqual([480, 300, 480])
  })
})

describe('calendar data', () => {
  it('must have hours, and hours on a Monday', () => {
    expect(faultsOf({ windowSets: [] })).toEqual(['no-window-set '])
    expect(faultsOf({ windowSets: [monday([])] })).toEqual(['no-monday 2026-01-01'])
  })
  it.each([
    [[{ from: 420, to: 420 }]],
    [[{ from: 500, to: 420 }]],
    [[{ from: -1, to: 420 }]],
    [[{ from: 420, to: 1441 }]],
    [[{ from: 420, to: 600 }, { from: 599, to: 700 }]]
  ])('refuses the windows %j', windows => {
    expect(faultsOf({ windowSets: [monday(windows)] })).toEqual(['bad-window 2026-01-01'])
    expect(faultsOf({ days: [aDay('2026-01-03', { type: 'work', windows })] })).toEqual(['bad-window 2026-01-03'])
  })
  it('accepts windows that touch and the whole day', () => {
    expect(faultsOf({ windowSets: [monday([{ from: 0, to: 600 }, { from: 600, to: 1440 }])] })).toEqual([])
  })
  it('refuses an empty list as hours of a make-up day', () => expect(faultsOf({ days: [aDay('2026-01-03', { type: 'work', windows: [] })] })).toEqual(['bad-window 2026-01-03']))
  it('refuses days that do not exist and days given twice', () => {
    expect(faultsOf({ days: [aDay('2026-02-30')] })).toEqual(['bad-date 2026-02-30'])
    expect(faultsOf({ days: [aDay('2026-02-03'), aDay('2026-02-03')] })).toEqual(['duplicate-day 2026-02-03'])
    expect(faultsOf({ windowSets: [{ ...DEFAULT_WINDOW_SET, validFrom: 'soon' }] })).toEqual(['bad-date soon'])
  })
})

it('says what is not settled: estimates, announcements, years without holidays', () => {
  const calendar = aCalendar([aDay('2026-09-02'), aDay('2026-11-24', { kind: 'statutory-pending' }), aDay('2027-01-01', { confidence: 'estimated' })])
  expect(doubtsBetween(calendar, '2026-09-01', '2026-09-30')).toEqual([])
  expect(doubtsBetween(calendar, '2026-11-24', '2027-01-01')).toEqual([
    { date: '2026-11-24', why: 'pending', name: '2026-11-24' }, { date: '2027-01-01', why: 'estimated', name: '2027-01-01' }])
  expect(doubtsBetween(calendar, '2025-12-30', '2026-01-02')).toEqual([{ date: '2025-12-30', why: 'unknown-year', name: '2025' }])
  expect(doubtsBetween(calendar, '2027-12-30', '2028-01-02')).toEqual([{ date: '2028-01-01', why: 'unknown-year', name: '2028' }])
})
