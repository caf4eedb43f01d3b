import { createReadStream } from 'node:fs'
import { mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { withClient } from '../../kernel/db/bootstrap.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { installJobs } from '../../kernel/jobs/install.ts'
import type { Copied } from './copy-tree.ts'

/**
 * Logical backup for a server that somebody else runs: every table as JSON lines, of one moment. (Point-in-time recovery is the business of
 * whoever runs that server.) The schema is not copied: migrations make it, and both sides must have the same ones.
 */
interface Table { readonly schema: string; readonly name: string; readonly columns: readonly string[] }

const LINES = 500
/**
 * The ledger's order of sealing stands in transaction numbers, which another server counts anew: 1 = sealed, 2 = sealed last (the sealer goes
 * on behind it), 3 = waiting. All are before every number that the other server will give.
 */
const LAST_LEAF = '(select max(leaf_index) from kernel.ledger_leaf)'
const COLUMN_AS: Readonly<Record<string, string>> = {
  'kernel.ledger_entry.xact': `coalesce((select case when l.leaf_index = ${LAST_LEAF} then '2' else '1' end from kernel.ledger_leaf l where l.entry_id = t.id), '3')::xid8 as xact`,
  'kernel.ledger_leaf.xact': `case when t.leaf_index = ${LAST_LEAF} then '2' else '1' end::xid8 as xact`,
}

/** Tables that hold data; partitions are read through their parent, derived columns not at all. */
async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  return (await client.query<{ schema: string; name: string; columns: string[] }>(`
    select n.nspname as schema, c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)' and (n.nspname, c.relname) <> ('public', 'migration')
    order by n.nspname, c.relname`)).rows
}

const fileOf = (table: Table): string => `${table.schema}.${table.name}.jsonl`
const nameOf = (table: Table): string => `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`

export async function backupLogically(url: string, dir: string): Promise<Copied> {
  await mkdir(dir, { recursive: true })
  return withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    // a policy must not silently leave rows out
    await client.query('set local row_security = off')
    let bytes = 0
    const tables = await tablesOf(client)
    for (const table of tables) bytes += await writeRows(client, table, join(dir, fileOf(table)))
    bytes += await writeLines(join(dir, 'migrations.jsonl'), (await client.query('select name, hash from public.migration order by name')).rows.map((row) => JSON.stringify(row)))
    const { rows: sequences } = await client.query("select schemaname as schema, sequencename as name, last_value::text as value from pg_sequences where last_value is not null and schemaname !~ '^pg_'")
    bytes += await writeLines(join(dir, 'sequences.jsonl'), sequences.map((row) => JSON.stringify(row)))
    return { files: tables.length + 2, bytes }
  })
}

async function writeRows(client: pg.ClientBase, table: Table, file: string): Promise<number> {
  const columns = table.columns.map((column) => COLUMN_AS[`${table.schema}.${table.name}.${column}`] ?? `t.${pg.escapeIdentifier(column)}`)
  await client.query(`declare backup_rows no scroll cursor for select row_to_json(r)::text as line from (select ${columns.join(', ')} from ${nameOf(table)} t) r`)
  const handle = await open(file, 'wx', 0o600)
  let bytes = 0
  try {
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${LINES} from backup_rows`)
      if (rows.length === 0) break
      const text = `${rows.map((row) => row.line).join('\n')}\n`
      bytes += Buffer.byteLength(text)
      await handle.appendFile(text)
    }
    await handle.sync()
  } finally { await handle.close() }
  await client.query('close backup_rows')
  return bytes
}

async function writeLines(file: string, lines: readonly string[]): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    const text = lines.map((line) => `${line}\n`).join('')
    await handle.writeFile(text)
    await handle.sync()
    return Buffer.byteLength(text)
  } finally { await handle.close() }
}

/** Fills an empty database: refuses one that holds rows already, or that this version would give another schema. */
export async function restoreLogically(url: string, dir: string): Promise<void> {
  await migrate(url)
  await installJobs(url)
  await withClient(url, async (client) => {
    const ours = new Set((await client.query<{ name: string; hash: string }>('select name, hash from public.migration')).rows.map((row) => `${row.name} ${row.hash}`))
    for await (const line of linesOf(join(dir, 'migrations.jsonl'))) {
      const { name, hash }: { name: string; hash: string } = JSON.parse(line)
      if (!ours.delete(`${name} ${hash}`)) throw new Error(`the backup has the migration ${name}, this version has not, or another one: restore with the version that made it`)
    }
    if (ours.size > 0) throw new Error(`this version has migrations that the backup has not (${[...ours][0]}): restore with the version that made it, then upgrade`)
    const files = new Set(await readdir(dir))
    await client.query('begin')
    await client.query('set local row_security = off')
    const { rows: [used] } = await client.query('select 1 from kernel.ledger_entry limit 1')
    if (used !== undefined) throw new Error('this database is in use: its ledger has entries. Restore into an empty one')
    const tables = await tablesOf(client)
    const settle = await postponeForeignKeys(client)
    for (const table of tables) {
      if (!files.has(fileOf(table))) throw new Error(`the backup lacks the table ${table.schema}.${table.name}`)
      // what migrations and the job tables put there themselves comes again from the backup
      await client.query(`alter table ${nameOf(table)} disable trigger user`)
      await client.query(`delete from ${nameOf(table)}`)
    }
    for (const table of tables) await fillTable(client, table, join(dir, fileOf(table)))
    await settle()
    for (const table of tables) await client.query(`alter table ${nameOf(table)} enable trigger user`)
    for await (const line of linesOf(join(dir, 'sequences.jsonl'))) {
      const { schema, name, value }: { schema: string; name: string; value: string } = JSON.parse(line)
      await client.query('select setval(format($1, $2::text, $3::text)::regclass, $4::bigint)', ['%I.%I', schema, name, value])
    }
    await client.query('commit')
  })
}

/** Rows arrive in any order; references are checked at the end. Answers how to check them and to put every constraint back as it was. */
async function postponeForeignKeys(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ table: string; name: string; deferrable: boolean; deferred: boolean }>(`
    select conrelid::regclass::text as table, quote_ident(conname) as name, condeferrable as deferrable, condeferred as deferred
    from pg_constraint where contype = 'f' and conparentid = 0 and connamespace::regnamespace::text !~ '^pg_'`)
  for (const key of rows) await client.query(`alter table ${key.table} alter constraint ${key.name} deferrable initially deferred`)
  return async () => {
    await client.query('set constraints all immediate')
    for (const key of rows) await client.query(`alter table ${key.table} alter constraint ${key.name} ${key.deferrable ? 'deferrable' : 'not deferrable'} ${key.deferred ? 'initially deferred' : 'initially immediate'}`)
  }
}

async function fillTable(client: pg.ClientBase, table: Table, file: string): Promise<void> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const insert = async (lines: readonly string[]): Promise<void> => {
    await client.query(`insert into ${nameOf(table)} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${nameOf(table)}, $1::json)`, [`[${lines.join(',')}]`])
  }
  let lines: string[] = []
  for await (const line of linesOf(file)) {
    lines.push(line)
    if (lines.length === LINES) { await insert(lines); lines = [] }
  }
  if (lines.length > 0) await insert(lines)
}

async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) if (line !== '') yield line
}
