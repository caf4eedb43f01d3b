import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigFaults, readConfig, type Config } from '../kernel/config.ts'
import { UsageFault, type Command, type Context } from './commands/command.ts'
import { SUMMARIES, type CommandName } from './commands/summaries.ts'

/** Loaded when called: the help must not wait for the whole house. */
const LOAD: Readonly<Record<CommandName, () => Promise<Command>>> = {
  'import procedures': async () => (await import('./commands/import-procedures.ts')).importProceduresCommand,
  'import units': async () => (await import('./commands/import-units.ts')).importUnitsCommand,
  'import boundaries': async () => (await import('./commands/import-boundaries.ts')).importBoundariesCommand,
  'import holidays': async () => (await import('./commands/import-holidays.ts')).importHolidaysCommand,
  'export': async () => (await import('./commands/export.ts')).exportCommand,
  'ledger verify': async () => (await import('./commands/ledger-verify.ts')).ledgerVerify,
  'exchange verify': async () => (await import('./commands/exchange.ts')).exchangeVerify,
  'exchange container': async () => (await import('./commands/exchange.ts')).exchangeContainer,
  'exchange archive': async () => (await import('./commands/exchange.ts')).exchangeArchive,
  'exchange connector': async () => (await import('./commands/exchange.ts')).exchangeConnector,
  'backup': async () => (await import('./commands/backup-command.ts')).backup,
  'restore': async () => (await import('./commands/backup-command.ts')).restore,
  'seed': async () => (await import('./commands/seed.ts')).seed,
  'doctor': async () => (await import('./commands/doctor.ts')).doctor,
}
const isCommand = (name: string): name is CommandName => Object.hasOwn(LOAD, name)
const NAMES = Object.keys(LOAD).filter(isCommand)

const HELP = (names: readonly CommandName[]): string => ['tinhso: the operator’s command of Tỉnh Số', '',
  ...names.map(name => `  ${name.padEnd(20)} ${SUMMARIES[name]}`), '', 'Every command knows --help and --json. Exit code: 0 success, 1 something is wrong, 2 the call was not understood.',
  'Settings come from the environment, as for `npm start` (VAR_DIR, DATABASE_URL, PROVINCE, …).'].join('\n')

/** Runs one command line; answers the exit code. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  const found = NAMES.find(name => name.split(' ').every((word, at) => args[at] === word))
  if (!found) return withoutCommand(args, context)
  const json = args.includes('--json')
  try {
    return await (await LOAD[found]()).run(args.slice(found.split(' ').length), context)
  } catch (error) {
    const code = misunderstood(error) ? 2 : 1
    const message = error instanceof Error ? error.message : String(error)
    if (json) context.print(JSON.stringify({ ok: false, error: message }))
    context.say(`tinhso ${found}: ${message}`)
    if (code === 2) context.say(`See: tinhso ${found} --help`)
    return code
  }
}

function withoutCommand(args: readonly string[], context: Context): number {
  const words = args.filter(arg => !arg.startsWith('-'))
  const near = NAMES.filter(name => name.startsWith(`${words[0] ?? ''} `))
  if (words.length === 0 || near.length > 0 && words.length === 1) {
    const wanted = args.includes('--help') || args.includes('-h') || args.length === 0
    const stray = args.find(arg => arg.startsWith('-') && arg !== '--help' && arg !== '-h')
    if (wanted && !stray && (near.length > 0 || words.length === 0)) { context.print(HELP(near.length > 0 ? near : NAMES)); return args.length === 0 ? 2 : 0 }
    context.say(stray ? `tinhso: unknown option ${stray}` : `tinhso ${words[0] ?? ''}: one of ${near.map(name => name.split(' ')[1] ?? '').join(', ')} must follow`)
  } else context.say(`tinhso: there is no command “${words.join(' ')}”`)
  context.say('See: tinhso --help')
  return 2
}

const misunderstood = (error: unknown): boolean => error instanceof UsageFault || error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const from = process.cwd()
  // VAR_DIR and provinces/ are meant from the clone, wherever the operator stands
  process.chdir(fileURLToPath(new URL('..', import.meta.url)))
  // `| head` closes early: that is no failure of ours
  process.stdout.on('error', () => undefined)
  let config: Config | undefined
  const context: Context = {
    config: () => (config ??= readConfig()), now: () => new Date(), print: line => { process.stdout.write(`${line}\n`) }, say: line => { process.stderr.write(`${line}\n`) }, resolve: path => resolve(from, path),
  }
  try { process.exitCode = await runCli(process.argv.slice(2), context) } catch (error) {
    process.stderr.write(`${error instanceof ConfigFaults || error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
