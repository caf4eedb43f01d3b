import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFArray, PDFDocument, PDFName } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { makeDevelopmentCa, type DevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../simulators/time-stamp-authority/index.ts'
import { renderPdf } from '../pdf/render.ts'
import { openRevision } from '../pdf/revision.ts'
import { pdfInfo, pdfPictures, toolPresent } from '../pdf/testing.ts'
import { openSigner, signPdf, SignerUnavailable, timeStampClient, verifyPdf, type Signer, type TimeStamper, type TrustAnchors } from './index.ts'

const poppler = toolPresent('pdfsig', '-v')
const openssl = toolPresent('openssl', 'version')
const dir = mkdtempSync(join(tmpdir(), 'tinhso-sign-'))
const paper = `#set page(width: 148mm, height: 105mm)
#set text(font: "Tinos")
Giấy xác nhận
#metadata((name: "signer", page: 1, x: 240, y: 120, width: 150, height: 60)) <signature-place>
#metadata((name: "agency", page: 1, x: 180, y: 120, width: 80, height: 80)) <signature-place>`

let ca: DevelopmentCa, tsa: RunningTimeStampAuthority, officer: Signer, agency: Signer, anchors: TrustAnchors, timeStamp: TimeStamper, pdf: Uint8Array, once: Uint8Array, twice: Uint8Array
const signerOf = async (id: string, name: string, validFrom?: Date, validTo?: Date): Promise<Signer> =>
  openSigner({ kind: 'pkcs12', ...await ca.issue({ id, name, organisation: 'UBND tỉnh Thái Nguyên', ...(validFrom ? { validFrom } : {}), ...(validTo ? { validTo } : {}) }) })

beforeAll(async () => {
  ca = await makeDevelopmentCa(join(dir, 'ca'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  anchors = { certificates: [ca.root], timeStampCertificates: [tsa.root], revocationLists: [readFileSync(ca.crlFile)] }
  timeStamp = timeStampClient({ url: tsa.url, anchors })
  officer = await signerOf('hang', 'Nguyễn Thị Hằng')
  agency = await signerOf('xa', 'UBND xã Đồng Hỷ')
  pdf = await renderPdf({ source: paper }, {})
  once = await signPdf(pdf, { signer: officer, timeStamp, reason: 'Ký duyệt', location: 'Thái Nguyên', appearance: { look: 'signer', name: 'Nguyễn Thị Hằng' } })
  twice = await signPdf(once, { signer: agency, timeStamp, appearance: { look: 'agency', name: 'UBND xã Đồng Hỷ', organisation: 'Tỉnh Thái Nguyên' } })
})
afterAll(async () => { await tsa.close(); rmSync(dir, { recursive: true, force: true }) })

const write = (name: string, bytes: Uint8Array): string => { const file = join(dir, name); writeFileSync(file, bytes); return file }

describe('a signed PDF', () => {
  it('is valid with one signature and with two, each with its proven time', async () => {
    const first = await verifyPdf(once, anchors)
    expect(first).toMatchObject({ verdict: 'valid', signatures: [{ field: 'signer', signer: 'Nguyễn Thị Hằng', organisation: 'UBND tỉnh Thái Nguyên', integrity: true, trusted: true, revocationChecked: true, coversWholeFile: true, laterChanges: 'none', problems: [] }] })
    expect(Math.abs((first.signatures[0]?.at?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(await verifyPdf(twice, anchors)).toMatchObject({ verdict: 'valid', signatures: [
      { signer: 'Nguyễn Thị Hằng', integrity: true, trusted: true, coversWholeFile: false, laterChanges: 'signatures' },
      { signer: 'UBND xã Đồng Hỷ', integrity: true, trusted: true, coversWholeFile: true },
    ] })
    expect(Buffer.from(twice.subarray(0, once.length)).equals(once)).toBe(true)
  })
  it.skipIf(!poppler)('is accepted by pdfsig, both signatures', () => {
    const report = execFileSync('pdfsig', ['-nocert', write('twice.pdf', twice)], { encoding: 'utf8' })
    expect(report.match(/Signature Validation: Signature is Valid/g)).toHaveLength(2)
    expect(report).toContain('ETSI.CAdES.detached')
    expect(report.match(/Total document signed/g)).toHaveLength(1)
    expect(report).toContain('Nguyễn Thị Hằng')
  })
  it.skipIf(!openssl)('is accepted by openssl cms, and its token by openssl ts', () => {
    const text = Buffer.from(once).toString('latin1')
    const [, a = '0', b = '0', c = '0'] = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text) ?? []
    const content = write('content', Buffer.concat([once.subarray(0, Number(a)), once.subarray(Number(b), Number(b) + Number(c))]))
    const der = write('cms.der', Buffer.from(text.slice(Number(a) + 1, Number(b) - 1), 'hex'))
    const run = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const verify = ['cms', '-verify', '-inform', 'DER', '-in', der, '-binary', '-CAfile', ca.rootFile, '-cades', '-out', '/dev/null']
    expect(() => run(...verify, '-content', content)).not.toThrow()
    expect(() => run(...verify, '-content', write('other', Buffer.from('khác')))).toThrow()
  })
  it.skipIf(!poppler)('shows blue and red where the fields are, with every Vietnamese letter', async () => {
    const [picture] = await pdfPictures(twice, 100)
    const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    let blue = 0, red = 0
    for (let i = 0; i < data.length; i += info.channels) {
      const [r = 0, g = 0, b = 0] = [data[i], data[i + 1], data[i + 2]]
      if (b > 120 && r < 90 && g < 110) blue++
      if (r > 150 && g < 90 && b < 100) red++
    }
    expect(blue).toBeGreaterThan(200)
    expect(red).toBeGreaterThan(200)
    expect((await pdfInfo(twice))['Pages']).toBe('1')
  })
  it('signs invisibly, without a field prepared, and files with cross-reference streams', async () => {
    const foreign = await PDFDocument.create()
    foreign.addPage([300, 300])
    const bytes = await foreign.save({ useObjectStreams: true })
    const signed = await signPdf(await signPdf(bytes, { signer: officer }), { signer: agency, appearance: { look: 'agency', name: 'UBND xã Đồng Hỷ' } })
    expect(await verifyPdf(signed, anchors)).toMatchObject({ verdict: 'valid', signatures: [{ at: undefined, timestamp: undefined }, { field: 'agency' }] })
    if (poppler) expect(execFileSync('pdfsig', ['-nocert', write('foreign.pdf', signed)], { encoding: 'utf8' }).match(/Signature is Valid/g)).toHaveLength(2)
  })
  it('takes a picture of a hand signature', async () => {
    const image = await sharp({ create: { width: 60, height: 30, channels: 4, background: { r: 0, g: 40, b: 160, alpha: 0.8 } } }).png().toBuffer()
    const signed = await signPdf(pdf, { signer: officer, appearance: { look: 'signer', name: 'x', image } })
    expect((await verifyPdf(signed, anchors)).verdict).toBe('valid')
  })
})

describe('verification notices', () => {
  const first = (report: Awaited<ReturnType<typeof verifyPdf>>): unknown => report.signatures[0]
  it('any single byte changed in the document; in the signature no change alters who signed when', async () => {
    const gap = Buffer.from(once).indexOf('/Contents <', once.length - 40_000) + 11
    // the hash of the file, which is another one of course
    const apart = ({ verdict, signatures }: Awaited<ReturnType<typeof verifyPdf>>): unknown => ({ verdict, signatures: signatures.map(({ revision: _hash, ...report }) => report) })
    const known = apart(await verifyPdf(once, anchors))
    const failures: string[] = []
    // one position in every stretch of the file; the certificates carried along are signed by their issuers, not by the signer
    for (let at = 30; at < once.length; at += Math.ceil(once.length / 60)) {
      const changed = Uint8Array.from(once)
      changed[at] = (changed[at] ?? 0) ^ 1
      const report = await verifyPdf(changed, anchors)
      if (at > gap && at < gap + 32_768) {
        if (report.verdict === 'valid') expect(apart(report)).toEqual(known)
      } else if (report.verdict !== 'changed' && report.verdict !== 'unreadable') failures.push(`${at}: ${report.verdict}`)
    }
    expect(failures).toEqual([])
  })
  it('content appended after signing, by an update or by raw bytes', async () => {
    const revision = await openRevision(once)
    const [page] = revision.document.getPages()
    page?.node.set(PDFName.of('Contents'), revision.add(revision.context.stream('1 0 0 rg 0 0 500 500 re f')))
    if (page) revision.touch(page.ref)
    const report = await verifyPdf(revision.finish().bytes, anchors)
    expect(report.verdict).toBe('changed')
    expect(first(report)).toMatchObject({ integrity: true, coversWholeFile: false, laterChanges: 'content', problems: ['content-added-later'] })
    expect((await verifyPdf(Buffer.concat([once, Buffer.from('\n% x\n')]), anchors)).verdict).toBe('extended')
  })
  it('a comment laid over a signed page, even when a trusted agency signs afterwards', async () => {
    const revision = await openRevision(once)
    const [page] = revision.document.getPages()
    const note = revision.add(revision.context.obj({ Type: 'Annot', Subtype: 'FreeText', Rect: [0, 0, 200, 200] }))
    page?.node.lookup(PDFName.of('Annots'), PDFArray).push(note)
    if (page) revision.touch(page.ref)
    const covered = await signPdf(revision.finish().bytes, { signer: agency })
    expect((await verifyPdf(covered, anchors)).verdict).toBe('changed')
  })
  it('an authority nobody trusts', async () => {
    const other = await makeDevelopmentCa(join(dir, 'other-ca'))
    const report = await verifyPdf(once, { ...anchors, certificates: [other.root] })
    expect(report).toMatchObject({ verdict: 'untrusted', signatures: [{ integrity: true, trusted: false, problems: ['unknown-authority'] }] })
    const forged = await other.issue({ id: 'gia', name: 'Nguyễn Thị Hằng', organisation: 'UBND tỉnh Thái Nguyên' })
    const signed = await signPdf(pdf, { signer: await openSigner({ kind: 'pkcs12', ...forged }), timeStamp })
    expect((await verifyPdf(signed, anchors)).verdict).toBe('untrusted')
  })
  it('a certificate that has expired, unless a time-stamp proves that it had not', async () => {
    const day = 86_400_000, ago = (days: number): Date => new Date(Date.now() - days * day)
    const expired = await signerOf('het-han', 'Hết Hạn', ago(0.9), ago(-0.001))
    const [plain, stamped] = [await signPdf(pdf, { signer: expired }), await signPdf(pdf, { signer: expired, timeStamp })]
    const later = ago(-2)
    expect(await verifyPdf(plain, anchors, later)).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['expired'] }] })
    expect((await verifyPdf(stamped, anchors, later)).verdict).toBe('valid')
    expect(await verifyPdf(stamped, { ...anchors, timeStampCertificates: [ca.root] }, later)).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['expired', 'time-stamp-bad'] }] })
    await expect(signPdf(pdf, { signer: expired, at: later })).rejects.toThrow(SignerUnavailable)
  })
  it('a certificate that was revoked before it signed', async () => {
    const issued = await ca.issue({ id: 'thu-hoi', name: 'Thu Hồi', organisation: 'x' })
    const signer = await openSigner({ kind: 'pkcs12', ...issued })
    const signed = await signPdf(pdf, { signer, timeStamp })
    const after = await ca.revoke(issued.certificate, new Date(Date.now() + 60_000))
    expect((await verifyPdf(signed, { ...anchors, revocationLists: [after] })).verdict).toBe('valid')
    const before = await ca.revoke(issued.certificate, new Date(Date.now() - 60_000))
    expect(await verifyPdf(signed, { ...anchors, revocationLists: [before] })).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['revoked'] }] })
  })
  it('a certificate made for other work, and an officer posing as an authority', async () => {
    const { issueCertificate } = await import('../../simulators/certificate-authority/certificate.ts')
    const { keySigner } = await import('./signer.ts')
    const { createPrivateKey } = await import('node:crypto')
    const { readPkcs12 } = await import('./pkcs12.ts')
    const span = { validFrom: new Date(Date.now() - 1000), validTo: new Date(Date.now() + 1e9) }
    const issuing = { certificate: ca.issuing, key: createPrivateKey(readFileSync(join(dir, 'ca', 'issuing.key'), 'utf8')) }
    const stamper = issueCertificate({ commonName: 'x', use: 'time-stamping', issuer: issuing, ...span })
    const chain = [ca.issuing, ca.root]
    expect(await verifyPdf(await signPdf(pdf, { signer: keySigner(stamper.key, [stamper.certificate, ...chain]) }), anchors)).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['not-for-signing'] }] })
    const hang = await readPkcs12(readFileSync(join(dir, 'ca', 'issued', 'hang.p12')), readFileSync(join(dir, 'ca', 'password.txt'), 'utf8').trim())
    const [own = new Uint8Array()] = hang.certificates
    const fake = issueCertificate({ commonName: 'Chủ tịch', use: 'signing', issuer: { certificate: own, key: hang.key }, ...span })
    expect(await verifyPdf(await signPdf(pdf, { signer: keySigner(fake.key, [fake.certificate, own, ...chain]) }), anchors)).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['unknown-authority'] }] })
    // the issuing authority may certify people, not further authorities (path length 0)
    const below = issueCertificate({ commonName: 'CA con', use: 'issuing', issuer: issuing, ...span })
    const person = issueCertificate({ commonName: 'Chủ tịch', use: 'signing', issuer: below, ...span })
    expect(await verifyPdf(await signPdf(pdf, { signer: keySigner(person.key, [person.certificate, below.certificate, ...chain]) }), anchors)).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['unknown-authority'] }] })
  })
  it('files without signatures and files that are no PDF', async () => {
    expect((await verifyPdf(pdf, anchors)).verdict).toBe('unsigned')
    expect((await verifyPdf(Buffer.from('hello'), anchors)).verdict).toBe('unreadable')
  })
  it('a byte range that leaves room to hide something', async () => {
    const text = Buffer.from(once).toString('latin1')
    const [range = '', a = '', b = '', c = ''] = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text) ?? []
    const wider = range.replace(b, String(Number(b) + 40).padStart(10, '0')).replace(new RegExp(`${c}\\]$`), `${String(Number(c) - 40).padStart(10, '0')}]`)
    expect(wider).not.toBe(range)
    expect(a).toBeTruthy()
    expect(await verifyPdf(Buffer.from(text.replace(range, wider), 'latin1'), anchors)).toMatchObject({ verdict: 'changed', signatures: [{ problems: ['wrong-byte-range'] }] })
  })
})
