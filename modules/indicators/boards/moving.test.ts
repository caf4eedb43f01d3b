import { describe, expect, it } from 'vitest'
import { parsePeriod } from '../domain/period.ts'
import { movingOver, STILL, usualYears } from './moving.ts'

const period = (id: string) => parsePeriod(id) ?? expect.fail(id)
const MONTHS = { validFrom: '2022-06-23', validTo: null } as const
const over = (from: string, to: string, id = '202611', more: Partial<Parameters<typeof movingOver>[1]> = {}, today = '2026-12-20') => movingOver({ from, to }, { ...MONTHS, ...more }, period(id), [period('202403')], today)
const ids = (...of: Parameters<typeof over>) => over(...of).periods.map(({ id }) => id)

describe('the periods of a map that moves', () => {
  it('are those of the years, none after today', () => {
    expect(ids('2026', '2026')).toEqual(Array.from({ length: 12 }, (_, at) => `2026${String(at + 1).padStart(2, '0')}`))
    expect([ids('2026', '2026', '202603', {}, '2026-04-05').at(-1), ids('2025', '2026').length]).toEqual(['202604', 24])
  })
  it('hold the period that is looked at, whatever the years say, in any order', () => {
    expect([over('2026', '2026', '202502').from, ids('2026', '2026', '202502')[1], ids('2026', '2025').length]).toEqual(['2025', '202502', 24])
  })
  it('are none before or after the edition was in force', () => {
    expect([ids('2020', '2022', '202208')[0], ids('2022', '2024', '202302', { validTo: '2023-03-31' }).at(-1)]).toEqual(['202206', '202303'])
  })
  it('are sixty at most, the one looked at among them', () => {
    const long = { validFrom: '2000-01-01' } as const
    for (const [id, first, last] of [['202611', '202201', '202612'], ['201003', '201003', '201502'], ['202401', '202201', '202612']] as const) {
      const found = ids('2010', '2026', id, long)
      expect([found.length, found[0], found.at(-1), found.includes(id)], id).toEqual([60, first, last, true])
    }
  })
  it('are none where nobody asked, and what is no year is not found', () => {
    expect(over('', '')).toBe(STILL)
    expect(over('2026', '').periods).toHaveLength(12)
    for (const odd of ['26', 'abcd', '0000', '20266']) expect(() => over(odd, '2026'), odd).toThrow()
  })
  it('can be chosen by the years of what is known', () => { expect(over('2026', '2026').years).toEqual(['2024', '2026']) })
})
it('usually a year, or five of them where a year is one period', () => {
  expect([usualYears({ periodType: 'month' }, period('202611')), usualYears({ periodType: 'year' }, period('2023'))]).toEqual([{ from: '2026', to: '2026' }, { from: '2019', to: '2023' }])
})
