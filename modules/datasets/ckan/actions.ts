import { read, type Tx } from '../../../kernel/db/db.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import { Fault } from '../../../kernel/errors.ts'
import { csvLine } from '../../../kernel/csv.ts'
import type { Filter, Order, RowQuery } from '../domain/query.ts'
import { cellOf } from '../queries/cell.ts'
import { searchCatalogue, type Entry } from '../queries/catalogue.ts'
import { isForeign, isForeignCode, searchForeign, type ForeignDataset, type Listed } from '../queries/foreign.ts'
import { askRows, demandReadable, openDataset, openFor } from '../queries/open-dataset.ts'
import { BadQuery, selectRows, type Asked } from '../queries/rows.ts'
import { anywhere, both } from '../routes/ask.ts'
import { DATASTORE_TYPES, candidatesOf, FACETS, organisationDict, organisationName, packageOf, readFacetQuery, resourceId, resourcesOf, type Organisation } from './package.ts'
import { countUse } from '../usage/count.ts'
import { localDateOf } from '../../calendar/index.ts'
import { trackingOf, type Tracking } from '../queries/usage.ts'
import { anyFacetValues, anyPackage, foreignCandidates, foreignResources } from './foreign.ts'
import { Invalid, NotFound, NotAuthorized, type Parameters } from './parameters.ts'

const ANYBODY = { kind: 'anonymous' } as const
const MOST = 5000
/** Every published dataset; a province has some hundreds. */
const all = (ctx: Ctx, q = ''): Promise<readonly Entry[]> => read(ctx.platform.db, ANYBODY, async tx => (await searchCatalogue(tx, { q, limit: MOST, offset: 0 })).items)
/** And what other catalogues hold, marked as theirs (ckan/foreign.ts). */
const allListed = async (ctx: Ctx, q = ''): Promise<readonly Listed[]> => [...await all(ctx, q), ...(await read(ctx.platform.db, ANYBODY, tx => searchForeign(tx, { q, limit: 20_000, offset: 0 }))).items]
/** An entry of another catalogue by its name, its id, or the id of one of its resources. */
async function foreignBy(ctx: Ctx, id: string): Promise<ForeignDataset | undefined> {
  const ids = foreignCandidates(id)
  if (ids.length === 0 && !isForeignCode(id)) return undefined
  const { items } = await read(ctx.platform.db, ANYBODY, tx => searchForeign(tx, ids.length > 0 ? { ids, limit: ids.length, offset: 0 } : { code: id.slice(0, 100), limit: 1, offset: 0 }))
  return items.find(entry => entry.id === id || entry.code === id) ?? items.find(entry => foreignResources(entry).some(each => each['id'] === id))
}
const base = (ctx: Ctx): string => ctx.platform.config.publicUrl
const found = <T>(value: T | undefined, what: string): T => { if (value === undefined) throw new NotFound(`Not found: ${what}`); return value }

/** A dataset by its code, its id, or the id of one of its resources. */
async function entryBy(tx: Tx, id: string): Promise<Entry | undefined> {
  const candidates = candidatesOf(id)
  const { items } = await searchCatalogue(tx, candidates.length > 0 ? { ids: candidates.map(each => each.datasetId), limit: 10, offset: 0 } : { code: id.slice(0, 100), limit: 1, offset: 0 })
  return items.find(entry => entry.id === id || entry.code === id) ?? items.find(entry => candidates.some(each => each.datasetId === entry.id && resourceId(entry.id, each.format) === id))
}

function organisations(entries: readonly Entry[]): readonly Organisation[] {
  const byId = Map.groupBy(entries, entry => entry.agencyId)
  return [...byId.values()].flatMap(([first, ...rest]) => first ? [{ id: first.agencyId, code: first.agencyCode, name: first.agencyName, packages: rest.length + 1 }] : []).toSorted((a, b) => a.code < b.code ? -1 : 1)
}

