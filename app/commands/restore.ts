import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../../kernel/config.ts'
import { bootstrapOwnServer, type DatabaseUrls } from '../../kernel/db/bootstrap.ts'
import { connect, transact } from '../../kernel/db/db.ts'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { diskStore } from '../../kernel/files/disk-store.ts'
import { storeOf } from '../../kernel/files/service.ts'
import { appendLedger, declareRestore, fileWitness, ledgerOrigin, loadLedgerSigner, witnessDirs } from '../../kernel/ledger/index.ts'
import { takeLock } from '../lock.ts'
import { backupFolder, type Manifest } from './backup-folder.ts'
import { copyTree } from './copy-tree.ts'
import { exchangeArchiveDir } from './exchange-archive-dir.ts'
import { fenceOutbox, releaseOutbox } from './fence.ts'
import { hashesOf } from './backup.ts'
import { restoreLogically } from './logical.ts'
import { restorePhysically } from './physical.ts'

const HELP = `tinhso restore DIR: puts a backup made by "tinhso backup DIR" back; stop the platform first
  --to TIME        keep everything up to this moment (ISO 8601); needs the WAL archive DIR/wal. Default: everything there is
  --backup STAMP   which backup of DIR (default: the newest before TIME)
  --release        after you have looked: lets the messages go that were held because they may have been sent before
  --json           one JSON line
What was there before is moved aside, never deleted.`

/** `tinhso restore DIR`. Answers the exit code. */
export async function restoreCommand(args: readonly string[], settings: () => Config, now: () => Date, print: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {
    'to': { type: 'string' }, 'backup': { type: 'string' }, 'release': { type: 'boolean' }, 'json': { type: 'boolean' }, 'help': { type: 'boolean' },
  } })
  if (values.help === true) { print(HELP); return 0 }
  const config = settings()
  if (values.release === true) {
    const released = await withUrls(config, (urls) => releaseOutbox(urls.migrator))
    print(values.json === true ? JSON.stringify({ released }) : `${released} held messages are on their way`)
    return 0
  }
  const [dir] = positionals
  const to = values.to === undefined ? undefined : new Date(values.to)
  if (dir === undefined || to !== undefined && Number.isNaN(to.getTime())) { print(HELP); return 2 }
  const restored = await restoreBackup(dir, config, now, { to, stamp: values.backup })
  print(values.json === true ? JSON.stringify(restored) : [
    `Restored ${restored.backup} in ${restored.seconds} s; the ledger has ${restored.kept} entries${restored.witnessed > restored.kept ? `, its witnesses had seen ${restored.witnessed}: ${restored.witnessed - restored.kept} are lost, and that is on record` : ''}`,
    `${restored.held} waiting messages are held: some may have been sent before the loss. Look at them, then: tinhso restore --release`,
    ...restored.aside === undefined ? [] : [`The former data lie in ${restored.aside}`],
  ].join('\n'))
  return 0
}

export interface Restored { readonly backup: string; readonly seconds: number; readonly kept: number; readonly witnessed: number; readonly held: number; readonly epoch: number; readonly blobs: number; readonly aside: string | undefined }
export interface RestoreChoice { readonly to?: Date | undefined; readonly stamp?: string | undefined }

