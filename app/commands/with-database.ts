import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Database } from '../database.ts'
import { takeLock } from '../lock.ts'
import type { Context } from './command.ts'

/**
 * Opens the database of these settings for one command: `DATABASE_URL`, or the server of a Tỉnh Số that runs on this VAR_DIR (which is
 * left running), or the embedded one, stopped again afterwards, also when the operator breaks off.
 */
export async function withDatabase<T>(context: Context, work: (database: Database) => Promise<T>): Promise<T> {
  const config = context.config()
  const release = config.databaseUrl ? () => undefined : takeLockUnlessRunning(config.varDir)
  let database: Database | undefined
  const end = async (): Promise<void> => { await database?.stop().catch(() => undefined); release?.() }
  const broken = (signal: NodeJS.Signals): void => { context.say(`${signal}: breaking off`); void end().finally(() => process.exit(130)) }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, broken)
  try {
    database = await openDatabase(config, { keepServer: release === undefined })
    if (database.applied.length) context.say(`Database: ${database.applied.length} migrations applied`)
    return await work(database)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, broken)
    await end()
  }
}

/** The lock's release, or undefined when the platform itself holds it. A second command at the same time is refused: one would stop the other's server. */
function takeLockUnlessRunning(varDir: string): (() => void) | undefined {
  try { return takeLock(varDir) } catch (error) {
    const holder = readHolder(varDir)
    if (holder === undefined || holder.includes('app/cli.ts')) throw error
    return undefined
  }
}

function readHolder(varDir: string): string | undefined {
  const pid = Number(readFileSync(join(varDir, 'tinhso.pid'), 'utf8'))
  const file = `/proc/${pid}/cmdline`
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
