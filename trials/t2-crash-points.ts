import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { CitizenActor, OfficerActor } from '../kernel/actor.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { diskStore } from '../kernel/files/index.ts'
import { newId } from '../kernel/ids.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { receiveDossier } from '../modules/dossiers/acts/receive-dossier.ts'
import { takeDossier } from '../modules/dossiers/acts/take-dossier.ts'
import { makeDevelopmentCa } from '../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority } from '../simulators/time-stamp-authority/index.ts'
import { CRASH_ACTS, press, type CrashAct, type Press } from './lib/crash-acts.ts'
import type { CrashJob } from './lib/crash-child.ts'
import { ANSWER, type CrashPoint } from './lib/crash-effects.ts'
import { anEstate, officerAt } from './lib/estate.ts'
import { blobFaults, codeFaults, tracesOf, type Traces } from './lib/invariants.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T2: an act is a list of things done to the world – statements, writes, requests, the answer. For each of them a process does the act and
 * dies by SIGKILL just before it, another just after it; then the client, having heard nothing, asks again. Whatever was answered is there,
 * nothing is there twice, nothing is there by half.
 */
export interface T2Options {
  readonly seed: number; readonly mutant: string | undefined; readonly acts: readonly CrashAct[]
  /** how many points of each act, spread by the seed; all of them when absent */
  readonly sample?: number
  readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } }
}
export const T2_MUTANTS = ['answers-before-commit', 'does-not-await-commit'] as const

const CHILD = fileURLToPath(new URL('lib/crash-child.ts', import.meta.url))
/** act, ledger stem, message, paper, state reached */
const LEAVES: Readonly<Record<CrashAct, readonly [string, string, string | undefined, string | undefined, string]>> = {
  submit: ['submitDossier', 'dossiers.submit', 'dossiers.submitted', 'filing-receipt', 'submitted'],
  receive: ['receiveDossier', 'dossiers.receive', 'dossiers.received', 'receipt', 'received'],
  propose: ['proposeOutcome', 'dossiers.propose-outcome', undefined, undefined, 'proposed'],
  approve: ['approveOutcome', 'dossiers.approve-outcome', undefined, undefined, 'approved'],
  sign: ['signResult', 'dossiers.sign-result', 'dossiers.result-ready', undefined, 'result-ready'],
}

interface Ended { readonly answered: boolean; readonly signal: string | null; readonly code: number | null; readonly effects: readonly string[]; readonly said: string }
function runChild(job: CrashJob): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, said] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
    child.once('error', fail)
    child.once('close', (code, signal) => {
      const list = /^\[.*\]$/m.exec(said)?.[0]
      done({ answered: out.includes(ANSWER), signal, code, effects: list === undefined ? [] : JSON.parse(list) as string[], said })
    })
  })
}

