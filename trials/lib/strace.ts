import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Errors that the kernel would tell, told by strace in its stead. Needs strace, and leave to trace. */
export interface Injection { readonly calls: string; readonly error: string; /** which call of each thread fails; all from that one on with `+` behind */ readonly when: string }
export interface Injecting { /** how many calls have failed so far */ failed(): Promise<number>; detach(): Promise<void> }

/** Why nothing can be injected here; undefined: it can. */
export function cannotInject(): string | undefined {
  const { error, status } = spawnSync('strace', ['-o', '/dev/null', '-e', 'trace=none', 'true'])
  return error ? 'strace is not installed' : status === 0 ? undefined : 'this system does not let strace trace'
}

/** Answers when all these processes are traced; what they begin is as well. */
export async function inject(pids: readonly number[], { calls, error, when }: Injection): Promise<Injecting> {
  const file = join(tmpdir(), `strace-${randomUUID()}`)
  const tracer = spawn('strace', ['-f', '-o', file, '-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=${when}`, '-e', 'signal=none', ...pids.flatMap(pid => ['-p', String(pid)])], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>(done => { tracer.once('close', () => done()) })
  let told = ''
  await new Promise<void>((done, fail) => {
    tracer.stderr.on('data', (chunk: Buffer) => { told += chunk.toString(); if (pids.every(pid => new RegExp(`Process ${pid} attached`).test(told) || new RegExp(`attach.*${pid}.*No such process`).test(told))) done() })
    void ended.then(() => { fail(new Error(`strace ended: ${told}`)) })
  })
  return {
    failed: async () => (await readFile(file, 'latin1').catch(() => '')).split('(INJECTED)').length - 1,
    detach: async () => { tracer.kill('SIGINT'); await ended; await rm(file, { force: true }) },
  }
}
