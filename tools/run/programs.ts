import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Asked { readonly names: readonly string[]; readonly options: readonly string[] }

/** Words before the first option or number are names; the rest goes to every program as it stands. */
export function readArguments(args: readonly string[]): Asked {
  const first = args.findIndex(arg => arg.startsWith('-') || /^\d/.test(arg))
  return first < 0 ? { names: args, options: [] } : { names: args.slice(0, first), options: args.slice(first) }
}

/** Programs of a folder: `t9-audit-tampering.ts` is found as `t9-audit-tampering` and as `T9`. Unknown names come back apart. */
export function choosePrograms(dir: string, names: readonly string[]): { readonly chosen: readonly string[]; readonly known: readonly string[]; readonly unknown: readonly string[] } {
  const known = (existsSync(dir) ? readdirSync(dir) : []).filter(file => file.endsWith('.ts') && !file.includes('.test.')).map(file => file.slice(0, -3)).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const matches = (name: string): readonly string[] => known.filter(stem => stem === name.toLowerCase() || stem.split('-')[0] === name.toLowerCase())
  const unknown = names.filter(name => matches(name).length === 0)
  return { chosen: names.length === 0 ? known : known.filter(stem => names.some(name => matches(name).includes(stem))), known, unknown }
}

/** Runs one program; its JSON lines go to `line`, everything else it says to stderr. Answers with its exit code. */
export function runProgram(root: string, file: string, options: readonly string[], line: (json: Readonly<Record<string, unknown>>, text: string) => void): { readonly child: ChildProcess; readonly done: Promise<number> } {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const reader = createInterface({ input: child.stdout })
  reader.on('line', text => {
    const json = parse(text)
    if (json) line(json, text)
    else process.stderr.write(`${text}\n`)
  })
  const heard = new Promise<void>(done => reader.once('close', () => done()))
  const done = new Promise<number>(finish => child.once('exit', code => finish(code ?? 1))).then(async code => { await heard; return code })
  return { child, done }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined
  try { const value: Record<string, unknown> = JSON.parse(text); return value } catch { return undefined }
}
