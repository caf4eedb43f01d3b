import { choose, InsetText, ShareBar, Table, TwoLines, type Column, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { GroupFigure, IndicatorFigure } from '../queries/results.ts'
import { figureStanding, standingText } from '../boards/standing.ts'
import { namesOf } from './board-names.ts'
import { reasonsText, shortMissing, shownPoints, shownValue } from './figure-words.tsx'

/** Groups with what they speak of, then their indicators. */
export function ScoredBoard({ frame: { lang }, board }: { readonly frame: Frame; readonly board: BoardFigures }) {
  const t = choose(lang)
  const names = namesOf(board)
  const { figures, address, framework } = board
  const scored = framework.definition.method === 'points'
  const groups = figures.groups.filter(({ group }) => group.indicators.length > 0)
  const states = (figure: IndicatorFigure): string => figure.result.nothingApplies ? t('không phát sinh, tính đủ điểm', 'nothing to judge, full points') : figure.result.value === null ? shortMissing(figure.result.reasons, names, lang) : reasonsText(figure.evidence.flatMap(each => each.aggregated?.reasons ?? []), names, lang)
  const columns: readonly Column<IndicatorFigure>[] = [
    { id: 'name', header: t('Chỉ số', 'Indicator'), main: true, cell: ({ definition }) => <TwoLines small={definition.verification === 'unverified' ? t('chưa kiểm chứng với văn bản nguồn', 'not verified against the source') : undefined}><a class="govuk-link" href={boardHref(address, definition.code)}>{definition.text[lang]}</a></TwoLines> },
    { id: 'value', header: t('Giá trị', 'Value'), cell: figure => figure.result.value === null ? <span class="ts-missing">{states(figure)}</span> : <TwoLines small={[states(figure), standingText(figureStanding(board, figure.definition.code), lang)].filter(text => text !== '').join('; ')}><span class="ts-value">{shownValue(figure.result.value, figure.definition, lang)}</span></TwoLines> },
    { id: 'points', header: t('Điểm', 'Points'), numeric: true, nowrap: true, cell: ({ result, definition }) => result.points === null ? <span class="ts-quiet">–{definition.max === null ? '' : ` / ${shownPoints(definition.max, lang)}`}</span> : `${shownPoints(result.points, lang)} / ${shownPoints(definition.max ?? 0, lang)}` },
  ]
  const known = ({ group, points, known: of }: GroupFigure): string => points === null ? t('chưa có dữ liệu', 'no data yet') : `${shownPoints(points, lang)} / ${shownPoints(of, lang)}${group.points !== null && of < group.points ? t(` (nhóm ${shownPoints(group.points, lang)})`, ` (of ${shownPoints(group.points, lang)})`) : ''}`
  return <>
    {scored && <div class="ts-board__groups"><Table caption={t('Điểm theo nhóm', 'Points by group')} rows={groups} keyOf={({ group }) => group.code} columns={[
      { id: 'group', header: t('Nhóm', 'Group'), main: true, cell: ({ group }) => <>{group.text[lang]}{!group.scored && <span class="ts-quiet"> {t('(không tính điểm)', '(not scored)')}</span>}</> },
      { id: 'bar', header: t('Biểu đồ', 'Chart'), cell: ({ points, group, known: of }) => <ShareBar share={(points ?? 0) / (group.points ?? Math.max(1, of))} /> },
      { id: 'points', header: t('Điểm trên phần đã biết', 'Points of what is known'), cell: known },
    ]} /></div>}
    {!scored && <InsetText>{t('Bộ này không cộng điểm.', 'This framework adds no points up.')}</InsetText>}
    {groups.map(({ group }) => <section key={group.code} class="ts-board__group">
      <Table caption={group.text[lang]} rows={group.indicators.flatMap(code => figures.indicators.find(({ definition }) => definition.code === code) ?? [])} keyOf={({ definition }) => definition.code} columns={columns} />
    </section>)}
  </>
}
