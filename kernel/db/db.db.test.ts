import { describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { useDb } from '../testing/db.ts'
import { read, transact } from './db.ts'

describe('the two roles', () => {
  const t = useDb()
  it('lets the application neither alter tables nor delete what left the house', async () => {
    await expect(sql`create table kernel.mine (a int)`.execute(t().db.kysely)).rejects.toThrow(/permission denied/)
    await expect(sql`delete from kernel.outbox`.execute(t().db.kysely)).rejects.toThrow(/permission denied/)
  })
  it('tells the database who acts, for this transaction only', async () => {
    const account = '01900000-0000-7000-8000-000000000001'
    const seen = await read(t().db, { kind: 'citizen', accountId: account, assurance: 1, displayName: 'x' }, async tx =>
      (await sql<{ kind: string; account: string }>`select kernel.actor_kind() as kind, kernel.actor_account() as account`.execute(tx)).rows[0])
    expect(seen).toEqual({ kind: 'citizen', account })
    const after = (await sql<{ kind: string }>`select kernel.actor_kind() as kind`.execute(t().db.kysely)).rows[0]
    expect(after?.kind).toBe('')
  })
  it('rolls back everything when the work fails', async () => {
    await expect(transact(t().db, { kind: 'system', name: 'test' }, async tx => {
      await sql`insert into kernel.setting (key, value) values ('a', '1')`.execute(tx)
      throw new Error('no')
    })).rejects.toThrow('no')
    expect((await sql`select * from kernel.setting`.execute(t().db.kysely)).rows).toEqual([])
  })
  it('adds a job inside the transaction of the act', async () => {
    await transact(t().db, { kind: 'system', name: 'test' }, tx => sql`select kernel.enqueue('x', '{}', null, now())`.execute(tx))
    expect((await sql<{ n: number }>`select count(*) n from graphile_worker.jobs`.execute(t().owner.kysely)).rows[0]?.n).toBe(1)
  })
})
