import { join } from 'node:path'
import type { Platform } from '../platform.ts'
import { deriveKey } from '../secrets.ts'
import type { FileService } from './accept.ts'
import { diskStore, sweepUnfinished } from './disk-store.ts'
import { createGuard } from './guard.ts'
import { s3Store } from './s3-store.ts'
import type { FileStore } from './store.ts'

export interface RunningFileService extends FileService { close(): Promise<void> }

const UNFINISHED_MS = 24 * 3600 * 1000

/** Where blobs lie when no object storage is named. */
export const filesDir = (varDir: string): string => join(varDir, 'files')

/** The store that the settings name: S3-compatible, else on disk. */
export function storeOf(platform: Pick<Platform, 'config' | 'now'>): FileStore {
  const { s3, varDir } = platform.config
  return s3 === undefined ? diskStore(filesDir(varDir)) : s3Store({ ...s3, accessKeyId: s3.accessKey, secretAccessKey: s3.secretKey }, platform.now)
}

/** The file service of a running platform. Processes for looking at files start with the first upload; `close` ends them. */
export async function createFileService(platform: Platform): Promise<RunningFileService> {
  const { config, db, now } = platform
  if (config.s3 === undefined) await sweepUnfinished(filesDir(config.varDir), new Date(now().getTime() - UNFINISHED_MS))
  const guard = createGuard()
  return { db, guard, store: storeOf(platform), clamd: config.clamd, masterKey: deriveKey(config.masterKey, 'files'), close: () => guard.close() }
}
