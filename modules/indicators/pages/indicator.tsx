import { choose, formatIsoDate, InsetText, SummaryList, Tag, type Frame, type SummaryRow } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { CriterionResult } from '../domain/targets.ts'
import type { IndicatorFigure } from '../queries/results.ts'
import type { Series } from '../queries/series.ts'
import { figureStanding, standingText } from '../boards/standing.ts'
import { namesOf } from './board-names.ts'
import { BoardChooser, boardPage, OpenPeriod } from './board-page.tsx'
import { Computation, formulaText } from './computation.tsx'
import { EvidenceTables, type Approvals } from './evidence.tsx'
import { capital, levelText, missingText, periodText, reasonsText, shownPoints, shownValue, thresholdText, verificationText, VerdictTag } from './figure-words.tsx'
import { SeriesCharts } from './series-charts.tsx'

export interface OpenIndicator { readonly board: BoardFigures; readonly figure: IndicatorFigure; readonly criterion: CriterionResult | undefined; readonly series: readonly Series[]; readonly approvals: Approvals }

/** One number with all that it stands on. */
export function indicatorPage(frame: Frame, open: OpenIndicator): string {
  const { lang } = frame
  const t = choose(lang)
  const { board, figure, criterion, series, approvals } = open
  const { definition, result } = figure
  const { address, framework, subject, period } = board
  const title = definition.text[lang]
  const tests = board.figures.tested.get(definition.code)
  const parts = criterion && criterion.tests.length > 1 ? criterion.tests.flatMap(each => { const of = tests?.get(each.test.code); return of ? [{ head: capital(levelText(each.test.level ?? each.test.code, lang)), figure: of }] : [] }) : [{ head: undefined, figure: (criterion?.tests[0] && tests?.get(criterion.tests[0].test.code)) ?? figure }]
  return boardPage({ frame, board, open: { code: definition.code, title }, children: <>
    <h1 class="govuk-heading-l">{title}</h1>
    <p class="ts-board__of">{subject.name} · {capital(periodText(period.id, lang))} · {framework.definition.title[lang]}</p>
    <OpenPeriod frame={frame} of={board} />
    {criterion ? <Criterion open={open} lang={lang} /> : <Figure open={open} lang={lang} />}
    {definition.verification === 'unverified' && <InsetText>{t('Cách tính hoặc ngưỡng này chưa kiểm chứng được với văn bản nguồn: hiển thị để tham khảo, không tính vào kết quả chung.', 'This wording or threshold was not verified against the source document: it is shown, and counts in no total.')}</InsetText>}
    <BoardChooser frame={frame} board={board} below={definition.code} />
    <div class="ts-parts"><SeriesCharts lang={lang} board={board} definition={definition} series={series} /></div>
    <h2 class="govuk-heading-m">{t('Được tính thế nào', 'How it is computed')}</h2>
    <div class="ts-parts">{parts.map(part => <Computation key={part.head ?? ''} lang={lang} board={board} figure={part.figure} head={part.head} />)}</div>
    <h2 class="govuk-heading-m">{t('Số liệu đứng sau', 'What it stands on')}</h2>
    {parts.map(part => <EvidenceTables key={part.head ?? ''} frame={frame} board={board} figure={part.figure} approvals={approvals} />)}
    <h2 class="govuk-heading-m">{t('Định nghĩa', 'Definition')}</h2>
    <SummaryList rows={definitionRows(open, lang)} />
    {address.mode === 'plain' && <p class="ts-board__files"><span>{t('Tải:', 'Download:')}</span> <a class="govuk-link" href={boardHref(address, `${definition.code}/chuoi.csv`)} download>{t('chuỗi số liệu (CSV)', 'the series (CSV)')}</a> <a class="govuk-link" href={boardHref(address, `${definition.code}/chuoi.xlsx`)} download>XLSX</a> <a class="govuk-link" href={boardHref(address)}>{t('Về cả bộ chỉ số', 'The whole framework')}</a></p>}
    {result.reasons.length > 0 && result.value !== null && <p class="ts-quiet">{reasonsText(result.reasons, namesOf(board), lang)}</p>}
  </> })
}

/** "n trên m" of the element that was heard least. */
export function reportedText(figure: IndicatorFigure, lang: Frame['lang']): string | undefined {
  const heard = figure.evidence.flatMap(({ aggregated }) => aggregated !== null && aggregated.expected > 1 ? [aggregated] : [])
  const worst = heard.toSorted((a, b) => a.reported / a.expected - b.reported / b.expected)[0]
  return worst && choose(lang)(`${worst.reported} trên ${worst.expected} báo cáo đã có`, `${worst.reported} of ${worst.expected} reported`)
}

