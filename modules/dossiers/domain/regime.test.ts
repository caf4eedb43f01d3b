import { describe, expect, it } from 'vitest'
import { clockPolicyOf, codeStrategyOf, findForm, findRegime, judgeProvincialFiling, refusedSettings, withSettings } from './regime.ts'
import { REGIMES } from './regime-table.ts'
import { FORM_KEYS } from './regime-types.ts'
import type { Regime } from './regime-types.ts'

function regimeOn(date: string): Regime {
  const regime = findRegime(date)
  if (regime === undefined) throw new Error(`no regime on ${date}`)
  return regime
}

describe('the regime is chosen by the day of reception', () => {
  it.each([
    ['2018-06-20', undefined], ['2018-06-21', 'nd-61-2018'], ['2025-06-30', 'nd-61-2018'], ['2025-07-01', 'nd-118-2025'],
    ['2026-08-04', 'nd-118-2025'], ['2026-08-05', 'nd-309-2026'], ['2040-01-01', 'nd-309-2026']
  ])('%s: %s', (date, id) => expect(findRegime(date)?.id).toBe(id))
  it('without a gap', () => {
    const days = REGIMES.map(row => [row.validFrom, row.validTo])
    expect(days).toEqual([['2018-06-21', '2025-06-30'], ['2025-07-01', '2026-08-04'], ['2026-08-05', null]])
  })
  it('the district went with the two levels', () => {
    expect([regimeOn('2023-01-01').rules.levels.value, regimeOn('2025-07-01').rules.levels.value]).toEqual([['province', 'district', 'commune'], ['province', 'commune']])
  })
})

describe('forms', () => {
  const list = (date: string) => FORM_KEYS.map(key => findForm(regimeOn(date), key)).map(form => form === undefined ? '-' : `${form.number} ${form.paper}`)
  it('are numbered as their circular numbers them', () => {
    expect(list('2023-01-01')).toEqual(['01 A5', '02 A5', '03 A5', '04 A5', '-', '05 A5', '06 A4'])
    expect(list('2025-07-01')).toEqual(['01 A5', '02 A5', '03 A5', '04 A5', '05 A5', '06 A5', '07 A4'])
  })
  it('carry their titles of the time', () => {
    expect([findForm(regimeOn('2023-01-01'), 'reappointment')?.title.vi, findForm(regimeOn('2025-07-01'), 'reappointment')?.title.vi])
      .toEqual(['Phiếu xin lỗi và hẹn lại ngày trả kết quả', 'Văn bản xin lỗi và đề nghị gia hạn'])
  })
})

describe('dossier codes', () => {
  it('changed their order when the time to adapt to QD 20/2020 was over', () => {
    expect([codeStrategyOf(regimeOn('2022-09-14')), codeStrategyOf(regimeOn('2022-09-15')), codeStrategyOf(regimeOn('2026-09-01'))])
      .toEqual([{ version: 1, order: 'low-to-high' }, { version: 1, order: 'high-to-low' }, { version: 1, order: 'high-to-low' }])
  })
})

describe('online filing on the province\'s own portal', () => {
  const judge = (date: string, centralised: boolean) => {
    const answer = judgeProvincialFiling(regimeOn(date), { centralised })
    return answer.ok ? 'yes' : `${answer.reason} ${answer.source}`
  }
  it('was open to all, then closed, then open to what nobody else offers', () => {
    expect([judge('2023-01-01', true), judge('2026-07-01', false), judge('2026-09-01', false)]).toEqual(['yes', 'yes', 'yes'])
    expect(judge('2025-07-01', false)).toMatch(/^national-portal-only NĐ 118\/2025/)
    expect([judge('2026-07-01', true), judge('2026-09-01', true)]).toEqual(['centralised-service NĐ 224/2026 Đ15.1.i', 'centralised-service NĐ 224/2026 Đ15.1.i'])
  })
})

describe('settings of the province', () => {
  const settings = { 'nd-118-2025': { dayCounting: 'hour' as const, provincialFiling: 'all' as const, source: 'QĐ của UBND tỉnh' } }
  it('take the place of rules nobody verified, and name their own source', () => {
    const regime = withSettings(regimeOn('2025-07-01'), settings)
    expect(regime.rules.dayCounting).toEqual({ value: 'hour', source: 'QĐ của UBND tỉnh', verified: false })
    expect(judgeProvincialFiling(regime, { centralised: true })).toEqual({ ok: true })
    expect(regime.rules.cutoffMinute).toEqual(regimeOn('2025-07-01').rules.cutoffMinute)
    expect(refusedSettings(regimeOn('2025-07-01'), settings)).toEqual([])
  })
  it('do not touch another regime', () => {
    expect(withSettings(regimeOn('2023-01-01'), settings)).toEqual(regimeOn('2023-01-01'))
    expect(refusedSettings(regimeOn('2023-01-01'), settings)).toEqual([])
  })
  it('do not override a verified rule', () => {
    const against = { 'nd-61-2018': { supplementWindowDays: 30, dayEnd: 'midnight' as const, source: 'x' } }
    expect(refusedSettings(regimeOn('2023-01-01'), against)).toEqual(['supplementWindowDays'])
    const regime = withSettings(regimeOn('2023-01-01'), against)
    expect([regime.rules.supplementWindowDays.value, regime.rules.dayEnd.value]).toEqual([3, 'midnight'])
  })
  it('of an amended rule follow the amendment', () => {
    expect(refusedSettings(regimeOn('2026-07-01'), settings)).toEqual(['provincialFiling'])
  })
})

it('hands the clock its policy', () => {
  expect(clockPolicyOf(regimeOn('2023-01-01'))).toEqual({
    dayCounting: 'civil', dayEnd: 'closing', supplement: { incomplete: 'restart', incorrect: 'restart', outdated: 'restart' }, cutoffMinute: 900,
    boundaryFreeStart: 'competent-agency', reappointmentsAllowed: 1, reappointmentNoticeDays: 1
  })
})

it('says for every rule where it stands, and marks what was not read', () => {
  for (const row of REGIMES) for (const rules of [row.base, ...row.amendments.map(amendment => amendment.changes)]) {
    for (const rule of Object.values(rules)) expect(rule.source).not.toBe('')
  }
  expect(Object.values(regimeOn('2025-07-01').rules).filter(rule => rule.verified)).toEqual([])
})
