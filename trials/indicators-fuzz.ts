import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect, PUBLIC_SETTINGS, read } from '../kernel/db/db.ts'
import { json, route, type Route } from '../kernel/http/route.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { serveFaces } from '../kernel/testing/http.ts'
import { approveCorrection, correctReading } from '../modules/indicators/acts/correct-reading.ts'
import { decideReport } from '../modules/indicators/acts/decide-report.ts'
import { loadFrameworks } from '../modules/indicators/acts/put-framework.ts'
import { recordReadings } from '../modules/indicators/acts/record-readings.ts'
import { saveReport } from '../modules/indicators/acts/save-report.ts'
import { apiRoutes } from '../modules/indicators/routes/api.ts'
import { aForm, anAgency, anElement, anOfficer, callOf, NOW, SYSTEM } from '../modules/indicators/testing.ts'
import { fuzz } from './lib/fuzz.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T11 for the addresses of indicators, our own and DHIS2's: whatever is written into an address or a body, no answer is a fault of ours (5xx), none holds
 * what the public may not read, what was approved stays as it is, and memory stays bounded.
 */
export interface FuzzOptions { readonly requests: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const FUZZ_MUTANTS = ['reads-as-the-platform', 'writes-beside-the-acts', 'throws-at-junk', 'keeps-every-question'] as const
const MOST_GROWTH_MB = 300
/** A number that stands in no public reading. */
const CANARY = 31337.4242

const ATOMS = ['dx', 'pe', 'ou', 'good', 'hidden', 'thu.1.SHARE', 'thu.1.INNER', '00001', '19', 'LEVEL-2', 'LEVEL-', 'OU_GROUP-x', 'USER_ORGUNIT', 'LAST_12_MONTHS', '202610', '2026', '2024W10', '202613', '99999999', 'B1', 'B1.REPORTING_RATE', 'HllvX50cXC0', '-1', '0', '1e308', 'NaN', 'Infinity', 'null', 'true', '\u{202e}', '\ufeff', '😀', 'ươ', "'", '"', '\\', '%', '--', ';drop table x', '(', ')', '[', ']', '{', '}', ',', '.', ':', ';', '~', '~rename(', '!', '*', ':all',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'id:in:[', 'name:ilike:', 'level:eq:', 'children[', 'parent.id', 'GE:1', 'E7128', '(a+)+$', '<script>', '<!DOCTYPE', '&x;', '00000000-0000-7000-8000-000000000000']
const NAMES = ['dimension', 'dimension', 'filter', 'fields', 'order', 'page', 'pageSize', 'paging', 'query', 'rootJunction', 'aggregationType', 'measureCriteria', 'includeNumDen', 'skipRounding', 'skipMeta', 'skipData', 'tableLayout', 'columns', 'rows', 'startDate', 'endDate', 'outputIdScheme', 'hierarchyMeta', 'showHierarchy', 'dataSet', 'period', 'orgUnit', 'idScheme', 'children', 'subject', 'indicator', 'from', 'to', 'element', 'unit', 'state', 'after', 'limit', 'level', 'userOnly', 'dryRun', 'importStrategy', '__proto__']
const RESOURCES = ['organisationUnits', 'organisationUnitLevels', 'organisationUnitGroups', 'dataElements', 'indicators', 'indicatorTypes', 'indicatorGroups', 'dataSets', 'categoryOptionCombos', 'periodTypes', 'system/info', 'me', 'systemSettings', '__proto__']
const OWN = ['frameworks', 'frameworks/thu/1', 'frameworks/thu/1/figures', 'frameworks/thu/1/series', 'frameworks/thu/1/ranks', 'subjects', 'readings', 'runs', 'readings/x', 'runs/00000000-0000-7000-8000-000000000000', 'frameworks/__proto__/1']
interface Ask { readonly method: 'GET' | 'POST' | 'HEAD'; readonly url: string; readonly headers: Record<string, string>; readonly payload?: string; readonly signedIn?: boolean }

function makeAsk(random: ReturnType<typeof createRandom>): Ask {
  const pick = <T>(list: readonly T[]): T => { const found = list[random.below(list.length)]; if (found === undefined) throw new Error('nothing to pick'); return found }
  const junk = (): string => { switch (random.below(10)) { case 0: return '['.repeat(random.below(2000)); case 1: return 'children['.repeat(random.below(300)); case 2: return 'x'.repeat(random.below(6000)); case 3: return Array.from({ length: random.below(400) }, () => pick(ATOMS)).join(';'); default: return Array.from({ length: 1 + random.below(6) }, () => pick(ATOMS)).join('') } }
  const likely = (): string => pick([() => `dx:${pick(['good', 'thu.1.SHARE', 'hidden', 'thu.1.INNER', pick(ATOMS)])};${pick(ATOMS)}`, () => `pe:${pick(['202610', 'LAST_12_MONTHS', '2026', pick(ATOMS)])}`, () => `ou:${pick(['00001', 'LEVEL-2', '19', pick(ATOMS)])}`, () => `${pick(['id', 'name', 'level', 'children.id', pick(ATOMS)])}:${pick(['eq', 'in', 'ilike', '!null', 'gt', 'near'])}:${pick(ATOMS)}`, () => pick(['202610', '2026', '00001', 'B1', '19', 'good'])])()
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed())
  const query = (): string => { const parts = Array.from({ length: random.below(6) }, () => `${encode(pick(NAMES))}=${encode(random.below(3) === 0 ? junk() : likely())}`); return parts.length === 0 ? '' : `?${parts.join('&').slice(0, 12_000)}` }
  const headers: Record<string, string> = {}
  if (random.below(4) === 0) headers['accept'] = pick(['text/csv', 'application/xml', 'application/json', '*/*', 'text/html', junk().replace(/[^\x20-\x7e]/g, '').slice(0, 200)])
  if (random.below(9) === 0) headers['if-none-match'] = pick(['*', '"x"', ','.repeat(500)])
  const word = (): unknown => { switch (random.below(6)) { case 0: return junk(); case 1: return random.below(2) * 1e300; case 2: return null; case 3: return '\ud800'; case 4: return { a: [] }; default: return pick(ATOMS) } }
  const value = (): object => Object.fromEntries([['dataElement', random.below(3) === 0 ? word() : pick(['good', 'typed'])], ['period', random.below(3) === 0 ? word() : '202610'], ['orgUnit', random.below(3) === 0 ? word() : '00001'], ['value', random.below(3) === 0 ? word() : String(random.below(1000))], ...Array.from({ length: random.below(3) }, () => [pick(['comment', 'categoryOptionCombo', 'deleted', 'dataSet', '__proto__']), word()] as const)])
  const body = (): { readonly type: string; readonly text: string } => {
    const type = pick(['application/json', 'application/json', 'application/json', 'application/xml', 'text/csv', 'text/plain', 'image/png', 'application/x-www-form-urlencoded'])
    if (type === 'application/xml') return { type, text: random.below(2) === 0 ? junk() : `<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0" dataSet="B1" period="202610" orgUnit="00001"><dataValue dataElement="typed" value="${random.below(99)}"/>${random.below(3) === 0 ? junk() : ''}</dataValueSet>` }
    if (type === 'text/csv') return { type, text: `dataelement,period,orgunit,value\n${random.below(2) === 0 ? junk() : `typed,202610,00001,${random.below(99)}`}\n` }
    return { type, text: random.below(8) === 0 ? '['.repeat(random.below(5000)) : JSON.stringify(random.below(8) === 0 ? word() : { ...random.below(2) === 0 ? { dataSet: 'B1' } : {}, dataValues: Array.from({ length: random.below(5) }, value) }) }
  }
  const version = pick(['', '41/', '99/'])
  switch (random.below(10)) {
    case 0: case 1: case 2: return { method: pick(['GET', 'GET', 'HEAD']), url: `/api/dhis2/api/${version}analytics${pick(['', '', '.json', '.csv', '/dataValueSet'])}${query()}${random.below(2) === 0 ? '' : `${random.below(2) === 0 ? '?' : '&'}dimension=dx:good;hidden;thu.1.INNER&dimension=pe:202610&dimension=ou:LEVEL-2`}`, headers }
    case 3: case 4: return { method: 'GET', url: `/api/dhis2/api/${version}${pick(RESOURCES)}${random.below(3) === 0 ? `/${encode(pick(ATOMS))}` : ''}${query()}`, headers }
    case 5: return { method: 'GET', url: `/api/dhis2/api/${version}dataValueSets${pick(['', '.xml', '.csv', '.json'])}${query()}${random.below(2) === 0 ? '' : '&dataSet=B1&period=202610&orgUnit=00001'}`, headers }
    case 6: case 7: { const { type, text } = body(); return { method: 'POST', url: `/api/dhis2/api/${version}dataValueSets${query()}`, headers: { ...headers, 'content-type': type, ...random.below(8) === 0 ? {} : { 'x-requested-with': 'XMLHttpRequest' } }, payload: text, signedIn: random.below(8) > 0 } }
    case 8: return { method: 'POST', url: '/api/v1/indicators/runs', headers: { ...headers, 'content-type': 'application/json', 'x-csrf-token': 'token' }, payload: JSON.stringify({ framework: pick(['thu', 'dti', pick(ATOMS)]), edition: pick(['1', pick(ATOMS)]), period: likely(), scope: pick(['communes', 'entered', pick(ATOMS)]) }), signedIn: random.below(2) === 0 }
    default: return { method: pick(['GET', 'HEAD']), url: `/api/v1/indicators/${pick(OWN)}${query()}`, headers }
  }
}

