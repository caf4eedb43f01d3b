import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { connect, type Db } from '../../../kernel/db/db.ts'
import { withClient } from '../../../kernel/db/bootstrap.ts'
import { QUIET, registryOf } from '../testing.ts'
import { watchRegistry, type LiveRegistry } from './watch.ts'

const t = useDb()
let db: Db
let registry: LiveRegistry
beforeAll(async () => {
  db = connect({ url: t().urls.app, max: 2, settings: { 'tinhso.actor_kind': 'system' } })
  registry = await watchRegistry(db.pool, t().urls.app, QUIET)
})
afterAll(async () => { await registry.stop(); await db.kysely.destroy() })

/** How many lines listen, after `what` was done to each of them. */
const listeners = async (what = ''): Promise<number | null> => withClient(inject('cluster').superuserUrl, async admin => (await admin.query(`select ${what} from pg_stat_activity where application_name = 'tinhso-exchange-registry' and datname = $1`, [new URL(t().urls.app).pathname.slice(1)])).rowCount)
const knows = (code: string): boolean => registry.current.members.has(`DEV/COM/${code}`)

test('a registry that cannot be read is tried again on the one line that listens', async () => {
  const away = vi.spyOn(db.pool, 'connect').mockImplementation(() => Promise.reject(new Error('the pool is exhausted')))
  await registryOf(t().owner.pool).member('1')
  await expect.poll(() => away.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(2)
  away.mockRestore()
  await expect.poll(() => knows('1'), { timeout: 10_000 }).toBe(true)
  expect(await listeners()).toBe(1)
})
test('what changed while nobody listened is read when the database is back', async () => {
  expect(await listeners('pg_terminate_backend(pid)')).toBe(1)
  await registryOf(t().owner.pool).member('2')
  await expect.poll(() => knows('2'), { timeout: 10_000 }).toBe(true)
  await registryOf(t().owner.pool).member('3')
  await expect.poll(() => knows('3'), { timeout: 10_000 }).toBe(true)
  expect(await listeners()).toBe(1)
})
