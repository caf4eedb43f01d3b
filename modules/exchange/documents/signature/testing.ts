import { createHash, createSign, type KeyObject } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { issueCertificate, type Identity } from '../../../../simulators/certificate-authority/certificate.ts'

/** Signers of edXML for tests: an authority, an agency of it, and signatures of every form. */
const DAY = 86_400_000
export const NOW = new Date('2026-11-29T03:00:00Z')
const around = { validFrom: new Date(NOW.getTime() - 30 * DAY), validTo: new Date(NOW.getTime() + 300 * DAY) }
export interface Agency { readonly root: Identity; readonly own: Identity }
export function anAgency(name = 'Sở Mẫu', dates: { readonly validFrom: Date; readonly validTo: Date } = around): Agency {
  const root = issueCertificate({ commonName: 'Gốc thử', use: 'root', ...around })
  return { root, own: issueCertificate({ commonName: name, organisation: 'Ủy ban nhân dân tỉnh Mẫu', use: 'signing', issuer: root, ...dates }) }
}

export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
export interface SigningOptions {
  readonly agency: Agency
  /** Ids of what is signed; absent: the whole document, enveloped */
  readonly ids?: readonly string[]
  readonly canonicalization?: string
  readonly signature?: string
  readonly digest?: string
  readonly prefix?: string
  readonly certificates?: readonly Uint8Array[]
  readonly key?: KeyObject
}

/** The message with the signature of an agency in its header. */
export function signEdXml(xml: string, { agency, ids, canonicalization = EXCLUSIVE, signature = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', digest = 'http://www.w3.org/2001/04/xmlenc#sha256', prefix, certificates = [agency.own.certificate, agency.root.certificate], key = agency.own.key }: SigningOptions): string {
  const signed = new SignedXml({ privateKey: key.export({ type: 'pkcs8', format: 'pem' }), canonicalizationAlgorithm: canonicalization, signatureAlgorithm: signature,
    getKeyInfoContent: args => { const p = args?.prefix ? `${args.prefix}:` : ''; return `<${p}X509Data>${certificates.map(each => `<${p}X509Certificate>${Buffer.from(each).toString('base64')}</${p}X509Certificate>`).join('')}</${p}X509Data>` } })
  if (ids) for (const id of ids) signed.addReference({ xpath: `//*[@Id='${id}']`, uri: `#${id}`, transforms: [canonicalization], digestAlgorithm: digest })
  else signed.addReference({ xpath: '/*', uri: '', isEmptyUri: true, transforms: [ENVELOPED, canonicalization], digestAlgorithm: digest })
  signed.computeSignature(xml, { ...(prefix ? { prefix } : {}), location: { reference: "//*[local-name(.)='edXMLHeader']", action: 'append' } })
  return signed.getSignedXml()
}

/** Rewrites SignedInfo and signs what came of it: what an attacker with a certificate of their own may do. `reference` is a Reference element as it shall stand. */
export function signedInfoOf(agency: Agency, references: string, method = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', hashName = 'RSA-SHA256'): string {
  const info = `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><CanonicalizationMethod Algorithm="${EXCLUSIVE}"></CanonicalizationMethod><SignatureMethod Algorithm="${method}"></SignatureMethod>${references}</SignedInfo>`
  const value = createSign(hashName).update(info).sign(agency.own.key, 'base64')
  return `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${info.replace(' xmlns="http://www.w3.org/2000/09/xmldsig#"', '')}<SignatureValue>${value}</SignatureValue><KeyInfo><X509Data><X509Certificate>${Buffer.from(agency.own.certificate).toString('base64')}</X509Certificate></X509Data></KeyInfo></Signature>`
}
export const digestOf = (canonical: string): string => createHash('sha256').update(canonical).digest('base64')
