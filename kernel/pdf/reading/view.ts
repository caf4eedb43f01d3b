import { PDFArray, PDFContext, PDFDict, PDFName, PDFNull, PDFNumber, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib'
import { FREE, sectionsOf, type Entry, type Section } from './cross-references.ts'
import type { PdfSource } from './source.ts'
import { Syntax, UnclearPdf } from './syntax.ts'

interface Span { readonly start: number; readonly end: number }

/** A PDF as a viewer shows it: the objects that its cross-references lead to, and no others. */
export interface PdfView {
  readonly context: PDFContext
  readonly root: PDFDict
  /** pages by reference, in no order */
  readonly pages: ReadonlySet<PDFRef>
  /** behind the last %%EOF */
  readonly end: number
  /** what a reference leads to; null and nothing are the same (§7.3.10) */
  resolve(value: PDFObject | undefined): PDFObject | undefined
  /** where an object that lies by itself begins and ends */
  spanOf(ref: PDFRef): Span | undefined
  /** whether everything from `start` to the end is listed, once and without gaps: nothing a program could find by searching */
  isAllListedFrom(start: number): boolean
}

const INTEGER = /\d{1,10}/y
const LARGEST = 8_388_607
const MOST_PAGES = 20_000
const key = (name: string): PDFName => PDFName.of(name)

/**
 * Reads the first `end` bytes by their cross-references, as viewers do (ISO 32000-1 §7.5); pdf-lib takes whatever comes last in the file instead.
 * Throws `UnclearPdf` where a program would have to guess, `HeavyPdf` where it would need too much.
 */
export function viewOf(source: PdfSource, end: number = source.bytes.length): PdfView {
  const context = PDFContext.create()
  const chain = sectionsOf(source, end, context)
  const [newest] = chain.sections
  if (!newest) throw new UnclearPdf('no cross-references')
  const entries = new Map<number, Entry>()
  for (const section of chain.sections) for (const [number, entry] of section.entries) if (!entries.has(number)) entries.set(number, entry)
  const size = newest.trailer.get(key('Size'))
  // a number beyond Size is an object for some programs and none for others (§7.5.5)
  if (!(size instanceof PDFNumber) || [...entries].some(([number, { kind }]) => kind !== 'free' && number >= size.asNumber() || number > LARGEST)) throw new UnclearPdf('a wrong Size')

  const spans = new Map<PDFRef, Span>()
  const lengthOf = (ref: PDFRef): number | undefined => {
    const value = context.lookup(ref) ?? load(ref.objectNumber)
    return value instanceof PDFNumber ? value.asNumber() : undefined
  }
  const load = (number: number): unknown => {
    const entry = entries.get(number)
    if (entry?.kind === 'packed') { unpackStream(entry.stream); return context.lookup(PDFRef.of(number, 0)) }
    if (entry?.kind !== 'plain') return undefined
    const ref = PDFRef.of(number, entry.generation)
    if (spans.has(ref)) return context.lookup(ref)
    const placed = source.objectAt(entry.at, context, lengthOf)
    if (placed.number !== number || placed.generation !== entry.generation || placed.end > end) throw new UnclearPdf(`object ${number} is not where it should be`)
    spans.set(ref, { start: placed.start, end: placed.end })
    context.assign(ref, placed.value)
    return placed.value
  }
  const unpacked = new Set<number>()
  const unpackStream = (number: number): void => {
    if (unpacked.has(number)) return
    unpacked.add(number)
    const entry = entries.get(number)
    const stream = load(number)
    if (entry?.kind !== 'plain' || !(stream instanceof PDFRawStream)) throw new UnclearPdf('an object stream is missing')
    const [count, first] = ['N', 'First'].map((name) => { const value = stream.dict.get(key(name)); return value instanceof PDFNumber ? value.asNumber() : NaN })
    const syntax = new Syntax(source.unpack(stream, entry.at).toString('latin1'), context, 0)
    const integer = (): number => { syntax.skip(); return Number(syntax.need(INTEGER)[0]) }
    const heads: { readonly number: number; readonly at: number }[] = []
    for (let i = 0; i < (count ?? 0); i++) heads.push({ number: integer(), at: integer() + (first ?? NaN) })
    heads.forEach((head, index) => {
      const listed = entries.get(head.number)
      if (listed?.kind !== 'packed' || listed.stream !== number || listed.index !== index) return
      syntax.at = head.at
      context.assign(PDFRef.of(head.number, 0), syntax.object())
    })
  }
  for (const [number, entry] of entries) {
    load(number)
    if (entry.kind === 'packed' && context.lookup(PDFRef.of(number, 0)) === undefined) throw new UnclearPdf(`object ${number} is not where it should be`)
  }
  const { trailer } = newest
  const [root, info] = [trailer.get(key('Root')), trailer.get(key('Info'))]
  const catalogue = root instanceof PDFRef ? context.lookup(root) : undefined
  if (!(root instanceof PDFRef) || !(catalogue instanceof PDFDict)) throw new UnclearPdf('no catalogue')
  context.trailerInfo = { Root: root, ...(info ? { Info: info } : {}) }
  return {
    context, root: catalogue, pages: pagesOf(context, catalogue), end: chain.end,
    resolve: (value) => {
      const found = value instanceof PDFRef ? context.lookup(value) : value
      // some programs look at the number alone, others at the generation too
      if (value instanceof PDFRef && found === undefined && (entries.get(value.objectNumber) ?? FREE).kind !== 'free') throw new UnclearPdf(`${value.toString()} has another generation`)
      return found === PDFNull || found instanceof PDFRef ? undefined : found
    },
    spanOf: (ref) => spans.get(ref),
    isAllListedFrom: (start) => isAllListed(source, context, chain.sections.filter(({ at }) => at >= start), start, chain.end, lengthOf),
  }
}

function pagesOf(context: PDFContext, root: PDFDict): ReadonlySet<PDFRef> {
  const pages = new Set<PDFRef>()
  const seen = new Set<PDFRef>()
  const open = [root.get(key('Pages'))]
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const node = context.lookup(ref)
    if (!(ref instanceof PDFRef) || seen.has(ref) || !(node instanceof PDFDict)) throw new UnclearPdf('a broken page tree')
    seen.add(ref)
    if (seen.size > MOST_PAGES) throw new UnclearPdf('too many pages')
    const kids = context.lookup(node.get(key('Kids')))
    if (kids instanceof PDFArray) open.push(...kids.asArray())
    else pages.add(ref)
  }
  return pages
}

const BETWEEN = /(?:[\0\t\n\f\r ]+|%[^\r\n]*|startxref[\0\t\n\f\r ]+\d+)*/y

/** Later revisions must be their objects, their lists, white space and comments: one after the other, each object listed by its own revision. */
function isAllListed(source: PdfSource, context: PDFContext, sections: readonly Section[], start: number, end: number, lengthOf: (ref: PDFRef) => number | undefined): boolean {
  if (sections.some(({ hybrid }) => hybrid)) return false
  const spans = new Map<number, Span>(sections.map((section) => [section.at, { start: section.at, end: section.end }]))
  for (const { entries } of sections) for (const entry of entries.values()) {
    if (entry.kind !== 'plain' || entry.at < start || spans.has(entry.at)) continue
    spans.set(entry.at, source.objectAt(entry.at, context, lengthOf))
  }
  const syntax = new Syntax(source.text, context, start)
  for (const span of [...spans.values()].toSorted((a, b) => a.start - b.start)) {
    syntax.take(BETWEEN)
    if (syntax.at !== span.start) return false
    syntax.at = span.end
  }
  syntax.take(BETWEEN)
  return syntax.at >= end
}
