import pg from 'pg'
import { AxisClient } from '../modules/exchange/documents/axis/testing.ts'
import { anEdoc } from '../modules/exchange/documents/testing.ts'
import { writeEdoc } from '../modules/exchange/domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../modules/exchange/registry/credential-secret.ts'
import { startGatewaySoak, workOff } from './lib/gateway-soak.ts'
import { pause } from './lib/pause.ts'
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
const within = <T>(work: Promise<T>, ms: number): Promise<T> => Promise.race([work, pause(ms).then((): never => { throw new Error('no answer') })])

export async function runDocumentSoak({ size, kills, seed, mutant }: DocumentSoakOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const soak = await startGatewaySoak({ name: 'document-soak-', random, mutant, register: async registry => {
    for (const id of SYSTEMS) {
      const subsystem = await registry.subsystem((await registry.member(id)).id, 'van-ban', 'credential')
      await registry.credential(subsystem.id, 'document-axis', id, undefined, { sealed: sealSecret(credentialKey(MASTER_KEY), `key of ${id}`) })
    }
  } })
  try {
    const client = (id: string, at: 0 | 1): AxisClient => new AxisClient(`http://127.0.0.1:${soak.ports[at]}`, id, `key of ${id}`)

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
    const killing = soak.killMeanwhile({ size, kills, databaseEvery: 3, left: () => queue.length })
    await workOff(queue, SENDERS, insist)
    const killed = await killing

    let fetchedOtherwise = 0
    for (const [number, id] of heard) {
      const answer = JSON.parse((await client(number % 2 === 0 ? 'H19.02' : 'H19.03', 0).get(id)).text) as { data?: string }
      if (Buffer.from(answer.data ?? '', 'base64').toString() !== textOf(number)) fetchedOtherwise++
    }
    await soak.settle()
    const reader = new pg.Client({ connectionString: soak.urls.migrator, options: '-c tinhso.actor_kind=system' })
    reader.on('error', () => undefined)
    await reader.connect()
    const one = async (text: string, values: unknown[] = []): Promise<number> => (await reader.query<{ n: number }>(text, values)).rows[0]?.n ?? -1
    const ids = [...heard.values()]
    const documents = await one('select count(*)::integer as n from exchange.document')
    const lost = await one('select count(*)::integer as n from unnest($1::uuid[]) as given (doc) where not exists (select from exchange.document_content c where c.document_id = doc) or (select count(*) from exchange.delivery d where d.document_id = doc) <> 2', [ids])
    const unlogged = await one('select count(*)::integer as n from unnest($1::text[]) as given (doc) where not exists (select from exchange.transaction t where t.message_id = doc and t.succeeded)', [ids])
    await reader.end()
    return { pass: heard.size === size && new Set(ids).size === size && documents === size && lost === 0 && unlogged === 0 && fetchedOtherwise === 0, documents: size, acknowledged: heard.size, kept: documents, lost, unlogged, fetchedOtherwise, retries, ...killed }
  } finally { await soak.stop() }
}

if (isProgram(import.meta.url)) await runTrial('document-kill-soak', 1000, DOCUMENT_MUTANTS, ({ size, seed, mutant }) => runDocumentSoak({ size, kills: Math.max(3, Math.round(size / 100)), seed, mutant }))
