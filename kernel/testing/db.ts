import { afterAll, beforeAll, inject } from 'vitest'
import { randomBytes } from 'node:crypto'
import { connect, type Db } from '../db/db.ts'
import { withClient, type DatabaseUrls } from '../db/bootstrap.ts'
import { cloneDatabase } from './cluster.ts'

export interface TestDb {
  /** as the application: row-level security and grants apply */
  readonly db: Db
  /** as the owner, for arranging and for looking behind the wall */
  readonly owner: Db
  readonly urls: DatabaseUrls
}

/** Gives the test file its own database, cloned before and dropped after: `const t = useDb()`, then `t().db`. */
export function useDb(): () => TestDb {
  let current: TestDb | undefined
  const name = `test_${randomBytes(6).toString('hex')}`
  beforeAll(async () => {
    const urls = await cloneDatabase(inject('cluster'), name)
    current = { urls, db: connect({ url: urls.app, max: 8 }), owner: connect({ url: urls.migrator, max: 4 }) }
  })
  afterAll(async () => {
    await current?.db.kysely.destroy()
    await current?.owner.kysely.destroy()
    await withClient(inject('cluster').superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
  })
  return () => {
    if (!current) throw new Error('the test database is ready only inside tests and hooks')
    return current
  }
}
