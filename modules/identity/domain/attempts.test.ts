import { expect, test } from 'vitest'
import { judgeAttempt } from './attempts.ts'

const limits = { windowMinutes: 15, perSource: 5, perAddress: 60, perAccount: 30 }
const none = { source: 1, address: 1, untrusted: 1 }

test.each([
  ['first try', none, false, true],
  ['fifth failure', { ...none, source: 5 }, false, true],
  ['sixth failure', { ...none, source: 6 }, false, false],
  ['sixth failure of a known browser', { ...none, source: 6 }, true, false],
  ['one address at many accounts', { ...none, address: 61 }, false, false],
  ['many addresses at one account', { ...none, untrusted: 31 }, false, false],
  ['the owner on a known browser while others attack', { source: 1, address: 500, untrusted: 500 }, true, true],
])('%s', (_name, counts, trusted, ok) => {
  expect(judgeAttempt(counts, trusted, limits).ok).toBe(ok)
})
