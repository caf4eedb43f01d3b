import { expect, test } from 'vitest'
import { SignerUnavailable } from '../../../kernel/signing/index.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { createPublishedKeys } from './published-keys.ts'

const t = useDb()
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

test('a seal that is away is not asked for at every question, and takes no list away that was given before', async () => {
  let now = 1_000_000
  let away = true
  let asked = 0
  const publishedKeys = createPublishedKeys({ pool: t().owner.pool, instance: 'DEV', now: () => now, logger: quiet, seal: () => { asked++; return away ? Promise.reject(new SignerUnavailable('not in its slot')) : Promise.resolve(undefined) } })
  for (let each = 0; each < 3; each++) await expect(publishedKeys()).rejects.toThrow('not in its slot')
  expect(asked).toBe(1)
  now += 5_000
  away = false
  const files = await publishedKeys()
  expect([...files.keys()]).toEqual(['gateway-keys.pem', 'gateway-keys.json'])
  now += 60_000
  away = true
  expect([await publishedKeys(), await publishedKeys(), asked]).toEqual([files, files, 3])
})
