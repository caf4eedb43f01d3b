import { fork, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { isHeic } from './heic.ts'
import { DEFAULT_LIMITS, refuse, type FileLimits, type Inspection } from './verdict.ts'
import type { InspectionTask } from './worker.ts'

export interface GuardOptions {
  readonly limits?: FileLimits
  /** CPU seconds one file may take; 2 unless told */
  readonly cpuSeconds?: number
  /** resident memory in bytes; 300 MB unless told */
  readonly memory?: number
  /** how many files at once; 2 unless told */
  readonly processes?: number
}

/** Looks at files that strangers send, in processes of their own that are killed when a file takes too much. */
export interface FileGuard {
  inspect(bytes: Uint8Array, name: string): Promise<Inspection>
  /** several shots of one document → one PDF */
  inspectShots(files: readonly { readonly bytes: Uint8Array; readonly name: string }[]): Promise<Inspection>
  close(): Promise<void>
}

const POLL_MS = 20
const TICKS_A_SECOND = 100
const PAGE = 4096
/** A process that has seen this many files makes room for a fresh one: leaks of native decoders end with it. */
const FILES_A_PROCESS = 200

interface Worker { readonly child: ChildProcess; readonly ready: Promise<void>; files: number }

export function createGuard(options: GuardOptions = {}): FileGuard {
  const limits = options.limits ?? DEFAULT_LIMITS
  const cpuSeconds = options.cpuSeconds ?? 2
  const memory = options.memory ?? 300 * 1024 * 1024
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: (() => void)[] = []
  let free = options.processes ?? 2
  let closed = false

  function hire(fresh: boolean): Worker {
    const known = fresh ? undefined : idle.pop()
    if (known !== undefined) return known
    // no loaders of the parent: Node runs these files as they are, and starts faster
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
      execArgv: ['--max-old-space-size=192', '--disable-warning=ExperimentalWarning'], serialization: 'advanced', env: { PATH: process.env['PATH'] ?? '', MALLOC_ARENA_MAX: '2' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const worker: Worker = { child, files: 0, ready: new Promise((done, fail) => { child.once('message', () => done()); child.once('exit', () => fail(new Error('the file worker did not start'))) }) }
    worker.ready.catch(() => undefined)
    child.on('error', () => undefined)
    all.add(worker)
    child.once('exit', () => { all.delete(worker); const at = idle.indexOf(worker); if (at >= 0) idle.splice(at, 1) })
    return worker
  }

  /** `alone`: a process that has seen nothing yet, and sees nothing afterwards. */
  async function run(task: InspectionTask, alone = false): Promise<Inspection> {
    if (free === 0) await new Promise<void>((turn) => waiting.push(turn))
    else free--
    try {
      if (closed) throw new Error('the file guard is closed')
      const worker = hire(alone)
      await worker.ready
      const inspection = await watch(worker.child, task, cpuSeconds, memory)
      worker.files++
      if (inspection === undefined) { worker.child.kill('SIGKILL'); return refuse('too-heavy') }
      if (alone || worker.files >= FILES_A_PROCESS) worker.child.disconnect()
      else idle.push(worker)
      return inspection
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }

  // the decoder of HEIC keeps the memory that it grew to
  const inspect = (bytes: Uint8Array, name: string): Promise<Inspection> => run({ kind: 'look', bytes, name, limits }, isHeic(bytes))

  return {
    inspect,
    async inspectShots(files) {
      const shots = await Promise.all(files.map(({ bytes, name }) => inspect(bytes, name)))
      const pictures: Uint8Array[] = []
      for (const shot of shots) {
        if (!shot.ok) return shot
        if (shot.mediaType !== 'image/jpeg' || shot.bytes === undefined) return refuse('type-mismatch')
        pictures.push(shot.bytes)
      }
      const joined = await run({ kind: 'join', pictures })
      return joined.ok ? { ...joined, warnings: [...new Set(shots.flatMap((shot) => shot.ok ? shot.warnings : []))] } : joined
    },
    async close() {
      closed = true
      await Promise.all([...all].map(({ child }) => new Promise<void>((done) => { child.once('exit', () => done()); child.kill('SIGKILL') })))
    },
  }
}

/** Sends the task and watches the process; undefined when it took too much or died. Where /proc is missing only the clock watches. */
function watch(child: ChildProcess, task: InspectionTask, cpuSeconds: number, memory: number): Promise<Inspection | undefined> {
  return new Promise((done) => {
    let first: number | undefined
    const started = performance.now()
    const end = (inspection: Inspection | undefined): void => {
      clearInterval(timer)
      child.off('message', answered)
      child.off('exit', died)
      done(inspection)
    }
    const answered = (message: unknown): void => end(message as Inspection)
    const died = (): void => end(undefined)
    const timer = setInterval(() => {
      void usage(child.pid).then((used) => {
        first ??= used?.cpu
        const cpu = used === undefined ? 0 : used.cpu - (first ?? used.cpu)
        if (cpu > cpuSeconds || (used?.memory ?? 0) > memory || performance.now() - started > cpuSeconds * 5000) end(undefined)
      })
    }, POLL_MS)
    child.on('message', answered)
    child.once('exit', died)
    void usage(child.pid).then((used) => {
      first = used?.cpu
      child.send(task, (error) => { if (error) died() })
    })
  })
}

/** CPU seconds and resident bytes of a process, from /proc. */
async function usage(pid: number | undefined): Promise<{ readonly cpu: number; readonly memory: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND, memory: Number(fields[21]) * PAGE }
}
