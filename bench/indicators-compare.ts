import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { connect, read } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { loadProvince } from '../app/province.ts'
import { generateDossiers } from '../modules/dossiers/index.ts'
import { countService } from '../modules/dossiers/service-counts.ts'
import { elementsRead, narrowedTo } from '../modules/indicators/domain/framework.ts'
import { periodOf, subPeriods } from '../modules/indicators/domain/period.ts'
import { compareUnits } from '../modules/indicators/queries/compare.ts'
import { findFramework } from '../modules/indicators/queries/frameworks.ts'
import { figuresOf } from '../modules/indicators/queries/results.ts'
import { subjectsOf } from '../modules/indicators/queries/subjects.ts'

/**
 * `bench/indicators-compare.ts [DOSSIERS]`: every indicator of QĐ 766 for 92 communes × 12 months, as the comparison asks for them: from the days that are kept and from
 * eight reported elements of every commune and month. Beside it what the statements alone take, and what one figuresOf for every unit and month would.
 */
const count = Number(process.argv[2] ?? 20_000)
const now = new Date('2026-12-20T02:00:00Z')
const REPORTED = ['petitions', 'petitions_in_time', 'petitions_rated', 'petitions_satisfied', 'decisions', 'decisions_issued_in_time', 'certified_copies_asked', 'certified_copies_electronic']
const dir = await mkdtemp(join(tmpdir(), 'tinhso-bench-'))
await chmod(dir, 0o755)
const server = await startEmbedded({ dir, durable: false })
const round = (value: number): number => Math.round(value * 100) / 100
const line = (metric: string, ms: number, peer: string, peerMs: number): void => { console.log(JSON.stringify({ bench: 'indicators-compare', metric, value: round(ms), unit: 'ms', peer, peerValue: round(peerMs), ratio: round(ms / peerMs) })) }
/** The middle of five, after one that warms up. */
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  await work()
  const took: number[] = []
  for (let at = 0; at < 5; at += 1) { const from = performance.now(); await work(); took.push(performance.now() - from) }
  return took.toSorted((a, b) => a - b)[2] ?? 0
}
try {
  const urls = await bootstrapOwnServer(server.url, dir, 'compare')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const [db, owner] = [connect({ url: urls.app, max: 2 }), connect({ url: urls.migrator, max: 2 })]
  try {
    await loadProvince(db, 'thai-nguyen', now, () => undefined)
    await generateDossiers(owner, { count, now, ledger: false, seed: 0.5 })
    const actor = { kind: 'system', name: 'bench' } as const
    const months = subPeriods(periodOf('year', '2026-12-20'), 'month')
    const subjects = await read(db, actor, async tx => (await subjectsOf(tx, { code: '19', name: 'Thái Nguyên' }, '2026-12-20')).filter(({ kind }) => kind === 'commune'))
    for (const { id, start, end } of months) await sql`insert into indicators.reading (id, element, unit_code, period, period_start, period_end, value, source, source_ref, state, recorded_at, approved_at)
      select uuidv7(), e, u, ${id}, ${start}, ${end}, 10 + abs(hashtext(e || u)) % 90, 'dataset', 'bench', 'approved', ${now}, ${now} from unnest(${sql.val(REPORTED)}::text[]) e cross join unnest(${sql.val(subjects.map(({ code }) => code))}::text[]) u`.execute(owner.kysely)
    await sql`analyze`.execute(owner.kysely)
    const [units, agencies] = [subjects.map(({ code }) => code), subjects.flatMap(each => each.agencies)]
    await read(db, actor, async tx => {
      const framework = await findFramework(tx, 'qd-766', { edition: '2022' })
      if (!framework) throw new Error('QĐ 766 is not loaded')
      const elements = [...elementsRead(framework.indicators)]
      const bare = await timed(async () => {
        await countService(tx, { agencies, periods: months })
        await sql`select element, unit_code, period, value from indicators.reading where element = any (${sql.val(elements)}) and unit_code = any (${sql.val(units)}) and state in ('approved', 'locked') and superseded_by is null and period_start <= ${'2026-12-31'} and period_end >= ${'2025-01-01'}`.execute(tx)
      })
      const all = await timed(() => compareUnits(tx, framework, subjects, months))
      line(`QĐ 766 (${framework.indicators.length} indicators) of ${subjects.length} communes × 12 months over ${count} dossiers and ${REPORTED.length * subjects.length * 12} readings`, all, 'the two statements that read it, alone', bare)
      const month = months.slice(-1)
      line('the same for one month: what the heat map asks', await timed(() => compareUnits(tx, framework, subjects, month)), 'the two statements over the year', bare)
      line('one indicator × 12 months: what the small multiples ask', await timed(() => compareUnits(tx, narrowedTo(framework, ['ON_TIME']), subjects, months)), 'the two statements over the year', bare)
      const [unit] = subjects
      if (unit) { const one = await timed(async () => { for (const each of months) await figuresOf(tx, framework, unit, each) }); line('all units and months', all, 'one figuresOf for each, from those of one commune', one * subjects.length) }
    })
  } finally { await db.pool.end(); await owner.pool.end() }
} finally { await server.stop(); await rm(dir, { recursive: true, force: true }) }
