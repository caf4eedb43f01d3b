import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { aGateway, aProvider, registryOf, send } from '../testing.ts'
import { archiveMonth } from './archive.ts'
import { databaseSource } from './database-source.ts'
import { openParquet } from './parquet.ts'
import { verifyLog, type LogVerdict } from './verify.ts'

const t = useDb()
const NOW = new Date('2026-06-10T00:00:00Z')
let dir: string
const verdict = async (): Promise<LogVerdict> => {
  const source = await databaseSource(t().urls.migrator, dir)
  try { return await verifyLog(source) } finally { await source.close() }
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-archive-'))
  await t().owner.pool.query("select exchange.make_partitions('2026-04-01', 3)")
  const provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const service = await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'mock1', provider.url, { evidence: 'full' })
  await registry.right(client.id, service.id, { validFrom: new Date('2026-01-01') })
  // the month turns back and forth, so that batches hold records of both
  let looks = 0
  const now = (): number => Date.parse('2026-04-30T23:59:58Z') + looks++ % 7 * 1000
  for (const name of ['gw-a', 'gw-b']) {
    const gateway = await aGateway(t().urls.app, { name, now })
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 30 }, () => send(gateway.url, '/r1/DEV/COM/1234/TestService/mock1', { method: 'POST', headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient' }, body: 'thư' })))
    await gateway.close()
  }
  await provider.close()
  await t().db.pool.query("select set_config('tinhso.actor_kind', 'system', false), exchange.count_batches(100000)")
})
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('months move to Parquet', () => {
  test('not before they are over, nor what is no month', async () => {
    await expect(archiveMonth(t().urls.migrator, dir, '2026-06', NOW)).rejects.toThrow('is not over yet')
    await expect(archiveMonth(t().urls.migrator, dir, '2026-4', NOW)).rejects.toThrow('is no month')
    await expect(archiveMonth(t().urls.migrator, dir, '2019-04', NOW)).rejects.toThrow('has no month')
    await expect(t().db.pool.query("select exchange.drop_archived('2026-04-01')")).rejects.toThrow('is not archived')
  })
  test('the log stays provable; the file is an ordinary one', async () => {
    const { rows: [straddling] } = await t().owner.pool.query<{ n: number }>("select count(*)::int as n from (select from exchange.transaction group by gateway_id, seq having count(distinct date_trunc('month', at at time zone 'UTC')) > 1) x")
    expect(straddling?.n).toBeGreaterThan(0)
    const before = await verdict()
    expect(before).toMatchObject({ ok: true, gateways: 2, records: 180 })
    const done = await archiveMonth(t().urls.migrator, dir, '2026-04', NOW)
    expect(done.records).toBeGreaterThan(0)
    expect(done.messages).toBe(done.records * 2)
    expect((await t().owner.pool.query("select to_regclass('exchange.transaction_202604') as gone")).rows).toEqual([{ gone: null }])
    expect(await verdict()).toEqual(before)
    const file = await openParquet(done.file)
    expect(Number(file.metadata.num_rows)).toBe(done.records)
    await expect(archiveMonth(t().urls.migrator, dir, '2026-04', NOW)).rejects.toThrow('is archived already')
  })
  test('a file that was touched is not believed', async () => {
    await appendFile(join(dir, 'transactions-2026-04.parquet'), 'x')
    await expect(verdict()).rejects.toThrow('is not the file that was archived')
  })
})
