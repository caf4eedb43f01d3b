import { fileTypeFromBuffer } from 'file-type'
import type { FileErrorCode } from './errors.ts'
import { isHeic } from './heic.ts'
import { refuse, type FileLimits, type Inspection } from './verdict.ts'
import { findEndOfZip } from './zip.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const IMAGES = ['image/jpeg', 'image/png', 'image/webp']

/** Decides what a file is by its bytes alone, whether it may come in, and in which form: a name is never believed and never a reason to refuse. CPU and memory are bounded by whoever calls (guard.ts). */
export async function inspect(bytes: Buffer, limits: FileLimits): Promise<Inspection> {
  if (bytes.length === 0) return refuse('empty')
  if (bytes.length > limits.maxBytes) return refuse('too-large', Math.floor(limits.maxBytes / 1024 / 1024))
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  if (type === undefined) return refuse(brokenAs(bytes))
  // each kind loads its own reader: a picture has no memory to spare for the others'
  if (isHeic(bytes)) return isSecondLanguage(bytes, true) ? refuse('polyglot') : (await import('./inspect-heic.ts')).inspectHeic(bytes, limits)
  if (IMAGES.includes(type)) return isSecondLanguage(bytes, true) ? refuse('polyglot') : (await import('./inspect-image.ts')).inspectImage(bytes, type, limits)
  if (type === 'application/pdf') return isSecondLanguage(bytes, false) ? refuse('polyglot') : (await import('./inspect-pdf.ts')).inspectPdf(bytes, limits)
  // a Word file whose first entry hides its kind is still an archive to file-type; its parts say what it is
  const office = type === 'application/zip' ? DOCX : type
  return office === DOCX || office === XLSX && limits.spreadsheets ? (await import('./inspect-office.ts')).inspectOffice(bytes, office) : refuse('type-not-allowed')
}

/** Something that only its head gives away: say "broken" to the person whose upload was cut. */
function brokenAs(bytes: Buffer): FileErrorCode {
  const head = bytes.toString('latin1', 0, 8)
  return head.startsWith('%PDF-') ? 'pdf-broken' : head.startsWith('\xff\xd8') || head.startsWith('\x89PNG') ? 'image-broken' : 'type-not-allowed'
}

const MARKUP = /<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml)[\s>/]/iu

/** A file that another program reads as something else: an archive, a PDF or a page inside a picture; a page or an archive around a PDF. */
function isSecondLanguage(bytes: Buffer, image: boolean): boolean {
  if (findEndOfZip(bytes) >= 0) return true
  if (image && bytes.subarray(0, 1024).includes('%PDF-')) return true
  return MARKUP.test(bytes.toString('latin1', 0, 1024)) || MARKUP.test(bytes.toString('latin1', Math.max(0, bytes.length - 1024)))
}
