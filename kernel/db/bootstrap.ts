import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** The two roles of the house: the migrator owns the schema, the application may only use it (architecture §3). */
export interface DatabaseUrls { readonly migrator: string; readonly app: string }

export const MIGRATOR = 'tinhso_migrator'
export const APP = 'tinhso_app'

/** Runs `work` on one connection that is closed afterwards, whatever happens. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try { return await work(client) } finally { await client.end().catch(() => undefined) }
}

function urlFor(superuserUrl: string, user: string, password: string, database: string): string {
  const url = new URL(superuserUrl)
  url.username = user
  url.password = password
  url.pathname = `/${database}`
  return url.toString()
}

/** Makes both roles and the database on a server of our own (embedded); passwords live beside the data, mode 0600. */
export async function bootstrapOwnServer(superuserUrl: string, dir: string, database = 'tinhso'): Promise<DatabaseUrls> {
  const file = join(dir, 'role-passwords.json')
  const stored = await readFile(file, 'utf8').catch(() => '')
  const passwords = stored ? JSON.parse(stored) as { migrator: string; app: string } : { migrator: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') }
  if (!stored) await writeFile(file, JSON.stringify(passwords), { mode: 0o600 })
  await withClient(superuserUrl, async client => {
    for (const [role, password] of [[MIGRATOR, passwords.migrator], [APP, passwords.app]] as const) {
      const known = await client.query('select 1 from pg_roles where rolname = $1', [role])
      await client.query(`${known.rowCount ? 'alter' : 'create'} role ${role} login nosuperuser nobypassrls ${role === MIGRATOR ? 'createdb' : 'nocreatedb'} password '${password}'`)
    }
    const exists = await client.query('select 1 from pg_database where datname = $1', [database])
    if (!exists.rowCount) await client.query(`create database ${database} owner ${MIGRATOR}`)
  })
  return { migrator: urlFor(superuserUrl, MIGRATOR, passwords.migrator, database), app: urlFor(superuserUrl, APP, passwords.app, database) }
}

/** Refuses a server that may lose what it acknowledged (trust.md B3): the promise "nothing answered is lost" would be empty. */
export async function refuseUnsafeServer(url: string): Promise<void> {
  await withClient(url, async client => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num')`)
    const value = Object.fromEntries(rows.map(row => [row.name, row.setting]))
    const faults = [
      value['fsync'] !== 'on' && 'fsync must be on',
      value['full_page_writes'] !== 'on' && 'full_page_writes must be on',
      !['on', 'remote_write', 'remote_apply'].includes(value['synchronous_commit'] ?? '') && 'synchronous_commit must be on or remote_*',
      Number(value['server_version_num']) < 150000 && 'PostgreSQL 15 or newer is needed',
    ].filter(fault => fault !== false)
    if (faults.length) throw new Error(`This PostgreSQL server is not safe to use: ${faults.join('; ')}`)
  })
}
