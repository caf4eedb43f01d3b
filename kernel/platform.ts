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
  /** connections of the public's reads: always nobody's, and never those of the desk, whatever is asked of them; absent: `db` serves them */
  readonly publicDb?: Db
  /** the one clock */
  readonly now: () => Date
  readonly log: Log
}
