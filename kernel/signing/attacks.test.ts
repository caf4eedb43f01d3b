import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef, PDFString, type PDFObject } from 'pdf-lib'
import { renderPdf } from '../pdf/render.ts'
import { openRevision, type Revision } from '../pdf/revision.ts'
import { addSignatureField, signatureFieldsOf } from '../pdf/signature-fields.ts'
import { makeDevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { inTemporaryFolder } from '../pdf/testing.ts'
import { signedData } from './cms.ts'
import { openSigner, signPdf, verifyPdf, type Signer, type Verdict } from './index.ts'
import { OID } from './oids.ts'
import { aSigningWorld, documentTimeStamp, numbersIn, painting, signedByHand, streamOf, updatedByHand, type SigningWorld } from './testing.ts'

/*
 * What people do to signed PDFs: incremental saving, signature wrapping and universal forgery (Mladenov and others, CCS 2019), shadow attacks
 * (NDSS 2021), certification attacks (IEEE S&P 2021), and readings that differ from program to program. Each starts from a genuine result with
 * the signatures of an officer and of an agency; where the attacker can, a trusted time-stamp over the whole forgery seals it.
 */
const PAPER = `#set page(width: 148mm, height: 105mm)
#set text(font: "Tinos")
Giấy xác nhận
#metadata((name: "signer", page: 1, x: 240, y: 120, width: 150, height: 60)) <signature-place>
#metadata((name: "agency", page: 1, x: 180, y: 120, width: 80, height: 80)) <signature-place>`

let world: SigningWorld, officer: Signer, agency: Signer, citizen: Signer, stranger: Signer
let once: Buffer, genuine: Buffer
beforeAll(async () => {
  world = await aSigningWorld()
  ;[officer, agency, citizen] = [await world.signer('hang', 'Nguyễn Thị Hằng'), await world.signer('xa', 'UBND xã Đồng Hỷ'), await world.signer('dan', 'Trần Văn Dân')]
  stranger = await inTemporaryFolder(async (dir) => openSigner({ kind: 'pkcs12', ...await (await makeDevelopmentCa(dir)).issue({ id: 'gia', name: 'UBND xã Đồng Hỷ', organisation: 'x' }) }))
  once = Buffer.from(await signPdf(await renderPdf({ source: PAPER }, {}), { signer: officer, timeStamp: world.timeStamp, appearance: { look: 'signer', name: 'Nguyễn Thị Hằng' } }))
  genuine = Buffer.from(await signPdf(once, { signer: agency, timeStamp: world.timeStamp, appearance: { look: 'agency', name: 'UBND xã Đồng Hỷ' } }))
})
afterAll(() => world.close())

const key = (name: string): PDFName => PDFName.of(name)
const verdict = async (bytes: Uint8Array): Promise<Verdict> => (await verifyPdf(bytes, world.anchors)).verdict
const stamped = (bytes: Uint8Array): Promise<Buffer> => documentTimeStamp(bytes, world.timeStamp)
const RED = '1 0 0 rg 0 0 500 500 re f'
const bad: readonly Verdict[] = ['changed', 'unreadable']

/** A change made with a program that writes clean updates. */
async function changed(change: (revision: Revision) => void, base: Uint8Array = genuine): Promise<Buffer> {
  const revision = await openRevision(base)
  change(revision)
  return Buffer.from(revision.finish().bytes)
}
interface Part { readonly node: PDFDict; touch(): void }
function partOf(revision: Revision, ref: PDFObject | undefined): Part {
  if (!(ref instanceof PDFRef)) throw new Error('not an object of its own')
  return { node: revision.context.lookup(ref, PDFDict), touch: () => revision.touch(ref) }
}
const pageOf = (revision: Revision): Part => partOf(revision, revision.document.getPages()[0]?.ref)
const rootOf = (revision: Revision): Part => partOf(revision, revision.context.trailerInfo.Root)
const formOf = (revision: Revision): Part => partOf(revision, rootOf(revision).node.get(key('AcroForm')))
const set = (part: Part, name: string, value: PDFObject): void => { part.node.set(key(name), value); part.touch() }

describe('content exchanged by a later revision, sealed by a time-stamp or not', () => {
  const annotation = (dict: Record<string, string | number[] | PDFObject>) => (revision: Revision): void => {
    const { node, touch } = pageOf(revision)
    node.lookup(key('Annots'), PDFArray).push(revision.add(revision.context.obj(dict)))
    touch()
  }
  const onPage = (name: string, value: (revision: Revision) => PDFObject) => (revision: Revision): void => set(pageOf(revision), name, value(revision))
  const onRoot = (name: string, value: (revision: Revision) => PDFObject) => (revision: Revision): void => set(rootOf(revision), name, value(revision))
  const onForm = (name: string, value: (revision: Revision) => PDFObject) => (revision: Revision): void => set(formOf(revision), name, value(revision))
  const script = (revision: Revision) => revision.context.obj({ S: 'JavaScript', JS: PDFString.of('this.x') })
  const otherPages = (revision: Revision): PDFObject => {
    const page = revision.context.obj({ Type: 'Page', MediaBox: [0, 0, 400, 400], Contents: revision.add(revision.context.stream(RED)) })
    return revision.add(revision.context.obj({ Type: 'Pages', Kids: [revision.add(page)], Count: 1 }))
  }
  it.each<[string, (revision: Revision) => void]>([
    ['other contents of the page', onPage('Contents', (revision) => revision.add(revision.context.stream(RED)))],
    ['other resources', onPage('Resources', (revision) => revision.context.obj({}))],
    ['another part of the page shown', onPage('CropBox', (revision) => revision.context.obj([0, 0, 10, 10]))],
    ['the page turned', onPage('Rotate', (revision) => revision.context.obj(90))],
    ['an action when the page opens', onPage('AA', (revision) => revision.context.obj({ O: script(revision) }))],
    ['a text laid over the page (FreeText)', annotation({ Type: 'Annot', Subtype: 'FreeText', Rect: [0, 0, 200, 200] })],
    ['a stamp laid over the page', annotation({ Type: 'Annot', Subtype: 'Stamp', Rect: [0, 0, 200, 200] })],
    ['a blackening (Redact)', annotation({ Type: 'Annot', Subtype: 'Redact', Rect: [0, 0, 200, 200] })],
    ['a form field with a value', annotation({ Type: 'Annot', Subtype: 'Widget', FT: 'Tx', Rect: [0, 0, 200, 200], V: PDFString.of('x') })],
    ['a script when the file opens', onRoot('OpenAction', script)],
    ['another table of names', onRoot('Names', (revision) => revision.context.obj({ JavaScript: { Names: [] } }))],
    ['layers switched', onRoot('OCProperties', (revision) => revision.context.obj({ OCGs: [], D: {} }))],
    ['rights granted later (/Perms)', onRoot('Perms', (revision) => revision.context.obj({ UR3: {} }))],
    ['another page tree', onRoot('Pages', otherPages)],
    ['an XFA form', onForm('XFA', (revision) => revision.add(revision.context.stream('<xdp/>')))],
    ['appearances to be made anew', onForm('NeedAppearances', (revision) => revision.context.obj(true))],
    ['another order of calculation', onForm('CO', (revision) => revision.context.obj([]))],
    ['fonts for form fields', onForm('DR', (revision) => revision.context.obj({ Font: {} }))],
  ])('%s', async (_what, change) => {
    const forged = await changed(change)
    expect(await verdict(forged)).toBe('changed')
    expect(await verdict(await stamped(forged))).toBe('changed')
  })
  it('what the signed file only pointed at (shadow: hide and replace)', async () => {
    const { page, pageBody, next } = await numbersIn(await renderPdf({ source: PAPER }, {}))
    // the attacker prepares the file: contents that point at nothing yet
    const prepared = updatedByHand(await renderPdf({ source: PAPER }, {}), { objects: [[page, pageBody.replace(/\/Contents (\d+ 0 R)/, `/Contents [ $1 ${next + 50} 0 R ]`)]] })
    const signed = await signPdf(prepared, { signer: officer, timeStamp: world.timeStamp })
    expect(await verdict(signed)).toBe('valid')
    const filled = updatedByHand(signed, { objects: [[next + 50, streamOf(RED)]] })
    expect(await verdict(filled)).toBe('changed')
    expect(await verdict(await stamped(filled))).toBe('changed')
  })
  it('what served as properties and as page resources at once (shadow: replace)', async () => {
    const blank = await renderPdf({ source: PAPER }, {})
    const { page, pageBody, root, next } = await numbersIn(blank)
    const resources = /\/Resources (\d+ 0 R)/.exec(pageBody)?.[1] ?? ''
    expect(resources).not.toBe('')
    const prepared = updatedByHand(blank, { objects: [[page, pageBody]], trailer: `/Info ${resources}`, root: `${root} 0 R` })
    const signed = await signPdf(prepared, { signer: officer, timeStamp: world.timeStamp })
    expect(await verdict(signed)).toBe('valid')
    const forged = updatedByHand(signed, { objects: [[Number(resources.split(' ')[0]), `<< /XObject ${next + 60} 0 R >>`]], trailer: `/Info ${resources}` })
    expect(await verdict(forged)).toBe('changed')
  })
  it('an annotation taken away that hid something (shadow: hide)', async () => {
    const covered = await changed((revision) => {
      const { node, touch } = pageOf(revision)
      node.lookup(key('Annots'), PDFArray).push(revision.add(revision.context.obj({ Type: 'Annot', Subtype: 'Square', Rect: [0, 0, 200, 200] })))
      touch()
    }, await renderPdf({ source: PAPER }, {}))
    const signed = await signPdf(covered, { signer: officer, timeStamp: world.timeStamp })
    expect(await verdict(signed)).toBe('valid')
    const number = Number(/(\d+) 0 obj\s*<<[^>]*\/Square/.exec(Buffer.from(signed).toString('latin1'))?.[1])
    expect(await verdict(updatedByHand(signed, { objects: [], freed: [number] }))).toBe('changed')
  })
  it('going back behind the second signature by skipping its revision', async () => {
    const text = genuine.toString('latin1')
    const starts = [...text.matchAll(/startxref\s+(\d+)/g)].map(([, at]) => Number(at))
    const back = updatedByHand(genuine, { objects: [], prev: starts.at(-2) ?? 0 })
    expect(bad).toContain(await verdict(back))
  })
})

describe('signature fields that paint', () => {
  const place = { page: 1, x: 20, y: 20, width: 300, height: 60 }
  it('a time-stamp that shows another name', async () => {
    const forged = await documentTimeStamp(genuine, world.timeStamp, { place, change: (revision, field) => { field.set(key('AP'), painting(revision)) } })
    expect(await verifyPdf(forged, world.anchors)).toMatchObject({ verdict: 'changed', signatures: [{ laterChanges: 'content' }, { laterChanges: 'content' }, {}] })
  })
  it('a time-stamp without size whose appearance has one', async () => {
    expect(await verdict(await documentTimeStamp(genuine, world.timeStamp, { change: (revision, field) => { field.set(key('AP'), painting(revision)) } }))).toBe('changed')
  })
  it('an empty field that shows something, sealed afterwards', async () => {
    const painted = await changed((revision) => {
      const ref = addSignatureField(revision, { name: 'x', ...place })
      revision.context.lookup(ref, PDFDict).set(key('AP'), painting(revision))
    })
    expect(await verdict(painted)).toBe('changed')
    expect(await verdict(await stamped(painted))).toBe('changed')
  })
  it('a prepared field that shows something without being signed, by a time-stamp, or by somebody whom nobody trusts', async () => {
    const paint = (revision: Revision): void => {
      const { ref, field } = signatureFieldsOf(revision).find((item) => !item.field.has(key('V'))) ?? { ref: undefined, field: undefined }
      if (!ref || !field) throw new Error('no empty field')
      field.set(key('AP'), painting(revision))
      revision.touch(ref)
    }
    expect(await verdict(await changed(paint, once))).toBe('changed')
    expect(await verdict(await stamped(await changed(paint, once)))).toBe('changed')
    expect(await verdict(await documentTimeStamp(once, world.timeStamp, { fill: true, change: (revision, field) => { field.set(key('AP'), painting(revision)) } }))).toBe('changed')
    expect(await verdict(await signPdf(once, { signer: stranger, appearance: { look: 'agency', name: 'UBND xã Đồng Hỷ' } }))).toBe('changed')
  })
  it('a new field that shows the value of a genuine signature again', async () => {
    const replayed = await changed((revision) => {
      const signed = signatureFieldsOf(revision).find(({ field }) => field.has(key('V')))
      const ref = addSignatureField(revision, { name: 'signer-2', ...place })
      const field = revision.context.lookup(ref, PDFDict)
      field.set(key('V'), signed?.field.get(key('V')) ?? revision.context.obj({}))
      field.set(key('AP'), painting(revision))
    })
    expect(await verdict(replayed)).toBe('changed')
    expect(await verdict(await stamped(replayed))).toBe('changed')
  })
  it('the field of somebody whom nobody trusts', async () => {
    expect(await verdict(await signPdf(genuine, { signer: stranger, appearance: { look: 'signer', name: 'UBND xã Đồng Hỷ', place: { ...place } } }))).toBe('changed')
    expect(await verdict(await signPdf(genuine, { signer: stranger }))).toBe('untrusted')
  })
  it('the field of a trusted person is told apart from one that was there before', async () => {
    const added = await verifyPdf(await signPdf(genuine, { signer: citizen, appearance: { look: 'signer', name: 'Trần Văn Dân', place: { ...place } } }), world.anchors)
    expect(added).toMatchObject({ verdict: 'valid', signatures: [{ laterChanges: 'visible-signatures' }, { laterChanges: 'visible-signatures' }, { laterChanges: 'none', signer: 'Trần Văn Dân' }] })
    expect((await verifyPdf(genuine, world.anchors)).signatures.map(({ laterChanges }) => laterChanges)).toEqual(['signatures', 'none'])
  })
  it('a script on an added field', async () => {
    expect(await verdict(await documentTimeStamp(genuine, world.timeStamp, { change: (revision, field) => { field.set(key('AA'), revision.context.obj({ E: { S: 'JavaScript', JS: PDFString.of('x') } })) } }))).toBe('changed')
  })
})

describe('two readings of one file', () => {
  it.each([[true, true], [true, false], [false, true], [false, false]])('a number written twice, the false one first: %s; the list points at the first: %s', async (falseFirst, listFirst) => {
    const { contents, contentsBody } = await numbersIn(genuine)
    const objects = [[contents, streamOf(deflateSync(RED), '/Filter /FlateDecode')], [contents, Buffer.from(contentsBody, 'latin1')]] as const
    const forged = updatedByHand(genuine, { objects: falseFirst ? objects : objects.toReversed(), listFirst })
    expect(await verdict(forged)).toBe('changed')
    expect(bad).toContain(await verdict(await stamped(forged)))
  })
  it('an object that no list names', async () => {
    const { contents, next } = await numbersIn(genuine)
    expect(await verdict(updatedByHand(genuine, { objects: [[contents, streamOf(RED)], [next, 'null']], unlisted: [contents] }))).toBe('changed')
    // the bare object at the end, without list and trailer (incremental saving, second and third variant)
    const bare = Buffer.concat([Buffer.from(`\n${contents} 0 obj\n`), streamOf(RED), Buffer.from('\nendobj\n')])
    expect(await verdict(Buffer.concat([genuine, bare]))).toBe('changed')
    expect(await verdict(Buffer.concat([genuine, bare, Buffer.from('trailer\n<< /Root 1 0 R >>\n')]))).toBe('changed')
  })
  it('a key written twice in one dictionary', async () => {
    const { page, pageBody, next } = await numbersIn(genuine)
    const [, own = ''] = /\/Contents (\d+ 0 R)/.exec(pageBody) ?? []
    for (const both of [`/Contents ${next} 0 R /Contents ${own}`, `/Contents ${own} /Contents ${next} 0 R`, `/Cont#65nts ${next} 0 R /Contents ${own}`]) {
      expect(bad).toContain(await verdict(updatedByHand(genuine, { objects: [[page, pageBody.replace(/\/Contents \d+ 0 R/, both)], [next, streamOf(RED)]] })))
    }
  })
  it('a length that hides the rest of a stream', async () => {
    const { contents } = await numbersIn(genuine)
    const body = Buffer.concat([Buffer.from('<< /Length 3 >>\nstream\nq Q'), Buffer.from(`\n${RED}\nendstream`)])
    expect(bad).toContain(await verdict(updatedByHand(genuine, { objects: [[contents, body]] })))
  })
  it('an object of an object stream', async () => {
    const { page, pageBody, next, root } = await numbersIn(genuine)
    const inner = pageBody.replace(/\/Contents \d+ 0 R/, '/Contents 9999 0 R').replace(/\s+/g, ' ')
    const base = genuine.length + 1
    const packed = Buffer.concat([Buffer.from(`${next} 0 obj\n`), streamOf(`${page} 0 ${inner}`, `/Type /ObjStm /N 1 /First ${`${page} 0 `.length}`), Buffer.from('\nendobj\n')])
    const rows = Buffer.from([[2, next, 0], [1, base, 0], [1, base + packed.length, 0]].flatMap(([type = 0, a = 0, b = 0]) => [type, a >>> 24, a >>> 16 & 255, a >>> 8 & 255, a & 255, b]))
    const list = Buffer.concat([Buffer.from(`${next + 1} 0 obj\n`), streamOf(rows, `/Type /XRef /W [1 4 1] /Index [${page} 1 ${next} 2] /Size 10000 /Root ${root} 0 R /Prev ${/startxref\s+(\d+)\s+%%EOF\s*$/.exec(genuine.toString('latin1'))?.[1]}`), Buffer.from(`\nendobj\nstartxref\n${base + packed.length}\n%%EOF\n`)])
    expect(await verdict(Buffer.concat([genuine, Buffer.from('\n'), packed, list]))).toBe('changed')
  })
  it('a second list beside the first (hybrid), which old and new programs read differently', async () => {
    const { contents, next } = await numbersIn(genuine)
    const at = genuine.length + 1
    const evil = Buffer.concat([Buffer.from(`${contents} 0 obj\n`), streamOf(RED), Buffer.from('\nendobj\n')])
    const rows = Buffer.from([1, at >>> 24, at >>> 16 & 255, at >>> 8 & 255, at & 255, 0])
    const list = Buffer.concat([Buffer.from(`${next} 0 obj\n`), streamOf(rows, `/Type /XRef /W [1 4 1] /Index [${contents} 1] /Size ${next + 1}`), Buffer.from('\nendobj\n')])
    const forged = updatedByHand(Buffer.concat([genuine, Buffer.from('\n'), evil, list]), { objects: [[next + 1, 'null']], trailer: `/XRefStm ${at + evil.length}`, prev: Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(genuine.toString('latin1'))?.[1]) })
    expect(await verdict(forged)).toBe('changed')
  })
  it('something before the header, after the end, or another start of the lists', async () => {
    expect(bad).toContain(await verdict(Buffer.concat([Buffer.from('%!PS\n'), genuine])))
    expect(await verdict(Buffer.concat([genuine, Buffer.from('\nstartxref\n9\n')]))).toBe('changed')
    expect(await verdict(Buffer.concat([genuine, Buffer.from('PK\x03\x04 an archive')]))).toBe('changed')
    for (const remark of ['\n% a comment\n', ' '.repeat(2000)]) expect(await verdict(Buffer.concat([genuine, Buffer.from(remark)]))).toBe('extended')
    expect(await verdict(Buffer.concat([genuine, Buffer.from('\r\n')]))).toBe('valid')
  })
  it('a file said to be encrypted afterwards', async () => {
    const { next } = await numbersIn(genuine)
    expect(bad).toContain(await verdict(updatedByHand(genuine, { objects: [[next, '<< /Filter /Standard /V 1 /R 2 /O () /U () /P -4 >>']], trailer: `/Encrypt ${next} 0 R` })))
  })
})

