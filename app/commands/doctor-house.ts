import { access, constants, readFile, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../kernel/config.ts'
import { parseCheckpoint } from '../../kernel/ledger/checkpoint.ts'
import { witnessDirs } from '../../kernel/ledger/index.ts'
import { LEDGER_KEY_FILE } from '../../kernel/ledger/key.ts'
import { readWitness } from '../../kernel/ledger/witness.ts'
import { fail, guarded, ok, warn, type Finding } from './finding.ts'

const GB = 1024 ** 3
const present = (file: string): Promise<boolean> => access(file).then(() => true, () => false)

/** This machine and what lies in VAR_DIR: runtime, disk, keys, witnesses. */
export async function checkHouse(config: Config, now: () => Date): Promise<readonly Finding[]> {
  return (await Promise.all([
    Promise.resolve([checkNode(process.versions.node)]),
    guarded('disk', 'make VAR_DIR a folder that this user may write', async () => [await checkDisk(config.varDir)]),
    guarded('keys', 'make the key files readable for this user alone (chmod 600)', () => checkKeys(config)),
    guarded('witnesses', 'see that the witness folders are mounted and readable', () => checkWitnesses(config, now)),
  ])).flat()
}

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || major === 22 && minor >= 18 ? ok('node', version) : fail('node', version, 'use Node 22.18 or newer; `npm ci` brings 24')
}

async function checkDisk(varDir: string): Promise<Finding> {
  let dir = varDir
  while (!(await present(dir)) && dir !== dirname(dir)) dir = dirname(dir)
  await access(dir, constants.W_OK)
  const { bavail, bsize, blocks } = await statfs(dir)
  const [free, share] = [bavail * bsize, bavail / blocks]
  const found = `${Math.round(free / GB * 10) / 10} GB free for ${varDir} (${Math.round(share * 100)} %)`
  if (free < GB) return fail('disk', found, 'make room now: at less than 1 GB the database may stop')
  return free < 10 * GB || share < 0.1 ? warn('disk', found, 'make room or move VAR_DIR to a larger disk') : ok('disk', found)
}

async function checkKeys(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [name, file] of [['master key', 'master.key'], ['ledger key', LEDGER_KEY_FILE]] as const) {
    const path = join(config.varDir, 'keys', file)
    const found = await stat(path).catch(() => undefined)
    if (!found) findings.push(warn(name, `none yet at ${path}`, 'the first `npm start` makes it; on a server that has run before, restore it from a backup'))
    else if (found.mode & 0o077) findings.push(fail(name, `${path} is open to other users (mode ${(found.mode & 0o777).toString(8)})`, `chmod 600 ${path}`))
    else findings.push(ok(name, `${path}`))
  }
  const ring = join(config.signingDir, 'keys.json')
  if (!(await present(ring))) findings.push(warn('signing keys', `no ${ring}`, 'results cannot be signed until SIGNING_DIR/keys.json names the officers’ and agencies’ keys'))
  else {
    const parsed: { officers?: object; agencies?: object; seal?: object } = JSON.parse(await readFile(ring, 'utf8'))
    findings.push(ok('signing keys', `${Object.keys(parsed.officers ?? {}).length} officers, ${Object.keys(parsed.agencies ?? {}).length} agencies, ${parsed.seal ? 'the seal of the province' : 'no seal of the province (what the exchange gives out as proof is not sealed)'}`))
  }
  return findings
}

const STALE_HOURS = 24

async function checkWitnesses(config: Config, now: () => Date): Promise<Finding[]> {
  const findings: Finding[] = []
  const devices = new Set<number>()
  for (const dir of witnessDirs(config.varDir)) {
    const folder = await stat(dir).catch(() => undefined)
    if (!folder) { findings.push(warn('witness', `${dir} holds nothing yet`, 'it is made with the first entry; mount a folder of another machine there')); continue }
    devices.add(folder.dev)
    let last: string | undefined
    for await (const note of readWitness(dir)) last = note
    const size = last === undefined ? undefined : parseCheckpoint(last)?.size
    const age = (now().getTime() - folder.mtimeMs) / 3_600_000
    findings.push(size === undefined ? warn('witness', `${dir} holds no checkpoint`, 'start Tỉnh Số and see whether it seals') : ok('witness', `${dir}: ${size} entries witnessed${age > STALE_HOURS ? `, newest file begun ${Math.round(age / 24)} days ago` : ''}`))
  }
  const own = await stat(config.varDir).catch(() => undefined)
  if (own && devices.has(own.dev)) findings.push(warn('witness place', 'a witness lies on the disk of the database', 'mount the witness folders from other machines: whoever can change the database must not reach both'))
  return findings
}
