import { beforeAll, expect, test } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { findTransactions, type TransactionFilter } from './transactions.ts'

const t = useDb()
const START = new Date('2026-11-01T00:00:00Z')
const filter: TransactionFilter = { id: '', message: '', hash: '', client: undefined, service: undefined, outcome: '', from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z'), before: '' }
const find = (more: Partial<TransactionFilter>) => transact(t().db, { kind: 'system', name: 'test' }, tx => findTransactions(tx, { ...filter, ...more }, 51))

beforeAll(async () => {
  await t().owner.pool.query(`insert into exchange.gateway (name, public_key, started_at, seen_at) values ('thu', 'x', now(), now())`)
  // three at each millisecond: the key must tell them apart; some in a month before
  await t().owner.pool.query(`insert into exchange.transaction (id, at, gateway_id, seq, leaf, client, service, message_id, status, succeeded, refused, took_ms, bytes_in, bytes_out, record)
    select gen_random_uuid(), $1::timestamptz + (g / 3 - 20) * interval '1 hour', (select id from exchange.gateway), 1, g, 1 + g % 2, 1, 'm' || g, 200, true, false, 1, 1, 1, json_build_array('x', 'bam' || g)::text from generate_series(0, 149) g`, [START])
})

test('pages follow each other by key: every row once, newest first, over months and equal times', async () => {
  const seen: string[] = []
  let before = ''
  for (let page = 0; page < 4; page++) {
    const rows = await find({ before })
    seen.push(...rows.slice(0, 50).map(row => row.id))
    before = rows[49]?.cursor ?? ''
    expect(rows.length).toBe(page < 2 ? 51 : 50)
    if (rows.length <= 50) break
  }
  expect(seen.length).toBe(150)
  expect(new Set(seen).size).toBe(150)
  const { rows } = await t().owner.pool.query<{ id: string }>('select id from exchange.transaction order by at desc, id desc')
  expect(seen).toEqual(rows.map(row => row.id))
})
test('a key that is none leads to the first page, not to a fault', async () => { expect((await find({ before: "x' or true_--" })).length).toBe(51) })
test('parties and ids narrow; what is no id or hash finds nothing', async () => {
  expect((await find({ client: 2 })).every(row => Number(row.messageId.slice(1)) % 2 === 1)).toBe(true)
  expect((await find({ message: 'm7' })).map(row => row.messageId)).toEqual(['m7'])
  expect(await find({ id: 'không phải' })).toEqual([])
  expect(await find({ hash: 'bam7' })).toEqual([])
})
