import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where throw-away clusters live: in memory where the machine allows. */
export const clusterParent = (): string => existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
export const CLUSTER_PREFIX = 'tinhso-test-'
const OWNER = 'owner.pid'

/** Writes down which process a cluster lives and dies with. */
export const ownCluster = (dir: string): Promise<void> => writeFile(join(dir, OWNER), String(process.pid))

const alive = (pid: number): boolean => { try { process.kill(pid, 0); return true } catch { return false } }

/** Stops and removes clusters whose test run was killed: their server would stay for ever and fill the memory. */
export async function sweepClusters(): Promise<void> {
  const parent = clusterParent()
  for (const name of (await readdir(parent)).filter(one => one.startsWith(CLUSTER_PREFIX))) {
    const dir = join(parent, name)
    const owner = Number(await readFile(join(dir, OWNER), 'utf8').catch(() => ''))
    if (!owner || alive(owner)) continue
    const postmaster = Number((await readFile(join(dir, 'data/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
    const command = postmaster ? await readFile(`/proc/${postmaster}/cmdline`, 'utf8').catch(() => '') : ''
    if (command.includes(dir)) {
      process.kill(postmaster, 'SIGINT')
      for (let i = 0; i < 100 && alive(postmaster); i++) await new Promise(done => setTimeout(done, 50))
      if (alive(postmaster)) process.kill(-postmaster, 'SIGKILL')
    }
    await rm(dir, { recursive: true, force: true })
  }
}
