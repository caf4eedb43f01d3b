import { decodePDFRawStream, ParseSpeeds, PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFStream, type PDFObject } from 'pdf-lib'
import { withinBounds } from './bounded-streams.ts'
import { refuse, type FileLimits, type Inspection } from './verdict.ts'

/** Action types that run, start, send or fetch something (ISO 32000-1 §12.6.4). */
const ACTIVE_ACTIONS = ['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'Rendition', 'Movie', 'Sound', 'RichMediaExecute', 'GoTo3DView']
const ACTIVE_KEYS = ['JS', 'JavaScript', 'XFA', 'RichMediaContent', 'RichMediaSettings']
const ACTIVE_TYPES = ['RichMedia', '3D', 'Movie', 'Sound', 'Screen']
const EMBEDDED_KEYS = ['EmbeddedFile', 'EmbeddedFiles', 'EF', 'Collection']
/** Long enough never to stand in a compressed stream by chance; seen in the raw bytes even where a second reading hides them from the parser. */
const RAW_ACTIVE = /\/(?:JavaScript|Launch|RichMedia|SubmitForm|ImportData)[\s/<>()[\]]/u
const RAW_EMBEDDED = /\/EmbeddedFiles?[\s/<>()[\]]/u

/**
 * A PDF is stored as it came, because a digital signature in it must stay valid. So it is refused when it could run code, start programs,
 * carry other files, swell, or be read in two ways.
 */
export const inspectPdf = async (bytes: Buffer, limits: FileLimits): Promise<Inspection> => await withinBounds(() => look(bytes, limits)) ?? refuse('archive-bomb')

async function look(bytes: Buffer, limits: FileLimits): Promise<Inspection> {
  const text = bytes.toString('latin1')
  if (!text.startsWith('%PDF-') || !/startxref\s+\d+\s+%%EOF/u.test(text.slice(-2048))) return refuse('pdf-broken')
  const names = text.replace(/#([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (/\/Encrypt\s*(?:<<|\d+\s+\d+\s+R)/u.test(names)) return refuse('pdf-encrypted')
  if (RAW_ACTIVE.test(names)) return refuse('pdf-active')
  if (RAW_EMBEDDED.test(names)) return refuse('pdf-embedded')
  const document = await PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: ParseSpeeds.Fastest, throwOnInvalidObject: true, ignoreEncryption: true }).catch(() => undefined)
  if (document === undefined) return refuse('pdf-broken')
  if (document.isEncrypted) return refuse('pdf-encrypted')
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    const verdict = judgeObject(object)
    if (verdict !== undefined) return refuse(verdict)
  }
  const pageCount = countPages(document)
  if (pageCount === 0) return refuse('pdf-broken')
  if (pageCount > limits.maxPages) return refuse('too-many-pages', limits.maxPages)
  return { ok: true, mediaType: 'application/pdf', originalType: 'application/pdf', pageCount, warnings: [] }
}

function judgeObject(object: PDFObject): 'pdf-active' | 'pdf-embedded' | undefined {
  if (object instanceof PDFStream) return judgeObject(object.dict)
  if (object instanceof PDFArray) return firstOf(object.asArray())
  if (!(object instanceof PDFDict)) return undefined
  const named = (key: string): string => { const value = object.get(PDFName.of(key)); return value instanceof PDFName ? value.decodeText() : '' }
  if (ACTIVE_ACTIONS.includes(named('S')) || ACTIVE_TYPES.includes(named('Subtype'))) return 'pdf-active'
  if (named('Type') === 'EmbeddedFile' || named('Subtype') === 'FileAttachment') return 'pdf-embedded'
  for (const [key] of object.entries()) {
    const name = key.decodeText()
    if (ACTIVE_KEYS.includes(name)) return 'pdf-active'
    if (EMBEDDED_KEYS.includes(name)) return 'pdf-embedded'
  }
  return firstOf(object.values())
}

function firstOf(objects: readonly PDFObject[]): 'pdf-active' | 'pdf-embedded' | undefined {
  for (const object of objects) {
    const verdict = judgeObject(object)
    if (verdict !== undefined) return verdict
  }
  return undefined
}

/** Pages, every one of which has readable contents: a file cut or damaged in the middle is told now, not when an officer opens it. */
function countPages(document: PDFDocument): number {
  try {
    const pages = document.getPages()
    for (const page of pages) {
      const contents = page.node.Contents()
      if (contents === undefined && page.node.get(PDFName.of('Contents')) !== undefined) return 0
      const streams = contents instanceof PDFArray ? contents.asArray().map((item) => document.context.lookup(item)) : contents === undefined ? [] : [contents]
      for (const stream of streams) {
        if (!(stream instanceof PDFStream)) return 0
        if (stream instanceof PDFRawStream) decodePDFRawStream(stream).decode()
      }
    }
    return pages.length
  } catch { return 0 }
}

const A4 = { short: 595.28, long: 841.89 }

/** One page of A4 per picture, upright or across as the picture is. */
export async function joinImages(jpegs: readonly Uint8Array[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  for (const jpeg of jpegs) {
    // pdf-lib reads from the start of the buffer behind the bytes, whatever lies there
    const image = await document.embedJpg(new Uint8Array(jpeg))
    const across = image.width > image.height
    const page = document.addPage(across ? [A4.long, A4.short] : [A4.short, A4.long])
    const { width, height } = image.scaleToFit(page.getWidth(), page.getHeight())
    page.drawImage(image, { x: (page.getWidth() - width) / 2, y: (page.getHeight() - height) / 2, width, height })
  }
  return document.save()
}
