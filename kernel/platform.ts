import type { Config } from './config.ts'
import type { Db } from './db/db.ts'

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What every handler, job and act may lean on; made once in `app/`. */
export interface Platform {
  readonly config: Config
  readonly db: Db
  /** the one clock */
  readonly now: () => Date
  readonly log: Log
}
