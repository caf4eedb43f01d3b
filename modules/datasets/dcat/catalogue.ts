import { frequencyOf, licenceOf, themeOf } from '../domain/catalogue-words.ts'
import { readableFields } from '../domain/reader.ts'
import { FORMATS, formatsFor, type Format } from '../downloads/formats.ts'
import type { Entry } from '../queries/catalogue.ts'
import type { Uses } from '../queries/usage.ts'
import type { ForeignDataset } from '../queries/foreign.ts'
import { addForeign, sourceIri } from './foreign.ts'
import { full, Graph, iri, moment, text, typed } from './graph.ts'

/** Published datasets as DCAT-AP 3: dataset, distributions, data service, publisher. Property names as in the profile of SEMIC, https://semiceu.github.io/DCAT-AP/releases/3.0.0/ */
export interface Site { readonly baseUrl: string; readonly title: string; readonly owner: string; /** the province */ readonly place: string }

export const EU = 'http://publications.europa.eu/resource/authority'
const LANGUAGE = `${EU}/language/VIE`
const COUNTRY = `${EU}/country/VNM`
const IANA: Readonly<Record<Format, string>> = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', json: 'application/json', ndjson: 'application/x-ndjson', parquet: 'application/vnd.apache.parquet', geojson: 'application/geo+json' }
export const iriOf = (baseUrl: string, code: string): string => `${baseUrl}/du-lieu/${code}#dataset`

/** What the profile points at must be said to be what it is. */
function concepts(graph: Graph, site: Site): void {
  graph.say(LANGUAGE, 'dct:LinguisticSystem', {})
  graph.say(COUNTRY, 'dct:Location', { 'rdfs:label': text('Việt Nam', 'vi') })
  graph.say(`${site.baseUrl}/#tinh`, 'dct:Location', { 'rdfs:label': text(site.place, 'vi') })
}
function licence(graph: Graph, id: string): ReturnType<typeof iri> | undefined {
  const found = licenceOf(id)
  if (!found) return undefined
  graph.say(found.url, 'dct:LicenseDocument', { 'dct:title': text(found.title, 'vi'), 'dct:identifier': text(found.id) })
  return iri(found.url)
}
function agent(graph: Graph, address: string, name: string): ReturnType<typeof iri> { return iri(graph.say(address, 'foaf:Agent', { 'foaf:name': text(name, 'vi') })) }

export function addDataset(graph: Graph, site: Site, entry: Entry): string {
  const { baseUrl } = site
  const home = `${baseUrl}/du-lieu/${entry.code}`
  const self = iriOf(baseUrl, entry.code)
  const open = entry.access === 'open'
  const modified = entry.refreshedAt ?? entry.publishedAt
  const rights = `${EU}/access-right/${open ? 'PUBLIC' : 'RESTRICTED'}`
  const theme = themeOf(entry.theme)
  const frequency = frequencyOf(entry.refreshDays)
  const permit = licence(graph, entry.licence)
  const publisher = agent(graph, `${baseUrl}/#co-quan-${encodeURIComponent(entry.agencyCode)}`, entry.agencyName)
  concepts(graph, site)
  graph.say(rights, 'dct:RightsStatement', { 'rdfs:label': text(open ? 'public' : 'restricted', 'en') })
  graph.say(theme.url, 'skos:Concept', { 'skos:prefLabel': text(theme.label, 'en') })
  graph.say(frequency, 'dct:Frequency', {})
  graph.say(home, 'foaf:Document', {})
  graph.say(`${home}#span`, 'dct:PeriodOfTime', { 'dcat:endDate': typed(modified.toISOString().slice(0, 10), 'xsd:date') })
  graph.say(`${home}#contact`, 'vcard:Kind', { 'vcard:fn': text(entry.agencyName, 'vi'), 'vcard:hasEmail': entry.agencyEmail === '' ? undefined : iri(`mailto:${entry.agencyEmail}`) })
  graph.say(`${baseUrl}/api/v1/datasets/${entry.code}`, 'dct:Standard', { 'dct:title': text(`Cấu trúc, phiên bản ${entry.schemaVersion}`, 'vi') })
  const description = [entry.description, entry.purpose].find(each => each !== '') ?? entry.title
  const service = graph.say(`${home}#service`, 'dcat:DataService', { 'dct:title': text(`API: ${entry.title}`, 'vi'), 'dct:description': text(open ? 'Đọc các dòng theo trang, lọc, sắp xếp và theo dõi thay đổi.' : 'Đọc qua nền tảng tích hợp, chia sẻ dữ liệu theo quyền truy cập.', 'vi'), 'dct:publisher': publisher,
    'dcat:endpointURL': iri(open ? `${baseUrl}/api/v1/datasets/${entry.code}/rows` : `${baseUrl}/lien-thong/danh-muc`), 'dcat:endpointDescription': iri(`${baseUrl}/api/openapi.json`), 'dcat:servesDataset': iri(self), 'dct:accessRights': iri(rights), 'dct:license': permit })
  const formats = open ? formatsFor(readableFields(entry.schema, entry.access, { kind: 'public' })) : []
  const distributions = formats.map(format => {
    const url = `${home}.${format}`
    const media = `http://www.iana.org/assignments/media-types/${IANA[format]}`
    const type = `${EU}/file-type/${FORMATS[format].euType}`
    graph.say(media, 'dct:MediaType', {})
    graph.say(type, 'dct:MediaTypeOrExtent', {})
    graph.say(`${EU}/planned-availability/STABLE`, 'skos:Concept', { 'skos:prefLabel': text('stable', 'en') })
    return iri(graph.say(`${home}#${format}`, 'dcat:Distribution', { 'dct:title': text(`${entry.title} (${FORMATS[format].label})`, 'vi'), 'dcat:accessURL': iri(url), 'dcat:downloadURL': iri(url), 'dcat:mediaType': iri(media), 'dct:format': iri(type), 'dct:license': permit, 'dct:modified': moment(modified), 'dct:issued': moment(entry.publishedAt),
      'dct:conformsTo': iri(`${baseUrl}/api/v1/datasets/${entry.code}`), 'dcat:accessService': iri(service), 'dcatap:availability': iri(`${EU}/planned-availability/STABLE`) }))
  })
  const law = entry.legalBasis === '' ? undefined : iri(graph.say(`${home}#provenance`, 'dct:ProvenanceStatement', { 'rdfs:label': text(`Căn cứ: ${entry.legalBasis}`, 'vi') }))
  return graph.say(self, 'dcat:Dataset', {
    'dct:title': [text(entry.title, 'vi'), entry.titleEn === '' ? undefined : text(entry.titleEn, 'en')], 'dct:description': [text(description, 'vi'), entry.descriptionEn === '' ? undefined : text(entry.descriptionEn, 'en')], 'dct:identifier': text(self), 'dct:publisher': publisher, 'dcat:contactPoint': iri(`${home}#contact`),
    'dcat:keyword': entry.keywords.map(word => text(word, 'vi')), 'dcat:theme': iri(theme.url), 'dct:accrualPeriodicity': iri(frequency), 'dct:accessRights': iri(rights), 'dct:issued': moment(entry.publishedAt), 'dct:modified': moment(modified), 'dct:language': iri(LANGUAGE), 'dct:spatial': [iri(COUNTRY), iri(`${baseUrl}/#tinh`)], 'dct:temporal': iri(`${home}#span`),
    'dct:conformsTo': iri(`${baseUrl}/api/v1/datasets/${entry.code}`), 'dct:provenance': law, 'dcat:landingPage': iri(home), 'dcat:distribution': distributions,
  })
}

