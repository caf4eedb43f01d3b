import type { TestProject } from 'vitest/node'
import { startTestCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext { cluster: { superuserUrl: string; urls: { migrator: string; app: string } } }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster()
  project.provide('cluster', { superuserUrl: cluster.superuserUrl, urls: cluster.urls })
  return () => cluster.stop()
}
