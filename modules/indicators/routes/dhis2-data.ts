import { Readable } from 'node:stream'
import { isForeign, isFormToken } from '../../../kernel/http/guard.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import { json, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { listAgencies } from '../../organisations/index.ts'
import { fromCsv, fromJson, fromXml, toCsv, toXml, type DataValueSet, type StoredValue } from '../dhis2/data-value-set.ts'
import { importSet, type Summary } from '../dhis2/import.ts'
import { askOf } from '../dhis2/listing.ts'
import { refuse, Refused, statusName, textOf } from '../dhis2/refused.ts'
import { DEFAULT_COMBO, uidOf } from '../dhis2/uid.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { storedReadings } from '../queries/stored-values.ts'
import { anyone, faces, withCatalogue } from './dhis2-common.ts'

const MOST_BYTES = 5 * 1024 * 1024
const MOST_READ = 50_000
const PER_MINUTE = 120
type Format = 'json' | 'xml' | 'csv'

/**
 * DHIS2's libraries know no form token. The header that they send with everything stands for it (OWASP CSRF Prevention, "custom request headers"): a form
 * cannot send it, and a script of another site only after a preflight (Fetch standard §4.8), which no route of ours answers with
 * Access-Control-Allow-Headers. The same is true of the media types below: none is one that goes without a preflight. What the browser says of the origin
 * must agree, as everywhere else, and the cookie is SameSite=Lax; that a browser leaves Origin or Referer out changes nothing.
 */
function refuseForeign({ headers, session, actor }: Ctx): void {
  // what a browser never sends by itself was put there by whoever holds the token
  if (actor.kind === 'officer' && actor.token !== undefined) return
  const sent = headers['x-requested-with'] !== undefined || session !== undefined && isFormToken(session, headers['x-csrf-token'])
  if (isForeign(headers) || !sent) throw new Refused(403, 'Send X-Requested-With, from pages of this site only')
}

