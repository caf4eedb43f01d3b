import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../kernel/config.ts'
import { endSpares } from '../kernel/confined/index.ts'
import { connect } from '../kernel/db/db.ts'
import type { Platform } from '../kernel/platform.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { ask, openEngine } from '../modules/datasets/analytics/engine.ts'
import { RUN_BOUNDS, runQuestion } from '../modules/datasets/analytics/run.ts'
import { makeSnapshots } from '../modules/datasets/analytics/snapshots.ts'
import { cacheOf } from '../modules/datasets/downloads/cache.ts'
import { sourceFor } from '../modules/datasets/analytics/usable.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, SYSTEM } from '../modules/datasets/testing.ts'

/**
 * `bench/datasets-analytics.ts [ROWS]`: one million rows unless told (the promise is about 10000000). A snapshot is written within flat memory; rows
 * in groups come at least ten times as fast from it as from PostgreSQL in the same run: from the engine alone, from the process of its own that every
 * question has, which the question before has begun, and from one that is begun for it, as after a rest.
 */
const ROWS = Number(process.argv.find(each => /^\d{5,}$/.test(each)) ?? 1_000_000)
const rounded = (value: number): number => Math.round(value * 100) / 100
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'datasets-analytics', metric, value: rounded(value), unit, peer, peerValue: rounded(peerValue), ratio: rounded(value / peerValue) })}\n`) }

const { superuserUrl, urls: cluster, stop } = await startTestCluster()
const urls = await cloneDatabase({ superuserUrl, urls: cluster }, `bench_${randomBytes(4).toString('hex')}`)
const db = connect({ url: urls.app, max: 4 })
const owner = connect({ url: urls.migrator, max: 4, unhurried: true })
const bench = { db, owner, urls }
const quiet = (): void => undefined
const platform: Platform = { config: readConfig({ VAR_DIR: await mkdtemp(join(tmpdir(), 'bench-analytics-')), MASTER_KEY: randomBytes(32).toString('hex') }), db, now: () => new Date(), log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }

try {
  const schema = aSchema([aField('ma', { required: true }), aField('ten'), aField('xa', { type: 'unit' }), aField('loai'), aField('so', { type: 'integer' }), aField('tien', { type: 'decimal' }), aField('ngay', { type: 'date' }), aField('ghi_chu')], { key: ['ma'] })
  const id = await createDataset(callOf(bench, SYSTEM), 'lon', aDescription(await anAgency(bench), { title: 'Lớn', access: 'internal' }), schema)
  await loaded(bench, id, [{ ma: 'm0', ten: 'Đầu', xa: '00001', loai: 'a', so: '1', tien: '1', ngay: '2026-01-01', ghi_chu: 'x' }])
  await owner.pool.query(`insert into dataset_rows.lon (_load, _from, ma, ten, xa, loai, so, tien, ngay, ghi_chu) select 1, '-infinity', 'm' || n, 'Trạm ' || (n * 7919 % 100003), lpad((n % 200)::text, 5, '0'), (array['công lập', 'tư nhân', 'hợp tác xã', 'khác'])[n % 4 + 1], n * 104729 % 1000003, n % 9973 / 7.0, date '2020-01-01' + (n % 2000)::integer, 'ghi chú của dòng ' || n from generate_series(1, $1::bigint) n`, [ROWS])
  await owner.pool.query('vacuum analyze dataset_rows.lon')
  await owner.pool.query('update datasets.dataset set row_count = $2 where id = $1', [id, ROWS + 1])

  let most = process.memoryUsage.rss()
  const before = most
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss()) }, 50)
  const begun = performance.now()
  await makeSnapshots(platform, 'lon')
  clearInterval(watch)
  const { size } = await stat(await cacheOf(platform).parquet(await sourceFor(platform, 'lon', 'officers')))
  line('snapshot written', (performance.now() - begun) / 1000, 's', 'rows', ROWS)
  line('memory the snapshot took', (most - before) / 1024 ** 2, 'MB', 'size of the file in MB', size / 1024 ** 2)

  const tables = [{ code: 'lon', table: 'lon', audience: 'officers' as const }]
  const source = await sourceFor(platform, 'lon', 'officers')
  const engine = await openEngine([{ name: 'lon', file: await cacheOf(platform).parquet(source), columns: source.columns.map(field => field.name), dates: ['ngay'] }], RUN_BOUNDS)
  const middle = (times: number[]): number => times.toSorted((a, b) => a - b)[2] ?? 0
  const compared: readonly (readonly [name: string, statement: (from: string) => string])[] = [
    ['by commune: count, sum, average', from => `select xa, count(*) as n, sum(so) as so, avg(tien) as tien from ${from} group by xa order by xa`],
    ['by commune and kind: count, sum, average, first and last day', from => `select xa, count(*) as n, loai, sum(so) as so, avg(tien) as tien, min(ngay) as tu, max(ngay) as den from ${from} group by xa, loai order by xa, loai collate "C"`],
  ]
  for (const [name, statement] of compared) {
    const [ours, whole, rested, theirs]: [number[], number[], number[], number[]] = [[], [], [], []]
    const timed = async <T>(times: number[], work: () => Promise<T>): Promise<T> => { const from = performance.now(); const made = await work(); times.push(performance.now() - from); return made }
    for (let round = 0; round < 5; round++) {
      const local = statement('lon').replace(' collate "C"', '')
      const answer = await timed(ours, () => ask(engine, local, { rows: 10_000, bytes: 1_000_000 }))
      const question = async (times: number[]) => {
        const run = await timed(times, () => runQuestion(platform, { statement: local, tables }, async () => false))
        // the next process begins now, and shall take from nobody's time
        await new Promise(done => { setTimeout(done, 1000) })
        return run
      }
      endSpares()
      const first = await question(rested)
      const peer = await timed(theirs, () => owner.pool.query<{ n: string | number }>(statement('dataset_rows.lon where _ended is null and _to is null')))
      const run = await question(whole)
      const counts = JSON.stringify(peer.rows.map(row => Number(row.n)))
      for (const rows of [answer.rows, ...[first, run].map(each => each.ok ? each.result.rows : [])]) if (JSON.stringify(rows.map(row => row[1])) !== counts) throw new Error(`they do not agree ${name}`)
    }
    // rows in a second: more is better, as the promise says it
    const speed = (times: number[]): number => ROWS / middle(times) * 1000
    line(`rows aggregated ${name}`, speed(ours), 'rows/s', 'PostgreSQL, the same aggregate', speed(theirs))
    line(`${name}, in a process begun ahead`, speed(whole), 'rows/s', 'PostgreSQL, the same aggregate', speed(theirs))
    line(`${name}, in a process begun for it`, speed(rested), 'rows/s', 'PostgreSQL, the same aggregate', speed(theirs))
  }
} finally {
  endSpares()
  await owner.pool.end()
  await db.pool.end()
  await stop()
  await rm(platform.config.varDir, { recursive: true, force: true })
}