/** Addresses as a careless hand would write them. */
function careless(routes: readonly Route[], mutant: string | undefined, kept: Buffer[]): readonly Route[] {
  const anyone = { who: 'anyone', because: 'a mutant' } as const
  const instead = (own: Route): readonly Route[] => [...routes.filter(each => !(each.path === own.path && each.method === own.method)), own]
  const path = '/api/dhis2/api/analytics'
  switch (mutant) {
    case 'reads-as-the-platform': return instead(route({ name: 'careless.all', method: 'GET', path, policy: anyone, handle: async ctx => json(await read(ctx.platform.db, SYSTEM, async tx => (await sql`select element, value from indicators.reading`.execute(tx)).rows)) }))
    case 'writes-beside-the-acts': return instead(route({ name: 'careless.write', method: 'POST', path: '/api/dhis2/api/dataValueSets', policy: { who: 'officer' }, crossOrigin: 'a mutant', acceptsStream: '*', handle: async ctx => { await recordReadings({ platform: ctx.platform, actor: SYSTEM }, [{ element: 'approved', unitCode: '00001', period: '202610', value: 1, source: 'exchange', ref: 'mutant' }]); return json({}) } }))
    case 'throws-at-junk': return instead(route({ name: 'careless.throw', method: 'GET', path, policy: anyone, handle: async ctx => { const [, item = ''] = ctx.url.split('dx'); return json(BigInt(item.length > 40 ? 'x' : '1').toString()) } }))
    case 'keeps-every-question': return instead(route({ name: 'careless.keep', method: 'GET', path, policy: anyone, handle: async () => { kept.push(Buffer.alloc(64 * 1024 * 1024, 1)); return json([]) } }))
    default: return routes
  }
}

