import { expect, test } from 'vitest'
import { placesOf } from './form.ts'
import { readTyped, type TypedCell } from './typed-cells.ts'

const places = placesOf(['a', 'b'], { a: [{ code: 'nu', text: { vi: 'nữ', en: 'women' } }] })
const typed = (value: string, more: Partial<TypedCell> = {}): TypedCell => ({ value, none: false, comment: '', ...more })
const said = (cells: Record<string, TypedCell>, saved: readonly string[] = []): unknown => { const { cells: read, faults } = readTyped(places, cells, new Map(saved.map(key => [key, 1]))); return faults.length > 0 ? faults.map(({ key, part }) => `${key} ${part}`) : Object.fromEntries(read) }

test('numbers as people write them; an empty cell says nothing, zero is a value', () => {
  expect(said({ a: typed('1.234,5', { comment: 'kèm danh sách' }), 'a.nu': typed(''), b: typed('0') })).toEqual({ a: { value: 1234.5, comment: 'kèm danh sách' }, b: { value: 0, comment: '' } })
  expect(said({ a: typed('vài'), b: typed('12 người') })).toEqual(['a value', 'b value'])
})
test('no value wants its reason, and excludes a value', () => {
  expect(said({ a: typed('', { none: true, comment: 'chưa thống kê' }) })).toEqual({ a: { value: null, comment: 'chưa thống kê' } })
  expect(said({ a: typed('', { none: true }), b: typed('3', { none: true, comment: 'x' }) })).toEqual(['a comment', 'b value'])
})
test('what was saved does not become empty; a comment alone is not a report', () => {
  expect(said({ a: typed('') }, ['a'])).toEqual(['a value'])
  expect(said({ b: typed('', { comment: 'để sau' }) })).toEqual(['b value'])
})
