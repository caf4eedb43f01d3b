import { licenceOf } from '../domain/catalogue-words.ts'
import { isForeign, type ForeignDataset, type Listed } from '../queries/foreign.ts'
import { facetValues, packageOf, time, type Json } from './package.ts'

/** Entries of other catalogues as CKAN's packages, marked as harvested by the extras that ckanext-harvest and ckanext-dcat write. Pure. */
export const MOST_RESOURCES = 50
const last = (id: string): number => Number.parseInt(id.slice(-2), 16)
const moved = (id: string, by: number): string => id.slice(0, -2) + ((last(id) + by + 256) % 256).toString(16).padStart(2, '0')
export const foreignResourceId = (id: string, at: number): string => moved(id, at + 1)
/** Ids of entries that could have this resource. */
export const foreignCandidates = (id: string): readonly string[] => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? [id, ...Array.from({ length: MOST_RESOURCES }, (_, at) => moved(id, -at - 1))] : []

export const foreignResources = (entry: ForeignDataset): readonly Json[] => entry.distributions.map((each, position) => ({ id: foreignResourceId(entry.id, position), package_id: entry.id, name: each.title === '' ? `${entry.title} (${each.format === '' ? position + 1 : each.format})` : each.title, description: '', format: each.format, mimetype: null, url: each.url, url_type: null, resource_type: null, position, state: 'active', hash: '', size: null, datastore_active: false, created: time(entry.firstSeenAt), last_modified: time(entry.changedAt), metadata_modified: time(entry.changedAt) }))
function foreignPackage(entry: ForeignDataset, baseUrl: string): Json {
  const licence = licenceOf(entry.licence)
  const resources = foreignResources(entry)
  const extras: readonly (readonly [string, string])[] = [['guid', entry.identifier], ['identifier', entry.identifier], ['harvest_source_id', entry.source.code], ['harvest_source_title', entry.source.title], ['harvest_source_url', entry.source.address], ['source_url', entry.landingPage], ['publisher_name', entry.publisher], ['modified', entry.modified], ['title_en', entry.titleEn]]
  return {
    id: entry.id, name: entry.code, title: entry.title, notes: entry.description, type: 'dataset', state: 'active', private: false, isopen: licence?.open ?? false, url: entry.landingPage === '' ? `${baseUrl}/du-lieu/${entry.code}` : entry.landingPage, version: null, owner_org: null, organization: null, author: entry.publisher, author_email: null, maintainer: null, maintainer_email: null, creator_user_id: null,
    license_id: entry.licence === '' ? entry.licenceText : entry.licence, license_title: licence?.title ?? entry.licenceText, ...entry.licenceUrl === '' ? {} : { license_url: entry.licenceUrl }, metadata_created: time(entry.firstSeenAt), metadata_modified: time(entry.changedAt), num_resources: resources.length, num_tags: entry.keywords.length, resources,
    tags: entry.keywords.map(word => ({ id: word, name: word, display_name: word, state: 'active', vocabulary_id: null })), groups: entry.theme === '' ? [] : [{ id: entry.theme, name: entry.theme, title: entry.theme, display_name: entry.theme, description: '', image_display_url: '' }],
    extras: extras.filter(([, value]) => value !== '').map(([key, value]) => ({ key, value })), relationships_as_subject: [], relationships_as_object: [],
  }
}
export const anyPackage = (entry: Listed, baseUrl: string): Json => isForeign(entry) ? foreignPackage(entry, baseUrl) : packageOf(entry, baseUrl)
export function anyFacetValues(entry: Listed, field: string): readonly string[] {
  if (!isForeign(entry)) return facetValues(entry, field)
  switch (field) {
    case 'tags': return entry.keywords
    case 'groups': return entry.theme === '' ? [] : [entry.theme]
    case 'res_format': return [...new Set(entry.distributions.map(each => each.format))].filter(format => format !== '')
    case 'license_id': return entry.licence === '' ? [] : [entry.licence]
    case 'access': return ['elsewhere']
    case 'harvest_source_id': case 'harvest_source_title': return [field === 'harvest_source_id' ? entry.source.code : entry.source.title]
    case 'name': return [entry.code]
    case 'id': return [entry.id]
    default: return []
  }
}