/** How often it was used, ever. DCAT has no term for it; schema.org has, and search engines of datasets read both. */
export function addUsage(graph: Graph, site: Site, entry: Entry, total: Uses): void {
  const home = `${site.baseUrl}/du-lieu/${entry.code}`
  const counter = (name: string, action: string, count: number) => iri(graph.say(`${home}#${name}`, 'schema:InteractionCounter', { 'schema:interactionType': iri(full(`schema:${action}`)), 'schema:userInteractionCount': typed(String(count), 'xsd:integer') }))
  graph.say(iriOf(site.baseUrl, entry.code), 'dcat:Dataset', { 'schema:interactionStatistic': [counter('views', 'ViewAction', total.view), counter('downloads', 'DownloadAction', total.download), counter('reads', 'ConsumeAction', total.api + total.exchange)] })
}

export const CATALOGUE_PAGE = 50
/** One page of the catalogue; where the others are says hydra, as harvesters read it. */
export function catalogueGraph(site: Site, view: { readonly items: readonly Entry[]; /** entries of other catalogues, after our own */ readonly foreign: readonly ForeignDataset[]; readonly total: number; readonly page: number; readonly ending: 'ttl' | 'jsonld' }): Graph {
  const graph = new Graph()
  concepts(graph, site)
  const self = `${site.baseUrl}/#catalogue`
  const at = (page: number): string => `${site.baseUrl}/catalog.${view.ending}${page === 1 ? '' : `?page=${page}`}`
  const last = Math.max(1, Math.ceil(view.total / CATALOGUE_PAGE))
  const newest = view.items.map(entry => entry.refreshedAt ?? entry.publishedAt).toSorted((a, b) => b.getTime() - a.getTime())[0]
  graph.say(`${site.baseUrl}/du-lieu`, 'foaf:Document', {})
  graph.say(`${EU}/data-theme`, 'skos:ConceptScheme', { 'dct:title': text('Data theme', 'en') })
  const records = view.foreign.map(entry => iri(addForeign(graph, site, entry)))
  const datasets = view.items.map(entry => iri(addDataset(graph, site, entry)))
  graph.say(self, 'dcat:Catalog', { 'dct:title': text(site.title, 'vi'), 'dct:description': text(`Danh mục dữ liệu của ${site.owner}: các bộ dữ liệu đã công bố, cách tải, cách gọi và giấy phép.`, 'vi'), 'dct:publisher': agent(graph, `${site.baseUrl}/#chu-quan`, site.owner), 'foaf:homepage': iri(`${site.baseUrl}/du-lieu`), 'dct:language': iri(LANGUAGE), 'dct:spatial': [iri(COUNTRY), iri(`${site.baseUrl}/#tinh`)],
    'dcat:themeTaxonomy': iri(`${EU}/data-theme`), 'dct:license': licence(graph, 'CC-BY-4.0'), 'dct:modified': newest && moment(newest), 'dcat:dataset': datasets, 'dcat:record': records, 'dcat:catalog': [...new Set(view.foreign.map(entry => sourceIri(site.baseUrl, entry)))].map(iri), 'dcat:service': view.items.map(entry => iri(`${site.baseUrl}/du-lieu/${entry.code}#service`)), 'hydra:view': last > 1 ? iri(at(view.page)) : undefined })
  if (last > 1) graph.say(at(view.page), 'hydra:PagedCollection', { 'rdf:type': iri(full('hydra:PartialCollectionView')), 'hydra:totalItems': typed(String(view.total), 'xsd:integer'), 'hydra:itemsPerPage': typed(String(CATALOGUE_PAGE), 'xsd:integer'), 'hydra:first': iri(at(1)), 'hydra:last': iri(at(last)), 'hydra:next': view.page < last ? iri(at(view.page + 1)) : undefined, 'hydra:previous': view.page > 1 ? iri(at(view.page - 1)) : undefined })
  return graph
}
