import { lookup as resolveName } from 'node:dns'
import { createServer } from 'node:http'
import { confine } from '../kernel/confined/index.ts'
import { createRelay, type Relay } from '../kernel/http/relay.ts'
import { LIMITS, collect, preview, type Tools } from '../modules/datasets/harvest/collect.ts'
import type { PageAnswer, PageTask } from '../modules/datasets/harvest/worker.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { canaryHere, careless, rebinding, type Outcome } from './lib/ssrf-relays.ts'
import { addressesOfThisMachine, METADATA, providerUrls } from './lib/ssrf-payloads.ts'

/**
 * T14 for the harvest of other catalogues: the address that a steward gives, redirects, pages that lead on, contexts and entities of documents, links of
 * entries, names that change between look and use. A canary listens on this machine; it must hear nothing.
 */
export const HARVEST_SSRF_MUTANTS = ['lets-the-machine-itself-be-called', 'looks-a-name-up-twice', 'follows-redirects'] as const

const PREFIXES = '@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .'
const turtle = (statements: string): string => `${PREFIXES}\n<#c> a dcat:Catalog .\n${statements}`
const quoted = (url: string): string => encodeURI(url).replace(/[<>"{}|^`\\]/g, encodeURIComponent)

/** Documents that try to be more than a catalogue, by what a careless reader of each would fetch. */
const documents = (canary: string): readonly (readonly [name: string, type: string, body: string])[] => [
  ['json-ld context', 'application/ld+json', JSON.stringify({ '@context': `${canary}/context.jsonld`, '@id': 'x', '@type': 'dcat:Dataset' })],
  ['json-ld contexts', 'application/ld+json', JSON.stringify({ '@context': [{ dcat: 'http://www.w3.org/ns/dcat#' }, `${canary}/c`], '@graph': [] })],
  ['json-ld import', 'application/ld+json', JSON.stringify({ '@context': { '@version': 1.1, '@import': `${canary}/import`, dcat: 'http://www.w3.org/ns/dcat#' }, '@type': 'dcat:Catalog' })],
  ['json-ld scoped context', 'application/ld+json', JSON.stringify({ '@context': { '@version': 1.1, dcat: 'http://www.w3.org/ns/dcat#', d: { '@id': 'dcat:dataset', '@context': `${canary}/scoped` } }, '@type': 'dcat:Catalog', d: { '@type': 'dcat:Dataset' } })],
  ['xml entity', 'application/rdf+xml', `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "${canary}/entity">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"><rdf:Description rdf:about="x"><dct:title>&e;</dct:title></rdf:Description></rdf:RDF>`],
  ['xml parameter entity', 'application/rdf+xml', `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % e SYSTEM "${canary}/dtd">%e;]><r/>`],
  ['xml doctype', 'application/rdf+xml', `<?xml version="1.0"?><!DOCTYPE r SYSTEM "${canary}/doctype"><r/>`],
  ['xml stylesheet', 'application/rdf+xml', `<?xml version="1.0"?><?xml-stylesheet href="${canary}/style"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>`],
  ['xinclude', 'application/rdf+xml', `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${canary}/x"/></rdf:RDF>`],
  ['owl imports', 'text/turtle', turtle(`<#c> owl:imports <${canary}/import> ; dct:hasPart <${canary}/part> ; dcat:catalog <${canary}/catalog> ; dcat:record <${canary}/record> .`)],
  ['links of an entry', 'text/turtle', turtle(`<#d> a dcat:Dataset ; dct:title "x" ; dcat:landingPage <${canary}/page> ; dct:license <${canary}/licence> ; dct:publisher <${canary}/publisher> ; dcat:distribution [ dcat:downloadURL <${canary}/file> ] .`)],
  ['html refresh', 'text/html', `<meta http-equiv="refresh" content="0;url=${canary}/">`],
]

export async function runHarvestSsrf({ mutant }: { readonly mutant: string | undefined }): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const { heard, port, canary, close } = await canaryHere()
  let answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } = { status: 200, headers: {}, body: '' }
  const honest = createServer((_request, response) => { response.writeHead(answer.status, answer.headers).end(answer.body) })
  await new Promise<void>(done => { honest.listen(0, '127.0.0.1', done) })
  const at = honest.address()
  const source = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/catalog.ttl`
  const reader = confine<PageTask, PageAnswer>(new URL('../modules/datasets/harvest/worker.ts', import.meta.url), { cpuSeconds: 3, memory: 600 * 1024 * 1024, processes: 1 })
  const toolsOf = (relay: Relay): Tools => ({ relay, reader, clock: () => performance.now(), ownBase: 'https://du-lieu.tinhthu.vn', limits: { ...LIMITS, timeoutMs: 1500, pages: 3 } })
  const look = async (relay: Relay, address: string, kind: 'dcat' | 'ckan' = 'dcat'): Promise<Outcome> => { try { const found = await collect({ kind, address, pages: {} }, toolsOf(relay)); return `read ${found.seen}` } catch (error) { return error instanceof Error ? error.message : String(error) } }
  const counts: Record<string, number> = {}
  const wrong: string[] = []
  /** `refused`: something must be said against it; else it is enough that the canary stays silent */
  const attempt = async (feature: string, payload: string, act: () => Promise<Outcome>, refused: boolean): Promise<void> => {
    counts[feature] = (counts[feature] ?? 0) + 1
    const before = heard.length
    const outcome = await act()
    if (heard.length > before) wrong.push(`${feature} ${payload}: the canary heard ${heard.slice(before).join(', ')}`)
    else if (refused && outcome.startsWith('read')) wrong.push(`${feature} ${payload}: ${outcome}`)
  }
  try {
    const strict = createRelay({ allowLoopback: mutant === 'lets-the-machine-itself-be-called', connectTimeoutMs: 400 })
    for (const address of [...addressesOfThisMachine(port), ...METADATA]) for (const kind of ['dcat', 'ckan'] as const) await attempt(`address-${kind}`, address, () => look(strict, `${address}/catalog.ttl`, kind), true)
    await attempt('preview', canary, () => preview({ kind: 'dcat', address: canary }, toolsOf(strict)).then(() => 'read', (error: unknown) => String(error)), true)
    await strict.close()
    const lenient = mutant === 'follows-redirects' ? careless(resolveName, { follow: true }) : createRelay({ allowLoopback: true, connectTimeoutMs: 400 })
    for (const [place, url] of providerUrls(canary, source).entries()) for (const status of [301, 302, 303, 307, 308]) {
      // every payload as a redirect once; all codes for the plain ones
      if (place > 4 && place % 5 !== status % 5) continue
      answer = { status, headers: { location: url.replace(/[^\x20-\x7e]/g, '') }, body: '' }
      await attempt('redirect', `${status} ${url}`, () => look(lenient, source), false)
    }
    for (const url of providerUrls(canary, source)) {
      answer = { status: 200, headers: { 'content-type': 'text/turtle' }, body: turtle(`<> hydra:next <${quoted(url)}> .`) }
      await attempt('next-page', url, () => look(lenient, source), false)
    }
    for (const [name, type, body] of documents(canary)) {
      answer = { status: 200, headers: { 'content-type': type, link: `<${canary}/linked>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`, refresh: `0;url=${canary}` }, body }
      await attempt('document', name, () => look(lenient, source), false)
    }
    await lenient.close()
    const resolve = rebinding()
    const relay = mutant === 'looks-a-name-up-twice' ? careless(resolve, { follow: false }) : createRelay({ allowLoopback: mutant === 'lets-the-machine-itself-be-called', resolve, connectTimeoutMs: 400 })
    for (const host of ['early', 'late', 'late2', 'both', 'six']) for (const round of [1, 2]) await attempt('rebinding', `${host} (${round})`, () => look(relay, `http://${host}.rebind.example:${port}/`), true)
    await relay.close()
    const payloads = Object.values(counts).reduce((sum, each) => sum + each, 0)
    return { pass: wrong.length === 0 && heard.length === 0 && payloads >= 120, payloads, canaryHits: heard.length, counts, examples: wrong.slice(0, 5) }
  } finally {
    await reader.close()
    honest.close()
    honest.closeAllConnections()
    close()
  }
}

if (isProgram(import.meta.url)) await runTrial('datasets-harvest-ssrf', 1, HARVEST_SSRF_MUTANTS, ({ mutant }) => runHarvestSsrf({ mutant }))
