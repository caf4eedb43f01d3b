import { expect, test } from 'vitest'
import { judge, POLICY } from './retry.ts'

const status = (each: number, retryAfter?: number) => ({ kind: 'status', status: each, ...retryAfter === undefined ? {} : { retryAfter } }) as const
test('2xx is taken, 410 ends, other refusals lay the event aside at the third time, absence waits', () => {
  for (const each of [200, 202, 204]) expect(judge(status(each), 1, 0, 0)).toEqual({ next: 'delivered' })
  expect(judge(status(410), 1, 0, 0)).toEqual({ next: 'pause', because: 'subscriber-gone' })
  for (const each of [400, 401, 404, 413, 422]) expect([1, 2, 3].map(attempt => judge(status(each), attempt, 0, 0).next)).toEqual(['again', 'again', 'dead-letter'])
  for (const each of [status(408), status(429), status(500), status(503), status(302), { kind: 'failure', reason: 'connect' } as const]) expect([3, POLICY.attempts - 1, POLICY.attempts].map(attempt => judge(each, attempt, 0, 0).next)).toEqual(['again', 'again', 'pause'])
})
test('many refusals in a row are not about the events', () => {
  expect(judge(status(422), 3, POLICY.refusedInARow - 1, 0)).toEqual({ next: 'dead-letter', pause: true })
})
test('delays double up to an hour, with jitter; Retry-After is obeyed up to an hour', () => {
  const delay = (attempts: number, random: number, after?: number): number => { const judged = judge(status(503, after), attempts, 0, random); return judged.next === 'again' ? judged.delayMs : -1 }
  expect([delay(1, 1), delay(2, 1), delay(3, 0.5), delay(17, 1), delay(1, 0)]).toEqual([5200, 10_200, 10_200, 3_600_200, 200])
  expect([delay(1, 0, 120), delay(1, 0, 1e9)]).toEqual([120_000, 3_600_000])
})
