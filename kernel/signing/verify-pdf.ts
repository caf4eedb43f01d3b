import { createHash, X509Certificate } from 'node:crypto'
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from 'pdf-lib'
import { HeavyPdf, PdfSource, viewOf, type PdfView } from '../pdf/reading/index.ts'
import { nameOfField, signatureFieldsOf } from '../pdf/signature-fields.ts'
import { openCms, type CmsProblem } from './cms-verify.ts'
import { changesAfter, type LaterChanges } from './pdf-changes.ts'
import { readTimeStamp, type TimeStampReport } from './time-stamp-token.ts'
import { judgeTrust, type TrustAnchors, type TrustProblem } from './trust.ts'
import { withStoredData } from './validation-data.ts'

export type SignatureProblem = CmsProblem | TrustProblem | 'wrong-byte-range' | 'unsupported-kind' | 'time-stamp-bad' | 'content-added-later'

export interface SignatureReport {
  readonly field: string
  /** somebody's signature, or a document time-stamp (EN 319 142-1 §5.4.3), which proves a time and nobody's will */
  readonly kind: 'signature' | 'time-stamp'
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
  /** SHA-256 of the file as it was when it was signed; hexadecimal */
  readonly revision: string
  readonly laterChanges: LaterChanges
  readonly problems: readonly SignatureProblem[]
}

/**
 * `valid` somebody trusted signed, every signature is right and trusted, and nothing but signatures and validation data came later ·
 * `untrusted` right, but a signer is not believed · `time-stamped` a time is proven, nobody signed · `changed` bytes or content differ from
 * what was signed, or programs could show something else · `extended` a remark or much white space after the end · `too-heavy` would take more
 * than any honest file.
 */
export type Verdict = 'valid' | 'unsigned' | 'untrusted' | 'time-stamped' | 'changed' | 'extended' | 'unreadable' | 'too-heavy'
export interface PdfVerification {
  readonly verdict: Verdict
  readonly signatures: readonly SignatureReport[]
  /** signature fields that nobody signed: the file was not finished, or was cut */
  readonly emptyFields: readonly string[]
}

const key = (name: string): PDFName => PDFName.of(name)
const KINDS = new Set(['/ETSI.CAdES.detached', '/adbe.pkcs7.detached'])
const TIME_STAMP = '/ETSI.RFC3161'

interface SignedPart { readonly content: Uint8Array; readonly contents: Uint8Array; readonly end: number }

/**
 * The two ranges must be the whole revision but for exactly the hexadecimal string of /Contents, and that string must be the one in this very
 * dictionary: nothing else may hide in the gap, and no other dictionary may borrow it.
 */
function signedPart({ bytes }: PdfSource, value: PDFDict, view: PdfView, place: { readonly start: number; readonly end: number }): SignedPart | undefined {
  const range = view.resolve(value.get(key('ByteRange')))
  const contents = value.get(key('Contents'))
  const [start, length, second, secondLength, ...more] = range instanceof PDFArray ? range.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : NaN)) : []
  if (!(contents instanceof PDFHexString) || start !== 0 || length === undefined || second === undefined || secondLength === undefined || more.length) return undefined
  const end = second + secondLength
  const whole = [length, second, secondLength].every((part) => Number.isSafeInteger(part) && part > 0)
  if (!whole || length < place.start || second <= length || second > place.end || end > bytes.length || bytes[length] !== 0x3c || bytes[second - 1] !== 0x3e) return undefined
  const gap = bytes.toString('latin1', length + 1, second - 1)
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

/** A certification that forbids every later change (ISO 32000-1 table 254: P 1). */
function isFinal(value: PDFDict, view: PdfView): boolean {
  const references = view.resolve(value.get(key('Reference')))
  return references instanceof PDFArray && references.asArray().some((item) => {
    const reference = view.resolve(item)
    const parms = reference instanceof PDFDict && reference.get(key('TransformMethod')) === key('DocMDP') ? view.resolve(reference.get(key('TransformParams'))) : undefined
    return parms instanceof PDFDict && String(parms.get(key('P'))) === '1'
  })
}

// Of an unknown authority a token proves nothing but harms nothing; one that does not fit was tampered with.
const TRUST_PROBLEMS: ReadonlySet<string> = new Set<TrustProblem>(['unknown-authority', 'expired', 'not-yet-valid', 'revoked', 'not-for-signing'])
const isBroken = (timestamp: TimeStampReport | undefined): boolean => timestamp === undefined || timestamp.problem !== undefined && !TRUST_PROBLEMS.has(timestamp.problem)

type Judged = Omit<SignatureReport, 'laterChanges' | 'coversWholeFile' | 'revision'>

function judgeTimeStamp(part: SignedPart, empty: Judged, anchors: TrustAnchors): Judged {
  const timestamp = readTimeStamp(part.contents, part.content, anchors)
  const trusted = timestamp?.trusted ?? false
  return { ...empty, kind: 'time-stamp', signer: timestamp?.authority ?? '', at: trusted ? timestamp?.at : undefined, integrity: !isBroken(timestamp), trusted, timestamp, problems: trusted ? [] : ['time-stamp-bad'] }
}

