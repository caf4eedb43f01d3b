import { expect, test } from 'vitest'
import { joined, missing } from './missing.ts'

test('reasons are joined each once, and none is taken for another', () => {
  const why = (vi: string) => ({ vi, en: vi })
  const all = [{ code: 'no-reading', of: 'a' }, { code: 'no-reading', of: 'b' }, { code: 'blocked', of: 'a' }, { code: 'no-source', of: 'a', why: why('x') }, { code: 'no-source', of: 'a', why: why('y') }, { code: 'incomplete', of: 'a', reported: 1, expected: 12 }, { code: 'incomplete', of: 'a', reported: 11, expected: 2 }, { code: 'division-by-zero', at: 1 }, { code: 'division-by-zero', at: 2 }, { code: 'not-defined', at: 1 }] as const
  expect(joined(missing(...all), missing(...all.toReversed())).missing).toEqual(all)
})
