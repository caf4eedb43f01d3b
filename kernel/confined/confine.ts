import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { usage } from './usage.ts'

export interface Bounds {
  /** CPU seconds that one item of a task may take */
  readonly cpuSeconds: number
  /** resident memory in bytes */
  readonly memory: number
  /** how many tasks at once */
  readonly processes: number
  /** how many tasks may wait for their turn, of everybody together and of one sender (running ones counted); without end unless told */
  readonly waiting?: number
  readonly each?: number
}

/** Too many tasks wait already; nothing was done. Trying again in a while helps. */
export class Crowded extends Error {}

/** Work on what strangers send, done in processes of their own that are killed when it takes too much. */
export interface Confined<Task, Answer> {
  /**
   * undefined: it took too much, or broke the process. `items` multiplies the time; `from` is who sent it; `alone` gives it a process that has seen
   * nothing yet and sees nothing afterwards. Throws `Crowded`.
   */
  run(task: Task, about?: { readonly items?: number; readonly from?: string; readonly alone?: boolean }): Promise<Answer | undefined>
  close(): Promise<void>
}

const POLL_MS = 20
/** A process that has seen this many items makes room for a fresh one: leaks of decoders end with it. */
const ITEMS_A_PROCESS = 200

interface Worker { readonly child: ChildProcess; readonly ready: Promise<void>; items: number }

/** `file` is a program that calls `serveTasks` (serve.ts); it starts with the first task. */
export function confine<Task extends object, Answer>(file: URL, bounds: Bounds): Confined<Task, Answer> {
  const { cpuSeconds, memory, waiting: mostWaiting = Infinity, each = Infinity } = bounds
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: (() => void)[] = []
  const senders = new Map<string, number>()
  let free = bounds.processes
  let closed = false

  function hire(fresh: boolean): Worker {
    const known = fresh ? undefined : idle.pop()
    if (known !== undefined) return known
    // no loaders of the parent: Node runs these files as they are, and starts faster
    const child = fork(fileURLToPath(file), [], {
      execArgv: ['--max-old-space-size=192', '--disable-warning=ExperimentalWarning'], serialization: 'advanced', env: { PATH: process.env['PATH'] ?? '', MALLOC_ARENA_MAX: '2' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const worker: Worker = { child, items: 0, ready: new Promise((done, fail) => { child.once('message', () => done()); child.once('exit', () => fail(new Error('the confined process did not start'))) }) }
    worker.ready.catch(() => undefined)
    child.on('error', () => undefined)
    all.add(worker)
    child.once('exit', () => { all.delete(worker); const at = idle.indexOf(worker); if (at >= 0) idle.splice(at, 1) })
    return worker
  }

  async function inTurn(task: Task, items: number, alone: boolean): Promise<Answer | undefined> {
    if (free === 0) await new Promise<void>((turn) => waiting.push(turn))
    else free--
    try {
      if (closed) throw new Error('the confined processes are closed')
      const worker = hire(alone)
      await worker.ready
      const answer = await watch(worker.child, task, cpuSeconds * items, memory)
      worker.items += items
      if (answer === undefined) { worker.child.kill('SIGKILL'); return undefined }
      if (alone || worker.items >= ITEMS_A_PROCESS) worker.child.disconnect()
      else idle.push(worker)
      return answer as Answer
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }

  return {
    async run(task, { items = 1, from = '', alone = false } = {}) {
      const sent = senders.get(from) ?? 0
      if (free === 0 && waiting.length >= mostWaiting || sent >= each) throw new Crowded('too many tasks wait already')
      senders.set(from, sent + 1)
      try { return await inTurn(task, items, alone) } finally {
        const left = (senders.get(from) ?? 1) - 1
        if (left > 0) senders.set(from, left)
        else senders.delete(from)
      }
    },
    async close() {
      closed = true
      await Promise.all([...all].map(({ child }) => new Promise<void>((done) => { child.once('exit', () => done()); child.kill('SIGKILL') })))
    },
  }
}

/** Sends the task and watches the process; undefined when it took too much or died. Where /proc is missing only the clock watches. */
function watch(child: ChildProcess, task: object, cpuSeconds: number, memory: number): Promise<unknown> {
  return new Promise((done) => {
    let first: number | undefined
    const started = performance.now()
    const end = (answer: unknown): void => {
      clearInterval(timer)
      child.off('message', end)
      child.off('exit', died)
      done(answer)
    }
    const died = (): void => end(undefined)
    const timer = setInterval(() => {
      void usage(child.pid).then((used) => {
        first ??= used?.cpu
        const cpu = used === undefined ? 0 : used.cpu - (first ?? used.cpu)
        if (cpu > cpuSeconds || (used?.memory ?? 0) > memory || performance.now() - started > cpuSeconds * 5000) end(undefined)
      })
    }, POLL_MS)
    child.on('message', end)
    child.once('exit', died)
    void usage(child.pid).then((used) => {
      first = used?.cpu
      child.send(task, (error) => { if (error) died() })
    })
  })
}
