import { expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { openClaims } from './claims.ts'

const t = useDb()

test('a claim that nobody answered and that comes to stand late, when the line is whole again, is taken back', async () => {
  await t().owner.pool.query("select set_config('tinhso.actor_kind', 'system', false)")
  let now = Date.now()
  const claims = await openClaims(t().owner.pool, Buffer.alloc(32, 1), 1, () => now)
  const late = { client: 1, messageId: 'late', transactionId: newId() }
  const open = async (): Promise<number | null> => (await t().owner.pool.query("select set_config('tinhso.actor_kind', 'system', false), message_id from exchange.message_claim")).rowCount
  claims.disown(late)
  await claims.pay()
  // here it comes, out of some buffer
  expect(await claims.claim(late, Buffer.from('hash'), false)).toEqual({ is: 'new' })
  now += 30_000
  await claims.pay()
  expect(await open()).toBe(0)
  // the client came again in the meantime: that claim is another's
  expect(await claims.claim({ ...late, transactionId: newId() }, Buffer.from('hash'), false)).toEqual({ is: 'new' })
  now += 30_000
  await claims.pay()
  expect(await open()).toBe(1)
})
