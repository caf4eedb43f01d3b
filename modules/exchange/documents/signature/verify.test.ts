import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { writeEdoc } from '../../domain/write-edxml.ts'
import { readEdXml } from '../read.ts'
import { anEdoc } from '../testing.ts'
import { anAgency, digestOf, ENVELOPED, EXCLUSIVE, INCLUSIVE, NOW, signedInfoOf, signEdXml, type SigningOptions } from './testing.ts'
import { verifySignature, type DocumentSignature } from './verify.ts'

const agency = anAgency()
const foreign = anAgency('Kẻ Mạo Danh')
const plain = writeEdoc(anEdoc('H19.01', ['H19.02'], { attachments: ['mot', 'hai'].map(name => ({ contentId: name, name: `${name}.txt`, contentType: 'text/plain', description: undefined, encoded: Buffer.from(`nội dung ${name} `.repeat(20)).toString('base64') })) }))
/** the parts that a signer part by part signs, each with an Id */
const parts = plain.replace('<edXML:MessageHeader>', '<edXML:MessageHeader Id="head">').replace('<edXML:TraceHeaderList>', '<edXML:TraceHeaderList Id="trace">').replace('<edXML:edXMLManifest ', '<edXML:edXMLManifest Id="manifest" ').replace('<Attachment>', '<Attachment Id="a1">').replace('<Attachment>', '<Attachment Id="a2">')
const IDS = ['head', 'trace', 'manifest', 'a1', 'a2']
const BY = 'Sở Mẫu, Ủy ban nhân dân tỉnh Mẫu'
const verify = (xml: string | Buffer, more: { allowSha1?: boolean; now?: Date } = {}): Promise<DocumentSignature> => verifySignature({ bytes: Buffer.from(xml), anchors: { certificates: [agency.root.certificate] }, now: NOW, allowSha1: false, ...more })
const sign = (xml = plain, more: Omit<SigningOptions, 'agency'> = {}): string => signEdXml(xml, { agency, ...more })
const FORGED = 'V/v chuyển tiền cho kẻ mạo danh'
const forged = (xml: string): string => xml.replace(/V\/v kết nối[^<]*/, FORGED)

