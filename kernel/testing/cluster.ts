import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbedded, type EmbeddedServer } from '../db/embedded.ts'
import { bootstrapOwnServer, withClient, type DatabaseUrls } from '../db/bootstrap.ts'
import { migrate } from '../db/migrate.ts'
import { installJobs } from '../jobs/install.ts'
import { CLUSTER_PREFIX, clusterParent, ownCluster, sweepClusters } from './orphans.ts'

export interface TestCluster { readonly urls: DatabaseUrls; readonly superuserUrl: string; stop(): Promise<void> }

/** One real PostgreSQL per test run, in memory where the machine allows, with every migration applied to the template database. */
export async function startTestCluster(): Promise<TestCluster> {
  await sweepClusters()
  const dir = await mkdtemp(join(clusterParent(), CLUSTER_PREFIX))
  await ownCluster(dir)
  const server: EmbeddedServer = await startEmbedded({ dir, durable: false, settings: { max_connections: '300', shared_buffers: '128MB' } })
  const urls = await bootstrapOwnServer(server.url, dir, 'tinhso_template')
  await migrate(urls.migrator)
  await installJobs(urls.migrator)
  return { urls, superuserUrl: server.url, stop: async () => { await server.stop(); await rm(dir, { recursive: true, force: true }) } }
}

/** A fresh database cloned from the template in some 25 ms. */
export async function cloneDatabase(cluster: { superuserUrl: string; urls: DatabaseUrls }, name: string): Promise<DatabaseUrls> {
  await withClient(cluster.superuserUrl, client => client.query(`create database ${name} template tinhso_template strategy file_copy owner tinhso_migrator`))
  const at = (text: string): string => { const url = new URL(text); url.pathname = `/${name}`; return url.toString() }
  return { migrator: at(cluster.urls.migrator), app: at(cluster.urls.app) }
}
