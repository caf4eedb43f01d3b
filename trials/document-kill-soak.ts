import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { run, type Program } from '../bench/exchange/estate.ts'
import { bootstrapOwnServer } from '../kernel/db/bootstrap.ts'
import { startEmbedded } from '../kernel/db/embedded.ts'
import { migrate } from '../kernel/db/migrate.ts'
import { AxisClient } from '../modules/exchange/documents/axis/testing.ts'
import { anEdoc } from '../modules/exchange/documents/testing.ts'
import { writeEdoc } from '../modules/exchange/domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../modules/exchange/registry/credential-secret.ts'
import { QUIET, registryOf } from '../modules/exchange/testing.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Agencies send documents over two gateways and try again with the same bytes until they have heard an answer, some answers are lost on the way;
 * SIGKILL at random for the gateways and for the whole database. Afterwards every document that was answered is there once, with its content, waits
 * at each receiver once, is fetched byte for byte as it was sent, and its sending stands in the log.
 */
export interface DocumentSoakOptions { readonly size: number; readonly kills: number; readonly seed: number; readonly mutant: string | undefined }
export const DOCUMENT_MUTANTS = ['commits-without-waiting-for-the-disk'] as const

const SYSTEMS = ['H19.01', 'H19.02', 'H19.03'] as const
/** Of the gateways that the benchmark's program starts. */
const MASTER_KEY = Buffer.alloc(32, 7)
const SENDERS = 12
const pause = (ms: number): Promise<void> => new Promise(done => { setTimeout(done, ms) })
const within = <T>(work: Promise<T>, ms: number): Promise<T> => Promise.race([work, pause(ms).then((): never => { throw new Error('no answer') })])

export async function runDocumentSoak({ size, kills, seed, mutant }: DocumentSoakOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const dir = await mkdtemp(join(tmpdir(), 'document-soak-'))
  await chmod(dir, 0o755)
  const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: true, ...(mutant === 'commits-without-waiting-for-the-disk' ? { settings: { synchronous_commit: 'off', wal_writer_delay: '10000ms' } } : {}) })
  server.keepAlive(QUIET)
  const gateways: (Program & { readonly name: string })[] = []
  try {
    const urls = await bootstrapOwnServer(server.url, dir)
    await migrate(urls.migrator)
    const owner = new pg.Pool({ connectionString: urls.migrator, max: 2, options: '-c tinhso.actor_kind=system' })
    owner.on('error', () => undefined)
    const registry = registryOf(owner)
    for (const id of SYSTEMS) {
      const subsystem = await registry.subsystem((await registry.member(id)).id, 'van-ban', 'credential')
      await registry.credential(subsystem.id, 'document-axis', id, undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), `key of ${id}`) })
    }
    await owner.end()
    const start = async (name: string, port: number): Promise<Program & { name: string }> => ({ ...await run('gateway.ts', [urls.app, dir, name, String(port)], 0), name })
    gateways.push(await start('gw-1', 0), await start('gw-2', 0))
    const client = (id: string, at: number): AxisClient => new AxisClient(`http://127.0.0.1:${gateways[at]?.port ?? 0}`, id, `key of ${id}`)

    const heard = new Map<number, string>()
    // made once: a retry sends the same bytes, and each making packs its file under another name
    const texts = Array.from({ length: size }, (_, number) => writeEdoc(anEdoc('H19.01', ['H19.02', 'H19.03'], { documentId: `H19.01,2026/11/29,${number}/VP`, subject: `Văn bản số ${number}` })))
    const textOf = (number: number): string => texts[number] ?? ''
    let retries = 0
    const insist = async (number: number): Promise<void> => {
      for (let attempt = 0; attempt <= 300; attempt++) {
        if (attempt > 0) { retries++; await pause(50 + random.next() * 150) }
        try {
          const answer = await within(client('H19.01', random.next() < 0.5 ? 0 : 1).send(textOf(number)), 15_000)
          if (random.next() < 0.05) continue
          const { status, DocId } = JSON.parse(answer.text) as { status: string; DocId: string }
          if (status !== 'OK') continue
          heard.set(number, DocId)
          return
        } catch { /* sent again */ }
      }
    }
    const queue = Array.from({ length: size }, (_, number) => number)
    let [gatewayKills, databaseKills] = [0, 0]
    const killer = (async () => {
      for (let each = 0; each < kills && queue.length > 0; each++) {
        const left = queue.length
        const pace = Math.max(1, Math.floor(size / (kills + 1)))
        while (queue.length > 0 && left - queue.length < pace) await pause(20)
        if (each % 3 === 1) {
          databaseKills++
          const pid = Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
          try { process.kill(-pid, 'SIGKILL') } catch { process.kill(pid, 'SIGKILL') }
        } else {
          gatewayKills++
          const at = random.next() < 0.5 ? 0 : 1
          const victim = gateways[at]
          if (!victim) continue
          const gone = new Promise<void>(done => { victim.child.once('exit', () => done()) })
          victim.child.kill('SIGKILL')
          await gone
          for (let attempt = 0; ; attempt++) try { gateways[at] = await start(victim.name, victim.port); break } catch (error) { if (attempt > 20) throw error; await pause(500) }
        }
      }
    })()
    await Promise.all(Array.from({ length: SENDERS }, async () => { for (let number = queue.shift(); number !== undefined; number = queue.shift()) await insist(number) }))
    await killer

    let fetchedOtherwise = 0
    for (const [number, id] of heard) {
      const answer = JSON.parse((await client(number % 2 === 0 ? 'H19.02' : 'H19.03', 0).get(id)).text) as { data?: string }
      if (Buffer.from(answer.data ?? '', 'base64').toString() !== textOf(number)) fetchedOtherwise++
    }
    for (const gateway of gateways) await gateway.stop()
    const reader = new pg.Client({ connectionString: urls.migrator, options: '-c tinhso.actor_kind=system' })
    reader.on('error', () => undefined)
    await reader.connect()
    const one = async (text: string, values: unknown[] = []): Promise<number> => (await reader.query<{ n: number }>(text, values)).rows[0]?.n ?? -1
    const ids = [...heard.values()]
    const documents = await one('select count(*)::integer as n from exchange.document')
    const lost = await one('select count(*)::integer as n from unnest($1::uuid[]) as given (doc) where not exists (select from exchange.document_content c where c.document_id = doc) or (select count(*) from exchange.delivery d where d.document_id = doc) <> 2', [ids])
    const unlogged = await one('select count(*)::integer as n from unnest($1::text[]) as given (doc) where not exists (select from exchange.transaction t where t.message_id = doc and t.succeeded)', [ids])
    await reader.end()
    return { pass: heard.size === size && new Set(ids).size === size && documents === size && lost === 0 && unlogged === 0 && fetchedOtherwise === 0, documents: size, acknowledged: heard.size, kept: documents, lost, unlogged, fetchedOtherwise, retries, gatewayKills, databaseKills }
  } finally {
    for (const gateway of gateways) gateway.child.kill('SIGKILL')
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

if (isProgram(import.meta.url)) await runTrial('document-kill-soak', 1000, DOCUMENT_MUTANTS, ({ size, seed, mutant }) => runDocumentSoak({ size, kills: Math.max(3, Math.round(size / 100)), seed, mutant }))
