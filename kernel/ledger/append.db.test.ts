import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Actor } from '../actor.ts'
import { transact } from '../db/db.ts'
import { useDb } from '../testing/db.ts'
import { appendLedger, eraseLedgerPayload } from './append.ts'
import { contentHash } from './entry.ts'

const t = useDb()
const officer: Actor = {
  kind: 'officer', accountId: '01900000-0000-7000-8000-000000000001', positionId: '01900000-0000-7000-8000-000000000002', agencyId: '01900000-0000-7000-8000-000000000003',
  roles: ['reception-officer'], scopeAgencyIds: [], displayName: 'Nguyễn Thị Bình', positionTitle: 'x', agencyName: 'x' }
const at = new Date('2026-03-02T01:02:03.004Z')
const append = (payload: { note: string } = { note: 'Đủ thành phần hồ sơ' }): Promise<string> => transact(t().db, officer, (tx) => appendLedger(tx, {
  actor: officer, subject: '01900000-0000-7000-8000-000000000009', role: 'reception-officer', agency: officer.agencyId, act: 'dossiers.receive',
  object: { type: 'dossier', id: 'H55.5-260302-0001' }, payload, reason: 'đúng quy định', at,
}))
interface Row { id: string; actor: unknown; salt: Buffer | null; payload: { note: string } | null; reason: string | null; payload_hash: Buffer }
const row = async (id: string): Promise<Row | undefined> => (await sql<Row>`select * from kernel.ledger_entry where id = ${id}`.execute(t().owner.kysely)).rows[0]

test('keeps who, for whom, what and why; and no name of the officer', async () => {
  const entry = await row(await append())
  expect(entry).toMatchObject({ actor: { kind: 'officer', account: officer.accountId, position: officer.positionId }, reason: 'đúng quy định', payload: { note: 'Đủ thành phần hồ sơ' } })
  expect(JSON.stringify(entry?.actor)).not.toContain('Nguyễn')
  expect(entry?.payload_hash).toEqual(contentHash(entry?.salt ?? Buffer.of(), { payload: entry?.payload ?? null, reason: entry?.reason ?? null }))
})

test('disappears with the act that is rolled back', async () => {
  let id = ''
  await expect(transact(t().db, officer, async (tx) => {
    id = await appendLedger(tx, { actor: officer, act: 'x.y', object: { type: 'x', id: '1' }, at })
    throw new Error('no')
  })).rejects.toThrow('no')
  expect(await row(id)).toBeUndefined()
})

test('neither the application nor the owner changes, deletes or truncates anything', async () => {
  const id = await append()
  await sql`insert into kernel.ledger_leaf values (0, ${id}, ${at}, '9', ${Buffer.alloc(32)})`.execute(t().owner.kysely)
  await sql`insert into kernel.ledger_tile values (1, 0, ${Buffer.alloc(32)})`.execute(t().owner.kysely)
  await sql`insert into kernel.ledger_checkpoint values (1, 'x')`.execute(t().owner.kysely)
  const attempts = ['update kernel.ledger_entry set act = act', 'update kernel.ledger_entry set salt = null, payload = null, reason = null', 'delete from kernel.ledger_entry',
    'truncate kernel.ledger_entry', 'truncate kernel.ledger_entry_rest', ...['leaf', 'tile', 'checkpoint'].flatMap((name) => [`delete from kernel.ledger_${name}`, `truncate kernel.ledger_${name}`]),
    'update kernel.ledger_leaf set xact = xact', 'update kernel.ledger_tile set root = root', 'update kernel.ledger_checkpoint set note = note']
  for (const attempt of attempts) {
    await expect(sql.raw(attempt).execute(t().db.kysely), attempt).rejects.toThrow(/permission denied/)
    await expect(sql.raw(attempt).execute(t().owner.kysely), attempt).rejects.toThrow(/append-only/)
  }
  await expect(sql`insert into kernel.ledger_entry (id, xact, actor, act, object_type, object_id, payload_hash) values (${id}, '3', '{}', 'a', 'b', 'c', ${Buffer.alloc(32)})`
    .execute(t().db.kysely)).rejects.toThrow(/permission denied/)
})

test('erasing takes the content and leaves the hash, and only together with an entry that says so', async () => {
  const id = await append()
  const before = await row(id)
  await expect(transact(t().db, officer, (tx) => sql`select kernel.erase_ledger_payload(${id})`.execute(tx))).rejects.toThrow(/append-only/)
  await transact(t().db, officer, (tx) => eraseLedgerPayload(tx, id, { actor: officer, reason: 'yêu cầu của chủ thể dữ liệu', at }))
  expect(await row(id)).toMatchObject({ salt: null, payload: null, reason: null, payload_hash: before?.payload_hash })
})

test('partitions of the months ahead are made once, by the application too', async () => {
  const make = async (): Promise<number | undefined> => (await sql<{ made: number }>`select kernel.make_ledger_partitions(6) as made`.execute(t().db.kysely)).rows[0]?.made
  expect(await make()).toBe(3)
  expect(await make()).toBe(0)
})
