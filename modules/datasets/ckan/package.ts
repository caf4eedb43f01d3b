import { licenceOf } from '../domain/catalogue-words.ts'
import { readableFields } from '../domain/reader.ts'
import type { FieldType } from '../domain/schema.ts'
import { FORMATS, formatsFor, type Format } from '../downloads/formats.ts'
import type { Entry } from '../queries/catalogue.ts'

/** Datasets as CKAN's packages (docs.ckan.org/en/2.11/api). Pure. */
export type Json = Readonly<Record<string, unknown>>

const KINDS = ['csv', 'xlsx', 'json', 'ndjson', 'parquet', 'geojson'] as const satisfies readonly Format[]
/** A resource has an id of its own: the dataset's with its last digit moved on, so that the dataset is found again without a table. */
export function resourceId(datasetId: string, format: Format): string {
  return datasetId.slice(0, -1) + ((Number.parseInt(datasetId.slice(-1), 16) + KINDS.indexOf(format)) % 16).toString(16)
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** Ids of datasets that could have this resource, with the format it would be. */
export const candidatesOf = (id: string): readonly { readonly datasetId: string; readonly format: Format }[] => UUID.test(id)
  ? KINDS.map((format, at) => ({ datasetId: id.slice(0, -1) + ((Number.parseInt(id.slice(-1), 16) + 16 - at) % 16).toString(16), format })) : []

/** CKAN's times have no zone and are UTC. */
export const time = (at: Date): string => at.toISOString().replace('Z', '000')
export const organisationName = (code: string): string => code.toLowerCase().replace(/[^a-z0-9_-]+/g, '-')

export interface Organisation { readonly id: string; readonly code: string; readonly name: string; readonly packages: number }
export const organisationDict = (organisation: Organisation): Json => ({ id: organisation.id, name: organisationName(organisation.code), title: organisation.name, display_name: organisation.name, description: '', image_url: '', type: 'organization', is_organization: true, state: 'active', approval_status: 'approved', package_count: organisation.packages })
/** As it stands inside a package. */
const organisationOf = (entry: Entry): Json => ({ id: entry.agencyId, name: organisationName(entry.agencyCode), title: entry.agencyName, type: 'organization', description: '', image_url: '', is_organization: true, state: 'active', approval_status: 'approved' })

const openFields = (entry: Entry) => readableFields(entry.schema, entry.access, { kind: 'public' })
export function resourcesOf(entry: Entry, baseUrl: string): readonly Json[] {
  if (entry.access !== 'open') return []
  return formatsFor(openFields(entry)).map((format, position) => ({
    id: resourceId(entry.id, format), package_id: entry.id, name: `${entry.title} (${FORMATS[format].label})`, description: '', format: FORMATS[format].label, mimetype: FORMATS[format].mediaType.split(';')[0], url: `${baseUrl}/du-lieu/${entry.code}.${format}`, url_type: null, resource_type: null, position, state: 'active', hash: '', size: null,
    // rows are asked of the first one, as CKAN loads one table for one file
    datastore_active: format === 'csv', created: time(entry.publishedAt), last_modified: time(entry.refreshedAt ?? entry.publishedAt), metadata_modified: time(entry.refreshedAt ?? entry.publishedAt) }))
}

export function packageOf(entry: Entry, baseUrl: string): Json {
  const licence = licenceOf(entry.licence)
  const resources = resourcesOf(entry, baseUrl)
  const modified = entry.refreshedAt ?? entry.publishedAt
  const extras: readonly (readonly [string, string])[] = [['access', entry.access], ['legal_basis', entry.legalBasis], ['purpose', entry.purpose], ['title_en', entry.titleEn], ['refresh_days', entry.refreshDays === null ? '' : String(entry.refreshDays)], ['schema_version', String(entry.schemaVersion)], ['position', String(entry.lastLoad)], ['rows', String(entry.rowCount)], ['identifier', `${baseUrl}/du-lieu/${entry.code}#dataset`]]
  return {
    id: entry.id, name: entry.code, title: entry.title, notes: entry.description, type: 'dataset', state: 'active', private: false, isopen: licence?.open ?? false, url: `${baseUrl}/du-lieu/${entry.code}`, version: String(entry.schemaVersion), owner_org: entry.agencyId, organization: organisationOf(entry), author: entry.agencyName, author_email: entry.agencyEmail, maintainer: entry.agencyName, maintainer_email: entry.agencyEmail, creator_user_id: null,
    license_id: entry.licence, license_title: licence?.title ?? entry.licence, ...licence ? { license_url: licence.url } : {}, metadata_created: time(entry.createdAt), metadata_modified: time(modified), num_resources: resources.length, num_tags: entry.keywords.length, resources,
    tags: entry.keywords.map(word => ({ id: word, name: word, display_name: word, state: 'active', vocabulary_id: null })), groups: entry.theme === '' ? [] : [{ id: entry.theme, name: entry.theme, title: entry.theme, display_name: entry.theme, description: '', image_display_url: '' }],
    extras: extras.filter(([, value]) => value !== '').map(([key, value]) => ({ key, value })), relationships_as_subject: [], relationships_as_object: [],
  }
}

/** Types as CKAN's datastore names them: PostgreSQL's. */
export const DATASTORE_TYPES: Readonly<Record<FieldType, string>> = { text: 'text', integer: 'int8', decimal: 'numeric', money: 'int8', boolean: 'bool', date: 'date', datetime: 'timestamptz', unit: 'text', 'personal-id': 'text', phone: 'text', email: 'text', url: 'text', point: 'json', geometry: 'json' }

/** The values by which a search may be narrowed, as Solr's fields are called in CKAN. */
export function facetValues(entry: Entry, field: string): readonly string[] {
  switch (field) {
    case 'organization': case 'owner_org': return [organisationName(entry.agencyCode)]
    case 'tags': return entry.keywords
    case 'groups': return entry.theme === '' ? [] : [entry.theme]
    case 'res_format': return entry.access === 'open' ? formatsFor(openFields(entry)).map(format => FORMATS[format].label) : []
    case 'license_id': return entry.licence === '' ? [] : [entry.licence]
    case 'access': return [entry.access]
    case 'name': return [entry.code]
    case 'id': return [entry.id]
    default: return []
  }
}
export const FACETS = ['organization', 'tags', 'groups', 'res_format', 'license_id', 'access'] as const
const FILTERS: readonly string[] = [...FACETS, 'owner_org', 'name', 'id', 'harvest_source_id', 'harvest_source_title']

/** `organization:h55-05 AND tags:"y tế" -res_format:CSV`: what of Solr's language clients of CKAN use. Undefined: not understood. */
export function readFacetQuery<T>(text: string, facetValues: (entry: T, field: string) => readonly string[]): ((entry: T) => boolean) | undefined {
  const tests: ((entry: T) => boolean)[] = []
  const rest = text.replace(/([+-]?)([a-z_]{1,20}):(?:"([^"]{0,200})"|\(([^()]{0,400})\)|([^\s()"]{1,200}))/g, (_all, sign: string, field: string, quoted: string | undefined, group: string | undefined, word: string | undefined) => {
    if (!FILTERS.includes(field)) return `?${field}`
    const wanted = group === undefined ? [quoted ?? word ?? ''] : group.split(/\s+OR\s+|\s+/).map(each => each.replace(/^"|"$/g, '')).filter(each => each !== '')
    const holds = (entry: T): boolean => wanted.some(each => each === '*' ? facetValues(entry, field).length > 0 : facetValues(entry, field).some(value => value.toLowerCase() === each.toLowerCase()))
    tests.push(sign === '-' ? entry => !holds(entry) : holds)
    return ''
  })
  return rest.replace(/\bAND\b/g, '').trim() === '' ? entry => tests.every(test => test(entry)) : undefined
}
