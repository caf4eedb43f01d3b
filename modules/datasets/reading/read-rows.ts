import { csvRows, UnreadableFile, type Spans } from './csv-rows.ts'
import { DECODERS, toUtf8 } from './encodings.ts'
import { jsonElements, membersOf } from './json-rows.ts'
import type { FileSettings } from './settings.ts'

/** Takes rows below the header; `number` as a spreadsheet counts. True from `texts`: enough. */
export interface RowTaker {
  spans(row: Spans, number: number): void
  texts(cells: readonly string[], number: number): void
  /** after every piece of the file; waits until there is room. True: enough */
  pause(bytes: number): Promise<boolean>
}
/** Workbooks and Parquet files are read from their end: they come whole. */
const MOST_WHOLE = 192 * 1024 * 1024

async function wholeOf(input: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) { size += chunk.length; if (size > MOST_WHOLE) throw new UnreadableFile('bomb'); chunks.push(chunk) }
  return Buffer.concat(chunks, size)
}
const isBlank = (row: Spans): boolean => { for (let at = 0; at < row.count; at++) if ((row.ends[at] ?? 0) > (row.starts[at] ?? 0)) return false; return true }

/** Reads the rows of a file of any format, in flat memory. `header`: names of columns where rows are objects. Throws UnreadableFile. */
export async function readRows(input: AsyncIterable<Buffer>, settings: FileSettings, header: readonly string[], taker: RowTaker): Promise<void> {
  const { format, encoding, font } = settings
  const recode = DECODERS[font]
  const native = (text: string): string => settings.numbers === 'vi' ? text.replace('.', ',') : text
  if (format === 'xlsx') {
    // what most files do not need is not read at every start of the process
    const { openWorkbook } = await import('./xlsx-rows.ts')
    const book = openWorkbook(await wholeOf(input))
    await book.rows(settings.sheet, settings.numbers, (cells, number) => {
      if (number > settings.headerRow && cells.some(cell => cell.trim() !== '')) taker.texts(font === 'unicode' ? cells : cells.map(recode), number)
      return false
    }, () => taker.pause(0))
    return
  }
  if (format === 'parquet') {
    const { parquetRows, parquetText } = await import('./parquet-rows.ts')
    let number = 0
    await parquetRows(await wholeOf(input), () => undefined, async row => { taker.texts(header.map(name => { const value = row[name]; const text = parquetText(value); return typeof value === 'number' ? native(text) : recode(text) }), ++number); return number % 500 === 0 ? taker.pause(0) : false })
    return
  }
  let number = 0
  const rows = format === 'csv'
    ? csvRows(settings.delimiter.charCodeAt(0), row => { if (++number > settings.headerRow && !isBlank(row)) taker.spans(row, number) })
    : jsonElements(format === 'ndjson', element => { const found = membersOf(element); number++; taker.texts(header.map(name => { const member = found.get(name); return member === undefined ? '' : member.native ? native(member.text) : recode(member.text) }), number) })
  const utf8 = toUtf8(encoding, format === 'csv' ? font : 'unicode', bytes => { rows.push(bytes) })
  for await (const chunk of input) {
    utf8.push(chunk)
    if (await taker.pause(chunk.length)) return
  }
  utf8.end()
  rows.end()
}
