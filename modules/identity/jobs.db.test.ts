import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { signInStaff } from './acts/sign-in-staff.ts'
import { sweep } from './jobs.ts'
import { startTestSite, type TestSite } from './testing.ts'

const t = useDb()
let site: TestSite
beforeAll(async () => { site = await startTestSite(t().db) })
afterAll(() => site.close())

test('old tries and sessions go, recent ones stay', async () => {
  await site.officer({ username: 'quet.don', password: 'Chè-Tân-Cương-1' })
  const enter = (password: string) => signInStaff(site.identity, { username: 'quet.don', password, returnTo: '/', replaces: undefined, source: { ip: '192.0.2.1', userAgent: 'test', device: undefined }, now: site.platform.now() })
  await enter('sai')
  await enter('Chè-Tân-Cương-1')
  expect(await sweep(site.identity, site.platform.now())).toEqual({ attempts: 0, pending: 0, sessions: 0 })
  site.pass(31 * 86_400_000)
  await enter('sai')
  expect(await sweep(site.identity, site.platform.now())).toEqual({ attempts: 2, pending: 0, sessions: 0 })
  site.pass(60 * 86_400_000)
  expect((await sweep(site.identity, site.platform.now())).sessions).toBe(1)
  const { rows } = await sql<{ n: number }>`select count(*) as n from identity.session`.execute(t().owner.kysely)
  expect(rows[0]?.n).toBe(0)
})
