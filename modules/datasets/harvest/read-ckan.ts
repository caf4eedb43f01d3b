import type { RawEntry } from './entry.ts'

/** Packages of CKAN's `package_search` (docs.ckan.org/en/2.11/api): nothing of an answer is believed to have the type that it should. */
type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string | undefined => typeof value === 'string' && value.trim() !== '' ? value : typeof value === 'number' ? String(value) : undefined
const listOf = (value: unknown): readonly Json[] => Array.isArray(value) ? value.filter(isObject) : []
const namesOf = (value: unknown): readonly string[] => listOf(value).flatMap(each => textOf(each['name']) ?? textOf(each['display_name']) ?? [])
const isIri = (text: string | undefined): text is string => text !== undefined && /^(https?|urn):/i.test(text)

function entryOf(found: Json, site: string): RawEntry {
  const extras = new Map(listOf(found['extras']).flatMap(each => { const [key, value] = [textOf(each['key']), textOf(each['value'])]; return key !== undefined && value !== undefined ? [[key, value] as const] : [] }))
  const [id, name] = [textOf(found['id']), textOf(found['name'])]
  const page = name === undefined && id === undefined ? undefined : `${site}/dataset/${encodeURIComponent(name ?? id ?? '')}`
  // what it is called where it was born, when it says so (ckanext-dcat, ckanext-harvest): the same entry in two catalogues is one
  const said = ['uri', 'identifier', 'guid'].map(key => extras.get(key)).filter(each => each !== undefined)
  const organisation = isObject(found['organization']) ? found['organization'] : {}
  return {
    identifier: said.find(isIri) ?? (id === undefined ? page : `${site}/dataset/${id}`), title: textOf(found['title']) ?? name, titleEn: extras.get('title_en'), description: textOf(found['notes']),
    publisher: extras.get('publisher_name') ?? textOf(organisation['title']) ?? textOf(found['author']) ?? textOf(organisation['name']), landingPage: isIri(textOf(found['url'])) ? textOf(found['url']) : page,
    licence: textOf(found['license_id']) ?? textOf(found['license_title']), licenceUrl: textOf(found['license_url']), themes: [...namesOf(found['groups']), extras.get('theme') ?? ''], keywords: namesOf(found['tags']), modified: extras.get('modified') ?? textOf(found['metadata_modified']),
    distributions: listOf(found['resources']).map(each => ({ title: textOf(each['name']), url: textOf(each['url']), format: textOf(each['format']) ?? textOf(each['mimetype']) })),
    origins: [...said, ...['harvest_source_url', 'source_url', 'harvest_url', 'landing_page'].flatMap(key => extras.get(key) ?? [])],
  }
}

export interface CkanPage { readonly entries: readonly RawEntry[]; readonly count: number }
/** Undefined: this is no answer of `package_search`. */
export function readCkan(body: string, site: string): CkanPage | undefined {
  let answer: unknown
  try { answer = JSON.parse(body) } catch { return undefined }
  if (!isObject(answer) || answer['success'] !== true || !isObject(answer['result']) || !Array.isArray(answer['result']['results'])) return undefined
  const { count, results } = answer['result']
  return { entries: listOf(results).map(each => entryOf(each, site)), count: typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : 0 }
}