export async function restoreBackup(dir: string, config: Config, now: () => Date, choice: RestoreChoice): Promise<Restored> {
  const began = performance.now()
  const folder = backupFolder(dir)
  const { stamp, manifest } = await chooseBackup(dir, choice)
  const path = folder.base(stamp)
  await checkHashes(path, manifest)
  const unlock = takeLock(config.varDir)
  try {
    const walDir = await stat(folder.wal).then(() => folder.wal, () => undefined)
    if (manifest.kind === 'physical' && config.databaseUrl !== undefined) throw new Error('this backup is of the embedded server; restore it without DATABASE_URL')
    if (manifest.kind === 'logical' && config.databaseUrl === undefined) throw new Error('this backup is of a server of its own; name an empty database in DATABASE_URL')
    if (manifest.kind === 'logical' && choice.to !== undefined) throw new Error('this backup is of one moment; "--to" needs the WAL archive of the embedded server')
    const aside = manifest.kind === 'physical' ? await restorePhysically(path, join(config.varDir, 'postgres'), { walDir, to: choice.to, now: now() }) : undefined
    if (manifest.kind === 'logical') await restoreLogically(config.databaseUrl ?? '', join(path, 'tables'))
    for (const [from, to] of [[folder.keys(stamp), join(config.varDir, 'keys')], [folder.signing(stamp), config.signingDir]] as const) {
      if (await stat(from).then(() => true, () => false)) await copyTree(from, to)
    }
    if (await stat(folder.exchangeArchive).then(() => true, () => false)) await copyTree(folder.exchangeArchive, exchangeArchiveDir(config), { incremental: true })
    const blobs = await restoreFiles(folder.files, config, now)
    const after = await withUrls(config, (urls) => settle(urls, config, now(), stamp, choice.to))
    return { backup: stamp, ...after, blobs, aside, seconds: Math.round(performance.now() - began) / 1000 }
  } finally { unlock() }
}

async function chooseBackup(dir: string, choice: RestoreChoice): Promise<{ stamp: string; manifest: Manifest }> {
  const folder = backupFolder(dir)
  const stamps = choice.stamp === undefined ? (await readdir(folder.bases).catch(() => [])).sort().reverse() : [choice.stamp]
  for (const stamp of stamps) {
    const text = await readFile(folder.manifest(stamp), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const manifest: Manifest = JSON.parse(text)
    if (choice.to === undefined || new Date(manifest.at) < choice.to) return { stamp, manifest }
  }
  throw new Error(`${dir} holds no finished backup${choice.to === undefined ? '' : ` from before ${choice.to.toISOString()}`}`)
}

/** A backup that was changed or damaged is refused before anything is touched. */
async function checkHashes(path: string, manifest: Manifest): Promise<void> {
  const found = await hashesOf(path)
  const wrong = [...new Set([...Object.keys(found), ...Object.keys(manifest.hashes)])].filter((file) => found[file] !== manifest.hashes[file])
  if (wrong.length > 0) throw new Error(`the backup is damaged: ${wrong.slice(0, 5).join(', ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''} differ from its manifest`)
}

async function restoreFiles(from: string, config: Config, now: () => Date): Promise<number> {
  const [source, target] = [diskStore(from), storeOf({ config, now })]
  let copied = 0
  for await (const blob of source.list()) {
    if (await target.has(blob.hash)) continue
    const { hash } = await target.put(await source.get(blob.hash))
    if (hash !== blob.hash) throw new Error(`the file ${blob.hash} of the backup is damaged`)
    copied++
  }
  return copied
}

/** Holds what may have been sent, tells the witnesses, and writes the restore into the ledger itself. */
async function settle(urls: DatabaseUrls, config: Config, at: Date, stamp: string, to: Date | undefined) {
  const fence = await fenceOutbox(urls.migrator, at)
  const signer = await loadLedgerSigner(join(config.varDir, 'keys'), ledgerOrigin(config.province))
  const witnesses = witnessDirs(config.varDir).map((dir) => fileWitness(dir, signer.verifier, () => at))
  const db = connect({ url: urls.app, max: 2 })
  try {
    const declared = await declareRestore(db.pool, signer, witnesses, [`restored ${at.toISOString()}`, `backup ${stamp}`, `up to ${to?.toISOString() ?? 'the end'}`])
    const actor = { kind: 'system', name: 'restore' } as const
    await transact(db, actor, (tx) => appendLedger(tx, { actor, act: 'platform.restore', object: { type: 'backup', id: stamp }, payload: { ...declared, ...fence, to: to?.toISOString() ?? null }, at }))
    return { ...declared, ...fence }
  } finally { await db.kysely.destroy() }
}

async function withUrls<T>(config: Config, work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== undefined) return work({ migrator: config.databaseUrl, app: config.databaseAppUrl ?? config.databaseUrl })
  const dir = join(config.varDir, 'postgres')
  const server = await startEmbedded({ dir, durable: true })
  try { return await work(await bootstrapOwnServer(server.url, dir)) } finally { await server.stop() }
}

