import { existsSync, statfsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where throw-away clusters live: in memory where the machine allows. */
export const clusterParent = (): string => existsSync('/dev/shm') && roomIn('/dev/shm') > 1e9 ? '/dev/shm' : tmpdir()
/** Free bytes; containers often give /dev/shm 64 MB. */
const roomIn = (dir: string): number => { const { bavail, bsize } = statfsSync(dir); return bavail * bsize }
export const CLUSTER_PREFIX = 'tinhso-test-'
const OWNER = 'owner.pid'

/** Writes down which process a cluster lives and dies with. */
export const ownCluster = (dir: string): Promise<void> => writeFile(join(dir, OWNER), String(process.pid))

const alive = (pid: number): boolean => { try { process.kill(pid, 0); return true } catch { return false } }

/** Stops and removes clusters (and whole applications) whose test run was killed: they would stay for ever and fill the memory. */
export async function sweepClusters(): Promise<void> {
  const parent = clusterParent()
  for (const name of (await readdir(parent)).filter(one => one.startsWith(CLUSTER_PREFIX))) {
    const dir = join(parent, name)
    const owner = Number(await readFile(join(dir, OWNER), 'utf8').catch(() => ''))
    if (!owner || alive(owner)) continue
    await end(join(dir, 'tinhso.pid'), 'app/main.ts', 'SIGTERM')
    for (const data of ['data', 'postgres/data']) await end(join(dir, data, 'postmaster.pid'), dir, 'SIGINT')
    await rm(dir, { recursive: true, force: true })
  }
}

/** Ends the process that a pid file names, if it is still the one that wrote it: its command line holds `mark`. */
async function end(pidFile: string, mark: string, how: NodeJS.Signals): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
  const command = pid ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : ''
  if (!command.includes(mark)) return
  process.kill(pid, how)
  for (let i = 0; i < 200 && alive(pid); i++) await new Promise(done => setTimeout(done, 50))
  if (alive(pid)) process.kill(pid, 'SIGKILL')
}
