import { describe, expect, test } from 'vitest'
import { checkSheet, faultsOfChecks, stopping, type Sheet } from './form-check.ts'
import { placesOf, type FormRule } from './form.ts'

const text = { vi: 'x', en: 'x' }
const of = (values: Readonly<Record<string, number | null | readonly [number | null, string]>>, rules: readonly FormRule[] = [], more: Partial<Sheet> = {}): Sheet => ({
  elements: ['tong', 'dat'], categories: { tong: [{ code: 'nu', text }] }, checks: { complete: false, rules }, history: new Map(),
  cells: new Map(Object.entries(values).map(([key, given]) => [key, typeof given === 'object' && given !== null ? { value: given[0], comment: given[1] } : { value: given, comment: '' }])), ...more,
})
const pair = (left: string, operator: Extract<FormRule, { kind: 'pair' }>['operator'], right: string, more: Partial<Extract<FormRule, { kind: 'pair' }>> = {}): FormRule => ({ kind: 'pair', left, operator, right, strategy: 'skip-if-any-missing', severity: 'error', message: { vi: 'Đạt nhiều hơn tổng', en: 'More met than there are' }, ...more })
const cells = (sheet: Sheet): readonly string[] => checkSheet(sheet).map(({ kind, cell }) => `${kind} ${cell}`)

describe('the values of a report', () => {
  test('cells go from top to bottom, breakdowns under their element', () => {
    expect(placesOf(['a', 'b'], { a: [{ code: 'x', text }] }).map(({ key }) => key)).toEqual(['a', 'a.x', 'b'])
  })
  test('a form that wants all of them finds those without a value or a reason; a reason is an answer', () => {
    const sheet = of({ tong: 3, dat: [null, 'chưa thống kê'] }, [], { checks: { complete: true, rules: [] } })
    expect(cells(sheet)).toEqual(['incomplete tong.nu'])
    expect(cells({ ...sheet, checks: { complete: false, rules: [] } })).toEqual([])
  })
  test('a comparison over two cells, with the numbers; a missing side is skipped', () => {
    const rules = [pair('#{dat}', '<=', '#{tong}')]
    expect(checkSheet(of({ tong: 3, dat: 1200 }, rules))).toMatchObject([{ cell: 'dat', cells: ['dat', 'tong'], severity: 'error', message: { vi: 'Đạt nhiều hơn tổng (1.200 so với 3)' } }])
    expect(cells(of({ tong: 3, dat: 3 }, rules))).toEqual([])
    expect(cells(of({ dat: 3 }, rules))).toEqual([])
    expect(cells(of({ dat: 3 }, [pair('#{dat}', '<=', '#{tong}', { strategy: 'never-skip' })]))).toEqual(['rule dat'])
    expect(cells(of({ tong: 2, 'tong.nu': 3 }, [pair('#{tong.nu}', '<=', '#{tong}')]))).toEqual(['rule tong.nu'])
  })
  test('both or none, one or the other', () => {
    expect(cells(of({ tong: 1 }, [pair('#{tong}', 'compulsory-pair', '#{dat}')]))).toEqual(['rule tong'])
    expect(cells(of({ tong: 1, dat: 0 }, [pair('#{tong}', 'compulsory-pair', '#{dat}')]))).toEqual([])
    expect(cells(of({ tong: 1, dat: 0 }, [pair('#{tong}', 'exclusive-pair', '#{dat}')]))).toEqual(['rule tong'])
    expect(cells(of({ tong: 1 }, [pair('#{tong}', 'exclusive-pair', '#{dat}')]))).toEqual([])
  })
  test('bounds hold their ends; no value is not outside', () => {
    const bounds = (cell: string): FormRule => ({ kind: 'bounds', cell, min: 0, max: 100, severity: 'warning' })
    expect(cells(of({ tong: 100, dat: 100.1, 'tong.nu': null }, [bounds('tong'), bounds('dat'), bounds('tong.nu')]))).toEqual(['bounds dat'])
    expect(checkSheet(of({ dat: -1 }, [bounds('dat')]))[0]?.message.vi).toContain('(từ 0 đến 100)')
  })
  test('far from what the unit reported before, once there is enough to know what is usual', () => {
    const history = new Map([['tong', [10, 11, 9, 10, 12]]])
    expect(checkSheet(of({ tong: 90 }, [], { history }))).toMatchObject([{ kind: 'outlier', cell: 'tong', severity: 'warning', message: { vi: 'Khác hẳn 5 kỳ trước (thường khoảng 10).' } }])
    expect(cells(of({ tong: 13 }, [], { history }))).toEqual([])
    expect(cells(of({ tong: 90 }, [], { history: new Map([['tong', [10, 11, 9, 10]]]) }))).toEqual([])
  })
  test('errors stop whatever is said; a warning stops until a word stands at one of its cells', () => {
    const warning = [pair('#{dat}', '<=', '#{tong}', { severity: 'warning' })]
    expect(stopping(checkSheet(of({ tong: 1, dat: 2 }, warning)))).toHaveLength(1)
    expect(stopping(checkSheet(of({ tong: [1, 'đã kiểm tra'], dat: 2 }, warning)))).toEqual([])
    expect(stopping(checkSheet(of({ tong: [1, 'đã kiểm tra'], dat: 2 }, [pair('#{dat}', '<=', '#{tong}')])))).toHaveLength(1)
  })
})

describe('the checks of a form', () => {
  test('name cells of the form, at the character where they do not', () => {
    const faults = faultsOfChecks({ complete: true, rules: [pair('#{dat} +', '<=', '#{khac}'), { kind: 'bounds', cell: 'la', min: 0, max: 1, severity: 'error' }, { kind: 'bounds', cell: 'dat', min: 2, max: 1, severity: 'error' }, { kind: 'bounds', cell: 'dat', min: null, max: null, severity: 'error' }] }, ['tong', 'dat'], {})
    expect(faults.map(({ at }) => at)).toEqual(['rules.0.left', 'rules.0.right', 'rules.1.cell', 'rules.2.min', 'rules.3.min'])
    expect(faults[1]?.message.vi).toContain('Ký tự 1:')
    expect(faultsOfChecks({ complete: true, rules: [pair('#{dat}', '<=', '#{tong}')] }, ['tong', 'dat'], {})).toEqual([])
  })
})
