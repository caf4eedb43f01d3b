import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, type Db } from '../kernel/db/db.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { fold } from '../kernel/vi-text/index.ts'
import { importProcedures, loadProvinceCatalogue, searchProcedures } from '../modules/procedures/index.ts'
import { WAYS_OF_TYPING } from './search/ways-of-typing.ts'

/**
 * `bench/search.ts [SIZE] [--held-out FILE]`: how often the procedure meant is among the first three (lay words: ten, too), how long a search takes on one connection, and
 * how long the first one after a change, with the real catalogue blown up to SIZE (10,000) by renamed copies. Peers in the same run and database: ILIKE, PostgreSQL's plain
 * full-text search, and word_similarity of pg_trgm over the folded names. FILE holds lay queries `[{ "q": …, "accept": [codes] }]`
 * that nobody who works on the search has seen: their recall is printed, and on stderr what was missed.
 */
const { positionals: [asked = '10000'], values: { 'held-out': heldOut } } = parseArgs({ allowPositionals: true, options: { 'held-out': { type: 'string' } } })
const size = Number(asked)
const NAMES = 300
const MANY = 60
/** What each was used for: bench/search/README.md. */
const LAY_QUERIES = { 'regression': 'lay-queries.json', 'sealed': 'sealed-queries.json', 'tuned on': 'dev-tune.json', 'judged by': 'dev-judge.json', 'rounds': 'rounds.json', 'drawn': 'drawn.json' } as const
const NOW = new Date('2026-03-02T02:00:00Z')

function findCatalogue(): string | undefined {
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    const data = join(dir, 'shared/data/tthc')
    if (existsSync(data)) return data
    if (dir === dirname(dir)) return undefined
  }
}
interface NationalRecord { readonly code: string; readonly name: string }
type Search = (q: string) => Promise<readonly Found[]>

const PEERS: Readonly<Record<string, string>> = {
  'ILIKE': `select code, name from procedures.procedure_version where valid_to is null and name ilike '%' || $1 || '%' order by length(name) limit 3`,
  'full-text search': `select code, name from procedures.procedure_version where valid_to is null and to_tsvector('simple', name) @@ plainto_tsquery('simple', $1)
    order by ts_rank(to_tsvector('simple', name), plainto_tsquery('simple', $1)) desc limit 3`,
  'pg_trgm on folded names': `select code, name from procedures.procedure_version where valid_to is null and kernel.vi_fold($1) <% name_folded
    order by 0.6 * word_similarity(kernel.vi_fold($1), name_folded) + 0.3 * similarity(kernel.vi_fold($1), name_folded) desc limit 3`,
}
const peerSearch = (db: Db, text: string): Search => async (q) => (await db.pool.query<{ code: string; name: string }>(text, [q])).rows

const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits
function line(metric: string, value: number, unit: string, peer: string, peerValue: number): void {
  process.stdout.write(`${JSON.stringify({ bench: 'search', metric, value: round(value, 2), unit, peer, peerValue: round(peerValue, 2), ratio: peerValue === 0 ? null : round(value / peerValue, 3) })}\n`)
}
const percentile = (times: readonly number[], share: number): number => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

interface Found { readonly code: string; readonly name: string }
interface Task { readonly q: string; readonly accept: (found: Found) => boolean }
interface Miss { readonly q: string; readonly instead: readonly Found[] }
interface Outcome { readonly recall: number; /** share whose answer is among the first ten */ readonly atTen: number; readonly times: readonly number[]; readonly missed: readonly Miss[] }
async function judge(search: Search, tasks: readonly Task[]): Promise<Outcome> {
  const times: number[] = []
  const missed: Miss[] = []
  let inTen = 0
  for (const { q, accept } of tasks) {
    const started = performance.now()
    const items = await search(q)
    times.push(performance.now() - started)
    if (items.slice(0, 10).some(accept)) inTen++
    if (!items.slice(0, 3).some(accept)) missed.push({ q, instead: items.slice(0, 3) })
  }
  return { recall: 100 * (tasks.length - missed.length) / tasks.length, atTen: 100 * inTen / tasks.length, times, missed }
}

const CHANGES = 5
const median = (times: readonly number[]): number => percentile(times, 0.5)
async function timed(work: () => Promise<unknown>): Promise<number> { const started = performance.now(); await work(); return performance.now() - started }
/** The first search after a change waits until the index is true again: one wording changed, one synonym changed, beside a process that starts cold. */
async function printFirstSearches(db: Db, url: string): Promise<void> {
  const cold: number[] = []
  const after = { 'procedure': [] as number[], 'synonym': [] as number[] }
  const first = async (on: Db, q: string): Promise<Found | undefined> => (await searchProcedures(on, { q, limit: 1 }, NOW)).items[0]
  await first(db, 'khai sinh')
  for (let change = 0; change < CHANGES; change++) {
    const other = connect({ url, max: 1 })
    cold.push(await timed(() => first(other, 'khai sinh')))
    await other.kysely.destroy()
    const name = `Cấp phép trồng hoa lan trên mái nhà kiểu ${change}`
    await importProcedures(db, [JSON.stringify({ ...records[0], code: '9.900001', name })], { now: NOW })
    after.procedure.push(await timed(async () => { if ((await first(db, name))?.code !== '9.900001') throw new Error('the changed procedure is not found') }))
    await db.pool.query("insert into procedures.synonym (id, phrase, replacements, changed_at) values (gen_random_uuid(), $1, array['trồng hoa lan trên mái nhà'], $2)", [`vườn treo số ${change}`, NOW])
    after.synonym.push(await timed(async () => { if ((await first(db, `vườn treo số ${change}`))?.code !== '9.900001') throw new Error('the new synonym is not read') }))
  }
  line(`first search, ${size} procedures, cold start`, median(cold), 'ms', 'promise', 1000)
  for (const [what, times] of Object.entries(after)) {
    line(`first search after a changed ${what}, ${size} procedures`, median(times), 'ms', 'promise', 1000)
    line(`first search after a changed ${what}, ${size} procedures`, median(times), 'ms', 'cold start', median(cold))
  }
  await db.pool.query("update procedures.synonym set active = false where phrase like 'vườn treo số %'")
}

