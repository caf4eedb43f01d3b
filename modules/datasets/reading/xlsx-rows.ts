import { createInflateRaw } from 'node:zlib'
import { SaxesParser } from 'saxes'
import { packedData, readZip, unpack, type ZipEntry } from '../../../kernel/files/zip.ts'
import type { NumberStyle } from '../domain/value.ts'
import { MOST_COLUMNS, UnreadableFile } from './csv-rows.ts'

/** What an honest workbook stays below: sheets of a million rows unpack to some 600 MB, XML packs some 30 to 1. */
const LIMITS = { entries: 5000, totalBytes: 2 * 1024 ** 3, ratio: 250 }
const MOST_SMALL = 16 * 1024 * 1024
const MOST_STRINGS = 1_500_000
const MOST_STRING_BYTES = 100 * 1024 * 1024
const MOST_CELL = 100_000
/** ECMA-376: a sheet ends with this row. */
const MOST_ROWS = 1_048_576
const DAY = 86_400_000

/** A workbook whose directory has been read; sheets in their order. */
export interface Workbook { readonly sheets: readonly string[]; rows(sheet: number, style: NumberStyle, onRow: (cells: readonly string[], number: number) => boolean, pause?: () => Promise<unknown>): Promise<void> }

interface Listener { open?(name: string, attributes: Readonly<Record<string, string>>): void; text?(text: string): void; close?(name: string): void }
function parserOf(listener: Listener): SaxesParser {
  const parser = new SaxesParser()
  parser.on('error', () => { throw new UnreadableFile('broken') })
  // no document type, so no entities of one's own (XXE, billion laughs)
  parser.on('doctype', () => { throw new UnreadableFile('broken') })
  const local = (name: string): string => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', tag => { listener.open?.(local(tag.name), tag.attributes) })
  parser.on('text', text => { listener.text?.(text) })
  parser.on('closetag', tag => { listener.close?.(local(tag.name)) })
  return parser
}

/** Whether a number format shows a day: 14–22 and 45–47 are built in; others say so with y, m, d, h outside of quotes and brackets. */
const isDateFormat = (id: number, code: string | undefined): boolean => id >= 14 && id <= 22 || id >= 45 && id <= 47 || code !== undefined && /[ymdh]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))

/** Days since 30/12/1899 (1904 counts from 01/01/1904) as yyyy-mm-dd, with the time when there is one. */
function dayText(serial: number, from1904: boolean): string {
  const ms = Math.round(((from1904 ? serial + 1462 : serial) - 25_569) * DAY / 1000) * 1000
  if (!Number.isFinite(ms) || Math.abs(ms) > 8e15) return String(serial)
  const text = new Date(ms).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19)
}
const columnOf = (reference: string): number => { let at = 0; for (const char of reference) { if (char < 'A' || char > 'Z') break; at = at * 26 + char.charCodeAt(0) - 64 } return at - 1 }
/** As a person would write it: 1E+3 is 1000, and the digits of a float end where they say nothing. */
function numberText(text: string, style: NumberStyle): string {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  const plain = Number.isInteger(value) && Math.abs(value) < 1e21 ? value.toFixed(0) : /e/i.test(text) ? value.toFixed(10).replace(/0+$/, '') : String(Number(value.toPrecision(15)))
  return style === 'vi' ? plain.replace('.', ',') : plain
}

