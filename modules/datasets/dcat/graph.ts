/** A small RDF graph of named nodes, and its two ways of writing: Turtle and JSON-LD. */
export type Value = { readonly iri: string } | { readonly text: string; readonly lang?: string; readonly type?: string }
export interface Statement { readonly subject: string; readonly predicate: string; readonly object: Value }

export const PREFIXES: Readonly<Record<string, string>> = {
  dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', foaf: 'http://xmlns.com/foaf/0.1/', vcard: 'http://www.w3.org/2006/vcard/ns#', skos: 'http://www.w3.org/2004/02/skos/core#', xsd: 'http://www.w3.org/2001/XMLSchema#', rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', dcatap: 'http://data.europa.eu/r5r/', eli: 'http://data.europa.eu/eli/ontology#', hydra: 'http://www.w3.org/ns/hydra/core#', adms: 'http://www.w3.org/ns/adms#', schema: 'https://schema.org/',
}
/** `dct:title` → the whole IRI. */
export const full = (name: string): string => { const [prefix = '', ...rest] = name.split(':'); const base = PREFIXES[prefix]; if (base === undefined) throw new TypeError(`no prefix ${prefix}`); return base + rest.join(':') }
export const iri = (address: string): Value => ({ iri: address })
export const text = (value: string, lang?: string): Value => lang === undefined ? { text: value } : { text: value, lang }
export const typed = (value: string, type: string): Value => ({ text: value, type })
export const moment = (at: Date): Value => typed(at.toISOString(), 'xsd:dateTime')

export class Graph {
  readonly #nodes = new Map<string, Map<string, Value[]>>()
  /** Says of `subject` what is given; undefined values are left out. The same thing is said once. */
  say(subject: string, type: string, about: Readonly<Record<string, Value | readonly (Value | undefined)[] | undefined>>): string {
    const node = this.#nodes.get(subject) ?? new Map<string, Value[]>()
    this.#nodes.set(subject, node)
    for (const [predicate, given] of Object.entries({ 'rdf:type': iri(full(type)), ...about })) {
      const said = node.get(predicate) ?? []
      for (const value of Array.isArray(given) ? given : [given]) if (value !== undefined && !said.some(each => JSON.stringify(each) === JSON.stringify(value))) said.push(value)
      if (said.length > 0) node.set(predicate, said)
    }
    return subject
  }
  statements(): readonly Statement[] { return [...this.#nodes].flatMap(([subject, node]) => [...node].flatMap(([predicate, values]) => values.map(object => ({ subject, predicate: full(predicate), object })))) }

  turtle(): string {
    const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`
    // what an address may not hold in Turtle is percent-encoded (Turtle §6.5, IRIREF)
    // eslint-disable-next-line no-control-regex -- these are what must not go out
    const address = (value: string): string => `<${value.replace(/[\u0000-\u0020<>"{}|^`\\]/g, each => encodeURIComponent(each))}>`
    const object = (value: Value): string => 'iri' in value ? address(value.iri) : `${quote(value.text)}${value.lang !== undefined ? `@${value.lang}` : value.type !== undefined ? `^^${value.type}` : ''}`
    return [...Object.entries(PREFIXES).map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`), '', ...[...this.#nodes].map(([subject, node]) => `${address(subject)}\n${[...node].map(([predicate, values]) => `  ${predicate === 'rdf:type' ? 'a' : predicate} ${values.map(object).join(', ')}`).join(' ;\n')} .\n`)].join('\n')
  }

  jsonLd(): object {
    const object = (value: Value): object => 'iri' in value ? { '@id': value.iri } : { '@value': value.text, ...value.lang !== undefined ? { '@language': value.lang } : value.type !== undefined ? { '@type': value.type } : {} }
    return { '@context': PREFIXES, '@graph': [...this.#nodes].map(([subject, node]) => ({ '@id': subject, ...Object.fromEntries([...node].map(([predicate, values]) => predicate === 'rdf:type' ? ['@type', values.map(value => 'iri' in value ? value.iri : value.text)] : [predicate, values.map(object)])) })) }
  }
}
