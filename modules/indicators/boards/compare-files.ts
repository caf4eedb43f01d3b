import writeXlsxFile from 'write-excel-file/node'
import { writeCsv } from '../../../kernel/csv.ts'
import type { Lang } from '../../../ui/index.ts'
import type { FrameworkDefinition } from '../domain/definition.ts'
import { capital, indicatorWord } from '../pages/figure-words.tsx'
import type { UnitFigures } from '../queries/compare.ts'
import { columnsOf, type CompareCell } from './compare-table.ts'
import { isOpen } from '../domain/standing.ts'
import type { OpenCompare } from './open-compare.ts'
import { standingText } from './standing.ts'

export interface FileRow { readonly unit: string; readonly name: string; readonly code: string; readonly criterion: string; readonly measure: string; readonly period: string; readonly value: number | null; readonly standing: string; /** why there is no number */ readonly reason: string }
const headsOf = (definition: Pick<FrameworkDefinition, 'kind'>, lang: Lang): readonly string[] => {
  const { one } = indicatorWord(definition, lang)
  return lang === 'vi' ? ['Mã đơn vị', 'Đơn vị', `Mã ${one}`, capital(one), 'Đơn vị tính', 'Kỳ', 'Giá trị', 'Tình trạng', 'Vì sao chưa có'] : ['Unit code', 'Unit', `${capital(one)} code`, capital(one), 'Measure', 'Period', 'Value', 'Standing', 'Why there is none']
}

/** One line for every number of the page, the printed ones; a number that is not there is an empty cell with its reason beside it. */
export function fileRows(open: OpenCompare, units: readonly UnitFigures[], lang: Lang, why: (cell: CompareCell, total: boolean) => string): readonly FileRow[] {
  const columns = columnsOf(open.framework)
  const provisional = standingText({ bases: [], provisional: isOpen(open.period, open.today) ? ['open'] : [] }, lang)
  return units.flatMap(unit => columns.map((column): FileRow => { const cell = column.of(unit); return { unit: unit.subject.code, name: unit.subject.name, code: column.code === '' ? 'tong' : column.code, criterion: column.title[lang], measure: column.unit[lang], period: open.period.id, value: cell.value, standing: cell.value === null ? '' : provisional, reason: cell.value === null ? why(cell, column.code === '') : '' } }))
}
const cellsOf = (row: FileRow): (string | number | null)[] => [row.unit, row.name, row.code, row.criterion, row.measure, row.period, row.value, row.standing, row.reason]
export const compareCsv = (open: OpenCompare, rows: readonly FileRow[], lang: Lang): Buffer => Buffer.from(writeCsv([...headsOf(open.framework.definition, lang)], rows.map(row => cellsOf(row).map(cell => cell ?? ''))))
export async function compareXlsx(open: OpenCompare, rows: readonly FileRow[], lang: Lang): Promise<Buffer> {
  const cell = (value: string | number | null) => value === null || value === '' ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String }
  return writeXlsxFile([headsOf(open.framework.definition, lang).map(value => ({ value, type: String, fontWeight: 'bold' as const })), ...rows.map(row => cellsOf(row).map(cell))], { columns: [{ width: 12 }, { width: 28 }, { width: 18 }, { width: 50 }, { width: 12 }, { width: 10 }, { width: 12 }, { width: 24 }, { width: 50 }], stickyRowsCount: 1, sheet: lang === 'vi' ? 'So sánh' : 'Comparison' }).toBuffer()
}
