import { expect, test } from 'vitest'
import { judgePassword, passwordExpired } from './password.ts'

const about = { username: 'hoa.nguyen', minLength: 10, previousIsSame: false }

test.each([
  ['Chè-Tân-Cương-1', []],
  ['trời hôm nay mưa to quá', []],
  ['Ngan9!', ['too-short']],
  ['chetancuong', ['too-simple']],
  ['Matkhau@12345', ['too-common']],
  ['P@ssw0rd1234', ['too-common']],
  ['Admin@2026!!', ['too-common']],
  ['Aa1!Aa1!Aa1!', ['too-common']],
  ['Nguyen-2026-xyz', ['contains-name']],
  ['A1!'.repeat(70), ['too-long', 'too-common']],
])('%s', (password, faults) => {
  expect(judgePassword(password, about)).toEqual(faults)
})

test('the same again is no change', () => {
  expect(judgePassword('Chè-Tân-Cương-1', { ...about, previousIsSame: true })).toEqual(['same-as-before'])
})

test('age', () => {
  const changed = new Date('2026-01-01T00:00:00Z')
  expect(passwordExpired(changed, new Date('2026-06-30T00:00:00Z'), 180)).toBe(false)
  expect(passwordExpired(changed, new Date('2026-06-30T00:00:01Z'), 180)).toBe(true)
  expect(passwordExpired(changed, new Date('2036-01-01T00:00:00Z'), 0)).toBe(false)
})
