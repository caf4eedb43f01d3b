import { writeCsv } from '../../../kernel/csv.ts'
import { xlsxSheet, type SheetCell } from '../../../kernel/xlsx.ts'
import type { ColumnKind, RunResult } from '../domain/analysis.ts'
import type { FieldType } from '../domain/schema.ts'
import { sheetCell } from '../downloads/xlsx.ts'
import { cellOf } from './cell.ts'

/** For spreadsheets: texts never run as formulas (kernel/csv.ts). */
export const resultCsv = ({ columns, rows }: RunResult): string => writeCsv(columns.map(column => column.name), rows.map(row => row.map(cellOf)))

const TYPES: Readonly<Record<ColumnKind, FieldType>> = { number: 'decimal', text: 'text', boolean: 'boolean', date: 'date', datetime: 'text', other: 'text' }
export function resultXlsx({ columns, rows }: RunResult): AsyncGenerator<Uint8Array> {
  async function* pages(): AsyncGenerator<readonly (readonly SheetCell[])[]> { yield await Promise.resolve(rows.map(row => columns.map(({ kind }, at) => sheetCell({ type: TYPES[kind] }, row[at])))) }
  return xlsxSheet(columns.map(column => column.name), pages())
}
