// Runs on whatever Node the machine has (20 or newer), before anything is installed: no dependency, no TypeScript.
// Installs when node_modules is missing or older than the lock file; says in one line what it lacks.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [major] = process.versions.node.split('.').map(Number)
if (major < 20) fail(`Node 20 or newer is needed to begin with; this is ${process.version}.`)

const lock = join(root, 'package-lock.json')
const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex')
const stamp = join(root, 'node_modules', '.tinhso-lock')
const have = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
if (have !== wanted) {
  console.log('Installing packages (once; about a minute)…')
  const env = { ...process.env, NODE_ENV: 'development' }
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell: process.platform === 'win32' })
  if (done.status !== 0) fail('The packages could not be installed: is the npm registry reachable? Try `npm ci` to see why.')
  writeFileSync(stamp, wanted)
}
const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
if (!existsSync(own) && major < 22) fail(`No packaged Node for ${process.platform}-${process.arch}; install Node 22.18 or newer.`)

function fail(reason) {
  console.error(reason)
  process.exit(1)
}
