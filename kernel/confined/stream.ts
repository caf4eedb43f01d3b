import { fork, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { BEGUN, OUR_FAULT } from './serve-stream.ts'
import { usage } from './usage.ts'

export interface StreamBounds {
  /** CPU seconds of the whole work */
  readonly cpuSeconds: number
  /** resident memory in bytes */
  readonly memory: number
  /** begins the next process when this one has ended, so that the next task need not wait for it; it still sees that one task alone */
  readonly ahead?: boolean
}
/** A process of its own that turns a stream of bytes into other streams. It sees no settings, no database and no network of ours: only its pipes. */
export interface ConfinedStream<Message> {
  readonly input: Writable
  readonly output: Readable
  /** a second output beside the first */
  readonly aside: Readable
  /** what it said last before it ended well; `too-much`: it took too much, or broke on what it was given; `killed`: it could not begin or go on, or somebody else ended it, and another try may end well */
  readonly ended: Promise<{ readonly ok: true; readonly said: Message } | { readonly ok: false; readonly reason: 'too-much' | 'killed' }>
  kill(): void
}

const POLL_MS = 50
const HEAP_MB = 256

/** A process that nobody asks anything for so long ends. */
const SPARE_MS = 600_000

const begin = (file: URL): ChildProcess => fork(fileURLToPath(file), [], {
  execArgv: [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'], serialization: 'advanced', env: { PATH: process.env['PATH'] ?? '', MALLOC_ARENA_MAX: '2' }, stdio: ['pipe', 'pipe', 'ignore', 'ipc', 'pipe'],
})

/** Begun ahead, at most one for each program. */
const spares = new Map<string, { readonly child: ChildProcess; readonly timer: NodeJS.Timeout }>()
/** What keeps this process from ending while that one lives. */
const holdsOf = (child: ChildProcess): readonly { ref(): void; unref(): void }[] => [child, ...[child.channel, ...child.stdio].flatMap(each => each && 'unref' in each ? [each as { ref(): void; unref(): void }] : [])]
function beginAhead(file: URL): void {
  if (spares.has(file.href)) return
  const child = begin(file)
  const gone = (): void => { if (spares.get(file.href)?.child === child) spares.delete(file.href) }
  child.once('exit', gone)
  child.on('error', gone)
  for (const each of holdsOf(child)) each.unref()
  spares.set(file.href, { child, timer: setTimeout(() => { child.kill('SIGKILL') }, SPARE_MS).unref() })
}
function takeSpare(file: URL): ChildProcess | undefined {
  const spare = spares.get(file.href)
  if (!spare) return undefined
  spares.delete(file.href)
  clearTimeout(spare.timer)
  if (!spare.child.connected) return undefined
  for (const each of holdsOf(spare.child)) each.ref()
  return spare.child
}
/** Ends what was begun ahead of its task. */
export function endSpares(): void {
  for (const { child, timer } of spares.values()) { clearTimeout(timer); child.kill('SIGKILL') }
  spares.clear()
}

/** `file` is a program that takes one task (`serveStream`). `onMessage` hears what it says on its way. `kill` counts as too much: the caller has its reason. */
export function streamThrough<Message>(file: URL, task: object, bounds: StreamBounds, onMessage: (message: Message) => void = () => undefined): ConfinedStream<Message> {
  const child = bounds.ahead ? takeSpare(file) ?? begin(file) : begin(file)
  const { stdin: input, stdout: output } = child
  const aside = child.stdio[4] as Readable | null
  if (!input || !output || !aside) throw new Error('a process without pipes')
  // it may end before it has taken everything
  for (const pipe of [input, output, aside]) pipe.on('error', () => undefined)
  let last: Message | undefined
  let begun = false
  let bound = false
  const ended = new Promise<Awaited<ConfinedStream<Message>['ended']>>(done => {
    const timer = setInterval(() => { void usage(child.pid).then(used => { if (used !== undefined && (used.cpu > bounds.cpuSeconds || used.memory > bounds.memory)) { bound = true; child.kill('SIGKILL') } }) }, POLL_MS)
    child.on('message', (message: Message | typeof BEGUN) => { if (message === BEGUN) begun = true; else { last = message; onMessage(message) } })
    child.once('error', () => { clearInterval(timer); done({ ok: false, reason: 'killed' }) })
    // not `exit`: what is still in the pipes comes before `close`
    child.once('close', (code, signal) => { clearInterval(timer); done(code === 0 && last !== undefined ? { ok: true, said: last } : { ok: false, reason: !bound && (!begun || signal === 'SIGKILL' || code === OUR_FAULT) ? 'killed' : 'too-much' }) })
  })
  if (bounds.ahead) void ended.then(() => { beginAhead(file) })
  child.send(task, () => undefined)
  return { input, output, aside, ended, kill: () => { bound = true; child.kill('SIGKILL') } }
}
