import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, send, type RunningGateway } from '../testing.ts'

const t = useDb()
let gateway: RunningGateway
const now = 60_000 * 30_000_000 + 1000
beforeAll(async () => { gateway = await aGateway(t().urls.app, { proxies: 1, now: () => now }) })
afterAll(() => gateway.close())

const tryKey = async (from?: string): Promise<number> => (await send(gateway.url, '/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...from === undefined ? {} : { 'x-forwarded-for': from } }, body: 'grant_type=client_credentials&client_id=nobody&client_secret=x' })).status

test('behind our proxy, tried keys are counted and written down by whom the proxy heard, not by the proxy', async () => {
  for (let each = 0; each < 60; each++) expect(await tryKey('203.0.113.5')).toBe(401)
  expect(await tryKey('203.0.113.5')).toBe(429)
  // what a caller invents stands before what our proxy adds
  expect(await tryKey('198.51.100.1, 203.0.113.5')).toBe(429)
  expect([await tryKey('203.0.113.6'), await tryKey()]).toEqual([401, 401])
  const { rows } = await t().owner.pool.query<{ address: string; count: number }>("select record::json->>26 as address, count(*)::integer as count from exchange.transaction group by 1 order by 1")
  expect(rows).toEqual([{ address: '127.0.0.1', count: 1 }, { address: '203.0.113.5', count: 60 }, { address: '203.0.113.6', count: 1 }])
})
