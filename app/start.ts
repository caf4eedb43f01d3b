import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Config } from '../kernel/config.ts'
import type { Db } from '../kernel/db/db.ts'
import { buildServer } from '../kernel/http/server.ts'
import { startJobs } from '../kernel/jobs/runner.ts'
import { startLedger } from '../kernel/ledger/index.ts'
import type { Platform } from '../kernel/platform.ts'
import { buildAssets } from '../ui/build.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, signInPath, siteFrom } from '../ui/index.ts'
import { parseTheme } from '../ui/theme.ts'
import { openDatabase } from './database.ts'
import { resolveActor, resolveApiToken } from '../modules/identity/index.ts'
import { takeLock } from './lock.ts'
import { makeLog } from './log.ts'
import { openGateway } from './gateway.ts'
import { houseJobs } from './jobs.ts'
import { composeModules } from './modules.ts'
import { loadProvince } from './province.ts'
import { callDatasets } from './scenes/demo-exchange.ts'
import { DEMO_PASSWORD } from './scenes/password.ts'
import { playScene, pointAtSimulators } from './scenes/play.ts'
import { startSimulators } from './simulators.ts'

/** Whether this database already holds people: then the scene has been played, or a real province works here. */
const isInhabited = async (owner: Db): Promise<boolean> => (await sql`select 1 from identity.account limit 1`.execute(owner.kysely)).rows.length > 0

export interface Application { readonly url: string; readonly server: FastifyInstance | undefined; readonly platform: Platform; stop(): Promise<void> }

/** Brings the whole house up, floor by floor; what was started is stopped again when a later floor fails. */
export async function startApplication(settings: Config, say: (line: string) => void): Promise<Application> {
  const started: (() => Promise<void> | void)[] = []
  const stop = async (): Promise<void> => { for (const undo of started.splice(0).toReversed()) await Promise.resolve(undo()).catch(() => undefined) }
  try {
    const log = makeLog(settings.logLevel)
    if (!settings.databaseUrl) started.push(takeLock(settings.varDir))
    const assetsDir = join(settings.varDir, 'assets')
    const simulating = settings.simulators && settings.role === 'all'
    const [database, manifest, simulators] = await Promise.all([
      openDatabase(settings, { watch: log }).then(opened => { started.push(() => opened.stop()); return opened }),
      buildAssets(assetsDir, join('provinces', settings.province, 'theme.json')),
      simulating ? startSimulators(settings).then(running => { started.push(() => running.stop()); return running }) : undefined,
    ])
    if (database.applied.length) say(`Database: ${database.applied.length} migrations applied`)
    const config: Config = { ...settings,
      oidc: { ...settings.oidc, issuer: settings.oidc.issuer ?? simulators?.oidcIssuer }, smtpUrl: settings.smtpUrl ?? simulators?.smtpUrl,
      smsUrl: settings.smsUrl ?? simulators?.smsUrl, timeStampUrl: settings.timeStampUrl ?? simulators?.timeStampUrl }
    setManifest(manifest)
    const theme = parseTheme(await readFile(join('provinces', config.province, 'theme.json'), 'utf8'))
    setSite(siteFrom(theme, { demo: config.scene === 'demo' }))
    const platform: Platform = { config, db: database.db, publicDb: database.publicDb, now: () => new Date(), log }
    await database.install(db => loadProvince(db, config.province, platform.now(), say, config.exchange.instance))
    // the receipts of every process carry proofs; whoever leads seals
    const ledger = await startLedger(platform, database.owner)
    started.push(() => ledger.stop())
    // before the house opens: the scene issues the keys of its ring
    const fresh = config.scene === 'demo' && simulators !== undefined && !(await isInhabited(database.owner))
    if (fresh) await database.install(db => playScene({ ...platform, db }, ledger, say))
    // at every start: whoever starts the demonstration a second time must get in, too
    if (config.scene === 'demo' && simulators) say(`Demo sign-in for officers: ${config.publicUrl}/can-bo/dang-nhap   password for all: ${DEMO_PASSWORD}`)
    if (simulators) await database.install(db => pointAtSimulators({ ...platform, db }, simulators.registersUrl))
    const own: { url?: string } = {}
    const house = await composeModules(platform, ledger, () => config.exchange.url ?? own.url)
    started.push(() => house.close())
    const { modules } = house

    let server: FastifyInstance | undefined
    const gateway = config.role === 'all' || config.role === 'exchange' ? await openGateway(config, database, house.keys, log, platform.now, house.store) : undefined
    if (gateway) started.push(() => gateway.stop())
    if (config.role !== 'worker') {
      server = await buildServer({
        platform, routes: config.role === 'exchange' ? [] : modules.flatMap(module => module.routes), assetsDir, ...(gateway ? { front: gateway.gateway } : {}),
        authenticate: (token, now, ip) => resolveActor(house.services.identity, token, now, ip),
        authenticateToken: (token, use) => resolveApiToken(house.services.identity, token, use),
        signInPath,
        renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
        ready: async () => { await sql`select 1`.execute(database.db.kysely) },
      })
      await server.listen({ host: config.host, port: config.port })
      started.push(() => server?.close())
      const at = server.server.address()
      // whoever listens everywhere is reached on this machine
      if (gateway && typeof at === 'object' && at) own.url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host === '::' ? '[::1]' : config.host}:${at.port}`
    }
    if (config.role === 'all' || config.role === 'worker') {
      const jobs = await startJobs(platform, { migratorUrl: database.migratorUrl, nodeName: database.nodeName, jobs: [...modules.flatMap(module => module.jobs ?? []), ...houseJobs(config, house.services.files)], subscribers: modules.flatMap(module => module.subscribers?.(platform) ?? []) })
      started.push(() => jobs.stop())
    }
    if (fresh && own.url !== undefined) say(`Demonstration scene: ${await callDatasets(platform, own.url)} calls to shared datasets through the exchange`)
    const address = server?.server.address()
    return { url: typeof address === 'object' && address ? `http://${config.host}:${address.port}` : config.publicUrl, server, platform, stop }
  } catch (error) { await stop(); throw error }
}