export async function runT2(options: T2Options): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { cluster, mutant = '' } = options
  const random = createRandom(options.seed)
  const database = `t2_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, database)
  const databases = { db: connect({ url: urls.app, max: 6 }), owner: connect({ url: urls.migrator, max: 2 }) }
  const checker = new pg.Client({ connectionString: urls.migrator })
  checker.on('error', () => undefined)
  await checker.connect()
  const estate = await anEstate(databases, dir => diskStore(join(dir, 'files')))
  const { world } = estate
  const { platform } = world
  const dir = platform.config.varDir
  const ca = await makeDevelopmentCa(join(dir, 'ca'))
  const tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  const citizen: CitizenActor = world.citizen()
  const reception = officerAt(world.commune, 'Tiếp Nhận Thử', ['reception-officer'])
  const worker = officerAt(world.commune, 'Xử Lý Thử', ['case-officer'])
  const leader = officerAt(world.commune, 'Lãnh Đạo Thử', ['approver', 'signer'])
  const settings = async (id: string, name: string) => { const made = await ca.issue({ id, name, organisation: 'Ủy ban nhân dân phường Mẫu' }); return { kind: 'pkcs12', file: made.file, password: made.password } as const }
  const keys = { officer: await settings(leader.accountId, leader.displayName), agency: await settings(world.commune, 'Ủy ban nhân dân phường Mẫu'), roots: [ca.rootFile], chains: [ca.chainFile], tsaUrl: tsa.url, tsaRoot: Buffer.from(tsa.root).toString('base64') }
  const faults: string[] = []
  const points: Record<string, number> = {}
  let tried = 0
  let recovered = 0

  /** A dossier on which `act` is what comes next, and the press that does it. */
  async function ready(act: CrashAct): Promise<Press> {
    world.setNow(new Date(Date.now()).toISOString())
    const draft = await estate.draft(citizen)
    if (act === 'submit') return { act, actor: citizen, draftId: draft.id, procedureCaseId: world.procedureCaseId }
    const dossierId = await estate.submit(citizen, draft.id)
    const next = (each: 'receive' | 'propose' | 'approve', actor: OfficerActor): Press => ({ act: each, actor, dossierId, key: newId() })
    if (act === 'receive') return next('receive', reception)
    await receiveDossier(platform, { actor: reception, dossierId })
    await takeDossier(platform, { actor: worker, dossierId })
    if (act === 'propose') return next('propose', worker)
    await press(platform, next('propose', worker))
    if (act === 'approve') return next('approve', leader)
    await press(platform, next('approve', leader))
    return { act: 'sign', actor: leader, dossierId, key: newId(), keys }
  }

  /** The dossier of a press: for a submission, the one of its key, when there is any. */
  async function dossierOf(what: Press): Promise<readonly string[]> {
    if (what.act !== 'submit') return [what.dossierId]
    return (await checker.query<{ id: string }>('select x.id from dossiers.dossier x join dossiers.draft d on d.submission_key = x.submission_key where d.id = $1', [what.draftId])).rows.map(row => row.id)
  }

  async function traces(what: Press): Promise<Traces> {
    const [act, stem, message, paper] = LEAVES[what.act]
    const sum = { actions: 0, ledger: 0, messages: 0, papers: 0 }
    for (const id of await dossierOf(what)) {
      const found = await tracesOf(checker, id, act, stem, message, paper)
      for (const key of ['actions', 'ledger', 'messages', 'papers'] as const) sum[key] += found[key]
    }
    return sum
  }

  async function tryPoint(act: CrashAct, at: CrashPoint | undefined): Promise<readonly string[]> {
    const what = await ready(act)
    const name = `t2-${tried++}`
    const where = at === undefined ? 'undisturbed' : `${at.when} ${at.k}`
    const fault = (text: string): void => { faults.push(`${act} ${where}: ${text}`) }
    const ended = await runChild({ url: urls.app, name, varDir: dir, now: platform.now().toISOString(), press: what, mutant, ...(at ? { at } : {}) })
    // some runs do a little less, such as making a folder that is there: then the last points do not exist
    const beyond = at !== undefined && ended.code === 0 && at.k > ended.effects.length
    if (at !== undefined && ended.signal !== 'SIGKILL' && !beyond && mutant === '') fault(`did not die there (${ended.code}): ${ended.said.slice(-300)}`)
    if (at === undefined && (ended.code !== 0 || !ended.answered)) throw new Error(`the act does not succeed undisturbed: ${ended.said.slice(-2000)}`)
    // what the dead process had sent the server still finishes
    while (Number((await checker.query<{ n: string }>('select count(*) as n from pg_stat_activity where application_name = $1', [name])).rows[0]?.n ?? 0) > 0) await new Promise(done => { setTimeout(done, 10) })
    const [, , message, paper] = LEAVES[act]
    const whole = (found: Traces, times: number): boolean => found.actions === times && found.ledger === times && found.messages === (message === undefined ? 0 : times) && found.papers === (paper === undefined ? 0 : times)
    const left = await traces(what)
    if (!whole(left, 0) && !whole(left, 1)) fault(`half done: ${JSON.stringify(left)}`)
    if (ended.answered && !whole(left, 1)) fault(`answered, and not there: ${JSON.stringify(left)}`)
    try { await press(platform, what); recovered++ } catch (error) { fault(`asking again fails: ${error instanceof Error ? error.message : String(error)}`) }
    const after = await traces(what)
    if (!whole(after, 1)) fault(`after asking again: ${JSON.stringify(after)}`)
    const dossiers = await dossierOf(what)
    if (dossiers.length !== 1) fault(`${dossiers.length} dossiers of one key`)
    const { rows: [row] } = await checker.query<{ processing: string; files: string; results: string }>('select processing, (select count(*) from dossiers.dossier_file f where f.dossier_id = d.id) as files, (select count(*) from dossiers.result r where r.dossier_id = d.id) as results from dossiers.dossier d where id = $1', [dossiers[0] ?? newId()])
    if (row?.processing !== LEAVES[act][4] && !(act === 'propose' && row?.processing === 'in-approval')) fault(`ends as ${row?.processing}`)
    if (Number(row?.files) !== 2) fault(`${row?.files} files`)
    if (Number(row?.results) !== (act === 'sign' ? 1 : 0)) fault(`${row?.results} results`)
    return ended.effects
  }

  try {
    for (const act of options.acts) {
      const effects = await tryPoint(act, undefined)
      const all = effects.flatMap((_name, index): CrashPoint[] => [{ k: index + 1, when: 'before' }, { k: index + 1, when: 'after' }])
      // the end of an act is where acknowledging goes wrong: a sample always holds it
      const chosen = options.sample === undefined ? all : [...new Set([...all.slice(-3), ...Array.from({ length: options.sample }, () => random.pick(all))])].slice(0, Math.max(3, options.sample))
      points[act] = chosen.length
      const queue = [...chosen]
      await Promise.all([1, 2].map(async () => { for (let point = queue.shift(); point; point = queue.shift()) await tryPoint(act, point) }))
    }
    const blobs = await blobFaults(checker, dir)
    const codes = await codeFaults(checker)
    faults.push(...blobs.faults, ...codes.faults)
    return { pass: faults.length === 0, exhaustive: options.sample === undefined, points: Object.values(points).reduce((a, b) => a + b, 0), pointsByAct: points, recovered, files: blobs.files, codes: codes.codes, faults: faults.length, examples: faults.slice(0, 8) }
  } finally {
    await tsa.close()
    await checker.end()
    await databases.db.kysely.destroy()
    await databases.owner.kysely.destroy()
    await withClient(cluster.superuserUrl, client => client.query(`drop database if exists ${database} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  // SIZE 0 means every point
  try { await runTrial('T2', 0, T2_MUTANTS, ({ size, seed, mutant }) => runT2({ seed, mutant, acts: CRASH_ACTS, cluster, ...(size > 0 ? { sample: size } : mutant === undefined ? {} : { sample: 6 }) })) } finally { await cluster.stop() }
}
