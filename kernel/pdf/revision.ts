import { ParseSpeeds, PDFDocument, PDFDict, PDFName, PDFRef, type PDFContext, type PDFObject } from 'pdf-lib'

/** A PDF that is being extended by an incremental update: the old bytes stay as they are (ISO 32000-1 §7.5.6), so earlier signatures stay valid. */
export interface Revision {
  readonly document: PDFDocument
  readonly context: PDFContext
  /** registers a new object and returns its reference */
  add(object: PDFObject): PDFRef
  /** a number for an object whose bytes come with `finish` */
  reserve(): PDFRef
  /** the object behind a reference was changed in place and must be written again */
  touch(ref: PDFRef): void
  /** old bytes + changed and new objects + `raw` objects (already serialised) + cross-references */
  finish(raw?: ReadonlyMap<PDFRef, Uint8Array>): { readonly bytes: Uint8Array; /** where each raw object's own bytes begin */ readonly rawStarts: ReadonlyMap<PDFRef, number> }
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

function lastMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
  let last: RegExpExecArray | undefined
  for (const found of text.matchAll(pattern)) last = found
  return last
}

/** Opens a PDF for an incremental update. Throws on encrypted or unreadable files. */
export async function openRevision(bytes: Uint8Array): Promise<Revision> {
  const text = Buffer.from(bytes).toString('latin1')
  const previous = Number(lastMatch(text, /startxref\s+(\d+)\s+%%EOF/g)?.[1] ?? NaN)
  if (!Number.isInteger(previous) || previous >= bytes.length) throw new Error('This PDF has no readable cross-reference table')
  const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: false, parseSpeed: ParseSpeeds.Fastest })
  const context = document.context
  const usesStream = !text.startsWith('xref', previous)
  // pdf-lib forgets the numbers of cross-reference streams and of free objects: never hand them out again
  for (const found of text.matchAll(/(?:^|\s)(\d{1,9}) \d{1,5} obj\b|\/Size (\d{1,9})/g)) {
    context.largestObjectNumber = Math.max(context.largestObjectNumber, found[1] ? Number(found[1]) : Number(found[2]) - 1)
  }
  const firstNew = context.largestObjectNumber + 1
  const touched = new Set<PDFRef>()
  const reserved = new Set<PDFRef>()

  const finish: Revision['finish'] = (raw = new Map()) => {
    const chunks: Uint8Array[] = [bytes]
    let length = bytes.length
    const push = (chunk: Uint8Array): void => { chunks.push(chunk); length += chunk.length }
    const entries: { number: number; generation: number; offset: number }[] = []
    const rawStarts = new Map<PDFRef, number>()
    const write = (ref: PDFRef, body: Uint8Array): void => {
      entries.push({ number: ref.objectNumber, generation: ref.generationNumber, offset: length })
      push(latin1(`${ref.objectNumber} ${ref.generationNumber} obj\n`))
      rawStarts.set(ref, length)
      push(body)
      push(latin1('\nendobj\n'))
    }
    push(latin1('\n'))
    for (const [ref, object] of context.enumerateIndirectObjects()) {
      if (reserved.has(ref) || ref.objectNumber < firstNew && !touched.has(ref)) continue
      const body = new Uint8Array(object.sizeInBytes())
      object.copyBytesInto(body, 0)
      write(ref, body)
    }
    for (const [ref, body] of raw) write(ref, body)
    const trailer = context.obj({ Prev: previous })
    const { Root, Info, ID } = context.trailerInfo
    if (Root) trailer.set(PDFName.of('Root'), Root)
    if (Info) trailer.set(PDFName.of('Info'), Info)
    if (ID) trailer.set(PDFName.of('ID'), ID)
    push(usesStream ? streamSection(trailer, context, entries, length) : tableSection(trailer, context, entries, length))
    return { bytes: Buffer.concat(chunks), rawStarts }
  }

  return {
    document, context, finish,
    add: (object) => context.register(object),
    reserve: () => { const ref = context.nextRef(); reserved.add(ref); return ref },
    touch: (ref) => { touched.add(ref) },
  }
}

type Entries = { number: number; generation: number; offset: number }[]

function tableSection(trailer: PDFDict, context: PDFContext, entries: Entries, at: number): Uint8Array {
  trailer.set(PDFName.of('Size'), context.obj(context.largestObjectNumber + 1))
  const sorted = entries.toSorted((a, b) => a.number - b.number)
  const pad = (value: number, width: number): string => String(value).padStart(width, '0')
  const lines = sorted.map(({ number, generation, offset }) => `${number} 1\n${pad(offset, 10)} ${pad(generation, 5)} n \n`)
  return latin1(`xref\n${lines.join('')}trailer\n${trailer.toString()}\nstartxref\n${at}\n%%EOF\n`)
}

function streamSection(trailer: PDFDict, context: PDFContext, entries: Entries, at: number): Uint8Array {
  const own = context.nextRef()
  trailer.set(PDFName.of('Size'), context.obj(context.largestObjectNumber + 1))
  trailer.set(PDFName.of('Type'), PDFName.of('XRef'))
  trailer.set(PDFName.of('W'), context.obj([1, 4, 2]))
  const sorted = [...entries, { number: own.objectNumber, generation: 0, offset: at }].sort((a, b) => a.number - b.number)
  trailer.set(PDFName.of('Index'), context.obj(sorted.flatMap(({ number }) => [number, 1])))
  const rows = Buffer.alloc(sorted.length * 7)
  sorted.forEach(({ generation, offset }, i) => {
    rows.writeUInt8(1, i * 7)
    rows.writeUInt32BE(offset, i * 7 + 1)
    rows.writeUInt16BE(generation, i * 7 + 5)
  })
  trailer.set(PDFName.of('Length'), context.obj(rows.length))
  return Buffer.concat([latin1(`${own.objectNumber} 0 obj\n${trailer.toString()}\nstream\n`), rows, latin1(`\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`)])
}
