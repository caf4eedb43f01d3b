import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LogEntry } from './log-entry.ts'

/** A file beside the gateway that takes records while the database is away: each append is on the disk before it answers. */
export interface Spool {
  /** entries that wait to be taken into the log */
  readonly waiting: number
  append(entries: readonly LogEntry[]): Promise<void>
  /** Hands all entries over in their order, at most `most` at a time; forgets them only when all were taken. `take` must bear seeing an entry twice. */
  drain(most: number, take: (entries: readonly LogEntry[]) => Promise<void>): Promise<void>
  close(): Promise<void>
}

const toLine = (entry: LogEntry): string => JSON.stringify({ ...entry, ...(entry.messages ? { messages: entry.messages.map(each => ({ response: each.response, sealed: each.sealed.toString('base64') })) } : {}) })

interface Line extends Omit<LogEntry, 'messages'> { readonly messages?: readonly { readonly response: boolean; readonly sealed: string }[] }
/** undefined for the line that a crash cut short: its exchange was never answered. */
function fromLine(text: string): LogEntry | undefined {
  try {
    const { messages, ...line }: Line = JSON.parse(text)
    return { ...line, ...(messages ? { messages: messages.map(each => ({ response: each.response, sealed: Buffer.from(each.sealed, 'base64') })) } : {}) }
  } catch { return undefined }
}

const linesOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(line => line !== '')

/** Opens the spool at `file`; what an earlier run left there is counted as waiting. */
export async function openSpool(file: string): Promise<Spool> {
  const taking = `${file}.taking`
  await mkdir(dirname(file), { recursive: true })
  let handle: FileHandle | undefined
  let waiting = (await linesOf(file)).length + (await linesOf(taking)).length
  const syncDir = async (): Promise<void> => { const dir = await open(dirname(file)); try { await dir.sync() } finally { await dir.close() } }
  const spool: Spool = {
    get waiting() { return waiting },
    async append(entries) {
      if (!handle) { handle = await open(file, 'a', 0o600); await syncDir() }
      await handle.appendFile(`${entries.map(toLine).join('\n')}\n`)
      await handle.datasync()
      waiting += entries.length
    },
    async drain(most, take) {
      if (waiting === 0) return
      const earlier = await linesOf(taking)
      if (earlier.length === 0) {
        await handle?.close()
        handle = undefined
        await rename(file, taking).catch(() => undefined)
        await syncDir()
      }
      const lines = await linesOf(taking)
      for (let at = 0; at < lines.length; at += most) await take(lines.slice(at, at + most).flatMap(line => fromLine(line) ?? []))
      await rm(taking, { force: true })
      await syncDir()
      waiting -= Math.min(waiting, lines.length)
      if (waiting > 0) await spool.drain(most, take)
    },
    close: async () => { await handle?.close(); handle = undefined },
  }
  return spool
}
