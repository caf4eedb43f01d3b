import { licenceOf, themeOf } from '../domain/catalogue-words.ts'
import type { ForeignDataset } from '../queries/foreign.ts'
import { EU, type Site } from './catalogue.ts'
import { Graph, iri, moment, text } from './graph.ts'

/** File types of the EU's vocabulary that other catalogues name most. */
const FILE_TYPES: readonly string[] = ['CSV', 'XLSX', 'XLS', 'JSON', 'XML', 'PDF', 'ZIP', 'GEOJSON', 'KML', 'RDF', 'HTML', 'TXT', 'DOCX', 'DOC', 'PARQUET', 'SHP']
/** It keeps the name that its own catalogue gave it, so that whoever reads both knows one thing. */
export const foreignIri = (baseUrl: string, entry: ForeignDataset): string => /^https?:\/\/[^\s<>"{}|^`\\]+$/.test(entry.identifier) ? entry.identifier : `${baseUrl}/du-lieu/${entry.code}#dataset`

/** An entry of another catalogue, listed under that catalogue and with the record of when it was taken over (DCAT-AP 3, Catalogue Record). Answers the record. */
export function addForeign(graph: Graph, { baseUrl }: Site, entry: ForeignDataset): string {
  const self = foreignIri(baseUrl, entry)
  const home = `${baseUrl}/du-lieu/${entry.code}`
  const known = licenceOf(entry.licence)
  const licenceUrl = known?.url ?? entry.licenceUrl
  const permit = licenceUrl === '' ? undefined : iri(graph.say(licenceUrl, 'dct:LicenseDocument', { 'dct:title': known || entry.licenceText !== '' ? text(known?.title ?? entry.licenceText, 'vi') : undefined }))
  const publisher = entry.publisher === '' ? undefined : iri(graph.say(`${home}#publisher`, 'foaf:Agent', { 'foaf:name': text(entry.publisher, 'vi') }))
  const theme = entry.theme === '' ? undefined : themeOf(entry.theme)
  if (theme) graph.say(theme.url, 'skos:Concept', { 'skos:prefLabel': text(theme.label, 'en') })
  if (entry.landingPage !== '') graph.say(entry.landingPage, 'foaf:Document', {})
  const distributions = entry.distributions.map((each, at) => {
    const type = FILE_TYPES.includes(each.format) ? `${EU}/file-type/${each.format}` : undefined
    if (type !== undefined) graph.say(type, 'dct:MediaTypeOrExtent', {})
    return iri(graph.say(`${home}#${at}`, 'dcat:Distribution', { 'dct:title': each.title === '' ? undefined : text(each.title, 'vi'), 'dcat:accessURL': iri(each.url), 'dct:format': type === undefined ? undefined : iri(type), 'dct:license': permit }))
  })
  graph.say(self, 'dcat:Dataset', { 'dct:title': [text(entry.title, 'vi'), entry.titleEn === '' ? undefined : text(entry.titleEn, 'en')], 'dct:description': text(entry.description === '' ? entry.title : entry.description, 'vi'), 'dct:identifier': text(entry.identifier), 'dct:publisher': publisher, 'dcat:keyword': entry.keywords.map(word => text(word, 'vi')), 'dcat:theme': theme && iri(theme.url), 'dct:modified': entry.modified === '' ? undefined : moment(new Date(entry.modified)), 'dcat:landingPage': entry.landingPage === '' ? undefined : iri(entry.landingPage), 'dcat:distribution': distributions })
  graph.say(entry.source.address, 'foaf:Document', {})
  const provider = iri(graph.say(`${sourceIri(baseUrl, entry)}-chu-quan`, 'foaf:Agent', { 'foaf:name': text(entry.source.title, 'vi') }))
  graph.say(sourceIri(baseUrl, entry), 'dcat:Catalog', { 'dct:title': text(entry.source.title, 'vi'), 'dct:description': text(`Danh mục của nơi khác, thu thập từ ${entry.source.address}`, 'vi'), 'dct:publisher': provider, 'foaf:homepage': iri(entry.source.address), 'dcat:dataset': iri(self) })
  return graph.say(`${home}#record`, 'dcat:CatalogRecord', { 'foaf:primaryTopic': iri(self), 'dct:issued': moment(entry.firstSeenAt), 'dct:modified': moment(entry.changedAt) })
}
export const sourceIri = (baseUrl: string, { source }: ForeignDataset): string => `${baseUrl}/#danh-muc-${source.code}`
