import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor, OfficerActor, OfficerRole } from '../actor.ts'
import { newId } from '../ids.ts'
import { appendLedger } from '../ledger/index.ts'
import { publish } from '../outbox.ts'
import { useDb } from '../testing/db.ts'
import { transact } from './db.ts'

/** The wall before the ground floor's own tables, tried as every kind of actor and past all code of ours. */
const t = useDb()
const citizen: Actor = { kind: 'citizen', accountId: newId(), assurance: 2, displayName: 'Một Người' }
const officer = (...roles: OfficerRole[]): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId: newId(), roles, scopeAgencyIds: [newId()], displayName: 'x', positionTitle: 'x', agencyName: 'x' })
const clerk = officer('reception-officer', 'case-officer', 'approver', 'signer', 'unit-administrator', 'supervisor')
const administrator = officer('administrator')
const system: Actor = { kind: 'system', name: 'test' }
const anonymous: Actor = { kind: 'anonymous' }
const everybody = { anonymous, citizen, clerk, administrator, system }
type Who = keyof typeof everybody
const who = Object.keys(everybody) as Who[]
const at = new Date('2026-03-02T01:02:03Z')

const count = (actor: Actor, table: string): Promise<number> => transact(t().db, actor, async tx => (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx)).rows[0]?.n ?? 0)
const attempt = (actor: Actor, statement: string): Promise<unknown> => transact(t().db, actor, tx => sql.raw(statement).execute(tx))
const entry = (id: string, actor: object): string => `insert into kernel.ledger_entry (id, at, actor, act, object_type, object_id, payload_hash) values ('${id}', now(), '${JSON.stringify(actor)}', 'a', 'b', 'c', sha256('x'))`

beforeAll(async () => {
  for (const actor of Object.values(everybody)) await transact(t().db, actor, async tx => {
    await publish(tx, 'trial.sent', {})
    await appendLedger(tx, { actor, act: 'trial.act', object: { type: 'trial', id: '1' }, at })
  })
  const run = (text: string) => sql.raw(text).execute(t().owner.kysely)
  await run(`insert into kernel.outbox_delivery (message_id, subscriber) select id, 'x' from kernel.outbox limit 1`)
  await run(`insert into kernel.file (id, hash, size, media_type, name, original_hash, original_type, at, state, owner_scope, uploaded_by) select gen_random_uuid(), repeat('a', 64), 1, 'image/png', 'x', repeat('a', 64), 'image/png', now(), 'accepted', 'trial:1', '${clerk.accountId}'`)
  await run(`insert into kernel.file_key (scope, wrapped) values ('trial:1', 'x')`)
  await run(`insert into kernel.setting (key, value) values ('trial', '1')`)
})

describe('reading', () => {
  const only = (...names: Who[]): Record<Who, boolean> => Object.fromEntries(who.map(name => [name, names.includes(name)])) as Record<Who, boolean>
  const READERS = {
    'kernel.ledger_entry': only('administrator', 'system'), 'kernel.outbox': only('system'), 'kernel.outbox_delivery': only('system'), 'kernel.file': only('system'), 'kernel.file_key': only('system'), 'kernel.setting': only(...who),
  } satisfies Record<string, Record<Who, boolean>>
  it.each(Object.entries(READERS))('%s', async (table, expected) => {
    const seen: Partial<Record<Who, boolean>> = {}
    for (const name of who) seen[name] = await count(everybody[name], table) > 0
    expect(seen).toEqual(expected)
  })
  it('a connection that names nobody sees nothing but settings', async () => {
    for (const table of ['ledger_entry', 'outbox', 'outbox_delivery', 'file', 'file_key']) expect((await sql<{ n: number }>`select count(*) as n from ${sql.table(`kernel.${table}`)}`.execute(t().db.kysely)).rows[0]?.n, table).toBe(0)
  })
  it('nobody reaches around the wall by a partition, nor reads the list of processes', async () => {
    const { rows } = await sql<{ name: string }>`select c.oid::regclass::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'kernel.ledger_entry'::regclass`.execute(t().owner.kysely)
    expect(rows.length).toBeGreaterThan(3)
    for (const table of [...rows.map(row => row.name), 'kernel.node']) await expect(attempt(system, `select 1 from ${table}`), table).rejects.toThrow(/permission denied/)
  })
})