function judgeSignature(part: SignedPart, empty: Judged, anchors: TrustAnchors, now: Date): Judged {
  const cms = openCms(part.contents, part.content)
  const timestamp = cms.timeStamp ? readTimeStamp(cms.timeStamp, cms.signature, anchors) : undefined
  const proven = timestamp?.trusted ? timestamp.at : undefined
  const trust = cms.certificate ? judgeTrust(cms.certificate, cms.carried, anchors, 'signing', proven ?? now) : undefined
  const certificate = cms.certificate ? new X509Certificate(cms.certificate) : undefined
  const problems: SignatureProblem[] = []
  if (cms.problem) problems.push(cms.problem)
  if (trust?.trusted === false) problems.push(trust.problem)
  if (cms.timeStamp && !timestamp?.trusted) problems.push('time-stamp-bad')
  return {
    ...empty,
    signer: certificate ? subjectPart(certificate.subject, 'CN') || certificate.subject : '', organisation: certificate ? subjectPart(certificate.subject, 'O') : '',
    issuer: certificate ? subjectPart(certificate.issuer, 'CN') || certificate.issuer : '', serialNumber: certificate?.serialNumber ?? '',
    at: proven, integrity: cms.problem === undefined, trusted: cms.problem === undefined && trust?.trusted === true && !(cms.timeStamp && isBroken(timestamp)),
    revocationChecked: trust?.trusted === true && trust.revocationChecked, timestamp, problems,
  }
}

interface Read { readonly field: PDFRef; readonly end: number; readonly isFinal: boolean; readonly judged: Judged }

function readSignature(source: PdfSource, view: PdfView, { ref, field }: { readonly ref: PDFRef; readonly field: PDFDict }, anchors: TrustAnchors, now: Date): Read {
  const reference = field.get(key('V'))
  const value = view.resolve(reference)
  const empty: Judged = { field: nameOfField(field), kind: 'signature', signer: '', organisation: '', issuer: '', serialNumber: '', at: undefined, claimedAt: undefined, integrity: false, trusted: false,
    revocationChecked: false, timestamp: undefined, problems: [] }
  const unfit = (problem: SignatureProblem): Read => ({ field: ref, end: 0, isFinal: false, judged: { ...empty, problems: [problem] } })
  const place = view.spanOf(reference instanceof PDFRef ? reference : ref)
  if (!(value instanceof PDFDict) || !place) return unfit('unreadable')
  const part = signedPart(source, value, view, place)
  if (!part) return unfit('wrong-byte-range')
  const kind = String(value.get(key('SubFilter')))
  if (kind !== TIME_STAMP && !KINDS.has(kind)) return unfit('unsupported-kind')
  const known = { ...empty, claimedAt: claimedTime(value) }
  return { field: ref, end: part.end, isFinal: isFinal(value, view), judged: kind === TIME_STAMP ? judgeTimeStamp(part, known, anchors) : judgeSignature(part, known, anchors, now) }
}

function reportOn(source: PdfSource, view: PdfView, read: Read, all: readonly Read[]): SignatureReport {
  const { judged, end } = read
  // whom nobody trusts may not paint over what somebody trusted signed
  const others = all.map((other) => ({ field: other.field, end: other.end, isTimeStamp: other.judged.kind === 'time-stamp', mayPaint: other.judged.kind === 'signature' && (other.judged.trusted || !judged.trusted) }))
  const laterChanges = end === 0 ? 'content' : changesAfter(source, view, end, others, read.isFinal)
  return { ...judged, coversWholeFile: end === source.bytes.length, revision: createHash('sha256').update(source.bytes.subarray(0, end)).digest('hex'), laterChanges,
    problems: laterChanges === 'content' && end > 0 ? [...judged.problems, 'content-added-later'] : judged.problems }
}

/** Behind its end a file may have a line end. More, and some programs no longer find the end and search the file for objects instead. */
const REMARK = /^(?:\s|\0|%[^\r\n]*)*$/
const LINE_END = /^[\s\0]{0,16}$/

function verdictOf(signatures: readonly SignatureReport[], remark: string): Verdict {
  if (!signatures.length) return 'unsigned'
  if (signatures.some(({ integrity, laterChanges }) => !integrity || laterChanges === 'content') || !REMARK.test(remark) || remark.includes('startxref')) return 'changed'
  if (!LINE_END.test(remark)) return 'extended'
  if (signatures.every(({ kind }) => kind === 'time-stamp')) return 'time-stamped'
  return signatures.every(({ trusted }) => trusted) ? 'valid' : 'untrusted'
}

/**
 * Checks every signature of a PDF without trusting what it says of itself. `now` counts where no trusted time-stamp proves a time. Never throws:
 * what cannot be read, or only by guessing, is `unreadable`. Order: as they were signed. What strangers send goes through `verifier.ts`.
 */
export async function verifyPdf(bytes: Uint8Array, anchors: TrustAnchors, now: Date = new Date()): Promise<PdfVerification> {
  try {
    const source = new PdfSource(bytes)
    const view = viewOf(source)
    const fields = signatureFieldsOf(view)
    const believed = withStoredData(source, view, anchors)
    const read = fields.filter(({ field }) => field.has(key('V'))).map((field) => readSignature(source, view, field, believed, now)).toSorted((a, b) => a.end - b.end)
    const signatures = read.map((each) => reportOn(source, view, each, read))
    return { verdict: verdictOf(signatures, source.text.slice(view.end)), signatures, emptyFields: fields.filter(({ field }) => !field.has(key('V'))).map(({ field }) => nameOfField(field)) }
  } catch (error) { return { verdict: error instanceof HeavyPdf ? 'too-heavy' : 'unreadable', signatures: [], emptyFields: [] } }
}
