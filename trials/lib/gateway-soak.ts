import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { run, type Program } from '../../bench/exchange/estate.ts'
import { bootstrapOwnServer, type DatabaseUrls } from '../../kernel/db/bootstrap.ts'
import { startEmbedded } from '../../kernel/db/embedded.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { QUIET, registryOf } from '../../modules/exchange/testing.ts'
import { pause } from './pause.ts'
import type { Random } from './random.ts'

/** Two real gateways on one durable database of their own. */
export interface GatewaySoak {
  readonly dir: string
  readonly urls: DatabaseUrls
  /** ports stay the same when a gateway is killed and started again */
  readonly ports: readonly [number, number]
  /** SIGKILL at random, in even steps while `left` falls from `size`: a gateway, or every `databaseEvery`th time the whole database. Resolves when all is up again. */
  killMeanwhile(options: { readonly size: number; readonly kills: number; readonly databaseEvery: number; readonly left: () => number }): Promise<{ readonly gatewayKills: number; readonly databaseKills: number }>
  /** lets the gateways finish */
  settle(): Promise<void>
  stop(): Promise<void>
}
export interface SoakSettings {
  readonly name: string
  readonly random: Random
  /** what the mutants of these trials have in common */
  readonly mutant: string | undefined
  readonly register: (registry: ReturnType<typeof registryOf>) => Promise<void>
}

/** Starts database and gateways; `register` fills the registry before. */
export async function startGatewaySoak({ name, random, mutant, register }: SoakSettings): Promise<GatewaySoak> {
  const dir = await mkdtemp(join(tmpdir(), name))
  await chmod(dir, 0o755)
  const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true, ...(mutant === 'commits-without-waiting-for-the-disk' ? { settings: { synchronous_commit: 'off', wal_writer_delay: '10000ms' } } : {}) })
  server.keepAlive(QUIET)
  const gateways: Program[] = []
  const stop = async (): Promise<void> => {
    for (const gateway of gateways) gateway.child.kill('SIGKILL')
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    const urls = await bootstrapOwnServer(server.url, dir)
    await migrate(urls.migrator)
    const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
    owner.on('error', () => undefined)
    await register(registryOf(owner))
    await owner.end()
    const start = (at: number, port: number): Promise<Program> => run('gateway.ts', [urls.app, dir, `gw-${at + 1}`, String(port)], 0, mutant === 'answers-before-the-log' ? { ANSWER_EARLY: '1' } : {})
    const [first, second] = [await start(0, 0), await start(1, 0)]
    gateways.push(first, second)
    const killGateway = async (): Promise<void> => {
      const at = random.next() < 0.5 ? 0 : 1
      const victim = gateways[at]
      if (!victim) return
      const gone = new Promise<void>(done => { victim.child.once('exit', () => done()) })
      victim.child.kill('SIGKILL')
      await gone
      // it does not come up while the database is on its way back
      for (let attempt = 0; ; attempt++) try { gateways[at] = await start(at, victim.port); return } catch (error) { if (attempt > 20) throw error; await pause(500) }
    }
    const killDatabase = async (): Promise<void> => {
      const pid = Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
      try { process.kill(-pid, 'SIGKILL') } catch { process.kill(pid, 'SIGKILL') }
    }
    return {
      dir, urls, ports: [first.port, second.port],
      async killMeanwhile({ size, kills, databaseEvery, left }) {
        const counts = { gatewayKills: 0, databaseKills: 0 }
        const pace = Math.max(1, Math.floor(size / (kills + 1)))
        for (let each = 1; each <= kills && left() > 0; each++) {
          const before = left()
          while (left() > 0 && before - left() < pace) await pause(20)
          if (each % databaseEvery === 0) { counts.databaseKills++; await killDatabase() } else { counts.gatewayKills++; await killGateway() }
        }
        return counts
      },
      settle: async () => { for (const gateway of gateways) await gateway.stop() },
      stop,
    }
  } catch (error) { await stop(); throw error }
}

/** Works `queue` off with so many hands. */
export async function workOff<T>(queue: T[], hands: number, work: (item: T) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: hands }, async () => { for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item) }))
}
