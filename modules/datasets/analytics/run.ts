import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { streamThrough } from '../../../kernel/confined/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { RunResult, Used } from '../domain/analysis.ts'
import type { Audience } from '../domain/reader.ts'
import { cacheOf } from '../downloads/cache.ts'
import type { Source } from '../downloads/rows.ts'
import type { EngineFault, Table } from './engine.ts'
import type { RunSaid, RunTask } from './run-worker.ts'
import { sourceFor } from './usable.ts'

const WORKER = new URL('./run-worker.ts', import.meta.url)
export const MOST_ROWS = 10_000
const MOST_BYTES = 8 * 1024 * 1024
export interface RunBounds { readonly memoryMb: number; readonly residentMb: number; readonly threads: number; readonly cpuSeconds: number; readonly wallMs: number }
/** Enough for some ten million rows in groups; the engine is refused memory before the process is ended for taking it. */
export const RUN_BOUNDS: RunBounds = { memoryMb: 512, residentMb: 1100, threads: 2, cpuSeconds: 90, wallMs: 60_000 }
const ASK_MS = 250

export type Outcome = { readonly ok: true; readonly result: RunResult; readonly cut: boolean; readonly used: readonly Used[] } | { readonly ok: false; readonly reason: 'too-much' | 'too-long' | 'cancelled' | 'broken' } | { readonly ok: false; readonly reason: 'fault'; readonly fault: EngineFault }

type Ground = Pick<Platform, 'db' | 'publicDb' | 'config' | 'now' | 'log'>
const DATES = ['date']
const viewOf = (source: Source, name: string, file: string): Table => ({ name, file, columns: source.columns.map(field => field.name), dates: source.columns.filter(field => DATES.includes(field.type)).map(field => field.name) })

const runsDir = (platform: Pick<Platform, 'config'>): string => join(platform.config.varDir, 'datasets-runs')
const LEFT_MS = 3_600_000
/** Removes what runs left whose process died. */
export async function sweepRuns(platform: Pick<Platform, 'config' | 'now'>): Promise<void> {
  for (const name of await readdir(runsDir(platform)).catch(() => [])) {
    const dir = join(runsDir(platform), name)
    const found = await stat(dir).catch(() => undefined)
    if (found && platform.now().getTime() - found.mtimeMs > LEFT_MS) await rm(dir, { recursive: true, force: true })
  }
}

/** Files under names of this run alone: what else lies beside them is out of reach, and none goes while it is read. */
async function lay(platform: Ground, dir: string, tables: readonly { readonly code: string; readonly table: string; readonly audience: Audience }[]): Promise<readonly { readonly view: Table; readonly used: Used }[]> {
  const laid: { view: Table; used: Used }[] = []
  for (const { code, table, audience } of tables) {
    const source = await sourceFor(platform, code, audience)
    const file = join(dir, `${table}.parquet`)
    const cache = cacheOf(platform)
    // a load may have taken the file away between its making and its use
    await link(await cache.parquet(source), file).catch(async () => link(await cache.parquet(source), file))
    laid.push({ view: viewOf(source, table, file), used: { code, audience, position: source.position } })
  }
  return laid
}

/** Runs one judged question over the snapshots of these datasets, in a process that ends with it; the next one is begun then. `cancelled` is asked while it runs. */
export async function runQuestion(platform: Ground, question: { readonly statement: string; readonly tables: readonly { readonly code: string; readonly table: string; readonly audience: Audience }[] }, cancelled: () => Promise<boolean>, bounds: RunBounds = RUN_BOUNDS): Promise<Outcome> {
  const dir = join(runsDir(platform), randomUUID())
  await mkdir(dir, { recursive: true, mode: 0o700 })
  try {
    const laid = await lay(platform, dir, question.tables)
    const task: RunTask = { statement: question.statement, tables: laid.map(each => each.view), engine: { memoryMb: bounds.memoryMb, threads: bounds.threads }, result: { rows: MOST_ROWS, bytes: MOST_BYTES } }
    const running = streamThrough<RunSaid>(WORKER, task, { cpuSeconds: bounds.cpuSeconds, memory: bounds.residentMb * 1024 * 1024, ahead: true })
    running.input.end()
    running.output.resume()
    running.aside.resume()
    let why: 'too-long' | 'cancelled' | undefined
    const end = (reason: 'too-long' | 'cancelled'): void => { why ??= reason; running.kill() }
    const clock = setTimeout(() => { end('too-long') }, bounds.wallMs)
    const asking = setInterval(() => { void cancelled().then(yes => { if (yes) end('cancelled') }, () => undefined) }, ASK_MS)
    const ended = await running.ended.finally(() => { clearTimeout(clock); clearInterval(asking) })
    if (why !== undefined) return { ok: false, reason: why }
    if (!ended.ok) return { ok: false, reason: ended.reason === 'too-much' ? 'too-much' : 'broken' }
    // where the files lie is nobody's business
    if (ended.said.kind === 'fault') return { ok: false, reason: 'fault', fault: { ...ended.said.fault, message: ended.said.fault.message.replaceAll(`${dir}/`, '') } }
    const { cut, ...result } = ended.said.result
    return { ok: true, result, cut, used: laid.map(each => each.used) }
  } finally { await rm(dir, { recursive: true, force: true }) }
}