const catalogue = findCatalogue()
if (catalogue === undefined) {
  process.stderr.write('skipped: the national catalogue (shared/data/tthc) is not beside this clone\n')
  process.exit(0)
}
const files = (await readdir(catalogue)).filter((name) => name.startsWith('tthc_detail_')).toSorted()
const real = (await Promise.all(files.map((file) => readFile(join(catalogue, file), 'utf8')))).flatMap((text) => text.split('\n').filter(Boolean))
const records = real.map((text): NationalRecord & Record<string, unknown> => JSON.parse(text))
const REGIONS = ['tại khu kinh tế cửa khẩu', 'theo cơ chế đặc thù', 'đối với đơn vị lực lượng vũ trang', 'trong khu công nghệ cao', 'đối với cơ sở trực thuộc trung ương', 'tại vùng biên giới biển', 'theo đề án thí điểm', 'qua đơn vị được ủy quyền']
function* allLines(): Generator<string> {
  for (let at = 0; at < size; at++) {
    const record = records[at % records.length]
    const copy = Math.floor(at / records.length)
    if (record && copy === 0) yield JSON.stringify(record)
    else if (record) yield JSON.stringify({ ...record, code: `8.${String(100_000 + at).slice(-6)}`, name: `${record.name} ${REGIONS[(copy - 1) % REGIONS.length] ?? ''}` })
  }
}

const cluster = await startTestCluster()
try {
  const urls = await cloneDatabase(cluster, 'bench_search')
  const db = connect({ url: urls.app, max: 1 })
  const owner = connect({ url: urls.migrator, max: 1 })
  const report = await importProcedures(db, allLines(), { now: NOW })
  if (report.taken !== size) throw new Error(`imported ${report.taken} of ${size}: ${JSON.stringify(report.refused.slice(0, 3))}`)
  await loadProvinceCatalogue(db, { synonyms: JSON.parse(await readFile('provinces/thai-nguyen/synonyms.json', 'utf8')), lifeEvents: [] }, NOW)
  // the peers get the index they need
  await owner.pool.query('create index on procedures.procedure_version using gin (name_folded public.gin_trgm_ops); create index on procedures.procedure_version using gin (name public.gin_trgm_ops)')
  await owner.pool.query('analyze procedures.procedure_version')
  await owner.kysely.destroy()

  const ours: Search = async (q) => (await searchProcedures(db, { q, limit: 10 }, NOW)).items
  await printFirstSearches(db, urls.app)
  const sample = records.filter((_, at) => Math.imul(at, 2_654_435_761) >>> 0 < 2 ** 32 * NAMES / records.length).slice(0, NAMES)
  const tasksFor = (type: (name: string) => string): Task[] => sample.map((record) => ({ q: type(record.name), accept: (found) => fold(found.name) === fold(record.name.trim().replace(/\s+/g, ' ')) }))
  const queries = async (file: string): Promise<Task[]> => {
    const list: { q: string; accept: string[] }[] = JSON.parse(await readFile(file, 'utf8'))
    // a renamed copy of the procedure meant is as good as the original: only the original's name is known to be meant
    return list.map(({ q, accept }) => {
      const names = records.filter((record) => accept.includes(record.code)).map((record) => fold(record.name))
      return { q, accept: (found) => accept.includes(found.code) || names.some((name) => fold(found.name).startsWith(name)) }
    })
  }

  const suites: (readonly [string, Task[]])[] = [
    ...Object.entries(WAYS_OF_TYPING).map(([name, type]) => [name, tasksFor(type)] as const),
    ...await Promise.all(Object.entries(LAY_QUERIES).map(async ([name, file]) => [`lay words, ${name}`, await queries(join('bench/search', file))] as const)),
    ...(heldOut === undefined ? [] : [['lay words, held out', await queries(resolve(heldOut))] as const]),
  ]
  const allTimes: number[] = []
  const peerTimes = new Map<string, number[]>()
  for (const [name, tasks] of suites) {
    const mine = await judge(ours, tasks)
    allTimes.push(...mine.times)
    if (name === 'lay words, held out') for (const { q, instead } of mine.missed) process.stderr.write(`missed: ${q}\n${instead.map((found) => `    ${found.code} ${found.name.slice(0, 120)}\n`).join('')}`)
    for (const [peer, text] of Object.entries(PEERS)) {
      // the peers are slow: a tenth of many queries is enough to place them
      const theirs = await judge(peerSearch(db, text), tasks.length <= MANY ? tasks : tasks.filter((_, at) => at % 10 === 0))
      peerTimes.set(peer, [...peerTimes.get(peer) ?? [], ...theirs.times])
      line(`recall@3, ${name}`, mine.recall, '%', peer, theirs.recall)
    }
    if (name.startsWith('lay words')) line(`recall@10, ${name}`, mine.atTen, '%', 'recall@3', mine.recall)
  }
  for (const [peer, times] of peerTimes) for (const share of [0.5, 0.95]) line(`p${share * 100}, ${size} procedures, one connection`, percentile(allTimes, share), 'ms', peer, percentile(times, share))
  await db.kysely.destroy()
} finally { await cluster.stop() }
