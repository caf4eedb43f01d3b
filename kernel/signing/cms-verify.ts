import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import { fromBER, ObjectIdentifier, OctetString } from 'asn1js'
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type SignerInfo } from 'pkijs'
import { childrenOf, readTlv } from './der.ts'
import { OID } from './oids.ts'

export type CmsProblem = 'unreadable' | 'content-changed' | 'signature-wrong' | 'signer-certificate-missing' | 'signing-certificate-mismatch' | 'weak-or-unknown-algorithm'

export interface OpenedCms {
  /** undefined when the signature is mathematically right over the given content */
  readonly problem: CmsProblem | undefined
  readonly certificate: Uint8Array | undefined
  readonly carried: readonly Uint8Array[]
  readonly signature: Uint8Array
  /** the content inside, when there is one */
  readonly content: Uint8Array | undefined
  readonly contentType: string
  readonly timeStamp: Uint8Array | undefined
}

const HASHES: Readonly<Record<string, string>> = { [OID.sha256]: 'sha256', [OID.sha384]: 'sha384', [OID.sha512]: 'sha512' }
const SIGNATURE_HASHES: Readonly<Record<string, string>> = {
  [OID.rsaSha256]: 'sha256', '1.2.840.113549.1.1.12': 'sha384', '1.2.840.113549.1.1.13': 'sha512',
  [OID.ecdsaSha256]: 'sha256', '1.2.840.10045.4.3.3': 'sha384', '1.2.840.10045.4.3.4': 'sha512',
}
const PSS = '1.2.840.113549.1.1.10'

const bytesOf = (buffer: ArrayBuffer): Uint8Array => new Uint8Array(buffer)
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

function signerCertificate(info: SignerInfo, certificates: readonly Certificate[]): Certificate | undefined {
  const sid = info.sid
  if (!(sid instanceof IssuerAndSerialNumber)) return undefined
  return certificates.find((certificate) => certificate.serialNumber.isEqual(sid.serialNumber) && certificate.issuer.isEqual(sid.issuer))
}

// ESSCertIDv2: a certificate swapped for another with the same key is noticed (RFC 5035 §1)
function namesCertificate(value: Uint8Array, certificate: Uint8Array): boolean {
  const [list] = childrenOf(readTlv(value))
  const [first] = list ? childrenOf(list) : []
  const parts = first ? childrenOf(first) : []
  const [algorithm] = parts[0]?.tag === 0x30 ? childrenOf(parts[0]) : []
  const hash = algorithm ? Object.entries(HASHES).find(([id]) => same(algorithm.raw, new Uint8Array(new ObjectIdentifier({ value: id }).toBER())))?.[1] : 'sha256'
  const digest = parts.find((part) => part.tag === 0x04)
  return hash !== undefined && digest !== undefined && same(digest.body, createHash(hash).update(certificate).digest())
}

function checkSignature(info: SignerInfo, signed: Uint8Array, certificate: Uint8Array): CmsProblem | undefined {
  const key = new X509Certificate(certificate).publicKey
  const algorithm = info.signatureAlgorithm.algorithmId
  const digest = HASHES[info.digestAlgorithm.algorithmId]
  const hash = algorithm === OID.rsa || algorithm === PSS ? digest : SIGNATURE_HASHES[algorithm]
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (!hash || !digest || bits !== undefined && bits < 2048) return 'weak-or-unknown-algorithm'
  const value = info.signature.valueBlock.valueHexView
  const padded = algorithm === PSS ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : key
  return verify(hash, signed, padded, value) ? undefined : 'signature-wrong'
}

function judge(data: SignedData, info: SignerInfo, certificate: Uint8Array | undefined, content: Uint8Array): CmsProblem | undefined {
  if (!certificate) return 'signer-certificate-missing'
  const hash = HASHES[info.digestAlgorithm.algorithmId]
  if (!hash) return 'weak-or-unknown-algorithm'
  // without signed attributes a signature over one kind of content could be passed off as another (RFC 8933's concern); PAdES demands them
  if (!info.signedAttrs) return 'unreadable'
  // each attribute once, as its meaning demands (RFC 5652 §11)
  const values = (type: string): unknown[] => info.signedAttrs?.attributes.filter((attribute) => attribute.type === type).flatMap((attribute) => attribute.values) ?? []
  const [digest, ...moreDigests] = values(OID.messageDigest)
  const [type, ...moreTypes] = values(OID.contentType)
  if (!(digest instanceof OctetString) || moreDigests.length || !(type instanceof ObjectIdentifier) || moreTypes.length) return 'unreadable'
  if (type.valueBlock.toString() !== data.encapContentInfo.eContentType) return 'unreadable'
  if (!same(digest.valueBlock.valueHexView, createHash(hash).update(content).digest())) return 'content-changed'
  const wrong = checkSignature(info, bytesOf(info.signedAttrs.encodedValue), certificate)
  if (wrong) return wrong
  const [named] = values(OID.signingCertificateV2)
  if (typeof named === 'object' && named !== null && 'toBER' in named && typeof named.toBER === 'function' && !namesCertificate(new Uint8Array(named.toBER()), certificate)) return 'signing-certificate-mismatch'
  return undefined
}

const UNREADABLE: OpenedCms = { problem: 'unreadable', certificate: undefined, carried: [], signature: new Uint8Array(), content: undefined, contentType: '', timeStamp: undefined }

/**
 * Opens a CMS SignedData with exactly one signer and checks it against `detached` content, or against the content it carries. Says nothing
 * of trust. Never throws on bad input. Bytes after the structure must be zero (the padding of a PDF's /Contents).
 */
export function openCms(bytes: Uint8Array, detached?: Uint8Array): OpenedCms {
  try {
    const parsed = fromBER(new Uint8Array(bytes).buffer)
    if (parsed.offset === -1 || bytes.subarray(parsed.offset).some((byte) => byte !== 0)) return UNREADABLE
    const outer = new ContentInfo({ schema: parsed.result })
    if (outer.contentType !== OID.signedData) return UNREADABLE
    const data = new SignedData({ schema: outer.content })
    const [info, ...others] = data.signerInfos
    if (!info || others.length) return UNREADABLE
    const certificates = (data.certificates ?? []).filter((item): item is Certificate => item instanceof Certificate)
    const own = signerCertificate(info, certificates)
    const certificate = own && bytesOf(own.toSchema().toBER())
    const inside = data.encapContentInfo.eContent
    const content = inside ? bytesOf(inside.getValue()) : undefined
    const over = detached ?? content
    const token = info.unsignedAttrs?.attributes.find((attribute) => attribute.type === OID.signatureTimeStamp)?.values[0]
    return {
      problem: over ? judge(data, info, certificate, over) : 'unreadable',
      certificate, carried: certificates.map((item) => bytesOf(item.toSchema().toBER())),
      signature: new Uint8Array(info.signature.valueBlock.valueHexView), content, contentType: data.encapContentInfo.eContentType,
      timeStamp: token ? bytesOf(token.toBER()) : undefined,
    }
  } catch { return UNREADABLE }
}
