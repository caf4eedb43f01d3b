import { headerRowOf, numberStyleOf } from '../domain/infer.ts'
import { csvRows, UnreadableFile } from './csv-rows.ts'
import { decodeBytes, encodingOf } from './encodings.ts'
import type { FileSettings, Format } from './settings.ts'

/** Of the beginning of a file; enough for some thousand rows. */
export const HEAD_BYTES = 256 * 1024
const DELIMITERS = [',', ';', '\t', '|']

/** What the bytes are, whatever the name says. Throws UnreadableFile. */
export function formatOf(head: Buffer): Format {
  if (head.length === 0) throw new UnreadableFile('empty')
  if (head.readUInt32BE(0) === 0x504b0304) return 'xlsx'
  if (head.toString('latin1', 0, 4) === 'PAR1') return 'parquet'
  // the compound files of Excel 97 and of encrypted workbooks, PDF, old archives, pictures
  if (head.readUInt32BE(0) === 0xd0cf11e0 || /^(%PDF|Rar!|7z|\x1f\x8b|\x89PNG|\xff\xd8\xff|GIF8|BM)/.test(head.toString('latin1', 0, 8))) throw new UnreadableFile('not-supported')
  const { encoding, font } = encodingOf(head)
  const text = decodeBytes(head, encoding, font).replace(/^\ufeff/, '').trimStart()
  if (text === '') throw new UnreadableFile('empty')
  if (text.startsWith('[')) return 'json'
  if (text.startsWith('{')) return /^\{[^\n]*\}\s*\n\s*\{/.test(text) || /^\{[^\n]*\}\s*$/.test(text) && !/"(features|records|data)"\s*:\s*\[/.test(text) ? 'ndjson' : /"type"\s*:\s*"FeatureCollection"/.test(text.slice(0, 2000)) ? 'geojson' : 'json'
  // a text file has no NUL; some broken cells are its reader's matter
  if ((text.match(/\0/g) ?? []).length > text.length / 100) throw new UnreadableFile('unknown-format')
  return 'csv'
}

export function rowsOf(bytes: Buffer, delimiter: string, most: number): string[][] {
  const rows: string[][] = []
  const reader = csvRows(delimiter.charCodeAt(0), ({ bytes: row, starts, ends, count }) => { if (rows.length < most) rows.push(Array.from({ length: count }, (_, at) => Buffer.prototype.utf8Slice.call(row, starts[at], ends[at]))) })
  reader.push(bytes)
  reader.end()
  return rows
}

/** The delimiter by which most rows have the same number of cells, more than one. */
function delimiterOf(utf8: Buffer): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    let rows: string[][]
    try { rows = rowsOf(utf8, delimiter, 200) } catch { continue }
    const counts = new Map<number, number>()
    for (const row of rows.slice(0, -1).length > 0 ? rows.slice(0, -1) : rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
    const [width = 1, times = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? []
    const score = width < 2 ? 0 : times / Math.max(1, rows.length) + Math.min(width, 50) / 1000
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** How a file of text is best read, from its beginning. Whole rows only: the last one may be cut. */
export function sniffText(head: Buffer, format: Format, complete: boolean): FileSettings {
  const { encoding, font } = encodingOf(head)
  const text = decodeBytes(head, encoding, font).replace(/^\ufeff/, '')
  const end = complete ? text.length : text.lastIndexOf('\n') + 1 || text.length
  const utf8 = Buffer.from(text.slice(0, end), 'utf8')
  const base = { format, encoding, font, sheet: 0 }
  if (format !== 'csv') return { ...base, delimiter: '', numbers: 'en', headerRow: 0 }
  const delimiter = delimiterOf(utf8)
  const rows = rowsOf(utf8, delimiter, 1000)
  const headerRow = headerRowOf(rows)
  return { ...base, delimiter, numbers: numberStyleOf(rows.slice(headerRow + 1).flat()), headerRow: headerRow + 1 }
}
