import { expect, test } from 'vitest'
import { adminAccess } from './admin-access.ts'

const nine = new Date('2026-03-02T02:00:00Z')

test.each([
  ['10.55.3.7', ['10.55.0.0/16'], true],
  ['10.56.3.7', ['10.55.0.0/16'], false],
  ['::ffff:10.55.3.7', ['10.55.0.0/16'], true],
  ['192.0.2.1', ['10.55.0.0/16', '192.0.2.1'], true],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['garbage', ['0.0.0.0/0'], false],
  ['192.0.2.1', undefined, true],
])('network %s in %j', (ip, networks, allowed) => {
  expect(adminAccess({ networks, hours: undefined }, ip, nine)).toBe(allowed)
})

test.each([['2026-03-02T00:00:00Z', true], ['2026-03-01T23:59:59Z', false], ['2026-03-02T09:59:59Z', true], ['2026-03-02T10:00:00Z', false]])('hours 7 to 17 at %s', (at, allowed) => {
  expect(adminAccess({ networks: undefined, hours: { from: 7, to: 17 } }, '192.0.2.1', new Date(at))).toBe(allowed)
})
