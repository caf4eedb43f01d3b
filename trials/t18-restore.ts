import { hash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { makeBackup, backupFiles } from '../app/commands/backup.ts'
import { backupFolder } from '../app/commands/backup-folder.ts'
import { releaseOutbox } from '../app/commands/fence.ts'
import { archiveSettings, makeArchiveDir } from '../app/commands/physical.ts'
import { restoreBackup, type Restored } from '../app/commands/restore.ts'
import { readConfig, type Config } from '../kernel/config.ts'
import { bootstrapOwnServer, withClient, type DatabaseUrls } from '../kernel/db/bootstrap.ts'
import { connect, transact, type Db } from '../kernel/db/db.ts'
import { startEmbedded, type EmbeddedServer } from '../kernel/db/embedded.ts'
import { endLeftovers } from '../kernel/db/postmaster.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { diskStore } from '../kernel/files/disk-store.ts'
import { saveFile, storeOwnFile } from '../kernel/files/index.ts'
import { readAll } from '../kernel/files/store.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { appendLedger, fileWitness, ledgerOrigin, loadLedgerSigner, witnessDirs } from '../kernel/ledger/index.ts'
import { createSealer } from '../kernel/ledger/sealer.ts'
import { databaseSource } from '../kernel/ledger/verify-source.ts'
import { verifyLedger, type LedgerVerdict } from '../kernel/ledger/verify.ts'
import { readWitness, restoreOrigin } from '../kernel/ledger/witness.ts'
import { publish } from '../kernel/outbox.ts'
import { isProgram, runTrial } from './lib/program.ts'

/**
 * T18: a backup, more work, a wrong DELETE, then the machine is lost (database and files; the backup folder and the witnesses are elsewhere).
 * Put back to the second before the DELETE: nothing acknowledged before it is missing, every file is whole, the ledger leads to its
 * witnessed checkpoints, and nothing is sent twice.
 */
export const T18_MUTANTS = ['no-fence', 'no-wal-archive', 'undeclared-restore', 'files-not-copied'] as const

const actor = { kind: 'system', name: 'trial' } as const
const SEALED_BY = 40
interface House { readonly server: EmbeddedServer; readonly urls: DatabaseUrls; readonly db: Db }

async function open(config: Config, walDir: string): Promise<House> {
  const dir = join(config.varDir, 'postgres')
  const server = await startEmbedded({ dir, durable: true, settings: { ...archiveSettings(walDir), archive_timeout: '1' } })
  await makeArchiveDir(walDir, server.dataDir)
  const urls = await bootstrapOwnServer(server.url, dir)
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  return { server, urls, db: connect({ url: urls.app, max: 6 }) }
}

async function seal(ownerUrl: string, config: Config): Promise<void> {
  const db = connect({ url: ownerUrl, max: 2 })
  const signer = await loadLedgerSigner(join(config.varDir, 'keys'), ledgerOrigin(config.province))
  const sealer = createSealer({ db, signer, witnesses: witnessDirs(config.varDir).map((dir) => fileWitness(dir, signer.verifier, () => new Date())), batch: SEALED_BY, alarm: ({ message }) => { throw new Error(message) } })
  while ((await sealer.sealOnce()).sealed > 0);
  await sealer.close()
  await db.kysely.destroy()
}

/** One act: bytes first, then row, ledger and message in one transaction. Acknowledged when this returns. */
async function perform(db: Db, config: Config, note: string): Promise<string> {
  const at = new Date()
  const file = await storeOwnFile(diskStore(join(config.varDir, 'files')), { bytes: Buffer.from(`Kết quả ${note} ${'x'.repeat(500)}`), name: `${note}.pdf`, mediaType: 'application/pdf', ownerScope: 'dossier:trial', at })
  await transact(db, actor, async (tx) => {
    await saveFile(tx, file)
    await publish(tx, 'dossiers.returned', { note })
    await appendLedger(tx, { actor, act: 'dossiers.return-result', object: { type: 'file', id: file.id }, payload: { note }, at })
  })
  return file.id
}

/** What a worker does with the waiting messages: tells the outside, then forgets the job. */
async function send(migratorUrl: string, outside: string[]): Promise<void> {
  await withClient(migratorUrl, async (client) => {
    const { rows } = await client.query<{ id: string; message: string }>("select id::text, payload->>'messageId' as message from graphile_worker._private_jobs where run_at <= now() order by id")
    for (const row of rows) {
      outside.push(row.message)
      await client.query('delete from graphile_worker._private_jobs where id = $1', [row.id])
    }
  })
}

async function judgeLedger(config: Config, url: string, mutant: string | undefined): Promise<LedgerVerdict> {
  const { verifier } = await loadLedgerSigner(join(config.varDir, 'keys'), ledgerOrigin(config.province))
  async function* heard(dir: string): AsyncGenerator<string> { for await (const note of readWitness(dir)) if (mutant !== 'undeclared-restore' || !note.startsWith(restoreOrigin(verifier.name))) yield note }
  const source = await databaseSource(url)
  try { return await verifyLedger(source, witnessDirs(config.varDir).map((dir) => ({ name: dir, notes: () => heard(dir) })), verifier) } finally { await source.close() }
}

/** The WAL with the DELETE must have left the machine: in life that is a matter of a minute at most. */
async function archived(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows: [now] } = await client.query<{ segment: string }>('select pg_walfile_name(pg_switch_wal()) as segment')
    for (;;) {
      const { rows: [last] } = await client.query<{ segment: string | null }>('select last_archived_wal as segment from pg_stat_archiver')
      if ((last?.segment ?? '') >= (now?.segment ?? '')) return
      await new Promise((done) => setTimeout(done, 50))
    }
  })
}

