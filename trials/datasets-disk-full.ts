import { hash as digest, randomBytes } from 'node:crypto'
import { chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { readConfig } from '../kernel/config.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect, transact } from '../kernel/db/db.ts'
import { Fault } from '../kernel/errors.ts'
import { diskStore, readAll, StorageFull, type FileStore } from '../kernel/files/index.ts'
import type { Platform } from '../kernel/platform.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { requestAcceptance } from '../modules/datasets/acts/accept-load.ts'
import { beginLoad } from '../modules/datasets/acts/begin-load.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { makeSnapshots } from '../modules/datasets/analytics/snapshots.ts'
import { acceptDecided, readAsked } from '../modules/datasets/loads/jobs.ts'
import { delivery, loadRow } from '../modules/datasets/loads/testing.ts'
import { findDataset } from '../modules/datasets/queries/datasets.ts'
import { selectRows } from '../modules/datasets/queries/rows.ts'
import { aDescription, aField, anAgency, aSchema, callOf, NOW, SYSTEM } from '../modules/datasets/testing.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { aSmallDisk } from './lib/small-disk.ts'

/**
 * T5 for loads: the store of files, the database and the place of snapshots are full, one after the other (each a small file system in memory). What finds no
 * room is refused in words and leaves no half; rows are read all the while; with room again the same job, asked for by nobody, ends well.
 */
export interface DiskFullOptions { readonly rows: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const DISK_FULL_MUTANTS = ['forgets-the-rest', 'keeps-half-a-file', 'checks-what-came', 'writes-in-pieces', 'gives-up'] as const
const [KEPT_ROWS, REFUSED_MS] = [500, 2_000]

/** The store with one thing missing. */
function storeOf(dir: string, mutant: string): FileStore {
  const store = diskStore(dir)
  return { ...store, async put(content) {
    if (mutant === 'keeps-half-a-file') { let size = 0; for await (const chunk of content instanceof Uint8Array ? [content] : content) size += chunk.length; return store.put(Buffer.from(`${size}`)) }
    try { return await store.put(content) } catch (error) { if (mutant === 'forgets-the-rest' && error instanceof StorageFull) await writeFile(join(dir, 'tmp', 'rest'), ''); throw error }
  } }
}

export async function runDiskFull({ rows: ROWS, cluster, mutant = '' }: DiskFullOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const dir = await mkdtemp(join(tmpdir(), 'datasets-full-'))
  const name = `full_${randomBytes(5).toString('hex')}`
  const faults: string[] = []
  const must = (holds: boolean, fault: string): void => { if (!holds) faults.push(fault) }
  const files = await aSmallDisk(join(dir, 'files'), 60)
  const space = await aSmallDisk(join(dir, 'space'), 200)
  const shelf = await aSmallDisk(join(dir, 'var'), 60)
  const urls = await cloneDatabase(cluster, name)
  // tables of rows and of staging are made on the small file system
  await withClient(cluster.superuserUrl, async client => {
    const { rows: [data] } = await client.query<{ data_directory: string }>('show data_directory')
    const { uid, gid } = await stat(data?.data_directory ?? '')
    for (const path of [dir, space.path]) await chown(path, uid, gid)
    await client.query(`create tablespace ${name} owner tinhso_migrator location '${space.path}'`)
    await client.query(`alter database ${name} set default_tablespace = ${name}`)
  })
  const t = { db: connect({ url: urls.app, max: 4 }), owner: connect({ url: urls.migrator, max: 2 }), urls }
  const store = storeOf(files.path, mutant)
  const quiet = (): void => undefined
  const platform: Platform = { config: readConfig({ VAR_DIR: shelf.path, MASTER_KEY: randomBytes(32).toString('hex') }), db: t.db, now: () => NOW, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }
  const content = (mark: string, rows: number, faulty = false): Buffer => Buffer.from(`ma,ten,so\n${Array.from({ length: rows }, (_, at) => `${mark}${at},Cơ sở số ${at} của phường Phan Đình Phùng,${faulty ? 'chưa rõ' : at}`).join('\n')}\n`)
  const call = callOf(t, SYSTEM)

  const begin = async (bytes: Buffer): Promise<string> => { const begun = await beginLoad(call, store, id, delivery(bytes)); if (!('id' in begun)) throw new Error('the same file'); return begun.id }
  /** As the runner does: the jobs of loads that wait, whenever they wait for, until none is left. Says how many ran. */
  async function runWaiting(turns = 1): Promise<number> {
    for (let turn = 0; turn < turns; turn++) {
      const { rows: jobs } = await sql<{ task: string; payload: { loadId: string } }>`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k where k.id = j.task_id and k.identifier in ('datasets.read-load', 'datasets.accept-load') returning k.identifier as task, j.payload`.execute(t.owner.kysely)
      if (jobs.length === 0) return turn
      for (const { task, payload } of jobs) {
        if (task === 'datasets.read-load') await readAsked({ ...platform, store }, payload.loadId)
        else await acceptDecided(platform, { loadId: payload.loadId, accept: 'all', reason: '', actor: SYSTEM })
      }
      if (mutant === 'gives-up') await sql`delete from graphile_worker._private_jobs`.execute(t.owner.kysely)
    }
    return turns
  }
  const counted = async (): Promise<number> => (await sql<{ n: number }>`select count(*) as n from dataset_rows.day`.execute(t.owner.kysely)).rows[0]?.n ?? -1
  /** Somebody reads meanwhile, through the product. */
  async function reads(when: string): Promise<void> {
    const page = await transact(t.db, SYSTEM, async tx => { const found = await findDataset(tx, 'day'); return found && selectRows(tx, { code: 'day', schema: found.schema, rowCount: found.rowCount, fields: found.schema.fields }, { select: [], order: [{ field: 'ten', descending: true }], limit: 20, offset: 0 }) }).catch((error: unknown) => { faults.push(`${when}: reading fails, ${String(error)}`); return undefined })
    must(page?.rows.length === 20, `${when}: ${page?.rows.length} rows are read`)
  }
  async function clean(when: string): Promise<void> {
    must((await readdir(join(files.path, 'tmp'))).length === 0, `${when}: a half file stays in the store`)
    for await (const { hash } of store.list()) must(digest('sha256', await readAll(await store.get(hash))) === hash, `${when}: a file of the store is not what its name says`)
    const { rows } = await sql<{ file_key: string; file_bytes: number }>`select file_key, file_bytes from datasets.load where file_key is not null`.execute(t.owner.kysely)
    for (const { file_key, file_bytes } of rows) must(await store.has(file_key) && (await readAll(await store.get(file_key))).length === file_bytes, `${when}: a load without its file`)
  }
  let id = ''
  try {
    id = await createDataset(call, 'day', aDescription(await anAgency(t)), aSchema([aField('ma', { required: true }), aField('ten'), aField('so', { type: 'integer' })], { key: ['ma'] }))
    const first = await begin(content('A', KEPT_ROWS))
    await runWaiting()
    await requestAcceptance(call, first, (await loadRow(t, first)).version, 'all')
    await runWaiting()
    must(await counted() === KEPT_ROWS, 'the first load did not come in')

    // 1: no room for the file that somebody sends
    await files.fill(64 * 1024)
    const from = performance.now()
    const refused: unknown = await beginLoad(call, store, id, delivery(content('B', ROWS))).then(() => undefined, (error: unknown) => error)
    const refusedMs = performance.now() - from
    must(refused instanceof Fault && refused.details.status === 507 && /giải phóng chỗ/.test(refused.details.detail?.vi ?? ''), `a full store of files answers ${String(refused)}`)
    must((await sql<{ n: number }>`select count(*) as n from datasets.load`.execute(t.owner.kysely)).rows[0]?.n === 1, 'the refused file left a load')
    await reads('store full')
    await clean('store full')
    await files.free()

    // 2: none for the report of what is wrong in it
    const faulty = await begin(content('C', ROWS, true))
    await files.fill(64 * 1024)
    await runWaiting()
    let load = await loadRow(t, faulty)
    must(load.state === 'reading' && load.failure === 'storage-full', `no room for the report: ${load.state}, ${load.failure}`)
    await clean('no room for the report')
    await files.free()
    await runWaiting(3)
    load = await loadRow(t, faulty)
    must(load.state === 'checked' && load.rows_invalid === ROWS && load.failure === null, `room for the report again: ${load.state}, ${load.rows_invalid} faulty rows, ${load.failure}`)

    // 3: none in the database for the rows that are read
    const begun = await begin(content('D', ROWS))
    await space.fill(256 * 1024)
    for (let turn = 0; turn < 2; turn++) await runWaiting()
    if (mutant === 'checks-what-came') await sql`update datasets.load set state = 'checked', failure = null, checked_at = now() where id = ${begun}`.execute(t.owner.kysely)
    load = await loadRow(t, begun)
    must(load.state === 'reading' && load.rows_read === 0 && load.failure === 'storage-full', `no room for rows: ${load.state}, ${load.rows_read} rows, ${load.failure}`)
    await reads('database full')
    await space.free()
    await runWaiting(3)
    load = await loadRow(t, begun)
    must(load.state === 'checked' && load.rows_valid === ROWS && load.failure === null, `room for rows again: ${load.state}, ${load.rows_valid} rows, ${load.failure}`)

    // 4: none for the rows that are accepted
    if (load.state === 'checked') await requestAcceptance(call, begun, load.version, 'all')
    await space.fill(256 * 1024)
    if (mutant === 'writes-in-pieces') await sql`insert into dataset_rows.day (_load, _from, ma) select 2, '2026-01-01', 'X' || n from generate_series(1, 10) n`.execute(t.owner.kysely)
    await runWaiting()
    load = await loadRow(t, begun)
    must(load.state === 'accepting' && load.failure === 'storage-full' && await counted() === KEPT_ROWS, `accepting without room: ${load.state}, ${load.failure}, ${await counted()} rows`)
    await reads('accepting without room')
    await space.free()
    await runWaiting(3)
    load = await loadRow(t, begun)
    must(load.state === 'accepted' && load.failure === null && await counted() === KEPT_ROWS + ROWS, `accepting with room again: ${load.state}, ${load.failure}, ${await counted()} rows`)

    // 5: none for the snapshot that analyses read
    await shelf.fill(64 * 1024)
    const unmade = await makeSnapshots(platform, 'day').then(() => undefined, (error: unknown) => error)
    must(unmade !== undefined, 'a snapshot is made where there is no room')
    const left = async (): Promise<string[]> => (await readdir(join(shelf.path, 'datasets'), { recursive: true })).filter(each => each.includes('.parquet'))
    must((await left()).length === 0, `half a snapshot is left: ${(await left()).join()}`)
    await shelf.free()
    await makeSnapshots(platform, 'day')
    must((await left()).length === 1 && !(await left()).join().includes('partial'), 'with room again there is no snapshot')
    await clean('at the end')
    return { pass: faults.length === 0, rows: ROWS, refusedMs: Math.round(refusedMs), quick: refusedMs <= REFUSED_MS, faults: faults.length, examples: faults.slice(0, 8) }
  } catch (error) {
    // what a mutant has spoilt may keep the rest from running
    return { pass: false, faults: faults.length + 1, examples: [...faults.slice(0, 8), error instanceof Error ? error.message : String(error)] }
  } finally {
    await t.db.kysely.destroy()
    await t.owner.kysely.destroy()
    await withClient(cluster.superuserUrl, async client => { await client.query(`drop database if exists ${name} with (force)`); await client.query(`drop tablespace if exists ${name}`) })
    for (const disk of [files, space, shelf]) disk.unmount()
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('datasets-disk-full', 150_000, DISK_FULL_MUTANTS, async ({ size, mutant }) => { const found = await runDiskFull({ rows: size, mutant, cluster }); return { ...found, pass: found.pass && found['quick'] === true } }) } finally { await cluster.stop() }
}
