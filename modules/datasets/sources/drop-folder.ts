import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../../kernel/errors.ts'
import type { Begun } from '../acts/begin-load.ts'

/** Nobody has written to it for so long: it is complete. */
const QUIET_MS = 60_000
export const dropDir = (varDir: string, code: string): string => join(varDir, 'drop', code)
export async function makeDropDir(varDir: string, code: string): Promise<void> { for (const name of ['', 'done', 'failed']) await mkdir(join(dropDir(varDir, code), name), { recursive: true, mode: 0o770 }) }

/** Takes each complete file of a folder in, oldest name first, and moves it out of the way: `done`, or `failed` with the reason beside it. A file taken before a crash is known by its hash and moved. */
export async function emptyDropDir(dir: string, now: Date, take: (name: string, content: AsyncIterable<Uint8Array>) => Promise<Begun>): Promise<readonly Begun[]> {
  const taken: Begun[] = []
  for (const name of (await readdir(dir).catch(() => [])).sort()) {
    // what is still being copied, and links that lead out of the folder
    if (name.startsWith('.') || /\.(part|partial|tmp|crdownload|filepart)$/i.test(name)) continue
    const path = join(dir, name)
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isFile() || now.getTime() - found.mtimeMs < QUIET_MS) continue
    const stamp = now.toISOString().replace(/[:.]/g, '-')
    try {
      taken.push(await take(name, createReadStream(path)))
      await rename(path, join(dir, 'done', `${stamp}-${name}`))
    } catch (error) {
      // the house's trouble (a full disk, a database away) is not the file's: it stays and is tried again
      if (!(error instanceof Fault) || error.details.status >= 500) throw error
      await writeFile(join(dir, 'failed', `${stamp}-${name}.txt`), error.details.fields?.[0]?.message.vi ?? error.details.title.vi)
      await rename(path, join(dir, 'failed', `${stamp}-${name}`))
    }
  }
  return taken
}
