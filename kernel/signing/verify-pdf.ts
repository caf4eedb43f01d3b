import { X509Certificate } from 'node:crypto'
import { ParseSpeeds, PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString, type PDFContext } from 'pdf-lib'
import { nameOfField, signatureFieldsOf } from '../pdf/signature-fields.ts'
import { openCms, type CmsProblem } from './cms-verify.ts'
import { changesAfter, type LaterChanges } from './pdf-changes.ts'
import { readTimeStamp, type TimeStampReport } from './time-stamp-token.ts'
import { judgeTrust, type TrustAnchors, type TrustProblem } from './trust.ts'

export type SignatureProblem = CmsProblem | TrustProblem | 'wrong-byte-range' | 'unsupported-kind' | 'time-stamp-bad' | 'content-added-later'

export interface SignatureReport {
  readonly field: string
  /** common name and organisation of the certificate; empty when there is none to read */
  readonly signer: string
  readonly organisation: string
  readonly issuer: string
  readonly serialNumber: string
  /** the proven time of a trusted time-stamp, else undefined */
  readonly at: Date | undefined
  /** what the signer says; proof of nothing */
  readonly claimedAt: Date | undefined
  /** the signed bytes are unchanged and the signature is the certificate's */
  readonly integrity: boolean
  /** the certificate leads to an anchor and was valid at the proven time, or is now; a time-stamp that does not fit takes the trust away */
  readonly trusted: boolean
  readonly revocationChecked: boolean
  readonly timestamp: TimeStampReport | undefined
  readonly coversWholeFile: boolean
  readonly laterChanges: LaterChanges
  readonly problems: readonly SignatureProblem[]
}

/**
 * `valid` every signature is right and trusted, and the last covers the whole file · `untrusted` right, but a signer is not believed ·
 * `changed` bytes or content differ from what was signed · `extended` something that nobody signed was appended, with no change of content seen.
 */
export type Verdict = 'valid' | 'unsigned' | 'untrusted' | 'changed' | 'extended' | 'unreadable'
export interface PdfVerification { readonly verdict: Verdict; readonly signatures: readonly SignatureReport[] }

const key = (name: string): PDFName => PDFName.of(name)
const KINDS = new Set(['/ETSI.CAdES.detached', '/adbe.pkcs7.detached'])

interface SignedPart { readonly content: Uint8Array; readonly contents: Uint8Array; readonly end: number }

// The two ranges must be the whole revision but for exactly the hexadecimal string of /Contents: nothing else may hide in the gap.
function signedPart(bytes: Uint8Array, value: PDFDict, context: PDFContext): SignedPart | undefined {
  const range = context.lookupMaybe(value.get(key('ByteRange')), PDFArray)?.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : NaN))
  const contents = value.get(key('Contents'))
  const [start, length, second, secondLength, ...more] = range ?? []
  if (!(contents instanceof PDFHexString) || start !== 0 || length === undefined || second === undefined || secondLength === undefined || more.length) return undefined
  const end = second + secondLength
  const whole = [length, second, secondLength].every((part) => Number.isSafeInteger(part) && part > 0)
  if (!whole || second <= length || end > bytes.length || bytes[length] !== 0x3c || bytes[second - 1] !== 0x3e) return undefined
  const gap = Buffer.from(bytes.subarray(length + 1, second - 1)).toString('latin1')
  if (!/^[0-9a-fA-F]+$/.test(gap) || gap.length % 2 || gap.toLowerCase() !== contents.asString().toLowerCase()) return undefined
  return { content: Buffer.concat([bytes.subarray(0, length), bytes.subarray(second, end)]), contents: Buffer.from(gap, 'hex'), end }
}