const born = (entry: Listed): number => (isForeign(entry) ? entry.firstSeenAt : entry.createdAt).getTime()
const touched = (entry: Listed): number => (isForeign(entry) ? entry.changedAt : entry.refreshedAt ?? entry.publishedAt).getTime()
const SORTS: Readonly<Record<string, (a: Listed, b: Listed) => number>> = {
  title_string: (a, b) => a.title.localeCompare(b.title, 'vi'), title: (a, b) => a.title.localeCompare(b.title, 'vi'), name: (a, b) => a.code < b.code ? -1 : 1, metadata_created: (a, b) => born(a) - born(b),
  metadata_modified: (a, b) => touched(a) - touched(b), score: () => 0,
}
const NEVER: Tracking = { total: 0, recent: 0 }
const trackings = (ctx: Ctx): Promise<ReadonlyMap<string, Tracking>> => read(ctx.platform.db, ANYBODY, tx => trackingOf(tx, localDateOf(ctx.now)))
const tracked = (entry: Listed, tracking: ReadonlyMap<string, Tracking> | undefined): object => tracking ? { tracking_summary: tracking.get(entry.id) ?? NEVER } : {}
function sorted(entries: readonly Listed[], sort: string, tracking: ReadonlyMap<string, Tracking> = new Map()): readonly Listed[] {
  const sorts: typeof SORTS = { ...SORTS, views_recent: (a, b) => (tracking.get(a.id)?.recent ?? 0) - (tracking.get(b.id)?.recent ?? 0), views_total: (a, b) => (tracking.get(a.id)?.total ?? 0) - (tracking.get(b.id)?.total ?? 0) }
  const keys = sort.split(',').map(each => each.trim().split(/\s+/)).filter(([name]) => name !== '')
  for (const [name = ''] of keys) if (!Object.hasOwn(sorts, name)) throw new Invalid({ sort: [`Cannot sort by ${name.slice(0, 40)}; use ${Object.keys(sorts).join(', ')}`] })
  return entries.toSorted((a, b) => { for (const [name = '', direction] of keys) { const order = sorts[name]?.(a, b) ?? 0; if (order !== 0) return direction?.toLowerCase() === 'desc' ? -order : order } return 0 })
}

async function packageSearch(ctx: Ctx, p: Parameters): Promise<object> {
  const q = p.text('q', '').replace(/^\*:\*$/, '')
  const [rows, start] = [Math.min(p.whole('rows', 10), 1000), p.whole('start', 0)]
  const fq = [p.text('fq', ''), ...p.list('fq_list')].filter(each => each !== '').join(' ')
  const narrow = readFacetQuery(fq, anyFacetValues)
  if (!narrow) throw new Invalid({ fq: ['Not understood. Write field:value or field:"two words", several with AND between, a minus in front to leave out; fields: organization, tags, groups, res_format, license_id, access, name, harvest_source_id'] })
  // clients put the same fields into q
  const inQuery = /\b(organization|owner_org|tags|groups|res_format|license_id|name|id|harvest_source_id):/.test(q) ? readFacetQuery(q, anyFacetValues) : undefined
  const matching = (await allListed(ctx, inQuery ? '' : q)).filter(entry => narrow(entry) && (inQuery?.(entry) ?? true))
  const asked = p.list('facet.field')
  const facets = asked.filter(field => FACETS.some(each => each === field)).slice(0, 20)
  const most = p.signed('facet.limit', 50)
  const counts = Object.fromEntries(facets.map(field => {
    const values = new Map<string, number>()
    for (const entry of matching) for (const value of anyFacetValues(entry, field)) values.set(value, (values.get(value) ?? 0) + 1)
    const listed = [...values].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    return [field, most < 0 ? listed : listed.slice(0, most)] as const
  }))
  const sort = p.text('sort', 'score desc, metadata_modified desc')
  const includes = p.flag('include_tracking', false)
  const tracking = includes || /\bviews_/.test(sort) ? await trackings(ctx) : undefined
  return { count: matching.length, sort, facets: Object.fromEntries(Object.entries(counts).map(([field, values]) => [field, Object.fromEntries(values)])), results: sorted(matching, sort, tracking).slice(start, start + rows).map(entry => ({ ...anyPackage(entry, base(ctx)), ...tracked(entry, includes ? tracking : undefined) })),
    search_facets: Object.fromEntries(Object.entries(counts).map(([field, values]) => [field, { title: field, items: values.map(([name, count]) => ({ name, display_name: name, count })) }])) }
}

