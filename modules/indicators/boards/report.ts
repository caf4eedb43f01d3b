import { renderPdf } from '../../../kernel/pdf/index.ts'
import { choose, formatDateTime, say, type Frame } from '../../../ui/index.ts'
import { namesOf } from '../pages/board-names.ts'
import { capital, levelText, periodText, shortMissing, shownPoints, shownValue, thresholdText, verdictText, verificationText } from '../pages/figure-words.tsx'
import { headlineText } from '../pages/headline.tsx'
import { linesOf, verdictOf } from '../pages/target-lines.ts'
import type { GroupDefinition } from '../domain/definition.ts'
import type { BoardFigures } from './open.ts'
import { figureStanding, openText, standingText } from './standing.ts'

interface Column { readonly title: string; readonly width: string; readonly numeric: boolean }
const column = (title: string, width: string, numeric = false): Column => ({ title, width, numeric })

/** The page of a board as a report on paper: the same sentence, the same tables. */
export async function boardReport(board: BoardFigures, { lang, site }: Frame, address: string, at: Date): Promise<Uint8Array> {
  const t = choose(lang)
  const { framework, figures, period, subject } = board
  const { definition } = framework
  const { main, rest } = headlineText({ lang, framework, figures })
  const { columns, rowsOf } = tablesOf(board, lang)
  return renderPdf(new URL('../papers/board.typ', import.meta.url), {
    lang, title: definition.title[lang], of: `${subject.name} · ${capital(periodText(period.id, lang))}`, main, rest, note: definition.note?.[lang] ?? '', owner: say(site.owner, lang), columns, address,
    open: openText(board, lang) ?? '',
    groups: definition.groups.filter(group => group.indicators.length > 0).map(group => ({ title: group.text[lang], rows: rowsOf(group) })),
    source: `${t('Căn cứ', 'By')}: ${definition.document} (${definition.authority[lang]}); ${verificationText(definition.verification, lang)}. ${t('Lập lúc', 'Made at')} ${formatDateTime(at, lang)}.`,
  }, { at })
}

function tablesOf(board: BoardFigures, lang: Frame['lang']): { readonly columns: readonly Column[]; rowsOf(group: GroupDefinition): readonly (readonly string[])[] } {
  const t = choose(lang)
  const names = namesOf(board)
  const standing = (code: string, test?: string): string => standingText(figureStanding(board, code, test), lang)
  if (board.framework.definition.kind === 'targets') return {
    columns: [column(t('Tiêu chí', 'Criterion'), '2.6fr'), column(t('Ngưỡng', 'Threshold'), '1.2fr'), column(t('Kết quả', 'Value'), '1.2fr'), column(t('Đánh giá', 'Verdict'), '1.4fr'), column(t('Tình trạng', 'Standing'), '1.5fr')],
    rowsOf: group => linesOf(board, group.indicators).map(line => [line.below ? `– ${levelText(line.test?.test.level ?? '', lang)}` : line.definition.text[lang], line.test ? thresholdText(line.test.test, line.definition, lang) : '', line.test === undefined ? '' : line.test.value === null ? shortMissing(line.test.reasons, names, lang) : shownValue(line.test.value, line.definition, lang), verdictText(verdictOf(line), lang), line.test === undefined ? '' : standing(line.definition.code, line.test.test.code)]),
  }
  return {
    columns: [column(t('Chỉ số', 'Indicator'), '2.6fr'), column(t('Giá trị', 'Value'), '2fr'), column(t('Tình trạng', 'Standing'), '1.5fr'), column(t('Điểm', 'Points'), '0.9fr', true)],
    rowsOf: group => group.indicators.flatMap(code => board.figures.indicators.filter(({ definition }) => definition.code === code)).map(({ definition, result }) => [definition.text[lang], result.value === null ? result.nothingApplies ? t('không phát sinh', 'nothing to judge') : shortMissing(result.reasons, names, lang) : shownValue(result.value, definition, lang), standing(definition.code), definition.max === null ? '' : `${result.points === null ? '–' : shownPoints(result.points, lang)} / ${shownPoints(definition.max, lang)}`]),
  }
}
