import { fileTypeFromBuffer } from 'file-type'
import type { FileErrorCode } from './errors.ts'
import { inspectImage } from './inspect-image.ts'
import { inspectOffice } from './inspect-office.ts'
import { inspectPdf, joinImages } from './inspect-pdf.ts'
import { EXTENSIONS, extensionOf } from './name.ts'
import { refuse, type FileLimits, type Inspected, type Inspection } from './verdict.ts'
import { findEndOfZip } from './zip.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const HEIC = ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence']
const IMAGES = ['image/jpeg', 'image/png', 'image/webp']

/** Decides what a file is by its bytes, whether it may come in, and in which form. CPU and memory are bounded by whoever calls (guard.ts). */
export async function inspect(bytes: Buffer, name: string, limits: FileLimits): Promise<Inspection> {
  if (bytes.length === 0) return refuse('empty')
  if (bytes.length > limits.maxBytes) return refuse('too-large', Math.floor(limits.maxBytes / 1024 / 1024))
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  if (type === undefined) return refuse(brokenAs(bytes))
  const extension = extensionOf(name)
  if (!fits(type, extension)) return refuse('type-mismatch')
  if (HEIC.includes(type)) return refuse('heic-unsupported')
  if (IMAGES.includes(type)) return isSecondLanguage(bytes, true) ? refuse('polyglot') : inspectImage(bytes, type, limits)
  if (type === 'application/pdf') return isSecondLanguage(bytes, false) ? refuse('polyglot') : inspectPdf(bytes, limits)
  if (type === DOCX || type === XLSX && limits.spreadsheets) return inspectOffice(bytes, type)
  // a Word file whose first entry hides its kind is still an archive to file-type
  if (type === 'application/zip' && extension === 'docx') return inspectOffice(bytes, DOCX)
  return refuse('type-not-allowed')
}

/** Several shots of one document become one PDF, a page each, in their order. */
export async function inspectShots(files: readonly { readonly bytes: Buffer; readonly name: string }[], limits: FileLimits): Promise<Inspection> {
  const shots: Inspected[] = []
  for (const file of files) {
    const shot = await inspect(file.bytes, file.name, limits)
    if (!shot.ok) return shot
    if (shot.mediaType !== 'image/jpeg' || shot.bytes === undefined) return refuse('type-mismatch')
    shots.push(shot)
  }
  const bytes = await joinImages(shots.map((shot) => shot.bytes ?? Buffer.of()))
  return { ok: true, bytes, mediaType: 'application/pdf', originalType: 'image/jpeg', pageCount: shots.length, warnings: [...new Set(shots.flatMap((shot) => shot.warnings))] }
}

/** Phones and messengers rename pictures between picture types; anything else with a foreign ending was meant to deceive. */
function fits(type: string, extension: string): boolean {
  const family = IMAGES.includes(type) || HEIC.includes(type) ? [...IMAGES, 'image/heic'].flatMap((image) => EXTENSIONS[image] ?? []) : type === 'application/zip' ? ['docx', 'xlsx', 'zip'] : EXTENSIONS[type]
  return family === undefined || extension === '' || family.includes(extension)
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
