import type { Job } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { transact } from '../../../kernel/db/db.ts'
import { isPersonal } from '../domain/schema.ts'
import type { Audience } from '../domain/reader.ts'
import { readableFields } from '../domain/reader.ts'
import { cacheOf } from '../downloads/cache.ts'
import { findDataset } from '../queries/datasets.ts'
import { SNAPSHOT_DATASET } from './snapshot-job.ts'
import { sourceFor } from './usable.ts'

const SYSTEM = { kind: 'system', name: 'datasets-snapshots' } as const

/** Writes the files that analyses of a dataset read, one for each audience that there is. Those there already stay. */
export async function makeSnapshots(platform: Pick<Platform, 'db' | 'publicDb' | 'config' | 'now'>, code: string): Promise<void> {
  const dataset = await transact(platform.db, SYSTEM, tx => findDataset(tx, code))
  if (!dataset) return
  const { fields } = dataset.schema
  const open = dataset.state === 'published' ? readableFields(dataset.schema, dataset.access, { kind: 'public' }).length : 0
  const plain = fields.filter(field => !isPersonal(field)).length
  const audiences: readonly (Audience | false)[] = [open > 0 && 'public', open < plain && 'officers', plain < fields.length && 'keepers']
  for (const audience of audiences) if (audience) await cacheOf(platform).parquet(await sourceFor(platform, code, audience))
}

const codeIn = (payload: unknown): string | undefined => typeof payload === 'object' && payload !== null && 'code' in payload && typeof payload.code === 'string' ? payload.code : undefined
export const snapshotJob: Job = { name: SNAPSHOT_DATASET, run: async (payload, platform) => { const code = codeIn(payload); if (code !== undefined) await makeSnapshots(platform, code) } }
