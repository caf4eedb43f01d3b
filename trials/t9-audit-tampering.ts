import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect } from '../kernel/db/db.ts'
import { loadLedgerSigner } from '../kernel/ledger/key.ts'
import { parseCheckpoint, type NoteVerifier } from '../kernel/ledger/checkpoint.ts'
import { clientSource, databaseSource, type LedgerSource } from '../kernel/ledger/verify-source.ts'
import { verifyLedger, type FindingKind, type LedgerVerdict } from '../kernel/ledger/verify.ts'
import { readWitness } from '../kernel/ledger/witness.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'
import { TAMPERING_NAMES, TAMPERINGS } from './lib/tamper.ts'
import { runLedgerUser } from './lib/ledger-user.ts'

/**
 * T9: a superuser edits the ledger in a thousand ways; the verifier, knowing the public key and the witnesses only, must notice every one
 * and name no leaf behind the first wrong one. And it must never complain about a ledger whose writers were killed in the middle.
 */
export interface T9Options { readonly edits: number; readonly honestRuns: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }

/** Verifiers and sealers with one thing missing: the trial must fail with each of them. */
export const T9_MUTANTS = ['trusts-the-database', 'ignores-contents', 'ignores-tiles', 'no-watermark'] as const
const IGNORED: Readonly<Record<string, FindingKind>> = { 'ignores-contents': 'content-changed', 'ignores-tiles': 'tile-changed' }

interface Place { readonly dir: string; readonly verifier: NoteVerifier; readonly urls: { readonly migrator: string; readonly app: string }; readonly superuserUrl: string }
const folders = (dir: string): string[] => [join(dir, 'witness', 'a'), join(dir, 'witness', 'b')]

async function judge(source: LedgerSource, place: Place, mutant: string | undefined): Promise<LedgerVerdict> {
  async function* ownNotes(): AsyncGenerator<string> { for await (const { note } of source.checkpoints()) if (parseCheckpoint(note) !== undefined) yield note }
  const witnesses = mutant === 'trusts-the-database' ? [{ name: 'itself', notes: ownNotes }] : folders(place.dir).map((folder) => ({ name: folder, notes: () => readWitness(folder) }))
  const verdict = await verifyLedger(source, witnesses, place.verifier)
  const ignored = mutant === undefined ? undefined : IGNORED[mutant]
  const findings = verdict.findings.filter((finding) => finding.kind !== ignored)
  return { ...verdict, findings, ok: findings.length === 0, firstBad: findings[0] ?? null }
}

/** Starts the ledger's user as a process, kills it after `ms` and judges what it left, at once. */
async function honestRun(place: Place, ms: number, mutant: string | undefined): Promise<LedgerVerdict> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), '--user', place.urls.app, place.urls.migrator, place.dir, mutant ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((done) => { child.once('exit', () => done()) })
  await Promise.race([ended, new Promise<void>((done) => { child.stdout.once('data', () => done()) })])
  await new Promise((done) => setTimeout(done, ms))
  child.kill('SIGKILL')
  await ended
  const source = await databaseSource(place.urls.migrator)
  try { return await judge(source, place, mutant) } finally { await source.close() }
}

export async function runT9(options: T9Options): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { cluster, mutant } = options
  const random = createRandom(options.seed)
  const dir = await mkdtemp(join(tmpdir(), 'tinhso-t9-'))
  const name = `t9_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const signer = await loadLedgerSigner(join(dir, 'keys'), 'tinh-so/t9')
  const place: Place = { dir, verifier: signer.verifier, urls, superuserUrl: cluster.superuserUrl }
  const alarms: string[] = []
  const [missed, misnamed]: [Map<string, number>, string[]] = [new Map(), []]
  try {
    for (let run = 0; run < options.honestRuns; run++) {
      const verdict = await honestRun(place, random.below(300), mutant)
      if (!verdict.ok) alarms.push(JSON.stringify(verdict.firstBad))
    }
    const [db, owner] = [connect({ url: urls.app, max: 6 }), connect({ url: urls.migrator, max: 2 })]
    const user = await runLedgerUser(db, owner, place.dir, mutant ?? '')
    await user.until(600)
    await user.stop()
    await Promise.all([db, owner].map((each) => each.kysely.destroy()))

    const superuser = new URL(cluster.superuserUrl)
    superuser.pathname = `/${name}`
    const ledger = await withClient(superuser.href, async (client) => {
      await client.query('begin')
      const honest = await judge(clientSource(client), place, mutant)
      if (!honest.ok) alarms.push(JSON.stringify(honest.firstBad))
      const { rows } = await client.query<{ size: string }>('select size::text from kernel.ledger_checkpoint c order by c.size')
      const ledger = { size: honest.size, checkpoints: rows.map((row) => Number(row.size)) }
      for (let edit = 0; edit < options.edits; edit++) {
        const kind = TAMPERING_NAMES[edit % TAMPERING_NAMES.length] ?? ''
        // triggers do not stop a superuser
        await client.query('savepoint untouched; set local session_replication_role = replica')
        const tamper = TAMPERINGS[kind]
        if (tamper === undefined) throw new Error(`no tampering ${kind}`)
        const index = await tamper(client, random, ledger)
        const verdict = await judge(clientSource(client), place, mutant)
        if (verdict.ok) missed.set(kind, (missed.get(kind) ?? 0) + 1)
        else if (verdict.firstBad !== null && (verdict.firstBad.index > index || verdict.firstBad.exact && verdict.firstBad.index !== index)) misnamed.push(`${kind}: ${index} named ${JSON.stringify(verdict.firstBad)}`)
        await client.query('rollback to savepoint untouched')
      }
      return ledger
    })
    const count = [...missed.values()].reduce((a, b) => a + b, 0)
    return {
      pass: count === 0 && misnamed.length === 0 && alarms.length === 0, edits: options.edits, detected: options.edits - count, missed: Object.fromEntries(missed), misnamed: misnamed.slice(0, 5),
      honestRuns: options.honestRuns + 1, falseAlarms: alarms.length, alarms: alarms.slice(0, 3), entries: ledger.size, checkpoints: ledger.checkpoints.length, mostUnwitnessedSeconds: 1,
    }
  } finally {
    await withClient(cluster.superuserUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) {
  if (process.argv[2] === '--user') {
    const [, , , url = '', ownerUrl = '', dir = '', mutant = ''] = process.argv
    await runLedgerUser(connect({ url, max: 6 }), connect({ url: ownerUrl, max: 2 }), dir, mutant)
    process.stdout.write('ready\n')
  } else {
    const cluster = await startTestCluster()
    try {
      await runTrial('T9', 1000, T9_MUTANTS, ({ size, seed, mutant }) => runT9({ edits: size, honestRuns: Math.max(2, Math.ceil(size / 20)), seed, mutant, cluster }))
    } finally { await cluster.stop() }
  }
}
