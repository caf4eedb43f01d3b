import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { readConfig } from '../../../kernel/config.ts'
import { transact } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { askQuery, cancelQuery, RUN_QUERY } from '../acts/ask-query.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { t as tables } from '../acts/dataset-work.ts'
import { publishDataset } from '../acts/publish-dataset.ts'
import { openCache } from '../downloads/cache.ts'
import { looksAt } from '../looks.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, NOW, SYSTEM } from '../testing.ts'
import { analysisJobs } from './jobs.ts'
import { closeParser } from './judge.ts'
import { performRun } from './perform.ts'
import { RUN_BOUNDS, sweepRuns, type RunBounds } from './run.ts'
import { makeSnapshots } from './snapshots.ts'
import { sourceFor } from './usable.ts'

const t = useDb()
let platform: Platform
let steward: OfficerActor, supervisor: OfficerActor, stranger: OfficerActor
beforeAll(async () => {
  const quiet = (): void => undefined
  platform = { config: readConfig({ VAR_DIR: await mkdtemp(join(tmpdir(), 'queries-')), MASTER_KEY: randomBytes(32).toString('hex') }), db: t().db, now: () => NOW, log: { debug: quiet, info: quiet, warn: quiet, error: console.error } }
  const [mine, theirs] = [await anAgency(t(), 'H55.941'), await anAgency(t(), 'H55.942')]
  steward = anOfficer(mine, 'data-steward')
  supervisor = anOfficer(mine, 'supervisor')
  stranger = anOfficer(theirs, 'case-officer')
  const people = await createDataset(callOf(t(), SYSTEM), 'ho-dan', aDescription(mine, { title: 'Hộ dân', access: 'internal' }), aSchema([aField('so', { type: 'personal-id', classification: 'personal', required: true }), aField('benh', { classification: 'sensitive' }), aField('thon'), aField('khau', { type: 'integer', classification: 'shared' }), aField('ngay', { type: 'date' })], { key: ['so'] }))
  await loaded(t(), people, Array.from({ length: 12 }, (_, n) => ({ so: `9990000000${String(n).padStart(2, '0')}`, benh: 'tim', thon: n % 2 === 0 ? 'Thôn Một' : 'Thôn Hai', khau: String(n), ngay: `2026-01-${String(n + 1).padStart(2, '0')}` })))
  await publishDataset(callOf(t(), SYSTEM), people, 2)
  const open = await createDataset(callOf(t(), SYSTEM), 'tram', aDescription(mine, { title: 'Trạm' }), aSchema([aField('ma', { required: true }), aField('kin', { classification: 'shared' })], { key: ['ma'] }))
  await loaded(t(), open, [{ ma: 'A', kin: 'kín A' }, { ma: 'B', kin: 'kín B' }])
  await publishDataset(callOf(t(), SYSTEM), open, 2)
})
afterAll(async () => { await closeParser(); await rm(platform.config.varDir, { recursive: true }) })

