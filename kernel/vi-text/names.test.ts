import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparePeople, nameKey, sortKey, tidy } from './index.ts'

test('sorts people by given name, then by full name', () => {
  const people = ['Trần Văn Đức', 'Nguyễn Thị Ánh', 'Hoàng Anh', 'Ma Văn Dũng', 'Bùi Đức', 'Lý Ân', 'Nông Anh']
  expect(people.toSorted(comparePeople)).toEqual(['Hoàng Anh', 'Nông Anh', 'Nguyễn Thị Ánh', 'Lý Ân', 'Ma Văn Dũng', 'Bùi Đức', 'Trần Văn Đức'])
})
test('the key is one for every way to write a name', () => {
  for (const name of ['ĐỖ  THUÝ Lý', 'Ðỗ Thúy Lí', ' Đỗ Thúy Lý '.normalize('NFD'), 'Đỗ-Thúy-Lý']) expect(nameKey(name)).toBe('do thuy li')
})
test('tidies what people type', () => {
  expect(tidy('  Nguyễn \t Văn\u00a0A ')).toBe('Nguyễn Văn A')
  fc.assert(fc.property(fc.string(), (text) => { expect(tidy(tidy(text))).toBe(tidy(text)) }))
})
test('a name of one word sorts by itself', () => { expect(sortKey('Anh')).toEqual({ given: 'Anh', full: 'Anh' }) })
