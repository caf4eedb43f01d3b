import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../db/db.ts'
import { useDb } from '../testing/db.ts'
import { appendLedger, eraseLedgerPayload } from './append.ts'
import { parseVerifier, type NoteSigner } from './checkpoint.ts'
import { loadLedgerSigner } from './key.ts'
import { verifyProof } from './proof-qr.ts'
import { proveEntry } from './prove.ts'
import { createSealer, type LedgerAlarm, type Sealer } from './sealer.ts'
import { databaseSource, exportLines, exportSource } from './verify-source.ts'
import { verifyLedger, type LedgerVerdict } from './verify.ts'
import { fileWitness, readWitness } from './witness.ts'

const t = useDb()
const system = { kind: 'system', name: 'test' } as const
const at = new Date('2026-03-02T01:02:03.004Z')
let dir = ''
let signer: NoteSigner
let sealer: Sealer
const alarms: LedgerAlarm[] = []
const folders = (): string[] => ['a', 'b'].map((name) => join(dir, 'witness', name))
const newSealer = (batch = 1000): Sealer => createSealer({ db: t().owner, signer, witnesses: folders().map((folder) => fileWitness(folder, signer.verifier, () => at)), batch, alarm: (alarm) => alarms.push(alarm) })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tinhso-ledger-'))
  signer = await loadLedgerSigner(join(dir, 'keys'), 'tinh-so/thu')
  sealer = newSealer()
})
afterAll(async () => { await sealer.close(); await rm(dir, { recursive: true, force: true }) })

const append = (count = 1): Promise<string[]> => transact(t().db, system, async (tx) => {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await appendLedger(tx, { actor: system, act: 'dossiers.receive', object: { type: 'dossier', id: `${i}` }, payload: { i, name: 'Lê Văn Ất' }, at }))
  return ids
})
/** Other test files share the server, and their open transactions hold the watermark back. */
async function sealAll(with_ = sealer): Promise<void> {
  for (;;) {
    await with_.sealOnce()
    const { rows } = await sql<{ n: number }>`select count(*) as n from kernel.ledger_entry e where not exists (select from kernel.ledger_leaf where entry_id = e.id)`.execute(t().owner.kysely)
    if (rows[0]?.n === 0) return
  }
}
async function verdict(): Promise<LedgerVerdict> {
  const source = await databaseSource(t().urls.migrator)
  try { return await verifyLedger(source, folders().map((folder) => ({ name: folder, notes: () => readWitness(folder) })), signer.verifier) } finally { await source.close() }
}

test('seals what was committed, tells both witnesses, and the verifier agrees', async () => {
  await append(3)
  await append(300)
  await sealAll()
  expect(await verdict()).toMatchObject({ ok: true, size: 303, witnessed: 303, findings: [], unsealed: 0 })
  expect((await stat(join(dir, 'keys', 'ledger-signing-key.pem'))).mode & 0o777).toBe(0o600)
  expect(parseVerifier(await readFile(join(dir, 'keys', 'ledger-verifier.txt'), 'utf8')).id).toEqual(signer.verifier.id)
  expect(await readdir(join(dir, 'witness', 'a'))).toEqual(['checkpoints-000000.jsonl', 'verifier.txt'])
})

test('checkpoints count as numbers, not as text', async () => {
  for (let size = (await verdict()).size; size < 1000; size += 350) { await append(350); await sealAll() }
  expect(await verdict()).toMatchObject({ ok: true, size: 1003 })
})

test('an entry whose transaction ends late is neither skipped nor put in front', async () => {
  const late = await t().owner.pool.connect()
  try {
    await late.query('begin')
    await late.query("insert into kernel.ledger_entry (id, at, actor, act, object_type, object_id, payload_hash) values ('ffffffff-ffff-7fff-bfff-ffffffffffff', $1, '{}', 'late', 'x', '1', $2)", [at, Buffer.alloc(32)])
    await append()
    const { size } = await sealer.sealOnce()
    await late.query('rollback')
    await sealAll()
    expect((await verdict()).size).toBe(size + 1)
  } finally { late.release() }
})

test('a proof text stands for its entry, with the public key alone', async () => {
  const [id = ''] = await append()
  expect(await proveEntry(t().db, signer.verifier, id)).toBeUndefined()
  await sealAll()
  const text = await proveEntry(t().db, signer.verifier, id) ?? ''
  expect(verifyProof(text, signer.verifier)).toMatchObject({ ok: true, entryId: id })
})

test('one process seals, the other waits and takes over', async () => {
  const other = newSealer()
  expect((await other.sealOnce()).leader).toBe(false)
  await sealer.close()
  await append()
  await sealAll(other)
  expect((await sealer.sealOnce()).leader).toBe(false)
  await other.close()
  expect((await verdict()).ok).toBe(true)
})

test('a witness that missed checkpoints, or was hit in the middle of a line, gets them afterwards', async () => {
  const file = join(dir, 'witness', 'b', 'checkpoints-000000.jsonl')
  await rm(join(dir, 'witness', 'b'), { recursive: true })
  await sealer.close()
  await append()
  await sealAll()
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.slice(0, -60))
  await sealer.close()
  sealer = newSealer()
  await sealAll()
  expect(await verdict()).toMatchObject({ ok: true, witnesses: [{}, { size: (await verdict()).size }] })
})

test('an erased content keeps the ledger whole', async () => {
  const [id = ''] = await append()
  await sealAll()
  await transact(t().db, system, (tx) => eraseLedgerPayload(tx, id, { actor: system, at }))
  await sealAll()
  expect(await verdict()).toMatchObject({ ok: true, erased: 1 })
})

test('an export is judged like the database', async () => {
  const source = await databaseSource(t().urls.migrator)
  let text = ''
  for await (const line of exportLines(source)) text += line
  await source.close()
  const file = join(dir, 'ledger.jsonl')
  const judge = async (content: string): Promise<LedgerVerdict> => {
    await writeFile(file, content)
    return verifyLedger(exportSource(file), folders().map((folder) => ({ name: folder, notes: () => readWitness(folder) })), signer.verifier)
  }
  expect(await judge(text)).toMatchObject({ ok: true, root: (await verdict()).root })
  expect(await judge(text.replace('Lê Văn Ất', 'Lê Văn Giáp'))).toMatchObject({ ok: false, firstBad: { index: 0, exact: true, kind: 'content-changed' } })
})

test('an older state put back stops the sealer and the verifier says from where', async () => {
  await append(5)
  await sealAll()
  const { size } = await verdict()
  const superuser = t().owner
  for (const table of ['leaf', 'tile', 'checkpoint', 'entry']) await sql.raw(`alter table kernel.ledger_${table} disable trigger user`).execute(superuser.kysely)
  await sql`delete from kernel.ledger_checkpoint where size = ${size}`.execute(superuser.kysely)
  const { rows } = await sql<{ entry_id: string }>`delete from kernel.ledger_leaf where leaf_index >= (select max(size) from kernel.ledger_checkpoint) returning entry_id`.execute(superuser.kysely)
  for (const { entry_id } of rows) await sql`delete from kernel.ledger_entry where id = ${entry_id}`.execute(superuser.kysely)
  expect((await verdict()).findings.map((finding) => finding.kind)).toContain('truncated')
  expect((await verdict()).firstBad).toMatchObject({ index: size - 5 })
  await sealer.close()
  await expect(sealer.sealOnce()).rejects.toThrow(/older state/)
  expect(alarms.at(-1)?.code).toBe('ledger-broken')
})