const wording = (statement: string, persons = false) => ({ statement, withPersons: persons, purpose: persons ? 'Rà soát hộ dân' : '' })
const runOf = (actor: OfficerActor, id: string) => transact(t().db, actor, tx => tables(tx).selectFrom('datasets.query_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
async function answer(actor: OfficerActor, statement: string, more: { persons?: boolean; bounds?: Partial<RunBounds> } = {}) {
  const id = await askQuery({ platform, actor }, wording(statement, more.persons))
  await performRun(platform, id, { actorOf: async () => actor, bounds: { ...RUN_BOUNDS, ...more.bounds } })
  return runOf(actor, id)
}
/** What an officer is told of a question that is not taken, or what they were answered. */
const told = (actor: OfficerActor, statement: string, persons = false): Promise<string> => answer(actor, statement, { persons }).then(run => run.failure ? `${run.failure.code} ${run.failure.about}` : JSON.stringify(run.result?.rows), (error: unknown) => typeof error === 'object' && error !== null && 'details' in error ? JSON.stringify(error.details) : String(error))

describe('a question', () => {
  test('is answered from the standing rows, with days as days, and says of which load', async () => {
    const run = await answer(steward, 'select thon, count(*) as n, sum(khau) as khau, min(ngay) as tu from ho_dan group by thon order by n, thon')
    expect(run).toMatchObject({ state: 'done', rows: 2, cut: false, used: [{ code: 'ho-dan', audience: 'officers', position: 1 }], result: { columns: [{ name: 'thon', kind: 'text' }, { kind: 'number' }, { kind: 'number' }, { name: 'tu', type: 'DATE' }], rows: [['Thôn Hai', 6, 36, '2026-01-02'], ['Thôn Một', 6, 30, '2026-01-01']] } })
    expect(await readdir(join(platform.config.varDir, 'datasets-runs'))).toEqual([])
  })
  test('joins what the officer may read, and describes it', async () => {
    expect(await told(steward, 'select count(*) from ho_dan, tram')).toBe('[[24]]')
    expect(await told(steward, 'select column_name from (describe ho_dan)')).toBe('[["thon"],["khau"],["ngay"]]')
  })
  test('reaches fields about persons only by a keeper who says why; the ledger and the persons learn of it', async () => {
    expect(await told(steward, 'select so from ho_dan')).toMatch(/^fault .*so/)
    await expect(askQuery({ platform, actor: steward }, { statement: 'select so from ho_dan', withPersons: true, purpose: ' ' })).rejects.toMatchObject({ details: { fields: [{ field: 'purpose' }] } })
    const run = await answer(steward, 'select \'số \' || so as ai from ho_dan where khau = 7', { persons: true })
    expect(run.result?.rows).toEqual([['số 999000000007']])
    const entries = await sql<{ reason: string; payload: unknown }>`select reason, payload from kernel.ledger_entry where act = 'datasets.ask-personal-query' and object_id = ${run.id}`.execute(t().owner.kysely)
    expect(entries.rows).toEqual([{ reason: 'Rà soát hộ dân', payload: { statement: run.statement, reached: [{ dataset: 'ho-dan', fields: ['so', 'benh'] }] } }])
    expect(await transact(t().db, SYSTEM, tx => looksAt(tx, platform.config.masterKey, '999000000007'))).toMatchObject([{ dataset: 'ho-dan', purpose: 'Rà soát hộ dân', fields: ['so', 'benh'] }])
    expect(await transact(t().db, SYSTEM, tx => looksAt(tx, platform.config.masterKey, '999000000008'))).toEqual([])
    // nothing about persons was asked: no line
    const plain = await answer(steward, 'select max(khau) from ho_dan')
    expect((await sql`select 1 from kernel.ledger_entry where object_id = ${plain.id}`.execute(t().owner.kysely)).rows).toEqual([])
  })
  test('finds no field and no dataset that is not the asker’s', async () => {
    expect(await told(supervisor, 'select sum(khau) from ho_dan')).toBe('[[66]]')
    expect(await told(supervisor, 'select so from ho_dan', true)).toMatch(/^fault .*so/)
    expect(await told(stranger, 'select * from ho_dan', true)).toContain('unknown-table')
    expect(await told(stranger, 'select * from tram order by 1')).toBe('[["A"],["B"]]')
    expect(await told(stranger, 'select kin from tram')).toMatch(/^fault .*kin/)
    expect(await told(steward, 'select kin from tram order by 1')).toBe('[["kín A"],["kín B"]]')
    expect(await told(stranger, 'select * from datasets.dataset')).toContain('unknown-table')
  })
  test('reads no file of the house: not even one of its own snapshots under the name it has there', async () => {
    await makeSnapshots(platform, 'ho-dan')
    for (const made of await readdir(join(platform.config.varDir, 'datasets', 'ho-dan'))) expect(await told(steward, `select * from '${platform.config.varDir}/datasets/ho-dan/${made}'`)).toContain('unknown-table')
    for (const statement of ['select * from read_text(\'/proc/self/environ\')', 'select * from read_csv(\'/etc/passwd\')', 'copy (select 1) to \'/tmp/x\'']) expect(await told(steward, statement)).toMatch(/forbidden-function|not-a-question/)
  })
  test('that is wrong is told with its line and column', async () => {
    await expect(askQuery({ platform, actor: steward }, wording('select thon\nfrom ho_dan\nwhre khau > 1'))).rejects.toMatchObject({ details: { fields: [{ field: 'statement', code: 'syntax', message: { vi: expect.stringMatching(/^Dòng 3, cột 6: Sai cú pháp/) } }] } })
    expect((await answer(steward, 'select \'Thôn đường\' as ữ,\n  khong_co from ho_dan')).failure).toMatchObject({ code: 'fault', line: 2, column: 3, about: expect.stringContaining('khong_co') })
  })
  test('is ended when it takes too long, too much memory, or its asker stops it', async () => {
    const endless = 'select count(*) from range(10000000000) a, range(1000000) b where a.range % 7 = b.range % 5'
    expect((await answer(steward, endless, { bounds: { cpuSeconds: 0.5 } })).failure).toMatchObject({ code: 'too-much' })
    expect((await answer(steward, endless, { bounds: { wallMs: 400 } })).failure).toMatchObject({ code: 'too-long' })
    expect((await answer(steward, 'select length(string_agg(repeat(\'x\', 1000000), \'\')) from range(100000)')).failure).toMatchObject({ code: 'too-much' })
    // the engine thinks it may; the watch over the process does not
    expect((await answer(steward, 'select len(list(repeat(\'x\', 100) || range)) from range(5000000)', { bounds: { memoryMb: 100_000, residentMb: 300 } })).failure).toMatchObject({ code: 'too-much' })
    const id = await askQuery({ platform, actor: steward }, wording(endless))
    const running = performRun(platform, id, { actorOf: async () => steward })
    await expect.poll(async () => (await runOf(steward, id)).state, { timeout: 20_000 }).toBe('running')
    await cancelQuery({ platform, actor: steward }, id)
    await running
    expect(await runOf(steward, id)).toMatchObject({ state: 'cancelled', result: null, failure: null })
  })
  test('whose answer or mistake holds what the database cannot keep ends all the same', async () => {
    expect((await answer(steward, 'select \'a\' || chr(0) || \'b\' as x, [chr(0)] as y')).result?.rows).toEqual([['a\ufffdb', '["\\u0000"]']])
    // nor does what goes wrong on our side keep a run open
    const lost = await askQuery({ platform, actor: steward }, wording('select 1'))
    await performRun({ ...platform, log: { ...platform.log, error: () => undefined } }, lost, { actorOf: () => Promise.reject(new Error('lost')) })
    expect(await runOf(steward, lost)).toMatchObject({ state: 'failed', failure: { code: 'unavailable' } })
    // a mistake that is cut in the middle of a letter
    for (const before of ['', 'a']) expect((await answer(steward, `select error('${before}' || repeat('😀', 2000))`)).failure).toMatchObject({ code: 'fault' })
  })
  test('and its answer are nobody else’s', async () => {
    const run = await answer(steward, 'select 1')
    await expect(runOf(supervisor, run.id)).rejects.toThrow()
    await expect(cancelQuery({ platform, actor: supervisor }, run.id)).rejects.toMatchObject({ code: 'not-found' })
  })
  test('waits its turn: three at a time are one person’s', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => askQuery({ platform, actor: stranger }, wording('select 1'))))
    await expect(askQuery({ platform, actor: stranger }, wording('select 1'))).rejects.toMatchObject({ code: 'too-many-runs' })
    for (const id of ids) await cancelQuery({ platform, actor: stranger }, id)
    expect(await told(stranger, 'select 1')).toBe('[[1]]')
  })
})

