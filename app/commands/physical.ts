import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { withClient } from '../../kernel/db/bootstrap.ts'
import { copyTree, type Copied } from './copy-tree.ts'

/**
 * Physical backup of the embedded server (PostgreSQL's low-level API, "Continuous Archiving" in its manual): pg_backup_start, copy, pg_backup_stop,
 * and the WAL between them. With a WAL archive the database can be put back to any moment after the backup.
 */
export interface BaseBackup extends Copied { readonly startLsn: string; readonly stopLsn: string; readonly seconds: number }

/** Not part of a base backup (manual, "Backing Up the Data Directory"); folders stay, empty. */
const NOT_COPIED = /^(?:postmaster\.(?:pid|opts)|pg_(?:wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)\/.*|pg_wal\/|.*pgsql_tmp.*|backup_label|tablespace_map|recovery\.signal|standby\.signal)$/u
const SEGMENT = /^[0-9A-F]{24}$/u

/** Settings that make a server archive its WAL to `dir` (which its user must be able to write): at most a minute may be lost with the machine. */
export const archiveSettings = (dir: string): Record<string, string> => ({
  archive_mode: 'on', archive_timeout: '60',
  archive_command: `test ! -e "${dir}/%f.gz" && gzip -1 < "%p" > "${dir}/%f.part" && sync "${dir}/%f.part" && mv "${dir}/%f.part" "${dir}/%f.gz"`,
})

/** Makes the folder for the WAL archive, owned like the server's own data. */
export async function makeArchiveDir(dir: string, like: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const { uid, gid } = await stat(like)
  if (process.getuid?.() === 0) await chown(dir, uid, gid)
}

/** Copies a running server into `target` (`target/data`). `superuserUrl` may be any database of it. */
export async function backupPhysically(superuserUrl: string, dataDir: string, target: string): Promise<BaseBackup> {
  const started = performance.now()
  await mkdir(target, { recursive: true })
  await chmod(target, 0o700)
  return withClient(superuserUrl, async (client) => {
    // the temporary slot keeps the server from recycling WAL that the copy needs
    await client.query("select pg_create_physical_replication_slot('tinhso_backup_' || pg_backend_pid(), true, true)")
    const { rows: [start] } = await client.query<{ lsn: string; segment: string }>("select lsn::text, pg_walfile_name(lsn) as segment from pg_backup_start('tinhso', true) as lsn")
    const copied = await copyTree(dataDir, join(target, 'data'), { skip: (path) => NOT_COPIED.test(path) })
    const { rows: [stop] } = await client.query<{ lsn: string; segment: string; labelfile: string; spcmapfile: string }>('select lsn::text, pg_walfile_name(lsn) as segment, labelfile, spcmapfile from pg_backup_stop(false)')
    if (start === undefined || stop === undefined) throw new Error('the server did not answer pg_backup_start/stop')
    await client.query('select pg_switch_wal()')
    await writeFile(join(target, 'data', 'backup_label'), stop.labelfile)
    const segments = (await readdir(join(dataDir, 'pg_wal'))).filter((name) => SEGMENT.test(name) && name >= start.segment && name <= stop.segment)
    for (const segment of segments) await cp(join(dataDir, 'pg_wal', segment), join(target, 'data', 'pg_wal', segment))
    await cp(join(dirname(dataDir), 'superuser-password'), join(target, 'superuser-password'))
    await cp(join(dirname(dataDir), 'role-passwords.json'), join(target, 'role-passwords.json')).catch(() => undefined)
    return { ...copied, startLsn: start.lsn, stopLsn: stop.lsn, seconds: Math.round(performance.now() - started) / 1000 }
  })
}

export interface RestoreTarget { /** WAL archive, if there is one */ readonly walDir: string | undefined; /** the last moment to keep; undefined: everything */ readonly to: Date | undefined; readonly now: Date }

/** Puts the base backup in `source` back as the embedded server under `dir` and replays WAL. What was there is moved aside, never deleted. Answers where. */
export async function restorePhysically(source: string, dir: string, target: RestoreTarget): Promise<string | undefined> {
  const dataDir = await findDataDir(dir)
  const base = dirname(dataDir)
  const { uid, gid } = await stat(dataDir)
  const owner = process.getuid?.() === 0 ? { uid, gid } : undefined
  const aside = join(base, `data-before-restore-${target.now.toISOString().replaceAll(/[:.]/gu, '-')}`)
  await rename(dataDir, aside)
  await copyTree(join(source, 'data'), dataDir, { owner })
  await chmod(dataDir, 0o700)
  // what the lost server wrote last may not have reached the archive
  await copyTree(join(aside, 'pg_wal'), join(dataDir, 'pg_wal'), { owner, skip: (path) => !SEGMENT.test(path) })
  for (const name of ['superuser-password', 'role-passwords.json']) {
    const text = await readFile(join(source, name), 'utf8').catch(() => undefined)
    if (text !== undefined) await writeFile(join(base, name), text, { mode: 0o600 })
  }
  await writeFile(join(dataDir, 'recovery.signal'), '')
  if (owner !== undefined) await chown(join(dataDir, 'recovery.signal'), owner.uid, owner.gid)
  const server = await startEmbedded({ dir, durable: true, settings: {
    restore_command: target.walDir === undefined ? 'false' : `gunzip < "${target.walDir}/%f.gz" > "%p"`,
    recovery_target_action: 'promote', recovery_target_timeline: 'latest',
    ...(target.to === undefined ? {} : { recovery_target_time: target.to.toISOString().replace('T', ' ').replace('Z', '+00') }),
  } })
  try { await promoted(server.url) } finally { await server.stop() }
  await rm(join(dataDir, 'backup_label.old'), { force: true })
  return aside
}

/** Where the server keeps its data. A first start decides it on a new machine; a data folder that is there is not started: it may be the broken one. */
async function findDataDir(dir: string): Promise<string> {
  const usual = join(dir, 'data')
  if (await stat(join(usual, 'PG_VERSION')).then(() => true, () => false)) return usual
  const fresh = await startEmbedded({ dir, durable: true })
  await fresh.stop()
  // its WAL is of another system
  await rm(join(fresh.dataDir, 'pg_wal'), { recursive: true })
  await mkdir(join(fresh.dataDir, 'pg_wal'))
  return fresh.dataDir
}

async function promoted(url: string): Promise<void> {
  for (;;) {
    const { rows } = await withClient(url, (client) => client.query<{ waiting: boolean }>('select pg_is_in_recovery() as waiting'))
    if (rows[0]?.waiting === false) return
    await new Promise((done) => setTimeout(done, 100))
  }
}
