import { writeCsv } from '../../../kernel/csv.ts'
import type { ColumnKind, RunResult } from '../domain/analysis.ts'
import type { Field, FieldType } from '../domain/schema.ts'
import { xlsxOf } from '../downloads/xlsx.ts'
import { cellOf } from './cell.ts'

/** For spreadsheets: texts never run as formulas (kernel/csv.ts). */
export const resultCsv = ({ columns, rows }: RunResult): string => writeCsv(columns.map(column => column.name), rows.map(row => row.map(cellOf)))

const TYPES: Readonly<Record<ColumnKind, FieldType>> = { number: 'decimal', text: 'text', boolean: 'boolean', date: 'date', datetime: 'text', other: 'text' }
export function resultXlsx({ columns, rows }: RunResult): AsyncGenerator<Uint8Array> {
  // two columns of a result may have one name
  const fields = columns.map(({ name, kind }, at): Field => ({ name: `c${at}`, title: { vi: name }, type: TYPES[kind], classification: 'open' }))
  return xlsxOf({ columns: fields, opened: { dataset: { rowCount: rows.length } }, async *pages() { yield rows.map(row => Object.fromEntries(row.map((cell, at) => [`c${at}`, cell]))) } })
}