describe('the runner', () => {
  test('begins two engines at a time; others come again in a moment', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => askQuery({ platform, actor: supervisor }, wording('select 1'))))
    const job = analysisJobs.find(each => each.name === RUN_QUERY)
    await sql`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k where k.id = j.task_id and k.identifier = ${RUN_QUERY}`.execute(t().owner.kysely)
    if (!job) throw new Error('no job')
    await Promise.all(ids.map(runId => job.run({ runId }, platform)))
    expect((await Promise.all(ids.map(id => runOf(supervisor, id)))).map(run => run.state).toSorted((a, b) => a < b ? -1 : 1)).toEqual(['failed', 'failed', 'waiting'])
    expect((await sql`select 1 from graphile_worker.jobs where task_identifier = ${RUN_QUERY}`.execute(t().owner.kysely)).rows).toHaveLength(1)
  })
  test('sweeps what a process left that died', async () => {
    const left = join(platform.config.varDir, 'datasets-runs', 'left')
    await mkdir(left, { recursive: true })
    await sweepRuns({ ...platform, now: () => new Date() })
    expect(await readdir(join(left, '..'))).toEqual(['left'])
    await utimes(left, NOW, new Date(0))
    await sweepRuns({ ...platform, now: () => new Date() })
    expect(await readdir(join(left, '..'))).toEqual([])
  })
})