describe('what is signed by whom', () => {
  test.each<[string, string, Omit<SigningOptions, 'agency'>]>([
    ['the whole document, enveloped', plain, {}], ['with a prefix', plain, { prefix: 'ds' }], ['canonicalized with its surroundings', plain, { canonicalization: INCLUSIVE }], ['with SHA-512', plain, { signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', digest: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
    ['part by part', parts, { ids: IDS }], ['part by part, canonicalized with its surroundings', parts, { ids: IDS, canonicalization: INCLUSIVE }], ['lines and indents between', plain.replaceAll('><', '>\r\n\t <'), {}], ['without the issuer’s certificate', plain, { certificates: [agency.own.certificate] }],
    ['within DigitalSignature', plain.replace('<edXML:MessageHeader>', '<edXML:DigitalSignature></edXML:DigitalSignature><edXML:MessageHeader>'), {}],
  ])('%s: valid', async (_, xml, options) => { expect(await verify(sign(xml, options))).toEqual({ state: 'valid', by: BY }) })
  test('none, or an empty element for one: unsigned', async () => {
    expect(await verify(plain)).toEqual({ state: 'unsigned' })
    expect(await verify(plain.replace('</edXML:edXMLHeader>', '<edXML:DigitalSignature/></edXML:edXMLHeader>'))).toEqual({ state: 'unsigned' })
  })
  test('an authority that nobody here trusts, a certificate out of its time: untrusted, and why', async () => {
    expect(await verify(signEdXml(plain, { agency: foreign }))).toEqual({ state: 'untrusted', by: 'Kẻ Mạo Danh, Ủy ban nhân dân tỉnh Mẫu', fault: 'unknown-authority' })
    expect(await verify(sign(), { now: new Date('2030-01-01') })).toMatchObject({ state: 'untrusted', fault: 'expired' })
    expect(await verify(sign(), { now: new Date('2020-01-01') })).toMatchObject({ state: 'untrusted', fault: 'not-yet-valid' })
  })
})

describe('what was changed', () => {
  test.each([['the subject', forged], ['a receiver', (xml: string) => xml.replace('H19.02', 'H19.03')], ['a file', (xml: string) => xml.replace(/(<Attachment Id="a1">[^]*?<ContentTransferEncoded>)..../, '$1AAAA')], ['the name of a file', (xml: string) => xml.replace('mot.txt', 'mot.exe')], ['the signature value', (xml: string) => xml.replace(/<SignatureValue>./, '<SignatureValue>A')], ['the certificate for one of the same authority', (xml: string) => xml.replace(Buffer.from(agency.own.certificate).toString('base64'), Buffer.from(foreign.own.certificate).toString('base64'))]])('%s is found', async (_, change) => {
    for (const xml of [sign(parts), sign(parts, { ids: IDS })]) { const changed = change(xml); expect(changed).not.toBe(xml); expect(await verify(changed)).toMatchObject({ state: 'invalid', fault: 'wrong' }) }
  })
  test('whatever byte is changed: valid is only what reads the same', async () => {
    const signed = Buffer.from(sign())
    const honest = await readEdXml(signed)
    for (let at = 3; at < signed.length; at += 41) {
      const changed = Buffer.from(signed)
      changed[at] = (changed[at] ?? 0) ^ 1
      if ((await verify(changed)).state === 'valid') expect(await readEdXml(changed), `byte ${at}`).toEqual(honest)
    }
  })
})

describe('a genuine signature wrapped into another message', () => {
  const signature = (xml: string): string => /<Signature[^]*<\/Signature>/.exec(xml)?.[0] ?? ''
  const without = (xml: string): string => xml.replace(/<Signature[^]*<\/Signature>/, '')
  const into = (xml: string, what: string): string => xml.replace('</edXML:edXMLHeader>', `${what}</edXML:edXMLHeader>`)
  const signed = sign(parts, { ids: IDS })
  const head = /<edXML:MessageHeader Id="head">[^]*<\/edXML:MessageHeader>/.exec(parts)?.[0] ?? ''
  const NS = 'xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"'
  const forgedHead = (more = ''): string => forged(head).replace(' Id="head"', more)
  const object = (inner: string): string => signature(signed).replace('</Signature>', `<Object>${inner.replace('<edXML:MessageHeader', `<edXML:MessageHeader ${NS}`)}</Object></Signature>`)
  const whole = sign()
  test.each<[string, string, string]>([
    ['one part is not signed', sign(parts, { ids: ['trace', 'manifest', 'a1', 'a2'] }), 'not-all-signed'],
    ['the header moved into the signature, another in its place', into(without(signed).replace(head, forgedHead()), object(head)), 'not-all-signed'],
    ['the same with the Id under another name', into(without(signed).replace(head, forgedHead(' id="head2"')), object(head)), 'not-all-signed'],
    ['the same with the same Id', into(without(signed).replace(head, forgedHead(' Id="head"')), object(head)), 'wrong'],
    ['the same with the Id in another namespace', into(without(signed).replace(head, forgedHead(' xmlns:x="urn:x" x:Id="head"')), object(head)), 'wrong'],
    ['the header moved aside, another in its place', signed.replace(head, `${forgedHead()}<edXML:Old>${head}</edXML:Old>`), 'not-all-signed'],
    ['the header twice', signed.replace(head, `${head.replace(' Id="head"', '')}${head}`), 'not-all-signed'],
    ['another file beside those that are signed', signed.replace('</AttachmentEncoded>', '<Attachment><ContentId>cid:ba</ContentId><AttachmentName>ba.txt</AttachmentName><ContentTransferEncoded>QUFB</ContentTransferEncoded></Attachment></AttachmentEncoded>'), 'not-all-signed'],
    ['a signed file twice', signed.replace('</AttachmentEncoded>', `${(/<Attachment Id="a1">[^]*?<\/Attachment>/.exec(parts)?.[0] ?? '').replace(' Id="a1"', '')}</AttachmentEncoded>`), 'not-all-signed'],
    ['text between the parts', signed.replace('<edXML:edXMLBody>', '<edXML:edXMLBody>Chuyển tiền'), 'not-all-signed'],
    ['an attribute on what holds the parts', signed.replace('<edXML:edXMLBody>', '<edXML:edXMLBody forward="yes">'), 'not-all-signed'],
    ['the whole message inside another', `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">${forged(plain).replace(/^[^]*?<edXML [^>]*>/, '').replace('</edXML>', '')}<Old>${whole.replace(/^<\?xml[^]*?\?>\s*/, '')}</Old></edXML>`, 'wrong'],
    ['a second signature', into(whole, signature(whole)), 'several-signatures'],
    ['a signature within a signature', whole.replace('</Signature>', `<Object>${signature(whole)}</Object></Signature>`), 'several-signatures'],
    ['two SignedInfo', whole.replace('<SignatureValue>', `${/<SignedInfo>[^]*<\/SignedInfo>/.exec(whole)?.[0] ?? ''}<SignatureValue>`), 'form'],
    ['an Object before SignedInfo, with methods of its own', whole.replace('<SignedInfo>', `<Object><CanonicalizationMethod Algorithm="${INCLUSIVE}"/></Object><SignedInfo>`), 'form'],
    ['a digest with a comment in it', forged(whole).replace(/<DigestValue>([^<]*)</, (_, old: string) => `<DigestValue><!--${digestOf(without(forged(whole)).replace(/^<\?xml[^]*?\?>\s*/, ''))}-->${old}<`), 'wrong'],
  ])('%s', async (_, xml, fault) => { expect(await verify(xml)).toMatchObject({ state: 'invalid', fault }) })
})

describe('what is not even tried', () => {
  const reference = (uri: string | undefined, transforms = [ENVELOPED, EXCLUSIVE], digest = 'http://www.w3.org/2001/04/xmlenc#sha256'): string => `<Reference${uri === undefined ? '' : ` URI="${uri}"`}><Transforms>${transforms.map(each => `<Transform Algorithm="${each}"></Transform>`).join('')}</Transforms><DigestMethod Algorithm="${digest}"></DigestMethod><DigestValue>${digestOf('x')}</DigestValue></Reference>`
  const withReferences = (references: string, method?: string): string => plain.replace('</edXML:edXMLHeader>', `${signedInfoOf(agency, references, method)}</edXML:edXMLHeader>`)
  test.each<[string, string, string]>([
    ...['http://10.0.0.1/x', 'file:///etc/passwd', '//example.vn/x', 'cid:mot', '#xpointer(/)', "#a' or 'a'='a", 'x'].map((uri): [string, string, string] => [`a reference to ${uri}`, withReferences(reference(uri)), 'external-reference']),
    ['a reference to nothing said', withReferences(reference(undefined)), 'form'],
    ['no reference', withReferences(''), 'form'],
    ['two hundred references', withReferences(reference('').repeat(200)), 'form'],
    ['XSLT', withReferences(reference('', ['http://www.w3.org/TR/1999/REC-xslt-19991116'])), 'algorithm'],
    ['XPath', withReferences(reference('', ['http://www.w3.org/TR/1999/REC-xpath-19991116'])), 'algorithm'],
    ['canonicalization with comments', withReferences(reference('', [`${EXCLUSIVE}WithComments`])), 'algorithm'],
    ['HMAC', withReferences(reference(''), 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'), 'algorithm'],
    ['MD5', withReferences(reference('', undefined, 'http://www.w3.org/2001/04/xmldsig-more#md5')), 'algorithm'],
    ['a document type', sign().replace('<edXML ', '<!DOCTYPE edXML [<!ENTITY a "b">]><edXML '), 'form'],
    ['no certificate', sign().replace(/<KeyInfo>[^]*<\/KeyInfo>/, ''), 'no-certificate'],
    ['a bare key', sign().replace(/<KeyInfo>[^]*<\/KeyInfo>/, '<KeyInfo><KeyValue><RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo>'), 'no-certificate'],
    ['what is no certificate', sign().replace(/<X509Certificate>[^<]*/, '<X509Certificate>QUFB'), 'no-certificate'],
  ])('%s', async (_, xml, fault) => {
    const asked = vi.spyOn(globalThis, 'fetch')
    expect(await verify(xml)).toMatchObject({ state: 'invalid', fault })
    expect(asked).not.toHaveBeenCalled()
    asked.mockRestore()
  })
  test('SHA-1, unless a setting says so', async () => {
    for (const options of [{ signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }, { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }]) {
      const xml = sign(plain, options)
      expect(await verify(xml)).toMatchObject({ state: 'invalid', fault: 'algorithm' })
      expect(await verify(xml, { allowSha1: true })).toEqual({ state: 'valid', by: BY })
    }
  })
  test('a key that is not the certificate’s', async () => {
    expect(await verify(sign(plain, { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }))).toMatchObject({ state: 'invalid', fault: 'wrong', by: BY })
  })
})
