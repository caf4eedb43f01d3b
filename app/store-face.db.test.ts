import { sql } from 'kysely'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../kernel/config.ts'
import { connect, read, type Db } from '../kernel/db/db.ts'
import type { TestDb } from '../kernel/testing/db.ts'
import { CLUSTER_PREFIX, clusterParent, ownCluster } from '../kernel/testing/orphans.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { publishDataset } from '../modules/datasets/acts/publish-dataset.ts'
import { findDatasetById } from '../modules/datasets/queries/datasets.ts'
import { aDescription, aField, anAgency, anOfficer, aSchema, callOf, loaded, SYSTEM } from '../modules/datasets/testing.ts'
import { registryOf, send } from '../modules/exchange/testing.ts'
import { startApplication, type Application } from './start.ts'

/** The whole application over its own embedded database: one without `fsync`, as other tests share it, it refuses. */
let varDir: string
let app: Application
let owner: Db
const t = (): TestDb => ({ urls: { migrator: '', app: '' }, db: app.platform.db, owner })
beforeAll(async () => {
  varDir = await mkdtemp(join(clusterParent(), CLUSTER_PREFIX))
  // the database's own user must be able to reach it
  await chmod(varDir, 0o755)
  await ownCluster(varDir)
  app = await startApplication(readConfig({ VAR_DIR: varDir, PORT: '0', SCENE: 'empty', SIMULATORS: 'off', LOG_LEVEL: 'silent', EXCHANGE_INSTANCE: 'DEV' }), () => undefined)
  const { migrator }: { migrator: string } = JSON.parse(await readFile(join(varDir, 'postgres/role-passwords.json'), 'utf8'))
  owner = connect({ url: `postgres://tinhso_migrator:${migrator}@127.0.0.1:${(await readFile(join(varDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[3]}/tinhso`, applicationName: 'store-face', max: 2 })
}, 120_000)
afterAll(async () => {
  await owner.kysely.destroy()
  await app.stop()
  await rm(varDir, { recursive: true, force: true })
})

test('the application as it is started answers for its data store at its own gateway', async () => {
  const agency = await anAgency(t())
  const registry = registryOf(t().owner.pool)
  await registry.member('H55.901', { memberClass: 'GOV', agencyId: agency })
  const consumer = await registry.subsystem((await registry.member('TINH.02', { memberClass: 'GOV', agencyId: await anAgency(t(), 'H55.902') })).id, 'mot-cua')
  const steward = callOf(t(), anOfficer(agency, 'data-steward'))
  const id = await createDataset(steward, 'ho-ngheo', aDescription(agency, { access: 'shared', refreshDays: 30 }), aSchema([aField('ma_ho', { required: true })], { key: ['ma_ho'] }))
  await loaded(t(), id, [{ ma_ho: 'H1' }])
  await publishDataset(steward, id, (await read(t().db, SYSTEM, tx => findDatasetById(tx, id)))?.version ?? 0)
  const { rows: [service] } = await sql<{ id: string }>`select id from exchange.data_service where code = 'ho-ngheo'`.execute(t().owner.kysely)
  const right = await registry.right(consumer.id, service?.id ?? '')
  await sql`update exchange.access_right set fields = '{row.ma_ho}', purpose = 'Xét trợ giúp xã hội' where id = ${right.id}`.execute(t().owner.kysely)

  // the gateway hears of the new right by itself
  await expect.poll(async () => {
    const answer = await send(app.url, '/r1/DEV/GOV/H55.901/kho-du-lieu/ho-ngheo/rows', { headers: { 'X-Road-Client': 'DEV/GOV/TINH.02/mot-cua' } })
    return [answer.status, answer.json()]
  }, { timeout: 10_000 }).toMatchObject([200, { items: [{ ma_ho: 'H1' }] }])
}, 60_000)
