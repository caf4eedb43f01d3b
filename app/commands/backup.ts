import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Config } from '../../kernel/config.ts'
import { startEmbedded, type EmbeddedServer } from '../../kernel/db/embedded.ts'
import { diskStore } from '../../kernel/files/disk-store.ts'
import { storeOf } from '../../kernel/files/service.ts'
import { takeLock } from '../lock.ts'
import { backupFolder, stampOf, type Manifest } from './backup-folder.ts'
import { copyTree, type Copied } from './copy-tree.ts'
import { exchangeArchiveDir } from './exchange-archive-dir.ts'
import { backupLogically } from './logical.ts'
import { backupPhysically } from './physical.ts'

const HELP = `tinhso backup DIR: copies the database, the files and the keys into DIR while everything runs
  --json           one JSON line
Run again into the same DIR: files are copied once. DIR holds keys: guard it like the server itself.`

/** `tinhso backup DIR`. Answers the exit code. */
export async function backupCommand(args: readonly string[], settings: () => Config, now: () => Date, print: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' }, help: { type: 'boolean' } } })
  const [dir] = positionals
  if (values.help === true || dir === undefined) { print(HELP); return values.help === true ? 0 : 2 }
  const made = await makeBackup(dir, settings(), now)
  print(values.json === true ? JSON.stringify(made) : `Backup ${made.path}: ${made.database.files} database files, ${made.files.files} new of the stored files, ${Math.round((made.database.bytes + made.files.bytes) / 1024 / 1024)} MB, ${made.seconds} s`)
  return 0
}

export interface BackupMade { readonly path: string; readonly kind: Manifest['kind']; readonly database: Copied; readonly files: Copied; readonly seconds: number }

/** `running`: the embedded server, when this process itself runs it. */
export async function makeBackup(dir: string, config: Config, now: () => Date, running?: Pick<EmbeddedServer, 'url' | 'dataDir'>): Promise<BackupMade> {
  const began = performance.now()
  const at = now()
  const stamp = stampOf(at)
  const folder = backupFolder(dir)
  const path = folder.base(stamp)
  await mkdir(path, { recursive: true })
  await chmod(dir, 0o711)
  await chmod(path, 0o700)
  const kind = config.databaseUrl === undefined ? 'physical' : 'logical'
  const database = config.databaseUrl === undefined ? await (running === undefined ? backupEmbedded(config, path) : backupPhysically(running.url, running.dataDir, path)) : await backupLogically(config.databaseUrl, join(path, 'tables'))
  // rows are written after their blobs, so that every blob of the database just copied is there by now
  const files = await backupFiles(config, now, folder.files)
  for (const [from, to] of [[join(config.varDir, 'keys'), folder.keys(stamp)], [config.signingDir, folder.signing(stamp)]] as const) {
    if (await stat(from).then(() => true, () => false)) await copyTree(from, to)
  }
  const archive = exchangeArchiveDir(config)
  if (await stat(archive).then(() => true, () => false)) await copyTree(archive, folder.exchangeArchive, { incremental: true, skip: file => file.endsWith('.partial') })
  const manifest: Manifest = { format: 'tinhso-backup-1', at: at.toISOString(), kind, province: config.province, hashes: await hashesOf(path) }
  await writeFile(folder.manifest(stamp), JSON.stringify(manifest, undefined, 1), { flush: true })
  return { path, kind, database, files, seconds: Math.round(performance.now() - began) / 1000 }
}

/** Copies the blobs that the backup lacks; cheap enough for every minute. */
export async function backupFiles(config: Config, now: () => Date, target: string): Promise<Copied> {
  const [from, to] = [storeOf({ config, now }), diskStore(target)]
  let [files, bytes] = [0, 0]
  for await (const blob of from.list()) {
    if (await to.has(blob.hash)) continue
    const copied = await to.put(await from.get(blob.hash))
    if (copied.hash !== blob.hash) throw new Error(`the stored file ${blob.hash} is damaged: its content has the hash ${copied.hash}`)
    files++
    bytes += copied.size
  }
  return { files, bytes }
}

async function backupEmbedded(config: Config, path: string): Promise<Copied> {
  const dir = join(config.varDir, 'postgres')
  let release: (() => void) | undefined
  try { release = takeLock(config.varDir) } catch { /* the platform runs: its server is used, and left running */ }
  const server = await startEmbedded({ dir, durable: true })
  try { return await backupPhysically(server.url, server.dataDir, path) } finally {
    if (release !== undefined) { await server.stop(); release() }
  }
}

/** SHA-256 of every file below `dir`, by path. */
export async function hashesOf(dir: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || entry.name === 'manifest.json') continue
    const hash = createHash('sha256')
    await pipeline(createReadStream(file), hash)
    hashes[relative(dir, file)] = hash.digest('hex')
  }
  return hashes
}
