import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { isWorkingDay } from './domain/calendar.ts'
import { importHolidays, loadCalendar, loadProvinceHolidays, workingTimeFor } from './index.ts'
import { write } from './store.ts'
import { aDay } from './testing.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const HEAD = 'date,weekday_vi,day_type,kind,name_vi,source,confidence'
const csv = (...lines: readonly string[]): string => [HEAD, ...lines].join('\n')
const NATIONAL_DAY = '2026-09-02,Thứ Tư,off,statutory,Quốc khánh,Luật,high'
const REAL = new URL('../../../shared/data/holidays/vn_days_off_2020_2027.csv', import.meta.url).pathname
const packFile: unknown = JSON.parse(readFileSync(new URL('../../provinces/thai-nguyen/holidays.json', import.meta.url), 'utf8'))

describe('a new database', () => {
  const t = useDb()
  test('has the default hours, no days off, and says that it knows no year', async () => {
    const calendar = await loadCalendar(t().db)
    expect([calendar.version, isWorkingDay(calendar, '2026-09-02')]).toEqual(['0', true])
    expect((await workingTimeFor(t().db, null)).doubts('2026-09-01', '2026-09-03')).toEqual([{ date: '2026-09-01', why: 'unknown-year', name: '2026' }])
  })
})

describe('import of days off', () => {
  const t = useDb()
  test('takes, then changes nothing, then replaces what differs, and keeps the rest', async () => {
    expect(await importHolidays(t().db, csv(NATIONAL_DAY), { now: NOW })).toEqual({ taken: 1, changed: 0, unchanged: 0, refused: [], revision: 1 })
    expect(await importHolidays(t().db, csv(NATIONAL_DAY), { now: NOW })).toEqual({ taken: 0, changed: 0, unchanged: 1, refused: [], revision: null })
    const second = csv(NATIONAL_DAY.replace('Luật', 'Thông báo'), '2026-09-01,Thứ Ba,off,statutory,Quốc khánh,Luật,high', '2026-09-03,Thứ Tư,off,statutory,Quốc khánh,Luật,high')
    expect(await importHolidays(t().db, second, { now: NOW })).toEqual({ taken: 1, changed: 1, unchanged: 0, refused: [{ line: 4, reason: 'wrong-weekday', value: '2026-09-03 Thứ Tư' }], revision: 2 })
    const calendar = await loadCalendar(t().db)
    expect([...calendar.days.values()].map(day => `${day.date} ${day.source}`)).toEqual(['2026-09-01 Luật', '2026-09-02 Thông báo'])
  })
  test('leaves earlier wordings readable', async () => {
    expect([...(await loadCalendar(t().db, null, 1)).days.values()].map(day => `${day.date} ${day.source}`)).toEqual(['2026-09-02 Luật'])
    expect((await loadCalendar(t().db)).version).toBe('2')
  })
  test('shows at once, though calendars are kept in memory', async () => {
    expect((await workingTimeFor(t().db, null)).isWorkingDay('2026-12-31')).toBe(true)
    await importHolidays(t().db, csv('2026-12-31,Thứ Năm,off,local,Nghỉ,QĐ,high'), { now: NOW })
    expect((await workingTimeFor(t().db, null)).isWorkingDay('2026-12-31')).toBe(false)
    expect(await loadCalendar(t().db)).toBe(await loadCalendar(t().db))
  })
  test('run by two at once makes one revision after the other', async () => {
    const both = await Promise.all(['2027-01-04,Thứ Hai', '2027-01-05,Thứ Ba'].map(day => importHolidays(t().db, csv(`${day},off,local,Nghỉ,QĐ,high`), { now: NOW })))
    expect(both.map(report => report.revision).toSorted()).toEqual([4, 5])
  })
  test('cannot be undone by rewording a row', async () => {
    await expect(sql`update calendar.day set name = 'x'`.execute(t().db.kysely)).rejects.toThrow(/permission denied/)
    await expect(sql`delete from calendar.revision`.execute(t().db.kysely)).rejects.toThrow(/permission denied/)
  })
})

describe('the province pack', () => {
  const t = useDb()
  test('is loaded once, and does not undo what others said since', async () => {
    const first = await loadProvinceHolidays(t().db, packFile, NOW)
    expect([first.taken > 100, first.changed, first.kept]).toEqual([true, 0, 0])
    expect(await loadProvinceHolidays(t().db, packFile, NOW)).toEqual({ taken: 0, changed: 0, unchanged: first.taken, kept: 0 })
    await importHolidays(t().db, csv('2027-02-04,Thứ Năm,off,tet_adjustment,29 Tết,Thông báo nghỉ Tết,high'), { now: NOW })
    expect(await loadProvinceHolidays(t().db, packFile, NOW)).toMatchObject({ changed: 0, kept: 1 })
    expect((await loadCalendar(t().db)).days.get('2027-02-04')?.confidence).toBe('high')
  })
  test('and an agency\'s own hours and days', async () => {
    const agencyId = newId()
    const week = [[], [{ from: 450, to: 690 }], [{ from: 450, to: 690 }], [{ from: 450, to: 690 }], [{ from: 450, to: 690 }], [{ from: 450, to: 690 }], [{ from: 450, to: 690 }]] as const
    await transact(t().db, { kind: 'system', name: 'test' }, tx => write(tx, { days: [aDay('2026-09-02', { agencyId, type: 'work', kind: 'local', windows: [{ from: 480, to: 600 }] })], windowSets: [{ agencyId, validFrom: '2026-01-01', week, source: 'QĐ' }] }, 'administrator', 'test', NOW))
    const [own, common] = [await workingTimeFor(t().db, agencyId, NOW), await workingTimeFor(t().db, null)]
    expect([own.minutesPerDay, own.isWorkingDay('2026-09-02'), own.isWorkingDay('2026-09-05'), own.closing('2026-09-02')?.toISOString()]).toEqual([240, true, true, '2026-09-02T03:00:00.000Z'])
    expect([common.minutesPerDay, common.isWorkingDay('2026-09-02'), common.isWorkingDay('2026-09-05')]).toEqual([480, false, false])
  })
  test.skipIf(!existsSync(REAL))(`says the same as the list of days off it restates${existsSync(REAL) ? '' : ` (skipped: ${REAL} is absent)`}`, async () => {
    const before = await loadCalendar(t().db)
    const report = await importHolidays(t().db, readFileSync(REAL, 'utf8'), { now: NOW })
    expect([report.taken, report.refused]).toEqual([0, []])
    const after = await loadCalendar(t().db)
    for (const [date, day] of after.days) expect([date, before.days.get(date)?.type, before.days.get(date)?.kind]).toEqual([date, day.type, day.kind])
    expect(after.days.size).toBe(before.days.size)
  })
})
