import { licenceOf, LICENCES } from '../domain/catalogue-words.ts'

/** Entries of other catalogues: what of them we keep, and which we refuse. Pure. */
export interface ForeignDistribution { readonly title: string; readonly url: string; /** as people say it: CSV, XLSX; empty: not said */ readonly format: string }
export interface ForeignEntry {
  readonly identifier: string; readonly title: string; readonly titleEn: string; readonly description: string; readonly publisher: string; readonly landingPage: string
  /** ours where we know it, else empty */ readonly licence: string; readonly licenceText: string; readonly licenceUrl: string
  /** ours where we know it, else empty */ readonly theme: string; readonly keywords: readonly string[]
  /** ISO; empty: not said */ readonly modified: string; readonly distributions: readonly ForeignDistribution[]
}
/** As it was read, before anything of it is believed. */
export interface RawEntry {
  readonly identifier?: string | undefined; readonly title?: string | undefined; readonly titleEn?: string | undefined; readonly description?: string | undefined; readonly publisher?: string | undefined; readonly landingPage?: string | undefined; readonly licence?: string | undefined; readonly licenceUrl?: string | undefined
  readonly themes: readonly string[]; readonly keywords: readonly string[]; readonly modified?: string | undefined; readonly distributions: readonly { readonly title?: string | undefined; readonly url?: string | undefined; readonly format?: string | undefined }[]
  /** addresses by which it may be known to be ours: where it was harvested from, its other ids */ readonly origins: readonly string[]
}
export const REFUSALS = ['no-identifier', 'no-title', 'own', 'doubled', 'known-elsewhere'] as const
export type Refusal = (typeof REFUSALS)[number]
/** What a page of another catalogue was when it was last read: `If-None-Match` and `If-Modified-Since` ask by it, and 304 means that all of this still holds. */
export interface KnownPage { readonly etag: string; readonly lastModified: string; readonly identifiers: readonly string[]; readonly next: string }

