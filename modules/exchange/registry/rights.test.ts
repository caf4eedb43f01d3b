import { expect, test } from 'vitest'
import { RightsKeeper, type RightRecord, type RightsIndex } from './rights.ts'

const right = (number: number, more: Partial<RightRecord> = {}): RightRecord => ({ number, subsystem: 1, group: null, service: 10, endpoints: [], perMinute: null, perDay: null, validFrom: 0, validTo: null, ended: false, ...more })
const numbers = (index: RightsIndex, service: number, consumer: number): number[] => (index.get(service)?.get(consumer) ?? []).map(each => each.number)

test('what changed is taken, the rest stays; earlier indexes are not touched', () => {
  const keeper = new RightsKeeper()
  const first = keeper.take(1, [right(1), right(2, { service: 20 }), right(3, { subsystem: 2 })], new Map())
  expect([numbers(first, 10, 1), numbers(first, 20, 1), numbers(first, 10, 2)]).toEqual([[1], [2], [3]])
  const second = keeper.take(2, [right(1, { ended: true }), right(4)], new Map())
  expect([numbers(second, 10, 1), numbers(second, 10, 2), second.get(20) === first.get(20)]).toEqual([[4], [3], true])
  expect(numbers(first, 10, 1)).toEqual([1])
  expect(keeper.take(3, [], new Map())).toBe(second)
  expect(keeper.version).toBe(3)
})
test('rights of groups follow who is in them', () => {
  const keeper = new RightsKeeper()
  const first = keeper.take(1, [right(1, { subsystem: null, group: 'g' })], new Map([['g', [1, 2]]]))
  expect([numbers(first, 10, 1), numbers(first, 10, 2)]).toEqual([[1], [1]])
  const second = keeper.take(2, [], new Map([['g', [2]]]))
  expect([numbers(second, 10, 1), numbers(second, 10, 2)]).toEqual([[], [1]])
  expect(numbers(keeper.take(3, [], new Map()), 10, 2)).toEqual([])
})
