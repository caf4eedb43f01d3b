import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ATTACHMENT_LIMITS, checkAttachments, packAttachment, unpackAttachment } from './attachments.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const zip = (files: Record<string, Uint8Array>): Buffer => Buffer.from(zipSync(files))
const named = (name: string, encoded: string | undefined = packAttachment(name, Buffer.from('x'))) => ({ contentId: name, name, contentType: undefined, description: undefined, encoded })

describe('a file out of a message', () => {
  test('packed, or as it is', async () => {
    expect(await unpackAttachment(base64(zip({ 'any-name.bin': Buffer.from('abc') })))).toEqual({ ok: true, bytes: Buffer.from('abc') })
    expect(await unpackAttachment(base64(Buffer.from('%PDF')))).toEqual({ ok: true, bytes: Buffer.from('%PDF') })
    // a DOCX sent unpacked is an archive of many entries, and the file itself
    const docx = zip({ '[Content_Types].xml': Buffer.from('x'), 'word/document.xml': Buffer.from('y') })
    expect(await unpackAttachment(base64(docx))).toEqual({ ok: true, bytes: docx })
  })
  test('the same file packed twice differs in the name of its entry only', () => { expect(packAttachment('a.pdf', Buffer.from('x'))).not.toBe(packAttachment('a.pdf', Buffer.from('x'))) })
  test.each([
    ['a bomb that says so', base64(zip({ a: new Uint8Array(30_000_000) })), 'bomb'],
    ['no base64', '????', 'not-base64'],
    ['a way out of the folder', base64(zip({ '../../etc/cron.d/x': Buffer.from('x') })), 'bad-name'],
    ['half an archive', base64(zip({ a: Buffer.from('abcabcabc') }).subarray(4)), undefined],
  ])('%s', async (_, encoded, reason) => { expect(await unpackAttachment(encoded)).toMatchObject(reason === undefined ? { ok: true } : { ok: false, reason }) })
  test('a bomb that lies about its size is cut off where it said it would end', async () => {
    const bytes = zip({ a: Buffer.from('abc'.repeat(1000)) })
    const packed = deflateRawSync(new Uint8Array(5_000_000))
    const header = bytes.subarray(0, 30 + 1)
    const lying = Buffer.concat([header, packed, bytes.subarray(bytes.indexOf('PK\x01\x02', 0, 'latin1'))])
    const central = lying.indexOf('PK\x01\x02', 0, 'latin1')
    lying.writeUInt32LE(packed.length, 18); lying.writeUInt32LE(packed.length, central + 20)
    lying.writeUInt32LE(central, lying.length - 6)
    expect(await unpackAttachment(base64(lying))).toEqual({ ok: false, reason: 'broken' })
  })
})

test('whatever happened to an archive on the way, opening it ends in an answer', () => {
  const good = Buffer.from(packAttachment('a.pdf', Buffer.from('abc'.repeat(100))), 'base64')
  return fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat(good.length), async (changes, cut) => {
    const bytes = Buffer.from(good)
    for (const [at, value] of changes) bytes[at] = value
    for (const each of [bytes, bytes.subarray(cut)]) expect(typeof (await unpackAttachment(base64(each))).ok).toBe('boolean')
  }), { numRuns: 1000 })
})

describe('the attachments of a document', () => {
  test.each(['../a.pdf', 'a/b.pdf', 'C:\\a.pdf', '..', 'a\u202efdp.exe', 'a\u0000.pdf', 'x'.repeat(256)])('the name %j', async name => { expect(await checkAttachments([named(name)])).toBe('path-in-name') })
  test('are all there, and not too many', async () => {
    expect(await checkAttachments([named('Tờ trình (bản 2).pdf')])).toBeUndefined()
    expect(await checkAttachments([{ ...named('a.pdf'), encoded: undefined }])).toBe('missing')
    expect(await checkAttachments(Array.from({ length: 101 }, (_, at) => named(`${at}.pdf`)))).toBe('too-many')
    expect(await checkAttachments([named('a'), named('b')], { ...ATTACHMENT_LIMITS, allBytes: 1 })).toBe('bomb')
  })
})
