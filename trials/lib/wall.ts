import { sql } from 'kysely'
import type { Actor } from '../../kernel/actor.ts'
import { transact, type Db } from '../../kernel/db/db.ts'

/** Schemas of modules that hold facts about places and procedures only; in every other one each table needs row-level security. */
const PUBLIC_SCHEMAS = ['calendar', 'organisations', 'procedures']
/** Tables without a wall, and why that is right. */
const OPEN_TABLES: Readonly<Record<string, string>> = {
  'dossiers.code_counter': 'numbers, nobody\'s',
  'exchange.registry': 'one number, nobody\'s',
  'dossiers.service_day': 'how many dossiers an agency had on a day: figures that are published',
  'indicators.element': 'what is measured, nobody\'s',
  'indicators.form': 'what agencies are asked for, nobody\'s',
  'notifications.template': 'wordings, nobody\'s',
  'kernel.setting': 'what the province has set, nobody\'s',
  'kernel.ledger_leaf': 'hashes, which say nothing of anybody',
  'kernel.ledger_tile': 'hashes, which say nothing of anybody',
  'kernel.ledger_checkpoint': 'signed hashes, meant to be shown',
}
/** Tables behind a wall that lets every officer read, and why that is right. */
const READ_BY_OFFICERS: Readonly<Record<string, string>> = {
  'exchange.member': 'who is on the exchange: a directory', 'exchange.subsystem': 'their systems: a directory', 'exchange.subject_group': 'names of groups', 'exchange.shared_database': 'what the province has to connect', 'indicators.report': 'whether an agency has reported: it stands in “n of m”', 'datasets.name_form': 'short forms of family names', 'exchange.document_agency': 'who is reached on the document axis: a directory, told to every member',
}

interface Table { readonly name: string; readonly walled: boolean }

/** Counts, as the application's own role, what strangers see and can change in every table with personal data: nothing, whatever the routes do. */
export async function looksBehindTheWall(databases: { readonly db: Db; readonly owner: Db }, strangers: readonly Actor[], owners: readonly string[]): Promise<{ readonly tables: number; readonly open: number; readonly faults: readonly string[] }> {
  const faults: string[] = []
  const { rows } = await sql<Table>`select n.nspname || '.' || c.relname as name, c.relrowsecurity as walled from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and has_table_privilege('tinhso_app', c.oid, 'select') and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') order by 1`.execute(databases.owner.kysely)
  const personal = rows.filter(table => !PUBLIC_SCHEMAS.includes(table.name.split('.')[0] ?? ''))
  const count = async (db: Db, table: string, actor: Actor): Promise<number> => transact(db, actor, async tx => (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx)).rows[0]?.n ?? 0)
  let open = 0
  for (const { name, walled } of personal) {
    if (OPEN_TABLES[name] !== undefined) { open++; continue }
    if (!walled) { faults.push(`${name} has no row-level security`); continue }
    for (const stranger of strangers) {
      const account = 'accountId' in stranger ? stranger.accountId : undefined
      const seen = await count(databases.db, name, stranger)
      // one's own account and session are one's own
      const own = account === undefined || owners.includes(account) ? 0 : await ownRows(databases.owner, name, account)
      if (seen > own && !(stranger.kind === 'officer' && READ_BY_OFFICERS[name] !== undefined)) faults.push(`${name}: ${stranger.kind}${'roles' in stranger ? ` (${stranger.roles.join(',')})` : ''} sees ${seen - own} rows of others`)
    }
    const nobody = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(databases.db.kysely)
    if ((nobody.rows[0]?.n ?? 0) > 0) faults.push(`${name}: a connection that names nobody sees rows`)
    const all = await count(databases.db, name, { kind: 'system', name: 'trial' })
    const true_ = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(databases.owner.kysely)
    if (all !== (true_.rows[0]?.n ?? 0)) faults.push(`${name}: the platform itself does not see all`)
  }
  return { tables: personal.length, open, faults }
}

const ACCOUNT_COLUMNS = ['account_id', 'subject_account_id', 'submitter_account_id', 'subject_id', 'actor_id']

async function ownRows(db: Db, table: string, account: string): Promise<number> {
  const [schema, name] = table.split('.')
  const { rows } = await sql<{ column: string }>`select column_name as "column" from information_schema.columns where table_schema = ${schema} and table_name = ${name}`.execute(db.kysely)
  const columns = table === 'identity.account' ? ['id'] : rows.map(row => row.column).filter(column => ACCOUNT_COLUMNS.includes(column))
  if (columns.length === 0) return 0
  const found = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where ${sql.join(columns.map(column => sql`${sql.ref(column)} = ${account}`), sql` or `)}`.execute(db.kysely)
  return found.rows[0]?.n ?? 0
}
