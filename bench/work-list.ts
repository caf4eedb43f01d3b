import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { loadProvince } from '../app/province.ts'
import type { OfficerActor } from '../kernel/actor.ts'
import { readConfig } from '../kernel/config.ts'
import { bootstrapOwnServer, withClient } from '../kernel/db/bootstrap.ts'
import { connect, read, type Db } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { newId } from '../kernel/ids.ts'
import { installJobs } from '../kernel/jobs/install.ts'
import { generateDossiers } from '../modules/dossiers/index.ts'
import { FILTERS, holding, REGISTER_FILTERS, searchDossiers } from '../modules/dossiers/desk-queries.ts'
import { LISTS } from '../modules/dossiers/pages/desk/texts.ts'
import { getDossierView } from '../modules/dossiers/queries.ts'
import { countRegister, foldRegister } from '../modules/dossiers/register-counts.ts'
import { startDeskSite } from '../modules/dossiers/testing-desk.ts'
import { countWork, listWork, WORK_LISTS, type WorkDesk } from '../modules/dossiers/work-queries.ts'
import { agenciesInScope, listAgencies } from '../modules/organisations/index.ts'

/**
 * `bench/work-list.ts [DOSSIERS]`: what an officer waits for at 1,000,000 dossiers against 1,000: whole pages of work lists and dossiers, and the
 * queries behind them, in the same server with every wall in place (row-level security, the application's role). Promise for the pages and for
 * the lists: at most twice as long at the 95th percentile. The overview of a year may take 500 ms; beside its counts, the same by reading every dossier.
 */
const large = Number(process.argv[2] ?? 1_000_000)
const SMALL = 1000
const ROUNDS = 15
const NOW = new Date()

const percentile = (times: readonly number[], share: number): number => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
const round = (value: number): number => Math.round(value * 100) / 100
const deskOf = (agencies: readonly string[], accountId: string): WorkDesk => ({ agencies, accountId, now: NOW, soonBefore: new Date(NOW.getTime() + 36 * 3_600_000), silentBefore: new Date(NOW.getTime() - 7 * 86_400_000) })
const dayBefore = (days: number): string => new Date(NOW.getTime() + 7 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)
const midnight = (day: string): Date => new Date(`${day}T00:00:00+07:00`)
const [YEAR, EVERY] = ['counts of the register of a year', 'the same by every dossier']
type Figures = ReadonlyMap<string, readonly number[]>

async function fill(superuserUrl: string, dir: string, database: string, dossiers: number): Promise<{ db: Db; owner: Db; close(): Promise<void> }> {
  const urls = await bootstrapOwnServer(superuserUrl, dir, database)
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const [db, owner] = [connect({ url: urls.app, max: 2 }), connect({ url: urls.migrator, max: 2 })]
  await loadProvince(db, 'thai-nguyen', NOW, () => undefined)
  const started = performance.now()
  await generateDossiers(owner, { count: dossiers, now: NOW, ledger: false, seed: 0.5, progress: made => { if (made % 100_000 === 0) process.stderr.write(`  ${made} dossiers, ${Math.round((performance.now() - started) / 1000)} s\n`) } })
  await foldRegister(db)
  await withClient(urls.migrator, client => client.query('vacuum analyze dossiers.register_day; '))
  await withClient(urls.migrator, client => client.query('vacuum analyze dossiers.dossier; ').then(() => client.query('vacuum analyze dossiers.action')))
  return { db, owner, close: async () => { await db.kysely.destroy(); await owner.kysely.destroy() } }
}

