import { expect, test } from 'vitest'
import { callerAddress } from './caller.ts'

test.each([
  ['straight', {}, 0, '10.1.2.3'], ['straight, though a proxy is counted on', {}, 1, '10.1.2.3'],
  ['through a proxy that nobody counts on', { 'x-forwarded-for': '203.0.113.5' }, 0, ''], ['who pretends to be near', { 'x-forwarded-for': '127.0.0.1' }, 0, ''],
  ['through another kind of proxy', { via: '1.1 x' }, 0, ''], ['in the newer header', { forwarded: 'for=203.0.113.5' }, 0, ''], ['that names nobody', { 'x-real-ip': '203.0.113.5' }, 1, ''],
  ['through our proxy', { 'x-forwarded-for': '203.0.113.5' }, 1, '203.0.113.5'], ['through our proxy, with an invention before', { 'x-forwarded-for': '127.0.0.1, 203.0.113.5' }, 1, '203.0.113.5'],
  ['through two', { 'x-forwarded-for': '10.9.9.9, 203.0.113.5, 10.0.0.2' }, 2, '203.0.113.5'], ['through fewer than counted', { 'x-forwarded-for': '203.0.113.5' }, 3, '203.0.113.5'],
] as const)('who comes %s', (_how, headers, proxies, address) => { expect(callerAddress({ headers, socket: { remoteAddress: '10.1.2.3' } }, proxies)).toBe(address) })
