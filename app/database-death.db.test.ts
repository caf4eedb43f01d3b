import { chmod, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SystemActor } from '../kernel/actor.ts'
import { readConfig } from '../kernel/config.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { transact } from '../kernel/db/db.ts'
import { alive } from '../kernel/db/postmaster.ts'
import { newId } from '../kernel/ids.ts'
import { appendLedger } from '../kernel/ledger/index.ts'
import { publish } from '../kernel/outbox.ts'
import { CLUSTER_PREFIX, clusterParent, ownCluster } from '../kernel/testing/orphans.ts'
import { startApplication, type Application } from './start.ts'

/** The whole application over its own embedded database, whose server is killed under it. */
let varDir: string
let app: Application
beforeAll(async () => {
  varDir = await mkdtemp(join(clusterParent(), CLUSTER_PREFIX))
  // the database's own user must be able to reach it
  await chmod(varDir, 0o755)
  await ownCluster(varDir)
  app = await startApplication(readConfig({ VAR_DIR: varDir, PORT: '0', SCENE: 'empty', SIMULATORS: 'off', LOG_LEVEL: 'silent' }), () => undefined)
}, 120_000)
afterAll(async () => {
  await app.stop()
  await rm(varDir, { recursive: true, force: true })
})

const system: SystemActor = { kind: 'system', name: 'trial' }
const postmaster = async (): Promise<number> => Number((await readFile(join(varDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])
const ownerUrl = async (): Promise<string> => {
  const { migrator }: { migrator: string } = JSON.parse(await readFile(join(varDir, 'postgres/role-passwords.json'), 'utf8'))
  return `postgres://tinhso_migrator:${migrator}@127.0.0.1:${(await readFile(join(varDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[3]}/tinhso`
}
const ask = (path: string, accept = 'text/html') => fetch(`${app.url}${path}`, { headers: { accept } })
const ready = async () => (await ask('/readyz')).status
const patient = { timeout: 40_000, interval: 50 }

it('says so while its database is away, keeps nothing half-written, and everything goes on when it is back', async () => {
  const { db } = app.platform
  // a backend in the middle of a computation does not notice that its postmaster died
  const computing = transact(db, system, async tx => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`select sum(n) from generate_series(1, 100000000000) n`.execute(tx)
  }).catch((error: unknown) => error)
  const isComputing = async () => (await sql<{ pid: number }>`select pid from pg_stat_activity where query like 'select sum(n)%' and state = 'active'`.execute(db.kysely)).rows[0]?.pid
  await expect.poll(isComputing).toBeDefined()
  const orphan = await isComputing() ?? 0

  // while its settings are away the server cannot start, so that the outage lasts as long as we look at it
  const settings = join(varDir, 'postgres/data/postgresql.conf')
  await rename(settings, `${settings}.away`)
  const lost = newId()
  await expect(transact(db, system, async tx => {
    await publish(tx, 'trial.lost', { lost })
    process.kill(await postmaster(), 'SIGKILL')
    // whoever waits notices the death; who computes does not
    await sql`select pg_sleep(60)`.execute(tx)
  })).rejects.toThrow()
  await expect.poll(ready, patient).toBe(503)
  const page = await ask('/thu-tuc')
  expect(page.status).toBe(503)
  const text = await page.text()
  expect(text).toContain('<h1 class="govuk-heading-l">Hệ thống đang tạm gián đoạn</h1>')
  expect(text).toContain('bản nháp đã lưu của bạn vẫn còn')
  const problem = await ask('/api/v1/procedures', 'application/json')
  expect([problem.status, problem.headers.get('content-type'), await problem.json()]).toMatchObject([503, expect.stringContaining('application/problem+json'), { code: 'unavailable' }])
  expect((await ask('/healthz')).status).toBe(200)

  await rename(`${settings}.away`, settings)
  await expect.poll(ready, patient).toBe(200)
  expect((await ask('/thu-tuc')).status).toBe(200)
  expect(alive(orphan)).toBe(false)
  await expect(computing).resolves.toBeInstanceOf(Error)
  const asOwner = async (query: string) => withClient(await ownerUrl(), async client => (await client.query(query)).rows.length)
  expect(await asOwner(`select 1 from kernel.outbox where type = 'trial.lost'`)).toBe(0)

  // jobs run and the sealer seals again
  await transact(db, system, async tx => {
    await appendLedger(tx, { actor: system, act: 'trial.after', object: { type: 'trial', id: lost }, at: new Date() })
    await publish(tx, 'trial.after', {})
  })
  await expect.poll(() => asOwner(`select 1 from graphile_worker.jobs where task_identifier = 'deliver'`), patient).toBe(0)
  await expect.poll(() => asOwner(`select 1 from kernel.ledger_entry e join kernel.ledger_leaf l on l.entry_id = e.id where e.object_id = '${lost}'`), patient).toBe(1)
}, 120_000)

it('comes back by itself, again and again, at the same address', async () => {
  for (let i = 0; i < 3; i++) {
    const before = await postmaster()
    process.kill(before, 'SIGKILL')
    await expect.poll(async () => await postmaster() !== before && await ready(), patient).toBe(200)
  }
}, 120_000)
