import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeEdoc, writeStatus } from '../domain/write-edxml.ts'
import { packAttachment, unpackAttachment } from './attachments.ts'
import { readEdXml } from './read.ts'
import { anEdoc, anyEdoc, anyStatus, aStatus } from './testing.ts'
import { readXml } from './xml.ts'

const read = (text: string) => readEdXml(Buffer.from(text))
async function readDocument(text: string) {
  const got = await read(text)
  if (!got.ok || got.message.kind !== 'edoc') throw new Error(JSON.stringify(got))
  return got.message.edoc
}

describe('what is written is read again the same', () => {
  test('documents', () => fc.assert(fc.asyncProperty(anyEdoc, async edoc => { expect(await readDocument(writeEdoc(edoc))).toEqual(edoc) }), { numRuns: 300 }))
  test('statuses', () => fc.assert(fc.asyncProperty(anyStatus, async status => { expect(await read(writeStatus(status))).toEqual({ ok: true, message: { kind: 'status', status } }) }), { numRuns: 300 }))
  test('files', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async bytes => {
    expect(await unpackAttachment(packAttachment('a.pdf', bytes))).toEqual({ ok: true, bytes: Buffer.from(bytes) })
  }), { numRuns: 100 }))
})

test('the writer keeps order, namespaces and the misspelt name of the standard', () => {
  const edoc = anEdoc('H19.1', ['H19.2'], { attachments: [{ contentId: 'a', name: 'a.pdf', contentType: 'application/pdf', description: undefined, encoded: 'QUJD' }], toPlaces: [], documentType: { Type: '1', TypeName: 'Công văn' } })
  expect(writeEdoc(edoc)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>H19.1</edXML:OrganId><edXML:OrganName>Sở Khoa học và Công nghệ</edXML:OrganName></edXML:From><edXML:To><edXML:OrganId>H19.2</edXML:OrganId></edXML:To><edXML:DocumentId>H19.1,2026/11/29,12/SKHCN-VP</edXML:DocumentId><edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>SKHCN-VP</edXML:CodeNotation></edXML:Code><edXML:PromulgationInfo><edXML:Place>Đồng Nai</edXML:Place><edXML:PromulgationDate>2026/11/29</edXML:PromulgationDate></edXML:PromulgationInfo><edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType><edXML:Subject>V/v kết nối nền tảng tích hợp, chia sẻ dữ liệu</edXML:Subject><edXML:SignerInfo><edXML:Position>Giám đốc</edXML:Position><edXML:FullName>Người Ký</edXML:FullName></edXML:SignerInfo><edXML:OtherInfo><edXML:Priority>0</edXML:Priority></edXML:OtherInfo><edXML:SteeringType>1</edXML:SteeringType></edXML:MessageHeader><edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>H19.1</edXML:OrganId><edXML:Timestamp>2026/11/29 08:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0"><edXML:Reference><edXML:ContentId>cid:a</edXML:ContentId><edXML:ContentType>application/pdf</edXML:ContentType><edXML:AttachmentName>a.pdf</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>cid:a</ContentId><AttachmentName>a.pdf</AttachmentName><ContentType>application/pdf</ContentType><ContentTransferEncoded>QUJD</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"
  `)
})

describe('the reader takes what the field sends', () => {
  const message = (header: string, rest = ''): string => `<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><x:edXMLEnvelope xmlns:x="http://www.mic.gov.vn/TBT/QCVN_102_2016"><x:edXMLHeader><x:MessageHeader>${header}</x:MessageHeader></x:edXMLHeader>${rest}</x:edXMLEnvelope></edXML>`
  const WHO = '<To><OrganId>B</OrganId></To><Subject>s</Subject><From><OrganName>n</OrganName><OrganId> A </OrganId></From>'
  const file = (id: string, name = 'a.pdf'): string => `<Attachment>${id === '' ? '' : `<ContentId>${id}</ContentId>`}<AttachmentName>${name}</AttachmentName><ContentTransferEncoded>QU\nJD</ContentTransferEncoded></Attachment>`
  const joined = async (reference: string, content: string): Promise<unknown> =>
    (await readDocument(message(`${WHO}<DocumentId>d</DocumentId>`, `<edXMLBody><edXMLManifest>${reference}</edXMLManifest></edXMLBody><AttachmentEncoded>${content}</AttachmentEncoded>`))).attachments
  const JOINED = [expect.objectContaining({ contentId: '1', name: 'a.pdf', encoded: 'QUJD' })]

  test('in any order', async () => { expect(await readDocument(message(`<DocumentId>d</DocumentId>${WHO}`))).toMatchObject({ from: { OrganId: 'A', OrganName: 'n' }, to: [{ OrganId: 'B' }], documentId: 'd', business: { type: '0' } }) })
  test.each(['1', 'cid:1', 'cid:cid:1'])('ContentId %s in the manifest', async id => {
    for (const other of ['1', 'cid:1', 'cid:cid:1']) expect(await joined(`<Reference><ContentId>${id}</ContentId><AttachmentName>a.pdf</AttachmentName></Reference>`, file(other))).toEqual(JOINED)
  })
  test('ids in an xlink, or missing: then by name, then by place', async () => {
    expect(await joined('<Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:1" xlink:type="simple"><AttachmentName>a.pdf</AttachmentName></Reference>', file('1'))).toEqual(JOINED)
    expect(await joined('<Reference><AttachmentName>a.pdf</AttachmentName></Reference>', file('cid:1'))).toEqual(JOINED)
    expect(await joined('<Reference><ContentId>1</ContentId><AttachmentName>a.pdf</AttachmentName></Reference>', file('', 'khac.pdf'))).toEqual(JOINED)
  })
  test('a byte order mark', async () => { expect((await readEdXml(Buffer.from(`\ufeff${writeEdoc(anEdoc('A', ['B']))}`))).ok).toBe(true) })
  test('references without content, contents without reference', async () => {
    expect(await joined('<Reference><ContentId>1</ContentId></Reference>', file('2'))).toEqual([expect.objectContaining({ contentId: '1', encoded: undefined }), expect.objectContaining({ contentId: '2', encoded: 'QUJD' })])
  })
  test('the old namespace, flat', async () => {
    expect(await readDocument(`<e:EdXMLEnvelope xmlns:e="http://www.e-doc.vn/Schema/"><e:MessageHeader>${WHO.replaceAll(/<(\/?)/g, '<$1e:')}<e:Code><e:CodeNumber>5</e:CodeNumber><e:CodeNotation>UBND</e:CodeNotation></e:Code><e:PromulgationInfo><e:Promulgator>Huế</e:Promulgator><e:PromulgationDate>2018/10/01</e:PromulgationDate></e:PromulgationInfo></e:MessageHeader><e:TraceHeaderList><e:Business><e:BusinessDocType>2</e:BusinessDocType></e:Business></e:TraceHeaderList></e:EdXMLEnvelope>`))
      .toMatchObject({ documentId: 'A,2018/10/01,5/UBND', promulgation: { Place: 'Huế' }, business: { type: '2' } })
  })
  test('a status in a SOAP envelope, its code without the zero', async () => {
    const soap = writeStatus(aStatus('B', { organ: 'A', documentId: 'd' }, '03')).replace(/^.*?<edXML:Status>/s, '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header><edXML:Status xmlns:edXML="http://schemas.xmlsoap.org/soap/envelope/">').replace(/<\/edXML:edXMLHeader>.*$/s, '</S:Header></S:Envelope>').replace('>03<', '>3<')
    expect(await read(soap)).toMatchObject({ ok: true, message: { kind: 'status', status: { statusCode: '03' } } })
  })
  test('references of a signature are not references of the document', async () => {
    const edoc = await readDocument(message(`${WHO}<DocumentId>d</DocumentId>`, '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Manifest><Reference/></Manifest><MessageHeader/></SignedInfo></Signature>'))
    expect(edoc).toMatchObject({ signed: true, attachments: [] })
  })
})

describe('the reader refuses', () => {
  const bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><edXML>&b;</edXML>'
  test.each([
    ['entities of its own', bomb, 'doctype'],
    ['files from elsewhere', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><edXML>&x;</edXML>', 'doctype'],
    ['an undeclared entity', '<edXML>&x;</edXML>', 'not-well-formed'],
    ['depth', '<edXML>'.repeat(33), 'too-deep'],
    ['crowds', `<edXML>${'<a/>'.repeat(20_000)}</edXML>`, 'too-many-elements'],
    ['attributes', `<edXML ${Array.from({ length: 33 }, (_, at) => `a${at}=""`).join(' ')}/>`, 'too-many-attributes'],
    ['other encodings', '<?xml version="1.0" encoding="UTF-7"?><edXML/>', 'not-utf8'],
    ['half a message', '<edXML><a>', 'not-well-formed'], ['nothing', '', 'not-well-formed'], ['JSON', '{}', 'not-well-formed'], ['HTML', '<html/>', 'not-edxml'],
    ['two headers', '<edXML><MessageHeader/><MessageHeader/></edXML>', 'two-headers'],
    ['a header of a strange namespace', '<edXML><MessageHeader xmlns="urn:x"/></edXML>', 'not-edxml'],
    ['nobody', '<edXML><MessageHeader/></edXML>', 'no-sender'], ['for nobody', '<edXML><MessageHeader><From><OrganId>A</OrganId></From></MessageHeader></edXML>', 'no-receiver'],
    ['an unknown status', writeStatus(aStatus('B', { organ: 'A', documentId: 'd' }, '03')).replace('>03<', '>07<'), 'unknown-status'],
    ['an unknown act', writeEdoc(anEdoc('A', ['B'])).replace('DocType>0<', 'DocType>9<'), 'unknown-business'],
  ])('%s', async (_, text, reason) => { expect(await read(text)).toEqual({ ok: false, reason }) })
  test('bytes that are no UTF-8', async () => { expect(await readEdXml(Buffer.from([0x3c, 0x61, 0xff, 0x3e]))).toEqual({ ok: false, reason: 'not-utf8' }) })
})

const GOOD = Buffer.from(writeEdoc(anEdoc('H19.1', ['H19.2'])))
test('whatever happened to a message on the way, reading it ends in an answer', () => fc.assert(fc.asyncProperty(
  fc.array(fc.oneof(fc.record({ at: fc.nat(GOOD.length), put: fc.uint8Array({ maxLength: 8 }), drop: fc.nat(40) }), fc.record({ at: fc.nat(GOOD.length), put: fc.constantFrom('<', '&#0;', ']]>', '<!--', '</', '<![CDATA[', '&amp;', '<?x ?>').map(each => Buffer.from(each)), drop: fc.constant(0) })), { maxLength: 6 }), async changes => {
    let bytes = GOOD
    for (const { at, put, drop } of changes) bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)])
    expect(typeof (await readEdXml(bytes)).ok).toBe('boolean')
  }), { numRuns: 500 }))
describe('long contents go round the parser', () => {
  const LONG = 'QUJD'.repeat(20_000)
  const withFiles = (...encoded: string[]) => anEdoc('A', ['B'], { attachments: encoded.map((each, at) => ({ contentId: `${at}`, name: `${at}.pdf`, contentType: undefined, description: undefined, encoded: each })) })
  test('and come back as they were, each in its place', async () => {
    for (const edoc of [withFiles(LONG), withFiles(LONG, 'QQ==', `${LONG}QQ==`), withFiles(LONG, LONG)]) expect(await readDocument(writeEdoc(edoc))).toEqual(edoc)
  })
  test('with line breaks', async () => { expect((await readDocument(writeEdoc(withFiles(LONG)).replace(LONG, LONG.replaceAll(/.{76}/g, '$&\r\n')))).attachments[0]?.encoded).toBe(LONG) })
  test('nobody borrows the content of another by writing its mark', async () => {
    const edoc = withFiles(LONG, '\ue0000\ue000')
    const read = await readDocument(writeEdoc(edoc))
    expect(read.attachments.map(each => each.encoded?.length)).toEqual([LONG.length, 3])
    expect((await readDocument(writeEdoc({ ...withFiles(LONG), subject: '\ue0000\ue000' }))).attachments[0]?.encoded === LONG).toBe(false)
  })
  test('in a comment, in CDATA, among markup', async () => {
    const text = writeEdoc(withFiles(LONG))
    expect((await readDocument(text.replace('<AttachmentEncoded>', `<!--x>${LONG}<y--><AttachmentEncoded>`))).attachments[0]?.encoded).toBe(LONG)
    expect((await readDocument(text.replace(LONG, `<![CDATA[${LONG}]]>`))).attachments[0]?.encoded).toBe(LONG)
    expect(await read(text.replace(LONG, `${LONG}<b>`))).toEqual({ ok: false, reason: 'not-well-formed' })
  })
  test('tags without end are refused, not counted for ever', async () => { expect(await read(`<a>${'><'.repeat(200_000)}`)).toEqual({ ok: false, reason: 'not-well-formed' }) })
})
test('the work grows with the size, not with its square', async () => {
  // counted in elements made, not in seconds: a text in many pieces stays one element
  const got = await readXml(Buffer.from(`<a>${'x&amp;'.repeat(200_000)}</a>`))
  expect(got).toMatchObject({ ok: true, root: { children: [] } })
  if (got.ok) expect(got.root.text).toHaveLength(400_000)
})
