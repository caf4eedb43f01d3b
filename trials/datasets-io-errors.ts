import { fork, spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { findPostmaster } from '../kernel/db/postmaster.ts'
import { diskStore, readAll } from '../kernel/files/index.ts'
import { acceptDecided } from '../modules/datasets/loads/jobs.ts'
import { readLoad } from '../modules/datasets/loads/read-load.ts'
import { loadRow } from '../modules/datasets/loads/testing.ts'
import { NOW } from '../modules/datasets/testing.ts'
import type { IoTask } from './lib/io-child.ts'
import { loadHouse, type Cluster } from './lib/load-house.ts'
import { pause } from './lib/pause.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { cannotInject, inject, type Injection } from './lib/strace.ts'

/**
 * T4 for loads: the kernel says that a disk cannot write down (EIO on fsync), that no file can be opened any more (EMFILE), that there is no room (ENOSPC), to the
 * process that takes, reads and accepts a file and to the database. Whatever failed is not said to be done, nobody waits for ever, what was said to be done is
 * there, and the same job asked for again ends well. (Room that ends on real file systems is T5's: datasets-disk-full.)
 */
export interface IoErrorsOptions { /** the last call that fails in each series */ readonly most: number; readonly rows: number; readonly database: boolean; readonly mutant: string | undefined; readonly cluster?: Cluster }
export const IO_ERRORS_MUTANTS = ['says-done-anyway', 'never-writes-down'] as const
const CHILD = fileURLToPath(new URL('lib/io-child.ts', import.meta.url))
/** Longest that a failure may stay unheard, in milliseconds. */
const HEARD_MS = 10_000
type Act = IoTask['act']
const STATE = { read: 'checked', accept: 'accepted' } as const

export async function runIoErrors({ most, rows, database, cluster, mutant = '' }: IoErrorsOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const cannot = cannotInject()
  if (cannot !== undefined) return { pass: false, cannot }
  const house = await loadHouse({ rows, mutant, cluster })
  const { t, faults, server, reader, decision } = house
  let failed = 0

  /** What came of an act in a process of its own some call of which fails; `said` is undefined when it died. */
  async function disturbed(act: Act, injection: Injection): Promise<{ readonly said: string | undefined; readonly hit: boolean }> {
    // one thread for files, so that calls are counted in their order
    const child = fork(CHILD, [], { execArgv: ['--import', import.meta.resolve('tsx')], env: { ...process.env, UV_THREADPOOL_SIZE: '1' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const ended = once(child, 'close')
    child.send({ url: t.urls.app, files: house.files, now: NOW.toISOString(), mutant, act } satisfies IoTask)
    await once(child, 'message')
    const injecting = await inject([child.pid ?? 0], injection)
    let said: string | undefined
    child.once('message', message => { said = String(message) })
    child.send('go')
    const late = setTimeout(() => { faults.push(`${act.do}, ${injection.calls} ${injection.error} ${injection.when}: nothing is heard`); child.kill('SIGKILL') }, HEARD_MS)
    await ended
    clearTimeout(late)
    const hits = await injecting.failed()
    failed += hits
    await injecting.detach()
    return { said, hit: hits > 0 }
  }
  /** One series: the first call of a kind fails, then the second, and so on until there is none. */
  async function series(act: Act['do'], calls: string, error: string): Promise<void> {
    let reached = false
    for (let at = 1; at <= most; at = at < 6 ? at + 1 : Math.ceil(at * 1.6)) {
      const injection = { calls, error, when: String(at) }
      const where = `${act}, ${calls} ${error} ${at}`
      let hit = false
      const hear = async (what: Act): Promise<boolean> => { const answer = await disturbed(what, injection); hit = answer.hit; return answer.said === 'done' }
      await house.trial(where, async loadId => {
        if (act === 'begin') return
        if (act === 'accept') await house.toAccepting(loadId)
        const done = await hear({ do: act, loadId })
        const { state } = await loadRow(t, loadId)
        if (done && state !== STATE[act]) faults.push(`${where}: says done and is ${state}`)
      }, act !== 'begin' ? undefined : async datasetId => {
        const content = house.content()
        const done = await hear({ do: 'begin', datasetId, content })
        const { rows: [begun] } = await sql<{ id: string; file_key: string }>`select id, file_key from datasets.load where dataset_id = ${datasetId}`.execute(t.owner.kysely)
        if (done !== (begun !== undefined)) faults.push(`${where}: ${done ? 'says done without a load' : 'a load that nobody was told of'}`)
        const kept = begun && await readAll(await diskStore(house.files).get(begun.file_key)).catch(() => undefined)
        if (begun && (!kept || hash('sha256', kept) !== begun.file_key)) faults.push(`${where}: the file is not there`)
        return begun?.id ?? house.begin(datasetId)
      })
      reached ||= hit
      if (!hit) break
    }
    if (!reached) faults.push(`${act}: never comes to ${calls}`)
  }

  /** The database's own calls fail while our process works; its crash and its recovery are its own affair, what it had said stays true. */
  async function databaseSeries(act: 'read' | 'accept', calls: string, error: string, dataDir: string): Promise<void> {
    let reached = false
    for (const when of ['1', '2', '4']) await house.trial(`${act}, database ${calls} ${error} ${when}`, async loadId => {
      if (act === 'accept') await house.toAccepting(loadId)
      const { pid = 0 } = await findPostmaster(dataDir) ?? {}
      const processes = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number)
      const injecting = await inject([pid, ...processes], { calls, error, when })
      const working = (act === 'read' ? readLoad(reader, loadId) : acceptDecided(reader, decision(loadId))).then(() => true, () => false)
      const done = await Promise.race([working, pause(3 * HEARD_MS).then(() => undefined)])
      if (done === undefined) faults.push(`${act}, database ${calls} ${error} ${when}: nobody says anything`)
      const hits = await injecting.failed()
      failed += hits
      reached ||= hits > 0
      await injecting.detach()
      await working
      const { state, failure } = await house.whenThere(() => loadRow(t, loadId))
      // or its page says what it waits for, and it asks for itself
      if (done && state !== STATE[act] && failure !== 'storage-full') faults.push(`${act}, database ${calls} ${error} ${when}: said done and is ${state}`)
    })
    if (!reached) faults.push(`${act}: the database never comes to ${calls}`)
  }

  try {
    await series('begin', 'fsync,fdatasync', 'EIO')
    await series('begin', 'openat', 'EMFILE')
    await series('read', 'openat', 'EMFILE')
    if (server && database) for (const act of ['read', 'accept'] as const) for (const [calls, error] of [['fsync,fdatasync', 'EIO'], ['pwrite64,pwritev,pwritev2', 'ENOSPC'], ['openat', 'EMFILE']] as const) await databaseSeries(act, calls, error, server.dataDir)
    return { pass: faults.length === 0, trials: house.made, failedCalls: failed, rows, faults: faults.length, examples: faults.slice(0, 8) }
  } finally { await house.close() }
}

if (isProgram(import.meta.url)) await runTrial('datasets-io-errors', 20_000, IO_ERRORS_MUTANTS, ({ size, mutant }) => runIoErrors({ most: 60, rows: size, database: mutant === undefined, mutant }))