async function measure({ db, owner }: { readonly db: Db; readonly owner: Db }, varDir: string): Promise<Figures> {
  const today = new Date(NOW.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  const agencies = await listAgencies(db, today)
  const root = agencies.find(agency => agency.parentId === null)
  // of all communes the one with most on its desk: the others wait less
  const busiest = (await withBusiest(db, agencies.filter(agency => agency.level === 'commune').map(({ id }) => id)))
  if (!root || !busiest) throw new Error('the province has no agencies')
  const officers = { commune: await officer(db, busiest), province: await officer(db, root.id) }
  const figures = new Map<string, number[]>()
  const time = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now()
    await work()
    figures.set(name, [...figures.get(name) ?? [], performance.now() - started])
  }
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const platform = { config: readConfig({ VAR_DIR: varDir, LOG_LEVEL: 'silent', PORT: '0' }), db, now: () => NOW, log: silent }
  for (const [who, actor] of Object.entries(officers)) {
    const site = await startDeskSite({ platform, officer: () => actor }, owner)
    const desk = await site.officer(actor.agencyId, ...actor.roles)
    const open = async (url: string): Promise<void> => { const { statusCode } = await desk.get(url); if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`) }
    const ids = (await read(db, actor, async tx => Promise.all(WORK_LISTS.map(list => listWork(tx, { list, ...deskOf(actor.scopeAgencyIds, actor.accountId) }))))).flatMap(page => page.items.map(({ id }) => id))
    for (let at = -2; at < ROUNDS; at++) {
      const keep = at >= 0 ? time : async (_: string, work: () => Promise<unknown>): Promise<void> => { await work() }
      for (const list of WORK_LISTS) await keep(`page of a work list, ${who}`, () => open(`/ban-lam-viec?ds=${LISTS[list].slug}`))
      for (const list of WORK_LISTS) await keep(`work list, ${who}`, () => read(db, actor, tx => listWork(tx, { list, ...deskOf(actor.scopeAgencyIds, actor.accountId) })))
      for (let i = 0; i < 5; i++) await keep(`counts of the lists, ${who}`, () => read(db, actor, tx => countWork(tx, deskOf(actor.scopeAgencyIds, actor.accountId))))
      for (let i = 0; i < 10; i++) {
        const id = ids[(Math.max(0, at) * 10 + i) % ids.length]
        if (id) await keep(`page of a dossier, ${who}`, () => open(`/ban-lam-viec/ho-so/${id}`))
        if (id) await keep(`open dossier, ${who}`, () => read(db, actor, tx => getDossierView(tx, id)))
      }
      await keep(`page of the overview of a year, ${who}`, () => open(`/ban-lam-viec/tong-quan?tu=${dayBefore(365)}&den=${dayBefore(0)}`))
      const year = { agencies: actor.scopeAgencyIds, from: midnight(dayBefore(365)), to: midnight(dayBefore(-1)), now: NOW }
      await keep(`${YEAR}, ${who}`, () => read(db, actor, tx => countRegister(tx, year)))
      if (at % 5 === 0) await keep(`${EVERY}, ${who}`, () => read(db, actor, tx => sql`select ${sql.join(REGISTER_FILTERS.map(filter => sql`count(*) filter (where ${FILTERS[filter](NOW)})`))} from dossiers.dossier d
        where ${holding(year.agencies)} and d.entered_at >= ${year.from} and d.entered_at < ${year.to}`.execute(tx)))
      await keep(`search by name, ${who}`, () => read(db, actor, tx => searchDossiers(tx, { q: 'Nguyễn Văn Bình' })))
    }
    await site.close()
  }
  return figures
}

async function withBusiest(db: Db, communes: readonly string[]): Promise<string | undefined> {
  const system = { kind: 'system', name: 'bench' } as const
  const counts = await Promise.all(communes.map(async id => ({ id, open: (await read(db, system, tx => countWork(tx, deskOf([id], newId()))))['in-progress'] })))
  return counts.toSorted((a, b) => b.open - a.open)[0]?.id
}

async function officer(db: Db, agencyId: string): Promise<OfficerActor> {
  return { kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles: ['supervisor'], scopeAgencyIds: await agenciesInScope(db, agencyId), displayName: 'Cán bộ đo', positionTitle: 'Công chức', agencyName: 'Cơ quan' }
}

const dir = await mkdtemp(join(tmpdir(), 'tinhso-bench-'))
await chmod(dir, 0o755)
const server = await startEmbedded({ dir, durable: false })
try {
  const small = await fill(server.url, dir, 'bench_small', SMALL)
  const few = await measure(small, dir)
  await small.close()
  const big = await fill(server.url, dir, 'bench_large', large)
  const many = await measure(big, dir)
  await big.close()
  for (const [name, times] of many) {
    const every = many.get(name.replace(YEAR, EVERY))
    if (name.startsWith(YEAR) && every) process.stdout.write(`${JSON.stringify({ bench: 'work-list', metric: `p95 ${name}, ${large} dossiers`, value: round(percentile(times, 0.95)), unit: 'ms', peer: EVERY, peerValue: round(percentile(every, 0.95)), ratio: round(percentile(times, 0.95) / percentile(every, 0.95)) })}\n`)
    const [value, peerValue] = [percentile(times, 0.95), percentile(few.get(name) ?? [], 0.95)]
    process.stdout.write(`${JSON.stringify({ bench: 'work-list', metric: `p95 ${name}, ${large} dossiers`, value: round(value), unit: 'ms', peer: `${SMALL} dossiers`, peerValue: round(peerValue), ratio: round(value / peerValue) })}\n`)
  }
} finally {
  await server.stop()
  await rm(dir, { recursive: true, force: true })
}