/** Power is cut and the disk is gone. */
async function lose(server: EmbeddedServer, config: Config): Promise<void> {
  const pid = Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGKILL')
  await endLeftovers(server.dataDir)
  for (const name of ['postgres', 'files', 'keys']) await rm(join(config.varDir, name), { recursive: true, force: true })
}

export async function runT18(options: { readonly size: number; readonly mutant: string | undefined }): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { size, mutant } = options
  const root = await mkdtemp(join(tmpdir(), 'tinhso-t18-'))
  await chmod(root, 0o755)
  const config = readConfig({ VAR_DIR: join(root, 'var'), PROVINCE: 'thai-nguyen', SIMULATORS: 'off' }, root)
  const dir = join(root, 'backup')
  const folder = backupFolder(dir)
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => { if (!holds) faults.push(fault) }
  let house = await open(config, folder.wal)
  const outside: string[] = []
  try {
    const acked: string[] = []
    for (let i = 0; i < size; i++) acked.push(await perform(house.db, config, `before-${i}`))
    await seal(house.urls.migrator, config)
    // work goes on while the backup is made
    const [backup] = await Promise.all([makeBackup(dir, config, () => new Date(), house.server), (async () => { for (let i = 0; i < size; i++) acked.push(await perform(house.db, config, `during-${i}`)) })()])
    await send(house.urls.migrator, outside)
    for (let i = 0; i < size; i++) acked.push(await perform(house.db, config, `after-${i}`))
    await seal(house.urls.migrator, config)
    if (mutant !== 'files-not-copied') await backupFiles(config, () => new Date(), folder.files)

    await new Promise((done) => setTimeout(done, 1100))
    const to = new Date()
    await new Promise((done) => setTimeout(done, 1100))
    const { rows: deleted } = await transact(house.db, actor, tx => sql`delete from kernel.file returning id`.execute(tx))
    const afterwards = await perform(house.db, config, 'after the mistake')
    await seal(house.urls.migrator, config)
    // these were waiting at the moment that will be restored
    await send(house.urls.migrator, outside)
    await archived(house.server.url)
    await house.db.kysely.destroy()
    await lose(house.server, config)
    if (mutant === 'no-wal-archive') await rm(folder.wal, { recursive: true })

    const base = join(folder.bases, (await readdir(folder.bases))[0] ?? '')
    const version = join(base, 'data', 'PG_VERSION')
    const kept = await readFile(version)
    await writeFile(version, '99\n')
    check(await restoreBackup(dir, config, () => new Date(), { to }).then(() => false, (error: unknown) => error instanceof Error && error.message.includes('damaged')), 'a damaged backup was not refused')
    await writeFile(version, kept)

    const restored = await restoreBackup(dir, config, () => new Date(), { to }).catch((error: unknown) => error instanceof Error ? error : new Error(String(error)))
    if (restored instanceof Error) {
      const log = (await readFile(join(config.varDir, 'postgres', 'postgres.log'), 'utf8').catch(() => '')).trim().split('\n').slice(-4).join(' | ')
      return { pass: false, faults: [`the restore failed: ${restored.message.slice(0, 200)}: ${log}`] }
    }
    house = await open(config, folder.wal)
    if (mutant === 'no-fence') await releaseOutbox(house.urls.migrator)
    await judge(house, restored, acked, afterwards)
    return { pass: faults.length === 0, faults: faults.slice(0, 5), acts: acked.length, deletedByMistake: deleted.length, backupSeconds: backup.seconds, restoreSeconds: restored.seconds, ledgerKept: restored.kept, ledgerWitnessed: restored.witnessed, heldMessages: restored.held, sent: outside.length }
  } finally {
    await house.db.kysely.destroy().catch(() => undefined)
    await house.server.stop()
    await rm(root, { recursive: true, force: true })
  }

  async function judge(now: House, restored: Restored, acked: readonly string[], afterwards: string): Promise<void> {
    const { rows } = await transact(now.db, actor, tx => sql<{ id: string; hash: string }>`select id, hash from kernel.file`.execute(tx))
    const found = new Map(rows.map((row) => [row.id, row.hash]))
    check(acked.every((id) => found.has(id)), `${acked.filter((id) => !found.has(id)).length} acknowledged acts are lost`)
    check(!found.has(afterwards) && found.size === acked.length, 'something from behind the chosen moment came back')
    const store = diskStore(join(config.varDir, 'files'))
    let damaged = 0
    for (const blob of found.values()) if (!(await store.has(blob)) || hash('sha256', await readAll(await store.get(blob))) !== blob) damaged++
    check(damaged === 0, `${damaged} files are missing or damaged`)
    check(restored.witnessed > restored.kept, 'the trial lost no ledger entry: it tries nothing')
    const verdict = await judgeLedger(config, now.urls.migrator, mutant)
    check(verdict.ok, `the ledger: ${JSON.stringify(verdict.firstBad)}`)
    check(verdict.restores.length === 1 && verdict.restores.every((one) => one.keptSize === restored.kept), 'the witnesses were not told of the restore')
    await perform(now.db, config, 'after the restore')
    await seal(now.urls.migrator, config)
    check((await judgeLedger(config, now.urls.migrator, mutant)).ok, 'the ledger does not go on after the restore')
    await send(now.urls.migrator, outside)
    check(new Set(outside).size === outside.length, `${outside.length - new Set(outside).size} messages were sent twice`)
  }
}

if (isProgram(import.meta.url)) await runTrial('T18', 200, T18_MUTANTS, ({ size, mutant }) => runT18({ size, mutant }))
