import { Readable } from 'node:stream'
import { JsonLdParser } from 'jsonld-streaming-parser'
import { Parser, Store } from 'n3'
import { RdfXmlParser } from 'rdfxml-streaming-parser'

export type Syntax = 'turtle' | 'json-ld' | 'rdf-xml'
/** What an answer is written in: by its media type, or by its first sign when the type is one that says little. */
export function syntaxOf(mediaType: string, body: string): Syntax | undefined {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/turtle' || type === 'application/x-turtle' || type === 'application/n-triples' || type === 'text/n3') return 'turtle'
  if (type === 'application/ld+json') return 'json-ld'
  if (type === 'application/rdf+xml') return 'rdf-xml'
  const begin = body.slice(0, 2000).trimStart()
  if (type === 'application/json') return 'json-ld'
  if (!['text/plain', 'application/xml', 'text/xml', 'application/octet-stream', ''].includes(type)) return undefined
  return /^[{[]/.test(begin) ? 'json-ld' : /^(<\?xml|<rdf:RDF|<!--)/i.test(begin) ? 'rdf-xml' : /^(@prefix|@base|PREFIX|BASE|#|<https?:)/i.test(begin) ? 'turtle' : undefined
}

type Read = InstanceType<typeof JsonLdParser> | InstanceType<typeof RdfXmlParser>
const streamed = (parser: Read, body: string): Promise<Store> => new Promise((done, fail) => {
  const store = new Store()
  const quads = parser.import(Readable.from([body]))
  quads.on('error', fail)
  void store.import(quads).on('end', () => { done(store) }).on('error', fail)
})
/** A context that stands elsewhere is not fetched: catalogues carry theirs with them (as ours does), and a document must not make us call an address. */
const noContext = { load: (url: string): Promise<never> => Promise.reject(new Error(`the context ${url} stands elsewhere`)) }

/** Statements of a document, relative addresses made whole by where it was found. Throws what the reader says. */
export async function readRdf(body: string, syntax: Syntax, base: string): Promise<Store> {
  switch (syntax) {
    case 'turtle': return new Store(new Parser({ baseIRI: base }).parse(body))
    case 'json-ld': return streamed(new JsonLdParser({ baseIRI: base, documentLoader: noContext }), body)
    case 'rdf-xml': return streamed(new RdfXmlParser({ baseIRI: base }), body)
  }
}
