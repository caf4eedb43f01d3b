import { spawn, type ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  /** lines that the child writes to its file descriptor 3 */
  readonly onLine?: (line: string) => void
}
export interface Finished { readonly code: number; readonly output: string; readonly timedOut: boolean }

/** Runs a command of the project in a process group of its own and answers with everything it said; never rejects for a bad exit. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: options.cwd, detached: process.platform !== 'win32', env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...options.env }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
    running.add(child)
    let output = ''
    let partial = ''
    let timedOut = false
    child.stdout?.setEncoding('utf8').on('data', (text: string) => { output += text })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { output += text })
    const lines = child.stdio[3]
    if (lines && 'read' in lines) lines.setEncoding('utf8').on('data', (text: string) => {
      const parts = (partial + text).split('\n')
      partial = parts.pop() ?? ''
      for (const line of parts) if (line) options.onLine?.(line)
    })
    const late = options.timeoutMs === undefined ? undefined : setTimeout(() => { timedOut = true; signal(child, 'SIGTERM'); setTimeout(() => signal(child, 'SIGKILL'), 10_000).unref() }, options.timeoutMs)
    child.on('error', error => { running.delete(child); clearTimeout(late); fail(error) })
    child.on('close', code => { running.delete(child); clearTimeout(late); done({ code: code ?? 1, output, timedOut }) })
  })
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try { if (child.pid) process.kill(process.platform === 'win32' ? child.pid : -child.pid, name) } catch { child.kill(name) }
}

/** Ends every child and its group: politely, then after `graceMs` by force. */
export async function stopChildren(graceMs = 8000): Promise<void> {
  const children = [...running]
  const gone = Promise.all(children.map(child => new Promise<void>(done => child.once('close', () => done()))))
  for (const child of children) signal(child, 'SIGINT')
  const late = setTimeout(() => { for (const child of children) signal(child, 'SIGKILL') }, graceMs)
  await gone
  clearTimeout(late)
}

/** The packaged tool `name` (vitest, tsc, oxlint) as arguments of this very Node. */
export function tool(root: string, file: string): readonly string[] { return [`${root}/node_modules/${file}`] }
