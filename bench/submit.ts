import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import type { CitizenActor } from '../kernel/actor.ts'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { connect, type Db } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { diskStore } from '../kernel/files/index.ts'
import { newId } from '../kernel/ids.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { submitDossier } from '../modules/dossiers/acts/submit-dossier.ts'
import { applicantOf, type World } from '../modules/dossiers/testing.ts'
import { anEstate, PROCEDURE, type Estate } from '../trials/lib/estate.ts'

/**
 * `bench/submit.ts [DOSSIERS]`: filing a draft with two papers, as the button does it, on a durable server (fsync on), in turns with two peers
 * over as many connections: the same act with the statements of ledger and outbox left out; the rows alone written by hand behind the same row-level
 * wall, with no rules, nothing read and every statement prepared (promise: at least 0.6 of its throughput); and, as a limit, the same rows without the wall.
 */
const count = Number(process.argv[2] ?? 600)
const CLIENTS = 8
const ROUNDS = 12

/** Runs every task over CLIENTS at a time; answers tasks a second. */
async function rate<T>(tasks: readonly T[], work: (task: T) => Promise<unknown>): Promise<number> {
  const queue = [...tasks]
  const started = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, async () => { for (let task = queue.shift(); task !== undefined; task = queue.shift()) await work(task) }))
  return tasks.length * 1000 / (performance.now() - started)
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

interface Filed { readonly by: CitizenActor; readonly draftId: string; readonly files: readonly string[] }
const prepare = async (estate: Estate, many: number): Promise<Filed[]> => Promise.all(Array.from({ length: many }, async () => {
  const by = estate.world.citizen()
  const { id, files } = await estate.draft(by)
  return { by, draftId: id, files }
}))

const submitIn = (world: World, by: CitizenActor, draftId: string): Promise<unknown> =>
  submitDossier(world.platform, by, { draftId, applicant: applicantOf(by), submitter: { accountId: by.accountId, name: by.displayName }, returnMethod: 'online', procedureCaseId: world.procedureCaseId, said: { code: PROCEDURE, agencyId: world.commune } })

/** Connections on which ledger and outbox are told that all went well and nothing was written. */
function withoutRecords(db: Db): Db {
  db.pool.on('connect', client => {
    const query: (...args: unknown[]) => unknown = client.query.bind(client)
    const skipping = (...args: unknown[]): unknown => typeof args[0] === 'string' && /kernel\.(ledger_entry|outbox|enqueue)/.test(args[0]) ? Promise.resolve({ command: 'INSERT', rowCount: 1, rows: [], fields: [] }) : query(...args)
    Object.assign(client, { query: skipping })
  })
  return db
}

