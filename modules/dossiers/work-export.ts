import writeXlsxFile from 'write-excel-file/node'
import { writeCsv } from '../../kernel/csv.ts'
import { formatDate, formatTime } from '../../ui/index.ts'
import { axesOf } from './facts.ts'
import { CHANNELS, stateOf } from './pages/desk/texts.ts'
import type { DossierListRow } from './queries.ts'

const COLUMNS = [['Mã hồ sơ', 22], ['Thủ tục', 46], ['Lĩnh vực', 18], ['Chủ hồ sơ', 26], ['Người nộp', 26], ['Kênh', 12], ['Trạng thái', 16], ['Người thụ lý', 24], ['Nộp lúc', 17], ['Tiếp nhận lúc', 17], ['Hạn', 17], ['Lần bổ sung', 12], ['Phí, lệ phí (đồng)', 18]] as const
export interface ExportedRow { readonly row: DossierListRow; readonly assigneeName: string | undefined }
type Cell = string | number | Date | null

function cellsOf({ row, assigneeName }: ExportedRow): Cell[] {
  return [row.code, row.procedure_name, row.field, row.subject_name, row.submitter_name, CHANNELS[row.channel].vi, stateOf(axesOf(row)).text.vi, assigneeName ?? null, row.submitted_at, row.received_at, row.due_at instanceof Date ? row.due_at : null, row.supplement_count, row.fee_amount]
}

/** The list as CSV; what a spreadsheet would run as a formula stays text. */
export function workCsv(rows: readonly ExportedRow[]): Buffer {
  const text = (cell: Cell): string | number => cell instanceof Date ? `${formatDate(cell)} ${formatTime(cell)}` : cell ?? ''
  return Buffer.from(writeCsv(COLUMNS.map(([name]) => name), rows.map(row => cellsOf(row).map(text))))
}

/** The list as a workbook: dates are dates, numbers numbers, texts never formulas. */
export async function workXlsx(rows: readonly ExportedRow[]): Promise<Buffer> {
  // a workbook knows no time zone: it is given the wall clock of Viet Nam
  const local = (at: Date): Date => new Date(at.getTime() + 7 * 3_600_000)
  const cell = (value: Cell) => value === null ? null : value instanceof Date ? { value: local(value), type: Date, format: 'dd/mm/yyyy hh:mm' } : typeof value === 'number' ? { value, type: Number } : { value, type: String }
  const header = COLUMNS.map(([name]) => ({ value: name, type: String, fontWeight: 'bold' as const }))
  return writeXlsxFile([header, ...rows.map(row => cellsOf(row).map(cell))], { columns: COLUMNS.map(([, width]) => ({ width })), stickyRowsCount: 1, sheet: 'Danh sách' }).toBuffer()
}
