import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIELD_TYPES, type Field } from './schema.ts'
import { dayOf, numberOf, readValue, valueReader } from './value.ts'

const field = (more: Partial<Field>): Field => ({ name: 'a', title: { vi: 'A' }, type: 'text', classification: 'open', ...more })

describe('a cell', () => {
  test.each([
    ['integer', '1.234', 'vi', '1234'], ['integer', '007', 'vi', '7'], ['integer', '-0', 'en', '0'], ['decimal', '-00.50', 'en', '-0.50'], ['decimal', '-0.0', 'en', '0.0'], ['decimal', '1.234,50', 'vi', '1234.50'], ['decimal', '1,234.5', 'en', '1234.5'], ['money', '1.500.000 đồng', 'vi', '1500000'], ['boolean', 'Có', 'vi', 't'],
    ['date', '01/07/2025', 'vi', '2025-07-01'], ['date', '2024-02-29', 'en', '2024-02-29'], ['datetime', '1/7/2025 8:05', 'vi', '2025-07-01T08:05:00+07:00'], ['phone', '+84 912 345 678', 'vi', '0912345678'],
    ['point', '21.59, 105.84', 'en', '(105.84,21.59)'], ['point', '{"type":"Point","coordinates":[105.84,21.59]}', 'en', '(105.84,21.59)'], ['text', '  Pho\u0323  ', 'vi', 'Phọ'],
  ] as const)('%s %s (%s) is %s', (type, cell, style, text) => { expect(readValue(field({ type }), cell, style)).toEqual({ text }) })
  test.each([['date', '31/02/2025'], ['date', '29/02/2023'], ['integer', '1,5'], ['integer', '99999999999999999999'], ['personal-id', '12345678901'], ['unit', 'TN'], ['email', 'a@b'], ['url', 'javascript:alert(1)'], ['geometry', '{"type":"X"}'],
    // PostgreSQL would stumble over these, and with them over the whole file or every later answer
    ['datetime', '2025-07-01 08:05+99:00'], ['datetime', '2025-07-01 08:05+07:99'], ['decimal', `1${'0'.repeat(100)}`], ['geometry', '{"type":"Point","coordinates":[1,2],"x":"\\u0000"}'], ['geometry', '{"type":"Point","coordinates":[1,1e400000]}']] as const)('%s %s is refused', (type, cell) => {
    expect(readValue(field({ type }), cell, 'vi')).toEqual({ fault: type })
  })
  test('that holds what no text may hold is refused', () => {
    expect(readValue(field({}), 'a\u0000b')).toEqual({ fault: 'control-character' })
    expect(readValue(field({}), 'a\ufffdb')).toEqual({ fault: 'encoding' })
  })
  test('days and numbers', () => {
    expect(dayOf('2025-13-01')).toBeUndefined()
    expect(numberOf('1234.5', 'vi')).toBeUndefined()
  })
})

describe('the shortcut for bytes', () => {
  const encoder = new TextEncoder()
  const fields = fc.constantFrom(...FIELD_TYPES.flatMap(type => [field({ type }), field({ type, minimum: 0, maximum: 100 }), field({ type, maxLength: 5 }), field({ type: 'text', choices: [{ value: 'a', label: { vi: 'A' } }, { value: 'Có', label: { vi: 'B' } }] })]))
  const cells = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: fc.constantFrom(...'0123456789.,-+/ \\\t\u0301ăôằđƯẽ'), maxLength: 12 }),
    fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }).map(at => at.toISOString().slice(0, 10)), fc.integer().map(String), fc.double({ min: -200, max: 200, noNaN: true }).map(value => value.toFixed(3)), fc.constantFrom('a', 'Có', '0912345678', '001234567890', '05443'),
  )
  test('never says more than the reader', () => {
    fc.assert(fc.property(fields, fc.constantFrom('vi' as const, 'en' as const), cells, (which, style, cell) => {
      const bytes = encoder.encode(`,${cell},`)
      const reader = valueReader(which, style)
      if (!reader.plain(bytes, 1, bytes.length - 1)) return
      expect(reader.read(cell)).toBe(cell)
      expect(reader.fault).toBeNull()
      expect(cell).not.toMatch(/[\\\t\r\n]/)
    }), { numRuns: 20_000 })
  })
  test('is taken where files are large', () => {
    for (const [type, cell] of [['text', 'Phường Phan Đình Phùng'], ['integer', '-12'], ['decimal', '12.50'], ['date', '2025-07-01'], ['unit', '05443'], ['personal-id', '001234567890'], ['phone', '0912345678']] as const) {
      const bytes = encoder.encode(cell)
      expect(valueReader(field({ type }), 'en').plain(bytes, 0, bytes.length), cell).toBe(true)
    }
  })
  test('takes no bytes that are no UTF-8', () => {
    expect(valueReader(field({}), 'vi').plain(Uint8Array.of(0x61, 0xc3), 0, 2)).toBe(false)
    expect(valueReader(field({}), 'vi').plain(Uint8Array.of(0xe1, 0xba, 0x41), 0, 3)).toBe(false)
  })
})
