import type { SheetCell } from '../../../kernel/xlsx.ts'
import { choose, type Lang } from '../../../ui/index.ts'
import { cutTo } from '../domain/decimal.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { MissingReason } from '../domain/missing.ts'
import { linesOf, verdictOf } from '../pages/target-lines.ts'
import { namesOf } from '../pages/board-names.ts'
import { capital, levelText, missingText, periodText, reasonsText, thresholdText, verdictText } from '../pages/figure-words.tsx'
import type { IndicatorFigure } from '../queries/results.ts'
import type { Series } from '../queries/series.ts'
import type { BoardFigures } from './open.ts'
import { figureStanding, pointStanding, standingText } from './standing.ts'

export interface FigureTable { readonly header: readonly string[]; readonly rows: readonly (readonly SheetCell[])[] }
/** As it is printed on the page, so that a file holds the same numbers. */
const printed = (value: number | null, { decimals, cutting }: IndicatorDefinition): number | null => value === null ? null : cutTo(value, decimals, cutting)
const heardOf = ({ evidence }: IndicatorFigure, what: 'reported' | 'expected'): number | null => { const heard = evidence.flatMap(({ aggregated }) => aggregated ?? []); return heard.length === 0 ? null : Math.max(...heard.map(each => each[what])) }

/** A board as one table, in the order of the page. */
export function boardTable(board: BoardFigures, lang: Lang): FigureTable {
  const t = choose(lang)
  const names = namesOf(board)
  const { figures, framework, period, subject } = board
  const where = [periodText(period.id, lang), subject.name]
  const why = (reasons: readonly MissingReason[]): string => reasons.length === 0 ? '' : missingText(reasons, names, lang)
  const standing = (code: string, test?: string): string => standingText(figureStanding(board, code, test), lang)
  const head = [t('Kỳ', 'Period'), t('Đơn vị', 'Unit'), t('Nhóm', 'Group'), t('Mã', 'Code'), t('Tên', 'Name')]
  const own = (group: string, { code, text }: IndicatorDefinition): readonly string[] => [...where, group, code, text[lang]]
  if (framework.definition.kind === 'targets') return {
    header: [...head, t('Cấp', 'Level'), t('Ngưỡng', 'Threshold'), t('Giá trị', 'Value'), t('Đơn vị tính', 'Measured in'), t('Đánh giá', 'Verdict'), t('Tình trạng', 'Standing'), t('Ghi chú', 'Note')],
    rows: framework.definition.groups.flatMap(group => linesOf(board, group.indicators).map((line): readonly SheetCell[] => [...own(group.text[lang], line.definition), line.below ? levelText(line.test?.test.level ?? '', lang) : '', line.test ? thresholdText(line.test.test, line.definition, lang) : '', printed(line.test?.value ?? null, line.definition), line.definition.unit[lang], verdictText(verdictOf(line), lang), line.test === undefined ? '' : standing(line.definition.code, line.test.test.code), why(line.test?.reasons ?? [])])),
  }
  return {
    header: [...head, t('Giá trị', 'Value'), t('Đơn vị tính', 'Measured in'), t('Điểm', 'Points'), t('Điểm tối đa', 'Points at most'), t('Đã báo cáo', 'Reported'), t('Phải báo cáo', 'Expected'), t('Tình trạng', 'Standing'), t('Ghi chú', 'Note')],
    rows: framework.definition.groups.flatMap(group => group.indicators.flatMap(code => figures.indicators.filter(({ definition }) => definition.code === code).map((figure): readonly SheetCell[] => { const { result, definition } = figure; return [...own(group.text[lang], definition), printed(result.value, definition), definition.unit[lang], result.points === null ? null : cutTo(result.points, 2, 'round'), definition.max, heardOf(figure, 'reported'), heardOf(figure, 'expected'), standing(code), result.nothingApplies ? t('không phát sinh, tính đủ điểm', 'nothing to judge, full points') : result.value === null ? why(result.reasons) : reasonsText(result.reasons, names, lang)] }))),
  }
}

/** The twelve periods of one number. */
export function seriesTable(board: BoardFigures, definition: IndicatorDefinition, series: readonly Series[], lang: Lang): FigureTable {
  const t = choose(lang)
  const names = namesOf(board)
  return {
    header: [t('Đơn vị', 'Unit'), t('Mã', 'Code'), t('Tên', 'Name'), t('Cấp', 'Level'), t('Kỳ', 'Period'), t('Giá trị', 'Value'), t('Đơn vị tính', 'Measured in'), t('Cùng kỳ năm trước', 'A year before'), t('Đã báo cáo', 'Reported'), t('Phải báo cáo', 'Expected'), t('Tình trạng', 'Standing'), t('Ghi chú', 'Note')],
    rows: series.flatMap(({ test, points }) => points.map((point): readonly SheetCell[] => [board.subject.name, definition.code, definition.text[lang], test?.level ? levelText(test.level, lang) : '', capital(periodText(point.period.id, lang)), printed(point.value, definition), definition.unit[lang], printed(point.yearBefore, definition), point.reported, point.expected, point.value === null ? '' : standingText(pointStanding(point, board.today), lang), point.value === null ? missingText(point.reasons, names, lang) : ''])),
  }
}
/** CSV has no cells without anything: an empty text, never zero. */
export const csvCells = (row: readonly SheetCell[]): readonly (string | number)[] => row.map(cell => cell === null ? '' : typeof cell === 'number' ? cell : typeof cell === 'object' ? cell.day : String(cell))
