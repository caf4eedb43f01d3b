import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeDue, formatDate, formatDateTime, formatDuration, formatFileSize, formatIsoDate, formatMoney, formatNumber, formatPercent } from './format.ts'

const at = (iso: string): Date => new Date(iso)

describe('dates', () => {
  it('shows Vietnam time whatever the machine', () => {
    expect(formatDateTime(at('2026-11-23T07:03:00Z'))).toBe('14:03, thứ Hai 23/11/2026')
    expect(formatDateTime(at('2026-11-23T07:03:00Z'), 'en')).toBe('14:03, Monday 23 November 2026')
  })
  it('turns the day at 17:00 UTC', () => {
    expect(formatDate(at('2025-12-31T16:59:59Z'))).toBe('31/12/2025')
    expect(formatDate(at('2025-12-31T17:00:00Z'))).toBe('01/01/2026')
  })
  it('says Sunday as people do', () => expect(formatDateTime(at('2026-11-29T01:00:00Z'))).toBe('08:00, Chủ nhật 29/11/2026'))
  it('shows a calendar date without moving it', () => {
    expect(formatIsoDate('2020-01-09')).toBe('09/01/2020')
    expect(formatIsoDate('không rõ')).toBe('không rõ')
  })
})

describe('figures', () => {
  it('groups by dot and marks decimals by comma', () => {
    expect(formatNumber(1234567.89)).toBe('1.234.567,89')
    expect(formatNumber(1234567.89, 'en')).toBe('1,234,567.89')
    expect(formatNumber(-0.001)).toBe('0')
    expect(formatNumber(-12.5)).toBe('−12,5')
    expect(formatNumber(Number.NaN)).toBe('–')
  })
  it('holds the unit to the figure', () => {
    expect(formatMoney(100_000)).toBe('100.000\u00a0₫')
    expect(formatPercent(0.982)).toBe('98,2\u00a0%')
  })
  it('shows every whole number so that its digits can be read back', () => {
    fc.assert(fc.property(fc.integer({ min: 0 }), (n) => { expect(Number(formatNumber(n).replaceAll(".", ""))).toBe(n) }))
  })
  it('shows sizes as phones do', () => {
    expect(formatFileSize(0)).toBe('0\u00a0byte')
    expect(formatFileSize(1023)).toBe('1.023\u00a0byte')
    expect(formatFileSize(1_258_291)).toBe('1,2\u00a0MB')
    expect(formatFileSize(1_048_575)).toBe('1\u00a0MB')
  })
})

describe('durations and due times', () => {
  it('names the two largest units', () => {
    expect(formatDuration(0)).toBe('0 phút')
    expect(formatDuration(80)).toBe('1 giờ 20 phút')
    expect(formatDuration(3 * 1440 + 125)).toBe('3 ngày 2 giờ')
    expect(formatDuration(1440 + 5)).toBe('1 ngày')
    expect(formatDuration(61, 'en')).toBe('1 hour 1 minute')
  })
  it('tells lateness, nearness and the day', () => {
    const now = at('2026-11-23T02:00:00Z')
    expect(describeDue(at('2026-11-23T01:25:00Z'), now)).toEqual({ text: 'Quá 35 phút', tone: 'late' })
    expect(describeDue(at('2026-11-23T03:20:00Z'), now)).toEqual({ text: 'Còn 1 giờ 20 phút', tone: 'soon' })
    expect(describeDue(at('2026-11-23T10:00:00Z'), now)).toEqual({ text: 'Hôm nay 17:00', tone: 'ok' })
    expect(describeDue(at('2026-11-24T04:30:00Z'), now)).toEqual({ text: 'Mai 11:30', tone: 'ok' })
    expect(describeDue(at('2026-11-25T04:30:00Z'), now)).toEqual({ text: 'thứ Tư 25/11/2026', tone: 'ok' })
  })
})
