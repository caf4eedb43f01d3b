import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { CitizenActor } from '../kernel/actor.ts'
import { readConfig } from '../kernel/config.ts'
import { connect, type Db } from '../kernel/db/db.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { stopPostmaster } from '../kernel/db/postmaster.ts'
import { pagesOf } from '../kernel/forms/visible.ts'
import { diskStore, storeOwnFile } from '../kernel/files/index.ts'
import { newId } from '../kernel/ids.ts'
import { attachToDraft, saveDraftPage, startDraft } from '../modules/dossiers/acts/edit-draft.ts'
import { createIdentity, welcomeNationalAccount } from '../modules/identity/index.ts'
import { newToken, tokenHash } from '../modules/identity/keys.ts'
import { checkPack, completeForm } from '../modules/procedures/index.ts'
import { COMPONENT, PROCEDURE } from './lib/estate.ts'
import { blobFaults, codeFaults } from './lib/invariants.ts'
import { pause } from './lib/pause.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T1: the real application with its own database, clients that file and officers who receive over HTTP, and SIGKILL at random for the
 * application and for the whole database. Clients ask again with the same key until they have heard an answer; some answers are lost on
 * the way. Afterwards the database and the blobs are read directly: nothing answered is missing, nothing is there twice.
 */
export interface T1Options { readonly size: number; readonly kills: number; readonly seed: number; readonly mutant: string | undefined }
export const T1_MUTANTS = ['commits-without-waiting-for-the-disk', 'new-key-at-each-retry'] as const

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

interface Running { readonly child: ChildProcess; readonly url: string }

/** Starts `app/main.ts` as an operator would and waits for its word that it is ready. */
async function startApp(varDir: string, port: number): Promise<Running> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE|VITEST|NODE_ENV|TEST$|SCENE|PROVINCE|TINHSO_)/.test(name)))
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/main.ts'], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, PORT: String(port), VAR_DIR: varDir, SCENE: 'empty', SIMULATORS: 'off', LOG_LEVEL: 'silent' } })
  let said = ''
  return new Promise((done, fail) => {
    const hear = (chunk: Buffer): void => { said += chunk.toString(); const url = /^Tỉnh Số: (http\S+)$/m.exec(said)?.[1]; if (url) done({ child, url }) }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code, signal) => fail(new Error(`the application ended with ${code ?? signal}: ${said.slice(-1500)}`)))
  })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>(done => { child.once('exit', () => done()) })
  child.kill('SIGKILL')
  await gone
}

