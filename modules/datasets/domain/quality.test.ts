import { describe, expect, test } from 'vitest'
import { DIMENSIONS, fell, metadataBoxes, percentOf, scoreOf, SLOGAN, sharingBoxes, ticksOf, timelinessBoxes, type Box, type Facts } from './quality.ts'

const facts: Facts = { title: 'Trạm y tế', titleEn: '', description: 'x'.repeat(100), legalBasis: '', theme: '', keywords: [], licence: '', stewardAccountId: null, refreshDays: 30, refreshedAt: null, access: 'internal', state: 'draft', feed: null, schema: { fields: [{ name: 'ma', title: { vi: 'Mã' }, type: 'text', classification: 'open' }], key: [], temporal: false, rules: [] } }
const box = (dimension: Box['dimension'], good: number, of: number, more: Partial<Box> = {}): Box => ({ dimension, kind: 'k', subject: '', good, of, ...more })
const now = new Date('2026-11-30T00:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

describe('the score', () => {
  test('is the mean of dimensions, each the mean of its boxes; what does not apply or stands aside counts nowhere', () => {
    expect(scoreOf([box('validity', 1, 2), box('validity', 2, 2), box('completeness', 1, 4), box('completeness', 0, 0), box('completeness', 0, 9, { aside: true })])).toBe(50)
    expect(scoreOf([])).toBeUndefined()
    expect(ticksOf([box('validity', 1, 2), box('validity', 2, 2), box('validity', 0, 0)])).toEqual({ ticked: 1, of: 2 })
  })
  test('is never 100 while a row is wrong, nor 0 because one box is empty', () => {
    expect(percentOf({ good: 999_999, of: 1_000_000 })).toBe(99.9)
    expect(scoreOf([box('validity', 0, 1), ...DIMENSIONS.slice(1).map(each => box(each, 1, 1))])).toBe(87.5)
  })
  test('every dimension belongs to exactly one word of the slogan', () => { expect(SLOGAN.flatMap(each => [...each.dimensions])).toEqual([...DIMENSIONS]) })
  test('a fall of a point is told, a breath is not', () => { expect([fell(90, 89.1), fell(90, 89), fell(null, 3), fell(90, undefined)]).toEqual([false, true, false, false]) })
})

describe('what is said about a dataset', () => {
  const good = (more: Partial<Facts>, kind: string): string => { const found = metadataBoxes({ ...facts, ...more }).find(each => each.kind === kind); return `${found?.good}/${found?.of}` }
  test('a short description counts in part; licence and legal basis count where they must be named', () => {
    expect([good({}, 'description'), good({ description: 'x'.repeat(900) }, 'description')]).toEqual(['100/200', '200/200'])
    expect([good({}, 'licence'), good({ access: 'open' }, 'licence'), good({ access: 'open', licence: 'CC0-1.0' }, 'licence')]).toEqual(['0/0', '0/1', '1/1'])
    expect([good({}, 'legal-basis'), good({ access: 'shared' }, 'legal-basis')]).toEqual(['0/0', '0/1'])
  })
  test('what is internal is not marked down for not being shared', () => {
    expect(sharingBoxes(facts, undefined)).toEqual([])
    expect(sharingBoxes({ ...facts, access: 'open', state: 'published' }, { answers: true, users: 0 }).map(each => `${each.kind} ${each.good}/${each.of}`)).toEqual(['published 1/1', 'open-format 1/1', 'service 1/1', 'used 0/1'])
  })
})

describe('the promise to refresh', () => {
  const boxes = (loads: readonly number[], more: Partial<Facts> = {}) => timelinessBoxes({ ...facts, refreshedAt: loads.length === 0 ? null : daysAgo(loads.at(-1) ?? 0), ...more }, loads.map(daysAgo), now).map(each => `${each.kind} ${each.good}/${each.of}`)
  test('lateness counts by its length, and the whole year counts', () => {
    expect(boxes([])).toEqual(['fresh 0/1'])
    expect(boxes([10])).toEqual(['fresh 30/30', 'promise-kept 10/10'])
    expect(boxes([100, 40])).toEqual(['fresh 30/40', 'promise-kept 60/100'])
    // the load of long ago still held when the year began
    expect(boxes([380, 20])).toEqual(['fresh 30/30', 'promise-kept 35/365'])
  })
  test('no promise, no box; what the platform feeds is looked at every night', () => {
    expect(boxes([10], { refreshDays: null })).toEqual([])
    expect(boxes([300], { feed: 'agencies' })).toEqual(['fed-nightly 1/1'])
  })
})
