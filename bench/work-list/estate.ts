import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadProvince } from '../../app/province.ts'
import type { OfficerActor } from '../../kernel/actor.ts'
import { readConfig } from '../../kernel/config.ts'
import { bootstrapOwnServer, withClient, type DatabaseUrls } from '../../kernel/db/bootstrap.ts'
import { connect, read, type Db } from '../../kernel/db/db.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { newId } from '../../kernel/ids.ts'
import { installJobs } from '../../kernel/jobs/install.ts'
import type { Platform } from '../../kernel/platform.ts'
import { generateDossiers } from '../../modules/dossiers/index.ts'
import { foldRegister } from '../../modules/dossiers/register-counts.ts'
import { countWork, type WorkDesk } from '../../modules/dossiers/work-queries.ts'
import { agenciesInScope, listAgencies } from '../../modules/organisations/index.ts'

/** A province with so many dossiers on the server of the benchmark, as the application sees it. */
export interface Estate {
  readonly db: Db
  readonly owner: Db
  readonly platform: Pick<Platform, 'config' | 'db' | 'now' | 'log'>
  readonly officers: Readonly<Record<'commune' | 'province', OfficerActor>>
  /** milliseconds that the backends of this province have been on a processor, whatever else the machine did; 0 where the system does not tell */
  processor(): number
  close(): Promise<void>
}

export const deskOf = (agencies: readonly string[], accountId: string, now: Date): WorkDesk => ({ agencies, accountId, now, soonBefore: new Date(now.getTime() + 36 * 3_600_000), silentBefore: new Date(now.getTime() - 7 * 86_400_000) })

/** The day from which everything in `dir` was made: what is kept is measured as it was on that day. */
export async function dayOf(dir: string, now: Date): Promise<Date> {
  await mkdir(dir, { recursive: true })
  await chmod(dir, 0o755)
  const file = join(dir, 'made-at')
  const made = await readFile(file, 'utf8').catch(() => '')
  if (made === '') await writeFile(file, now.toISOString())
  return made === '' ? now : new Date(made)
}

async function fill(urls: DatabaseUrls, db: Db, owner: Db, dossiers: number, now: Date): Promise<void> {
  const kept = await withClient(urls.migrator, async client => (await client.query<{ n: number }>('select count(*)::int as n from dossiers.dossier')).rows[0]?.n ?? 0)
  if (kept !== 0 && kept !== dossiers) throw new Error(`${kept} dossiers are there, not ${dossiers}: a run that was broken off, drop its folder`)
  if (kept === 0) {
    await loadProvince(db, 'thai-nguyen', now, () => undefined)
    const started = performance.now()
    await generateDossiers(owner, { count: dossiers, now, ledger: false, seed: 0.5, progress: made => { if (made % 100_000 === 0) process.stderr.write(`  ${made} dossiers, ${Math.round((performance.now() - started) / 1000)} s\n`) } })
  }
  await foldRegister(db)
  for (const table of ['register_day', 'dossier', 'action']) await withClient(urls.migrator, client => client.query(`vacuum analyze dossiers.${table}`))
}

async function officer(db: Db, agencyId: string): Promise<OfficerActor> {
  return { kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles: ['supervisor'], scopeAgencyIds: await agenciesInScope(db, agencyId), displayName: 'Cán bộ đo', positionTitle: 'Công chức', agencyName: 'Cơ quan' }
}

/** Opens the database `name` below `dir`, and fills it when it is empty. */
export async function openEstate(superuserUrl: string, dir: string, name: string, dossiers: number, now: Date): Promise<Estate> {
  const urls = await bootstrapOwnServer(superuserUrl, dir, name)
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  const [db, owner] = [connect({ url: urls.app, max: 2 }), connect({ url: urls.migrator, max: 2 })]
  await fill(urls, db, owner, dossiers, now)
  const backends = new Set<number>()
  db.pool.on('connect', client => { if ('processID' in client && typeof client.processID === 'number') backends.add(client.processID) })
  // whoever connected while filling is replaced by connections that are counted
  await Promise.all(Array.from({ length: 2 }, () => db.pool.connect())).then(clients => { for (const client of clients) client.release(true) })
  const agencies = await listAgencies(db, new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10))
  const root = agencies.find(agency => agency.parentId === null)
  // of all communes the one with most on its desk: the others wait less
  const communes = agencies.filter(agency => agency.level === 'commune')
  const open = await Promise.all(communes.map(async ({ id }) => ({ id, open: (await read(db, { kind: 'system', name: 'bench' }, tx => countWork(tx, deskOf([id], newId(), now))))['in-progress'] })))
  const busiest = open.toSorted((a, b) => b.open - a.open)[0]
  if (!root || !busiest) throw new Error('the province has no agencies')
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  return {
    db, owner, officers: { commune: await officer(db, busiest.id), province: await officer(db, root.id) },
    platform: { config: readConfig({ VAR_DIR: dir, LOG_LEVEL: 'silent', PORT: '0' }), db, now: () => now, log },
    processor: () => [...backends].reduce((sum, pid) => sum + onProcessor(pid), 0),
    close: async () => { await db.kysely.destroy(); await owner.kysely.destroy() },
  }
}

/** Linux counts the nanoseconds. */
function onProcessor(pid: number): number {
  try { return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6 } catch { return 0 }
}
