import { deflateSync } from 'node:zlib'
import { PDFName, PDFString, type PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { inspect } from './inspect.ts'
import { sharpness } from './inspect-image.ts'
import { aHeic } from './testing-heic.ts'
import { aDocx, aPdf, aPhoto, aZip } from './testing.ts'
import { DEFAULT_LIMITS, type Inspection } from './verdict.ts'

const look = (bytes: Buffer): Promise<Inspection> => inspect(bytes, DEFAULT_LIMITS)
const code = async (bytes: Buffer): Promise<string> => { const found = await look(bytes); return found.ok ? 'accepted' : found.error.code }

const relations = (relation: string): string => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation}</Relationships>`

describe('pictures', () => {
  test('come out upright, as JPEG, without where and by whom they were taken', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const found = await look(await aPhoto({ width: 800, height: 600, orientation: 6, format }))
      if (!found.ok || found.bytes === undefined) throw new Error('refused')
      const meta = await sharp(found.bytes).metadata()
      expect([found.mediaType, found.originalType, meta.format, meta.exif, meta.orientation]).toEqual(['image/jpeg', `image/${format}`, 'jpeg', undefined, undefined])
      expect([meta.width, meta.height]).toEqual([600, 800])
      expect(Buffer.from(found.bytes).includes('GPS')).toBe(false)
    }
  })
  test('are upright whichever of the eight ways the phone was held', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const photo = await aPhoto({ width: 640, height: 500, orientation })
      const found = await look(photo)
      if (!found.ok || found.bytes === undefined) throw new Error('refused')
      const [ours, theirs] = await Promise.all([sharp(found.bytes), sharp(photo).autoOrient()].map((image) => image.greyscale().raw().toBuffer({ resolveWithObject: true })))
      expect([ours?.info.width, ours?.info.height]).toEqual([theirs?.info.width, theirs?.info.height])
      const difference = ours?.data.reduce((sum, value, i) => sum + Math.abs(value - (theirs?.data[i] ?? 0)), 0) ?? Infinity
      expect(difference / (640 * 500), `orientation ${orientation}`).toBeLessThan(3)
    }
  })
  test('lose what was appended, and are not taken when that is another kind of file', async () => {
    const photo = await aPhoto({ width: 600, height: 600 })
    expect(await code(Buffer.concat([photo, Buffer.alloc(100, 1)]))).toBe('accepted')
    expect(await code(Buffer.concat([photo, aZip([{ name: 'a.html', data: 'x' }])]))).toBe('polyglot')
    expect(await code(Buffer.concat([photo, Buffer.from('<script >alert(1)</script>')]))).toBe('polyglot')
    expect(await code(Buffer.concat([photo.subarray(0, 20), Buffer.from('%PDF-1.4'), photo.subarray(20)]))).toBe('polyglot')
  })
  test('are refused when cut, and the words say so', async () => {
    const photo = await aPhoto()
    expect(await code(photo.subarray(0, Math.floor(photo.length / 2)))).toBe('image-broken')
    const found = await look(photo.subarray(0, 3000))
    expect(found).toMatchObject({ ok: false, error: { message: { vi: expect.stringContaining('chụp lại'), en: expect.stringContaining('again') } } })
  })
  test('are refused above the number of pixels, before anything is decoded', async () => {
    const png = await sharp({ create: { width: 60_000, height: 1000, channels: 3, background: '#fff' }, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer()
    const started = process.cpuUsage().user
    expect(await code(png)).toBe('image-too-large')
    expect(process.cpuUsage().user - started).toBeLessThan(200_000)
  })
  test('out of focus or too small are taken with a warning', async () => {
    expect(await look(await aPhoto({ width: 1200, height: 900 }))).toMatchObject({ warnings: [] })
    expect(await look(await aPhoto({ width: 1200, height: 900, blur: 8 }))).toMatchObject({ ok: true, warnings: ['blurred'] })
    expect(await look(await aPhoto({ width: 300, height: 400 }))).toMatchObject({ ok: true, warnings: ['small'] })
    expect(await sharpness(await aPhoto())).toBeGreaterThan(await sharpness(await aPhoto({ blur: 4 })))
  })
  test('of an iPhone (HEIC) come out upright, as JPEG, in their colours', async () => {
    for (const [which, width, height, colours] of [['across', 128, 96, ['red', 'green', 'blue', 'white']], ['upright', 96, 128, ['blue', 'red', 'white', 'green']]] as const) {
      const found = await look(aHeic(which))
      if (!found.ok || found.bytes === undefined) throw new Error('refused')
      expect([found.mediaType, found.originalType]).toEqual(['image/jpeg', 'image/heic'])
      const { data, info } = await sharp(found.bytes).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([width, height])
      const at = (x: number, y: number): string => {
        const [r = 0, g = 0, b = 0] = data.subarray((y * width + x) * 3)
        return r > 200 && g > 200 && b > 200 ? 'white' : r > 180 && g < 60 && b < 60 ? 'red' : g > 120 && r < 60 && b < 60 ? 'green' : b > 180 && r < 60 && g < 60 ? 'blue' : `${r},${g},${b}`
      }
      expect([at(width / 4, height / 4), at(width * 3 / 4, height / 4), at(width / 4, height * 3 / 4), at(width * 3 / 4, height * 3 / 4)]).toEqual(colours)
    }
  })
  test('of an iPhone are refused when cut, when of too many pixels, and when they lie about that', async () => {
    const heic = aHeic()
    for (const length of [13, 40, 200, Math.floor(heic.length / 2), heic.length - 300]) expect(await code(heic.subarray(0, length)), `${length}`).not.toBe('accepted')
    expect(await code(aHeic('tooLarge'))).toBe('image-too-large')
    const lying = aHeic()
    lying.writeUInt32BE(60_000, lying.indexOf('ispe') + 8)
    expect(await code(lying)).not.toBe('accepted')
    expect(await code(Buffer.concat([heic, aZip([{ name: 'a.html', data: 'x' }])]))).toBe('polyglot')
  })
})

describe('PDF', () => {
  test('is taken as it came, with the number of its pages', async () => {
    for (const objectStreams of [true, false]) expect(await look(await aPdf(7, undefined, objectStreams))).toEqual({ ok: true, mediaType: 'application/pdf', originalType: 'application/pdf', pageCount: 7, warnings: [] })
  })
  const action = (kind: string, more: Record<string, string> = {}) => (document: PDFDocument) => document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: kind, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, PDFString.of(value)])) }))
  test.each([
    ['JavaScript', 'pdf-active', action('JavaScript', { JS: 'app.alert(1)' })],
    ['Launch', 'pdf-active', action('Launch', { F: 'cmd.exe' })],
    ['a form that sends itself', 'pdf-active', action('SubmitForm')],
    ['XFA', 'pdf-active', (document: PDFDocument) => document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ XFA: PDFString.of('x') }))],
    ['an embedded file', 'pdf-embedded', (document: PDFDocument) => document.attach(Buffer.from('MZ'), 'a.exe', { mimeType: 'application/octet-stream' })],
  ] as const)('with %s is refused, hidden in object streams or not', async (_, expected, change) => {
    for (const objectStreams of [true, false]) expect(await code(await aPdf(1, async (document) => { await change(document) }, objectStreams))).toBe(expected)
  })
  test('with a name written in hexadecimal, or an older object behind the newest, is refused all the same', async () => {
    const plain = await aPdf(1, undefined, false)
    const at = plain.indexOf('endobj') + 7
    const withObject = (object: string): Buffer => Buffer.concat([plain.subarray(0, at), Buffer.from(`99 0 obj\n${object}\nendobj\n`), plain.subarray(at)])
    expect(await code(withObject('<< /Title (x) >>'))).toBe('accepted')
    expect(await code(withObject('<< /S /J#61vaScript /J#53 (app.alert(1)) >>'))).toBe('pdf-active')
    expect(await code(withObject('<< /S /JavaScript >>\nendobj\n99 0 obj\n<< >>'))).toBe('pdf-active')
    expect(await code(withObject('<< /Type /EmbeddedFile >>'))).toBe('pdf-embedded')
  })
  test('that is locked, cut or damaged is refused, each with its own words', async () => {
    const plain = await aPdf(3, undefined, false)
    const locked = Buffer.from(plain.toString('latin1').replace('trailer\n<<', 'trailer\n<<\n/Encrypt 5 0 R'), 'latin1')
    expect(await code(locked)).toBe('pdf-encrypted')
    expect(await code(plain.subarray(0, plain.length - 400))).toBe('pdf-broken')
    const broken = await aPdf(3)
    broken.fill(0x41, 100, 400)
    expect(await code(broken)).toBe('pdf-broken')
    expect(await code(Buffer.concat([Buffer.from('GIF89a'), plain]))).not.toBe('accepted')
    expect(await code(Buffer.concat([plain, aZip([{ name: 'x', data: 'y' }])]))).not.toBe('accepted')
    expect(await code(Buffer.concat([Buffer.from('%PDF-1.4\n<html ><script >1</script>'), plain]))).toBe('polyglot')
  })
  test('that swells when opened is refused at once, whatever its filters', async () => {
    const plain = await aPdf(1, undefined, false)
    const at = plain.indexOf('endobj') + 7
    const packed = deflateSync(Buffer.concat([Buffer.from('98 0 (a) '), Buffer.alloc(60_000_000, 0x20)]))
    const stream = (filter: string, data: Buffer): Buffer => Buffer.concat([Buffer.from(`99 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Length ${data.length} /Filter ${filter} >>\nstream\n`), data, Buffer.from('\nendstream\nendobj\n')])
    const hex = Buffer.from(`${packed.toString('hex')}>`)
    for (const [filter, data] of [['/FlateDecode', packed], ['[/FlateDecode]', packed], ['[/ASCIIHexDecode /FlateDecode]', hex]] as const) expect(await code(Buffer.concat([plain.subarray(0, at), stream(filter, data), plain.subarray(at)])), filter).toBe('archive-bomb')
  })
  test('with too many pages is refused', async () => { expect(await code(await aPdf(301))).toBe('too-many-pages') })
})

describe('DOCX', () => {
  test('is taken as it came, links that a reader clicks included', async () => {
    const link = relations('<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.vn" TargetMode="External"/>')
    expect(await look(aDocx([{ name: 'word/_rels/document.xml.rels', data: link }]))).toMatchObject({ ok: true, pageCount: 1 })
  })
  test.each([
    ['a macro', 'office-active', aDocx([{ name: 'word/vbaProject.bin', data: 'x' }])],
    ['an object', 'office-active', aDocx([{ name: 'word/embeddings/oleObject1.bin', data: 'x' }])],
    ['a template from elsewhere', 'office-external', aDocx([{ name: 'word/_rels/settings.xml.rels', data: relations("<Relationship Id='r1' TargetMode='External' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate' Target='http://x/t.dotm'/>") }])],
    ['entities', 'archive-bomb', aDocx([{ name: 'word/document.xml', data: '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>' }])],
    ['a bomb', 'archive-bomb', aDocx([{ name: 'word/media/a.png', data: Buffer.alloc(30_000_000) }])],
    ['a path that leads out', 'polyglot', aDocx([{ name: '../../evil.xml', data: 'x' }])],
    ['something in front', 'accepted-not', Buffer.concat([Buffer.from('<html >'), aDocx()])],
    ['something behind', 'polyglot', Buffer.concat([aDocx(), Buffer.from('x')])],
    ['two parts of one name', 'polyglot', aZip(['[Content_Types].xml', 'word/document.xml', 'Word/Document.xml'].map((name) => ({ name, data: 'x' })))],
  ])('with %s is refused', async (_, expected, bytes) => {
    const found = await code(bytes)
    if (expected === 'accepted-not') expect(found).not.toBe('accepted')
    else expect(found).toBe(expected)
  })
  test('whose directory lies about a part is refused', async () => {
    const docx = aDocx()
    const at = docx.lastIndexOf('word/document.xml')
    docx.writeUInt32LE(10, at - 46 + 24)
    expect(await code(docx)).toBe('office-broken')
  })
})

test.each([
  ['an empty file', 'empty', Buffer.of()],
  ['SVG', 'type-not-allowed', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
  ['HTML renamed', 'type-not-allowed', Buffer.from('<html><script>1</script></html>')],
  ['text', 'type-not-allowed', Buffer.from('xin chào')],
  ['a program', 'type-not-allowed', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
  ['an archive', 'type-not-allowed', aZip([{ name: 'a.txt', data: 'x' }])],
  ['a GIF', 'type-not-allowed', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')],
])('%s is refused', async (_, expected, bytes) => { expect(await code(bytes)).toBe(expected) })
