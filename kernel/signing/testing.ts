import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { PDFDict, PDFName, PDFString, type PDFObject } from 'pdf-lib'
import { makeDevelopmentCa, type DevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority } from '../../simulators/time-stamp-authority/index.ts'
import { openRevision, type Revision } from '../pdf/revision.ts'
import { addSignatureField, markSigned, signatureFieldsOf, type SignaturePlace } from '../pdf/signature-fields.ts'
import { openSigner, timeStampClient, type Signer, type TimeStamper, type TrustAnchors, type ValidationData } from './index.ts'
import { sha256 } from './signer.ts'

/** A certificate authority, a time-stamp authority and whoever they certify; what a forger who holds a certificate of his own can use. */
export interface SigningWorld {
  readonly ca: DevelopmentCa
  readonly anchors: TrustAnchors
  readonly timeStamp: TimeStamper
  /** the roots, and the lists of all authorities as they are when the world begins */
  readonly validation: ValidationData
  signer(id: string, name: string): Promise<Signer>
  close(): Promise<void>
}

export async function aSigningWorld(): Promise<SigningWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'tinhso-signing-'))
  const ca = await makeDevelopmentCa(join(dir, 'ca'))
  const tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  const anchors = { certificates: [ca.root], timeStampCertificates: [tsa.root], revocationLists: [readFileSync(ca.crlFile)] }
  return {
    ca, anchors, validation: { certificates: [ca.root, tsa.root], revocationLists: [ca.crlFile, ca.rootCrlFile, tsa.crlFile].map((file) => readFileSync(file)) }, timeStamp: timeStampClient({ url: tsa.url, anchors }),
    signer: async (id, name) => openSigner({ kind: 'pkcs12', ...await ca.issue({ id, name, organisation: 'UBND tỉnh Thái Nguyên' }) }),
    close: async () => { await tsa.close(); rmSync(dir, { recursive: true, force: true }) },
  }
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const key = (name: string): PDFName => PDFName.of(name)
const lastOf = (text: string, pattern: RegExp): string => { const [found] = [...text.matchAll(pattern)].toReversed(); return found?.[1] ?? '' }

export interface RawUpdate {
  /** number → body, in the order in which they are written */
  readonly objects: readonly (readonly [number, string | Buffer])[]
  /** numbers that the cross-references leave out: written, but not listed */
  readonly unlisted?: readonly number[]
  /** which of several writings of one number is listed; the last unless told */
  readonly listFirst?: boolean
  readonly freed?: readonly number[]
  /** what the trailer says besides Size, Root and Prev */
  readonly trailer?: string
  readonly root?: string
  readonly prev?: number
}

/** An incremental update written by hand (ISO 32000-1 §7.5.6), as an attacker writes it. */
export function updatedByHand(bytes: Uint8Array, update: RawUpdate): Buffer {
  const text = Buffer.from(bytes).toString('latin1')
  const parts: Buffer[] = [Buffer.from(bytes), latin1('\n')]
  let length = bytes.length + 1
  const entries = new Map<number, string>()
  for (const [number, body] of update.objects) {
    const whole = Buffer.concat([latin1(`${number} 0 obj\n`), Buffer.from(body), latin1('\nendobj\n')])
    if (!update.unlisted?.includes(number) && !(update.listFirst && entries.has(number))) entries.set(number, `${String(length).padStart(10, '0')} 00000 n \n`)
    parts.push(whole)
    length += whole.length
  }
  for (const number of update.freed ?? []) entries.set(number, '0000000000 00001 f \n')
  const size = Math.max(...[...text.matchAll(/\/Size (\d+)/g)].map(([, found]) => Number(found)), ...[...entries.keys()].map((number) => number + 1))
  const table = [...entries].toSorted(([a], [b]) => a - b).map(([number, line]) => `${number} 1\n${line}`).join('')
  const prev = update.prev ?? Number(lastOf(text, /startxref\s+(\d+)/g))
  parts.push(latin1(`xref\n${table}trailer\n<< /Size ${size} /Root ${update.root ?? lastOf(text, /\/Root (\d+ 0 R)/g)} /Prev ${prev} ${update.trailer ?? ''} >>\nstartxref\n${length}\n%%EOF\n`))
  return Buffer.concat(parts)
}

/** A stream's body. */
export const streamOf = (content: string | Buffer, dict = ''): Buffer => Buffer.concat([latin1(`<< ${dict} /Length ${content.length} >>\nstream\n`), Buffer.from(content), latin1('\nendstream')])

/** The number of the first page's object, of its contents, and the next number that is free. */
export async function numbersIn(bytes: Uint8Array): Promise<{ readonly page: number; readonly contents: number; readonly root: number; readonly next: number; readonly pageBody: string; readonly rootBody: string; readonly contentsBody: string }> {
  const revision = await openRevision(bytes)
  const text = Buffer.from(bytes).toString('latin1')
  const refOf = (value: PDFObject | undefined): number => Number(String(value).split(' ')[0])
  const [page] = revision.document.getPages()
  const written = (number: number): string => lastOf(text, new RegExp(`(?:^|\\n)${number} 0 obj\\s+([\\s\\S]*?)\\s*endobj`, 'g'))
  const numbers = { page: refOf(page?.ref), contents: refOf(page?.node.get(key('Contents'))), root: refOf(revision.context.trailerInfo.Root), next: revision.context.largestObjectNumber + 1 }
  return { ...numbers, pageBody: written(numbers.page), rootBody: written(numbers.root), contentsBody: written(numbers.contents) }
}

