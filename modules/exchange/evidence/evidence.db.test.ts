import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { toolPresent } from '../../../kernel/pdf/testing.ts'
import { timeStampClient } from '../../../kernel/signing/index.ts'
import { deriveKey } from '../../../kernel/secrets.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../../simulators/time-stamp-authority/index.ts'
import { aGateway, aProvider, MASTER_KEY, registryOf, send, type RunningGateway } from '../testing.ts'
import { makeContainer } from './container.ts'
import { databaseSource } from './database-source.ts'
import { stampHeads } from './stamp.ts'
import { verifyLog, type LogVerdict } from './verify.ts'

const t = useDb()
let gateway: RunningGateway
let provider: Awaited<ReturnType<typeof aProvider>>
let tsa: RunningTimeStampAuthority
let dir: string
const headers = { 'X-Road-Client': 'DEV/COM/4321/TestClient' }
const call = (service: string, more: object = {}): ReturnType<typeof send> => send(gateway.url, `/r1/DEV/COM/1234/TestService/${service}/x`, { headers, ...more })
/** Calls whose records wait for the first batch, so that the second holds all the rest, however fast the machine is. */
async function gathered(calls: () => ReturnType<typeof send>[]): Promise<void> {
  const gate = new pg.Client({ connectionString: t().urls.migrator })
  gate.on('error', () => undefined)
  await gate.connect()
  await gate.query('begin; lock table exchange.batch in share mode')
  const before = provider.seen.length
  const going = calls()
  await vi.waitFor(() => { expect(provider.seen.length - before).toBe(going.length) }, { timeout: 10_000 })
  await gate.query('commit')
  await gate.end()
  await Promise.all(going)
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-evidence-'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  provider = await aProvider()
  const registry = registryOf(t().owner.pool)
  const client = await registry.subsystem((await registry.member('4321')).id, 'TestClient')
  const owner = await registry.subsystem((await registry.member('1234')).id, 'TestService')
  for (const evidence of ['full', 'metadata', 'none']) await registry.right(client.id, (await registry.service(owner.id, evidence, provider.url, { evidence })).id)
  gateway = await aGateway(t().urls.app)
  await gathered(() => Array.from({ length: 40 }, (_, at) => call(at % 3 === 0 ? 'full' : at % 3 === 1 ? 'metadata' : 'none', { method: 'POST', body: `thư ${at}` })))
  await stampHeads(t().db, timeStampClient({ url: tsa.url, anchors: { certificates: [tsa.root] } }), new Date())
  await Promise.all(Array.from({ length: 5 }, () => call('metadata')))
})
afterAll(async () => { await gateway.close(); await provider.close(); await tsa.close(); await rm(dir, { recursive: true, force: true }) })

