import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, type PDFContext } from 'pdf-lib'
import type { PdfSource } from './source.ts'
import { Syntax, UnclearPdf } from './syntax.ts'

/** Where an object lies: nowhere, at a place of its own, or as one of many in an object stream. */
export type Entry =
  | { readonly kind: 'free' }
  | { readonly kind: 'plain'; readonly at: number; readonly generation: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number }

/** The cross-references that one revision added (ISO 32000-1 §7.5.4, §7.5.8). */
export interface Section { readonly at: number; readonly end: number; readonly entries: ReadonlyMap<number, Entry>; readonly trailer: PDFDict; /** carries a second list for newer programs */ readonly hybrid: boolean }

const START = /startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF/y
const TABLE = /xref[\0\t\n\f\r ]+/y
const SUBSECTION = /(\d{1,7}) (\d{1,7})[ \t]*(?:\r\n|\r|\n)/y
const ROW = /(\d{10}) (\d{5}) ([nf])(?: \r\n| \r| \n|\r\n|\r|\n)/y
const TRAILER = /trailer(?![A-Za-z0-9])/y
const MOST_SECTIONS = 500
const key = (name: string): PDFName => PDFName.of(name)
export const FREE: Entry = { kind: 'free' }

/** The sections from the newest to the oldest, and where the newest ends (behind %%EOF). */
export function sectionsOf(source: PdfSource, end: number, context: PDFContext): { readonly sections: readonly Section[]; readonly end: number } {
  const text = source.text.slice(0, end)
  let last = text.lastIndexOf('startxref')
  // what follows the end without being an end itself is for the caller to judge
  while (last >= 0 && !new Syntax(text, context, last).take(START)) last = last === 0 ? -1 : text.lastIndexOf('startxref', last - 1)
  if (last < 0 || !text.startsWith('%PDF-')) throw new UnclearPdf('no start or no end')
  const syntax = new Syntax(text, context, last)
  const sections: Section[] = []
  const visited = new Set<number>()
  for (let next: number | undefined = Number(syntax.need(START)[1]); next !== undefined;) {
    if (next >= end || visited.size >= MOST_SECTIONS || visited.has(next)) throw new UnclearPdf('cross-references lead in a circle')
    visited.add(next)
    const section: Section = sectionAt(source, text, next, context)
    if (section.trailer.has(key('Encrypt'))) throw new UnclearPdf('encrypted')
    sections.push(section)
    next = placeIn(section.trailer, 'Prev')
  }
  return { sections, end: syntax.at }
}

function placeIn(dict: PDFDict, name: string): number | undefined {
  const value = dict.get(key(name))
  if (value === undefined) return undefined
  if (!(value instanceof PDFNumber) || !Number.isSafeInteger(value.asNumber()) || value.asNumber() < 0) throw new UnclearPdf(`a wrong ${name}`)
  return value.asNumber()
}

function sectionAt(source: PdfSource, text: string, place: number, context: PDFContext): Section {
  const syntax = new Syntax(text, context, place)
  syntax.skip()
  const { at } = syntax
  if (!syntax.take(TABLE)) return streamAt(source, at, context)
  const entries = new Map<number, Entry>()
  for (let range = syntax.take(SUBSECTION); range; range = syntax.take(SUBSECTION)) {
    const [first, count] = [Number(range[1]), Number(range[2])]
    for (let i = 0; i < count; i++) {
      const [, offset, generation, kind] = syntax.need(ROW)
      // some programs write numbers that were never used as lying at the very beginning
      add(entries, first + i, kind === 'f' || Number(offset) === 0 ? FREE : { kind: 'plain', at: Number(offset), generation: Number(generation) })
    }
    syntax.skip()
  }
  syntax.need(TRAILER)
  const trailer = syntax.object()
  if (!(trailer instanceof PDFDict)) throw new UnclearPdf('no trailer')
  const second = placeIn(trailer, 'XRefStm')
  if (second === undefined) return { at, end: syntax.at, entries, trailer, hybrid: false }
  for (const [number, entry] of streamAt(source, second, context).entries) {
    // §7.5.8.4: it may only tell of objects that the table hides
    if ((entries.get(number) ?? FREE).kind !== 'free') throw new UnclearPdf('two lists disagree')
    entries.set(number, entry)
  }
  return { at, end: syntax.at, entries, trailer, hybrid: true }
}

function add(entries: Map<number, Entry>, number: number, entry: Entry): void {
  if (entries.has(number)) throw new UnclearPdf(`object ${number} twice in one list`)
  entries.set(number, entry)
}

function streamAt(source: PdfSource, at: number, context: PDFContext): Section {
  const { value, start, end } = source.objectAt(at, context, () => undefined)
  if (!(value instanceof PDFRawStream) || value.dict.get(key('Type')) !== key('XRef')) throw new UnclearPdf('no cross-references')
  const numbers = (name: string): number[] | undefined => {
    const list = value.dict.get(key(name))
    return list instanceof PDFArray ? list.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : NaN)) : undefined
  }
  const widths = numbers('W') ?? []
  const index = numbers('Index') ?? [0, placeIn(value.dict, 'Size') ?? 0]
  if (widths.length < 3 || index.length % 2 || [...widths, ...index].some((each) => !Number.isSafeInteger(each) || each < 0) || widths.some((width) => width > 6)) throw new UnclearPdf('wrong cross-references')
  const data = source.unpack(value, start)
  const entries = new Map<number, Entry>()
  let position = 0
  const field = (width: number, otherwise: number): number => {
    if (width === 0) return otherwise
    if (position + width > data.length) throw new UnclearPdf('cross-references break off')
    position += width
    return data.readUIntBE(position - width, width)
  }
  for (let i = 0; i < index.length; i += 2) for (let k = 0; k < (index[i + 1] ?? 0); k++) {
    const [kind, second, third] = [field(widths[0] ?? 0, 1), field(widths[1] ?? 0, 0), field(widths[2] ?? 0, 0)]
    add(entries, (index[i] ?? 0) + k, kind === 1 ? { kind: 'plain', at: second, generation: third } : kind === 2 ? { kind: 'packed', stream: second, index: third } : FREE)
  }
  return { at: start, end, entries, trailer: value.dict, hybrid: false }
}
