import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../../kernel/config.ts'
import { read } from '../../../kernel/db/db.ts'
import { storeOf } from '../../../kernel/files/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { acceptLoad, rejectLoad } from '../acts/accept-load.ts'
import { createDataset } from '../acts/create-dataset.ts'
import { t as tables } from '../acts/dataset-work.ts'
import { acceptAlone, acceptDecided } from '../loads/jobs.ts'
import { readLoad } from '../loads/read-load.ts'
import { loadRow } from '../loads/testing.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, SYSTEM } from '../testing.ts'
import { dropDir, makeDropDir } from './drop-folder.ts'
import { putSource, switchSource, type SourceInput } from './put-source.ts'
import { runSources } from './run-sources.ts'

const t = useDb()
let dir: string
let platform: Platform
let agency: string
let time = Date.parse('2026-11-29T02:00:00Z')
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'datasets-sources-'))
  const quiet = (): void => undefined
  platform = { config: readConfig({ VAR_DIR: dir, MASTER_KEY: 'ab'.repeat(32), SIMULATORS: 'on' }), db: t().db, now: () => new Date(time), log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }
  agency = await anAgency(t())
})
afterAll(async () => { await rm(dir, { recursive: true, force: true }) })
let made = 0
const aDataset = async (): Promise<{ id: string; code: string }> => { const code = `nguon-${++made}`; return { code, id: await createDataset({ platform, actor: SYSTEM }, code, aDescription(agency), aSchema([aField('ma', { required: true }), aField('so', { type: 'integer' })], { key: ['ma'] })) } }
const source = (id: string, more: Partial<SourceInput> & Pick<SourceInput, 'kind'>): Promise<string> => putSource({ platform, actor: SYSTEM }, id, { mode: 'upsert', settings: {}, everyMinutes: 60, acceptAlone: false, ...more })
const sourceRow = (id: string) => read(t().db, SYSTEM, tx => tables(tx).selectFrom('datasets.source').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
const readIt = (id: string): Promise<void> => readLoad({ ...platform, store: storeOf(platform) }, id)
const rowsOf = async (code: string): Promise<unknown[]> => (await sql`select ma, so from dataset_rows.${sql.id(code.replaceAll('-', '_'))} where _ended is null order by 1`.execute(t().owner.kysely)).rows
const later = (minutes: number): void => { time += minutes * 60_000 }

describe('a drop folder', () => {
  test('gives complete files only, each once, and puts them away', async () => {
    const { id, code } = await aDataset()
    const which = await source(id, { kind: 'drop', acceptAlone: true })
    await makeDropDir(dir, code)
    const folder = dropDir(dir, code)
    const put = async (name: string, text: string, old: boolean): Promise<void> => { await writeFile(join(folder, name), text); if (old) await utimes(join(folder, name), new Date(time - 120_000), new Date(time - 120_000)); else await utimes(join(folder, name), new Date(time), new Date(time)) }
    await put('một.csv', 'ma,so\nA,1\n', true)
    await put('đang chép.csv', 'ma,so\nB', false)
    await put('hai.csv.part', 'ma,so\nC,3\n', true)
    await put('trống.csv', '', true)
    const outside = join(dir, 'outside.csv')
    await writeFile(outside, 'ma,so\nX,1\n')
    await utimes(outside, new Date(time - 120_000), new Date(time - 120_000))
    await symlink(outside, join(folder, 'link.csv'))
    await runSources(platform, {})
    expect((await readdir(folder)).sort()).toEqual(['done', 'failed', 'hai.csv.part', 'link.csv', 'đang chép.csv'])
    expect(await readdir(join(folder, 'done'))).toEqual([expect.stringContaining('một.csv')])
    expect((await readdir(join(folder, 'failed'))).sort()).toEqual([expect.stringMatching(/trống\.csv$/), expect.stringMatching(/trống\.csv\.txt$/)])
    const loadId = (await sourceRow(which)).last_load_id ?? ''
    await readIt(loadId)
    await acceptAlone(platform, loadId)
    await acceptDecided(platform, { loadId, accept: 'all', reason: '', actor: SYSTEM })
    expect(await rowsOf(code)).toEqual([{ ma: 'A', so: 1 }])
    // the same bytes under another name: known by their hash, nothing is loaded twice
    await put('một nữa.csv', 'ma,so\nA,1\n', true)
    await runSources(platform, {})
    expect(await readdir(join(folder, 'done'))).toHaveLength(2)
    expect((await sourceRow(which)).last_load_id).toBe(loadId)
  })
})

test('what a source gave once, then otherwise, then once more is news each time; long names find their place', async () => {
  const { id, code } = await aDataset()
  const which = await source(id, { kind: 'drop', mode: 'snapshot' })
  await makeDropDir(dir, code)
  const name = `${'ệ'.repeat(80)}.csv`
  for (const text of ['ma,so\nA,1\n', 'ma,so\nA,2\n', 'ma,so\nA,1\n']) {
    later(1)
    await writeFile(join(dropDir(dir, code), name), text)
    await utimes(join(dropDir(dir, code), name), new Date(time - 120_000), new Date(time - 120_000))
    await runSources(platform, {}, which)
    const { last_error: error, last_load_id: loadId } = await sourceRow(which)
    expect(error).toBeNull()
    await readIt(loadId ?? '')
    await acceptLoad({ platform, actor: SYSTEM }, loadId ?? '', undefined, 'all').catch(() => undefined)
    expect(await rowsOf(code)).toEqual([{ ma: 'A', so: Number(text.at(-2)) }])
  }
  expect(await readdir(join(dropDir(dir, code), 'done'))).toHaveLength(3)
})

describe('a query to another database', () => {
  let settings: Record<string, string>
  let secret: { user: string; password: string }
  beforeAll(async () => {
    const url = new URL(t().urls.migrator)
    settings = { host: '127.0.0.1', port: url.port, database: url.pathname.slice(1), query: 'select ma, so::text as so, lan from outside' }
    secret = { user: url.username, password: decodeURIComponent(url.password) }
    await sql`create table outside (ma text, so integer, lan integer)`.execute(t().owner.kysely)
    await sql`insert into outside select 'M' || n, n, n from generate_series(1, 5000) n`.execute(t().owner.kysely)
  })
  test('brings what is new since the last accepted load, and the rejected again', async () => {
    const { id, code } = await aDataset()
    const which = await source(id, { kind: 'sql', settings: { ...settings, keyset: 'lan', query: 'select ma, so, lan from outside' }, secret })
    const pull = async (): Promise<Awaited<ReturnType<typeof loadRow>>> => { later(61); await runSources(platform, {}); const row = await sourceRow(which); expect(row.last_error).toBeNull(); const load = await loadRow(t(), row.last_load_id ?? ''); if (load.state === 'receiving') { await sql`update datasets.load set decided = '{"columns":{"lan":""}}' where id = ${load.id}`.execute(t().owner.kysely); await readIt(load.id) } return loadRow(t(), load.id) }
    const first = await pull()
    expect(first).toMatchObject({ kind: 'pull', format: 'ndjson', state: 'checked', rows_read: 5000, rows_invalid: 0 })
    // it waits for a decision: nothing is pulled over it
    expect((await pull()).id).toBe(first.id)
    await acceptLoad({ platform, actor: SYSTEM }, first.id, undefined, 'all')
    await sql`insert into outside values ('M5001', 5001, 5001)`.execute(t().owner.kysely)
    const second = await pull()
    expect(second).toMatchObject({ rows_read: 1 })
    await rejectLoad({ platform, actor: SYSTEM }, second.id, second.version, 'chưa đúng')
    // the same row again, though it was brought before
    await sql`insert into outside values ('M5002', 5002, 5002)`.execute(t().owner.kysely)
    expect(await pull()).toMatchObject({ rows_read: 2 })
    expect(await rowsOf(code)).toHaveLength(5000)
  })
  test('can only read, goes nowhere it must not, and shows no secret', async () => {
    const { id } = await aDataset()
    const writes = await source(id, { kind: 'sql', settings: { ...settings, query: `with gone as (delete from outside returning ma) select ma, 1 as so from gone` }, secret })
    later(61)
    await runSources(platform, {}, writes)
    expect((await sourceRow(writes)).last_error).toContain('không chạy được câu lệnh')
    expect((await sql<{ n: number }>`select count(*) as n from outside`.execute(t().owner.kysely)).rows[0]?.n).toBeGreaterThan(5000)
    const away = { ...platform, config: { ...platform.config, simulators: false } }
    for (const host of ['127.0.0.1', 'localhost', '169.254.169.254', '[::1]', '0.0.0.0', '2130706433']) {
      const which = await source((await aDataset()).id, { kind: 'sql', settings: { ...settings, host: host.replace(/[[\]]/g, '') }, secret })
      await runSources(away, {}, which)
      expect((await sourceRow(which)).last_error, host).toMatch(/không được kết nối|Không tìm thấy/)
    }
    const row = await sourceRow(writes)
    expect(JSON.stringify([row.settings, row.last_error])).not.toContain(secret.password)
    expect(row.sealed?.toString('latin1')).not.toContain(secret.password)
  })
  test('that breaks on a value says so to its keeper, and the value reaches no log', async () => {
    const logged: unknown[] = []
    const which = await source((await aDataset()).id, { kind: 'sql', settings: { ...settings, query: `select ma, ('0123456789' || lpad(lan::text, 4, '0'))::integer as so from outside` }, secret })
    await runSources({ ...platform, log: { ...platform.log, error: (...told: unknown[]) => { logged.push(...told) } } }, {}, which)
    expect((await sourceRow(which)).last_error).toContain('mã 22003')
    expect(JSON.stringify(logged)).not.toContain('0123456789')
  })
  test.each([[{ query: 'drop table x' }, 'query'], [{ query: 'select 1; drop table x' }, 'query'], [{ keyset: 'a"b' }, 'keyset'], [{ port: '0' }, 'port']] as const)('%j is refused', async (more, field) => {
    await expect(source((await aDataset()).id, { kind: 'sql', settings: { ...settings, ...more }, secret })).rejects.toMatchObject({ details: { fields: [{ field }] } })
  })
})

test('a service of the exchange is read page by page in the name of a subsystem', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers['x-road-client']} ${request.url}`)
    const after = new URL(request.url ?? '', 'http://x').searchParams.get('after')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(after === null ? { data: { items: [{ ma: 'A', so: 1 }, { ma: 'B', so: 2 }], next: 'b' } } : { data: { items: [{ ma: 'C', so: null }] } }))
  })
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
  const address = server.address()
  const gateway = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  try {
    const { id } = await aDataset()
    const which = await source(id, { kind: 'api', settings: { client: 'VN/GOV/H55/kho', service: 'VN/GOV/H55/yte/tram', path: '/tram?loai=1', items: 'data.items', next: 'data.next' } })
    later(61)
    await runSources(platform, { gatewayUrl: () => gateway }, which)
    const row = await sourceRow(which)
    expect(row.last_error).toBeNull()
    expect(asked).toEqual(['VN/GOV/H55/kho /r1/VN/GOV/H55/yte/tram/tram?loai=1', 'VN/GOV/H55/kho /r1/VN/GOV/H55/yte/tram/tram?loai=1&after=b'])
    await readIt(row.last_load_id ?? '')
    expect(await loadRow(t(), row.last_load_id ?? '')).toMatchObject({ state: 'checked', rows_read: 3, rows_valid: 3 })
    const silent = await source((await aDataset()).id, { kind: 'api', settings: { client: 'a', service: 'b', path: '/c' } })
    await runSources(platform, {}, silent)
    expect((await sourceRow(silent)).last_error).toContain('chưa trả lời được')
  } finally { server.close() }
})

test('of two runs at one time one begins a load; a process that dies afterwards pulls nothing again', async () => {
  let asked = 0
  let [first, release]: [() => void, () => void] = [() => undefined, () => undefined]
  const [waiting, released] = [new Promise<void>(done => { first = done }), new Promise<void>(done => { release = done })]
  const server = createServer((_request, response) => {
    const turn = ++asked
    if (turn === 1) first()
    void (turn === 1 ? released : Promise.resolve()).then(() => { response.setHeader('content-type', 'application/json'); response.end(JSON.stringify({ items: Array.from({ length: turn }, (_, at) => ({ ma: `M${at}`, so: at })) })) })
  })
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
  const address = server.address()
  const ports = { gatewayUrl: () => `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
  try {
    const { id } = await aDataset()
    const which = await source(id, { kind: 'api', settings: { client: 'VN/GOV/H55/kho', service: 'VN/GOV/H55/yte/tram', path: '/tram' } })
    const slow = runSources(platform, ports, which)
    await waiting
    await sql`create function dies() returns trigger language plpgsql as $$ begin raise 'killed'; end $$`.execute(t().owner.kysely)
    await sql`create trigger dies before update of last_run_at on datasets.source execute function dies()`.execute(t().owner.kysely)
    await expect(runSources(platform, ports, which)).rejects.toThrow('killed')
    await sql`drop function dies cascade`.execute(t().owner.kysely)
    release()
    await slow
    await runSources(platform, ports, which)
    const loads = await read(t().db, SYSTEM, tx => tables(tx).selectFrom('datasets.load').select(['id', 'source_id']).where('dataset_id', '=', id).execute())
    expect(loads).toEqual([{ id: (await sourceRow(which)).last_load_id, source_id: which }])
    expect(asked).toBe(2)
  } finally { server.close() }
})

test('sources are their keepers’ matter', async () => {
  const { id } = await aDataset()
  const other = { platform, actor: anOfficer(await anAgency(t(), 'H55.905'), 'data-steward') }
  await expect(putSource(other, id, { kind: 'drop', mode: 'upsert', settings: {}, everyMinutes: null, acceptAlone: false })).rejects.toMatchObject({ code: 'not-found' })
  const which = await source(id, { kind: 'drop' })
  await expect(switchSource(other, which, false)).rejects.toMatchObject({ code: 'not-found' })
  await switchSource({ platform, actor: anOfficer(agency, 'data-steward') }, which, false)
  expect((await sourceRow(which)).state).toBe('off')
})