async function verdict(): Promise<LogVerdict> {
  const source = await databaseSource(t().urls.migrator, '/nonexistent')
  try { return await verifyLog(source) } finally { await source.close() }
}
/** Changes the log behind everybody's back, looks, and puts it back. */
async function tampered(...statements: string[]): Promise<LogVerdict> {
  const client = new pg.Client({ connectionString: t().urls.migrator, options: '-c tinhso.actor_kind=system' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('create schema kept')
    for (const table of ['transaction', 'batch', 'time_stamp', 'gateway']) await client.query(`create table kept.${table} as select * from exchange.${table}`)
    for (const statement of statements) await client.query(statement)
    return await verdict()
  } finally {
    for (const table of ['transaction', 'batch', 'time_stamp', 'gateway']) await client.query(`delete from exchange.${table}; insert into exchange.${table} ${table === 'gateway' ? 'overriding system value ' : ''}select * from kept.${table}`)
    await client.query('drop schema kept cascade')
    await client.end()
  }
}

describe('the log proves itself', () => {
  test('untouched it is whole', async () => {
    expect(await verdict()).toMatchObject({ ok: true, gateways: 1, records: 45, findings: [] })
  })
  const ANY = '(select id from exchange.transaction order by id offset 7 limit 1)'
  test.each<[string, string[], string]>([
    ['a field changed', [`update exchange.transaction set record = replace(record, '"POST"', '"GET"') where id = ${ANY}`], 'record-changed'],
    ['one space added', [`update exchange.transaction set record = record || ' ' where id = ${ANY}`], 'record-changed'],
    ['a record deleted', [`delete from exchange.transaction where id = ${ANY}`], 'record-missing'],
    ['a record doubled', [`insert into exchange.transaction select * from exchange.transaction where id = ${ANY}`], 'record-added'],
    ['a record moved to a batch that is not there', [`update exchange.transaction set seq = 9999 where id = ${ANY}`], 'record-added'],
    ['a batch deleted with its records', ['delete from exchange.transaction where seq = 2', 'delete from exchange.batch where seq = 2'], 'batch-missing'],
    ['a root rewritten with its record', [`update exchange.batch set root = sha256('x') where seq = 1`], 'row-differs'],
    ['a note rewritten', [`update exchange.batch set note = regexp_replace(note, 'at: 20', 'at: 19') where seq = 1`], 'signature-wrong'],
    ['a signature rewritten', [`update exchange.batch set signature = substr(signature, 2) || 'x'::bytea where seq = 1`], 'signature-wrong'],
    ['another key', [`update exchange.gateway set public_key = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n'`], 'signature-wrong'],
    ['the stamped tail cut off', ['delete from exchange.transaction', 'delete from exchange.batch'], 'head-missing'],
  ])('%s is found', async (_, statements, problem) => {
    const found = await tampered(...statements)
    expect(found.ok).toBe(false)
    expect(found.findings.map(each => each.problem)).toContain(problem)
    expect(await verdict()).toMatchObject({ ok: true })
  })
})

describe('what the application may do to it', () => {
  test.each(['transaction', 'batch', 'time_stamp', 'message'])('nothing in exchange.%s is changed or deleted', async table => {
    await expect(t().db.pool.query(`delete from exchange.${table}`)).rejects.toThrow('permission denied')
    await expect(t().db.pool.query(`update exchange.${table} set at = now()`)).rejects.toThrow('permission denied')
  })
})

describe('a container', () => {
  const unpack = async (bytes: Buffer): Promise<string> => {
    const to = await mkdtemp(join(dir, 'asice-'))
    for (const [name, content] of Object.entries(unzipSync(bytes))) { await mkdir(dirname(join(to, name)), { recursive: true }); await writeFile(join(to, name), content) }
    return to
  }
  const container = async (): Promise<string> => {
    const { rows: [row] } = await t().owner.pool.query<{ id: string }>('select m.transaction_id as id from exchange.message m join exchange.transaction t on t.id = m.transaction_id join exchange.batch b using (gateway_id, seq) where b.records > 2 order by t.id limit 1')
    const bytes = await makeContainer({ pool: t().owner.pool, sealingKey: deriveKey(MASTER_KEY, 'exchange-message') }, row?.id ?? '')
    if (!bytes) throw new Error('no container')
    expect(bytes.subarray(30, 38).toString()).toBe('mimetype')
    return unpack(bytes)
  }
  const check = (at: string, ...more: string[]): string => execFileSync('sh', ['evidence/check.sh', `tsa=${tsa.rootFile}`, ...more], { cwd: at, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  /** Puts something else into a file and, as whoever forges would, its hash into the manifest. */
  const replaceFile = async (at: string, file: string, content: Buffer): Promise<void> => {
    const manifest = join(at, 'META-INF/ASiCManifest.xml')
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace(hash('sha256', await readFile(join(at, file)), 'base64'), hash('sha256', content, 'base64')))
    await writeFile(join(at, file), content)
  }

  test.skipIf(!toolPresent('openssl', 'version'))('is checked by sh and openssl alone, and every change in it is found', async () => {
    const at = await container()
    expect(check(at)).toMatch(/^OK {2}the record is in the batch\nOK {2}the batch is signed by gw-.*\nNOTE key of the gateway not compared.*\nOK {2}time stamp: .*\nOK {2}the request is the one of the record\nOK {2}the response is the one of the record\n$/)
    for (const file of ['request.head', 'request.body', 'response.bin', 'record.json', 'evidence/note.txt', 'evidence/note.sig', 'evidence/proof.txt', 'evidence/heads.txt', 'evidence/heads.tst']) {
      const kept = await readFile(join(at, file))
      const changed = Buffer.from(kept)
      // the end of a token is its signature; in its middle stand certificates that nobody may need
      const place = file.endsWith('.tst') ? changed.length - 9 : Math.floor(changed.length / 2)
      changed[place] = (changed[place] ?? 0) ^ 1
      await replaceFile(at, file, changed)
      expect(() => check(at), file).toThrow()
      await writeFile(join(at, file), kept)
      expect(() => check(at), `${file} and the manifest`).toThrow('manifest')
      await writeFile(join(at, file), changed)
      await replaceFile(at, file, kept)
    }
  })
  test('holds request and response as they passed', async () => {
    const at = await container()
    expect(await readFile(join(at, 'request.head'), 'utf8')).toMatch(/^POST\r\n\/r1\/DEV\/COM\/1234\/TestService\/full\/x\r\n[\s\S]*\r\n$/)
    expect(await readFile(join(at, 'request.body'), 'utf8')).toMatch(/^thư \d+$/)
    expect(await readFile(join(at, 'response.bin'), 'utf8')).toMatch(/^200\r\n[\s\S]*\r\n\r\n\{"method":"POST"/)
    expect(await readFile(join(at, 'META-INF/ASiCManifest.xml'), 'utf8')).toContain('URI="request.body"')
  })
  test('/asic gives it to the system that sent the message, to no other', async () => {
    await call('full', { method: 'POST', headers: { ...headers, 'X-Road-Id': 'prove-me' }, body: 'x' })
    const query = 'queryId=prove-me&xRoadInstance=DEV&memberClass=COM&memberCode=4321&subsystemCode=TestClient'
    const one = await send(gateway.url, `/asic?${query}&unique`)
    expect([one.status, one.headers['content-type']]).toEqual([200, 'application/vnd.etsi.asic-e+zip'])
    expect(Object.keys(unzipSync(one.body))).toContain('request.head')
    expect(Object.keys(unzipSync((await send(gateway.url, `/asic?${query}&responseOnly`)).body))).toEqual([expect.stringMatching(/^prove-me-response-.*\.asice$/)])
    expect((await send(gateway.url, `/asic?${query.replace('prove-me', 'other')}`)).status).toBe(400)
    expect((await send(gateway.url, `/asic?${query.replace('4321', '9')}`)).headers['x-road-error']).toBe('server.clientproxy.unknown_member')
  })
})
