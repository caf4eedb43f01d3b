import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { connect, PUBLIC_SETTINGS } from '../kernel/db/db.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { serveFaces } from '../kernel/testing/http.ts'
import { loadFrameworks } from '../modules/indicators/acts/put-framework.ts'
import { uidOf } from '../modules/indicators/dhis2/uid.ts'
import { apiRoutes } from '../modules/indicators/routes/api.ts'
import { anElement, callOf, NOW, SYSTEM } from '../modules/indicators/testing.ts'

/**
 * `bench/indicators-analytics.ts [TIMES]`: DHIS2's analytics over HTTP for 92 communes × 12 months, as the public asks it, beside the bare SQL of the same
 * cells by the driver, in turns. Elements are read as they are; indicators are quotients that are computed for every cell.
 */
const TIMES = Number(process.argv.find(each => /^\d+$/.test(each)) ?? 20)
const [COMMUNES, ELEMENTS, INDICATORS] = [92, 20, 10]
const months = Array.from({ length: 12 }, (_, at) => `2025${String(at + 1).padStart(2, '0')}`)
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'indicators-analytics', metric, value: Math.round(value * 100) / 100, unit, peer, peerValue: Math.round(peerValue * 100) / 100, ratio: Math.round(value / peerValue * 100) / 100 })}\n`) }
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const { superuserUrl, urls: cluster, stop } = await startTestCluster()
const urls = await cloneDatabase({ superuserUrl, urls: cluster }, `bench_${randomBytes(4).toString('hex')}`)
const [db, owner, publicDb] = [connect({ url: urls.app, max: 4 }), connect({ url: urls.migrator, max: 2 }), connect({ url: urls.app, max: 4, settings: PUBLIC_SETTINGS })]
try {
  const text = (vi: string) => ({ vi, en: vi })
  const estate = { db, owner, urls }
  const indicator = (at: number) => ({ code: `I${at}`, text: text(`I${at}`), unit: text('%'), direction: 'up', decimals: 2, cutting: 'round', max: null, numerator: { expression: `#{e${at}}`, text: text('tử') }, denominator: { expression: `#{e${at + 10}}`, text: text('mẫu') }, factor: 100, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: text('—'), checkedBy: text('—'), source: 'thử', verification: 'verified' } as const)
  const codes = Array.from({ length: INDICATORS }, (_, at) => `I${at}`)
  const definition = { code: 'thu', version: '1', title: text('Bộ thử'), authority: text('Tỉnh'), document: 'QĐ thử', issuedOn: null, validFrom: '2020-01-01', validTo: null, kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: text('Nhóm'), parent: null, points: null, scored: false, components: null, verification: 'verified', indicators: codes }] } as const
  await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử')`.execute(owner.kysely)
  await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) select uuidv7(), lpad(n::text, 5, '0'), 'commune', 'Xã ' || n, 'Xã', '19', '2018-01-01', 'thử' from generate_series(1, ${sql.lit(COMMUNES)}) n`.execute(owner.kysely)
  await loadFrameworks(callOf(estate, SYSTEM), { elements: Array.from({ length: ELEMENTS }, (_, at) => anElement(`e${at}`, { source: 'dataset' })), frameworks: [{ definition, indicators: codes.map((_, at) => indicator(at)) }] })
  // ten years of readings of everything, so that what is asked for lies among the rest
  await sql`insert into indicators.reading (id, element, unit_code, period, period_start, period_end, value, source, source_ref, state, recorded_at, approved_at)
    select uuidv7(), 'e' || e, lpad(n::text, 5, '0'), to_char(m, 'YYYYMM'), m::date, (m + interval '1 month' - interval '1 day')::date, 1 + (e * n * extract(month from m)::int) % 97, 'dataset', 'thu', 'approved', now(), now()
    from generate_series(0, ${sql.lit(ELEMENTS - 1)}) e, generate_series(1, ${sql.lit(COMMUNES)}) n, generate_series('2016-01-01'::timestamp, '2025-12-01', '1 month') m`.execute(owner.kysely)
  await owner.pool.query('vacuum analyze indicators.reading')
  const faces = await serveFaces(db, apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), NOW, publicDb)
  const ask = async (dx: readonly string[]): Promise<number> => {
    const answer = await faces.server.inject({ url: `/api/dhis2/api/analytics?dimension=dx:${dx.join(';')}&dimension=ou:LEVEL-2&dimension=pe:${months.join(';')}&skipMeta=true` })
    return answer.json<{ rows: unknown[] }>().rows.length
  }
  /** The same cells, as they lie in the table: each element once for every commune and month. */
  const bare = async (elements: readonly string[]): Promise<number> => (await publicDb.pool.query("select element, unit_code, period, value from indicators.reading where element = any ($1) and period = any ($2) and state in ('approved', 'locked') and superseded_by is null and period_start <= '2025-12-31' and period_end >= '2025-01-01'", [elements, months])).rows.length
  const took = async (work: () => Promise<number>, wanted: number): Promise<number> => { const from = performance.now(); const rows = await work(); const ms = performance.now() - from; if (rows !== wanted) throw new Error(`${rows} rows instead of ${wanted}`); return ms }
  try {
    const cells = COMMUNES * months.length
    for (const [what, dx, elements, rows] of [
      [`${ELEMENTS} elements × ${COMMUNES} communes × 12 months`, Array.from({ length: ELEMENTS }, (_, at) => uidOf('dataElement', `e${at}`)), Array.from({ length: ELEMENTS }, (_, at) => `e${at}`), ELEMENTS * cells],
      [`${INDICATORS} indicators of ${ELEMENTS} elements × ${COMMUNES} communes × 12 months`, codes.map(code => uidOf('indicator', `thu.1.${code}`)), Array.from({ length: ELEMENTS }, (_, at) => `e${at}`), INDICATORS * cells],
      [`1 indicator × ${COMMUNES} communes × 12 months`, [uidOf('indicator', 'thu.1.I0')], ['e0', 'e10'], cells],
    ] as const) {
      const [asked, plain]: [number[], number[]] = [[], []]
      for (let turn = 0; turn < TIMES + 2; turn++) {
        const [one, other] = [await took(() => ask(dx), rows), await took(() => bare(elements), elements.length * cells)]
        // the first two warm both up
        if (turn > 1) { asked.push(one); plain.push(other) }
      }
      line(`${what}, median of ${TIMES}`, median(asked), 'ms', 'bare SQL of the same cells by the driver', median(plain))
    }
  } finally { await faces.close() }
} finally {
  await Promise.all([db, owner, publicDb].map(each => each.kysely.destroy()))
  await stop()
}
