import { readdir } from 'node:fs/promises'
import { brotliCompressSync, constants } from 'node:zlib'
import Fastify from 'fastify'
import { loadProvince } from '../app/province.ts'
import { connect } from '../kernel/db/db.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { startCatalogueSite } from '../modules/procedures/testing-site.ts'

/**
 * `bench/procedure-page.ts [SECONDS]`: how many public procedure pages one core draws, through the whole HTTP server with its look into the
 * database for every page, and what the largest weighs. Rates are per second of this process's own processor time, so that work beside it
 * does not count. Peers: the promise of 1,500 a second and 60 KB, and the limit, bare Fastify sending the same ready-made bytes.
 */
const seconds = Number(process.argv[2] ?? 4)
const PROMISED_RATE = 1500
const PROMISED_BYTES = 60 * 1024
const NOW = new Date('2026-03-02T02:00:00Z')

type Ask = (url: string) => Promise<string>

/** Answers per second of processor time. */
async function rate(urls: readonly string[], ask: Ask): Promise<number> {
  for (const url of urls) await ask(url)
  const [started, before] = [performance.now(), process.cpuUsage()]
  let answers = 0
  while (performance.now() - started < seconds * 1000) {
    for (const url of urls) await ask(url)
    answers += urls.length
  }
  const { user, system } = process.cpuUsage(before)
  return answers * 1_000_000 / (user + system)
}

function line(metric: string, value: number, unit: string, peer: string, peerValue: number): void {
  process.stdout.write(`${JSON.stringify({ bench: 'procedure-page', metric, value: Math.round(value), unit, peer, peerValue: Math.round(peerValue), ratio: Math.round(value / peerValue * 1000) / 1000 })}\n`)
}

const cluster = await startTestCluster()
try {
  const db = connect({ url: (await cloneDatabase(cluster, 'bench_page')).app, max: 1 })
  await loadProvince(db, 'thai-nguyen', NOW, () => undefined)
  const site = await startCatalogueSite(db, { now: NOW })
  const urls = (await readdir('provinces/thai-nguyen/procedures')).map(file => `/thu-tuc/${file.replace(/\.json$/, '')}`)
  const pages = new Map<string, string>()
  const ask: Ask = async url => {
    const { statusCode, body } = await site.server.inject({ url, headers: { accept: 'text/html' } })
    if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`)
    pages.set(url, body)
    return body
  }
  const ours = await rate(urls, ask)
  const bare = Fastify().get('/thu-tuc/:code', (request, reply) => reply.type('text/html; charset=utf-8').send(pages.get(request.url)))
  const limit = await rate(urls, async url => (await bare.inject({ url })).body)
  line('pages a second of one core', ours, '1/s', 'promised', PROMISED_RATE)
  line('pages a second of one core', ours, '1/s', 'bare Fastify with the page ready-made', limit)
  const largest = Math.max(...[...pages.values()].map(body => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length))
  line('largest page on the wire, without its assets', largest, 'bytes', 'promised for all', PROMISED_BYTES)
  await site.close()
  await db.kysely.destroy()
} finally { await cluster.stop() }
