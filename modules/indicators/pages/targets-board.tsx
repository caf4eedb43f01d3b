import { choose, Table, TwoLines, type Column, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import { figureStanding, standingText } from '../boards/standing.ts'
import { namesOf } from './board-names.ts'
import { capital, levelText, shortMissing, shownValue, thresholdText, VerdictTag } from './figure-words.tsx'
import { linesOf, verdictOf, type TargetLine } from './target-lines.ts'

/** "n of m met", criterion by criterion. */
export function TargetsBoard({ frame: { lang }, board }: { readonly frame: Frame; readonly board: BoardFigures }) {
  const t = choose(lang)
  const names = namesOf(board)
  const columns: readonly Column<TargetLine>[] = [
    { id: 'name', header: t('Tiêu chí', 'Criterion'), main: true, cell: line => line.below ? <span class="ts-below">{capital(levelText(line.test?.test.level ?? line.test?.test.code ?? '', lang))}</span>
      : <TwoLines small={line.definition.target?.excluding ? `${t('Không tính', 'Not counted')}: ${line.definition.target.excluding[lang]}` : undefined}><a class="govuk-link" href={boardHref(board.address, line.definition.code)}>{line.definition.text[lang]}</a></TwoLines> },
    { id: 'threshold', header: t('Ngưỡng', 'Threshold'), cell: ({ test, definition }) => test ? thresholdText(test.test, definition, lang) : <span class="ts-quiet">{definition.target?.tests.length === 0 ? t('chưa rõ', 'not known') : t('mọi cấp', 'all levels')}</span> },
    { id: 'value', header: t('Kết quả', 'Value'), cell: ({ test, definition }) => test === undefined ? '' : test.value === null ? <span class="ts-missing">{shortMissing(test.reasons, names, lang)}</span> : <TwoLines small={standingText(figureStanding(board, definition.code, test.test.code), lang)}><span class="ts-value">{shownValue(test.value, definition, lang)}</span></TwoLines> },
    { id: 'met', header: t('Đánh giá', 'Verdict'), cell: line => <VerdictTag verdict={verdictOf(line)} lang={lang} /> },
  ]
  return <>{board.framework.definition.groups.map(group => <section key={group.code} class="ts-board__group">
    <Table caption={group.text[lang]} rows={linesOf(board, group.indicators)} keyOf={line => line.key} columns={columns} />
  </section>)}</>
}
