import { join } from 'node:path'
import type { Config } from '../kernel/config.ts'
import { rescan, type FileService } from '../kernel/files/index.ts'
import type { TimedJob } from '../kernel/module.ts'
import { sweepPresses } from '../kernel/http/once.ts'
import { sweepUploads } from '../kernel/uploads/index.ts'
import { backupFiles } from './commands/backup.ts'

/** Chores of the house itself; most only when the settings ask for them. */
export function houseJobs(config: Config, files: FileService): readonly TimedJob[] {
  const { backupDir, clamd } = config
  return [
    { name: 'app-sweep-presses', crontab: '37 * * * *', run: async (_payload, platform) => { await sweepPresses(platform) } },
    { name: 'app-sweep-uploads', crontab: '17 * * * *', run: async (_payload, platform) => { await sweepUploads(platform) } },
    ...(backupDir === undefined ? [] : [{ name: 'app-backup-files', crontab: '* * * * *', run: async (_payload: unknown, platform: { now: () => Date }): Promise<void> => { await backupFiles(config, platform.now, join(backupDir, 'files')) } }]),
    // what came in while the scanner was away waits in quarantine; an infected file stays there for ever
    ...(clamd === undefined ? [] : [{ name: 'app-rescan-files', crontab: '*/5 * * * *', run: async (_payload: unknown, platform: Parameters<TimedJob['run']>[1]): Promise<void> => {
      await rescan(files, async (file, signature) => { platform.log.warn({ file: file.id, signature }, 'an infected file stays in quarantine') })
    } }]),
  ]
}
