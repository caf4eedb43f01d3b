import type * as crypto from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'

const { argon2 } = vi.hoisted(() => ({ argon2: vi.fn<typeof crypto.argon2>() }))
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
  argon2.mockImplementation(real.argon2)
  return { ...real, argon2 }
})
const { hashPassword, verifyPassword } = await import('./password.ts')

/** What makes one computation cost as much as another: algorithm, memory, passes, lanes, and the lengths of what goes in and comes out. */
const work = (): unknown[] => argon2.mock.calls.map(([algorithm, { message, nonce, memory, passes, parallelism, tagLength }]) => [algorithm, message, Buffer.byteLength(nonce), memory, passes, parallelism, tagLength])
beforeEach(() => { argon2.mockClear() })

test('an unknown name costs the same work as a known one', async () => {
  const stored = await hashPassword('Chè-Tân-Cương-7')
  const made = work()
  argon2.mockClear()
  expect(await verifyPassword(stored, 'sai')).toBe(false)
  const known = work()
  argon2.mockClear()
  expect(await verifyPassword(undefined, 'sai')).toBe(false)
  expect(work()).toEqual(known)
  expect(known).toEqual([['argon2id', 'sai', 16, 19_456, 2, 1, 32]])
  expect(made).toHaveLength(1)
})

test('no password opens an account that is not there', async () => {
  for (const password of ['', 'sai', 'tinhso-nobody-salt']) expect(await verifyPassword(undefined, password)).toBe(false)
  expect(await verifyPassword(await hashPassword('đúng'), 'đúng')).toBe(true)
})
