import { deflateSync, gzipSync } from 'node:zlib'
import { PDFName, PDFString, type PDFDocument } from 'pdf-lib'
import { aHeic } from '../../kernel/files/testing-heic.ts'
import { aDocx, aPdf, aPhoto, aZip } from '../../kernel/files/testing.ts'
import type { Random } from './random.ts'

export interface Sent { readonly kind: string; readonly bytes: Buffer; readonly name: string }
export interface HostileFile extends Sent {
  /** refuse: nothing of it may be stored. clean: what is stored, if anything, must be harmless. name: the content is honest, the name is not. */
  readonly expect: 'refuse' | 'clean' | 'name'
}

/** Honest files that the hostile ones are made of; drawn once. */
export interface Material { readonly photo: Buffer; readonly png: Buffer; readonly pdf: Buffer; readonly packedPdf: Buffer; readonly docx: Buffer; readonly heic: Buffer }
export async function drawMaterial(): Promise<Material> {
  return { photo: await aPhoto({ width: 900, height: 1200 }), png: await aPhoto({ width: 600, height: 800, format: 'png' }), pdf: await aPdf(3, undefined, false), packedPdf: await aPdf(3), docx: aDocx([], 'Đơn đề nghị '.repeat(50)), heic: aHeic() }
}

type Maker = (random: Random, from: Material) => HostileFile | Promise<HostileFile>
const file = (kind: string, expect: HostileFile['expect'], bytes: Buffer | string, name: string): HostileFile => ({ kind, expect, bytes: Buffer.from(bytes), name })

/** The EICAR test string in two halves, so that this file itself alarms nobody. */
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
const PAGES = [
  '<html><body><script>alert(1)</script></body></html>', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '<svg><script>alert(1)</script></svg>',
  '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>', 'MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>', '<!DOCTYPE html><iframe src="javascript:alert(1)">',
]
const HEADS = ['MZ\x90\x00', '\x7fELF\x02\x01\x01', '#!/bin/sh\nrm', 'Rar!\x1a\x07\x00', '7z\xbc\xaf\x27\x1c', '\x1f\x8b\x08\x00', 'BZh91AY&SY', 'GIF89a\x01\x00\x01\x00', '\xca\xfe\xba\xbe', 'II*\x00', '8BPS\x00\x01', '%!PS-Adobe', '{\\rtf1', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'ID3\x03', '\x00\x00\x00\x18ftypmp42']
const NAMES = ['../../../etc/passwd', '..\\..\\boot.ini', 'CON.pdf', 'hoa\u202efdp.exe.pdf', 'a\u0000.pdf', 'Gia\u0302\u0301y '.repeat(40), '\u200b\u200b', 'x'.repeat(300), '"><img src=x onerror=alert(1)>', 'a\r\nSet-Cookie: x=1.pdf', '\ud800.pdf', '....//....//x.pdf', '%2e%2e%2fx.pdf', '-rf.pdf', '.pdf']

/** A PNG header that promises `side` × `side` pixels. */
function hugePng(side: number, from: Material): Buffer {
  const bytes = Buffer.from(from.png)
  bytes.writeUInt32BE(side, 16)
  bytes.writeUInt32BE(side, 20)
  return bytes
}

/** The same of a HEIC picture. */
function hugeHeic(side: number, from: Material): Buffer {
  const bytes = Buffer.from(from.heic)
  for (const at of [8, 12]) bytes.writeUInt32BE(side, bytes.indexOf('ispe') + at)
  return bytes
}

/** A PDF with one more object, written before the first of its own. */
function withObject(pdf: Buffer, body: string | Buffer): Buffer {
  const at = pdf.indexOf('endobj') + 7
  return Buffer.concat([pdf.subarray(0, at), Buffer.from('99 0 obj\n'), Buffer.from(body), Buffer.from('\nendobj\n'), pdf.subarray(at)])
}
const stream = (dict: string, data: Buffer): Buffer => Buffer.concat([Buffer.from(`<< ${dict} /Length ${data.length} /Filter /FlateDecode >>\nstream\n`), data, Buffer.from('\nendstream')])