const MOST = { identifier: 1000, title: 300, description: 5000, publisher: 300, licence: 300, link: 2000, keyword: 60, keywords: 20, distributions: 50, format: 20 } as const
// controls, and marks that turn the direction of writing, show a name as what it is not
// eslint-disable-next-line no-control-regex -- these are what must not come in
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const plain = (text: string | undefined, most: number): string => { const clean = (text ?? '').slice(0, most * 2).replace(UNSEEN, '').normalize('NFC').trim(); return clean.length > most ? `${clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : clean }
const line = (text: string | undefined, most: number): string => plain((text ?? '').slice(0, most * 4).replace(/\s+/g, ' '), most)
/** An address that a reader may follow: the web's, without somebody's name and password in it. */
export function webLink(text: string | undefined): string {
  const given = (text ?? '').trim()
  if (given.length > MOST.link || !URL.canParse(given)) return ''
  const url = new URL(given)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '' && url.hostname !== '' ? url.href : ''
}

const bare = (address: string): string => address.toLowerCase().replace(/^https?:\/\//, '').replace(/\/+$/, '')
const KNOWN_LICENCES: ReadonlyMap<string, string> = new Map([...LICENCES.flatMap(({ id, url }) => [[id.toLowerCase(), id], [bare(url), id]] as const),
  // CKAN's own list (licenses.opendefinition.org) and the vocabulary of the EU
  ['cc-by', 'CC-BY-4.0'], ['cc-by-sa', 'CC-BY-SA-4.0'], ['cc-zero', 'CC0-1.0'], ['odc-by', 'ODC-BY-1.0'], ['odc-odbl', 'ODbL-1.0'], ['creativecommons.org/publicdomain/zero/1.0', 'CC0-1.0'],
  ...[['CC_BY_4_0', 'CC-BY-4.0'], ['CC_BYSA_4_0', 'CC-BY-SA-4.0'], ['CC0', 'CC0-1.0'], ['ODC_BY', 'ODC-BY-1.0'], ['ODC_BL', 'ODbL-1.0']].map(([eu = '', id = '']) => [`publications.europa.eu/resource/authority/licence/${eu.toLowerCase()}`, id] as const)])
const knownLicence = (...said: readonly (string | undefined)[]): string => said.map(each => KNOWN_LICENCES.get(bare(each ?? ''))).find(each => each !== undefined) ?? ''

/** Themes of the EU's vocabulary as the portal calls them; what is called by our own name keeps it. */
const THEMES: Readonly<Record<string, string>> = { HEAL: 'y-te', EDUC: 'giao-duc', ECON: 'kinh-te', AGRI: 'nong-nghiep', ENVI: 'moi-truong', TRAN: 'giao-thong', SOCI: 'dan-cu', TECH: 'chuyen-doi-so', GOVE: 'chinh-quyen' }
const OWN_THEMES: readonly string[] = [...Object.values(THEMES), 'ho-so', 'du-lich']
function themeOf(said: readonly string[]): string {
  for (const each of said) { const last = each.split(/[/#]/).at(-1) ?? ''; const found = THEMES[last.toUpperCase()] ?? OWN_THEMES.find(theme => theme === last); if (found !== undefined) return found }
  return ''
}
/** `http://…/file-type/CSV`, `text/csv`, `.csv`, `CSV`: CSV. */
export function formatLabel(text: string | undefined): string {
  const last = (text ?? '').split(/[/#]/).at(-1) ?? ''
  const name = last.replace(/^\./, '').replace(/;.*$/, '').replace(/^(x-|vnd\.)/i, '')
  const known: Readonly<Record<string, string>> = { 'openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX', 'ms-excel': 'XLS', 'geo+json': 'GEOJSON', 'ld+json': 'JSON-LD', plain: 'TXT', ndjson: 'NDJSON', 'apache.parquet': 'PARQUET', 'openxmlformats-officedocument.wordprocessingml.document': 'DOCX', msword: 'DOC', 'google-earth.kml+xml': 'KML', 'rdf+xml': 'RDF', 'octet-stream': '' }
  return line(known[name.toLowerCase()] ?? name.toUpperCase(), MOST.format)
}
function instant(text: string | undefined): string {
  const given = (text ?? '').trim()
  // CKAN's times have no zone and are UTC
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(given) : /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(given) ? Date.parse(`${given}Z`) : /^\d{4}-\d{2}-\d{2}T/.test(given) ? Date.parse(given) : NaN
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}
/** Whether it came from us: our own entries, taken by another catalogue, do not come back as somebody else's. */
const isOurs = (raw: RawEntry, ownBase: string): boolean => [raw.identifier, raw.landingPage, ...raw.origins, ...raw.distributions.map(each => each.url)].some(each => { const address = bare(each ?? ''); const own = bare(ownBase); return address === own || address.startsWith(`${own}/`) })

/** What of an entry is kept, or why it is refused. */
export function judgeEntry(raw: RawEntry, ownBase: string): { readonly ok: true; readonly entry: ForeignEntry } | { readonly ok: false; readonly refusal: Refusal; readonly identifier: string; readonly title: string } {
  const identifier = line(raw.identifier, MOST.identifier)
  const title = line(raw.title ?? raw.titleEn, MOST.title)
  const refuse = (refusal: Refusal) => ({ ok: false, refusal, identifier, title }) as const
  if (identifier === '' || identifier.endsWith('…')) return refuse('no-identifier')
  if (title === '') return refuse('no-title')
  if (isOurs(raw, ownBase)) return refuse('own')
  const licence = knownLicence(raw.licenceUrl, raw.licence)
  const licenceUrl = licence === '' ? webLink(raw.licenceUrl) : licenceOf(licence)?.url ?? ''
  const distributions = raw.distributions.flatMap(each => { const url = webLink(each.url); return url === '' ? [] : [{ title: line(each.title, MOST.title), url, format: formatLabel(each.format) }] }).slice(0, MOST.distributions)
  return { ok: true, entry: {
    identifier, title, titleEn: line(raw.titleEn, MOST.title), description: plain(raw.description, MOST.description), publisher: line(raw.publisher, MOST.publisher), landingPage: webLink(raw.landingPage), licence, licenceText: licence === '' ? line(raw.licence, MOST.licence) : '', licenceUrl,
    theme: themeOf(raw.themes), keywords: [...new Set(raw.keywords.map(each => line(each, MOST.keyword)).filter(each => each !== ''))].slice(0, MOST.keywords), modified: instant(raw.modified), distributions } }
}
