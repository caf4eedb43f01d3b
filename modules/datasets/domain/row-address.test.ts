import { expect, test } from 'vitest'
import { addressable, filterOf, orderOf, readCondition, sortable, writeCondition } from './row-address.ts'
import type { Field } from './schema.ts'

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, title: { vi: name }, type: 'text', classification: 'open', ...more })
const fields = [field('ma'), field('so_dinh_danh', { type: 'personal-id', classification: 'personal' }), field('ten', { classification: 'sensitive' }), field('o', { type: 'point' })]

test('conditions go into an address and come back, values with dots and lines too', () => {
  for (const condition of [{ field: 'ma', operator: 'contains-text', value: 'chợ. Đồn\nhai' }, { field: 'ma', operator: 'null', value: '' }] as const) expect(readCondition(writeCondition(condition))).toEqual(condition)
  for (const bad of ['', 'ma', 'ma.eq', 'ma.drop.x', 'Ma.eq.x', '1.eq.x']) expect(readCondition(bad)).toBeUndefined()
})
test('conditions become the common filter', () => {
  expect(filterOf([])).toBeUndefined()
  expect(filterOf([{ field: 'a', operator: 'gte', value: '1' }, { field: 'b', operator: 'not-null', value: '' }])).toEqual({ and: [{ field: 'a', operator: 'gte', value: '1' }, { field: 'b', operator: 'is', value: 'not-null' }] })
})
test('what is personal is never named with values in an address: no filter, no order', () => {
  expect(addressable(fields).map(each => each.name)).toEqual(['ma', 'o'])
  expect(sortable(fields).map(each => each.name)).toEqual(['ma'])
  expect(orderOf('-ma', fields, [])).toEqual([{ field: 'ma', descending: true }])
  expect(orderOf('so_dinh_danh', fields, ['so_dinh_danh'])).toEqual([])
  expect(orderOf('', fields, ['ma', 'ten'])).toEqual([{ field: 'ma', descending: false }])
})
