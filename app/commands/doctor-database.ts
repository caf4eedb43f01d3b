import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Config } from '../../kernel/config.ts'
import { bootstrapOwnServer, withClient } from '../../kernel/db/bootstrap.ts'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { findMigrations } from '../../kernel/db/migrate.ts'
import { takeLock } from '../lock.ts'
import { checkSeats } from './doctor-seats.ts'
import { fail, guarded, ok, warn, type Finding } from './finding.ts'

const SKEW_WARN = 2
const SKEW_FAIL = 60

/** The server behind DATABASE_URL or under VAR_DIR: reachable, safe, of our schema, with the same clock. Changes nothing. */
export async function checkDatabase(config: Config, now: () => Date): Promise<readonly Finding[]> {
  const url = config.databaseUrl
  if (url) return guarded('database', 'is DATABASE_URL right, and does the server run?', () => withClient(url, client => look(client, url, now)))
  return guarded('database', 'see VAR_DIR/postgres/postgres.log', () => lookAtEmbedded(config, now))
}

async function lookAtEmbedded(config: Config, now: () => Date): Promise<readonly Finding[]> {
  const dir = join(config.varDir, 'postgres')
  // making a database is not a doctor's business
  if (!(await readFile(join(dir, 'role-passwords.json'), 'utf8').catch(() => ''))) return [warn('database', `none yet under ${dir}`, '`npm start` makes one; or set DATABASE_URL')]
  let release: (() => void) | undefined
  try { release = takeLock(config.varDir) } catch { /* Tỉnh Số runs here: its server is asked, and left running */ }
  try {
    const server = await startEmbedded({ dir, durable: true })
    try {
      const urls = await bootstrapOwnServer(server.url, dir)
      return await withClient(urls.migrator, client => look(client, urls.migrator, now))
    } finally { if (release) await server.stop() }
  } finally { release?.() }
}

async function look(client: pg.Client, url: string, now: () => Date): Promise<Finding[]> {
  const { rows: settings } = await client.query<{ name: string; setting: string }>(`select name, setting from pg_settings where name in ('server_version', 'server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'max_connections', 'log_min_messages', 'log_statement', 'log_min_duration_statement', 'log_min_duration_sample', 'log_parameter_max_length')`)
  const value = new Map(settings.map(({ name, setting }) => [name, setting]))
  const version = value.get('server_version') ?? ''
  const findings = [Number(value.get('server_version_num')) >= 150_000 ? ok('database', `PostgreSQL ${version}`) : fail('database', `PostgreSQL ${version}`, 'PostgreSQL 15 or newer is needed')]
  const unsafe = ['fsync', 'full_page_writes'].filter(name => value.get(name) !== 'on')
  if (!['on', 'remote_write', 'remote_apply'].includes(value.get('synchronous_commit') ?? '')) unsafe.push('synchronous_commit')
  findings.push(unsafe.length === 0 ? ok('durability', 'nothing acknowledged can be lost') : fail('durability', `${unsafe.join(', ')} off`, 'set them to on: what was answered could be lost'))
  findings.push(value.get('data_checksums') === 'on' ? ok('checksums', 'on') : warn('checksums', 'off', 'pg_checksums --enable while the server stands: silent disk faults stay unseen otherwise'))
  findings.push(judgeLog(value))
  const skew = await skewOf(client, now)
  const found = `${Math.abs(skew).toFixed(1)} s between this machine and the database`
  findings.push(Math.abs(skew) > SKEW_FAIL ? fail('clock', found, 'set both clocks by NTP: deadlines and signatures depend on them') : Math.abs(skew) > SKEW_WARN ? warn('clock', found, 'set both clocks by NTP') : ok('clock', found))
  const migrations = await checkMigrations(client)
  // an older schema may lack what the last check asks
  findings.push(...migrations, ...await checkJobs(client), ...migrations.every(({ state }) => state === 'ok') ? await checkSeats(url, now) : [])
  return findings
}

/** Whether the server writes statements that fail, last long or simply come into its log, with what people wrote in them. */
export function judgeLog(value: ReadonlyMap<string, string>): Finding {
  const quotes = value.get('log_parameter_max_length') !== '0'
  const wordy = [
    ...['log', 'fatal', 'panic'].includes(value.get('log_min_messages') ?? '') ? [] : ['log_min_messages = log'],
    ...quotes && value.get('log_statement') !== 'none' ? ['log_statement = none'] : [],
    ...['log_min_duration_statement', 'log_min_duration_sample'].filter(name => quotes && value.get(name) !== '-1').map(name => `${name} = -1`),
  ]
  return wordy.length === 0 ? ok('database log', 'holds nothing that people wrote') : warn('database log', 'may hold what people wrote, numbers of persons among it', `set ${wordy.join(', ')}${wordy.some(each => !each.startsWith('log_min_messages')) ? ' (or log_parameter_max_length = 0)' : ''} in postgresql.conf, and clear the log`)
}

async function skewOf(client: pg.Client, now: () => Date): Promise<number> {
  const before = now().getTime()
  const { rows: [row] } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  const middle = (before + now().getTime()) / 2
  return ((row?.at.getTime() ?? middle) - middle) / 1000
}

async function checkMigrations(client: pg.Client): Promise<Finding[]> {
  const known = await findMigrations()
  const { rows: [table] } = await client.query<{ there: string | null }>(`select to_regclass('public.migration')::text as there`)
  const { rows } = table?.there ? await client.query<{ name: string; hash: string }>('select name, hash from public.migration') : { rows: [] }
  const applied = new Map(rows.map(row => [row.name, row.hash]))
  const pending = known.filter(({ name }) => !applied.has(name))
  const changed = known.filter(({ name, hash }) => applied.has(name) && applied.get(name) !== hash)
  const newer = rows.filter(({ name }) => !known.some(migration => migration.name === name))
  if (changed.length > 0) return [fail('migrations', `changed after they were applied: ${changed.map(({ name }) => name).join(', ')}`, 'take the released version of these files again')]
  if (newer.length > 0) return [fail('migrations', `the database is newer than this program: ${newer.map(({ name }) => name).join(', ')}`, 'run the newer version of Tỉnh Số')]
  return [pending.length > 0 ? warn('migrations', `${pending.length} pending`, 'the next start applies them; take a backup first') : ok('migrations', `${known.length} applied`)]
}

/** What waits too long or has failed for good. */
async function checkJobs(client: pg.Client): Promise<Finding[]> {
  const { rows: [table] } = await client.query<{ there: string | null }>(`select to_regclass('graphile_worker.jobs')::text as there`)
  if (!table?.there) return []
  const { rows: [jobs] } = await client.query<{ late: number; dead: number }>(`select count(*) filter (where run_at < now() - interval '15 minutes' and attempts < max_attempts and locked_at is null) as late, count(*) filter (where attempts >= max_attempts) as dead from graphile_worker.jobs`)
  const [late, dead] = [Number(jobs?.late ?? 0), Number(jobs?.dead ?? 0)]
  if (dead > 0) return [fail('jobs', `${dead} failed for good, ${late} late`, 'see the log for their errors, mend the cause, then let them run again')]
  return [late > 0 ? warn('jobs', `${late} waiting longer than 15 minutes`, 'does a process with TINHSO_ROLE=worker or all run?') : ok('jobs', 'none waits')]
}
