import { Fault } from '../../../kernel/errors.ts'
import { MOST_SHEET_ROWS, xlsxSheet, type SheetCell } from '../../../kernel/xlsx.ts'
import type { Field } from '../domain/schema.ts'
import { cellOf } from '../queries/cell.ts'
import type { Source } from './rows.ts'

export function sheetCell({ type }: Pick<Field, 'type'>, value: unknown): SheetCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return type === 'date' && typeof value === 'string' ? { day: value } : String(cellOf(value))
}

/** The rows of a dataset as one sheet. */
export async function* xlsxOf({ columns, pages, opened }: Source): AsyncGenerator<Uint8Array> {
  if (opened.dataset.rowCount + 1 > MOST_SHEET_ROWS) throw new Fault('too-many-rows', { status: 422, title: { vi: 'Bộ dữ liệu quá lớn cho một trang tính', en: 'Too large for a sheet' }, detail: { vi: `Trang tính chứa tối đa ${MOST_SHEET_ROWS - 1} dòng. Hãy tải CSV hoặc Parquet, hoặc lọc qua API.`, en: `A sheet holds ${MOST_SHEET_ROWS - 1} rows. Download CSV or Parquet, or filter by the API.` } })
  async function* cells(): AsyncGenerator<readonly (readonly SheetCell[])[]> { for await (const rows of pages()) yield rows.map(row => columns.map(field => sheetCell(field, row[field.name]))) }
  yield* xlsxSheet(columns.map(field => field.title.vi), cells())
}
