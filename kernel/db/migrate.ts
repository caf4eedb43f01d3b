import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withClient } from './bootstrap.ts'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Migration { readonly name: string; readonly sql: string; readonly hash: string }

/** Every migration of kernel and modules, ordered by the timestamp in its name: `20260301T0900-create-dossier.sql`. */
export async function findMigrations(root = ROOT): Promise<Migration[]> {
  const modules = (await readdir(join(root, 'modules'), { withFileTypes: true }).catch(() => [])).filter(e => e.isDirectory()).map(e => join('modules', e.name))
  const files: string[] = []
  for (const place of ['kernel', ...modules]) {
    const dir = join(root, place, 'migrations')
    for (const name of await readdir(dir).catch(() => [])) if (name.endsWith('.sql')) files.push(join(dir, name))
  }
  const migrations = await Promise.all(files.map(async file => {
    const sql = await readFile(file, 'utf8')
    return { name: basename(file), sql, hash: createHash('sha256').update(sql).digest('hex') }
  }))
  return migrations.sort((a, b) => a.name < b.name ? -1 : 1)
}

/** Applies what is missing, each in its own transaction, under one lock; refuses when an applied file was changed since. */
export async function migrate(migratorUrl: string, root = ROOT): Promise<string[]> {
  const migrations = await findMigrations(root)
  return withClient(migratorUrl, async client => {
    await client.query('select pg_advisory_lock(727274)')
    await client.query('create table if not exists public.migration (name text primary key, hash text not null, applied_at timestamptz not null default now())')
    const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from public.migration')
    const applied = new Map(rows.map(row => [row.name, row.hash]))
    const done: string[] = []
    for (const migration of migrations) {
      const hash = applied.get(migration.name)
      if (hash === migration.hash) continue
      if (hash !== undefined) throw new Error(`Migration ${migration.name} was changed after it was applied; write a new one instead`)
      await client.query('begin')
      try {
        await client.query(migration.sql)
        await client.query('insert into public.migration (name, hash) values ($1, $2)', [migration.name, migration.hash])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback').catch(() => undefined)
        throw new Error(`Migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
      done.push(migration.name)
    }
    return done
  })
}
