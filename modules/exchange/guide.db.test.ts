import { execFile, execFileSync } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toolPresent } from '../../kernel/pdf/testing.ts'
import { openSigner, timeStampClient } from '../../kernel/signing/index.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { makeDevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../simulators/time-stamp-authority/index.ts'
import { certificateFacts } from './certificate.ts'
import { stampHeads } from './evidence/stamp.ts'
import { aGateway, aProvider, registryOf, send, type RunningGateway } from './testing.ts'

/** docs/exchange.md is run, not read: each ```sh, in order, in one folder; the ```text behind it is what must come out. */
const t = useDb()
const canRun = toolPresent('openssl', 'version') && toolPresent('curl', '--version') && toolPresent('unzip', '-v') && toolPresent('bash', '--version')
let gateway: RunningGateway
let secure: Server
let provider: Awaited<ReturnType<typeof aProvider>>
let tsa: RunningTimeStampAuthority
let dir: string
let secureId: string
let timeStamp: ReturnType<typeof timeStampClient>

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-guide-'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  await copyFile(tsa.rootFile, join(dir, 'tsa-root.pem'))
  provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const member = await registry.member('4321')
  const [client, sure, machine] = [await registry.subsystem(member.id, 'TestClient'), await registry.subsystem(member.id, 'Secure', 'mutual-tls'), await registry.subsystem(member.id, 'Machine', 'credential')]
  const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
  const people = await registry.service(owner.id, 'people', provider.url, { kind: 'OPENAPI', openapi: '{"openapi":"3.1.0","info":{}}', context: '/people/1.0' })
  await registry.endpoint(people.id, 'GET', '/list')
  const orders = await registry.service(owner.id, 'orders', provider.url, { idempotent: true, evidence: 'full' })
  await registry.service(owner.id, 'secret', provider.url)
  for (const each of [client, sure, machine]) { await registry.right(each.id, people.id); await registry.right(each.id, orders.id) }
  await registry.credential(machine.id, 'oauth-client', 'key-1', 'secret-1')
  await registry.credential(machine.id, 'access-key', 'access-1', 'secret-2')
  secureId = sure.id
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=server', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(dir, 'server.key'), '-out', join(dir, 'server.crt')], { stdio: 'ignore' })
  const ca = await makeDevelopmentCa(join(dir, 'ca'))
  await copyFile(ca.rootFile, join(dir, 'seal-root.pem'))
  const { file, password } = await ca.issue({ id: 'seal', name: 'Ủy ban nhân dân tỉnh Mẫu', organisation: 'Ủy ban nhân dân tỉnh Mẫu' })
  const seal = await openSigner({ kind: 'pkcs12', file, password })
  timeStamp = timeStampClient({ url: tsa.url, anchors: { certificates: [tsa.root] } })
  gateway = await aGateway(t().urls.app, { seal: async () => seal, timeStamp })
  secure = createServer({ cert: await readFile(join(dir, 'server.crt')), key: await readFile(join(dir, 'server.key')), requestCert: true, rejectUnauthorized: false }, (request, response) => { gateway.gateway.handle(request, response) })
  await new Promise<void>(done => { secure.listen(0, '127.0.0.1', done) })
})
afterAll(async () => { secure.close(); secure.closeAllConnections(); await gateway.close(); await provider.close(); await tsa.close(); await rm(dir, { recursive: true, force: true }) })

/** What others do between two commands: a steward takes the certificate as the console would, and a minute goes by. */
async function between(commands: string): Promise<void> {
  if (commands.includes('-out client.crt')) {
    const facts = certificateFacts(await readFile(join(dir, 'client.crt'), 'utf8'), new Date())
    if (!facts.ok) throw new Error(facts.en)
    await registryOf(t().owner.pool).credential(secureId, 'certificate', facts.sha256)
    const { rows: [at] } = await t().owner.pool.query<{ version: string }>('select version from exchange.registry')
    await expect.poll(() => gateway.gateway.state.registryVersion).toBe(Number(at?.version))
  }
  if (commands.includes("X-Road-Id: order-18'")) {
    await send(gateway.url, '/r1/DEV/COM/1234/TestService/orders', { method: 'POST', headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient', 'X-Road-Id': 'order-19' }, body: 'x' })
    await stampHeads(t().db, timeStamp, new Date())
  }
}
const pattern = (text: string): RegExp => new RegExp(`^${text.trim().split('…').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')}$`)

test.skipIf(!canRun)('every command of the guide does what the guide says', async () => {
  const guide = await readFile('docs/exchange.md', 'utf8')
  const blocks = [...guide.matchAll(/```sh\n([^]*?)```\n```text\n([^]*?)```/g)]
  expect(blocks).toHaveLength(guide.split('```sh').length - 1)
  const address = secure.address()
  const env = { ...process.env, GATEWAY: gateway.url, SECURE: `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, KEY: 'key-1', SECRET: 'secret-1', ACCESS_KEY: 'access-1', SECRET_KEY: 'secret-2' }
  for (const [, commands = '', expected = ''] of blocks) {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { cwd: dir, env })
    expect(stdout.replaceAll('\r', '').trim(), commands).toMatch(pattern(expected))
    await between(commands)
  }
}, 60_000)
