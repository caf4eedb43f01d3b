import { describe, expect, it } from 'vitest'
import { standingOf, type Heard } from './standing.ts'
import type { SourceKind } from './definition.ts'

const heard = (...sources: readonly SourceKind[]): Heard => ({ fromDossiers: false, aggregated: { reported: 2, expected: 2 }, readings: sources.map(source => ({ source })) })
const [MAY, THEN, NOW] = [{ end: '2026-05-31' }, '2026-06-01', '2026-05-31']

describe('what a figure is worth', () => {
  it('published, approved and counted are told apart, also where one figure stands on all of them', () => {
    expect(standingOf([heard('document')], MAY, THEN)).toEqual({ bases: ['published'], provisional: [] })
    expect(standingOf([heard('form')], MAY, THEN)).toEqual({ bases: ['approved'], provisional: [] })
    for (const source of ['platform', 'dataset', 'exchange'] as const) expect(standingOf([heard(source)], MAY, THEN).bases, source).toEqual(['counted'])
    expect(standingOf([{ fromDossiers: true, aggregated: null, readings: [] }, heard('form'), heard('document')], MAY, THEN).bases).toEqual(['published', 'approved', 'counted'])
  })
  it('is provisional until the day after the period, unless it was published', () => {
    expect([standingOf([heard('form')], MAY, NOW).provisional, standingOf([heard('form')], MAY, THEN).provisional]).toEqual([['open'], []])
    expect([standingOf([heard('document')], MAY, NOW).provisional, standingOf([heard('document', 'form')], MAY, NOW).provisional]).toEqual([[], ['open']])
  })
  it('is provisional while somebody has not reported, also after the period', () => {
    expect(standingOf([{ ...heard('form'), aggregated: { reported: 91, expected: 92 } }], MAY, THEN).provisional).toEqual(['incomplete'])
  })
  it('of nothing says nothing', () => { expect(standingOf([], MAY, THEN)).toEqual({ bases: [], provisional: [] }) })
})