const packed = new Map<number, Buffer>()
/** So many bytes in a thousandth of them: half a gigabyte at once, or time and again what alone would pass. */
function swelling(size = 500_000_000): Buffer {
  const known = packed.get(size) ?? deflateSync(Buffer.concat([Buffer.from('98 0 (a) '), Buffer.alloc(size, 0x20)]))
  packed.set(size, known)
  return known
}

const ACTIONS = ['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'Rendition', 'Sound']
const withAction = (kind: string, packed: boolean): Promise<Buffer> => aPdf(1, (document: PDFDocument) => { document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: kind, JS: PDFString.of('app.alert(1)'), F: PDFString.of('cmd.exe') })) }, packed)
const hexName = (name: string, random: Random): string => [...name].map((letter) => random.next() < 0.4 ? `#${letter.charCodeAt(0).toString(16)}` : letter).join('')

export const MAKERS: Readonly<Record<string, Maker>> = {
  'cut': (random, from) => {
    const [bytes, name] = random.pick([[from.photo, 'a.jpg'], [from.png, 'a.png'], [from.pdf, 'a.pdf'], [from.packedPdf, 'a.pdf'], [from.docx, 'a.docx'], [from.heic, 'a.heic']] as const)
    return file('cut', 'refuse', bytes.subarray(0, Math.floor(bytes.length * (0.05 + random.next() * 0.9))), name)
  },
  'mutated': (random, from) => {
    const [source, name] = random.pick([[from.photo, 'a.jpg'], [from.png, 'a.png'], [from.pdf, 'a.pdf'], [from.packedPdf, 'a.pdf'], [from.docx, 'a.docx'], [from.heic, 'a.heic']] as const)
    const bytes = Buffer.from(source)
    const flips = 1 + random.below(bytes.length / 50)
    for (let i = 0; i < flips; i++) { const at = random.below(bytes.length); bytes[at] = (bytes[at] ?? 0) ^ 1 << random.below(8) }
    return file('mutated', 'clean', bytes, name)
  },
  'picture and more': (random, from) => file('picture and more', 'refuse', Buffer.concat([random.pick([from.photo, from.png, from.heic]), random.pick([aZip([{ name: 'a.html', data: 'x' }]), Buffer.from(PAGES[0] ?? ''), from.docx])]), 'a.jpg'),
  'PDF and more': (random, from) => file('PDF and more', 'refuse', random.pick([
    () => Buffer.concat([from.pdf, from.docx]), () => Buffer.concat([Buffer.from(`%PDF-1.4\n${PAGES[0]}\n`), from.pdf]), () => Buffer.concat([Buffer.from('GIF89a'), from.pdf]), () => Buffer.concat([Buffer.from('MZ'), from.pdf]),
  ])(), 'a.pdf'),
  'page renamed': (random) => file('page renamed', 'refuse', random.pick(PAGES), random.pick(['a.jpg', 'a.pdf', 'a.docx', 'a.svg', 'a.html', 'a'])),
  'other kinds': (random) => file('other kinds', 'refuse', Buffer.concat([Buffer.from(random.pick(HEADS), 'latin1'), Buffer.alloc(300, random.below(256))]), random.pick(['a.pdf', 'a.jpg', 'a.exe', 'a'])),
  'test virus': (random) => file('test virus', 'refuse', random.pick([Buffer.from(EICAR), gzipSync(EICAR), aZip([{ name: 'eicar.com', data: EICAR }])]), random.pick(['a.com', 'a.pdf', 'a.zip'])),
  'bomb': (random, from) => file('bomb', 'refuse', random.pick([
    () => aDocx([{ name: 'word/media/a.png', data: Buffer.alloc(40_000_000) }]),
    () => aZip([{ name: '[Content_Types].xml', data: 'x' }, { name: 'word/document.xml', data: 'x' }, ...Array.from({ length: 20_000 }, (_, i) => ({ name: `word/${i}`, data: '', stored: true }))]),
    () => aDocx([{ name: 'word/embeddings/a.zip', data: aZip([{ name: 'b', data: Buffer.alloc(5_000_000) }]) }]),
    () => { const docx = aDocx([{ name: 'word/a.xml', data: Buffer.alloc(3_000_000) }]); docx.writeUInt32LE(10, docx.lastIndexOf('word/a.xml') - 46 + 24); return docx },
    () => hugePng(60_000, from),
  ])(), 'a.docx'),
  'swelling PDF': (_, from) => file('swelling PDF', 'refuse', withObject(from.pdf, stream('/Type /ObjStm /N 1 /First 5', swelling())), 'a.pdf'),
  // each stream within bounds: only the bounds of the process end it
  'PDF swelling time and again': (_, from) => file('PDF swelling time and again', 'refuse', Array.from({ length: 80 }).reduce<Buffer>((pdf) => withObject(pdf, stream('/Type /ObjStm /N 1 /First 5', swelling(30_000_000))), from.pdf), 'a.pdf'),
  'huge picture': (random, from) => { const side = random.pick([8_000, 20_000, 60_000, 2 ** 31 - 1]); return random.next() < 0.5 ? file('huge picture', 'refuse', hugePng(side, from), 'a.png') : file('huge picture', 'refuse', hugeHeic(side, from), 'a.heic') },
  'active PDF': async (random) => file('active PDF', 'refuse', await withAction(random.pick(ACTIONS), random.next() < 0.5), 'a.pdf'),
  'hidden in a PDF': (random, from) => file('hidden in a PDF', 'refuse', withObject(from.pdf, random.pick([
    () => `<< /S /${hexName('JavaScript', random)} /${hexName('JS', random)} (app.alert(1)) >>`, () => '<< /S /JavaScript >>\nendobj\n99 0 obj\n<< >>', () => `<< /Type /${hexName('EmbeddedFile', random)} >>`,
    () => stream('/Type /ObjStm /N 1 /First 5', deflateSync('98 0 << /S /JavaScript /JS (app.alert(1)) >>')), () => '<< /S /Launch /Win << /F (cmd.exe) >> >>', () => '<< /Names [(a) << /S /JavaScript >>] >>',
  ])()), 'a.pdf'),
  'PDF with a file inside': async (random) => file('PDF with a file inside', 'refuse', await aPdf(1, (document) => document.attach(Buffer.from('MZ'), 'a.exe', { mimeType: 'application/octet-stream' }), random.next() < 0.5), 'a.pdf'),
  'locked PDF': (_, from) => file('locked PDF', 'refuse', Buffer.from(from.pdf.toString('latin1').replace('trailer\n<<', 'trailer\n<<\n/Encrypt 5 0 R'), 'latin1'), 'a.pdf'),
  'twisted PDF': (random, from) => file('twisted PDF', 'clean', random.pick([
    () => withObject(from.pdf, `${'['.repeat(100_000)}${']'.repeat(100_000)}`), () => withObject(from.pdf, '<< /A '.repeat(50_000)), () => Buffer.from(from.pdf.toString('latin1').replace(/\/Kids \[[^\]]*\]/u, '/Kids [2 0 R 2 0 R]'), 'latin1'),
    () => Buffer.from(from.pdf.toString('latin1').replace(/\/Count \d+/u, '/Count 999999999'), 'latin1'), () => Buffer.from(`%PDF-1.7\n${'1 0 obj << >> endobj\n'.repeat(50_000)}trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF`),
  ])(), 'a.pdf'),
  'armed document': (random) => file('armed document', 'refuse', random.pick([
    aDocx([{ name: 'word/vbaProject.bin', data: 'x' }]), aDocx([{ name: 'word/embeddings/oleObject1.bin', data: 'x' }]), aDocx([{ name: 'word/document.xml', data: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' }]),
    aDocx([{ name: 'word/_rels/settings.xml.rels', data: '<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/></Relationships>' }]),
    aDocx([{ name: '../../x.xml', data: 'x' }]), Buffer.concat([aDocx(), Buffer.from('tail')]),
  ]), 'a.docx'),
  'wrong ending': (random, from) => file('wrong ending', 'name', random.pick([from.photo, from.png, from.pdf, from.docx]), random.pick(['a.pdf', 'a.exe', 'a.html', 'a.svg', 'a.docx', 'a.php', 'a.php.jpg', 'a.pdf.exe'])),
  'nothing': () => file('nothing', 'refuse', Buffer.of(), 'a.pdf'),
  'name': (random, from) => file('name', 'name', from.pdf, random.pick(NAMES)),
}
