import { join } from 'node:path'

/** The layout of a backup folder. It holds keys: whoever has it has everything. */
export const backupFolder = (dir: string) => ({
  /** one folder per base backup, named by its time */
  base: (stamp: string): string => join(dir, 'base', stamp),
  bases: join(dir, 'base'),
  wal: join(dir, 'wal'),
  /** content-addressed, shared by all backups */
  files: join(dir, 'files'),
  /** months of the exchange's log that moved out of the database; never change, shared by all backups */
  exchangeArchive: join(dir, 'exchange-archive'),
  keys: (stamp: string): string => join(dir, 'base', stamp, 'keys'),
  signing: (stamp: string): string => join(dir, 'base', stamp, 'signing'),
  manifest: (stamp: string): string => join(dir, 'base', stamp, 'manifest.json'),
})

/** Written last: a backup without it was never finished. */
export interface Manifest {
  readonly format: 'tinhso-backup-1'
  readonly at: string
  readonly kind: 'physical' | 'logical'
  readonly province: string
  /** SHA-256 of every file of the base, by path */
  readonly hashes: Readonly<Record<string, string>>
}

export const stampOf = (at: Date): string => at.toISOString().replaceAll(/[:.]/gu, '-')
