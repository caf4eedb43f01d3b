import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Config } from '../../kernel/config.ts'
import { SUMMARIES, type CommandName } from './summaries.ts'

/** What every command of `tinhso` is given. */
export interface Context {
  /** read when first needed: `--help` must not fail over a setting. Throws ConfigFaults. */
  config(): Config
  now(): Date
  /** the answer, on stdout; with `--json` nothing else goes there */
  print(line: string): void
  /** progress and remarks, on stderr */
  say(line: string): void
  /** a file name as the operator wrote it, seen from where the operator stands */
  resolve(path: string): string
}

/** One command: `run` answers the exit code, 0 only on success. */
export interface Command { readonly name: CommandName; run(args: readonly string[], context: Context): Promise<number> }

/** A call that cannot be meant: wrong number of files, a number that is none. Ends with exit code 2 and the usage line. */
export class UsageFault extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>
export interface Spec<O extends Options> {
  readonly name: CommandName
  /** what follows the name: `FILE.jsonl` */
  readonly takes: string
  /** fewest and most words after the name */
  readonly words: readonly [fewest: number, most: number]
  readonly options: O
  /** option → what it does */
  readonly about: Readonly<Record<keyof O & string, string>>
  readonly notes?: readonly string[]
}
const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const satisfies Options

export interface Call<O extends Options> {
  readonly words: readonly string[]
  readonly options: ReturnType<typeof parseArgs<{ options: O & typeof COMMON; allowPositionals: true; args: string[] }>>['values']
  readonly json: boolean
  readonly context: Context
}

/** Makes a command of its table and its work; `--help`, `--json` and the refusal of unknown options are the same everywhere. */
export function command<const O extends Options>(spec: Spec<O>, work: (call: Call<O>) => Promise<number>): Command {
  return {
    name: spec.name,
    async run(args, context) {
      const { values, positionals } = parseArgs({ args: [...args], options: { ...spec.options, ...COMMON }, allowPositionals: true })
      const flags: { readonly help?: unknown; readonly json?: unknown } = values
      if (flags.help === true) { context.print(helpOf(spec)); return 0 }
      if (positionals.length < spec.words[0] || positionals.length > spec.words[1]) throw new UsageFault(`usage: tinhso ${spec.name} ${spec.takes}`.trim())
      return work({ words: positionals, options: values, json: flags.json === true, context })
    },
  }
}

export function helpOf(spec: Spec<Options>): string {
  const options: readonly (readonly [string, string])[] = [...Object.entries(spec.options).map(([name, option]) => [`--${name}${option.type === 'string' ? ` ${name.toUpperCase()}` : ''}`, spec.about[name] ?? ''] as const),
    ['--json', 'one JSON line for machines'], ['--help', 'this text']]
  return [`tinhso ${spec.name} ${spec.takes}`.trim(), `  ${SUMMARIES[spec.name]}`, ...(spec.notes ?? []).map(note => `  ${note}`), '', ...options.map(([name, text]) => `  ${name.padEnd(22)} ${text}`)].join('\n')
}