/** Opens a workbook (ECMA-376). Throws UnreadableFile for bombs, encryption and what is broken. */
export function openWorkbook(bytes: Buffer): Workbook {
  const zip = readZip(bytes, LIMITS)
  if ('fault' in zip) throw new UnreadableFile(zip.fault === 'bomb' ? 'bomb' : zip.fault === 'encrypted' ? 'encrypted' : 'broken')
  const entries = new Map(zip.entries.map(entry => [entry.name.replace(/^\//, ''), entry]))
  const whole = (name: string): string | undefined => {
    const entry = entries.get(name)
    if (!entry) return undefined
    if (entry.size > MOST_SMALL) throw new UnreadableFile('bomb')
    const data = unpack(bytes, entry)
    if (!data) throw new UnreadableFile('broken')
    return data.toString('utf8')
  }
  const parse = (text: string | undefined, listener: Listener): void => { if (text !== undefined) parserOf(listener).write(text).close() }

  const relations = new Map<string, string>()
  parse(whole('xl/_rels/workbook.xml.rels'), { open: (name, about) => { if (name === 'Relationship') relations.set(about['Id'] ?? '', (about['Target'] ?? '').replace(/^\/?(?:xl\/)?/, 'xl/')) } })
  const sheets: { name: string; entry: ZipEntry }[] = []
  let from1904 = false
  parse(whole('xl/workbook.xml'), { open: (name, about) => {
    if (name === 'workbookPr') from1904 = about['date1904'] === '1' || about['date1904'] === 'true'
    const entry = name === 'sheet' ? entries.get(relations.get(about['r:id'] ?? '') ?? '') : undefined
    if (entry) sheets.push({ name: about['name'] ?? '', entry })
  } })
  if (sheets.length === 0) throw new UnreadableFile('broken')
  const formats = new Map<number, string>()
  const dated: boolean[] = []
  let inCells = false
  parse(whole('xl/styles.xml'), {
    open: (name, about) => {
      if (name === 'numFmt') formats.set(Number(about['numFmtId']), about['formatCode'] ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) dated.push(isDateFormat(Number(about['numFmtId']), formats.get(Number(about['numFmtId']))))
    },
    close: name => { if (name === 'cellXfs') inCells = false },
  })
  const shared = entries.get('xl/sharedStrings.xml')
  let strings: string[] | undefined
  async function sharedStrings(): Promise<string[]> {
    const found: string[] = []
    let size = 0
    let [text, inText, phonetic] = ['', false, false]
    if (shared) await stream(bytes, shared, parserOf({
      open: name => { if (name === 'si') text = ''; else if (name === 't') inText = !phonetic; else if (name === 'rPh') phonetic = true },
      text: piece => { if (inText && text.length < MOST_CELL) text += piece },
      close: name => {
        if (name === 't') inText = false
        else if (name === 'rPh') phonetic = false
        else if (name === 'si') { found.push(text); size += text.length * 2 + 16; if (found.length > MOST_STRINGS || size > MOST_STRING_BYTES) throw new UnreadableFile('too-many-strings') }
      },
    }), () => false)
    return found
  }

  return {
    sheets: sheets.map(sheet => sheet.name),
    async rows(sheet, style, onRow, pause) {
      const { entry } = sheets[sheet] ?? sheets[0] ?? { entry: undefined }
      if (!entry) throw new UnreadableFile('broken')
      strings ??= await sharedStrings()
      const known = strings
      let [cells, number, column, kind, cellStyle, value, inValue, stop]: [string[], number, number, string, number, string, boolean, boolean] = [[], 0, -1, 'n', 0, '', false, false]
      await stream(bytes, entry, parserOf({
        open: (name, about) => {
          if (name === 'row') {
            const next = Number(about['r'] ?? number + 1)
            // rows stand in order, each once: their numbers tell them apart from here on
            if (!Number.isInteger(next) || next <= number || next > MOST_ROWS) throw new UnreadableFile('broken')
            ;[cells, column, number] = [[], -1, next]
          } else if (name === 'c') {
            column = about['r'] === undefined ? column + 1 : columnOf(about['r'])
            if (column < 0 || column >= MOST_COLUMNS) throw new UnreadableFile('too-many-columns')
            kind = about['t'] ?? 'n'
            cellStyle = Number(about['s'] ?? 0)
            value = ''
          } else if (name === 'v' || name === 't') inValue = true
        },
        text: piece => { if (inValue && value.length < MOST_CELL) value += piece },
        close: name => {
          if (name === 'v' || name === 't') inValue = false
          else if (name === 'c' && value !== '') {
            while (cells.length < column) cells.push('')
            cells[column] = kind === 's' ? known[Number(value)] ?? '' : kind === 'b' ? (value === '1' ? 'true' : 'false') : kind === 'e' ? '' : kind === 'n' ? (dated[cellStyle] === true ? dayText(Number(value), from1904) : numberText(value, style)) : value
          } else if (name === 'row' && !stop) stop = onRow(cells, number)
        },
      }), () => stop, pause)
    },
  }
}

/** Unpacks an entry piece by piece into a parser; more than the entry said is a bomb. */
async function stream(bytes: Buffer, entry: ZipEntry, parser: SaxesParser, stop: () => boolean, pause: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  const decoder = new TextDecoder()
  const packed = packedData(bytes, entry)
  let size = 0
  const take = (chunk: Buffer): void => { size += chunk.length; if (size > entry.size) throw new UnreadableFile('bomb'); parser.write(decoder.decode(chunk, { stream: true })) }
  if (entry.method === 0) { take(packed); parser.close(); return }
  const inflate: AsyncIterable<Buffer> & ReturnType<typeof createInflateRaw> = createInflateRaw({ chunkSize: 64 * 1024 })
  inflate.end(packed)
  try { for await (const chunk of inflate) { take(chunk); await pause(); if (stop()) { inflate.destroy(); return } } } catch (error) { throw error instanceof UnreadableFile ? error : new UnreadableFile('broken') }
  parser.close()
}
