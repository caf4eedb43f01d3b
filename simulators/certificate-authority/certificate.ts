import { createPrivateKey, generateKeyPairSync, sign, type KeyObject, randomBytes, createHash } from 'node:crypto'
import { childrenOf, integer, generalizedTime, octets, oid, readTlv, sequence, setOf, tlv, truth, derNull } from '../../kernel/signing/der.ts'
import { OID } from '../../kernel/signing/oids.ts'

export interface Identity { readonly certificate: Uint8Array; readonly key: KeyObject }

export interface CertificateRequest {
  readonly commonName: string
  readonly organisation?: string
  readonly unit?: string
  readonly title?: string
  readonly email?: string
  readonly validFrom: Date
  readonly validTo: Date
  readonly use: 'root' | 'issuing' | 'signing' | 'time-stamping'
  /** self-signed without it */
  readonly issuer?: Identity
  /** where the issuer publishes its list of revoked certificates */
  readonly crlUrl?: string
}

const NAME = { country: '2.5.4.6', organisation: '2.5.4.10', unit: '2.5.4.11', title: '2.5.4.12', commonName: '2.5.4.3' } as const
const utf8 = (text: string): Uint8Array => tlv(0x0c, Buffer.from(text, 'utf8'))
const ascii = (tag: number, text: string): Uint8Array => tlv(tag, Buffer.from(text, 'latin1'))
const rdn = (type: string, value: Uint8Array): Uint8Array => setOf(sequence(oid(type), value))

const nameOf = (request: CertificateRequest): Uint8Array => sequence(
  rdn(NAME.country, ascii(0x13, 'VN')),
  ...(request.organisation ? [rdn(NAME.organisation, utf8(request.organisation))] : []),
  ...(request.unit ? [rdn(NAME.unit, utf8(request.unit))] : []),
  ...(request.title ? [rdn(NAME.title, utf8(request.title))] : []),
  rdn(NAME.commonName, utf8(request.commonName)),
)

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export const timeOf = (at: Date): Uint8Array => at.getUTCFullYear() < 2050
  ? ascii(0x17, `${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`) : generalizedTime(at)

const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array => sequence(oid(id), ...(critical ? [truth] : []), octets(value))
const bits = (unused: number, ...bytes: readonly number[]): Uint8Array => tlv(0x03, Uint8Array.of(unused, ...bytes))

/** Subject name and public key of a certificate, as encoded. */
function subjectAndKeyOf(certificate: Uint8Array): { readonly subject: Uint8Array; readonly publicKey: Uint8Array } {
  const [tbs] = childrenOf(readTlv(certificate))
  const [, , , , subject, publicKey] = tbs ? childrenOf(tbs).filter((part) => part.tag !== 0xa0) : []
  if (!subject || !publicKey) throw new Error('not a certificate')
  return { subject: subject.raw, publicKey: publicKey.raw }
}
export const subjectOf = (certificate: Uint8Array): Uint8Array => subjectAndKeyOf(certificate).subject

// RFC 5280 §4.2.1.2 method 1: SHA-1 of the key's bits, an identifier only
const keyIdOf = (publicKey: Uint8Array): Uint8Array => {
  const [, key] = childrenOf(readTlv(publicKey))
  return createHash('sha1').update(key ? key.body.subarray(1) : new Uint8Array()).digest()
}

const signatureAlgorithm = sequence(oid(OID.rsaSha256), derNull)

/** A signed structure of X.509: what is signed, the algorithm, the signature. */
export const signedBy = (key: KeyObject, toBeSigned: Uint8Array): Uint8Array =>
  sequence(toBeSigned, signatureAlgorithm, tlv(0x03, Uint8Array.of(0), sign('sha256', toBeSigned, key)))
export { signatureAlgorithm }

/** Makes an RSA key and its certificate (RFC 5280). */
export function issueCertificate(request: CertificateRequest): Identity {
  const made = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = new Uint8Array(made.publicKey.export({ format: 'der', type: 'spki' }))
  const signingKey = request.issuer?.key ?? made.privateKey
  const issuerName = request.issuer ? subjectOf(request.issuer.certificate) : nameOf(request)
  const issuerKey = request.issuer ? subjectAndKeyOf(request.issuer.certificate).publicKey : publicKey
  const authority = request.use === 'root' || request.use === 'issuing'
  const extensions = [
    extension(OID.basicConstraints, true, authority ? sequence(truth, ...(request.use === 'issuing' ? [integer(0)] : [])) : sequence()),
    // authorities: keyCertSign and cRLSign; people: digitalSignature and nonRepudiation
    extension(OID.keyUsage, true, authority ? bits(1, 0x06) : bits(6, 0xc0)),
    ...(request.use === 'time-stamping' ? [extension(OID.extendedKeyUsage, true, sequence(oid(OID.timeStamping)))] : []),
    extension('2.5.29.14', false, octets(keyIdOf(publicKey))),
    extension('2.5.29.35', false, sequence(tlv(0x80, keyIdOf(issuerKey)))),
    ...(request.email ? [extension('2.5.29.17', false, sequence(ascii(0x81, request.email)))] : []),
    ...(request.crlUrl ? [extension('2.5.29.31', false, sequence(sequence(tlv(0xa0, tlv(0xa0, ascii(0x86, request.crlUrl))))))] : []),
  ]
  const serial = randomBytes(16)
  serial[0] = (serial[0] ?? 0) & 0x7f | 0x40
  const toBeSigned = sequence(
    tlv(0xa0, integer(2)), integer(serial), signatureAlgorithm, issuerName,
    sequence(timeOf(request.validFrom), timeOf(request.validTo)), nameOf(request), publicKey, tlv(0xa3, sequence(...extensions)),
  )
  return { certificate: signedBy(signingKey, toBeSigned), key: made.privateKey }
}

export const pemOf = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`
export const keyOfPem = (pem: string): KeyObject => createPrivateKey(pem)
export const keyPem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()
