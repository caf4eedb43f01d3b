import { expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { makePartitions } from './upkeep.ts'

const t = useDb()
test('partitions are made while the sealer of the ledger leads', async () => {
  const sealer = await t().owner.pool.connect()
  try {
    // kernel/ledger/sealer.ts holds this one for as long as it leads
    await sealer.query('select pg_advisory_lock(727276)')
    // four months of every log that has any
    expect(await makePartitions(t().db, new Date('2031-01-15T00:00:00Z'))).toBeGreaterThanOrEqual(8)
    expect(await makePartitions(t().db, new Date('2031-01-15T00:00:00Z'))).toBe(0)
    // nobody walks round the wall by the new ones either
    await expect(t().db.pool.query('select 1 from exchange.transaction_203101')).rejects.toThrow(/permission denied/)
  } finally { sealer.release(true) }
})
