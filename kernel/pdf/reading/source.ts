import { inflateSync } from 'node:zlib'
import { PDFArray, PDFContext, PDFDict, PDFName, PDFNull, PDFNumber, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib'
import { Syntax, UnclearPdf } from './syntax.ts'

/** The file would need more memory than any honest one. */
export class HeavyPdf extends Error {}

/** What object streams and cross-reference streams of one file may inflate to, together. */
const MOST_INFLATED = 48 * 1024 * 1024

const HEAD = /(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![A-Za-z0-9])/y
const STREAM = /stream\r?\n/y
const END_STREAM = /[\0\t\n\f\r ]*endstream/y
const END_OBJECT = /endobj(?![A-Za-z0-9])/y
const key = (name: string): PDFName => PDFName.of(name)

/** An object as it lies in the file: from its number to its `endobj`. */
export interface Placed { readonly number: number; readonly generation: number; readonly value: PDFObject; readonly start: number; readonly end: number }

/** The bytes of a file, and what was inflated of them so far. */
export class PdfSource {
  readonly bytes: Buffer
  readonly text: string
  private readonly inflated = new Map<string, Buffer>()
  private room = MOST_INFLATED
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.text = this.bytes.toString('latin1')
  }

  /** The object that starts exactly at `at` (white space apart). A stream's length may be another object, which `lengthOf` knows. */
  objectAt(at: number, context: PDFContext, lengthOf: (ref: PDFRef) => number | undefined): Placed {
    const syntax = new Syntax(this.text, context, at)
    syntax.skip()
    const start = syntax.at
    const [, number, generation] = syntax.need(HEAD)
    let value = syntax.object()
    syntax.skip()
    if (value instanceof PDFDict && syntax.take(STREAM)) {
      const stated = value.get(key('Length'))
      const length = stated instanceof PDFRef ? lengthOf(stated) : stated instanceof PDFNumber ? stated.asNumber() : undefined
      if (length === undefined || !Number.isSafeInteger(length) || length < 0) throw new UnclearPdf('a stream without length')
      const from = syntax.at
      syntax.at += length
      syntax.need(END_STREAM)
      value = PDFRawStream.of(value, this.bytes.subarray(from, from + length))
      syntax.skip()
    }
    syntax.need(END_OBJECT)
    return { number: Number(number), generation: Number(generation), value, start, end: syntax.at }
  }

  /** What a stream of objects or cross-references holds; `at` tells streams apart, so that each is inflated once (a later revision may change its length). */
  unpack(stream: PDFRawStream, at: number): Buffer {
    const name = `${at}+${stream.contents.length}`
    const known = this.inflated.get(name)
    if (known) return known
    const [filter, ...more] = listOf(stream.dict.get(key('Filter')))
    const [parms] = listOf(stream.dict.get(key('DecodeParms')))
    const understood = (filter === undefined || filter === key('FlateDecode')) && (parms === undefined || parms === PDFNull || parms instanceof PDFDict)
    if (more.length || !understood) throw new UnclearPdf('a packed stream in an unusual code')
    const plain = filter === undefined ? Buffer.from(stream.contents) : this.inflate(stream.contents)
    const data = parms instanceof PDFDict ? unpredict(plain, parms) : plain
    this.room -= data.length
    this.inflated.set(name, data)
    return data
  }

  private inflate(contents: Uint8Array): Buffer {
    try { return inflateSync(contents, { maxOutputLength: Math.max(this.room, 1) }) } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw new HeavyPdf('inflates too far', { cause })
      throw new UnclearPdf('a packed stream is broken', { cause })
    }
  }
}

const listOf = (value: PDFObject | undefined): readonly PDFObject[] => value === undefined ? [] : value instanceof PDFArray ? value.asArray() : [value]

/** Undoes PNG prediction (ISO 32000-1 §7.4.4.4) with one byte per sample, as cross-reference streams use it. */
function unpredict(data: Buffer, parms: PDFDict): Buffer {
  const numberOf = (name: string, otherwise: number): number => { const value = parms.get(key(name)); return value instanceof PDFNumber ? value.asNumber() : otherwise }
  const predictor = numberOf('Predictor', 1)
  if (predictor === 1) return data
  const columns = numberOf('Columns', 1)
  if (predictor < 10 || numberOf('Colors', 1) !== 1 || numberOf('BitsPerComponent', 8) !== 8 || !Number.isSafeInteger(columns) || columns < 1 || columns > 64) throw new UnclearPdf('an unusual prediction')
  const rows = Math.floor(data.length / (columns + 1))
  const plain = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row++) {
    const kind = data[row * (columns + 1)] ?? 0
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column
      const left = column > 0 ? plain[at - 1] ?? 0 : 0
      const up = row > 0 ? plain[at - columns] ?? 0 : 0
      const upLeft = column > 0 && row > 0 ? plain[at - columns - 1] ?? 0 : 0
      plain[at] = (data[row * (columns + 1) + 1 + column] ?? 0) + predicted(kind, left, up, upLeft)
    }
  }
  return plain
}

function predicted(kind: number, left: number, up: number, upLeft: number): number {
  switch (kind) {
    case 0: return 0
    case 1: return left
    case 2: return up
    case 3: return Math.floor((left + up) / 2)
    case 4: {
      const [a, b, c] = [Math.abs(up - upLeft), Math.abs(left - upLeft), Math.abs(left + up - 2 * upLeft)]
      return a <= b && a <= c ? left : b <= c ? up : upLeft
    }
    default: throw new UnclearPdf('an unusual prediction')
  }
}
