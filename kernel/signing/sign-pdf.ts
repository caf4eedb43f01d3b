import { X509Certificate } from 'node:crypto'
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFRef } from 'pdf-lib'
import { openRevision, type Revision } from '../pdf/revision.ts'
import { addSignatureField, markSigned, nameOfField, signatureFieldsOf, type SignaturePlace } from '../pdf/signature-fields.ts'
import { drawAppearance, vietnamTime, type SignatureAppearance } from './appearance.ts'
import { signedData } from './cms.ts'
import { OID } from './oids.ts'
import { sha256, SignerUnavailable, type Signer } from './signer.ts'
import type { TimeStamper } from './time-stamp.ts'
import { revocationOf } from './trust.ts'
import { storeValidationData, type ValidationData } from './validation-data.ts'

export interface SignPdfOptions {
  readonly signer: Signer
  /** an invisible signature without it */
  readonly appearance?: SignatureAppearance
  readonly reason?: string
  readonly location?: string
  /** without it the signature proves no time (PAdES-B-B instead of B-T) */
  readonly timeStamp?: TimeStamper
  /** kept in the file, so that it can be judged when the authorities are gone (PAdES-B-LT); the signer's own certificates are added. Refuses a revoked one. */
  readonly validation?: ValidationData
  /** the claimed time of signing; now by default */
  readonly at?: Date
  /** room for the signature, bytes; 16 KiB hold a chain of four certificates and a token */
  readonly room?: number
}

const key = (name: string): PDFName => PDFName.of(name)

function sizeOf(field: PDFDict): { width: number; height: number } {
  const corners = field.lookup(key('Rect'), PDFArray).asArray().map((value) => (value instanceof PDFNumber ? value.asNumber() : 0))
  const [left = 0, bottom = 0, right = 0, top = 0] = corners
  return { width: Math.abs(right - left), height: Math.abs(top - bottom) }
}

// bottom right of the last page, where a document's signature stands
function fallbackPlace(revision: Revision, look: SignatureAppearance['look'], name: string): SignaturePlace {
  const pages = revision.document.getPages()
  const page = pages.at(look === 'annex' ? 0 : -1)
  const { width = 595, height = 842 } = page?.getCropBox() ?? {}
  if (look === 'annex') return { name, page: 1, x: width - 240, y: 24, width: 200, height: 30 }
  const signer = { x: width - 240, y: height - 150 }
  return look === 'signer' ? { name, page: pages.length, ...signer, width: 180, height: 70 } : { name, page: pages.length, x: signer.x - 60, y: signer.y, width: 90, height: 90 }
}

/** The field to sign: the document's own empty one, or a new one. */
function fieldFor(revision: Revision, appearance: SignatureAppearance | undefined): { ref: PDFRef; field: PDFDict } {
  const existing = signatureFieldsOf(revision)
  const wanted = appearance?.field ?? appearance?.look
  const empty = existing.find(({ field }) => nameOfField(field) === wanted && !field.has(key('V')))
  if (empty && !appearance?.place) return empty
  if (appearance?.field && !appearance.place) throw new Error(`This PDF has no empty signature field ${appearance.field}`)
  const taken = new Set(existing.map(({ field }) => nameOfField(field)))
  let name = wanted ?? 'signature'
  for (let i = 2; taken.has(name); i++) name = `${wanted ?? 'signature'}-${i}`
  const place = !appearance ? { name, page: 1, x: 0, y: 0, width: 0, height: 0 } : appearance.place ? { name, ...appearance.place } : fallbackPlace(revision, appearance.look, name)
  const ref = addSignatureField(revision, place)
  return { ref, field: revision.context.lookup(ref, PDFDict) }
}

async function showAppearance(revision: Revision, field: PDFDict, appearance: SignatureAppearance, at: Date): Promise<void> {
  const size = sizeOf(field)
  if (size.width === 0 || size.height === 0) return
  const [drawn] = await revision.document.embedPdf(await drawAppearance(appearance, size, at))
  if (!drawn) return
  await drawn.embed()
  field.set(key('AP'), revision.context.obj({ N: drawn.ref }))
}

