import { derNull, integer, issuerAndSerialOf, octets, oid, sequence, setOf, tlv } from './der.ts'
import { OID } from './oids.ts'
import { sha256, type Signer } from './signer.ts'

export interface SignedDataOptions {
  readonly signer: Signer
  /** what is signed: the bytes' type (`id-data` for a document) and their SHA-256 */
  readonly contentType: string
  readonly digest: Uint8Array
  /** carried inside when given; a document's signature is detached */
  readonly content?: Uint8Array
  /** RFC 3161 token over the signature value, kept as an unsigned attribute (PAdES-B-T) */
  readonly timeStamp?: (imprint: Uint8Array) => Promise<Uint8Array>
}

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf(value))

// ESSCertIDv2 with the default hash SHA-256 left out and the issuer named (RFC 5035 §4)
const signingCertificateV2 = (certificate: Uint8Array): Uint8Array => {
  const { issuer, serial } = issuerAndSerialOf(certificate)
  return sequence(sequence(sequence(octets(sha256(certificate)), sequence(sequence(tlv(0xa4, issuer)), serial))))
}

/**
 * CMS SignedData (RFC 5652) with one signer: SHA-256, content-type, message-digest and signing-certificate-v2. No signing-time attribute:
 * PAdES wants the claimed time in the PDF only (EN 319 142-1 §6.3).
 */
export async function signedData(options: SignedDataOptions): Promise<Uint8Array> {
  const { signer } = options
  const [own] = signer.certificateChain
  if (!own) throw new Error('The signer has no certificate')
  const attributes = [
    attribute(OID.contentType, oid(options.contentType)),
    attribute(OID.messageDigest, octets(options.digest)),
    attribute(OID.signingCertificateV2, signingCertificateV2(own)),
  ]
  const signedAttributes = setOf(...attributes)
  const signature = await signer.sign(sha256(signedAttributes))
  const token = await options.timeStamp?.(sha256(signature))
  const { issuer, serial } = issuerAndSerialOf(own)
  const digestAlgorithm = sequence(oid(OID.sha256), derNull)
  const signatureAlgorithm = signer.algorithm === 'rsa-sha256' ? sequence(oid(OID.rsaSha256), derNull) : sequence(oid(OID.ecdsaSha256))
  const signerInfo = sequence(
    integer(1), sequence(issuer, serial), digestAlgorithm,
    // the same bytes as signed, under the implicit tag [0] instead of SET (RFC 5652 §5.4)
    Buffer.concat([Uint8Array.of(0xa0), signedAttributes.subarray(1)]),
    signatureAlgorithm, octets(signature),
    ...(token ? [tlv(0xa1, attribute(OID.signatureTimeStamp, token))] : []),
  )
  const content = options.content ? [tlv(0xa0, octets(options.content))] : []
  return sequence(oid(OID.signedData), tlv(0xa0, sequence(
    integer(options.contentType === OID.data ? 1 : 3), setOf(digestAlgorithm), sequence(oid(options.contentType), ...content),
    tlv(0xa0, ...signer.certificateChain), setOf(signerInfo),
  )))
}