function filtersOf(value: unknown): Filter | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Invalid({ filters: ['Must be a dictionary of fields and values'] })
  const constant = (field: string, each: unknown): string => typeof each === 'string' ? each : typeof each === 'number' || typeof each === 'boolean' ? String(each) : (() => { throw new Invalid({ filters: [`"${field.slice(0, 60)}": a value is a text, a number or true or false`] }) })()
  return both(...Object.entries(value).map(([field, wanted]: [string, unknown]): Filter => wanted === null ? { field, operator: 'is', value: 'null' } : Array.isArray(wanted) ? { field, operator: 'in', value: wanted.map(each => constant(field, each)) } : { field, operator: 'eq', value: constant(field, wanted) }))
}
function wordsOf(asked: Asked, value: unknown): Filter | undefined {
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return anywhere(asked.fields, value)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return both(...Object.entries(value).map(([field, words]: [string, unknown]): Filter => ({ field, operator: 'contains-text', value: String(cellOf(words)) })))
  throw new Invalid({ q: ['Must be a text or a dictionary of fields and texts'] })
}
const ordersOf = (text: string): readonly Order[] => text.trim() === '' ? [] : text.split(',').map(each => {
  const found = /^"?([a-z][a-z0-9_]{0,39})"?(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/i.exec(each.trim())
  if (!found?.[1]) throw new Invalid({ sort: [`Not understood: ${each.trim().slice(0, 60)}; write field asc or field desc`] })
  const nulls = found[3]?.toLowerCase()
  return { field: found[1], descending: found[2]?.toLowerCase() === 'desc', ...nulls === 'first' || nulls === 'last' ? { nulls } : {} }
})

async function datastoreSearch(ctx: Ctx, p: Parameters): Promise<object> {
  const id = p.needed('resource_id')
  const format = p.text('records_format', 'objects')
  if (!['objects', 'lists', 'csv', 'tsv'].includes(format)) throw new Invalid({ records_format: ['value must be one of objects, lists, csv, tsv'] })
  const [limit, offset] = [Math.min(p.whole('limit', 100), 10_000), p.whole('offset', 0)]
  let used = ''
  const answer = await askRows(ctx.platform, ANYBODY, async tx => {
    const entry = found(await entryBy(tx, id), `Resource "${id.slice(0, 100)}" was not found.`)
    const opened = openFor((await openDataset(tx, ANYBODY, entry.code)).dataset, { kind: 'public' })
    const { asked } = demandReadable(opened)
    used = entry.code
    const fields = p.list('fields')
    const where = both(filtersOf(p.any('filters')), wordsOf(asked, p.any('q')))
    const counts = p.flag('include_total', true)
    const query: RowQuery = { select: fields.map(field => ({ field })), order: ordersOf(p.text('sort', '')), limit: Math.max(1, limit), offset, ...where ? { where } : {}, ...counts ? { count: 'estimated' } : {} }
    const page = await selectRows(tx, asked, query)
    const rows = limit === 0 ? [] : page.rows
    const columns = (fields.length > 0 ? fields.map(name => asked.fields.find(field => field.name === name)).filter(field => field !== undefined) : asked.fields).map(field => ({ id: field.name, type: DATASTORE_TYPES[field.type], info: { label: field.title.vi, notes: field.description?.vi ?? '' } }))
    const records = format === 'objects' ? rows : format === 'lists' ? rows.map(row => columns.map(({ id: name }) => row[name])) : rows.map(row => `${format === 'csv' ? csvLine(columns.map(({ id: name }) => cellOf(row[name]))) : columns.map(({ id: name }) => String(cellOf(row[name])).replace(/[\t\r\n]/g, ' ')).join('\t')}\n`).join('')
    const link = (at: number): string => `/api/3/action/datastore_search?${new URLSearchParams({ resource_id: id, limit: String(limit), offset: String(at) }).toString()}`
    return { resource_id: id, fields: columns, records, records_format: format, limit, offset, include_total: counts, ...page.total ? { total: page.total.rows, total_was_estimated: page.total.kind === 'estimated' } : {}, _links: { start: link(0), next: link(offset + limit) } }
  })
  countUse(ctx.platform, used, 'api', ctx.now)
  return answer
}

export const ACTIONS: Readonly<Record<string, (ctx: Ctx, p: Parameters) => Promise<unknown>>> = {
  package_list: async (ctx, p) => { const [limit, offset] = [p.whole('limit', MOST), p.whole('offset', 0)]; return (await allListed(ctx)).map(entry => entry.code).toSorted().slice(offset, offset + limit) },
  package_show: async (ctx, p) => { const id = p.either('id', 'name_or_id'); const foreign = await foreignBy(ctx, id); if (foreign && (foreign.id === id || foreign.code === id)) return anyPackage(foreign, base(ctx)); const entry = await read(ctx.platform.db, ANYBODY, tx => entryBy(tx, id)); const shown = found(entry && (entry.id === id || entry.code === id) ? entry : undefined, 'package'); return { ...packageOf(shown, base(ctx)), ...tracked(shown, p.flag('include_tracking', false) ? await trackings(ctx) : undefined) } },
  package_search: packageSearch,
  organization_list: async (ctx, p) => {
    const listed = organisations(await all(ctx))
    const [limit, offset] = [p.whole('limit', 1000), p.whole('offset', 0)]
    return listed.slice(offset, offset + limit).map(each => p.flag('all_fields', false) ? organisationDict(each) : organisationName(each.code))
  },
  organization_show: async (ctx, p) => {
    const id = p.needed('id')
    const entries = await all(ctx)
    const one = found(organisations(entries).find(each => each.id === id || organisationName(each.code) === id.toLowerCase()), 'organization')
    return { ...organisationDict(one), users: [], tags: [], extras: [], groups: [], ...p.flag('include_datasets', false) ? { packages: entries.filter(entry => entry.agencyId === one.id).slice(0, 1000).map(entry => packageOf(entry, base(ctx))) } : {} }
  },
  resource_show: async (ctx, p) => {
    const id = p.needed('id')
    const entry = await read(ctx.platform.db, ANYBODY, tx => entryBy(tx, id))
    const resources = entry ? resourcesOf(entry, base(ctx)) : foreignResources(found(await foreignBy(ctx, id), 'resource'))
    return found(resources.find(resource => resource['id'] === id), 'resource')
  },
  datastore_search: datastoreSearch,
  status_show: async ctx => ({ ckan_version: '2.11.0', site_url: base(ctx), site_title: 'Tỉnh Số', site_description: '', error_emails_to: null, locale_default: 'vi', extensions: ['datastore'] }),
}

/** What CKAN calls what went wrong. */
export function asCkan(error: unknown): Invalid | NotFound | NotAuthorized | undefined {
  if (error instanceof Invalid || error instanceof NotFound || error instanceof NotAuthorized) return error
  if (error instanceof BadQuery) return new Invalid({ [error.reason.where]: [error.reason.en] })
  if (!(error instanceof Fault)) return undefined
  if (error.code === 'not-found') return new NotFound('Not found')
  if (error.code === 'needs-right') return new NotAuthorized(error.details.detail?.en ?? 'Access denied')
  return undefined
}
