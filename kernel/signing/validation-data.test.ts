import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFArray, PDFDict, PDFName } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeDevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { renderPdf } from '../pdf/render.ts'
import { openRevision } from '../pdf/revision.ts'
import { inTemporaryFolder, toolPresent } from '../pdf/testing.ts'
import { openSigner, revocationListsAt, signPdf, SignerUnavailable, verifyPdf, type Signer, type TrustAnchors } from './index.ts'
import { aSigningWorld, type SigningWorld } from './testing.ts'

const poppler = toolPresent('pdfsig', '-v')
const DAY = 86_400_000
const since = (days: number): Date => new Date(Date.now() + days * DAY)

let world: SigningWorld, pdf: Uint8Array, officer: Signer, agency: Signer, plain: Uint8Array, kept: Uint8Array
/** a verifier who has roots and nothing else, as in twenty years */
let alone: TrustAnchors
beforeAll(async () => {
  world = await aSigningWorld()
  const { revocationLists: _none, ...anchors } = world.anchors
  alone = anchors
  officer = await world.signer('hang', 'Nguyễn Thị Hằng')
  agency = await world.signer('xa', 'UBND xã Đồng Hỷ')
  pdf = await renderPdf({ source: 'Giấy xác nhận' }, {})
  const { timeStamp, validation } = world
  plain = await signPdf(pdf, { signer: officer, timeStamp })
  kept = await signPdf(await signPdf(pdf, { signer: officer, timeStamp, validation }), { signer: agency, timeStamp, validation })
})
afterAll(() => world.close())

const checked = async (bytes: Uint8Array, anchors: TrustAnchors, now?: Date): Promise<unknown> => { const { verdict, signatures } = await verifyPdf(bytes, anchors, now); return [verdict, ...signatures.map((each) => each.revocationChecked)] }

describe('a signature that brings its validation data', () => {
  it('is judged by it when nobody else has a list, also long after', async () => {
    expect(await checked(plain, alone)).toEqual(['valid', false])
    expect(await checked(kept, alone)).toEqual(['valid', true, true])
    expect(await checked(kept, alone, since(20 * 365))).toEqual(['valid', true, true])
  })
  it('keeps what was stored under the signatures, each certificate and list once', async () => {
    const { context } = await openRevision(kept)
    const store = context.lookup(context.trailerInfo.Root, PDFDict).lookup(PDFName.of('DSS'), PDFDict)
    // two leaves, the issuing authority, both roots · the lists of the issuing authority and of both roots
    expect(['Certs', 'CRLs'].map((name) => store.lookup(PDFName.of(name), PDFArray).size())).toEqual([5, 3])
    const { signatures } = await verifyPdf(kept, alone)
    expect(signatures.map(({ coversWholeFile, laterChanges }) => [coversWholeFile, laterChanges])).toEqual([[false, 'signatures'], [true, 'none']])
  })
  it.skipIf(!poppler)('is accepted by pdfsig, both signatures', () => {
    const dir = mkdtempSync(join(tmpdir(), 'tinhso-lt-'))
    try {
      writeFileSync(join(dir, 'kept.pdf'), kept)
      const report = execFileSync('pdfsig', ['-nocert', join(dir, 'kept.pdf')], { encoding: 'utf8' })
      expect(report.match(/Signature Validation: Signature is Valid/g)).toHaveLength(2)
      expect(report.match(/Total document signed/g)).toHaveLength(1)
    } finally { rmSync(dir, { recursive: true, force: true }) }
  })
  it('goes beyond a list made after the certificate’s end, which says nothing of it any more', async () => {
    const short = await openSigner({ kind: 'pkcs12', ...await world.ca.issue({ id: 'ngan', name: 'Ngắn Hạn', organisation: 'x', validFrom: since(-0.9), validTo: since(0.01) }) })
    const { timeStamp, validation } = world
    const later: TrustAnchors = { ...alone, revocationLists: [await world.ca.publish(since(1))] }
    expect(await checked(await signPdf(pdf, { signer: short, timeStamp }), later, since(2))).toEqual(['valid', false])
    expect(await checked(await signPdf(pdf, { signer: short, timeStamp, validation }), later, since(2))).toEqual(['valid', true])
  })
  it('does not hide behind an older list: any genuine list that revokes does', () => inTemporaryFolder(async (dir) => {
    const ca = await makeDevelopmentCa(dir)
    const issued = await ca.issue({ id: 'thu-hoi', name: 'Thu Hồi', organisation: 'x' })
    const signer = await openSigner({ kind: 'pkcs12', ...issued })
    const lists = revocationListsAt([ca.crlFile, ca.rootCrlFile])
    const anchors: TrustAnchors = { certificates: [ca.root], ...(alone.timeStampCertificates && { timeStampCertificates: alone.timeStampCertificates }) }
    const signed = await signPdf(pdf, { signer, timeStamp: world.timeStamp, validation: { certificates: [], revocationLists: await lists() } })
    expect(await checked(signed, anchors)).toEqual(['valid', true])
    const revoked = await ca.revoke(issued.certificate, since(-0.5))
    for (const order of [[revoked], [...await lists(), revoked]]) expect(await verifyPdf(signed, { ...anchors, revocationLists: order })).toMatchObject({ verdict: 'untrusted', signatures: [{ problems: ['revoked'] }] })
    await expect(signPdf(pdf, { signer, validation: { certificates: [], revocationLists: [revoked] } })).rejects.toThrow(SignerUnavailable)
  }))
  it('counts only lists with the issuer’s own signature', () => inTemporaryFolder(async (dir) => {
    const stranger = await makeDevelopmentCa(dir)
    const foreign = await revocationListsAt([stranger.crlFile, stranger.rootCrlFile])()
    const junk = [new Uint8Array([0x30, 0x80]), Buffer.from('no list at all')]
    const signed = await signPdf(pdf, { signer: officer, timeStamp: world.timeStamp, validation: { certificates: [stranger.root, ...junk], revocationLists: [...foreign, ...junk] } })
    expect(await checked(signed, alone)).toEqual(['valid', false])
  }))
})

