import { randomBytes } from 'node:crypto'
import { connect, PUBLIC_SETTINGS, asNobody } from '../kernel/db/db.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { serveFaces } from '../kernel/testing/http.ts'
import { loadProvince } from '../app/province.ts'
import { countService } from '../modules/dossiers/index.ts'
import { foldService } from '../modules/dossiers/service-counts.ts'
import { periodOf, type Period } from '../modules/indicators/domain/period.ts'
import { recordReadings } from '../modules/indicators/acts/record-readings.ts'
import { callOf, SYSTEM } from '../modules/indicators/testing.ts'
import { boardRoutes } from '../modules/indicators/routes/boards.ts'
import { indicatorRoutes } from '../modules/indicators/routes/indicator.ts'
import { setManifest, setSite, siteFrom } from '../ui/index.ts'
import { fillFacts } from './indicators/fill-facts.ts'

/**
 * `bench/indicators-page.ts [DOSSIERS]`: the public pages of the boards with 92 communes and a million lines of facts, p95 of 100 (target 100 ms), against the
 * bare count of the same month by the driver in the same run.
 */
const wanted = Number(process.argv.find(each => /^\d{4,}$/.test(each)) ?? 1_000_000)
const now = new Date('2026-12-20T02:00:00Z')
const RUNS = 100
const line = (metric: string, value: number, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'indicators-page', metric, value: Math.round(value * 100) / 100, unit: 'ms', peer: 'the bare count of the month', peerValue: Math.round(peerValue * 100) / 100, ratio: Math.round(value / peerValue * 10) / 10 })}\n`) }
const { superuserUrl, urls: cluster, stop } = await startTestCluster()
const urls = await cloneDatabase({ superuserUrl, urls: cluster }, `bench_${randomBytes(4).toString('hex')}`)
const db = connect({ url: urls.app, max: 4, unhurried: true })
const publicDb = connect({ url: urls.app, max: 8, settings: PUBLIC_SETTINGS })
const owner = connect({ url: urls.migrator, max: 2, unhurried: true })

async function at95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < RUNS + 10; at++) { const from = performance.now(); await work(); if (at >= 10) times.push(performance.now() - from) }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS * 0.95)] ?? 0
}
try {
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  await loadProvince(db, 'thai-nguyen', now, () => undefined)
  const { rows } = await owner.pool.query<{ id: string; unit: string }>("select id, unit_code as unit from organisations.agency where kind = 'commune-committee' order by id")
  await fillFacts(owner, wanted, rows.map(({ id }) => id))
  await foldService(db)
  const months = Array.from({ length: 12 }, (_, at) => `2026${String(at + 1).padStart(2, '0')}`)
  await recordReadings(callOf({ db, owner, urls }, SYSTEM, now), rows.flatMap(({ unit }, of) => months.flatMap((period, at) => (['petitions', 'petitions_in_time'] as const).map(element => ({ element, unitCode: unit, period, value: 10 + (of + at) % 7, source: 'dataset' as const, ref: 'phan-anh' })))))
  await owner.pool.query("insert into indicators.form (id, code, title, period_type, due_days, elements, agency_kinds, valid_from) values (gen_random_uuid(), 'bench', 'Biểu', 'month', 10, '{petitions,petitions_in_time}', '{commune-committee}', '2020-01-01')")
  await owner.pool.query('analyze')
  const ports = { province: { code: '19', name: text }, counters: [], namesOf: () => Promise.resolve(new Map<string, string>()) }
  const faces = await serveFaces(db, [...boardRoutes(ports), ...indicatorRoutes(ports)], now, publicDb)
  const month: Period = periodOf('month', '2026-11-15')
  const bare = await at95(() => asNobody(publicDb, tx => countService(tx, { agencies: rows.map(({ id }) => id), periods: [month] })))
  process.stderr.write(`  ${rows.length} communes, ${wanted} dossiers\n`)
  for (const [name, path] of [['the list of boards', ''], ['QĐ 766 of the province, one month', '/qd-766?ky=202611'], ['one number from dossiers with its 24 months', '/qd-766/ON_TIME?ky=202611'], ['one number from 92 communes with its 24 months', '/qd-766/PETITION_PROCESSING_ON_TIME?ky=202611'], ['targets of Resolution 01', '/resolution-01?ky=2023'], ['one commune', `/qd-766?ky=202611&don-vi=${rows[0]?.unit ?? ''}`]] as const) {
    line(`${name}, p95 of ${RUNS} (target 100)`, await at95(async () => { const answer = await faces.server.inject({ url: `/bang-chi-so${path}` }); if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`) }), bare)
  }
  await faces.close()
} finally { for (const each of [db, publicDb, owner]) await each.pool.end(); await stop() }