export const NOWHERE: Omit<SignaturePlace, 'name'> = { page: 1, x: 0, y: 0, width: 0, height: 0 }

export interface HandSignature {
  readonly name: string
  /** what the signature's dictionary says besides its bytes */
  readonly dictionary: string
  readonly place?: Omit<SignaturePlace, 'name'>
  /** takes the document's own empty field */
  readonly fill?: boolean
  /** may add to the revision before it is signed */
  readonly change?: (revision: Revision, field: PDFDict) => void
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>
}

/** A signature as any program may make it. */
export async function signedByHand(bytes: Uint8Array, { name, dictionary: about, place = NOWHERE, fill = false, change, sign }: HandSignature): Promise<Buffer> {
  const revision = await openRevision(bytes)
  const own = fill ? signatureFieldsOf(revision).find((item) => !item.field.has(key('V'))) : undefined
  const ref = own?.ref ?? addSignatureField(revision, { name, ...place })
  const field = revision.context.lookup(ref, PDFDict)
  change?.(revision, field)
  const value = revision.reserve()
  field.set(key('V'), value)
  revision.touch(ref)
  markSigned(revision)
  const room = 16_384
  const range = (...numbers: readonly number[]): string => `[0 ${numbers.map((number) => String(number).padStart(10, '0')).join(' ')}]`
  const dictionary = latin1(`<<\n/Filter /Adobe.PPKLite\n${about}\n/ByteRange ${range(0, 0, 0)}\n/Contents <${'0'.repeat(room * 2)}>\n>>`)
  const { bytes: extended, rawStarts } = revision.finish(new Map([[value, dictionary]]))
  const signed = Buffer.from(extended)
  const start = rawStarts.get(value) ?? 0
  const gap = start + dictionary.indexOf('/Contents <') + '/Contents '.length
  const after = gap + room * 2 + 2
  signed.write(range(gap, after, signed.length - after), start + dictionary.indexOf('/ByteRange ') + '/ByteRange '.length, 'latin1')
  signed.write(Buffer.from(await sign(sha256(signed.subarray(0, gap), signed.subarray(after)))).toString('hex'), gap + 1, 'latin1')
  return signed
}

/** A document time-stamp (EN 319 142-1 §5.4.3): anybody can have one made over anything. */
export const documentTimeStamp = (bytes: Uint8Array, timeStamp: TimeStamper, more: Partial<Omit<HandSignature, 'dictionary' | 'sign'>> = {}): Promise<Buffer> =>
  signedByHand(bytes, { name: 'time-stamp', ...more, dictionary: '/Type /DocTimeStamp\n/SubFilter /ETSI.RFC3161', sign: timeStamp })

/** A picture of other words, to be painted by a field. */
export function painting(revision: Revision): PDFObject {
  const form = revision.context.stream('1 1 1 rg 0 0 300 60 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 300, 60] })
  form.dict.set(key('Name'), PDFString.of('NGUYEN VAN GIA MAO'))
  return revision.context.obj({ N: revision.add(form) })
}

/** A file whose object streams are small and inflate to `megabytes` each. */
export function growingPdf(streams: number, megabytes: number): Buffer {
  let bytes = Buffer.from('%PDF-1.7\n')
  const rows: number[][] = [[0, 0, 0]]
  const numberOf = (i: number): number => 1 + streams + i
  for (let i = 0; i < streams; i++) rows.push([2, numberOf(i), 0])
  for (let i = 0; i < streams; i++) {
    const packed = deflateSync(Buffer.concat([Buffer.from(`${1 + i} 0 ${i === 0 ? '<</Type/Catalog/Pages 9999 0 R>>' : 'null'} `.padEnd(megabytes * 1024 * 1024))]), { level: 1 })
    rows.push([1, bytes.length, 0])
    bytes = Buffer.concat([bytes, Buffer.from(`${numberOf(i)} 0 obj\n<</Type/ObjStm/N 1/First ${`${1 + i} 0 `.length}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`), packed, Buffer.from('\nendstream\nendobj\n')])
  }
  rows.push([1, bytes.length, 0])
  const list = Buffer.from(rows.flatMap(([kind = 0, at = 0, index = 0]) => [kind, at >>> 24, at >>> 16 & 255, at >>> 8 & 255, at & 255, index]))
  return Buffer.concat([bytes, Buffer.from(`${numberOf(streams)} 0 obj\n<</Type/XRef/W[1 4 1]/Size ${rows.length}/Root 1 0 R/Length ${list.length}>>\nstream\n`), list, Buffer.from(`\nendstream\nendobj\nstartxref\n${bytes.length}\n%%EOF\n`)])
}