describe('writing', () => {
  it('nobody writes into the ledger in the name of another', async () => {
    for (const name of ['anonymous', 'citizen', 'clerk', 'administrator'] as const) {
      for (const actor of [{ kind: 'officer', account: newId(), position: newId() }, { kind: 'citizen', account: newId() }, { kind: 'system', name: 'x' }, {}]) await expect(attempt(everybody[name], entry(newId(), actor)), name).rejects.toThrow(/row-level security/)
    }
    await expect(sql.raw(entry(newId(), { kind: 'anonymous' })).execute(t().db.kysely)).rejects.toThrow(/row-level security/)
    await attempt(system, entry(newId(), { kind: 'citizen', account: newId() }))
  })
  it('only the platform delivers, keeps keys and changes settings', async () => {
    const statements = [
      `insert into kernel.outbox_delivery (message_id, subscriber) select id, 'y' from (values ('${newId()}'::uuid)) v (id)`, `insert into kernel.file_key (scope, wrapped) values ('trial:2', 'x')`, `insert into kernel.setting (key, value) values ('mine', '1')`,
    ]
    for (const name of ['anonymous', 'citizen', 'clerk', 'administrator'] as const) for (const statement of statements) await expect(attempt(everybody[name], statement), `${name}: ${statement}`).rejects.toThrow(/row-level security/)
  })
  it('nobody of the application adds to the tree, the platform itself no more than others: a false leaf would stop the seal', async () => {
    const statements = [`insert into kernel.ledger_leaf values (0, '${newId()}', now(), '9', sha256('x'))`, `insert into kernel.ledger_tile values (1, 0, sha256('x'))`, `insert into kernel.ledger_checkpoint values (1, 'x')`]
    for (const name of who) for (const statement of statements) await expect(attempt(everybody[name], statement), `${name}: ${statement}`).rejects.toThrow(/permission denied/)
  })
  it('what a stranger changes or deletes is nothing', async () => {
    for (const name of ['anonymous', 'citizen', 'clerk', 'administrator'] as const) {
      for (const statement of [`update kernel.setting set value = '2'`, `update kernel.file set owner_scope = 'mine:1'`, `delete from kernel.file`, `delete from kernel.file_key`]) await attempt(everybody[name], statement)
    }
    expect([await count(system, 'kernel.file'), await count(system, 'kernel.file_key')]).toEqual([1, 1])
    expect((await sql`select value, (select owner_scope from kernel.file) as scope from kernel.setting`.execute(t().owner.kysely)).rows).toEqual([{ value: 1, scope: 'trial:1' }])
  })
})

describe('the wall costs no full scan and no call per row', () => {
  const plan = (actor: Actor, statement: string): Promise<string> => transact(t().db, actor, async tx => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return (await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${sql.raw(statement)}`.execute(tx)).rows.map(row => row['QUERY PLAN']).join('\n')
  })
  it.each([
    [`select * from kernel.file where id = '${newId()}'`, /Index Scan using file_pkey/],
    [`select * from kernel.file where owner_scope = 'dossier:1'`, /Index Scan using file_owner/],
    [`select * from kernel.ledger_entry where object_type = 'dossier' and object_id = 'x'`, /Index Scan using ledger_entry_\w+_object_type_object_id_at_idx/],
    [`select * from kernel.ledger_entry e where (e.xact, e.id) > ('5'::xid8, '${newId()}'::uuid) and e.xact < pg_snapshot_xmin(pg_current_snapshot()) order by e.xact, e.id limit 10`, /Index Scan using ledger_entry_\w+_xact_id_idx[\s\S]*Index Cond: \(\(ROW\(xact, id\)|Index Cond: \(\(xact/],
  ])('%s', async (statement, expected) => {
    const text = await plan(administrator, statement)
    expect(text).toMatch(expected)
    expect(text).toMatch(/InitPlan/)
    expect(text.replace(/InitPlan[\s\S]*?Result/g, '')).not.toMatch(/Filter:.*(current_setting|kernel\.actor)/)
  })
})
