import { X509Certificate } from 'node:crypto'
import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { judgeTrust, type TrustAnchors } from '../../../../kernel/signing/trust.ts'
import { childOf, childrenOf, type XmlElement } from '../../domain/xml-tree.ts'
import { readXml } from '../xml.ts'
import { coversAll, isSignature } from './cover.ts'

/** What a receiver is told of a document's signature. `unchecked`: it takes more to check than a document may take. */
export const SIGNATURE_STATES = ['unsigned', 'valid', 'untrusted', 'invalid', 'unchecked'] as const
export type SignatureState = typeof SIGNATURE_STATES[number]
export type SignatureFault = 'form' | 'several-signatures' | 'external-reference' | 'algorithm' | 'no-certificate' | 'wrong' | 'not-all-signed' | 'unknown-authority' | 'expired' | 'not-yet-valid' | 'revoked' | 'not-for-signing' | 'too-heavy'
export interface DocumentSignature { readonly state: SignatureState; /** name and organisation in the signer's certificate */ readonly by?: string; readonly fault?: SignatureFault }

export interface SignatureTask { readonly bytes: Uint8Array; readonly anchors: TrustAnchors; readonly now: Date; /** old systems still hash with SHA-1, which collides */ readonly allowSha1: boolean }

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const ENVELOPED = `${DSIG}enveloped-signature`
const CANONICAL = ['http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315']
const DIGESTS = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']
const SIGNATURES = ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1']
const MOST_REFERENCES = 150
const MOST_CERTIFICATES = 8
const LEAST_BITS = 2048

const invalid = (fault: SignatureFault, by?: string): DocumentSignature => ({ state: 'invalid', fault, ...(by === undefined ? {} : { by }) })
const allSignatures = (element: XmlElement): XmlElement[] => isSignature(element) ? [element, ...element.children.flatMap(allSignatures)] : element.children.flatMap(allSignatures)

/**
 * Checks the XML signature of a message (XMLDSig, enveloped or over parts by their Id; QCVN 102:2016). Valid is only what covers every element and text of
 * the message: what was signed is read by our own reader and must be what we, and hence the receivers, read in the message. So nothing can be wrapped
 * around a genuine signature. The key counts only when its certificate leads to an anchor. Nothing is ever fetched. Never throws for what the bytes hold.
 */
export async function verifySignature({ bytes, anchors, now, allowSha1 }: SignatureTask): Promise<DocumentSignature> {
  const read = await readXml(bytes)
  if (!read.ok) return invalid('form')
  const [signature, ...others] = allSignatures(read.root)
  if (!signature) return { state: 'unsigned' }
  if (others.length > 0) return invalid('several-signatures')
  const fault = formFault(signature, allowSha1)
  if (fault) return invalid(fault)
  const certificates = certificatesOf(signature)
  const leaf = certificates?.find(each => !certificates.some(other => other !== each && other.checkIssued(each)))
  if (!certificates || !leaf) return invalid('no-certificate')
  const by = nameOf(leaf)
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS) return invalid('algorithm', by)
  const signed = signedPieces(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), leaf)
  if (!signed) return invalid('wrong', by)
  const pieces: XmlElement[] = []
  for (const text of signed) {
    const piece = await readXml(Buffer.from(text))
    if (!piece.ok) return invalid('form', by)
    pieces.push(piece.root)
  }
  if (!coversAll(read.root, pieces)) return invalid('not-all-signed', by)
  const trust = judgeTrust(leaf.raw, certificates.map(each => each.raw), anchors, 'signing', now)
  return trust.trusted ? { state: 'valid', by } : { state: 'untrusted', by, fault: trust.problem }
}

/** The parts in their places and each once, known algorithms only, references within the document only: before any library looks at it. */
function formFault(signature: XmlElement, allowSha1: boolean): SignatureFault | undefined {
  const [info, value, ...rest] = signature.children
  if (info?.name !== 'SignedInfo' || value?.name !== 'SignatureValue' || rest.filter(each => each.name === 'KeyInfo').length > 1 || rest.some(each => each.name !== 'KeyInfo' && each.name !== 'Object')) return 'form'
  const [canonicalization, method, ...references] = info.children
  if (canonicalization?.name !== 'CanonicalizationMethod' || method?.name !== 'SignatureMethod' || references.length === 0 || references.length > MOST_REFERENCES || references.some(each => each.name !== 'Reference')) return 'form'
  const algorithm = (element: XmlElement | undefined): string => element?.attributes.get('Algorithm') ?? ''
  if (!CANONICAL.includes(algorithm(canonicalization)) || !SIGNATURES.includes(algorithm(method)) && !(allowSha1 && algorithm(method) === `${DSIG}rsa-sha1`)) return 'algorithm'
  for (const reference of references) {
    const uri = reference.attributes.get('URI')
    // a reference without one means whatever the application likes
    if (uri === undefined) return 'form'
    if (uri !== '' && !/^#[\p{L}_][\p{L}\p{N}._-]*$/u.test(uri)) return 'external-reference'
    const digest = algorithm(childOf(reference, 'DigestMethod'))
    if (!DIGESTS.includes(digest) && !(allowSha1 && digest === `${DSIG}sha1`)) return 'algorithm'
    if (childrenOf(childOf(reference, 'Transforms'), 'Transform').some(each => ![ENVELOPED, ...CANONICAL].includes(algorithm(each)))) return 'algorithm'
  }
  return undefined
}

function certificatesOf(signature: XmlElement): X509Certificate[] | undefined {
  const texts = childrenOf(childOf(signature, 'KeyInfo'), 'X509Data').flatMap(data => childrenOf(data, 'X509Certificate')).map(each => each.text)
  if (texts.length > MOST_CERTIFICATES) return undefined
  try { return texts.map(text => new X509Certificate(Buffer.from(text, 'base64'))) } catch { return undefined }
}

/** Subject as people read it: name, organisation. */
function nameOf(certificate: X509Certificate): string {
  const part = (name: string): string | undefined => certificate.subject.split('\n').find(line => line.startsWith(`${name}=`))?.slice(name.length + 1).replace(/\\(.)/g, '$1')
  return [...new Set([part('CN'), part('O')])].filter(each => each !== undefined).join(', ').slice(0, 300)
}

/** The canonical texts that were signed; undefined when digest or signature is wrong. */
function signedPieces(text: string, certificate: X509Certificate): readonly string[] | undefined {
  const source = text.replace(/^\ufeff/, '')
  try {
    const [node] = Array.from(new DOMParser({ errorHandler: { warning: () => undefined, error: fail, fatalError: fail } }).parseFromString(source, 'text/xml').getElementsByTagNameNS(DSIG, 'Signature'))
    if (!node) return undefined
    const signed = new SignedXml({ publicCert: certificate.publicKey.export({ type: 'spki', format: 'pem' }) })
    signed.loadSignature(node)
    return signed.checkSignature(source) ? signed.getSignedReferences() : undefined
  } catch { return undefined }
}
function fail(message: string): never { throw new Error(message) }
