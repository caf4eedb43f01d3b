import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateInWords, fileSize, grouped, inWords, longDate, longMoment, shortMoment } from './dates.ts'

describe('dates on papers', () => {
  it.each([
    ['2026-02-04T17:00:00Z', 'ngày 05 tháng 02 năm 2026'], ['2026-03-12T01:00:00Z', 'ngày 12 tháng 3 năm 2026'],
    ['2026-01-10T01:00:00Z', 'ngày 10 tháng 01 năm 2026'], ['2026-10-01T01:00:00Z', 'ngày 01 tháng 10 năm 2026'],
  ])('%s is %s', (iso, text) => { expect(longDate(new Date(iso))).toBe(text) })
  it('gives the hour in Việt Nam', () => {
    expect(longMoment(new Date('2026-03-01T23:30:00Z'))).toBe('06 giờ 30 phút, ngày 02 tháng 3 năm 2026')
    expect(shortMoment(new Date('2026-03-01T23:30:00Z'))).toBe('06:30 02/03/2026')
  })
  it('spells a day of birth', () => {
    expect(dateInWords('2026-04-05')).toBe('Ngày mùng năm tháng tư năm hai nghìn không trăm hai mươi sáu')
    expect(dateInWords('1999-12-31')).toBe('Ngày ba mươi mốt tháng mười hai năm một nghìn chín trăm chín mươi chín')
  })
})

describe('numbers on papers', () => {
  it.each([
    [0, 'không'], [5, 'năm'], [10, 'mười'], [15, 'mười lăm'], [21, 'hai mươi mốt'], [25, 'hai mươi lăm'], [105, 'một trăm linh năm'], [110, 'một trăm mười'],
    [1_000, 'một nghìn'], [2_005, 'hai nghìn không trăm linh năm'], [500_000_000, 'năm trăm triệu'], [1_000_015, 'một triệu không trăm mười lăm'],
    [2_000_000_000, 'hai tỷ'], [1_000_000_000_000, 'một nghìn tỷ'], [1_002_000_000_000, 'một nghìn không trăm linh hai tỷ'],
  ])('%d is read %s', (value, words) => { expect(inWords(value)).toBe(words) })
  it('reads different numbers differently, with single spaces', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999_999 }), (a, b) => {
      expect(inWords(a)).not.toMatch(/ {2}|^ | $/)
      if (a !== b) expect(inWords(a)).not.toBe(inWords(b))
    }))
  })
  it('groups by three and rounds sizes', () => {
    expect([grouped(0), grouped(1234), grouped(1_234_567)]).toEqual(['0', '1.234', '1.234.567'])
    expect([fileSize(812), fileSize(1024), fileSize(1_600_000), fileSize(25_000_000)]).toEqual(['812 B', '1 KB', '1,5 MB', '24 MB'])
  })
})
