import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { countCalls } from './monitoring.ts'

const t = useDb()

test('calls of days of local time are counted, both days in, and no others', async () => {
  for (const [at, passed, refused] of [['2026-11-01T16:59Z', 1, 100], ['2026-11-01T17:00Z', 2, 200], ['2026-11-03T16:59Z', 4, 400], ['2026-11-03T17:00Z', 8, 800]] as const) {
    await sql`insert into exchange.usage_minute (minute, client, service, passed, failed, refused, bytes_in, bytes_out, total_ms, took) values (${at}, 0, 0, ${passed}, 0, ${refused}, 0, 0, 0, array_fill(0, array[13]))`.execute(t().owner.kysely)
  }
  const count = (from: string, to: string) => read(t().db, { kind: 'system', name: 'test' }, tx => countCalls(tx, from, to))
  expect(await count('2026-11-02', '2026-11-03')).toEqual({ passed: 6, refused: 600 })
  expect(await count('2026-12-01', '2026-12-01')).toEqual({ passed: 0, refused: 0 })
})
