import { execFileSync } from 'node:child_process'
import { createHash, hash, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpsRequest, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { readZip, verifyContainer } from '../clients/exchange/src/index.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { deriveKey } from '../kernel/secrets.ts'
import { timeStampClient } from '../kernel/signing/index.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { makeContainer } from '../modules/exchange/evidence/container.ts'
import { databaseSource } from '../modules/exchange/evidence/database-source.ts'
import { stampHeads } from '../modules/exchange/evidence/stamp.ts'
import { verifyLog, type LogSource } from '../modules/exchange/evidence/verify.ts'
import { zipOf } from '../modules/exchange/evidence/zip.ts'
import { issueToken } from '../modules/exchange/gateway/token.ts'
import { aGateway, aProvider, MASTER_KEY, registryOf, send, type RawAnswer, type RunningGateway } from '../modules/exchange/testing.ts'
import { startTimeStampAuthority } from '../simulators/time-stamp-authority/index.ts'
import { flipBit, flipText } from './lib/flips.ts'
import { aMeddler } from './lib/meddler.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T8: messages, tokens, certificates and proofs are replayed, altered and made up. Each attempt must be refused for a reason of its own that stands
 * in the log, or be shown to change nothing; whoever asks again honestly gets the first answer. `openssl` alone judges the signatures once more.
 */
export interface ForgeryOptions { readonly size: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const FORGERY_MUTANTS = ['forgets-message-ids', 'does-not-hear-of-revocations', 'believes-the-record', 'believes-the-signature'] as const

const ME = { 'X-Road-Client': 'DEV/COM/4321/TestClient' }
const MACHINE = 'DEV/COM/777/Machine'
const at = (service: string): string => `/r1/DEV/COM/1234/TestService/${service}`
const DAY = 86_400_000

export async function runForgery({ size, seed, mutant, cluster }: ForgeryOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const dir = await mkdtemp(join(tmpdir(), 'exchange-forgery-'))
  const name = `trial_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
  owner.on('error', () => undefined)
  const app = connect({ url: urls.app, max: 2 })
  const tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  const provider = await aProvider()
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const wrong: string[] = []
  const reasons = new Map<string, number>()
  let attempts = 0
  const closers: (() => Promise<void> | void)[] = []
  try {
    const registry = registryOf(owner)
    const member = await registry.member('4321')
    const [client, secure, machine, other] = [await registry.subsystem(member.id, 'TestClient'), await registry.subsystem(member.id, 'Secure', 'mutual-tls'), await registry.subsystem((await registry.member('777')).id, 'Machine', 'credential'), await registry.subsystem((await registry.member('778')).id, 'Other', 'credential')]
    const owning = await registry.subsystem((await registry.member('1234')).id, 'TestService')
    const [plain, once, second] = [await registry.service(owning.id, 'plain', provider.url, { evidence: 'full', context: '/plain/1.0' }), await registry.service(owning.id, 'once', provider.url, { idempotent: true, evidence: 'full' }), await registry.service(owning.id, 'second', provider.url)]
    for (const each of [client, secure, machine, other]) for (const service of [plain, once, second]) await registry.right(each.id, service.id)
    for (const [subsystem, mark] of [[machine, '1'], [other, '2']] as const) { await registry.credential(subsystem.id, 'oauth-client', `ck-${mark}`, `cs-${mark}`); await registry.credential(subsystem.id, 'access-key', `ak-${mark}`, `sk-${mark}`) }
    for (const mark of ['good', 'stranger', 'revoked', 'server']) execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', `/CN=${mark}`, '-keyout', join(dir, `${mark}.key`), '-out', join(dir, `${mark}.crt`)], { stdio: 'ignore' })
    const thumb = async (mark: string): Promise<string> => hash('sha256', new X509Certificate(await readFile(join(dir, `${mark}.crt`))).raw, 'hex')
    for (const mark of ['good', 'revoked']) await registry.credential(secure.id, 'certificate', await thumb(mark))
    // the registry itself would have taken it for ever: the certificate's own dates must count
    await owner.query("update exchange.credential set valid_from = '2000-01-01' where kind = 'certificate'")

    const varDir = join(dir, 'one')
    let one = await aGateway(urls.app, { name: 'gw-one', varDir, now })
    const two = await aGateway(urls.app, { name: 'gw-two', varDir: join(dir, 'two'), now })
    const elsewhere = await aGateway(urls.app, { name: 'gw-elsewhere', varDir: join(dir, 'elsewhere'), masterKey: randomBytes(32), now })
    const tls: Server = createServer({ cert: await readFile(join(dir, 'server.crt')), key: await readFile(join(dir, 'server.key')), requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' }, (request, response) => { one.gateway.handle(request, response) })
    tls.on('tlsClientError', () => undefined)
    await new Promise<void>(done => { tls.listen(0, '127.0.0.1', done) })
    closers.push(() => one.close(), () => two.close(), () => elsewhere.close(), () => { tls.close(); tls.closeAllConnections() })
    const tlsAt = tls.address()
    const tlsPort = typeof tlsAt === 'object' && tlsAt ? tlsAt.port : 0

    /** one attempt that must be refused for `reason`, as the log has it, without the provider noticing */
    const refused = async (what: string, reason: RegExp, act: () => Promise<RawAnswer>): Promise<void> => {
      attempts++
      const before = provider.seen.length
      const answer = await act()
      const id = String(answer.headers['x-road-request-id'] ?? '')
      const { rows: [row] } = await owner.query<{ fault: string | null }>('select "faultString" as fault from exchange.operational_data where "requestId" = $1', [id])
      if (answer.status < 400) wrong.push(`${what}: answered ${answer.status}`)
      else if (provider.seen.length > before) wrong.push(`${what}: the provider saw it`)
      else if (!row) wrong.push(`${what}: nothing stands in the log`)
      else if (!reason.test(row.fault ?? '')) wrong.push(`${what}: the log says “${row.fault}”`)
      reasons.set(reason.source, (reasons.get(reason.source) ?? 0) + 1)
    }
    const same = (what: string, ok: boolean, seen = ''): void => { attempts++; if (!ok) wrong.push(`${what} ${seen}`) }
    const forget = async (): Promise<void> => { if (mutant === 'forgets-message-ids') await owner.query('delete from exchange.message_claim') }

    // ---- replay
    const message = { method: 'POST', headers: { ...ME, 'X-Road-Id': 'm-1', 'Content-Type': 'text/plain' }, body: 'chuyển 1' }
    const first = await send(one.url, at('plain'), message)
    same('the honest message passes', first.status === 200)
    const replays: readonly (readonly [string, () => Promise<RunningGateway>])[] = [['in the same second', async () => one], ['a day later', async () => { ahead = DAY; return one }], ['on another gateway', async () => two],
      ['after a restart', async () => { await one.close(); one = await aGateway(urls.app, { name: 'gw-one', varDir, now }); return one }]]
    for (const [when, gateway] of replays) { await forget(); const target = await gateway(); await refused(`replayed ${when}`, /was used before/, () => send(target.url, at('plain'), message)) }
    ahead = 0
    for (const [what, path, changed] of [['another body', at('plain'), { body: 'chuyển 9' }], ['another header', at('plain'), { headers: { ...message.headers, 'X-Amount': '9' } }], ['another method', at('plain'), { method: 'PUT' }], ['another path', `${at('plain')}/x`, {}], ['another query', `${at('plain')}?a=1`, {}], ['another service', at('second'), {}], ['a header renamed', at('plain'), { headers: { 'x-road-client': ME['X-Road-Client'], 'X-Road-Id': 'm-1', 'Content-Type': 'text/plain' } }]] as const) {
      await forget()
      await refused(`the same id with ${what}`, /was used for another message/, () => send(one.url, path, { ...message, ...changed }))
    }
    const honest = { method: 'POST', headers: { ...ME, 'X-Road-Id': 'h-1' }, body: 'một' }
    const original = await send(one.url, at('once'), honest)
    const count = provider.seen.length
    for (const gateway of [one, two]) {
      const again = await send(gateway.url, at('once'), honest)
      same('an honest retry gets the first answer', again.status === 200 && again.text === original.text && again.headers['x-road-first-request-id'] === original.headers['x-road-request-id'] && provider.seen.length === count)
    }

    // ---- tokens
    const ask = (gateway: RunningGateway, key: string, secret: string): Promise<RawAnswer> => send(gateway.url, '/token', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` }, body: 'grant_type=client_credentials' })
    const tokenOf = (answer: RawAnswer): string => String((JSON.parse(answer.text) as { access_token?: string }).access_token)
    const token = tokenOf(await ask(one, 'ck-1', 'cs-1'))
    const [body = '', mac = ''] = token.split('.')
    const bearer = (value: string, path = at('plain'), more: Record<string, string> = {}): Promise<RawAnswer> => send(one.url, path, { headers: { 'X-Road-Client': MACHINE, Authorization: `Bearer ${value}`, ...more } })
    same('an honest token passes', (await bearer(token)).status === 200)
    const remade = (edit: (claims: unknown[]) => unknown): string => Buffer.from(JSON.stringify(edit(JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[]))).toString('base64url')
    const jwt = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"ck-1"}').toString('base64url')}.`
    for (const [what, forged] of [['no mac', `${body}.`], ['no point', body], ['a mac of zeros', `${body}.${Buffer.alloc(32).toString('base64url')}`], ['an unsigned JWT (alg none)', jwt], ['a plain SHA-256 for a mac (confusion)', `${body}.${createHash('sha256').update(body).digest('base64url')}`], ['another key holder', `${remade(c => ['o', 'ck-2', c[2], c[3]])}.${mac}`], ['a longer life', `${remade(c => [c[0], c[1], Number(c[2]) + 99_999_999, c[3]])}.${mac}`], ['another kind', `${remade(c => ['a', 'ak-1', c[2], c[3]])}.${mac}`], ['two points', `${token}.x`], ['a token of another province', tokenOf(await ask(elsewhere, 'ck-1', 'cs-1'))], ['a key that is guessed', issueToken(Buffer.alloc(32), { credential: 'oauth-client', publicId: 'ck-1', expires: Math.floor(now() / 1000) + 3600 })]] as const) await refused(`token: ${what}`, /not of this exchange, or was changed/, () => bearer(forged))
    await refused('no token', /access token is missing/, () => send(one.url, at('plain'), { headers: { 'X-Road-Client': MACHINE } }))
    ahead = 3_601_000
    await refused('an expired token', /access token expired/, () => bearer(token))
    ahead = 0
    await refused('the token of another system', /is of another system/, async () => bearer(tokenOf(await ask(one, 'ck-2', 'cs-2'))))
    for (const [what, key, secret] of [['a wrong secret', 'ck-1', 'cs-2'], ['a key of nobody', 'ck-9', 'cs-1'], ['an access key as a consumer key', 'ak-1', 'sk-1']] as const) await refused(`/token: ${what}`, /No token/, () => ask(one, key, secret))
    const lgsp = (json: string): Record<string, string> => ({ lgspaccesstoken: Buffer.from(json).toString('base64') })
    same('an honest lgspaccesstoken passes', (await bearer(token, '/plain/1.0/x', lgsp('{"AccessKey":"ak-1","SecretKey":"sk-1"}'))).status === 200)
    for (const json of ['{"AccessKey":"ak-2","AccessKey":"ak-1","SecretKey":"sk-1"}', '{"AccessKey":"ak-1","SecretKey":"x","SecretKey":"sk-1"}', '{"AccessKey":"ak-2","AccessKe\\u0079":"ak-1","SecretKey":"sk-1"}', '{"AccessKey":"ak-1","SecretKey":"sk-1","x":{"AccessKey":"ak-2"}}', '{"__proto__":{"AccessKey":"ak-1"},"SecretKey":"sk-1"}', '["ak-1","sk-1"]', 'ak-1:sk-1']) await refused(`lgspaccesstoken ${json}`, /lgspaccesstoken cannot be read/, () => bearer(token, '/plain/1.0/x', lgsp(json)))
    for (const json of ['{"AccessKey":"ak-2","SecretKey":"sk-2"}', '{"AccessKey":"ak-1","SecretKey":"sk-2"}', '{"AccessKey":"ak-9","SecretKey":"sk-1"}']) await refused(`lgspaccesstoken ${json}`, /does not hold keys of the system/, () => bearer(token, '/plain/1.0/x', lgsp(json)))

    // ---- certificates
    const overTls = async (mark: string | undefined, port = tlsPort): Promise<RawAnswer> => {
      const [cert, key] = mark === undefined ? [] : [await readFile(join(dir, `${mark}.crt`)), await readFile(join(dir, `${mark}.key`))]
      return new Promise((done, fail) => {
        const asked = httpsRequest({ host: '127.0.0.1', port, path: at('plain'), method: 'POST', headers: { 'X-Road-Client': 'DEV/COM/4321/Secure', 'content-length': 8 }, rejectUnauthorized: false, agent: false, timeout: 2000, ...(cert && key ? { cert, key } : {}) }, response => {
          let text = ''
          response.on('data', chunk => { text += String(chunk) })
          response.on('end', () => { done({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body: Buffer.from(text), text, json: () => JSON.parse(text) }) })
          response.on('error', fail)
        })
        asked.on('timeout', () => { asked.destroy(new Error('timeout')) })
        asked.on('error', fail)
        asked.end('12345678')
      })
    }
    same('an honest certificate passes', (await overTls('good')).status === 200)
    await refused('no certificate', /did not supply TLS certificate/, () => overTls(undefined))
    await refused('a foreign certificate', /does not match any registered/, () => overTls('stranger'))
    // a mutant to which the word of it never comes
    if (mutant !== 'does-not-hear-of-revocations') {
      await owner.query('update exchange.credential set revoked_at = now() where public_id = any ($1)', [[await thumb('revoked'), 'ck-1']])
      await one.gateway.reload()
    }
    await refused('a revoked certificate', /does not match any registered/, () => overTls('revoked'))
    await refused('a token whose key was revoked', /revoked or no longer in force/, () => bearer(token))
    ahead = 60 * DAY
    await refused('an expired certificate', /TLS certificate expired/, () => overTls('good'))
    ahead = -60 * DAY
    await refused('a certificate before its time', /is not valid yet/, () => overTls('good'))
    ahead = 0
    if (mutant !== 'does-not-hear-of-revocations') await owner.query("update exchange.credential set revoked_at = null where public_id = 'ck-1'")
    await one.gateway.reload()
    const deliberate = attempts

    // ---- bits
    const flips = { tokens: 0, tls: 0, records: 0, notes: 0, containers: 0, stamps: 0 }
    const harmless = { tokens: 0, tls: 0, records: 0, notes: 0, containers: 0, stamps: 0 }
    const share = (part: number): number => Math.max(1, Math.round(size * part))
    // the log as it is before thousands of refused tokens stand in it: it is proved anew for every bit
    await stampHeads(app, timeStampClient({ url: tsa.url, anchors: { certificates: [tsa.root] } }), new Date())
    const source = await databaseSource(urls.migrator, join(dir, 'none'))
    const kept = await memoryOf(source)
    await source.close()
    same('the log is whole', (await verifyLog(kept)).ok)
    const live = tokenOf(await ask(one, 'ck-1', 'cs-1'))
    for (; flips.tokens < share(0.2); flips.tokens++) {
      const changed = flipBit(Buffer.from(live), random).toString('latin1').replace(/[^\x21-\x7e]/g, '~')
      if (changed !== live && (await bearer(changed)).status < 400) wrong.push(`token with a bit changed passes: ${changed}`)
    }
    const meddler = await aMeddler(tlsPort, random)
    closers.push(() => { meddler.close() })
    const sentBytes = '12345678'
    for (let tries = 0; flips.tls < share(0.03) && tries < share(0.3); tries++) {
      const before = provider.seen.length
      const hits = meddler.hits()
      const answer = await overTls('good', meddler.port).catch(() => undefined)
      if (meddler.hits() === hits) continue
      flips.tls++
      if (answer?.status === 200) harmless.tls++
      for (const seen of provider.seen.slice(before)) if (seen.body.toString() !== sentBytes || seen.method !== 'POST') wrong.push('a bit changed under TLS reached the provider')
    }

    for (; flips.records < share(0.3); flips.records++) {
      const victim = random.below(kept.allRecords.length)
      const original = kept.allRecords[victim]
      if (!original) continue
      const record = flipText(original.record, random)
      const verdict = await verifyLog(memoryWith(kept, { records: kept.allRecords.map((each, n) => n === victim ? { ...each, record } : each) }))
      if (verdict.ok && mutant !== 'believes-the-record' || mutant === 'believes-the-record' && verdict.findings.every(each => each.problem === 'record-changed')) wrong.push(`record with a bit changed: ${original.id}`)
    }
    for (; flips.notes < share(0.15); flips.notes++) {
      const victim = random.below(kept.allBatches.length)
      const note = random.below(2) === 0
      const verdict = await verifyLog(memoryWith(kept, { batches: kept.allBatches.map((each, n) => n !== victim ? each : note ? { ...each, note: flipText(each.note, random) } : { ...each, signature: flipBit(each.signature, random) }) }))
      if (verdict.ok || mutant === 'believes-the-signature' && verdict.findings.every(each => each.problem === 'signature-wrong')) wrong.push('note or signature with a bit changed')
    }
    const { rows: [proved] } = await owner.query<{ id: string }>("select t.id from exchange.transaction t join exchange.message m on m.transaction_id = t.id where t.succeeded and t.at < (select max(at) from exchange.time_stamp) and not t.refused order by t.id limit 1")
    const container = await makeContainer({ pool: owner, sealingKey: deriveKey(MASTER_KEY, 'exchange-message') }, proved?.id ?? '')
    if (!container) throw new Error('there is no container to forge')
    const tsaRoot = await readFile(tsa.rootFile, 'utf8')
    const honestVerdict = await verifyContainer(container, { tsaRoot })
    same('the container proves itself', honestVerdict.ok, JSON.stringify(honestVerdict))
    const files = readZip(container)
    const names = [...files.keys()].filter(each => each !== 'mimetype' && !each.startsWith('META-INF/'))
    const remakeContainer = (victim: string, content: Buffer): Buffer => {
      const all = new Map(files).set(victim, content)
      const digest = (bytes: Buffer): string => hash('sha256', bytes, 'base64')
      all.set('META-INF/ASiCManifest.xml', Buffer.from((files.get('META-INF/ASiCManifest.xml')?.toString() ?? '').replace(digest(files.get(victim) ?? Buffer.alloc(0)), digest(content))))
      return zipOf([...all].map(([each, bytes]) => ({ name: each, bytes })), ['mimetype'])
    }
    for (; flips.containers < share(0.3); flips.containers++) {
      const whole = random.below(2) === 0
      const victim = random.pick(names)
      const content = flipBit(files.get(victim) ?? Buffer.alloc(1), random)
      const forged = whole ? flipBit(container, random) : remakeContainer(victim, content)
      const verdict = await verifyContainer(forged)
      if (!verdict.ok) continue
      // accepted: then it must say what the honest one says, byte for byte; the script is not part of the proof; heads and token are said to be unchecked here and are openssl's (below)
      const said = readZip(forged)
      const different = [...files].filter(([each, bytes]) => each !== 'META-INF/ASiCManifest.xml' && !said.get(each)?.equals(bytes)).map(([each]) => each)
      if (different.some(each => !['evidence/check.sh', 'evidence/heads.txt', 'evidence/heads.tst', 'evidence/gateway.pem'].includes(each)) || verdict.timeStamp.is !== 'unchecked' || honestVerdict.ok && (verdict.gatewayKey !== honestVerdict.gatewayKey || JSON.stringify(verdict.record) !== JSON.stringify(honestVerdict.record))) wrong.push(`container with a bit of ${whole ? 'the archive' : victim} changed says something else`)
      else harmless.containers++
    }
    const heads = files.get('evidence/heads.tst') ?? Buffer.alloc(1)
    for (; flips.stamps < share(0.02); flips.stamps++) {
      const token = random.below(2) === 0
      const verdict = await verifyContainer(token ? remakeContainer('evidence/heads.tst', flipBit(heads, random)) : remakeContainer('evidence/heads.txt', flipBit(files.get('evidence/heads.txt') ?? Buffer.alloc(1), random)), { tsaRoot })
      if (!verdict.ok) continue
      // a bit in a certificate that nobody needs: the same heads, the same time
      if (token && honestVerdict.ok && JSON.stringify(verdict.timeStamp) === JSON.stringify(honestVerdict.timeStamp)) harmless.stamps++
      else wrong.push('a stamp with a bit changed gives another time')
    }

    // ---- openssl alone
    const unpacked = join(dir, 'unpacked')
    for (const [file, bytes] of files) { await mkdir(dirname(join(unpacked, file)), { recursive: true }); await writeFile(join(unpacked, file), bytes) }
    const said = execFileSync('sh', ['evidence/check.sh', `tsa=${tsa.rootFile}`], { cwd: unpacked, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    same('openssl agrees', (said.match(/^OK /gm) ?? []).length === 5, said)
    const total = Object.values(flips).reduce((sum, each) => sum + each, 0)
    return { pass: wrong.length === 0, attempts: deliberate, reasons: reasons.size, flips: total, by: flips, harmless, wrong: wrong.length, examples: wrong.slice(0, 5) }
  } finally {
    for (const close of closers) await close()
    await provider.close()
    await tsa.close()
    await app.kysely.destroy()
    await owner.end()
    await withClient(cluster.superuserUrl, admin => admin.query(`drop database if exists ${name} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

type Batch = LogSource extends { batches(id: number): AsyncIterable<infer T> } ? T : never
type Row = LogSource extends { records(id: number): AsyncIterable<infer T> } ? T : never
interface Memory extends LogSource { readonly allBatches: readonly (Batch & { readonly of: number })[]; readonly allRecords: readonly (Row & { readonly of: number })[] }

/** The whole log in memory, so that it can be changed a thousand times. */
async function memoryOf(source: LogSource): Promise<Memory> {
  const [gateways, heads] = [await source.gateways(), await source.heads()]
  const [allBatches, allRecords]: [(Batch & { of: number })[], (Row & { of: number })[]] = [[], []]
  for (const { id } of gateways) {
    for await (const batch of source.batches(id)) allBatches.push({ ...batch, of: id })
    for await (const record of source.records(id)) allRecords.push({ ...record, of: id })
  }
  return memoryWith({ gateways: () => Promise.resolve(gateways), heads: () => Promise.resolve(heads), allBatches, allRecords, batches: () => stream([]), records: () => stream([]) }, {})
}
async function* stream<T>(items: readonly T[]): AsyncGenerator<T> { yield* items }
function memoryWith(memory: Memory, { batches = memory.allBatches, records = memory.allRecords }: { readonly batches?: Memory['allBatches']; readonly records?: Memory['allRecords'] }): Memory {
  return { gateways: memory.gateways, heads: memory.heads, allBatches: batches, allRecords: records, batches: id => stream(batches.filter(each => each.of === id)), records: id => stream(records.filter(each => each.of === id)) }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('exchange-forgery', 10_000, FORGERY_MUTANTS, options => runForgery({ ...options, cluster })) } finally { await cluster.stop() }
}
