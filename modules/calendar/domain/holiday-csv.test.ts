import { describe, expect, it } from 'vitest'
import { readHolidayCsv } from './holiday-csv.ts'

const HEAD = 'date,weekday_vi,day_type,kind,name_vi,source,confidence'
const LINE = '2026-09-02,Thứ Tư,off,statutory,Quốc khánh,Luật,high'
const read = (...lines: readonly string[]) => readHolidayCsv([HEAD, ...lines].join('\n'))
const reasons = (...lines: readonly string[]) => read(...lines).refused.map(({ line, reason, value }) => `${line} ${reason} ${value}`)

describe('a list of days off', () => {
  it('is read with its kinds, sources and confidence', () => {
    expect(read(LINE, '2026-08-22,thứ bảy,work,swap_work,Làm bù,"CV ""1"", 2026",medium')).toEqual({
      refused: [],
      days: [
        { date: '2026-09-02', type: 'off', kind: 'statutory', name: 'Quốc khánh', source: 'Luật', confidence: 'high', agencyId: null, windows: null },
        { date: '2026-08-22', type: 'work', kind: 'swap-work', name: 'Làm bù', source: 'CV "1", 2026', confidence: 'medium', agencyId: null, windows: null }
      ]
    })
  })
  it('may come with a byte-order mark, carriage returns, other column order, empty lines and decomposed letters', () => {
    const { days, refused } = readHolidayCsv(`\ufeffsource,date,weekday_vi,day_type,kind,name_vi,confidence\r\nLuật,2026-09-02,Thứ Tư,off,statutory,${'Quốc khánh'.normalize('NFD')},high\r\n\r\n`)
    expect([days.map(day => day.name), refused]).toEqual([['Quốc khánh'], []])
  })
  it('is refused as a whole without its columns', () => {
    expect(readHolidayCsv('date,kind\n2026-09-02,statutory').refused.map(({ value }) => value)).toEqual(['weekday_vi', 'day_type', 'name_vi', 'source', 'confidence'])
    expect(readHolidayCsv('').days).toEqual([])
  })
  it.each([
    ['2026-02-30,Thứ Hai,off,statutory,a,b,high', 'bad-date 2026-02-30'],
    ['2026-09-02,Thứ Ba,off,statutory,a,b,high', 'wrong-weekday 2026-09-02 Thứ Ba'],
    ['2026-09-02,Thứ Tư,closed,statutory,a,b,high', 'unknown-type closed'],
    ['2026-09-02,Thứ Tư,off,party,a,b,high', 'unknown-kind party'],
    ['2026-09-02,Thứ Tư,work,statutory,a,b,high', 'type-against-kind work statutory'],
    ['2026-09-02,Thứ Tư,off,swap_work,a,b,high', 'type-against-kind off swap-work'],
    ['2026-09-02,Thứ Tư,off,statutory,a,b,sure', 'unknown-confidence sure'],
    ['2026-09-02,Thứ Tư,off,statutory,,b,high', 'no-name 2026-09-02'],
    ['2026-09-02,Thứ Tư,off,statutory,a,,high', 'no-source 2026-09-02'],
    ['2026-09-02,Thứ Tư,off,statutory,a,b', 'wrong-number-of-fields 6'],
    ['2026-09-02,Thứ Tư,off,statutory,a,b,high,', 'wrong-number-of-fields 8']
  ])('refuses %s', (line, reason) => expect(reasons(line)).toEqual([`2 ${reason}`]))
  it('keeps the line number over a quoted line break, and takes the good lines', () => {
    const mixed = read('2026-09-02,Thứ Tư,off,statutory,"Quốc\nkhánh",b,high', 'x', LINE.replace('09-02', '09-01').replace('Tư', 'Ba'))
    expect(mixed.refused).toEqual([{ line: 4, reason: 'wrong-number-of-fields', value: '1' }])
    expect(mixed.days.map(day => day.date)).toEqual(['2026-09-02', '2026-09-01'])
  })
  it('refuses a date given twice', () => expect(reasons(LINE, LINE)).toEqual(['3 repeated-date 2026-09-02']))
  it('does not hang on a stray quote', () => expect(reasons(LINE, 'a "b" c')).toEqual(['3 wrong-number-of-fields 0']))
  it('lets a local day be either', () => expect(reasons('2026-09-05,Thứ Bảy,work,local,a,b,high', '2026-09-04,Thứ Sáu,off,local,a,b,high')).toEqual([]))
})