const DIGITS = 10
const byteRange = (...numbers: readonly number[]): string => `[0 ${numbers.map((value) => String(value).padStart(DIGITS, '0')).join(' ')}]`
// ISO 32000-1 §7.9.4
const pdfDate = (at: Date): string => `(D:${vietnamTime(at).slice(0, 19).replace(/[-:T]/g, '')}+07'00')`

function signatureDictionary(options: SignPdfOptions, at: Date, room: number): string {
  const text = (name: string, value: string | undefined): string => (value ? `/${name} ${PDFHexString.fromText(value.normalize('NFC')).toString()}\n` : '')
  return `<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n${text('Name', options.appearance?.name)}${text('Reason', options.reason)}${text('Location', options.location)}/M ${pdfDate(at)}\n/ByteRange ${byteRange(0, 0, 0)}\n/Contents <${'0'.repeat(room * 2)}>\n>>`
}

function refuseUnfit(signer: Signer, at: Date, lists: readonly Uint8Array[] = []): void {
  const [own] = signer.certificateChain
  if (!own) throw new SignerUnavailable('The signer has no certificate')
  const { validFromDate, validToDate } = new X509Certificate(own)
  if (at < validFromDate || at > validToDate) throw new SignerUnavailable('The signing certificate is not in its period of validity')
  const chain = signer.certificateChain.map((der) => new X509Certificate(der))
  if (chain.some((certificate, i) => { const issuer = chain[i + 1]; return issuer !== undefined && revocationOf(certificate, issuer, lists, at).revoked })) throw new SignerUnavailable('The signing certificate was revoked')
}

/**
 * Signs a PDF (PAdES-B-T, with `validation` B-LT; EN 319 142-1) as an incremental update: every byte of before stays, so earlier signatures stay valid.
 * Throws `SignerUnavailable`, `TimeStampUnavailable`, or an error when the file is encrypted or no PDF.
 */
export async function signPdf(bytes: Uint8Array, options: SignPdfOptions): Promise<Uint8Array> {
  const at = options.at ?? new Date()
  const room = options.room ?? 16_384
  const { validation } = options
  refuseUnfit(options.signer, at, validation?.revocationLists)
  const revision = await openRevision(bytes)
  const { ref, field } = fieldFor(revision, options.appearance)
  if (options.appearance) await showAppearance(revision, field, options.appearance, at)
  const value = revision.reserve()
  field.set(key('V'), value)
  revision.touch(ref)
  markSigned(revision)
  if (validation && validation.revocationLists.length > 0) storeValidationData(revision, { ...validation, certificates: [...options.signer.certificateChain, ...validation.certificates] })
  const dictionary = Buffer.from(signatureDictionary(options, at, room), 'latin1')
  const { bytes: extended, rawStarts } = revision.finish(new Map([[value, dictionary]]))
  const signed = Buffer.from(extended)
  const start = rawStarts.get(value) ?? 0
  const gap = start + dictionary.indexOf('/Contents <') + '/Contents '.length
  const gapEnd = gap + room * 2 + 2
  signed.write(byteRange(gap, gapEnd, signed.length - gapEnd), start + dictionary.indexOf('/ByteRange ') + '/ByteRange '.length, 'latin1')
  const digest = sha256(signed.subarray(0, gap), signed.subarray(gapEnd))
  const cms = await signedData({ signer: options.signer, contentType: OID.data, digest, ...(options.timeStamp ? { timeStamp: options.timeStamp } : {}) })
  if (cms.length > room) throw new Error(`The signature needs ${cms.length} bytes, ${room} were kept`)
  signed.write(Buffer.from(cms).toString('hex'), gap + 1, 'latin1')
  return new Uint8Array(signed)
}