export async function runFuzz({ requests, seed, mutant, cluster }: FuzzOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const name = `fuzz_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const [db, owner, publicDb] = [connect({ url: urls.app, max: 8 }), connect({ url: urls.migrator, max: 2 }), connect({ url: urls.app, max: 8, settings: PUBLIC_SETTINGS })]
  const estate = { db, owner, urls }
  const text = (vi: string) => ({ vi, en: vi })
  const faces = await serveFaces(db, careless(apiRoutes({ province: { code: '19', name: text('Tỉnh Thử') }, counters: [] }), mutant, []), NOW, publicDb)
  try {
    await sql`insert into organisations.administrative_unit (id, code, level, name, kind, parent_code, valid_from, source) values (uuidv7(), '19', 'province', 'Tỉnh Thử', 'Tỉnh', null, '2018-01-01', 'thử'), (uuidv7(), '00001', 'commune', 'Xã Đồng', 'Xã', '19', '2018-01-01', 'thử')`.execute(owner.kysely)
    const commune = await anAgency(estate, 'H55.00001', '00001')
    const [writer, approver] = [anOfficer([commune], 'unit-administrator', 'data-steward'), anOfficer([commune], 'approver')]
    const indicator = (code: string, expression: string) => ({ code, text: text(code), unit: text(''), direction: 'up', decimals: 4, cutting: 'round', max: null, numerator: { expression, text: text('tử') }, denominator: null, factor: 1, formula: null, whenNothing: 'missing', incomplete: 'show', evidence: text('—'), checkedBy: text('—'), source: 'thử', verification: 'verified' } as const)
    const definition = { code: 'thu', version: '1', title: text('Bộ thử'), authority: text('Tỉnh'), document: 'QĐ thử', issuedOn: null, validFrom: '2020-01-01', validTo: null, kind: 'scored', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', decimals: 1, succession: 'sum', notComparableWith: [], verification: 'verified', groups: [{ code: 'g', text: text('Nhóm'), parent: null, points: null, scored: true, components: null, verification: 'verified', indicators: ['SHARE', 'INNER'] }] } as const
    await loadFrameworks(callOf(estate, SYSTEM), { elements: [anElement('good', { source: 'dataset' }), anElement('hidden', { source: 'dataset', public: false })], frameworks: [{ definition, indicators: [indicator('SHARE', '#{good} * 2'), indicator('INNER', '#{hidden} + 0')] }] })
    await recordReadings(callOf(estate, SYSTEM), [['good', 5], ['hidden', CANARY]].map(([element, value]) => ({ element: String(element), unitCode: '00001', period: '202610', value: Number(value), source: 'dataset' as const, ref: 'thu' })))
    await aForm(estate, 'B1', [anElement('typed')])
    await aForm(estate, 'B2', [anElement('approved')])
    // one report went all the way, and its value was corrected: neither may change again
    const { id, version } = await saveReport(callOf(estate, writer), { form: 'B2', agencyId: commune, period: '202610' }, null, [{ element: 'approved', value: 77 }])
    await decideReport(callOf(estate, approver), 'approve', id, await decideReport(callOf(estate, writer), 'submit', id, version))
    const { rows: [first] } = await sql<{ id: string }>`select id from indicators.reading where element = 'approved'`.execute(owner.kysely)
    await approveCorrection(callOf(estate, approver), await correctReading(callOf(estate, writer), first?.id ?? '', { value: 78, reason: 'rà lại' }))
    const standing = async (): Promise<string> => JSON.stringify((await sql`select id, value, state, superseded_by, approved_by from indicators.reading where element <> 'typed' order by id`.execute(owner.kysely)).rows)
    const before = await standing()
    const cookie = faces.admit(writer)
    const random = createRandom(seed)
    const fuzzed = await fuzz(faces.server, requests, () => { const { signedIn, ...ask } = makeAsk(random); return { ...ask, signedIn, headers: { ...ask.headers, ...signedIn ? { cookie } : {} } } }, ({ signedIn }, body) => !signedIn && body.includes(String(CANARY)) ? 'shows what is hidden' : undefined)
    const { served, growthMb, ...told } = fuzzed
    const faults = [...fuzzed.faults]
    if (await standing() !== before) faults.push('what was approved is no longer what it was')
    const drafts = (await sql<{ n: number }>`select count(*)::int as n from indicators.reading where element = 'typed' and state = 'draft'`.execute(owner.kysely)).rows[0]?.n ?? 0
    // a trial that never wrote a draft proves nothing
    return { pass: faults.length === 0 && growthMb <= MOST_GROWTH_MB && served > requests / 20 && drafts > 0, ...told, served, drafts, growthMb, faults: faults.length, examples: faults.slice(0, 8) }
  } finally {
    await faces.close()
    await Promise.all([db, owner, publicDb].map(each => each.kysely.destroy()))
    await withClient(cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('T11-indicators', 20_000, FUZZ_MUTANTS, ({ size, seed, mutant }) => runFuzz({ requests: mutant === undefined ? size : Math.min(size, 2_000), seed, mutant, cluster })) } finally { await cluster.stop() }
}
