import { expect, test } from 'vitest'
import { Breaker } from './breaker.ts'

test('opens after failures in a row, lets one try after the pause, closes when it succeeds', () => {
  const breaker = new Breaker({ failures: 2, pauseMs: 1000 })
  breaker.report(false, 0)
  breaker.report(true, 0)
  breaker.report(false, 0)
  expect([breaker.admits(1), breaker.open]).toEqual([true, false])
  breaker.report(false, 10)
  expect([breaker.admits(11), breaker.open, breaker.retryAfter(11)]).toEqual([false, true, 1])
  expect([breaker.admits(1010), breaker.admits(1010)]).toEqual([true, false])
  breaker.report(false, 1010)
  expect(breaker.admits(1500)).toBe(false)
  expect(breaker.admits(2010)).toBe(true)
  breaker.report(true, 2011)
  expect([breaker.admits(2012), breaker.open]).toEqual([true, false])
})

test('whoever withdraws leaves everything as it was, and the trial to the next', () => {
  const breaker = new Breaker({ failures: 1, pauseMs: 1000 })
  breaker.report(false, 0)
  breaker.withdraw()
  expect([breaker.admits(1), breaker.open]).toEqual([false, true])
  expect(breaker.admits(1000)).toBe(true)
  breaker.withdraw()
  expect([breaker.admits(1000), breaker.admits(1000), breaker.open]).toEqual([true, false, true])
})
