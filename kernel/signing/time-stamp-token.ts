import { createHash, X509Certificate } from 'node:crypto'
import { fromBER } from 'asn1js'
import { TSTInfo } from 'pkijs'
import { openCms, type CmsProblem } from './cms-verify.ts'
import { OID } from './oids.ts'
import { judgeTrust, type TrustAnchors, type TrustProblem } from './trust.ts'

export type TimeStampProblem = CmsProblem | 'other-imprint' | TrustProblem

export interface TimeStampReport {
  /** the time it states, whether or not it can be believed */
  readonly at: Date
  readonly authority: string
  readonly policy: string
  /** hexadecimal */
  readonly serial: string
  readonly nonce: string | undefined
  /** right imprint, right signature, trusted authority at that time */
  readonly trusted: boolean
  readonly problem: TimeStampProblem | undefined
}

const HASHES: Readonly<Record<string, string>> = { [OID.sha256]: 'sha256', [OID.sha384]: 'sha384', [OID.sha512]: 'sha512' }

const hex = (view: Uint8Array): string => Buffer.from(view).toString('hex').replace(/^(00)+(?=.)/, '')

/** "CN" of a certificate's subject, else the whole subject. */
export function commonNameOf(certificate: Uint8Array): string {
  const { subject } = new X509Certificate(certificate)
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject
}

/**
 * Reads an RFC 3161 token and judges it over `stamped`: the bytes that were hashed and stamped, or their SHA-256 (`{ digest }`).
 * Undefined when it is no token at all.
 */
export function readTimeStamp(token: Uint8Array, stamped: Uint8Array | { readonly digest: Uint8Array }, anchors: TrustAnchors): TimeStampReport | undefined {
  const cms = openCms(token)
  if (!cms.content || cms.contentType !== OID.tstInfo) return undefined
  try {
    const info = new TSTInfo({ schema: fromBER(new Uint8Array(cms.content).buffer).result })
    const hash = HASHES[info.messageImprint.hashAlgorithm.algorithmId]
    const expected = 'digest' in stamped ? stamped.digest : hash && createHash(hash).update(stamped).digest()
    const right = expected !== undefined && expected !== '' && Buffer.compare(expected, info.messageImprint.hashedMessage.valueBlock.valueHexView) === 0
    const trust = cms.certificate ? judgeTrust(cms.certificate, cms.carried, anchors, 'time-stamping', info.genTime) : undefined
    const problem = cms.problem ?? (right ? undefined : 'other-imprint') ?? (trust?.trusted === false ? trust.problem : undefined)
    return {
      at: info.genTime, authority: cms.certificate ? commonNameOf(cms.certificate) : '', policy: info.policy,
      serial: hex(info.serialNumber.valueBlock.valueHexView), nonce: info.nonce ? hex(info.nonce.valueBlock.valueHexView) : undefined,
      trusted: problem === undefined, problem,
    }
  } catch { return undefined }
}
