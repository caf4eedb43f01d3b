import type { XmlElement } from '../../domain/xml-tree.ts'

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const XADES = /^http:\/\/uri\.etsi\.org\/01903\//
export const isSignature = (element: XmlElement): boolean => element.name === 'Signature' && element.namespace === DSIG

/** Elements that only hold others; whoever signs part by part leaves them out. */
const WRAPPERS = new Set(['edXML', 'edXMLEnvelope', 'EdXMLEnvelope', 'Envelope', 'edXMLHeader', 'EdXMLHeader', 'edXMLBody', 'EdXMLBody', 'AttachmentEncoded', 'DigitalSignature'])

/** Whether two readings are of the same element; a signature does not cover itself. */
function same(a: XmlElement, b: XmlElement): boolean {
  if (a.name !== b.name || a.namespace !== b.namespace || a.text !== b.text || a.attributes.size !== b.attributes.size) return false
  for (const [name, value] of a.attributes) if (b.attributes.get(name) !== value) return false
  const [left, right] = [a.children.filter(each => !isSignature(each)), b.children.filter(each => !isSignature(each))]
  return left.length === right.length && left.every((child, at) => { const other = right[at]; return other !== undefined && same(child, other) })
}

/** Whether every element and text of `root` stands in one of the pieces that were signed, each piece once. Properties of the signature itself (XAdES) cover nothing. */
export function coversAll(root: XmlElement, pieces: readonly XmlElement[]): boolean {
  const left = pieces.filter(each => !XADES.test(each.namespace))
  const walk = (element: XmlElement): boolean => {
    if (isSignature(element)) return true
    const at = left.findIndex(piece => same(piece, element))
    if (at >= 0) { left.splice(at, 1); return true }
    return WRAPPERS.has(element.name) && element.text === '' && element.attributes.size === 0 && element.children.every(walk)
  }
  return walk(root)
}
