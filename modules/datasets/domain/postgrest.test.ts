import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOrder, readPostgrest, readSelect } from './postgrest.ts'

const read = (...pairs: [string, string][]) => readPostgrest(pairs)
const where = (...pairs: [string, string][]) => { const found = read(...pairs); return found.ok ? found.value.where : found.fault.code }

describe('filters', () => {
  test.each([
    ['a', 'eq.5', { field: 'a', operator: 'eq', value: '5' }], ['a', 'eq.x.y,z', { field: 'a', operator: 'eq', value: 'x.y,z' }], ['a', 'not.gte.5', { not: { field: 'a', operator: 'gte', value: '5' } }],
    ['a', 'in.(1,"b,c","d\\"e")', { field: 'a', operator: 'in', value: ['1', 'b,c', 'd"e'] }], ['a', 'in.()', { field: 'a', operator: 'in', value: [] }], ['a', 'is.not_null', { field: 'a', operator: 'is', value: 'not-null' }], ['a', 'is.NULL', { field: 'a', operator: 'is', value: 'null' }],
    ['a', 'ilike.*nguyen*', { field: 'a', operator: 'ilike', value: '%nguyen%' }], ['a', 'plfts(simple).thai nguyen', { field: 'a', operator: 'contains-text', value: 'thai nguyen' }], ['a', 'like(any).{a*,b*}', { or: [{ field: 'a', operator: 'like', value: 'a%' }, { field: 'a', operator: 'like', value: 'b%' }] }],
    // columns called as operators are
    ['eq', 'eq.eq', { field: 'eq', operator: 'eq', value: 'eq' }], ['in', 'in.(in)', { field: 'in', operator: 'in', value: ['in'] }], ['is', 'is.null', { field: 'is', operator: 'is', value: 'null' }],
    ['or', '(in.in.(a,b),eq.eq."x,y",and(fts.fts.z,not.or(a.lt.1,a.gt.9)))', { or: [{ field: 'in', operator: 'in', value: ['a', 'b'] }, { field: 'eq', operator: 'eq', value: 'x,y' }, { and: [{ field: 'fts', operator: 'contains-text', value: 'z' }, { not: { or: [{ field: 'a', operator: 'lt', value: '1' }, { field: 'a', operator: 'gt', value: '9' }] } }] }] }],
  ] as const)('%s=%s', (name, value, expected) => { expect(where([name, value])).toEqual(expected) })
  test('several are all to hold', () => { expect(where(['a', 'gt.1'], ['a', 'lt.9'], ['not.and', '(b.is.true)'])).toEqual({ and: [{ field: 'a', operator: 'gt', value: '1' }, { field: 'a', operator: 'lt', value: '9' }, { not: { and: [{ field: 'b', operator: 'is', value: 'true' }] } }] }) })
  test.each([['a', '5'], ['a', 'match.^(a+)+$'], ['a', 'cs.{1}'], ['a', 'is.maybe'], ['a', 'in.1,2'], ['a->>b', 'eq.1'], ['a.b', 'eq.1'], ['__proto__', 'eq.1'], ['or', 'a.eq.1'], ['or', '(a.eq.1'], ['or', '(a)'], ['or', '(constructor.x)'], ['limit', '1e9'], ['limit', '-1'], ['offset', '99999999999'], ['a', 'constructor.1'], ['a', 'eq(any).{1'],
    ['or', `${'(or'.repeat(4000)}`], ['or', `${'(or'.repeat(50)}(a.eq.1)${')'.repeat(50)}`]])('%s=%s is refused, not misread', (name, value) => { expect(where([name, value])).toBe('PGRST100') })
})
test('select', () => {
  expect(readSelect('ma, ten_moi:ten,so::text,*')).toEqual([{ field: 'ma' }, { field: 'ten', as: 'ten_moi' }, { field: 'so', cast: 'text' }, { field: '*' }])
  for (const [bad, code] of [['count()', 'PGRST123'], ['so.sum()', 'PGRST123'], ['xa(ten)', 'PGRST200'], ['__proto__:ma', 'PGRST100'], ['_id:ma', 'PGRST100'], ['ma::regclass', 'PGRST100'], ['a->>b', 'PGRST100']] as const) expect(read(['select', bad]), bad).toMatchObject({ ok: false, fault: { code } })
})
test('order', () => {
  expect(readOrder('a.desc.nullslast,b,c.nullsfirst')).toEqual([{ field: 'a', descending: true, nulls: 'last' }, { field: 'b', descending: false }, { field: 'c', descending: false, nulls: 'first' }])
  expect(read(['order', 'a.sideways'])).toMatchObject({ ok: false })
})
test('whatever is written, it is read or refused', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'or', 'and', 'select', 'order', 'limit', 'not.or', '__proto__'), fc.oneof(fc.string({ unit: fc.constantFrom('(', ')', ',', '.', '"', '\\', '{', '}', 'a', 'eq', 'in', 'not', 'or', ':', '*', '\0') }), fc.string({ unit: 'binary' })))), pairs => { expect(typeof readPostgrest(pairs).ok).toBe('boolean') }), { numRuns: 30 })
})
