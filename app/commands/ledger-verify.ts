import { witnessDirs } from '../../kernel/ledger/index.ts'
import { verifyLedgerCommand } from '../../kernel/ledger/verify-cli.ts'
import type { Command } from './command.ts'
import { withDatabase } from './with-database.ts'

/** Reads its own options; an exported ledger, or a database named on the command line, needs no settings of ours. */
export const ledgerVerify: Command = {
  name: 'ledger verify', summary: 'proves the ledger against its witnesses, without the application',
  async run(args, context) {
    const given = (option: string): boolean => args.some(arg => arg === option || arg.startsWith(`${option}=`))
    const paths = args.map((arg, at) => ['--witness', '--export', '--key', '--write'].includes(args[at - 1] ?? '') ? context.resolve(arg) : arg)
    if (given('--help') || given('--export') || given('--database')) return verifyLedgerCommand(paths, {}, line => context.print(line))
    const { varDir } = context.config()
    return withDatabase(context, ({ migratorUrl }) => verifyLedgerCommand(paths, { databaseUrl: migratorUrl, witnessDirs: witnessDirs(varDir) }, line => context.print(line)))
  },
}
