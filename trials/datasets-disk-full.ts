import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { Fault } from '../kernel/errors.ts'
import { diskStore } from '../kernel/files/index.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { acceptLoad } from '../modules/datasets/acts/accept-load.ts'
import { beginLoad } from '../modules/datasets/acts/begin-load.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { readLoad } from '../modules/datasets/loads/read-load.ts'
import { aReader, delivery, loadRow } from '../modules/datasets/loads/testing.ts'
import { aDescription, aField, anAgency, aSchema, callOf, SYSTEM } from '../modules/datasets/testing.ts'
import { isProgram, runTrial } from './lib/program.ts'

/**
 * T5 for loads: the file store is full, then the database is (each a small file system in memory). The file is refused with 507 and leaves nothing; a load
 * that finds no room in the database is not checked and not half there; when there is room again the same load ends well. Needs root, for mounting.
 */
export interface DiskFullOptions { readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const DISK_FULL_MUTANTS = ['forgets-the-rest'] as const
const ROWS = 150_000

export async function runDiskFull({ cluster, mutant }: DiskFullOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const dir = await mkdtemp(join(tmpdir(), 'datasets-full-'))
  const name = `full_${randomBytes(5).toString('hex')}`
  const [files, space] = [join(dir, 'files'), join(dir, 'space')]
  const faults: string[] = []
  const mount = async (path: string, size: string): Promise<void> => { await mkdir(path); execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]) }
  await mount(files, '12m')
  await mount(space, '30m')
  const urls = await cloneDatabase(cluster, name)
  // tables of rows and of staging are made on the small file system
  await withClient(cluster.superuserUrl, async client => {
    const { rows: [data] } = await client.query<{ data_directory: string }>('show data_directory')
    const { uid, gid } = await stat(data?.data_directory ?? '')
    await chown(dir, uid, gid)
    await chown(space, uid, gid)
    await client.query(`create tablespace ${name} owner tinhso_migrator location '${space}'`)
    await client.query(`alter database ${name} set default_tablespace = ${name}`)
  })
  const t = { db: connect({ url: urls.app, max: 4 }), owner: connect({ url: urls.migrator, max: 2 }), urls }
  const store = diskStore(files)
  const content = (rows: number): Buffer => Buffer.from(`ma,ten\n${Array.from({ length: rows }, (_, at) => `K${at},Cơ sở số ${at} của phường Phan Đình Phùng`).join('\n')}\n`)
  try {
    const id = await createDataset(callOf(t, SYSTEM), 'day', aDescription(await anAgency(t)), aSchema([aField('ma', { required: true }), aField('ten')], { key: ['ma'] }))
    const call = callOf(t, SYSTEM)
    const refused = await beginLoad(call, store, id, delivery(content(400_000))).then(() => undefined, (error: unknown) => error)
    if (!(refused instanceof Fault) || refused.details.status !== 507) faults.push(`a full file store answers ${String(refused)}`)
    if (mutant === 'forgets-the-rest') await writeFile(join(files, 'tmp', 'left'), 'x')
    if ((await readdir(join(files, 'tmp'))).length > 0) faults.push('a half file stays in the store')
    if (((await sql<{ n: number }>`select count(*) as n from datasets.load`.execute(t.owner.kysely)).rows[0]?.n ?? 1) !== 0) faults.push('a load without its file')

    const begun = await beginLoad(call, store, id, delivery(content(ROWS)))
    if (!('id' in begun)) throw new Error('the same file')
    // somebody else fills the disk of the database
    await writeFile(join(space, 'filler'), Buffer.alloc(26 * 1024 * 1024))
    const failure = await readLoad(aReader(t, store), begun.id).then(() => undefined, (error: unknown) => error)
    const full = typeof failure === 'object' && failure !== null && 'code' in failure ? failure.code : failure
    if (full !== '53100') faults.push(`a full database answers ${String(full)}`)
    const between = await loadRow(t, begun.id)
    if (between.state !== 'reading' || between.rows_read !== 0) faults.push(`between: ${between.state}, ${between.rows_read} rows`)
    await rm(join(space, 'filler'))
    await readLoad(aReader(t, store), begun.id)
    const load = await loadRow(t, begun.id)
    if (load.state !== 'checked' || load.rows_valid !== ROWS) faults.push(`with room again: ${load.state}, ${load.rows_valid} rows`)
    // accepting needs as much room once more and does not find it: all or nothing
    const partly = await acceptLoad(call, begun.id, undefined, 'all').then(() => undefined, (error: unknown) => error)
    const rows = (await sql<{ n: number }>`select count(*) as n from dataset_rows.day`.execute(t.owner.kysely)).rows[0]?.n
    const after = await loadRow(t, begun.id)
    if (partly === undefined ? rows !== ROWS || after.state !== 'accepted' : rows !== 0 || after.state !== 'checked') faults.push(`accepting without room: ${rows} rows, ${after.state}`)
    return { pass: faults.length === 0, acceptedWithoutRoom: partly === undefined, faults: faults.length, examples: faults }
  } finally {
    await t.db.kysely.destroy()
    await t.owner.kysely.destroy()
    await withClient(cluster.superuserUrl, async client => { await client.query(`drop database if exists ${name} with (force)`); await client.query(`drop tablespace if exists ${name}`) })
    for (const path of [files, space]) execFileSync('umount', [path])
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('datasets-disk-full', 1, DISK_FULL_MUTANTS, ({ mutant }) => runDiskFull({ mutant, cluster })) } finally { await cluster.stop() }
}
