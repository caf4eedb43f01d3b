import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { blobPath, BlobMissing, StorageFull, type Content, type FileStore, type StoredBlob } from './store.ts'

/** Blobs under `dir`; unfinished writes lie in `dir/tmp`, on the same file system so that a rename is atomic. */
export function diskStore(dir: string): FileStore {
  const place = (hash: string): string => join(dir, blobPath(hash))
  return {
    async put(content) {
      const temporary = join(dir, 'tmp', randomUUID())
      await mkdir(dirname(temporary), { recursive: true })
      try {
        const blob = await writeSynced(temporary, content)
        const target = place(blob.hash)
        await makeSynced(dirname(target), dir)
        await rename(temporary, target)
        await syncFolder(dirname(target))
        return blob
      } catch (error) {
        await rm(temporary, { force: true })
        throw isFull(error) ? new StorageFull('the file store is full', { cause: error }) : error
      }
    },
    async get(hash) {
      const file = place(hash)
      if (!(await exists(file))) throw new BlobMissing(`no blob ${hash}`)
      return createReadStream(file)
    },
    has: (hash) => exists(place(hash)),
    async *list() {
      for (const a of await names(join(dir, 'sha256'))) for (const b of await names(join(dir, 'sha256', a))) for (const hash of await names(join(dir, 'sha256', a, b))) {
        yield { hash, size: (await stat(join(dir, 'sha256', a, b, hash))).size }
      }
    },
  }
}

/** Removes what killed processes left unfinished before `before`. */
export async function sweepUnfinished(dir: string, before: Date): Promise<number> {
  let swept = 0
  for (const name of await names(join(dir, 'tmp'))) {
    const file = join(dir, 'tmp', name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || found.mtime >= before) continue
    await rm(file, { force: true })
    swept++
  }
  return swept
}

async function writeSynced(file: string, content: Content): Promise<StoredBlob> {
  const hash = createHash('sha256')
  let size = 0
  const handle = await open(file, 'wx', 0o640)
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk)
      size += chunk.length
      await handle.appendFile(chunk)
    }
    await handle.sync()
  } finally { await handle.close() }
  return { hash: hash.digest('hex'), size }
}

/** A new folder is durable only when its parent's entry is. */
async function makeSynced(target: string, root: string): Promise<void> {
  const made = await mkdir(target, { recursive: true })
  if (made === undefined) return
  for (let folder = target; folder.length >= root.length; folder = dirname(folder)) await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try { await handle.sync() } finally { await handle.close() }
}

const names = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort()
const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false)
const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
