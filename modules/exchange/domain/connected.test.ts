import { expect, test } from 'vitest'
import { isConnected } from './connected.ts'

const now = new Date('2026-11-29T00:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const facts = { serviceId: 'x', serviceState: 'enabled', testedOk: null, testedAt: null, answeredAt: null }
test.each([
  [{ ...facts, serviceId: null, serviceState: null }, false], [facts, false], [{ ...facts, answeredAt: ago(29) }, true], [{ ...facts, answeredAt: ago(31) }, false], [{ ...facts, answeredAt: ago(1), serviceState: 'disabled' }, false],
  [{ ...facts, testedOk: true, testedAt: ago(6) }, true], [{ ...facts, testedOk: true, testedAt: ago(8) }, false], [{ ...facts, testedOk: false, testedAt: ago(1) }, false],
])('%j: %s', (row, connected) => { expect(isConnected(row, now)).toBe(connected) })
