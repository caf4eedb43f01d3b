import { expect, test } from 'vitest'
import { readHours, showHours } from './hours-text.ts'

test('reads hours as people write them, and shows them one way', () => {
  for (const text of ['07:00-11:30, 13:30-17:00', '7h-11h30; 13h30 – 17h', '7:00-11.30,13.30-17:00']) expect(showHours(readHours(text) ?? [])).toBe('07:00-11:30, 13:30-17:00')
  expect(readHours('')).toEqual([])
})
test('refuses what is no stretch of a day', () => {
  for (const text of ['sáng', '11:00-07:00', '07:00', '07:70-09:00', '20:00-25:00']) expect(readHours(text)).toBeUndefined()
})
