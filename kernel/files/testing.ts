import { crc32, deflateRawSync } from 'node:zlib'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import sharp from 'sharp'

/** Builders of files as people send them. */
export interface ZipPart { readonly name: string; readonly data: Uint8Array | string; readonly stored?: boolean }

/** A plain ZIP archive with the given parts in their order. */
export function aZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const data = Buffer.from(part.data)
    const name = Buffer.from(part.name)
    const packed = part.stored === true ? data : deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(part.stored === true ? 0 : 8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entries, end])
}

const TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'

/** A small DOCX; `more` adds or replaces parts. */
export function aDocx(more: readonly ZipPart[] = [], text = 'Đơn đề nghị'): Buffer {
  const parts = new Map<string, ZipPart>([
    ['[Content_Types].xml', { name: '[Content_Types].xml', data: TYPES }],
    ['_rels/.rels', { name: '_rels/.rels', data: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>' }],
    ['word/document.xml', { name: 'word/document.xml', data: `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>` }],
  ])
  for (const part of more) parts.set(part.name, part)
  return aZip([...parts.values()])
}

export interface PhotoOptions { readonly width?: number; readonly height?: number; readonly orientation?: number; readonly blur?: number; readonly format?: 'jpeg' | 'png' | 'webp'; readonly text?: string }

/** A picture of a page with printed lines, as a phone takes it: with EXIF, turned by its orientation tag. */
export async function aPhoto(options: PhotoOptions = {}): Promise<Buffer> {
  const { width = 1200, height = 1600, text = 'Giay khai sinh' } = options
  const lines = Array.from({ length: Math.floor(height / 40) }, (_, i) => `<text x="${width * 0.06}" y="${40 * i + 34}" font-size="26" font-family="sans-serif">${text} ${i} 019-300-512 / H55</text>`).join('')
  const page = sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f4f1e8"/>${lines}</svg>`))
  const shot = options.blur === undefined ? page : page.blur(options.blur)
  const flat = shot.flatten({ background: '#fff' }).withExif({ IFD0: { Make: 'Phone', Copyright: 'GPS 21.59 105.84' } }).withMetadata({ orientation: options.orientation ?? 1 })
  return flat.toFormat(options.format ?? 'jpeg', { quality: 85 }).toBuffer()
}

/** A PDF as word processors print it. */
export async function aPdf(pages = 1, change: (document: PDFDocument) => Promise<void> | void = () => undefined, objectStreams = true): Promise<Buffer> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let i = 0; i < pages; i++) document.addPage([595, 842]).drawText(`Page ${i + 1}`, { x: 50, y: 780, size: 14, font })
  await change(document)
  return Buffer.from(await document.save({ useObjectStreams: objectStreams }))
}
