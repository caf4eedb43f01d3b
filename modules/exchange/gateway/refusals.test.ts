import { expect, test } from 'vitest'
import { QUIET } from '../testing.ts'
import { createRefusals } from './refusals.ts'

test('so many for a network in a minute, each network for itself', () => {
  const refusals = createRefusals(QUIET, 2)
  const at = 60_000 * 1000 + 15_000
  expect(['2001:db8::1', '2001:db8::2', '2001:db8:0:0:9::3', '2001:db8:0:1::1', '192.0.2.1'].map(each => refusals.take(each, at))).toEqual([undefined, undefined, 45, undefined, undefined])
  expect(refusals.take('2001:db8::1', at + 45_000)).toBeUndefined()
})
test('beyond what is counted apart all are counted together', () => {
  const refusals = createRefusals(QUIET, 2, 1)
  expect(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.1'].map(each => refusals.take(each, 60_000))).toEqual([undefined, undefined, undefined, 60, undefined])
})
