import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One process per VAR_DIR with an embedded database: a second one would stop the first one's server. */
export function takeLock(varDir: string): () => void {
  mkdirSync(varDir, { recursive: true })
  const file = join(varDir, 'tinhso.pid')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch {
      const pid = Number(readFileSync(file, 'utf8'))
      if (isOurs(pid)) throw new Error(`Tỉnh Số already runs here (process ${pid}, ${varDir}); stop it first, or set VAR_DIR and PORT for a second one`)
      rmSync(file, { force: true })
    }
  }
  throw new Error(`cannot take ${file}`)
}

function isOurs(pid: number): boolean {
  if (!pid || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    // the number may have been given to another program since
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('app/')
  } catch (error) { return error instanceof Error && 'code' in error && error.code === 'EPERM' }
}
