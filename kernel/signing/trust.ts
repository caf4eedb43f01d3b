import { X509Certificate, verify as verifySignature } from 'node:crypto'
import { BasicConstraints, Certificate, CertificateRevocationList, ExtKeyUsage } from 'pkijs'
import { fromBER, BitString } from 'asn1js'
import { childrenOf, oid, readTlv } from './der.ts'
import { OID } from './oids.ts'

/** Whom a verifier believes. Certificates and lists as DER. */
export interface TrustAnchors {
  /** roots (or intermediates) that officers', agencies' and citizens' certificates must lead to */
  readonly certificates: readonly Uint8Array[]
  /** roots of time-stamp authorities; the ones above when missing */
  readonly timeStampCertificates?: readonly Uint8Array[]
  /** issuing certificates that signatures may forget to carry */
  readonly intermediates?: readonly Uint8Array[]
  /** certificate revocation lists */
  readonly revocationLists?: readonly Uint8Array[]
}

export type TrustProblem = 'unknown-authority' | 'expired' | 'not-yet-valid' | 'revoked' | 'not-for-signing'
export type Purpose = 'signing' | 'time-stamping'
export type Trust =
  | { readonly trusted: true; /** whether a list of the certificate's own issuer, in force at that time, was at hand */ readonly revocationChecked: boolean; readonly anchor: string }
  | { readonly trusted: false; readonly problem: TrustProblem }

// Everything a path check here understands; another critical extension makes a certificate unusable (RFC 5280 §4.2).
const UNDERSTOOD = new Set<string>([OID.basicConstraints, OID.keyUsage, OID.extendedKeyUsage, '2.5.29.32', '2.5.29.17'])
const ANY_USE = '2.5.29.37.0'
const OTHER_USES = new Set<string>([OID.timeStamping, '1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.9'])

interface Facts { readonly authority: boolean; readonly pathLength: number; readonly usage: number | undefined; readonly extended: ExtKeyUsage | undefined; readonly extendedCritical: boolean; readonly understood: boolean }

function factsOf(certificate: X509Certificate): Facts {
  const extensions = Certificate.fromBER(new Uint8Array(certificate.raw).buffer).extensions ?? []
  const find = (id: string): (typeof extensions)[number] | undefined => extensions.find((extension) => extension.extnID === id)
  const basic = find(OID.basicConstraints)?.parsedValue
  const usage = find(OID.keyUsage)?.parsedValue
  const extended = find(OID.extendedKeyUsage)
  return {
    authority: basic instanceof BasicConstraints && basic.cA,
    pathLength: basic instanceof BasicConstraints && typeof basic.pathLenConstraint === 'number' ? basic.pathLenConstraint : Infinity,
    usage: usage instanceof BitString ? new Uint8Array(usage.valueBlock.valueHexView)[0] ?? 0 : undefined,
    extended: extended?.parsedValue instanceof ExtKeyUsage ? extended.parsedValue : undefined,
    extendedCritical: extended?.critical ?? false,
    understood: extensions.every((extension) => !extension.critical || UNDERSTOOD.has(extension.extnID)),
  }
}

const KEY_CERT_SIGN = 0x04, DIGITAL_SIGNATURE = 0x80, NON_REPUDIATION = 0x40

function mayIssue(certificate: X509Certificate, certificatesBelow: number): boolean {
  const facts = factsOf(certificate)
  return facts.understood && facts.authority && facts.pathLength >= certificatesBelow && (facts.usage === undefined || (facts.usage & KEY_CERT_SIGN) !== 0)
}

function mayServe(leaf: X509Certificate, purpose: Purpose): boolean {
  const facts = factsOf(leaf)
  if (!facts.understood || facts.usage !== undefined && (facts.usage & (DIGITAL_SIGNATURE | NON_REPUDIATION)) === 0) return false
  const uses = facts.extended?.keyPurposes
  // RFC 3161 §2.3: a time-stamp certificate names this one use, and as critical
  if (purpose === 'time-stamping') return uses?.length === 1 && uses[0] === OID.timeStamping && facts.extendedCritical
  return uses === undefined || uses.includes(ANY_USE) || uses.some((use) => !OTHER_USES.has(use))
}

