import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** A file system in memory that is soon full. Needs root, for mounting. */
export interface SmallDisk { readonly path: string; /** somebody else takes all but `leave` bytes */ readonly fill: (leave: number) => Promise<void>; readonly free: () => Promise<void>; readonly unmount: () => void }

const PIECE = 64 * 1024
export async function aSmallDisk(path: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  const filler = join(path, 'filler')
  return {
    path,
    async fill(leave) {
      for (;;) {
        const { bavail, bsize } = await statfs(path)
        const take = Math.min(bavail * bsize - leave, 4 * 1024 * 1024)
        if (take < PIECE) return
        await appendFile(filler, Buffer.alloc(take))
      }
    },
    free: () => rm(filler, { force: true }),
    unmount: () => { execFileSync('umount', [path]) },
  }
}