/** A row like the one that was filed, under new keys. */
type Row = Readonly<Record<string, unknown>>
function insertOf(table: string, row: Row): { readonly text: string; readonly name: string; values(changes: Row): unknown[] } {
  const columns = Object.keys(row)
  return {
    name: `insert ${table}`, text: `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
    values: changes => columns.map(column => { const value = column in changes ? changes[column] : row[column]; return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value) ? JSON.stringify(value) : value }),
  }
}

/** The peer: the rows that filing leaves in the tables of the dossier, and nothing else. */
async function byHand(owner: Db, writers: Db, model: string): Promise<(filed: Filed) => Promise<void>> {
  const { rows: computed } = await owner.pool.query<{ name: string }>("select column_name as name from information_schema.columns where table_schema = 'dossiers' and is_generated = 'ALWAYS'")
  const rowsOf = async (sql: string): Promise<Row> => {
    const { rows: [row] } = await owner.pool.query<Record<string, unknown>>(sql, [model])
    if (!row) throw new Error(`nothing to copy: ${sql}`)
    return Object.fromEntries(Object.entries(row).filter(([column]) => !computed.some(({ name }) => name === column)))
  }
  const dossier = insertOf('dossiers.dossier', await rowsOf('select * from dossiers.dossier where id = $1'))
  const action = insertOf('dossiers.action', await rowsOf('select * from dossiers.action where dossier_id = $1'))
  const file = insertOf('dossiers.dossier_file', await rowsOf('select * from dossiers.dossier_file where dossier_id = $1 limit 1'))
  return async filed => {
    const client: pg.PoolClient = await writers.pool.connect()
    try {
      const id = newId()
      await client.query('begin')
      // whoever owns the tables passes the wall unseen
      if (writers !== owner) await client.query({ name: 'whose', text: "select set_config('tinhso.actor_kind', 'citizen', true), set_config('tinhso.actor_account', $1, true)", values: [filed.by.accountId] })
      await client.query({ name: dossier.name, text: dossier.text, values: dossier.values({ id, submission_key: newId(), subject_account_id: filed.by.accountId, submitter_account_id: filed.by.accountId }) })
      for (const [at, fileId] of filed.files.entries()) await client.query({ name: file.name, text: file.text, values: file.values({ id: newId(), dossier_id: id, file_id: fileId, position: at + 1 }) })
      await client.query({ name: action.name, text: action.text, values: action.values({ dossier_id: id, id: newId() }) })
      await client.query({ name: 'move files', text: 'update kernel.file set owner_scope = $1 where id = any($2::uuid[])', values: [`dossier:${id}`, filed.files] })
      await client.query({ name: 'close draft', text: 'update dossiers.draft set submitted_dossier_id = $1, version = version + 1 where id = $2', values: [id, filed.draftId] })
      await client.query('commit')
    } finally { client.release() }
  }
}

const dir = await mkdtemp(join(tmpdir(), 'tinhso-bench-'))
await chmod(dir, 0o755)
const server = await startEmbedded({ dir, durable: true })
const urls = await bootstrapOwnServer(server.url, dir, 'bench_submit')
await migrate(urls.migrator)
await installJobs(urls.migrator)
const [db, bare, walled, owner] = [connect({ url: urls.app, max: CLIENTS }), withoutRecords(connect({ url: urls.app, max: CLIENTS })), connect({ url: urls.app, max: CLIENTS }), connect({ url: urls.migrator, max: CLIENTS })]
let varDir: string | undefined
try {
  const estate = await anEstate({ db, owner }, at => diskStore(join(at, 'files')))
  varDir = estate.world.platform.config.varDir
  const { world } = estate
  const [first] = await prepare(estate, 1)
  if (!first) throw new Error('nothing was prepared')
  const model = await estate.submit(first.by, first.draftId)
  const unrecorded = { ...world, platform: { ...world.platform, db: bare } }
  const ways: Readonly<Record<'ours' | 'unrecorded' | 'walled' | 'rows', (filed: Filed) => Promise<unknown>>> = {
    ours: ({ by, draftId }) => submitIn(world, by, draftId),
    unrecorded: ({ by, draftId }) => submitIn(unrecorded, by, draftId),
    walled: await byHand(owner, walled, model),
    rows: await byHand(owner, owner, model),
  }
  const rates: Record<keyof typeof ways, number[]> = { ours: [], unrecorded: [], walled: [], rows: [] }
  for (let round = -1; round < ROUNDS; round++) {
    for (const way of ['ours', 'unrecorded', 'walled', 'rows'] as const) {
      const found = await rate(await prepare(estate, Math.ceil(count / ROUNDS)), ways[way])
      // the first round only warms up
      if (round >= 0) rates[way].push(found)
    }
  }
  const { rows: [left] } = await owner.pool.query<{ dossiers: number; entries: number }>(`select (select count(*) from dossiers.action where act = 'submitDossier') as dossiers, (select count(*) from kernel.ledger_entry where act = 'dossiers.submit') as entries`)
  if (!left || left.dossiers <= left.entries) throw new Error('the peer kept a ledger: it is no peer')
  const line = (peer: string, peerRates: readonly number[]): void => {
    const [value, peerValue] = [median(rates.ours), median(peerRates)]
    process.stdout.write(`${JSON.stringify({ bench: 'submit', metric: `dossiers filed with two papers, ${CLIENTS} at a time`, value: Math.round(value), unit: '1/s', peer, peerValue: Math.round(peerValue), ratio: Math.round(value / peerValue * 100) / 100 })}\n`)
  }
  line('the same act without ledger and outbox', rates.unrecorded)
  line('its rows alone, by hand, behind the same wall', rates.walled)
  line('its rows alone, by hand, as the owner of the tables', rates.rows)
} finally {
  for (const each of [db, bare, walled]) await each.kysely.destroy()
  await owner.kysely.destroy()
  await server.stop()
  await rm(dir, { recursive: true, force: true })
  if (varDir !== undefined) await rm(varDir, { recursive: true, force: true })
}
