import { randomBytes } from 'node:crypto'
import { execFile } from 'node:child_process'
import { Agent, request } from 'node:http'
import { promisify } from 'node:util'
import { connect, PUBLIC_SETTINGS } from '../kernel/db/db.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { publishDataset } from '../modules/datasets/acts/publish-dataset.ts'
import type { RowQuery } from '../modules/datasets/domain/query.ts'
import { askPublicRows, askRows, openDataset } from '../modules/datasets/queries/open-dataset.ts'
import { compile, selectRows } from '../modules/datasets/queries/rows.ts'
import { downloadRoutes } from '../modules/datasets/routes/downloads.ts'
import { postgrestRoutes } from '../modules/datasets/routes/postgrest.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, SYSTEM } from '../modules/datasets/testing.ts'
import { serveFaces } from '../kernel/testing/http.ts'

/**
 * `bench/datasets-read.ts [ROWS]`: reading a dataset of ten million rows. A page anywhere in an order costs at most twice one at ten thousand rows; a
 * filter and an order by an indexed field answer within 50 ms; the PostgREST dialect over HTTP makes at least half the requests a second of the same
 * SQL by the driver alone.
 */
const BIG = Number(process.argv.find(each => /^\d{5,}$/.test(each)) ?? 10_000_000)
const SMALL = 10_000
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'datasets-read', metric, value: Math.round(value * 100) / 100, unit, peer, peerValue: Math.round(peerValue * 100) / 100, ratio: Math.round(value / peerValue * 100) / 100 })}\n`) }
const at95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0

const { superuserUrl, urls: cluster, stop } = await startTestCluster()
const urls = await cloneDatabase({ superuserUrl, urls: cluster }, `bench_${randomBytes(4).toString('hex')}`)
const db = connect({ url: urls.app, max: 8 })
const publicDb = connect({ url: urls.app, max: 8, settings: PUBLIC_SETTINGS })
const owner = connect({ url: urls.migrator, max: 4, unhurried: true })
const bench = { db, owner, urls }

/** A published dataset whose rows are made by the database itself, as its owner. */
async function fill(agency: string, code: string, rows: number): Promise<void> {
  const schema = aSchema([aField('ma', { required: true }), aField('ten', { indexed: true }), aField('xa', { type: 'unit', indexed: true }), aField('so', { type: 'integer', indexed: true }), aField('ngay', { type: 'date' }), aField('ghi_chu')], { key: ['ma'] })
  const id = await createDataset(callOf(bench, SYSTEM), code, aDescription(agency, { title: code }), schema)
  await loaded(bench, id, [{ ma: 'm0', ten: 'Đầu', xa: '00001', so: '1', ngay: '2026-01-01', ghi_chu: 'x' }])
  await publishDataset(callOf(bench, SYSTEM), id, 2)
  const table = code.replaceAll('-', '_')
  const { rows: indexes } = await owner.pool.query<{ name: string; definition: string }>("select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = $1::regclass and not indisprimary", [`dataset_rows.${table}`])
  for (const { name } of indexes) await owner.pool.query(`drop index ${name}`)
  await owner.pool.query(`insert into dataset_rows.${table} (_load, _from, ma, ten, xa, so, ngay, ghi_chu) select 1, '-infinity', 'm' || n, case when n % 10 = 0 then null else 'Trạm ' || (n * 7919 % $1) end, lpad((n % 200)::text, 5, '0'), case when n % 19 = 0 then null else n * 104729 % 1000003 end, date '2020-01-01' + (n % 2000)::integer, 'ghi chú của dòng ' || n from generate_series(1, $1::bigint) n`, [rows])
  for (const { definition } of indexes) await owner.pool.query(definition)
  await owner.pool.query(`vacuum analyze dataset_rows.${table}`)
  await owner.pool.query('update datasets.dataset set row_count = $2 where id = $1', [id, rows + 1])
}

const question = (more: Partial<RowQuery>): RowQuery => ({ select: [], order: [], limit: 50, offset: 0, ...more })
const ANYBODY = { kind: 'anonymous' } as const
const platform = { db, publicDb, now: () => new Date() }
async function took(code: string, query: RowQuery): Promise<number> {
  const begun = performance.now()
  await askPublicRows(platform, code, async (tx, { asked }) => ({ proved: (await selectRows(tx, asked, query)).rows.length > 0 }))
  return performance.now() - begun
}
/** Cursors spread over the whole order: where a page ends that begins at such a value. */
async function cursors(code: string, order: RowQuery['order'], rows: number): Promise<string[]> {
  const found: string[] = []
  for (let n = 0; n < 40; n++) {
    const value = order[0]?.field === 'so' ? String(Math.floor(n * 25_000)) : `Trạm ${Math.floor(n * rows / 40)}`
    const [first] = order
    const page = await askRows(platform, ANYBODY, async tx => selectRows(tx, (await openDataset(tx, ANYBODY, code)).asked, question({ order, limit: 1, ...first ? { where: { field: first.field, operator: first.descending ? 'lte' : 'gte', value } } : { where: { field: 'ma', operator: 'eq', value: `m${Math.floor(n * rows / 40) + 1}` } } })))
    if (page.next !== undefined) found.push(page.next)
    // without an order a cursor is the row's number
    else if (!first) found.push(Buffer.from(JSON.stringify({ o: '', v: [], i: Math.floor(n * rows / 40) + 1 })).toString('base64url'))
  }
  return found
}

async function requestsASecond(work: (at: number) => Promise<void>, seconds: number, lanes: number): Promise<number> {
  const until = performance.now() + seconds * 1000
  let done = 0
  await Promise.all(Array.from({ length: lanes }, async () => { while (performance.now() < until) await work(done++) }))
  return done / seconds
}

/** The client is a process of its own: what it costs is not the server's. */
async function askedFromOutside(url: string, seconds: number, lanes: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), new URL('datasets/ask-pages.ts', import.meta.url).pathname, url, String(seconds), String(lanes)])
  return Number(stdout)
}

try {
  const agency = await anAgency(bench, 'H55.990')
  const begun = performance.now()
  await fill(agency, 'nho', SMALL)
  await fill(agency, 'lon', BIG)
  process.stderr.write(`filled in ${Math.round((performance.now() - begun) / 1000)} s\n`)
  const orders: readonly (readonly [string, RowQuery['order']])[] = [['no order', []], ['by a whole number', [{ field: 'so', descending: false }]], ['by words, last first', [{ field: 'ten', descending: true }]], ['by a number without its gaps first, then words', [{ field: 'so', descending: false, nulls: 'first' }, { field: 'ten', descending: false }]]]
  for (const [name, order] of orders) {
    const measured: Record<string, number> = {}
    for (const [code, rows] of [['nho', SMALL], ['lon', BIG]] as const) {
      const places = await cursors(code, order, rows)
      const run = async (): Promise<number[]> => { const times: number[] = []; for (let round = 0; round < 5; round++) for (const after of places) times.push(await took(code, question({ order, after }))); return times }
      await run()
      measured[code] = at95(await run())
    }
    line(`page anywhere, ${name}, at ${BIG} rows, p95`, measured['lon'] ?? 0, 'ms', `at ${SMALL}`, measured['nho'] ?? 1)
  }
  const filters: readonly (readonly [string, (n: number) => Partial<RowQuery>])[] = [
    ['filter and order by one indexed field', n => ({ where: { field: 'so', operator: 'gte', value: String(n * 9_973 % 1_000_000) }, order: [{ field: 'so', descending: false }] })],
    ['filter by one indexed field, order by another', n => ({ where: { field: 'xa', operator: 'eq', value: String(n % 200).padStart(5, '0') }, order: [{ field: 'so', descending: true, nulls: 'last' }] })],
    ['by key', n => ({ where: { field: 'ma', operator: 'eq', value: `m${n * 7_919 % BIG + 1}` } })],
  ]
  for (const [name, make] of filters) {
    const times: number[] = []
    for (let n = 0; n < 220; n++) { const one = await took('lon', question(make(n))); if (n >= 20) times.push(one) }
    line(`${name}, p95`, at95(times), 'ms', 'promise', 50)
  }

  const faces = await serveFaces(db, [...postgrestRoutes, ...downloadRoutes], new Date(), publicDb)
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const get = (path: string): Promise<void> => new Promise((done, fail) => { request(`${faces.url}${path}`, { agent }, answer => { answer.resume(); answer.on('end', () => { if (answer.statusCode === 200) done(); else fail(new Error(`${answer.statusCode}`)) }) }).on('error', fail).end() })
  const { dataset, asked } = await askRows(platform, ANYBODY, tx => openDataset(tx, ANYBODY, 'lon'))
  if (dataset.rowCount < BIG) throw new Error('the dataset is not whole')
  const same = (n: number): RowQuery => question({ where: { field: 'so', operator: 'gte', value: String(n * 9_973 % 1_000_000) }, order: [{ field: 'so', descending: false }] })
  const texts = (n: number): { sql: string; parameters: readonly unknown[] } => { const [page] = compile(asked, same(n)).pages; if (!page) throw new Error('no page'); return page(51).compile(db.kysely) }
  // under the same wall, as the same nobody
  const driver = connect({ url: urls.app, max: 8, settings: PUBLIC_SETTINGS })
  const byDialect: number[] = []
  const byDriver: number[] = []
  for (let round = 0; round < 5; round++) {
    byDialect.push(await askedFromOutside(faces.url, 3, 8))
    byDriver.push(await requestsASecond(async n => { const { sql, parameters } = texts(n); await driver.pool.query(sql, [...parameters]) }, 3, 8))
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  line('PostgREST dialect over HTTP, 50 rows', median(byDialect), 'requests/s', 'the same SQL by the driver', median(byDriver))
  // a whole file: memory stays where it is
  for (const format of BIG < 1_048_576 ? ['csv', 'xlsx', 'parquet'] : ['csv', 'parquet']) {
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss) }, 50)
    const begun = performance.now()
    await get(`/du-lieu/lon.${format}`)
    clearInterval(watch)
    line(`memory that ${BIG} rows as ${format} take`, (peak - before) / 1_048_576, 'MiB', 'promise', 200)
    line(`${BIG} rows as ${format}`, BIG / (performance.now() - begun) * 1000, 'rows/s', 'a floor', 10_000)
  }
  agent.destroy()
  await driver.kysely.destroy()
  await faces.close()
} finally { await db.kysely.destroy(); await publicDb.kysely.destroy(); await owner.kysely.destroy(); await stop() }
