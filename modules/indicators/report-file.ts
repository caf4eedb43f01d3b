import { createReadStream } from 'node:fs'
import writeXlsxFile from 'write-excel-file/node'
import { writeCsv } from '../../kernel/csv.ts'
import { invalid } from '../../kernel/errors.ts'
import type { IncomingFile } from '../../kernel/http/route.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { failureText, inspectFile, UnreadableFile } from '../datasets/index.ts'
import type { TypedCell, TypedCells } from './domain/typed-cells.ts'
import type { SheetCell } from './queries/report-sheet.ts'

const HEADER = ['Mã', 'Chỉ tiêu', 'Đơn vị tính', 'Giá trị', 'Ghi chú'] as const
/** What stands in the value's column where there is none; the comment says why. */
const NONE = 'không có'
const WIDTHS = [30, 60, 16, 16, 40]

type TemplateRow = readonly [key: string, name: string, unit: string, value: number | string, comment: string]
const rowsOf = (cells: readonly SheetCell[]): readonly TemplateRow[] => cells.map(({ place, definition, category, reading }) =>
  [place.key, [definition?.text.vi ?? place.element, category?.text.vi].filter(Boolean).join(' – trong đó: '), definition?.unit.vi ?? '', reading === undefined ? '' : reading.value ?? NONE, reading?.comment ?? ''])

/** The form as a table to fill in, with what is saved. */
export const templateCsv = (cells: readonly SheetCell[]): Buffer => Buffer.from(writeCsv(HEADER, rowsOf(cells)))
export async function templateXlsx(cells: readonly SheetCell[]): Promise<Buffer> {
  const header = HEADER.map(value => ({ value, type: String, fontWeight: 'bold' as const }))
  const cell = (value: number | string) => typeof value === 'number' ? { value, type: Number } : value === '' ? null : { value, type: String }
  return writeXlsxFile([header, ...rowsOf(cells).map(row => row.map(cell))], { columns: WIDTHS.map(width => ({ width })), stickyRowsCount: 1, sheet: 'Biểu' }).toBuffer()
}

export interface FilledCells { readonly typed: TypedCells; readonly unknown: readonly string[] }
const refuse = (vi: string, en: string): Error => invalid([{ field: 'file', code: 'file', message: { vi, en } }])

/** What a filled template says, read in a process of its own; nothing is saved of it. Codes that the form has not are told. */
export async function readFilled(file: IncomingFile | undefined, keys: readonly string[]): Promise<FilledCells> {
  if (file === undefined || file.size === 0) throw refuse('Chọn tệp đã điền.', 'Choose the filled file.')
  const { header, sample, settings } = await inspectFile(createReadStream(file.path), file.size).catch((error: unknown) => {
    if (!(error instanceof UnreadableFile)) throw error
    const text = failureText(error.fault)
    throw refuse(text.vi, text.en ?? text.vi)
  })
  const column = (name: string): number => header.findIndex(each => fold(each).trim() === fold(name))
  const [code, value, comment] = [column('Mã'), column('Giá trị'), column('Ghi chú')]
  if (code < 0 || value < 0) throw refuse('Tệp thiếu cột “Mã” hoặc “Giá trị”. Tải mẫu rồi điền vào đó.', 'The file lacks the column "Mã" or "Giá trị". Download the template and fill it in.')
  const known = new Set(keys)
  const typed: Record<string, TypedCell> = {}
  const unknown: string[] = []
  for (const row of sample) {
    const key = (row[code] ?? '').trim()
    if (key === '') continue
    if (!known.has(key)) { unknown.push(key.slice(0, 60)); continue }
    const text = (row[value] ?? '').trim()
    const none = fold(text) === fold(NONE)
    // an apostrophe keeps spreadsheets from running a text; it is no part of it
    typed[key] = { value: none ? '' : settings.numbers === 'en' ? text.replaceAll(',', '') : text, none, comment: comment < 0 ? '' : (row[comment] ?? '').replace(/^'(?=[=+\-@])/, '').trim().normalize('NFC').slice(0, 2000) }
  }
  return { typed, unknown }
}
