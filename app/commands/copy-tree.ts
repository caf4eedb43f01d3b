import { chmod, chown, copyFile, lstat, mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface CopyOptions {
  /** relative path → leave it out (a folder left out is still made, empty) */
  readonly skip?: (path: string) => boolean
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  /** do not copy what is there already with the same size: for content-addressed blobs */
  readonly incremental?: boolean
}
export interface Copied { readonly files: number; readonly bytes: number }

/** Copies a folder durably (every file and folder fsynced). What vanishes meanwhile is left out: a live database does that. Modes are kept. */
export async function copyTree(from: string, to: string, options: CopyOptions = {}, path = ''): Promise<Copied> {
  let [files, bytes] = [0, 0]
  const source = await lstat(join(from, path))
  await mkdir(join(to, path), { recursive: true })
  await chmod(join(to, path), source.mode & 0o777)
  if (options.owner !== undefined) await chown(join(to, path), options.owner.uid, options.owner.gid)
  if (path !== '' && options.skip?.(`${path}/`) === true) return { files, bytes }
  for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`
    if (options.skip?.(below) === true) continue
    try {
      if (entry.isDirectory()) {
        const copied = await copyTree(from, to, options, below)
        files += copied.files
        bytes += copied.bytes
      } else if (entry.isFile()) {
        const { size } = await lstat(join(from, below))
        if (options.incremental === true && await lstat(join(to, below)).then((known) => known.size === size, () => false)) continue
        await copyFile(join(from, below), join(to, below))
        if (options.owner !== undefined) await chown(join(to, below), options.owner.uid, options.owner.gid)
        await sync(join(to, below))
        files++
        bytes += size
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  await sync(join(to, path))
  return { files, bytes }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try { await handle.sync() } finally { await handle.close() }
}
