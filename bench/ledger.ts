import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../kernel/db/db.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { loadLedgerSigner } from '../kernel/ledger/key.ts'
import { createSealer } from '../kernel/ledger/sealer.ts'
import { databaseSource } from '../kernel/ledger/verify-source.ts'
import { verifyLedger } from '../kernel/ledger/verify.ts'
import { fileWitness, readWitness } from '../kernel/ledger/witness.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'

/** `bench/ledger.ts [ENTRIES]`: how fast the ledger is sealed, and how long the verifier takes (promise: 1,000,000 entries in 60 s). */
const entries = Number(process.argv[2] ?? 1_000_000)
const line = (metric: string, value: number, unit: string, peerValue: number): void => {
  process.stdout.write(`${JSON.stringify({ bench: 'ledger', metric, value: Math.round(value * 100) / 100, unit, peer: 'promise', peerValue, ratio: Math.round(value / peerValue * 100) / 100 })}\n`)
}

/** Entries as the application writes them, made by the database itself so that the bench measures sealing and proving alone. */
const FILL = `insert into kernel.ledger_entry (id, at, actor, act, object_type, object_id, payload_hash, salt, payload)
  select id, '2026-03-02T01:02:03Z', '{"kind":"officer","account":"01900000-0000-7000-8000-000000000001","position":"01900000-0000-7000-8000-000000000002"}', 'dossiers.receive', 'dossier', n::text,
    sha256(salt || convert_to('{"payload":{"dossier":"H55-260302-' || n || '","note":"Đủ thành phần hồ sơ"},"reason":null}', 'UTF8')), salt,
    jsonb_build_object('dossier', 'H55-260302-' || n, 'note', 'Đủ thành phần hồ sơ')
  from (select n, gen_random_uuid() as id, decode(md5(n::text), 'hex') as salt from generate_series($1::bigint, $2::bigint) n) made`

const dir = await mkdtemp(join(tmpdir(), 'tinhso-bench-ledger-'))
const cluster = await startTestCluster()
try {
  const urls = await cloneDatabase(cluster, 'bench_ledger')
  const db = connect({ url: urls.migrator })
  await withClient(urls.migrator, async (client) => {
    for (let from = 1; from <= entries; from += 50_000) await client.query(FILL, [from, Math.min(entries, from + 49_999)])
    await client.query('analyze')
  })
  const signer = await loadLedgerSigner(dir, 'tinh-so/do')
  const folders = ['a', 'b'].map((name) => join(dir, name))
  const sealer = createSealer({ db, signer, witnesses: folders.map((folder) => fileWitness(folder, signer.verifier, () => new Date())), alarm: (alarm) => { throw new Error(alarm.message) } })
  let started = performance.now()
  while ((await sealer.sealOnce()).size < entries);
  line('sealed', entries / (performance.now() - started) * 1000, 'entries/s', 1000)
  await sealer.close()
  await db.kysely.destroy()

  started = performance.now()
  const source = await databaseSource(urls.migrator)
  const verdict = await verifyLedger(source, folders.map((folder) => ({ name: folder, notes: () => readWitness(folder) })), signer.verifier)
  await source.close()
  if (!verdict.ok || verdict.size !== entries) throw new Error(`the verifier found ${JSON.stringify(verdict.firstBad)} in ${verdict.size} entries`)
  line('verify', (performance.now() - started) / 1000, 's', 60 * entries / 1_000_000)
} finally {
  await cluster.stop()
  await rm(dir, { recursive: true, force: true })
}
