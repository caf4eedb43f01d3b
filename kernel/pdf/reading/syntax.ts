import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, PDFNull, PDFNumber, PDFRef, PDFString, type PDFContext, type PDFObject } from 'pdf-lib'

/** The file is broken, or programs would read different things in it. */
export class UnclearPdf extends Error {}

// white space and delimiters of ISO 32000-1 §7.2.2
const SPACE = '\\0\\t\\n\\f\\r '
const END = `(?=[${SPACE}()<>[\\]{}/%]|$)`
const SKIP = new RegExp(`(?:[${SPACE}]+|%[^\\r\\n]*)*`, 'y')
const REFERENCE = new RegExp(`(\\d{1,7})[${SPACE}]+(\\d{1,5})[${SPACE}]+R${END}`, 'y')
const NUMBER = new RegExp(`[+-]?(?:\\d+\\.?\\d*|\\.\\d+)${END}`, 'y')
const NAME = new RegExp(`/([^${SPACE}()<>[\\]{}/%]*)`, 'y')
const WORD = new RegExp(`(true|false|null)${END}`, 'y')
const HEXADECIMAL = new RegExp(`<([0-9a-fA-F${SPACE}]*)>`, 'y')
const IN_STRING = /[()\\]/g
const OPEN_DICT = /<</y
const CLOSE_DICT = />>/y
const OPEN_ARRAY = /\[/y
const CLOSE_ARRAY = /\]/y
const DEEPEST = 100

/** §7.3.5; pdf-lib decodes capital digits only, and would decode a second time what stands for `#` itself. */
const nameOf = (written = ''): PDFName => PDFName.of(written.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))).replaceAll('#', '#23'))

/**
 * Reads objects of a PDF (ISO 32000-1 §7.3) as pdf-lib's types, without mercy: what the standard does not foresee, programs guess at, each in
 * its own way. A key twice in one dictionary is such a case.
 */
export class Syntax {
  readonly text: string
  readonly context: PDFContext
  at: number
  constructor(text: string, context: PDFContext, at: number) { this.text = text; this.context = context; this.at = at }

  /** What a sticky pattern finds right here; moves behind it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found) this.at += found[0].length
    return found ?? undefined
  }
  need(pattern: RegExp): RegExpExecArray {
    const found = this.take(pattern)
    if (!found) throw new UnclearPdf(`unexpected bytes at ${this.at}`)
    return found
  }
  skip(): void { this.take(SKIP) }

  object(depth = 0): PDFObject {
    if (depth > DEEPEST) throw new UnclearPdf('nested too deeply')
    this.skip()
    if (this.take(OPEN_DICT)) return this.dict(depth)
    if (this.take(OPEN_ARRAY)) return this.array(depth)
    const reference = this.take(REFERENCE)
    if (reference) return PDFRef.of(Number(reference[1]), Number(reference[2]))
    const number = this.take(NUMBER)
    if (number) return PDFNumber.of(Number(number[0]))
    const name = this.take(NAME)
    if (name) return nameOf(name[1])
    const hexadecimal = this.take(HEXADECIMAL)
    if (hexadecimal) return PDFHexString.of(hexadecimal[1] ?? '')
    const word = this.take(WORD)?.[1]
    if (word) return word === 'null' ? PDFNull : word === 'true' ? PDFBool.True : PDFBool.False
    return this.string()
  }

  private dict(depth: number): PDFDict {
    const entries = new Map<PDFName, PDFObject>()
    for (this.skip(); !this.take(CLOSE_DICT); this.skip()) {
      const key = nameOf(this.need(NAME)[1])
      if (entries.has(key)) throw new UnclearPdf(`${key.toString()} twice in one dictionary`)
      entries.set(key, this.object(depth + 1))
    }
    return PDFDict.fromMapWithContext(entries, this.context)
  }

  private array(depth: number): PDFArray {
    const array = PDFArray.withContext(this.context)
    for (this.skip(); !this.take(CLOSE_ARRAY); this.skip()) array.push(this.object(depth + 1))
    return array
  }

  private string(): PDFString {
    const start = this.at
    if (this.text[start] !== '(') throw new UnclearPdf(`unexpected bytes at ${start}`)
    IN_STRING.lastIndex = start
    for (let open = 0, found = IN_STRING.exec(this.text); found; found = IN_STRING.exec(this.text)) {
      if (found[0] === '\\') { IN_STRING.lastIndex = found.index + 2; continue }
      open += found[0] === '(' ? 1 : -1
      if (open > 0) continue
      this.at = found.index + 1
      return PDFString.of(this.text.slice(start + 1, found.index))
    }
    throw new UnclearPdf('a text without end')
  }
}
