import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeDate, isRealDate, readDate, resolveBound, shiftDate } from './dates.ts'
import { normaliseLines, normalisePhone, normaliseTaxCode, normaliseText, readMoney, readNumber } from './normalise.ts'
import { isPhone, readPersonalId, taxCheckDigitHolds } from './numbers.ts'

describe('text', () => {
  it.each([['  Nguyễn   Văn\tAn ', 'Nguyễn Văn An'], ['cần'.normalize('NFD'), 'cần'], ['Ðỗ Thị Bình', 'Đỗ Thị Bình'], ['a\u200Bb', 'ab']])('%j → %j', (raw, tidy) => {
    expect(normaliseText(raw)).toBe(tidy)
  })
  it('keeps lines of long texts', () => expect(normaliseLines(' a \r\n\r\n\r\n\r\n b')).toBe('a\n\nb'))
  it('is NFC and idempotent for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = normaliseText(text)
      expect(once).toBe(once.normalize('NFC'))
      expect(normaliseText(once)).toBe(once)
      expect(normaliseLines(normaliseLines(text))).toBe(normaliseLines(text))
    }))
  })
})

describe('phone', () => {
  it.each([['+84912345678', '0912345678'], ['84 912 345 678', '0912345678'], ['0084.912.345.678', '0912345678'], ['(0208) 3855-123', '02083855123'], ['+84 0912345678', '0912345678'], ['01682345678', '0382345678']])('%s → %s', (raw, tidy) => {
    expect(normalisePhone(raw)).toBe(tidy)
    expect(isPhone(tidy)).toBe(true)
  })
  it('is idempotent for any keys', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+84 .-') }), (text) => { expect(normalisePhone(normalisePhone(text))).toBe(normalisePhone(text)) }))
  })
})

describe('numbers', () => {
  it.each([['1.234.567,89', 1234567.89], ['1234,5', 1234.5], ['1234.5', 1234.5], ['1.234', 1234], ['1,234,567', 1234567], ['-3', -3], ['1..2', undefined], ['', undefined], ['12a', undefined]])('%s → %s', (raw, value) => {
    expect(readNumber(raw)).toBe(value)
  })
  it.each([['1.500.000', 1_500_000], ['1,500,000đ', 1_500_000], ['20000 VND', 20_000], ['1.5', undefined], ['1.50.000', undefined], ['99999999999999999999', undefined]])('%s đồng → %s', (raw, value) => {
    expect(readMoney(raw)).toBe(value)
  })
  it('reads what Vietnamese formatting wrote', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (value) => { expect(readMoney(value.toLocaleString('vi-VN'))).toBe(value) }))
  })
})

describe('dates', () => {
  it.each([['1/7/2025', '2025-07-01'], ['01-07-2025', '2025-07-01'], ['1 7 2025', '2025-07-01'], ['010725', '2025-07-01'], ['010790', '1990-07-01'], ['01072025', '2025-07-01'], ['2025-07-01', '2025-07-01'], ['29/2/2024', '2024-02-29'], ['29/2/2025', undefined], ['32/1/2025', undefined], ['7/2025', undefined]])('%s → %s', (raw, date) => {
    expect(readDate(raw, '2026-03-10')).toBe(date)
  })
  it.each([['today', '2026-03-10'], ['today-18y', '2008-03-10'], ['today-60d', '2026-01-09'], ['today+1m', '2026-04-10'], ['2025-07-01', '2025-07-01']])('%s means %s', (bound, date) => {
    expect(resolveBound(bound, '2026-03-10')).toBe(date)
  })
  it('keeps to the end of shorter months', () => {
    expect(shiftDate('2024-02-29', -1, 'y')).toBe('2023-02-28')
    expect(shiftDate('2026-01-31', 1, 'm')).toBe('2026-02-28')
  })
  it('reads every real day however it is written', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }), fc.constantFrom('/', '-', '.', ' '), (date, mark) => {
      const [day, month, year] = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()]
      const iso = composeDate(day, month, year)
      expect(iso).toBe(date.toISOString().slice(0, 10))
      expect(readDate([day, month, year].join(mark), '2026-03-10')).toBe(iso)
      expect(isRealDate(iso ?? '')).toBe(true)
      expect(shiftDate(shiftDate(iso ?? '', 40, 'd'), -40, 'd')).toBe(iso)
    }))
  })
})

describe('national numbers', () => {
  it('reads place, sex and year of birth from a personal number', () => {
    expect(readPersonalId('019300000002')).toEqual({ placeCode: '019', bornAbroad: false, gender: 'female', birthYear: 2000 })
    expect(readPersonalId('123185000003')).toMatchObject({ bornAbroad: true, gender: 'female', birthYear: 1985 })
    expect(readPersonalId('019690000001')).toBeUndefined()
  })
  it('catches every single mistyped digit of a tax code', () => {
    const codes = ['4600100010', '4601234560', '4700123452', '4600999990', '0100109106', '0300588569']
    for (const code of codes) {
      expect(taxCheckDigitHolds(code)).toBe(true)
      for (let place = 0; place < 10; place++) for (let digit = 0; digit < 10; digit++) {
        const typed = code.slice(0, place) + String(digit) + code.slice(place + 1)
        expect(taxCheckDigitHolds(typed)).toBe(typed === code)
      }
    }
  })
  it('writes a branch with a hyphen', () => expect(normaliseTaxCode('46001 00010 001')).toBe('4600100010-001'))
})