const dataOf = async (varDir: string): Promise<{ readonly pid: number; readonly port: number }> => {
  const [pid, , , port] = (await readFile(join(varDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')
  return { pid: Number(pid), port: Number(port) }
}
/** The application's database as its owner, found as an operator finds it: by the files under VAR_DIR. */
async function urlsOf(varDir: string): Promise<{ readonly superuser: string; readonly owner: string; readonly app: string }> {
  const { port } = await dataOf(varDir)
  const password = (await readFile(join(varDir, 'postgres', 'superuser-password'), 'utf8')).trim()
  const superuser = `postgres://tinhso_admin:${password}@127.0.0.1:${port}/postgres`
  const passwords = JSON.parse(await readFile(join(varDir, 'postgres', 'role-passwords.json'), 'utf8')) as { readonly migrator: string; readonly app: string }
  const at = (role: 'migrator' | 'app'): string => `postgres://tinhso_${role}:${passwords[role]}@127.0.0.1:${port}/tinhso`
  return { superuser, owner: at('migrator'), app: at('app') }
}

interface Job { readonly draftId: string; readonly mark: string; /** the session of whose draft it is */ readonly by: Record<string, string>; dossierId?: string; code?: string }

/** Below the number of drafts that one person may have. */
const DRAFTS_EACH = 40

export async function runT1({ size, kills, seed, mutant }: T1Options): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const varDir = await mkdtemp(join(tmpdir(), 'tinhso-t1-'))
  await chmod(varDir, 0o755)
  // below the ports that the system hands out by itself
  const port = 20_000 + randomBytes(2).readUInt16LE() % 12_000
  let app = await startApp(varDir, port)
  let db: Db | undefined
  const faults: string[] = []
  try {
    const urls = await urlsOf(varDir)
    db = connect({ url: urls.app, max: 4 })
    const own = db
    const platform = { config: readConfig({ VAR_DIR: varDir, PORT: String(port), LOG_LEVEL: 'silent' }), db: own, now: () => new Date(), log: silent }
    const identity = createIdentity(platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })
    const citizens: CitizenActor[] = []
    for (let i = 0; i < size; i += DRAFTS_EACH) {
      const displayName = `Nông Thị Mẫu ${'ABCDEFGHIJ'[Math.floor(i / DRAFTS_EACH) % 10] ?? ''}`.trim()
      const accountId = await welcomeNationalAccount(identity, { issuer: 'https://issuer.test', claims: { sub: `soak-${i}`, HoVaTen: displayName, SoDinhDanh: `0193${String(i).padStart(8, '0')}`, NgayThangNamSinh: '20000902', LoaiTaiKhoan: '1', loginIdp: 'vneid' }, now: new Date() })
      if (accountId === undefined) throw new Error('no account')
      citizens.push({ kind: 'citizen', accountId, assurance: 2, displayName })
    }
    const owner = new pg.Client({ connectionString: urls.owner })
    owner.on('error', () => undefined)
    await owner.connect()
    const { rows: [offer] } = await owner.query<{ id: string }>('select o.receiving_agency_id as id from procedures.agency_offer o where o.code = $1 limit 1', [PROCEDURE])
    const agency = offer?.id ?? ''
    const [officerId, positionId] = [newId(), newId()]
    await owner.query(`insert into identity.account (id, kind, issuer, sub, display_name, created_at) values ($1, 'staff', 'urn:tinhso:staff', 'soak', 'Cán Bộ Thử', now())`, [officerId])
    await owner.query(`insert into organisations.position (id, agency_id, title, roles, valid_from) values ($1, $2, 'Cán bộ tiếp nhận', '{reception-officer}', '2025-07-01')`, [positionId, agency])
    await owner.query(`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values ($1, $2, $3, 'Cán Bộ Thử', '2025-07-01')`, [newId(), positionId, officerId])
    const session = async (account: string, kind: string, position: string | null): Promise<Record<string, string>> => {
      const [token, csrf] = [newToken(), newToken()]
      await owner.query(`insert into identity.session (id, token_hash, account_id, kind, assurance, method, csrf, position_id, ip, user_agent, created_at, last_seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8, '127.0.0.1', 'trial', now(), now())`,
        [newId(), tokenHash(token), account, kind, kind === 'citizen' ? 2 : 1, kind === 'citizen' ? 'vnconnect' : 'password', csrf, position])
      return { cookie: `ts_session=${token}`, 'x-csrf-token': csrf, 'content-type': 'application/json', accept: 'application/json' }
    }
    const asOfficer = await session(officerId, 'officer', positionId)
    const parsed = checkPack(JSON.parse(await readFile(`provinces/thai-nguyen/procedures/${PROCEDURE}.json`, 'utf8')), { staffedRoles: null })
    const scenario = parsed.ok ? parsed.pack.scenarios.find(each => each.expectStop === undefined && (each.expectFaults ?? []).length === 0) : undefined
    const filed = parsed.ok ? parsed.pack.cases.find(each => each.id === scenario?.caseId) : undefined
    if (!scenario || !filed) throw new Error('no scenario')
    const pages = pagesOf(completeForm(filed)).map(each => each.id)
    const store = diskStore(join(varDir, 'files'))
    const jobs: Job[] = []
    for (const [at, citizen] of citizens.entries()) {
      const by = await session(citizen.accountId, 'citizen', null)
      while (jobs.length < Math.min(size, (at + 1) * DRAFTS_EACH)) {
        const mark = `Phép thử ${jobs.length}`
        const draftId = await startDraft(platform, citizen, { procedureCode: PROCEDURE, caseId: scenario.caseId, receivingAgencyId: agency, subjectAccountId: citizen.accountId, mandateId: null, answers: {}, contact: { phone: '0912345678', email: 'mau@example.vn' } })
        await saveDraftPage(platform, citizen, draftId, { answers: { ...scenario.answers, issuedBefore: 'yes', marryAt: mark }, returning: { method: 'online', address: null } })
        for (const name of ['mat-truoc.png', 'mat-sau.png']) await attachToDraft(platform, citizen, draftId, COMPONENT, await storeOwnFile(store, { bytes: randomBytes(1500), name, mediaType: 'image/png', ownerScope: `draft:${draftId}`, at: new Date() }))
        jobs.push({ draftId, mark, by })
      }
    }
    await owner.query('update dossiers.draft set done_pages = $1', [pages])
    await owner.end()
    await own.kysely.destroy()

    /** Asks until an answer is heard; what comes over the wire and is not read is not heard. */
    let refused = ''
    const waits: { readonly from: number; readonly to: number }[] = []
    const insist = async (path: string, headers: Record<string, string>, body: object, again: () => Promise<void>): Promise<{ id: string; code: string | null }> => {
      const from = performance.now()
      for (let attempt = 0; ; attempt++) {
        if (attempt > 400) throw new Error(`${path}: no answer after ${attempt} tries; last ${refused}`)
        if (attempt > 0) await again()
        try {
          const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) })
          if (random.next() < 0.1) { await answer.body?.cancel(); continue }
          const text = await answer.text()
          if (answer.ok) { waits.push({ from, to: performance.now() }); return JSON.parse(text) as { id: string; code: string | null } }
          refused = `${answer.status} ${text.slice(0, 300)}`
          if (answer.status < 500) throw new RangeError(`${path}: ${refused}`)
        } catch (error) {
          if (error instanceof RangeError) throw error
          refused = error instanceof Error ? error.message : String(error)
        }
        await pause(150)
      }
    }
    const renew = async (draftId: string): Promise<void> => {
      if (mutant !== 'new-key-at-each-retry') return
      const { owner: url } = await urlsOf(varDir).catch(() => ({ owner: '' }))
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => undefined)
      await client.connect().then(() => client.query('update dossiers.draft set submission_key = gen_random_uuid(), submitted_dossier_id = null where id = $1', [draftId])).catch(() => undefined)
      await client.end().catch(() => undefined)
    }
    let heard = 0
    const waiting = jobs.map((job, index) => ({ job, index }))
    const client = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { job, index } = next
        try {
          job.dossierId = (await insist('/api/v1/dossiers', job.by, { draftId: job.draftId, declaration: true }, () => renew(job.draftId))).id
          heard++
          if (index % 3 === 0 && mutant === undefined) job.code = (await insist(`/api/v1/dossiers/${job.dossierId}/receive`, asOfficer, { idempotencyKey: newId() }, async () => undefined)).code ?? ''
        } catch (error) { faults.push(error instanceof Error ? error.message : String(error)) }
      }
    }
    let done = false
    const counts = { app: 0, database: 0 }
    const killDatabase = async (): Promise<void> => { process.kill((await dataOf(varDir)).pid, 'SIGKILL') }
    let lastKill = performance.now()
    const chaos = async (): Promise<void> => {
      if (mutant === 'commits-without-waiting-for-the-disk') {
        const superuser = new pg.Client({ connectionString: urls.superuser })
        superuser.on('error', () => undefined)
        await superuser.connect()
        for (const text of ['alter system set synchronous_commit = off', "alter system set wal_writer_delay = '10s'", "alter system set wal_writer_flush_after = '1GB'", 'select pg_reload_conf()']) await superuser.query(text)
        while (heard < size / 2) await pause(5)
        await killDatabase()
        await kill(app.child)
        await superuser.end().catch(() => undefined)
        const server = await startEmbedded({ dir: join(varDir, 'postgres'), durable: true })
        const mend = new pg.Client({ connectionString: server.url })
        mend.on('error', () => undefined)
        await mend.connect()
        for (const text of ['alter system reset all', 'select pg_reload_conf()']) await mend.query(text)
        await mend.end()
        app = await startApp(varDir, port)
        counts.database++
        return
      }
      for (let k = 0; k < kills && !done; k++) {
        await pause(400 + random.below(1200))
        if (done) return
        // the application brings its database back by itself
        if (k % 4 === 1) { await killDatabase(); counts.database++; lastKill = performance.now(); continue }
        await kill(app.child)
        counts.app++
        lastKill = performance.now()
        app = await startApp(varDir, port)
      }
    }
    await Promise.all([chaos(), Promise.all(Array.from({ length: 8 }, client)).then(() => { done = true })])
    // what was asked before the last kill, and when the last of it was answered
    const settledMs = Math.round(Math.max(0, ...waits.filter(wait => wait.from < lastKill).map(wait => wait.to - lastKill)))
    if (settledMs > 60_000 && mutant === undefined && kills > 0) faults.push(`settled only ${settledMs} ms after the last kill`)

    const checker = new pg.Client({ connectionString: (await urlsOf(varDir)).owner })
    checker.on('error', () => undefined)
    await checker.connect()
    const { rows } = await checker.query<{ id: string; mark: string; code: string | null; files: string; actions: string; messages: string; ledger: string; received: string }>(`select d.id, d.answers->>'marryAt' as mark, d.code,
      (select count(*) from dossiers.dossier_file f where f.dossier_id = d.id) as files, (select count(*) from dossiers.action a where a.dossier_id = d.id and a.act = 'submitDossier') as actions,
      (select count(*) from kernel.outbox o where o.payload->>'dossierId' = d.id::text and o.type = 'dossiers.submitted') as messages,
      (select count(*) from kernel.ledger_entry l where l.object_id = d.id::text and l.act = 'dossiers.submit') as ledger,
      (select count(*) from dossiers.action a where a.dossier_id = d.id and a.act = 'receiveDossier') as received from dossiers.dossier d`)
    const byId = new Map(rows.map(row => [row.id, row]))
    const ofMark = new Map<string, number>()
    for (const row of rows) ofMark.set(row.mark, (ofMark.get(row.mark) ?? 0) + 1)
    let [lost, doubled] = [0, 0]
    for (const job of jobs) {
      const row = byId.get(job.dossierId ?? '')
      if (job.dossierId !== undefined && !row) { lost++; faults.push(`${job.mark}: answered with ${job.dossierId}, which is not there`) }
      if ((ofMark.get(job.mark) ?? 0) > 1) { doubled++; faults.push(`${job.mark}: ${ofMark.get(job.mark)} dossiers`) }
      if (job.dossierId === undefined) faults.push(`${job.mark}: never answered`)
      if (job.code !== undefined && row?.code !== job.code) faults.push(`${job.mark}: answered code ${job.code}, kept ${row?.code}`)
    }
    for (const row of rows) if (Number(row.files) !== 2 || Number(row.actions) !== 1 || Number(row.messages) !== 1 || Number(row.ledger) !== 1 || Number(row.received) > 1) faults.push(`${row.mark}: ${JSON.stringify(row)}`)
    const [blobs, codes] = [await blobFaults(checker, varDir), await codeFaults(checker)]
    await checker.end()
    faults.push(...blobs.faults, ...codes.faults)
    return { pass: faults.length === 0, dossiers: size, heard, lost, doubled, received: codes.codes, files: blobs.files, killsOfApplication: counts.app, killsOfDatabase: counts.database, settledMs, faults: faults.length, examples: faults.slice(0, 6) }
  } finally {
    await db?.kysely.destroy().catch(() => undefined)
    await kill(app.child)
    const { pid } = await dataOf(varDir).catch(() => ({ pid: 0 }))
    if (pid) await stopPostmaster(pid, join(varDir, 'postgres', 'data'))
    await rm(varDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

if (isProgram(import.meta.url)) await runTrial('T1', 2000, T1_MUTANTS, ({ size, seed, mutant }) => runT1({ size: mutant === undefined ? size : Math.min(size, 60), kills: mutant === undefined ? Math.min(30, Math.ceil(size / 40)) : 3, seed, mutant }))
