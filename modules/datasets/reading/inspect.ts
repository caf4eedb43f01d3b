import { headerRowOf, numberStyleOf } from '../domain/infer.ts'
import { UnreadableFile } from './csv-rows.ts'
import { decodeBytes, DECODERS, fontOf, toUtf8 } from './encodings.ts'
import { jsonElements, membersOf } from './json-rows.ts'
import type { FileSettings, Inspection } from './settings.ts'
import { formatOf, HEAD_BYTES, rowsOf, sniffText } from './sniff.ts'

export const SAMPLE_ROWS = 1000
const MOST_NAMES = 1000
const MOST_CELL = 500

/** Looks at a file: what it is, how it is written, its columns and first rows. What the steward says otherwise (`told`) holds. Throws UnreadableFile. */
export async function inspect(input: AsyncIterable<Buffer>, told: Partial<FileSettings>): Promise<Inspection> {
  const chunks: Buffer[] = []
  let size = 0
  let format: FileSettings['format'] | undefined
  let complete = true
  for await (const chunk of input) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= HEAD_BYTES || format !== undefined) {
      format ??= told.format ?? formatOf(Buffer.concat(chunks).subarray(0, HEAD_BYTES))
      if (format !== 'xlsx' && format !== 'parquet') { complete = false; break }
      if (size > 192 * 1024 * 1024) throw new UnreadableFile('bomb')
    }
  }
  const bytes = Buffer.concat(chunks)
  const head = bytes.subarray(0, HEAD_BYTES)
  format ??= told.format ?? formatOf(head.length < 4 ? Buffer.concat([head, Buffer.alloc(4, 10)]).subarray(0, head.length === 0 ? 0 : 4 + head.length) : head)
  const cut = (row: readonly string[]): string[] => row.map(cell => cell.slice(0, MOST_CELL))

  if (format === 'xlsx') {
    const { openWorkbook } = await import('./xlsx-rows.ts')
    const book = openWorkbook(bytes)
    const sheet = told.sheet ?? 0
    const rows: string[][] = []
    const numbers: number[] = []
    await book.rows(sheet, 'en', (cells, number) => { if (cells.some(cell => cell.trim() !== '')) { rows.push(cut(cells)); numbers.push(number) } return rows.length >= SAMPLE_ROWS + 50 })
    if (rows.length === 0) throw new UnreadableFile('empty')
    const font = told.font ?? fontOf(rows.flat().join(' '))
    const at = told.headerRow === undefined ? headerRowOf(rows) : Math.max(0, numbers.indexOf(told.headerRow))
    const decoded = rows.map(row => row.map(DECODERS[font]))
    return { settings: { format, encoding: 'utf-8', font, delimiter: '', numbers: told.numbers ?? 'en', headerRow: numbers[at] ?? 1, sheet }, sheets: book.sheets, header: decoded[at] ?? [], sample: decoded.slice(at + 1, at + 1 + SAMPLE_ROWS) }
  }
  if (format === 'parquet') {
    const { parquetRows, parquetText } = await import('./parquet-rows.ts')
    let header: readonly string[] = []
    const sample: string[][] = []
    await parquetRows(bytes, names => { header = names }, row => { sample.push(cut(header.map(name => parquetText(row[name])))); return sample.length >= SAMPLE_ROWS })
    const font = told.font ?? fontOf(sample.flat().join(' '))
    return { settings: { format, encoding: 'utf-8', font, delimiter: '', numbers: told.numbers ?? 'en', headerRow: 0, sheet: 0 }, sheets: [], header, sample: sample.map(row => row.map(DECODERS[font])) }
  }
  const settings: FileSettings = { ...sniffText(head, format, complete && bytes.length <= HEAD_BYTES), ...told, format }
  if (format === 'csv') {
    const text = decodeBytes(head, settings.encoding, settings.font).replace(/^\ufeff/, '')
    const whole = complete && bytes.length <= HEAD_BYTES ? text : text.slice(0, text.lastIndexOf('\n') + 1 || text.length)
    const rows = rowsOf(Buffer.from(whole, 'utf8'), settings.delimiter, SAMPLE_ROWS + settings.headerRow)
    const header = rows[settings.headerRow - 1] ?? []
    if (header.every(name => name.trim() === '')) throw new UnreadableFile('no-header')
    return { settings, sheets: [], header: header.map(name => name.trim()), sample: rows.slice(settings.headerRow).filter(row => row.some(cell => cell.trim() !== '')).map(cut) }
  }
  const names = new Set<string>()
  const found: ReadonlyMap<string, { readonly text: string; readonly native: boolean }>[] = []
  const elements = jsonElements(format === 'ndjson', element => { if (found.length >= SAMPLE_ROWS) return; const members = membersOf(element); found.push(members); for (const name of members.keys()) { names.add(name); if (names.size > MOST_NAMES) throw new UnreadableFile('too-many-columns') } })
  const utf8 = toUtf8(settings.encoding, 'unicode', piece => { elements.push(piece) })
  utf8.push(bytes)
  if (complete) { utf8.end(); elements.end() }
  if (found.length === 0) throw new UnreadableFile('empty')
  const sample = found.map(members => cut([...names].map(name => members.get(name)?.text ?? '')))
  const font = told.font ?? fontOf(sample.flat().join(' '))
  const texts = found.flatMap(members => [...members.values()].flatMap(member => member.native ? [] : [member.text]))
  return { settings: { ...settings, font, numbers: told.numbers ?? numberStyleOf(texts) }, sheets: [], header: [...names], sample: sample.map(row => row.map(DECODERS[font])) }
}