describe('lists of revoked certificates', () => {
  it('are read from files, PEM or DER; one that is not there is told and left out', () => inTemporaryFolder(async (dir) => {
    const ca = await makeDevelopmentCa(dir)
    const pem = join(dir, 'list.pem')
    const [der = new Uint8Array()] = await revocationListsAt([ca.crlFile])()
    writeFileSync(pem, `-----BEGIN X509 CRL-----\n${Buffer.from(der).toString('base64')}\n-----END X509 CRL-----\n`)
    const missed: string[] = []
    expect(await revocationListsAt([pem, join(dir, 'none.crl')], (place) => missed.push(place))()).toEqual([der])
    expect(missed).toEqual([join(dir, 'none.crl')])
  }))
  it('are not taken when they are larger than any authority’s', () => inTemporaryFolder(async (dir) => {
    const most = 32 * 1024 * 1024
    const [whole, larger] = [join(dir, 'whole.crl'), join(dir, 'larger.crl')]
    for (const [file, size] of [[whole, most], [larger, most + 1]] as const) { writeFileSync(file, ''); truncateSync(file, size) }
    const server = createServer((_request, response) => { response.end(Buffer.alloc(most + 1)) }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}/list.crl`
    try {
      const missed: string[] = []
      const lists = await revocationListsAt([whole, larger, url], (_place, error) => missed.push(String(error)))()
      expect([lists.map(({ length }) => length), missed.toSorted()]).toEqual([[most], [`Error: ${larger}: more than ${most} bytes`, `Error: ${url}: more than ${most} bytes`]])
    } finally { server.closeAllConnections(); server.close() }
  }))
  it('are left alone for a minute where nobody answers, and answered as they were', () => inTemporaryFolder(async (dir) => {
    const file = join(dir, 'list.crl')
    const clock = vi.spyOn(Date, 'now').mockReturnValue(0)
    try {
      const missed: string[] = []
      const lists = revocationListsAt([file], (place) => missed.push(place))
      expect([await lists(), await lists(), missed.length]).toEqual([[], [], 1])
      writeFileSync(file, 'one')
      expect(await lists()).toEqual([])
      clock.mockReturnValue(60_000)
      const one = [new Uint8Array(Buffer.from('one'))]
      expect(await lists()).toEqual(one)
      rmSync(file)
      clock.mockReturnValue(60_000 + 3_600_000)
      expect([await lists(), await lists(), missed.length]).toEqual([one, one, 2])
    } finally { clock.mockRestore() }
  }))
})
