import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect, PUBLIC_SETTINGS, transact } from '../kernel/db/db.ts'
import { json, route, type Route } from '../kernel/http/route.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { createDataset } from '../modules/datasets/acts/create-dataset.ts'
import { publishDataset } from '../modules/datasets/acts/publish-dataset.ts'
import { faceRoutes } from '../modules/datasets/routes/faces.ts'
import { aDescription, aField, anAgency, aSchema, callOf, loaded, signedFor, SYSTEM } from '../modules/datasets/testing.ts'
import { serveFaces } from '../kernel/testing/http.ts'
import { setSite, siteFrom } from '../ui/index.ts'
import { fuzz } from './lib/fuzz.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T11 for the faces of the shared data store: whatever is written into an address or a body – broken, huge, deep, named like the parts of a language –
 * no answer is a fault of ours (5xx), none holds what the public may not read, and memory stays bounded.
 */
export interface FuzzOptions { readonly requests: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const FUZZ_MUTANTS = ['believes-the-address', 'reads-as-the-platform', 'keeps-every-question'] as const
const MOST_GROWTH_MB = 300

const ATOMS = ['ma', 'ten', 'so', 'ngay', 'vi_tri', 'eq', 'in', 'kin', 'so_cccd', 'a', '1', '0', '-1', '99999999999999999999999999', '1e308', 'NaN', 'Infinity', '0x1F', 'null', 'true', '2025-02-30', '2025-06-30', '999999-01-01', '\0', '\u{202e}', '\ufeff', '😀', 'ươ', "'", '"', '\\', '%', '_', '*', '$1', '--', ';drop table x', '(', ')', '{', '}', '[', ']', ',', '.', ':', '::', '::text', '::regclass', '->', '->>',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'eq.', 'neq.', 'gt.', 'like.', 'ilike.', 'in.', 'is.', 'fts.', 'match.', 'cs.', 'not.', 'not.not.', 'and(', 'or(', 'eq(any).', 'asc', '.desc', '.nullslast', 'count()', 'select', '(a+)+$', '<script>', 'tags:', 'fq', ' AND ', ' OR ', '"y tế"', '{"ma":"A"}', '{"__proto__":{"x":1}}', '["ma"]', '{"ma":{"$gt":""}}']
const NAMES = ['select', 'order', 'limit', 'offset', 'and', 'or', 'not.and', 'not.or', 'after', 'as_of', 'known_at', 'q', 'count', 'columns', 'ma', 'ten', 'so', 'ngay', 'vi_tri', 'eq', 'in', 'kin', 'so_cccd', '__proto__', 'constructor', 'a.b', 'a->>b', '']
const ACTIONS = ['package_list', 'package_show', 'package_search', 'organization_list', 'organization_show', 'resource_show', 'datastore_search', 'status_show', '__proto__', 'constructor', 'toString', 'nope']
const CKAN = ['id', 'q', 'fq', 'fq_list', 'rows', 'start', 'sort', 'facet.field', 'facet.limit', 'resource_id', 'filters', 'fields', 'limit', 'offset', 'include_total', 'records_format', 'all_fields', '__proto__']
const CODES = ['mau', 'mau', 'mau', 'chia-se', 'khong-co', '__proto__', '..', 'a'.repeat(400), '%00', '%ed%a0%80', 'MAU', 'mau%2f..']

type Ask = { readonly method: 'GET' | 'POST' | 'HEAD'; readonly url: string; readonly headers: Record<string, string>; readonly payload?: string }

/** One hostile request. */
function makeAsk(random: ReturnType<typeof createRandom>): Ask {
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => { const found = list[random.below(list.length)]; if (found === undefined) throw new Error('nothing to pick'); return found }
  const junk = (): string => {
    switch (random.below(12)) {
      case 0: return 'or=('.repeat(random.below(2000))
      case 1: return '('.repeat(random.below(3000)) + ')'.repeat(random.below(3000))
      case 2: return 'x'.repeat(random.below(6000))
      case 3: return Array.from({ length: random.below(400) }, () => pick(ATOMS)).join(',')
      default: return Array.from({ length: 1 + random.below(7) }, () => pick(ATOMS)).join('')
    }
  }
  const likely = (): string => `${pick(['', 'not.'])}${pick(['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'in', 'is', 'fts', 'match'])}.${pick([junk, () => pick(ATOMS), () => `(${pick(ATOMS)},${pick(ATOMS)})`])()}`
  const encode = (text: string): string => random.below(5) === 0 ? encodeURI(text.toWellFormed()).replaceAll('#', '%23') : encodeURIComponent(text.toWellFormed())
  const query = (names: readonly string[]): string => { const parts = Array.from({ length: random.below(6) }, () => `${encode(pick(names))}=${encode(random.below(2) === 0 ? junk() : likely())}`); return parts.length === 0 ? '' : `?${parts.join('&').slice(0, 12_000)}` }
  const headers: Record<string, string> = {}
  if (random.below(4) === 0) headers['accept'] = pick(['text/csv', 'application/vnd.pgrst.object+json', 'application/json;nulls=stripped', '*/*', 'text/html', junk().replace(/[^\x20-\x7e]/g, '').slice(0, 200)])
  if (random.below(5) === 0) headers['range'] = pick(['0-9', '5-1', '-5', '9999999999999-', 'items=0-', 'bytes=0-1', 'x'])
  if (random.below(5) === 0) headers['prefer'] = pick(['count=exact', 'count=planned', 'count=estimated', 'count=all', 'return=minimal'])
  if (random.below(9) === 0) headers['accept-profile'] = pick(['public', 'private', '__proto__'])
  if (random.below(9) === 0) headers['if-none-match'] = pick(['*', '"x"', 'W/"mau-1-1-csv"', ','.repeat(500)])
  if (random.below(9) === 0) headers['if-modified-since'] = pick(['yesterday', 'Sun, 29 Nov 2099 00:00:00 GMT', '0'])
  const value = (depth: number): unknown => { switch (random.below(depth > 3 ? 5 : 8)) { case 0: return junk(); case 1: return random.below(2) * 1e300; case 2: return null; case 3: return '\ud800'; case 4: return pick(ATOMS); case 5: return Array.from({ length: random.below(5) }, () => value(depth + 1)); default: return Object.fromEntries(Array.from({ length: random.below(4) }, () => [pick([...NAMES, ...CKAN]), value(depth + 1)])) } }
  switch (random.below(10)) {
    case 0: case 1: case 2: return { method: pick(['GET', 'GET', 'HEAD'] as const), url: `/rest/${pick(CODES)}${query(NAMES)}`, headers }
    case 3: case 4: return { method: 'GET', url: `/api/v1/datasets/${pick(CODES)}/${pick(['rows', 'changes', 'rows'])}${query(NAMES)}`, headers }
    case 5: return { method: 'GET', url: `/api/v1/datasets${random.below(2) === 0 ? '' : `/${pick(CODES)}`}${query(['q', 'theme', 'agency', 'access', 'sort', 'limit', 'offset'])}`, headers }
    case 6: case 7: return { method: 'GET', url: `/api/${pick(['3/', ''])}action/${pick(ACTIONS)}${query(CKAN)}${random.below(2) === 0 ? '' : '&resource_id=mau'}`, headers }
    case 8: {
      const body = random.below(6) === 0 ? '['.repeat(random.below(5000)) : JSON.stringify(random.below(8) === 0 ? value(0) : Object.fromEntries([...random.below(2) === 0 ? [['resource_id', 'mau']] : [], ...Array.from({ length: random.below(5) }, () => [pick(CKAN), value(0)])]))
      return { method: 'POST', url: `/api/3/action/${pick(ACTIONS)}`, headers: { ...headers, 'content-type': pick(['application/json', 'application/json', 'application/x-www-form-urlencoded', 'text/plain']) }, payload: body }
    }
    default: return { method: pick(['GET', 'HEAD'] as const), url: pick([`/du-lieu/${pick(CODES)}.${pick(['csv', 'json', 'ndjson', 'geojson', 'xlsx', 'parquet', 'ttl', 'jsonld', 'exe'])}`, `/catalog.${pick(['ttl', 'jsonld'])}${query(['page'])}`]), headers }
  }
}

/** Faces as a careless hand would write them. */
function careless(mutant: string | undefined, kept: Buffer[]): readonly Route[] {
  const anyone = { who: 'anyone', because: 'a mutant' } as const
  const instead = (route: Route): readonly Route[] => [...faceRoutes.filter(each => each.path !== '/rest/:dataset'), route]
  switch (mutant) {
    case 'believes-the-address': return instead(route({ name: 'careless.sql', method: 'GET', path: '/rest/:dataset', policy: anyone, handle: async ctx => json(await transact(ctx.platform.db, ctx.actor, async tx => (await sql`select * from dataset_rows.mau where ma = ${sql.raw(`'${[...new URL(ctx.url, 'http://x').searchParams.values()].join('')}'`)}`.execute(tx)).rows)) }))
    case 'reads-as-the-platform': return instead(route({ name: 'careless.all', method: 'GET', path: '/rest/:dataset', policy: anyone, handle: async ctx => json(await transact(ctx.platform.db, SYSTEM, async tx => (await sql`select * from dataset_rows.mau`.execute(tx)).rows)) }))
    case 'keeps-every-question': return instead(route({ name: 'careless.keep', method: 'GET', path: '/rest/:dataset', policy: anyone, handle: async () => { kept.push(Buffer.alloc(4 * 1024 * 1024, 1)); return json([]) } }))
    default: return faceRoutes
  }
}

export async function runFuzz({ requests, seed, mutant, cluster }: FuzzOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const name = `fuzz_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const [db, owner, publicDb] = [connect({ url: urls.app, max: 8 }), connect({ url: urls.migrator, max: 2 }), connect({ url: urls.app, max: 8, settings: PUBLIC_SETTINGS })]
  const estate = { db, owner, urls }
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const canary = `Q${randomBytes(9).toString('hex')}`
  const faces = await serveFaces(db, careless(mutant, []), new Date(), publicDb)
  try {
    const agency = await anAgency(estate, 'H55.980')
    const schema = aSchema([aField('ma', { required: true }), aField('ten', { indexed: true }), aField('so', { type: 'integer' }), aField('ngay', { type: 'date' }), aField('vi_tri', { type: 'point' }), aField('eq'), aField('in', { type: 'integer' }), aField('kin', { classification: 'shared' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] })
    for (const [code, access] of [['mau', 'open'], ['chia-se', 'shared']] as const) {
      const id = await createDataset(callOf(estate, SYSTEM), code, aDescription(agency, { title: code, access }), schema)
      await loaded(estate, id, Array.from({ length: 60 }, (_, n) => ({ ma: `A${n}`, ten: `Tên ${n}`, so: String(n), ngay: '2025-06-30', vi_tri: '(105.8,21.6)', eq: 'x', in: String(n), kin: `${canary} ${n}`, so_cccd: `0190990000${String(n).padStart(2, '0')}` })))
      // it is about persons: what is open of it was signed
      await signedFor(estate, id)
      await publishDataset(callOf(estate, SYSTEM), id, 2)
    }
    const random = createRandom(seed)
    const { faults, served, growthMb, ...told } = await fuzz(faces.server, requests, () => makeAsk(random), (_ask, body) => body.includes(canary) || body.includes('0190990000') ? 'shows what is hidden' : undefined)
    return { pass: faults.length === 0 && growthMb <= MOST_GROWTH_MB && served > requests / 20, ...told, served, growthMb, faults: faults.length, examples: faults.slice(0, 8) }
  } finally {
    await faces.close()
    await Promise.all([db, owner, publicDb].map(each => each.kysely.destroy()))
    await withClient(cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('T11-datasets', 20_000, FUZZ_MUTANTS, ({ size, seed, mutant }) => runFuzz({ requests: mutant === undefined ? size : Math.min(size, 2_000), seed, mutant, cluster })) } finally { await cluster.stop() }
}
