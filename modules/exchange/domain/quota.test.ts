import { expect, test } from 'vitest'
import { dayOf, minuteOf, QuotaCounter } from './quota.ts'

const at = Date.parse('2026-11-29T16:59:30Z') // 23:59:30 in the province
test('windows follow the clock of the province', () => {
  expect(new Date(minuteOf(at)).toISOString()).toBe('2026-11-29T16:59:00.000Z')
  expect(new Date(dayOf(at)).toISOString()).toBe('2026-11-28T17:00:00.000Z')
})
test('so many a minute, then wait until the next', () => {
  const counter = new QuotaCounter()
  const most = { perMinute: 2, perDay: null }
  expect([counter.take(most, at).ok, counter.take(most, at).ok]).toEqual([true, true])
  expect(counter.take(most, at)).toEqual({ ok: false, span: 'minute', most: 2, retryAfterSeconds: 30 })
  expect(counter.take(most, at + 30_000).ok).toBe(true)
})
test('so many a day; what is refused is not counted', () => {
  const counter = new QuotaCounter()
  const most = { perMinute: null, perDay: 1 }
  expect(counter.take(most, at).ok).toBe(true)
  for (let i = 0; i < 3; i++) expect(counter.take(most, at)).toMatchObject({ span: 'day', retryAfterSeconds: 30 })
  expect(counter.used('day', at)).toBe(1)
  expect(counter.take(most, at + 30_000).ok).toBe(true)
})
test('calls of other gateways count, and of this one before a restart', () => {
  const counter = new QuotaCounter()
  counter.learn('minute', minuteOf(at), 3, 2)
  expect(counter.used('minute', at)).toBe(5)
  expect(counter.take({ perMinute: 5, perDay: null }, at)).toMatchObject({ ok: false, span: 'minute' })
  counter.learn('minute', minuteOf(at) - 60_000, 99, 99)
  expect(counter.used('minute', at)).toBe(5)
})
