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
import { countService, foldService, type ServiceCounts, type ServiceQuery } from '../modules/dossiers/service-counts.ts'
import { periodOf, subPeriods } from '../modules/indicators/domain/period.ts'
import { groupScores, serviceScores } from '../modules/indicators/domain/service-quality.ts'
import { serviceFactsOf } from '../modules/indicators/service-facts.ts'
import { fillFacts } from './indicators/fill-facts.ts'

/**
 * `bench/indicators-service.ts [DOSSIERS]`: all figures of QĐ 766 for 92 agencies × 12 months. Full: every line of facts counted again (target 60 s for 10,000,000).
 * Incremental: one dossier changes, and all figures are there again in the same transaction (target 1 s); they must be those of the full count.
 * Lines of facts are invented directly, beside 2,000 real dossiers whose triggers write theirs; the dossiers themselves would only take room.
 */
const wanted = Number(process.argv[2] ?? 10_000_000)
const AGENCIES = 92
const REAL = 2000
const now = new Date('2026-12-20T02:00:00Z')
const dir = await mkdtemp(join(tmpdir(), 'tinhso-bench-'))
await chmod(dir, 0o755)
const server = await startEmbedded({ dir, durable: false })
const agencyOf = (at: number): string => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
const round = (value: number): number => Math.round(value * 100) / 100
const line = (metric: string, ms: number, peer: string, peerMs: number): void => { console.log(JSON.stringify({ bench: 'indicators-service', metric, value: round(ms), unit: 'ms', peer, peerValue: round(peerMs), ratio: round(ms / peerMs) })) }
const timed = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> => { const from = performance.now(); const result = await work(); return { ms: performance.now() - from, result } }
try {
  const urls = await bootstrapOwnServer(server.url, dir, 'service')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const [db, owner] = [connect({ url: urls.app, max: 2 }), connect({ url: urls.migrator, max: 2 })]
  try {
    await loadProvince(db, 'thai-nguyen', now, () => undefined)
    await generateDossiers(owner, { count: REAL, now, ledger: false, seed: 0.5 })
    await sql`update dossiers.dossier set competent_agency_id = ${agencyOf(0)}`.execute(owner.kysely)
    const filling = await timed(() => fillFacts(owner, wanted, Array.from({ length: AGENCIES }, (_, at) => agencyOf(at))))
    process.stderr.write(`  ${wanted} lines of facts in ${Math.round(filling.ms / 1000)} s\n`)
    await foldService(db)
    await sql`analyze dossiers.service_fact, dossiers.service_day, dossiers.dossier`.execute(owner.kysely)
    const agencies = Array.from({ length: AGENCIES }, (_, at) => agencyOf(at))
    const periods = subPeriods(periodOf('year', '2026-12-20'), 'month')
    const query = (anew: boolean): ServiceQuery => ({ agencies, periods, anew })
    const full = await timed(() => read(db, { kind: 'system', name: 'bench' }, async tx => { await sql`set local statement_timeout = 0`.execute(tx); return figures(await countService(tx, query(true))) }))
    const kept = await timed(() => read(db, { kind: 'system', name: 'bench' }, async tx => figures(await countService(tx, query(false)))))
    line(`full: QĐ 766 of ${full.result.size} agencies × 12 months over ${wanted + REAL} dossiers (target 60000)`, full.ms, 'sums of the days that are kept', kept.ms)
    const acts: number[] = []
    for (let at = 0; at < 20; at += 1) {
      const act = await timed(() => owner.kysely.transaction().execute(async tx => {
        await sql`update dossiers.dossier set finished_at = ${now}, processing = 'returned' where id = (select id from dossiers.dossier where received_at is not null and finished_at is null order by id offset ${at} limit 1)`.execute(tx)
        return figures(await countService(tx, query(false)))
      }))
      acts.push(act.ms)
    }
    line('incremental: one dossier is done, and all figures are there again, worst of 20 (target 1000)', Math.max(...acts), 'full', full.ms)
    line('the same, median of 20', acts.toSorted((a, b) => a - b)[10] ?? 0, 'full', full.ms)
    const again = await read(db, { kind: 'system', name: 'bench' }, async tx => { await sql`set local statement_timeout = 0`.execute(tx); return [figures(await countService(tx, query(true))), figures(await countService(tx, query(false)))] as const })
    if (JSON.stringify([...again[0]].sort()) !== JSON.stringify([...again[1]].sort())) throw new Error('the sums of the days are not those of the full count')
    process.stderr.write('  after 20 acts the sums of the days are those of the full count\n')
  } finally { await db.pool.end(); await owner.pool.end() }
} finally { await server.stop(); await rm(dir, { recursive: true, force: true }) }

/** Points of the groups of every agency and month, not only the counts. */
function figures(counts: ReadonlyMap<string, ReadonlyMap<string, ServiceCounts>>): ReadonlyMap<string, unknown> {
  return new Map([...counts].map(([agency, months]) => [agency, [...months].map(([month, own]) => [month, own, groupScores(serviceScores(serviceFactsOf(own)))])]))
}