describe('signatures that sign nothing (universal forgery) or something else (wrapping)', () => {
  const RANGE = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/
  const rangeOf = (bytes: Buffer): number[] => RANGE.exec(bytes.toString('latin1'))?.slice(1).map(Number) ?? []
  /** the same length, so that nothing else moves */
  const withRange = (range: string): Buffer => { const text = once.toString('latin1'); const [own = ''] = RANGE.exec(text) ?? []; return Buffer.from(text.replace(own, `/ByteRange ${range}`.padEnd(own.length)), 'latin1') }
  it.each<[string, () => string]>([
    ['none', () => 'null'], ['empty', () => '[]'], ['of zeros', () => '[0 0 0 0]'], ['a word', () => '/All'], ['negative', () => '[0 -1 10 20]'], ['overlapping', () => { const [a = 0, , c = 0] = rangeOf(once); return `[0 ${a} ${a - 100} ${c}]` }],
    ['only the beginning', () => { const [a = 0] = rangeOf(once); return `[0 ${a} ${a} 0]` }], ['not from the start', () => { const [a = 0, b = 0, c = 0] = rangeOf(once); return `[1 ${a - 1} ${b} ${c}]` }],
    ['beyond the end', () => { const [a = 0, b = 0] = rangeOf(once); return `[0 ${a} ${b} 99999999]` }], ['of five numbers', () => { const [a = 0, b = 0, c = 0] = rangeOf(once); return `[0 ${a} ${b} ${c} 0]` }],
    ['with a broken number', () => { const [a = 0, b = 0, c = 0] = rangeOf(once); return `[0 ${a}.5 ${b} ${c}]` }], ['by reference', () => { const [, b = 0, c = 0] = rangeOf(once); return `[0 1 0 R ${b} ${c}]` }],
  ])('a byte range: %s', async (_what, range) => { expect(bad).toContain(await verdict(withRange(range()))) })
  it.each<[string, (contents: string) => string]>([
    ['missing', (contents) => '/Xontents'.padEnd(10) + contents.slice(10)], ['null', (contents) => '/Contents null'.padEnd(contents.length)], ['empty', (contents) => '/Contents <>'.padEnd(contents.length)],
    ['zeros', (contents) => contents.replace(/[0-9a-f]/g, '0')], ['a plain string', (contents) => `/Contents (${'0'.repeat(contents.length - 12)})`],
  ])('contents: %s', async (_what, change) => {
    const text = once.toString('latin1')
    const [own = ''] = /\/Contents <[0-9a-f]{1000,}>/.exec(text) ?? []
    expect(own).not.toBe('')
    expect(bad).toContain(await verdict(Buffer.from(text.replace(own, change(own)), 'latin1')))
  })
  it('the second range moved behind room for something else (wrapping)', async () => {
    const [a = 0, b = 0, c = 0] = rangeOf(once)
    const evil = Buffer.concat([Buffer.from('\n7777 0 obj\n'), streamOf(RED), Buffer.from('\nendobj\n')])
    const moved = Buffer.concat([once.subarray(0, b), evil, once.subarray(b)])
    const text = moved.toString('latin1').replace(RANGE, `/ByteRange [0 ${String(a).padStart(10, '0')} ${String(b + evil.length).padStart(10, '0')} ${String(c).padStart(10, '0')}]`)
    expect(bad).toContain(await verdict(Buffer.from(text, 'latin1')))
  })
  it('a copy of the genuine signature in a new revision', async () => {
    const text = once.toString('latin1')
    const [dictionary = ''] = /<<\s*\/Type \/Sig\s[\s\S]*?>\s*>>/.exec(text) ?? []
    expect(dictionary).toContain('/Contents')
    const { page, pageBody, next } = await numbersIn(once)
    const revision = await openRevision(once)
    const [own] = signatureFieldsOf(revision).filter(({ field }) => field.has(key('V')))
    const field = own?.field.toString().replace(/\/V \d+ 0 R/, `/V ${next} 0 R`) ?? ''
    const number = own?.ref.objectNumber ?? 0
    expect(await verdict(updatedByHand(once, { objects: [[next, Buffer.from(dictionary, 'latin1')], [number, field], [page, pageBody.replace(/\/Contents \d+ 0 R/, `/Contents ${next + 1} 0 R`)], [next + 1, streamOf(RED)]] }))).toBe('changed')
    expect(await verdict(updatedByHand(once, { objects: [[next, Buffer.from(dictionary, 'latin1')], [number, field]] }))).toBe('changed')
  })
  it('a document of one\'s own with nothing but a time-stamp', async () => {
    const own = await PDFDocument.create()
    own.addPage([595, 842]).drawText('GIAY KHAI SINH')
    expect(await verdict(await stamped(await own.save()))).toBe('time-stamped')
  })
})

