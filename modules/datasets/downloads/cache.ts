import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { Fault } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { FORMATS, type Format } from './formats.ts'
import { writeParquet } from './parquet.ts'
import type { Source } from './rows.ts'

/** Files of datasets as they stood at a position, under `VAR_DIR/datasets`. They can all be made again, so the oldest go when there are too many bytes. */
export interface Cache {
  file(source: Source, format: Format, now: Date): Promise<{ readonly content: Readable; readonly size: number | undefined }>
  /** where the Parquet file of the source stands, made when it is not there; it may go at any time, so whoever needs it links it */
  parquet(source: Source): Promise<string>
  /** how many bytes the file has; undefined where only making a large one would tell */
  size(source: Source, format: Format): Promise<number | undefined>
}
const MOST_SIZES = 5_000

/** What nobody has written to for so long was left by a process that was killed. */
const LEFT_MS = 3_600_000
/** Below this many rows making a file costs less than keeping it. */
const KEPT_FROM = 5_000
const MOST_AT_ONCE = 6
/** Whoever takes no page of rows for so long gives way when others wait. */
const STALLED_MS = 120_000
const busy = (): Fault => new Fault('busy', { status: 503, retryAfterSeconds: 20, title: { vi: 'Đang có nhiều lượt tải bộ dữ liệu lớn', en: 'Many large downloads are under way' }, detail: { vi: 'Hãy thử lại sau ít giây.', en: 'Try again in a few seconds.' } })

export function openCache(dir: string, clock: () => Date, mostBytes = 4 * 1024 ** 3): Cache {
  let making = 0
  /** downloads that are made while they go out, and when each last took a page */
  const going = new Map<Readable, Date>()
  const under = new Map<string, Promise<void>>()
  const placeOf = (source: Source, format: Format): string => join(dir, source.opened.dataset.code, `${source.opened.dataset.schemaVersion}-${source.position}.${source.audience === 'public' ? '' : `${source.audience}.`}${format}`)

  async function kept(place: string, now: Date): Promise<{ content: Readable; size: number } | undefined> {
    try {
      const { size } = await stat(place)
      await utimes(place, now, now)
      return { content: createReadStream(place), size }
    } catch { return undefined }
  }

  /** Earlier positions of the dataset and halves of files go at once, others by age until the bytes fit. */
  async function prune(place: string): Promise<void> {
    const stem = /(\d+-\d+)\.[^/]+$/.exec(place)?.[1] ?? ''
    const files: { path: string; size: number; used: number }[] = []
    for (const code of await readdir(dir)) for (const name of await readdir(join(dir, code)).catch(() => [])) {
      const path = join(dir, code, name)
      const found = await stat(path).catch(() => undefined)
      if (!found) continue
      if (name.endsWith('.partial') ? clock().getTime() - found.mtimeMs > LEFT_MS : dirname(path) === dirname(place) && !name.startsWith(`${stem}.`)) await rm(path, { force: true })
      else files.push({ path, size: found.size, used: found.mtimeMs })
    }
    let total = files.reduce((sum, each) => sum + each.size, 0)
    for (const each of files.toSorted((a, b) => a.used - b.used)) { if (total <= mostBytes || each.path === place) break; await rm(each.path, { force: true }); total -= each.size }
  }

  /** Hands the pieces on as they come and keeps them beside; a download that breaks off leaves nothing. */
  async function* keeping(pieces: AsyncGenerator<string | Uint8Array>, place: string): AsyncGenerator<Buffer> {
    const partial = `${place}.${randomUUID()}.partial`
    await mkdir(dirname(place), { recursive: true })
    const handle = await open(partial, 'w')
    let whole = false
    try {
      for await (const piece of pieces) { const bytes = Buffer.from(piece); await handle.write(bytes); yield bytes }
      whole = true
    } finally {
      await handle.close()
      if (whole) { await rename(partial, place); await prune(place) } else await rm(partial, { force: true })
    }
  }

  function demandRoom(): void {
    if (making + going.size < MOST_AT_ONCE) return
    const stalled = [...going].find(([, took]) => clock().getTime() - took.getTime() > STALLED_MS)?.[0]
    if (!stalled) throw busy()
    going.delete(stalled)
    stalled.destroy()
  }
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    demandRoom()
    making++
    try { return await work() } finally { making-- }
  }
  /** Counts until the stream is closed, not until its pieces end: of somebody who left before the answer no piece is ever asked. */
  function goingOut(pieces: (took: () => void) => AsyncGenerator<string | Uint8Array>): Readable {
    const stream: Readable = Readable.from(pieces(() => { if (going.has(stream)) going.set(stream, clock()) }), { objectMode: false, highWaterMark: 256 * 1024 })
    going.set(stream, clock())
    return stream.once('close', () => going.delete(stream))
  }

  /** Writes the Parquet file; whoever asks for the same one meanwhile waits for it. */
  async function made(source: Source, place: string): Promise<void> {
    const making = under.get(place) ?? counted(async () => {
      const partial = `${place}.${randomUUID()}.partial`
      await mkdir(dirname(place), { recursive: true })
      try { await writeFile(partial, '', { mode: 0o600 }); await writeParquet(partial, source); await rename(partial, place); await prune(place) } finally { await rm(partial, { force: true }) }
    }).finally(() => under.delete(place))
    under.set(place, making)
    await making
  }

  const sizes = new Map<string, number>()
  return {
    async parquet(source) {
      const place = placeOf(source, 'parquet')
      try { await utimes(place, clock(), clock()) } catch { await made(source, place) }
      return place
    },
    async size(source, format) {
      const place = placeOf(source, format)
      const known = sizes.get(place) ?? (await stat(place).catch(() => undefined))?.size
      const { pieces } = FORMATS[format]
      if (known !== undefined || !pieces || source.opened.dataset.rowCount >= KEPT_FROM) return known
      let bytes = 0
      for await (const piece of pieces(source)) bytes += Buffer.byteLength(piece)
      if (sizes.size >= MOST_SIZES) sizes.clear()
      sizes.set(place, bytes)
      return bytes
    },
    async file(source, format, now) {
      const place = placeOf(source, format)
      const found = await kept(place, now)
      if (found) return found
      const { pieces } = FORMATS[format]
      if (pieces) {
        const flow = pieces(source)
        // the first piece is made before the answer begins, so that what cannot be made is refused and not cut off
        const first = await counted(() => flow.next())
        async function* from(took: () => void): AsyncGenerator<string | Uint8Array> { if (!first.done) yield first.value; for await (const piece of flow) { took(); yield piece } }
        return { content: goingOut(took => source.opened.dataset.rowCount >= KEPT_FROM ? keeping(from(took), place) : from(took)), size: undefined }
      }
      await made(source, place)
      const file = await kept(place, now)
      if (!file) throw busy()
      return file
    },
  }
}

type Ground = Pick<Platform, 'config' | 'now'>
const caches = new WeakMap<Ground, Cache>()
/** The one cache of a process. */
export const cacheOf = (platform: Ground): Cache => { const found = caches.get(platform) ?? openCache(join(platform.config.varDir, 'datasets'), platform.now); caches.set(platform, found); return found }
