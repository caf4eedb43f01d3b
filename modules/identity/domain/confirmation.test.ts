import { expect, test } from 'vitest'
import { confirmedLately } from './confirmation.ts'

const now = new Date('2026-03-02T08:00:00Z')
test.each([[null, false], ['2026-03-02T08:00:00Z', true], ['2026-03-02T07:55:01Z', true], ['2026-03-02T07:55:00Z', false], ['2026-03-02T08:00:01Z', false]])('shown at %s', (at, expected) => {
  expect(confirmedLately(at === null ? null : new Date(at), now)).toBe(expected)
})
