import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderOf, toHighToLow, toLowToHigh } from './agency-code.ts'
import { formatDossierCode, formatResultCode, normaliseDossierCode, parseDossierCode, parseResultCode } from './code.ts'

const digits = (length: number) => fc.integer({ min: 1, max: 10 ** length - 1 }).map(n => String(n).padStart(length, '0'))
const top = fc.tuple(fc.constantFrom('A', 'G', 'H', 'Y'), digits(2)).map(([letter, number]) => letter + number)
/** Codes that both orders can write. */
const bothWays = fc.tuple(top, fc.constantFrom(0, 1, 2, 3), digits(2), digits(2), digits(3)).map(([first, levels, ...lower]) => [first, ...lower.slice(0, levels)].join('.'))

describe('agency codes', () => {
  it.each([['000.00.33.H55', 'H55.33'], ['000.00.00.H55', 'H55'], ['000.12.33.H55', 'H55.33.12'], ['001.12.33.H55', 'H55.33.12.001'], ['001.00.33.H55', 'H55.33.00.001']])(
    '%s is %s', (low, high) => expect([toHighToLow(low), toLowToHigh(high)]).toEqual([{ ok: true, code: high }, { ok: true, code: low }]))
  it('are the same after going there and back', () => {
    fc.assert(fc.property(bothWays, high => {
      const low = toLowToHigh(high)
      expect(low.ok && orderOf(low.code)).toBe('low-to-high')
      expect(low.ok && toHighToLow(low.code)).toEqual({ ok: true, code: high })
    }))
  })
  it('already in the wanted order stay as they are', () => {
    expect(toHighToLow('H55.242')).toEqual({ ok: true, code: 'H55.242' })
    expect(toLowToHigh('000.00.33.H55')).toEqual({ ok: true, code: '000.00.33.H55' })
  })
  it.each(['H55.242', 'H55.3', 'H55.33.44.1', 'H55.33.44.555.66', 'H55.AB', 'H55.00'])('%s has no old form', code =>
    expect(toLowToHigh(code)).toEqual({ ok: false, reason: 'not-expressible' }))
  it.each(['', 'H5', 'Z55', 'h55', 'H55.', 'H55..33', 'H55-33', '00.00.33.H55', `H55.${'1'.repeat(32)}`])('%j is none', code => {
    expect(orderOf(code)).toBeUndefined()
    expect(toHighToLow(code)).toEqual({ ok: false, reason: 'not-an-agency-code' })
    expect(toLowToHigh(code)).toEqual({ ok: false, reason: 'not-an-agency-code' })
  })
  it('may have 35 characters', () => expect(orderOf(`H55.${'1'.repeat(31)}`)).toBe('high-to-low'))
})

describe('dossier codes', () => {
  const parts = { agencyCode: 'H55.33', date: '2023-10-15', number: 7 }
  it('are written in the order of the regime', () => {
    expect(formatDossierCode({ version: 1, order: 'low-to-high' }, parts)).toEqual({ ok: true, code: '000.00.33.H55-231015-0007' })
    expect(formatDossierCode({ version: 1, order: 'high-to-low' }, parts)).toEqual({ ok: true, code: 'H55.33-231015-0007' })
    expect(formatDossierCode({ version: 1, order: 'high-to-low' }, { ...parts, agencyCode: '000.00.33.H55' })).toEqual({ ok: true, code: 'H55.33-231015-0007' })
  })
  it('come back as what they were made of', () => {
    fc.assert(fc.property(bothWays, fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 999_999 }), fc.constantFrom('high-to-low' as const, 'low-to-high' as const), (agencyCode, day, number, order) => {
      const made = { agencyCode, date: day.toISOString().slice(0, 10), number }
      const written = formatDossierCode({ version: 1, order }, made)
      expect(written.ok && parseDossierCode(written.code)).toEqual({ ok: true, parts: made, order })
    }))
  })
  it('grow above 9,999 a day and have one spelling only', () => {
    expect(formatDossierCode({ version: 1, order: 'high-to-low' }, { ...parts, number: 10_000 })).toEqual({ ok: true, code: 'H55.33-231015-10000' })
    expect(parseDossierCode('H55.33-231015-00007')).toEqual({ ok: false, reason: 'not-a-dossier-code' })
  })
  it.each([0, -1, 1.5, 1_000_000, Number.NaN])('have no number %s', number =>
    expect(formatDossierCode({ version: 1, order: 'high-to-low' }, { ...parts, number })).toEqual({ ok: false, reason: 'bad-number' }))
  it('need a day and an agency that can be written', () => {
    expect(formatDossierCode({ version: 1, order: 'high-to-low' }, { ...parts, date: '2023-02-29' })).toEqual({ ok: false, reason: 'no-such-day' })
    expect(formatDossierCode({ version: 1, order: 'low-to-high' }, { ...parts, agencyCode: 'H55.242' })).toEqual({ ok: false, reason: 'not-expressible' })
    expect(formatDossierCode({ version: 1, order: 'low-to-high' }, { ...parts, agencyCode: '?' })).toEqual({ ok: false, reason: 'not-an-agency-code' })
  })
  it.each([
    ['', 'not-a-dossier-code'], ['H55.33-231015', 'not-a-dossier-code'], ['H55.33-231015-007', 'not-a-dossier-code'], ['H55.33-231015-0000', 'bad-number'],
    ['H55.33-230229-0001', 'no-such-day'], ['H55.33-231315-0001', 'no-such-day'], ['33.H55-231015-0001', 'not-an-agency-code'], ['h55.33-231015-0007', 'not-a-dossier-code']
  ])('%j is %s', (code, reason) => expect(parseDossierCode(code)).toEqual({ ok: false, reason }))
  it('may be typed carelessly', () => expect(normaliseDossierCode(' h55.33 \u2013 231015\u2014 0007\u00a0')).toBe('H55.33-231015-0007'))
})

describe('result codes', () => {
  it('carry owner and number', () => {
    expect(parseResultCode('KQ.G10.000608')).toEqual({ ok: true, owner: 'G10', number: 608 })
    expect(formatResultCode('G10', 608)).toEqual({ ok: true, code: 'KQ.G10.000608' })
  })
  it.each(['KQ.G10.608', 'KQ.10.000608', 'KQ.G10.0006080', 'xKQ.G10.000608'])('%s is none', code => expect(parseResultCode(code).ok).toBe(false))
  it('are not made of nonsense', () => expect([formatResultCode('G10', 1_000_000).ok, formatResultCode('G10', -1).ok, formatResultCode('', 1).ok]).toEqual([false, false, false]))
})
