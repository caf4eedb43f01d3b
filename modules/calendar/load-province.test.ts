import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isWorkingDay, makeCalendar, minutesPerDay } from './domain/calendar.ts'
import { addDays } from './domain/local-date.ts'
import { readHolidayFile } from './load-province.ts'

const file: unknown = JSON.parse(readFileSync(new URL('../../provinces/thai-nguyen/holidays.json', import.meta.url), 'utf8'))
const week = { monday: ['07:30-11:30', '13:30-17:00'], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: ['08:00-11:00'], sunday: [] }
const small = { sources: { a: 'Luật' }, hours: [{ validFrom: '2026-01-01', source: 'a', ...week }], days: [{ date: '2026-09-02', type: 'off', kind: 'statutory', name: 'Quốc khánh', source: 'a', confidence: 'high' }] }

describe('holidays of the province pack', () => {
  it('give the known number of working days in each year', () => {
    const made = makeCalendar({ version: '1', ...readHolidayFile(file) })
    if (!made.ok) throw new Error('the pack is faulty')
    const count = (year: number) => {
      let days = 0
      for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) if (isWorkingDay(made.calendar, day)) days++
      return days
    }
    expect([2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027].map(count)).toEqual([252, 250, 249, 249, 251, 250, 250, 250])
    expect(minutesPerDay(made.calendar, '2026-01-01')).toBe(480)
    expect([...made.calendar.pending.keys()]).toEqual(['2026-11-24', '2027-11-24'])
    expect([...made.calendar.days.values()].filter(day => day.confidence === 'estimated').every(day => day.date.startsWith('2027'))).toBe(true)
  })
  it('become days and hours with their sources spelt out', () => {
    expect(readHolidayFile(small)).toEqual({
      days: [{ date: '2026-09-02', type: 'off', kind: 'statutory', name: 'Quốc khánh', source: 'Luật', confidence: 'high', agencyId: null, windows: null }],
      windowSets: [{ validFrom: '2026-01-01', source: 'Luật', agencyId: null, week: [[], [{ from: 450, to: 690 }, { from: 810, to: 1020 }], [], [], [], [], [{ from: 480, to: 660 }]] }]
    })
  })
  it('are refused with unknown sources, impossible hours or days', () => {
    expect(() => readHolidayFile({ ...small, sources: { b: 'x' } })).toThrow('unnamed source a, unnamed source a')
    expect(() => readHolidayFile({ ...small, hours: [{ ...small.hours[0], monday: ['11:30-07:00'] }] })).toThrow('bad-window 2026-01-01')
    expect(() => readHolidayFile({ ...small, days: [...small.days, ...small.days] })).toThrow('duplicate-day 2026-09-02')
    expect(() => readHolidayFile({ ...small, days: [{ ...small.days[0], kind: 'party' }] })).toThrow()
    expect(() => readHolidayFile({})).toThrow()
  })
})
