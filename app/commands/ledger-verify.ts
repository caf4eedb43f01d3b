import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keysDir, witnessDirs } from '../../kernel/ledger/index.ts'
import { LEDGER_VERIFIER_FILE } from '../../kernel/ledger/key.ts'
import { VERIFY_OPTIONS, verifyLedgerCommand } from '../../kernel/ledger/verify-cli.ts'
import type { Command } from './command.ts'
import { withDatabase } from './with-database.ts'

const FILES = ['--witness', '--export', '--key', '--write']

/** Reads its own options; an exported ledger, or a database named on the command line, needs no settings of ours. */
export const ledgerVerify: Command = {
  name: 'ledger verify',
  async run(args, context) {
    const { values } = parseArgs({ args: [...args], options: VERIFY_OPTIONS })
    const paths = args.map((arg, at) => {
      const [, option, file] = /^(--[a-z]+)=(.*)$/s.exec(arg) ?? []
      return FILES.includes(args[at - 1] ?? '') ? context.resolve(arg) : option !== undefined && file !== undefined && FILES.includes(option) ? `${option}=${context.resolve(file)}` : arg
    })
    if (values.help === true || values.export !== undefined || values.database !== undefined) return verifyLedgerCommand(paths, {}, line => context.print(line))
    const { varDir } = context.config()
    const witnesses = values.witness === undefined ? witnessDirs(varDir) : []
    // before the first witness has seen anything, our own public key must do
    const own = join(keysDir(varDir), LEDGER_VERIFIER_FILE)
    const key = values.key === undefined && existsSync(own) && ![...witnesses, ...values.witness ?? []].some(dir => existsSync(join(context.resolve(dir), 'verifier.txt'))) ? ['--key', own] : []
    return withDatabase(context, ({ migratorUrl }) => verifyLedgerCommand([...paths, ...key], { databaseUrl: migratorUrl, witnessDirs: witnesses }, line => context.print(line)))
  },
}
