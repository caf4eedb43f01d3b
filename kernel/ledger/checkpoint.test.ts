import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkpointText, formatVerifier, keyFromSeed, noteSigner, openNote, parseCheckpoint, parseVerifier, signNote } from './checkpoint.ts'
import { entryLeafHash } from './entry.ts'
import { inclusionRanges, rootOf } from './merkle.ts'
import { formatProof, verifyProof } from './proof-qr.ts'

/** The published example of golang.org/x/mod/sumdb/note, where the format comes from. */
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
const TEXT = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n'
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`

test('signs, names its key and opens a note exactly as the published example', () => {
  const signer = noteSigner('PeterNeumann', keyFromSeed(SEED))
  expect(formatVerifier(signer.verifier)).toBe(VKEY)
  expect(signNote(TEXT, signer)).toBe(NOTE)
  expect(openNote(NOTE, parseVerifier(VKEY))?.text).toBe(TEXT)
})

test('a note changed in any place does not open; a further signature does not disturb', () => {
  const verifier = parseVerifier(VKEY)
  fc.assert(fc.property(fc.nat(NOTE.length - 1), fc.constantFrom('A', '0', '\n'), (place, letter) => {
    fc.pre(NOTE[place] !== letter)
    expect(openNote(NOTE.slice(0, place) + letter + NOTE.slice(place + 1), verifier)).toBeUndefined()
  }))
  expect(openNote(`${NOTE}— witness AAAAAAAA\n`, verifier)?.text).toBe(TEXT)
  expect(openNote(NOTE, noteSigner('PeterNeumann', keyFromSeed(Buffer.alloc(32, 7))).verifier)).toBeUndefined()
  for (const bad of ['', 'x', VKEY.replace('c74f', 'c74e'), VKEY.replace('Peter', 'Petra')]) expect(() => parseVerifier(bad)).toThrow(RangeError)
})

test('a checkpoint reads back, with extensions; what is not one is refused', () => {
  const checkpoint = { origin: 'tinh/so', size: 20_852_163, root: Buffer.alloc(32, 5), extensions: ['one line'] }
  expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint)
  expect(parseCheckpoint(signNote(checkpointText(checkpoint), noteSigner('tinh/so', keyFromSeed(SEED))))).toEqual(checkpoint)
  const root = Buffer.alloc(32).toString('base64')
  for (const bad of ['', `x\n01\n${root}\n`, `x\n-1\n${root}\n`, 'x\n1\nAAAA\n', `\n1\n${root}\n`, `x\n1\n${root.slice(0, -1)}\n`]) expect(parseCheckpoint(bad)).toBeUndefined()
})

test('the text in the QR code proves its entry with the public key alone, and no letter of it can be changed', () => {
  const signer = noteSigner('tinh/so', keyFromSeed(SEED))
  const entryHashes = Array.from({ length: 700 }, (_, i) => Buffer.alloc(32, i))
  const entryId = '01900000-0000-7000-8000-00000000abcd'
  const leaves = entryHashes.map((hash) => entryLeafHash(entryId, hash))
  const made = (index: number, size: number): string => {
    const body = checkpointText({ origin: 'tinh/so', size, root: rootOf(leaves, 0, size), extensions: [] })
    const signature = openNote(signNote(body, signer), signer.verifier)?.signature ?? Buffer.of()
    const path = inclusionRanges(index, size).map(({ start, end }) => rootOf(leaves, start, end))
    return formatProof({ entryId, index, size, entryHash: entryHashes[index] ?? Buffer.of(), path, signature })
  }
  fc.assert(fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), (size, a, b) => {
    const text = made(a % size, size)
    expect(verifyProof(text, signer.verifier)).toMatchObject({ ok: true, entryId, index: a % size, size })
    const start = text.lastIndexOf(':') - 32
    const place = start + b % (text.length - start)
    fc.pre(text[place] !== ':')
    const forged = text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)
    expect(verifyProof(forged, signer.verifier).ok).toBe(false)
    expect(verifyProof(text.replace(`:${a % size}:`, `:${a % size + 1}:`), signer.verifier).ok).toBe(false)
  }))
  expect(verifyProof('tinhso-proof:1:0:1:x', signer.verifier)).toEqual({ ok: false, reason: 'malformed' })
})
