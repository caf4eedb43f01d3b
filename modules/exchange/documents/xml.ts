import { setImmediate as breathe } from 'node:timers/promises'
import { SaxesParser } from 'saxes'
import type { XmlElement } from '../domain/xml-tree.ts'
import { shorten } from './long-texts.ts'

export interface XmlLimits { readonly depth: number; readonly elements: number; readonly attributes: number }
export const XML_LIMITS: XmlLimits = { depth: 32, elements: 20_000, attributes: 32 }
export type XmlFault = 'not-utf8' | 'not-well-formed' | 'doctype' | 'too-deep' | 'too-many-elements' | 'too-many-attributes'
export type ReadXml = { readonly ok: true; readonly root: XmlElement } | { readonly ok: false; readonly reason: XmlFault }

/** Declarations of prefixes are no attributes: the same element has others elsewhere. */
const XMLNS = 'http://www.w3.org/2000/xmlns/'

class Refused extends Error {
  readonly reason: XmlFault
  constructor(reason: XmlFault) { super(reason); this.reason = reason }
}
interface Open { name: string; namespace: string; attributes: Map<string, string>; children: XmlElement[]; pieces: string[] }

/** Other calls go on between two pieces of a large message. */
const PIECE = 128 * 1024

/**
 * Reads XML that strangers send: no document type (hence no entities of its own and nothing fetched), bounded depth and number of elements, UTF-8 only.
 * The size is bounded by whoever took the bytes; the work is linear in it.
 */
export async function readXml(bytes: Uint8Array, limits: XmlLimits = XML_LIMITS): Promise<ReadXml> {
  const parser = new SaxesParser({ xmlns: true })
  const open: Open[] = []
  let root: XmlElement | undefined
  let elements = 0
  const take = (text: string): void => { open.at(-1)?.pieces.push(text) }
  parser.on('error', () => { throw new Refused('not-well-formed') })
  parser.on('doctype', () => { throw new Refused('doctype') })
  parser.on('xmldecl', ({ encoding }) => { if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) throw new Refused('not-utf8') })
  parser.on('text', take)
  parser.on('cdata', take)
  parser.on('attribute', () => { if (++attributes > limits.attributes) throw new Refused('too-many-attributes') })
  let attributes = 0
  parser.on('opentagstart', () => {
    attributes = 0
    if (++elements > limits.elements) throw new Refused('too-many-elements')
    if (open.length >= limits.depth) throw new Refused('too-deep')
  })
  parser.on('opentag', ({ local, uri, attributes: given }) => {
    open.push({ name: local, namespace: uri, attributes: new Map(Object.values(given).filter(each => each.uri !== XMLNS).map(each => [each.local, each.value])), children: [], pieces: [] })
  })
  parser.on('closetag', () => {
    const done = open.pop()
    if (!done) return
    const element: XmlElement = { name: done.name, namespace: done.namespace, attributes: done.attributes, children: done.children, text: long.restore(done.pieces.join('').trim()).trim() }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root = element
  })
  const long = await shorten(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (const part of long.pieces) {
      for (let at = 0; at < part.length; at += PIECE) {
        if (at > 0) await breathe()
        parser.write(decode(decoder, part.subarray(at, at + PIECE)))
      }
    }
    parser.write(decode(decoder))
    parser.close()
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.reason }
    throw error
  }
  return root ? { ok: true, root } : { ok: false, reason: 'not-well-formed' }
}

/** The next characters; without bytes, what is left at the end. */
function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try { return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode() } catch { throw new Refused('not-utf8') }
}
