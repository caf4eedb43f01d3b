import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { withClient } from '../../kernel/db/bootstrap.ts'
import { connect, transact, type Db } from '../../kernel/db/db.ts'
import { appendLedger, eraseLedgerPayload } from '../../kernel/ledger/append.ts'
import { loadLedgerSigner } from '../../kernel/ledger/key.ts'
import { createSealer, type Sealer } from '../../kernel/ledger/sealer.ts'
import { databaseSource } from '../../kernel/ledger/verify-source.ts'
import { verifyLedger, type LedgerVerdict } from '../../kernel/ledger/verify.ts'
import { fileWitness, readWitness } from '../../kernel/ledger/witness.ts'
import { publish } from '../../kernel/outbox.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { fenceOutbox, releaseOutbox } from './fence.ts'
import { backupLogically, restoreLogically } from './logical.ts'

const t = useDb()
const system = { kind: 'system', name: 'test' } as const
const at = new Date('2026-03-02T01:02:03Z')
const name = `restored_${randomBytes(6).toString('hex')}`
const urlOf = (url: string): string => { const other = new URL(url); other.pathname = `/${name}`; return other.href }
let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tinhso-logical-'))
  await withClient(inject('cluster').superuserUrl, (client) => client.query(`create database ${name} owner tinhso_migrator`))
})
afterAll(async () => {
  await withClient(inject('cluster').superuserUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
  await rm(dir, { recursive: true, force: true })
})

const witnessDir = (): string => join(dir, 'witness')
async function sealerOf(db: Db): Promise<Sealer> {
  const signer = await loadLedgerSigner(join(dir, 'keys'), 'tinh-so/thu')
  return createSealer({ db, signer, witnesses: [fileWitness(witnessDir(), signer.verifier, () => at)], alarm: ({ message }) => { throw new Error(message) } })
}
async function verdictOf(url: string): Promise<LedgerVerdict> {
  const source = await databaseSource(url)
  const signer = await loadLedgerSigner(join(dir, 'keys'), 'tinh-so/thu')
  try { return await verifyLedger(source, [{ name: 'a', notes: () => readWitness(witnessDir()) }], signer.verifier) } finally { await source.close() }
}
const act = (db: Db, note: string): Promise<string> => transact(db, system, async (tx) => {
  await publish(tx, 'dossiers.received', { note })
  return appendLedger(tx, { actor: system, act: 'dossiers.receive', object: { type: 'dossier', id: note }, payload: { note }, at })
})
async function sealUntil(db: Db, size: number): Promise<void> {
  const sealer = await sealerOf(db)
  while ((await sealer.sealOnce()).size < size);
  await sealer.close()
}

test('every table comes back in an empty database, the ledger with its proofs, and goes on', async () => {
  for (let i = 0; i < 40; i++) await act(t().db, `Hồ sơ ${i} "\\ 🙂`)
  await sealUntil(t().owner, 40)
  const waiting = await act(t().db, 'not sealed yet')
  await transact(t().db, system, (tx) => eraseLedgerPayload(tx, waiting, { actor: system, at }))
  await backupLogically(t().urls.migrator, join(dir, 'tables'))
  await restoreLogically(urlOf(t().urls.migrator), join(dir, 'tables'))

  const count = async (url: string): Promise<unknown> => withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema)' and tablename !~ '^ledger_entry_' order by 1`)
    const counts = []
    for (const row of rows) counts.push([row.name, (await client.query(`select count(*)::int as n, md5(coalesce(string_agg(md5(${row.name.startsWith('kernel.ledger') ? "(to_jsonb(t) - 'xact')::text" : row.name === 'public.migration' ? 'name' : 't::text'}), '' order by md5(${row.name.startsWith('kernel.ledger') ? "(to_jsonb(t) - 'xact')::text" : row.name === 'public.migration' ? 'name' : 't::text'})), '')) as hash from ${row.name} t`)).rows[0]])
    return counts
  })
  expect(await count(urlOf(t().urls.migrator))).toEqual(await count(t().urls.migrator))
  expect(await verdictOf(urlOf(t().urls.migrator))).toMatchObject({ ok: true, size: 40, unsealed: 2 })

  const restored = connect({ url: urlOf(t().urls.app), max: 4 })
  await act(restored, 'after the restore')
  const owner = connect({ url: urlOf(t().urls.migrator), max: 2 })
  await sealUntil(owner, 43)
  await Promise.all([restored, owner].map(each => each.kysely.destroy()))
  expect(await verdictOf(urlOf(t().urls.migrator))).toMatchObject({ ok: true, size: 43, erased: 1 })
})

test('a database in use is refused, and so is a backup of another version', async () => {
  await expect(restoreLogically(urlOf(t().urls.migrator), join(dir, 'tables'))).rejects.toThrow('in use')
  const file = join(dir, 'tables', 'migrations.jsonl')
  await writeFile(file, (await readFile(file, 'utf8')).replace('create-kernel', 'create-nothing'))
  await expect(restoreLogically(urlOf(t().urls.migrator), join(dir, 'tables'))).rejects.toThrow('restore with the version that made it')
})

test('waiting messages are held after a restore until they are released, and the restore is counted', async () => {
  const url = urlOf(t().urls.migrator)
  const waiting = async (): Promise<number | undefined> => withClient(url, async (client) => (await client.query<{ n: number }>('select count(*)::int as n from graphile_worker._private_jobs where run_at <= now()')).rows[0]?.n)
  const before = await waiting()
  expect(before).toBeGreaterThan(40)
  expect(await fenceOutbox(url, at)).toEqual({ held: before, epoch: 1 })
  expect(await waiting()).toBe(0)
  expect(await fenceOutbox(url, at)).toEqual({ held: 0, epoch: 2 })
  expect(await releaseOutbox(url)).toBe(before)
  expect(await waiting()).toBe(before)
  expect((await sql<{ n: number }>`select count(*) as n from kernel.outbox`.execute(t().owner.kysely)).rows[0]?.n).toBe(41)
})