describe('snapshots', () => {
  test('are nobody else’s to read while they are written, and what a killed process left of one goes', async () => {
    const dir = join(platform.config.varDir, 'elsewhere')
    const cache = openCache(dir, () => new Date())
    const source = await sourceFor(platform, 'ho-dan', 'keepers')
    const modes = async (): Promise<readonly string[]> => Promise.all((await readdir(join(dir, 'ho-dan'))).map(async name => `${name.replace(/[0-9a-f-]{36}/, '*')} ${((await stat(join(dir, 'ho-dan', name))).mode & 0o777).toString(8)}`))
    let [during, partial]: [readonly string[], string] = [[], '']
    await cache.parquet({ ...source, async *pages() { during = await modes(); partial = (await readdir(join(dir, 'ho-dan')))[0] ?? ''; yield* source.pages() } })
    expect([during, await modes()]).toEqual([['1-1.keepers.parquet.*.partial 600'], ['1-1.keepers.parquet 600']])
    for (const [name, at] of [[partial, new Date(0)], [`fresh-${partial}`, new Date()]] as const) { await writeFile(join(dir, 'ho-dan', name), 'half'); await utimes(join(dir, 'ho-dan', name), at, at) }
    await cache.parquet(await sourceFor(platform, 'ho-dan', 'officers'))
    expect((await readdir(join(dir, 'ho-dan'))).toSorted((a, b) => a < b ? -1 : 1)).toEqual(['1-1.keepers.parquet', '1-1.officers.parquet', `fresh-${partial}`])
  })
  test('follow an accepted load, one file for each audience, and the old ones go', async () => {
    const jobs = await sql<{ key: string }>`select key from graphile_worker.jobs where task_identifier = 'datasets-snapshot'`.execute(t().owner.kysely)
    expect(jobs.rows).toHaveLength(2)
    await makeSnapshots(platform, 'ho-dan')
    await makeSnapshots(platform, 'tram')
    const files = async (code: string) => (await readdir(join(platform.config.varDir, 'datasets', code))).toSorted((a, b) => a < b ? -1 : 1)
    expect([await files('ho-dan'), await files('tram')]).toEqual([['1-1.keepers.parquet', '1-1.officers.parquet'], ['1-1.officers.parquet', '1-1.parquet']])
    // days as days: an engine compares numbers, not letters
    const file = new Uint8Array(await readFile(join(platform.config.varDir, 'datasets', 'ho-dan', '1-1.officers.parquet'))).buffer
    expect((await parquetReadObjects({ file, rowEnd: 1 }))[0]).toMatchObject({ khau: 0n, ngay: new Date('2026-01-01') })
    const { id } = await transact(t().db, SYSTEM, tx => tables(tx).selectFrom('datasets.dataset').select('id').where('code', '=', 'ho-dan').executeTakeFirstOrThrow())
    await loaded(t(), id, [{ so: '999000000099', benh: null, thon: 'Thôn Ba', khau: '4', ngay: null }])
    expect(await answer(steward, 'select count(*) from ho_dan')).toMatchObject({ used: [{ position: 2 }], result: { rows: [[13]] } })
    await makeSnapshots(platform, 'ho-dan')
    expect(await files('ho-dan')).toEqual(['1-2.keepers.parquet', '1-2.officers.parquet'])
  })
})
