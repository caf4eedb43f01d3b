import { Kysely, PostgresDialect, sql, type PostgresCursor, type PostgresQueryResult, type Transaction } from 'kysely'
import pg from 'pg'
import type { Actor } from '../actor.ts'

/** No table is visible through the plain handle; a module narrows it to its own with `tablesOf`. */
export type NoTables = Record<never, never>
export interface Db { readonly pool: pg.Pool; readonly kysely: Kysely<NoTables> }
export type Tx = Transaction<NoTables>

// dates as text would lose the time zone; bigint counts fit a number here (money is whole VND < 2^53)
pg.types.setTypeParser(pg.types.builtins.INT8, value => Number(value))
pg.types.setTypeParser(pg.types.builtins.DATE, value => value)

/** What is written is planned the same way whatever its values, and planning it under the row-level wall costs more than doing it: plan once a connection. So is a select that says so with `PLANNED_ONCE` and names its columns. */
const names = new Map<string, string>()
const MOST_NAMES = 300
/** Stands before a statement whose plan is the same whatever its values, such as a row by its key (`modifyFront` of a select). */
export const PLANNED_ONCE = sql`/* planned once */`
// a statement that answers `*` would break when a migration adds a column under a running process
const mayBeNamed = (text: string): boolean => (/^(select )?\/\* planned once \*\//.test(text) || /^(insert|update) /.test(text) && !text.includes('*')) && (names.has(text) || names.size < MOST_NAMES)
class PlanningClient extends pg.Client {
  #gathering = false
  /** Statements that are sent in one turn leave in one write: a write to the socket costs as much as building the statement. */
  #gather(): void {
    if (this.#gathering) return
    const { stream } = this.connection
    this.#gathering = true
    stream.cork()
    process.nextTick(() => { this.#gathering = false; stream.uncork() })
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- pg's own overloads
  override query(...args: any[]): any {
    this.#gather()
    const [text, values] = args
    if (typeof text !== 'string' || !Array.isArray(values) || args.length > 2 || !mayBeNamed(text)) return Reflect.apply(super.query, this, args)
    const name = names.get(text) ?? `w${names.size + 1}`
    names.set(text, name)
    return super.query({ name, text, values })
  }
}

export interface ConnectOptions { readonly url: string; readonly max?: number; readonly applicationName?: string; readonly role?: string
  /** installation and seeding: nobody waits for an answer, and a machine that is busy must not break them off half-way */
  readonly unhurried?: boolean
  /** how long an answer is waited for, in milliseconds; then the connection is given up: on a line that is cut in silence nothing else would end the wait */
  readonly answerWithinMs?: number
  /** settings of every session, such as the actor on whose behalf a process of ours always works */
  readonly settings?: Readonly<Record<string, string>> }

/** Milliseconds; 0 is none. */
const GUARDS = { statement_timeout: '30000', lock_timeout: '10000', idle_in_transaction_session_timeout: '30000' }
/** Sessions that are always nobody's, and whose statements are stopped early: one question of the public may not hold a connection for long. */
export const PUBLIC_SETTINGS = { 'tinhso.actor_kind': 'anonymous', statement_timeout: '8000' }
const NO_GUARDS = { statement_timeout: '0', lock_timeout: '0', idle_in_transaction_session_timeout: '0' }

/** Opens a pool; statement and lock time-outs are the last guard against a query that never ends (trust.md B3), `unhurried` lifts them. */
export function connect(options: ConnectOptions): Db {
  const { unhurried = false, role, settings } = options
  const parameters = Object.entries({ ...(unhurried ? NO_GUARDS : GUARDS), ...(role ? { role } : {}), ...settings }).map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`).join(' ')
  const pool = new pg.Pool({
    Client: PlanningClient,
    connectionString: options.url, max: options.max ?? 20, application_name: options.applicationName ?? 'tinhso',
    // statements that do not need each other's answers go out together
    pipeline: true,
    ...(options.answerWithinMs === undefined ? {} : { query_timeout: options.answerWithinMs }),
    connectionTimeoutMillis: unhurried ? 120_000 : 5000, idleTimeoutMillis: 30_000, options: parameters,
  })
  // without a listener a dying server takes the process down with it
  pool.on('error', () => undefined)
  // the pool listens to idle clients only; one that is cut off between two statements must fail its work, not the process
  pool.on('connect', client => { client.on('error', () => undefined) })
  return { pool, kysely: new Kysely<NoTables>({ dialect: new PostgresDialect({ pool }) }) }
}

/** A module's view of the database: its own tables only (architecture §3). */
export function tablesOf<Tables>(db: Db | Tx): Kysely<Tables> {
  return ('kysely' in db ? db.kysely : db) as unknown as Kysely<Tables>
}

interface ActorSettings { readonly kind: Actor['kind']; readonly account: string; readonly agencies: string; readonly roles: string }

/** The row-level wall reads these; an actor without rights leaves them empty and sees nothing. */
function settingsOf(actor: Actor): ActorSettings {
  const none = { account: '', agencies: '{}', roles: '{}' }
  switch (actor.kind) {
    case 'citizen': return { ...none, kind: 'citizen', account: actor.accountId }
    case 'officer': return { kind: 'officer', account: actor.accountId, agencies: `{${actor.scopeAgencyIds.join(',')}}`, roles: `{${actor.roles.join(',')}}` }
    case 'system': case 'anonymous': return { ...none, kind: actor.kind }
  }
}

/** Reads of tables alone; a function of ours may write, wherever it stands. */
const onlyReads = (statement: unknown): boolean => typeof statement === 'string' && statement.startsWith('select ') && !/\w"?\."?\w+"?\(/.test(statement)

/**
 * Statements on one client until `close`. Kysely's own transactions send a statement when the one before has been answered; here it is sent at once,
 * and the connection keeps the order in which they were begun. Only what writes waits for the answer to BEGIN: sent behind one that fails, it would be kept.
 */
function statementsOn(client: pg.PoolClient, begun: Promise<unknown>): { readonly tx: Tx; close(): void } {
  let closed = false
  let open = false
  let held = false
  begun.then(() => { open = true }, () => { closed = true })
  function query<R>(statement: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(statement: unknown, values?: unknown): unknown {
    // the client may be in somebody else's name by now
    if (closed) throw new Error('the transaction is over: somebody did not wait for a statement')
    const send = (): unknown => Reflect.apply(client.query, client, values === undefined ? [statement] : [statement, values])
    if (open || !held && onlyReads(statement)) return send()
    held = true
    return begun.then(send)
  }
  const only = { query, release: () => undefined }
  const kysely = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: { connect: async () => only, end: async () => undefined, options: {} } }) })
  return { tx: kysely as unknown as Tx, close: () => { closed = true } }
}

const WHOSE = "select set_config('tinhso.actor_kind', $1, true), set_config('tinhso.actor_account', $2, true), set_config('tinhso.actor_agencies', $3, true), set_config('tinhso.actor_roles', $4, true)"
/** One transaction in the name of `actor`: state, ledger and outbox commit together or not at all. */
export async function transact<T>(db: Db, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { kind, account, agencies, roles } = settingsOf(actor)
  const client = await db.pool.connect()
  // when one of the two fails there is no transaction, or nobody's, and the work in it is over
  const begun = Promise.all([client.query('begin'), client.query({ name: 'whose', text: WHOSE, values: [kind, account, agencies, roles] })])
  const { tx, close } = statementsOn(client, begun)
  let broken = false
  try {
    const result = await work(tx)
    await begun
    close()
    // COMMIT of a transaction in which a statement failed rolls back, and says so in its tag only
    if ((await client.query('commit')).command !== 'COMMIT') throw new Error('a statement failed and nobody waited for it: nothing was kept')
    return result
  } catch (error) {
    close()
    await client.query('rollback').catch(() => { broken = true })
    // what the work saw of it may be a refusal only
    await begun
    throw error
  } finally { client.release(broken) }
}

/**
 * Reads in the name of nobody, on connections that are always nobody's (`settings`): without a transaction, so that one statement is one message. Under
 * READ COMMITTED every statement sees a moment of its own anyway.
 */
export const asNobody = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => work(db.kysely as unknown as Tx)

/**
 * Statements of one transaction that need none of each other's answers travel together. Waits for all of them even when one fails: what goes on
 * after the failure would otherwise meet the connection when it is somebody else's. Answers what each answered, or throws the first failure.
 */
export async function together<Work extends readonly unknown[]>(...work: Work): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> {
  const failure = (await Promise.allSettled(work)).find(outcome => outcome.status === 'rejected')
  if (failure) throw failure.reason
  return Promise.all(work)
}

/** Reads pass the same wall as writes. */
export const read = transact

/** True for PostgreSQL's unique violation, optionally of one constraint: the lost race that an act turns into `conflict`. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && (constraint === undefined || error.constraint === constraint)
}