function subjectPart(subject: string, name: string): string {
  return subject.split('\n').find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

function claimedTime(value: PDFDict): Date | undefined {
  const text = value.get(key('M'))
  const found = text instanceof PDFString || text instanceof PDFHexString ? /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)'?)?/.exec(text.decodeText()) : null
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, zoneHours, zoneMinutes] = found
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHours ? `${zoneHours}:${zoneMinutes}` : 'Z'}`)
  return Number.isNaN(at.getTime()) ? undefined : at
}

// Of an unknown authority a token proves nothing but harms nothing; one that does not fit was tampered with.
const TRUST_PROBLEMS: ReadonlySet<string> = new Set<TrustProblem>(['unknown-authority', 'expired', 'not-yet-valid', 'revoked', 'not-for-signing'])
const isBroken = (timestamp: TimeStampReport | undefined): boolean => timestamp === undefined || timestamp.problem !== undefined && !TRUST_PROBLEMS.has(timestamp.problem)

// a document time-stamp (EN 319 142-1 §5.4.3): a token over the file in the place of a signature
async function reportOnTimeStamp(bytes: Uint8Array, part: SignedPart, empty: SignatureReport, anchors: TrustAnchors): Promise<SignatureReport> {
  const timestamp = readTimeStamp(part.contents, part.content, anchors)
  const laterChanges = await changesAfter(bytes, part.end)
  const problems: SignatureProblem[] = timestamp?.trusted ? [] : ['time-stamp-bad']
  if (laterChanges === 'content') problems.push('content-added-later')
  return { ...empty, signer: timestamp?.authority ?? '', at: timestamp?.trusted ? timestamp.at : undefined, integrity: !isBroken(timestamp),
    trusted: timestamp?.trusted ?? false, timestamp, coversWholeFile: part.end === bytes.length, laterChanges, problems }
}

async function reportOn(bytes: Uint8Array, field: PDFDict, context: PDFContext, anchors: TrustAnchors, now: Date): Promise<SignatureReport> {
  const value = context.lookup(field.get(key('V')))
  const empty: SignatureReport = { field: nameOfField(field), signer: '', organisation: '', issuer: '', serialNumber: '', at: undefined, claimedAt: undefined, integrity: false, trusted: false,
    revocationChecked: false, timestamp: undefined, coversWholeFile: false, laterChanges: 'content', problems: [] }
  if (!(value instanceof PDFDict)) return { ...empty, problems: ['unreadable'] }
  const part = signedPart(bytes, value, context)
  if (!part) return { ...empty, problems: ['wrong-byte-range'] }
  const kind = String(value.get(key('SubFilter')))
  if (kind === '/ETSI.RFC3161') return reportOnTimeStamp(bytes, part, empty, anchors)
  if (!KINDS.has(kind)) return { ...empty, problems: ['unsupported-kind'] }
  const cms = openCms(part.contents, part.content)
  const laterChanges = await changesAfter(bytes, part.end)
  const timestamp = cms.timeStamp ? readTimeStamp(cms.timeStamp, cms.signature, anchors) : undefined
  const proven = timestamp?.trusted ? timestamp.at : undefined
  const trust = cms.certificate ? judgeTrust(cms.certificate, cms.carried, anchors, 'signing', proven ?? now) : undefined
  const certificate = cms.certificate ? new X509Certificate(cms.certificate) : undefined
  const problems: SignatureProblem[] = []
  if (cms.problem) problems.push(cms.problem)
  if (trust?.trusted === false) problems.push(trust.problem)
  if (cms.timeStamp && !timestamp?.trusted) problems.push('time-stamp-bad')
  if (laterChanges === 'content') problems.push('content-added-later')
  return {
    field: nameOfField(field),
    signer: certificate ? subjectPart(certificate.subject, 'CN') || certificate.subject : '', organisation: certificate ? subjectPart(certificate.subject, 'O') : '',
    issuer: certificate ? subjectPart(certificate.issuer, 'CN') || certificate.issuer : '', serialNumber: certificate?.serialNumber ?? '',
    at: proven, claimedAt: claimedTime(value), integrity: cms.problem === undefined, trusted: cms.problem === undefined && trust?.trusted === true && !(cms.timeStamp && isBroken(timestamp)),
    revocationChecked: trust?.trusted === true && trust.revocationChecked, timestamp, coversWholeFile: part.end === bytes.length, laterChanges, problems,
  }
}

function verdictOf(signatures: readonly SignatureReport[]): Verdict {
  if (!signatures.length) return 'unsigned'
  if (signatures.some(({ integrity, laterChanges }) => !integrity || laterChanges === 'content')) return 'changed'
  if (!signatures.some(({ coversWholeFile }) => coversWholeFile)) return 'extended'
  return signatures.every(({ trusted }) => trusted) ? 'valid' : 'untrusted'
}

/**
 * Checks every signature of a PDF without trusting what it says of itself. `now` counts where no trusted time-stamp proves a time. Never throws:
 * what cannot be read is `unreadable`. Order: as they were signed.
 */
export async function verifyPdf(bytes: Uint8Array, anchors: TrustAnchors, now: Date = new Date()): Promise<PdfVerification> {
  let document: PDFDocument
  try { document = await PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: ParseSpeeds.Fastest }) } catch { return { verdict: 'unreadable', signatures: [] } }
  const { context } = document
  const reports: SignatureReport[] = []
  try {
    for (const { field } of signatureFieldsOf({ context }).filter((item) => item.field.has(key('V')))) reports.push(await reportOn(bytes, field, context, anchors, now))
  } catch { return { verdict: 'unreadable', signatures: [] } }
  return { verdict: verdictOf(reports), signatures: reports }
}
