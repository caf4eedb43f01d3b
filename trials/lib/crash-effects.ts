import fs from 'node:fs'
import { open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import pg from 'pg'

/** Where to die: before or after the k-th thing done to the world (counted from 1). */
export interface CrashPoint { readonly k: number; readonly when: 'before' | 'after' }
export interface Effects { readonly names: readonly string[]; /** what the client hears; itself a side effect */ answer(): void }

export const ANSWER = 'answered\n'

type Any = (...args: unknown[]) => unknown

/**
 * Counts everything this process does to the outside – statements to the database, writes to the disk, requests to other systems, the answer
 * to the client – and kills it with SIGKILL before or after the chosen one.
 */
export async function countEffects(at: CrashPoint | undefined, mutant: string): Promise<Effects> {
  const names: string[] = []
  const die = (k: number, when: CrashPoint['when']): void => { if (at?.k === k && at.when === when) process.kill(process.pid, 'SIGKILL') }
  const counted = (name: string, work: () => unknown): unknown => {
    names.push(name)
    const k = names.length
    die(k, 'before')
    const result = work()
    if (result instanceof Promise) return result.then(value => { die(k, 'after'); return value })
    die(k, 'after')
    return result
  }
  let answered = false
  const answer = (): void => {
    if (answered) return
    answered = true
    counted('answer', () => { fs.writeSync(1, ANSWER) })
  }
  const wrap = (owner: Record<string, unknown>, method: string, name: (args: unknown[]) => string | undefined): void => {
    const before = owner[method] as Any
    owner[method] = function (this: unknown, ...args: unknown[]): unknown {
      const called = name(args)
      return called === undefined ? before.apply(this, args) : counted(called, () => before.apply(this, args))
    }
  }
  const query = pg.Client.prototype.query as unknown as Any
  ;(pg.Client.prototype as unknown as Record<string, unknown>)['query'] = function (this: unknown, ...args: unknown[]): unknown {
    const [first] = args
    const text = typeof first === 'string' ? first : typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : ''
    const committing = /^commit/i.test(text)
    if (committing && mutant === 'answers-before-commit') answer()
    if (committing && mutant === 'does-not-await-commit') { setTimeout(() => { void query.apply(this, args) }, 200); return Promise.resolve({ rows: [], rowCount: 0, command: 'COMMIT', fields: [] }) }
    return counted(`sql ${text.slice(0, 60)}`, () => query.apply(this, args))
  }
  const promises = fs.promises as unknown as Record<string, unknown>
  wrap(promises, 'open', args => typeof args[1] === 'string' && args[1] !== 'r' ? 'fs open' : undefined)
  for (const method of ['rename', 'mkdir', 'rm', 'writeFile', 'copyFile', 'unlink']) wrap(promises, method, () => `fs ${method}`)
  const handle = await open(process.execPath, 'r')
  const prototype = Object.getPrototypeOf(handle) as Record<string, unknown>
  await handle.close()
  for (const method of ['appendFile', 'writeFile', 'write', 'sync']) wrap(prototype, method, () => `fs handle.${method}`)
  wrap(globalThis as unknown as Record<string, unknown>, 'fetch', args => `http ${String(args[0])}`)
  syncBuiltinESMExports()
  return { names, answer }
}
