import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What has come of the uploads of this machine: one file each, under its id, as long as what is certainly on the disk. */
export interface Pieces {
  pathOf(id: string): string
  create(id: string): Promise<void>
  /** undefined: nothing of it lies here */
  lengthOf(id: string): Promise<number | undefined>
  /** Writes what comes from `at` on, at most up to `size`; what a broken line brought is kept. Answers how far it is. Only whoever came last writes. */
  append(id: string, from: AsyncIterable<Uint8Array>, at: number, size: number): Promise<number>
  /** ends whoever still writes: a phone that comes back is faster than the death of its old line */
  interrupt(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** removes what was last written before `before`; answers how many */
  sweep(before: Date): Promise<number>
}

/** Somebody sends more than was announced. */
export class TooMuch extends Error {}

const NAME = /^[0-9a-f-]{36}$/

export function piecesIn(dir: string): Pieces {
  const writing = new Map<string, { stop(): void; readonly done: Promise<unknown> }>()
  const pathOf = (id: string): string => {
    // no path is ever built from a request
    if (!NAME.test(id)) throw new RangeError('not the id of an upload')
    return join(dir, id)
  }
  async function write(id: string, from: AsyncIterable<Uint8Array>, start: number, size: number, stopped: () => boolean): Promise<number> {
    const file = await open(pathOf(id), 'r+')
    let at = start
    try {
      try {
        for await (const chunk of from) {
          if (stopped()) break
          if (at + chunk.length > size) throw new TooMuch(`more than ${size} bytes`)
          await file.write(chunk, 0, chunk.length, at)
          at += chunk.length
        }
      } catch (error) {
        if (error instanceof TooMuch || isDiskFault(error)) throw error
      }
      await file.datasync()
      return at
    } finally { await file.close() }
  }
  return {
    pathOf,
    async create(id) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await (await open(pathOf(id), 'wx', 0o600)).close()
    },
    lengthOf: async id => (await stat(pathOf(id)).catch(() => undefined))?.size,
    async append(id, from, at, size) {
      let stop = false
      const done = write(id, from, at, size, () => stop)
      const mine = { stop: () => { stop = true; if ('destroy' in from && typeof from.destroy === 'function') from.destroy() }, done: done.catch(() => undefined) }
      writing.set(id, mine)
      try { return await done } finally { if (writing.get(id) === mine) writing.delete(id) }
    },
    async interrupt(id) {
      const other = writing.get(id)
      other?.stop()
      await other?.done
    },
    remove: id => rm(pathOf(id), { force: true }),
    async sweep(before) {
      let swept = 0
      for (const name of await readdir(dir).catch(() => [])) {
        const found = await stat(join(dir, name)).catch(() => undefined)
        if (found !== undefined && found.mtimeMs < before.getTime()) { await rm(join(dir, name), { force: true }); swept++ }
      }
      return swept
    },
  }
}

const isDiskFault = (error: unknown): boolean => error instanceof Error && 'syscall' in error && error.syscall === 'write'
