import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LogEntry } from './log-entry.ts'

/** A file beside the gateway that takes records while the database is away: each append is on the disk before it answers. */
export interface Spool {
  /** entries that wait to be taken into the log */
  readonly waiting: number
  append(entries: readonly LogEntry[]): Promise<void>
  /** Hands all entries over in their order, at most `most` at a time; forgets them only when all were taken. `take` must bear seeing an entry twice. */
  drain(most: number, take: (entries: readonly LogEntry[]) => Promise<void>): Promise<void>
  /** Puts an entry that the log will never take where the operator finds it: it must not keep the rest out. */
  layAside(entry: LogEntry): Promise<void>
  close(): Promise<void>
}

// readline ends a line at these two as well, and JSON leaves them as they are
const toLine = (entry: LogEntry): string => JSON.stringify({ ...entry, ...(entry.messages ? { messages: entry.messages.map(each => ({ response: each.response, sealed: each.sealed.toString('base64') })) } : {}) }).replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')

interface Line extends Omit<LogEntry, 'messages'> { readonly messages?: readonly { readonly response: boolean; readonly sealed: string }[] }
/** undefined for the line that a crash cut short: its exchange was never answered. */
function fromLine(text: string): LogEntry | undefined {
  try {
    const { messages, ...line }: Line = JSON.parse(text)
    return { ...line, ...(messages ? { messages: messages.map(each => ({ response: each.response, sealed: Buffer.from(each.sealed, 'base64') })) } : {}) }
  } catch { return undefined }
}

const ifThere = (error: unknown): undefined => { if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined; throw error }

/** The entries of a file that may be of any length, one after the other; of a file that is not there, none. */
async function* entriesOf(file: string): AsyncGenerator<LogEntry> {
  const handle = await open(file).catch(ifThere)
  if (!handle) return
  for await (const line of handle.readLines()) {
    const entry = fromLine(line)
    if (entry) yield entry
  }
}
async function count(file: string): Promise<number> {
  let entries = 0
  for await (const _ of entriesOf(file)) entries++
  return entries
}

/** Opens the spool at `file`; what an earlier run left there is counted as waiting. */
export async function openSpool(file: string): Promise<Spool> {
  const taking = `${file}.taking`
  await mkdir(dirname(file), { recursive: true })
  let handle: FileHandle | undefined
  let waiting = await count(file) + await count(taking)
  const syncDir = async (): Promise<void> => { const dir = await open(dirname(file)); try { await dir.sync() } finally { await dir.close() } }
  // one at a time: what is appended while the file is put aside would be forgotten with it
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => { const mine = turn.then(work); turn = mine.catch(() => undefined); return mine }

  /** Puts the file aside to be taken, unless an earlier one still is; false: there is none. */
  const putAside = async (): Promise<boolean> => {
    if (await stat(taking).catch(ifThere)) return true
    await handle?.close()
    handle = undefined
    if (!await stat(file).catch(ifThere)) { waiting = 0; return false }
    await rename(file, taking)
    await syncDir()
    return true
  }
  return {
    get waiting() { return waiting },
    append: entries => inTurn(async () => {
      if (!handle) { handle = await open(file, 'a', 0o600); await syncDir() }
      const { size } = await handle.stat()
      try {
        // begins a line of its own: the one before may have been cut short, by a crash or a full disk
        await handle.appendFile(`\n${entries.map(toLine).join('\n')}\n`)
        await handle.datasync()
      } catch (error) {
        // these are refused now: they must not be found later
        await handle.truncate(size).catch(() => undefined)
        throw error
      }
      waiting += entries.length
    }),
    async drain(most, take) {
      while (waiting > 0 && await inTurn(putAside)) {
        let taken = 0
        let some: LogEntry[] = []
        for await (const entry of entriesOf(taking)) {
          taken++
          if (some.push(entry) < most) continue
          await take(some)
          some = []
        }
        if (some.length > 0) await take(some)
        await rm(taking)
        await syncDir()
        waiting = Math.max(0, waiting - taken)
      }
    },
    async layAside(entry) {
      const aside = await open(`${file}.refused`, 'a', 0o600)
      try {
        await aside.appendFile(`${toLine(entry)}\n`)
        await aside.datasync()
      } finally { await aside.close() }
    },
    close: () => inTurn(async () => { await handle?.close(); handle = undefined }),
  }
}