async function bodyOf(stream: Readable): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
    size += bytes.length
    if (size > MOST_BYTES) throw new Refused(409, `More than ${MOST_BYTES} bytes in one set: send them in several`, 'E1106')
    parts.push(bytes)
  }
  try { return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) } catch { throw new Refused(400, 'The data value set is not UTF-8', 'E1106') }
}
async function setOf(ctx: Ctx): Promise<DataValueSet> {
  const type = (ctx.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json' && !(ctx.body instanceof Readable)) return fromJson(ctx.body)
  if (ctx.body instanceof Readable) {
    if (type === 'application/xml' || type === 'text/xml') return fromXml(await bodyOf(ctx.body))
    if (type === 'application/csv' || type === 'text/csv') return fromCsv(await bodyOf(ctx.body))
  }
  throw new Refused(415, `Content type '${type.slice(0, 60)}' not supported`)
}

const STRATEGIES = { CREATE_AND_UPDATE: 'CREATE_AND_UPDATE', NEW_AND_UPDATES: 'CREATE_AND_UPDATE', CREATE: 'CREATE', NEW: 'CREATE', UPDATE: 'UPDATE', UPDATES: 'UPDATE', DELETE: 'DELETE', DELETES: 'DELETE' } as const
const receive = (ports: IndicatorsPorts) => async (ctx: Ctx): Promise<Reply> => {
  const actor = officerIn(ctx)
  refuseForeign(ctx)
  const ask = askOf(ctx.url)
  const set = await setOf(ctx)
  const wanted = ask.one('importStrategy')?.toUpperCase() ?? 'CREATE_AND_UPDATE'
  const strategy = Object.entries(STRATEGIES).find(([name]) => name === wanted)?.[1]
  if (strategy === undefined) throw new Refused(400, `Value '${wanted.slice(0, 40)}' is not valid for parameter importStrategy`)
  const { catalogue, agencies } = await withCatalogue(ctx, ports, async (tx, catalogue) => ({ catalogue, agencies: await listAgencies(tx, localDateOf(ctx.now)) }))
  const dryRun = ask.one('dryRun') === 'true'
  const summary = await importSet({ platform: ctx.platform, actor }, catalogue, agencies, set, { strategy, dryRun, lang: ctx.lang })
  const status = summary.conflicts.length > 0 ? 409 : 200
  return json({ httpStatus: statusName(status), httpStatusCode: status, status: status === 200 ? 'OK' : 'WARNING', message: status === 200 ? 'Import was successful.' : 'One or more conflicts encountered, please check import summary.', response: summaryTold(summary, { strategy, dryRun, values: set.dataValues.length }) }, { status })
}
/** `dataSetComplete` stays false: values wait in the draft until somebody submits the report. */
const summaryTold = ({ conflicts, ...importCount }: Summary, { strategy, dryRun, values }: { readonly strategy: string; readonly dryRun: boolean; readonly values: number }): object => ({
  responseType: 'ImportSummary', status: conflicts.length === 0 ? 'SUCCESS' : importCount.ignored === values ? 'ERROR' : 'WARNING', importOptions: { dryRun, importStrategy: strategy, idSchemes: {}, async: false }, description: conflicts.length === 0 ? 'Import process completed successfully' : 'Import process completed with conflicts', importCount,
  conflicts, rejectedIndexes: [...new Set(conflicts.flatMap(({ indexes }) => indexes))].sort((a, b) => a - b), dataSetComplete: 'false',
})

const give = (ports: IndicatorsPorts, format?: Format) => (ctx: Ctx): Promise<Reply> => withCatalogue(ctx, ports, async (tx, catalogue) => {
  const ask = askOf(ctx.url)
  const wanted = (name: string): readonly string[] => ask.all(name).flatMap(each => each.split(','))
  const sets = wanted('dataSet').map(id => catalogue.dataSets.find(each => each.uid === id || each.code === id) ?? refused(textOf('E7600', id), 'E7600'))
  const elements = wanted('dataElement').map(id => catalogue.elements.find(each => each.uid === id || each.definition.code === id)?.definition.code ?? refused(textOf('E7610', id), 'E7610'))
  const units = wanted('orgUnit').map(id => catalogue.units.find(each => each.uid === id || each.subject.code === id) ?? refused(textOf('E7612', id), 'E7612'))
  if (sets.length === 0 && elements.length === 0) throw new Refused(409, 'At least one data set or data element must be specified', 'E2001')
  if (units.length === 0) throw new Refused(409, 'At least one organisation unit must be specified', 'E2006')
  const [from, to] = ['startDate', 'endDate'].map(name => { const day = ask.one(name); return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined })
  const periods = wanted('period')
  if (periods.length === 0 && (from === undefined || to === undefined)) throw new Refused(409, 'At least one valid period or start and end dates must be specified', 'E2002')
  const all = ask.one('children') === 'true' && units.some(({ level }) => level === 1) ? catalogue.units : units
  const found = await storedReadings(tx, { elements: [...sets.flatMap(set => set.elements), ...elements], units: all.map(({ subject }) => subject.code), ...periods.length > 0 ? { periods } : {}, ...from === undefined || to === undefined ? {} : { from, to }, limit: MOST_READ + 1 })
  if (found.length > MOST_READ) throw refuse('E7128', String(MOST_READ))
  const byCode = ask.one('idScheme')?.toUpperCase() === 'CODE'
  const id = (name: string, kind: 'dataElement' | 'organisationUnit', code: string): string => byCode || ask.one(name)?.toUpperCase() === 'CODE' ? code : uidOf(kind, code)
  const values = found.map((reading): StoredValue => ({ dataElement: id('dataElementIdScheme', 'dataElement', reading.element), period: reading.period, orgUnit: id('orgUnitIdScheme', 'organisationUnit', reading.unitCode), categoryOptionCombo: reading.category === '' ? DEFAULT_COMBO : reading.category, attributeOptionCombo: DEFAULT_COMBO, value: reading.value === null ? '' : String(reading.value), created: reading.recordedAt.toISOString(), lastUpdated: (reading.approvedAt ?? reading.recordedAt).toISOString(), ...ctx.actor.kind === 'officer' && reading.comment !== '' || reading.value === null ? { comment: reading.comment } : {}, followup: false }))
  switch (format ?? formatOf(ctx)) {
    case 'csv': return { kind: 'text', text: toCsv(values), mediaType: 'text/csv; charset=utf-8' }
    case 'xml': return { kind: 'text', text: toXml(values), mediaType: 'application/xml; charset=utf-8' }
    case 'json': return json({ ...sets[0] ? { dataSet: sets[0].uid } : {}, ...periods[0] === undefined ? {} : { period: periods[0] }, ...units[0] ? { orgUnit: units[0].uid } : {}, dataValues: values })
  }
})
const refused = (message: string, code: string): never => { throw new Refused(409, message, code) }
const formatOf = ({ headers: { accept = '' } }: Ctx): Format => /^(?:application|text)\/xml/.test(accept) ? 'xml' : /^(?:application|text)\/csv/.test(accept) ? 'csv' : 'json'

const READ = 'DHIS2: values of data sets for units and periods that the asker may see; JSON, XML or CSV'
export const dhis2DataRoutes = (ports: IndicatorsPorts): readonly Route[] => [
  ...faces('data-values', 'GET', '/dataValueSets', { policy: anyone, perMinute: PER_MINUTE, summary: READ }, give(ports)),
  ...(['json', 'xml', 'csv'] as const).flatMap(format => faces(`data-values-${format}`, 'GET', `/dataValueSets.${format}`, { policy: anyone, perMinute: PER_MINUTE, summary: READ }, give(ports, format))),
  ...faces('send-data-values', 'POST', '/dataValueSets', { policy: { who: 'officer' }, perMinute: PER_MINUTE, acceptsStream: '*', bodyLimit: MOST_BYTES, crossOrigin: 'the libraries of DHIS2 know no form token; refuseForeign asks for a header that other sites cannot send', summary: 'DHIS2: values into the drafts of reports (JSON, XML, CSV); what was submitted or approved is answered as a conflict' }, receive(ports)),
]