function Figure({ open: { figure, board }, lang }: { readonly open: OpenIndicator; readonly lang: Frame['lang'] }) {
  const t = choose(lang)
  const { result, definition } = figure
  const reported = reportedText(figure, lang)
  return <div class="ts-onefig">
    {result.value === null ? <p class="ts-onefig__none">{result.nothingApplies ? t('Không phát sinh trong kỳ', 'Nothing to judge in this period') : capital(missingText(result.reasons, namesOf(board), lang))}</p> : <p class="ts-onefig__value">{shownValue(result.value, definition, lang)}</p>}
    <p class="ts-onefig__side">{definition.max !== null && <Tag tone={result.points === null ? 'grey' : 'blue'}>{result.points === null ? t(`Chưa có điểm, tối đa ${shownPoints(definition.max, lang)}`, `No points yet, ${shownPoints(definition.max, lang)} at most`) : t(`${shownPoints(result.points, lang)} trên ${shownPoints(definition.max, lang)} điểm`, `${shownPoints(result.points, lang)} of ${shownPoints(definition.max, lang)} points`)}</Tag>} {[reported, standingText(figureStanding(board, definition.code), lang)].filter(text => text !== undefined && text !== '').join(' · ')}</p>
  </div>
}

function Criterion({ open: { figure: { definition }, criterion, board }, lang }: { readonly open: OpenIndicator; readonly lang: Frame['lang'] }) {
  const t = choose(lang)
  if (!criterion) return null
  const several = criterion.tests.length > 1
  return <div class="ts-onefig">
    <p class="ts-onefig__side"><VerdictTag lang={lang} verdict={criterion.criterion.verified ? criterion.met : 'unverified'} /> {definition.target && `· ${t('hạn', 'due')} ${formatIsoDate(definition.target.due, lang)}`}</p>
    <ul class="ts-onefig__tests">{criterion.tests.map(({ test, value, met, reasons }) => <li key={test.code}>
      {several && <span class="ts-onefig__level">{capital(levelText(test.level ?? test.code, lang))}</span>}
      <strong class={value === null ? 'ts-onefig__none' : 'ts-onefig__value'}>{value === null ? capital(missingText(reasons, namesOf(board), lang)) : shownValue(value, definition, lang)}</strong>
      <span class="ts-onefig__asked">{t('mục tiêu', 'target')} {thresholdText(test, definition, lang)}{value !== null && ` · ${standingText(figureStanding(board, definition.code, test.code), lang)}`}{several && <> · <VerdictTag lang={lang} verdict={met} /></>}</span>
    </li>)}</ul>
  </div>
}

function definitionRows({ figure: { definition }, board: { framework } }: OpenIndicator, lang: Frame['lang']): readonly SummaryRow[] {
  const t = choose(lang)
  const formula = formulaText(definition, lang)
  return [
    { key: t('Mã', 'Code'), value: definition.code },
    ...definition.target ? [{ key: t('Mục tiêu', 'Target'), value: definition.target.tests.map(test => `${test.level === null ? '' : `${levelText(test.level, lang)}: `}${thresholdText(test, definition, lang)}`).join('; '), note: definition.target.excluding ? `${t('Không tính', 'Not counted')}: ${definition.target.excluding[lang]}` : undefined }] : [],
    ...formula === undefined ? [] : [{ key: t('Cách cho điểm', 'Points'), value: formula }],
    { key: t('Làm tròn', 'Digits'), value: `${definition.decimals} ${t('chữ số thập phân', 'decimals')}, ${definition.cutting === 'round' ? t('làm tròn', 'rounded') : t('cắt bỏ phần thừa', 'cut off')}; ${t('đánh giá theo số chưa làm tròn', 'judged by the number itself')}` },
    { key: t('Khi thiếu số liệu', 'When some is missing'), value: definition.incomplete === 'withhold' ? t('không đưa ra con số nếu còn đơn vị chưa báo cáo', 'no number while somebody has not reported') : t('tính trên phần đã báo cáo và ghi rõ bao nhiêu', 'of what was reported, and how much that is') },
    { key: t('Minh chứng phải có', 'Evidence demanded'), value: definition.evidence[lang] },
    { key: t('Ai kiểm tra', 'Checked by'), value: definition.checkedBy[lang] },
    { key: t('Nguồn', 'Source'), value: definition.source, note: verificationText(definition.verification, lang) },
    ...definition.note ? [{ key: t('Ghi chú', 'Note'), value: definition.note[lang] }] : [],
    { key: t('Bộ chỉ số', 'Framework'), value: `${framework.definition.document} (${t('bản', 'edition')} ${framework.edition})` },
  ]
}
