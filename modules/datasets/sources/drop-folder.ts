import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../../kernel/errors.ts'

/** Nobody has written to it for so long: it is complete. */
const QUIET_MS = 60_000
export const dropDir = (varDir: string, code: string): string => join(varDir, 'drop', code)
export async function makeDropDir(varDir: string, code: string): Promise<void> { for (const name of ['', 'done', 'failed']) await mkdir(join(dropDir(varDir, code), name), { recursive: true, mode: 0o770 }) }

/** A file itself, no link that leads out of the folder; what is opened is what is looked at, so nobody changes it for another in between (CWE-367). */
const openFile = (path: string) => open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
/** A name of a file holds 255 bytes, and a stamp and an ending come to it. */
const shortened = (name: string): string => { let kept = name; while (Buffer.byteLength(kept) > 200) kept = kept.slice(1); return kept.toWellFormed() }

/** Takes each complete file of a folder in, oldest name first, and moves it out of the way: `done`, or `failed` with the reason beside it. A file taken before a crash is known by its hash and moved. */
export async function emptyDropDir(dir: string, now: Date, take: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>): Promise<void> {
  for (const name of (await readdir(dir).catch(() => [])).sort()) {
    // what is still being copied
    if (name.startsWith('.') || /\.(part|partial|tmp|crdownload|filepart)$/i.test(name)) continue
    const path = join(dir, name)
    const file = await openFile(path)
    if (!file) continue
    const away = `${now.toISOString().replace(/[:.]/g, '-')}-${shortened(name)}`
    try {
      const about = await file.stat()
      if (!about.isFile() || now.getTime() - about.mtimeMs < QUIET_MS) continue
      await take(name, file.createReadStream({ autoClose: false }))
      await rename(path, join(dir, 'done', away))
    } catch (error) {
      // the house's trouble (a full disk, a database away) is not the file's: it stays and is tried again
      if (!(error instanceof Fault) || error.details.status >= 500) throw error
      await writeFile(join(dir, 'failed', `${away}.txt`), error.details.fields?.[0]?.message.vi ?? error.details.title.vi)
      await rename(path, join(dir, 'failed', away))
    } finally { await file.close() }
  }
}
