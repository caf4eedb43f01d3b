import { parseArgs } from 'node:util'
import { backupCommand } from './backup.ts'
import type { Command, Context } from './command.ts'
import { restoreCommand } from './restore.ts'

/** Folders are meant from where the operator stands; the rest of the line goes on as it is. */
function fromHere(args: readonly string[], context: Context): string[] {
  const { tokens } = parseArgs({ args: [...args], options: { to: { type: 'string' }, backup: { type: 'string' } }, allowPositionals: true, strict: false, tokens: true })
  const folders = new Set(tokens.flatMap(token => token.kind === 'positional' ? [token.index] : []))
  return args.map((arg, at) => folders.has(at) ? context.resolve(arg) : arg)
}

export const backup: Command = {
  name: 'backup',
  run: (args, context) => backupCommand(fromHere(args, context), context.config, context.now, line => context.print(line)),
}
export const restore: Command = {
  name: 'restore',
  run: (args, context) => restoreCommand(fromHere(args, context), context.config, context.now, line => context.print(line)),
}
