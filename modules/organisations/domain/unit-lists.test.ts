import { describe, expect, it } from 'vitest'
import { type UnitLists, unitsThroughTime } from './unit-lists.ts'
import { kindOf, tidyUnitName } from './units.ts'

const change = (from: readonly [string, string], to: readonly [string, string]) => ({
  district_2019: '058', district_2019_name: 'Huyện Mẫu', province_2019: '06', commune_2019: from[0], commune_2019_name: from[1],
  district_2024: '058', district_2024_name: 'Thành Phố Mẫu', province_2024: '06', commune_2024: to[0], commune_2024_name: to[1],
})
const commune = (code: string, name: string) => ({ code, name, district_code: '058' })
const lists: UnitLists = {
  provinces2024: [{ code: '06', name: 'Tỉnh Cũ' }, { code: '19', name: 'Tỉnh Mới' }], provinces2025: [{ code: '19', name: 'Tỉnh Mới' }],
  districts2024: [{ code: '058', name: 'Thành phố Mẫu', province_code: '06' }],
  from2019: [change(['1', 'Xã Một'], ['2', 'Xã Hai']), change(['2', 'Xã Hai'], ['2', 'Xã Hai']), change(['3', 'Xã Ba Hoá'], ['3', 'Xã Ba Hoá']), change(['4', 'Thị trấn Bốn'], ['4', 'Thị trấn Bốn']), change(['5', 'Xã Năm'], ['5', 'Xã Năm']), change(['6', 'Xã Sáu'], ['', ''])],
  communes2024: [commune('2', 'Xã Hai'), commune('3', 'Xã Ba Hóa'), commune('40', 'Thị trấn Bốn')],
  communes2025: [{ code: '2', name: 'Phường Hai', province_code: '19' }, { code: '9', name: 'Xã Chín', province_code: '19' }],
  from2024: [
    { old_code: '2', new_code: '2', old_province_code: '06', new_province_code: '19' }, { old_code: '3', new_code: '2', old_province_code: '06', new_province_code: '19' },
    { old_code: '3', new_code: '9', old_province_code: '06', new_province_code: '19' }, { old_code: '40', new_code: '99', new_name: 'Xã Lạc', old_province_code: '06', new_province_code: '19' },
  ],
}
const { units, successions, refused } = unitsThroughTime(lists)
const history = (level: string, code: string) => units.filter((unit) => unit.level === level && unit.code === code).map(({ name, parentCode, validFrom, validTo }) => [name, parentCode, validFrom, validTo])

describe('units through time', () => {
  it('open a new period when name or parent changes, and end on the eve', () => {
    expect(history('commune', '1')).toEqual([['Xã Một', '058', '2019-04-01', '2024-11-09']])
    expect(history('commune', '2')).toEqual([['Xã Hai', '058', '2019-04-01', '2025-06-30'], ['Phường Hai', '19', '2025-07-01', null]])
    expect(history('district', '058')).toEqual([['Huyện Mẫu', '06', '2019-04-01', '2024-11-09'], ['Thành phố Mẫu', '06', '2024-11-10', '2025-06-30']])
    expect(history('province', '06')).toEqual([['Tỉnh Cũ', null, '2019-04-01', '2025-06-30']])
  })
  it('take another place of the tone mark for the same name', () => expect(history('commune', '3')).toEqual([['Xã Ba Hóa', '058', '2019-04-01', '2025-06-30']]))
  it('lead from old to new: merged, divided, renumbered', () => {
    expect(successions.map(({ level, oldCode, newCode, onDate, partial }) => [level, oldCode, newCode, onDate, partial])).toEqual([
      ['commune', '1', '2', '2024-11-10', false], ['commune', '4', '40', '2025-01-01', false],
      ['commune', '3', '2', '2025-07-01', true], ['commune', '3', '9', '2025-07-01', true], ['province', '06', '19', '2025-07-01', false],
    ])
  })
  it('refuse what the lists leave open', () => {
    expect(refused).toEqual([{ code: '6', name: 'Xã Sáu', reason: 'abolished' }, { code: '5', name: 'Xã Năm', reason: 'no-successor-in-lists' }, { code: '99', name: 'Xã Lạc', reason: 'unknown-new-unit' }])
  })
})

it.each([['Thành Phố Bắc Kạn', 'Thành phố Bắc Kạn', 'city'], ['Thị Trấn Đu', 'Thị trấn Đu', 'township'], ['Xã  Tân Cương', 'Xã Tân Cương', 'commune'], ['Đặc khu Cồn Cỏ', 'Đặc khu Cồn Cỏ', 'special-zone'], ['Tân Cương', 'Tân Cương', 'unit']])('%s is written %s, a %s', (name, tidy, kind) => {
  expect(tidyUnitName(name)).toBe(tidy)
  expect(kindOf(tidy)).toBe(kind)
})
