import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toolPresent } from '../../../kernel/pdf/testing.ts'
import { openCms } from '../../../kernel/signing/cms-verify.ts'
import { openSigner, readTimeStamp, SignerUnavailable, timeStampClient, type TrustAnchors } from '../../../kernel/signing/index.ts'
import { sha256 } from '../../../kernel/signing/signer.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { makeDevelopmentCa, type DevelopmentCa } from '../../../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../../simulators/time-stamp-authority/index.ts'
import { aGateway, aProvider, registryOf, send, type RunningGateway } from '../testing.ts'
import { stampHeads } from './stamp.ts'

/** What a province gives out as proof bears its own seal, and the keys of its gateways can be had from it. */
const t = useDb()
const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
let dir: string
let ca: DevelopmentCa
let tsa: RunningTimeStampAuthority
let gateway: RunningGateway
let other: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let anchors: TrustAnchors
let sealed: () => ReturnType<typeof openSigner>
const QUERY = 'xRoadInstance=DEV&memberClass=COM&memberCode=4321&subsystemCode=TestClient&unique'

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-seal-'))
  ca = await makeDevelopmentCa(join(dir, 'ca'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  anchors = { certificates: [ca.root], intermediates: [ca.issuing], timeStampCertificates: [tsa.root] }
  const issued = await ca.issue({ id: 'seal', name: 'Ủy ban nhân dân tỉnh Mẫu', organisation: 'Ủy ban nhân dân tỉnh Mẫu' })
  const signer = openSigner({ kind: 'pkcs12', file: issued.file, password: issued.password })
  sealed = () => signer
  provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  await registry.right(client.id, (await registry.service((await registry.subsystem((await registry.member('1234')).id, 'TestService')).id, 'full', provider.url, { evidence: 'full' })).id)
  gateway = await aGateway(t().urls.app, { seal: () => sealed(), timeStamp: timeStampClient({ url: tsa.url, anchors }), anchors })
  other = await aGateway(t().urls.app)
  await send(gateway.url, '/r1/DEV/COM/1234/TestService/full/x', { method: 'POST', headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient', 'X-Road-Id': 'sealed-1' }, body: 'thư' })
  await stampHeads(t().db, timeStampClient({ url: tsa.url, anchors }), new Date())
})
afterAll(async () => { for (const each of [gateway, other, provider, tsa]) await each.close(); await rm(dir, { recursive: true, force: true }) })

const unpack = async (bytes: Buffer): Promise<string> => {
  const to = await mkdtemp(join(dir, 'asice-'))
  for (const [name, content] of Object.entries(unzipSync(bytes))) { await mkdir(dirname(join(to, name)), { recursive: true }); await writeFile(join(to, name), content) }
  return to
}
const container = async (): Promise<string> => unpack((await send(gateway.url, `/asic?queryId=sealed-1&${QUERY}`)).body)
const check = (at: string, ...more: string[]): string => execFileSync('sh', ['evidence/check.sh', ...more], { cwd: at, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

describe.skipIf(!toolPresent('openssl', 'version'))('the seal of the province', () => {
  test('is on every container, with its time; openssl accepts it', async () => {
    const at = await container()
    expect(check(at, `seal=${ca.rootFile}`, `tsa=${tsa.rootFile}`)).toMatch(/^OK {2}sealed by .*Ủy ban nhân dân tỉnh Mẫu.*\nOK {2}the record is in the batch\n/)
    openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', join(at, 'META-INF/signature.p7s'), '-content', join(at, 'META-INF/ASiCManifest.xml'), '-CAfile', ca.rootFile, '-purpose', 'any', '-out', join(at, 'out'))
    const opened = openCms(await readFile(join(at, 'META-INF/signature.p7s')), await readFile(join(at, 'META-INF/ASiCManifest.xml')))
    expect([opened.problem, readTimeStamp(opened.timeStamp ?? new Uint8Array(), { digest: sha256(opened.signature) }, anchors)?.trusted]).toEqual([undefined, true])
    await writeFile(join(at, 'value'), opened.signature)
    await writeFile(join(at, 'seal.tst'), opened.timeStamp ?? '')
    openssl('ts', '-verify', '-token_in', '-in', join(at, 'seal.tst'), '-data', join(at, 'value'), '-CAfile', tsa.rootFile)
    expect(await readFile(join(at, 'META-INF/ASiCManifest.xml'), 'utf8')).toContain('<asic:SigReference URI="META-INF/signature.p7s"')
  })
  test('is not accepted over another manifest, from another authority, or when it is gone', async () => {
    const at = await container()
    const foreign = await makeDevelopmentCa(join(dir, 'foreign'))
    expect(() => check(at, `seal=${foreign.rootFile}`)).toThrow('the seal of the province is not valid')
    const manifest = join(at, 'META-INF/ASiCManifest.xml')
    await writeFile(manifest, `${await readFile(manifest, 'utf8')} `)
    expect(() => check(at, `seal=${ca.rootFile}`)).toThrow('the seal of the province is not valid')
    await rm(join(at, 'META-INF/signature.p7s'))
    expect(() => check(at, `seal=${ca.rootFile}`)).toThrow('there is no seal')
  })
  test('that cannot be used now is not left out in silence', async () => {
    const before = sealed
    sealed = () => Promise.reject(new SignerUnavailable('the token is not in its slot'))
    try {
      const refused = await send(gateway.url, `/asic?queryId=sealed-1&${QUERY}`)
      expect([refused.status, refused.text]).toEqual([500, expect.stringContaining('cannot be sealed now')])
    } finally { sealed = before }
  })
  test('where there is none, the manifest names none', async () => {
    const bytes = (await send(other.url, `/asic?queryId=sealed-1&${QUERY}`)).body
    const files = unzipSync(bytes)
    expect(Object.keys(files)).not.toContain('META-INF/signature.p7s')
    expect(Buffer.from(files['META-INF/ASiCManifest.xml'] ?? []).toString()).not.toContain('SigReference')
  })
})

describe.skipIf(!toolPresent('openssl', 'version'))('the keys of the gateways', () => {
  const published = async (name: string): Promise<string> => {
    const got = await send(gateway.url, `/verificationconf/${name}`)
    expect(got.status).toBe(200)
    const file = join(dir, name)
    await writeFile(file, got.body)
    return file
  }
  test('are published with their dates, signed by the province, and stand in the ledger', async () => {
    const keys = await published('gateway-keys.pem')
    openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', await published('gateway-keys.pem.p7s'), '-content', keys, '-CAfile', ca.rootFile, '-purpose', 'any', '-out', join(dir, 'out'))
    const text = await readFile(keys, 'utf8')
    const today = new Date().toISOString().slice(0, 10)
    const own = new RegExp(`gateway: ${gateway.gateway.name}\\nfrom: (.*)\\nlast: (.*)\\nsha256: (.*)\\nledger-entry: (.*)\\n(-----BEGIN PUBLIC KEY-----[^]+?-----END PUBLIC KEY-----\\n)`).exec(text)
    expect(own?.slice(1, 3)).toEqual([today, today])
    expect(text).toContain(`gateway: ${other.gateway.name}\nfrom: -\nlast: -\n`)
    const { rows: [entry] } = await t().owner.pool.query<{ payload: unknown }>("select set_config('tinhso.actor_kind', 'system', false), payload from kernel.ledger_entry where id = $1", [own?.[4]])
    expect(entry?.payload).toEqual({ gateway: gateway.gateway.name, sha256: own?.[3], publicKey: own?.[5] })
    const listed: unknown = JSON.parse(await readFile(await published('gateway-keys.json'), 'utf8'))
    expect(listed).toMatchObject({ instance: 'DEV', keys: [{ gateway: gateway.gateway.name, sha256: own?.[3], from: today }, { gateway: other.gateway.name, from: null }] })
    openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', await published('gateway-keys.json.p7s'), '-content', join(dir, 'gateway-keys.json'), '-CAfile', ca.rootFile, '-purpose', 'any', '-out', join(dir, 'out'))
  })
  test('a restart enters no key a second time', async () => {
    const again = await aGateway(t().urls.app, { name: other.gateway.name, varDir: other.varDir })
    await again.close()
    const { rows } = await t().owner.pool.query("select set_config('tinhso.actor_kind', 'system', false), id from kernel.ledger_entry where object_type = 'exchange-gateway' and object_id = $1", [other.gateway.name])
    expect(rows).toHaveLength(1)
  })
  test('the check script takes the published key only, under its own name only', async () => {
    const at = await container()
    const keys = await published('gateway-keys.pem')
    expect(check(at, `keys=${keys}`)).toContain(`OK  the key is the one that was published for ${gateway.gateway.name}\n`)
    // a whole container forged with a key of one's own: everything fits but the key
    const forged = generateKeyPairSync('ed25519')
    await writeFile(join(at, 'evidence/note.sig'), sign(null, await readFile(join(at, 'evidence/note.txt')), forged.privateKey))
    await writeFile(join(at, 'evidence/gateway.pem'), forged.publicKey.export({ type: 'spki', format: 'pem' }))
    const manifest = (await readFile(join(at, 'META-INF/ASiCManifest.xml'), 'utf8')).split('<asic:DataObjectReference ')
    const renewed = await Promise.all(manifest.map(async part => {
      const [, name] = /^URI="([^"]+)"/.exec(part) ?? []
      return name === undefined ? part : part.replace(/<ds:DigestValue>[^<]*/, `<ds:DigestValue>${Buffer.from(sha256(await readFile(join(at, name)))).toString('base64')}`)
    }))
    await writeFile(join(at, 'META-INF/ASiCManifest.xml'), renewed.join('<asic:DataObjectReference '))
    expect(check(at)).toContain('OK  the batch is signed by')
    expect(() => check(at, `keys=${keys}`)).toThrow('the key is not the one that was published')
    expect(() => check(at, `seal=${ca.rootFile}`)).toThrow('the seal of the province is not valid')
    // a published key, but of another gateway
    await writeFile(keys, `${await readFile(keys, 'utf8')}\ngateway: somebody-else\n${forged.publicKey.export({ type: 'spki', format: 'pem' }).toString()}`)
    expect(() => check(at, `keys=${keys}`)).toThrow('the key is not the one that was published')
  })
  test('come with X-Road’s configuration, beside the authorities', async () => {
    const files = unzipSync((await send(gateway.url, '/verificationconf')).body)
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['verificationconf/instance-identifier', 'verificationconf/DEV/shared-params.xml', 'verificationconf/DEV/gateway-keys.pem', 'verificationconf/DEV/gateway-keys.pem.p7s', 'verificationconf/DEV/gateway-keys.json']))
    const shared = Buffer.from(files['verificationconf/DEV/shared-params.xml'] ?? []).toString()
    expect(shared).toContain(`<topCA><cert>${Buffer.from(ca.root).toString('base64')}</cert></topCA><intermediateCA><cert>${Buffer.from(ca.issuing).toString('base64')}</cert>`)
    expect(shared).toContain(`<cert>${Buffer.from(tsa.root).toString('base64')}</cert></approvedTSA>`)
  })
  test('without a seal there is a list and no signature', async () => {
    expect((await send(other.url, '/verificationconf/gateway-keys.pem')).status).toBe(200)
    expect((await send(other.url, '/verificationconf/gateway-keys.pem.p7s')).headers['x-road-error']).toBe('server.serverproxy.unknown_service')
    expect((await send(other.url, '/verificationconf/gateway-keys.exe')).status).toBe(404)
  })
})
