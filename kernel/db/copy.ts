import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import type { Db } from './db.ts'

export interface CopySession {
  /** Streams rows in COPY's text form into the table that the statement names; answers how many. Nothing of them stays when it throws. */
  copyIn(statement: string, rows: Readable): Promise<number>
  /** Whether this session alone now works on what the name says, until it ends: with the process that dies, too. */
  claim(space: number, name: string): Promise<boolean>
}

/**
 * A connection of its own for COPY: the pool sends statements ahead of answers, and a stream of rows has no place among them. No statement time-out;
 * whoever reads the rows bounds the work.
 */
export async function withCopySession<T>(db: Db, work: (session: CopySession) => Promise<T>): Promise<T> {
  const { connectionString, application_name, options } = db.pool.options
  const client = new pg.Client({ connectionString, application_name, options: `${options ?? ''} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`, connectionTimeoutMillis: 10_000 })
  // a server that dies fails the statement under way, not the process
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work({
      copyIn: async (statement, rows) => {
        const into = client.query(from(statement))
        await pipeline(rows, into)
        return into.rowCount ?? 0
      },
      claim: async (space, name) => (await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as got', [space, name])).rows[0]?.got === true,
    })
  } finally { await client.end().catch(() => undefined) }
}
