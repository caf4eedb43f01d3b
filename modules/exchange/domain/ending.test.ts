import { expect, test } from 'vitest'
import { daysLeft, stepReached } from './ending.ts'

const now = new Date('2026-09-01T00:00:00Z')
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000)

test('thirty days before, seven days before, and never after the end', () => {
  expect([31, 30.01, 30, 29, 8, 7.01, 7, 1, 0.001, 0, -1].map(days => stepReached(inDays(days), now))).toEqual([undefined, undefined, 30, 30, 30, 30, 7, 7, 7, undefined, undefined])
  expect([7, 6.5, 0.1].map(days => daysLeft(inDays(days), now))).toEqual([7, 7, 1])
})