describe('what is missing, and what may be added', () => {
  it('a file cut after the first of two signatures has an empty place', async () => {
    expect(await verifyPdf(once, world.anchors)).toMatchObject({ verdict: 'valid', emptyFields: ['agency'], signatures: [{ signer: 'Nguyễn Thị Hằng' }] })
    expect((await verifyPdf(genuine, world.anchors)).emptyFields).toEqual([])
  })
  it('a certification that allows no change is broken by a signature, not by a time-stamp', async () => {
    const final = await signedByHand(await renderPdf({ source: PAPER }, {}), {
      name: 'certified', dictionary: '/Type /Sig\n/SubFilter /ETSI.CAdES.detached\n/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >> ]',
      sign: (digest) => signedData({ signer: officer, contentType: OID.data, digest }),
    })
    expect(await verdict(final)).toBe('valid')
    expect(await verdict(await stamped(final))).toBe('valid')
    expect(await verdict(await signPdf(final, { signer: agency }))).toBe('changed')
  })
  it('each signature names the file as it was when it was made', async () => {
    expect((await verifyPdf(genuine, world.anchors)).signatures.map(({ revision }) => revision)).toEqual([once, genuine].map((bytes) => hash('sha256', bytes)))
  })
  it('validation data, properties and invisible time-stamps leave a file valid', async () => {
    const { root, rootBody, next } = await numbersIn(genuine)
    const longTerm = updatedByHand(genuine, { objects: [[root, rootBody.replace(/^<</, `<< /DSS ${next} 0 R `)], [next, `<< /Certs [ ${next + 1} 0 R ] >>`], [next + 1, streamOf('certificate')]] })
    expect(await verdict(longTerm)).toBe('valid')
    const archived = await documentTimeStamp(longTerm, world.timeStamp)
    expect(await verifyPdf(archived, world.anchors)).toMatchObject({ verdict: 'valid', signatures: [{ laterChanges: 'signatures' }, { laterChanges: 'signatures' }, { laterChanges: 'none', kind: 'time-stamp' }] })
    expect(await verdict(await documentTimeStamp(archived, world.timeStamp, { name: 'again' }))).toBe('valid')
  })
  it('three people may sign one after the other', async () => {
    const third = await signPdf(genuine, { signer: citizen, timeStamp: world.timeStamp })
    expect(await verifyPdf(third, world.anchors)).toMatchObject({ verdict: 'valid', signatures: [{ laterChanges: 'signatures' }, { laterChanges: 'signatures' }, { laterChanges: 'none' }] })
  })
})
