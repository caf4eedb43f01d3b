import type { Store, Term } from 'n3'
import type { RawEntry } from './entry.ts'
import { full as iri } from '../dcat/graph.ts'

/** Datasets of a DCAT catalogue (W3C DCAT 3, DCAT-AP 3), and where its next page stands (hydra). */
export interface DcatPage { readonly entries: readonly RawEntry[]; readonly next: string | undefined; readonly count: number | undefined }

class Reader {
  readonly #store: Store
  constructor(store: Store) { this.#store = store }
  all(subject: Term, ...names: string[]): readonly Term[] { return names.flatMap(name => this.#store.getObjects(subject, iri(name), null)) }
  subjects(name: string, object: string): readonly Term[] { return this.#store.getSubjects(iri(name), iri(object), null) }
  objectsOf(name: string): readonly Term[] { return this.#store.getObjects(null, iri(name), null) }
  /** The text in the wanted language, else one without, else any. */
  text(subject: Term, lang: string, ...names: string[]): string | undefined {
    const found = this.all(subject, ...names).filter(each => each.termType === 'Literal')
    const of = (wanted: string): string | undefined => found.find(each => 'language' in each && each.language.split('-')[0]?.toLowerCase() === wanted)?.value
    return of(lang) ?? (lang === 'vi' ? of('') ?? found[0]?.value : undefined)
  }
  /** An address, or a text that says one. */
  link(subject: Term, ...names: string[]): string | undefined { return this.all(subject, ...names).find(each => each.termType === 'NamedNode')?.value ?? this.all(subject, ...names).find(each => each.termType === 'Literal')?.value }
  /** What a thing is called: its own text, the name of what it points at, or that thing's address. */
  label(subject: Term, name: string): string | undefined {
    const [thing] = this.all(subject, name)
    if (!thing) return undefined
    return thing.termType === 'Literal' ? thing.value : this.text(thing, 'vi', 'foaf:name', 'dct:title', 'skos:prefLabel', 'rdfs:label', 'vcard:fn') ?? (thing.termType === 'NamedNode' ? thing.value : undefined)
  }
}

function entryOf(r: Reader, dataset: Term): RawEntry {
  const own = dataset.termType === 'NamedNode' ? dataset.value : undefined
  const identifier = r.text(dataset, 'vi', 'dct:identifier') ?? r.link(dataset, 'dct:identifier')
  const distributions = r.all(dataset, 'dcat:distribution')
  // a licence stands at the distributions (DCAT-AP 3 §4); older catalogues say it of the dataset
  const licensed = [dataset, ...distributions].find(each => r.all(each, 'dct:license').length > 0)
  return {
    // what is said about it by its publisher first: a copy in another catalogue may stand under an address of that catalogue
    identifier: identifier !== undefined && /^(https?|urn):/i.test(identifier) ? identifier : own ?? identifier, title: r.text(dataset, 'vi', 'dct:title'), titleEn: r.text(dataset, 'en', 'dct:title'), description: r.text(dataset, 'vi', 'dct:description'),
    publisher: r.label(dataset, 'dct:publisher') ?? r.label(dataset, 'dct:creator'), landingPage: r.link(dataset, 'dcat:landingPage', 'foaf:page') ?? (/^https?:/.test(own ?? '') ? own : undefined), licence: licensed && r.label(licensed, 'dct:license'), licenceUrl: licensed && r.link(licensed, 'dct:license'),
    themes: r.all(dataset, 'dcat:theme').map(each => each.value), keywords: r.all(dataset, 'dcat:keyword').filter(each => each.termType === 'Literal').map(each => each.value), modified: r.text(dataset, 'vi', 'dct:modified', 'dct:issued'),
    distributions: distributions.map(each => ({ title: r.text(each, 'vi', 'dct:title'), url: r.link(each, 'dcat:downloadURL') ?? r.link(each, 'dcat:accessURL'), format: r.link(each, 'dct:format') ?? r.link(each, 'dcat:mediaType') })),
    origins: [own, identifier, ...r.all(dataset, 'dct:source', 'adms:identifier').map(each => each.value)].filter(each => each !== undefined),
  }
}

/** Undefined: nothing here says that it is a catalogue or a dataset. */
export function readDcat(store: Store): DcatPage | undefined {
  const r = new Reader(store)
  const datasets = r.subjects('rdf:type', 'dcat:Dataset')
  if (datasets.length === 0 && r.subjects('rdf:type', 'dcat:Catalog').length === 0) return undefined
  // hydra:nextPage is what ckanext-dcat wrote before 2016
  const next = [...r.objectsOf('hydra:next'), ...r.objectsOf('hydra:nextPage')][0]?.value
  const count = Number(r.objectsOf('hydra:totalItems')[0]?.value)
  return { entries: datasets.map(each => entryOf(r, each)), next, count: Number.isSafeInteger(count) && count >= 0 ? count : undefined }
}
