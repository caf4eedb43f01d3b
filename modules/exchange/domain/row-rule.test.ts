import { expect, it } from 'vitest'
import { readRowRule, rowRuleOf, writeRowRule } from './row-rule.ts'

it('reads what it wrote, and says which lines it does not understand', () => {
  const { rule, wrong } = readRowRule('ma_xa thuộc 05443\nloai = A, B ,A\n\ngia > 5\nMa = x\nma =\nma thuộc a, b')
  expect(rule).toEqual([{ field: 'ma_xa', within: '05443' }, { field: 'loai', is: ['A', 'B'] }])
  expect(wrong).toEqual(['gia > 5', 'Ma = x', 'ma =', 'ma thuộc a, b'])
  expect(readRowRule(writeRowRule(rule).join('\n')).rule).toEqual(rule)
})
it.each([null, {}, 'x', [{}], [{ field: 'a' }], [{ field: 'a', is: [] }], [{ field: 'a', is: [1] }], [{ field: 1, is: ['a'] }], [{ field: 'a', is: ['b'], within: 'c' }], [{ field: 'a', is: ['b'] }, null]])('never takes %j for «every row»', value => {
  expect(rowRuleOf(value)).toBeUndefined()
})
