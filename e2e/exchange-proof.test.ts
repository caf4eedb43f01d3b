import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolPresent } from '../kernel/pdf/testing.ts'
import { noBrowser, useApplication } from './harness.ts'

// What the province gives out as proof of an exchange, checked by whoever trusts neither it nor its software.
const ID = `chung-minh-${Date.now().toString(36)}`

describe.skipIf(noBrowser || !toolPresent('openssl', 'version'))('proof of an exchange', () => {
  const app = useApplication()
  let dir = ''
  beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'exchange-proof-')) })
  afterAll(async () => { await rm(dir, { recursive: true, force: true }) })
  const fetched = async (path: string, headers: Record<string, string> = {}): Promise<Buffer> => {
    const answer = await fetch(`${app().url}${path}`, { headers })
    expect(answer.status, path).toBe(200)
    return Buffer.from(await answer.arrayBuffer())
  }

  it.skipIf(process.env['E2E_URL'])('bears the seal of the province, which openssl accepts, and a key that the province published', async () => {
    await fetched('/r1/VN/GOV/MP.BKHCN/categories/v1/AllCategory', { 'x-road-client': 'VN/GOV/H55.01/ket-noi', 'x-road-id': ID })
    const container = await fetched(`/asic?queryId=${ID}&xRoadInstance=VN&memberClass=GOV&memberCode=H55.01&subsystemCode=ket-noi&unique`)
    for (const [name, content] of Object.entries(unzipSync(container))) { await mkdir(dirname(join(dir, name)), { recursive: true }); await writeFile(join(dir, name), content) }
    for (const name of ['gateway-keys.pem', 'gateway-keys.pem.p7s']) await writeFile(join(dir, name), await fetched(`/verificationconf/${name}`))
    const root = join(app().varDir, 'certificate-authority', 'root.pem')
    const said = execFileSync('sh', ['evidence/check.sh', 'keys=gateway-keys.pem', `seal=${root}`], { cwd: dir, encoding: 'utf8' })
    expect(said).toMatch(/^OK {2}sealed by .*CN=Ủy ban nhân dân tỉnh Thái Nguyên\nOK {2}the record is in the batch\nOK {2}the batch is signed by .*\nOK {2}the key is the one that was published for /)
    execFileSync('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'gateway-keys.pem.p7s', '-content', 'gateway-keys.pem', '-CAfile', root, '-purpose', 'any', '-out', 'out'], { cwd: dir, stdio: 'ignore' })
  })
})