/** Paths from the leaf to an anchor, shortest first, at most six certificates. */
function pathsTo(anchors: readonly X509Certificate[], pool: readonly X509Certificate[], leaf: X509Certificate): X509Certificate[][] {
  const isAnchor = (certificate: X509Certificate): boolean => anchors.some((anchor) => anchor.fingerprint256 === certificate.fingerprint256)
  const found: X509Certificate[][] = []
  let open: X509Certificate[][] = [[leaf]]
  for (let depth = 0; depth < 6 && open.length; depth++) {
    const next: X509Certificate[][] = []
    for (const path of open) {
      const last = path.at(-1)
      if (!last) continue
      if (isAnchor(last)) { found.push(path); continue }
      for (const candidate of [...anchors, ...pool]) {
        if (path.some((known) => known.fingerprint256 === candidate.fingerprint256) || !last.checkIssued(candidate) || !last.verify(candidate.publicKey)) continue
        if (mayIssue(candidate, path.length - 1)) next.push([...path, candidate])
      }
    }
    open = next.slice(0, 32)
  }
  return found
}

/** A list with its issuer's signature; undefined: of another issuer, or unreadable. What strangers' files bring is parsed only once it is genuine. */
function genuineList(der: Uint8Array, issuer: X509Certificate): CertificateRevocationList | undefined {
  try {
    const [toBeSigned, algorithm, signature] = childrenOf(readTlv(der))
    const [id] = algorithm ? childrenOf(algorithm) : []
    if (!toBeSigned || !id || !signature || !LIST_ALGORITHMS.some((known) => Buffer.compare(known, id.raw) === 0)) return undefined
    if (!verifySignature('sha256', toBeSigned.raw, issuer.publicKey, signature.body.subarray(1))) return undefined
    const parsed = fromBER(new Uint8Array(der).buffer)
    return parsed.offset === -1 ? undefined : new CertificateRevocationList({ schema: parsed.result })
  } catch { return undefined }
}
const LIST_ALGORITHMS = [oid(OID.rsaSha256), oid(OID.ecdsaSha256)]

interface Revocation { readonly checked: boolean; readonly revoked: boolean }

/**
 * Only the issuer's own lists count; a later revocation does not undo an earlier, time-stamped signature. Any list that revokes does, whatever others say:
 * a file may bring an older one. A list made after the certificate's end is no proof that it held: by then authorities leave it out (RFC 5280 §3.3).
 */
export function revocationOf(certificate: X509Certificate, issuer: X509Certificate, lists: readonly Uint8Array[], at: Date): Revocation {
  const serial = certificate.serialNumber.replace(/^0+/, '').toLowerCase()
  let checked = false
  for (const der of lists) {
    const list = genuineList(der, issuer)
    if (!list) continue
    const entries = (list.revokedCertificates ?? []).filter((item) => Buffer.from(item.userCertificate.valueBlock.valueHexView).toString('hex').replace(/^0+/, '') === serial)
    if (entries.some((entry) => entry.revocationDate.value <= at)) return { checked: true, revoked: true }
    if ((!list.nextUpdate || list.nextUpdate.value >= at) && list.thisUpdate.value <= certificate.validToDate) checked = true
  }
  return { checked, revoked: false }
}

function faultOf(path: readonly X509Certificate[], at: Date, lists: readonly Uint8Array[]): TrustProblem | undefined {
  if (path.some((certificate) => at > certificate.validToDate)) return 'expired'
  if (path.some((certificate) => at < certificate.validFromDate)) return 'not-yet-valid'
  const revoked = path.some((certificate, i) => { const issuer = path[i + 1]; return issuer !== undefined && revocationOf(certificate, issuer, lists, at).revoked })
  return revoked ? 'revoked' : undefined
}

/**
 * Whether a certificate leads to an anchor for a purpose at a moment (RFC 5280 §6 without policies and name constraints: a critical
 * extension of that kind is refused). `carried` are the certificates that came with the signature: material for paths, never a reason to trust.
 */
export function judgeTrust(leafDer: Uint8Array, carried: readonly Uint8Array[], anchors: TrustAnchors, purpose: Purpose, at: Date): Trust {
  const leaf = new X509Certificate(leafDer)
  const roots = (purpose === 'time-stamping' ? anchors.timeStampCertificates ?? anchors.certificates : anchors.certificates).map((der) => new X509Certificate(der))
  const pool = [...carried, ...anchors.intermediates ?? []].map((der) => new X509Certificate(der))
  const paths = pathsTo(roots, pool, leaf)
  if (!paths.length) return { trusted: false, problem: 'unknown-authority' }
  if (!mayServe(leaf, purpose)) return { trusted: false, problem: 'not-for-signing' }
  const lists = anchors.revocationLists ?? []
  let problem: TrustProblem = 'unknown-authority'
  for (const path of paths) {
    const fault = faultOf(path, at, lists)
    if (fault) { problem = fault; continue }
    const issuer = path[1]
    return { trusted: true, anchor: path.at(-1)?.subject ?? '', revocationChecked: issuer !== undefined && revocationOf(leaf, issuer, lists, at).checked }
  }
  return { trusted: false, problem }
}
