import { Readable } from 'node:stream'
import writeXlsxFile from 'write-excel-file/node'
import { csvLine } from '../../../kernel/csv.ts'
import type { FileStore } from '../../../kernel/files/index.ts'
import type { Lang } from '../../../kernel/http/route.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { lineOf } from './read-load.ts'
import { describeFinding } from './words.ts'

const HEADER = { vi: ['Dòng trong tệp', 'Trường', 'Giá trị', 'Mức', 'Vì sao', 'Cách sửa'], en: ['Row of the file', 'Field', 'Value', 'Severity', 'Why', 'What to do'] } as const
const SEVERITY = { error: { vi: 'Lỗi', en: 'Error' }, warning: { vi: 'Cảnh báo', en: 'Warning' } } as const
/** A workbook is made in memory; longer reports are taken as CSV. */
export const MOST_XLSX = 50_000

async function* lines(store: FileStore, key: string): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of await store.get(key)) {
    const parts = (rest + decoder.decode(Buffer.from(chunk), { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}
async function* rowsOf(store: FileStore, key: string, schema: DatasetSchema, lang: Lang): AsyncGenerator<(string | number)[]> {
  for await (const line of lines(store, key)) {
    const [row, field, rule, severity, value] = lineOf(line)
    const finding = describeFinding(rule, field, schema)
    yield [row, finding.field?.[lang] ?? field, value, SEVERITY[severity][lang], finding.meaning[lang], finding.cure[lang]]
  }
}

/** All findings as CSV, streamed; cells that a spreadsheet would run stay text (CWE-1236). */
export function reportCsv(store: FileStore, key: string, schema: DatasetSchema, lang: Lang): Readable {
  return Readable.from((async function* () {
    let text = `\ufeff${csvLine(HEADER[lang])}\r\n`
    for await (const row of rowsOf(store, key, schema, lang)) { text += `${csvLine(row)}\r\n`; if (text.length > 32_000) { yield Buffer.from(text); text = '' } }
    yield Buffer.from(text)
  })())
}

export async function reportXlsx(store: FileStore, key: string, schema: DatasetSchema, lang: Lang): Promise<Buffer> {
  const rows: { value: string | number; type: typeof String | typeof Number }[][] = []
  for await (const row of rowsOf(store, key, schema, lang)) { rows.push(row.map(value => typeof value === 'number' ? { value, type: Number } : { value, type: String })); if (rows.length >= MOST_XLSX) break }
  return writeXlsxFile([HEADER[lang].map(value => ({ value, type: String, fontWeight: 'bold' as const })), ...rows.map(row => row.map(cell => cell.type === Number ? { value: Number(cell.value), type: Number } : { value: String(cell.value), type: String }))], { columns: [10, 24, 32, 12, 36, 48].map(width => ({ width })), stickyRowsCount: 1, sheet: lang === 'vi' ? 'Báo cáo' : 'Report' }).toBuffer()
}
