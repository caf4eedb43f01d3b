import { describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { useDb } from '../testing/db.ts'
import { connect, read, tablesOf, together, transact } from './db.ts'

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
  it('waits half a minute for a statement, and as long as it takes while installing', async () => {
    const limits = async (unhurried: boolean): Promise<unknown> => {
      const db = connect({ url: t().urls.app, max: 1, unhurried })
      try {
        return (await sql<{ name: string; setting: string }>`select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(db.kysely)).rows.map(row => row.setting)
      } finally { await db.kysely.destroy() }
    }
    expect(await limits(false)).toEqual(['30000', '10000', '30000'])
    expect(await limits(true)).toEqual(['0', '0', '0'])
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
  it('lets nothing escape the transaction when one of several statements fails', async () => {
    const put = (tx: Parameters<Parameters<typeof transact>[2]>[0], key: string): Promise<unknown> => sql`insert into kernel.setting (key, value) values (${key}, '1')`.execute(tx)
    // a statement that follows so many turns after the failure would be sent behind the ROLLBACK
    const late = async (tx: Parameters<typeof put>[0], after: Promise<unknown>, turns: number): Promise<void> => {
      await after.catch(() => undefined)
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      await put(tx, `late ${turns}`)
    }
    for (let turns = 0; turns < 40; turns++) {
      await expect(transact(t().db, { kind: 'system', name: 'test' }, async tx => {
        const second = put(tx, 'same').then(() => put(tx, 'same'))
        await together(second, late(tx, second, turns))
      })).rejects.toThrow(/duplicate key/)
    }
    expect((await sql`select * from kernel.setting`.execute(t().db.kysely)).rows).toEqual([])
  })
  it('sends what waits for no answer at once, in the order it was begun', async () => {
    const db = connect({ url: t().urls.app, max: 1 })
    const sent: string[] = []
    db.pool.on('connect', client => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      Object.assign(client, { query: (...args: unknown[]) => { sent.push(typeof args[0] === 'string' ? args[0] : (args[0] as { name: string }).name); return query(...args) } })
    })
    try {
      const early = await transact(db, { kind: 'system', name: 'test' }, async tx => {
        const work = [sql`select 1`.execute(tx), tablesOf<{ 'kernel.setting': { key: string } }>(tx).selectFrom('kernel.setting').select('key').executeTakeFirst(), sql`select 3`.execute(tx)]
        // no answer comes in before the turn ends
        for (let step = 0; step < 100; step++) await Promise.resolve()
        const before = [...sent]
        await together(...work)
        return before
      })
      expect(early).toEqual(['begin', 'whose', 'select 1', 'select "key" from "kernel"."setting"', 'select 3'])
      expect(sent.slice(early.length)).toEqual(['commit'])
    } finally { await db.kysely.destroy() }
  })
  it('refuses a statement that comes when the transaction is over, and keeps nothing when one failed unheard', async () => {
    const system = { kind: 'system', name: 'test' } as const
    const put = (tx: Parameters<Parameters<typeof transact>[2]>[0], key: string): Promise<unknown> => sql`insert into kernel.setting (key, value) values (${key}, '1')`.execute(tx)
    for (const fails of [false, true]) {
      const kept: Parameters<typeof put>[0][] = []
      await transact(t().db, system, async tx => { kept.push(tx); if (fails) throw new Error('no') }).catch(() => undefined)
      for (const tx of kept) await expect(put(tx, 'late')).rejects.toThrow('the transaction is over')
    }
    await expect(transact(t().db, system, async tx => {
      await put(tx, 'once')
      void put(tx, 'once').catch(() => undefined)
      for (let step = 0; step < 100; step++) await Promise.resolve()
    })).rejects.toThrow('nothing was kept')
    expect((await sql`select * from kernel.setting`.execute(t().db.kysely)).rows).toEqual([])
  })
  it('writes nothing when only its BEGIN fails, as when somebody cancels just that', async () => {
    const { owner, urls } = t()
    await sql`create table kernel.bare (a text); grant select, insert on kernel.bare to tinhso_app`.execute(owner.kysely)
    const jobs = async (): Promise<unknown> => (await sql`select count(*) as n from graphile_worker.jobs`.execute(owner.kysely)).rows
    const before = await jobs()
    const db = connect({ url: urls.app, max: 1 })
    db.pool.on('connect', client => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      Object.assign(client, { query: (...args: unknown[]) => query(...args[0] === 'begin' ? ['select 1 / 0'] : args) })
    })
    type Work = Parameters<typeof transact>[2]
    const put: Work = tx => sql`insert into kernel.bare values ('x')`.execute(tx)
    const works: readonly Work[] = [
      put,
      tx => together(sql`select 1`.execute(tx), put(tx), put(tx)),
      async tx => { await sql`select 1`.execute(tx).catch(() => undefined); await put(tx) },
      tx => sql`select kernel.enqueue('x', '{}', null, now())`.execute(tx),
      tx => sql`select 1 from kernel.enqueue('x', '{}', null, now())`.execute(tx),
      tx => sql`with kept as (insert into kernel.bare values ('x')) select 1`.execute(tx),
    ]
    try { for (const work of works) await expect(transact(db, { kind: 'system', name: 'test' }, work)).rejects.toThrow('division by zero') } finally { await db.kysely.destroy() }
    expect([(await sql`select a from kernel.bare`.execute(owner.kysely)).rows, await jobs()]).toEqual([[], before])
  })
  it('goes on writing when a migration adds a column under it', async () => {
    const { db, owner } = t()
    await sql`create table kernel.grows (a int); grant select, insert, update on kernel.grows to tinhso_app`.execute(owner.kysely)
    const write = async (): Promise<unknown> => transact(db, { kind: 'system', name: 'test' }, async tx => {
      await sql`insert into kernel.grows (a) values (${1})`.execute(tx)
      await sql`update kernel.grows set a = ${2} where a = ${1}`.execute(tx)
      return (await sql`insert into kernel.grows (a) values (${3}) returning *`.execute(tx)).rows
    })
    for (let i = 0; i < 8; i++) expect(await write()).toEqual([{ a: 3 }])
    await sql`alter table kernel.grows add column b text default 'new'`.execute(owner.kysely)
    for (let i = 0; i < 8; i++) expect(await write()).toEqual([{ a: 3, b: 'new' }])
  })
})
